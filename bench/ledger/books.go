package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/ledger"
	"klynge/internal/vault"
)

const (
	bodyID   = "bench"
	from     = 2015 // the first budget year
	years    = 10
	purposes = 40 // that share the money of each year
)

var keeper = access.Who{Account: access.Account{ID: "bench", Name: "Signe Sand"}, Grants: []access.Grant{{BodyID: bodyID, Role: access.Secretariat}}}

// newBooks begins the account of a body: ten years, each with money that a
// decision has given to forty purposes.
func newBooks(ctx context.Context, path, folder string) (b *books, err error) {
	d, err := db.Open(ctx, path, time.Now)
	if err != nil {
		return nil, err
	}
	files, err := vault.Open(filepath.Join(folder, "files"))
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	b = &books{db: d, store: ledger.NewStore(d, files), close: func() error { return errors.Join(files.Close(), d.Close()) }}
	if err := b.begin(ctx); err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

func (b *books) begin(ctx context.Context) error {
	err := b.db.Write(ctx, func(tx *db.Tx) error {
		for _, row := range []string{
			`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('` + bodyID + `', 'klynge-fjorden', 'Klynge Fjorden', 'cluster', 'shared', 0)`,
			`INSERT INTO decision (id, body_id, item_id, number, title, text, outcome, closed, date, ground, state, reason, changed_at, changed_by, made_by)
				VALUES ('d', '` + bodyID + `', '', '1', 'Klyngemidler', 'Godkendt', 'approved', false, '2015-01-05', '', 'in-force', '', 0, '', '')`,
		} {
			if _, err := tx.ExecContext(ctx, row); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if b.fund, err = b.store.Found(ctx, bodyID, ledger.Founding{Name: "Klyngemidler", Source: "Region Nordkyst", Year: from, Through: from}, keeper); err != nil {
		return err
	}
	for year := from; year < from+years; year++ {
		if year > from {
			if err := b.store.AddPeriod(ctx, bodyID, b.fund.ID, year, year, "", keeper); err != nil {
				return err
			}
		}
		if err := b.grant(ctx, year); err != nil {
			return err
		}
	}
	return nil
}

func purposeName(n int) string { return fmt.Sprintf("Indsats %02d", n+1) }

// grant receives the money of a year and gives it to the purposes.
func (b *books) grant(ctx context.Context, year int) error {
	enter := func(kind ledger.Kind, purpose string, kroner int64) error {
		_, err := b.store.Enter(ctx, bodyID, ledger.Wish{Purpose: purpose, Confirmed: true, Entry: ledger.Entry{FundID: b.fund.ID, Kind: kind,
			Date: fmt.Sprintf("%d-01-10", year), Year: year, Amount: danish.Kroner(kroner), Ground: ledger.Ground{DecisionID: "d"}}}, keeper)
		return err
	}
	if err := enter(ledger.Received, "", 400_000_000); err != nil {
		return err
	}
	for n := range purposes {
		if err := enter(ledger.Allocated, purposeName(n), 9_000_000); err != nil {
			return err
		}
	}
	return nil
}

// fill books a file of rows in each year, and returns the seconds each took.
func (b *books) fill(ctx context.Context, rows int) (took []float64, err error) {
	for year := from; year < from+years; year++ {
		var file strings.Builder
		file.WriteString("Dato;Beløb;Tekst;Indsats;Bilagsnr.\n")
		for i := range rows {
			fmt.Fprintf(&file, "%02d-%02d-%d;%d,%02d;Løn og kørsel;%s;B%d-%d\n", i%28+1, i/28%12+1, year, i%900+10, i%100, purposeName(i%purposes), year, i)
		}
		start := time.Now()
		taken, err := b.store.TakeFile(ctx, bodyID, b.fund.ID, fmt.Sprintf("%d.csv", year), []byte(file.String()), keeper)
		if err != nil {
			return nil, err
		}
		if _, err := b.store.Book(ctx, bodyID, b.fund.ID, taken.ID, ledger.Choosing{Year: year, Confirmed: true}, keeper); err != nil {
			return nil, err
		}
		took = append(took, time.Since(start).Seconds())
	}
	return took, nil
}
