package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"klynge/bench/invent"
	"klynge/bench/measure"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
)

// The names of the contestants.
const (
	sqlite   = "SQLite"
	postgres = "PostgreSQL"
	fts5     = "FTS5"
	tsRank   = "ts_rank"
	ripgrep  = "ripgrep"
)

func newContestant(name string, e engine) *contestant {
	return &contestant{name: name, engine: e, took: map[invent.Kind][]time.Duration{}, hits: map[invent.Kind]int{}}
}

// enter opens the engines that are there, ours first.
func enter(ctx context.Context, folder string, table *measure.Table) (list []*contestant, stop func() error, err error) {
	var closers []func() error
	stop = func() (err error) {
		for i := len(closers) - 1; i >= 0; i-- {
			err = errors.Join(err, closers[i]())
		}
		return err
	}
	path := filepath.Join(folder, "klynge.db")
	d, err := db.Open(ctx, path, time.Now)
	if err != nil {
		return nil, stop, err
	}
	closers = append(closers, d.Close)
	list = append(list, newContestant(sqlite, &ours{d, func(context.Context) (float64, error) { return fileSize(path) }}))

	server, stopServer, err := dbtest.Start()
	if err != nil {
		table.Missing(postgres, "apt-get install postgresql")
	} else {
		closers = append(closers, func() error { stopServer(); return nil })
		more, closePools, err := enterPostgres(ctx, server)
		closers = append(closers, closePools)
		if err != nil {
			return nil, stop, err
		}
		list = append(list, more...)
	}

	bare := filepath.Join(folder, "fts5.db")
	pool, err := sql.Open("sqlite", "file:"+bare+"?_pragma=journal_mode(WAL)&_pragma=cache_size(-16000)")
	if err != nil {
		return nil, stop, err
	}
	closers = append(closers, pool.Close)
	list = append(list, newContestant(fts5, &table5{pool, bare}))
	if measure.Has("rg") {
		list = append(list, newContestant(ripgrep, &scan{filepath.Join(folder, "items.txt")}))
	} else {
		table.Missing(ripgrep, "apt-get install ripgrep")
	}
	return list, stop, nil
}

// enterPostgres opens ours and ts_rank, each in a schema of its own.
func enterPostgres(ctx context.Context, server string) (list []*contestant, closePools func() error, err error) {
	pool, err := sql.Open("pgx", server)
	if err != nil {
		return nil, func() error { return nil }, err
	}
	closePools = pool.Close
	schema := fmt.Sprintf("bench%d", os.Getpid())
	if _, err := pool.ExecContext(ctx, "CREATE SCHEMA "+schema); err != nil {
		return nil, closePools, err
	}
	address, err := url.Parse(server)
	if err != nil {
		return nil, closePools, err
	}
	query := address.Query()
	query.Set("search_path", schema)
	address.RawQuery = query.Encode()
	d, err := db.Open(ctx, address.String(), time.Now)
	if err != nil {
		return nil, closePools, err
	}
	closePools = func() error {
		_, err := pool.Exec("DROP SCHEMA " + schema + " CASCADE")
		return errors.Join(d.Close(), err, pool.Close())
	}
	size := func(table string) func(ctx context.Context) (float64, error) {
		return func(ctx context.Context) (bytes float64, err error) {
			err = pool.QueryRowContext(ctx, `SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
				WHERE n.nspname = $1 AND c.relkind = 'r' AND c.relname LIKE $2`, schema, table).Scan(&bytes)
			return bytes / 1e6, err
		}
	}
	list = []*contestant{
		newContestant(postgres, &ours{d, size(`search\_%`)}),
		newContestant(tsRank, &vector{pool, schema + ".bare", size("bare")}),
	}
	for _, c := range list {
		c.onServer = true
	}
	return list, closePools, nil
}

func fileSize(path string) (float64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return float64(info.Size()) / 1e6, nil
}

// table5 is SQLite's own full-text index.
type table5 struct {
	pool *sql.DB
	path string
}

func (t *table5) build(ctx context.Context, items []invent.Item) error {
	if _, err := t.pool.ExecContext(ctx, `CREATE VIRTUAL TABLE IF NOT EXISTS item USING fts5(title, text, body UNINDEXED)`); err != nil {
		return err
	}
	tx, err := t.pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	insert, err := tx.PrepareContext(ctx, `INSERT INTO item (rowid, title, text, body) VALUES (?, ?, ?, ?)`)
	if err != nil {
		return errors.Join(err, tx.Rollback())
	}
	for _, it := range items {
		if _, err := insert.ExecContext(ctx, it.N, it.Title, it.Presentation+" "+it.Decision, it.Body); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}

func (t *table5) finish(ctx context.Context) error {
	_, err := t.pool.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	return err
}

func (t *table5) size(context.Context) (float64, error) { return fileSize(t.path) }

func (t *table5) ask(ctx context.Context, q invent.Question) (int, error) {
	match := `"` + strings.Join(q.Words, `" "`) + `"`
	switch q.Kind {
	case invent.Phrase:
		match = `"` + strings.Join(q.Words, " ") + `"`
	case invent.Prefix, invent.Compound:
		match += "*"
	}
	if q.Kind == invent.WithCounts {
		if _, err := rows(ctx, t.pool, `SELECT body, count(*) FROM item WHERE item MATCH ? GROUP BY body`, match); err != nil {
			return 0, err
		}
	}
	if q.Kind == invent.WithFilter {
		return rows(ctx, t.pool, `SELECT rowid, title FROM item WHERE item MATCH ? AND body = ? ORDER BY rank LIMIT 10`, match, q.Body)
	}
	return rows(ctx, t.pool, `SELECT rowid, title FROM item WHERE item MATCH ? ORDER BY rank LIMIT 10`, match)
}

// vector is PostgreSQL's own full-text index, with its Danish dictionary.
type vector struct {
	pool  *sql.DB
	table string
	bytes func(ctx context.Context) (float64, error)
}

func (v *vector) build(ctx context.Context, items []invent.Item) error {
	if _, err := v.pool.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS `+v.table+` (id integer PRIMARY KEY, title text, content text, body integer,
		words tsvector GENERATED ALWAYS AS (setweight(to_tsvector('danish', title), 'A') || to_tsvector('danish', content)) STORED)`); err != nil {
		return err
	}
	tx, err := v.pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	for len(items) > 0 {
		some := items[:min(len(items), 500)]
		items = items[len(some):]
		var values []string
		var args []any
		for _, it := range some {
			n := len(args)
			values = append(values, fmt.Sprintf("($%d, $%d, $%d, $%d)", n+1, n+2, n+3, n+4))
			args = append(args, it.N, it.Title, it.Presentation+" "+it.Decision, it.Body)
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO `+v.table+` (id, title, content, body) VALUES `+strings.Join(values, ", "), args...); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	return tx.Commit()
}

// finish makes the index, which is much faster when the rows are there.
func (v *vector) finish(ctx context.Context) error {
	if _, err := v.pool.ExecContext(ctx, `CREATE INDEX ON `+v.table+` USING gin (words)`); err != nil {
		return err
	}
	_, err := v.pool.ExecContext(ctx, `VACUUM ANALYZE `+v.table)
	return err
}

func (v *vector) size(ctx context.Context) (float64, error) { return v.bytes(ctx) }

func (v *vector) ask(ctx context.Context, q invent.Question) (int, error) {
	match := strings.Join(q.Words, " & ")
	switch q.Kind {
	case invent.Phrase:
		match = strings.Join(q.Words, " <-> ")
	case invent.Prefix, invent.Compound:
		match += ":*"
	}
	from := ` FROM ` + v.table + `, to_tsquery('danish', $1) q WHERE words @@ q`
	if q.Kind == invent.WithCounts {
		if _, err := rows(ctx, v.pool, `SELECT body, count(*)`+from+` GROUP BY body`, match); err != nil {
			return 0, err
		}
	}
	best := ` ORDER BY ts_rank(words, q) DESC LIMIT 10`
	if q.Kind == invent.WithFilter {
		return rows(ctx, v.pool, `SELECT id, title`+from+` AND body = $2`+best, match, q.Body)
	}
	return rows(ctx, v.pool, `SELECT id, title`+from+best, match)
}

// rows runs a query and counts what it returns, reading all of it.
func rows(ctx context.Context, pool *sql.DB, query string, args ...any) (n int, err error) {
	list, err := pool.QueryContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, list.Close()) }()
	for list.Next() {
		var a, b any
		if err := list.Scan(&a, &b); err != nil {
			return n, err
		}
		n++
	}
	return n, list.Err()
}

// scan is ripgrep over the items, one a line: no index, no rank.
type scan struct{ path string }

func (s *scan) build(_ context.Context, items []invent.Item) (err error) {
	file, err := os.OpenFile(s.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	var text bytes.Buffer
	for _, it := range items {
		fmt.Fprintf(&text, "%s\t%s %s\n", it.Title, it.Presentation, it.Decision)
	}
	_, err = file.Write(text.Bytes())
	return err
}

func (s *scan) finish(context.Context) error { return nil }

func (s *scan) size(context.Context) (float64, error) { return fileSize(s.path) }

// ask lets ripgrep count all lines with the rarest of the words, which stands
// last: what must be read to rank is everything, so it may not stop early.
func (s *scan) ask(ctx context.Context, q invent.Question) (int, error) {
	word := q.Words[len(q.Words)-1]
	if q.Kind == invent.Phrase {
		word = strings.Join(q.Words, " ")
	}
	err := exec.CommandContext(ctx, "rg", "--count", "--ignore-case", "--fixed-strings", "--", word, s.path).Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == 1 { // nothing found
		return 0, nil
	}
	return 10, err
}
