package search

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
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
	dead     []byte
	attrs    []byte
	terms    map[string]*pending
	waiting  int // bytes in terms
	numbered map[string]*numbered
	prepared map[string]*sql.Stmt
}

// pending are the postings of one term that are not written yet.
type pending struct {
	word            string
	docs, positions []byte
	ends            []int // where the positions of each posting end
}

// mostWaiting is how many bytes of postings are held back: the more, the fewer
// times a term's last row is written anew.
const mostWaiting = 16 << 20

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
	w.block = block
	err := w.tx.QueryRowContext(w.ctx, `SELECT dead, attributes FROM search_block WHERE block = $1`, block).Scan(&w.dead, &w.attrs)
	if errors.Is(err, sql.ErrNoRows) {
		w.dead, w.attrs = make([]byte, blockSize/8), nil
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
	w.collect(doc)
	fields, err := json.Marshal(doc.Fields)
	if err != nil {
		return err
	}
	err = w.execute(`INSERT INTO search_doc (doc, owner, kind, ref, path, number, body, date, outcome, fields)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		w.next, owner, doc.Kind, doc.ID, doc.Path, doc.Number, doc.Body.Label, doc.Date, doc.Outcome, string(fields))
	w.next++
	w.alive++
	if err == nil && w.waiting > mostWaiting {
		err = w.flushTerms()
	}
	return err
}

// fieldGap keeps a phrase from running from one field into the next.
const fieldGap = 100

// collect adds the terms of a document to those that wait.
func (w *Writer) collect(doc Document) {
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
		before := len(p.positions)
		p.docs = appendPosting(p.docs, uint32(w.next), impactOf(u.weighted, length))
		p.positions = appendPositions(p.positions, u.positions)
		p.ends = append(p.ends, len(p.positions))
		w.waiting += postingSize + len(p.positions) - before
	}
}

// Flush writes what has been put.
func (w *Writer) Flush() (err error) {
	defer fault.In(&err, "write search index")
	if err := w.flushBlock(); err != nil {
		return err
	}
	if err := w.flushTerms(); err != nil {
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
	_, err := w.tx.ExecContext(w.ctx, `INSERT INTO search_block (block, dead, attributes) VALUES ($1, $2, $3)
		ON CONFLICT (block) DO UPDATE SET dead = excluded.dead, attributes = excluded.attributes`, w.block, w.dead, orEmpty(w.attrs))
	return err
}

// orEmpty keeps a nil slice from becoming NULL.
func orEmpty(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// flushTerms writes the postings that wait.
func (w *Writer) flushTerms() error {
	for some := range slices.Chunk(slices.Sorted(maps.Keys(w.terms)), w.rows()) {
		if err := w.number(some); err != nil {
			return err
		}
		last, err := w.lastRows(some)
		if err != nil {
			return err
		}
		if err := w.append(some, last); err != nil {
			return err
		}
		if err := w.count(some); err != nil {
			return err
		}
	}
	clear(w.terms)
	w.waiting = 0
	return nil
}

// lastRows reads the last row of each term, where it is not full.
func (w *Writer) lastRows(terms []string) (map[int64]postings, error) {
	last := map[int64]postings{}
	var args []any
	for _, term := range terms {
		if n := w.numbered[term]; n.docs%chunkSize > 0 {
			args = append(args, n.id)
		}
	}
	if len(args) == 0 {
		return last, nil
	}
	err := w.ask(func(r scanner) error {
		var id int64
		var p postings
		err := r.Scan(&id, &p.docs, &p.positions)
		last[id] = p
		return err
	}, `SELECT p.term_id, p.docs, p.positions FROM search_term t JOIN search_posting p ON p.term_id = t.id AND p.chunk = t.docs / `+strconv.Itoa(chunkSize)+`
		WHERE t.id IN (`+parameters(1, len(args))+`)`, args...)
	return last, err
}

// append puts the postings of some terms behind those they have.
func (w *Writer) append(terms []string, last map[int64]postings) error {
	type row struct {
		id, chunk int64
		postings
	}
	var rows []row
	for _, term := range terms {
		n, p, whole := w.numbered[term], w.terms[term], last[w.numbered[term].id]
		chunk, from := n.docs/chunkSize, 0
		for i, end := range p.ends {
			whole.docs = append(whole.docs, p.docs[i*postingSize:(i+1)*postingSize]...)
			whole.positions = append(whole.positions, p.positions[from:end]...)
			from = end
			if whole.len() == chunkSize || i == len(p.ends)-1 {
				rows = append(rows, row{n.id, chunk, whole})
				chunk, whole = chunk+1, postings{}
			}
		}
	}
	for some := range slices.Chunk(rows, w.rows()) {
		var values []string
		var args []any
		for _, r := range some {
			values = append(values, "("+parameters(len(args)+1, 4)+")")
			args = append(args, r.id, r.chunk, r.docs, orEmpty(r.positions))
		}
		if err := w.execute(`INSERT INTO search_posting (term_id, chunk, docs, positions) VALUES `+strings.Join(values, ", ")+`
			ON CONFLICT (term_id, chunk) DO UPDATE SET docs = excluded.docs, positions = excluded.positions`, args...); err != nil {
			return err
		}
	}
	return nil
}

// A numbered term has its id in the vocabulary, and the postings written of it.
type numbered struct{ id, docs int64 }

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
		err := r.Scan(&n.id, &term, &n.docs)
		w.numbered[string(term)] = n
		return err
	}, `SELECT id, term, docs FROM search_term WHERE term IN (`+parameters(1, len(args))+`)`, args...); err != nil {
		return err
	}
	for _, term := range terms {
		if w.numbered[term] == nil {
			w.numbered[term] = &numbered{id: w.nextTerm}
			w.nextTerm++
		}
	}
	return nil
}

// count writes into the vocabulary how many postings the terms have now.
func (w *Writer) count(terms []string) error {
	var values []string
	var args []any
	for _, term := range terms {
		n, p := w.numbered[term], w.terms[term]
		n.docs += int64(len(p.ends))
		values = append(values, "("+parameters(len(args)+1, 5)+")")
		args = append(args, n.id, []byte(term), reverse(term), p.word, n.docs)
	}
	return w.execute(`INSERT INTO search_term (id, term, reversed, word, docs) VALUES `+strings.Join(values, ", ")+`
		ON CONFLICT (term) DO UPDATE SET docs = excluded.docs`, args...)
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
