package decision

import (
	"strings"
	"testing"

	"klynge/internal/fault"
)

func TestR19ConditionalApprovalAsksForAnOwnerAndADay(t *testing.T) {
	owned := FollowUp{Organization: "Skagerby Kommune", Due: "2027-03-01", State: Open}
	for name, tt := range map[string]struct {
		list []FollowUp
		want bool
	}{
		"nothing":                     {nil, false},
		"an organisation and a day":   {[]FollowUp{owned}, true},
		"a person and a day":          {[]FollowUp{{Owner: "Gerda Skov", Due: "2027-03-01", State: Reported}}, true},
		"no day":                      {[]FollowUp{{Owner: "Gerda Skov", State: Open}}, false},
		"nobody":                      {[]FollowUp{{Due: "2027-03-01", State: Open}}, false},
		"called off":                  {[]FollowUp{{Organization: "Skagerby Kommune", Due: "2027-03-01", State: Dismissed}}, false},
		"called off, and another one": {[]FollowUp{{State: Dismissed}, owned}, true},
	} {
		if got := Answers(tt.list); got != tt.want {
			t.Errorf("%s: Answers = %v, want %v", name, got, tt.want)
		}
	}
}

func TestR24ChairDecidesAloneWithAGround(t *testing.T) {
	whole := Decision{Title: "Leje af lokaler", Text: "Lejemålet forlænges.", Ground: Urgent, Date: "2026-11-20"}
	for name, tt := range map[string]struct {
		change func(*Decision)
		want   fault.Kind
	}{
		"urgent":            {func(*Decision) {}, -1},
		"no doubt":          {func(d *Decision) { d.Ground = NoDoubt }, -1},
		"without a ground":  {func(d *Decision) { d.Ground = "" }, fault.Invalid},
		"with another":      {func(d *Decision) { d.Ground = "easier" }, fault.Invalid},
		"without a title":   {func(d *Decision) { d.Title = "  " }, fault.Invalid},
		"without the words": {func(d *Decision) { d.Text = "\n" }, fault.Invalid},
		"of tomorrow":       {func(d *Decision) { d.Date = "2026-11-22" }, fault.Invalid},
		"without a day":     {func(d *Decision) { d.Date = "" }, fault.Invalid},
		"huge":              {func(d *Decision) { d.Text = strings.Repeat("å", longest) }, fault.TooLarge},
	} {
		d := whole
		tt.change(&d)
		if _, err := d.complete("2026-11-21"); tt.want < 0 && err != nil || tt.want >= 0 && !fault.Is(err, tt.want) {
			t.Errorf("%s: complete = %v, want kind %v", name, err, tt.want)
		}
	}
}

func TestTell(t *testing.T) {
	for name, tt := range map[string]struct {
		state  Progress
		report Report
		want   Progress
		kind   fault.Kind
	}{
		"it goes on":              {Open, Report{State: Reported, Text: "Vi er i gang."}, Reported, -1},
		"it goes on, silently":    {Open, Report{State: Reported, Text: " \n"}, "", fault.Invalid},
		"done in one click":       {Open, Report{State: Done}, Done, -1},
		"done after word of it":   {Reported, Report{State: Done, Text: "Færdig."}, Done, -1},
		"more of what is done":    {Done, Report{State: Done, Text: "Se bilaget."}, Done, -1},
		"done cannot go on":       {Done, Report{State: Reported, Text: "Dog ikke."}, "", fault.Conflict},
		"called off":              {Dismissed, Report{State: Done}, "", fault.Conflict},
		"calling off":             {Open, Report{State: Dismissed, Text: "Nej."}, "", fault.Invalid},
		"nothing chosen":          {Open, Report{Text: "Vi er i gang."}, "", fault.Invalid},
		"a day that is no day":    {Open, Report{State: Reported, Text: "Snart.", Due: "snart"}, "", fault.Invalid},
		"with an expected day":    {Open, Report{State: Reported, Text: "Snart.", Due: "2027-04-01"}, Reported, -1},
		"longer than anyone read": {Open, Report{State: Done, Text: strings.Repeat("x", longest+1)}, "", fault.TooLarge},
	} {
		got, err := FollowUp{State: tt.state}.Tell(tt.report)
		if tt.kind < 0 && (err != nil || got != tt.want) || tt.kind >= 0 && (!fault.Is(err, tt.kind) || got != tt.state) {
			t.Errorf("%s: Tell = %s, %v; want %s, kind %v", name, got, err, tt.want, tt.kind)
		}
	}
}

func TestDecisionsHaveALife(t *testing.T) {
	d := Decision{ID: "1", BodyID: "b", Date: "2026-03-01", State: InForce}
	for name, tt := range map[string]struct {
		d, by Decision
		want  fault.Kind
	}{
		"by a later one":   {d, Decision{ID: "2", BodyID: "b", Date: "2026-06-01", State: InForce}, -1},
		"the same day":     {d, Decision{ID: "2", BodyID: "b", Date: "2026-03-01", State: InForce}, -1},
		"by itself":        {d, d, fault.Invalid},
		"by an earlier":    {d, Decision{ID: "2", BodyID: "b", Date: "2026-02-01", State: InForce}, fault.Invalid},
		"by another body":  {d, Decision{ID: "2", BodyID: "c", Date: "2026-06-01", State: InForce}, fault.Invalid},
		"by one withdrawn": {d, Decision{ID: "2", BodyID: "b", Date: "2026-06-01", State: Withdrawn}, fault.Invalid},
		"once it is not in force": {Decision{ID: "1", BodyID: "b", Date: "2026-03-01", State: Withdrawn},
			Decision{ID: "2", BodyID: "b", Date: "2026-06-01", State: InForce}, fault.Conflict},
	} {
		if err := tt.d.Replace(tt.by); tt.want < 0 && err != nil || tt.want >= 0 && !fault.Is(err, tt.want) {
			t.Errorf("replaced %s: %v, want kind %v", name, err, tt.want)
		}
	}
	if err := d.Withdraw(" "); !fault.Is(err, fault.Invalid) {
		t.Errorf("withdrawn without a reason: %v", err)
	}
	if err := d.Withdraw("Loven er ændret."); err != nil {
		t.Errorf("withdrawn: %v", err)
	}
}

func TestHarmless(t *testing.T) {
	for text, want := range map[string]bool{
		"Skagerby Kommune leverer en plan for 2027.": true,
		"Sag 2026-000123, 1.710.000 kr.":             true,
		"Ring 98 76 54 32":                           true,
		"Borgeren 010190-1234":                       false,
		"Borgeren 0101901234 klager":                 false,
		"Borgeren 311299 1234":                       false,
		"Konto 9990190123":                           true, // no day of a month
		"Skriv til gerda@skagerby.example":           false,
	} {
		if got := Harmless(text); got != want {
			t.Errorf("Harmless(%q) = %v, want %v", text, got, want)
		}
	}
}
