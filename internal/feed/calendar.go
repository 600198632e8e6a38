package feed

import (
	"bytes"
	"io"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/meeting"
	"klynge/internal/when"
)

// Calendar writes the meetings of a body as iCalendar. Origin is where the site
// is reached, "https://klynge.example", because a calendar keeps the addresses it
// is given.
//
// A meeting keeps its UID for as long as it is in the record, so a moved meeting
// moves in the calendar instead of standing there twice. DTSTAMP is when the
// record last changed. Times are UTC: each meeting is one event of its own, which
// no change to summer time can move. A meeting without a time is a whole day.
func Calendar(w io.Writer, origin, name string, events []meeting.Event) (err error) {
	defer fault.In(&err, "feed: calendar of %s", name)
	name = plain(name)
	calendar := ics.NewCalendar()
	calendar.SetProductId("-//Klynge//Klynge//DA")
	calendar.SetCalscale("GREGORIAN")
	calendar.SetMethod(ics.MethodPublish)
	calendar.SetXWRCalName("Møder i " + name)
	calendar.SetXWRTimezone("Europe/Copenhagen")
	calendar.SetRefreshInterval("PT12H")
	calendar.SetXPublishedTTL("PT12H")
	for _, e := range events {
		add(calendar, origin, e)
	}
	var b bytes.Buffer
	if err := calendar.SerializeTo(&b, ics.WithNewLineWindows); err != nil {
		return err
	}
	_, err = b.WriteTo(w)
	return err
}

func add(calendar *ics.Calendar, origin string, e meeting.Event) {
	date, ok := midnight(e.Date)
	if !ok {
		return // a date that is no date has no place in a calendar
	}
	event := calendar.AddEvent(uid(e))
	event.SetDtStampTime(e.Changed)
	event.SetCreatedTime(e.Created)
	event.SetModifiedAt(e.Changed)
	event.SetSummary(summary(e))
	if place := plain(e.Place); place != "" {
		event.SetLocation(place)
	}
	event.SetURL(origin + e.Path())
	event.SetDescription(description(e))
	event.SetStatus(status(e))
	if e.Planned {
		event.SetSequence(e.Sequence)
	}
	start, ok := clock(e.Date, e.Start)
	if !ok {
		event.SetAllDayStartAt(date)
		return
	}
	event.SetStartAt(start)
	end, ok := clock(e.Date, e.End)
	if ok && e.Planned && !end.After(start) {
		end, ok = clock(date.AddDate(0, 0, 1).Format(time.DateOnly), e.End) // planned past midnight
	}
	if ok && end.After(start) {
		event.SetEndAt(end)
	}
}

func status(e meeting.Event) ics.ObjectStatus {
	switch {
	case e.Cancelled:
		return ics.ObjectStatusCancelled
	case e.Announced:
		return ics.ObjectStatusTentative
	}
	return ics.ObjectStatusConfirmed
}

// summary says whose meeting it is, and first that it is called off: many
// calendars show nothing else of a status.
func summary(e meeting.Event) string {
	text := plain(e.BodyName)
	if title := plain(e.Title); title != "" {
		text += ": " + title
	}
	if e.Cancelled {
		return "Aflyst: " + text
	}
	return text
}

// uid returns what a meeting is known by in all calendars. One that is only
// announced is known by its body and its date.
func uid(e meeting.Event) string {
	switch {
	case e.Announced:
		return e.BodyID + "-" + e.Date + "@klynge.invalid"
	case e.Key != "":
		return e.Key + "@klynge.invalid" // also when its agenda becomes public
	}
	return e.ID + "@klynge.invalid"
}

// description says what the meeting is about, as far as it is known.
func description(e meeting.Event) string {
	if e.Announced {
		return "Mødet er annonceret i et tidligere referat. Dagsordenen er ikke kommet endnu."
	}
	lines := changes(e)
	if e.Slug == "" {
		return strings.Join(append(lines, "Dagsordenen er ikke offentlig endnu."), "\n")
	}
	if len(e.Titles) == 0 {
		return strings.Join(append(lines, "Dagsordenen har ingen punkter."), "\n")
	}
	lines = append(lines, "Dagsorden:")
	for _, title := range e.Titles {
		lines = append(lines, plain(title))
	}
	return strings.Join(lines, "\n")
}

// changes says what became of the plan, and that one may take part online.
func changes(e meeting.Event) (lines []string) {
	reason := plain(e.Reason)
	if reason != "" {
		reason = ": " + reason
	}
	switch {
	case e.Cancelled:
		lines = append(lines, "Mødet er aflyst"+reason)
	case e.MovedFrom != "" && e.MovedFrom != e.Date:
		lines = append(lines, "Mødet er flyttet fra "+danishDate(e.MovedFrom)+reason)
	case e.MovedFrom != "":
		lines = append(lines, "Mødet har fået et andet tidspunkt"+reason)
	}
	if e.Online && e.Where == "" {
		lines = append(lines, "Mødet holdes online.")
	}
	return lines
}

func danishDate(iso string) string {
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return danish.Date(day)
}

// clock returns the instant of a time of day in Denmark.
func clock(date, hhmm string) (time.Time, bool) {
	t, err := time.ParseInLocation("2006-01-02 15:04", date+" "+hhmm, when.Copenhagen)
	return t.UTC(), err == nil
}
