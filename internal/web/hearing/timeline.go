package hearing

import (
	"time"

	"klynge/internal/access"
	"klynge/internal/hearing"
	"klynge/internal/web"
)

// A timeline is when each addressee had the question, was to answer, and did. It
// is drawn on the server; the table beneath says the same.
type timeline struct {
	Height      int
	Title, Text string
	Rows        []track
	Marks       []dayMark
	Bottom      int
}

// A dayMark is a day that stands on top of the picture.
type dayMark struct {
	X           int
	Class, Text string
	Anchor      string // of the words: start, middle, end
}

// A track is one addressee's row.
type track struct {
	Name       string
	Y, TextY   int
	From, To   int // of the line
	Due        int
	DueY, DueH int
	Extended   bool // its deadline is another than the hearing's
	Answered   bool
	Late       bool
	LateX      int
	LateY      int
}

// The picture's measures, in units of its view box, 1,000 wide.
const (
	trackHeight = 44
	trackLeft   = 330
	trackTop    = 50
	trackWidth  = 640
)

// timelineOf draws a hearing on a day. One that was not sent has none.
func timelineOf(l web.Language, h hearing.Hearing, today string) (t timeline) {
	if h.Sent.IsZero() {
		return t
	}
	from, last := access.Day(h.Sent), max(today, h.Due)
	for _, a := range h.Owed() {
		last = max(last, a.Due)
	}
	span := max(days(from, last), 1)
	x := func(day string) int { return trackLeft + min(max(days(from, day), 0), span)*trackWidth/span }
	t.Title = l.Say("Tidslinje for høringen")
	for i, a := range h.Owed() {
		r := track{Name: a.Name, Y: trackTop + i*trackHeight, From: x(from), Due: x(a.Due), Extended: a.Due != h.Due, To: x(min(today, last))}
		r.TextY, r.DueY, r.DueH = r.Y+6, r.Y-14, r.Y+14
		if answer, ok := a.Last(); ok && h.Done(a) {
			r.Answered, r.Late, r.To = true, answer.Late(), x(access.Day(answer.Given))
			r.LateX, r.LateY = r.To-10, r.Y-10
			t.Text += l.Say("%s: svarede %s.", a.Name, l.Date(access.Day(answer.Given))) + " "
		} else {
			t.Text += l.Say("%s: har ikke svaret, fristen er %s.", a.Name, l.Date(a.Due)) + " "
		}
		if runes := []rune(r.Name); len(runes) > 30 {
			r.Name = string(runes[:29]) + "…"
		}
		t.Rows = append(t.Rows, r)
	}
	t.Height = trackTop + len(t.Rows)*trackHeight
	t.Bottom = t.Height - trackHeight/2
	t.Marks = []dayMark{{x(h.Due), "due", l.Say("Frist %s", l.Date(h.Due)), "middle"}}
	if from != h.Due {
		t.Marks = append(t.Marks, dayMark{x(from), "day", l.Date(from), "start"})
	}
	return t
}

func days(from, to string) int {
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
