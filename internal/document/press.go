package document

import (
	"bytes"
	"fmt"
	"strings"
)

// The page is A4 with the margins of a letter, in points.
const (
	pageWidth, pageHeight = 595.28, 841.89
	left, right           = 71, pageWidth - 71
	top, bottom           = 76, pageHeight - 74 // from the upper edge
	column                = right - left
	padding               = 6 // inside the shade of a decision
)

// A press sets a script into pages. It breaks pages itself, so that each piece
// of marked content begins and ends on its page.
type press struct {
	faces
	script   *script
	document *element
	pages    []*page
	y        float64 // where the next line begins, from the upper edge
	shaded   bool    // the line above is part of a decision
	marks    []bookmark
	used     map[*face]map[int]rune // glyphs, and what they say
}

// A page is one page: what is drawn under the text, and the text.
type page struct {
	under, text bytes.Buffer
	open        *element // whose marked content is open
	artifact    bool     // decoration is open
	marked      int      // pieces of marked content so far
	shades      []shade
}

// A shade is the ground of a decision, from one height to another.
type shade struct{ from, to float64 }

// A bookmark leads to a heading.
type bookmark struct {
	title string
	page  int
	y     float64
}

func newPress(f faces) *press {
	return &press{faces: f, document: &element{role: "Document"}, used: map[*face]map[int]rune{f.regular: {}, f.bold: {}}}
}

func (p *press) print(s *script) {
	p.script = s
	var lines []line
	for i, b := range s.Blocks {
		set := p.block(b)
		// What a heading is about stands with what follows it.
		if b.Role == remark && i > 0 && i+1 < len(s.Blocks) && s.Blocks[i-1].Role == heading && s.Blocks[i+1].Level != 2 {
			set[len(set)-1].keep = true
		}
		lines = append(lines, set...)
	}
	p.turn()
	p.flow(lines)
	for i := range p.pages {
		p.furnish(i)
	}
}

// flow puts lines on pages. Lines that keep together move to the next page
// together, unless they are more than a page.
func (p *press) flow(lines []line) {
	for len(lines) > 0 {
		n, height := 1, lines[0].above+lines[0].height
		for n < len(lines) && lines[n-1].keep {
			height += lines[n].above + lines[n].height
			n++
		}
		if p.y > top && p.y+height > bottom-padding && height <= bottom-top {
			p.turn()
		}
		for _, l := range lines[:n] {
			if p.y > top && p.y+l.above+l.height > bottom {
				p.turn()
			}
			if p.y == top {
				for _, again := range l.head {
					p.draw(again)
				}
			}
			p.draw(l)
		}
		lines = lines[n:]
	}
}

// turn begins a page.
func (p *press) turn() {
	p.pages = append(p.pages, &page{})
	p.y, p.shaded = top, false
}

func (p *press) last() *page { return p.pages[len(p.pages)-1] }

func (p *press) draw(l line) {
	page := p.last()
	from := p.y
	if p.y > top {
		p.y += l.above
	}
	if p.shaded && !l.shade {
		p.y += padding
	}
	if l.bookmark != "" {
		p.marks = append(p.marks, bookmark{l.bookmark, len(p.pages) - 1, p.y})
	}
	baseline := p.y
	p.y += l.height
	for _, r := range l.runs {
		p.say(len(p.pages)-1, r, baseline+l.height/2+0.36*r.size)
	}
	if l.rule {
		fmt.Fprintf(&page.under, "0.75 0.75 0.75 RG 0.5 w %.2f %.2f m %.2f %.2f l S\n", float64(left), pageHeight-p.y-2, left+l.width, pageHeight-p.y-2)
	}
	if l.shade && p.shaded {
		page.shades[len(page.shades)-1].to = p.y
	} else if l.shade {
		page.shades = append(page.shades, shade{max(from, p.y-l.height), p.y})
	}
	p.shaded = l.shade
}

// say writes a run on a page, inside the marked content of its owner.
func (p *press) say(number int, r run, y float64) {
	page := p.pages[number]
	page.enter(r.owner, number)
	fmt.Fprintf(&page.text, "BT /%s %.2f Tf %s rg %.2f %.2f Td ", p.resource(r.face), r.size, r.ink, r.x, pageHeight-y)
	var letters strings.Builder
	show := func() {
		if letters.Len() > 0 {
			fmt.Fprintf(&page.text, "<%s> Tj ", letters.String())
			letters.Reset()
		}
	}
	for _, c := range r.text {
		g, ok := r.face.glyph(c)
		if ok {
			p.use(r.face, g, c)
			fmt.Fprintf(&letters, "%04X", g)
			continue
		}
		g, _ = r.face.glyph(absent)
		p.use(r.face, g, absent)
		show()
		fmt.Fprintf(&page.text, "/Span <</ActualText %s>> BDC <%04X> Tj EMC ", literal(string(c)), g)
	}
	show()
	page.text.WriteString("ET\n")
}

// use remembers that a glyph is on paper, and what it says. Where one glyph
// serves two characters, such as the two spaces, the common one is said.
func (p *press) use(f *face, glyph int, c rune) {
	if said, ok := p.used[f][glyph]; !ok || c < said {
		p.used[f][glyph] = c
	}
}

func (p *press) resource(f *face) string {
	if f == p.bold {
		return "B"
	}
	return "R"
}

// enter opens the marked content of an element, or decoration for none, unless
// it is open.
func (pg *page) enter(owner *element, number int) {
	switch {
	case owner == nil && pg.artifact, owner != nil && owner == pg.open:
		return
	}
	pg.leave()
	if owner == nil {
		pg.text.WriteString("/Artifact <</Type /Pagination>> BDC\n")
		pg.artifact = true
		return
	}
	fmt.Fprintf(&pg.text, "/%s <</MCID %d>> BDC\n", owner.role, pg.marked)
	owner.kids = append(owner.kids, kid{page: number, mark: pg.marked})
	pg.open, pg.marked = owner, pg.marked+1
}

func (pg *page) leave() {
	if pg.open != nil || pg.artifact {
		pg.text.WriteString("EMC\n")
	}
	pg.open, pg.artifact = nil, false
}

// furnish writes what stands on every page: its number, and on all but the first
// which meeting it belongs to. It is decoration, which nobody wants to hear again
// at every turn of a page.
func (p *press) furnish(number int) {
	st := style{face: p.regular, size: 8.5, ink: grey}
	say := func(text string, x, y float64) {
		p.say(number, run{x: x, size: st.size, face: st.face, ink: st.ink, text: text}, y)
	}
	page := p.pages[number]
	count := fmt.Sprintf("Side %d af %d", number+1, len(p.pages))
	say(count, right-st.width(count), pageHeight-40)
	if number > 0 {
		say(st.wrap(p.script.Body, column-st.width(p.script.Day)-gutter)[0], left, 46)
		say(p.script.Day, right-st.width(p.script.Day), 46)
		fmt.Fprintf(&page.under, "0.75 0.75 0.75 RG 0.5 w %.2f %.2f m %.2f %.2f l S\n", float64(left), pageHeight-53, right, pageHeight-53)
	}
	page.leave()
	for _, s := range page.shades {
		from, height := pageHeight-s.to-padding, s.to-s.from+2*padding
		fmt.Fprintf(&page.under, "0.945 0.957 0.973 rg %.2f %.2f %.2f %.2f re f %s rg %.2f %.2f 2.5 %.2f re f\n",
			float64(left), from, column, height, blue, float64(left), from, height)
	}
}

// content returns the drawing of a page: the decoration under the text first.
func (pg *page) content() []byte {
	if pg.under.Len() == 0 {
		return pg.text.Bytes()
	}
	return fmt.Appendf(nil, "/Artifact <</Type /Layout>> BDC q\n%sQ EMC\n%s", pg.under.Bytes(), pg.text.Bytes())
}
