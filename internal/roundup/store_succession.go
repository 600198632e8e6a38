package roundup

import (
	"context"

	"klynge/internal/db"
	"klynge/internal/fault"
)

// RunningOf returns the round-ups of a body that are neither published nor closed.
func RunningOf(ctx context.Context, tx *db.Tx, bodyID string) (_ []Roundup, err error) {
	defer fault.In(&err, "roundup: running in %s", bodyID)
	return db.Collect(ctx, tx, scan, heads+`WHERE r.body_id = $1 AND r.state NOT IN ('published', 'closed') ORDER BY r.id`, bodyID)
}

// PassOn makes a running round-up another body's, in the transaction of a reform
// (R49). Its groups, their notes and the links that were mailed stay. Done twice it
// changes nothing.
func PassOn(ctx context.Context, tx *db.Tx, roundupID, toBody string) (err error) {
	defer fault.In(&err, "roundup: pass %s on to %s", roundupID, toBody)
	_, err = tx.ExecContext(ctx, `UPDATE roundup SET body_id = $2, version = version + 1 WHERE id = $1 AND body_id <> $2 AND state NOT IN ('published', 'closed')`, roundupID, toBody)
	return err
}

// Close ends a running round-up with its body, in the transaction of a reform
// (R49). What was written stays to be read; nobody may write more. Done twice it
// changes nothing.
func Close(ctx context.Context, tx *db.Tx, roundupID string) (err error) {
	defer fault.In(&err, "roundup: close %s", roundupID)
	_, err = tx.ExecContext(ctx, `UPDATE roundup SET state = $2, version = version + 1 WHERE id = $1 AND state NOT IN ('published', 'closed')`, roundupID, Closed)
	return err
}
