package ledger

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// A Wish is an entry as somebody asks for it.
type Wish struct {
	Entry
	Purpose   string // name of what it is for, "" for nothing
	Confirmed bool   // the doubts are known
}

// Enter posts an entry. Doubts that nobody confirmed come back as [Doubts]. One
// that is sent twice, with the same mark, is posted once.
func (s *Store) Enter(ctx context.Context, bodyID string, w Wish, who access.Who) (e Entry, err error) {
	defer fault.In(&err, "ledger: enter %s in %s", w.Kind, w.FundID)
	err = s.change(ctx, bodyID, w.FundID, func(tx *db.Tx, f Fund) error {
		e = w.Entry
		e.By = who.Account.Name
		if strings.TrimSpace(w.Purpose) != "" {
			p, err := purpose(ctx, tx, &f, w.Purpose)
			if err != nil {
				return err
			}
			e.PurposeID = p.ID
		}
		if e, err = e.Check(access.Day(tx.Now)); err != nil {
			return err
		}
		if e.Mark != "" {
			var found string
			list, err := db.Collect(ctx, tx, func(r row) (string, error) { return found, r.Scan(&found) },
				`SELECT id FROM ledger_entry WHERE fund_id = $1 AND mark = $2`, f.ID, e.Mark)
			if err != nil || len(list) > 0 {
				e.ID = found
				return err
			}
		}
		if err := checkGround(ctx, tx, bodyID, e.Ground); err != nil {
			return err
		}
		doubts, err := s.mayPost(ctx, tx, f, &e)
		if err != nil {
			return err
		}
		if len(doubts) > 0 && !w.Confirmed {
			return doubts
		}
		made := []Entry{e}
		err = post(ctx, tx, f.ID, made)
		e = made[0]
		return err
	})
	return e, err
}

// mayPost holds an entry against its period as it stands, and gives a booking the
// decision of the money that it is paid from.
func (s *Store) mayPost(ctx context.Context, tx *db.Tx, f Fund, e *Entry) (Doubts, error) {
	if err := touch(ctx, tx, f, e.Year); err != nil {
		return nil, err
	}
	if e.Kind == Carried {
		if err := touch(ctx, tx, f, e.ToYear); err != nil {
			return nil, err
		}
	}
	report, err := reportOf(ctx, tx, f, "")
	if err != nil {
		return nil, err
	}
	p := report.Period(e.Year)
	of := p.Of(e.PurposeID)
	if of.Name == "" {
		of.Purpose = f.Purpose(e.PurposeID)
	}
	doubts, err := p.MayPost(*e, of)
	if err != nil {
		return nil, err
	}
	if e.Kind == Booked && !e.Decided() {
		if e.Ground, err = groundOf(ctx, tx, f.ID, e.Year, e.PurposeID); err != nil {
			return nil, err
		}
	}
	if e.Kind == Allocated {
		said, err := decisionText(ctx, tx, e.Ground)
		if err != nil {
			return nil, err
		}
		doubts = append(doubts, Against(said, e.Amount)...)
	}
	return doubts, nil
}

// decisionText returns the words of the decision behind an entry.
func decisionText(ctx context.Context, tx *db.Tx, g Ground) (string, error) {
	query, args := `SELECT text FROM decision WHERE id = $1`, []any{g.DecisionID}
	if g.DecisionID == "" {
		slug, anchor := placeOf(g.Path)
		query, args = `SELECT i.decision FROM agenda_item i JOIN meeting m ON m.id = i.meeting_id WHERE m.slug = $1 AND i.anchor = $2`, []any{slug, anchor}
	}
	list, err := db.Collect(ctx, tx, func(r row) (text string, err error) { return text, r.Scan(&text) }, query, args...)
	return strings.Join(list, " "), err
}

// groundOf returns the decision that last gave a purpose money in a period.
func groundOf(ctx context.Context, tx *db.Tx, fundID string, year int, purposeID string) (Ground, error) {
	list, err := db.Collect(ctx, tx, func(r row) (g Ground, err error) { return g, r.Scan(&g.DecisionID, &g.Path) },
		`SELECT COALESCE(e.decision_id, ''), e.path FROM ledger_entry e WHERE e.fund_id = $1 AND e.purpose_id = $2
		   AND (e.kind = 'allocated' AND e.year = $3 OR e.kind = 'carried' AND e.to_year = $3)
		   AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = e.id) ORDER BY e.date DESC, e.id DESC LIMIT 1`, fundID, purposeID, year)
	if err != nil || len(list) == 0 {
		return Ground{}, err
	}
	return list[0], nil
}

// Reverse undoes an entry that was wrong. It stays, with its reversal beside it.
func (s *Store) Reverse(ctx context.Context, bodyID, fundID, entryID, reason string, who access.Who) (err error) {
	defer fault.In(&err, "ledger: reverse %s", entryID)
	if reason = oneLine(reason); reason == "" || len([]rune(reason)) > longest {
		return fault.New(fault.Invalid, "Skriv, hvad der var forkert, med højst %d tegn. Intet er ført.", longest)
	}
	return s.change(ctx, bodyID, fundID, func(tx *db.Tx, f Fund) error {
		e, err := scanEntry(tx.QueryRowContext(ctx, entries+` WHERE e.id = $1 AND e.fund_id = $2`, entryID, fundID))
		if err != nil {
			return db.Missing(err, "Posten findes ikke.")
		}
		switch {
		case e.Kind == Reversal:
			return fault.New(fault.Invalid, "En tilbageførsel kan ikke selv tilbageføres. Før posten igen, hvis den var rigtig. Intet er ført.")
		case e.ReversedBy != "":
			return fault.New(fault.Conflict, "Posten er allerede tilbageført. Intet er ført.")
		}
		for _, year := range []int{e.Year, e.ToYear} {
			if year == 0 {
				continue
			}
			if err := touch(ctx, tx, f, year); err != nil {
				return err
			}
		}
		if err := mayReverse(ctx, tx, f, e.Entry); err != nil {
			return err
		}
		r := e.Entry
		r.ID, r.Kind, r.ReversesID, r.Date, r.Text, r.By = "", Reversal, e.ID, access.Day(tx.Now), reason, who.Account.Name
		r.ImportID, r.External, r.Mark = "", "", ""
		return write(ctx, tx, fundID, []Entry{r}, [][]Posting{e.Reversed()})
	})
}

func mayReverse(ctx context.Context, tx *db.Tx, f Fund, e Entry) error {
	report, err := reportOf(ctx, tx, f, "")
	if err != nil {
		return err
	}
	if e.Kind == Carried { // the money has to be there still where it went
		p := report.Period(e.ToYear)
		back := e
		if back.Kind = Allocated; e.PurposeID == "" {
			back.Kind = Received
		}
		return p.MayReverse(back, p.Of(e.PurposeID))
	}
	p := report.Period(e.Year)
	return p.MayReverse(e, p.Of(e.PurposeID))
}

// post writes entries that have been checked, and gives them their ids.
func post(ctx context.Context, tx *db.Tx, fundID string, list []Entry) error {
	sides := make([][]Posting, len(list))
	for i := range list {
		sides[i] = list[i].Postings()
	}
	return write(ctx, tx, fundID, list, sides)
}

// write writes entries with their postings, many to a statement, and adds them to
// the totals of their months.
func write(ctx context.Context, tx *db.Tx, fundID string, list []Entry, sides [][]Posting) error {
	type key struct {
		month string
		Posting
	}
	months := map[key]danish.Amount{}
	all := rows{table: "ledger_entry", columns: "id, fund_id, kind, date, year, to_year, purpose_id, amount, text, decision_id, path, letter, reverses_id, import_id, external, mark, made_at, made_by"}
	lines := rows{table: "ledger_posting", columns: "entry_id, line, fund_id, year, date, kind, account, purpose_id, amount"}
	for i := range list {
		e := &list[i]
		e.ID, e.FundID, e.Made = id.New(tx.Now), fundID, tx.Now
		all.add(e.ID, fundID, string(e.Kind), e.Date, e.Year, e.ToYear, e.PurposeID, int64(e.Amount), e.Text, null(e.DecisionID), e.Path, e.Letter,
			null(e.ReversesID), e.ImportID, e.External, null(e.Mark), tx.Now.UnixMicro(), e.By)
		for n, p := range sides[i] {
			lines.add(e.ID, n, fundID, p.Year, e.Date, string(p.Kind), string(p.Account), p.PurposeID, int64(p.Amount))
			sum := p
			sum.Amount = 0
			months[key{e.Date[:7], sum}] += p.Amount
		}
	}
	if err := all.insert(ctx, tx, ""); err != nil {
		if db.Duplicate(err) {
			return fault.Because(err, fault.Conflict, "Det samme er ført i mellemtiden. Intet er ført nu. Se listen igennem, og prøv igen.")
		}
		return err
	}
	if err := lines.insert(ctx, tx, ""); err != nil {
		return err
	}
	totals := rows{table: "ledger_month", columns: "fund_id, month, year, kind, account, purpose_id, amount"}
	for k, amount := range months {
		totals.add(fundID, k.month, k.Year, string(k.Kind), string(k.Account), k.PurposeID, int64(amount))
	}
	return totals.insert(ctx, tx, " ON CONFLICT (fund_id, month, year, kind, account, purpose_id) DO UPDATE SET amount = ledger_month.amount + excluded.amount")
}

// rows are rows that are written many to a statement.
type rows struct {
	table, columns string
	values         [][]any
}

func (r *rows) add(values ...any) { r.values = append(r.values, values) }

// together is how many rows stand in one statement. More would save journeys to
// PostgreSQL, but SQLite looks for the name of each parameter among all of them.
const together = 12

// insert writes the rows; after says what to do with those that are there.
func (r *rows) insert(ctx context.Context, tx *db.Tx, after string) error {
	whole := len(r.values) - len(r.values)%together
	if err := r.insertBy(ctx, tx, r.values[:whole], together, after); err != nil {
		return err
	}
	return r.insertBy(ctx, tx, r.values[whole:], 1, after)
}

// insertBy writes rows so many at a time.
func (r *rows) insertBy(ctx context.Context, tx *db.Tx, values [][]any, count int, after string) (err error) {
	if len(values) == 0 {
		return nil
	}
	statement, err := tx.PrepareContext(ctx, r.statement(count)+after)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, statement.Close()) }()
	for part := range slices.Chunk(values, count) {
		if _, err := statement.ExecContext(ctx, slices.Concat(part...)...); err != nil {
			return err
		}
	}
	return nil
}

func (r *rows) statement(count int) string {
	var text strings.Builder
	text.WriteString("INSERT INTO " + r.table + " (" + r.columns + ") VALUES ")
	width := strings.Count(r.columns, ",") + 1
	for n := range count * width {
		switch {
		case n == 0:
			text.WriteByte('(')
		case n%width == 0:
			text.WriteString("), (")
		default:
			text.WriteString(", ")
		}
		text.WriteString("$" + strconv.Itoa(n+1))
	}
	text.WriteByte(')')
	return text.String()
}
