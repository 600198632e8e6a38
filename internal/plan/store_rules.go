package plan

import (
	"context"
	"strings"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
)

// Rules returns the rules of a body: its own, or the defaults of its kind.
func (s *Store) Rules(ctx context.Context, bodyID string) (r Rules, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		r, err = RulesOf(ctx, tx, bodyID)
		return err
	})
	return r, err
}

// SetRules gives a body its own rules, over the version that was seen.
func (s *Store) SetRules(ctx context.Context, who access.Who, r Rules) (_ Rules, err error) {
	defer fault.In(&err, "plan: set rules of %s", r.BodyID)
	r.Place = strings.TrimSpace(r.Place)
	if err := r.Valid(); err != nil {
		return r, err
	}
	seen := r.Version
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		was, err := RulesOf(ctx, tx, r.BodyID)
		if err != nil {
			return err
		}
		if was.Version != seen {
			return rulesConflict(ctx, tx, r.BodyID)
		}
		r.Version = seen + 1
		result, err := tx.ExecContext(ctx, `
			INSERT INTO body_rules (body_id, kind, valid_from, valid_to, legal_minimum, own_minimum, agenda_days, material_days, request_days,
				saturdays, custom_days, comment_days, place, version, changed_at, changed_by)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
			ON CONFLICT (body_id) DO UPDATE SET kind = excluded.kind, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
				legal_minimum = excluded.legal_minimum, own_minimum = excluded.own_minimum, agenda_days = excluded.agenda_days,
				material_days = excluded.material_days, request_days = excluded.request_days, saturdays = excluded.saturdays,
				custom_days = excluded.custom_days, comment_days = excluded.comment_days, place = excluded.place, version = excluded.version,
				changed_at = excluded.changed_at, changed_by = excluded.changed_by
			WHERE body_rules.version = excluded.version - 1`,
			r.BodyID, r.Kind, r.From, r.To, r.Legal, r.Own, r.AgendaDays, r.MaterialDays, r.RequestDays,
			r.Calendar.Saturdays, r.Calendar.Custom, r.CommentDays, r.Place, r.Version, tx.Now.UnixMicro(), who.Account.Name)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); n == 1 || err != nil {
			return err
		}
		return rulesConflict(ctx, tx, r.BodyID)
	})
	return r, err
}

// rulesConflict says who changed the rules of a body meanwhile.
func rulesConflict(ctx context.Context, tx *db.Tx, bodyID string) error {
	var by string
	if err := tx.QueryRowContext(ctx, `SELECT changed_by FROM body_rules WHERE body_id = $1`, bodyID).Scan(&by); err != nil || by == "" {
		by = "En anden"
	}
	return fault.New(fault.Conflict, "%s har ændret reglerne, mens du havde siden åben. Det, du skrev, er ikke gemt, og den andens ændring står. Se reglerne igen, og prøv så.", by)
}
