package initiative

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"klynge/internal/danish"
	"klynge/internal/fault"
)

// A Plan is what an initiative has beside its texts. It is kept as one document,
// whose parts have ids and versions of their own.
type Plan struct {
	Group       []Member          `json:"group,omitempty"`
	Marks       []Mark            `json:"marks,omitempty"`
	Benefits    []Benefit         `json:"benefits,omitempty"`
	Assumptions []Assumption      `json:"assumptions,omitempty"`
	Cycles      []Cycle           `json:"cycles,omitempty"`
	Drivers     []Driver          `json:"drivers,omitempty"`
	Frame       []Moved           `json:"frame,omitempty"`   // where start and end were before
	Origins     map[string]Origin `json:"origins,omitempty"` // of texts that were read, by field
}

// An Origin is where a value was read.
type Origin struct {
	Path string `json:"path"` // of the public meeting
	Date string `json:"date"` // of the meeting
	Text string `json:"text"` // as it was read
}

// A Member is one of the group around an initiative.
type Member struct {
	ID       string  `json:"id"`
	Name     string  `json:"name"`
	Role     string  `json:"role,omitempty"`
	Employer string  `json:"employer,omitempty"`
	Origin   *Origin `json:"origin,omitempty"`
}

// A Mark is a phase or a milestone on the line of time.
type Mark struct {
	ID        string  `json:"id"`
	Milestone bool    `json:"milestone,omitempty"`
	Label     string  `json:"label"`
	From      string  `json:"from,omitempty"` // YYYY-MM-DD, "" while not known
	To        string  `json:"to,omitempty"`   // of a phase, "" while open
	Reached   string  `json:"reached,omitempty"`
	Moves     []Moved `json:"moves,omitempty"` // the first first
	Version   int     `json:"version"`
	Origin    *Origin `json:"origin,omitempty"`
}

// A Moved is where something stood before it was moved.
type Moved struct {
	From   string    `json:"from,omitempty"`
	To     string    `json:"to,omitempty"`
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Reason string    `json:"reason,omitempty"`
}

// A Benefit is what an initiative is to bring. None is without owner, measure,
// baseline and target (P1).
type Benefit struct {
	ID         string `json:"id"`
	Measure    string `json:"measure"`
	Owner      string `json:"owner"`
	Baseline   string `json:"baseline"` // value, as written
	BaselineOn string `json:"baseline_on"`
	Target     string `json:"target"`
}

// An Assumption is what the plan rests on, with what makes somebody look at it
// again: a day, or a rule that is changed (R47).
type Assumption struct {
	ID      string   `json:"id"`
	Text    string   `json:"text"`
	On      string   `json:"on,omitempty"`   // the day it is looked at
	Rule    string   `json:"rule,omitempty"` // that it hangs on
	Changed string   `json:"changed,omitempty"`
	Settled bool     `json:"settled,omitempty"` // it is no longer looked at
	Reviews []Review `json:"reviews,omitempty"`
}

// A Review is what somebody found when they looked at an assumption again, and
// what had made them look.
type Review struct {
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Text    string    `json:"text"`
	On      string    `json:"on,omitempty"`      // Assumption.On until then
	Changed string    `json:"changed,omitempty"` // Assumption.Changed until then
}

// Triggered reports whether an assumption asks to be looked at on a day.
func (a Assumption) Triggered(today string) bool {
	return !a.Settled && (a.Changed != "" || a.On != "" && a.On <= today)
}

// Triggered returns the assumptions that ask to be looked at on a day (R47).
func (p Plan) Triggered(today string) (list []Assumption) {
	for _, a := range p.Assumptions {
		if a.Triggered(today) {
			list = append(list, a)
		}
	}
	return list
}

// A Verdict is what is done with a change after a cycle.
type Verdict string

const (
	Adopt   Verdict = "adopt"
	Adapt   Verdict = "adapt"
	Abandon Verdict = "abandon"
)

// A Cycle is one turn of plan, do, study, act. Its texts are fields of package
// draft: [Cycle.Field].
type Cycle struct {
	ID      string  `json:"id"`
	Number  int     `json:"number"`
	Verdict Verdict `json:"verdict,omitempty"` // "" while it runs
	Version int     `json:"version"`
}

// CycleParts are the texts of a cycle, in the order of the turn.
var CycleParts = []string{"prediction", "change", "data", "learning"}

// Field returns the name of a text of the cycle.
func (c Cycle) Field(part string) string { return "cycle-" + c.ID + "-" + part }

// A Rank is the place of a box in a driver diagram.
type Rank string

const (
	Primary   Rank = "driver"
	Change    Rank = "idea"
	Indicated Rank = "indicator" // by name: its numbers live elsewhere
)

// A Driver is a box of the driver diagram, under another one or under the aim.
type Driver struct {
	ID    string `json:"id"`
	Under string `json:"under,omitempty"` // Driver.ID, "" for the aim
	Rank  Rank   `json:"rank"`
	Text  string `json:"text"`
}

// The most that a plan holds of each kind, and of letters in a line of it.
const (
	MaxParts = 1000
	MaxLine  = 300
)

// line tidies one line of a form.
func line(what, text string) (string, error) {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "\uFFFD")), " ")
	if IsGap(text) {
		return "", fault.New(fault.Invalid, "Skriv %s. Intet er gemt.", what)
	}
	if utf8.RuneCountInString(text) > MaxLine {
		return "", fault.New(fault.Invalid, "Der er plads til %d tegn i %s. Intet er gemt.", MaxLine, what)
	}
	return text, nil
}

func optional(what, text string) (string, error) {
	if strings.TrimSpace(text) == "" {
		return "", nil
	}
	return line(what, text)
}

func room[T any](list []T) error {
	if len(list) >= MaxParts {
		return fault.New(fault.TooLarge, "Der er plads til %d. Intet er gemt. Fjern noget først.", MaxParts)
	}
	return nil
}

// day reads a day of a form; "?" and nothing are a day that is not known.
func day(text string) (string, error) {
	text = strings.TrimSpace(text)
	if IsGap(text) {
		return "", nil
	}
	if !IsDay(text) {
		return "", fault.New(fault.Invalid, "Datoen %q findes ikke. Intet er gemt. Skriv den som 2026-03-31, eller lad feltet stå tomt.", text)
	}
	return text, nil
}

// Order holds the ends of something against each other.
func order(from, to string) error {
	if from != "" && to != "" && to < from {
		return fault.New(fault.Invalid, "Slutningen %s ligger før begyndelsen %s. Intet er gemt.", say(to), say(from))
	}
	return nil
}

// check holds a mark against itself and the frame of the initiative.
func (m *Mark) check(start string) (err error) {
	if m.Label, err = line("hvad det er", m.Label); err != nil {
		return err
	}
	if m.From, err = day(m.From); err != nil {
		return err
	}
	if m.To, err = day(m.To); err != nil {
		return err
	}
	if m.Milestone {
		m.To = ""
	}
	if err := order(m.From, m.To); err != nil {
		return err
	}
	if first := m.first(); start != "" && first != "" && first < start {
		return fault.New(fault.Invalid, "“%s” ligger %s, før indsatsen begynder %s. Intet er gemt. Flyt begyndelsen først, eller ret datoen.", m.Label, say(first), say(start))
	}
	return nil
}

// first returns the first day that a mark knows.
func (m Mark) first() string {
	if m.From != "" {
		return m.From
	}
	return m.To
}

// WasMoved reports whether a date that was known has been changed.
func (m Mark) WasMoved() bool { return len(m.Moves) > 0 }

// holds says why the plan cannot begin on a day and end on another.
func (p Plan) holds(start, end string) error {
	if err := order(start, end); err != nil {
		return err
	}
	for _, m := range p.Marks {
		if err := m.check(start); err != nil {
			return err
		}
	}
	for _, b := range p.Benefits {
		if err := b.before(start); err != nil {
			return err
		}
	}
	return nil
}

// check holds a benefit against P1 and P2.
func (b *Benefit) check(start string) (err error) {
	for _, part := range []struct {
		what string
		text *string
	}{{"hvad der måles", &b.Measure}, {"hvem der ejer gevinsten", &b.Owner}, {"baselinens værdi", &b.Baseline}, {"målet", &b.Target}} {
		if *part.text, err = line(part.what, *part.text); err != nil {
			return err
		}
	}
	if b.BaselineOn, err = day(b.BaselineOn); err != nil {
		return err
	}
	if b.BaselineOn == "" {
		return fault.New(fault.Invalid, "Skriv, hvornår baselinen er målt. Intet er gemt.")
	}
	return b.before(start)
}

// before holds the day of the baseline against the beginning (P2).
func (b Benefit) before(start string) error {
	if start != "" && b.BaselineOn >= start {
		return fault.New(fault.Invalid, "Baselinen for “%s” er målt %s, og indsatsen begynder %s. Intet er gemt. En baseline ligger før begyndelsen; ellers siger evalueringen “ingen baseline”.", b.Measure, say(b.BaselineOn), say(start))
	}
	return nil
}

// NoBaseline reports whether an evaluation must say that there is no baseline.
func (l Life) NoBaseline() bool {
	return !slices.ContainsFunc(l.Benefits, func(b Benefit) bool { return b.BaselineOn != "" && b.before(l.Start) == nil })
}

// check holds an assumption against R47: without something that makes somebody
// look at it again it is none.
func (a *Assumption) check() (err error) {
	if a.Text, err = line("antagelsen", a.Text); err != nil {
		return err
	}
	if a.On, err = day(a.On); err != nil {
		return err
	}
	if a.Rule, err = optional("reglen", a.Rule); err != nil {
		return err
	}
	if a.On == "" && a.Rule == "" {
		return fault.New(fault.Invalid, "Skriv den dag, antagelsen skal ses efter, eller den regel, den hænger på. Intet er gemt.")
	}
	return nil
}

// under reports whether a box of one rank may stand under another, "" for the
// aim.
func (r Rank) under(other Rank) bool {
	switch r {
	case Primary:
		return other == ""
	case Change:
		return other == Primary
	}
	return r == Indicated && (other == Primary || other == Change)
}

// Under returns the boxes right under another, "" for the aim.
func (p Plan) Under(id string) (list []Driver) {
	for _, d := range p.Drivers {
		if d.Under == id {
			list = append(list, d)
		}
	}
	return list
}

// without returns the boxes that are neither a box nor below it.
func (p Plan) without(id string) []Driver {
	gone := map[string]bool{id: true}
	for range p.Drivers {
		for _, d := range p.Drivers {
			if gone[d.Under] {
				gone[d.ID] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(p.Drivers), func(d Driver) bool { return gone[d.ID] })
}

// say puts a day into words: "31. marts 2027".
func say(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return danish.Date(t)
}
