// Package db keeps rows in SQLite or PostgreSQL behind one small door.
//
// A store asks for a transaction and writes plain SQL that both engines read
// alike: $1 for parameters, ids, instants and dates made in Go.
//
//	err := s.db.Write(ctx, func(tx *db.Tx) error {
//		_, err := tx.ExecContext(ctx, `UPDATE item SET title = $2 WHERE id = $1`, id, title)
//		return err
//	})
//
// [Open] picks the engine by address. SQLite has one writer and many readers:
// [DB.Write] waits for its turn, [DB.Read] sees the last commit and never waits.
// PostgreSQL runs both at REPEATABLE READ, and [DB.Write] tries again when two
// transactions got in each other's way.
//
// What is promised: when Write returns nil the change is on disk (SQLite with
// synchronous=FULL, PostgreSQL with its own default), and every watcher, in
// this process and in others, is woken within a quarter of a second.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"klynge/internal/fault"
	"klynge/internal/when"
)

// An Engine is the program behind the rows.
type Engine int

const (
	SQLite Engine = iota
	PostgreSQL
)

// DB is an open database.
type DB struct {
	Engine Engine

	address string
	write   *sql.DB
	read    *sql.DB
	clock   when.Clock

	mu       sync.Mutex
	watchers map[chan struct{}]bool
	stop     context.CancelFunc
}

// Tx is a transaction and the instant it was begun, which is the time of
// everything that happens in it.
type Tx struct {
	*sql.Tx
	Engine Engine
	Now    time.Time
}

// readers bounds how many read transactions run at once.
const readers = 8

// Open opens the database at an address, a file path for SQLite or a
// postgres:// URL, and brings its schema up to date. It refuses a database
// that a newer program has changed.
func Open(ctx context.Context, address string, clock when.Clock) (d *DB, err error) {
	defer fault.In(&err, "open database")
	d = &DB{address: address, clock: clock, watchers: map[chan struct{}]bool{}}
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		err = d.openPostgreSQL(ctx)
	} else {
		err = d.openSQLite()
	}
	if err != nil {
		return nil, err
	}
	if err := d.migrate(ctx); err != nil {
		d.close()
		return nil, err
	}
	watch, stop := context.WithCancel(context.Background())
	d.stop = stop
	go d.listen(watch)
	return d, nil
}

func (d *DB) openPostgreSQL(ctx context.Context) error {
	d.Engine = PostgreSQL
	pool, err := sql.Open("pgx", d.address)
	if err != nil {
		return fault.Because(err, fault.Invalid, "Adressen på databasen kan ikke læses. Den skal se sådan ud: postgres://bruger:kode@vært/navn.")
	}
	pool.SetMaxOpenConns(readers)
	pool.SetMaxIdleConns(readers)
	if err := pool.PingContext(ctx); err != nil {
		pool.Close()
		return fault.Because(err, fault.Unavailable, "PostgreSQL svarer ikke. Kontrollér adressen, og at serveren kører.")
	}
	d.write, d.read = pool, pool
	return nil
}

func (d *DB) openSQLite() error {
	d.Engine = SQLite
	path := d.address
	if path == "" {
		return fault.New(fault.Invalid, "Der mangler en sti til databasen.")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fault.Because(err, fault.Invalid, "Mappen til databasen %s kan ikke oprettes.", path)
	}
	source := func(extra string) string {
		pragmas := "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
			"&_pragma=foreign_keys(1)&_pragma=cache_size(-16000)&_pragma=temp_store(MEMORY)"
		return "file:" + (&url.URL{Path: path}).EscapedPath() + pragmas + extra
	}
	var err error
	if d.write, err = sql.Open("sqlite", source("&_txlock=immediate")); err != nil {
		return err
	}
	d.write.SetMaxOpenConns(1)
	if err := d.write.Ping(); err != nil {
		d.write.Close()
		return fault.Because(err, fault.Invalid, "%s kan ikke åbnes som database. Filen er ikke ændret.", path)
	}
	if d.read, err = sql.Open("sqlite", source("&_pragma=query_only(1)")); err != nil {
		d.write.Close()
		return err
	}
	d.read.SetMaxOpenConns(readers)
	d.read.SetMaxIdleConns(readers)
	return nil
}

// Close ends the watchers and closes the database.
func (d *DB) Close() error {
	d.stop()
	return d.close()
}

func (d *DB) close() error {
	err := d.write.Close()
	if d.read != d.write {
		err = errors.Join(err, d.read.Close())
	}
	return err
}

// Read runs fn in a transaction that sees one moment and changes nothing.
func (d *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	return d.run(ctx, d.read, &sql.TxOptions{ReadOnly: true, Isolation: d.isolation()}, fn)
}

// attempts is how often a PostgreSQL transaction that lost a race is run.
// Importers that wait for one row lose about every second time, so there must
// be many; they last about three seconds.
const attempts = 40

// Write runs fn in a transaction and commits it when fn returns nil. On
// PostgreSQL fn may run more than once, so it must change nothing but rows.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	var err error
	for n := range attempts {
		if err = d.run(ctx, d.write, &sql.TxOptions{Isolation: d.isolation()}, func(tx *Tx) error {
			if err := fn(tx); err != nil {
				return err
			}
			return tx.tell(ctx)
		}); !raced(err) {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(rand.N(time.Duration(1<<min(n, 7)) * time.Millisecond)):
		}
	}
	if err == nil {
		d.wake()
	}
	return classify(err)
}

func (d *DB) isolation() sql.IsolationLevel {
	if d.Engine == PostgreSQL {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

func (d *DB) run(ctx context.Context, pool *sql.DB, options *sql.TxOptions, fn func(*Tx) error) error {
	tx, err := pool.BeginTx(ctx, options)
	if err != nil {
		return err
	}
	if err := fn(&Tx{Tx: tx, Engine: d.Engine, Now: d.clock()}); err != nil {
		return errors.Join(err, ignoreDone(tx.Rollback()))
	}
	return tx.Commit()
}

// ignoreDone drops the complaint of rolling back what the context already ended.
func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// raced reports whether PostgreSQL refused a transaction because another one
// came first: serialization_failure or deadlock_detected (SQLSTATE class 40).
func raced(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && strings.HasPrefix(pg.Code, "40")
}

// classify gives the errors of a full disk and of a busy database a sentence.
func classify(err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_FULL:
			return fault.Because(err, fault.Full, "Disken er fuld. Intet er gemt. Frigør plads, og prøv igen.")
		case sqlite3.SQLITE_BUSY:
			return fault.Because(err, fault.Unavailable, "Et andet program skriver i databasen lige nu. Intet er gemt. Prøv igen om lidt.")
		case sqlite3.SQLITE_READONLY:
			return fault.Because(err, fault.Unavailable, "Databasen kan ikke skrives. Intet er gemt. Kontrollér rettighederne til filen.")
		}
	}
	if raced(err) {
		return fault.Because(err, fault.Unavailable, "Mange skriver i databasen lige nu. Intet er gemt. Prøv igen om lidt.")
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && pg.Code == "53100" {
		return fault.Because(err, fault.Full, "Databasens disk er fuld. Intet er gemt. Frigør plads, og prøv igen.")
	}
	return err
}

// Duplicate reports whether an insert was refused because the row is there.
func Duplicate(err error) bool {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pg.Code == "23505"
}

// Missing turns "no rows" into a sentence of kind [fault.Missing].
func Missing(err error, format string, args ...any) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.Missing, format, args...)
	}
	return err
}

// Collect runs a query and scans each row with scan.
func Collect[T any](ctx context.Context, tx *Tx, scan func(row interface{ Scan(...any) error }) (T, error), query string, args ...any) (list []T, err error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("scan: %w", err)
		}
		list = append(list, one)
	}
	return list, rows.Err()
}
