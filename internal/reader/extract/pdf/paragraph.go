package pdf

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"klynge/internal/reader/extract"
)

// A para is a block before it has its place in the document's text.
type para struct {
	kind         extract.BlockKind
	level        int
	label, text  string
	page         int
	table        int
	cells        [][]para
	size, x0     float32
	bold, italic bool
	gap          bool
	buffer       []byte // the text while lines are added
	open         bool   // a space was drawn at the end of the last line
	turns        []turn // where the text goes on to the next page
}

// A turn says that a page starts at a byte of the text.
type turn struct{ at, page int }

// A setter makes paragraphs of lines, with what is known of the whole document.
type setter struct {
	margin  float32 // right edge of the text
	pitch   float32 // distance of baselines in a paragraph, in font sizes
	body    float32 // font size of most of the text
	left    float32 // left edge of the text
	words   map[string]bool
	soft    bool            // the document hyphenates at line ends
	starts  map[string]bool // lines that came back, and once surely started a paragraph
	ends    map[string]bool // lines that came back, and once surely ended one
	leads   map[string]int  // "Beslutning:" and the like at the start of lines
	tables  *int            // number of the last table
	before  *table          // the table that the last block was a row of
	heading string          // text of that table's first row, which may be printed again on the next page
	above   *line           // the line set last, of a tagged file
	spaced  bool            // the document writes a space where a line wraps between words
	narrow  bool            // inside a cell, where words break without a hyphen
}

// paragraphs joins the lines that a paragraph was broken into. A line goes on
// with the one above when it looks the same, stands close under it and could
// not have been put on it: its first word would not have fitted.
func (s *setter) paragraphs(lines []line) []para {
	var out []para
	var current para
	var last *line
	var hang float32 // where the lines after the first start
	count := 0
	flush := func() {
		if last != nil {
			out = append(out, s.finish(current))
			s.before = nil
		}
		last = nil
	}
	for i := range lines {
		l := &lines[i]
		if l.table != nil {
			flush()
			out = append(out, s.rows(l)...)
			continue
		}
		label, text, x, wide := l.label()
		if last != nil && label != "" && !s.labelled(last, l, &current, label, wide) {
			label = ""
		}
		gap := last != nil && s.apart(last, l)
		if last != nil && label == "" && s.goesOn(last, l, &current, hang, count) {
			s.add(&current, l)
			if count == 1 && current.label == "" {
				hang = l.x0()
			}
			count++
			last = l
			continue
		}
		flush()
		if last == nil && len(out) > 0 && i > 0 {
			gap = lines[i-1].table != nil || s.apart(&lines[i-1], l)
		}
		current = para{kind: extract.Paragraph, page: l.page, size: l.size, x0: l.x0(), bold: l.bold(), italic: l.italic(), gap: gap || i == 0, open: l.segments[len(l.segments)-1].open}
		hang, count, last = l.x0(), 1, l
		current.text = l.text()
		switch {
		case label != "":
			current.kind, current.label, current.text, hang = extract.ListItem, label, text, x
		case len(l.segments) > 1:
			hang = l.segments[1].x0
		}
	}
	flush()
	return out
}

var months = map[string]bool{
	"januar": true, "februar": true, "marts": true, "april": true, "maj": true, "juni": true, "juli": true,
	"august": true, "september": true, "oktober": true, "november": true, "december": true,
}

// labelled decides whether what looks like a label is one, and not a number
// or a dash inside a sentence.
func (s *setter) labelled(last, l *line, current *para, label string, wide bool) bool {
	full := s.full(last, l)
	if wide || s.apart(last, l) || !full {
		return true
	}
	if current.label != "" && abs32(l.x0()-current.x0) < 0.5*l.size {
		return true // under the label of the item before
	}
	return l.page == last.page && strings.ContainsRune(".:;!?", lastRune(last.text())) && !bulletLabel.MatchString(label)
}

// apart reports whether more room than a line's distance lies between two lines.
func (s *setter) apart(above, l *line) bool {
	d := above.y - l.y
	return above.page == l.page && d > 1.3*s.pitch*max(l.size, min(above.size, 1.2*l.size))
}

// full reports whether the first word of l had no room on the line above.
func (s *setter) full(above, l *line) bool {
	return above.x1()+0.25*l.size+l.segments[0].firstWidth > s.edge(above)-0.4*l.size
}

// edge returns how far to the right the lines around l may reach.
func (s *setter) edge(l *line) float32 {
	if l.margin > 0 {
		return l.margin
	}
	return s.margin
}

func (s *setter) goesOn(last, l *line, current *para, hang float32, count int) bool {
	if abs32(l.size-last.size) > 0.08*max(l.size, last.size) || len(l.segments) > 1 && tabular(l) {
		return false
	}
	said, next := last.text(), l.text()
	lower := unicode.IsLower(firstRune(next))
	ended := strings.ContainsRune(".:;!?", lastRune(said))
	turned := l.page != last.page || l.y >= last.y // on to the next page or column
	full := s.full(last, l)
	if s.ends[refrain(said)] || s.starts[refrain(next)] || ended && s.leads[lead(next)] > 1 {
		return false
	}
	if turned {
		return full && !ended && lower && l.bold() == last.bold()
	}
	if s.apart(last, l) {
		return false
	}
	if l.bold() != last.bold() && !(full && lower) {
		return false
	}
	dx := l.x0() - hang
	aligned := abs32(dx) <= 0.6*l.size
	// The first line may be indented or hang out, but a column of lines set
	// flush right is no paragraph.
	flushRight := abs32(last.x1()-l.x1()) < 2 && last.margin == 0 && last.x0()-s.left > 0.5*(s.margin-s.left)
	first := count == 1 && abs32(dx) < 5*l.size && !flushRight
	centred := abs32(l.x0()+l.x1()-last.x0()-last.x1()) < 2*l.size && abs32(dx) > l.size
	switch {
	case current.label != "" && !aligned:
		return full && abs32(l.x0()-current.x0) <= 0.6*l.size
	case full && (aligned || first || centred):
		return true
	case !lower || ended:
		return false
	}
	// A title or a cell may wrap earlier than the margin says.
	long := last.x1()-last.x0() > 0.45*(s.edge(last)-last.x0())
	return (aligned || centred) && long
}

// lead returns the "Field:" that a line starts with, or "".
func lead(text string) string {
	head, _, ok := strings.Cut(text, ":")
	if !ok || len(head) > 40 || strings.Count(head, " ") > 2 || !unicode.IsUpper(firstRune(head)) {
		return ""
	}
	return head
}

// add puts a line at the end of a paragraph.
func (s *setter) add(p *para, l *line) {
	if p.buffer == nil {
		p.buffer = append(make([]byte, 0, 1024), p.text...)
	}
	text, above := l.text(), string(p.buffer[max(0, len(p.buffer)-80):])
	joint := s.joint(above, text)
	if s.narrow && s.spaced && !p.open && joint == apartWords && wordJoint(above, text) {
		joint = hyphenKept // a word broken by the edge of its cell
	}
	p.open = l.segments[len(l.segments)-1].open
	switch joint {
	case hyphenGone:
		_, size := utf8.DecodeLastRune(p.buffer)
		p.buffer = p.buffer[:len(p.buffer)-size]
	case apartWords:
		p.buffer = append(p.buffer, ' ')
	}
	if page := p.lastPage(); l.page != page {
		p.turns = append(p.turns, turn{len(p.buffer), l.page})
	}
	p.buffer = append(p.buffer, text...)
	p.bold, p.italic = p.bold && l.bold(), p.italic && l.italic()
	p.size = max(p.size, l.size)
}

func wordJoint(above, below string) bool {
	in := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return in(lastRune(above)) && (in(firstRune(below)) || strings.ContainsRune(".,", firstRune(below)))
}

func (p *para) lastPage() int {
	if n := len(p.turns); n > 0 {
		return p.turns[n-1].page
	}
	return p.page
}

type joint int

const (
	apartWords joint = iota
	hyphenKept
	hyphenGone
)

// joint decides what stands between the end of one line and the next. A
// hyphen at a line's end was put there by the program that broke the line only
// when the document shows it: the word also stands there unbroken.
func (s *setter) joint(above, below string) joint {
	end, start := lastRune(above), firstRune(below)
	if end == '\u00AD' {
		return hyphenGone
	}
	if end != '-' && end != '\u2010' || strings.HasSuffix(above, " -") {
		return apartWords
	}
	head := above[strings.LastIndexByte(above, ' ')+1:]
	tail, _, _ := strings.Cut(below, " ")
	switch {
	case conjunctions[strings.ToLower(strings.Trim(tail, ".,;:"))]:
		return apartWords // "Sundheds- og Forebyggelsesudvalget"
	case !unicode.IsLower(start):
		if unicode.IsDigit(start) || unicode.IsUpper(start) {
			return hyphenKept
		}
		return apartWords
	case s.words[wordOnly(head+tail)]:
		return hyphenKept // the same word with its hyphen inside a line
	case s.words[wordOnly(strings.TrimRight(head, "-\u2010")+tail)] || s.soft:
		return hyphenGone
	}
	return hyphenKept
}

var conjunctions = map[string]bool{"og": true, "eller": true, "samt": true, "til": true, "and": true, "or": true, "som": true, "m.v": true, "mv": true, "m.m": true}

func wordOnly(s string) string {
	return strings.ToLower(strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
}

// finish gives a paragraph its kind.
func (s *setter) finish(p para) para {
	if p.buffer != nil {
		p.text, p.buffer = string(p.buffer), nil
	}
	p.text = strings.TrimSpace(strings.ReplaceAll(p.text, "\u00AD", ""))
	if strings.Contains(p.text, "  ") {
		p.text = strings.Join(strings.Fields(p.text), " ")
	}
	if len(p.turns) > 0 {
		for i := range p.turns {
			p.turns[i].at = min(p.turns[i].at, len(p.text))
		}
	}
	short := utf8.RuneCountInString(p.text) <= 200
	if short && p.text != "" && hasLetter(p.text) && (p.bold || p.size > 1.12*s.body) && !bulletLabel.MatchString(p.label) {
		p.kind = extract.Heading
		if p.label != "" { // a heading keeps its number in its text
			p.text, p.label = p.label+" "+p.text, ""
		}
	}
	return p
}

func hasLetter(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }

// rows makes row blocks of a table.
func (s *setter) rows(l *line) []para {
	t := l.table
	goesOn := s.before != nil && s.before.sameColumns(t) && l.top
	if !goesOn {
		*s.tables++
	}
	s.before = t
	var out []para
	for number, cells := range t.rows {
		row := para{kind: extract.Row, page: l.page, x0: t.columns[0], bold: true, italic: true, table: *s.tables, gap: len(out) == 0 && !goesOn}
		for _, c := range cells {
			inner := *s
			inner.margin = c.right - 4
			var paras []para
			if len(c.lines) > 0 {
				if edge := column(c.lines)[0].margin; edge > inner.margin || edge > c.right-25 {
					inner.margin = edge
				}
				for i := range c.lines {
					c.lines[i].margin = 0
				}
				paras = inner.cell(c.lines)
			}
			for _, p := range paras {
				row.bold, row.italic = row.bold && p.bold, row.italic && p.italic
				row.size = max(row.size, p.size)
			}
			row.cells = append(row.cells, paras)
		}
		if len(out) == 0 {
			said := row.said()
			if goesOn && said == s.heading && number == 0 {
				continue
			}
			if !goesOn {
				s.heading = said
			}
		}
		out = append(out, row)
	}
	return out
}

// said returns the text of a row.
func (p *para) said() string {
	var out strings.Builder
	for _, paras := range p.cells {
		for _, inner := range paras {
			out.WriteString(inner.text)
		}
		out.WriteByte('\t')
	}
	return out.String()
}

// cell makes the paragraphs of one cell. In a narrow cell words break where
// the cell ends, without a hyphen: they are joined when the document shows
// the whole word.
func (s *setter) cell(lines []line) []para {
	inner := *s
	inner.body, inner.narrow = 1e9, true // nothing in a cell is a heading for its size
	paras := inner.paragraphs(lines)
	for i := range paras {
		if paras[i].kind == extract.Heading {
			paras[i].kind = extract.Paragraph
		}
		paras[i].text = s.healed(paras[i].text)
	}
	return paras
}

// healed joins two neighbouring words that the document knows only as one.
func (s *setter) healed(text string) string {
	words := strings.Split(text, " ")
	for i := 0; i+1 < len(words); i++ {
		joined := words[i] + words[i+1]
		if len(words[i]) > 3 && s.words[wordOnly(joined)] && !s.words[wordOnly(words[i])] && !s.words[wordOnly(words[i+1])] {
			words = slices.Replace(words, i, i+2, joined)
		}
	}
	return strings.Join(words, " ")
}
