package matter

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"io"
	"strings"
	"testing"

	"klynge/internal/danish"
	"klynge/internal/matter"
	"klynge/internal/reader/reading"
	"klynge/internal/web"
)

const today = "2026-11-21"

// full is a matter that has been the whole way, with each kind of station.
func full() matter.Way {
	at := func(day string, kind matter.Kind, change ...func(*matter.Station)) matter.Station {
		s := matter.Station{Kind: kind, Day: day, Title: "Titel på " + string(kind) + " & <mere>", Body: "Klynge Fjorden", Path: "/moeder/" + day + "/punkt-1"}
		for _, c := range change {
			c(&s)
		}
		return s
	}
	amount := func(kroner int64) func(*matter.Station) {
		return func(s *matter.Station) { s.Amount = danish.Kroner(kroner) }
	}
	due := func(s *matter.Station) { s.Due = true }
	return matter.Lay(matter.Head{Title: "Medicinbokse", Slug: "medicinbokse"}, []matter.Station{
		at("2023-01-10", matter.Raised), at("2023-03-10", matter.Treated), at("2023-05-10", matter.Decided, func(s *matter.Station) { s.Outcome = reading.Approved }),
		at("2023-05-10", matter.Granted, amount(1_265_000)), at("2023-05-10", matter.Described), at("2023-06-01", matter.Begun), at("2023-08-01", matter.Milestone),
		at("2023-11-19", matter.Printed, amount(1_200_000)), at("2024-01-01", matter.Paused), at("2024-03-01", matter.Begun), at("2024-04-01", matter.Asked),
		at("2024-06-01", matter.Returned, amount(65_000)), at("2024-06-02", matter.Carried, amount(1_000)), at("2024-07-01", matter.Evaluated), at("2024-09-01", matter.Concluded),
		at("2024-09-30", matter.Measured, func(s *matter.Station) {
			for n, v := range []float64{4, 9, 2, 7, 7, 8} {
				s.Points = append(s.Points, matter.Point{Period: fmt.Sprint(n), Value: v, Said: fmt.Sprint(v)})
			}
			s.Verdict = "For få data."
		}),
		at("2024-10-01", matter.Reported), at("2024-11-01", matter.Taken), at("2025-01-01", matter.Spread), at("2025-02-01", matter.Adopted),
		at("2025-03-01", matter.Stopped), at("2026-01-01", matter.Handed), at("2026-11-21", matter.Booked, amount(900_000)),
		at("2025-05-31", matter.Promised, due), at("2026-12-09", matter.Coming, due), at("", matter.Promised, due),
	})
}

// drawnBy returns what a template makes of a value, which must be well-formed.
func drawnBy(t *testing.T, l web.Language, name string, value any) string {
	t.Helper()
	functions := Functions(l)
	functions["path"], functions["da"] = l.Path, func() template.HTMLAttr { return "" }
	functions["short"], functions["t"], functions["year"] = l.Short, l.Say, web.Year
	var b bytes.Buffer
	if err := template.Must(template.New("").Funcs(functions).Parse(Drawings)).ExecuteTemplate(&b, name, value); err != nil {
		t.Fatal(err)
	}
	reader := xml.NewDecoder(bytes.NewReader(b.Bytes()))
	for {
		if _, err := reader.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("%s is not well-formed: %v\n%.400s", name, err, b.String())
		}
	}
	return b.String()
}

// Each station is in both drawings, as a link with words of its own for who does not
// see it, and what has not come is marked.
func TestEachStationIsDrawn(t *testing.T) {
	w := full()
	for name, drawing := range map[string]any{"course-wide": NewWide(web.Danish, "vej", w, today), "course-tall": NewTall(web.Danish, "vej-h", w, today)} {
		text := drawnBy(t, web.Danish, name, drawing)
		for _, s := range w.Stations {
			said := template.HTMLEscapeString(says(web.Danish, s, today))
			if at := strings.Index(text, "<desc>"+said+"</desc>"); at < 0 || !strings.Contains(text[strings.LastIndex(text[:at], "<"):at], `href="`+s.Path+`"`) {
				t.Errorf("%s does not draw %q as a link", name, said)
			}
		}
		for _, want := range []string{"course-due course-late", "<title", "<desc", "I dag", "course-curve", "course-rests", "course-money"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s has no %q", name, want)
			}
		}
		if strings.Contains(text, "style=") || strings.Contains(text, "<script") {
			t.Errorf("%s has a style or a script, which the policy of the site stops", name)
		}
	}
}

// Each kind has a mark of its own form.
func TestEachKindHasItsOwnMark(t *testing.T) {
	seen := map[string]matter.Kind{}
	for kind, m := range marks {
		form := m.Outline + m.Lines + m.Letters + fmt.Sprint(m.Light)
		if other, taken := seen[form]; taken {
			t.Errorf("%s and %s have the same mark", kind, other)
		}
		seen[form] = kind
		if kind.Danish() == "" {
			t.Errorf("%s has no word", kind)
		}
	}
	for _, s := range full().Stations {
		if marks[s.Kind].Outline == "" {
			t.Errorf("%s has no mark", s.Kind)
		}
	}
	if against := markOf(matter.Station{Kind: matter.Decided, Outcome: reading.Rejected}); against.Lines == marks[matter.Decided].Lines {
		t.Error("a decision against looks like one for")
	}
}

// Stations stand in the order of their days, apart from each other and inside the
// drawing, however many there are.
func TestColumnsStandInOrder(t *testing.T) {
	for _, n := range []int{1, 2, 7, 8, 40, 200} {
		var found []matter.Station
		for i := range n {
			found = append(found, matter.Station{Kind: matter.Treated, Day: fmt.Sprintf("%04d-%02d-01", 2000+i/12, i%12+1), Path: "/a"})
		}
		w := matter.Lay(matter.Head{}, found)
		d, drawn := NewWide(web.Danish, "v", w, today), 0
		for _, band := range d.Bands {
			before := 0
			for _, s := range band.Stops {
				if s.Y != firstLane {
					continue
				}
				if s.X < before+wideStep && before > 0 || s.X+wordsWidth > wideWidth+20 {
					t.Fatalf("%d stations: one at %d after one at %d", n, s.X, before)
				}
				before = s.X
				drawn++
			}
		}
		if last := d.Bands[len(d.Bands)-1]; d.Height != last.Y+last.Bottom {
			t.Errorf("%d stations: the bands end at %d of %d", n, last.Y+last.Bottom, d.Height)
		}
		if drawn+d.Left < n || n > mostDrawn && d.Left == 0 {
			t.Errorf("of %d stations %d are drawn and %d left", n, drawn, d.Left)
		}
		tall, y := NewTall(web.Danish, "h", w, today), 0
		for _, s := range tall.Stops {
			if s.Y < y+tallLine {
				t.Fatalf("%d stations: a row at %d after one at %d", n, s.Y, y)
			}
			y = s.Y
		}
		if y > tall.Height {
			t.Errorf("%d stations: the last row at %d of %d", n, y, tall.Height)
		}
		if small := NewSmall(web.Danish, w, today); len(small.Stops) == 0 || small.Description == "" {
			t.Errorf("%d stations: the small drawing is %+v", n, small)
		}
	}
}

// A matter that nothing is known of is drawn as what would come.
func TestNothingYet(t *testing.T) {
	w := matter.Lay(matter.Head{Title: "Idé"}, nil)
	d := NewWide(web.Danish, "v", w, today)
	text := drawnBy(t, web.Danish, "course-wide", d)
	for _, want := range []string{"Besluttet: endnu ikke", "Penge: endnu ikke", "Indsats: endnu ikke", "Målt: endnu ikke"} {
		if !strings.Contains(text, want) {
			t.Errorf("the drawing of nothing has no %q", want)
		}
	}
	drawnBy(t, web.Danish, "course-tall", NewTall(web.Danish, "h", w, today))
	drawnBy(t, web.Danish, "course-small", NewSmall(web.Danish, w, today))
}

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		text        string
		width, most int
		want        string
	}{
		{"", 100, 3, ""},
		{"Medicinbokse i byen", 400, 3, "Medicinbokse i byen"},
		{"Medicinbokse i byen", 110, 3, "Medicinbokse|i byen"},
		{"Udskrivningssygeplejersken", 110, 3, "Udskrivningss-|ygeplejersken"},
		{"et to tre fire fem seks syv", 40, 2, "et to|tre …"},
		{"W", 1, 3, "W"},
	} {
		if got := strings.Join(wrap(tt.text, tt.width, 15, tt.most), "|"); got != tt.want {
			t.Errorf("wrap(%q, %d) = %q, want %q", tt.text, tt.width, got, tt.want)
		}
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("Udskrivningssygeplejersken besøger", 90)
	f.Add("\u0301 \xff W", 1)
	f.Fuzz(func(t *testing.T, text string, width int) {
		if lines := wrap(text, width%400, 15, 3); len(lines) > 3 {
			t.Errorf("%d lines of %q", len(lines), text)
		}
	})
}

// A ribbon is higher for more money, and seen for little.
func TestRibbonGrowsWithMoney(t *testing.T) {
	before := 0
	for _, kroner := range []int64{1, 250_000, 1_000_000, 1_710_000, 1_000_000_000} {
		h := height(danish.Kroner(kroner))
		if h < 6 || h > 34 || h < before {
			t.Errorf("%d kroner are %d high, after %d", kroner, h, before)
		}
		before = h
	}
}

// A station whose title is the body says its name once.
func TestOneNameIsSaidOnce(t *testing.T) {
	said := says(web.Danish, matter.Station{Day: "2027-01-01", Kind: matter.Handed, Title: "Sundhedsråd Fjorden", Body: "Sundhedsråd Fjorden"}, today)
	if strings.Count(said, "Sundhedsråd Fjorden") != 1 {
		t.Error(said)
	}
}
