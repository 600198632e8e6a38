package search

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/fault"
)

// Ask answers a query.
func Ask(ctx context.Context, tx *db.Tx, query Query) (r Results, err error) {
	defer fault.In(&err, "search %q", query.Text)
	a := &asking{ctx: ctx, tx: tx, query: query, found: map[string]term{}, years: years()}
	if a.limit = query.Limit; a.limit <= 0 {
		a.limit = 20
	}
	var next int64
	if err := tx.QueryRowContext(ctx, `SELECT alive, next_doc FROM search_head WHERE id = 1`).Scan(&a.alive, &next); err != nil {
		return r, err
	}
	a.replaced = next != a.alive
	q := parse(query.Text)
	if query.Person != "" {
		q.wanted = append(q.wanted, clause{alternatives: []alternative{{terms: []string{personTerm(query.Person)}, offsets: []int{0}}}})
	}
	if len(q.wanted) == 0 {
		return r, nil
	}
	wanted, unwanted, err := a.prepare(q)
	if err != nil {
		return r, err
	}
	if err := a.match(wanted, unwanted); err != nil {
		return r, err
	}
	r.Total = a.total
	if r.Hits, err = a.hits(q); err != nil {
		return r, err
	}
	if len(r.Hits) == a.limit && len(a.top.list) > a.limit {
		r.Next = cursor(a.top.list[a.limit-1])
	}
	if query.Counts {
		if r.Facets, err = a.facets(); err != nil {
			return r, err
		}
	}
	if r.Total == 0 && query.After == "" {
		r.Suggestion, err = a.suggest(q)
	}
	return r, err
}

// asking is one query on its way.
type asking struct {
	ctx      context.Context
	tx       *db.Tx
	query    Query
	limit    int
	alive    int64
	replaced bool            // some documents are dead
	found    map[string]term // terms of the query that are in the vocabulary
	marks    map[string]bool // terms to mark in what is shown
	total    int
	top      best
	counts   [facetCount]tally // matches by number of the value
	owners   tally             // matches by number of the owner
	years    *[1 << 16]uint16  // of each day
}

type term struct {
	id   int64
	docs int64
}

// How much less a part of a compound says than the word itself, how many
// compounds of a word are looked for, and how short a word may be for that.
const (
	compoundFactor = 0.5
	mostCompounds  = 32
	leastCompound  = 4
)

// prepare finds the terms of the clauses in the vocabulary and loads postings.
func (a *asking) prepare(q question) (wanted, unwanted []matcher, err error) {
	if err := a.lookUp(q); err != nil {
		return nil, nil, err
	}
	a.marks = map[string]bool{}
	var plans []*plan
	for i, c := range slices.Concat(q.wanted, q.unwanted) {
		p, err := a.plan(c, i >= len(q.wanted))
		if err != nil {
			return nil, nil, err
		}
		plans = append(plans, p)
	}
	slices.SortStableFunc(plans, func(x, y *plan) int { return cmp.Compare(x.docs, y.docs) })
	for _, p := range plans {
		m, err := a.load(p)
		if err != nil {
			return nil, nil, err
		}
		if p.unwanted {
			unwanted = append(unwanted, m)
			continue
		}
		if wanted = append(wanted, m); m.empty() {
			break // nothing meets all clauses
		}
	}
	return wanted, unwanted, nil
}

// lookUp finds every term of the question at once.
func (a *asking) lookUp(q question) error {
	var args []any
	seen := map[string]bool{}
	for _, c := range slices.Concat(q.wanted, q.unwanted) {
		for _, alternative := range c.alternatives {
			for _, t := range alternative.terms {
				if !seen[t] {
					seen[t] = true
					args = append(args, []byte(t))
				}
			}
		}
	}
	_, err := db.Collect(a.ctx, a.tx, func(r scanner) (struct{}, error) {
		var t term
		var name []byte
		err := r.Scan(&t.id, &name, &t.docs)
		a.found[string(name)] = t
		return struct{}{}, err
	}, `SELECT id, term, docs FROM search_term WHERE term IN (`+parameters(1, len(args))+`)`, args...)
	return err
}

// A plan is a clause whose terms are known and whose postings are not loaded.
type plan struct {
	unwanted bool
	docs     int64 // about how many documents meet it
	words    []weighed
	phrases  []weighedPhrase
}

type weighed struct {
	id, docs int64
	weight   float64
}

type weighedPhrase struct {
	words   []weighed
	offsets []int
}

func (a *asking) plan(c clause, unwanted bool) (*plan, error) {
	p := &plan{unwanted: unwanted}
	for _, alternative := range c.alternatives {
		if len(alternative.terms) > 1 {
			a.planPhrase(p, alternative)
			continue
		}
		name := alternative.terms[0]
		t, known := a.found[name]
		weight := alternative.factor * rarity(t.docs, a.alive)
		if known {
			a.marks[name] = true
			p.docs += t.docs
			p.words = append(p.words, weighed{t.id, t.docs, weight})
		}
		if unwanted || name[0] == 1 {
			continue
		}
		compounds, err := a.compounds(name, c.begins)
		if err != nil {
			return nil, err
		}
		for _, other := range compounds {
			a.marks[other.name] = true
			p.docs += other.docs
			by := alternative.factor * compoundFactor * rarity(other.docs, a.alive)
			if known {
				by = min(by, weight*compoundFactor)
			}
			p.words = append(p.words, weighed{other.id, other.docs, by})
		}
	}
	return p, nil
}

func (a *asking) planPhrase(p *plan, alternative alternative) {
	phrase := weighedPhrase{offsets: alternative.offsets}
	fewest := int64(math.MaxInt64)
	for _, name := range alternative.terms {
		t, known := a.found[name]
		if !known {
			return
		}
		fewest = min(fewest, t.docs)
		phrase.words = append(phrase.words, weighed{t.id, t.docs, alternative.factor * rarity(t.docs, a.alive)})
	}
	for _, name := range alternative.terms {
		a.marks[name] = true
	}
	p.docs += fewest
	p.phrases = append(p.phrases, phrase)
}

type compound struct {
	term
	name string
}

// compounds returns the terms that begin or end with a word: medicin is part of
// medicinboks, klynge of sundhedsklynge.
func (a *asking) compounds(name string, begins bool) (list []compound, err error) {
	if len([]rune(name)) < leastCompound && !begins {
		return nil, nil
	}
	look := func(column string, from []byte) error {
		until := append(slices.Clone(from), 0xff)
		some, err := db.Collect(a.ctx, a.tx, func(r scanner) (c compound, err error) {
			var name []byte
			err = r.Scan(&c.id, &name, &c.docs)
			c.name = string(name)
			return c, err
		}, `SELECT id, term, docs FROM search_term WHERE `+column+` > $1 AND `+column+` < $2 ORDER BY docs DESC, id LIMIT `+strconv.Itoa(mostCompounds), from, until)
		list = append(list, some...)
		return err
	}
	if err := look("term", []byte(name)); err != nil || begins {
		return list, err
	}
	err = look("reversed", reverse(name))
	return list, err
}

// load reads the postings of a clause.
func (a *asking) load(p *plan) (m matcher, err error) {
	all := map[int64]*postings{}
	var args []any
	need := func(w weighed) {
		if all[w.id] == nil {
			all[w.id] = &postings{docs: make([]byte, 0, w.docs*postingSize)}
			args = append(args, w.id)
		}
	}
	for _, w := range p.words {
		need(w)
	}
	for _, phrase := range p.phrases {
		for _, w := range phrase.words {
			need(w)
		}
	}
	if len(args) == 0 {
		return m, nil
	}
	columns := `term_id, docs`
	if len(p.phrases) > 0 {
		columns += `, positions`
	}
	rows, err := a.tx.QueryContext(a.ctx, `SELECT `+columns+` FROM search_posting WHERE term_id IN (`+parameters(1, len(args))+`) ORDER BY term_id, chunk`, args...)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var id int64
	var docs, positions sql.RawBytes // valid until the next row, and copied once
	into := []any{&id, &docs, &positions}[:2+min(1, len(p.phrases))]
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return m, err
		}
		of := all[id]
		of.docs, of.positions = append(of.docs, docs...), append(of.positions, positions...)
	}
	for _, w := range p.words {
		m.words = append(m.words, &list{postings: *all[w.id], weight: float32(w.weight / 255)})
	}
	for _, phrase := range p.phrases {
		one := &phraseOf{offsets: phrase.offsets}
		for _, w := range phrase.words {
			one.add(list{postings: *all[w.id], weight: float32(w.weight / 255)})
		}
		m.phrases = append(m.phrases, one)
	}
	return m, rows.Err()
}

// match meets the clauses block by block, counts, and keeps the best.
func (a *asking) match(wanted, unwanted []matcher) error {
	if slices.ContainsFunc(wanted, matcher.empty) {
		return nil
	}
	a.top = best{keep: a.limit + 1, after: parseCursor(a.query.After)}
	filter, err := a.filter()
	if err != nil {
		return err
	}
	dead, err := a.dead()
	if err != nil {
		return err
	}
	sift := filter.active() || a.query.Counts || a.query.Sort == Newest
	board := &scoreboard{}
	for block, more := wanted[0].next(0); more; block, more = wanted[0].next(block + 1) {
		if err := a.ctx.Err(); err != nil {
			return err
		}
		if !board.run(block, wanted, unwanted) {
			continue
		}
		var attrs []byte
		if sift {
			if err := a.tx.QueryRowContext(a.ctx, `SELECT attributes FROM search_block WHERE block = $1`, block).Scan(&attrs); err != nil {
				return err
			}
		}
		gone := dead[block]
		for place, met := range board.met {
			if met != uint8(len(wanted)) || marked(gone, place) {
				continue
			}
			r := ranked{by: float64(board.score[place]), doc: int64(block)*blockSize + int64(place)}
			if sift {
				at := attributesAt(attrs, place)
				if !a.count(&filter, at) {
					continue
				}
				if a.query.Sort == Newest {
					r.by = float64(at.day)
				}
			}
			if a.total++; a.top.wants(r.by) {
				a.top.add(r)
			}
		}
	}
	return nil
}

// dead returns the marks of replaced documents by block, nil where there are
// none.
func (a *asking) dead() (map[int][]byte, error) {
	if !a.replaced {
		return nil, nil
	}
	dead := map[int][]byte{}
	_, err := db.Collect(a.ctx, a.tx, func(r scanner) (struct{}, error) {
		var block int
		var marks []byte
		err := r.Scan(&block, &marks)
		dead[block] = marks
		return struct{}{}, err
	}, `SELECT block, dead FROM search_block`)
	return dead, err
}

// cursor names a match, so that the next page begins behind it.
func cursor(r ranked) string {
	return strconv.FormatUint(math.Float64bits(r.by), 36) + "-" + strconv.FormatInt(r.doc, 36)
}

// parseCursor returns nil for what is no cursor: the first page.
func parseCursor(s string) *ranked {
	by, doc, ok := strings.Cut(s, "-")
	bits, err := strconv.ParseUint(by, 36, 64)
	n, err2 := strconv.ParseInt(doc, 36, 64)
	if !ok || err != nil || err2 != nil {
		return nil
	}
	return &ranked{math.Float64frombits(bits), n}
}

// hits loads what is shown of the best matches.
func (a *asking) hits(q question) ([]Hit, error) {
	top := a.top.list[:min(len(a.top.list), a.limit)]
	if len(top) == 0 {
		return nil, nil
	}
	args := make([]any, len(top))
	at := map[int64]int{}
	for i, r := range top {
		args[i], at[r.doc] = r.doc, i
	}
	hits := make([]Hit, len(top))
	analyser := danish.NewAnalyser()
	_, err := db.Collect(a.ctx, a.tx, func(r scanner) (struct{}, error) {
		var doc int64
		var h Hit
		var fields string
		if err := r.Scan(&doc, &h.Kind, &h.ID, &h.Path, &h.Number, &h.Body, &h.Date, &h.Outcome, &fields); err != nil {
			return struct{}{}, err
		}
		var list []Field
		if err := json.Unmarshal([]byte(fields), &list); err != nil {
			return struct{}{}, fmt.Errorf("fields of document %d: %w", doc, err)
		}
		h.show(analyser, list, a.marks)
		h.Score = top[at[doc]].by
		hits[at[doc]] = h
		return struct{}{}, nil
	}, `SELECT doc, kind, ref, path, number, body, date, outcome, fields FROM search_doc WHERE doc IN (`+parameters(1, len(args))+`)`, args...)
	return hits, err
}

// suggest mends the words of a question that stand nowhere, each by the nearest
// word of the vocabulary. It is "" when there is nothing to mend.
func (a *asking) suggest(q question) (string, error) {
	text, mended := a.query.Text, false
	for _, c := range q.wanted {
		if len(c.alternatives[0].terms) != 1 || c.begins {
			continue
		}
		name := c.alternatives[0].terms[0]
		if _, known := a.found[name]; known || name[0] == 1 {
			continue
		}
		word, err := a.nearest(name)
		if err != nil {
			return "", err
		}
		if word != "" {
			text, mended = strings.Replace(text, c.word, word, 1), true
		}
	}
	if !mended {
		return "", nil
	}
	return text, nil
}

// nearest returns the word of the vocabulary that is the fewest slips away from
// a term, of several the most used. It looks among those that begin or end alike.
func (a *asking) nearest(name string) (string, error) {
	most := 2
	letters := []rune(name)
	if len(letters) < 6 {
		most = 1
	}
	if len(letters) < 3 {
		return "", nil
	}
	type candidate struct {
		term, word string
		docs       int64
		slips      int
	}
	var candidates []candidate
	for column, edge := range map[string][]byte{"term": []byte(string(letters[:1])), "reversed": reverse(name)[:len(reverse(string(letters[len(letters)-2:])))]} {
		some, err := db.Collect(a.ctx, a.tx, func(r scanner) (c candidate, err error) {
			var term []byte
			err = r.Scan(&term, &c.word, &c.docs)
			c.term = string(term)
			return c, err
		}, `SELECT term, word, docs FROM search_term WHERE `+column+` >= $1 AND `+column+` < $2`, edge, append(bytes.Clone(edge), 0xff))
		if err != nil {
			return "", err
		}
		candidates = append(candidates, some...)
	}
	near := candidates[:0]
	for _, c := range candidates {
		if c.slips = danish.Distance(name, c.term, most); c.slips <= most {
			near = append(near, c)
		}
	}
	slices.SortFunc(near, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.slips, b.slips), cmp.Compare(b.docs, a.docs), cmp.Compare(a.word, b.word))
	})
	for _, c := range near[:min(len(near), mostTried)] {
		stands, err := a.stands(c.word)
		if err != nil || stands {
			return c.word, err
		}
	}
	return "", nil
}

// mostTried is how many words of the vocabulary are tried to mend one.
const mostTried = 16

// stands reports whether a word of the vocabulary is in a document still. One that
// only stood in what was closed or withdrawn must not be told.
func (a *asking) stands(word string) (bool, error) {
	if !a.replaced {
		return true, nil
	}
	r, err := Ask(a.ctx, a.tx, Query{Text: word, Limit: 1})
	return r.Total > 0, err
}
