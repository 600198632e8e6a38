package invitation

import (
	"bytes"
	"net/url"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"klynge/internal/plan"
)

// An Event is a meeting as one person's calendar is told of it.
type Event struct {
	UID         string
	Meeting     plan.Meeting
	Body        string // name
	Name, Email string // of the person
	Answer      Answer // what they have said
	Link        string // where they answer or read
	Stamp       time.Time
}

// A Sender is whom calls come from, and to whom calendars answer.
type Sender struct{ Name, Email string }

// Call returns the iCalendar object of a mail that calls or calls off (RFC 5546,
// 3.2.2 and 3.2.5). It names nobody but the one it is sent to.
func Call(method Method, e Event, from Sender) (string, error) {
	calendar := newCalendar()
	calendar.SetMethod(ics.MethodRequest)
	if method == Cancel {
		calendar.SetMethod(ics.MethodCancel)
	}
	add(calendar, e, from)
	return serialize(calendar)
}

// Feed returns the calendar of all meetings of one person (RFC 5545).
func Feed(events []Event, from Sender) (string, error) {
	calendar := newCalendar()
	calendar.SetMethod(ics.MethodPublish)
	calendar.SetXWRCalName("Mine møder i Klynge")
	calendar.SetXWRTimezone("Europe/Copenhagen")
	calendar.SetRefreshInterval("PT4H")
	calendar.SetXPublishedTTL("PT4H")
	for _, e := range events {
		add(calendar, e, from)
	}
	return serialize(calendar)
}

func newCalendar() *ics.Calendar {
	calendar := ics.NewCalendar()
	calendar.SetProductId("-//Klynge//Klynge//DA")
	calendar.SetCalscale("GREGORIAN")
	return calendar
}

func serialize(calendar *ics.Calendar) (string, error) {
	var b bytes.Buffer
	err := calendar.SerializeTo(&b, ics.WithNewLineWindows)
	return b.String(), err
}

// statuses are what answers are called in calendars (RFC 5545, 3.2.12).
var statuses = map[Answer]ics.ParticipationStatus{
	None: ics.ParticipationStatusNeedsAction, Coming: ics.ParticipationStatusAccepted,
	Apology: ics.ParticipationStatusDeclined, Maybe: ics.ParticipationStatusTentative,
}

// add writes one meeting. Times are UTC: a meeting is an event of its own, which
// no change to summer time can move.
func add(calendar *ics.Calendar, e Event, from Sender) {
	m := e.Meeting
	event := calendar.AddEvent(e.UID)
	event.SetDtStampTime(e.Stamp)
	event.SetSequence(m.Sequence)
	event.SetStartAt(m.Begins().UTC())
	event.SetEndAt(m.Ends().UTC())
	event.SetSummary(plain(Title(m, e.Body)))
	if place := plain(Where(m)); place != "" {
		event.SetLocation(place)
	}
	event.SetStatus(ics.ObjectStatusConfirmed)
	said := "Svar på indkaldelsen: " + e.Link
	if m.State == plan.Cancelled {
		event.SetStatus(ics.ObjectStatusCancelled)
		said = "Mødet er aflyst. " + plain(m.Reason)
	}
	event.SetDescription(said)
	if e.Link != "" {
		event.SetURL(e.Link)
	}
	event.SetOrganizer("mailto:"+from.Email, ics.WithCN(quotable(from.Name)))
	if e.Email != "" {
		event.AddAttendee("mailto:"+e.Email, ics.CalendarUserTypeIndividual, statuses[e.Answer], ics.ParticipationRoleReqParticipant,
			ics.WithRSVP(true), ics.WithCN(quotable(e.Name)))
	}
}

// Title returns what a meeting is called: its title, or the body's name.
func Title(m plan.Meeting, body string) string {
	if m.Title == "" {
		return body
	}
	return body + ": " + m.Title
}

// Where returns where a meeting is: a place, an address on the net, or both.
func Where(m plan.Meeting) string {
	var parts []string
	if m.Place != "" && m.Form != plan.Online {
		parts = append(parts, m.Place)
	}
	if at, err := url.Parse(m.OnlineURL); err == nil && at.Scheme == "https" && m.Form != plan.Physical {
		parts = append(parts, m.OnlineURL)
	}
	return strings.Join(parts, ", ")
}

// plain returns text on one line, without what cannot be seen.
func plain(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "?"), func(r rune) bool { return r <= ' ' || r == 0x7f }), " ")
}

// quotable returns text that may stand in a parameter, which knows no escape for
// quotes (RFC 5545, 3.2).
func quotable(text string) string { return strings.NewReplacer(`"`, "'", `\`, "").Replace(plain(text)) }
