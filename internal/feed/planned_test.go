package feed_test

import (
	"slices"
	"strings"
	"testing"

	"klynge/internal/meeting"
)

// planned returns a meeting of which only the plan knows.
func planned(date, start, end string) meeting.Event {
	e := event("p1", date, start, end)
	e.Slug, e.Titles = "", nil
	e.Appointment = meeting.Appointment{Planned: true, Key: "p1", Where: e.Place}
	return e
}

func TestPlannedMeetings(t *testing.T) {
	moved := planned("2026-12-08", "14:00", "16:00")
	moved.MovedFrom, moved.Reason, moved.Sequence = "2026-12-01", "Valg; samme dag", 3
	off := planned("2026-12-08", "14:00", "16:00")
	off.Cancelled, off.Reason, off.Sequence, off.Title = true, "Sygdom", 1, "Temamøde"
	online := planned("2026-12-08", "14:00", "16:00")
	online.Place, online.Where, online.Online = "", "", true
	public := event("m7", "2026-12-08", "14:00", "16:00")
	public.Appointment = meeting.Appointment{Planned: true, Key: "p1", Where: public.Place, Sequence: 2}
	hour := planned("2026-12-08", "15:00", "17:00")
	hour.MovedFrom, hour.Reason = "2026-12-08", "Tog"
	for name, tt := range map[string]struct {
		event meeting.Event
		want  []string
	}{
		"planned": {planned("2026-12-08", "14:00", "16:00"), []string{
			"UID:p1@klynge.invalid", "SEQUENCE:0", "STATUS:CONFIRMED", "DTSTART:20261208T130000Z", "DTEND:20261208T150000Z",
			"URL:https://klynge.example/organer/sundhedsklynge-fjorden#aaret", "DESCRIPTION:Dagsordenen er ikke offentlig endnu.",
			`LOCATION:Lyngsø Rådhus\, byrådssalen`,
		}},
		"moved": {moved, []string{
			"SEQUENCE:3", `DESCRIPTION:Mødet er flyttet fra 1. december 2026: Valg\; samme dag\nDagsordenen er ikke offentlig endnu.`,
		}},
		"moved within the day": {hour, []string{`DESCRIPTION:Mødet har fået et andet tidspunkt: Tog\nDagsordenen er ikke offentlig endnu.`}},
		"cancelled": {off, []string{
			"SEQUENCE:1", "STATUS:CANCELLED", "SUMMARY:Aflyst: Sundhedsklynge Fjorden: Temamøde",
			`DESCRIPTION:Mødet er aflyst: Sygdom\nDagsordenen er ikke offentlig endnu.`,
		}},
		"online":          {online, []string{`DESCRIPTION:Mødet holdes online.\nDagsordenen er ikke offentlig endnu.`}},
		"across midnight": {planned("2026-12-08", "22:00", "00:30"), []string{"DTSTART:20261208T210000Z", "DTEND:20261208T233000Z"}},
		"across the change to summer time": {planned("2026-03-28", "23:00", "03:30"), []string{
			"DTSTART:20260328T220000Z", "DTEND:20260329T013000Z",
		}},
		"with a public agenda": {public, []string{
			"UID:p1@klynge.invalid", "SEQUENCE:2", "URL:https://klynge.example/moeder/2026-12-08-sundhedsklynge-fjorden",
		}},
	} {
		lines := unfold(calendar(t, tt.event))
		for _, want := range tt.want {
			if !slices.Contains(lines, want) {
				t.Errorf("Calendar of a meeting that is %s has no line %q:\n%s", name, want, strings.Join(lines, "\n"))
			}
		}
		if name == "online" && slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, "LOCATION") }) {
			t.Errorf("an online meeting has a place: %q", lines)
		}
	}
}

// What a secretariat writes cannot end a line of the calendar.
func TestPlannedMeetingsKeepTheStandard(t *testing.T) {
	e := planned("2026-12-08", "14:00", "16:00")
	e.Cancelled, e.Title, e.Reason = true, "Møde\r\nEND:VEVENT", strings.Repeat("åæø ", 60)+"\r\nBEGIN:VEVENT\r\nUID:x"
	text := calendar(t, e)
	if n := strings.Count(text, "\r\nBEGIN:VEVENT\r\n"); n != 1 {
		t.Errorf("%d events, want 1:\n%s", n, text)
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("the line %q is %d bytes or broken", line, len(line))
		}
	}
}
