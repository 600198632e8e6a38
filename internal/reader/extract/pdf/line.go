package pdf

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"klynge/internal/pattern"
)

// A segment is a stretch of a line without a wide gap: a whole line of a
// paragraph, one cell of a table line, a label before its text.
type segment struct {
	x0, x1       float32
	size         float32
	text         string
	bold, italic bool
	firstWidth   float32 // of the first word
	secondX      float32 // left edge of the second word, or x1
	open         bool    // a space follows
	loose        []loose // gaps that may part cells, when the lines beside agree
}

// A loose is a gap wider than between words of a sentence, not wide enough to
// part a line by itself.
type loose struct {
	at     int // byte of the text after the gap
	x0, x1 float32
}

// A line is what stands at one height of a page or of a column.
type line struct {
	page     int
	y        float32
	size     float32
	segments []segment
	margin   float32 // right edge of the column it stands in, 0 for the page's
	table    *table  // a whole table instead of a line
	top      bool    // first line of its page or column
}

func (l *line) x0() float32 { return l.segments[0].x0 }
func (l *line) x1() float32 { return l.segments[len(l.segments)-1].x1 }

func (l *line) text() string {
	if len(l.segments) == 1 {
		return l.segments[0].text
	}
	parts := make([]string, len(l.segments))
	for i, s := range l.segments {
		parts[i] = s.text
	}
	return strings.Join(parts, " ")
}

func (l *line) bold() bool {
	return !slices.ContainsFunc(l.segments, func(s segment) bool { return !s.bold })
}

func (l *line) italic() bool {
	return !slices.ContainsFunc(l.segments, func(s segment) bool { return !s.italic })
}

// lines sorts words into lines from the top, and lines into segments.
func (p *page) lines(words []word, number int) []line {
	slices.SortStableFunc(words, func(a, b word) int { return cmp.Compare(b.y, a.y) })
	var rows [][]word
	for from := 0; from < len(words); {
		to, size := from+1, words[from].size
		for to < len(words) && words[from].y-words[to].y <= 0.3*min(max(size, words[to].size), 1.5*min(size, words[to].size)) {
			size = max(size, words[to].size)
			to++
		}
		rows = append(rows, words[from:to:to])
		from = to
	}
	rows = raiseSmall(rows)
	lines := make([]line, 0, len(rows))
	for _, row := range rows {
		slices.SortStableFunc(row, func(a, b word) int { return cmp.Compare(a.x0, b.x0) })
		if l := p.line(row, number); len(l.segments) > 0 {
			lines = append(lines, l)
		}
	}
	return lines
}

// raiseSmall puts raised and lowered small text (m², footnote marks) back into
// the line it belongs to.
func raiseSmall(rows [][]word) [][]word {
	height := func(row []word) (y, size float32) {
		for _, w := range row {
			if w.size > size {
				y, size = w.y, w.size
			}
		}
		return y, size
	}
	var out [][]word
	for _, row := range rows {
		if len(out) > 0 {
			above := out[len(out)-1]
			ya, sa := height(above)
			yb, sb := height(row)
			d := ya - yb
			if (sa < 0.8*sb && d < 0.6*sb || sb < 0.8*sa && d < 0.35*sa) && touches(above, row, max(sa, sb)) {
				out[len(out)-1] = append(slices.Clone(above), row...)
				continue
			}
		}
		out = append(out, row)
	}
	return out
}

// touches reports whether every word of the smaller row stands right beside a
// word of the other.
func touches(a, b []word, size float32) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	for _, small := range a {
		if !slices.ContainsFunc(b, func(w word) bool {
			return abs32(small.x0-w.x1) < 0.3*size || abs32(w.x0-small.x1) < 0.3*size
		}) {
			return false
		}
	}
	return true
}

func abs32(x float32) float32 {
	if x < 0 {
		return -x
	}
	return x
}

// line cuts one row of words, sorted from the left, into segments.
func (p *page) line(row []word, number int) line {
	l := line{page: number}
	gaps := make([]float32, 0, 16)
	for i, w := range row {
		if w.size > l.size {
			l.size, l.y = w.size, w.y
		}
		if i > 0 {
			if gap := w.x0 - row[i-1].x1; gap > 0.12*w.size {
				gaps = append(gaps, gap)
			}
		}
	}
	wide := 0.95 * l.size
	if len(gaps) >= 4 { // in justified text a wide gap is one wider than the others
		slices.Sort(gaps)
		wide = max(wide, 2.5*gaps[len(gaps)/4])
	}
	if p.justified(row, gaps, l.size) {
		wide = 2.5 * l.size
	}
	for from := 0; from < len(row); {
		to := from + 1
		for to < len(row) && row[to].x0-reach(row[from:to]) <= wide {
			to++
		}
		if s := p.segment(row[from:to]); s.text != "" {
			l.segments = append(l.segments, s)
		}
		from = to
	}
	return l
}

// justified reports whether a line of few words was drawn out to the margin:
// all its gaps are the same, and it is made of words, not of figures.
func (p *page) justified(row []word, gaps []float32, size float32) bool {
	if len(gaps) < 2 {
		return false
	}
	least, most := slices.Min(gaps), slices.Max(gaps)
	if most > 1.1*least || most > 2.5*size {
		return false
	}
	return !slices.ContainsFunc(row, func(w word) bool { return !hasLetter(p.textOf(w)) })
}

func reach(words []word) (x float32) {
	x = words[0].x1
	for _, w := range words[max(0, len(words)-3):] {
		x = max(x, w.x1)
	}
	return x
}

func (p *page) segment(words []word) segment {
	s := segment{x0: words[0].x0, bold: true, italic: true}
	buffer := make([]byte, 0, 128)
	second := false
	for i, w := range words {
		said := p.text[w.from:w.to]
		if i > 0 {
			before := words[i-1]
			// Bold made by drawing a word twice.
			if w.x0-before.x0 < 0.15*w.size && string(said) == string(p.text[before.from:before.to]) {
				words[i].font |= boldBit
				continue
			}
			if before.spaceAfter || w.x0-before.x1 > 0.12*w.size {
				buffer = append(buffer, ' ')
				if w.x0-before.x1 > 0.45*w.size {
					s.loose = append(s.loose, loose{len(buffer), before.x1, w.x0})
				}
				if !second {
					second, s.secondX = true, w.x0
				}
			}
		}
		if !second {
			s.firstWidth = w.x1 - s.x0
		}
		buffer = append(buffer, said...)
		s.x1, s.size = max(s.x1, w.x1), max(s.size, w.size)
		s.bold = s.bold && w.font&boldBit != 0
		s.italic = s.italic && w.font&italicBit != 0
	}
	if !second {
		s.secondX = s.x1
	}
	s.text = string(buffer)
	s.open = words[len(words)-1].spaceAfter
	if strings.ContainsRune(s.text, '\u00A0') {
		s.loose = nil
		s.text = strings.Join(strings.Fields(s.text), " ")
	}
	return s
}

var (
	// 1. 1) 1.2 1.2. (a) a) a. iv); no amounts ("1.710.000") and no times ("13.00")
	numberLabel = pattern.New(`^(?:\d{1,3}(?:\.\d{1,2}){0,4}[.)]|\d{1,3}(?:\.\d)+|\d{1,3}\.\d{1,2}(?:\.\d{1,2})+|\(?(?:\d{1,3}|[A-Za-zÆØÅæøå]|[ivxIVX]{1,5})\)|[A-Za-zÆØÅæøå]\.)$`)
	bulletLabel = pattern.New(`^[•▪◦●○■□▫‣⁃➢✓☑☐✗→o·*–—-]$`)
)

// label returns the printed label that a line starts with, the text after it
// and where that text starts. Wide is true when the text keeps a distance
// from the label, as lists do and sentences do not.
func (l *line) label() (label, text string, x float32, wide bool) {
	s := l.segments[0]
	word, rest, more := strings.Cut(s.text, " ")
	if !isLabel(word) || more && dateFollows(rest) {
		return "", "", 0, false
	}
	if more {
		text, x = rest, s.secondX
		for _, next := range l.segments[1:] {
			text += " " + next.text
		}
	} else if len(l.segments) > 1 {
		next := *l
		next.segments = l.segments[1:]
		text, x = next.text(), next.x0()
	} else {
		return "", "", 0, false
	}
	wide = x-s.x0-s.firstWidth > 0.55*s.size || bulletLabel.MatchString(word)
	if initial := word[0] >= 'A' && word[0] <= 'Z' && len(word) == 2 && word[1] == '.'; initial && !wide {
		return "", "", 0, false // "B. Dam", a name
	}
	return word, text, x, wide
}

// dateFollows tells "4. december" from the fourth item of a list.
func dateFollows(rest string) bool {
	word, _, _ := strings.Cut(rest, " ")
	return months[strings.ToLower(strings.Trim(word, ".,;:"))]
}

func isLabel(word string) bool {
	if len(word) > 16 || word == "" {
		return false
	}
	if r := firstRune(word); len(word) > 3 && r != '(' && (r < '0' || r > '9') && lastRune(word) != ')' {
		return false // most words, without asking the expressions
	}
	return (bulletLabel.MatchString(word) || numberLabel.MatchString(word))
}

// lastRune and firstRune look at the ends of a text; 0 when it is empty.
func lastRune(s string) rune {
	r, n := utf8.DecodeLastRuneInString(s)
	if n == 0 {
		return 0
	}
	return r
}

func firstRune(s string) rune {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return 0
	}
	return r
}
