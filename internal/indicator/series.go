package indicator

import (
	"slices"
	"time"

	"klynge/internal/fault"
	"klynge/internal/indicator/disclosure"
	"klynge/internal/indicator/spc"
)

// MaxPeriods bounds how many periods lie between the first figure of an indicator
// and the last: more than ten years of days.
const MaxPeriods = 4000

// A MarkKind says what a mark on the line of time does.
type MarkKind string

const (
	Split MarkKind = "split" // a new centre line begins (R72)
	Lock  MarkKind = "lock"  // centre line and limits are those of the periods up to here
)

// A Mark is a person's choice of how the chart is computed, with the reason.
type Mark struct {
	ID           string
	Number       int
	Kind         MarkKind
	Period       Period // the first of the new part, or the last of the baseline
	Reason       string
	At           time.Time
	By           string
	UndoneAt     time.Time // zero while it holds
	UndoneBy     string
	UndoneReason string
}

// Holds reports whether the mark stood at an instant.
func (m Mark) Holds(at time.Time) bool {
	return !m.At.After(at) && (m.UndoneAt.IsZero() || m.UndoneAt.After(at))
}

// A Point is one period of a series. One without a figure is a gap.
type Point struct {
	Period Period
	Figure
	Missing    bool   // nothing was measured
	Hidden     bool   // by disclosure control; Text says how
	Text       string // the figure as it is read, or what stands instead
	Outlying   bool
	ReleasedAt time.Time
	Was        []Was // what stood here before, the first first
}

// A Was is a figure that was released and then replaced or taken back.
type Was struct {
	Text      string // "" of one that was taken back
	At, Until time.Time
	Withdrawn string // why it was taken back, ""
}

// A Series is the figures of an indicator in the order of time.
type Series struct {
	Indicator
	Points     []Point
	Marks      []Mark // that hold
	Chart      spc.Chart
	Verdict    string // of the last part, a Danish sentence
	Suppressed bool   // a point is hidden: no raw figures stand under the chart (R13)
}

// Empty reports whether there is no figure at all.
func (s Series) Empty() bool { return len(s.Points) == 0 }

// Last returns the latest figure that is shown; ok is false without one.
func (s Series) Last() (p Point, ok bool) {
	for _, p := range slices.Backward(s.Points) {
		if !p.Missing && !p.Hidden {
			return p, true
		}
	}
	return p, false
}

// Latest is [Series.Last] for templates, nil without one.
func (s Series) Latest() *Point {
	if p, ok := s.Last(); ok {
		return &p
	}
	return nil
}

// Baseline returns the baseline as it is read, "" without one.
func (d Definition) BaselineText() string {
	if d.Baseline == nil {
		return ""
	}
	return d.SayScaled(*d.Baseline)
}

// TargetText returns the target as it is read, "" without one.
func (d Definition) TargetText() string {
	if d.Target == nil {
		return ""
	}
	return d.SayScaled(*d.Target)
}

// newSeries lines figures up and computes their chart. There is at most one of a
// period. released takes what was let out of them.
func newSeries(i Indicator, values []Value, marks []Mark, released bool) Series {
	s := Series{Indicator: i, Marks: marks}
	slices.SortFunc(values, func(a, b Value) int { return a.Period.From.Compare(b.Period.From) })
	for n, v := range values {
		if n > 0 && i.Frequency != Event {
			for p := values[n-1].Period.Next(); p.From.Before(v.Period.From) && len(s.Points) < 2*MaxPeriods; p = p.Next() {
				s.Points = append(s.Points, Point{Period: p, Missing: true})
			}
		}
		s.Points = append(s.Points, i.point(v, released))
	}
	s.outlying()
	s.chart()
	return s
}

// point returns a figure as a point.
func (d Definition) point(v Value, released bool) Point {
	p := Point{Period: v.Period, Figure: v.Figure, ReleasedAt: v.ReleasedAt}
	if released {
		p.Figure, p.Hidden = v.Out, v.Hidden
	}
	if p.Text = d.Say(p.Value); p.Hidden {
		p.Figure, p.Text = Figure{}, v.OutText
	}
	return p
}

func (s *Series) outlying() {
	var figures []float64
	var at []int
	for n, p := range s.Points {
		s.Suppressed = s.Suppressed || p.Hidden
		if !p.Missing && !p.Hidden {
			figures, at = append(figures, p.Value), append(at, n)
		}
	}
	for n, out := range s.Outlying(figures) {
		s.Points[at[n]].Outlying = out
	}
}

func (s *Series) chart() {
	points := make([]spc.Point, len(s.Points))
	for n, p := range s.Points {
		points[n] = spc.Point{Period: p.Period.Short(), Value: p.Value, Numerator: p.Numerator, Denominator: p.Denominator, Missing: p.Missing || p.Hidden}
	}
	s.Chart = spc.New(s.Definition.Chart, points, s.options())
	s.Verdict = s.Chart.Last().Say()
}

// options are the choices of persons as indexes of points.
func (s *Series) options() spc.Options {
	o := spc.Options{Screened: s.Screened}
	for _, m := range s.Marks {
		n, _ := slices.BinarySearchFunc(s.Points, m.Period, func(p Point, to Period) int { return p.Period.From.Compare(to.From) })
		if m.Kind == Split && n > 0 && n < len(s.Points) {
			o.Splits = append(o.Splits, n)
		}
		if held, _ := s.around(m.Period.Next()); m.Kind == Lock && held >= spc.Firm {
			if o.Baseline = n; n < len(s.Points) && s.Points[n].Period == m.Period {
				o.Baseline++
			}
		}
	}
	return o
}

// part returns how many figures stand in the part of the chart that a period is
// in, before it and from it on.
func (s *Series) around(p Period) (before, after int) {
	for _, one := range s.Points {
		switch {
		case one.Missing || one.Hidden:
		case one.Period.From.Before(p.From):
			before++
		default:
			after++
		}
	}
	return before, after
}

// checkMark says why a mark cannot be set, in a sentence, or nil. A baseline is
// locked from [spc.Firm] figures on, and a part that begins anew has figures on
// both sides.
func (s *Series) checkMark(m Mark) error {
	if m.Reason == "" {
		return fault.New(fault.Invalid, "Skriv hvorfor. Intet er ændret.")
	}
	before, after := s.around(m.Period)
	for _, other := range s.Marks {
		if other.Kind == m.Kind && other.Period == m.Period {
			return fault.New(fault.Conflict, "Der er allerede et mærke ved %s. Intet er ændret.", m.Period)
		}
		if other.Kind == Lock && m.Kind == Lock {
			return fault.New(fault.Conflict, "Baseline er allerede låst til og med %s. Ophæv den lås først. Intet er ændret.", other.Period)
		}
	}
	if m.Kind == Split && (before == 0 || after == 0) {
		return fault.New(fault.Invalid, "Der skal være værdier både før og fra %s. Intet er ændret.", m.Period)
	}
	if m.Kind == Lock {
		if n, _ := s.around(m.Period.Next()); n < spc.Firm {
			return fault.New(fault.Invalid, "Baseline kan låses, når den har mindst %d værdier. Til og med %s er der %d. Intet er ændret.", spc.Firm, m.Period, n)
		}
	}
	return nil
}

// Notes are what the chart writes below its points: where one is hidden.
func (s Series) Notes() map[int]string {
	notes := map[int]string{}
	for n, p := range s.Points {
		if p.Hidden {
			notes[n] = disclosure.Discreet
		}
	}
	return notes
}
