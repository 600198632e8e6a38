package hearing

import (
	"slices"
	"time"

	"klynge/internal/access"
	"klynge/internal/when"
)

// A Stage is how far a hearing has come.
type Stage string

const (
	Drafting     Stage = "draft"
	Sent         Stage = "sent"
	Open         Stage = "open" // somebody has it in front of them
	Shut         Stage = "closed"
	Rolled       Stage = "rolled-up"
	Returned     Stage = "returned"
	Acknowledged Stage = "acknowledged"
	TakenBack    Stage = "withdrawn"
)

// Stages are those on the way, in order. One that is taken back is on none.
var Stages = []Stage{Drafting, Sent, Open, Shut, Rolled, Returned, Acknowledged}

// A Status is how far an addressee has come.
type Status string

const (
	Waiting       Status = ""         // the mail has not been opened
	Received      Status = "received" // it is in the body's backlog
	OnAgenda      Status = "on_agenda"
	AnsweredInDue Status = "answered"
	SaidNothing   Status = "no_remarks"
	Overdue       Status = "overdue"
	AnsweredLate  Status = "answered_late"
	Reopened      Status = "reopened"  // a proposal was reworded after the answer (I6)
	PassedOn      Status = "passed_on" // another body has taken over the duty
)

// Owed returns the addressees that have a duty to answer: all but those whose
// duty another has taken over.
func (h Hearing) Owed() (list []Addressee) {
	for _, a := range h.Addressees {
		if a.HeirID == "" {
			list = append(list, a)
		}
	}
	return list
}

// Done reports whether an addressee has answered what now stands: every proposal
// that it answered stands as it was worded then (I6).
func (h Hearing) Done(a Addressee) bool {
	last, ok := a.Last()
	return ok && last.Revision >= h.Revision
}

// Status returns how far an addressee has come on a day.
func (h Hearing) Status(a Addressee, day string) Status {
	last, answered := a.Last()
	switch {
	case a.HeirID != "":
		return PassedOn
	case h.Done(a) && last.Late():
		return AnsweredLate
	case h.Done(a) && last.Kind == NoRemarks:
		return SaidNothing
	case h.Done(a):
		return AnsweredInDue
	case day > a.Due:
		return Overdue
	case answered:
		return Reopened
	case a.MeetingID != "":
		return OnAgenda
	case !a.Received.IsZero():
		return Received
	}
	return Waiting
}

// Stage returns how far the hearing has come on a day. It closes when the
// deadline has passed for everybody, or when all have answered.
func (h Hearing) Stage(day string) Stage {
	switch {
	case h.Withdrawn.Happened():
		return TakenBack
	case h.Sent.IsZero():
		return Drafting
	}
	owed := h.Owed()
	waits := slices.ContainsFunc(owed, func(a Addressee) bool { return !h.Done(a) && day <= a.Due })
	note, noted := h.Note()
	switch {
	case waits && slices.ContainsFunc(owed, func(a Addressee) bool { return !a.Received.IsZero() }):
		return Open
	case waits:
		return Sent
	case !noted:
		return Shut
	case !note.Acknowledged.IsZero():
		return Acknowledged
	case !note.Returned.IsZero():
		return Returned
	}
	return Rolled
}

// Note returns the note that stands, and whether there is one.
func (h Hearing) Note() (n Issued, ok bool) {
	if len(h.Notes) == 0 {
		return n, false
	}
	return h.Notes[len(h.Notes)-1], true
}

// InTime counts those who answered before their deadline, those who answered,
// and all who were asked.
func (h Hearing) InTime() (inTime, answered, asked int) {
	for _, a := range h.Owed() {
		asked++
		last, ok := a.Last()
		if !ok || !h.Done(a) {
			continue
		}
		answered++
		if !last.Late() {
			inTime++
		}
	}
	return inTime, answered, asked
}

// Days returns how many days an addressee took to answer, and whether it has.
func (h Hearing) Days(a Addressee) (int, bool) {
	last, ok := a.Last()
	if !ok {
		return 0, false
	}
	return daysBetween(access.Day(h.Sent), access.Day(last.Given)), true
}

// Period returns the days of the hearing, from the one it was sent to the last
// one to answer, both counted.
func (h Hearing) Period() int {
	if h.Sent.IsZero() {
		return 0
	}
	return daysBetween(access.Day(h.Sent), h.Due) + 1
}

func daysBetween(from, to string) int {
	a, err := time.Parse(time.DateOnly, from)
	if err != nil {
		return 0
	}
	b, err := time.Parse(time.DateOnly, to)
	if err != nil {
		return 0
	}
	return int(b.Sub(a).Hours() / 24)
}

// NextWeekday returns the day itself, or the weekday after it when it falls on a
// Saturday, a Sunday or a holiday.
func NextWeekday(iso string) string {
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	for !(when.Calendar{}).Weekday(day) {
		day = day.AddDate(0, 0, 1)
	}
	return day.Format(time.DateOnly)
}
