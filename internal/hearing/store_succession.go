package hearing

import (
	"context"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
)

// UnansweredOf returns the hearings that a body would leave behind when it ends:
// those it owes an answer, and those it runs or has asked for that are not over.
func UnansweredOf(ctx context.Context, tx *db.Tx, bodyID string) (open []Hearing, err error) {
	defer fault.In(&err, "hearing: unanswered of %s", bodyID)
	all, err := list(ctx, tx, `WHERE h.body_id = $1 OR h.sender_body_id = $1 OR h.id IN (SELECT hearing_id FROM hearing_addressee WHERE body_id = $1 AND heir_id IS NULL) ORDER BY h.id`, bodyID)
	for _, h := range all {
		stage := h.Stage(access.Day(tx.Now))
		_, owes := h.Owes(bodyID)
		if stage != Acknowledged && stage != TakenBack && (owes || h.LedBy(bodyID)) {
			open = append(open, h)
		}
	}
	return open, err
}

// Owes returns the addressee that a body is, when it still owes an answer.
func (h Hearing) Owes(bodyID string) (Addressee, bool) {
	for _, a := range h.Addressees {
		if a.BodyID == bodyID && a.HeirID == "" && !h.Done(a) {
			return a, true
		}
	}
	return Addressee{}, false
}

// LedBy reports whether a body runs a hearing, or has asked for it.
func (h Hearing) LedBy(bodyID string) bool {
	return h.BodyID == bodyID || !h.Elsewhere() && h.SenderBodyID == bodyID
}

// PassOn passes one hearing on as [Store.Inherit] passes all.
func (s *Store) PassOn(ctx context.Context, tx *db.Tx, who access.Who, hearingID, fromBody, toBody string) (err error) {
	defer fault.In(&err, "hearing: %s passes from %s to %s", hearingID, fromBody, toBody)
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
	h, err := Find(ctx, tx, hearingID)
	if err != nil {
		return err
	}
	if h.LedBy(fromBody) {
		if _, err := tx.ExecContext(ctx, `UPDATE hearing SET body_id = CASE WHEN body_id = $2 THEN $3 ELSE body_id END,
			sender_body_id = CASE WHEN sender_body_id = $2 THEN $3 ELSE sender_body_id END, version = version + 1 WHERE id = $1`, h.ID, fromBody, toBody); err != nil {
			return err
		}
	}
	for _, a := range h.Addressees {
		if a.BodyID != fromBody || a.HeirID != "" || h.Done(a) {
			continue
		}
		if err := s.inherit(ctx, tx, who, h, a, toBody, to); err != nil {
			return err
		}
	}
	return note(ctx, tx, h.ID, Inherited, from+" → "+to, who.Account.Name)
}

// Decline answers for a body that ends that it has no remarks, with the reason and
// the decision behind it (I1).
func (s *Store) Decline(ctx context.Context, tx *db.Tx, who access.Who, hearingID, fromBody, reason string, why Reference) (err error) {
	defer fault.In(&err, "hearing: %s ends without an answer to %s", fromBody, hearingID)
	if err := tx.Turn(ctx); err != nil {
		return err
	}
	h, err := Find(ctx, tx, hearingID)
	if err != nil {
		return err
	}
	to, owes := h.Owes(fromBody)
	if !owes {
		return nil
	}
	if h.Elsewhere() {
		return fault.New(fault.Invalid, "Høringen kommer fra en anden installation og skal besvares eller overdrages. Intet er ændret.")
	}
	if err := forget(ctx, tx, to.ID); err != nil {
		return err
	}
	return s.give(ctx, tx, h, to, Answer{Kind: NoRemarks, General: reason, Decision: why, Revision: h.Revision, Via: ByPage, By: who.Account.Name}, 0, "")
}

// CallOff withdraws a hearing because the body that runs it, or has asked for it,
// ends and nobody goes on with it. Those who were asked are told, and the reason is
// public. A draft is only put away. Done twice it happens once.
func (s *Store) CallOff(ctx context.Context, tx *db.Tx, who access.Who, hearingID, reason string) (err error) {
	defer fault.In(&err, "hearing: call %s off", hearingID)
	if err := tx.Turn(ctx); err != nil {
		return err
	}
	h, err := Find(ctx, tx, hearingID)
	switch {
	case err != nil || h.Withdrawn.Happened():
		return err
	case h.Elsewhere():
		return fault.New(fault.Invalid, "Høringen kommer fra en anden installation og skal besvares eller overdrages. Intet er ændret.")
	}
	if err := h.raise(ctx, tx, h.Version); err != nil {
		return err
	}
	if err := h.takeBack(ctx, tx, reason, who.Account.Name); err != nil || h.Sent.IsZero() {
		return err
	}
	return s.tellWithdrawn(ctx, tx, h, who)
}
