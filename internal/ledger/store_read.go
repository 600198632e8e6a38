package ledger

import (
	"context"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
)

const entries = `SELECT e.id, e.fund_id, e.kind, e.date, e.year, e.to_year, e.purpose_id, e.amount, e.text, COALESCE(e.decision_id, ''), e.path, e.letter,
	COALESCE(e.reverses_id, ''), e.import_id, e.external, COALESCE(e.mark, ''), e.made_at, e.made_by,
	COALESCE((SELECT r.id FROM ledger_entry r WHERE r.reverses_id = e.id), '') FROM ledger_entry e`

// A Kept entry is one with whether it was undone.
type Kept struct {
	Entry
	ReversedBy string // "" when it stands
}

func scanEntry(r row) (e Kept, err error) {
	var made int64
	err = r.Scan(&e.ID, &e.FundID, &e.Kind, &e.Date, &e.Year, &e.ToYear, &e.PurposeID, &e.Amount, &e.Text, &e.DecisionID, &e.Path, &e.Letter,
		&e.ReversesID, &e.ImportID, &e.External, &e.Mark, &made, &e.By, &e.ReversedBy)
	e.Made = time.UnixMicro(made).UTC()
	return e, err
}

func scanCell(r row) (c Cell, err error) {
	return c, r.Scan(&c.Year, &c.Kind, &c.Account, &c.PurposeID, &c.Amount)
}

// Balance returns the sums of a fund's postings until the end of a day, or of all
// with no day: whole months from their totals, the last one from its postings.
func Balance(ctx context.Context, tx *db.Tx, fundID, day string) (_ []Cell, err error) {
	defer fault.In(&err, "ledger: balance of %s on %s", fundID, day)
	const sums = `SELECT year, kind, account, purpose_id, CAST(SUM(amount) AS BIGINT) FROM `
	const grouped = ` GROUP BY year, kind, account, purpose_id ORDER BY year, purpose_id, account, kind`
	if day == "" {
		return db.Collect(ctx, tx, scanCell, sums+`ledger_month WHERE fund_id = $1`+grouped, fundID)
	}
	if at, err := time.Parse(time.DateOnly, day); err == nil && at.AddDate(0, 0, 1).Day() == 1 {
		return db.Collect(ctx, tx, scanCell, sums+`ledger_month WHERE fund_id = $1 AND month <= $2`+grouped, fundID, day[:7])
	}
	month := day[:min(7, len(day))]
	return db.Collect(ctx, tx, scanCell, sums+`(
		SELECT year, kind, account, purpose_id, amount FROM ledger_month WHERE fund_id = $1 AND month < $2
		UNION ALL
		SELECT year, kind, account, purpose_id, amount FROM ledger_posting WHERE fund_id = $1 AND date >= $3 AND date <= $4) AS sides`+grouped,
		fundID, month, month+"-01", day)
}

// control sums a fund anew from all its postings.
func control(ctx context.Context, tx *db.Tx, f Fund) (Report, error) {
	cells, err := db.Collect(ctx, tx, scanCell, `SELECT year, kind, account, purpose_id, CAST(SUM(amount) AS BIGINT) FROM ledger_posting WHERE fund_id = $1
		GROUP BY year, kind, account, purpose_id`, f.ID)
	return NewReport(f, "", cells), err
}

func reportOf(ctx context.Context, tx *db.Tx, f Fund, day string) (Report, error) {
	cells, err := Balance(ctx, tx, f.ID, day)
	return NewReport(f, day, cells), err
}

// A Look is all that is known of a fund, as those see it who work with it.
type Look struct {
	Report
	Entries     []Told
	More        bool // there are more entries
	Imports     []Import
	Events      []Event
	Choices     []Choice
	Initiatives []Purpose
}

// A Told entry is one with the decision behind it.
type Told struct {
	Kept
	Purpose Purpose
	Why     Choice // ID and Path are empty when only a letter says it
}

// Undoable reports whether an entry may be reversed.
func (t Told) Undoable() bool { return t.Kind != Reversal && t.ReversedBy == "" }

// An Event is something that was done to a period.
type Event struct {
	Year   int
	At     time.Time
	By     string
	Closed bool // else it was opened again
	Why    Ground
	Reason string
}

// Page is how many entries a page shows.
const Page = 100

// Look returns a fund on a day ("" for today) with its latest entries before one ("" for the
// last).
func (s *Store) Look(ctx context.Context, bodyID, fundID, day, before string, who access.Who) (l Look, err error) {
	defer fault.In(&err, "ledger: look at %s", fundID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		f, err := find(ctx, tx, bodyID, fundID)
		if err != nil {
			return err
		}
		if _, wrong := time.Parse(time.DateOnly, day); wrong != nil {
			day = ""
		}
		if l.Report, err = reportOf(ctx, tx, f, day); err != nil {
			return err
		}
		if l.Choices, err = choices(ctx, tx, bodyID); err != nil {
			return err
		}
		if l.Initiatives, err = initiativesOf(ctx, tx, bodyID); err != nil {
			return err
		}
		if l.Imports, err = importsOf(ctx, tx, fundID); err != nil {
			return err
		}
		if l.Events, err = eventsOf(ctx, tx, fundID); err != nil {
			return err
		}
		l.Entries, err = told(ctx, tx, f, who.May(access.ReadClosed, bodyID), before, Page+1)
		if l.More = len(l.Entries) > Page; l.More {
			l.Entries = l.Entries[:Page]
		}
		return err
	})
	return l, err
}

// told returns entries of a fund, the last entered first, with their decisions. Of a closed
// one who may not read it sees that it is closed.
func told(ctx context.Context, tx *db.Tx, f Fund, closed bool, before string, most int) ([]Told, error) {
	if before == "" {
		before = "~"
	}
	list, err := db.Collect(ctx, tx, scanEntry, entries+` WHERE e.fund_id = $1 AND e.id < $2 ORDER BY e.id DESC LIMIT $3`, f.ID, before, most)
	if err != nil {
		return nil, err
	}
	known := map[Ground]Choice{}
	out := make([]Told, len(list))
	for i, e := range list {
		key := Ground{DecisionID: e.DecisionID, Path: e.Path}
		why, ok := known[key]
		if !ok && e.Decided() {
			if why, err = choiceOf(ctx, tx, key); err != nil {
				return nil, err
			}
			if why.Closed && !closed {
				why = Choice{ID: why.ID, Date: why.Date, Closed: true}
			}
			known[key] = why
		}
		out[i] = Told{Kept: e, Purpose: f.Purpose(e.PurposeID), Why: why}
	}
	return out, nil
}

// choiceOf returns the decision behind an entry.
func choiceOf(ctx context.Context, tx *db.Tx, g Ground) (c Choice, err error) {
	if g.DecisionID != "" {
		list, err := db.Collect(ctx, tx, func(r row) (c Choice, err error) {
			return c, r.Scan(&c.ID, &c.Number, &c.Title, &c.Date, &c.Closed, &c.Text)
		}, `SELECT id, number, title, date, closed, text FROM decision WHERE id = $1`, g.DecisionID)
		if err != nil || len(list) == 0 {
			return c, err
		}
		return list[0], nil
	}
	slug, anchor := placeOf(g.Path)
	list, err := db.Collect(ctx, tx, func(r row) (c Choice, err error) {
		c.Path = g.Path
		return c, r.Scan(&c.Number, &c.Title, &c.Date, &c.Closed, &c.Text)
	}, `SELECT i.number, i.title, m.date, i.closed, i.decision FROM agenda_item i JOIN meeting m ON m.id = i.meeting_id WHERE m.slug = $1 AND i.anchor = $2`, slug, anchor)
	if err != nil || len(list) == 0 {
		return Choice{Path: g.Path}, err
	}
	return list[0], nil
}

func eventsOf(ctx context.Context, tx *db.Tx, fundID string) ([]Event, error) {
	return db.Collect(ctx, tx, func(r row) (e Event, err error) {
		var at int64
		var state string
		err = r.Scan(&e.Year, &at, &e.By, &state, &e.Why.DecisionID, &e.Why.Path, &e.Reason)
		e.At, e.Closed = time.UnixMicro(at).UTC(), state == "closed"
		return e, err
	}, `SELECT year, at, by_whom, state, COALESCE(decision_id, ''), path, reason FROM ledger_period_event WHERE fund_id = $1 ORDER BY at DESC, id DESC LIMIT 100`, fundID)
}

// Funds returns the funds of a body with their figures today.
func (s *Store) Funds(ctx context.Context, bodyID string) (list []Report, err error) {
	defer fault.In(&err, "ledger: funds of %s", bodyID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		funds, err := fundsOf(ctx, tx, bodyID)
		for _, f := range funds {
			if err != nil {
				return err
			}
			var r Report
			r, err = reportOf(ctx, tx, f, "")
			list = append(list, r)
		}
		return err
	})
	return list, err
}

// All returns every entry of a fund that somebody may see, the first entered first.
func (s *Store) All(ctx context.Context, bodyID, fundID string, who access.Who) (f Fund, list []Told, err error) {
	defer fault.In(&err, "ledger: all entries of %s", fundID)
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if f, err = find(ctx, tx, bodyID, fundID); err != nil {
			return err
		}
		list, err = told(ctx, tx, f, who.May(access.ReadClosed, bodyID), "", Exported)
		return err
	})
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return f, list, err
}

// Exported is how many entries a file has at most: what a sheet of a spreadsheet holds, less its head.
const Exported = 1_000_000
