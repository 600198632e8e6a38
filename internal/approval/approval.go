// Package approval brings minutes from the end of a meeting to the day they
// stand: the comment round, the approval of each participant, and the visible
// corrections afterwards.
//
// Every act fixes a version (minutes.Version), which never changes. People
// approve one version: when it is corrected they are asked again, and what they
// approved before stays on record. The minutes stand when everybody who took part
// has approved the last version, or when the body has at its next meeting.
package approval

import (
	"slices"
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/danish"
	"klynge/internal/desk"
	"klynge/internal/minutes"
)

// A Round is a time in which those who took part may comment on a version.
type Round struct {
	ID        string
	MeetingID string
	Version   int    // minutes.Version.Number
	Deadline  string // last day, YYYY-MM-DD
	Open      bool
	Opened    time.Time
	OpenedBy  string // account
}

// A Verdict is what the secretariat made of a comment.
type Verdict string

const (
	Waiting  Verdict = "open"
	Taken    Verdict = "taken"
	Declined Verdict = "declined"
)

// A Comment is what somebody said of a version.
type Comment struct {
	ID      string
	RoundID string
	ItemID  string // agenda.Item, "" for the minutes as a whole
	SeatID  string
	Name    string
	Text    string
	Verdict Verdict
	Answer  string
	At      time.Time
	Late    bool // after the deadline; it is read all the same
}

// Via is the way an approval came.
type Via string

const (
	ByPage    Via = "page"
	ByLink    Via = "link"
	AtMeeting Via = "meeting" // the body approved, at its next meeting
)

// An Approval is one participant's word for one version (R27;
// kommunestyrelsesloven § 13: the minutes are signed by those who took part).
type Approval struct {
	SeatID    string
	AccountID string // "" for somebody who does not sign in
	Name      string
	Version   int
	Via       Via
	At        time.Time // zero while it is waited for
}

// Signers returns the seats whose approval is tracked: members, chairs and
// substitutes who were there, if only for one item (R13, R14), each person once. A
// substitute without a seat is among them by name: nobody can write to them, so the
// minutes wait for the body's next meeting.
func Signers(r minutes.Record) (list []Approval) {
	for _, a := range r.Attendance {
		signs := a.Role == access.Chair || a.Role == access.Member || a.Role == access.Substitute
		known := slices.ContainsFunc(list, func(s Approval) bool { return s.SeatID == a.SeatID && (a.SeatID != "" || s.Name == a.Name) })
		if a.Status == minutes.Present && signs && a.Place() != "" && !known {
			list = append(list, Approval{SeatID: a.SeatID, Name: a.Name})
		}
	}
	return list
}

// A Gap is an item whose decision nobody has written.
type Gap struct{ ItemID, Number, Title string }

// Gaps returns the items without a decision that are not marked as having none
// (R18). Lines with outcomes of their own are a decision.
func Gaps(r minutes.Record) (list []Gap) {
	for _, it := range r.Items {
		lines := len(it.Recommendations) > 0
		for _, line := range it.Recommendations {
			lines = lines && line.Outcome != ""
		}
		if it.Decision == "" && !it.NoDecision && !lines && !it.Withdrawn {
			list = append(list, Gap{it.ID, it.Number, it.Title})
		}
	}
	return list
}

// A Stage is how far minutes have come.
type Stage string

const (
	NotHeld    Stage = ""           // the meeting has not been closed
	Written    Stage = "written"    // closed, and not yet sent to anybody
	Commenting Stage = "commenting" // a round is open
	Approving  Stage = "approving"  // waits for approvals
	Standing   Stage = "standing"   // approved
)

// StageOf returns how far minutes have come, from their versions and the round
// that is open.
func StageOf(versions []minutes.Version, round Round) Stage {
	if len(versions) == 0 {
		return NotHeld
	}
	switch last := versions[len(versions)-1]; {
	case round.Open:
		return Commenting
	case Stands(versions):
		return Standing
	case last.Act == minutes.SentOut || last.Act == minutes.Corrected:
		return Approving
	}
	return Written
}

// Stands reports whether minutes have been approved. A correction of approved
// minutes does not undo that: it is visible beside them.
func Stands(versions []minutes.Version) bool {
	return slices.ContainsFunc(versions, func(v minutes.Version) bool { return v.Act == minutes.Approved })
}

// Visible returns the minutes as somebody may read them who may not read what is
// closed: of a closed item its number and public title, and no comments on it.
func (c Case) Visible(closed bool) Case {
	if closed {
		return c
	}
	hidden := map[string]bool{}
	versions := slices.Clone(c.Versions)
	for i := range versions {
		items := slices.Clone(versions[i].Content.Items)
		for j, it := range items {
			if it.Closed {
				hidden[it.ID] = true
				items[j] = minutes.Item{SentItem: agenda.SentItem{ID: it.ID, Number: it.Number, Title: it.PublicTitle, PublicTitle: it.PublicTitle, Closed: true}, NoDecision: true}
			}
		}
		versions[i].Content.Items = items
	}
	c.Versions = versions
	c.Comments = slices.DeleteFunc(slices.Clone(c.Comments), func(one Comment) bool { return hidden[one.ItemID] })
	c.Gaps = slices.DeleteFunc(slices.Clone(c.Gaps), func(g Gap) bool { return hidden[g.ItemID] })
	return c
}

// waiting returns what one meeting's minutes ask of somebody.
func (c Case) waiting(who access.Who) (lines []desk.Line) {
	about := "Mødet " + danish.Date(c.Meeting.Begins())
	add := func(due, text string, others bool) {
		lines = append(lines, desk.Line{Due: due, Text: text, About: about, Body: c.BodyName, Path: c.Meeting.Path() + "/godkendelse", Others: others})
	}
	writes := who.May(access.TakeMinutes, c.Meeting.BodyID)
	open := 0
	for _, one := range c.Comments {
		if one.Verdict == Waiting {
			open++
		}
	}
	switch {
	case c.Stage == Written && writes:
		add("", "Send referatet til bemærkninger", false)
	case c.Stage == Commenting && who.May(access.CommentMinutes, c.Meeting.BodyID) && !writes:
		add(c.Round().Deadline, "Skriv bemærkninger til referatet, hvis du har nogen", false)
	case c.Stage == Commenting && writes && open > 0:
		add(c.Round().Deadline, "Svar på "+danish.Count(open, "bemærkning", "bemærkninger")+" til referatet", false)
	case c.Stage == Commenting && writes:
		add(c.Round().Deadline, "Bemærkninger til referatet", true)
	}
	if c.Stage != Approving {
		return lines
	}
	left := 0
	for _, a := range c.Approvals {
		if !a.At.IsZero() {
			continue
		}
		left++
		if a.AccountID != "" && a.AccountID == who.Account.ID {
			add("", "Godkend referatet", false)
		}
	}
	if writes && left > 0 {
		add("", danish.Count(left, "deltager", "deltagere")+" mangler at godkende referatet", true)
	}
	return lines
}
