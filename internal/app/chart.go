package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"klynge/internal/indicator"
	"klynge/internal/indicator/spc"
)

type chartCommand struct {
	Type     string `required:"" enum:"run,i,mr,p,u,c,pp,up,t" help:"Slags diagram: run, i, mr, p, u, c, pp, up eller t."`
	JSON     bool   `name:"json" help:"Skriv midterlinje, grænser og dom som JSON."`
	SVG      string `name:"svg" type:"path" placeholder:"FIL" help:"Tegn diagrammet i denne fil."`
	Title    string `help:"Overskrift til tegningen."`
	Baseline int    `help:"Fastlås midterlinje og grænser efter de første så mange punkter."`
	Split    []int  `help:"Begynd en ny del ved dette punkt, talt fra 1."`
	Screened bool   `help:"Se bort fra usædvanlige spring, når grænserne beregnes (i-diagram)."`
	File     string `arg:"" name:"fil" help:"CSV med periode og værdi, eller periode, tæller og nævner."`
}

func (c chartCommand) Run(streams Streams) error {
	data, err := fileBytes(c.File, 64<<20)
	if err != nil {
		return err
	}
	points, err := indicator.ReadCSV(data)
	if err != nil {
		return err
	}
	kind := spc.Type(c.Type)
	if err := spc.Check(kind, points); err != nil {
		return err
	}
	options := spc.Options{Baseline: c.Baseline, Screened: c.Screened}
	for _, at := range c.Split {
		options.Splits = append(options.Splits, at-1)
	}
	chart := spc.New(kind, points, options)
	if c.SVG != "" {
		var picture bytes.Buffer
		if err := chart.SVG(&picture, spc.Picture{Title: c.Title}); err != nil {
			return err
		}
		if err := writeWhole(c.SVG, picture.Bytes()); err != nil {
			return err
		}
	}
	if c.JSON {
		return chartJSON(streams.Out, chart)
	}
	return chartText(streams.Out, chart)
}

// chartJSON prints the part that is still running. Lower and upper are one
// number where they are the same for every point, and a list where they follow
// the denominators. What there is no verdict on is null.
func chartJSON(out io.Writer, chart spc.Chart) error {
	p := chart.Last()
	verdict := func(v any, known bool) any {
		if !known {
			return nil
		}
		return v
	}
	outside := []int{}
	for i, point := range p.Points {
		if point.Outside {
			outside = append(outside, i+1)
		}
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(map[string]any{
		"type":          string(chart.Type),
		"centre":        finite(p.Centre),
		"n":             p.N,
		"longest":       p.Longest,
		"crossings":     p.Crossings,
		"longest_max":   verdict(p.LongestMax, p.LongestMax > 0),
		"crossings_min": verdict(p.CrossingsMin, p.LongestMax > 0),
		"signal":        verdict(p.Signal(), p.Verdict()),
		"lower":         limits(p.Points, func(q spc.Plotted) float64 { return q.Lower }),
		"upper":         limits(p.Points, func(q spc.Plotted) float64 { return q.Upper }),
		"outside":       outside,
	})
}

func finite(v float64) any {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return v
}

func limits(points []spc.Plotted, limit func(spc.Plotted) float64) any {
	var each []any
	same := true
	var one any
	for _, p := range points {
		v := finite(limit(p))
		each = append(each, v)
		if v != nil && one == nil {
			one = v
		}
		same = same && (v == nil || v == one)
	}
	if same {
		return one
	}
	return each
}

func chartText(out io.Writer, chart spc.Chart) error {
	var b strings.Builder
	for _, p := range chart.Parts {
		fmt.Fprintf(&b, "%s. Midterlinje %s. %s\n\n", spc.Names[chart.Type], decimal(p.Centre), p.Say())
		fmt.Fprintf(&b, "  %-12s %12s %12s %12s\n", "Periode", "Værdi", "Nedre", "Øvre")
		for _, q := range p.Points {
			mark := ""
			if q.Outside {
				mark = "  uden for grænserne"
			}
			value := decimal(q.Y)
			if q.Missing {
				value = "–"
			}
			fmt.Fprintf(&b, "  %-12s %12s %12s %12s%s\n", q.Period, value, decimal(q.Lower), decimal(q.Upper), mark)
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// decimal writes a number the Danish way with at most four decimals.
func decimal(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "–"
	}
	s := strconv.FormatFloat(v, 'f', 4, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	return strings.Replace(s, ".", ",", 1)
}
