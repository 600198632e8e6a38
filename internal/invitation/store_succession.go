package invitation

import (
	"context"

	"klynge/internal/db"
	"klynge/internal/fault"
)

// Reseat gives the call that one seat got to a meeting to another seat of the same
// person, with the answer and the links that were mailed, when the meeting goes to
// another body (R49). Done twice it changes nothing.
func Reseat(ctx context.Context, tx *db.Tx, meetingID, fromSeat, toSeat string) (err error) {
	defer fault.In(&err, "invitation: reseat %s at %s", fromSeat, meetingID)
	if _, err := tx.ExecContext(ctx, `UPDATE invitation SET seat_id = $3 WHERE meeting_id = $1 AND seat_id = $2
		AND NOT EXISTS (SELECT 1 FROM invitation i WHERE i.meeting_id = $1 AND i.seat_id = $3)`, meetingID, fromSeat, toSeat); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE invitation SET substitute = $3 WHERE meeting_id = $1 AND substitute = $2`, meetingID, fromSeat, toSeat); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE access_link SET object = $2 WHERE object = $1 AND revoked_at IS NULL`, meetingID+"/"+fromSeat, meetingID+"/"+toSeat)
	return err
}

// OpenPolls returns the polls of a body that wait for answers or for somebody to
// choose a date, by id.
func OpenPolls(ctx context.Context, tx *db.Tx, bodyID string) (list []Poll, err error) {
	defer fault.In(&err, "invitation: open polls of %s", bodyID)
	return db.Collect(ctx, tx, func(r interface{ Scan(...any) error }) (p Poll, err error) {
		return p, r.Scan(&p.ID, &p.Title, &p.Deadline)
	}, `SELECT id, title, deadline FROM poll WHERE body_id = $1 AND state = $2 ORDER BY id`, bodyID, Open)
}

// EndPoll ends a poll as [Store.ClosePoll] does, in the transaction of a reform
// (R49).
func EndPoll(ctx context.Context, tx *db.Tx, bodyID, pollID string) (err error) {
	defer fault.In(&err, "invitation: end poll %s", pollID)
	return end(ctx, tx, bodyID, pollID, Closed)
}
