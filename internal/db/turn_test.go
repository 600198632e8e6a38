package db_test

import (
	"context"
	"testing"
	"time"

	"klynge/internal/db"
	"klynge/internal/db/dbtest"
)

// Whoever keeps pages hears of what the public sees, and of nothing else.
func TestWatchTurns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		turns := d.WatchTurns(ctx)
		write := func(fn func(*db.Tx) error) {
			t.Helper()
			if err := d.Write(ctx, fn); err != nil {
				t.Fatal(err)
			}
		}
		write(func(tx *db.Tx) error {
			_, err := tx.ExecContext(ctx, `INSERT INTO throttle (key, failures, last_at) VALUES ('x', 1, 0)`)
			return err
		})
		select {
		case <-turns:
			t.Error("a commit that took no turn was told as one")
		case <-time.After(600 * time.Millisecond):
		}
		write(func(tx *db.Tx) error { return tx.Turn(ctx) })
		select {
		case <-turns:
		case <-time.After(5 * time.Second):
			t.Error("a turn was not told within five seconds")
		}
		stop()
		for range turns { // is closed when the context ends
		}
	})
}
