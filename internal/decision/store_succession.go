package decision

import (
	"context"
	"database/sql"
	"errors"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// PassOn makes another body the one that waits for a follow-up, in the transaction
// of a reform (R49). Its owner, its day and the links that were mailed stay; seatID
// is the owner's seat there, "" for none. Done twice it changes nothing.
func PassOn(ctx context.Context, tx *db.Tx, who access.Who, followUpID, toBody, seatID, reason string) (err error) {
	defer fault.In(&err, "decision: pass %s on to %s", followUpID, toBody)
	if err := tx.Turn(ctx); err != nil {
		return err
	}
	f, err := FindFollowUp(ctx, tx, followUpID)
	if err != nil || f.BodyID == toBody {
		return err
	}
	var from, to string
	if err := tx.QueryRowContext(ctx, `SELECT a.name, b.name FROM organization a, organization b WHERE a.id = $1 AND b.id = $2`, f.BodyID, toBody).Scan(&from, &to); err != nil {
		return db.Missing(err, "Organet findes ikke. Intet er ændret.")
	}
	f.SeatID = seatID
	if err := update(ctx, tx, f); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE follow_up SET body_id = $2 WHERE id = $1`, f.ID, toBody); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO follow_up_change (id, follow_up_id, at, by_whom, what, was, became, reason) VALUES ($1, $2, $3, $4, 'body', $5, $6, $7)`,
		id.New(tx.Now), f.ID, tx.Now.UnixMicro(), who.Account.Name, from, to, reason)
	return err
}

// Drop calls a follow-up off because the body that waits for it ends. One that is
// over already is left as it is.
func Drop(ctx context.Context, tx *db.Tx, who access.Who, followUpID, reason string) (err error) {
	defer fault.In(&err, "decision: drop %s", followUpID)
	if err := tx.Turn(ctx); err != nil {
		return err
	}
	f, err := FindFollowUp(ctx, tx, followUpID)
	if err != nil || !f.Runs() {
		return err
	}
	f.State = Dismissed
	return tell(ctx, tx, f, Report{By: who.Account.Name, Via: ByPage, State: Dismissed, Text: reason})
}

// Standing returns a decision that others may rest on: it is in force, and was no
// postponement and no refusal.
func Standing(ctx context.Context, tx *db.Tx, decisionID string) (d Decision, err error) {
	defer fault.In(&err, "decision: %s as a ground", decisionID)
	d, err = scanDecision(tx.QueryRowContext(ctx, decisions+` WHERE d.id = $1 AND d.state = 'in-force' AND d.outcome NOT IN ('postponed', 'rejected')`, decisionID))
	if errors.Is(err, sql.ErrNoRows) {
		return d, fault.New(fault.Invalid, "Beslutningen findes ikke, gælder ikke længere eller var en udsættelse eller et afslag. Vælg en anden. Intet er ændret.")
	}
	return d, err
}
