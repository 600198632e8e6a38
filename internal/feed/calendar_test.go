package feed_test

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"klynge/internal/feed"
	"klynge/internal/meeting"
)

var (
	taken   = time.Date(2024, 11, 25, 9, 30, 0, 0, time.UTC)
	changed = time.Date(2024, 12, 2, 8, 0, 0, 0, time.UTC)
)

// event returns a meeting of Sundhedsklynge Fjorden.
func event(id, date, start, end string) meeting.Event {
	e := meeting.Event{Titles: []string{"1. Godkendelse af dagsorden", "2. Medicin; bokse, hylder\\skabe"}}
	e.ID, e.Slug, e.Date, e.Start, e.End = id, date+"-sundhedsklynge-fjorden", date, start, end
	e.BodyID, e.BodyName, e.BodySlug = "o1", "Sundhedsklynge Fjorden", "sundhedsklynge-fjorden"
	e.Place = "Lyngsø Rådhus, byrådssalen"
	e.Created, e.Changed = taken, changed
	return e
}

func calendar(t *testing.T, events ...meeting.Event) string {
	t.Helper()
	var b bytes.Buffer
	if err := feed.Calendar(&b, "https://klynge.example", "Sundhedsklynge Fjorden", events); err != nil {
		t.Fatalf("Calendar(%+v): %v", events, err)
	}
	return b.String()
}

// unfold returns the content lines of a calendar (RFC 5545, 3.1).
func unfold(text string) []string {
	return strings.Split(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n ", ""), "\r\n"), "\r\n")
}

func TestCalendar(t *testing.T) {
	announced := event("", "2025-03-11", "14:00", "")
	announced.Announced, announced.Slug = true, "2024-11-19-sundhedsklynge-fjorden"
	for name, tt := range map[string]struct {
		event meeting.Event
		want  []string
	}{
		"in winter": {event("m1", "2024-11-19", "14:00", "16:00"), []string{
			"UID:m1@klynge.invalid", "DTSTART:20241119T130000Z", "DTEND:20241119T150000Z", "DTSTAMP:20241202T080000Z", "STATUS:CONFIRMED",
			"URL:https://klynge.example/moeder/2024-11-19-sundhedsklynge-fjorden", `LOCATION:Lyngsø Rådhus\, byrådssalen`,
			`DESCRIPTION:Dagsorden:\n1. Godkendelse af dagsorden\n2. Medicin\; bokse\, hylder\\skabe`,
		}},
		"in summer":              {event("m2", "2024-06-18", "14:00", "16:00"), []string{"DTSTART:20240618T120000Z", "DTEND:20240618T140000Z"}},
		"without a time":         {event("m3", "2024-06-18", "", ""), []string{"DTSTART;VALUE=DATE:20240618"}},
		"whose end is not later": {event("m4", "2024-06-18", "14:00", "13:00"), []string{"DTSTART:20240618T120000Z"}},
		"only announced": {announced, []string{
			"UID:o1-2025-03-11@klynge.invalid", "STATUS:TENTATIVE", "DTSTART:20250311T130000Z", "URL:https://klynge.example/moeder/2024-11-19-sundhedsklynge-fjorden",
		}},
	} {
		lines := unfold(calendar(t, tt.event))
		for _, want := range tt.want {
			if !slices.Contains(lines, want) {
				t.Errorf("Calendar of a meeting %s has no line %q:\n%s", name, want, strings.Join(lines, "\n"))
			}
		}
	}
	if lines := unfold(calendar(t, event("m4", "2024-06-18", "14:00", "13:00"))); slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, "DTEND") }) {
		t.Errorf("a meeting that ends before it begins has an end: %q", lines)
	}
}

// A meeting that is moved moves in the calendar: the same UID at another time.
func TestMovedMeeting(t *testing.T) {
	before, after := calendar(t, event("m1", "2024-11-19", "14:00", "")), calendar(t, event("m1", "2024-11-26", "10:00", ""))
	for _, text := range []string{before, after} {
		if !strings.Contains(text, "UID:m1@klynge.invalid\r\n") {
			t.Errorf("the UID is not the meeting's own:\n%s", text)
		}
	}
	if !strings.Contains(after, "DTSTART:20241126T090000Z\r\n") {
		t.Errorf("the moved meeting has not moved:\n%s", after)
	}
}

// Each line ends with CR LF, is at most 75 bytes and valid UTF-8, and every
// component has what the standard requires (RFC 5545, 3.1 and 3.6).
func TestCalendarKeepsTheStandard(t *testing.T) {
	long := event("m1", "2024-11-19", "14:00", "16:00")
	long.BodyName = "Sundhedsklynge\x00 Fjorden\r\nBEGIN:VEVENT"
	long.Place = strings.Repeat("Rådhuset på Ærø ", 20)
	for range 40 {
		long.Titles = append(long.Titles, strings.Repeat("åæø", 50)+"\r\nEND:VCALENDAR")
	}
	text := calendar(t, long, event("m2", "2025-01-21", "", ""))
	for i, line := range strings.SplitAfter(text, "\r\n") {
		switch {
		case line == "":
		case !strings.HasSuffix(line, "\r\n"), strings.ContainsAny(strings.TrimSuffix(line, "\r\n"), "\r\n\x00"):
			t.Errorf("line %d is %q, want one that ends with CR LF and holds neither", i, line)
		case len(line) > 77:
			t.Errorf("line %d is %d bytes, want at most 75: %q", i, len(line)-2, line)
		case strings.ToValidUTF8(line, "") != line:
			t.Errorf("line %d is cut within a character: %q", i, line)
		}
	}
	if n := strings.Count("\r\n"+text, "\r\nBEGIN:VEVENT\r\n"); n != 2 {
		t.Errorf("%d events, want 2:\n%s", n, text)
	}
	for i, part := range strings.Split(text, "\r\nBEGIN:VEVENT\r\n")[1:] {
		for _, property := range []string{"UID", "DTSTAMP", "DTSTART"} {
			if n := len(regexp.MustCompile(`(?m)^(?:`+property+`)[:;]`).FindAllString(part, -1)); n != 1 {
				t.Errorf("event %d has %d lines %s, want 1", i, n, property)
			}
		}
	}
	for _, want := range []string{"VERSION:2.0\r\n", "PRODID:-//Klynge", "REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n"} {
		if !strings.Contains(text, "\r\n"+want) {
			t.Errorf("the calendar has no %s:\n%.300s", want, text)
		}
	}
	if again := calendar(t, long, event("m2", "2025-01-21", "", "")); again != text {
		t.Errorf("the same meetings gave two calendars:\n%s", fmt.Sprint(again == text))
	}
}
