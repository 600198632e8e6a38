package feed

import (
	"bytes"
	"io"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

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
	event.SetSummary(plain(e.BodyName))
	if place := plain(e.Place); place != "" {
		event.SetLocation(place)
	}
	event.SetURL(origin + e.Path())
	event.SetDescription(description(e))
	if e.Announced {
		event.SetStatus(ics.ObjectStatusTentative)
	} else {
		event.SetStatus(ics.ObjectStatusConfirmed)
	}
	start, ok := clock(e.Date, e.Start)
	if !ok {
		event.SetAllDayStartAt(date)
		return
	}
	event.SetStartAt(start)
	if end, ok := clock(e.Date, e.End); ok && end.After(start) {
		event.SetEndAt(end)
	}
}

// uid returns what a meeting is known by in all calendars. One that is only
// announced is known by its body and its date.
func uid(e meeting.Event) string {
	if e.Announced {
		return e.BodyID + "-" + e.Date + "@klynge.invalid"
	}
	return e.ID + "@klynge.invalid"
}

// description says what the meeting is about, as far as it is known.
func description(e meeting.Event) string {
	if e.Announced {
		return "Mødet er annonceret i et tidligere referat. Dagsordenen er ikke kommet endnu."
	}
	lines := []string{"Dagsorden:"}
	for _, title := range e.Titles {
		lines = append(lines, plain(title))
	}
	if len(lines) == 1 {
		return "Dagsordenen har ingen punkter."
	}
	return strings.Join(lines, "\n")
}

// clock returns the instant of a time of day in Denmark.
func clock(date, hhmm string) (time.Time, bool) {
	t, err := time.ParseInLocation("2006-01-02 15:04", date+" "+hhmm, when.Copenhagen)
	return t.UTC(), err == nil
}
