// Package freebusy reads from somebody's calendar when they are busy, and
// nothing else: what an appointment is about, where and with whom is not kept
// for a moment longer than the file is read.
//
//	busy, err := freebusy.Read(file, from, to)
//	file, err := fetcher.Fetch(ctx, "https://…/kalender.ics")
//
// A calendar is written by strangers. Its size, its nesting, its number of
// occurrences and the time it may take are limited, and it is fetched from
// public addresses alone.
package freebusy

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"klynge/internal/fault"
	"klynge/internal/when"
)

// An Interval is a time somebody is busy.
type Interval struct{ Start, End time.Time }

// Overlaps reports whether two intervals have a moment in common.
func (i Interval) Overlaps(o Interval) bool { return i.Start.Before(o.End) && o.Start.Before(i.End) }

// What a calendar may be.
const (
	MaxBytes  = 5 << 20
	maxDepth  = 8               // components inside each other
	maxTimes  = 20_000          // occurrences that are looked at
	maxEvents = 20_000          // events in the file
	patience  = 5 * time.Second // for the occurrences of all series
)

var (
	errNoCalendar = fault.New(fault.Invalid, "Filen er ikke en kalender, der kan læses (iCalendar, .ics). Intet er ændret.")
	errTooMuch    = fault.New(fault.TooLarge, "Kalenderen er for stor: højst 5 MB og 20.000 aftaler. Hent en kortere periode ud af kalenderen. Intet er ændret.")
)

// Read returns when a calendar (RFC 5545) says that its owner is busy between two
// instants, in order and without overlaps. Appointments that are shown as free,
// and those that are cancelled, are no obstacle.
func Read(file []byte, from, to time.Time) (_ []Interval, err error) {
	defer fault.In(&err, "freebusy: read")
	if len(file) > MaxBytes {
		return nil, errTooMuch
	}
	if deep(file) {
		return nil, errNoCalendar
	}
	calendar, err := ics.ParseCalendarWithOptions(bytes.NewReader(file), ics.WithUnknownPropertyHandler(ics.AcceptUnknownPropertyHandler))
	if err != nil {
		return nil, fault.Because(err, fault.Invalid, "%s", fault.Sentence(errNoCalendar))
	}
	if len(calendar.CalendarProperties) == 0 && len(calendar.Components) == 0 {
		return nil, errNoCalendar
	}
	if len(calendar.Components) > maxEvents {
		return nil, errTooMuch
	}
	r := reader{from: from, to: to, until: time.Now().Add(patience), moved: map[string][]time.Time{}}
	r.overrides(calendar)
	for _, c := range calendar.Components {
		switch c := c.(type) {
		case *ics.VEvent:
			err = r.event(&c.ComponentBase)
		case *ics.VBusy:
			err = r.periods(&c.ComponentBase)
		}
		if err != nil {
			return nil, err
		}
	}
	return merge(r.busy), nil
}

// deep reports whether components lie too far inside each other. The parser
// would follow them until its stack ends.
func deep(file []byte) bool {
	depth := 0
	for line := range bytes.Lines(unfold.ReplaceAll(file, nil)) {
		switch {
		case names(line, "BEGIN"):
			depth++
		case names(line, "END"):
			depth--
		}
		if depth > maxDepth {
			return true
		}
	}
	return false
}

// unfold finds where a long line was broken (RFC 5545, 3.1).
var unfold = regexp.MustCompile(`\r?\n[ \t]`)

// names reports whether a line is of a property, in any case (RFC 5545, 1.3).
func names(line []byte, property string) bool {
	n := len(property)
	return len(line) > n && (line[n] == ':' || line[n] == ';') && bytes.EqualFold(line[:n], []byte(property))
}

// merge puts intervals in order, and those together that touch.
func merge(list []Interval) (merged []Interval) {
	slices.SortFunc(list, func(a, b Interval) int { return cmp.Or(a.Start.Compare(b.Start), a.End.Compare(b.End)) })
	for _, i := range list {
		if n := len(merged); n > 0 && !i.Start.After(merged[n-1].End) {
			if i.End.After(merged[n-1].End) {
				merged[n-1].End = i.End
			}
			continue
		}
		merged = append(merged, i)
	}
	return merged
}

// A reader collects the busy times of one calendar.
type reader struct {
	from, to time.Time
	until    time.Time              // when it has taken too long
	times    int                    // occurrences looked at
	moved    map[string][]time.Time // by UID: occurrences that have an event of their own
	busy     []Interval
}

func (r *reader) add(i Interval) {
	i.Start, i.End = i.Start.UTC(), i.End.UTC()
	if i.Start.Before(i.End) && i.Start.Before(r.to) && r.from.Before(i.End) {
		if i.Start.Before(r.from) {
			i.Start = r.from.UTC()
		}
		if i.End.After(r.to) {
			i.End = r.to.UTC()
		}
		r.busy = append(r.busy, i)
	}
}

// overrides notes which occurrences of a series have an event of their own
// (RECURRENCE-ID, RFC 5545, 3.8.4.4).
func (r *reader) overrides(calendar *ics.Calendar) {
	for _, e := range calendar.Events() {
		p := e.GetProperty(ics.ComponentPropertyRecurrenceId)
		if p == nil {
			continue
		}
		if at, _, ok := instant(p.Value, p.ICalParameters); ok {
			r.moved[e.Id()] = append(r.moved[e.Id()], at)
		}
	}
}

func value(c *ics.ComponentBase, property ics.ComponentProperty) string {
	if p := c.GetProperty(property); p != nil {
		return strings.ToUpper(strings.TrimSpace(p.Value))
	}
	return ""
}

// event adds the times of one event and its series.
func (r *reader) event(c *ics.ComponentBase) error {
	if value(c, ics.ComponentPropertyTransp) == "TRANSPARENT" || value(c, ics.ComponentPropertyStatus) == "CANCELLED" ||
		value(c, "X-MICROSOFT-CDO-BUSYSTATUS") == "FREE" {
		return nil
	}
	p := c.GetProperty(ics.ComponentPropertyDtStart)
	if p == nil {
		return nil
	}
	start, whole, ok := instant(p.Value, p.ICalParameters)
	if !ok {
		return nil // no time anybody could be busy at
	}
	length := lengthOf(c, start, whole)
	if c.HasProperty(ics.ComponentPropertyRecurrenceId) {
		r.add(Interval{start, length.from(start)})
		return nil
	}
	return r.series(c, start, length)
}

// A span is how long an event lasts: days by the calendar, the rest by the clock.
type span struct {
	days int
	rest time.Duration
}

func (s span) from(start time.Time) time.Time { return start.AddDate(0, 0, s.days).Add(s.rest) }

func lengthOf(c *ics.ComponentBase, start time.Time, whole bool) span {
	if p := c.GetProperty(ics.ComponentPropertyDtEnd); p != nil {
		if end, _, ok := instant(p.Value, p.ICalParameters); ok && end.After(start) {
			if whole {
				return span{days: int(end.Sub(start).Round(24*time.Hour).Hours() / 24)}
			}
			return span{rest: end.Sub(start)}
		}
	}
	if d, ok := duration(value(c, ics.ComponentPropertyDuration)); ok {
		return d
	}
	if whole {
		return span{days: 1} // RFC 5545, 3.6.1
	}
	return span{}
}

// periods adds the times of a VFREEBUSY (RFC 5545, 3.6.4).
func (r *reader) periods(c *ics.ComponentBase) error {
	for _, p := range c.GetProperties(ics.ComponentPropertyFreebusy) {
		if kind := p.ICalParameters["FBTYPE"]; len(kind) == 1 && strings.EqualFold(kind[0], "FREE") {
			continue
		}
		for period := range strings.SplitSeq(p.Value, ",") {
			if r.times++; r.times > maxTimes {
				return errTooMuch
			}
			first, last, _ := strings.Cut(period, "/")
			start, _, ok := instant(first, nil)
			if !ok {
				continue
			}
			if end, _, ok := instant(last, nil); ok {
				r.add(Interval{start, end})
			} else if d, ok := duration(strings.ToUpper(last)); ok {
				r.add(Interval{start, d.from(start)})
			}
		}
	}
	return nil
}

// zones are the names that Windows has for time zones near us; others there are
// read as Danish time.
var zones = map[string]string{
	"Romance Standard Time": "Europe/Copenhagen", "W. Europe Standard Time": "Europe/Berlin", "Central Europe Standard Time": "Europe/Prague",
	"Central European Standard Time": "Europe/Warsaw", "GMT Standard Time": "Europe/London", "Greenwich Standard Time": "Atlantic/Reykjavik",
	"FLE Standard Time": "Europe/Helsinki", "Greenland Standard Time": "America/Nuuk", "UTC": "UTC",
}

func zone(name string) *time.Location {
	if known, ok := zones[name]; ok {
		name = known
	}
	if name == "" || strings.EqualFold(name, "Local") {
		return when.Copenhagen // a time without a zone is where its owner is
	}
	if l, err := time.LoadLocation(name); err == nil {
		return l
	}
	return when.Copenhagen
}

// instant reads a DATE or a DATE-TIME (RFC 5545, 3.3.4 and 3.3.5). A date is a
// whole day in Denmark.
func instant(text string, parameters map[string][]string) (at time.Time, whole, ok bool) {
	text = strings.TrimSpace(text)
	var err error
	switch {
	case len(text) == len("20260101"):
		at, err = time.ParseInLocation("20060102", text, when.Copenhagen)
		whole = true
	case strings.HasSuffix(text, "Z"):
		at, err = time.Parse("20060102T150405Z", text)
	default:
		name := ""
		if names := parameters["TZID"]; len(names) == 1 {
			name = strings.Trim(names[0], `"`)
		}
		at, err = time.ParseInLocation("20060102T150405", text, zone(name))
	}
	return at, whole, err == nil
}
