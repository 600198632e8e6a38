package search

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/fault"
)

// Put makes docs the documents of an owner, in place of those it had. Without
// docs the owner is no longer found.
func Put(ctx context.Context, tx *db.Tx, owner string, docs ...Document) error {
	w, err := NewWriter(ctx, tx)
	if err != nil {
		return err
	}
	if err := w.Put(owner, docs...); err != nil {
		return err
	}
	return w.Flush()
}

// A Writer puts the documents of many owners into the index in one
// transaction. Nothing is found until Flush.
type Writer struct {
	ctx      context.Context
	tx       *db.Tx
	analyser *danish.Analyser
	next     int64 // number of the next document
	nextTerm int64
	alive    int64
	values   map[Choice]uint16 // Value holds facet and value
	block    int64
	terms    map[string]*pending
	dead     []byte
	attrs    []byte
	fresh    bool // the block had no postings before this writer
	numbered map[string]*numbered
	prepared map[string]*sql.Stmt
}

// pending is what one term adds to the block that is being written.
type pending struct {
	word            string
	docs, positions []byte
}

// NewWriter begins to write. Writers wait for each other.
func NewWriter(ctx context.Context, tx *db.Tx) (w *Writer, err error) {
	defer fault.In(&err, "begin search index")
	w = &Writer{ctx: ctx, tx: tx, analyser: danish.NewAnalyser(), values: map[Choice]uint16{},
		terms: map[string]*pending{}, numbered: map[string]*numbered{}, prepared: map[string]*sql.Stmt{}}
	if _, err := tx.ExecContext(ctx, `UPDATE search_head SET alive = alive WHERE id = 1`); err != nil {
		return nil, err
	}
	err = tx.QueryRowContext(ctx, `SELECT next_doc, next_term, alive FROM search_head WHERE id = 1`).Scan(&w.next, &w.nextTerm, &w.alive)
	if err != nil {
		return nil, err
	}
	return w, w.open(w.next / blockSize)
}

// open loads a block's marks and attributes, empty ones for a new block.
func (w *Writer) open(block int64) error {
	w.block, w.fresh = block, false
	err := w.tx.QueryRowContext(w.ctx, `SELECT dead, attributes FROM search_block WHERE block = $1`, block).Scan(&w.dead, &w.attrs)
	if errors.Is(err, sql.ErrNoRows) {
		w.dead, w.attrs, w.fresh = make([]byte, blockSize/8), nil, true
		return nil
	}
	return err
}

// Put makes docs the documents of an owner, in place of those it had.
func (w *Writer) Put(owner string, docs ...Document) (err error) {
	defer fault.In(&err, "index %s", owner)
	if err := w.remove(owner); err != nil || len(docs) == 0 {
		return err
	}
	number, err := w.owner(owner, docs[0].People)
	if err != nil {
		return err
	}
	for _, doc := range docs {
		if w.next/blockSize != w.block {
			if err := w.flushBlock(); err != nil {
				return err
			}
			if err := w.open(w.next / blockSize); err != nil {
				return err
			}
		}
		if err := w.add(owner, number, doc); err != nil {
			return err
		}
	}
	return nil
}

// remove marks the documents of an owner as dead.
func (w *Writer) remove(owner string) error {
	var docs []int64
	err := w.ask(func(row scanner) error {
		doc, err := scan[int64](row)
		docs = append(docs, doc)
		return err
	}, `SELECT doc FROM search_doc WHERE owner = $1 ORDER BY doc`, owner)
	if err != nil || len(docs) == 0 {
		return err
	}
	for _, doc := range docs {
		if doc/blockSize == w.block {
			mark(w.dead, int(doc%blockSize))
			continue
		}
		var dead []byte
		if err := w.tx.QueryRowContext(w.ctx, `SELECT dead FROM search_block WHERE block = $1`, doc/blockSize).Scan(&dead); err != nil {
			return err
		}
		mark(dead, int(doc%blockSize))
		if _, err := w.tx.ExecContext(w.ctx, `UPDATE search_block SET dead = $2 WHERE block = $1`, doc/blockSize, dead); err != nil {
			return err
		}
	}
	w.alive -= int64(len(docs))
	_, err = w.tx.ExecContext(w.ctx, `DELETE FROM search_doc WHERE owner = $1`, owner)
	return err
}

func mark(bits []byte, i int) { bits[i/8] |= 1 << (i % 8) }

func marked(bits []byte, i int) bool { return bits != nil && bits[i/8]&(1<<(i%8)) != 0 }

// owner returns the number of an owner and keeps the people of its documents.
func (w *Writer) owner(owner string, people []Choice) (id int64, err error) {
	var ids []uint16
	for _, person := range people {
		id, err := w.value("person", person)
		if err != nil {
			return 0, err
		}
		ids = append(ids, id)
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return 0, err
	}
	err = w.ask(func(row scanner) error { return row.Scan(&id) }, `INSERT INTO search_owner (id, owner, people)
		VALUES ((SELECT coalesce(max(id), 0) + 1 FROM search_owner), $1, $2)
		ON CONFLICT (owner) DO UPDATE SET people = excluded.people RETURNING id`, owner, string(list))
	return id, err
}

// value returns the number of a facet's value, and keeps its label up to date.
func (w *Writer) value(facet string, c Choice) (uint16, error) {
	if c.Value == "" {
		return 0, nil
	}
	key := Choice{Value: facet + "\x00" + c.Value, Label: c.Label}
	if id, ok := w.values[key]; ok {
		return id, nil
	}
	var id int64
	err := w.tx.QueryRowContext(w.ctx, `INSERT INTO search_value (id, facet, value, label)
		VALUES ((SELECT coalesce(max(id), 0) + 1 FROM search_value), $1, $2, $3)
		ON CONFLICT (facet, value) DO UPDATE SET label = excluded.label RETURNING id`, facet, c.Value, c.Label).Scan(&id)
	if err == nil && id > 0xffff {
		return 0, fault.New(fault.TooLarge, "Søgningen kan ikke rumme flere forskellige personer og organer end %d.", 0xffff)
	}
	w.values[key] = uint16(id)
	return uint16(id), err
}

// personTerm is the term that stands in every document a person is part of.
func personTerm(slug string) string { return "\x01" + slug }

// add numbers a document, keeps what a hit shows of it and collects its terms.
func (w *Writer) add(owner string, number int64, doc Document) error {
	place := int(w.next % blockSize)
	a := attributes{day: dayOf(doc.Date), owner: uint32(number)}
	for _, v := range []struct {
		into  *uint16
		facet string
		value Choice
	}{
		{&a.kind, "kind", Choice{Value: string(doc.Kind)}}, {&a.typ, "type", Choice{Value: doc.Type}},
		{&a.outcome, "outcome", Choice{Value: doc.Outcome}}, {&a.body, "body", doc.Body},
	} {
		id, err := w.value(v.facet, v.value)
		if err != nil {
			return err
		}
		*v.into = id
	}
	w.attrs = append(w.attrs, make([]byte, (place+1)*attributesSize-len(w.attrs))...)
	a.put(w.attrs[place*attributesSize:])
	w.collect(doc, place)
	fields, err := json.Marshal(doc.Fields)
	if err != nil {
		return err
	}
	err = w.execute(`INSERT INTO search_doc (doc, owner, kind, ref, path, number, body, date, outcome, fields)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		w.next, owner, doc.Kind, doc.ID, doc.Path, doc.Number, doc.Body.Label, doc.Date, doc.Outcome, string(fields))
	w.next++
	w.alive++
	return err
}

// fieldGap keeps a phrase from running from one field into the next.
const fieldGap = 100

// collect adds the terms of a document to the block's.
func (w *Writer) collect(doc Document, place int) {
	type use struct {
		word      string
		weighted  float64
		positions []int
	}
	uses := map[string]*use{}
	position, length := 0, 0
	for _, field := range doc.Fields {
		w.analyser.Tokens(field.Text, func(t danish.Token) {
			position++
			if t.Term == "" {
				return
			}
			length++
			u := uses[t.Term]
			if u == nil {
				u = &use{word: field.Text[t.Start:t.End]}
				uses[t.Term] = u
			}
			u.weighted += field.Weight
			u.positions = append(u.positions, position)
		})
		position += fieldGap
	}
	for _, person := range doc.People {
		uses[personTerm(person.Value)] = &use{weighted: 1}
	}
	for term, u := range uses {
		p := w.terms[term]
		if p == nil {
			p = &pending{word: strings.ToLower(u.word)}
			w.terms[term] = p
		}
		p.docs = appendPosting(p.docs, place, impactOf(u.weighted, length))
		p.positions = appendPositions(p.positions, u.positions)
	}
}

// Flush writes what has been put.
func (w *Writer) Flush() (err error) {
	defer fault.In(&err, "write search index")
	if err := w.flushBlock(); err != nil {
		return err
	}
	if err := w.count(); err != nil {
		return err
	}
	_, err = w.tx.ExecContext(w.ctx, `UPDATE search_head SET next_doc = $1, next_term = $2, alive = $3 WHERE id = 1`, w.next, w.nextTerm, w.alive)
	return err
}

// rows is how many rows go into one statement. PostgreSQL is asked over a
// socket, so the fewer questions the better; SQLite looks each numbered
// parameter up in a list, so the fewer parameters the better.
func (w *Writer) rows() int {
	if w.tx.Engine == db.PostgreSQL {
		return 500
	}
	return 32
}

// statement prepares a statement once in the life of the transaction, which
// closes it.
func (w *Writer) statement(query string) (*sql.Stmt, error) {
	if s := w.prepared[query]; s != nil {
		return s, nil
	}
	s, err := w.tx.PrepareContext(w.ctx, query)
	w.prepared[query] = s
	return s, err
}

func (w *Writer) execute(query string, args ...any) error {
	s, err := w.statement(query)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(w.ctx, args...)
	return err
}

// ask runs a prepared query and calls scan with each row.
func (w *Writer) ask(scan func(scanner) error, query string, args ...any) (err error) {
	s, err := w.statement(query)
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(w.ctx, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (w *Writer) flushBlock() error {
	if _, err := w.tx.ExecContext(w.ctx, `INSERT INTO search_block (block, dead, attributes) VALUES ($1, $2, $3)
		ON CONFLICT (block) DO UPDATE SET dead = excluded.dead, attributes = excluded.attributes`, w.block, w.dead, orEmpty(w.attrs)); err != nil {
		return err
	}
	terms := make([]string, 0, len(w.terms))
	for term := range w.terms {
		terms = append(terms, term)
	}
	slices.Sort(terms)
	for some := range slices.Chunk(terms, w.rows()) {
		if err := w.flushTerms(some); err != nil {
			return err
		}
	}
	clear(w.terms)
	w.fresh = false
	return nil
}

// orEmpty keeps a nil slice from becoming NULL.
func orEmpty(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// flushTerms puts the postings of some terms behind what the block has of them.
func (w *Writer) flushTerms(terms []string) error {
	if err := w.number(terms); err != nil {
		return err
	}
	type row struct{ docs, positions []byte }
	before := map[int64]row{}
	if !w.fresh {
		args := []any{w.block}
		for _, term := range terms {
			args = append(args, w.numbered[term].id)
		}
		if err := w.ask(func(r scanner) error {
			var id int64
			var o row
			err := r.Scan(&id, &o.docs, &o.positions)
			before[id] = o
			return err
		}, `SELECT term_id, docs, positions FROM search_posting WHERE block = $1 AND term_id IN (`+parameters(2, len(terms))+`)`, args...); err != nil {
			return err
		}
	}
	var values []string
	var args []any
	for _, term := range terms {
		n := w.numbered[term]
		p, o := w.terms[term], before[n.id]
		n.added += int64(len(p.docs) / postingSize)
		values = append(values, "("+parameters(len(args)+1, 4)+")")
		args = append(args, n.id, w.block, append(o.docs, p.docs...), append(o.positions, p.positions...))
	}
	return w.execute(`INSERT INTO search_posting (term_id, block, docs, positions) VALUES `+strings.Join(values, ", ")+`
		ON CONFLICT (term_id, block) DO UPDATE SET docs = excluded.docs, positions = excluded.positions`, args...)
}

// A numbered term has its id in the vocabulary; added counts the documents that
// this writer has put it into.
type numbered struct {
	id, added int64
	word      string
}

// number finds the ids of terms, and gives new terms theirs.
func (w *Writer) number(terms []string) error {
	var args []any
	for _, term := range terms {
		if w.numbered[term] == nil {
			args = append(args, []byte(term))
		}
	}
	if len(args) == 0 {
		return nil
	}
	if err := w.ask(func(r scanner) error {
		var term []byte
		n := &numbered{}
		err := r.Scan(&n.id, &term)
		w.numbered[string(term)] = n
		return err
	}, `SELECT id, term FROM search_term WHERE term IN (`+parameters(1, len(args))+`)`, args...); err != nil {
		return err
	}
	for _, term := range terms {
		if w.numbered[term] == nil {
			w.numbered[term] = &numbered{id: w.nextTerm}
			w.nextTerm++
		}
		w.numbered[term].word = w.terms[term].word
	}
	return nil
}

// count adds what this writer has put to the counts of the vocabulary.
func (w *Writer) count() error {
	for some := range slices.Chunk(slices.Sorted(maps.Keys(w.numbered)), w.rows()) {
		var values []string
		var args []any
		for _, term := range some {
			n := w.numbered[term]
			values = append(values, "("+parameters(len(args)+1, 5)+")")
			args = append(args, n.id, []byte(term), reverse(term), n.word, n.added)
		}
		if err := w.execute(`INSERT INTO search_term (id, term, reversed, word, docs) VALUES `+strings.Join(values, ", ")+`
			ON CONFLICT (term) DO UPDATE SET docs = search_term.docs + excluded.docs`, args...); err != nil {
			return err
		}
	}
	clear(w.numbered)
	return nil
}

// reverse returns a term's letters backwards.
func reverse(term string) []byte {
	runes := []rune(term)
	slices.Reverse(runes)
	return []byte(string(runes))
}

// parameters returns "$from, …" for n parameters.
func parameters(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", from+i)
	}
	return b.String()
}

type scanner = interface{ Scan(...any) error }

func scan[T any](row scanner) (v T, err error) { return v, row.Scan(&v) }
