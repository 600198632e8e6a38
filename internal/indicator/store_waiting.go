package indicator

import (
	"context"
	"time"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/desk"
	"klynge/internal/fault"
)

// Waiting returns what waits for who leads initiatives: figures that are due,
// figures that another has written and that want checking, and for who publishes
// those that may be released.
func (s *Store) Waiting(ctx context.Context, who access.Who, today string) (lines []desk.Line, err error) {
	defer fault.In(&err, "indicator: what waits")
	if !who.MaySomewhere(access.LeadInitiative) {
		return nil, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := db.Collect(ctx, tx, func(r row) (id string, err error) { return id, r.Scan(&id) },
			`SELECT l.initiative_id FROM initiative_life l WHERE EXISTS (SELECT 1 FROM indicator i WHERE i.initiative_id = l.initiative_id) ORDER BY l.initiative_id`)
		for _, initiativeID := range all {
			more, err := waitsIn(ctx, tx, who, initiativeID, today)
			if err != nil {
				return err
			}
			lines = append(lines, more...)
		}
		return err
	})
	return lines, err
}

func waitsIn(ctx context.Context, tx *db.Tx, who access.Who, initiativeID, today string) (lines []desk.Line, err error) {
	p, err := placeOf(ctx, tx, initiativeID)
	if err != nil || !who.May(access.LeadInitiative, p.BodyID) {
		return nil, err
	}
	list, err := definedAt(ctx, tx, initiativeID, tx.Now)
	for _, i := range list {
		w, err := work(ctx, tx, who, i)
		if err != nil {
			return nil, err
		}
		lines = append(lines, w.waits(who, today)...)
	}
	return lines, err
}

// waits are the lines of one indicator on a day.
func (w Work) waits(who access.Who, today string) (lines []desk.Line) {
	say := func(due, text, place string) {
		lines = append(lines, desk.Line{Due: due, Text: text, About: w.Title + ": " + w.Name, Body: w.BodyName, Path: w.Path() + place})
	}
	if w.Running && w.Due && (len(w.Values) > 0 || w.Start != "" && w.Next.Starts() >= w.Start) {
		// A figure is asked for ten days after its period.
		say(w.Next.Next().From.AddDate(0, 0, 10).Format(time.DateOnly), "Skriv værdien for "+w.Next.String(), "#vaerdi")
	}
	unchecked := 0
	for _, v := range w.InState(Computed) {
		if v.ByID != who.Account.ID {
			unchecked++
		}
	}
	if unchecked > 0 {
		say("", "Kontrollér "+danish.Count(unchecked, "værdi", "værdier"), "#kontrol")
	}
	if n := len(w.InState(Checked)); n > 0 && w.Decided && who.May(access.Publish, w.BodyID) {
		say("", "Frigiv "+danish.Count(n, "værdi", "værdier"), "#frigiv")
	}
	return lines
}

// An Issue is a day on which figures of an indicator were let out, for the story
// of a matter.
type Issue struct {
	At        time.Time
	Indicator Indicator
	Figures   int
	Replaced  int    // of them that took the place of earlier ones
	Verdict   string // of the chart as it was then
}

// IssuesOf returns when figures of an initiative's indicators were let out, the
// first first.
func IssuesOf(ctx context.Context, tx *db.Tx, initiativeID string) (list []Issue, err error) {
	defer fault.In(&err, "indicator: issues of %s", initiativeID)
	all, err := definedAt(ctx, tx, initiativeID, tx.Now)
	if err != nil {
		return nil, err
	}
	at := map[string]Indicator{}
	for _, i := range all {
		at[i.ID] = i
	}
	list, err = db.Collect(ctx, tx, func(r row) (e Issue, err error) {
		var instant int64
		var indicatorID string
		err = r.Scan(&instant, &indicatorID, &e.Figures, &e.Replaced)
		e.At, e.Indicator = db.Instant(instant), at[indicatorID]
		return e, err
	}, `SELECT r.at, r.indicator_id, COUNT(*), COUNT(v.supersedes_id) FROM indicator_release r JOIN indicator i ON i.id = r.indicator_id
		JOIN indicator_value v ON v.release_id = r.id WHERE i.initiative_id = $1 GROUP BY r.id, r.at, r.indicator_id, i.number, r.number ORDER BY r.at, i.number, r.number`, initiativeID)
	for n := range list {
		s, err := releasedSeries(ctx, tx, list[n].Indicator, list[n].At)
		if err != nil {
			return nil, err
		}
		list[n].Verdict = s.Verdict
	}
	return list, err
}
