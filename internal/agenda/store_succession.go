package agenda

import (
	"context"

	"klynge/internal/db"
	"klynge/internal/fault"
)

// Waiting items and coming agendas of a body that ends, in the transaction of the
// reform (R49). An item keeps its id, its texts and its papers.

// WaitingOf returns the items that wait in the backlog of a body.
func WaitingOf(ctx context.Context, tx *db.Tx, bodyID string) (list []Item, err error) {
	defer fault.In(&err, "agenda: items that wait in %s", bodyID)
	ids, err := db.Collect(ctx, tx, func(r interface{ Scan(...any) error }) (id string, err error) { return id, r.Scan(&id) },
		`SELECT id FROM draft_item WHERE body_id = $1 AND meeting_id IS NULL AND state IN ('proposed', 'ready') ORDER BY id`, bodyID)
	for _, id := range ids {
		it, err := Find(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		list = append(list, it)
	}
	return list, err
}

// PassOn moves a waiting item to the backlog of another body, whose secretariat
// takes it up or not. Done twice it changes nothing.
func PassOn(ctx context.Context, tx *db.Tx, itemID, toBody string) (err error) {
	defer fault.In(&err, "agenda: pass %s on to %s", itemID, toBody)
	_, err = tx.ExecContext(ctx, `UPDATE draft_item SET body_id = $2, changed_at = $3, version = version + 1 WHERE id = $1 AND meeting_id IS NULL AND body_id <> $2`,
		itemID, toBody, tx.Now.UnixMicro())
	return err
}

// FollowMeeting gives the items of an agenda to the body that its meeting now is of.
func FollowMeeting(ctx context.Context, tx *db.Tx, meetingID string) (err error) {
	defer fault.In(&err, "agenda: items follow meeting %s", meetingID)
	_, err = tx.ExecContext(ctx, `UPDATE draft_item SET body_id = (SELECT body_id FROM planned_meeting WHERE id = $1), changed_at = $2, version = version + 1
		WHERE meeting_id = $1`, meetingID, tx.Now.UnixMicro())
	return err
}

// Release puts the items of a meeting that was called off back to wait, so that
// none is lost with it. What belongs to every agenda goes with the meeting.
func Release(ctx context.Context, tx *db.Tx, meetingID, toBody string) (err error) {
	defer fault.In(&err, "agenda: release the items of %s", meetingID)
	_, err = tx.ExecContext(ctx, `UPDATE draft_item SET meeting_id = NULL, position = 0, number = '', state = 'ready', late = false, supplement = -1, body_id = $2,
		changed_at = $3, version = version + 1 WHERE meeting_id = $1 AND task = '' AND state = 'on-agenda'`, meetingID, toBody, tx.Now.UnixMicro())
	return err
}
