package ledger

import (
	"context"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// Close closes a period (R41). version is that of the figures that whoever closes
// has seen: when somebody entered something since, or closed it, nothing happens.
func (s *Store) Close(ctx context.Context, bodyID, fundID string, year int, version int64, confirmed bool, who access.Who) (err error) {
	defer fault.In(&err, "ledger: close %d of %s", year, fundID)
	return s.change(ctx, bodyID, fundID, func(tx *db.Tx, f Fund) error {
		p, ok := f.Period(year)
		switch {
		case !ok:
			return fault.New(fault.Missing, "Perioden findes ikke.")
		case p.Closed:
			return fault.New(fault.Conflict, "%s blev lukket %s af %s. Der er ikke mere at gøre.", p, danish.Date(p.Changed), p.By)
		case p.Version != version:
			return fault.New(fault.Conflict, "Der er ført noget i %s, siden du så tallene. Perioden er ikke lukket. Se tallene igen, og luk så.", p)
		}
		report, err := reportOf(ctx, tx, f, "")
		if err != nil {
			return err
		}
		anew, err := control(ctx, tx, f)
		if err != nil {
			return err
		}
		figures := report.Period(year)
		if err := figures.MayClose(anew.Period(year).Figures); err != nil {
			return err
		}
		if doubts := figures.Concerns(); len(doubts) > 0 && !confirmed {
			return doubts
		}
		return setState(ctx, tx, f, p, "closed", Ground{}, "", who)
	})
}

// Reopen opens a closed period again, which takes a decision.
func (s *Store) Reopen(ctx context.Context, bodyID, fundID string, year int, version int64, why Ground, reason string, who access.Who) (err error) {
	defer fault.In(&err, "ledger: reopen %d of %s", year, fundID)
	return s.change(ctx, bodyID, fundID, func(tx *db.Tx, f Fund) error {
		p, ok := f.Period(year)
		reason := oneLine(reason)
		switch {
		case !ok:
			return fault.New(fault.Missing, "Perioden findes ikke.")
		case !p.Closed || p.Version != version:
			return fault.New(fault.Conflict, "%s er allerede åbnet igen. Der er ikke ændret noget.", p)
		case !why.Decided():
			return fault.New(fault.Invalid, "Vælg beslutningen om at åbne %s igen. Perioden er stadig lukket.", p)
		case reason == "" || len([]rune(reason)) > longest:
			return fault.New(fault.Invalid, "Skriv, hvorfor %s åbnes igen, med højst %d tegn. Perioden er stadig lukket.", p, longest)
		}
		if err := checkGround(ctx, tx, bodyID, why); err != nil {
			return err
		}
		return setState(ctx, tx, f, p, "open", why, reason, who)
	})
}

// setState changes the state of a period that nobody else has changed.
func setState(ctx context.Context, tx *db.Tx, f Fund, p Period, state string, why Ground, reason string, who access.Who) error {
	result, err := tx.ExecContext(ctx, `UPDATE ledger_period SET state = $4, changed_at = $5, changed_by = $6, version = version + 1 WHERE fund_id = $1 AND year = $2 AND version = $3`,
		f.ID, p.Year, p.Version, state, tx.Now.UnixMicro(), who.Account.Name)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return fault.Because(err, fault.Conflict, "En anden var hurtigere med %s. Der er ikke ændret noget. Se siden igen.", p)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO ledger_period_event (id, fund_id, year, at, by_whom, state, decision_id, path, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		id.New(tx.Now), f.ID, p.Year, tx.Now.UnixMicro(), who.Account.Name, state, null(why.DecisionID), why.Path, reason)
	return err
}
