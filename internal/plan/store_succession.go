package plan

import (
	"context"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/job"
)

// Meetings and periods of bodies that end and begin, in the transaction of a
// reform (R3, R49).

// UnheldOf returns the planned meetings of a body that it cannot hold: those on or
// after a day, and those of the past that were never held.
func UnheldOf(ctx context.Context, tx *db.Tx, bodyID, day string) (_ []Meeting, err error) {
	defer fault.In(&err, "plan: unheld meetings of %s", bodyID)
	all, err := Between(ctx, tx, bodyID, "", "9999-12-31")
	if err != nil {
		return nil, err
	}
	today := access.Day(tx.Now)
	var list []Meeting
	for _, m := range all {
		if m.State != Planned || m.Date >= today && m.Date < day {
			continue
		}
		opened := 0
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM sitting WHERE meeting_id = $1`, m.ID).Scan(&opened); err != nil {
			return nil, err
		}
		if opened == 0 {
			list = append(list, m)
		}
	}
	return list, nil
}

// HandOver makes a planned meeting one of another body, within whose period it has
// to lie (R3). Those who were called are told. Done twice it changes nothing.
func HandOver(ctx context.Context, tx *db.Tx, who access.Who, meetingID, toBody, reason string) (err error) {
	defer fault.In(&err, "plan: hand meeting %s over to %s", meetingID, toBody)
	if err := tx.Turn(ctx); err != nil {
		return err
	}
	was, err := Find(ctx, tx, meetingID)
	if err != nil || was.BodyID == toBody {
		return err
	}
	m := was
	m.BodyID = toBody
	r, err := RulesOf(ctx, tx, toBody)
	if err != nil {
		return err
	}
	if err := r.Check(m); err != nil {
		return err
	}
	m.Sequence, m.Version, m.Changed = m.Sequence+1, m.Version+1, tx.Now
	if err := update(ctx, tx, m); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE planned_meeting SET body_id = $2 WHERE id = $1`, m.ID, toBody); err != nil {
		return err
	}
	if err := keep(ctx, tx, who, "body", was, reason); err != nil {
		return err
	}
	return job.AddOnce(ctx, tx, RoundKind, m.ID, Round{m.ID}, tx.Now)
}

// CallOff cancels a planned meeting because its body ends. The reason is public.
func CallOff(ctx context.Context, tx *db.Tx, who access.Who, meetingID, reason string) (err error) {
	defer fault.In(&err, "plan: call meeting %s off", meetingID)
	if err := tx.Turn(ctx); err != nil {
		return err
	}
	was, err := Find(ctx, tx, meetingID)
	if err != nil || was.State != Planned {
		return err
	}
	m := was
	m.State, m.Reason = Cancelled, reason
	m.Sequence, m.Version, m.Changed = m.Sequence+1, m.Version+1, tx.Now
	if err := update(ctx, tx, m); err != nil {
		return err
	}
	if err := keep(ctx, tx, who, "cancelled", was, reason); err != nil {
		return err
	}
	return job.AddOnce(ctx, tx, RoundKind, m.ID, Round{m.ID}, tx.Now)
}

// Bound sets the first or the last day on which a body may meet (R3), "" for what
// stays as it is.
func Bound(ctx context.Context, tx *db.Tx, who access.Who, bodyID, from, to string) (err error) {
	defer fault.In(&err, "plan: bound %s", bodyID)
	if err := tx.Turn(ctx); err != nil {
		return err
	}
	if err := body.Bound(ctx, tx, bodyID, from, to); err != nil {
		return err
	}
	r, err := RulesOf(ctx, tx, bodyID)
	if err != nil {
		return err
	}
	if from != "" {
		r.From = from
	}
	if to != "" {
		r.To = to
	}
	if err := r.Valid(); err != nil {
		return err
	}
	result, err := tx.ExecContext(ctx, `UPDATE body_rules SET valid_from = $2, valid_to = $3, version = version + 1, changed_at = $4, changed_by = $5 WHERE body_id = $1`,
		bodyID, r.From, r.To, tx.Now.UnixMicro(), who.Account.Name)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO body_rules (body_id, kind, valid_from, valid_to, legal_minimum, own_minimum, agenda_days, material_days, request_days,
			saturdays, custom_days, comment_days, place, version, changed_at, changed_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14, $15)`,
		bodyID, r.Kind, r.From, r.To, r.Legal, r.Own, r.AgendaDays, r.MaterialDays, r.RequestDays, r.Calendar.Saturdays, r.Calendar.Custom, r.CommentDays, r.Place,
		tx.Now.UnixMicro(), who.Account.Name)
	return err
}
