package pdf

import (
	"strconv"
	"strings"
	"unicode"

	"klynge/internal/reader/extract"
)

// A tagged file carries a structure tree (ISO 32000-2, 14.8): headings, lists
// and tables as their author made them, each pointing to the marked stretches
// of the pages where its text was drawn. It is followed when it reaches nearly
// all words; what it leaves out is read by its place on the page.

// A tagger walks the structure tree and gathers blocks.
type tagger struct {
	f       *file
	set     *setter
	pages   []*page
	numbers map[ref]int        // page objects to page numbers
	marks   []map[int32]span32 // per page: marked content to a stretch of its sorted words
	words   [][]word           // per page, sorted by mark
	reached [][]bool           // per page and word
	roles   dict
	out     []element // the blocks so far, of the cell inside a table
	inline  []line    // lines of the block being gathered
	label   string    // waits for the next block of a list item
	item    bool
	depth   int // of lists
	visited map[ref]bool
	steps   int
}

type span32 struct{ from, to int }

// An element is a leaf of the structure tree, or a table.
type element struct {
	kind  extract.BlockKind
	level int
	label string
	lines []line
	rows  [][][]element // of a table: rows of cells of elements
}

// tagged reads the document by its structure tree. It answers nil when there
// is none or when it leaves out too much.
func tagged(f *file, sheets []sheet, pages []*page, set *setter) ([]para, [][]word) {
	root := f.dict(f.dict(f.trailer["Root"])["StructTreeRoot"])
	if root == nil {
		return nil, nil
	}
	t := &tagger{f: f, set: set, pages: pages, numbers: map[ref]int{}, roles: f.dict(root["RoleMap"]), visited: map[ref]bool{}}
	for i, s := range sheets {
		t.numbers[s.ref] = i
	}
	t.index()
	t.children(root["K"], nil, f.limits.Depth)
	t.flush(extract.Paragraph, 0)
	total, found := 0, 0
	left := make([][]word, len(pages))
	for i := range t.words {
		for j, w := range t.words[i] {
			if w.paint == artifact {
				continue
			}
			total++
			switch {
			case t.reached[i][j]:
				found++
			case strings.Trim(pages[i].textOf(w), ".…·") == "": // the dots that lead to a page number
				found++
			default:
				left[i] = append(left[i], w)
			}
		}
	}
	if found == 0 || 10*found < 9*total {
		return nil, nil
	}
	var out []para
	for _, e := range t.out {
		out = append(out, set.element(e)...)
	}
	return out, left
}

// index sorts each page's words by their mark, keeping the order of drawing.
func (t *tagger) index() {
	for _, p := range t.pages {
		words := p.seen
		marks := map[int32]span32{}
		count := map[int32]int{}
		for _, w := range words {
			count[w.mark]++
		}
		next := 0
		for _, w := range words {
			if _, ok := marks[w.mark]; !ok {
				marks[w.mark] = span32{next, next}
				next += count[w.mark]
			}
		}
		sorted := make([]word, len(words))
		for _, w := range words {
			s := marks[w.mark]
			sorted[s.to] = w
			s.to++
			marks[w.mark] = s
		}
		delete(marks, -1)
		t.marks, t.words, t.reached = append(t.marks, marks), append(t.words, sorted), append(t.reached, make([]bool, len(words)))
	}
}

// children walks the K entry of an element: elements, marked content, or both.
func (t *tagger) children(k, page object, depth int) {
	if t.steps++; depth <= 0 || t.steps > 4*t.f.limits.Blocks || t.f.ctx.Err() != nil {
		return
	}
	if r, ok := k.(ref); ok {
		if t.visited[r] {
			return
		}
		t.visited[r] = true
	}
	switch k := t.f.resolve(k).(type) {
	case float64:
		t.content(int32(k), page)
	case array:
		for _, kid := range k {
			t.children(kid, page, depth-1)
		}
	case dict:
		if k["Pg"] != nil {
			page = k["Pg"]
		}
		switch t.f.name(k["Type"]) {
		case "MCR":
			if k["Stm"] == nil {
				t.content(int32(t.f.int(k["MCID"])), page)
			}
		case "OBJR":
		default:
			t.element(k, page, depth-1)
		}
	}
}

// role returns the standard role of an element, through the file's own names.
func (t *tagger) role(d dict) name {
	role := t.f.name(d["S"])
	for range 4 {
		mapped := t.f.name(t.roles[role])
		if mapped == "" || mapped == role {
			break
		}
		role = mapped
	}
	return role
}

func (t *tagger) element(d dict, page object, depth int) {
	role := t.role(d)
	switch role {
	case "Span", "Link", "NonStruct", "Em", "Strong", "Sub", "Quote", "Code", "Annot", "Reference", "BibEntry", "Ruby", "Warichu", "Form":
		t.children(d["K"], page, depth)
	case "H", "Title", "H1", "H2", "H3", "H4", "H5", "H6":
		t.flush(extract.Paragraph, 0)
		t.children(d["K"], page, depth)
		level, _ := strconv.Atoi(strings.TrimPrefix(string(role), "H")) // H and Title have none: 0
		t.flush(extract.Heading, level)
	case "L":
		t.flush(extract.Paragraph, 0)
		t.depth++
		t.children(d["K"], page, depth)
		t.depth--
	case "LI":
		t.flush(extract.Paragraph, 0)
		t.item, t.label = true, ""
		t.children(d["K"], page, depth)
		t.flush(extract.Paragraph, 0)
		t.item = false
	case "Lbl":
		if len(t.inline) > 0 || !t.item {
			t.children(d["K"], page, depth)
			return
		}
		t.children(d["K"], page, depth)
		for i := range t.inline {
			t.label += t.inline[i].text()
		}
		t.inline = nil
	case "Table":
		t.flush(extract.Paragraph, 0)
		t.table(d, page, depth)
	case "Artifact":
	default: // P, LBody, Div, Sect, Document, Caption, Figure, TOCI …
		t.flush(extract.Paragraph, 0)
		t.children(d["K"], page, depth)
		t.flush(extract.Paragraph, 0)
	}
}

// content adds the words of one marked stretch to the block being gathered.
func (t *tagger) content(mark int32, page object) {
	r, ok := page.(ref)
	number, known := t.numbers[r]
	if !ok || !known {
		return
	}
	s, ok := t.marks[number][mark]
	if !ok {
		return
	}
	words := t.words[number][s.from:s.to]
	for i := s.from; i < s.to; i++ {
		if t.reached[number][i] {
			return
		}
		t.reached[number][i] = true
	}
	p := t.pages[number]
	for from := 0; from < len(words); {
		to := from + 1
		for to < len(words) && sameLine(words[to-1], words[to]) {
			to++
		}
		l := p.line(words[from:to], number+1)
		from = to
		if len(l.segments) == 0 {
			continue
		}
		if n := len(t.inline); n > 0 && t.inline[n-1].follows(&l) {
			t.inline[n-1].join(&l)
			continue
		}
		t.inline = append(t.inline, l)
	}
}

func sameLine(a, b word) bool {
	d := abs32(a.y - b.y)
	return a.angle == b.angle && b.x0 > a.x0-a.size && (d < 0.3*max(a.size, b.size) || d < 0.6*max(a.size, b.size) && min(a.size, b.size) < 0.8*max(a.size, b.size))
}

// follows reports whether next stands on the same printed line as l.
func (l *line) follows(next *line) bool {
	d := abs32(l.y - next.y)
	size := max(l.size, next.size)
	return l.page == next.page && next.x0() > l.x1()-0.5*size && (d < 0.3*size || d < 0.6*size && min(l.size, next.size) < 0.8*size)
}

// join puts next at the end of l, as one segment where no wide gap is between.
func (l *line) join(next *line) {
	last := &l.segments[len(l.segments)-1]
	head := next.segments[0]
	gap := head.x0 - last.x1
	if gap > 0.95*max(l.size, next.size) {
		l.segments = append(l.segments, next.segments...)
	} else {
		if gap > 0.12*max(l.size, next.size) || last.open {
			last.text += " "
		}
		last.text += head.text
		last.x1, last.size, last.open = head.x1, max(last.size, head.size), head.open
		last.bold, last.italic = last.bold && head.bold, last.italic && head.italic
		l.segments = append(l.segments, next.segments[1:]...)
	}
	if next.size > l.size {
		l.size, l.y = next.size, next.y
	}
}

// flush makes an element of what was gathered.
func (t *tagger) flush(kind extract.BlockKind, level int) {
	if len(t.inline) == 0 {
		return
	}
	e := element{kind: kind, level: level, lines: t.inline}
	if t.item && kind == extract.Paragraph {
		e.kind, e.level, e.label = extract.ListItem, max(0, t.depth-1), t.label
		if e.label == "" && !startsWithLabel(&e.lines[0]) {
			e.label = "•" // drawn as a picture
		}
		t.label, t.item = "", false
	}
	t.out, t.inline = append(t.out, e), nil
}

func startsWithLabel(l *line) bool {
	label, _, _, _ := l.label()
	return label != ""
}

// element makes blocks of an element: one, or several where lines were broken
// by hand.
func (s *setter) element(e element) []para {
	if e.rows != nil {
		return s.taggedRows(e.rows)
	}
	paras := s.broken(e.lines, e.kind == extract.Heading)
	for i := range paras {
		p := &paras[i]
		switch {
		case e.kind == extract.Heading:
			if p.label != "" {
				p.text, p.label = p.label+" "+p.text, ""
			}
			p.kind, p.level = extract.Heading, e.level
		case e.kind == extract.ListItem && i == 0:
			p.kind, p.level = extract.ListItem, e.level
			if e.label != "" {
				p.label = e.label
			}
		}
	}
	return paras
}

// broken joins the lines of one element, and splits it where a line ended
// before it was full.
func (s *setter) broken(lines []line, heading bool) []para {
	var out []para
	for i := range lines {
		l := &lines[i]
		if i > 0 {
			last := &lines[i-1]
			ended := strings.ContainsRune(".:;!?", lastRune(last.text()))
			wrapped := len(last.segments) == 1 && s.full(last, l) || l.page != last.page || !ended && unicode.IsLower(firstRune(l.text())) || heading && len(last.text()) > 40
			if wrapped && !s.ends[refrain(last.text())] {
				s.add(&out[len(out)-1], l)
				continue
			}
		}
		p := para{kind: extract.Paragraph, page: l.page, size: l.size, x0: l.x0(), bold: l.bold(), italic: l.italic(), text: l.text(), open: l.segments[len(l.segments)-1].open}
		p.gap = i == 0 && (s.above == nil || s.apart(s.above, l))
		if label, text, _, _ := l.label(); label != "" {
			p.kind, p.label, p.text = extract.ListItem, label, text
		}
		out = append(out, p)
	}
	s.above = &lines[len(lines)-1]
	for i := range out {
		out[i] = s.finish(out[i])
	}
	return out
}
