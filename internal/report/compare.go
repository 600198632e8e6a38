package report

import (
	"slices"

	"klynge/internal/wording"
)

// A Difference is one section of two answers to the same question, side by side.
type Difference struct {
	Heading string
	Rows    []Pair
	Same    bool
}

// A Pair is a row that one answer or both have.
type Pair struct {
	Name    string // of the row, "" for a text
	Was, Is []Cell // empty where the answer has no such row
	Same    bool
}

// A Cell is one value of a row, in pieces that say what differs.
type Cell struct {
	Label  string // of its column
	Pieces []wording.Piece
}

// Compare sets the answer that was kept beside one that was asked for now. Rows
// are the same when their names are; the second of a name is held against the
// second.
func Compare(was, is Content) (list []Difference) {
	now := is.Sections()
	for _, s := range was.Sections() {
		at := slices.IndexFunc(now, func(o Section) bool { return o.Heading == s.Heading })
		other := Section{}
		if at >= 0 {
			other = now[at]
		}
		d := Difference{Heading: s.Heading}
		if s.Text != "" || other.Text != "" {
			d.Rows = append(d.Rows, pair("", []string{""}, []string{s.Text}, []string{other.Text}))
		}
		d.Rows = append(d.Rows, pairs(s, other)...)
		d.Same = !slices.ContainsFunc(d.Rows, func(p Pair) bool { return !p.Same })
		list = append(list, d)
	}
	return list
}

func pairs(was, is Section) (list []Pair) {
	left := slices.Clone(is.Rows)
	for _, row := range was.Rows {
		at := slices.IndexFunc(left, func(o []string) bool { return o[0] == row[0] })
		var other []string
		if at >= 0 {
			other, left = left[at][1:], slices.Delete(left, at, at+1)
		}
		list = append(list, pair(row[0], was.Head[1:], row[1:], other))
	}
	for _, row := range left {
		list = append(list, pair(row[0], is.Head[1:], nil, row[1:]))
	}
	return list
}

// pair sets two rows beside each other. One that is nil is not there.
func pair(name string, head, was, is []string) Pair {
	p := Pair{Name: name, Same: slices.Equal(was, is)}
	for i, label := range head {
		before, after := "", ""
		if was != nil {
			before = was[i]
		}
		if is != nil {
			after = is[i]
		}
		pieces := wording.Compare(before, after)
		if was != nil {
			p.Was = append(p.Was, Cell{label, only(pieces, wording.Added)})
		}
		if is != nil {
			p.Is = append(p.Is, Cell{label, only(pieces, wording.Removed)})
		}
	}
	return p
}

// only leaves the pieces out that the other answer has alone.
func only(pieces []wording.Piece, other wording.Kind) []wording.Piece {
	return slices.DeleteFunc(slices.Clone(pieces), func(p wording.Piece) bool { return p.Kind == other })
}
