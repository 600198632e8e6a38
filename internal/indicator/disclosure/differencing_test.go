package disclosure

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func released(t *testing.T, profile Profile, table Table) Released {
	t.Helper()
	r, err := profile.Table(table)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// of returns a table of one row, "k0=12 k1=3".
func of(t *testing.T, text string) Table {
	t.Helper()
	table := Table{Rows: []string{"r0"}, Cells: [][]int{nil}, RowSums: true}
	for _, word := range strings.Fields(text) {
		heading, number, _ := strings.Cut(word, "=")
		var n int
		if _, err := fmt.Sscan(number, &n); err != nil {
			t.Fatal(err)
		}
		table.Columns, table.Cells[0] = append(table.Columns, heading), append(table.Cells[0], n)
	}
	return table
}

func TestR12Differencing(t *testing.T) {
	for _, tt := range []struct {
		name, before, after string
		want                []string // columns in doubt
	}{
		{"the same", "a=3 b=12 c=40", "a=3 b=12 c=40", nil},
		{"moved by a lot", "a=30 b=12 c=40", "a=35 b=12 c=40", nil},
		{"moved by two", "a=30 b=12 c=40", "a=32 b=12 c=40", []string{"a", SumHeading}},
		{"moved down by two", "a=32 b=12 c=40", "a=30 b=17 c=40", []string{"a", SumHeading}},
		{"first nobody, then two", "a=0 b=12 c=40", "a=2 b=12 c=40", []string{"a", SumHeading}},
		{"another one hidden beside", "a=3 b=12 c=40", "c=40 a=3 b=12", []string{"a"}},
		{"a new month on a running sum", "a=30 b=12", "a=30 b=12 c=3", []string{"c"}},
		{"a new month on a running sum with hidden months", "a=3 b=12 c=40", "a=3 b=12 c=40 d=2", []string{"a", "d"}},
		{"a month taken away", "a=30 b=12 c=3", "a=30 b=12", []string{"c"}},
		{"a large month more", "a=3 b=12", "a=3 b=12 c=40", nil},
		{"all different", "a=3 b=12 c=40", "a=9 b=80 c=51", nil},
	} {
		var got []string
		for _, d := range Differencing(released(t, DK5, of(t, tt.before)), released(t, DK5, of(t, tt.after))) {
			if d.Row != "r0" || d.Why == "" {
				t.Errorf("%s: doubt %+v", tt.name, d)
			}
			got = append(got, d.Column)
		}
		slices.Sort(got)
		slices.Sort(tt.want)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %s then %s: in doubt %q, want %q", tt.name, tt.before, tt.after, got, tt.want)
		}
	}
}

func TestR12DifferencingOfRows(t *testing.T) {
	before := numbered([][]int{{30, 40}, {12, 17}})
	after := numbered([][]int{{30, 40}, {12, 17}, {3, 29}})
	doubts := Differencing(released(t, DK5, before), released(t, DK5, after))
	if len(doubts) != 1 || doubts[0].Row != "r2" || doubts[0].Column != "k0" {
		t.Errorf("a new row on running sums: %+v, want its small number", doubts)
	}
}

func TestR12ThingsAndRoundedNumbers(t *testing.T) {
	before, after := of(t, "a=30 b=12"), of(t, "a=32 b=12")
	if doubts := Differencing(released(t, HES, before), released(t, HES, after)); len(doubts) != 0 {
		t.Errorf("rounded numbers: %+v, want none", doubts)
	}
	before.Things, after.Things = true, true
	if doubts := Differencing(released(t, DK5, before), released(t, DK5, after)); len(doubts) != 0 {
		t.Errorf("meetings: %+v, want none", doubts)
	}
}

func TestR12DifferencingCourses(t *testing.T) {
	course := func(points []Point) Course {
		c, err := DK5.Series(Series{Points: points, YearSums: true})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	before := course(append(months("2024", 12, 3, 20), months("2025", 9, 8)...))
	if doubts := DifferencingCourses(before, course(append(months("2024", 12, 3, 20), months("2025", 9, 8, 15)...))); len(doubts) != 0 {
		t.Errorf("a new month: %+v, want none", doubts)
	}
	doubts := DifferencingCourses(before, course(append(months("2024", 12, 3, 20), months("2025", 9, 8, 2)...)))
	if len(doubts) != 1 || doubts[0].Row != "2025" || doubts[0].Column != "2025-c" {
		t.Errorf("a small new month on a running sum: %+v, want it in doubt", doubts)
	}
}
