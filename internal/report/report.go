// Package report writes the reports of initiatives (indsatser): a status report on
// an exact period, and the final one (R48).
//
// A [Report] writes most of itself. Its [Content] is the answer to one question,
// asked of the record at one instant: what happened to this initiative between two
// days? Milestones, money, measurements and assumptions come from where they
// live; incidents, what comes next and the lead's own words are typed.
//
// When a report is made final, the answer is kept as it was with the instant at
// which it was asked, and is never written again. The same question can be asked
// today, and [Compare] sets the two answers side by side: what differs was learnt,
// or corrected, since.
package report

import (
	"strconv"
	"time"

	"klynge/internal/danish"
	"klynge/internal/draft"
	"klynge/internal/initiative"
)

// A Kind says what a report is for.
type Kind string

const (
	Status Kind = "status"
	Final  Kind = "final" // due three months after the end (R48)
)

// Danish returns the word for a kind: "Statusrapport".
func (k Kind) Danish() string {
	if k == Final {
		return "Slutrapport"
	}
	return "Statusrapport"
}

// A Severity is how much harm an adverse event did, by its actual outcome (R74).
type Severity string

const (
	None     Severity = "none"
	Mild     Severity = "mild"
	Moderate Severity = "moderate"
	Serious  Severity = "serious"
	Fatal    Severity = "fatal"
)

// Severities are all of them, the least first.
var Severities = []Severity{None, Mild, Moderate, Serious, Fatal}

var severities = map[Severity]string{None: "ingen skade", Mild: "mild", Moderate: "moderat", Serious: "alvorlig", Fatal: "dødelig"}

// Danish returns the word for a severity.
func (s Severity) Danish() string { return severities[s] }

// Incidents are adverse events (utilsigtede hændelser) of the period, counted by
// severity; no person, no course of events. Nil before somebody has said how many
// there were.
type Incidents map[Severity]int

// The texts of a report, which people write (package draft).
const (
	Next  = "next"
	Words = "words"
)

// Fields are the texts of a report, in its order.
var Fields = []string{Words, Next}

// A Report is one report on an initiative.
type Report struct {
	ID, InitiativeID string
	Number           int // within the initiative, from 1
	Kind             Kind
	From, To         string // first and last day, YYYY-MM-DD
	Incidents        Incidents
	Content          Content   // as it was frozen, or as it would be now
	Frozen           time.Time // when the question was asked, zero while it is a draft
	FrozenBy         string    // name
	ItemID           string    // agenda.Item that lays it before the body, ""
	Sent             bool      // the agenda with that item was sent
	Closed           bool      // that item is closed to the public
	Public           Release
	Version          int64
	Made             time.Time
	MadeBy           string
	Texts            map[string]draft.Field
}

// IsFrozen reports whether a report was made final, so that it never changes.
func (r Report) IsFrozen() bool { return !r.Frozen.IsZero() }

// Path returns the address of the report in the working rooms.
func (r Report) Path() string {
	return "/arbejde/indsats/" + r.InitiativeID + "/rapporter/" + r.ID
}

// Title says which report it is: "Statusrapport 1. januar 2026 – 30. juni 2026".
func (r Report) Title() string { return r.Kind.Danish() + " " + Period(r.From, r.To) }

// A Release is what the public reads of a report.
type Release struct {
	Content Content
	At      time.Time
	By      string // name
	Holds   bool
}

// PublicPath returns the address where the public reads a report of an
// initiative with a slug.
func PublicPath(slug string, number int) string {
	return "/indsatser/" + slug + "/rapporter/" + strconv.Itoa(number)
}

// Content is all that a report says.
type Content struct {
	Title       string           `json:"title"` // of the initiative
	Body        string           `json:"body"`  // responsible, by name
	State       initiative.State `json:"state"`
	Lead        string           `json:"lead,omitempty"`
	Kind        Kind             `json:"kind"`
	From        string           `json:"from"`
	To          string           `json:"to"`
	Asked       time.Time        `json:"asked"`
	Steps       []Step           `json:"steps,omitempty"`
	Milestones  []Milestone      `json:"milestones,omitempty"`
	Money       []Money          `json:"money,omitempty"`
	MoneyHidden bool             `json:"money_hidden,omitempty"` // from the public: a decision behind it is not public
	Measures    []Measure        `json:"measures,omitempty"`
	NoBaseline  bool             `json:"no_baseline,omitempty"`
	Incidents   []Incident       `json:"incidents,omitempty"` // empty where nobody said
	Tipped      []Tipped         `json:"tipped,omitempty"`    // R47
	Evaluation  string           `json:"evaluation,omitempty"`
	Next        string           `json:"next,omitempty"`
	Words       string           `json:"words,omitempty"`
	Public      bool             `json:"public,omitempty"` // it is what the public may read
}

// A Step is a change of the initiative's state in the period.
type Step struct {
	Day      string               `json:"day"`
	To       initiative.State     `json:"to"`
	Why      string               `json:"why,omitempty"`
	Decision initiative.Reference `json:"decision,omitzero"`
}

// Money is what one fund has given the initiative.
type Money struct {
	Fund      string        `json:"fund"`
	Body      string        `json:"body"` // whose fund it is, by name
	Allocated danish.Amount `json:"allocated"`
	Booked    danish.Amount `json:"booked"`
	// In the period alone.
	NewlyAllocated danish.Amount `json:"newly_allocated"`
	NewlyBooked    danish.Amount `json:"newly_booked"`
}

// Left returns what is allocated and not spent.
func (m Money) Left() danish.Amount { return m.Allocated - m.Booked }

// A Measure is an indicator with what was released of it until the period ended,
// each figure with its own period.
type Measure struct {
	Name     string `json:"name"`
	Unit     string `json:"unit"`
	Baseline string `json:"baseline"` // value and day, ""
	Target   string `json:"target"`
	Before   string `json:"before"`  // the last value before the period, ""
	Latest   string `json:"latest"`  // the last value of the period, ""
	Points   int    `json:"points"`  // released in the period
	Verdict  string `json:"verdict"` // what the chart says
}

// An Incident is how many adverse events of one severity there were. Text is
// what is shown where the number itself is too small to be.
type Incident struct {
	Severity Severity `json:"severity"`
	Count    int      `json:"count"`
	Text     string   `json:"text"`
}

// A Tipped assumption is one that asked to be looked at again (R47).
type Tipped struct {
	Text  string `json:"text"`
	Why   string `json:"why"`
	Found string `json:"found,omitempty"` // by who looked, "" while nobody has
}
