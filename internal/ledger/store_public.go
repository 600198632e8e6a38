package ledger

import (
	"context"
	"slices"

	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/fund"
)

// Public reads what the public may see of the money: what follows from a decision
// that is public itself. What a closed decision or one that is not published yet
// moved is left out whole, on both sides, so that the figures add up.
type Public struct{ db *db.DB }

// NewPublic returns the public's reader of a database.
func NewPublic(d *db.DB) *Public { return &Public{d} }

// A Shown fund is what the public sees of one.
type Shown struct {
	Report
	Entries []ShownEntry // but bookings, the first first
	Hidden  bool         // there is more than the public sees
}

// A ShownEntry is an entry as the public sees it. No person, no letter.
type ShownEntry struct {
	Kind    Kind
	Date    string
	Period  Period
	To      Period // of what is carried over
	Purpose Purpose
	Amount  danish.Amount
	Path    string // of the decision, "" for what was received by letter
	Title   string // of it
	Undone  bool
}

// Of returns the funds of the body with an address.
func (p *Public) Of(ctx context.Context, slug string) (list []Shown, err error) {
	defer fault.In(&err, "ledger: public funds of %s", slug)
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		list, err = shownOf(ctx, tx, slug, "")
		return err
	})
	return list, err
}

// A Keeper is a body that keeps its money here.
type Keeper struct {
	Slug, Name string
	Funds      []Shown
}

// Keepers returns the bodies that have funds, by name.
func (p *Public) Keepers(ctx context.Context) (list []Keeper, err error) {
	defer fault.In(&err, "ledger: keepers")
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		list, err = db.Collect(ctx, tx, func(r row) (k Keeper, err error) { return k, r.Scan(&k.Slug, &k.Name) },
			`SELECT slug, name FROM organization o WHERE EXISTS (SELECT 1 FROM ledger_fund f WHERE f.body_id = o.id) ORDER BY name, slug`)
		for i := range list {
			if err != nil {
				return err
			}
			list[i].Funds, err = shownOf(ctx, tx, list[i].Slug, "")
		}
		return err
	})
	return list, err
}

// A Checked fund is one with the statements that minutes have printed of it.
type Checked struct {
	Shown
	Printed []Comparison
}

// Beside returns the funds of a body beside what its minutes printed, each
// statement held against what the public may see of the ledger on its day. Of
// several funds a statement is of the one that comes nearest.
func (p *Public) Beside(ctx context.Context, slug string, statements []fund.Printed) (list []Checked, err error) {
	defer fault.In(&err, "ledger: beside the minutes of %s", slug)
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		list, err = beside(ctx, tx, slug, statements, shownOf)
		return err
	})
	return list, err
}

// Beside returns the funds of a body beside what its minutes printed, whole.
func (s *Store) Beside(ctx context.Context, slug string, statements []fund.Printed) (list []Checked, err error) {
	defer fault.In(&err, "ledger: beside the minutes of %s", slug)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = beside(ctx, tx, slug, statements, wholeOf)
		return err
	})
	return list, err
}

type reader func(ctx context.Context, tx *db.Tx, slug, day string) ([]Shown, error)

func beside(ctx context.Context, tx *db.Tx, slug string, statements []fund.Printed, read reader) (list []Checked, err error) {
	now, err := read(ctx, tx, slug, "")
	if err != nil || len(now) == 0 {
		return nil, err
	}
	for _, one := range now {
		list = append(list, Checked{Shown: one})
	}
	for _, printed := range statements {
		then, err := read(ctx, tx, slug, printed.Date)
		if err != nil {
			return nil, err
		}
		best, nearest := 0, danish.Amount(-1)
		for i, one := range then {
			off := one.Total.In() - printed.Received()
			if off < 0 {
				off = -off
			}
			if nearest < 0 || off < nearest {
				best, nearest = i, off
			}
		}
		list[best].Printed = append(list[best].Printed, compare(printed, then[best].Report))
	}
	return list, nil
}

func bodyFunds(ctx context.Context, tx *db.Tx, slug string) ([]Fund, error) {
	ids, err := db.Collect(ctx, tx, func(r row) (bodyID string, err error) { return bodyID, r.Scan(&bodyID) }, `SELECT id FROM organization WHERE slug = $1`, slug)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return fundsOf(ctx, tx, ids[0])
}

// wholeOf returns the funds of a body with nothing left out.
func wholeOf(ctx context.Context, tx *db.Tx, slug, day string) (list []Shown, err error) {
	funds, err := bodyFunds(ctx, tx, slug)
	for _, f := range funds {
		if err != nil {
			return nil, err
		}
		var r Report
		r, err = reportOf(ctx, tx, f, day)
		list = append(list, Shown{Report: r})
	}
	return list, err
}

// shownOf returns the funds of a body as the public sees them on a day.
func shownOf(ctx context.Context, tx *db.Tx, slug, day string) (list []Shown, err error) {
	funds, err := bodyFunds(ctx, tx, slug)
	for _, f := range funds {
		if err != nil {
			return nil, err
		}
		var one Shown
		one, err = shown(ctx, tx, f, day)
		list = append(list, one)
	}
	return list, err
}

// shown leaves out of a fund what does not follow from a public decision: every
// purpose that any such decision moved money of, and each movement without one.
func shown(ctx context.Context, tx *db.Tx, f Fund, day string) (s Shown, err error) {
	cells, err := Balance(ctx, tx, f.ID, day)
	if err != nil {
		return s, err
	}
	list, err := db.Collect(ctx, tx, scanEntry, entries+` WHERE e.fund_id = $1 AND e.kind IN ('received', 'allocated', 'returned', 'carried') ORDER BY e.date, e.id`, f.ID)
	if err != nil {
		return s, err
	}
	known, closed := map[Ground]publicItem{}, map[string]bool{}
	item := func(e Kept) (publicItem, error) {
		g := Ground{DecisionID: e.DecisionID, Path: e.Path}
		at, ok := known[g]
		if !ok && e.Decided() {
			at, err = publicItemOf(ctx, tx, g)
			known[g] = at
		}
		return at, err
	}
	var hidden []Kept
	for _, e := range list {
		at, err := item(e)
		if err != nil {
			return s, err
		}
		switch {
		case at.path != "" || e.Kind == Received:
		case e.PurposeID != "":
			closed[e.PurposeID] = true
		default:
			hidden = append(hidden, e)
		}
	}
	s.Hidden = len(closed) > 0 || len(hidden) > 0
	cells = slices.DeleteFunc(cells, func(c Cell) bool { return closed[c.PurposeID] })
	for _, e := range hidden {
		if cells, err = without(ctx, tx, cells, e, day); err != nil {
			return s, err
		}
	}
	f.Purposes = slices.DeleteFunc(slices.Clone(f.Purposes), func(p Purpose) bool { return closed[p.ID] })
	s.Report = NewReport(f, day, cells)
	for _, e := range list {
		at, err := item(e)
		if err != nil {
			return s, err
		}
		if closed[e.PurposeID] || at.path == "" && e.Kind != Received || day != "" && e.Date > day {
			continue
		}
		period, _ := f.Period(e.Year)
		to, _ := f.Period(e.ToYear)
		s.Entries = append(s.Entries, ShownEntry{Kind: e.Kind, Date: e.Date, Period: period, To: to, Purpose: f.Purpose(e.PurposeID), Amount: e.Amount,
			Path: at.path, Title: at.title, Undone: e.ReversedBy != ""})
	}
	return s, nil
}

// without takes the postings of an entry, and of its reversal, out of the cells.
func without(ctx context.Context, tx *db.Tx, cells []Cell, e Kept, day string) ([]Cell, error) {
	if day == "" {
		day = "9999-12-31"
	}
	own, err := db.Collect(ctx, tx, scanCell, `SELECT year, kind, account, purpose_id, amount FROM ledger_posting WHERE entry_id IN ($1, $2) AND date <= $3`,
		e.ID, e.ReversedBy, day)
	for _, c := range own {
		c.Amount = -c.Amount
		cells = append(cells, c)
	}
	return cells, err
}

// A publicItem is where the public reads a decision; path is "" when it cannot.
type publicItem struct{ path, title string }

func publicItemOf(ctx context.Context, tx *db.Tx, g Ground) (at publicItem, err error) {
	const item = `SELECT m.slug, i.anchor, i.title FROM agenda_item i JOIN meeting m ON m.id = i.meeting_id`
	slug, anchor := placeOf(g.Path)
	query, args := item+` WHERE m.slug = $1 AND i.anchor = $2 AND i.closed = false`, []any{slug, anchor}
	if g.DecisionID != "" {
		query, args = item+` JOIN planned_meeting p ON p.meeting_id = m.id JOIN decision d ON d.meeting_id = p.id AND d.number = i.number
			WHERE d.id = $1 AND d.closed = false AND i.closed = false
			  AND EXISTS (SELECT 1 FROM publication b WHERE b.planned_id = p.id AND b.kind = 'minutes' AND b.state = 'published')`, []any{g.DecisionID}
	}
	list, err := db.Collect(ctx, tx, func(r row) (at publicItem, err error) {
		var slug, anchor string
		err = r.Scan(&slug, &anchor, &at.title)
		at.path = "/moeder/" + slug + "/" + anchor
		return at, err
	}, query+` ORDER BY i.position LIMIT 1`, args...)
	if err != nil || len(list) == 0 {
		return at, err
	}
	return list[0], nil
}
