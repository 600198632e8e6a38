package mapping

import (
	"context"

	"klynge/internal/db"
	"klynge/internal/fault"
)

// A Running study is one that a body would leave behind when it ends.
type Running struct{ ID, Title, Ends string }

// RunningOf returns the studies of a body that is not closed and whose report is
// not published.
func RunningOf(ctx context.Context, tx *db.Tx, bodyID string) (_ []Running, err error) {
	defer fault.In(&err, "mapping: running in %s", bodyID)
	return db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (r Running, err error) {
		return r, row.Scan(&r.ID, &r.Title, &r.Ends)
	}, `SELECT id, title, ends FROM mapping_study WHERE body_id = $1 AND published_at IS NULL AND state <> 'closed' ORDER BY id`, bodyID)
}

// PassOn makes a running study another body's, in the transaction of a reform
// (R49). Done twice it changes nothing.
func PassOn(ctx context.Context, tx *db.Tx, studyID, toBody string) (err error) {
	defer fault.In(&err, "mapping: pass %s on to %s", studyID, toBody)
	_, err = tx.ExecContext(ctx, `UPDATE mapping_study SET body_id = $2, version = version + 1 WHERE id = $1 AND body_id <> $2 AND published_at IS NULL AND state <> 'closed'`, studyID, toBody)
	return err
}

// Close ends a running study with its body, in the transaction of a reform (R49).
// What was written stays to be read, and that the key was erased may still be said
// (G6); nothing else changes any more. Done twice it changes nothing.
func Close(ctx context.Context, tx *db.Tx, studyID string) (err error) {
	defer fault.In(&err, "mapping: close %s", studyID)
	_, err = tx.ExecContext(ctx, `UPDATE mapping_study SET state = $2, version = version + 1 WHERE id = $1 AND published_at IS NULL AND state <> $2`, studyID, Closed)
	return err
}
