package initiative

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"klynge/internal/draft"
	"klynge/internal/fault"
)

const today = "2026-11-21"

// described is an initiative with everything that a business case asks for.
func described() Life {
	l := Life{ID: "i", Title: "Medicinboks", BodyName: "Klynge Fjorden", State: Idea, Measured: 1, Start: "2026-02-01", End: "2026-10-31", Texts: map[string]draft.Field{}}
	for _, f := range CaseFields {
		l.Texts[string(f)] = draft.Field{Text: "Noget om " + f.Danish()}
	}
	l.Marks = []Mark{{ID: "m", Milestone: true, Label: "Første boks", From: "2026-03-01"}}
	l.Benefits = []Benefit{{ID: "b", Measure: "Besøg", Owner: "Else Lund", Baseline: "40", BaselineOn: "2026-01-15", Target: "30"}}
	return l
}

// Every step from every state: those of the table pass when all that they ask
// for is there, and no other does.
func TestEveryStepFromEveryState(t *testing.T) {
	for _, from := range States {
		for _, to := range States {
			l := described()
			l.State = from
			l.Events = []Event{{What: Stepped, To: Evaluating, Day: "2026-01-01"}}
			a := Advance{To: to, Day: "2026-11-01", Reason: "Sådan blev det.", Decision: Reference{DecisionID: "d"}}
			if to == Running {
				a.Day = "2026-02-01"
			}
			lawful := slices.ContainsFunc(Steps, func(s Step) bool { return s.From == from && s.To == to })
			err := l.Check(a, today)
			if lawful != (err == nil) {
				t.Errorf("%s to %s: %v, want it allowed: %v", from, to, err, lawful)
			}
			if !lawful && !fault.Is(err, fault.Conflict) {
				t.Errorf("%s to %s = %v, want a conflict", from, to, err)
			}
			if !lawful {
				continue
			}
			step, _ := l.Find(to)
			bare := a
			bare.Decision = Reference{}
			if got := l.Check(bare, today); step.Decision != fault.Is(got, fault.Invalid) {
				t.Errorf("%s to %s without a decision = %v, want it refused: %v", from, to, got, step.Decision)
			}
			bare = a
			bare.Reason = " "
			if got := l.Check(bare, today); step.Reason != fault.Is(got, fault.Invalid) {
				t.Errorf("%s to %s without a reason = %v, want it refused: %v", from, to, got, step.Reason)
			}
			bare = a
			bare.Day = "2026-11-22"
			if got := l.Check(bare, today); !fault.Is(got, fault.Invalid) {
				t.Errorf("%s to %s tomorrow = %v, want it refused", from, to, got)
			}
		}
	}
}

func TestRunningNeedsStartOwnerAndIndicator(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(*Life, *Advance)
		names string // what the sentence names
	}{
		"all of it":        {func(*Life, *Advance) {}, ""},
		"no start":         {func(_ *Life, a *Advance) { a.Day = "" }, "Datoen"},
		"no benefit owner": {func(l *Life, _ *Advance) { l.Benefits = nil }, "ejer"},
		"no indicator":     {func(l *Life, _ *Advance) { l.Measured = 0 }, "måling"},
	} {
		l, a := described(), Advance{To: Running, Day: "2026-02-01"}
		l.State = Approved
		c.spoil(&l, &a)
		if err := l.Check(a, today); (err == nil) != (c.names == "") || !strings.Contains(fault.Sentence(err), c.names) {
			t.Errorf("%s: %v, want a sentence that names %q", name, err, c.names)
		}
	}
	paused := described()
	paused.State, paused.Measured = Paused, 0
	if err := paused.Check(Advance{To: Running, Day: "2026-02-01"}, today); err != nil {
		t.Errorf("one that was paused is taken up again: %v", err)
	}
}

func TestR46StartsByADecision(t *testing.T) {
	for _, s := range Steps {
		if want := s.To == Approved || s.To == Scaled || s.To == Stopped; s.Decision != want {
			t.Errorf("%s to %s asks for a decision: %v, want %v", s.From, s.To, s.Decision, want)
		}
	}
	l := described()
	if !l.StartedBy().None() {
		t.Errorf("an idea was started by %v", l.StartedBy())
	}
	l.Events = append(l.Events, Event{What: Stepped, To: Approved, Decision: Reference{DecisionID: "d"}}, Event{What: Stepped, To: Running})
	if got := l.StartedBy().DecisionID; got != "d" {
		t.Errorf("StartedBy = %q, want the decision of the approval", got)
	}
}

func TestPilotIsEvaluatedBeforeItIsScaled(t *testing.T) {
	scale := Advance{To: Scaled, Day: "2026-11-01", Decision: Reference{DecisionID: "d"}}
	for name, c := range map[string]struct {
		pilot, been bool
		result      string
		allowed     bool
	}{
		"no pilot":                  {false, false, "", true},
		"pilot without anything":    {true, false, "", false},
		"pilot without a result":    {true, true, " ? ", false},
		"result without evaluation": {true, false, "Det virker.", false},
		"evaluated pilot":           {true, true, "Det virker.", true},
	} {
		l := described()
		l.State, l.Pilot = Concluded, c.pilot
		l.Texts[string(Evaluation)] = draft.Field{Text: c.result}
		if c.been {
			l.Events = []Event{{What: Stepped, To: Evaluating, Day: "2026-09-01"}}
		}
		if err := l.Check(scale, today); (err == nil) != c.allowed {
			t.Errorf("%s: %v, want it allowed: %v", name, err, c.allowed)
		}
	}
}

func TestR45GapsAreShown(t *testing.T) {
	if gaps := described().Gaps(); len(gaps) != 0 {
		t.Errorf("a whole case has the gaps %v", gaps)
	}
	if gaps := (Life{}).Gaps(); !slices.Equal(gaps, AllGaps) {
		t.Errorf("an empty case has the gaps %v, want %v", gaps, AllGaps)
	}
	for _, text := range []string{"", "?", " ?? ", "–", "...", "…"} {
		l := described()
		l.Texts[string(Purpose)] = draft.Field{Text: text}
		if gaps := l.Gaps(); !slices.Equal(gaps, []Gap{NoPurpose}) {
			t.Errorf("purpose %q: gaps %v, want %v", text, gaps, NoPurpose)
		}
		if err := l.Check(Advance{To: Described, Day: today}, today); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "formål") {
			t.Errorf("described with purpose %q: %v, want a sentence that names it", text, err)
		}
	}
	l := described()
	l.End, l.Marks[0].From = "", ""
	if gaps := l.Gaps(); !slices.Equal(gaps, []Gap{NoMilestone, NoEnd}) {
		t.Errorf("open dates: gaps %v, want milestone and end", gaps)
	}
	l = described()
	l.End = ""
	if err := l.Check(Advance{To: Described, Day: today}, today); err != nil {
		t.Errorf("an open end (\"1. januar 2021 – ?\") keeps it from being described: %v", err)
	}
}

func TestP1NoBenefitWithoutOwnerBaselineTargetMeasure(t *testing.T) {
	whole := Benefit{Measure: "Besøg", Owner: "Else Lund", Baseline: "40", BaselineOn: "2026-01-15", Target: "30"}
	if err := whole.check("2026-02-01"); err != nil {
		t.Fatalf("a whole benefit: %v", err)
	}
	for name, spoil := range map[string]func(*Benefit){
		"measure": func(b *Benefit) { b.Measure = "" }, "owner": func(b *Benefit) { b.Owner = "?" }, "baseline": func(b *Benefit) { b.Baseline = " " },
		"baseline's day": func(b *Benefit) { b.BaselineOn = "?" }, "target": func(b *Benefit) { b.Target = "-" },
	} {
		b := whole
		spoil(&b)
		if err := b.check(""); !fault.Is(err, fault.Invalid) {
			t.Errorf("without %s: %v, want it refused", name, err)
		}
	}
	l := described()
	l.State, l.Benefits = Approved, nil
	if err := l.Check(Advance{To: Running, Day: "2026-02-01"}, today); !fault.Is(err, fault.Invalid) {
		t.Errorf("running without a benefit owner: %v, want it refused", err)
	}
}

func TestP2BaselineLiesBeforeTheStart(t *testing.T) {
	for day, ok := range map[string]bool{"2026-01-31": true, "2026-02-01": false, "2026-03-01": false} {
		b := Benefit{Measure: "Besøg", Owner: "Else Lund", Baseline: "40", BaselineOn: day, Target: "30"}
		if err := b.check("2026-02-01"); (err == nil) != ok {
			t.Errorf("baseline on %s with a start on 2026-02-01: %v, want it allowed: %v", day, err, ok)
		}
		l := described()
		l.Benefits = []Benefit{b}
		if l.NoBaseline() == ok {
			t.Errorf("baseline on %s: the evaluation says that there is none: %v", day, l.NoBaseline())
		}
	}
	l := described()
	l.State = Approved
	if err := l.Check(Advance{To: Running, Day: "2026-01-10"}, today); !fault.Is(err, fault.Invalid) {
		t.Errorf("a start before the baseline: %v, want it refused", err)
	}
	l.Benefits = nil
	if !l.NoBaseline() {
		t.Error("without benefits the evaluation does not say \"ingen baseline\"")
	}
}

func TestR47AssumptionsAreTriggered(t *testing.T) {
	for name, c := range map[string]struct {
		a    Assumption
		want bool
	}{
		"day ahead":      {Assumption{On: "2026-11-22"}, false},
		"day":            {Assumption{On: "2026-11-21"}, true},
		"day passed":     {Assumption{On: "2025-01-01"}, true},
		"rule":           {Assumption{Rule: "sundhedsloven § 204"}, false},
		"rule changed":   {Assumption{Rule: "sundhedsloven § 204", Changed: "2026-11-01"}, true},
		"settled":        {Assumption{On: "2025-01-01", Settled: true}, false},
		"no trigger yet": {Assumption{}, false},
	} {
		if got := c.a.Triggered(today); got != c.want {
			t.Errorf("%s: triggered %v, want %v", name, got, c.want)
		}
		l := Life{State: Running, Plan: Plan{Assumptions: []Assumption{c.a}}}
		if got := len(l.waits(today)) == 1; got != c.want {
			t.Errorf("%s: on the desk %v, want %v", name, got, c.want)
		}
	}
	a := Assumption{Text: "Kommunen har biler"}
	if err := a.check(); !fault.Is(err, fault.Invalid) {
		t.Errorf("an assumption without a trigger: %v, want it refused", err)
	}
}

func TestR48FinalReportIsDueInThreeMonths(t *testing.T) {
	for _, c := range []struct {
		state       State
		end, report string
		due         string
		waits       bool
	}{
		{Running, "2026-08-31", "", "2026-11-30", true},
		{Running, "2026-11-30", "", "2027-02-28", false},
		{Running, "", "", "", false},
		{Running, "2026-08-31", "2026-10-01", "", false},
		{Stopped, "2025-11-30", "", "2026-02-28", true},
		{Concluded, "2023-11-30", "", "2024-02-29", true},
		{Approved, "2026-08-31", "", "", false},
		{Proposed, "2026-08-31", "", "", false},
	} {
		l := Life{State: c.state, End: c.end, ReportedOn: c.report}
		if got := l.ReportDue(); got != c.due {
			t.Errorf("%s, end %q, report %q: due %q, want %q", c.state, c.end, c.report, got, c.due)
		}
		if got := len(l.waits(today)) == 1; got != c.waits {
			t.Errorf("%s, end %q, report %q: on the desk %v, want %v", c.state, c.end, c.report, got, c.waits)
		}
	}
	early := Life{State: Concluded, End: "2026-12-31", Events: []Event{{What: Stepped, To: Concluded, Day: "2026-05-31"}}}
	if got := early.ReportDue(); got != "2026-08-31" {
		t.Errorf("concluded before its end: due %q, want three months after it was concluded", got)
	}
}

func TestMarksAgainstTheFrame(t *testing.T) {
	for name, c := range map[string]struct {
		m  Mark
		ok bool
	}{
		"milestone":              {Mark{Milestone: true, Label: "Start", From: "2026-02-01"}, true},
		"milestone before start": {Mark{Milestone: true, Label: "Start", From: "2026-01-31"}, false},
		"phase before start":     {Mark{Label: "Plan", To: "2026-01-31"}, false},
		"end before start":       {Mark{Label: "Plan", From: "2026-05-01", To: "2026-04-30"}, false},
		"open end":               {Mark{Label: "Plan", From: "2026-05-01", To: "?"}, true},
		"nothing known":          {Mark{Label: "Plan", From: "?", To: ""}, true},
		"no such day":            {Mark{Label: "Plan", From: "2026-02-30"}, false},
		"a name that is a gap":   {Mark{Label: " ? ", From: "2026-02-01"}, false},
		"a name without end":     {Mark{Label: strings.Repeat("å", MaxLine+1)}, false},
	} {
		if err := c.m.check("2026-02-01"); (err == nil) != c.ok {
			t.Errorf("%s: %v, want it allowed: %v", name, err, c.ok)
		}
	}
}

func TestWithoutTakesWhatStandsBelow(t *testing.T) {
	p := Plan{Drivers: []Driver{{ID: "a", Rank: Primary}, {ID: "b", Under: "a", Rank: Change}, {ID: "c", Under: "b", Rank: Indicated}, {ID: "d", Rank: Primary}}}
	if got := fmt.Sprint(p.without("a")); got != fmt.Sprint(p.Drivers[3:]) {
		t.Errorf("without a = %v, want d alone", got)
	}
}
