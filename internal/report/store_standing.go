package report

import (
	"context"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/indicator"
	"klynge/internal/initiative"
)

// A Standing is how an initiative stands today beside its plan: money,
// measurements and reports.
type Standing struct {
	Money       []Money // until today
	MoneyHidden bool    // there is money, and a decision behind it is not public
	Measures    []indicator.Series
	Reports     []Report // that somebody may read, the latest first
}

// Total returns the money of all funds.
func (s Standing) Total() (sum Money) {
	for _, m := range s.Money {
		sum.Allocated, sum.Booked = sum.Allocated+m.Allocated, sum.Booked+m.Booked
	}
	return sum
}

// Standing returns how an initiative stands today. Who may not read drafts sees
// the money only where every decision behind it is public.
func (s *Store) Standing(ctx context.Context, who access.Who, l initiative.Life) (out Standing, err error) {
	defer fault.In(&err, "report: standing of %s", l.ID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		accounts, err := accountsOf(ctx, tx, l.ID)
		if err != nil {
			return err
		}
		ever := Report{From: "1970-01-01", To: access.Day(tx.Now)}
		if out.Money, err = ever.money(ctx, tx, accounts); err != nil {
			return err
		}
		if len(out.Money) > 0 && !who.May(access.LeadInitiative, l.BodyID) && !who.May(access.ReadDrafts, l.BodyID) {
			known, err := moneyIsPublic(ctx, tx, l.ID)
			if err != nil {
				return err
			}
			if !known {
				out.Money, out.MoneyHidden = nil, true
			}
		}
		if out.Measures, err = indicator.OfInitiative(ctx, tx, l.ID); err != nil {
			return err
		}
		all, err := ofInitiative(ctx, tx, l.ID)
		for i := len(all) - 1; i >= 0; i-- {
			if all[i].sees(who, l.BodyID) {
				out.Reports = append(out.Reports, all[i])
			}
		}
		return err
	})
	return out, err
}

// Given returns what the funds have given an initiative, 0 where the public may
// not know of every decision behind it.
func (p *Public) Given(ctx context.Context, initiativeID string) (sum danish.Amount, err error) {
	defer fault.In(&err, "report: money of %s", initiativeID)
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		accounts, err := accountsOf(ctx, tx, initiativeID)
		if err != nil || len(accounts) == 0 {
			return err
		}
		known, err := moneyIsPublic(ctx, tx, initiativeID)
		if err != nil || !known {
			return err
		}
		for _, a := range accounts {
			allocated, _, err := a.on(ctx, tx, access.Day(tx.Now))
			if err != nil {
				return err
			}
			sum += allocated
		}
		return nil
	})
	return sum, err
}
