// Package backlog is what waits for an agenda: what members and administrations
// propose, and what proposes itself.
//
// A proposal is an agenda.Item without a meeting. The secretariat puts it on an
// agenda, or declines it with a reason; whoever proposed it is told either way
// which meeting it is for (R12). A [Candidate] is no item yet: an open follow-up,
// a promised status report, an item that was postponed. It comes from a [Source],
// carries the last that was heard of it, and becomes an item when somebody
// chooses it. It is shown once; one that is turned down stays away.
//
// An item that is copied or sent to another body keeps its matter, and [Store.Way]
// tells the steps of a matter in all bodies that its reader may read.
package backlog

import (
	"strings"
	"time"

	"klynge/internal/agenda"
	"klynge/internal/fault"
	"klynge/internal/plan"
	"klynge/internal/when"
)

// A Candidate is something that proposes itself for the agenda of a body.
type Candidate struct {
	Origin   agenda.Origin
	OriginID string
	Title    string
	Text     string // the last that was heard of it, and where it comes from
	Owner    string // who is to tell of it, "" when that is not known
	Closed   bool
	Due      string // YYYY-MM-DD when it should have been told, "" when no day is known
	After    string // only a meeting after this day will do, "" for any (R25)
	MatterID string // of the item it goes on from, ""
}

// Key names a candidate in a form.
func (c Candidate) Key() string { return string(c.Origin) + " " + c.OriginID }

// Overdue reports whether it should have been told before a day.
func (c Candidate) Overdue(day string) bool { return c.Due != "" && c.Due < day }

// For returns which of the coming meetings of its body a candidate is for, in
// the order of their days: the first after the window it reports on, or the
// first on which what is due can be told (R25). Something overdue is for the
// first there is.
func (c Candidate) For(coming []plan.Meeting) (m plan.Meeting, ok bool) {
	for _, m := range coming {
		if m.State == plan.Planned && m.Date > c.After && m.Date >= c.Due {
			return m, true
		}
	}
	return m, false
}

// A Proposal is an item that somebody asks for.
type Proposal struct {
	BodyID         string
	Title          string
	Text           string // why, and what the body should know
	Recommendation string // what it should decide, "" when nothing
	Type           agenda.Type
	Key            string // made with the form, so that one that is sent twice is one
}

// longest are how many characters a proposal's texts may have.
const (
	longestTitle  = 200
	longestReason = 2000
)

// Checked returns a proposal as it is kept.
func (p Proposal) Checked() (Proposal, error) {
	p.Title = strings.Join(strings.Fields(p.Title), " ")
	if n := len([]rune(p.Title)); n == 0 || n > longestTitle {
		return p, fault.New(fault.Invalid, "Skriv en overskrift på højst %d tegn. Forslaget er ikke sendt.", longestTitle)
	}
	if strings.TrimSpace(p.Text) == "" {
		return p, fault.New(fault.Invalid, "Skriv, hvad punktet handler om, og hvorfor det skal på mødet. Forslaget er ikke sendt.")
	}
	switch p.Type {
	case agenda.Information, agenda.Discussion:
	case agenda.Decision:
		if strings.TrimSpace(p.Recommendation) == "" {
			return p, fault.New(fault.Invalid, "Skriv, hvad der skal besluttes, eller vælg drøftelse eller orientering. Forslaget er ikke sendt.")
		}
	default:
		return p, fault.New(fault.Invalid, "Vælg, om det er til orientering, drøftelse eller beslutning. Forslaget er ikke sendt.")
	}
	return p, nil
}

// A Slot is the meeting that a proposal is in time for.
type Slot struct {
	plan.Meeting
	Deadline string // the last day to ask for an item on it
	Missed   string // date of an earlier meeting whose deadline had passed, ""
}

// InTime returns the meeting that a request received at an instant is for: the
// next one whose deadline it meets, and else the one after (R12). The meetings
// are those of the body in the order of their days; without one that is planned
// so far ahead it waits.
func InTime(received time.Time, coming []plan.Meeting, rules plan.Rules) (s Slot, ok bool) {
	at := received.In(when.Copenhagen)
	day := at.Format(time.DateOnly)
	for _, m := range coming {
		if m.State != plan.Planned || m.Date < day || m.Date == day && !m.Begins().After(received) {
			continue
		}
		if deadline := rules.Deadlines(m).Requests; day <= deadline {
			return Slot{Meeting: m, Deadline: deadline, Missed: s.Missed}, true
		}
		if s.Missed == "" {
			s.Missed = m.Date
		}
	}
	return Slot{Missed: s.Missed}, false
}

// Reason returns why something was declined or dismissed, as it is kept.
func Reason(text string) (string, error) {
	text = strings.Join(strings.Fields(text), " ")
	if n := len([]rune(text)); n == 0 || n > longestReason {
		return "", fault.New(fault.Invalid, "Skriv hvorfor, med højst %d tegn. Der er ikke ændret noget.", longestReason)
	}
	return text, nil
}

// DeclineReason is the name of the field that says why an item was declined
// (package draft).
const DeclineReason = "decline-reason"

// A Reader is what somebody may read in one body (package access).
type Reader struct{ Drafts, Internal, Closed bool }

// Sees reports whether a reader may know of an item: what is closed is for those
// who may read it, and what was not sent for those who read drafts.
func (r Reader) Sees(it agenda.Item) bool {
	return (!it.Closed || r.Closed) && (r.Drafts || r.Internal && it.Number != "")
}
