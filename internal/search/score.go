package search

import (
	"cmp"
	"math"
	"slices"
)

// A list is what one term adds to a clause: its postings by block.
type list struct {
	weight float64 // inverse document frequency times the alternative's factor
	rows   map[int]postings
}

type postings struct {
	docs, positions []byte
}

func (p postings) len() int { return len(p.docs) / postingSize }

// A matcher is a clause made ready: words with their postings, and phrases.
type matcher struct {
	words   []list
	phrases []phraseOf
}

type phraseOf struct {
	lists   []list
	offsets []int
}

// blocks returns the blocks in which the clause is met at all.
func (m matcher) blocks() map[int]bool {
	in := map[int]bool{}
	for _, w := range m.words {
		for block := range w.rows {
			in[block] = true
		}
	}
	for _, p := range m.phrases {
		for block := range p.lists[0].rows {
			in[block] = true
		}
	}
	return in
}

// A scoreboard holds the scores of one block while its clauses are met one by
// one: a document that met the first n clauses has met == n.
type scoreboard struct {
	met   [blockSize]uint8
	score [blockSize]float32
	last  [blockSize]float32 // the best the current clause gave
}

const refused = 0xff

// run meets all clauses in a block and calls found with each document left.
func (s *scoreboard) run(block int, wanted, unwanted []matcher, dead []byte, found func(place int, score float32)) {
	clear(s.met[:])
	for _, m := range unwanted {
		m.each(block, func(place int, _ float32) { s.met[place] = refused })
	}
	for n, m := range wanted {
		m.each(block, func(place int, score float32) {
			switch s.met[place] {
			case uint8(n):
				s.met[place] = uint8(n + 1)
				if n == 0 {
					s.score[place] = 0
				}
				s.score[place] += score
				s.last[place] = score
			case uint8(n + 1):
				if score > s.last[place] {
					s.score[place] += score - s.last[place]
					s.last[place] = score
				}
			}
		})
	}
	for place, met := range s.met {
		if met == uint8(len(wanted)) && !marked(dead, place) {
			found(place, s.score[place])
		}
	}
}

// each calls yield with every document of a block that meets the clause. A
// document may come more than once.
func (m matcher) each(block int, yield func(place int, score float32)) {
	for _, w := range m.words {
		p, weight := w.rows[block], float32(w.weight/255)
		for i := range p.len() {
			place, impact := postingAt(p.docs, i)
			yield(place, weight*float32(impact))
		}
	}
	for _, p := range m.phrases {
		p.each(block, yield)
	}
}

// each finds the documents of a block in which the words of a phrase stand at
// their distances.
func (p phraseOf) each(block int, yield func(place int, score float32)) {
	rows := make([]postings, len(p.lists))
	at := make([]int, len(p.lists))
	readers := make([]positionReader, len(p.lists))
	for i, l := range p.lists {
		rows[i] = l.rows[block]
		readers[i].rest = rows[i].positions
	}
	for ; at[0] < rows[0].len(); at[0]++ {
		place, impact := postingAt(rows[0].docs, at[0])
		score := p.lists[0].weight * float64(impact) / 255
		together := true
		for i := 1; i < len(rows) && together; i++ {
			at[i] = seek(rows[i], at[i], place)
			if at[i] == rows[i].len() {
				return
			}
			other, impact := postingAt(rows[i].docs, at[i])
			together = other == place
			score += p.lists[i].weight * float64(impact) / 255
		}
		if together && p.stands(readers, at) {
			yield(place, float32(score))
		}
	}
}

// seek returns the index, from i on, of the first posting at or after a place.
func seek(p postings, i, place int) int {
	for step := 1; i < p.len(); {
		if at, _ := postingAt(p.docs, i); at >= place {
			return i
		}
		// Jump ahead while that stays before the place, else go on by one.
		if next := i + step; next < p.len() {
			if at, _ := postingAt(p.docs, next); at < place {
				i, step = next, step*2
				continue
			}
		}
		step = 1
		i++
	}
	return i
}

// stands reports whether the postings at hold the phrase somewhere.
func (p phraseOf) stands(readers []positionReader, at []int) bool {
	first := readers[0].at(at[0])
	others := make([][]int, len(at))
	for i := 1; i < len(at); i++ {
		others[i] = readers[i].at(at[i])
	}
	for _, position := range first {
		all := true
		for i := 1; i < len(at) && all; i++ {
			_, all = slices.BinarySearch(others[i], position+p.offsets[i])
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
