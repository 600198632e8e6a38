package plan

import (
	"context"
	"database/sql"
	"time"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/fault"
)

// Progress returns how far a meeting has come. It reads what the packages of the
// stations have written, and no more than whether they have.
func (s *Store) Progress(ctx context.Context, meetingID string) (p Progress, err error) {
	defer fault.In(&err, "plan: progress of %s", meetingID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var sent sql.NullInt64
		var sitting, state, slug string
		err := tx.QueryRowContext(ctx, `
			SELECT p.state, (SELECT COUNT(*) FROM draft_item i WHERE i.meeting_id = p.id), (SELECT MIN(d.sent_at) FROM dispatch d WHERE d.meeting_id = p.id),
			       COALESCE((SELECT s.state FROM sitting s WHERE s.meeting_id = p.id), ''),
			       EXISTS (SELECT 1 FROM minutes_version v WHERE v.meeting_id = p.id),
			       EXISTS (SELECT 1 FROM minutes_version v WHERE v.meeting_id = p.id AND v.act = 'approved'),
			       EXISTS (SELECT 1 FROM publication u WHERE u.planned_id = p.id AND u.state = 'published' AND u.kind = 'minutes'),
			       EXISTS (SELECT 1 FROM publication u WHERE u.planned_id = p.id AND u.state = 'published' AND u.kind = 'agenda'),
			       COALESCE((SELECT m.slug FROM meeting m WHERE m.id = p.meeting_id), '')
			FROM planned_meeting p WHERE p.id = $1`, meetingID).Scan(&state, &p.Items, &sent, &sitting, &p.Written, &p.Approved, &p.Published, &p.Agenda, &slug)
		if err != nil {
			return db.Missing(err, "Mødet findes ikke.")
		}
		p.Held = State(state) == Held
		p.Open = sitting != "" && sitting != "closed" && !p.Held
		if sent.Valid {
			p.SentOn = access.Day(time.UnixMicro(sent.Int64))
		}
		if slug != "" {
			p.Path = "/moeder/" + slug
		}
		return nil
	})
	return p, err
}

// Sent returns which of a body's meetings have had their agenda sent.
func (s *Store) Sent(ctx context.Context, bodyID string) (sent map[string]bool, err error) {
	defer fault.In(&err, "plan: what was sent by %s", bodyID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err := db.Collect(ctx, tx, func(r row) (id string, err error) { return id, r.Scan(&id) },
			`SELECT DISTINCT d.meeting_id FROM dispatch d JOIN planned_meeting p ON p.id = d.meeting_id WHERE p.body_id = $1`, bodyID)
		sent = make(map[string]bool, len(list))
		for _, id := range list {
			sent[id] = true
		}
		return err
	})
	return sent, err
}

// Body returns a body by its id.
func (s *Store) Body(ctx context.Context, bodyID string) (o body.Organization, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		o, err = body.Find(ctx, tx, bodyID)
		return err
	})
	return o, err
}

// BodyBySlug returns a body by its address.
func (s *Store) BodyBySlug(ctx context.Context, slug string) (o body.Organization, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		var bodyID string
		if err := tx.QueryRowContext(ctx, `SELECT id FROM organization WHERE slug = $1`, slug).Scan(&bodyID); err != nil {
			return db.Missing(err, "Organet findes ikke.")
		}
		o, err = body.Find(ctx, tx, bodyID)
		return err
	})
	return o, err
}
