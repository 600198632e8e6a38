// Package decision lets what was decided live on: whether it is still in force,
// who was to do what by when, and what became of it.
//
// A [FollowUp] belongs to an organisation, which may be another employer than
// the secretariat's, and is answered from a mail without an account. Open ones
// propose themselves for the next agenda (R25).
package decision

import (
	"time"

	"klynge/internal/reader/reading"
)

// A State is whether a decision holds.
type State string

const (
	InForce   State = "in-force"
	Replaced  State = "replaced"
	Withdrawn State = "withdrawn"
)

// A Ground is why a chair may decide between meetings (R24).
type Ground string

const (
	Urgent  Ground = "urgent"   // it cannot wait
	NoDoubt Ground = "no-doubt" // it gives no occasion for doubt
)

// A Decision is what a body decided on one item, as its minutes say it.
type Decision struct {
	ID         string
	BodyID     string
	MeetingID  string // plan.Meeting, "" for the chair's own between meetings
	ItemID     string // agenda.Item
	Number     string // of the item
	Title      string
	Text       string
	Outcome    reading.Outcome
	Closed     bool
	Date       string // YYYY-MM-DD
	Ground     Ground // of the chair's own
	State      State
	ReplacedBy string
	Reason     string // of replacing or withdrawing
	ListedID   string // plan.Meeting that was told of the chair's own (R24)
	By         string // name
	Changed    time.Time
}

// Own reports whether the chair decided alone, between meetings.
func (d Decision) Own() bool { return d.Ground != "" }

// A Progress is how far a follow-up has come.
type Progress string

const (
	Open      Progress = "open"
	Reported  Progress = "reported" // something was told; it goes on
	Done      Progress = "done"
	Dismissed Progress = "cancelled"
)

// A FollowUp is something that somebody is to do by a day.
type FollowUp struct {
	ID             string
	BodyID         string // that asked for it
	MeetingID      string // plan.Meeting
	ItemID         string // agenda.Item
	DecisionID     string
	Text           string
	Organization   string // that owns it, as printed
	OrganizationID string
	Owner          string // person, "" when only the organisation is known
	Email          string
	SeatID         string
	Due            string // YYYY-MM-DD
	From, To       string // the period it reports on, "" for none
	Closed         bool   // the matter is closed to the public
	State          Progress
	Made           time.Time
	MadeBy         string
	Changed        time.Time
	Version        int64
}
