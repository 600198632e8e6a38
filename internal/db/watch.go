package db

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// channel is the PostgreSQL notification channel of every write.
const channel = "klynge_written"

// Watch returns a channel that receives after one or more commits by this or
// another process. It never says what changed: read again. The channel is
// closed when ctx ends.
func (d *DB) Watch(ctx context.Context) <-chan struct{} {
	changed := make(chan struct{}, 1)
	d.mu.Lock()
	d.watchers[changed] = true
	d.mu.Unlock()
	context.AfterFunc(ctx, func() {
		d.mu.Lock()
		delete(d.watchers, changed)
		close(changed)
		d.mu.Unlock()
	})
	return changed
}

// wake tells every watcher that something was committed. A watcher that has
// not yet looked at the last call is not told twice.
func (d *DB) wake() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for watcher := range d.watchers {
		select {
		case watcher <- struct{}{}:
		default:
		}
	}
}

// tell announces the transaction to other processes when it commits.
func (tx *Tx) tell(ctx context.Context) error {
	if tx.Engine != PostgreSQL {
		return nil // SQLite's data_version tells
	}
	_, err := tx.ExecContext(ctx, `SELECT pg_notify($1, '')`, channel)
	return err
}

// listen wakes the watchers for the commits of other processes.
func (d *DB) listen(ctx context.Context) {
	for ctx.Err() == nil {
		if d.Engine == PostgreSQL {
			d.listenPostgreSQL(ctx)
		} else {
			d.listenSQLite(ctx)
		}
		// The connection broke. What was missed is unknown, so look again.
		d.wake()
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}

func (d *DB) listenPostgreSQL(ctx context.Context) {
	conn, err := pgx.Connect(ctx, d.address)
	if err != nil {
		return
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return
	}
	for {
		d.wake() // first for what was committed before we listened
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return
		}
	}
}

// listenSQLite asks SQLite, four times a second, whether another connection
// has committed (PRAGMA data_version, a counter in shared memory).
func (d *DB) listenSQLite(ctx context.Context) {
	conn, err := d.read.Conn(ctx)
	if err != nil {
		return
	}
	defer conn.Close()
	var seen int64
	for tick := time.NewTicker(250 * time.Millisecond); ; {
		var version int64
		if err := conn.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&version); err != nil {
			return
		}
		if version != seen { // the first time for what was committed before we asked
			d.wake()
		}
		seen = version
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
		}
	}
}
