// Package minutes is the meeting while it is held, and what is written of it.
//
// Nothing is retyped: the minutes are the agenda that was sent, with who was
// there, what was decided on each line, the votes and the dissents. [Record] is
// all of it at one instant. A [Version] is a record that an act has fixed: closed,
// sent for comments, approved, corrected.
package minutes

import (
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/body"
	"klynge/internal/reader/reading"
)

// The names of the fields of an item's minutes (package draft, under the item's id).
const (
	Discussion = "discussion" // what was said, in short
	Decided    = "decision"   // what was decided
)

// A Status is whether somebody came (R13).
type Status string

const (
	Present Status = "present"
	Apology Status = "apology"
	Absent  Status = "absent"
)

// An Attendance is one stretch of somebody's presence.
type Attendance struct {
	ID            string
	SeatID        string // "" for a guest without one
	Name          string
	Organization  string
	Title         string
	Sector        body.Sector
	Role          access.Role // on that day
	Status        Status
	Online        bool
	Voting        bool
	From, Until   time.Time // zero: from the beginning, to the end
	SubstituteFor string    // seat (R14)
	Substituted   string    // name of the member of that seat
	Basis         string
	Version       int64
}

// A Record is all that is known of a meeting that has begun.
type Record struct {
	MeetingID        string
	Opened, Ended    time.Time
	Attendance       []Attendance
	Items            []Item
	Secretary, Chair string // names
}

// An Item is how one point was treated.
type Item struct {
	agenda.SentItem
	Began, Ended    time.Time
	Spent           time.Duration // including earlier stretches
	Discussion      string
	Decision        string
	Outcome         reading.Outcome
	NoDecision      bool             // marked: there is nothing to decide (R18)
	NoFollowUp      bool             // marked: its condition asks nothing of anybody (R19)
	Recommendations []Recommendation // hides SentItem's: with their outcomes
	Votes           []Vote           `json:",omitempty"`
	Recusals        []Recusal        `json:",omitempty"`
	AwayFor         []string         `json:",omitempty"` // names of members who were not there for it, worked out from the times
}

// A Recommendation is a line with its own outcome (R17).
type Recommendation struct {
	agenda.Recommendation
	Outcome reading.Outcome
	Remark  string
}

// A Vote is what was asked and how many said what (R23; Popolo VoteEvent).
type Vote struct {
	ID               string
	RecommendationID string
	Question         string
	Yes, No, Abstain int
	Ballots          []Ballot  `json:",omitempty"` // named ones; there may be none
	Dissents         []Dissent `json:",omitempty"`
	At               time.Time
}

// A Choice is how somebody voted.
type Choice string

const (
	Yes     Choice = "yes"
	No      Choice = "no"
	Abstain Choice = "abstain"
)

// A Ballot is one member's vote.
type Ballot struct {
	SeatID, Name string
	Choice       Choice
}

// A Dissent is a short dissenting opinion (mindretalsudtalelse; R20, R21).
type Dissent struct {
	ID, SeatID, Name, Text string
	SendAlong              bool
	At                     time.Time
}

// A Recusal is somebody's notice that they may be disqualified, and what the body
// decided (inhabilitet; R22).
type Recusal struct {
	ID, SeatID, Name, Reason string
	Noted                    time.Time
	Decided                  string // "", Recused, NotRecused
	DecidedAt                time.Time
}

// What a body decided about a notice (R22).
const (
	Recused    = "recused"
	NotRecused = "not-recused"
)

// An Act fixes a version of the minutes.
type Act string

const (
	Closed    Act = "closed"    // the meeting ended
	SentOut   Act = "sent"      // for comments
	Approved  Act = "approved"  // by the body or by its members one by one
	Corrected Act = "corrected" // after approval, visibly
)

// A Version is a record as an act fixed it. It never changes.
type Version struct {
	ID        string
	MeetingID string
	Number    int // from 1
	Act       Act
	Reason    string // of a correction
	Content   Record
	At        time.Time
	By        string // account
}

// Told is what those who follow a meeting are told: the data of one event.
type Told struct {
	Item    string   `json:"item,omitempty"` // agenda.Item.ID
	Number  string   `json:"number,omitempty"`
	Title   string   `json:"title,omitempty"`
	Text    string   `json:"text,omitempty"` // of a decision that was released
	Outcome string   `json:"outcome,omitempty"`
	Minutes int      `json:"minutes,omitempty"` // planned, of the item that began
	Since   int64    `json:"since,omitempty"`   // when it began, milliseconds since 1970
	Names   []string `json:"names,omitempty"`   // of the speakers' list, in order
}

// The kinds of event.
const (
	Opened      = "opened"    // the meeting
	ItemBegan   = "item"      // Item is treated now
	Released    = "decision"  // Text of Item may be seen
	Speakers    = "speakers"  // the list as it stands
	Adjourned   = "adjourned" // a break
	ClosedEvent = "closed"    // the meeting
	Agenda      = "agenda"    // its order or its items changed: fetch it again
)

// An Event is one thing that those who follow a meeting are told.
type Event struct {
	Number int64 // from 1, without gaps
	At     time.Time
	Kind   string
	Closed bool // only for those who may read what is closed
	Data   Told
}
