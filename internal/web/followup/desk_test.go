package followup

import (
	"testing"

	"klynge/internal/desk"
)

func TestArrange(t *testing.T) {
	const saturday = "2026-11-21"
	lines := []desk.Line{
		{Due: "2026-12-24", Text: "senere"}, {Text: "uden dag"}, {Due: "2026-11-22", Text: "søndag"}, {Due: saturday, Text: "i dag"},
		{Due: "2026-11-23", Text: "mandag"}, {Due: "2026-11-20", Text: "sent"}, {Due: "2026-11-30", Text: "andres", Others: true},
		// The same thing for two roles is one, and is theirs when it is so for either.
		{Due: "2026-11-20", Text: "sent", Others: true}, {Due: saturday, Text: "i dag"},
	}
	groups, others := arrange(lines, saturday)
	want := map[string][]string{"Over tiden": {"sent"}, "I dag": {"i dag"}, "Denne uge": {"søndag"}, "Senere": {"mandag", "senere"}, "Uden dag": {"uden dag"}}
	if len(groups) != len(want) {
		t.Fatalf("groups %+v", groups)
	}
	for i, g := range groups {
		if g.Name != groupNames[i] || len(g.Lines) != len(want[g.Name]) {
			t.Errorf("group %d is %+v, want %v", i, g, want[g.Name])
			continue
		}
		for n, text := range want[g.Name] {
			if g.Lines[n].Text != text {
				t.Errorf("%s, line %d is %q, want %q", g.Name, n, g.Lines[n].Text, text)
			}
		}
	}
	if len(others) != 1 || others[0].Text != "andres" {
		t.Errorf("others %+v", others)
	}
	if groups, others = arrange(nil, saturday); len(groups) != 0 || len(others) != 0 {
		t.Errorf("an empty desk is %+v, %+v", groups, others)
	}
}

func TestEndOfWeek(t *testing.T) {
	for day, want := range map[string]string{"2026-11-16": "2026-11-22", "2026-11-21": "2026-11-22", "2026-11-22": "2026-11-22", "2026-12-31": "2027-01-03"} {
		if got := endOfWeek(day); got != want {
			t.Errorf("endOfWeek(%s) = %s, want %s", day, got, want)
		}
	}
}

func TestSpreadsheetTakesTextForText(t *testing.T) {
	for text, want := range map[string]string{
		"=HYPERLINK(\"https://ond.example\")": "'=HYPERLINK(\"https://ond.example\")", "+45 12": "'+45 12", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\tx": "'\tx",
		"＝1+1": "'＝1+1", "Budget": "Budget", "": "", "a=b": "a=b",
	} {
		if got := inert(text); got != want {
			t.Errorf("inert(%q) = %q, want %q", text, got, want)
		}
	}
}
