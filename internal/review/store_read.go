package review

import (
	"context"

	"klynge/internal/db"
)

// A Desk is the list of doubts as a reviewer reads it. Only reviewers see it:
// the site asks for a reviewer first.
type Desk struct{ db *db.DB }

// NewDesk returns the doubts of a database.
func NewDesk(d *db.DB) *Desk { return &Desk{d} }

// Waiting returns how many doubts wait for an answer.
func (k *Desk) Waiting(ctx context.Context) (n int, err error) {
	err = k.db.Read(ctx, func(tx *db.Tx) (err error) {
		n, err = Count(ctx, tx, "")
		return err
	})
	return n, err
}

// Open returns what waits after a doubt, the greatest doubt first.
func (k *Desk) Open(ctx context.Context, after string, limit int) (list []Doubt, err error) {
	err = k.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = Open(ctx, tx, after, limit)
		return err
	})
	return list, err
}

// Find returns a doubt by id, with the words of its passage.
func (k *Desk) Find(ctx context.Context, id string) (d Doubt, err error) {
	err = k.db.Read(ctx, func(tx *db.Tx) (err error) {
		d, err = Find(ctx, tx, id)
		return err
	})
	return d, err
}
