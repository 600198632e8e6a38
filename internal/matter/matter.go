// Package matter tells the whole way of a matter (sag): from the agenda on which
// it was raised to the decision, the money, the work, its effect, and back to the
// next agenda.
//
// A matter is an initiative, whether old minutes speak of it or it was born here.
// The nouns below each know one part of its way. This package asks them for it and
// puts what they say in one line of [Station]s, each with its day and the document
// that tells of it. It keeps no rows of its own and says nothing that no document
// says: what should come and has not is a station too, marked as [Station.Due].
package matter

import (
	"klynge/internal/danish"
	"klynge/internal/initiative"
	"klynge/internal/reader/reading"
)

// A Kind is what a station of the way is.
type Kind string

const (
	Raised    Kind = "raised"    // for the first time on an agenda, or begun as an idea
	Treated   Kind = "treated"   // at a meeting that decided nothing, or put it off
	Decided   Kind = "decided"   // by a body, for or against
	Asked     Kind = "asked"     // about in a consultation
	Promised  Kind = "promised"  // by minutes, or by a follow-up of a decision
	Coming    Kind = "coming"    // on an agenda of a meeting to be held
	Granted   Kind = "granted"   // money by a decision
	Printed   Kind = "printed"   // money as minutes print it
	Booked    Kind = "booked"    // money that is spent, until today
	Returned  Kind = "returned"  // money that was not spent
	Carried   Kind = "carried"   // money to another period
	Described Kind = "described" // in a business case
	Begun     Kind = "begun"
	Milestone Kind = "milestone"
	Paused    Kind = "paused"
	Evaluated Kind = "evaluating"
	Concluded Kind = "concluded"
	Adopted   Kind = "adopted" // by another body, which has an initiative of its own
	Taken     Kind = "taken"   // from another body
	Spread    Kind = "spread"
	Stopped   Kind = "stopped"
	Handed    Kind = "handed" // over to another body
	Measured  Kind = "measured"
	Reported  Kind = "reported"
)

// A Lane is where a station stands across the line of time.
type Lane int

const (
	Meeting Lane = iota
	Money
	Work
	Effect
)

// Lanes are all of them, from the meeting to the effect.
var Lanes = [...]Lane{Meeting, Money, Work, Effect}

// Danish returns the name of a lane.
func (l Lane) Danish() string { return [...]string{"Møde", "Penge", "Arbejde", "Virkning"}[l] }

var lanes = map[Kind]Lane{
	Granted: Money, Printed: Money, Booked: Money, Returned: Money, Carried: Money,
	Described: Work, Begun: Work, Milestone: Work, Paused: Work, Evaluated: Work, Concluded: Work, Adopted: Work, Taken: Work, Spread: Work, Stopped: Work, Handed: Work,
	Measured: Effect, Reported: Effect,
}

// Lane returns where a kind stands.
func (k Kind) Lane() Lane { return lanes[k] }

var kindNames = map[Kind]string{
	Raised: "Rejst", Treated: "Behandlet", Decided: "Besluttet", Asked: "I høring", Promised: "Lovet", Coming: "På dagsordenen",
	Granted: "Bevilget", Printed: "Beløb i referatet", Booked: "Bogført", Returned: "Ført tilbage", Carried: "Overført til anden periode",
	Described: "Beskrevet", Begun: "I gang", Milestone: "Milepæl", Paused: "På pause", Evaluated: "Evalueres", Concluded: "Afsluttet",
	Adopted: "Overtaget af", Taken: "Overtaget fra", Spread: "Udbredt", Stopped: "Stoppet", Handed: "Overdraget", Measured: "Målt", Reported: "Rapporteret",
}

// Danish returns a kind in a word.
func (k Kind) Danish() string { return kindNames[k] }

// A Station is one thing that happened to a matter, or that should.
type Station struct {
	Kind  Kind
	Day   string // YYYY-MM-DD; of what is due its last day, "" when nobody has said one
	Title string // as the document calls it
	Text  string // the sentence that made it, "" when the title says all
	Body  string // that met or did it
	// Path is the address of the document, "" where there is none, and Number that of
	// the item there.
	Path, Number string
	Outcome      reading.Outcome
	Amount       danish.Amount // of the money lane
	Of           danish.Amount // what was booked is a part of this
	Points       []Point       // what was measured, the first first
	Verdict      string        // of the run chart
	Due          bool          // has not come
	Promise      string        // day on which it was promised, ""
	Begins       bool          // it is also where the matter was raised
	Minor        bool          // says what another station has said: drawn without words
	Closed       bool          // the item was closed to the public
	Inside       bool          // the public does not see it
}

// A Point is one value of a measurement.
type Point struct {
	Period string
	Value  float64
	Said   string // as it is read
}

// Lane returns where a station stands.
func (s Station) Lane() Lane { return s.Kind.Lane() }

// Late reports whether something should have come before a day.
func (s Station) Late(today string) bool {
	return s.Due && s.Kind != Coming && s.Day != "" && s.Day < today
}

// A Head is what a matter is.
type Head struct {
	ID, Slug, Title, Purpose string
	BodyID                   string // now responsible
	BodyName, BodySlug       string
	State                    initiative.State // "" while nobody works with it here
}

// Path returns the address of the drawing of the matter.
func (h Head) Path() string { return "/sager/" + h.Slug }

// InitiativePath returns the address of the initiative.
func (h Head) InitiativePath() string { return "/indsatser/" + h.Slug }

// A Way is a matter with all its stations: what has happened in the order of its
// days, then what is due.
type Way struct {
	Head
	Stations []Station
	Stages   []Stage
	Granted  danish.Amount // that the matter has now
	Spent    danish.Amount // booked of it
	Counted  bool          // there is a ledger, so that Spent is known
}

// First and Last return the days of the first and the last that has happened, ""
// of a matter that nothing has happened to.
func (w Way) First() string {
	if past := w.Past(); len(past) > 0 {
		return past[0].Day
	}
	return ""
}

// Last returns the day of the last that has happened.
func (w Way) Last() string {
	if past := w.Past(); len(past) > 0 {
		return past[len(past)-1].Day
	}
	return ""
}

// Past returns the stations that have come.
func (w Way) Past() []Station {
	for i, s := range w.Stations {
		if s.Due {
			return w.Stations[:i]
		}
	}
	return w.Stations
}

// Ahead returns the stations that have not come.
func (w Way) Ahead() []Station { return w.Stations[len(w.Past()):] }

// Reached returns how many stages of the way the matter has been through.
func (w Way) Reached() (n int) {
	for _, s := range w.Stages {
		if s.Reached() {
			n++
		}
	}
	return n
}
