package paper

import (
	"maps"
	"slices"
	"strings"

	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

// A Sheet is a document as the public may read it, with where its values stand.
type Sheet struct {
	Document
	Known    *reading.Reading // as it was read, with the sources
	Withheld bool             // something in the file may not be published
}

// Visible returns what the public may read of a document.
//
//   - Of a closed item the heading; what stands between it and the next item's
//     is replaced, letter by letter, so that every passage keeps its place.
//   - Of a personal number (CPR) nothing.
//   - When there was anything to hide, the file itself is withheld. When a closed item's
//     heading cannot be placed, so is the text.
func (d Document) Visible() (s Sheet, err error) {
	s.Document = d
	if s.Known, err = d.Decode(); err != nil {
		return s, err
	}
	text := []rune(d.Text)
	for i, item := range s.Known.Meeting.Items {
		if !item.Closed {
			continue
		}
		from, ok := s.Known.Sources[reading.At("items", i, "title")]
		to, next := len(text), reading.Source{}
		if i+1 < len(s.Known.Meeting.Items) {
			var found bool
			next, found = s.Known.Sources[reading.At("items", i+1, "title")]
			to, ok = next.Start, ok && found
			// Where the number of the next item stands before its title, it is seen.
			number, known := s.Known.Sources[reading.At("items", i+1, "number")]
			if known && number.Start >= from.End && number.End <= to && to <= len(text) && strings.Trim(string(text[number.End:to]), " .\t") == "" {
				to = number.Start
			}
		}
		if !ok || from.End > to || to > len(text) {
			s.Text, s.Withheld = "", true
			return s, nil
		}
		blot(text[from.End:to])
	}
	s.Text = Mask(string(text))
	s.Withheld = s.Text != d.Text
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

// A Leaf is where a page of the document begins in its text, in characters.
type Leaf struct{ Number, Start int }

// Leaves returns the pages that are known, in order: the document's own when
// they were kept, else those that the passages stand on, each from the first
// line that a passage of it begins on.
func (s Sheet) Leaves() []Leaf {
	leaves := []Leaf{{Number: 1}}
	if d := s.Known.Document; d != nil && len(d.Pages) > 0 && slices.IsSorted(d.Pages) {
		for i, start := range d.Pages[1:] {
			leaves = append(leaves, Leaf{i + 2, start})
		}
		return leaves
	}
	first := map[int]int{}
	see := func(p extract.Passage) {
		if start, seen := first[p.Page]; p.Page > 1 && (!seen || p.Start < start) {
			first[p.Page] = p.Start
		}
	}
	for _, source := range s.Known.Sources {
		see(source.Passage)
	}
	for _, item := range s.Known.Meeting.Items {
		for _, section := range item.Sections {
			for _, line := range section.Lines {
				see(line.Passage)
			}
		}
	}
	text := []rune(s.Text)
	for _, page := range slices.Sorted(maps.Keys(first)) {
		start := min(first[page], len(text))
		for start > 0 && text[start-1] != '\n' {
			start--
		}
		if start > leaves[len(leaves)-1].Start {
			leaves = append(leaves, Leaf{page, start})
		}
	}
	return leaves
}
