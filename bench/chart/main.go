// Chart measures how many run charts are computed each second, with their
// verdict, and how many are drawn.
//
//	BENCH=chart make bench
//
// The limit for computing is a loop that finds the median and counts runs and
// crossings of bare numbers. The limit for drawing is a loop that writes a dot, a
// stroke and a label for each point of the same series, and knows nothing of
// axes, limits or words.
package main

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"time"

	"klynge/bench/measure"
	"klynge/internal/indicator/spc"
)

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench/chart:", err)
		os.Exit(1)
	}
}

const (
	months = 36 // of each series
	series = 500
)

func run(out io.Writer) error {
	all := invent()
	rounds := measure.Choose(3, 9)
	table := measure.NewTable(fmt.Sprintf("Charts: %d series of %d months, one core, median of %d rounds in turn", series, months, rounds))
	computed := measure.Alternate(rounds, compute(all, spc.Run), compute(all, spc.P), bareRuns(all))
	table.Add(measure.Row{What: "Run charts computed", Unit: "charts/s", Ours: computed[0], Limit: computed[2], Goal: "≥ 10,000", Met: computed[0] >= 10_000})
	table.Add(measure.Row{What: "p charts computed", Unit: "charts/s", Ours: computed[1], Limit: computed[2]})
	var failed error
	drawn := measure.Alternate(rounds, draw(all, spc.Run, &failed), draw(all, spc.P, &failed), bareDrawing(all))
	if failed != nil {
		return failed
	}
	table.Add(measure.Row{What: "Run charts computed and drawn", Unit: "charts/s", Ours: drawn[0], Limit: drawn[2], Goal: "≥ 500", Met: drawn[0] >= 500})
	table.Add(measure.Row{What: "p charts computed and drawn", Unit: "charts/s", Ours: drawn[1], Limit: drawn[2]})
	table.Note("The limits: median, runs and crossings of bare numbers in a loop; a dot, a stroke and a label for each point as bare text.")
	table.Print(out)
	runtime.KeepAlive(seen)
	return nil
}

// invent returns series of shares that vary by chance, every fourth with a change.
func invent() [][]spc.Point {
	random := rand.New(rand.NewPCG(36, 500))
	all := make([][]spc.Point, series)
	for i := range all {
		for month := range months {
			of := float64(80 + random.IntN(60))
			share := 0.2
			if i%4 == 0 && month > months/2 {
				share = 0.3
			}
			hit := math.Round(of * (share + 0.1*random.Float64()))
			all[i] = append(all[i], spc.Point{Period: fmt.Sprintf("%d-%02d", 2022+month/12, month%12+1), Value: hit / of, Numerator: hit, Denominator: of})
		}
	}
	return all
}

// span is how long each contestant works in a round.
var span = measure.Choose(200*time.Millisecond, time.Second)

// perSecond returns how many of the series something is done to in a second.
func perSecond(all [][]spc.Point, do func([]spc.Point)) float64 {
	start, done := time.Now(), 0
	for time.Since(start) < span {
		for _, points := range all {
			do(points)
		}
		done += len(all)
	}
	return measure.PerSecond(done, start)
}

// seen keeps the compiler from leaving out work whose result nobody reads.
var seen int

func compute(all [][]spc.Point, t spc.Type) func() float64 {
	return func() float64 {
		return perSecond(all, func(points []spc.Point) { seen += spc.New(t, points, spc.Options{}).Last().Crossings })
	}
}

func draw(all [][]spc.Point, t spc.Type, failed *error) func() float64 {
	var b bytes.Buffer
	return func() float64 {
		return perSecond(all, func(points []spc.Point) {
			b.Reset()
			if err := spc.New(t, points, spc.Options{}).SVG(&b, spc.Picture{Title: "Genindlæggelser", Unit: "%", Scale: 100}); err != nil {
				*failed = err
			}
		})
	}
}

func bareRuns(all [][]spc.Point) func() float64 {
	sorted := make([]float64, months)
	return func() float64 {
		return perSecond(all, func(points []spc.Point) {
			for i, p := range points {
				sorted[i] = p.Value
			}
			slices.Sort(sorted)
			median := (sorted[(months-1)/2] + sorted[months/2]) / 2
			longest, run, crossings, above := 0, 0, 0, false
			for _, p := range points {
				if p.Value == median {
					continue
				}
				if now := p.Value > median; run > 0 && now == above {
					run++
				} else {
					if run > 0 {
						crossings++
					}
					above, run = now, 1
				}
				longest = max(longest, run)
			}
			seen += longest + crossings
		})
	}
}

func bareDrawing(all [][]spc.Point) func() float64 {
	var b []byte
	return func() float64 {
		return perSecond(all, func(points []spc.Point) {
			b = append(b[:0], `<svg viewBox="0 0 720 300">`...)
			for i, p := range points {
				x, y := float64(i)*16, 300*(1-p.Value)
				b = strconv.AppendFloat(append(b, `<circle r="3" cx="`...), x, 'f', 1, 64)
				b = strconv.AppendFloat(append(b, `" cy="`...), y, 'f', 1, 64)
				b = strconv.AppendFloat(append(b, `"/><path d="M`...), x, 'f', 1, 64)
				b = strconv.AppendFloat(append(b, `,`...), y, 'f', 1, 64)
				b = strconv.AppendFloat(append(b, `h16"/><text x="`...), x, 'f', 1, 64)
				b = append(append(append(b, `">`...), p.Period...), `</text>`...)
			}
			b = append(b, `</svg>`...)
			seen += len(b)
		})
	}
}
