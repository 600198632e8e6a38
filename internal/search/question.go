package search

import (
	"strings"
	"unicode"

	"klynge/internal/danish"
)

// A question is a query's text taken apart. Every wanted clause must be met.
type question struct {
	wanted, unwanted []clause
}

// A clause is met by a document that has one of its alternatives.
type clause struct {
	word         string // as asked, for spelling
	alternatives []alternative
	begins       bool // word*: any word that begins so
}

// An alternative is a word, or a phrase of words at given distances.
type alternative struct {
	terms   []string
	offsets []int // position of each term from the first
	factor  float64
}

// Bounds of what is asked.
const (
	mostLetters = 500
	mostClauses = 16
)

// parse takes a query's text apart. Nothing in it is an error: what means
// nothing is passed over.
func parse(text string) (q question) {
	if runes := []rune(text); len(runes) > mostLetters {
		text = string(runes[:mostLetters])
	}
	analyser := danish.NewAnalyser()
	for _, part := range split(text) {
		c, ok := part.clause(analyser)
		switch {
		case !ok || len(q.wanted)+len(q.unwanted) >= mostClauses:
		case part.without:
			q.unwanted = append(q.unwanted, c)
		default:
			q.wanted = append(q.wanted, c)
		}
	}
	return q
}

// A part is one word or quoted phrase as typed.
type part struct {
	text                    string
	quoted, without, begins bool
}

func split(text string) (parts []part) {
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		var p part
		if rest, ok := strings.CutPrefix(text, "-"); ok && rest != "" && !unicode.IsSpace([]rune(rest)[0]) {
			p.without, text = true, rest
		}
		if first, size := quote(text); size > 0 {
			p.quoted = true
			p.text, text, _ = strings.Cut(text[size:], first)
		} else {
			end := strings.IndexFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '"' || r == '”' || r == '“' })
			if end < 0 {
				end = len(text)
			}
			p.text, text = text[:end], text[end:]
			p.text, p.begins = strings.CutSuffix(p.text, "*")
		}
		parts = append(parts, p)
	}
	return parts
}

// quote returns the sign that ends a phrase and the size of the one that begins
// it, 0 when there is none.
func quote(text string) (end string, size int) {
	for _, pair := range [][2]string{{`"`, `"`}, {"”", "”"}, {"“", "”"}, {"»", "«"}} {
		if strings.HasPrefix(text, pair[0]) {
			return pair[1], len(pair[0])
		}
	}
	return "", 0
}

// clause analyses a part; ok is false when only stop words or nothing is left.
// A word of several, such as e-nærhospital, is a phrase.
func (p part) clause(analyser *danish.Analyser) (c clause, ok bool) {
	first, ok := phrase(analyser, p.text, 1)
	if !ok {
		return c, false
	}
	c = clause{word: p.text, begins: p.begins && len(first.terms) == 1, alternatives: []alternative{first}}
	if !p.quoted && !p.without {
		for _, other := range danish.Synonyms(p.text) {
			if a, ok := phrase(analyser, other, 0.9); ok {
				c.alternatives = append(c.alternatives, a)
			}
		}
	}
	return c, true
}

func phrase(analyser *danish.Analyser, text string, factor float64) (a alternative, ok bool) {
	a.factor = factor
	position, first := 0, -1
	analyser.Tokens(text, func(t danish.Token) {
		if t.Term != "" {
			if first < 0 {
				first = position
			}
			a.terms = append(a.terms, t.Term)
			a.offsets = append(a.offsets, position-first)
		}
		position++
	})
	return a, len(a.terms) > 0
}
