package initiative

import (
	"slices"
	"strings"
	"time"

	"klynge/internal/draft"
	"klynge/internal/fault"
)

// A State is how far an initiative has come.
type State string

const (
	Idea       State = "idea"
	Described  State = "described" // the business case has what [Required] asks for
	Proposed   State = "proposed"  // to the body
	Approved   State = "approved"  // by a decision (R46)
	Running    State = "running"
	Paused     State = "paused"
	Evaluating State = "evaluating"
	Concluded  State = "concluded"
	Scaled     State = "scaled"  // by a decision
	Stopped    State = "stopped" // by a decision
)

// States are all of them, in the order of a life.
var States = []State{Idea, Described, Proposed, Approved, Running, Paused, Evaluating, Concluded, Scaled, Stopped}

// Decided reports whether a body has said yes to the initiative. Before that the
// public hears nothing of it from here.
func (s State) Decided() bool { return slices.Index(States, s) >= slices.Index(States, Approved) }

// Over reports whether the work itself has ended.
func (s State) Over() bool { return s == Concluded || s == Scaled || s == Stopped }

// A Step leads from one state to another.
type Step struct {
	From, To State
	Decision bool // it points at a decision of the responsible body
	Reason   bool // it says why
}

// Steps are the whole life. What is not here cannot be done. A proposal that the
// body sends back is described anew.
var Steps = []Step{
	{From: Idea, To: Described},
	{From: Described, To: Proposed},
	{From: Proposed, To: Described, Reason: true},
	{From: Proposed, To: Approved, Decision: true},
	{From: Approved, To: Running},
	{From: Running, To: Paused, Reason: true},
	{From: Paused, To: Running},
	{From: Running, To: Evaluating},
	{From: Evaluating, To: Concluded},
	{From: Concluded, To: Scaled, Decision: true},
	{From: Concluded, To: Stopped, Decision: true},
}

// From returns the steps that lead on from a state.
func (s State) From() (list []Step) {
	for _, step := range Steps {
		if step.From == s {
			list = append(list, step)
		}
	}
	return list
}

// A Deed is what an event tells of.
type Deed string

const (
	Born      Deed = "born"      // here
	Taken     Deed = "taken"     // up from minutes
	Adopted   Deed = "adopted"   // from another body
	Stepped   Deed = "step"      //
	Planned   Deed = "plan"      // something of the plan was changed
	Answered  Deed = "answered"  // an assumption was looked at anew
	Reported  Deed = "report"    // the final report was handed in
	Released  Deed = "released"  // to the public
	Withdrawn Deed = "withdrawn" // from the public
)

// An Event is what somebody did to an initiative.
type Event struct {
	ID       string
	At       time.Time
	By       string // name
	What     Deed
	From, To State
	Day      string // from which it holds, YYYY-MM-DD
	Text     string // why, or what
	Decision Reference
}

// A Reference points at a decision: of the working record, or of an item of
// minutes that were read.
type Reference struct {
	DecisionID string // decision.Decision, ""
	Text       string // "Punkt 6, Medicinboks"
	Path       string // address of the public item, ""
	Date       string // YYYY-MM-DD
	Closed     bool   // the item was closed to the public
}

// None reports whether it points at nothing.
func (r Reference) None() bool { return r.DecisionID == "" && r.Path == "" }

// A Life is an initiative as those who work with it have it.
type Life struct {
	ID, Slug, Title            string
	BodyID, BodyName, BodySlug string // now responsible (R46)
	ParentID                   string // that it was adopted from
	Born                       bool   // here, and not gathered from minutes
	State                      State
	Pilot                      bool
	Start, End                 string // YYYY-MM-DD, "" while open
	ReportedOn                 string
	Version                    int64
	Made, Changed              time.Time
	MadeBy                     string
	Plan
	Texts    map[string]draft.Field
	Events   []Event // the first first
	Children []Relative
	Parent   Relative
	Release  Release // that the public reads, zero without one
	Measured int     // indicators that say what they count and in which unit
	ItemID   string  // agenda.Item that proposes it to the body, ""
}

// Path returns the address of the initiative in the working rooms.
func (l Life) Path() string { return "/arbejde/indsats/" + l.ID }

// PublicPath returns the address where the public may read of it.
func (l Life) PublicPath() string { return path(l.Slug) }

// Text returns a text of the business case, "" for one that is a gap.
func (l Life) Text(f Field) string {
	if text := l.Texts[string(f)].Text; !IsGap(text) {
		return text
	}
	return ""
}

// StartedBy returns the decision that started the initiative (R46), the last one
// when there was more than one.
func (l Life) StartedBy() (r Reference) {
	for _, e := range l.Events {
		if e.To == Approved {
			r = e.Decision
		}
	}
	return r
}

// Evaluated reports whether there is an evaluation: the initiative has been
// through it, and its result is written.
func (l Life) Evaluated() bool {
	return l.Text(Evaluation) != "" && slices.ContainsFunc(l.Events, func(e Event) bool { return e.What == Stepped && e.To == Evaluating })
}

// An Advance is the wish to take an initiative a step on.
type Advance struct {
	To       State
	Day      string // of the step, YYYY-MM-DD; the decision's own where there is one
	Reason   string
	Decision Reference // as it was found
	Agenda   Wanted    // of a proposal
}

// Find returns the step that an advance asks for.
func (l Life) Find(to State) (Step, error) {
	for _, s := range Steps {
		if s.From == l.State && s.To == to {
			return s, nil
		}
	}
	return Step{}, fault.New(fault.Conflict, "Indsatsen er %s og kan ikke blive %s herfra. Intet er ændret. Åbn siden igen, hvis den så anderledes ud.", l.State.Danish(), to.Danish())
}

// Check says why an advance cannot be made on a day, in a sentence, or nil.
func (l Life) Check(a Advance, today string) error {
	step, err := l.Find(a.To)
	switch {
	case err != nil:
		return err
	case step.Decision && a.Decision.None():
		return fault.New(fault.Invalid, "Peg på den beslutning, som gør indsatsen %s. Intet er ændret.", a.To.Danish())
	case step.Reason && strings.TrimSpace(a.Reason) == "":
		return fault.New(fault.Invalid, "Skriv hvorfor. Intet er ændret.")
	}
	if err := l.onDay(a, today); err != nil {
		return err
	}
	switch a.To {
	case Described:
		if missing := l.missing(Required); len(missing) > 0 {
			return fault.New(fault.Invalid, "Beskrivelsen mangler %s. Intet er ændret. Udfyld businesscasen først.", list(missing))
		}
	case Running:
		return l.mayRun(a.Day)
	case Scaled:
		if l.Pilot && !l.Evaluated() {
			return fault.New(fault.Invalid, "Et pilotprojekt kan ikke udbredes, før det er evalueret, og resultatet er skrevet. Intet er ændret.")
		}
	}
	return nil
}

// onDay holds the day of a step against the day it is written and the step
// before. What comes before the approval has the day it is written.
func (l Life) onDay(a Advance, today string) error {
	if !IsDay(a.Day) {
		return fault.New(fault.Invalid, "Datoen %q findes ikke. Intet er ændret.", a.Day)
	}
	if a.Day > today {
		return fault.New(fault.Invalid, "Dagen ligger i fremtiden. Intet er ændret. Skriv trinet, når det er sket.")
	}
	for _, e := range slices.Backward(l.Events) {
		if e.To != "" && e.To.Decided() && a.To.Decided() {
			if a.Day < e.Day {
				return fault.New(fault.Invalid, "Dagen ligger før den dag, hvor indsatsen blev %s. Intet er ændret.", e.To.Danish())
			}
			break
		}
	}
	return nil
}

// mayRun holds the plan against the day on which the work begins. Nobody starts
// what has no owner of the benefit and nothing to see it by.
func (l Life) mayRun(day string) error {
	switch {
	case l.State == Paused:
		return nil
	case len(l.Benefits) == 0:
		return fault.New(fault.Invalid, "Ingen ejer gevinsten. Intet er ændret. Tilføj mindst én gevinst med ejer, baseline og mål i businesscasen.")
	case l.Measured == 0:
		return fault.New(fault.Invalid, "Intet viser, om indsatsen virker. Intet er ændret. Opret mindst én måling først: hvad der tælles, og i hvilken enhed.")
	}
	return l.Plan.holds(day, l.End)
}

// ReportMonths is how long after its end the final report of an initiative is
// due (R48).
const ReportMonths = 3

// Ended returns the day the work ended: when it was concluded, or else the day it
// is planned to end, "" while that is open.
func (l Life) Ended() string {
	for _, e := range slices.Backward(l.Events) {
		if e.What == Stepped && e.To == Concluded {
			return e.Day
		}
	}
	return l.End
}

// ReportDue returns the day on which the final report is due, "" while there is
// no end, or it has been handed in, or the work has not begun.
func (l Life) ReportDue() string {
	if l.ReportedOn != "" || l.State == Approved || !l.State.Decided() {
		return ""
	}
	return Months(l.Ended(), ReportMonths)
}

// Months returns the day so many months after a day; the last day of a shorter
// month where the same number is not in it. "" when the day is none.
func Months(day string, n int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1).Format(time.DateOnly)
}

// IsDay reports whether a text is a day that exists, YYYY-MM-DD.
func IsDay(s string) bool {
	t, err := time.Parse(time.DateOnly, s)
	return err == nil && t.Year() >= 1970 && t.Year() < 2200
}
