package matter

import (
	"context"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/indicator"
	"klynge/internal/report"
)

// effectsOf returns what an initiative has shown: its indicators as far as they are
// released, and its reports. The public sees the reports that are let out.
func effectsOf(ctx context.Context, tx *db.Tx, initiativeID string, inside bool) (list []Station, err error) {
	series, err := indicator.OfInitiative(ctx, tx, initiativeID)
	if err != nil {
		return nil, err
	}
	for _, s := range series {
		if one, ok := fromSeries(s); ok {
			if inside {
				one.Path = s.Path()
			}
			list = append(list, one)
		}
	}
	reports, err := report.OfInitiative(ctx, tx, initiativeID)
	if err != nil {
		return nil, err
	}
	for _, r := range reports {
		one := Station{Kind: Reported, Day: access.Day(r.At), Title: r.Title, Path: r.PublicPath}
		if inside {
			one.Path, one.Inside = r.Path, r.PublicPath == ""
		}
		if inside || r.PublicPath != "" {
			list = append(list, one)
		}
	}
	return list, nil
}

// fromSeries returns the released figures of an indicator as one station, on the
// day of the latest release. One of which nothing is out is none.
func fromSeries(s indicator.Series) (one Station, ok bool) {
	one = Station{Kind: Measured, Title: s.Name, Path: s.PublicPath(), Verdict: s.Verdict}
	for _, p := range s.Points {
		if p.Missing || p.Hidden {
			continue
		}
		one.Points = append(one.Points, Point{Period: p.Period.String(), Value: p.Value, Said: p.Text})
		one.Day = max(one.Day, access.Day(p.ReleasedAt))
	}
	return one, len(one.Points) > 0
}
