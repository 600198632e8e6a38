package indicator

import (
	"fmt"
	"time"

	"klynge/internal/indicator"
	"klynge/internal/indicator/spc"
	"klynge/internal/web"
)

// periodIn writes a period in a language: "november 2026", "November 2026".
func periodIn(l web.Language, p indicator.Period) string {
	if l == web.Danish {
		return p.String()
	}
	year, month := p.From.Year(), int(p.From.Month())
	switch p.Frequency {
	case indicator.Weekly:
		year, week := p.From.ISOWeek()
		return fmt.Sprintf("week %d %d", week, year)
	case indicator.Monthly:
		return p.From.Format("January 2006")
	case indicator.Quarterly:
		return fmt.Sprintf("Q%d %d", (month+2)/3, year)
	case indicator.HalfYear:
		return fmt.Sprintf("H%d %d", (month+5)/6, year)
	case indicator.Yearly:
		return p.Key()
	}
	return l.Date(p.Starts())
}

// shortPeriod writes a period as it stands under a chart: "nov. 26", "Nov 26".
func shortPeriod(l web.Language, p indicator.Period) string {
	if l == web.Danish {
		return p.Short()
	}
	year, month := p.From.Format("06"), int(p.From.Month())
	switch p.Frequency {
	case indicator.Weekly:
		year, week := p.From.ISOWeek()
		return fmt.Sprintf("w%d %02d", week, year%100)
	case indicator.Monthly:
		return p.From.Format("Jan 06")
	case indicator.Quarterly:
		return fmt.Sprintf("Q%d %s", (month+2)/3, year)
	case indicator.HalfYear:
		return fmt.Sprintf("H%d %s", (month+5)/6, year)
	case indicator.Yearly:
		return p.Key()
	}
	return p.From.Format("2 Jan 06")
}

// example writes how a period may be typed, in a language.
func example(l web.Language, f indicator.Frequency) string {
	if l == web.Danish || f == indicator.Daily || f == indicator.Event {
		return f.Example()
	}
	return periodIn(l, indicator.PeriodOf(f, time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)))
}

// named returns the chart of a series with the names of its periods in a language.
func named(l web.Language, s indicator.Series) spc.Chart {
	parts, n := make([]spc.Part, len(s.Chart.Parts)), 0
	for i, part := range s.Chart.Parts {
		points := make([]spc.Plotted, len(part.Points))
		for k, point := range part.Points {
			point.Period = shortPeriod(l, s.Points[n].Period)
			points[k], n = point, n+1
		}
		parts[i] = part
		parts[i].Points = points
	}
	chart := s.Chart
	chart.Parts = parts
	return chart
}
