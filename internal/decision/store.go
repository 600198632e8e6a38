package decision

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/mail"
)

// Store keeps decisions and follow-ups.
type Store struct {
	db     *db.DB
	writer Writer
}

// A Writer puts a letter to the owner of a follow-up into words.
type Writer interface {
	Letter(l Letter) (mail.Message, error)
}

// NewStore returns the decisions of a database, whose letters a writer writes.
func NewStore(d *db.DB, writer Writer) *Store { return &Store{d, writer} }

const decisions = `SELECT d.id, d.body_id, COALESCE(d.meeting_id, ''), d.item_id, d.number, d.title, d.text, d.outcome, d.closed, d.date, d.ground, d.state,
	COALESCE(d.replaced_by, ''), d.reason, COALESCE(d.listed_id, ''), d.made_by, d.changed_at FROM decision d`

func scanDecision(row interface{ Scan(...any) error }) (d Decision, err error) {
	var changed int64
	err = row.Scan(&d.ID, &d.BodyID, &d.MeetingID, &d.ItemID, &d.Number, &d.Title, &d.Text, &d.Outcome, &d.Closed, &d.Date, &d.Ground, &d.State,
		&d.ReplacedBy, &d.Reason, &d.ListedID, &d.By, &changed)
	d.Changed = time.UnixMicro(changed).UTC()
	return d, err
}

// Find returns a decision by id.
func Find(ctx context.Context, tx *db.Tx, id string) (_ Decision, err error) {
	defer fault.In(&err, "decision: find %s", id)
	d, err := scanDecision(tx.QueryRowContext(ctx, decisions+` WHERE d.id = $1`, id))
	return d, db.Missing(err, "Beslutningen findes ikke.")
}

// one returns a decision when there is one.
func one(ctx context.Context, tx *db.Tx, where string, args ...any) (d Decision, ok bool, err error) {
	d, err = scanDecision(tx.QueryRowContext(ctx, decisions+` `+where, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return d, false, nil
	}
	return d, err == nil, err
}

const followUps = `SELECT f.id, f.body_id, COALESCE(f.meeting_id, ''), f.item_id, COALESCE(f.decision_id, ''), f.text, f.organization,
	COALESCE(f.organization_id, ''), f.owner, f.email, COALESCE(f.seat_id, ''), f.due, f.window_from, f.window_to, f.closed, f.state, f.made_at, f.made_by,
	f.changed_at, f.version FROM follow_up f`

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
	f, err := scanFollowUp(tx.QueryRowContext(ctx, followUps+` WHERE f.id = $1`, id))
	return f, db.Missing(err, "Opfølgningen findes ikke.")
}

// OpenOf returns what a body waits for, the one that is due first first.
func OpenOf(ctx context.Context, tx *db.Tx, bodyID string) (_ []FollowUp, err error) {
	defer fault.In(&err, "decision: open follow-ups of %s", bodyID)
	return db.Collect(ctx, tx, scanFollowUp, followUps+` WHERE f.body_id = $1 AND f.state IN ('open', 'reported') ORDER BY f.due, f.id`, bodyID)
}

// OfItem returns the follow-ups that an item gave rise to.
func OfItem(ctx context.Context, tx *db.Tx, itemID string) (_ []FollowUp, err error) {
	defer fault.In(&err, "decision: follow-ups of item %s", itemID)
	return db.Collect(ctx, tx, scanFollowUp, followUps+` WHERE f.item_id = $1 ORDER BY f.id`, itemID)
}

// Satisfied reports whether an item has the follow-up that a conditional approval
// asks for (R19). That there is nothing to follow up is the minutes' to say.
func Satisfied(ctx context.Context, tx *db.Tx, itemID string) (bool, error) {
	list, err := OfItem(ctx, tx, itemID)
	return Answers(list), err
}

// reportsOf returns what was told of a follow-up, the first first.
func reportsOf(ctx context.Context, tx *db.Tx, followUpID string) ([]Report, error) {
	return db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (r Report, err error) {
		var at int64
		err = row.Scan(&r.ID, &at, &r.By, &r.Via, &r.State, &r.Text, &r.Due)
		r.At = time.UnixMicro(at).UTC()
		return r, err
	}, `SELECT id, at, by_whom, via, state, text, due FROM follow_up_report WHERE follow_up_id = $1 ORDER BY id`, followUpID)
}
