package report

import (
	"slices"
	"strings"
	"testing"
	"time"

	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/initiative"
)

func at(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return t.Add(12 * time.Hour)
}

var half = Report{Kind: Status, From: "2026-01-01", To: "2026-06-30"}

func TestMilestonesOfThePeriod(t *testing.T) {
	stone := func(label, from, reached string, moves ...initiative.Moved) initiative.Mark {
		return initiative.Mark{Milestone: true, Label: label, From: from, Reached: reached, Moves: moves}
	}
	moved := func(from, on, why string) initiative.Moved {
		return initiative.Moved{From: from, At: at(on), By: "Lone Lind", Reason: why}
	}
	for name, c := range map[string]struct {
		mark         initiative.Mark
		happened     []Happening
		planned, now string
		reasons      []string
	}{
		"reached in it":              {stone("a", "2026-03-01", "2026-03-04"), []Happening{Reached}, "1. marts 2026", "1. marts 2026", nil},
		"reached on its first day":   {stone("a", "2026-01-01", "2026-01-01"), []Happening{Reached}, "1. januar 2026", "1. januar 2026", nil},
		"reached on its last day":    {stone("a", "2026-06-30", "2026-06-30"), []Happening{Reached}, "30. juni 2026", "30. juni 2026", nil},
		"reached before it":          {stone("a", "2025-12-01", "2025-12-31"), nil, "", "", nil},
		"late":                       {stone("a", "2026-03-01", ""), []Happening{Late}, "1. marts 2026", "1. marts 2026", nil},
		"late, and reached after it": {stone("a", "2026-03-01", "2026-08-01"), []Happening{Late}, "1. marts 2026", "1. marts 2026", nil},
		"moved in it":                {stone("a", "2027-05-01", "", moved("2026-03-01", "2026-02-10", "sygdom")), []Happening{Moved}, "1. marts 2026", "1. maj 2027", []string{"sygdom"}},
		"moved in it and late":       {stone("a", "2026-05-01", "", moved("2026-03-01", "2026-02-10", "")), []Happening{Moved, Late}, "1. marts 2026", "1. maj 2026", nil},
		"moved twice":                {stone("a", "2027-05-01", "", moved("2026-03-01", "2026-02-10", "x"), moved("2026-04-01", "2026-03-10", "y")), []Happening{Moved}, "1. marts 2026", "1. maj 2027", []string{"x", "y"}},
		"moved after it, then late":  {stone("a", "2027-05-01", "", moved("2026-03-01", "2026-07-01", "z")), []Happening{Late}, "1. marts 2026", "1. marts 2026", nil},
		"moved before it":            {stone("a", "2027-05-01", "", moved("2025-03-01", "2025-12-31", "z")), nil, "", "", nil},
		"soon":                       {stone("a", "2026-09-30", ""), []Happening{Coming}, "30. september 2026", "30. september 2026", nil},
		"not so soon":                {stone("a", "2026-10-01", ""), nil, "", "", nil},
		"no day":                     {stone("a", "", ""), nil, "", "", nil},
		"a phase is not late":        {initiative.Mark{Label: "a", From: "2026-01-01", To: "2026-02-01"}, nil, "", "", nil},
	} {
		got := half.milestones(initiative.Life{Plan: initiative.Plan{Marks: []initiative.Mark{c.mark}}})
		if c.happened == nil {
			if len(got) != 0 {
				t.Errorf("%s: told of as %+v, want nothing", name, got)
			}
			continue
		}
		if len(got) != 1 || !slices.Equal(got[0].Happened, c.happened) || got[0].Planned != c.planned || got[0].Now != c.now || !slices.Equal(got[0].Reasons, c.reasons) {
			t.Errorf("%s: %+v, want %v, from %s to %s because of %v", name, got, c.happened, c.planned, c.now, c.reasons)
		}
	}
	frame := initiative.Life{Start: "2026-01-01", End: "2027-01-01", Plan: initiative.Plan{Frame: []initiative.Moved{{From: "2026-01-01", To: "2026-12-31", At: at("2026-05-05"), Reason: "mere tid"}}}}
	if got := half.milestones(frame); len(got) != 1 || got[0].Label != "Hele indsatsen" || got[0].Planned != "1. januar 2026 – 31. december 2026" {
		t.Errorf("an end that was moved is told of as %+v", got)
	}
}

func TestR47TippedAssumptionsAreReported(t *testing.T) {
	for name, c := range map[string]struct {
		assumption initiative.Assumption
		want       []string // why and what was found
	}{
		"its day came":             {initiative.Assumption{On: "2026-06-30"}, []string{"skulle ses efter 30. juni 2026 ="}},
		"its day comes later":      {initiative.Assumption{On: "2026-07-01"}, nil},
		"its rule was changed":     {initiative.Assumption{Rule: "Sundhedsloven", Changed: "2026-02-02"}, []string{"reglen er ændret 2. februar 2026: Sundhedsloven ="}},
		"its rule is changed late": {initiative.Assumption{Rule: "Sundhedsloven", Changed: "2026-07-02"}, nil},
		"looked at in the period": {initiative.Assumption{On: "2027-01-01", Reviews: []initiative.Review{{At: at("2026-03-03"), Text: "holder", On: "2026-03-01"}}},
			[]string{"skulle ses efter 1. marts 2026 = holder"}},
		"looked at after it": {initiative.Assumption{On: "2027-01-01", Reviews: []initiative.Review{{At: at("2026-08-03"), Text: "holder", On: "2026-03-01"}}},
			[]string{"skulle ses efter 1. marts 2026 ="}},
		"settled after it": {initiative.Assumption{Settled: true, Reviews: []initiative.Review{{At: at("2026-08-03"), Text: "holder", On: "2026-03-01"}}},
			[]string{"skulle ses efter 1. marts 2026 ="}},
		"settled before it": {initiative.Assumption{Settled: true, Reviews: []initiative.Review{{At: at("2025-08-03"), Text: "holder", On: "2025-03-01"}}}, nil},
	} {
		c.assumption.Text = "Apotekerne er med"
		var got []string
		for _, tip := range half.tipped(initiative.Life{Plan: initiative.Plan{Assumptions: []initiative.Assumption{c.assumption}}}) {
			got = append(got, strings.TrimSpace(tip.Why+" = "+tip.Found))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestR74IncidentsAreCountsBySeverity(t *testing.T) {
	for name, c := range map[string]struct {
		counts Incidents
		ok     bool
	}{
		"nobody said":       {nil, true},
		"none at all":       {Incidents{None: 0, Fatal: 0}, true},
		"some":              {Incidents{Mild: 3, Serious: 1}, true},
		"below nothing":     {Incidents{Mild: -1}, false},
		"more than happens": {Incidents{Mild: mostIncidents + 1}, false},
		"no such severity":  {Incidents{"næsten": 1}, false},
	} {
		if err := c.counts.check(); (err == nil) != c.ok || !c.ok && !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want it taken: %v", name, err, c.ok)
		}
	}
	if got := (Report{}).incidents(); got != nil {
		t.Errorf("where nobody said, %v is told, want nothing", got)
	}
	if got := (Report{Incidents: Incidents{Mild: 2}}).incidents(); len(got) != len(Severities) || got[0].Text != "0" || got[1].Text != "2" {
		t.Errorf("two mild incidents are told as %+v", got)
	}
}

func TestCheckPeriod(t *testing.T) {
	for name, c := range map[string]struct {
		from, to string
		ok       bool
	}{
		"a half year":        {"2026-01-01", "2026-06-30", true},
		"a day":              {"2026-01-01", "2026-01-01", true},
		"backwards":          {"2026-02-01", "2026-01-31", false},
		"no first day":       {"", "2026-01-31", false},
		"a day that is none": {"2026-02-30", "2026-03-31", false},
		"no last day":        {"2026-01-01", "?", false},
		"a typing error":     {"2006-01-01", "2026-01-31", false},
		"far away":           {"9999-01-01", "9999-01-31", false},
	} {
		if err := CheckPeriod(c.from, c.to); (err == nil) != c.ok {
			t.Errorf("%s: CheckPeriod(%s, %s) = %v, want it taken: %v", name, c.from, c.to, err, c.ok)
		}
	}
}

func TestSuggest(t *testing.T) {
	l := initiative.Life{Start: "2026-01-01"}
	for name, c := range map[string]struct {
		earlier  []Report
		from, to string
	}{
		"the first":          {nil, "2026-01-01", "2026-11-22"},
		"the next":           {[]Report{{To: "2026-06-30", Frozen: at("2026-07-01")}}, "2026-07-01", "2026-11-22"},
		"a draft is none":    {[]Report{{To: "2026-06-30"}}, "2026-01-01", "2026-11-22"},
		"again the same day": {[]Report{{To: "2026-11-22", Frozen: at("2026-11-22")}}, "2026-08-22", "2026-11-22"},
	} {
		if from, to := Suggest(l, c.earlier, "2026-11-22"); from != c.from || to != c.to {
			t.Errorf("%s: %s – %s, want %s – %s", name, from, to, c.from, c.to)
		}
	}
}

func TestCompareMarksWhatDiffers(t *testing.T) {
	was := Content{Kind: Status, Words: "Det går godt.", Milestones: []Milestone{
		{Label: "Første boks", Happened: []Happening{Late}, Planned: "1. marts 2026", Now: "1. marts 2026"}, {Label: "Uddannelse", Happened: []Happening{Reached}}},
		Money: []Money{{Fund: "Pulje", Body: "Klynge Fjorden", Allocated: danish.Kroner(100)}}}
	is := was
	is.Milestones = []Milestone{{Label: "Første boks", Happened: []Happening{Late, Reached}, Planned: "1. marts 2026", Now: "1. marts 2026"}, {Label: "Ny", Happened: []Happening{Coming}}}
	for _, d := range Compare(was, was) {
		if !d.Same {
			t.Errorf("%s differs from itself: %+v", d.Heading, d.Rows)
		}
	}
	var changed []string
	for _, d := range Compare(was, is) {
		for _, p := range d.Rows {
			if !p.Same {
				changed = append(changed, d.Heading+"/"+p.Name)
			}
			if p.Name == "Uddannelse" && (p.Was == nil || p.Is != nil) || p.Name == "Ny" && (p.Was != nil || p.Is == nil) {
				t.Errorf("the row %q stands in the wrong answer: %+v", p.Name, p)
			}
		}
	}
	if want := []string{"Milepæle/Første boks", "Milepæle/Uddannelse", "Milepæle/Ny"}; !slices.Equal(changed, want) {
		t.Errorf("marked as changed %q, want %q", changed, want)
	}
}

func TestMoneyAddsUp(t *testing.T) {
	c := Content{Money: []Money{{Fund: "A", Body: "x", Allocated: danish.Kroner(1_710_000), Booked: danish.Kroner(10_000)}, {Fund: "B", Body: "y", Allocated: danish.Kroner(5), NewlyAllocated: danish.Kroner(5)}}}
	rows := c.moneySection().Rows
	if want := []string{"I alt", "1.710.005 kr.", "10.000 kr.", "1.700.005 kr.", "5 kr.", "0 kr."}; len(rows) != 3 || !slices.Equal(rows[2], want) {
		t.Errorf("two funds are told as %q, want them summed as %q", rows, want)
	}
}
