package paper

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"klynge/internal/reader/reading"
)

// A Sheet is a document as the public may read it, with where its values stand.
type Sheet struct {
	Document
	Known    reading.Reading // as it was read, with the sources
	Withheld bool            // something in the file may not be published
}

// Visible returns what the public may read of a document.
//
//   - Of a closed item the heading; what stands between it and the next item's
//     is replaced, letter by letter, so that every passage keeps its place.
//   - Of a personal number (CPR) nothing.
//   - When either was there, the file itself is withheld. When a closed item's
//     heading cannot be placed, so is the text.
func (d Document) Visible() (s Sheet, err error) {
	s.Document = d
	if err := json.Unmarshal(d.Reading, &s.Known); err != nil {
		return s, fmt.Errorf("reading of document %s: %w", d.ID, err)
	}
	text := []rune(d.Text)
	for i, item := range s.Known.Meeting.Items {
		if !item.Closed {
			continue
		}
		s.Withheld = true
		from, ok := s.Known.Sources[reading.At("items", i, "title")]
		to, next := len(text), reading.Source{}
		if i+1 < len(s.Known.Meeting.Items) {
			var found bool
			next, found = s.Known.Sources[reading.At("items", i+1, "title")]
			to, ok = next.Start, ok && found
		}
		if !ok || from.End > to || to > len(text) {
			s.Text = ""
			return s, nil
		}
		blot(text[from.End:to])
	}
	s.Text = Mask(string(text))
	s.Withheld = s.Withheld || s.Text != d.Text
	return s, nil
}

// blot replaces letters and digits, and leaves the lines as they are.
func blot(text []rune) {
	for i, r := range text {
		if r > ' ' {
			text[i] = '▒'
		}
	}
}

// cpr matches what has the shape of a civil registration number: a date of six
// digits and four more. Whether its check digit is right does not matter; since
// 2007 valid numbers exist that fail it.
var cpr = regexp.MustCompile(`\b(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d[- ]?\d{4}\b`)

// Mask hides personal numbers in a text that is going to be published, and
// keeps its length in characters.
func Mask(text string) string {
	return cpr.ReplaceAllStringFunc(text, func(number string) string { return strings.Repeat("▒", len(number)) })
}

// PageOf returns the page, from 1, on which a character of the text lies.
func (s Sheet) PageOf(offset int) int {
	page := 1
	for i, start := range s.PageStarts() {
		if start <= offset {
			page = i + 1
		}
	}
	return page
}

// PageStarts returns where each page begins, in characters.
func (s Sheet) PageStarts() []int {
	if s.Known.Document == nil || len(s.Known.Document.Pages) == 0 || !slices.IsSorted(s.Known.Document.Pages) {
		return []int{0}
	}
	return s.Known.Document.Pages
}
