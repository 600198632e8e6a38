package matter

import (
	"context"

	"klynge/internal/db"
	"klynge/internal/initiative"
)

// handedOf returns when another body became responsible for an initiative, each
// time with the body that took over and the decision, where the public may read it.
func handedOf(ctx context.Context, tx *db.Tx, h Head) (list []Station, err error) {
	type move struct{ day, from, decisionID, path string }
	moves, err := db.Collect(ctx, tx, func(r row) (m move, err error) { return m, r.Scan(&m.day, &m.from, &m.decisionID, &m.path) },
		`SELECT day, text, COALESCE(decision_id, ''), decision_path FROM initiative_event
		WHERE initiative_id = $1 AND what = $2 AND to_state = '' ORDER BY number`, h.ID, initiative.Adopted)
	for i, m := range moves {
		if err != nil {
			return nil, err
		}
		s := Station{Kind: Handed, Day: m.day, Body: h.BodyName, Text: m.from + " → " + h.BodyName, Path: "/organer/" + h.BodySlug}
		if i+1 < len(moves) {
			s.Body, s.Text = moves[i+1].from, m.from+" → "+moves[i+1].from
		}
		s.Title = s.Body
		why, ok, err := initiative.PublicDecision(ctx, tx, initiative.Reference{DecisionID: m.decisionID, Path: m.path})
		if err != nil {
			return nil, err
		}
		if ok {
			s.Path = why.Path
		}
		list = append(list, s)
	}
	return list, err
}

// childrenOf returns the bodies that have adopted an initiative, each on the day it
// did: to the public those that are let out, else those that somebody may see.
func childrenOf(ctx context.Context, tx *db.Tx, children []initiative.Relative) (list []Station, err error) {
	for _, c := range children {
		days, err := db.Collect(ctx, tx, func(r row) (day string, err error) { return day, r.Scan(&day) },
			`SELECT day FROM initiative_event WHERE initiative_id = $1 AND what = $2 AND to_state <> '' ORDER BY number LIMIT 1`, c.ID, initiative.Adopted)
		if err != nil {
			return nil, err
		}
		for _, day := range days {
			list = append(list, Station{Kind: Adopted, Day: day, Title: c.BodyName, Path: drawn(c.Path)})
		}
	}
	return list, nil
}
