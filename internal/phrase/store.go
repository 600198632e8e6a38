package phrase

import (
	"context"
	"slices"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// A Store keeps phrases and templates.
type Store struct{ db *db.DB }

// NewStore returns the phrases and templates of a database.
func NewStore(d *db.DB) *Store { return &Store{d} }

// Of returns the phrases of a body: its own, or the defaults.
func Of(ctx context.Context, tx *db.Tx, bodyID string, k Kind) (list []Phrase, err error) {
	defer fault.In(&err, "phrase: %s of %s", k, bodyID)
	if list, err = own(ctx, tx, bodyID, k); err == nil && len(list) == 0 {
		return Defaults(k), nil
	}
	return list, err
}

func own(ctx context.Context, tx *db.Tx, bodyID string, k Kind) ([]Phrase, error) {
	return db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (p Phrase, err error) {
		err = row.Scan(&p.ID, &p.Text)
		return p, err
	}, `SELECT id, text FROM phrase WHERE body_id = $1 AND kind = $2 ORDER BY position, id`, bodyID, k)
}

// Of is [Of] in a transaction of its own.
func (s *Store) Of(ctx context.Context, bodyID string, k Kind) (list []Phrase, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = Of(ctx, tx, bodyID, k)
		return err
	})
	return list, err
}

// Keep replaces the phrases of a body by a list, in its order, over the list that
// the writer saw ([Print]); the same sentence is kept once. An empty list gives
// back the defaults.
func (s *Store) Keep(ctx context.Context, bodyID string, k Kind, seen string, texts []string) (err error) {
	defer fault.In(&err, "phrase: keep %s of %s", k, bodyID)
	if !k.Valid() {
		return fault.New(fault.Invalid, "Vendinger er til en indstilling, en beslutning eller en sagsfremstilling. Intet er gemt.")
	}
	if len(texts) > Most {
		return fault.New(fault.Invalid, "Der er plads til %d vendinger af hver slags. Intet er gemt. Slet nogle først.", Most)
	}
	var list []string
	for _, text := range texts {
		if text, err = Clean(text); err != nil {
			return err
		}
		if !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		// Those who change the phrases of one body come one after the other.
		if _, err := tx.ExecContext(ctx, `UPDATE organization SET created_at = created_at WHERE id = $1`, bodyID); err != nil {
			return err
		}
		there, err := Of(ctx, tx, bodyID, k)
		if err != nil || slices.EqualFunc(there, list, func(p Phrase, text string) bool { return p.Text == text }) {
			return err
		}
		if Print(there) != seen {
			return fault.New(fault.Conflict, "En anden har lige ændret vendingerne. Deres er bevaret, og dine er ikke gemt. De står herunder: kopiér dem, og se listen igen.")
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM phrase WHERE body_id = $1 AND kind = $2`, bodyID, k); err != nil {
			return err
		}
		for i, text := range list {
			if _, err := tx.ExecContext(ctx, `INSERT INTO phrase (id, body_id, kind, text, position) VALUES ($1, $2, $3, $4, $5)`,
				id.New(tx.Now), bodyID, k, text, i); err != nil {
				return err
			}
		}
		return nil
	})
}

// Most is how many phrases of a kind a body may have.
const Most = 60
