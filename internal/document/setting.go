package document

import (
	"slices"
	"strings"
	"unicode"
)

// A line is what stands at one height on a page.
type line struct {
	above, height float64 // points; the space above is left out at the top of a page
	runs          []run
	keep          bool    // it must stand on the page of the next line
	shade         bool    // it belongs to a decision
	rule          bool    // a thin rule is drawn beneath it
	head          []line  // of the table it stands in, said again on the next page
	bookmark      string  // what it is called in the list of bookmarks
	width         float64 // of the rule
}

// A run is a text in one font. What has no owner is decoration: a screen reader
// does not read it.
type run struct {
	x, size float64
	face    *face
	ink     ink
	text    string
	owner   *element
}

// An ink is a colour, as PDF writes it. Each has a contrast to white and to the
// shade of a decision of at least 4.5 to 1 (WCAG 2.1, 1.4.3).
type ink string

const (
	black ink = "0.1 0.1 0.1"
	grey  ink = "0.35 0.35 0.35"
	blue  ink = "0 0.3 0.6"
)

// A style is how the lines of a block look.
type style struct {
	face          *face
	size, leading float64
	ink           ink
	above         float64
}

func (st style) width(text string) float64 {
	sum := 0.0
	for _, r := range text {
		g, ok := st.face.glyph(r)
		if !ok {
			g, _ = st.face.glyph(absent)
		}
		sum += st.face.advance(g)
	}
	return sum * st.size / 1000
}

// absent is drawn for a character that the font has no letter for. The character
// itself is what a reader gets.
const absent = '□'

// wrap breaks a text into lines of at most a width. A word that is longer than a
// line is broken where the line ends, or after a mark that allows it.
func (st style) wrap(text string, width float64) (lines []string) {
	current := ""
	for _, word := range strings.FieldsFunc(text, breaking) {
		if current != "" && st.width(current+" "+word) <= width {
			current += " " + word
			continue
		}
		if current != "" {
			lines = append(lines, current+" ")
		}
		for st.width(word) > width {
			n := st.fitting(word, width)
			lines, word = append(lines, word[:n]), word[n:]
		}
		current = word
	}
	if current == "" && len(lines) > 0 {
		return lines
	}
	return append(lines, current)
}

// fitting returns how many bytes of a long word fit on a line, at least one
// character; it prefers to break after a mark such as the slash of an address.
func (st style) fitting(word string, width float64) int {
	end, mark := 0, 0
	for i, r := range word {
		next := i + len(string(r))
		if i > 0 && st.width(word[:next]) > width {
			break
		}
		end = next
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			mark = end
		}
	}
	if mark > end/2 {
		return mark
	}
	return end
}

// set lays a text into lines from x on. The lines of one paragraph do not leave
// their first or last line alone on a page.
func (st style) set(text string, x, width float64, owner *element) []line {
	var lines []line
	for _, part := range st.wrap(text, width) {
		lines = append(lines, line{height: st.leading, runs: []run{{x, st.size, st.face, st.ink, part, owner}}})
	}
	lines[0].above = st.above
	lines[0].keep = len(lines) > 1
	if n := len(lines); n > 2 {
		lines[n-2].keep = true
	}
	return lines
}

// hang puts a label before the first of some lines.
func (st style) hang(lines []line, label string, x float64, owner *element) []line {
	lines[0].runs = slices.Insert(lines[0].runs, 0, run{x, st.size, st.face, st.ink, label + " ", owner})
	return lines
}

// gutter is the space between two columns of a table.
const gutter = 10

// columns returns how wide the columns of a table are: as wide as their text
// wants where that is less than an even share of the room that is left, and the
// others share the rest in proportion.
func columns(rows [][]string, text style, width float64) []float64 {
	n := 0
	for _, row := range rows {
		n = max(n, len(row))
	}
	want := make([]float64, n)
	for _, row := range rows {
		for i, cell := range row {
			want[i] = max(want[i], text.width(cell)+1)
		}
	}
	room, left := width-gutter*float64(n-1), n
	modest := make([]bool, n)
	for found := true; found; {
		found = false
		for i := range want {
			if !modest[i] && want[i] <= room/float64(left) {
				modest[i], found = true, true
				room, left = room-want[i], left-1
			}
		}
	}
	greedy := 0.0
	for i := range want {
		if !modest[i] || left == 0 {
			greedy += want[i]
		}
	}
	for i := range want {
		switch {
		case left == 0:
			want[i] += room * want[i] / max(greedy, 1)
		case !modest[i]:
			want[i] = room * want[i] / greedy
		}
	}
	return want
}

// setRow lays the cells of a row beside each other. A row stays on one page
// unless it is longer than a third of one.
func (st style) setRow(cells []string, widths []float64, x, tallest float64, owners []*element) []line {
	var lines []line
	for i, cell := range cells {
		for j, part := range st.wrap(cell, widths[i]) {
			if j == len(lines) {
				lines = append(lines, line{height: st.leading})
			}
			if part != "" {
				lines[j].runs = append(lines[j].runs, run{x, st.size, st.face, st.ink, part, owners[i]})
			}
		}
		x += widths[i] + gutter
	}
	lines[0].above = st.above
	for j := range lines[:len(lines)-1] {
		lines[j].keep = float64(len(lines))*st.leading < tallest/3
	}
	lines[len(lines)-1].rule = true
	return lines
}
