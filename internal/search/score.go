package search

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

type postings struct {
	docs, positions []byte
}

func (p postings) len() int { return len(p.docs) / postingSize }

// A list is what one term adds to a clause. Blocks are met from the first to
// the last, and at is the first posting that has not been passed.
type list struct {
	postings
	at     int
	weight float32 // of impact 1: inverse document frequency times the alternative's factor
}

// seek goes on to the first posting at or after a document.
func (l *list) seek(doc uint32) {
	from, step := l.at, 1
	for from+step < l.len() { // step past it, ever wider
		if other, _ := postingAt(l.docs, from+step); other >= doc {
			break
		}
		from, step = from+step, step*2
	}
	l.at = from + sort.Search(min(step, l.len()-from), func(i int) bool {
		other, _ := postingAt(l.docs, from+i)
		return other >= doc
	})
}

// A matcher is a clause made ready: words with their postings, and phrases.
type matcher struct {
	words   []*list
	phrases []*phraseOf
}

func (m matcher) empty() bool { return len(m.words)+len(m.phrases) == 0 }

// next returns the first block from one on that may meet the clause.
func (m matcher) next(block int) (found int, more bool) {
	look := func(l *list) {
		l.seek(uint32(block) * blockSize)
		if l.at == l.len() {
			return
		}
		doc, _ := postingAt(l.docs, l.at)
		if at := int(doc / blockSize); !more || at < found {
			found, more = at, true
		}
	}
	for _, l := range m.words {
		look(l)
	}
	for _, p := range m.phrases {
		look(&p.lists[0])
	}
	return found, more
}

// A scoreboard holds the scores of one block while its clauses are met one by
// one: a document that met the first n clauses has met == n.
type scoreboard struct {
	met   [blockSize]uint8
	score [blockSize]float32
	last  [blockSize]float32 // the best the current clause gave
	any   bool               // the current clause met a document
}

const refused = 0xff

// run meets all clauses in a block, and reports whether a document may have met
// them all.
func (s *scoreboard) run(block int, wanted, unwanted []matcher) bool {
	clear(s.met[:])
	first := uint32(block) * blockSize
	for _, m := range unwanted {
		m.each(first, func(place int, _ float32) { s.met[place] = refused })
	}
	for n, m := range wanted {
		s.any = false
		for _, l := range m.words {
			s.word(l, first, uint8(n))
		}
		for _, p := range m.phrases {
			p.each(first, func(place int, score float32) { s.meet(place, uint8(n), score) })
		}
		if !s.any {
			return false
		}
	}
	return true
}

// word meets clause n with a word's postings of a block.
func (s *scoreboard) word(l *list, first uint32, n uint8) {
	l.seek(first)
	for ; l.at < l.len(); l.at++ {
		doc, impact := postingAt(l.docs, l.at)
		if doc >= first+blockSize {
			return
		}
		s.meet(int(doc-first), n, l.weight*float32(impact))
	}
}

// meet gives a document the score of clause n, once: the best of its words.
func (s *scoreboard) meet(place int, n uint8, score float32) {
	switch s.met[place] {
	case n:
		s.met[place] = n + 1
		if n == 0 {
			s.score[place] = 0
		}
		s.score[place] += score
		s.last[place] = score
		s.any = true
	case n + 1:
		if score > s.last[place] {
			s.score[place] += score - s.last[place]
			s.last[place] = score
		}
	}
}

// each calls yield with every document of a block that meets the clause. A
// document may come more than once.
func (m matcher) each(first uint32, yield func(place int, score float32)) {
	for _, l := range m.words {
		l.seek(first)
		for ; l.at < l.len(); l.at++ {
			doc, impact := postingAt(l.docs, l.at)
			if doc >= first+blockSize {
				break
			}
			yield(int(doc-first), l.weight*float32(impact))
		}
	}
	for _, p := range m.phrases {
		p.each(first, yield)
	}
}

// A phraseOf is words at their distances from the first.
type phraseOf struct {
	lists   []list
	readers []positionReader
	offsets []int
}

func (p *phraseOf) add(l list) {
	p.lists, p.readers = append(p.lists, l), append(p.readers, positionReader{rest: l.positions})
}

// each finds the documents of a block in which the phrase stands.
func (p *phraseOf) each(first uint32, yield func(place int, score float32)) {
	l := &p.lists[0]
	l.seek(first)
	for ; l.at < l.len(); l.at++ {
		doc, impact := postingAt(l.docs, l.at)
		if doc >= first+blockSize {
			return
		}
		score := l.weight * float32(impact)
		together := true
		for i := 1; i < len(p.lists) && together; i++ {
			other := &p.lists[i]
			if other.seek(doc); other.at == other.len() {
				l.at = l.len() // no document further on has them all
				return
			}
			found, impact := postingAt(other.docs, other.at)
			together = found == doc
			score += other.weight * float32(impact)
		}
		if together && p.stands() {
			yield(int(doc-first), score)
		}
	}
}

// stands reports whether the document that all lists are at holds the phrase.
func (p *phraseOf) stands() bool {
	places := make([][]int, len(p.lists))
	for i := range p.lists {
		places[i] = p.readers[i].at(p.lists[i].at)
	}
	for _, position := range places[0] {
		all := true
		for i := 1; i < len(places) && all; i++ {
			_, all = slices.BinarySearch(places[i], position+p.offsets[i])
		}
		if all {
			return true
		}
	}
	return false
}

// rarity is the inverse document frequency of BM25.
func rarity(docs, alive int64) float64 {
	return math.Log(1 + max(0, float64(alive-docs)+0.5)/(float64(docs)+0.5))
}

// A ranked is a match with what it is ordered by: the score, or the day.
type ranked struct {
	by  float64
	doc int64
}

// before orders matches: the better first, of equals the one written last.
func (r ranked) before(o ranked) int {
	return cmp.Or(cmp.Compare(o.by, r.by), cmp.Compare(o.doc, r.doc))
}

// A best keeps the first few of many matches.
type best struct {
	keep  int
	after *ranked // the last match of the page before
	list  []ranked
}

// wants reports whether a match so good may be among the best. Nearly all are
// not, and need not be added.
func (b *best) wants(by float64) bool { return len(b.list) < b.keep || by >= b.list[b.keep-1].by }

func (b *best) add(r ranked) {
	if b.after != nil && b.after.before(r) >= 0 {
		return
	}
	if len(b.list) == b.keep && b.list[len(b.list)-1].before(r) <= 0 {
		return
	}
	at, _ := slices.BinarySearchFunc(b.list, r, ranked.before)
	b.list = slices.Insert(b.list, at, r)
	if len(b.list) > b.keep {
		b.list = b.list[:b.keep]
	}
}
