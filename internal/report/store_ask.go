package report

import (
	"context"
	"slices"

	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/draft"
	"klynge/internal/indicator"
	"klynge/internal/indicator/disclosure"
	"klynge/internal/initiative"
	"klynge/internal/ledger"
)

// ask asks the record the question of a report, now.
func (r Report) ask(ctx context.Context, tx *db.Tx, l initiative.Life) (c Content, err error) {
	c = Content{Title: l.Title, Body: l.BodyName, State: l.State, Lead: firstLine(l.Text(initiative.Lead)), Kind: r.Kind, From: r.From, To: r.To, Asked: tx.Now.UTC(),
		Steps: r.steps(l), Milestones: r.milestones(l), NoBaseline: l.NoBaseline(), Incidents: r.incidents(), Tipped: r.tipped(l)}
	if r.Kind == Final {
		c.Evaluation = l.Text(initiative.Evaluation)
	}
	texts, err := draft.Of(ctx, tx, r.ID)
	if err != nil {
		return c, err
	}
	c.Next, c.Words = texts[Next].Text, texts[Words].Text
	accounts, err := accountsOf(ctx, tx, l.ID)
	if err != nil {
		return c, err
	}
	if c.Money, err = r.money(ctx, tx, accounts); err != nil {
		return c, err
	}
	series, err := indicator.OfInitiativeAt(ctx, tx, l.ID, tx.Now)
	c.Measures = r.measures(series)
	return c, err
}

// An account is the purposes of one fund that are an initiative's.
type account struct {
	fund ledger.Fund
	body string // name
}

type row = interface{ Scan(...any) error }

func accountsOf(ctx context.Context, tx *db.Tx, initiativeID string) (list []account, err error) {
	_, err = db.Collect(ctx, tx, func(r row) (p ledger.Purpose, err error) {
		var f ledger.Fund
		var body string
		if err := r.Scan(&f.ID, &f.Name, &body, &p.ID, &p.Name); err != nil {
			return p, err
		}
		if n := len(list); n == 0 || list[n-1].fund.ID != f.ID {
			list = append(list, account{f, body})
		}
		mine := &list[len(list)-1].fund
		mine.Purposes = append(mine.Purposes, p)
		return p, nil
	}, `SELECT f.id, f.name, o.name, p.id, p.name FROM ledger_purpose p JOIN ledger_fund f ON f.id = p.fund_id JOIN organization o ON o.id = f.body_id
		WHERE p.initiative_id = $1 ORDER BY f.id, p.id`, initiativeID)
	return list, err
}

// on returns what an account has come to at the end of a day.
func (a account) on(ctx context.Context, tx *db.Tx, day string) (allocated, booked danish.Amount, err error) {
	cells, err := ledger.Balance(ctx, tx, a.fund.ID, day)
	if err != nil {
		return 0, 0, err
	}
	cells = slices.DeleteFunc(cells, func(c ledger.Cell) bool { return a.fund.Purpose(c.PurposeID).ID == "" })
	for _, p := range ledger.NewReport(a.fund, day, cells).Purposes {
		allocated, booked = allocated+p.Allocated, booked+p.Booked
	}
	return allocated, booked, nil
}

// money returns what each fund has given until the last day of the period, and in
// the period alone.
func (r Report) money(ctx context.Context, tx *db.Tx, accounts []account) (list []Money, err error) {
	for _, a := range accounts {
		m := Money{Fund: a.fund.Name, Body: a.body}
		if m.Allocated, m.Booked, err = a.on(ctx, tx, r.To); err != nil {
			return nil, err
		}
		allocated, booked, err := a.on(ctx, tx, before(r.From))
		if err != nil {
			return nil, err
		}
		m.NewlyAllocated, m.NewlyBooked = m.Allocated-allocated, m.Booked-booked
		if m != (Money{Fund: m.Fund, Body: m.Body}) {
			list = append(list, m)
		}
	}
	return list, nil
}

// moneyIsPublic reports whether the public may read every decision that moved
// money to or from an initiative.
func moneyIsPublic(ctx context.Context, tx *db.Tx, initiativeID string) (bool, error) {
	grounds, err := db.Collect(ctx, tx, func(r row) (g initiative.Reference, err error) {
		return g, r.Scan(&g.DecisionID, &g.Path)
	}, `SELECT DISTINCT COALESCE(e.decision_id, ''), e.path FROM ledger_entry e JOIN ledger_purpose p ON p.id = e.purpose_id
		WHERE p.initiative_id = $1 AND e.kind IN ('allocated', 'returned', 'carried')`, initiativeID)
	for _, g := range grounds {
		if err != nil {
			return false, err
		}
		var known bool
		if _, known, err = initiative.PublicDecision(ctx, tx, g); !known {
			return false, err
		}
	}
	return err == nil, err
}

// public returns what the public may read of a report that is frozen: no reasons,
// which were written for the working rooms, no assumption, no decision that is not
// public, no money that such a decision moved, and no small number of incidents
// (R71).
func (r Report) public(ctx context.Context, tx *db.Tx, l initiative.Life) (c Content, err error) {
	c = r.Content
	c.Public, c.Tipped, c.Lead = true, nil, ""
	if l.Release.Holds() {
		c.Lead = firstLine(l.Release.Content.Texts[initiative.Lead])
	}
	c.Steps = slices.DeleteFunc(slices.Clone(c.Steps), func(s Step) bool { return !s.To.Decided() })
	for i := range c.Steps {
		s := &c.Steps[i]
		s.Why = ""
		if s.Decision, _, err = initiative.PublicDecision(ctx, tx, s.Decision); err != nil {
			return c, err
		}
	}
	c.Milestones = slices.Clone(c.Milestones)
	for i := range c.Milestones {
		c.Milestones[i].Reasons = nil
	}
	c.Incidents = slices.Clone(c.Incidents)
	for i := range c.Incidents {
		c.Incidents[i].Text, c.Incidents[i].Count = disclosure.DK5.Count(c.Incidents[i].Count).Text, 0
	}
	known, err := moneyIsPublic(ctx, tx, l.ID)
	if !known && len(c.Money) > 0 {
		c.Money, c.MoneyHidden = nil, true
	}
	return c, err
}

func firstLine(text string) string {
	for i, r := range text {
		if r == '\n' {
			return text[:i]
		}
	}
	return text
}
