package access

import (
	"time"

	"klynge/internal/fault"
)

// An Action is what a link lets its owner do.
type Action string

const (
	Found   Action = "found"   // become the first administrator of a new installation
	Welcome Action = "welcome" // set a password or a passkey on one's account

	AnswerCall    Action = "answer-call"    // come or send an apology; Object is MEETING/SEAT
	ReadAgenda    Action = "read-agenda"    // that was sent, as the seat may; Object is MEETING/SEAT
	AnswerPoll    Action = "answer-poll"    // which dates; Object is POLL/SEAT
	CommentOn     Action = "comment"        // the minutes; Object is MEETING/SEAT
	Approve       Action = "approve"        // the minutes; Object is MEETING/SEAT/VERSION
	TellFollowUp  Action = "tell-follow-up" // how it goes; Object is the follow-up
	FollowMeeting Action = "follow-meeting" // on the big screen; Object is the meeting
	ReadCalendar  Action = "read-calendar"  // of all meetings of a person; Object is the account
	WriteNotes    Action = "write-notes"    // of a group in a round-up; Object is the group
	AnswerHearing Action = "answer-hearing" // for a body elsewhere; Object is the addressee
	SeeMapping    Action = "see-mapping"    // cards and themes of a mapping study; Object is the partner
	TakeNote      Action = "take-note"      // acknowledge what came of a hearing; Object is the hearing
)

// A Link opens one action on one object to one person until a time. Mail
// programs and their virus scanners follow links, so following one only shows
// what it is for: it is spent by a form ([Redeem]).
type Link struct {
	ID        string
	Action    Action
	AccountID string // whose it is, when they have an account
	PersonID  string // or who, of the register
	Object    string // id of what the action is done to
	Once      bool   // the first use is the last
	Made      time.Time
	Ends      time.Time
	Used      time.Time
	Revoked   time.Time
}

var errNoLink = fault.New(fault.Missing, "Linket findes ikke. Kontrollér, at hele adressen er kommet med, eller bed om et nyt.")

// Open returns why a link does not open an action to somebody at an instant, or
// nil. Nobody needs to be signed in to use their link, but nobody uses another's.
func (l Link) Open(action Action, by Who, at time.Time) error {
	switch {
	case l.Action != action:
		return errNoLink
	case !l.Revoked.IsZero():
		return fault.New(fault.Forbidden, "Linket er trukket tilbage. Intet er ændret. Bed om et nyt.")
	case l.Once && !l.Used.IsZero():
		return fault.New(fault.Conflict, "Linket er allerede brugt. Intet er ændret. Bed om et nyt, hvis det ikke var dig.")
	case !at.Before(l.Ends):
		return fault.New(fault.Forbidden, "Linket er udløbet. Intet er ændret. Bed om et nyt.")
	case by.SignedIn() && (l.AccountID != "" && l.AccountID != by.Account.ID ||
		l.PersonID != "" && by.Account.PersonID != "" && l.PersonID != by.Account.PersonID):
		return fault.New(fault.Forbidden, "Linket er til en anden end den, der er logget ind. Intet er ændret. Log ud først, hvis det er dit.")
	}
	return nil
}
