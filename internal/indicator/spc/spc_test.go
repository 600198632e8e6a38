package spc

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"klynge/internal/fault"
)

func series(values ...float64) []Point {
	points := make([]Point, len(values))
	for i, v := range values {
		points[i] = Point{Value: v}
	}
	return points
}

// counts are the numerators of a series.
func counts(of []Point) []Point {
	points := make([]Point, len(of))
	for i, p := range of {
		points[i] = Point{Value: p.Numerator}
	}
	return points
}

func ratios(pairs ...float64) (points []Point) {
	for i := 0; i < len(pairs); i += 2 {
		points = append(points, Point{Numerator: pairs[i], Denominator: pairs[i+1], Value: pairs[i] / pairs[i+1]})
	}
	return points
}

// Published series. pressure: Mohammed 2008; deliveries and spike: published examples
// of screening; infections: Clostridium difficile by month; the others from Mohammed
// and Anhøj, Statistical Process Control for Healthcare: bacteremia acquired in
// hospital (cases and tens of thousands of days at risk) and deaths of any (and
// patients), months from January 2017; minutes from decision to delivery of the last
// 60 caesarean sections; patients scanned in time, months from January 2021.
var (
	pressure = series(169, 172, 175, 174, 161, 142, 174, 171, 168, 174, 180, 194, 161,
		181, 175, 176, 186, 166, 157, 183, 177, 171, 185, 176, 181, 174)
	deliveries = series(18, 16, 8, 9, 10, 11, 26, 14, 15, 14, 18, 19, 18, 11, 28, 20, 16, 17, 12, 13, 24, 16, 15, 11)
	spike      = series(1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)
	infections = series(12, 7, 1, 4, 4, 5, 8, 5, 8, 3, 5, 6, 7, 4, 5, 3, 4, 4, 3, 4, 5, 4, 5, 5)
	acquired   = ratios(24, 3.2421, 29, 2.9349, 26, 3.2981, 16, 2.9588, 28, 3.0856, 16, 3.0544, 14, 2.6482, 18, 2.7637,
		27, 3.0495, 30, 3.0600, 28, 3.1770, 24, 3.1679, 16, 3.2720, 25, 2.9698, 20, 3.2118, 25, 3.0212,
		22, 3.1612, 28, 3.0514, 23, 2.6362, 23, 2.8131, 17, 2.9071, 22, 2.8481, 21, 2.9223, 22, 2.8611)
	deaths = ratios(23, 100, 22, 105, 13, 99, 14, 85, 17, 98, 15, 85, 15, 89, 25, 99, 21, 103, 24, 86, 23, 110, 26, 98,
		18, 93, 23, 96, 24, 115, 25, 102, 15, 94, 21, 94, 26, 94, 16, 97, 25, 114, 22, 108, 24, 102, 18, 104)
	sections = series(10, 21, 30, 36, 18, 21, 27, 22, 22, 30, 27, 22, 21, 30, 26, 20, 20, 18, 24, 21, 24, 22, 23, 27, 23, 20, 26, 26, 21, 25,
		43, 25, 24, 25, 25, 22, 22, 22, 22, 23, 19, 20, 26, 28, 21, 22, 21, 19, 22, 20, 19, 25, 23, 30, 25, 27, 27, 20, 25, 31)
	scanned = ratios(12, 25, 16, 22, 17, 29, 17, 26, 14, 19, 7, 11, 10, 15, 15, 21, 14, 28, 12, 22, 13, 19, 7, 17,
		16, 27, 7, 18, 5, 19, 10, 22, 7, 17, 14, 18, 12, 19, 16, 26, 14, 24, 20, 32, 11, 22, 13, 22)
)

// The oracles O1 to O11 of the domain: what published examples say.
func TestOracles(t *testing.T) {
	none := math.NaN()
	for name, tt := range map[string]struct {
		of                       Type
		points                   []Point
		options                  Options
		centre, lower, upper     float64
		n, longest, crossings    int // n is 0 where nothing is published of the runs
		longestMax, crossingsMin int
		outside                  []int // from 1
		runs                     bool
		within                   float64 // what the published figures are rounded to
	}{
		"O1 run":        {Run, pressure, Options{}, 174, none, none, 22, 4, 9, 7, 7, nil, false, 0.0006},
		"O2 i":          {I, pressure, Options{}, 173.1923, 143.937, 202.448, 26, 4, 11, 8, 8, []int{6}, false, 0.0006},
		"O3 i screened": {I, deliveries, Options{Screened: true}, 15.7917, 3.943, 27.641, 24, 4, 9, 8, 8, []int{15}, false, 0.006},
		"O3 i":          {I, deliveries, Options{}, 15.7917, 2.492, 29.092, 24, 4, 9, 8, 8, nil, false, 0.006},
		"O4 i screened": {I, spike, Options{Screened: true}, 1.94, -0.72, 4.6, 18, 2, 16, 7, 5, []int{5}, false, 0.006},
		"O4 i":          {I, spike, Options{}, 1.94, -3.06, 6.95, 18, 2, 16, 7, 5, []int{5}, false, 0.006},
		"O6 c":          {C, infections, Options{}, 5.041667, 0, 11.77776, 24, 11, 7, 8, 8, []int{1}, true, 0.00006},
		"O5 c":          {C, counts(acquired), Options{}, 22.66667, 8.38381, 36.94952, 0, 0, 0, 0, 0, nil, false, 0.00006},
		"O7 run":        {Run, infections, Options{}, 5, none, none, 17, 7, 5, 7, 5, nil, false, 0.00006},
		"O8 p":          {P, deaths, Options{}, 0.208861, 0.08691, 0.33081, 0, 0, 0, 0, 0, nil, false, 0.00006},
		"O9 u":          {U, acquired, Options{}, 7.54345, 2.96738, 12.11953, 0, 0, 0, 0, 0, nil, false, 0.00006},
		"O10 i":         {I, sections, Options{}, 23.76667, 12.5424, 34.9910, 60, 7, 25, 9, 23, []int{1, 4, 31}, false, 0.00006},
		"O11 p":         {P, scanned, Options{}, 0.575, 0.27839, 0.87161, 24, 7, 9, 8, 8, nil, false, 0.00006},
	} {
		t.Run(name, func(t *testing.T) {
			got := New(tt.of, tt.points, tt.options).Last()
			near(t, "centre", got.Centre, tt.centre, tt.within)
			near(t, "lower", got.Points[0].Lower, tt.lower, tt.within)
			near(t, "upper", got.Points[0].Upper, tt.upper, tt.within)
			if tt.n > 0 && (got.N != tt.n || got.Longest != tt.longest || got.Crossings != tt.crossings) {
				t.Errorf("n, longest, crossings = %d, %d, %d, want %d, %d, %d", got.N, got.Longest, got.Crossings, tt.n, tt.longest, tt.crossings)
			}
			if tt.n > 0 && (got.LongestMax != tt.longestMax || got.CrossingsMin != tt.crossingsMin) {
				t.Errorf("limits of the runs = %d/%d, want %d/%d", got.LongestMax, got.CrossingsMin, tt.longestMax, tt.crossingsMin)
			}
			var outside []int
			for i, p := range got.Points {
				if p.Outside {
					outside = append(outside, i+1)
				}
			}
			if !slices.Equal(outside, tt.outside) {
				t.Errorf("points outside = %v, want %v", outside, tt.outside)
			}
			if got.RunsSignal() != tt.runs {
				t.Errorf("RunsSignal = %v, want %v", got.RunsSignal(), tt.runs)
			}
		})
	}
}

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.IsNaN(want) != math.IsNaN(got) || math.Abs(got-want) > within {
		t.Errorf("%s = %.6f, want %.5f", what, got, want)
	}
}

// The published table of critical values.
func TestCriticalValues(t *testing.T) {
	for n, want := range map[int][2]int{
		10: {6, 2}, 11: {6, 2}, 12: {7, 3}, 16: {7, 4}, 20: {7, 6}, 22: {7, 7}, 23: {8, 7}, 24: {8, 8}, 26: {8, 8}, 30: {8, 10},
		36: {8, 13}, 45: {8, 17}, 46: {9, 17}, 50: {9, 19}, 60: {9, 23}, 90: {9, 37}, 91: {10, 37}, 100: {10, 41},
	} {
		if got := [2]int{LongestMax(n), CrossingsMin(n)}; got != want {
			t.Errorf("limits of the runs for n = %d: %v, want %v", n, got, want)
		}
	}
}

// The limits of p and u follow each period's denominator and stay where they can be.
func TestRatioLimits(t *testing.T) {
	if p := New(P, scanned, Options{}).Last(); p.Points[5].Upper != 1 {
		t.Errorf("upper limit of the 11 patients of June = %v, want it cut off at 1", p.Points[5].Upper)
	}
	if lower := slices.MinFunc(New(U, acquired, Options{}).Last().Points, func(a, b Plotted) int { return cmp.Compare(a.Lower, b.Lower) }).Lower; math.Abs(lower-2.469) > 0.01 {
		t.Errorf("lowest limit of the infections = %v, want 2.469 as published", lower)
	}
	near(t, "u floor", New(U, ratios(1, 2, 0, 2, 2, 2), Options{}).Last().Points[0].Lower, 0, 0)

	// When the points vary as the distribution says, p′ is nearly p; when they
	// vary more, its limits are wider.
	calm := ratios(500_000, 1_000_000, 510_000, 1_000_000, 490_000, 1_000_000, 505_000, 1_000_000)
	narrow, wide := New(P, calm, Options{}).Last().Points[0], New(PPrime, calm, Options{}).Last().Points[0]
	if wide.Upper-wide.Lower < 5*(narrow.Upper-narrow.Lower) {
		t.Errorf("p′ limits %.4f to %.4f are not much wider than p limits %.4f to %.4f", wide.Lower, wide.Upper, narrow.Lower, narrow.Upper)
	}
}

func TestMovingRange(t *testing.T) {
	got := New(MR, deliveries, Options{}).Last()
	near(t, "centre", got.Centre, 5, 0.006)
	near(t, "upper", got.Points[1].Upper, 16.335, 0.006)
	if got.Outside != 1 || !got.Points[14].Outside {
		t.Errorf("ranges outside: %d, want the 17 at point 15 alone", got.Outside)
	}
	if !got.Points[0].Missing {
		t.Error("the first point has a moving range, want none")
	}
}

func TestRareEvents(t *testing.T) {
	days := series(12, 30, 8, 22, 41, 17, 9, 26, 14, 33, 300)
	got := New(T, days, Options{}).Last()
	if got.Outside != 1 || !got.Points[10].Outside {
		t.Errorf("300 days without an event among %v: outside %d, upper %.1f, want it alone outside", got.Centre, got.Outside, got.Points[0].Upper)
	}
	if got.Points[0].Lower < 0 {
		t.Errorf("lower limit %.2f, want none below 0", got.Points[0].Lower)
	}
}

func TestTooFewPointsGiveNoVerdict(t *testing.T) {
	got := New(Run, series(1, 2, 3, 4, 5, 6, 7, 8, 9), Options{}).Last()
	if got.Verdict() || got.Signal() || got.LongestMax != 0 || got.Longest != 4 {
		t.Errorf("nine points: verdict %v, signal %v, longest %d of %d, want no verdict", got.Verdict(), got.Signal(), got.Longest, got.LongestMax)
	}
	if empty := New(Run, nil, Options{}).Last(); empty.N != 0 || !math.IsNaN(empty.Centre) {
		t.Errorf("no points: n %d, centre %v", empty.N, empty.Centre)
	}
	one := New(I, series(7), Options{}).Last()
	if one.Outside != 0 || !math.IsNaN(one.Points[0].Upper) {
		t.Errorf("one point: upper %v, want no limit", one.Points[0].Upper)
	}
}

// A missing or excluded point stays on the axis and leaves every calculation.
func TestMissingAndExcluded(t *testing.T) {
	points := series(3, 4, 99, 5, 4, 3, 5, 4, 6, 3, 5, 4, 100, 5)
	points[2].Missing, points[12].Excluded = true, true
	got := New(I, points, Options{}).Last()
	if len(got.Points) != 14 || got.Centre > 5 || got.Outside != 0 {
		t.Errorf("points %d, centre %.2f, outside %d, want 14 points whose 99 and 100 do not count", len(got.Points), got.Centre, got.Outside)
	}
}

// A frozen baseline sets the lines; the runs rules look at all points.
func TestBaselineAndSplits(t *testing.T) {
	better := series(5, 7, 6, 5, 7, 6, 5, 7, 5, 7, 6, 5, 3, 3, 2, 3, 2, 3, 2, 3, 3, 2, 3, 2)
	frozen := New(Run, better, Options{Baseline: 12}).Last()
	if frozen.Centre != 6 || !frozen.RunsSignal() || frozen.Longest < 12 {
		t.Errorf("frozen: centre %v, longest %d, signal %v, want 6 and a signal of at least 12", frozen.Centre, frozen.Longest, frozen.RunsSignal())
	}
	split := New(Run, better, Options{Splits: []int{12}})
	if len(split.Parts) != 2 || split.Parts[0].Centre != 6 || split.Last().Centre != 3 {
		t.Errorf("split: %d parts with centres %v and %v, want 6 and 3", len(split.Parts), split.Parts[0].Centre, split.Last().Centre)
	}
}

func TestCheck(t *testing.T) {
	for name, tt := range map[string]struct {
		of     Type
		points []Point
		ok     bool
	}{
		"measurements":            {I, series(1, -2, 3), true},
		"nothing measured":        {P, []Point{{Missing: true}}, true},
		"no denominator":          {P, series(1), false},
		"share above one":         {P, ratios(12, 11), false},
		"more events than days":   {U, ratios(12, 11), true},
		"negative events":         {C, series(-1), false},
		"two events the same day": {T, series(0), false},
		"infinite":                {Run, series(math.Inf(1)), false},
		"negative numerator":      {U, ratios(-1, 10), false},
	} {
		if err := Check(tt.of, tt.points); (err == nil) != tt.ok || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: Check(%s) = %v, want ok %v", name, tt.of, err, tt.ok)
		}
	}
}

func BenchmarkRun(b *testing.B) {
	for b.Loop() {
		New(Run, pressure, Options{})
	}
}
