package matter

import (
	"context"
	"strings"

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
		s := Station{Kind: Handed, Day: m.day, Body: h.BodyName, Title: m.from + " → " + h.BodyName, Path: "/organer/" + h.BodySlug}
		if i+1 < len(moves) {
			s.Body, s.Title = moves[i+1].from, m.from+" → "+moves[i+1].from
		}
		at, err := publicItem(ctx, tx, m.decisionID, m.path)
		if err != nil {
			return nil, err
		}
		if at != "" {
			s.Path = at
		}
		list = append(list, s)
	}
	return list, err
}

// publicItem returns the address of the public item where a decision is read, "" when
// the public cannot read it.
func publicItem(ctx context.Context, tx *db.Tx, decisionID, path string) (string, error) {
	const item = `SELECT '/moeder/' || m.slug || '/' || i.anchor FROM agenda_item i JOIN meeting m ON m.id = i.meeting_id`
	slug, anchor, _ := strings.Cut(strings.TrimPrefix(path, "/moeder/"), "/")
	query, args := item+` WHERE m.slug = $1 AND i.anchor = $2 AND i.closed = false`, []any{slug, anchor}
	if decisionID != "" {
		query, args = item+` JOIN planned_meeting p ON p.meeting_id = m.id JOIN decision d ON d.meeting_id = p.id AND d.number = i.number
			WHERE d.id = $1 AND d.closed = false AND i.closed = false
			  AND EXISTS (SELECT 1 FROM publication b WHERE b.planned_id = p.id AND b.kind = 'minutes' AND b.state = 'published')`, []any{decisionID}
	}
	list, err := db.Collect(ctx, tx, func(r row) (at string, err error) { return at, r.Scan(&at) }, query+` ORDER BY i.position LIMIT 1`, args...)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0], nil
}
