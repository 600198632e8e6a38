package minutes

import (
	"context"
	"encoding/json"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
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
