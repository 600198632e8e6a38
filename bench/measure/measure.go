// Package measure compares programs in one run.
//
// A machine that does other work beside makes every absolute figure worthless:
// it swings by a third, now and then by two. What carries over is the ratio of
// two programs that were measured in turn, A B C, A B C. So a benchmark here
// runs in rounds and quotes medians, and next to our program stand a peer, which
// does the same job, and a limit: the least work that the job can be.
//
//	speeds := measure.Alternate(5, ours, pdftotext, inflate)
//	table.Add(measure.Row{What: "…", Unit: "pages/s", Ours: speeds[0], Peer: speeds[1], Limit: speeds[2]})
//
// A peer that is not installed is told of and not measured.
package measure

import (
	"math"
	"os"
	"slices"
	"time"
)

// Quick is set by QUICK=1: a tenth of the material, to see that all works.
var Quick = os.Getenv("QUICK") != ""

// Choose returns quick where [Quick] is set, else whole.
func Choose[T any](quick, whole T) T {
	if Quick {
		return quick
	}
	return whole
}

// None is the figure of what was not measured.
var None = math.NaN()

// Alternate runs each program once per round, in turn, and returns the median
// of what each gave. A nil program gives [None].
func Alternate(rounds int, programs ...func() float64) []float64 {
	given := make([][]float64, len(programs))
	for range rounds {
		for i, run := range programs {
			if run != nil {
				given[i] = append(given[i], run())
			}
		}
	}
	medians := make([]float64, len(programs))
	for i := range given {
		medians[i] = Median(given[i])
	}
	return medians
}

// Median returns the middle of the figures, [None] when there are none.
func Median(list []float64) float64 {
	if len(list) == 0 {
		return None
	}
	sorted := slices.Sorted(slices.Values(list))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// Percentile returns, in milliseconds, the time that p of 100 were not above.
func Percentile(list []time.Duration, p int) float64 {
	if len(list) == 0 {
		return None
	}
	sorted := slices.Sorted(slices.Values(list))
	return Milliseconds(sorted[min(len(sorted)-1, len(sorted)*p/100)])
}

// Milliseconds returns a duration as a number.
func Milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// PerSecond returns how many of n were done each second since start.
func PerSecond(n int, start time.Time) float64 { return float64(n) / time.Since(start).Seconds() }
