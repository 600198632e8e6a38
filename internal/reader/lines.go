package reader

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

// A line is the recogniser's unit: one paragraph, heading, list item or
// paragraph of a cell. A block in which the line breaks were lost is several.
type line struct {
	text   string
	label  string // the printed label of a list item: "1.", "•"
	kind   extract.BlockKind
	level  int
	block  int // index of the block it came from
	page   int
	at     int // offset of text in Document.Text, in characters
	table  int // which table, from 1
	row    int // which row of all tables, from 1; 0 outside tables
	col    int // which cell of the row
	cols   int // how many cells the row has
	bold   bool
	gap    bool
	indent float64
	skip   bool  // debris: navigation, page headers, repeated titles
	is     label // the rubric that the line opens, if any
}

// passage returns the place in the document of the bytes from..to of the text.
func (l *line) passage(from, to int) extract.Passage {
	start := l.at + utf8.RuneCountInString(l.text[:from])
	return extract.Passage{Page: l.page, Start: start, End: start + utf8.RuneCountInString(l.text[from:to])}
}

// all returns the place of the whole line.
func (l *line) all() extract.Passage { return l.passage(0, len(l.text)) }

// of returns the place of s, which was cut out of the line's text.
func (l *line) of(s string) extract.Passage {
	if i := strings.Index(l.text, s); i >= 0 {
		return l.passage(i, i+len(s))
	}
	return l.all()
}

// tail returns the part of the line from byte i as a line of its own.
func (l *line) tail(i int) line {
	t := *l
	t.text, t.at = l.text[i:], l.at+utf8.RuneCountInString(l.text[:i])
	t.label, t.is = "", label{}
	return t
}

// span returns the place from the start of one passage to the end of another.
func span(a, b extract.Passage) extract.Passage {
	if b.End > a.End {
		a.End = b.End
	}
	return a
}

// linesOf cuts a document into lines, in reading order.
func linesOf(d *extract.Document) []line {
	lines := make([]line, 0, len(d.Blocks)+len(d.Blocks)/4)
	rows := 0
	for i := range d.Blocks {
		b := &d.Blocks[i]
		base := line{kind: b.Kind, level: b.Level, block: i, page: b.Page, bold: b.Bold, gap: b.Gap, indent: b.Indent}
		if b.Kind == extract.Row && len(b.Cells) > 0 {
			rows++
			base.table = b.Table
			for c, cell := range b.Cells {
				for k, part := range cell.Lines {
					l := base
					l.text, l.label, l.at = part.Text, part.Label, part.Start
					l.row, l.col, l.cols = rows, c, len(b.Cells)
					l.gap = b.Gap && c == 0 && k == 0
					lines = append(lines, trimmed(l))
				}
			}
			continue
		}
		base.text, base.label, base.at = b.Text, b.Label, b.Start
		lines = append(lines, trimmed(base))
	}
	kept := lines[:0]
	for _, l := range lines {
		if l.text != "" || l.label != "" {
			kept = append(kept, l)
		}
	}
	return kept
}

// trimmed removes white space and stray markup around a line.
func trimmed(l line) line {
	text := strings.TrimRightFunc(l.text, isDust)
	left := strings.TrimLeftFunc(text, isDust)
	l.at += utf8.RuneCountInString(text[:len(text)-len(left)])
	l.text = left
	return l
}

// isDust reports white space and the marks that a conversion leaves behind.
func isDust(r rune) bool {
	return unicode.IsSpace(r) || r == '*' || r == '|' || r == '\u200b' || r == '\ufeff' || r == '\u00ad'
}

// sectionLines turns lines into the lines of a section; the cells of one row
// become one line again.
func sectionLines(lines []line) []reading.Line {
	var out []reading.Line
	row := 0
	for i := range lines {
		l := &lines[i]
		if l.skip || l.text == "" {
			continue
		}
		if l.row > 0 && l.row == row && len(out) > 0 {
			last := &out[len(out)-1]
			last.Cells = append(last.Cells, l.text)
			last.Text += "\t" + l.text
			last.Passage = span(last.Passage, l.all())
			continue
		}
		row = l.row
		s := reading.Line{Kind: l.kind, Label: l.label, Text: l.text, Passage: l.all()}
		if l.row > 0 {
			s.Cells = []string{l.text}
		}
		out = append(out, s)
	}
	return out
}

// words cuts a text into lower-case words, for comparing titles.
func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// fold is the text as it is compared: lower case, letters and digits only,
// one blank between words.
func fold(s string) string { return strings.Join(words(s), " ") }

// alike tells how much two titles agree, from 0 to 1: the share of words that
// they have in common from the left, forgiving a cut end and one odd word.
func alike(a, b string) float64 {
	if a == b {
		return 1
	}
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) == 0 {
		return 0
	}
	same := 0.0
	for i, w := range x {
		switch {
		case w == y[i]:
			same++
		case slip(w, y[i]), i == len(x)-1 && strings.HasPrefix(y[i], w):
			same += 0.9
		}
	}
	if same < float64(len(x))*0.8 {
		return same / float64(len(y))
	}
	if len(x) == len(y) || len(x) >= 4 {
		return same / float64(len(x))
	}
	return same / float64(len(y))
}

// slip reports whether two words differ by one letter, as a typing error or a
// scanned page makes them differ.
func slip(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) < 5 || len(x)-len(y) > 1 || len(y)-len(x) > 1 {
		return false
	}
	i := 0
	for i < len(x) && i < len(y) && x[i] == y[i] {
		i++
	}
	j := 0
	for j < len(x)-i && j < len(y)-i && x[len(x)-1-j] == y[len(y)-1-j] {
		j++
	}
	return len(x)-i-j <= 1 && len(y)-i-j <= 1
}

func hasUpperStart(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

func hasLowerStart(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}
