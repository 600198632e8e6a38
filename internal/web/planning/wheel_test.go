package planning

import (
	"math"
	"strings"
	"testing"
	"time"

	"klynge/internal/body"
	"klynge/internal/plan"
	"klynge/internal/web"
)

func day(t *testing.T, iso string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestAngle(t *testing.T) {
	for iso, want := range map[string]float64{"2026-01-01": 9.5, "2026-12-31": 350.5, "2028-12-31": 350.5, "2026-07-02": 180} {
		if got := angle(day(t, iso)); math.Abs(got-want) > 0.3 {
			t.Errorf("angle(%s) = %.2f, want about %.1f degrees", iso, got, want)
		}
	}
	if x, y := point(90, 100); x != center+100 || y != center {
		t.Errorf("point(90°, 100) = %d, %d; want to the right of the center", x, y)
	}
}

func TestWheel(t *testing.T) {
	year := plan.BodyYear{Body: body.Organization{Name: "Sundhedsklynge Fjorden"}, Marks: []plan.Mark{
		{Date: "2026-02-10", State: plan.Held},
		{Date: "2026-06-02", State: plan.Held, MovedFrom: "2026-05-19", Reason: "Valg"},
		{Date: "2026-09-08", State: plan.Cancelled, Reason: "Sygdom"},
		{Date: "2026-12-08", State: plan.Planned, MovedFrom: "2026-12-01"},
		{Date: "2026-12-08", State: plan.Planned},
		{Date: "2026-12-15", State: plan.Planned, Announced: true},
	}}
	w := NewWheel(web.Danish, "h", 2026, []Numbered{{1, year}}, "2026-11-21")
	var shapes []string
	for _, m := range w.Rings[0].Marks {
		shapes = append(shapes, m.Shape)
	}
	if got := strings.Join(shapes, " "); got != "held moved-held cancelled moved planned planned" {
		t.Errorf("the shapes are %s", got)
	}
	if w.Meetings != "5 møder" || !w.Single || w.Today == nil || len(w.Months) != 12 {
		t.Errorf("the wheel says %q, single %v, today %v, %d months", w.Meetings, w.Single, w.Today, len(w.Months))
	}
	want := "Et hjul med årets måneder og en ring for hvert organ, 1 organ. 1 holdt. 1 planlagt. 1 annonceret. 1 flyttet. 1 flyttet og holdt. 1 aflyst. Alle møderne står i tabellen."
	if w.Description != want {
		t.Errorf("the description is\n%s, want\n%s", w.Description, want)
	}
	if a, b := w.Rings[0].Marks[3], w.Rings[0].Marks[4]; a.X == b.X && a.Y == b.Y {
		t.Errorf("two meetings of one day stand on each other at %d, %d", a.X, a.Y)
	}
	if other := NewWheel(web.English, "h", 2027, []Numbered{{1, year}}, "2026-11-21"); other.Today != nil || other.Title != "Year wheel of 2027" {
		t.Errorf("in 2027 today is %v and the title %q", other.Today, other.Title)
	}
	// Ten rings have room, with their marks between each other.
	var many []Numbered
	for n := range mostRings {
		many = append(many, Numbered{n + 1, year})
	}
	w = NewWheel(web.Danish, "h", 2026, many, "")
	last := w.Rings[mostRings-1]
	if last.Radius < innermost || w.Rings[0].Radius-w.Rings[1].Radius < 2*last.Marks[0].Size {
		t.Errorf("ten rings: the last at %d, marks of %d", last.Radius, last.Marks[0].Size)
	}
}

func TestShare(t *testing.T) {
	for bodies, want := range map[int]int{0: 1, 1: 1, 10: 10, 11: 6, 14: 7, 25: 9} {
		if got := share(bodies); got != want {
			t.Errorf("share(%d) = %d, want %d on each wheel", bodies, got, want)
		}
	}
}
