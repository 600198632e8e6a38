// Package plan is the meeting year: the rules a body follows, when it meets, and
// what became of a meeting that was planned.
//
// A planned [Meeting] is working material. What the public may know of it before
// anything is published is when and where it is, and that it was moved or
// cancelled, with the reason; its agenda and minutes reach the public through
// package publication alone.
package plan

import (
	"time"

	"klynge/internal/when"
)

// A State is how far a meeting has come as an appointment.
type State string

const (
	Planned   State = "planned"
	Cancelled State = "cancelled"
	Held      State = "held"
)

// A Form is how people meet.
type Form string

const (
	Physical Form = "physical"
	Online   Form = "online"
	Hybrid   Form = "hybrid"
)

// A Meeting is a meeting that is planned, called, under way or held (OParl
// Meeting).
type Meeting struct {
	ID         string
	BodyID     string
	Title      string // "" for an ordinary meeting
	Date       string // YYYY-MM-DD in Copenhagen
	Start, End string // HH:MM; an End before Start is after midnight
	Form       Form
	Place      string
	RoomID     string
	OnlineURL  string
	State      State
	Reason     string // of the last move or cancellation
	SeriesID   string // of meetings that were planned together
	PublicID   string // meeting.Meeting.ID, "" while the public has seen nothing of it
	Sequence   int    // RFC 5545, 3.8.7.4
	Version    int64
	Made       time.Time
	MadeBy     string
	Changed    time.Time
}

// Begins returns the instant a meeting begins. A time that the change to summer
// time skips is an hour later.
func (m Meeting) Begins() time.Time { return at(m.Date, m.Start, 0) }

// Ends returns the instant a meeting is planned to end, after midnight when End
// comes before Start.
func (m Meeting) Ends() time.Time {
	if m.End <= m.Start {
		return at(m.Date, m.End, 1)
	}
	return at(m.Date, m.End, 0)
}

func at(date, clock string, later int) time.Time {
	day, err := time.Parse(time.DateOnly+" 15:04", date+" "+clock)
	if err != nil {
		return time.Time{}
	}
	return time.Date(day.Year(), day.Month(), day.Day()+later, day.Hour(), day.Minute(), 0, 0, when.Copenhagen)
}

// Path returns where those who work with a meeting find it.
func (m Meeting) Path() string { return "/arbejde/moede/" + m.ID }

// A Kind is the set of rules that a body follows.
type Kind string

const (
	Cluster   Kind = "cluster"   // sundhedsklynge, political level
	Council   Kind = "council"   // sundhedsråd
	Committee Kind = "committee" // udvalg: committee law (regionsloven § 15, KSL)
	Forum     Kind = "forum"     // administrative and other bodies without a law of their own
)

// Rules are what one body follows. The legal minimum and the body's own are two
// numbers (R2).
type Rules struct {
	BodyID       string
	Kind         Kind
	From, To     string // the days it may meet, "" for no bound (R3)
	Legal        int    // meetings a year by law or order (R1)
	Own          int    // meetings a year by its own decision, 0 for none (R2)
	AgendaDays   int    // weekdays before the meeting that the agenda is sent (R8)
	MaterialDays int    // weekdays before the meeting that the papers are there (R8)
	RequestDays  int    // days before the meeting that a member may ask for an item (R12)
	Calendar     when.Calendar
	CommentDays  int    // days of a comment round
	Place        string // where it usually meets
	Version      int64  // 0 for the defaults of its kind
}

// Committee reports whether committee law holds: the agenda is approved as the
// first item, and only members, secretariat and invited guests are there (R11,
// R15).
func (r Rules) Committee() bool { return r.Kind == Committee || r.Kind == Council }

// Deadlines are the last days on which things may be done for a meeting.
type Deadlines struct {
	Requests string // a member asks for an item (R12)
	Agenda   string // the agenda is sent (R8)
	Material string // the papers are there (R8)
}

// Deadlines returns the last days before a meeting.
func (r Rules) Deadlines(m Meeting) (d Deadlines) {
	day, err := time.Parse(time.DateOnly, m.Date)
	if err != nil {
		return d
	}
	return Deadlines{
		Requests: day.AddDate(0, 0, -r.RequestDays).Format(time.DateOnly),
		Agenda:   r.Calendar.Latest(day, r.AgendaDays).Format(time.DateOnly),
		Material: r.Calendar.Latest(day, r.MaterialDays).Format(time.DateOnly),
	}
}
