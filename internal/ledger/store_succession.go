package ledger

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// What becomes of the money of a body that ends, in the transaction of the reform
// (R49).

// A Remainder is one period of a fund that somebody must decide on before its body
// can end: it is open, or has money that is not spent.
type Remainder struct {
	Fund Fund
	PeriodFigures
	Stuck string // why it cannot be closed before somebody puts it right, "" when it can
}

// Key names a remainder.
func (r Remainder) Key() string { return r.Fund.ID + "/" + strconv.Itoa(r.Year) }

// Remaining returns the remainders of a body, the oldest fund first.
func Remaining(ctx context.Context, tx *db.Tx, bodyID string) (list []Remainder, err error) {
	defer fault.In(&err, "ledger: what %s has left", bodyID)
	funds, err := fundsOf(ctx, tx, bodyID)
	for _, f := range funds {
		if err != nil {
			return nil, err
		}
		var report Report
		if report, err = reportOf(ctx, tx, f, ""); err != nil {
			return nil, err
		}
		for _, p := range report.Periods {
			if p.Closed && p.Unbooked() == 0 {
				continue
			}
			r := Remainder{Fund: f, PeriodFigures: p}
			if wrong := p.MayClose(p.Figures); wrong != nil {
				r.Stuck = fault.Sentence(wrong)
			}
			list = append(list, r)
		}
	}
	return list, err
}

// Totals returns what all funds of a body have come to.
func Totals(ctx context.Context, tx *db.Tx, bodyID string) (list []Report, err error) {
	defer fault.In(&err, "ledger: totals of %s", bodyID)
	funds, err := fundsOf(ctx, tx, bodyID)
	for _, f := range funds {
		if err != nil {
			return nil, err
		}
		var r Report
		r, err = reportOf(ctx, tx, f, "")
		list = append(list, r)
	}
	return list, err
}

// A Handing is what somebody does with a remainder.
type Handing struct {
	From, Key string // the body that has it, and [Remainder.Key]
	Ground    Ground
	By        access.Who
}

// Transfer moves what is left of a period, allocated or not, to the fund of the same
// name of another body, in the period of a day, and closes the one it came from.
// Fund and period are made where there are none. What was allocated to a purpose is
// allocated to it there. The entries on both sides point at the decision.
func Transfer(ctx context.Context, tx *db.Tx, h Handing, toBody, day string) (moved danish.Amount, err error) {
	defer fault.In(&err, "ledger: transfer %s to %s", h.Key, toBody)
	r, err := h.open(ctx, tx)
	if err != nil {
		return 0, err
	}
	from, to, err := names(ctx, tx, h.From, toBody)
	if err != nil {
		return 0, err
	}
	moved = r.Unbooked()
	if moved != 0 {
		if err := h.empty(ctx, tx, r, "Overgået til "+to); err != nil {
			return 0, err
		}
		if err := h.fill(ctx, tx, r, toBody, yearOf(day), "Overtaget fra "+from); err != nil {
			return 0, err
		}
	}
	return moved, h.shut(ctx, tx, r, "Overgået til "+to)
}

// GiveBack returns what is left of a period to its source, and closes it.
func GiveBack(ctx context.Context, tx *db.Tx, h Handing, reason string) (returned danish.Amount, err error) {
	defer fault.In(&err, "ledger: give back %s", h.Key)
	r, err := h.open(ctx, tx)
	if err != nil {
		return 0, err
	}
	if returned = r.Unbooked(); returned != 0 {
		if err := h.empty(ctx, tx, r, reason); err != nil {
			return 0, err
		}
	}
	return returned, h.shut(ctx, tx, r, reason)
}

// Shut closes a period that has nothing left.
func Shut(ctx context.Context, tx *db.Tx, h Handing, reason string) (err error) {
	defer fault.In(&err, "ledger: shut %s", h.Key)
	r, err := h.open(ctx, tx)
	if err != nil {
		return err
	}
	if r.Unbooked() != 0 {
		return fault.New(fault.Invalid, "Der er %s tilbage i %s %s. Penge kan ikke afsluttes; de skal overføres eller gives tilbage. Intet er ført.", r.Unbooked(), r.Fund.Name, r.Period)
	}
	return h.shut(ctx, tx, r, reason)
}

// open finds the remainder, and reopens its period by the decision when it is closed.
func (h Handing) open(ctx context.Context, tx *db.Tx) (Remainder, error) {
	if err := tx.Turn(ctx); err != nil {
		return Remainder{}, err
	}
	list, err := Remaining(ctx, tx, h.From)
	if err != nil {
		return Remainder{}, err
	}
	for _, r := range list {
		if r.Key() != h.Key {
			continue
		}
		if r.Stuck != "" {
			return r, fault.New(fault.Conflict, "%s", r.Stuck)
		}
		if r.Closed {
			if err := setState(ctx, tx, r.Fund, r.Period, "open", h.Ground, "Der var penge tilbage, da organet ophørte", h.By); err != nil {
				return r, err
			}
		}
		return r, touch(ctx, tx, r.Fund, r.Year)
	}
	return Remainder{}, fault.New(fault.Missing, "Der er ikke noget tilbage i puljen. Intet er ført.")
}

// empty takes what is left from its purposes, and out of the fund.
func (h Handing) empty(ctx context.Context, tx *db.Tx, r Remainder, text string) error {
	var list []Entry
	add := func(purposeID string, amount danish.Amount) {
		if amount > 0 {
			list = append(list, h.entry(tx, Entry{Kind: Returned, Year: r.Year, PurposeID: purposeID, Amount: amount, Text: text}))
		}
	}
	for _, p := range r.Purposes {
		add(p.ID, p.Allocated-p.Booked)
	}
	add("", r.Unbooked())
	return post(ctx, tx, r.Fund.ID, list)
}

// fill lets what is left arrive at another body.
func (h Handing) fill(ctx context.Context, tx *db.Tx, r Remainder, toBody string, year int, text string) error {
	f, err := h.fund(ctx, tx, r.Fund, toBody)
	if err != nil {
		return err
	}
	p, err := h.period(ctx, tx, &f, year, r.Unbooked())
	if err != nil {
		return err
	}
	list := []Entry{h.entry(tx, Entry{Kind: Received, Year: p.Year, Amount: r.Unbooked(), Text: text})}
	for _, one := range r.Purposes {
		rest := one.Allocated - one.Booked
		if rest <= 0 {
			continue
		}
		there, err := h.purpose(ctx, tx, &f, one.Purpose, strings.TrimPrefix(text, "Overtaget fra "))
		if err != nil {
			return err
		}
		list = append(list, h.entry(tx, Entry{Kind: Allocated, Year: p.Year, PurposeID: there.ID, Amount: rest, Text: text}))
	}
	return post(ctx, tx, f.ID, list)
}

func (h Handing) entry(tx *db.Tx, e Entry) Entry {
	e.Date, e.Ground, e.By = access.Day(tx.Now), h.Ground, h.By.Account.Name
	return e
}

// fund returns the fund of the same name of another body, and begins it when there
// is none.
func (h Handing) fund(ctx context.Context, tx *db.Tx, from Fund, toBody string) (Fund, error) {
	all, err := fundsOf(ctx, tx, toBody)
	if err != nil {
		return Fund{}, err
	}
	for _, f := range all {
		if strings.EqualFold(f.Name, from.Name) {
			return f, nil
		}
	}
	f := Fund{ID: id.New(tx.Now), BodyID: toBody, Name: from.Name, Source: from.Source}
	_, err = tx.ExecContext(ctx, `INSERT INTO ledger_fund (id, body_id, name, source, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6)`,
		f.ID, toBody, f.Name, f.Source, tx.Now.UnixMicro(), h.By.Account.Name)
	return f, err
}

// period returns the period that holds a year, and begins it when there is none.
// What arrives counts as promised, where anything is.
func (h Handing) period(ctx context.Context, tx *db.Tx, f *Fund, year int, arrives danish.Amount) (Period, error) {
	for _, p := range f.Periods {
		if p.Year > year || p.Through < year {
			continue
		}
		if err := touch(ctx, tx, *f, p.Year); err != nil {
			return p, err
		}
		_, err := tx.ExecContext(ctx, `UPDATE ledger_period SET granted = granted + $3 WHERE fund_id = $1 AND year = $2 AND granted >= 0`, f.ID, p.Year, int64(arrives))
		return p, err
	}
	if err := begin(ctx, tx, *f, year, year, arrives, h.By); err != nil {
		return Period{}, err
	}
	return Period{Year: year, Through: year}, fill(ctx, tx, f)
}

// purpose returns the purpose of a fund that is the same as another fund's: of the
// same initiative, or without one of the same name. Another purpose that has the
// name already is told apart by the body it came from.
func (h Handing) purpose(ctx context.Context, tx *db.Tx, f *Fund, from Purpose, fromBody string) (Purpose, error) {
	p := Purpose{ID: id.New(tx.Now), Name: from.Name, InitiativeID: from.InitiativeID, InitiativeSlug: from.InitiativeSlug}
	for _, there := range f.Purposes {
		switch {
		case p.InitiativeID != "" && there.InitiativeID == p.InitiativeID, p.InitiativeID == "" && there.InitiativeID == "" && strings.EqualFold(there.Name, p.Name):
			return there, nil
		case strings.EqualFold(there.Name, p.Name):
			p.Name = from.Name + " (" + fromBody + ")"
		}
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO ledger_purpose (id, fund_id, initiative_id, name) VALUES ($1, $2, $3, $4)`, p.ID, f.ID, p.InitiativeID, p.Name)
	if err != nil {
		return p, err
	}
	f.Purposes = append(f.Purposes, p)
	_, err = tx.ExecContext(ctx, `INSERT INTO ledger_code (fund_id, code, purpose_id) SELECT $1, code, $2 FROM ledger_code WHERE purpose_id = $3
		ON CONFLICT (fund_id, code) DO NOTHING`, f.ID, p.ID, from.ID)
	return p, err
}

// shut closes the period of a remainder, as [Store.Close] does (R41).
func (h Handing) shut(ctx context.Context, tx *db.Tx, r Remainder, reason string) error {
	f, err := find(ctx, tx, h.From, r.Fund.ID)
	if err != nil {
		return err
	}
	report, err := reportOf(ctx, tx, f, "")
	if err != nil {
		return err
	}
	anew, err := control(ctx, tx, f)
	if err != nil {
		return err
	}
	p := report.Period(r.Year)
	if err := p.MayClose(anew.Period(r.Year).Figures); err != nil {
		return err
	}
	if rest := p.Unbooked(); rest != 0 {
		return fault.New(fault.Internal, "Der er %s tilbage i %s %s, efter at alt blev flyttet. Intet er ført.", rest, f.Name, p.Period)
	}
	current, ok := f.Period(r.Year)
	if !ok {
		return fmt.Errorf("period %d is gone", r.Year)
	}
	return setState(ctx, tx, f, current, "closed", h.Ground, reason, h.By)
}

// names returns the names of two bodies.
func names(ctx context.Context, tx *db.Tx, fromBody, toBody string) (from, to string, err error) {
	err = tx.QueryRowContext(ctx, `SELECT a.name, b.name FROM organization a, organization b WHERE a.id = $1 AND b.id = $2`, fromBody, toBody).Scan(&from, &to)
	return from, to, db.Missing(err, "Et af organerne findes ikke. Intet er ført.")
}
