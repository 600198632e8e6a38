package agenda

import (
	"context"
	"encoding/json"
	"time"

	"klynge/internal/db"
	"klynge/internal/draft"
	"klynge/internal/fault"
)

const columns = `id, body_id, COALESCE(meeting_id, ''), position, number, type, task, subject, closed, closed_until, minutes, presenter, case_number,
	matter_id, state, origin, origin_id, proposed_by, COALESCE(proposed_at, 0), late, supplement, version`

func scan(row interface{ Scan(...any) error }) (it Item, err error) {
	var proposed int64
	err = row.Scan(&it.ID, &it.BodyID, &it.MeetingID, &it.Position, &it.Number, &it.Type, &it.Task, &it.Subject, &it.Closed, &it.ClosedUntil,
		&it.Minutes, &it.Presenter, &it.CaseNumber, &it.MatterID, &it.State, &it.Origin, &it.OriginID, &it.ProposedBy, &proposed, &it.Late,
		&it.Supplement, &it.Version)
	if proposed != 0 {
		it.ProposedAt = time.UnixMicro(proposed).UTC()
	}
	return it, err
}

// Find returns an item with its texts.
func Find(ctx context.Context, tx *db.Tx, id string) (_ Item, err error) {
	defer fault.In(&err, "agenda: find item %s", id)
	it, err := scan(tx.QueryRowContext(ctx, `SELECT `+columns+` FROM draft_item WHERE id = $1`, id))
	if err != nil {
		return it, db.Missing(err, "Punktet findes ikke.")
	}
	return it, fill(ctx, tx, &it)
}

// Of returns the items of a meeting's agenda as it stands, in order.
func Of(ctx context.Context, tx *db.Tx, meetingID string) (list []Item, err error) {
	defer fault.In(&err, "agenda: of meeting %s", meetingID)
	list, err = db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM draft_item WHERE meeting_id = $1 ORDER BY position, id`, meetingID)
	for i := range list {
		if err == nil {
			err = fill(ctx, tx, &list[i])
		}
	}
	return list, err
}

// fill gives an item its texts.
func fill(ctx context.Context, tx *db.Tx, it *Item) (err error) {
	if it.Fields, err = draft.Of(ctx, tx, it.ID); err != nil {
		return err
	}
	it.Sections, err = db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (s Section, err error) {
		err = row.Scan(&s.ID, &s.Heading)
		s.Text = it.Text(SectionField + s.ID)
		return s, err
	}, `SELECT id, heading FROM draft_section WHERE item_id = $1 ORDER BY position, id`, it.ID)
	if err != nil {
		return err
	}
	it.Recommendations, err = db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (r Recommendation, err error) {
		err = row.Scan(&r.ID)
		r.Text = it.Text(ProposalLine + r.ID)
		return r, err
	}, `SELECT id FROM draft_recommendation WHERE item_id = $1 ORDER BY position, id`, it.ID)
	return err
}

// Dispatches returns what was sent for a meeting, the agenda first.
func Dispatches(ctx context.Context, tx *db.Tx, meetingID string) (_ []Dispatch, err error) {
	defer fault.In(&err, "agenda: sent for meeting %s", meetingID)
	return db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (d Dispatch, err error) {
		var content string
		var at int64
		if err := row.Scan(&d.ID, &d.MeetingID, &d.Number, &content, &d.Late, &d.Reason, &at, &d.By); err != nil {
			return d, err
		}
		d.At = time.UnixMicro(at).UTC()
		return d, json.Unmarshal([]byte(content), &d.Content)
	}, `SELECT id, meeting_id, number, content, late, reason, sent_at, sent_by FROM dispatch WHERE meeting_id = $1 ORDER BY number`, meetingID)
}
