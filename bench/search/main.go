// Search measures 290 questions of ten kinds in 300,000 generated items, the
// ten best by relevance, on SQLite and on PostgreSQL.
//
//	go run ./bench/search
//
// Beside us answer the full-text indexes that both engines bring, SQLite's FTS5
// with ORDER BY rank and PostgreSQL's tsvector with ts_rank, neither of which
// knows compounds, and ripgrep, which reads all the text every time and ranks
// nothing: a ranked index should never be slower than that.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"sync"
	"time"

	"klynge/bench/invent"
	"klynge/bench/measure"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench/search:", err)
		os.Exit(1)
	}
}

// An engine keeps items and answers questions.
type engine interface {
	build(ctx context.Context, items []invent.Item) error
	// finish does what is best done when all items are there.
	finish(ctx context.Context) error
	// size is how many MB the texts and the index take.
	size(ctx context.Context) (float64, error)
	// ask returns how many hits, at most ten, it shows.
	ask(ctx context.Context, q invent.Question) (hits int, err error)
}

// A contestant is an engine with what was measured of it.
type contestant struct {
	name string
	engine
	onServer  bool // on PostgreSQL
	building  time.Duration
	built     float64 // items per second
	megabytes float64
	took      map[invent.Kind][]time.Duration
	p50, p99  []float64 // of each round
	spent     time.Duration
	hits      map[invent.Kind]int
}

// patience is how long a contestant may answer in all; a slow one is asked fewer
// of the questions, as many of each kind.
const patience = 30 * time.Second

func run(ctx context.Context, out io.Writer) (err error) {
	folder, err := os.MkdirTemp("", "klynge-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	n := measure.Choose(30_000, 300_000)
	words := invent.NewWords()
	table := measure.NewTable(fmt.Sprintf("Search: %d invented items, 290 questions of ten kinds, the ten best", n))
	contestants, stop, err := enter(ctx, folder, table)
	defer func() { err = errors.Join(err, stop()) }()
	if err != nil {
		return err
	}
	text, err := build(ctx, contestants, words, n)
	if err != nil {
		return err
	}
	questions := invent.Questions(words, invent.Items(words, n), 29)
	for round := range 4 {
		for _, c := range contestants {
			if err := c.answer(ctx, questions, round > 0); err != nil {
				return err
			}
		}
	}
	report(table, contestants, text)
	for _, c := range contestants[:2] {
		if ours, ok := c.engine.(*ours); ok {
			took, err := ours.edit(ctx)
			if err != nil {
				return err
			}
			table.Add(measure.Row{What: "A correction: written and found in one transaction, " + c.name, Unit: "ms", Ours: took, LessIsBetter: true})
		}
	}
	table.Print(out)
	return nil
}

// build gives the contestants the same items, a part at a time. Those on
// PostgreSQL and the others build at the same time, because both are slow.
func build(ctx context.Context, contestants []*contestant, words invent.Words, n int) (text float64, err error) {
	var part []invent.Item
	done := 0
	for it := range invent.Items(words, n) {
		text += float64(len(it.Title)+len(it.Presentation)+len(it.Decision)) / 1e6
		part = append(part, it)
		if done++; len(part) < 30_000 && done < n {
			continue
		}
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for side, onServer := range []bool{false, true} {
			wg.Go(func() {
				for _, c := range contestants {
					if c.onServer == onServer && errs[side] == nil {
						errs[side] = c.timedBuild(ctx, part)
					}
				}
			})
		}
		wg.Wait()
		if err := errors.Join(errs...); err != nil {
			return 0, err
		}
		fmt.Fprintf(os.Stderr, "\r%d items written …", done)
		part = part[:0]
	}
	fmt.Fprintln(os.Stderr)
	for _, c := range contestants {
		start := time.Now()
		if err := c.finish(ctx); err != nil {
			return 0, fmt.Errorf("%s: %w", c.name, err)
		}
		c.built = float64(n) / (c.building + time.Since(start)).Seconds()
		if c.megabytes, err = c.size(ctx); err != nil {
			return 0, err
		}
	}
	return text, nil
}

func (c *contestant) timedBuild(ctx context.Context, items []invent.Item) error {
	start := time.Now()
	err := c.build(ctx, items)
	c.building += time.Since(start)
	if err != nil {
		return fmt.Errorf("%s: %w", c.name, err)
	}
	return nil
}

// answer asks a contestant every question once, while it has time left. A round
// that does not count warms it with a few.
func (c *contestant) answer(ctx context.Context, questions []invent.Question, counts bool) error {
	var all []time.Duration
	for i, q := range questions {
		if counts && c.spent > patience || !counts && i >= 3*len(invent.Kinds) {
			break
		}
		start := time.Now()
		hits, err := c.ask(ctx, q)
		took := time.Since(start)
		if err != nil {
			return fmt.Errorf("%s: %v: %w", c.name, q, err)
		}
		if counts {
			c.spent += took
			c.took[q.Kind] = append(c.took[q.Kind], took)
			c.hits[q.Kind] += hits
			all = append(all, took)
		}
	}
	if len(all) > 0 {
		c.p50, c.p99 = append(c.p50, measure.Percentile(all, 50)), append(c.p99, measure.Percentile(all, 99))
	}
	return nil
}

// report adds what was measured: ours on both engines against the engine's own
// index, and against reading everything.
func report(table *measure.Table, contestants []*contestant, text float64) {
	by := map[string]*contestant{}
	for _, c := range contestants {
		by[c.name] = c
	}
	none := &contestant{built: measure.None, megabytes: measure.None}
	get := func(name string) *contestant {
		if c := by[name]; c != nil {
			return c
		}
		return none
	}
	scan := get(ripgrep)
	for _, pair := range [][2]string{{sqlite, fts5}, {postgres, tsRank}} {
		ours, peer := get(pair[0]), get(pair[1])
		p50, p99 := measure.Median(ours.p50), measure.Median(ours.p99)
		table.Add(measure.Row{What: "All, p50, " + pair[0], Unit: "ms", Ours: p50, Peer: measure.Median(peer.p50), PeerName: pair[1],
			Limit: measure.Median(scan.p50), LessIsBetter: true, Goal: "≤ 5 ms", Met: p50 <= 5})
		table.Add(measure.Row{What: "All, p99, " + pair[0], Unit: "ms", Ours: p99, Peer: measure.Median(peer.p99), PeerName: pair[1],
			Limit: measure.Median(scan.p99), LessIsBetter: true, Goal: "≤ 50 ms", Met: p99 <= 50})
		for _, kind := range invent.Kinds {
			table.Add(measure.Row{What: "  " + string(kind) + ", p50", Unit: "ms", Ours: measure.Percentile(ours.took[kind], 50),
				Peer: measure.Percentile(peer.took[kind], 50), PeerName: pair[1], Limit: measure.Percentile(scan.took[kind], 50), LessIsBetter: true})
		}
		table.Add(measure.Row{What: "Build, " + pair[0], Unit: "items/s", Ours: ours.built, Peer: peer.built, PeerName: pair[1]})
		table.Add(measure.Row{What: "Text and index, " + pair[0], Unit: "MB", Ours: ours.megabytes, Peer: peer.megabytes, PeerName: pair[1],
			Limit: text, LessIsBetter: true})
	}
	table.Note("The limit is ripgrep, which reads the whole text and ranks nothing, and for size the text itself.")
	if ours := get(sqlite); !math.IsNaN(ours.built) {
		table.Note("The others know no compounds, mend no misspelling and put no excerpts together.")
	}
}
