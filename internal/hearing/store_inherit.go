package hearing

import (
	"context"
	"strings"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
)

// Inherit passes the duties of a body that ends to the one that comes after it,
// in the transaction of the reform: the answers it owes, the hearings it runs and
// those it has asked for. What it has answered stays its own. When the successor
// is asked itself in the same hearing, it owes one answer, for both (R49). Done
// twice it changes nothing.
func (s *Store) Inherit(ctx context.Context, tx *db.Tx, who access.Who, fromBody, toBody string) (err error) {
	defer fault.In(&err, "hearing: %s inherits %s", toBody, fromBody)
	if fromBody == toBody {
		return invalid("Et organ kan ikke overtage sine egne høringer. Intet er ændret.")
	}
	var from, to string
	if err := tx.QueryRowContext(ctx, `SELECT a.name, b.name FROM organization a, organization b WHERE a.id = $1 AND b.id = $2`, fromBody, toBody).Scan(&from, &to); err != nil {
		return db.Missing(err, "Et af organerne findes ikke. Intet er ændret.")
	}
	if err := tx.Turn(ctx); err != nil {
		return err
	}
	all, err := list(ctx, tx, `WHERE h.body_id = $1 OR h.sender_body_id = $1 OR h.id IN (SELECT hearing_id FROM hearing_addressee WHERE body_id = $1 AND heir_id IS NULL) ORDER BY h.id`, fromBody)
	if err != nil {
		return err
	}
	for _, h := range all {
		if stage := h.Stage(access.Day(tx.Now)); stage == Acknowledged || stage == TakenBack {
			continue
		}
		moved := false
		if h.BodyID == fromBody || h.SenderBodyID == fromBody {
			if _, err := tx.ExecContext(ctx, `UPDATE hearing SET body_id = CASE WHEN body_id = $2 THEN $3 ELSE body_id END,
				sender_body_id = CASE WHEN sender_body_id = $2 THEN $3 ELSE sender_body_id END, version = version + 1 WHERE id = $1`, h.ID, fromBody, toBody); err != nil {
				return err
			}
			moved = true
		}
		for _, a := range h.Addressees {
			if a.BodyID != fromBody || a.HeirID != "" || h.Done(a) {
				continue
			}
			if err := s.inherit(ctx, tx, who, h, a, toBody, to); err != nil {
				return err
			}
			moved = true
		}
		if moved {
			if err := note(ctx, tx, h.ID, Inherited, from+" → "+to, who.Account.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

// inherit passes one duty to answer on.
func (s *Store) inherit(ctx context.Context, tx *db.Tx, who access.Who, h Hearing, a Addressee, toBody, to string) error {
	names := strings.TrimPrefix(a.HeirOf+", "+a.Name, ", ")
	var heir Addressee
	for _, x := range h.Addressees {
		if x.BodyID == toBody && x.HeirID == "" {
			heir = x
		}
	}
	fresh := heir.ID == ""
	if fresh {
		var err error
		if heir, err = h.invite(ctx, tx, Addressee{BodyID: toBody, Name: to, Due: a.Due, HeirOf: names}); err != nil {
			return err
		}
	} else if _, err := tx.ExecContext(ctx, `UPDATE hearing_addressee SET heir_of = $2, due = CASE WHEN due < $3 THEN $3 ELSE due END, version = version + 1 WHERE id = $1`,
		heir.ID, strings.TrimPrefix(heir.HeirOf+", "+names, ", "), a.Due); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE hearing_addressee SET heir_id = $2, version = version + 1 WHERE id = $1`, a.ID, heir.ID); err != nil {
		return err
	}
	if !fresh || h.Sent.IsZero() {
		return nil
	}
	current, err := Find(ctx, tx, h.ID)
	if err != nil {
		return err
	}
	for _, x := range current.Addressees {
		if x.ID == heir.ID {
			return s.deliver(ctx, tx, who, current, []Addressee{x})
		}
	}
	return nil
}
