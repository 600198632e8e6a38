// Package spc tells whether a series of measurements shows more than chance:
// run charts with the Anhøj rules, and the common control charts.
//
// A chart has three rules and no more, since each further rule raises the rate
// of false alarms: a point outside the three-sigma limits, an unusually long
// run on one side of the centre line, and unusually few crossings of it. The
// two runs rules together call about one random series in twenty a signal,
// however long it is.
//
// What a chart says is a verdict only from [Enough] useful points on.
//
// Sources: J. Anhøj, "Diagnostic value of run chart analysis", PLoS ONE 2015,
// doi 10.1371/journal.pone.0121349; D. C. Montgomery, Statistical Quality
// Control, for the limits; J. C. Benneyan on p′ and u′ after D. B. Laney.
package spc

import (
	"math"
	"slices"
)

// A Type is a kind of chart.
type Type string

const (
	Run    Type = "run" // median, no limits
	I      Type = "i"   // individual measurements
	MR     Type = "mr"  // moving ranges of individual measurements
	P      Type = "p"   // proportion of units
	U      Type = "u"   // events per exposure
	C      Type = "c"   // events with equal exposure
	PPrime Type = "pp"  // p with very large denominators
	UPrime Type = "up"  // u with very large denominators
	T      Type = "t"   // time between rare events
)

// Types are all types, in the order that they are explained to people.
var Types = []Type{Run, I, MR, P, U, C, PPrime, UPrime, T}

// Ratio reports whether a chart of the type needs a numerator and a denominator.
func (t Type) Ratio() bool { return t == P || t == U || t == PPrime || t == UPrime }

const (
	// Enough is the number of useful points below which there is no verdict.
	Enough = 10
	// Firm is the number of useful points from which a verdict is not
	// provisional, and from which a baseline may be frozen.
	Firm = 12
)

// d2 and d4 are the constants of moving ranges of two observations.
const (
	d2 = 1.128
	d4 = 3.267
)

// A Point is the measurement of one period.
type Point struct {
	Period      string
	Value       float64 // numerator ÷ denominator where there are such
	Numerator   float64
	Denominator float64 // 0 where the value is no ratio
	Missing     bool    // nothing was measured: no value, which is not 0
	Excluded    bool    // left out by a person, with a reason kept elsewhere
}

func (p Point) counts() bool { return !p.Missing && !p.Excluded }

// Options change how a chart is computed. Each is a person's choice.
type Options struct {
	// Baseline freezes centre line and limits at what the first so many points
	// say. 0 computes them from all.
	Baseline int
	// Splits are the indices of points at which a new part begins, each with
	// its own centre line (rule R72: only by a person, with a reason).
	Splits []int
	// Screened leaves moving ranges at or above their own limit out of the
	// average, once, before limits are computed (I charts).
	Screened bool
}

// A Plotted is a point as it stands on the chart. The limits are NaN where the
// chart has none.
type Plotted struct {
	Point
	Y            float64 // what is drawn: the value, or the moving range
	Centre       float64
	Lower, Upper float64
	Outside      bool // beyond a limit
}

// A Part is a stretch of a chart with one centre line.
type Part struct {
	Points []Plotted
	Centre float64
	// N is the number of useful points: those not on the centre line.
	N         int
	Longest   int // longest run of useful points on one side
	Crossings int
	Outside   int // points beyond a limit
	// LongestMax and CrossingsMin are the limits of the runs rules for N points.
	// They are 0 below [Enough].
	LongestMax   int
	CrossingsMin int
}

// Verdict reports whether there are points enough to judge.
func (p Part) Verdict() bool { return p.N >= Enough }

// Signal reports whether one of the three rules speaks. It is false where
// there is no verdict.
func (p Part) Signal() bool { return p.Verdict() && (p.RunsSignal() || p.Outside > 0) }

// RunsSignal reports whether one of the two runs rules speaks.
func (p Part) RunsSignal() bool {
	return p.Verdict() && p.LongestMax > 0 && (p.Longest > p.LongestMax || p.Crossings < p.CrossingsMin)
}

// A Chart is a series with its verdict, part by part. There is always one part.
type Chart struct {
	Type  Type
	Parts []Part
}

// Last returns the part that is still running.
func (c Chart) Last() Part { return c.Parts[len(c.Parts)-1] }

// New computes a chart. The points must have been checked with [Check].
func New(t Type, points []Point, options Options) Chart {
	chart := Chart{Type: t}
	from := 0
	splits := slices.Clone(options.Splits)
	slices.Sort(splits)
	for _, at := range append(splits, len(points)) {
		if at <= from && len(points) > 0 || at > len(points) {
			continue
		}
		baseline := 0
		if from == 0 {
			baseline = options.Baseline
		}
		chart.Parts = append(chart.Parts, part(t, points[from:at], baseline, options.Screened))
		from = at
	}
	return chart
}

func part(t Type, points []Point, baseline int, screened bool) Part {
	plotted := plot(t, points)
	base := plotted
	if baseline > 0 && baseline < len(plotted) {
		base = plotted[:baseline]
	}
	limit(t, base, plotted, screened)
	p := Part{Points: plotted, Centre: math.NaN()}
	if len(plotted) > 0 {
		p.Centre = plotted[0].Centre
	}
	for i, point := range plotted {
		if point.counts() && (point.Y < point.Lower || point.Y > point.Upper) {
			plotted[i].Outside = true
			p.Outside++
		}
	}
	p.runs()
	if t == MR {
		// Neighbouring moving ranges share a measurement, so runs of them come
		// by chance more often than the rules allow for.
		p.LongestMax, p.CrossingsMin = 0, 0
	}
	return p
}

// plot works out what is drawn of each point.
func plot(t Type, points []Point) []Plotted {
	plotted := make([]Plotted, len(points))
	before := math.NaN()
	for i, p := range points {
		y := p.Value
		if t == MR {
			y = math.Abs(p.Value - before)
			p.Missing = p.Missing || p.counts() && math.IsNaN(y)
			if points[i].counts() {
				before = points[i].Value
			}
		}
		plotted[i] = Plotted{Point: p, Y: y}
	}
	return plotted
}

// limit sets the centre line and the limits of all points from those of base.
func limit(t Type, base, all []Plotted, screened bool) {
	values := included(base)
	switch t {
	case Run:
		set(all, median(values), func(Plotted) float64 { return math.NaN() }, math.Inf(-1), math.Inf(1))
	case I:
		set(all, mean(values), constant(3*averageRange(values, screened)/d2), math.Inf(-1), math.Inf(1))
	case MR:
		centre := mean(values)
		set(all, centre, constant((d4-1)*centre), 0, math.Inf(1))
	case C:
		centre := mean(values)
		set(all, centre, constant(3*math.Sqrt(centre)), 0, math.Inf(1))
	case T:
		limitT(values, all)
	default:
		limitRatio(t, base, all)
	}
}

// limitRatio sets the limits of p and u charts, which follow each point's
// denominator, and of their prime forms, which widen them by how much more the
// points vary than the distribution says.
func limitRatio(t Type, base, all []Plotted) {
	var numerators, denominators float64
	for _, p := range base {
		if p.counts() {
			numerators += p.Numerator
			denominators += p.Denominator
		}
	}
	centre := numerators / denominators
	most, variance := math.Inf(1), centre
	if t == P || t == PPrime {
		most, variance = 1, centre*(1-centre)
	}
	sigma := func(p Plotted) float64 { return math.Sqrt(variance / p.Denominator) }
	wider := 1.0
	if t == PPrime || t == UPrime {
		var z []float64
		for _, p := range base {
			if p.counts() {
				z = append(z, (p.Y-centre)/sigma(p))
			}
		}
		wider = averageRange(z, false) / d2
	}
	set(all, centre, func(p Plotted) float64 { return 3 * wider * sigma(p) }, 0, most)
}

// exponent makes waiting times of rare events nearly normal (Nelson 1994).
const exponent = 3.6

// limitT sets the limits of a T chart: those of an I chart of the transformed
// times, transformed back.
func limitT(values []float64, all []Plotted) {
	transformed := make([]float64, len(values))
	for i, y := range values {
		transformed[i] = math.Pow(y, 1/exponent)
	}
	centre, spread := mean(transformed), 3*averageRange(transformed, false)/d2
	back := func(y float64) float64 { return math.Pow(max(y, 0), exponent) }
	for i := range all {
		all[i].Centre, all[i].Lower, all[i].Upper = back(centre), back(centre-spread), back(centre+spread)
	}
}

func set(all []Plotted, centre float64, spread func(Plotted) float64, least, most float64) {
	for i, p := range all {
		by := spread(p)
		all[i].Centre = centre
		all[i].Lower, all[i].Upper = math.NaN(), math.NaN()
		if p.counts() && !math.IsNaN(by) {
			all[i].Lower, all[i].Upper = max(centre-by, least), min(centre+by, most)
		}
	}
}

func constant(by float64) func(Plotted) float64 { return func(Plotted) float64 { return by } }

func included(points []Plotted) (values []float64) {
	for _, p := range points {
		if p.counts() {
			values = append(values, p.Y)
		}
	}
	return values
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// averageRange returns the mean distance between neighbours. Screened leaves
// out, once, those that reach the limit of moving ranges.
func averageRange(values []float64, screened bool) float64 {
	ranges := make([]float64, 0, len(values))
	for i := 1; i < len(values); i++ {
		ranges = append(ranges, math.Abs(values[i]-values[i-1]))
	}
	average := mean(ranges)
	if screened {
		ranges = slices.DeleteFunc(ranges, func(r float64) bool { return r >= d4*average })
		average = mean(ranges)
	}
	return average
}

// runs counts useful points, the longest run and the crossings. A point on the
// centre line neither counts nor breaks a run.
func (p *Part) runs() {
	run, side := 0, 0.0
	for _, point := range p.Points {
		if !point.counts() || on(point.Y, point.Centre) {
			continue
		}
		p.N++
		now := math.Copysign(1, point.Y-point.Centre)
		if now == side {
			run++
		} else {
			if side != 0 {
				p.Crossings++
			}
			run, side = 1, now
		}
		p.Longest = max(p.Longest, run)
	}
	if p.N >= Enough {
		p.LongestMax, p.CrossingsMin = LongestMax(p.N), CrossingsMin(p.N)
	}
}

// on reports whether a value lies on the centre line, give or take the error
// of having computed a mean.
func on(y, centre float64) bool {
	return math.Abs(y-centre) <= 1e-12*max(1, math.Abs(centre))
}

// LongestMax returns the longest run that chance explains among n useful
// points: log2 n + 3, rounded.
func LongestMax(n int) int { return int(math.Round(math.Log2(float64(n)))) + 3 }

// CrossingsMin returns the fewest crossings that chance explains among n useful
// points: the 5 per cent quantile of the binomial distribution of n − 1 tosses.
func CrossingsMin(n int) int {
	tosses := float64(n - 1)
	lgamma := func(x float64) float64 { v, _ := math.Lgamma(x); return v }
	sum := 0.0
	for k := 0.0; ; k++ {
		sum += math.Exp(lgamma(tosses+1) - lgamma(k+1) - lgamma(tosses-k+1) - tosses*math.Ln2)
		if sum >= 0.05 || k >= tosses {
			return int(k)
		}
	}
}
