package people

import (
	"math"
	"slices"
)

// A label is what a piece of a line is.
type label uint8

const (
	nothing label = iota
	aName
	aRole
	anOrg
	other // words that are none of them
	labels
)

// A piece is a run of tokens with one meaning.
type piece struct {
	label    label
	from, to int // tokens
	score    float64
}

// Longest pieces, in tokens.
const (
	maxName = 6
	maxRole = 14
	maxOrg  = 8
)

// state is where the search for the best pieces stands: after some tokens, with
// the last piece's label, and whether something separates it from the next.
type state struct {
	score float64
	prev  int16 // index of the state before, among labels*2
	piece piece // the piece that led here; label nothing for a separator
	from  int32 // token position of the state before
	seen  bool
}

// pieces cuts tokens so that the sum of what the pieces look like is greatest
// (a semi-Markov model, solved by dynamic programming). The line is never cut
// first and judged afterwards, because where "Nørre Kommune Ida Holm" is to be
// cut depends on what its halves would be.
func pieces(toks []token) []piece {
	n := len(toks)
	best := make([][labels * 2]state, n+1)
	best[0][1] = state{seen: true}
	for i := range n {
		if separates(toks, i) {
			for k, at := range best[i] {
				if at.seen {
					step(best, i, k, i+1, at.score, k|1, piece{})
				}
			}
		}
		if toks[i].kind != word {
			continue
		}
		for _, l := range [...]label{aName, aRole, anOrg, other} {
			k, total := enter(best[i], toks[i], l)
			for j := i + 1; j <= min(n, i+longest(l)); j++ {
				score, ok := weigh(toks, i, j, l)
				if !ok {
					break
				}
				step(best, i, k, j, total+score, int(l)*2, piece{l, i, j, score})
			}
		}
	}
	return trace(best)
}

// enter returns the best state to begin a piece from, and its score.
func enter(states [labels * 2]state, t token, l label) (k int, score float64) {
	score = math.Inf(-1)
	for i, at := range states {
		if !at.seen {
			continue
		}
		if s := at.score + joint(t, label(i/2), l, i%2 == 1); s > score {
			k, score = i, s
		}
	}
	return k, score
}

// step keeps the better way to a state.
func step(best [][labels * 2]state, i, k, j int, score float64, to int, p piece) {
	if old := &best[j][to]; !old.seen || score > old.score {
		*old = state{score: score, prev: int16(k), piece: p, from: int32(i), seen: true}
	}
}

func trace(best [][labels * 2]state) []piece {
	n := len(best) - 1
	k, top := 0, math.Inf(-1)
	for i, s := range best[n] {
		if s.seen && s.score > top {
			k, top = i, s.score
		}
	}
	var out []piece
	for n > 0 {
		s := best[n][k]
		if !s.seen {
			return nil // cannot happen: every word may be other
		}
		if s.piece.label != nothing {
			out = append(out, s.piece)
		}
		n, k = int(s.from), int(s.prev)
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

func longest(l label) int {
	switch l {
	case aName:
		return maxName
	case aRole:
		return maxRole
	case anOrg:
		return maxOrg
	}
	return 1
}

// separates reports whether a token may stand between two pieces.
func separates(toks []token, i int) bool {
	t := toks[i]
	return t.kind != word || t.ev.lower == "og" || t.ev.lower == "samt" || t.ev.lower == "and" ||
		t.ev.lower == "och" || t.ev.lower == "und" || t.ev.lower == "&"
}

// joint is what it costs that a piece which begins with t follows another.
func joint(t token, before, next label, separated bool) float64 {
	if before == nothing || separated {
		return 0
	}
	switch {
	case before == aRole && next == aName:
		return 0.1
	case before == aName && next == aName && !t.ev.given:
		return -2.4 // rather one long name
	case before == next && before != other:
		return -1.4
	case before == other || next == other:
		return -0.2
	}
	return -0.3
}

// weigh returns how well tokens from..to would be a piece of the label. When ok
// is false no longer piece from the same start can be one either.
func weigh(toks []token, from, to int, l label) (score float64, ok bool) {
	last := toks[to-1]
	if last.kind != word && !(l == aRole && last.kind == comma && to-2 >= from && hanging(toks[to-2])) {
		return 0, false
	}
	switch l {
	case aName:
		score, ok = weighName(toks[from:to])
		if to < len(toks) && toks[to].kind == word && digits(toks[to].text) {
			score-- // "Gul 2"
		}
		return score, ok
	case aRole:
		score, ok = weighRole(toks[from:to])
		if to < len(toks) && toks[to].kind == word && forWords[toks[to].ev.lower] {
			score -= 1.5 // "formand" and not what for
		}
		return score, ok
	case anOrg:
		return weighOrg(toks[from:to], edge(toks, from-1), edge(toks, to))
	}
	return weighOther(last), true
}

// impossible is a score that nothing makes up for; a longer piece may still do.
const impossible = -100

func hanging(t token) bool {
	return t.kind == word && len(t.text) > 1 && t.text[len(t.text)-1] == '-'
}

// edge reports whether position i lies outside the line or holds a mark.
func edge(toks []token, i int) bool { return i < 0 || i >= len(toks) || toks[i].kind != word }

func weighOther(t token) float64 {
	switch ev := t.ev; {
	case ev.letter, ev.party:
		return -0.1
	case ev.never, ev.noun, !ev.capital:
		return -0.3
	}
	return -0.8
}

// weighName judges words as one person's name.
func weighName(toks []token) (float64, bool) {
	for len(toks) > 1 && toks[0].ev.title {
		toks = toks[1:]
		if len(toks) == 2 && toks[0].ev.role && toks[0].ev.capital {
			toks = toks[1:] // "Herr Senator Halm"
		}
		if len(toks) == 1 {
			if ev := toks[0].ev; ev.capital && !ev.never && !ev.noun && !ev.role && ev.org == noOrg {
				return 0.8, true // "Frau Giesecke"
			}
		}
	}
	score := [...]float64{0, -1.4, 0.5, 0.55, 0.4, -0.1, -0.9}[len(toks)]
	named := false // a surname has come: a given name after it begins somebody else
	for i, t := range toks {
		ev := t.ev
		switch {
		case hanging(t), !ev.capital && !ev.particle, ev.never:
			return 0, false
		case ev.title && i == 0:
			score -= 0.5
			continue
		case ev.role, ev.letter:
			return impossible, i == 0 // "Herr Senator" may go on
		case ev.acronym || ev.org == before || ev.org == after || ev.body:
			return 0, false
		case ev.noun && (i < len(toks)-1 || !toks[0].ev.given):
			return 0, false
		case ev.org == alone, ev.manner:
			score -= 1.5
		case ev.noun:
			score -= 0.7
		}
		score += nameWord(ev, i, len(toks), named)
		if i > 0 && ev.surname && !ev.given {
			named = true
		}
	}
	final := toks[len(toks)-1].ev
	if final.initial || final.particle || toks[0].ev.initial && len(toks) == 1 {
		return impossible, true
	}
	return score, true
}

// nameWord is what one word adds to a name of n words.
func nameWord(ev evidence, i, n int, named bool) float64 {
	switch {
	case i == 0 && ev.given:
		return 1.6
	case i == 0 && ev.initial:
		return 0.3
	case i == 0 && ev.particle:
		return -0.6
	case i == 0 && ev.surname:
		return 0.1
	case i == 0:
		return 0.3
	case ev.initial, ev.particle:
		return 0.5
	case ev.given && named:
		return -1.6
	case i < n-1 && ev.given:
		return 0.5
	case i < n-1 && ev.surname:
		return 0.5
	case i < n-1:
		return 0.15
	case ev.surname:
		return 1.1
	case ev.given:
		return 0.3
	}
	return 0.5
}

// weighRole judges words as a role: manners, a head, and what it is for.
func weighRole(toks []token) (float64, bool) {
	i := 0
	for i < len(toks) && toks[i].ev.manner {
		i++
	}
	if i == len(toks) {
		return impossible, i < 4
	}
	if !toks[i].ev.role {
		if hanging(toks[0]) && len(toks) < 4 { // "Helse- og omsorgsleder", "souschef- og"
			return roleAfterHyphen(toks)
		}
		return 0, false
	}
	score := 2.0 + 0.2*float64(i)
	if toks[i].ev.given {
		score -= 1
	}
	rest := toks[i+1:]
	if len(rest) == 0 {
		return score, true
	}
	switch {
	case forWords[rest[0].ev.lower]:
		extra, ok := weighFor(rest[1:])
		return score + extra, ok
	case rest[0].ev.lower == "og" && len(rest) == 1:
		return impossible, true
	case rest[0].ev.lower == "og":
		more, ok := weighRole(rest[1:])
		if more < 0 {
			return impossible, ok
		}
		return score + more - 0.3, ok
	}
	return 0, false
}

func roleAfterHyphen(toks []token) (float64, bool) {
	last := toks[len(toks)-1].ev
	if last.role && toks[1].kind == word && toks[1].ev.lower == "og" {
		return 2.2, true
	}
	return impossible, true
}

var forWords = set("for af i på til ved hos fra vedr vedr. under")

// weighFor judges what a role is for: "Social- og Sundhedsudvalget".
func weighFor(toks []token) (float64, bool) {
	if len(toks) == 0 {
		return impossible, true
	}
	score, closed := 0.0, false
	for i, t := range toks {
		ev := t.ev
		linked := i > 0 && (joiners[toks[i-1].ev.lower] || forWords[toks[i-1].ev.lower])
		switch {
		case t.kind == comma:
			score -= 0.05
			continue
		case ev.given && ev.capital && !ev.body, ev.role && i > 0 && !ev.body:
			return 0, false
		case ev.org == before && ev.lower == "kommune":
			score -= 1.5 // rather whom they represent
		case ev.body:
			score += 0.9
			if closed && !linked {
				score -= 1.2
			}
			closed = true
			continue
		case closed && ev.lower == "for" && toks[i-1].ev.body:
			closed = false // "Udvalget for Nære Tilbud"
		case closed && !linked && !joiners[ev.lower]:
			score -= 1.2
		case ev.org != noOrg:
			score += 0.5
		case ev.capital:
			score += 0.1
		default:
			score += 0.05
		}
	}
	last := toks[len(toks)-1]
	if last.kind == comma || hanging(last) || joiners[last.ev.lower] || forWords[last.ev.lower] {
		return impossible, true
	}
	return score, true
}

var joiners = set("og for i af på de den det der til og/eller & samt the of und")

// weighOrg judges words as an organisation. first and last say whether the
// piece is bounded there by something other than a word.
func weighOrg(toks []token, first, last bool) (float64, bool) {
	head, score := -1, 0.0
	for i, t := range toks {
		ev := t.ev
		switch {
		case ev.role && ev.org == noOrg, ev.title, ev.letter, ev.initial:
			return 0, false
		case i == 0 && !ev.capital && (ev.org == noOrg || !first) && !digits(t.text):
			return 0, false
		case ev.manner && len(toks) == 1, ev.never && ev.org == noOrg && !joiners[ev.lower]:
			return 0, false
		case ev.noun && ev.org == noOrg && (i+1 < len(toks) && toks[i+1].ev.org != before || i+1 == len(toks)):
			score -= 1.5
		case !ev.capital && ev.org == noOrg && !joiners[ev.lower] && !digits(t.text):
			return 0, false
		}
		if ev.org != noOrg && head >= 0 && forWords[toks[i-1].ev.lower] {
			score += 2.2 // "Psykiatrien i Region Nord" is one
		}
		if ev.org != noOrg && (head < 0 || toks[head].ev.org == alone) {
			head = i
		}
		if ev.given {
			score -= 1.3
		}
	}
	final := toks[len(toks)-1]
	if joiners[final.ev.lower] || hanging(final) {
		return impossible, true
	}
	if head < 0 {
		return score + weighUnknownOrg(toks, first, last), true
	}
	return score + weighAround(toks, head, first, last), true
}

func digits(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// weighAround judges the words beside an organisation's noun.
func weighAround(toks []token, head int, first, last bool) float64 {
	score := 2.0
	left, right := head, len(toks)-1-head
	for i := range left - 1 {
		if !first && !leftWords[toks[i].ev.lower] && !hanging(toks[i]) && !joiners[toks[i].ev.lower] {
			score -= 0.6
		}
	}
	switch toks[head].ev.org {
	case before:
		if left == 0 {
			score -= 1.6
		}
		if !last {
			score -= 0.6 * float64(right)
		}
	case after:
		switch {
		case right == 0:
			score -= 0.6
		case right == 1:
			score += 0.4
		case !last:
			score -= 0.5 * float64(right-1)
		}
		if !first {
			score -= 0.5 * float64(left)
		}
	case alone:
		if right > 0 {
			score += 0.2
			if !last {
				score -= 0.5 * float64(right)
			}
		}
		if left > 0 && !first {
			score -= 0.5
		}
	}
	if toks[head].ev.body {
		score -= 0.9
		if !first {
			score-- // rather what a role is for
		}
	}
	return score
}

// weighUnknownOrg judges words without any organisation's noun: "Søbjerg" may
// be the short form of a municipality when it fills the place of one.
func weighUnknownOrg(toks []token, first, last bool) float64 {
	if !first || !last || slices.ContainsFunc(toks, func(t token) bool { return digits(t.text) }) {
		return -2
	}
	return 0.2 - 0.2*float64(len(toks)-1)
}
