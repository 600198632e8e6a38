package db

import (
	"context"
	"database/sql"
	"errors"
)

// Turn waits until nobody else changes what the public sees, and says that this
// transaction does. Whoever makes pages wakes by [DB.WatchTurns].
func (tx *Tx) Turn(ctx context.Context) error {
	_, err := tx.ExecContext(ctx, `UPDATE record_turn SET turn = turn + 1 WHERE id = 1`)
	return err
}

// WatchTurns is [DB.Watch] of the commits that changed what the public sees. A
// turn that cannot be read counts as one that has changed.
func (d *DB) WatchTurns(ctx context.Context) <-chan struct{} {
	turns := make(chan struct{}, 1)
	changed := d.Watch(ctx)
	read := func() (turn int64) {
		err := d.Read(ctx, func(tx *Tx) error {
			return tx.QueryRowContext(ctx, `SELECT turn FROM record_turn WHERE id = 1`).Scan(&turn)
		})
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return -1
		}
		return turn
	}
	last := read()
	go func() {
		defer close(turns)
		for range changed {
			if now := read(); now != last || now < 0 {
				last = now
				select {
				case turns <- struct{}{}:
				default:
				}
			}
		}
	}()
	return turns
}
