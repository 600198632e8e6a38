package indicator

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

// An Import is a file of figures.
type Import struct {
	ID     string
	Name   string
	Digest string
	Taken  bool
	At     time.Time
	By     string
}

func scanImport(r row) (i Import, err error) {
	var at int64
	var state string
	err = r.Scan(&i.ID, &i.Name, &i.Digest, &state, &at, &i.By)
	i.Taken, i.At = state == "taken", db.Instant(at)
	return i, err
}

const importRows = `SELECT id, name, digest, state, at, by_name FROM indicator_import `

// Hand takes in a file of figures and changes nothing yet. A file that was taken in
// before, whatever it is called, is refused.
func (s *Store) Hand(ctx context.Context, who access.Who, indicatorID, name string, data []byte) (got Import, err error) {
	defer fault.In(&err, "indicator: hand a file to %s", indicatorID)
	t, err := readTable(data)
	if err != nil {
		return got, err
	}
	if _, err := t.lines(0); err != nil {
		return got, err
	}
	digest, _, err := s.files.Put(ctx, bytes.NewReader(data))
	if err != nil {
		return got, err
	}
	err = s.change(ctx, who, indicatorID, 0, access.LeadInitiative, func(h *head) error {
		if err := h.takenBefore(digest); err != nil {
			return err
		}
		got = Import{ID: id.New(h.tx.Now), Name: clip(oneLine(name)), Digest: digest, At: h.tx.Now, By: who.Account.Name}
		_, err := h.tx.ExecContext(ctx, `INSERT INTO indicator_import (id, indicator_id, digest, name, state, at, by_name) VALUES ($1, $2, $3, $4, 'read', $5, $6)`,
			got.ID, h.ID, digest, got.Name, h.tx.Now.UnixMicro(), got.By)
		return err
	})
	return got, err
}

func (h *head) takenBefore(digest string) error {
	same, err := db.Collect(h.ctx, h.tx, scanImport, importRows+`WHERE indicator_id = $1 AND digest = $2 AND state = 'taken' ORDER BY at`, h.ID, digest)
	if err != nil || len(same) == 0 {
		return err
	}
	return fault.New(fault.Conflict, "Filen er læst ind før: %s af %s som “%s”. Intet er ændret.", danish.Date(same[0].At), same[0].By, same[0].Name)
}

// Preview says what a file would do. mark is the decimal sign, comma or dot, or 0 to
// tell it from the file.
func (s *Store) Preview(ctx context.Context, who access.Who, indicatorID, importID string, mark byte) (w Work, p Preview, err error) {
	defer fault.In(&err, "indicator: preview %s", importID)
	if w, err = s.Open(ctx, who, indicatorID); err != nil {
		return w, p, err
	}
	if !who.May(access.LeadInitiative, w.BodyID) {
		return w, p, errMayNot
	}
	t, err := s.table(ctx, indicatorID, importID)
	if err != nil {
		return w, p, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		h := &head{Indicator: w.Indicator, Place: w.Place, who: who, tx: tx, ctx: ctx}
		p, _, err = h.preview(importID, t, mark)
		return err
	})
	return w, p, err
}

// table reads the file of an import from the vault.
func (s *Store) table(ctx context.Context, indicatorID, importID string) (t table, err error) {
	var digest string
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT digest FROM indicator_import WHERE id = $1 AND indicator_id = $2`, importID, indicatorID).Scan(&digest)
	})
	if err != nil {
		return t, db.Missing(err, "Filen findes ikke. Læs den ind igen.")
	}
	file, err := s.files.Open(digest)
	if err != nil {
		return t, err
	}
	data, err := io.ReadAll(io.LimitReader(file, MaxBytes+1))
	if err != nil {
		return t, err
	}
	return readTable(data)
}

func (h *head) preview(importID string, t table, mark byte) (p Preview, g ground, err error) {
	if mark != ',' && mark != '.' {
		mark = t.mark()
	}
	lines, err := t.lines(mark)
	if err != nil {
		return p, g, err
	}
	if g, err = h.figures(); err != nil {
		return p, g, err
	}
	p = h.Definition.preview(lines, g, access.Day(h.tx.Now))
	p.Comma = mark == ','
	p.Import, err = scanImport(h.tx.QueryRowContext(h.ctx, importRows+`WHERE id = $1 AND indicator_id = $2`, importID, h.ID))
	return p, g, err
}

// A Taking says how a file is to be taken in.
type Taking struct {
	Mark      byte // the decimal sign, 0 to tell it from the file
	Confirmed bool // figures that stand there may become others
	Note      string
}

// Take takes in all rows of a file, or none.
func (s *Store) Take(ctx context.Context, who access.Who, indicatorID, importID string, how Taking) (p Preview, err error) {
	defer fault.In(&err, "indicator: take in %s", importID)
	t, err := s.table(ctx, indicatorID, importID)
	if err != nil {
		return p, err
	}
	how.Note = oneLine(how.Note)
	err = s.change(ctx, who, indicatorID, 0, access.LeadInitiative, func(h *head) error {
		var g ground
		if p, g, err = h.preview(importID, t, how.Mark); err != nil {
			return err
		}
		if err := h.takenBefore(p.Import.Digest); err != nil {
			return err
		}
		if err := how.check(p); err != nil {
			return err
		}
		for _, r := range p.Readings {
			if r.Fate != Fresh && r.Fate != Corrects && r.Fate != Overtakes {
				continue
			}
			if err := g.enter(h, Entry{Period: r.Period, Figure: r.Figure, Note: how.Note, Over: r.Over}); err != nil {
				return err
			}
		}
		if _, err := h.tx.ExecContext(ctx, `UPDATE indicator_import SET state = 'taken', at = $2, by_name = $3 WHERE id = $1`, importID, h.tx.Now.UnixMicro(), who.Account.Name); err != nil {
			return err
		}
		return h.tell(Told{What: Read, Text: p.Import.Name})
	})
	return p, err
}

func (how Taking) check(p Preview) error {
	switch {
	case p.Refused != "":
		return fault.New(fault.Invalid, "%s Intet er læst ind.", p.Refused)
	case p.Changes() && !how.Confirmed:
		return fault.New(fault.Invalid, "Filen retter værdier, der står her. Sæt kryds ved, at det er rigtigt, eller tag rækkerne ud. Intet er læst ind.")
	case p.Counts[Overtakes] > 0 && how.Note == "":
		return fault.New(fault.Invalid, "Filen erstatter frigivne værdier. Skriv hvorfor. Intet er læst ind.")
	}
	return checkNote(how.Note)
}
