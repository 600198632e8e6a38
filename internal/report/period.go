package report

import (
	"slices"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/indicator"
	"klynge/internal/initiative"
)

// Period says from when to when, in words.
func Period(from, to string) string { return say(from) + " – " + say(to) }

// say puts a day into words; what is none is "?".
func say(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return "?"
	}
	return danish.Date(t)
}

// span says when a mark is.
func span(milestone bool, from, to string) string {
	if milestone {
		return say(from)
	}
	return say(from) + " – " + say(to)
}

// longestPeriod is the most days that one report covers.
const longestPeriod = 5 * 366

// CheckPeriod says why a report cannot be on a period, or nil.
func CheckPeriod(from, to string) error {
	first, err := time.Parse(time.DateOnly, from)
	if err != nil || !initiative.IsDay(from) {
		return fault.New(fault.Invalid, "Skriv den første dag som en dato, der findes. Intet er gemt.")
	}
	last, err := time.Parse(time.DateOnly, to)
	switch {
	case err != nil || !initiative.IsDay(to):
		return fault.New(fault.Invalid, "Skriv den sidste dag som en dato, der findes. Intet er gemt.")
	case last.Before(first):
		return fault.New(fault.Invalid, "Perioden slutter %s, før den begynder %s. Intet er gemt.", say(to), say(from))
	case last.Sub(first) > longestPeriod*24*time.Hour:
		return fault.New(fault.Invalid, "Perioden er over fem år. Se årstallene efter. Intet er gemt.")
	}
	return nil
}

// within reports whether a day lies in the period of a report.
func (r Report) within(day string) bool { return day != "" && r.From <= day && day <= r.To }

// A Happening is what became of a milestone in the period.
type Happening string

const (
	Reached Happening = "reached"
	Moved   Happening = "moved"
	Late    Happening = "late"   // its day came and it was not reached
	Coming  Happening = "coming" // within three months of the period
)

var happenings = map[Happening]string{Reached: "nået", Moved: "flyttet", Late: "forsinket", Coming: "kommer"}

// Danish returns the word for a happening.
func (h Happening) Danish() string { return happenings[h] }

// comingMonths is how far ahead of its period a report looks.
const comingMonths = 3

// A Milestone is a mark of the plan of which the period has something to tell.
type Milestone struct {
	Label    string      `json:"label"`
	Happened []Happening `json:"happened"`
	Planned  string      `json:"planned"` // where it stood when the period began, in words
	Now      string      `json:"now"`     // where it stood when the period ended, in words
	Reached  string      `json:"reached,omitempty"`
	Reasons  []string    `json:"reasons,omitempty"` // of its moves in the period
}

// stood returns where a mark stood at the end of a day, which later moves have
// not changed.
func stood(m initiative.Mark, day string) (from, to string) {
	for _, move := range m.Moves {
		if access.Day(move.At) > day {
			return move.From, move.To
		}
	}
	return m.From, m.To
}

// before returns the day before a day.
func before(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, -1).Format(time.DateOnly)
}

// milestones returns what the period has to tell of the plan: what was reached,
// moved or is late, and what comes soon. The initiative's own beginning and end
// are told when they were moved.
func (r Report) milestones(l initiative.Life) (list []Milestone) {
	marks := l.Marks
	if l.Start != "" || l.End != "" {
		marks = slices.Concat([]initiative.Mark{{Label: "Hele indsatsen", From: l.Start, To: l.End, Moves: l.Frame}}, l.Marks)
	}
	for _, m := range marks {
		if one := r.milestone(m); len(one.Happened) > 0 {
			list = append(list, one)
		}
	}
	return list
}

func (r Report) milestone(m initiative.Mark) (out Milestone) {
	was, wasTo := stood(m, before(r.From))
	is, isTo := stood(m, r.To)
	out = Milestone{Label: m.Label, Planned: span(m.Milestone, was, wasTo), Now: span(m.Milestone, is, isTo)}
	if r.within(m.Reached) {
		out.Happened, out.Reached = append(out.Happened, Reached), m.Reached
	}
	for _, move := range m.Moves {
		if !r.within(access.Day(move.At)) {
			continue
		}
		if !slices.Contains(out.Happened, Moved) {
			out.Happened = append(out.Happened, Moved)
		}
		if move.Reason != "" {
			out.Reasons = append(out.Reasons, move.Reason)
		}
	}
	open := m.Milestone && (m.Reached == "" || m.Reached > r.To) && is != ""
	switch {
	case open && is <= r.To:
		out.Happened = append(out.Happened, Late)
	case open && is <= initiative.Months(r.To, comingMonths):
		out.Happened = append(out.Happened, Coming)
	}
	return out
}

// tipped returns the assumptions that asked to be looked at in the period, or
// still did when it ended (R47).
func (r Report) tipped(l initiative.Life) (list []Tipped) {
	for _, a := range l.Assumptions {
		on, changed, settled := a.On, a.Changed, a.Settled
		for _, review := range slices.Backward(a.Reviews) {
			day := access.Day(review.At)
			if day > r.To {
				on, changed, settled = review.On, review.Changed, false
				continue
			}
			if day >= r.From {
				list = append(list, Tipped{Text: a.Text, Why: tippedBy(a, review.On, review.Changed), Found: review.Text})
			}
		}
		if changed > r.To {
			changed = ""
		}
		if !settled && (changed != "" || on != "" && on <= r.To) {
			list = append(list, Tipped{Text: a.Text, Why: tippedBy(a, on, changed)})
		}
	}
	return list
}

// tippedBy says what made somebody look: the rule was changed, or the day came.
func tippedBy(a initiative.Assumption, on, changed string) string {
	var parts []string
	if changed != "" {
		parts = append(parts, "reglen er ændret "+say(changed)+": "+a.Rule)
	}
	if on != "" {
		parts = append(parts, "skulle ses efter "+say(on))
	}
	if len(parts) == 0 {
		return "set efter"
	}
	return strings.Join(parts, "; ")
}

// steps returns the changes of state in the period. A report is read by more
// than may read closed items, so it has no words of theirs.
func (r Report) steps(l initiative.Life) (list []Step) {
	for _, e := range l.Events {
		if e.To != "" && r.within(e.Day) {
			step := Step{Day: e.Day, To: e.To, Why: e.Text, Decision: e.Decision}
			if step.Decision.Closed {
				step.Decision.Text = ""
			}
			list = append(list, step)
		}
	}
	return list
}

// incidents returns the counts by severity, or none where nobody said.
func (r Report) incidents() (list []Incident) {
	if r.Incidents == nil {
		return nil
	}
	for _, s := range Severities {
		list = append(list, Incident{Severity: s, Count: r.Incidents[s], Text: danish.Number(r.Incidents[s])})
	}
	return list
}

// mostIncidents is more than one initiative has in a period; what is larger is a
// slip of the keyboard.
const mostIncidents = 10_000

// check says what is wrong with counts that were typed.
func (n Incidents) check() error {
	for s, count := range n {
		if severities[s] == "" || count < 0 || count > mostIncidents {
			return fault.New(fault.Invalid, "Skriv antallet af hændelser som hele tal fra 0 til %s. Intet er gemt.", danish.Number(mostIncidents))
		}
	}
	return nil
}

// measures returns what was released of each indicator until the period ended. The
// verdict is on all that is released: a chart is read whole.
func (r Report) measures(all []indicator.Series) (list []Measure) {
	for _, s := range all {
		m := Measure{Name: s.Name, Unit: s.Unit, Target: s.TargetText(), Verdict: s.Verdict}
		if text := s.BaselineText(); text != "" {
			m.Baseline = text + " (" + say(s.BaselineOn) + ")"
		}
		for _, p := range s.Points {
			last := p.Period.Ends()
			switch figure := p.Text + " (" + p.Period.String() + ")"; {
			case p.Missing || last > r.To:
			case last < r.From:
				m.Before = figure
			default:
				m.Latest = figure
				m.Points++
			}
		}
		list = append(list, m)
	}
	return list
}

// Suggest returns the period that a new report of an initiative is offered: from
// the day after the last one, or from the beginning, until today.
func Suggest(l initiative.Life, earlier []Report, today string) (from, to string) {
	from, to = l.Start, today
	for _, r := range earlier {
		if t, err := time.Parse(time.DateOnly, r.To); err == nil && r.IsFrozen() && r.To >= from {
			from = t.AddDate(0, 0, 1).Format(time.DateOnly)
		}
	}
	if from == "" || from > to {
		from = initiative.Months(to, -comingMonths)
	}
	return from, to
}
