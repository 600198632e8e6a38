package planning

import (
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"klynge/internal/plan"
	"klynge/internal/web"
)

// WheelTemplate defines the template "wheel" of a [Wheel], "mark-key", which
// explains the marks, and "mark" of one.
//
//go:embed wheel.html
var WheelTemplate string

// The wheel is drawn in a square of 1000 units. The year goes clockwise from the
// top, where a gap leaves room for the numbers of the rings.
const (
	center    = 500
	rimRadius = 456 // names of the months
	outermost = 410
	innermost = 190
	hubRadius = 130
	gap       = 9.0 // degrees on each side of the top
)

// A Wheel is one year, one ring for each body. What it shows is in the table
// beside it as well.
type Wheel struct {
	ID          string
	Title       string
	Description string
	Year        int
	Meetings    string // how many there are, for the hub
	Months      []month
	Rings       []ring
	Today       *hand
	Single      bool // one body's: its marks have their days beside them
}

type month struct {
	Wedge string
	Odd   bool
	Name  string
	X, Y  int
}

type ring struct {
	Number, Radius int
	Y, TextY       int // of the number
	Marks          []drawn
}

type drawn struct {
	Shape    string // held, planned, moved, moved-held, cancelled
	X, Y     int
	Size     int
	Path     string
	Text     string
	Label    string
	LX, LY   int
	Inferred bool // announced in minutes
}

type hand struct{ X1, Y1, X2, Y2 int }

// A Numbered is a body's year with the number of its ring.
type Numbered struct {
	Number int
	plan.BodyYear
}

// NewWheel draws the year of some bodies. Today (YYYY-MM-DD) is drawn when it is
// in the year.
func NewWheel(l web.Language, id string, year int, bodies []Numbered, today string) Wheel {
	w := Wheel{ID: id, Year: year, Single: len(bodies) == 1}
	for m := time.January; m <= time.December; m++ {
		w.Months = append(w.Months, wedge(l, year, m))
	}
	meetings := 0
	step := 0
	if len(bodies) > 1 {
		step = min((outermost-innermost)/(len(bodies)-1), 44)
	}
	for i, b := range bodies {
		r := ring{Number: b.Number, Radius: outermost - i*step}
		if w.Single {
			r.Radius = 330
		}
		r.Y, r.TextY = center-r.Radius, center-r.Radius+9
		size := 17
		if step > 0 {
			size = max(min(15, step*2/5), 9)
		}
		apart := size * 6 / 5
		if w.Single {
			apart = size * 5 / 2
		}
		for _, m := range b.Marks {
			d := draw(l, b.Body.Name, m, r.Radius, size, w.Single)
			if r.covers(d) {
				// Both are seen when the later one stands a little further in.
				d = draw(l, b.Body.Name, m, r.Radius-apart, size, w.Single)
				d.Label = ""
			}
			r.Marks = append(r.Marks, d)
			if m.State != plan.Cancelled {
				meetings++
			}
		}
		w.Rings = append(w.Rings, r)
	}
	w.Meetings = l.Count(meetings, "møde", "møder")
	w.Title = l.Say("Årshjul for %d", year)
	w.Description = describe(l, year, bodies)
	if len(today) > 4 && today[:4] == fmt.Sprint(year) {
		if at, err := time.Parse(time.DateOnly, today); err == nil {
			x1, y1 := point(angle(at), hubRadius+8)
			x2, y2 := point(angle(at), outermost+24)
			w.Today = &hand{x1, y1, x2, y2}
		}
	}
	return w
}

// covers reports whether a mark stands on one that is there already.
func (r ring) covers(d drawn) bool {
	return slices.ContainsFunc(r.Marks, func(other drawn) bool {
		return max(abs(d.X-other.X), abs(d.Y-other.Y)) < d.Size+other.Size/2
	})
}

func abs(n int) int { return max(n, -n) }

// angle returns where a day stands, in degrees clockwise from the top.
func angle(day time.Time) float64 {
	days := float64(time.Date(day.Year(), time.December, 31, 0, 0, 0, 0, time.UTC).YearDay())
	return gap + (float64(day.YearDay())-0.5)/days*(360-2*gap)
}

// start returns where a month begins.
func start(year int, m time.Month) float64 {
	day := time.Date(year, m, 1, 0, 0, 0, 0, time.UTC)
	if day.Year() > year {
		return 360 - gap
	}
	days := float64(time.Date(year, time.December, 31, 0, 0, 0, 0, time.UTC).YearDay())
	return gap + float64(day.YearDay()-1)/days*(360-2*gap)
}

func point(degrees float64, radius int) (x, y int) {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	return center + int(math.Round(sin*float64(radius))), center - int(math.Round(cos*float64(radius)))
}

// wedge is the slice of one month, and its name on the rim.
func wedge(l web.Language, year int, m time.Month) month {
	from, to := start(year, m), start(year, m+1)
	const inner, outer = hubRadius + 12, outermost + 24
	x1, y1 := point(from, outer)
	x2, y2 := point(to, outer)
	x3, y3 := point(to, inner)
	x4, y4 := point(from, inner)
	w := month{Odd: m%2 == 1, Name: l.Month(fmt.Sprintf("%04d-%02d-01", year, int(m)))}
	w.Wedge = fmt.Sprintf("M%d %dA%d %d 0 0 1 %d %dL%d %dA%d %d 0 0 0 %d %dZ", x1, y1, outer, outer, x2, y2, x3, y3, inner, inner, x4, y4)
	w.X, w.Y = point((from+to)/2, rimRadius+8)
	w.Y += 10 // the text stands on its line
	return w
}

// draw puts one meeting on its ring.
func draw(l web.Language, name string, m plan.Mark, radius, size int, single bool) drawn {
	day, err := time.Parse(time.DateOnly, m.Date)
	if err != nil {
		return drawn{}
	}
	d := drawn{Shape: shape(m), Size: size, Inferred: m.Announced, Text: name + ", " + sentence(l, m)}
	d.X, d.Y = point(angle(day), radius)
	wide := size * 13 / 10
	switch d.Shape {
	case "cancelled":
		d.Path = fmt.Sprintf("M%d %dl%d %dm0 %dl%d %d", d.X-size, d.Y-size, 2*size, 2*size, -2*size, -2*size, 2*size)
	case "moved", "moved-held":
		d.Path = fmt.Sprintf("M%d %dl%d %dl%d %dl%d %dz", d.X, d.Y-wide, wide, wide, -wide, wide, -wide, -wide)
	}
	if single {
		d.Label = web.Day(m.Date)
		d.LX, d.LY = point(angle(day), radius+52)
		d.LY += 11
	}
	return d
}

// shape is how a meeting is drawn: its state is told by form, so that it is there
// in grey and for the colour blind.
func shape(m plan.Mark) string {
	switch {
	case m.State == plan.Cancelled:
		return "cancelled"
	case m.Moved() && m.State == plan.Held:
		return "moved-held"
	case m.Moved():
		return "moved"
	case m.State == plan.Held:
		return "held"
	}
	return "planned"
}

// sentence says what became of a meeting: "19. november 2026, aflyst: sygdom".
func sentence(l web.Language, m plan.Mark) string {
	text := l.Date(m.Date) + ", " + l.Say(word(m))
	if m.Reason != "" {
		text += ": " + m.Reason
	}
	return text
}

// word is the state of a meeting in a word.
func word(m plan.Mark) string {
	switch {
	case m.State == plan.Cancelled:
		return "aflyst"
	case m.Moved() && m.State == plan.Held:
		return "flyttet og holdt"
	case m.Moved():
		return "flyttet"
	case m.State == plan.Held:
		return "holdt"
	case m.Announced:
		return "annonceret"
	}
	return "planlagt"
}

// describe says for a screen reader what the eye sees of the whole wheel.
func describe(l web.Language, year int, bodies []Numbered) string {
	counts := map[string]int{}
	for _, b := range bodies {
		for _, m := range b.Marks {
			counts[word(m)]++
		}
	}
	parts := []string{l.Say("Et hjul med årets måneder og en ring for hvert organ, %s.", l.Count(len(bodies), "organ", "organer"))}
	for _, k := range words {
		if n := counts[k]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s.", n, l.Say(k)))
		}
	}
	return strings.Join(append(parts, l.Say("Alle møderne står i tabellen.")), " ")
}

// words are all states of a meeting, as the key and the table say them.
var words = []string{"holdt", "planlagt", "annonceret", "flyttet", "flyttet og holdt", "aflyst"}
