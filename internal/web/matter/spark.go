package matter

import (
	"fmt"
	"slices"
	"strings"

	"klynge/internal/matter"
)

// A Spark is what was measured as a small line, with a dashed line at the median.
type Spark struct {
	X, Y          int
	Line, Median  string
	LastX, LastY  int
	Width, Height int
}

const (
	sparkWidth  = 124
	sparkHeight = 44
)

// newSpark draws the points of a station, nil when there are none.
func newSpark(s matter.Station) *Spark {
	if len(s.Points) == 0 {
		return nil
	}
	values := make([]float64, len(s.Points))
	for i, p := range s.Points {
		values[i] = p.Value
	}
	sorted := slices.Sorted(slices.Values(values))
	low, high := sorted[0], sorted[len(sorted)-1]
	median := (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
	y := func(v float64) float64 {
		if high == low {
			return sparkHeight / 2
		}
		return sparkHeight - 5 - (v-low)/(high-low)*(sparkHeight-10)
	}
	spark := &Spark{Width: sparkWidth, Height: sparkHeight, Median: fmt.Sprintf("M3 %.1fH%d", y(median), sparkWidth-3)}
	var line strings.Builder
	step := 0.0
	if len(values) > 1 {
		step = float64(sparkWidth-12) / float64(len(values)-1)
	}
	for i, v := range values {
		verb := 'L'
		if i == 0 {
			verb = 'M'
		}
		fmt.Fprintf(&line, "%c%.1f %.1f", verb, 6+float64(i)*step, y(v))
		spark.LastX, spark.LastY = int(6+float64(i)*step), int(y(v))
	}
	spark.Line = line.String()
	return spark
}
