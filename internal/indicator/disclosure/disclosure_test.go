package disclosure

import (
	"slices"
	"strings"
	"testing"
	"time"

	"klynge/internal/fault"
)

func TestR10Count(t *testing.T) {
	for _, tt := range []struct {
		profile Profile
		n       int
		want    string
		hidden  bool
	}{
		{DK5, 0, "0", false}, {DK5, 1, "<5", true}, {DK5, 4, "<5", true}, {DK5, 5, "5", false}, {DK5, 1240, "1.240", false},
		{"", 4, "<5", true}, {"", 5, "5", false},
		{HES, 0, "0", false}, {HES, 1, "*", true}, {HES, 7, "*", true}, {HES, 8, "10", false}, {HES, 12, "10", false}, {HES, 13, "15", false},
		{ACRO, 0, "<10", true}, {ACRO, 9, "<10", true}, {ACRO, 10, "10", false}, {ACRO, 12, "10", false}, {ACRO, 13, "15", false},
		{"unknown", 0, Discreet, true}, {"unknown", 100_000, Discreet, true},
		{DK5, -3, "<5", true},
	} {
		got := tt.profile.Count(tt.n)
		if got.Text != tt.want || got.Hidden != tt.hidden || got.Primary != tt.hidden {
			t.Errorf("%q.Count(%d) = %+v, want %q, hidden %v", tt.profile, tt.n, got, tt.want, tt.hidden)
		}
		if tt.n >= 0 && (tt.n < got.Low || tt.n > got.High) {
			t.Errorf("%q.Count(%d) says %d to %d", tt.profile, tt.n, got.Low, got.High)
		}
		if got.Exact() != (!tt.hidden && tt.want == Plain(tt.n).Text && (tt.profile == DK5 || tt.profile == "" || tt.n == 0)) {
			t.Errorf("%q.Count(%d).Exact() = %v", tt.profile, tt.n, got.Exact())
		}
	}
}

func TestR10Ratio(t *testing.T) {
	for _, tt := range []struct {
		profile                Profile
		numerator, denominator int
		want                   string
	}{
		{DK5, 21, 100, "21 %"}, {DK5, 495, 2370, "20,9 %"}, {DK5, 0, 5, "0 %"}, {DK5, 5, 5, "100 %"},
		{DK5, 1, 100, Discreet}, {DK5, 4, 100, Discreet}, {DK5, 0, 4, Discreet}, {DK5, 0, 0, Discreet}, {DK5, 5, 4, Discreet}, {DK5, 7, -7, Discreet},
		{DK5, 98, 100, Discreet}, {DK5, 99, 100, Discreet}, {DK5, 96, 100, Discreet}, {DK5, 95, 100, "95 %"}, {DK5, 100, 100, "100 %"}, {DK5, 12, 10, "120 %"},
		{HES, 45, 52, Discreet}, {HES, 44, 52, "90 %"}, {HES, 40, 40, "100 %"}, {ACRO, 43, 52, Discreet}, {ACRO, 40, 40, Discreet},
		{HES, 12, 52, "20 %"}, {HES, 0, 40, "0 %"}, {HES, 7, 52, Discreet}, {HES, 0, 7, Discreet},
		{ACRO, 12, 52, "20 %"}, {ACRO, 0, 40, Discreet}, {ACRO, 9, 52, Discreet},
		{"unknown", 500, 1000, Discreet},
	} {
		got := tt.profile.Ratio(tt.numerator, tt.denominator)
		if got.Text != tt.want || got.Hidden != (tt.want == Discreet) {
			t.Errorf("%q.Ratio(%d, %d) = %+v, want %q", tt.profile, tt.numerator, tt.denominator, got, tt.want)
		}
	}
}

// The sentences of the seed: "6 meetings, 8 cases" may be printed, "a doctor
// raised 4 cases" may not, although the seed does, unless somebody decides it and
// says why.
func TestR11MeetingsAreNotPersons(t *testing.T) {
	for _, tt := range []struct {
		what  string
		shown Shown
		want  string
	}{
		{"6 meetings", Plain(6), "6"},
		{"8 cases", DK5.Count(8), "8"},
		{"3 meetings", Plain(3), "3"},
		{"4 cases of one doctor", DK5.Count(4), "<5"},
	} {
		if tt.shown.Text != tt.want {
			t.Errorf("%s are shown as %q, want %q", tt.what, tt.shown.Text, tt.want)
		}
	}
	r, err := DK5.Table(Table{Rows: []string{"Møder"}, Columns: []string{"forår", "efterår"}, Cells: [][]int{{2, 4}}, RowSums: true, Things: true})
	if err != nil || r.Hidden() != 0 || r.RowSums[0].Text != "6" {
		t.Errorf("a table of meetings is %+v, %v, want nothing hidden", r, err)
	}
}

func TestR11OverrideNeedsAReason(t *testing.T) {
	at := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		override Override
		want     string
		fault    bool
	}{
		"with a reason": {Override{"Lægen har selv fortalt det på mødet.", "Gerda Holm", at}, "4", false},
		"without":       {Override{"  ", "Gerda Holm", at}, "<5", true},
		"by nobody":     {Override{"Lægen har selv fortalt det.", "", at}, "<5", true},
		"at no time":    {Override{"Lægen har selv fortalt det.", "Gerda Holm", time.Time{}}, "<5", true},
	} {
		got, err := DK5.CountDespite(4, tt.override)
		if got.Text != tt.want || fault.Is(err, fault.Invalid) != tt.fault {
			t.Errorf("%s: CountDespite = %q, %v, want %q, refused %v", name, got.Text, err, tt.want, tt.fault)
		}
	}
}

func TestR11ExceptionInATable(t *testing.T) {
	why := Override{"Kommunen har selv offentliggjort tallet.", "Gerda Holm", time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)}
	table := numbered([][]int{{3, 12, 40}})
	table.Exceptions = []Exception{{0, 0, why}}
	r, err := DK5.Table(table)
	if err != nil || show(r) != "3 12 40 | 55" {
		t.Errorf("with an exception = %q, %v, want everything shown", show(r), err)
	}
	if !slices.Equal(r.Exceptions, table.Exceptions) {
		t.Errorf("the release keeps %+v, want the exception with its reason", r.Exceptions)
	}
	for name, e := range map[string]Exception{"without a reason": {0, 0, Override{}}, "outside the table": {1, 0, why}, "before it": {0, -1, why}} {
		table.Exceptions = []Exception{e}
		if _, err := DK5.Table(table); !fault.Is(err, fault.Invalid) {
			t.Errorf("an exception %s gives %v, want it refused", name, err)
		}
	}
}

func TestFind(t *testing.T) {
	for name, want := range map[string]Profile{"": DK5, "dk5": DK5, "hes": HES, "acro": ACRO} {
		if got, err := Find(name); got != want || err != nil {
			t.Errorf("Find(%q) = %q, %v, want %q", name, got, err, want)
		}
	}
	if _, err := Find("dk3"); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "dk3") {
		t.Errorf("Find(dk3) = %v, want it refused by name", err)
	}
}
