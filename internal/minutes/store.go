package minutes

import (
	"context"
	"encoding/json"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// Versions returns the versions of a meeting's minutes, the first first.
func Versions(ctx context.Context, tx *db.Tx, meetingID string) (_ []Version, err error) {
	defer fault.In(&err, "minutes: versions of %s", meetingID)
	return db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (v Version, err error) {
		var content string
		var at int64
		if err := row.Scan(&v.ID, &v.MeetingID, &v.Number, &v.Act, &v.Reason, &content, &at, &v.By); err != nil {
			return v, err
		}
		v.At = time.UnixMicro(at).UTC()
		return v, json.Unmarshal([]byte(content), &v.Content)
	}, `SELECT id, meeting_id, number, act, reason, content, at, by_whom FROM minutes_version WHERE meeting_id = $1 ORDER BY number`, meetingID)
}

// Events returns what those who follow a meeting were told after an event, in
// order, at most limit of them.
func Events(ctx context.Context, tx *db.Tx, meetingID string, after int64, limit int) (_ []Event, err error) {
	defer fault.In(&err, "minutes: events of %s", meetingID)
	return db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (e Event, err error) {
		var data string
		var at int64
		if err := row.Scan(&e.Number, &at, &e.Kind, &e.Closed, &data); err != nil {
			return e, err
		}
		e.At = time.UnixMicro(at).UTC()
		return e, json.Unmarshal([]byte(data), &e.Data)
	}, `SELECT number, at, kind, closed, data FROM sitting_event WHERE meeting_id = $1 AND number > $2 ORDER BY number LIMIT $3`, meetingID, after, limit)
}

// Append tells those who follow a meeting of an event, as the next in the row.
// The number is taken first, so that two transactions never have the same and
// none is missing.
func Append(ctx context.Context, tx *db.Tx, meetingID string, e Event) (_ Event, err error) {
	defer fault.In(&err, "minutes: tell %s of %s", e.Kind, meetingID)
	if _, err := tx.ExecContext(ctx, `UPDATE sitting SET next_event = next_event + 1 WHERE meeting_id = $1`, meetingID); err != nil {
		return e, err
	}
	if err := tx.QueryRowContext(ctx, `SELECT next_event - 1 FROM sitting WHERE meeting_id = $1`, meetingID).Scan(&e.Number); err != nil {
		return e, db.Missing(err, "%s", fault.Sentence(errNotOpened))
	}
	if e.At.IsZero() {
		e.At = tx.Now.UTC()
	}
	data, err := json.Marshal(e.Data)
	if err != nil {
		return e, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO sitting_event (meeting_id, number, at, kind, item_id, closed, data) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		meetingID, e.Number, e.At.UnixMicro(), e.Kind, e.Data.Item, e.Closed, string(data))
	return e, err
}

// AgendaChanged tells those who follow a meeting that a supplement was sent. It
// does nothing for a meeting that has not begun.
func AgendaChanged(ctx context.Context, tx *db.Tx, meetingID string) error {
	s, err := Find(ctx, tx, meetingID)
	if fault.Is(err, fault.Missing) || err == nil && !s.Running() {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = Append(ctx, tx, meetingID, Event{Kind: Agenda})
	return err
}

// fix keeps a record as a version that never changes.
func fix(ctx context.Context, tx *db.Tx, act Act, reason, by string, r Record) (v Version, err error) {
	defer fault.In(&err, "minutes: fix %s as %s", r.MeetingID, act)
	v = Version{ID: id.New(tx.Now), MeetingID: r.MeetingID, Act: act, Reason: reason, Content: r, At: tx.Now.UTC(), By: by}
	if err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(number), 0) + 1 FROM minutes_version WHERE meeting_id = $1`, r.MeetingID).Scan(&v.Number); err != nil {
		return v, err
	}
	content, err := json.Marshal(r)
	if err != nil {
		return v, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO minutes_version (id, meeting_id, number, act, reason, content, at, by_whom) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		v.ID, v.MeetingID, v.Number, v.Act, v.Reason, string(content), v.At.UnixMicro(), v.By)
	return v, err
}

// Fix keeps the record as it stands as a version: an act of the comment round or
// of the approval.
func Fix(ctx context.Context, tx *db.Tx, meetingID string, act Act, reason, by string) (v Version, err error) {
	r, err := RecordOf(ctx, tx, meetingID)
	if err != nil {
		return v, err
	}
	return fix(ctx, tx, act, reason, by, r)
}
