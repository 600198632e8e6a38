package decision

import (
	"context"
	"errors"
	"strings"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/reader/reading"
)

// A Given is a decision as minutes say it.
type Given struct {
	ItemID, Number, Title, Text string
	Outcome                     reading.Outcome
	Closed                      bool
}

// Minutes are the decisions of one meeting, from a version of its minutes.
type Minutes struct {
	BodyID, MeetingID string
	Date              string // YYYY-MM-DD
	By                string // name of whoever fixed the version
	Given             []Given
}

// RecordAll keeps the decisions of a meeting, in the transaction that fixes a
// version of its minutes. A later version puts right what an earlier one said; an
// item has one decision whichever way it came. An item without text and outcome
// has none. The chair's own decisions that were items of the meeting have been
// listed (R24).
func RecordAll(ctx context.Context, tx *db.Tx, m Minutes) (err error) {
	defer fault.In(&err, "decision: record minutes of %s", m.MeetingID)
	if err := tx.Turn(ctx); err != nil {
		return err
	}
	for _, g := range m.Given {
		if err := record(ctx, tx, m, g); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, `UPDATE decision SET listed_id = $1 WHERE body_id = $2 AND ground <> '' AND listed_id IS NULL
		AND id IN (SELECT origin_id FROM draft_item WHERE meeting_id = $1 AND origin = $3 AND state = 'on-agenda')`, m.MeetingID, m.BodyID, Origin)
	return err
}

// Origin is the origin of an item of an agenda that tells of a chair's own
// decision, whose id is the item's origin id (package agenda: Origin).
const Origin = "chair-decision"

func record(ctx context.Context, tx *db.Tx, m Minutes, g Given) error {
	g.Text = strings.TrimSpace(g.Text)
	was, there, err := one(ctx, tx, `WHERE d.item_id = $1`, g.ItemID)
	if err != nil {
		return err
	}
	decisionID := was.ID
	switch {
	case !there && g.Text == "" && g.Outcome == "":
		return nil
	case !there:
		d := Decision{BodyID: m.BodyID, MeetingID: m.MeetingID, ItemID: g.ItemID, Number: g.Number, Title: g.Title, Text: g.Text,
			Outcome: g.Outcome, Closed: g.Closed, Date: m.Date, By: m.By}
		if decisionID, err = insert(ctx, tx, d); err != nil {
			return err
		}
	case was.Number != g.Number || was.Title != g.Title || was.Text != g.Text || was.Outcome != g.Outcome || was.Closed != g.Closed || was.Date != m.Date:
		if err := change(ctx, tx, was.ID, was.State, "", was.Text, m.By); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE decision SET number = $2, title = $3, text = $4, outcome = $5, closed = $6, date = $7, changed_at = $8,
			changed_by = $9 WHERE id = $1`, was.ID, g.Number, g.Title, g.Text, g.Outcome, g.Closed, m.Date, tx.Now.UnixMicro(), m.By); err != nil {
			return err
		}
	}
	// What follows from a closed item is closed. What was closed by itself stays so.
	_, err = tx.ExecContext(ctx, `UPDATE follow_up SET decision_id = $2, closed = (closed OR $3) WHERE item_id = $1
		AND (decision_id IS NULL OR closed <> (closed OR $3))`, g.ItemID, decisionID, g.Closed)
	return err
}

func insert(ctx context.Context, tx *db.Tx, d Decision) (decisionID string, err error) {
	decisionID = id.New(tx.Now)
	_, err = tx.ExecContext(ctx, `INSERT INTO decision (id, body_id, meeting_id, item_id, number, title, text, outcome, closed, date, ground, state,
		replaced_by, reason, listed_id, made_by, changed_at, changed_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL, '', NULL, $13, $14, $13)`,
		decisionID, d.BodyID, db.Null(d.MeetingID), d.ItemID, d.Number, d.Title, d.Text, d.Outcome, d.Closed, d.Date, d.Ground, InForce,
		d.By, tx.Now.UnixMicro())
	return decisionID, err
}

// change keeps what a decision was.
func change(ctx context.Context, tx *db.Tx, decisionID string, to State, reason, was, by string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO decision_change (id, decision_id, at, by_whom, state, reason, was) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id.New(tx.Now), decisionID, tx.Now.UnixMicro(), by, to, reason, was)
	return err
}

// Replace says that a later decision stands instead of one that was in force.
func (s *Store) Replace(ctx context.Context, who access.Who, bodyID, decisionID, byID, reason string) (err error) {
	defer fault.In(&err, "decision: replace %s", decisionID)
	return s.end(ctx, who, bodyID, decisionID, func(tx *db.Tx, d *Decision) error {
		by, err := Find(ctx, tx, byID)
		if err != nil {
			return err
		}
		if err := d.Replace(by); err != nil {
			return err
		}
		d.State, d.ReplacedBy, d.Reason = Replaced, by.ID, strings.TrimSpace(reason)
		return nil
	})
}

// Withdraw says that a decision does not hold any more, and why.
func (s *Store) Withdraw(ctx context.Context, who access.Who, bodyID, decisionID, reason string) (err error) {
	defer fault.In(&err, "decision: withdraw %s", decisionID)
	return s.end(ctx, who, bodyID, decisionID, func(_ *db.Tx, d *Decision) error {
		if err := d.Withdraw(reason); err != nil {
			return err
		}
		d.State, d.Reason = Withdrawn, strings.TrimSpace(reason)
		return nil
	})
}

// end ends the time of a decision that is in force. to is asked as if it were, so
// that the same said twice, by a double click, is known and said once.
func (s *Store) end(ctx context.Context, who access.Who, bodyID, decisionID string, to func(*db.Tx, *Decision) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		was, err := Find(ctx, tx, decisionID)
		if err != nil {
			return err
		}
		if was.BodyID != bodyID || !who.May(access.SteerFollowUps, bodyID) {
			return errMayNot
		}
		now := was
		now.State = InForce
		if err := to(tx, &now); err != nil {
			return err
		}
		if was.State != InForce {
			if was.State == now.State && was.Reason == now.Reason && was.ReplacedBy == now.ReplacedBy {
				return nil
			}
			return errNotInForce
		}
		result, err := tx.ExecContext(ctx, `UPDATE decision SET state = $2, replaced_by = $3, reason = $4, changed_at = $5, changed_by = $6
			WHERE id = $1 AND state = $7`, was.ID, now.State, db.Null(now.ReplacedBy), now.Reason, tx.Now.UnixMicro(), who.Account.Name, InForce)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, errNotInForce)
		}
		return change(ctx, tx, was.ID, now.State, now.Reason, "", who.Account.Name)
	})
}

var errMayNot = fault.New(fault.Forbidden, "Det kan kun formanden og sekretariatet gøre. Intet er ændret.")

// Between keeps what a chair has decided alone between two meetings, with the
// ground for it. It waits to be listed at the next meeting (R24).
func (s *Store) Between(ctx context.Context, who access.Who, d Decision) (err error) {
	defer fault.In(&err, "decision: chair's own in %s", d.BodyID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if !who.May(access.SteerFollowUps, d.BodyID) {
			return errMayNot
		}
		if err := tx.Turn(ctx); err != nil { // of a form sent twice, the second waits for the first
			return err
		}
		d, err := d.complete(access.Day(tx.Now))
		if err != nil {
			return err
		}
		if _, twice, err := one(ctx, tx, `WHERE d.body_id = $1 AND d.ground = $2 AND d.date = $3 AND d.title = $4 AND d.text = $5`,
			d.BodyID, d.Ground, d.Date, d.Title, d.Text); err != nil || twice {
			return err
		}
		d.MeetingID, d.ItemID, d.Number, d.Outcome, d.By = "", "", "", "", who.Account.Name
		_, err = insert(ctx, tx, d)
		return err
	})
}

// OpenChairDecisions returns what chairs have decided alone in a body and no
// meeting has been told of, the earliest first (R24). Whoever makes an item of one
// gives it the origin [Origin].
func OpenChairDecisions(ctx context.Context, tx *db.Tx, bodyID string) (_ []Decision, err error) {
	defer fault.In(&err, "decision: chair's own of %s", bodyID)
	return db.Collect(ctx, tx, scanDecision, decisions+` WHERE d.body_id = $1 AND d.ground <> '' AND d.listed_id IS NULL AND d.state <> 'withdrawn'
		ORDER BY d.date, d.id`, bodyID)
}

// Listed says at which meeting a chair's own decisions were told of, where they
// were no items of their own: under announcements.
func Listed(ctx context.Context, tx *db.Tx, meetingID string, decisionIDs ...string) (err error) {
	defer fault.In(&err, "decision: listed at %s", meetingID)
	for _, decisionID := range decisionIDs {
		if _, err := tx.ExecContext(ctx, `UPDATE decision SET listed_id = $2 WHERE id = $1 AND ground <> '' AND listed_id IS NULL`,
			decisionID, meetingID); err != nil {
			return err
		}
	}
	return nil
}

// List says, from a page, at which meeting a chair's own decision was told of.
func (s *Store) List(ctx context.Context, who access.Who, bodyID, decisionID, meetingID string) (err error) {
	defer fault.In(&err, "decision: list %s", decisionID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := Find(ctx, tx, decisionID)
		if err != nil {
			return err
		}
		if d.BodyID != bodyID || !who.May(access.SteerFollowUps, bodyID) {
			return errMayNot
		}
		var date string
		if err := tx.QueryRowContext(ctx, `SELECT date FROM planned_meeting WHERE id = $1 AND body_id = $2`, meetingID, bodyID).Scan(&date); err != nil {
			return db.Missing(err, "Vælg et af organets møder. Intet er ændret.")
		}
		if date < d.Date {
			return fault.New(fault.Invalid, "Mødet ligger før beslutningen. Vælg det næste møde. Intet er ændret.")
		}
		return Listed(ctx, tx, meetingID, decisionID)
	})
}
