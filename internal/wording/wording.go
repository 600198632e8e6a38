// Package wording shows what changed from one text to another, word by word.
package wording

import (
	"strings"
	"unicode"

	"znkr.io/diff"
)

// A Piece is a run of text that both versions have, or only one of them.
type Piece struct {
	Text string
	Kind Kind
}

// A Kind says which version has a piece.
type Kind int

const (
	Same Kind = iota
	Removed
	Added
)

// Compare returns the pieces of two texts in order: what was removed stands
// before what was added in its place. The pieces that are not Added make up the
// old text, those that are not Removed the new one.
func Compare(was, is string) (pieces []Piece) {
	var removed, added strings.Builder
	flush := func() {
		for _, p := range []Piece{{removed.String(), Removed}, {added.String(), Added}} {
			if p.Text != "" {
				pieces = append(pieces, p)
			}
		}
		removed.Reset()
		added.Reset()
	}
	for _, e := range diff.Edits(words(was), words(is)) {
		switch e.Op {
		case diff.Delete:
			removed.WriteString(e.X)
		case diff.Insert:
			added.WriteString(e.Y)
		default:
			flush()
			if n := len(pieces); n > 0 && pieces[n-1].Kind == Same {
				pieces[n-1].Text += e.X
			} else {
				pieces = append(pieces, Piece{e.X, Same})
			}
		}
	}
	flush()
	return pieces
}

// words cuts a text into words, spaces and signs, so that a comma that was moved
// does not make a word another.
func words(text string) (list []string) {
	class := func(r rune) int {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			return 1
		case r == ' ':
			return 2
		}
		return 0 // a sign or a line end stands alone
	}
	start, before := 0, -1
	for i, r := range text {
		if now := class(r); i > 0 && (now != before || now == 0) {
			list = append(list, text[start:i])
			start = i
		}
		before = class(r)
	}
	if start < len(text) {
		list = append(list, text[start:])
	}
	return list
}
