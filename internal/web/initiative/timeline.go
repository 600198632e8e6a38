package initiative

import (
	_ "embed"
	"fmt"
	"strings"
	"time"

	"klynge/internal/initiative"
	"klynge/internal/web"
)

// Drawings defines the templates "initiative-timeline" of a [Timeline] with its
// table, "initiative-drivers" and "initiative-cycles".
//
//go:embed drawings.html
var Drawings string

// The timeline is drawn 600 units wide, so that its letters of 20 units are read
// on a telephone. Each mark has a line of words and a bar beneath it.
const (
	timeWidth  = 600
	timeLeft   = 14
	timeRight  = 586
	rowHeight  = 66
	firstRow   = 58
	mostDrawn  = 40 // what is more stands in the table
	labelRunes = 46
)

// A Timeline is the phases and milestones of an initiative, with the places they
// were moved from, today, and ends that are open.
type Timeline struct {
	ID, Title, Description string
	Height                 int
	Ticks                  []tick
	Bars                   []bar
	Today                  int // x, 0 when it is outside
	Bottom                 int
	Left                   int // out of the picture, in the table only
	Rows                   []timeRow
}

type tick struct {
	X    int
	Text string
}

// A bar is one mark as it is drawn.
type bar struct {
	Label, Says   string
	Y, TextY      int
	X, Width      int
	Milestone     bool
	Diamond       string
	Open, Unknown bool
	Arrow         string
	Reached       bool
	Frame         bool
	Ghosts        []ghost
}

// A ghost is where a mark stood before it was moved.
type ghost struct {
	X, Y, Width int
	Diamond     string
}

// A timeRow is a mark in the table.
type timeRow struct {
	Label, From, To, Reached string
	Milestone                bool
	Moves                    []initiative.Moved
}

// NewTimeline draws what is known of an initiative's time. Today (YYYY-MM-DD) is
// drawn where it falls.
func NewTimeline(l web.Language, id, start, end string, frame []initiative.Moved, marks []initiative.Mark, today string) Timeline {
	t := Timeline{ID: id, Title: l.Say("Indsatsens tidslinje")}
	all := marks
	if start != "" || end != "" {
		all = append([]initiative.Mark{{Label: l.Say("Hele indsatsen"), From: start, To: end, Moves: frame}}, marks...)
	}
	s := scaleOf(all, today)
	drawn, moved, open := all, 0, 0
	if len(drawn) > mostDrawn {
		drawn, t.Left = drawn[:mostDrawn], len(drawn)-mostDrawn
	}
	for i, m := range all {
		t.Rows = append(t.Rows, timeRow{m.Label, m.From, m.To, m.Reached, m.Milestone, m.Moves})
		if m.WasMoved() {
			moved++
		}
		if !m.Milestone && m.To == "" {
			open++
		}
		if i < len(drawn) {
			t.Bars = append(t.Bars, s.bar(l, m, i))
		}
	}
	if len(t.Bars) > 0 && (start != "" || end != "") {
		t.Bars[0].Frame = true
	}
	t.Bottom = firstRow + len(t.Bars)*rowHeight - 8
	t.Height = t.Bottom + 14
	t.Ticks = s.ticks()
	if today >= s.first && today <= s.last && s.days > 0 {
		t.Today = s.x(today)
	}
	t.Description = strings.Join([]string{
		l.Count(len(all), "linje", "linjer") + ".", l.Say("Flyttet: %d. Åben slutning: %d.", moved, open), l.Say("Alle datoer står i tabellen under tegningen."),
	}, " ")
	return t
}

// A scale puts days on the line.
type scale struct {
	first, last string
	start       time.Time
	days        float64
}

func scaleOf(marks []initiative.Mark, today string) (s scale) {
	take := func(days ...string) {
		for _, day := range days {
			if !initiative.IsDay(day) {
				continue
			}
			if s.first == "" || day < s.first {
				s.first = day
			}
			s.last = max(s.last, day)
		}
	}
	for _, m := range marks {
		take(m.From, m.To)
		for _, was := range m.Moves {
			take(was.From, was.To)
		}
	}
	if s.first == "" {
		return s
	}
	take(today)
	s.start, _ = time.Parse(time.DateOnly, s.first)
	end, _ := time.Parse(time.DateOnly, s.last)
	s.start, end = s.start.AddDate(0, 0, -7), end.AddDate(0, 1, 0) // an open end goes on
	s.days = end.Sub(s.start).Hours() / 24
	return s
}

func (s scale) x(day string) int {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil || s.days == 0 {
		return timeLeft
	}
	return timeLeft + int(at.Sub(s.start).Hours()/24/s.days*(timeRight-timeLeft))
}

// ticks are the years, or the quarters of a short time.
func (s scale) ticks() (list []tick) {
	if s.days == 0 {
		return nil
	}
	step := 12
	switch {
	case s.days < 500:
		step = 3
	case s.days > 365*8:
		step = 12 * (int(s.days/365/8) + 1)
	}
	at := time.Date(s.start.Year(), time.January, 1, 0, 0, 0, 0, time.UTC)
	for range 200 {
		day := at.Format(time.DateOnly)
		x := s.x(day)
		if x > timeRight-40 {
			break
		}
		if x >= timeLeft {
			text := at.Format("2006")
			if step < 12 {
				text = at.Format("1/2006")
			}
			list = append(list, tick{x, text})
		}
		at = at.AddDate(0, step, 0)
	}
	return list
}

func (s scale) bar(l web.Language, m initiative.Mark, i int) bar {
	y := firstRow + i*rowHeight
	b := bar{Label: short(m.Label), Says: m.Label + ", " + spell(l, m), TextY: y + 14, Y: y + 38, Milestone: m.Milestone, Reached: m.Reached != ""}
	b.X, b.Width, b.Open, b.Unknown = s.place(m.Milestone, m.From, m.To)
	if b.Unknown {
		b.Label += " ?"
	}
	if m.Milestone && !b.Unknown {
		b.Diamond = diamond(b.X, b.Y)
	}
	if b.Open {
		b.Arrow = fmt.Sprintf("M%d %dl14 12l-14 12z", b.X+b.Width, b.Y-12)
	}
	for _, was := range m.Moves {
		x, width, _, unknown := s.place(m.Milestone, was.From, was.To)
		if unknown {
			continue
		}
		g := ghost{X: x, Y: b.Y - 12, Width: width}
		if m.Milestone {
			g.Diamond = diamond(x, b.Y)
		}
		b.Ghosts = append(b.Ghosts, g)
	}
	return b
}

// place returns where a mark stands. One of which no day is known has no place;
// a phase without an end goes on to the edge.
func (s scale) place(milestone bool, from, to string) (x, width int, open, unknown bool) {
	if from == "" && (to == "" || milestone) {
		return timeLeft, 0, false, true
	}
	x = timeLeft
	if from != "" {
		x = s.x(from)
	}
	if milestone {
		return x, 0, false, false
	}
	if to == "" {
		return x, max(timeRight-14-x, 8), true, false
	}
	return x, max(s.x(to)-x, 8), false, false
}

func diamond(x, y int) string { return fmt.Sprintf("M%d %dl15 15l-15 15l-15 -15z", x, y-15) }

func short(text string) string {
	if runes := []rune(text); len(runes) > labelRunes {
		return string(runes[:labelRunes-1]) + "…"
	}
	return text
}

// spell says when a mark is, and how often it was moved.
func spell(l web.Language, m initiative.Mark) string {
	known := func(day string) string {
		if day == "" {
			return "?"
		}
		return l.Date(day)
	}
	text := known(m.From)
	if !m.Milestone {
		text += " – " + known(m.To)
	}
	if n := len(m.Moves); n > 0 {
		text += ", " + l.Count(n, "gang flyttet", "gange flyttet")
	}
	return text
}

// A CyclePicture is the cycles one after the other: a wheel of four parts, each
// filled when its text is written, and what came of it.
type CyclePicture struct {
	Title, Description string
	Height             int
	Wheels             []wheel
}

type wheel struct {
	Number, Y, TextY int
	Parts            []part
	Says             string
}

type part struct {
	Path   string
	Filled bool
}

// NewCyclePicture draws the cycles of an initiative.
func NewCyclePicture(l web.Language, life initiative.Life) CyclePicture {
	p := CyclePicture{Title: l.Say("Afprøvninger"), Description: l.Say("Hver afprøvning er et hjul med fire felter: forudsigelse, ændring, data og læring. Et fyldt felt er skrevet. Det hele står i tabellen under tegningen.")}
	turns := [4][2]int{{0, -1}, {1, 0}, {0, 1}, {-1, 0}}
	for i, c := range life.Cycles {
		if i == mostDrawn {
			break
		}
		y := 44 + i*92
		w := wheel{Number: c.Number, Y: y, TextY: y + 7, Says: l.Say("Afprøvning %d: %s", c.Number, verdict(l, c.Verdict))}
		for k, name := range initiative.CycleParts {
			from, to := turns[k], turns[(k+1)%4]
			w.Parts = append(w.Parts, part{
				Path:   fmt.Sprintf("M44 %dL%d %dA38 38 0 0 1 %d %dZ", y, 44+38*from[0], y+38*from[1], 44+38*to[0], y+38*to[1]),
				Filled: life.Text(initiative.Field(c.Field(name))) != "",
			})
		}
		p.Wheels = append(p.Wheels, w)
		p.Height = y + 48
	}
	return p
}

func verdict(l web.Language, v initiative.Verdict) string {
	if v == "" {
		return l.Say("i gang")
	}
	return l.Say(v.Danish())
}
