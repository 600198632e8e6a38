package succession

import (
	"time"

	"klynge/internal/danish"
)

// A Trial is what a reform comes to: rehearsed or real.
type Trial struct {
	At       time.Time
	Missing  []Matter  // nothing has been chosen for them
	Troubles []Trouble // what cannot be done as it was chosen
	Counts   []Count
	Money    []Sum
	Lines    []Line
}

// A Trouble is a matter that cannot become what was chosen.
type Trouble struct {
	Matter   Matter
	Sentence string
}

// A Count is what became of the matters of one noun.
type Count struct {
	Noun                          Noun
	Before                        int // that the bodies which end had
	Transferred, Closed, Returned int
	After                         int // that they still have
	HeirsBefore, HeirsAfter       int // that the successors have
}

// Difference returns what is not accounted for: it must be 0.
func (c Count) Difference() int {
	return c.Before - c.Transferred - c.Closed - c.Returned - c.After
}

// A Sum is one fund of one body before and after.
type Sum struct {
	BodyID, Body  string
	FundID, Fund  string
	Ends          bool // the body ends
	Before, After Figures
	Returned      danish.Amount // to the source, by the reform
}

// Figures are the money of a fund: what came in, and where it stands.
type Figures struct{ In, Allocated, Booked, Left danish.Amount }

// Unbooked returns all that is not spent.
func (f Figures) Unbooked() danish.Amount { return f.Allocated - f.Booked + f.Left }

func (f Figures) plus(g Figures) Figures {
	return Figures{f.In + g.In, f.Allocated + g.Allocated, f.Booked + g.Booked, f.Left + g.Left}
}

// Total sums the money of all funds.
func (t Trial) Total() (all Sum) {
	for _, s := range t.Money {
		all.Before, all.After, all.Returned = all.Before.plus(s.Before), all.After.plus(s.After), all.Returned+s.Returned
	}
	return all
}

// Difference returns what is not accounted for, to the øre: it must be 0.
func (s Sum) Difference() Figures {
	return Figures{s.Before.In - s.After.In - s.Returned, 0, s.Before.Booked - s.After.Booked,
		s.Before.Unbooked() - s.After.Unbooked() - s.Returned}
}

// AddsUp reports whether all matters and all money are accounted for.
func (t Trial) AddsUp() bool {
	for _, c := range t.Counts {
		if c.Difference() != 0 {
			return false
		}
	}
	return t.Total().Difference() == Figures{}
}

// Complete reports whether the reform could be carried out: nothing is missing,
// nothing is in the way, nothing is left, and everything adds up.
func (t Trial) Complete() bool {
	for _, c := range t.Counts {
		if c.After != 0 {
			return false
		}
	}
	return len(t.Missing) == 0 && len(t.Troubles) == 0 && t.AddsUp()
}

// A Line is what became of one matter, as it is recorded.
type Line struct {
	Number   int
	Matter   Matter
	BodyName string // that ended
	ToName   string // that took over, ""
	Choice
}
