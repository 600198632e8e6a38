// Ledger measures the account of one fund with a million entries: what it had on
// a day, what became of it year by year, and how long a file of 100,000 bookings
// takes to book.
//
//	make build && BENCH=ledger make bench
//
// Beside it the sqlite3 shell sums the same postings, one by one. The limit is
// the shell on the totals of months that the ledger keeps: the least that has to
// be read for the same figure.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"klynge/bench/measure"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/ledger"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench/ledger:", err)
		os.Exit(1)
	}
}

// asked is the day of the balance, in the middle of a month and of the years:
// whole months come from their totals, and a half month from its postings.
const asked = "2020-05-17"

func run(ctx context.Context, out io.Writer) (err error) {
	folder, err := os.MkdirTemp("", "klynge-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	path := filepath.Join(folder, "klynge.db")
	b, err := newBooks(ctx, path, folder)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	rows := measure.Choose(10_000, ledger.MostRows)
	took, err := b.fill(ctx, rows)
	if err != nil {
		return err
	}

	rounds := measure.Choose(3, 7)
	table := measure.NewTable(fmt.Sprintf("Ledger: one fund with %d entries, median of %d rounds in turn", rows*years, rounds))
	bare := &shell{path: path, fund: b.fund.ID}
	if !measure.Has("sqlite3") {
		table.Missing("sqlite3", "apt-get install sqlite3")
		bare = nil
	}
	if err := agree(ctx, b, bare); err != nil {
		return err
	}
	for _, question := range []struct {
		what        string
		ours        func(context.Context) error
		rows, least func(context.Context) (float64, error)
	}{
		{"Balance on a day", func(ctx context.Context) error { _, err := b.balance(ctx, asked); return err }, bare.balance, bare.leastBalance},
		{"Year report with every purpose", func(ctx context.Context) error { _, err := b.report(ctx); return err }, bare.report, bare.leastReport},
	} {
		var failed error
		keep := func(err error) { failed = errors.Join(failed, err) }
		ours := func() float64 {
			start := time.Now()
			keep(question.ours(ctx))
			return measure.Milliseconds(time.Since(start))
		}
		other := func(ask func(context.Context) (float64, error)) func() float64 {
			if bare == nil {
				return nil
			}
			return func() float64 {
				ms, err := ask(ctx)
				keep(err)
				return ms
			}
		}
		got := measure.Alternate(rounds, ours, other(question.rows), other(question.least))
		if failed != nil {
			return failed
		}
		row := measure.Row{What: question.what, Unit: "ms", LessIsBetter: true, Ours: got[0], Peer: got[1], PeerName: "sqlite3, every row", Limit: got[2]}
		if bare != nil {
			row.Goal, row.Met = "≤ 1.5 × sqlite3", got[0] <= 1.5*got[1]
		}
		table.Add(row)
	}
	table.Add(measure.Row{What: fmt.Sprintf("A file of %d bookings, read and booked", rows), Unit: "s", LessIsBetter: true, Ours: measure.Median(took)})
	table.Note("The limit is the sqlite3 shell on the totals of months that the ledger keeps. The shell's own clock is read, so it pays for no start.")
	table.Print(out)
	return nil
}

// agree fails unless the ledger and the bare sums say the same.
func agree(ctx context.Context, b *books, bare *shell) error {
	if bare == nil {
		return nil
	}
	cells, err := b.balance(ctx, asked)
	if err != nil {
		return err
	}
	sums := map[ledger.Account]danish.Amount{}
	for _, c := range cells {
		sums[c.Account] += c.Amount
	}
	ours := fmt.Sprintf("%d|%d|%d", int64(sums[ledger.Available]), int64(sums[ledger.Committed]), int64(sums[ledger.Spent]))
	theirs, err := bare.sums(ctx)
	if err == nil && ours != theirs {
		err = fmt.Errorf("on %s the ledger has %s and its postings %s", asked, ours, theirs)
	}
	return err
}

// books are the account that is asked.
type books struct {
	db    *db.DB
	store *ledger.Store
	fund  ledger.Fund
	close func() error
}

func (b *books) balance(ctx context.Context, day string) (cells []ledger.Cell, err error) {
	err = b.db.Read(ctx, func(tx *db.Tx) (err error) {
		cells, err = ledger.Balance(ctx, tx, b.fund.ID, day)
		return err
	})
	return cells, err
}

func (b *books) report(ctx context.Context) ([]ledger.Report, error) {
	return b.store.Funds(ctx, bodyID)
}
