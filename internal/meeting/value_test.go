package meeting_test

import (
	"slices"
	"strings"
	"testing"

	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/meeting"
	"klynge/internal/reader/reading"
)

func read() *reading.Meeting {
	return &reading.Meeting{Body: "Sundhedsklynge Nord", Date: "2024-11-19", Start: "14:00", Kind: reading.Minutes,
		Participants: []reading.Participant{{Name: "Ida Holm"}, {Name: "Bo Lind"}, {Name: "Ida Holm"}},
		Items: []reading.Item{
			{Number: "1", Title: "Velkomst"},
			{Number: "2.a", Title: "Budget", Recommendations: []reading.Recommendation{{Text: "at budgettet godkendes"}}, Attachments: []reading.Attachment{{Name: "Budget"}}},
			{Title: "Eventuelt"}, {Number: "2.a", Title: "Budget igen"},
		},
		Funds: []reading.Fund{{Rows: []reading.FundRow{{Label: "Rest", Amount: danish.Kroner(743_000)}}}},
	}
}

func find(t *testing.T, m *reading.Meeting, at string) meeting.Value {
	t.Helper()
	values := meeting.Values(m)
	i := slices.IndexFunc(values, func(v meeting.Value) bool { return v.At == at })
	if i < 0 {
		var all []string
		for _, v := range values {
			all = append(all, v.At)
		}
		t.Fatalf("Values has no %s, only\n%s", at, strings.Join(all, "\n"))
	}
	return values[i]
}

func TestValuesHaveAddressesOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range meeting.Values(read()) {
		if seen[v.At] {
			t.Errorf("two values are at %s", v.At)
		}
		if v.Label() == "" || strings.HasSuffix(v.Label(), " ") {
			t.Errorf("the value at %s has the label %q", v.At, v.Label())
		}
		seen[v.At] = true
	}
}

func TestValueAt(t *testing.T) {
	for at, want := range map[string]struct {
		path        reading.Path
		label, text string
	}{
		"/date":                              {"/date", "Dato", "2024-11-19"},
		"/participants/Ida Holm/absent":      {"/participants/0/absent", "Ida Holm, afbud", "nej"},
		"/participants/Ida Holm#2/role":      {"/participants/2/role", "Ida Holm, rolle", ""},
		"/items/punkt-2-a/title":             {"/items/1/title", "Punkt 2.a, overskrift", "Budget"},
		"/items/punkt-2-a-2/title":           {"/items/3/title", "Punkt 2.a, overskrift", "Budget igen"},
		"/items/punkt-eventuelt/decision":    {"/items/2/decision", "“Eventuelt”, beslutning", ""},
		"/items/punkt-2-a/recommendations/0": {"/items/1/recommendations/0", "Punkt 2.a, indstilling", "at budgettet godkendes"},
		"/items/punkt-2-a/attachments/0":     {"/items/1/attachments/0", "Punkt 2.a, bilag", "Budget"},
		"/funds/0/rows/0":                    {"/funds/0/rows/0", "“Rest”, beløb", "743.000 kr."},
	} {
		v := find(t, read(), at)
		if v.Path != want.path || v.Label() != want.label || v.Text != want.text {
			t.Errorf("value at %s = %s, %q, %q, want %+v", at, v.Path, v.Label(), v.Text, want)
		}
	}
}

func TestSet(t *testing.T) {
	for _, tt := range []struct{ at, text, want string }{
		{"/date", "4. marts 2025", "2025-03-04"},
		{"/date", "", ""},
		{"/start", "kl. 9.30", "09:30"},
		{"/kind", "Dagsorden", "agenda"},
		{"/participants/Bo Lind/absent", "Ja", "ja"},
		{"/items/punkt-1/duration_min", "15", "15"},
		{"/items/punkt-2-a/outcome", "udsat", "postponed"},
		{"/items/punkt-2-a/type", "drøftelse", "discussion"},
		{"/items/punkt-2-a/decision", " Godkendt. ", "Godkendt."},
		{"/funds/0/rows/0", "1.250,50", "1.250,50 kr."},
		{"/funds/0/total", "4,5 mio. kr.", "4.500.000 kr."},
	} {
		m := read()
		if err := find(t, m, tt.at).Set(tt.text); err != nil {
			t.Errorf("Set %s to %q = %v", tt.at, tt.text, err)
		}
		if got := find(t, m, tt.at).Text; got != tt.want {
			t.Errorf("Set %s to %q gives %q, want %q", tt.at, tt.text, got, tt.want)
		}
	}
	for at, text := range map[string]string{
		"/date": "31. februar 2024", "/start": "25.00", "/kind": "roman", "/participants/Bo Lind/chair": "måske",
		"/items/punkt-1/duration_min": "-3", "/items/punkt-1/outcome": "sjov", "/funds/0/rows/0": "mange penge", "/items/punkt-1/sections": "Tekst",
	} {
		m := read()
		before := find(t, m, at).Text
		if err := find(t, m, at).Set(text); !fault.Is(err, fault.Invalid) || fault.Sentence(err) == "" {
			t.Errorf("Set %s to %q = %v, want Invalid with a sentence", at, text, err)
		}
		if after := find(t, m, at).Text; after != before {
			t.Errorf("a refused Set of %s changed %q to %q", at, before, after)
		}
	}
}

func TestSame(t *testing.T) {
	items := func(titles ...string) (list []reading.Item) {
		for _, title := range titles {
			list = append(list, reading.Item{Title: title})
		}
		return list
	}
	three := items("Godkendelse af dagsorden", "Budget", "Reform", "Medicinbokse")
	for name, tt := range map[string]struct {
		a, b reading.Meeting
		want bool
	}{
		"same date":               {reading.Meeting{Body: "N", Date: "2024-11-19"}, reading.Meeting{Body: "N", Date: "2024-11-19"}, true},
		"another date":            {reading.Meeting{Body: "N", Date: "2024-11-19", Items: three}, reading.Meeting{Body: "N", Date: "2024-11-20", Items: three}, false},
		"began a little late":     {reading.Meeting{Body: "N", Date: "2024-11-19", Start: "14:00"}, reading.Meeting{Body: "N", Date: "2024-11-19", Start: "14:10"}, true},
		"moved with its items":    {reading.Meeting{Body: "N", Date: "2024-11-19", Start: "09:00", Items: three}, reading.Meeting{Body: "N", Date: "2024-11-19", Start: "14:00", Items: three}, true},
		"twice in a day":          {reading.Meeting{Body: "N", Date: "2024-11-19", Start: "09:00", Items: three}, reading.Meeting{Body: "N", Date: "2024-11-19", Start: "14:00", Items: items("Godkendelse af dagsorden", "Tandpleje")}, false},
		"no date, same items":     {reading.Meeting{Body: "N", Date: "2024-11-19", Items: three}, reading.Meeting{Body: "N", Items: three}, true},
		"no date, few items":      {reading.Meeting{Body: "N", Date: "2024-11-19", Items: items("Budget")}, reading.Meeting{Body: "N", Items: items("Budget")}, false},
		"no body, same date only": {reading.Meeting{Date: "2024-11-19"}, reading.Meeting{Date: "2024-11-19"}, false},
	} {
		if got, back := meeting.Same(tt.a, tt.b), meeting.Same(tt.b, tt.a); got != tt.want || back != tt.want {
			t.Errorf("Same %s = %t, turned %t, want %t", name, got, back, tt.want)
		}
	}
}

// The address alone says what a value is, as well as the value itself does.
func TestLabelAt(t *testing.T) {
	m := read()
	m.NextMeetings, m.Promises = []reading.Next{{Date: "2025-03-04"}}, []reading.Promise{{Text: "Status følger."}}
	for _, v := range meeting.Values(m) {
		got, _, _ := strings.Cut(meeting.LabelAt(v.At), "#")
		_, field, ok := strings.Cut(v.Label(), ", ")
		if !ok {
			field = v.Label()
		}
		if got == v.At || !strings.HasSuffix(strings.ToLower(meeting.LabelAt(v.At)), strings.ToLower(field)) {
			t.Errorf("LabelAt(%q) = %q, want it to end as %q does", v.At, meeting.LabelAt(v.At), v.Label())
		}
	}
	for at, want := range map[string]string{
		"/items/punkt-6/decision": "Punkt 6, beslutning", "/participants/Ida Holm/name": "Ida Holm, navn", "/date": "Dato", "/people/ida holm": "/people/ida holm",
	} {
		if got := meeting.LabelAt(at); got != want {
			t.Errorf("LabelAt(%q) = %q, want %q", at, got, want)
		}
	}
}
