package cases

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

// A line is one paragraph of the document wherever it stands: a block, or one
// paragraph of a cell.
type line struct {
	text  string
	label string // of a list item
	kind  extract.BlockKind
	level int
	block int // index in Document.Blocks
	row   int // which row of the document, from 1; 0 outside tables
	col   int
	cols  int // how many cells the row has
	bold  bool
	gap   bool
	start int // in Document.Text, in characters
	page  int
}

// passage returns the place of the bytes from..to of the line.
func (l *line) passage(from, to int) extract.Passage {
	start := l.start + utf8.RuneCountInString(l.text[:from])
	return extract.Passage{Page: l.page, Start: start, End: start + utf8.RuneCountInString(l.text[from:to])}
}

func (l *line) all() extract.Passage { return l.passage(0, len(l.text)) }

// of returns the place of s, which was cut out of the line.
func (l *line) of(s string) extract.Passage {
	if i := strings.Index(l.text, s); i >= 0 {
		return l.passage(i, i+len(s))
	}
	return l.all()
}

// printed returns the line as the record keeps it.
func (l *line) printed() reading.Line {
	return reading.Line{Kind: l.kind, Label: l.label, Text: l.text, Passage: l.all()}
}

// span returns the place from the start of one line to the end of another.
func span(a, b *line) extract.Passage {
	p := a.all()
	p.End = max(p.End, b.all().End)
	return p
}

// A page is the document as lines, and which item each line belongs to.
type page struct {
	lines  []line
	tables []int  // of each block, which table it belongs to
	items  []mark // sorted by place
	text   *ruler
}

// A mark is where an item begins.
type mark struct{ at, item int }

func pageOf(r *reading.Reading) *page {
	p := &page{}
	if r.Document == nil {
		return p
	}
	p.text = newRuler(r.Document.Text)
	p.tables = make([]int, len(r.Document.Blocks))
	rows := 0
	for i := range r.Document.Blocks {
		b := &r.Document.Blocks[i]
		p.tables[i] = b.Table
		l := line{kind: b.Kind, level: b.Level, block: i, bold: b.Bold, gap: b.Gap, page: b.Page}
		if b.Kind != extract.Row || len(b.Cells) == 0 {
			l.text, l.label, l.start = b.Text, b.Label, b.Start
			p.lines = append(p.lines, l)
			continue
		}
		rows++
		for col, cell := range b.Cells {
			for _, part := range cell.Lines {
				l.text, l.label, l.start = part.Text, part.Label, part.Start
				l.row, l.col, l.cols = rows, col, len(b.Cells)
				p.lines = append(p.lines, l)
			}
		}
	}
	for i := range r.Meeting.Items {
		if at, ok := startOf(r, i); ok {
			p.items = append(p.items, mark{at, i})
		}
	}
	slices.SortStableFunc(p.items, func(a, b mark) int { return a.at - b.at })
	return p
}

// startOf returns where an item begins.
func startOf(r *reading.Reading, i int) (int, bool) {
	for _, part := range []string{"number", "title"} {
		if s, ok := r.Sources[reading.At("items", i, part)]; ok {
			return s.Start, true
		}
	}
	for _, section := range r.Meeting.Items[i].Sections {
		if len(section.Lines) > 0 {
			return section.Lines[0].Start, true
		}
	}
	return 0, false
}

// item returns the index of the item that holds a character offset, or -1.
func (p *page) item(at int) int {
	i := sort.Search(len(p.items), func(i int) bool { return p.items[i].at > at })
	if i == 0 {
		return -1
	}
	return p.items[i-1].item
}

// number returns the number of the item that holds a character offset, or "".
func (p *page) number(r *reading.Reading, at int) string {
	if i := p.item(at); i >= 0 {
		return r.Meeting.Items[i].Number
	}
	return ""
}

// starts reports whether an item begins at the line.
func (p *page) starts(l *line) bool {
	end := l.start + utf8.RuneCountInString(l.text)
	i := sort.Search(len(p.items), func(i int) bool { return p.items[i].at >= l.start })
	return i < len(p.items) && p.items[i].at < end
}

// A ruler finds characters in a text without counting from its start each time.
type ruler struct {
	text  string
	marks []int // byte offset of every 512th character
}

const rulerStep = 512

func newRuler(text string) *ruler {
	r := &ruler{text: text}
	n := 0
	for i := range text {
		if n%rulerStep == 0 {
			r.marks = append(r.marks, i)
		}
		n++
	}
	return r
}

// byte returns the byte offset of a character, at most the length of the text.
func (r *ruler) byte(char int) int {
	if char < 0 || len(r.marks) == 0 || char/rulerStep >= len(r.marks) {
		return len(r.text)
	}
	at := r.marks[char/rulerStep]
	for range char % rulerStep {
		if at >= len(r.text) {
			break
		}
		_, n := utf8.DecodeRuneInString(r.text[at:])
		at += n
	}
	return at
}

// slice returns the text of a passage.
func (r *ruler) slice(p extract.Passage) string {
	if r == nil || p.Start < 0 || p.End < p.Start {
		return ""
	}
	return r.text[r.byte(p.Start):r.byte(p.End)]
}

// words cuts a text into lower-case words of letters and digits.
func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// hasWord reports whether one of the words is in the set.
func hasWord(s string, set map[string]bool) bool {
	return slices.ContainsFunc(words(s), func(w string) bool { return set[w] })
}

// setOf returns the words of a text as a set.
func setOf(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(text) {
		set[w] = true
	}
	return set
}

// holds reports whether one of the parts stands in the text.
func holds(text string, parts []string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(text, part) })
}

func upperStart(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}
