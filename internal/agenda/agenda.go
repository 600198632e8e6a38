// Package agenda is the agenda while it is made: its items, their texts, and the
// agendas that were sent.
//
// An [Item] belongs to a planned meeting or waits in the backlog of its body. Its
// texts are fields of package draft, so that two people who write at once lose
// nothing. An agenda that is sent becomes a [Dispatch], which never changes: what
// comes later is a supplement with a reason (R9, R10).
package agenda

import (
	"strings"
	"time"

	"klynge/internal/draft"
	"klynge/internal/reader/reading"
)

// A Type is what the body is asked to do (R16).
type Type string

const (
	Information Type = "information" // orientering
	Discussion  Type = "discussion"  // drøftelse
	Decision    Type = "decision"    // beslutning
)

// A Task is what a fixed item is for.
type Task string

const (
	Ordinary       Task = ""
	ApproveAgenda  Task = "approve-agenda"
	ApproveMinutes Task = "approve-minutes" // Subject is the plan.Meeting whose minutes
	AnyOther       Task = "any-other"
)

// A State is where an item is on its way to an agenda.
type State string

const (
	Proposed  State = "proposed" // in the backlog, waits for the secretariat
	Ready     State = "ready"    // in the backlog
	OnAgenda  State = "on-agenda"
	Withdrawn State = "withdrawn" // taken off a sent agenda; it stays visible
	Declined  State = "declined"
)

// An Origin is what an item came from.
type Origin string

const (
	FromSecretariat    Origin = "secretariat"
	FromMember         Origin = "member"
	FromAdministration Origin = "administration"
	FromFollowUp       Origin = "follow-up"  // decision.FollowUp
	FromPromise        Origin = "promise"    // meeting.Promise: MEETING/POSITION
	FromFund           Origin = "fund"       // ledger.Period: FUND/YEAR
	FromCopy           Origin = "copy"       // agenda.Item
	FromSent           Origin = "sent"       // agenda.Item of another body
	FromMinutes        Origin = "minutes"    // plan.Meeting
	FromHearing        Origin = "hearing"    // hearing.Addressee, or hearing.Hearing on its way back
	FromInitiative     Origin = "initiative" // initiative.Life
	FromReport         Origin = "report"     // report.Report: INITIATIVE/REPORT
)

// The names of an item's fields (package draft).
const (
	Title        = "title"
	PublicTitle  = "public-title" // of a closed item: what the public may read
	Presentation = "presentation" // sagsfremstilling
	LateReason   = "late-reason"  // why it came after the deadline (R9)
	ClosedReason = "closed-reason"
	SectionField = "section/"        // and the id of the section
	ProposalLine = "recommendation/" // and the id of the recommendation
)

// An Item is one point of a coming agenda (OParl AgendaItem). Fields holds its
// texts by name.
type Item struct {
	ID              string
	BodyID          string
	MeetingID       string // "" in the backlog
	Position        int
	Number          string // "" until the agenda is sent
	Type            Type
	Task            Task
	Subject         string
	Closed          bool
	ClosedUntil     string
	Minutes         int // planned
	Presenter       string
	CaseNumber      string
	MatterID        string
	State           State
	Origin          Origin
	OriginID        string
	ProposedBy      string
	ProposedAt      time.Time
	Late            bool
	Supplement      int // -1 before it is sent
	Version         int64
	Fields          map[string]draft.Field
	Sections        []Section
	Recommendations []Recommendation
}

// A Section is a part of the presentation with a heading of its own.
type Section struct{ ID, Heading, Text string }

// A Recommendation is one line of what the body is recommended to decide
// (indstilling; Popolo Motion).
type Recommendation struct{ ID, Text string }

// Text returns a field's text.
func (it Item) Text(field string) string { return it.Fields[field].Text }

// OriginPath returns the address of what the item came from, "" where that has no
// page of its own.
func (it Item) OriginPath() string {
	const initiatives = "/arbejde/indsats/"
	switch it.Origin {
	case FromInitiative:
		return initiatives + it.OriginID
	case FromReport:
		if one, report, ok := strings.Cut(it.OriginID, "/"); ok {
			return initiatives + one + "/rapporter/" + report
		}
	}
	return ""
}

// Title returns the title as those see it who may read everything.
func (it Item) Title() string { return it.Text(Title) }

// Reading returns the type as documents have it. Approval is a type of its own
// there.
func (it Item) Reading() reading.ItemType {
	switch {
	case it.Task == ApproveAgenda || it.Task == ApproveMinutes:
		return reading.Approval
	case it.Type == Information:
		return reading.Orientation
	case it.Type == Discussion:
		return reading.Discussion
	}
	return reading.DecisionOn
}

// A Dispatch is an agenda or a supplement as it was sent.
type Dispatch struct {
	ID        string
	MeetingID string
	Number    int // 0 the agenda, then the supplements
	Content   Sent
	Late      bool
	Reason    string
	At        time.Time
	By        string // account
}

// Sent is what a dispatch holds: every item as it stood.
type Sent struct {
	Items []SentItem
}

// A SentItem is an item of a sent agenda. It is plain, so that what was sent can
// be read by programs that come later.
type SentItem struct {
	ID, Number, Title, PublicTitle string
	Type                           Type
	Task                           Task
	Subject                        string `json:",omitempty"`
	Closed                         bool
	ClosedUntil                    string `json:",omitempty"`
	Minutes                        int
	Presenter, CaseNumber          string `json:",omitempty"`
	Presentation                   string
	Sections                       []Section        `json:",omitempty"`
	Recommendations                []Recommendation `json:",omitempty"`
	Attachments                    []SentAttachment `json:",omitempty"`
	Late                           bool             `json:",omitempty"`
	LateReason                     string           `json:",omitempty"`
	Withdrawn                      bool             `json:",omitempty"`
}

// A SentAttachment is a paper as it was listed. State is one of package
// attachment.
type SentAttachment struct {
	ID, Name, State, Due, Digest string
	Closed                       bool
}

// Missing reports whether a paper is listed and not supplied (R26).
func (a SentAttachment) Missing() bool {
	return a.State == toFollow || a.State == enclosed && a.Digest == ""
}

// The states of a paper that an agenda looks at (package attachment).
const (
	toFollow  = "to-follow"
	enclosed  = "enclosed"
	withdrawn = "withdrawn"
)
