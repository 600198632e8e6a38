package indicator

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"klynge/internal/indicator"
	"klynge/internal/indicator/spc"
	"klynge/internal/web"
)

// picture draws the chart of a series. What it shows is in a table beneath as well.
func picture(l web.Language, s indicator.Series) template.HTML {
	var b strings.Builder
	p := spc.Picture{Title: l.Say("%s: værdi for hver periode", s.Name), Unit: s.Unit, Scale: s.Factor, Notes: s.Notes(),
		Description: l.Say(spc.Names[s.Definition.Chart]) + ". " + verdict(l, s), Say: func(text string) string { return l.Say(text) }}
	if s.Target != nil {
		p.Target, p.HasTarget = *s.Target, true
	}
	if err := named(l, s).SVG(&b, p); err != nil {
		panic(err) // a strings.Builder takes everything
	}
	return template.HTML(b.String())
}

// verdict says in a language whether the figures show more than chance.
func verdict(l web.Language, s indicator.Series) string {
	last := s.Chart.Last()
	if l == web.Danish {
		return s.Verdict
	}
	if !last.Verdict() {
		return fmt.Sprintf("Too few points: there are %s, and a verdict takes at least %d.", l.Count(last.N, "brugbart punkt", "brugbare punkter"), spc.Enough)
	}
	var signs []string
	if last.LongestMax > 0 && last.Longest > last.LongestMax {
		signs = append(signs, fmt.Sprintf("%d points in a row lie on the same side of the centre line (chance makes at most %d)", last.Longest, last.LongestMax))
	}
	if last.LongestMax > 0 && last.Crossings < last.CrossingsMin {
		signs = append(signs, fmt.Sprintf("the line crosses the centre %s (chance makes at least %d)", l.Count(last.Crossings, "gang", "gange"), last.CrossingsMin))
	}
	if last.Outside > 0 {
		signs = append(signs, l.Count(last.Outside, "punkt", "punkter")+" outside the control limits")
	}
	say := "Chance variation alone: the figures show no change."
	if len(signs) > 0 {
		say = "The figures show a change that does not look like chance: " + strings.Join(signs, ", and ") + "."
	}
	if last.N < spc.Firm {
		say += fmt.Sprintf(" The verdict is provisional, as there are only %d useful points.", last.N)
	}
	return say
}

// A Spark is a small chart: the line, its centre, and where it is now.
type Spark struct {
	Title, Description string
	Line               string // path
	Centres            []Stretch
	Gaps               []float64 // of periods that are hidden
	X, Y               float64   // of the latest figure
	Signal             bool
	None               bool // there is nothing to draw
}

// A Stretch is a level line of a [Spark].
type Stretch struct{ X1, X2, Y float64 }

// The size of a small chart in its own units.
const (
	sparkWidth  = 320.0
	sparkHeight = 90.0
	sparkEdge   = 8.0
)

// newSpark draws a series small.
func newSpark(l web.Language, s indicator.Series) Spark {
	k := Spark{Title: s.Name, Description: verdict(l, s), Signal: s.Chart.Last().Signal()}
	low, high := math.Inf(1), math.Inf(-1)
	for _, p := range s.Points {
		if !p.Missing && !p.Hidden {
			low, high = min(low, p.Value), max(high, p.Value)
		}
	}
	if k.None = math.IsInf(low, 1); k.None {
		return k
	}
	if low == high {
		low, high = low-1, high+1
	}
	step := (sparkWidth - 2*sparkEdge) / float64(max(1, len(s.Points)-1))
	x := func(n int) float64 { return round(sparkEdge + step*float64(n)) }
	y := func(v float64) float64 {
		return round(sparkEdge + (sparkHeight-2*sparkEdge)*(1-(min(max(v, low), high)-low)/(high-low)))
	}
	var line strings.Builder
	command := "M"
	for n, p := range s.Points {
		if p.Hidden {
			k.Gaps = append(k.Gaps, x(n))
		}
		if p.Missing || p.Hidden {
			command = "M"
			continue
		}
		fmt.Fprintf(&line, "%s%.1f %.1f ", command, x(n), y(p.Value))
		command, k.X, k.Y = "L", x(n), y(p.Value)
	}
	k.Line = line.String()
	from := 0
	for _, part := range s.Chart.Parts {
		if to := from + len(part.Points); !math.IsNaN(part.Centre) && to > from {
			k.Centres = append(k.Centres, Stretch{x(from), x(to - 1), y(part.Centre)})
			from = to
		}
	}
	return k
}

func round(v float64) float64 { return math.Round(v*10) / 10 }

// A Row is one period of a chart as the table beneath has it.
type Row struct {
	indicator.Point
	Side    string // of the centre line, in Danish, "" where there is none
	Outside bool   // the limits
	New     bool   // a new centre line begins
}

// rowsOf returns the periods of a series, the latest first.
func rowsOf(s indicator.Series) []Row {
	list := make([]Row, 0, len(s.Points))
	for part, one := range s.Chart.Parts {
		for n, q := range one.Points {
			row := Row{Point: s.Points[len(list)], Outside: q.Outside, New: part > 0 && n == 0}
			switch {
			case q.Missing || math.IsNaN(q.Centre):
			case q.Y > q.Centre:
				row.Side = "over midterlinjen"
			case q.Y < q.Centre:
				row.Side = "under midterlinjen"
			default:
				row.Side = "på midterlinjen"
			}
			list = append(list, row)
		}
	}
	slices.Reverse(list)
	return list
}
