package disclosure

import (
	"strings"
	"testing"
	"time"

	"klynge/internal/fault"
)

func months(year string, numbers ...int) (points []Point) {
	for i, n := range numbers {
		points = append(points, Point{Period: year + "-" + string(rune('a'+i)), Year: year, Value: n, Missing: n < 0})
	}
	return points
}

func steps(c Course) string {
	var words []string
	for _, p := range c.Points {
		words = append(words, strings.Replace(p.Text, Discreet, "·", 1))
	}
	for _, y := range c.Years {
		words = append(words, y.Year+"="+strings.Replace(y.Text, Discreet, "·", 1))
	}
	return strings.Join(words, " ")
}

// The points of a year with a published sum are a row with a sum.
func TestR71SeriesWithYearSums(t *testing.T) {
	points := append(months("2024", 12, 3, 20), months("2025", 9, 8, -1, 11)...)
	for _, tt := range []struct {
		sums bool
		want string
	}{
		{false, "12 <5 20 9 8  11"},
		{true, "· <5 20 9 8  11 2024=35 2025=28"},
	} {
		c, err := DK5.Series(Series{Points: points, YearSums: tt.sums})
		if err != nil || steps(c) != tt.want {
			t.Errorf("with sums %v: %q, %v, want %q", tt.sums, steps(c), err, tt.want)
		}
		if c.Whole() {
			t.Error("a series with a hidden point is whole")
		}
	}
	c, err := DK5.Series(Series{Points: months("2025", 9, 8, -1, 0), YearSums: true})
	if err != nil || steps(c) != "9 8  0 2025=17" || !c.Whole() || !c.Points[2].Missing {
		t.Errorf("nothing small: %q, %v, whole %v", steps(c), err, c.Whole())
	}
}

func TestR11SeriesWithAnOverride(t *testing.T) {
	points := months("2024", 12, 3, 20)
	points[1].Override = &Override{"De tre har selv fortalt det.", "Gerda Holm", time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)}
	c, err := DK5.Series(Series{Points: points, YearSums: true})
	if err != nil || steps(c) != "12 3 20 2024=35" || c.Points[1].Exception == nil {
		t.Errorf("with an override: %q, %v, %+v", steps(c), err, c.Points[1])
	}
	points[1].Override = &Override{}
	if _, err := DK5.Series(Series{Points: points}); !fault.Is(err, fault.Invalid) {
		t.Errorf("an override without a reason gives %v", err)
	}
}

func TestSeriesOfThings(t *testing.T) {
	c, err := DK5.Series(Series{Points: months("2024", 1, 3, 2), YearSums: true, Things: true})
	if err != nil || steps(c) != "1 3 2 2024=6" {
		t.Errorf("meetings: %q, %v", steps(c), err)
	}
}

func TestSeriesRefuses(t *testing.T) {
	for name, points := range map[string][]Point{
		"a period twice":    {{Period: "2024-a", Year: "2024", Value: 8}, {Period: "2024-a", Year: "2024", Value: 9}},
		"a negative number": {{Period: "2024-a", Year: "2024", Value: -8}},
	} {
		if _, err := DK5.Series(Series{Points: points}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: Series gives %v, want it refused", name, err)
		}
	}
}
