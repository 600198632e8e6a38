package decision

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/mail"
	"klynge/internal/seat"
)

// AddFollowUp keeps a new follow-up, in the transaction of what asked for it. What
// it does not say of its owner comes from the seat, and what follows from a closed
// item is closed. Its owner is written to when the transaction has committed. The
// same follow-up of the same item, sent twice, is one.
func AddFollowUp(ctx context.Context, tx *db.Tx, f FollowUp) (_ FollowUp, err error) {
	defer fault.In(&err, "decision: add follow-up")
	if err := f.own(ctx, tx); err != nil {
		return f, err
	}
	if f, err = f.complete(); err != nil {
		return f, err
	}
	if f.ItemID != "" {
		var closed bool
		err := tx.QueryRowContext(ctx, `SELECT closed FROM draft_item WHERE id = $1`, f.ItemID).Scan(&closed)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return f, err
		}
		f.Closed = f.Closed || closed
	}
	same, err := scanFollowUp(tx.QueryRowContext(ctx, followUps+` WHERE f.body_id = $1 AND f.item_id = $2 AND f.text = $3 AND f.organization = $4
		AND f.owner = $5 AND f.due = $6 AND f.state = $7`, f.BodyID, f.ItemID, f.Text, f.Organization, f.Owner, f.Due, Open))
	if err == nil || !errors.Is(err, sql.ErrNoRows) {
		return same, err
	}
	f.ID, f.State, f.Version, f.Made, f.Changed = id.New(tx.Now), Open, 1, tx.Now, tx.Now
	if f.DecisionID == "" && f.ItemID != "" {
		d, _, err := one(ctx, tx, `WHERE d.item_id = $1`, f.ItemID)
		if err != nil {
			return f, err
		}
		f.DecisionID = d.ID
	}
	if _, err = tx.ExecContext(ctx, `INSERT INTO follow_up (id, body_id, meeting_id, item_id, decision_id, text, organization, organization_id,
		owner, email, seat_id, due, window_from, window_to, closed, state, made_at, made_by, changed_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $17, 1)`,
		f.ID, f.BodyID, db.Null(f.MeetingID), f.ItemID, db.Null(f.DecisionID), f.Text, f.Organization, db.Null(f.OrganizationID),
		f.Owner, f.Email, db.Null(f.SeatID), f.Due, f.From, f.To, f.Closed, f.State, f.Made.UnixMicro(), f.MadeBy); err != nil {
		return f, err
	}
	if f.DecisionID != "" { // the public may see what becomes of it
		if err := tx.Turn(ctx); err != nil {
			return f, err
		}
	}
	return f, f.schedule(ctx, tx, true)
}

// own fills in the owner from the seat, and the organisation's id from its name.
func (f *FollowUp) own(ctx context.Context, tx *db.Tx) error {
	f.Email = strings.TrimSpace(f.Email)
	if f.SeatID != "" {
		s, err := seat.Find(ctx, tx, f.SeatID)
		if err != nil {
			return err
		}
		f.Organization, f.OrganizationID = cmp.Or(f.Organization, s.Organization), cmp.Or(f.OrganizationID, s.OrganizationID)
		f.Owner, f.Email = cmp.Or(f.Owner, s.Name), cmp.Or(f.Email, s.Email)
	}
	if f.Email != "" {
		address, err := mail.Address(f.Email)
		if err != nil {
			return fault.Because(err, fault.Invalid, "%s Opfølgningen er ikke gemt.", fault.Sentence(err))
		}
		f.Email = address
	}
	if f.OrganizationID == "" && f.Organization != "" {
		err := tx.QueryRowContext(ctx, `SELECT id FROM organization WHERE name = $1 ORDER BY id LIMIT 1`, strings.TrimSpace(f.Organization)).Scan(&f.OrganizationID)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
	}
	return nil
}

// within refuses a seat of another body, whose name and address a follow-up would
// take along.
func within(ctx context.Context, tx *db.Tx, bodyID, seatID string) error {
	if seatID == "" {
		return nil
	}
	held, err := seat.Find(ctx, tx, seatID)
	if err == nil && held.BodyID != bodyID {
		err = fault.New(fault.Missing, "Personen har ikke en plads i organet. Opfølgningen er ikke gemt.")
	}
	return err
}

// An Order gives a follow-up another owner or another day.
type Order struct {
	Version                    int64 // that the page showed
	Organization, Owner, Email string
	SeatID                     string // whose organisation, name and address fill in what is empty
	Due                        string
	Reason                     string
}

// Steer gives a follow-up another owner or another day, and keeps what it was.
func (s *Store) Steer(ctx context.Context, who access.Who, bodyID, followUpID string, o Order) (err error) {
	defer fault.In(&err, "decision: steer %s", followUpID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := s.steered(ctx, tx, who, bodyID, followUpID)
		if err != nil {
			return err
		}
		if err := within(ctx, tx, bodyID, o.SeatID); err != nil {
			return err
		}
		now := was.handed(o)
		if err := now.own(ctx, tx); err != nil {
			return err
		}
		if now, err = now.complete(); err != nil {
			return err
		}
		if now == was {
			return nil
		}
		if was.Version != o.Version {
			return errChanged
		}
		if !was.Runs() {
			return fault.New(fault.Conflict, "Opfølgningen er afsluttet. Intet er ændret. Åbn den igen først.")
		}
		if err := update(ctx, tx, now); err != nil {
			return err
		}
		moved := was.holder() != now.holder()
		for _, c := range []struct{ what, was, became string }{{"owner", was.holder(), now.holder()}, {"due", was.Due, now.Due}} {
			if c.was == c.became {
				continue
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO follow_up_change (id, follow_up_id, at, by_whom, what, was, became, reason)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, id.New(tx.Now), was.ID, tx.Now.UnixMicro(), who.Account.Name, c.what, c.was, c.became,
				strings.TrimSpace(o.Reason)); err != nil {
				return err
			}
		}
		return now.schedule(ctx, tx, moved)
	})
}

// handed returns a follow-up with what an order says. When it goes to another seat,
// what the form still held of the former owner does not go along.
func (f FollowUp) handed(o Order) FollowUp {
	if o.SeatID != "" && o.SeatID != f.SeatID {
		for _, field := range []struct {
			now *string
			was string
		}{{&o.Organization, f.Organization}, {&o.Owner, f.Owner}, {&o.Email, f.Email}} {
			if strings.TrimSpace(*field.now) == field.was {
				*field.now = ""
			}
		}
	}
	f.Organization, f.Owner, f.Email, f.SeatID, f.OrganizationID, f.Due = o.Organization, o.Owner, o.Email, o.SeatID, "", o.Due
	return f
}

// holder names whose a follow-up is, with the address that is written to.
func (f FollowUp) holder() string { return named(f.Owner, f.Organization, f.Email) }

var errChanged = fault.New(fault.Conflict, "En anden har ændret opfølgningen imens. Deres ændring er gemt, din er ikke. Se den, og prøv igen.")

// steered returns a follow-up of a body to somebody who may steer it.
func (s *Store) steered(ctx context.Context, tx *db.Tx, who access.Who, bodyID, followUpID string) (f FollowUp, err error) {
	if err := tx.Turn(ctx); err != nil {
		return f, err
	}
	if f, err = FindFollowUp(ctx, tx, followUpID); err != nil {
		return f, err
	}
	if f.BodyID != bodyID || !who.May(access.SteerFollowUps, bodyID) {
		return f, errMayNot
	}
	return f, nil
}

// update keeps a follow-up over the version it was read as.
func update(ctx context.Context, tx *db.Tx, f FollowUp) error {
	result, err := tx.ExecContext(ctx, `UPDATE follow_up SET organization = $3, organization_id = $4, owner = $5, email = $6, seat_id = $7, due = $8,
		state = $9, changed_at = $10, version = version + 1 WHERE id = $1 AND version = $2`, f.ID, f.Version, f.Organization, db.Null(f.OrganizationID),
		f.Owner, f.Email, db.Null(f.SeatID), f.Due, f.State, tx.Now.UnixMicro())
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, errChanged)
	}
	return nil
}

// Settle ends a follow-up, calls it off or sets it running again: what those who
// steer it say, with a reason unless it is simply done.
func (s *Store) Settle(ctx context.Context, who access.Who, bodyID, followUpID string, to Progress, reason string) (err error) {
	defer fault.In(&err, "decision: settle %s", followUpID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := s.steered(ctx, tx, who, bodyID, followUpID)
		if err != nil || f.State == to {
			return err
		}
		reason = strings.TrimSpace(reason)
		switch {
		case to != Done && to != Dismissed && to != Open:
			return fault.New(fault.Invalid, "Vælg, om opfølgningen er gjort, aflyst eller skal i gang igen. Intet er ændret.")
		case to != Done && reason == "":
			return fault.New(fault.Invalid, "Skriv hvorfor. Intet er ændret.")
		case to == Open && f.Runs():
			return nil
		}
		f.State = to
		if err := tell(ctx, tx, f, Report{By: who.Account.Name, Via: ByPage, State: to, Text: reason}); err != nil {
			return err
		}
		if to == Open {
			return f.schedule(ctx, tx, false)
		}
		return nil
	})
}

// tell keeps a report and the state it gives.
func tell(ctx context.Context, tx *db.Tx, f FollowUp, r Report) error {
	if _, err := tx.ExecContext(ctx, `INSERT INTO follow_up_report (id, follow_up_id, at, by_whom, via, state, text, due) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id.New(tx.Now), f.ID, tx.Now.UnixMicro(), r.By, r.Via, r.State, r.Text, r.Due); err != nil {
		return err
	}
	return update(ctx, tx, f)
}

// again is how long the same report, told again, counts as a second click.
const again = time.Hour

// report tells how a follow-up goes, in a transaction.
func report(ctx context.Context, tx *db.Tx, f FollowUp, r Report) (err error) {
	r.Text = strings.TrimSpace(r.Text)
	told, err := reportsOf(ctx, tx, f.ID)
	if err != nil {
		return err
	}
	for _, t := range told {
		if t.State == r.State && t.Text == r.Text && t.Due == r.Due && (t.By == r.By || r.Text == "") && tx.Now.Sub(t.At) < again && f.State == r.State {
			return nil
		}
	}
	if f.State, err = f.Tell(r); err != nil {
		return err
	}
	return tell(ctx, tx, f, r)
}

// AddReport tells how a follow-up goes: its owner on a page, or at a meeting those
// who steer it.
func (s *Store) AddReport(ctx context.Context, who access.Who, followUpID string, r Report) (err error) {
	defer fault.In(&err, "decision: report on %s", followUpID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		f, err := FindFollowUp(ctx, tx, followUpID)
		if err != nil {
			return err
		}
		mine, err := ownership(ctx, tx, who)
		if err != nil {
			return err
		}
		if mine.of(f) == notMine && !who.May(access.SteerFollowUps, f.BodyID) {
			return fault.New(fault.Missing, "Opfølgningen findes ikke.")
		}
		if r.By = who.Account.Name; r.Via == "" {
			r.Via = ByPage
		}
		return report(ctx, tx, f, r)
	})
}

// LetOut sets the sentence that the public reads of a follow-up. An empty one
// takes it back.
func (s *Store) LetOut(ctx context.Context, who access.Who, bodyID, followUpID, text string) (err error) {
	defer fault.In(&err, "decision: let out %s", followUpID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := s.steered(ctx, tx, who, bodyID, followUpID)
		if err != nil {
			return err
		}
		text = strings.Join(strings.Fields(text), " ")
		switch {
		case f.Closed:
			return fault.New(fault.Forbidden, "Sagen er lukket, så offentligheden ser ikke, hvad der blev af den. Intet er ændret.")
		case len(text) > longest:
			return fault.New(fault.TooLarge, "Skriv det kortere: højst et par sætninger. Intet er ændret.")
		case !Harmless(text):
			return fault.New(fault.Invalid, "Teksten ligner noget med et personnummer eller en mailadresse. Den er ikke vist for offentligheden. Tag det ud, og prøv igen.")
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO follow_up_public (id, follow_up_id, at, by_whom, text) VALUES ($1, $2, $3, $4, $5)`,
			id.New(tx.Now), f.ID, tx.Now.UnixMicro(), who.Account.Name, text)
		return err
	})
}
