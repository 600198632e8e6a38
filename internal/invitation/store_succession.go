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
