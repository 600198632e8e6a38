package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"klynge/bench/invent"
	"klynge/bench/measure"
	"klynge/internal/db"
	"klynge/internal/search"
)

// ours is the search of the project on one of the two engines.
type ours struct {
	db    *db.DB
	bytes func(ctx context.Context) (float64, error)
}

func body(n int) search.Choice {
	return search.Choice{Value: "klynge-" + strconv.Itoa(n), Label: "Klynge " + strconv.Itoa(n)}
}

func person(n int) search.Choice {
	return search.Choice{Value: "person-" + strconv.Itoa(n), Label: "Person " + strconv.Itoa(n)}
}

func document(it invent.Item) search.Document {
	d := search.Document{
		Kind: search.Item, ID: strconv.Itoa(it.N), Path: fmt.Sprintf("/moeder/%d#punkt-%d", it.Meeting, it.N), Number: strconv.Itoa(it.N),
		Body: body(it.Body), Date: it.Date, Type: it.Type, Outcome: it.Outcome,
		Fields: []search.Field{
			{Name: "title", Text: it.Title, Weight: 5}, {Name: "presentation", Text: it.Presentation, Weight: 1},
			{Name: "decision", Text: it.Decision, Weight: 2.5},
		},
	}
	for _, n := range it.People {
		d.People = append(d.People, person(n))
	}
	return d
}

func (o *ours) build(ctx context.Context, items []invent.Item) error {
	return o.db.Write(ctx, func(tx *db.Tx) error {
		w, err := search.NewWriter(ctx, tx)
		if err != nil {
			return err
		}
		for len(items) > 0 {
			n := 1
			for n < len(items) && items[n].Meeting == items[0].Meeting {
				n++
			}
			var docs []search.Document
			for _, it := range items[:n] {
				docs = append(docs, document(it))
			}
			if err := w.Put("meeting:"+strconv.Itoa(items[0].Meeting), docs...); err != nil {
				return err
			}
			items = items[n:]
		}
		return w.Flush()
	})
}

func (o *ours) finish(context.Context) error { return nil }

func (o *ours) size(ctx context.Context) (float64, error) { return o.bytes(ctx) }

func (o *ours) ask(ctx context.Context, q invent.Question) (hits int, err error) {
	query := search.Query{Text: strings.Join(q.Words, " "), Limit: 10}
	switch q.Kind {
	case invent.Phrase:
		query.Text = `"` + query.Text + `"`
	case invent.Prefix:
		query.Text += "*"
	case invent.WithFilter:
		query.Body = body(q.Body).Value
	case invent.WithCounts:
		query.Counts = true
	}
	r, err := o.find(ctx, query)
	return len(r.Hits), err
}

func (o *ours) find(ctx context.Context, query search.Query) (r search.Results, err error) {
	err = o.db.Read(ctx, func(tx *db.Tx) error {
		r, err = search.Ask(ctx, tx, query)
		return err
	})
	return r, err
}

var errUndo = errors.New("undo")

// edit changes a meeting, asks for the new word in the same transaction and
// takes the change back. It returns the milliseconds that took.
func (o *ours) edit(ctx context.Context) (took float64, err error) {
	changed := search.Document{
		Kind: search.Item, ID: "0", Path: "/moeder/0#punkt-0", Body: body(0), Date: "2026-11-21",
		Fields: []search.Field{{Name: "title", Text: "Nyt punkt om zebraovergangstilsynet", Weight: 5}},
	}
	err = o.db.Write(ctx, func(tx *db.Tx) error {
		start := time.Now()
		if err := search.Put(ctx, tx, "meeting:0", changed); err != nil {
			return err
		}
		r, err := search.Ask(ctx, tx, search.Query{Text: "zebraovergangstilsyn", Limit: 10})
		if err != nil {
			return err
		}
		if r.Total != 1 {
			return fmt.Errorf("an edit was found %d times in its own transaction, want once", r.Total)
		}
		took = measure.Milliseconds(time.Since(start))
		return errUndo
	})
	if errors.Is(err, errUndo) {
		err = nil
	}
	return took, err
}
