package ledger

import (
	"bytes"
	"context"
	"io"
	"time"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// An Import is a file of bookings.
type Import struct {
	ID      string
	Name    string
	Digest  string
	Booked  bool
	Entries int
	Made    time.Time
	By      string // name
}

const imports = `SELECT id, name, digest, state, entries, made_at, made_by FROM ledger_import`

func scanImport(r row) (i Import, err error) {
	var made int64
	var state string
	err = r.Scan(&i.ID, &i.Name, &i.Digest, &state, &i.Entries, &made, &i.By)
	i.Booked, i.Made = state == "booked", time.UnixMicro(made).UTC()
	return i, err
}

// importsOf returns the files that were booked, the latest first.
func importsOf(ctx context.Context, tx *db.Tx, fundID string) ([]Import, error) {
	return db.Collect(ctx, tx, scanImport, imports+` WHERE fund_id = $1 AND state = 'booked' ORDER BY id DESC LIMIT 50`, fundID)
}

// TakeFile takes in a file of bookings and books nothing yet. A file that was
// booked before, whatever it is called, is refused.
func (s *Store) TakeFile(ctx context.Context, bodyID, fundID, name string, data []byte, who access.Who) (got Import, err error) {
	defer fault.In(&err, "ledger: take file into %s", fundID)
	t, err := readTable(data)
	if err != nil {
		return got, err
	}
	if _, err := t.find(); err != nil {
		return got, err
	}
	digest, _, err := s.files.Put(ctx, bytes.NewReader(data))
	if err != nil {
		return got, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := find(ctx, tx, bodyID, fundID); err != nil {
			return err
		}
		if err := bookedBefore(ctx, tx, fundID, digest); err != nil {
			return err
		}
		got = Import{ID: id.New(tx.Now), Name: clip(oneLine(name)), Digest: digest, Made: tx.Now, By: who.Account.Name}
		_, err := tx.ExecContext(ctx, `INSERT INTO ledger_import (id, fund_id, digest, name, state, entries, made_at, made_by) VALUES ($1, $2, $3, $4, 'read', 0, $5, $6)`,
			got.ID, fundID, digest, got.Name, tx.Now.UnixMicro(), got.By)
		return err
	})
	return got, err
}

func bookedBefore(ctx context.Context, tx *db.Tx, fundID, digest string) error {
	same, err := db.Collect(ctx, tx, scanImport, imports+` WHERE fund_id = $1 AND digest = $2 AND state = 'booked'`, fundID, digest)
	if err != nil || len(same) == 0 {
		return err
	}
	return fault.New(fault.Conflict, "Filen er bogført før: %s af %s som “%s” med %s. Intet er ført nu.",
		danish.Date(same[0].Made), same[0].By, same[0].Name, danish.Count(same[0].Entries, "post", "poster"))
}

// A Choosing says how a file is to be booked.
type Choosing struct {
	Year      int               // Period.Year, 0 for the last that is open
	Purposes  map[string]string // purpose ids by code
	Confirmed bool              // the doubts are known
}

// Preview says what a file would do.
func (s *Store) Preview(ctx context.Context, bodyID, fundID, importID string, c Choosing) (v Preview, err error) {
	defer fault.In(&err, "ledger: preview %s", importID)
	t, cols, err := s.open(ctx, bodyID, fundID, importID)
	if err != nil {
		return v, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		v, err = s.preview(ctx, tx, bodyID, fundID, importID, t, cols, c)
		return err
	})
	return v, err
}

// open reads the file of an import of a fund from the vault.
func (s *Store) open(ctx context.Context, bodyID, fundID, importID string) (t table, c columns, err error) {
	var digest string
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT i.digest FROM ledger_import i JOIN ledger_fund f ON f.id = i.fund_id WHERE i.id = $1 AND i.fund_id = $2 AND f.body_id = $3`,
			importID, fundID, bodyID).Scan(&digest)
	})
	if err != nil {
		return t, c, db.Missing(err, "Filen findes ikke. Indlæs den igen.")
	}
	file, err := s.files.Open(digest)
	if err != nil {
		return t, c, err
	}
	data, err := io.ReadAll(io.LimitReader(file, MostBytes+1))
	if err != nil {
		return t, c, err
	}
	if t, err = readTable(data); err != nil {
		return t, c, err
	}
	c, err = t.find()
	return t, c, err
}

func (s *Store) preview(ctx context.Context, tx *db.Tx, bodyID, fundID, importID string, t table, cols columns, c Choosing) (v Preview, err error) {
	if v.Fund, err = find(ctx, tx, bodyID, fundID); err != nil {
		return v, err
	}
	if v.Import, err = scanImport(tx.QueryRowContext(ctx, imports+` WHERE id = $1 AND fund_id = $2`, importID, fundID)); err != nil {
		return v, db.Missing(err, "Filen findes ikke. Indlæs den igen.")
	}
	if v.Import.Booked {
		return v, bookedBefore(ctx, tx, fundID, v.Import.Digest)
	}
	for _, p := range v.Fund.Periods {
		if c.Year == p.Year || c.Year == 0 && !p.Closed {
			v.Period = p
		}
	}
	if v.Period.Year == 0 {
		return v, fault.New(fault.Conflict, "Puljen har ingen åben periode at bogføre i. Intet er ført.")
	}
	known, remembered, err := before(ctx, tx, fundID)
	if err != nil {
		return v, err
	}
	v.Comma = cols.mark == ','
	v.Rows = t.bookings(cols, access.Day(tx.Now), known)
	v.Codes = codesOf(v.Rows, v.Fund, c.Purposes, remembered)
	report, err := reportOf(ctx, tx, v.Fund, "")
	v.weigh(report.Period(v.Period.Year))
	return v, err
}

// before returns the marks of what a fund has booked, and which purposes the codes
// of the finance system stood for.
func before(ctx context.Context, tx *db.Tx, fundID string) (known map[string]bool, codes map[string]string, err error) {
	known, codes = map[string]bool{}, map[string]string{}
	_, err = db.Collect(ctx, tx, func(r row) (mark string, err error) {
		err = r.Scan(&mark)
		known[mark] = true
		return "", err
	}, `SELECT mark FROM ledger_entry WHERE fund_id = $1 AND mark IS NOT NULL`, fundID)
	if err != nil {
		return nil, nil, err
	}
	_, err = db.Collect(ctx, tx, func(r row) (code string, err error) {
		var to string
		err = r.Scan(&code, &to)
		codes[code] = to
		return "", err
	}, `SELECT code, purpose_id FROM ledger_code WHERE fund_id = $1`, fundID)
	return known, codes, err
}

// Book books all new rows of a file, or none.
func (s *Store) Book(ctx context.Context, bodyID, fundID, importID string, c Choosing, who access.Who) (v Preview, err error) {
	defer fault.In(&err, "ledger: book %s", importID)
	t, cols, err := s.open(ctx, bodyID, fundID, importID)
	if err != nil {
		return v, err
	}
	err = s.change(ctx, bodyID, fundID, func(tx *db.Tx, f Fund) error {
		if v, err = s.preview(ctx, tx, bodyID, fundID, importID, t, cols, c); err != nil {
			return err
		}
		if err := touch(ctx, tx, f, v.Period.Year); err != nil {
			return err
		}
		if err := bookedBefore(ctx, tx, fundID, v.Import.Digest); err != nil {
			return err
		}
		switch {
		case v.Refused != "":
			return fault.New(fault.Invalid, "%s Intet er ført.", v.Refused)
		case len(v.Doubts) > 0 && !c.Confirmed:
			return v.Doubts
		}
		list, err := v.entries(ctx, tx, who)
		if err != nil {
			return err
		}
		if err := post(ctx, tx, fundID, list); err != nil {
			return err
		}
		if err := remember(ctx, tx, fundID, v.Codes); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE ledger_import SET state = 'booked', entries = $2, made_at = $3, made_by = $4 WHERE id = $1`,
			importID, len(list), tx.Now.UnixMicro(), who.Account.Name)
		return err
	})
	return v, err
}

// entries returns the rows that are new as entries, each with the decision of the
// money that it is paid from.
func (v Preview) entries(ctx context.Context, tx *db.Tx, who access.Who) ([]Entry, error) {
	purposes, grounds := map[string]string{}, map[string]Ground{}
	for _, c := range v.Codes {
		purposes[c.Code] = c.Purpose.ID
		g, err := groundOf(ctx, tx, v.Fund.ID, v.Period.Year, c.Purpose.ID)
		if err != nil {
			return nil, err
		}
		grounds[c.Purpose.ID] = g
	}
	list := make([]Entry, 0, v.New)
	for _, b := range v.Rows {
		if b.Wrong != "" || b.Twice {
			continue
		}
		to := purposes[b.Code]
		list = append(list, Entry{Kind: Booked, Date: b.Date, Year: v.Period.Year, PurposeID: to, Amount: b.Amount, Text: b.Text, Ground: grounds[to],
			ImportID: v.Import.ID, External: b.External, Mark: b.Mark, By: who.Account.Name})
	}
	return list, nil
}

func remember(ctx context.Context, tx *db.Tx, fundID string, codes []Code) error {
	for _, c := range codes {
		_, err := tx.ExecContext(ctx, `INSERT INTO ledger_code (fund_id, code, purpose_id) VALUES ($1, $2, $3)
			ON CONFLICT (fund_id, code) DO UPDATE SET purpose_id = excluded.purpose_id`, fundID, c.Code, c.Purpose.ID)
		if err != nil {
			return err
		}
	}
	return nil
}
