package decision

import (
	"context"
	"database/sql"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

const followUps = `SELECT id, body_id, COALESCE(meeting_id, ''), item_id, COALESCE(decision_id, ''), text, organization, COALESCE(organization_id, ''),
	owner, email, COALESCE(seat_id, ''), due, window_from, window_to, closed, state, made_at, made_by, changed_at, version FROM follow_up`

func scanFollowUp(row interface{ Scan(...any) error }) (f FollowUp, err error) {
	var made, changed int64
	err = row.Scan(&f.ID, &f.BodyID, &f.MeetingID, &f.ItemID, &f.DecisionID, &f.Text, &f.Organization, &f.OrganizationID,
		&f.Owner, &f.Email, &f.SeatID, &f.Due, &f.From, &f.To, &f.Closed, &f.State, &made, &f.MadeBy, &changed, &f.Version)
	f.Made, f.Changed = time.UnixMicro(made).UTC(), time.UnixMicro(changed).UTC()
	return f, err
}

// FindFollowUp returns a follow-up by id.
func FindFollowUp(ctx context.Context, tx *db.Tx, id string) (_ FollowUp, err error) {
	defer fault.In(&err, "decision: find follow-up %s", id)
	f, err := scanFollowUp(tx.QueryRowContext(ctx, followUps+` WHERE id = $1`, id))
	return f, db.Missing(err, "Opfølgningen findes ikke.")
}

// OpenOf returns what a body waits for, the one that is due first first.
func OpenOf(ctx context.Context, tx *db.Tx, bodyID string) (_ []FollowUp, err error) {
	defer fault.In(&err, "decision: open follow-ups of %s", bodyID)
	return db.Collect(ctx, tx, scanFollowUp, followUps+` WHERE body_id = $1 AND state IN ('open', 'reported') ORDER BY due, id`, bodyID)
}

// OfItem returns the follow-ups that an item gave rise to.
func OfItem(ctx context.Context, tx *db.Tx, itemID string) (_ []FollowUp, err error) {
	defer fault.In(&err, "decision: follow-ups of item %s", itemID)
	return db.Collect(ctx, tx, scanFollowUp, followUps+` WHERE item_id = $1 ORDER BY id`, itemID)
}

// AddFollowUp keeps a new follow-up, in the transaction of what asked for it.
func AddFollowUp(ctx context.Context, tx *db.Tx, f FollowUp) (_ FollowUp, err error) {
	defer fault.In(&err, "decision: add follow-up")
	if f.Text == "" {
		return f, fault.New(fault.Invalid, "Skriv, hvad der skal gøres. Opfølgningen er ikke gemt.")
	}
	if f.Organization == "" && f.Owner == "" {
		return f, fault.New(fault.Invalid, "Skriv, hvem der skal gøre det: en organisation eller en person. Opfølgningen er ikke gemt.")
	}
	if _, err := time.Parse(time.DateOnly, f.Due); err != nil {
		return f, fault.New(fault.Invalid, "Skriv, hvornår det skal være gjort. Opfølgningen er ikke gemt.")
	}
	f.ID, f.State, f.Version, f.Made, f.Changed = id.New(tx.Now), Open, 1, tx.Now, tx.Now
	null := func(s string) sql.NullString { return sql.NullString{String: s, Valid: s != ""} }
	_, err = tx.ExecContext(ctx, `INSERT INTO follow_up (id, body_id, meeting_id, item_id, decision_id, text, organization, organization_id,
		owner, email, seat_id, due, window_from, window_to, closed, state, made_at, made_by, changed_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $17, 1)`,
		f.ID, f.BodyID, null(f.MeetingID), f.ItemID, null(f.DecisionID), f.Text, f.Organization, null(f.OrganizationID),
		f.Owner, f.Email, null(f.SeatID), f.Due, f.From, f.To, f.Closed, f.State, f.Made.UnixMicro(), f.MadeBy)
	return f, err
}
