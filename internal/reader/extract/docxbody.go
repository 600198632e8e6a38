package extract

import (
	"encoding/xml"
	"strings"
	"unicode"
)

// A docxReader turns the elements of WordprocessingML into blocks.
type docxReader struct {
	p      *docxPackage
	e      *elements
	w      *writer
	out    *tables
	styles *docxStyles
	lists  *docxLists

	para   *docxPara
	outer  []*docxPara // paragraphs around the open text boxes
	direct look        // of the open run
	style  string      // of the open run
	inText bool
	page   int
	broke  bool // a page break stands here and no text follows it yet

	placeholder bool   // the next content is only a prompt to fill it in
	note        string // the number of the open footnote, for its first block
	tabTable    int    // the table of the latest row made with tabs
	after       int    // space after the last paragraph, in twips
	lastStyle   string
	empty       bool // the last paragraph was
	dropRow     bool // the open row was deleted
}

// A docxPara is a paragraph while it is being read.
type docxPara struct {
	style   string
	look    look
	text    strings.Builder
	tally   tally
	size    int // half points of most of its letters
	weight  int // by how many letters
	page    int
	label   string
	counted bool // in its list
	deleted bool // its end mark was
	pieces  int  // added so far
}

// start opens an element.
func (d *docxReader) start(t xml.StartElement) error {
	switch t.Name.Local {
	case "p":
		if t.Name.Space == "a" { // of a drawing, not of the text
			return d.e.skip()
		}
		d.para = &docxPara{look: d.styles.paragraph(""), page: d.page}
	case "pPr":
		return d.paragraphProperties()
	case "r":
		d.direct, d.style = look{}, ""
	case "rPr":
		return d.runProperties()
	case "t":
		d.inText = t.Name.Space != "a"
	case "delText", "instrText", "delInstrText", "Fallback", "rt", "tblPr", "tblGrid", "tblPrEx", "sectPr", "pPrChange":
		return d.e.skip()
	case "del", "moveFrom":
		d.w.page = max(d.w.page, d.page)
		d.w.note("tracked-deletion", "Dokumentet har rettelser, som ikke er accepteret. Slettet tekst er ikke læst med, indsat tekst er.")
		return d.e.skip()
	case "commentReference":
		d.w.page = max(d.w.page, d.page)
		d.w.note("comment", "Dokumentet har kommentarer i margenen. De er ikke læst med.")
	case "tab", "ptab":
		d.write("\t")
	case "noBreakHyphen":
		d.write("-")
	case "sym":
		d.write(symbol(attr(t, "char")))
	case "ffData":
		return d.formField()
	case "br", "cr":
		return d.lineBreak(attr(t, "type"))
	case "lastRenderedPageBreak":
		if !d.broke {
			d.turnPage()
		}
		d.broke = false
	case "sdtPr":
		return d.e.inside(func(t xml.StartElement) error {
			d.placeholder = d.placeholder || t.Name.Local == "showingPlcHdr" && on(t)
			return nil
		})
	case "sdtContent":
		if d.placeholder {
			d.placeholder = false
			return d.e.skip()
		}
	case "txbxContent":
		d.outer = append(d.outer, d.para)
		d.para = nil
	case "footnote", "endnote":
		if d.note = attr(t, "id"); attr(t, "type") != "" && attr(t, "type") != "normal" {
			return d.e.skip()
		}
	case "altChunk":
		return d.embedded(attr(t, "id"))
	default:
		return d.startTable(t)
	}
	return nil
}

func (d *docxReader) startTable(t xml.StartElement) error {
	g := d.out.last()
	switch t.Name.Local {
	case "tbl":
		if t.Name.Space == "a" {
			return d.e.skip()
		}
		d.tabTable = 0
		return d.out.begin()
	case "tr":
		if g != nil {
			d.dropRow = false
			return d.out.newRow()
		}
	case "trPr":
		return d.e.inside(func(t xml.StartElement) error {
			d.dropRow = d.dropRow || t.Name.Local == "del"
			return nil
		})
	case "tc":
		if g != nil {
			return d.out.newCell(1, 1)
		}
	case "tcPr":
		return d.e.inside(func(t xml.StartElement) error {
			if t.Name.Local == "gridSpan" && g != nil {
				g.widen(integer(t, "val", 1))
			}
			return nil
		})
	}
	return nil
}

// end closes an element.
func (d *docxReader) end(name string) error {
	g := d.out.last()
	switch name {
	case "p":
		return d.endParagraph()
	case "t":
		d.inText = false
	case "txbxContent":
		if n := len(d.outer); n > 0 {
			d.para, d.outer = d.outer[n-1], d.outer[:n-1]
		}
	case "tc":
		if g != nil {
			g.open = false
		}
	case "tr":
		if g != nil && d.dropRow && len(g.rows) > 0 {
			g.rows[len(g.rows)-1] = nil
			d.w.note("tracked-deletion", "Dokumentet har rettelser, som ikke er accepteret. Slettet tekst er ikke læst med, indsat tekst er.")
		}
		d.dropRow = false
	case "tbl":
		return d.out.end()
	}
	return nil
}

func (d *docxReader) paragraphProperties() error {
	var own look
	style := ""
	err := d.e.inside(func(t xml.StartElement) error {
		switch t.Name.Local {
		case "pStyle":
			style = attr(t, "val")
		case "rPr":
			return d.e.inside(func(t xml.StartElement) error {
				if t.Name.Local == "del" && d.para != nil {
					d.para.deleted = true
				}
				return nil
			})
		case "pPrChange", "sectPr":
			return d.e.skip()
		default:
			own.set(t)
		}
		return nil
	})
	if d.para != nil {
		d.para.style = style
		d.para.look = own.over(d.styles.paragraph(style))
		if value(d.para.look.newPage) && !d.broke {
			d.turnPage()
			d.para.page = d.page
			d.broke = true
		}
	}
	return err
}

func (d *docxReader) runProperties() error {
	return d.e.inside(func(t xml.StartElement) error {
		switch t.Name.Local {
		case "rPrChange":
			return d.e.skip()
		case "rStyle":
			d.style = attr(t, "val")
		default:
			d.direct.set(t)
		}
		return nil
	})
}

// formField reads the box of an old form.
func (d *docxReader) formField() error {
	box, ticked := false, false
	err := d.e.inside(func(t xml.StartElement) error {
		switch t.Name.Local {
		case "checkBox":
			box = true
		case "default", "checked":
			ticked = on(t)
		}
		return nil
	})
	switch {
	case box && ticked:
		d.write("☒")
	case box:
		d.write("☐")
	}
	return err
}

// symbol returns a sign from one of Word's symbol fonts, or a blank.
func symbol(char string) string {
	switch strings.ToUpper(char) {
	case "F0FE", "F078", "F053", "F0FD":
		return "☒"
	case "F0A8", "F06F", "F071", "F0A3":
		return "☐"
	case "F0FC":
		return "✓"
	case "F0B7":
		return "•"
	case "F0E0":
		return "→"
	}
	return " "
}

func (d *docxReader) turnPage() {
	d.page++
	if d.para != nil && d.para.tally.all == 0 {
		d.para.page = d.page
	}
}

func (d *docxReader) lineBreak(kind string) error {
	if kind == "page" {
		d.turnPage()
		d.broke = true
	}
	if d.para == nil {
		return nil
	}
	return d.flush()
}

// write adds text to the paragraph.
func (d *docxReader) write(s string) {
	p := d.para
	if p == nil || s == "" {
		return
	}
	l := d.direct.over(d.styles.run(d.style)).over(p.look)
	if value(l.hidden) {
		if strings.TrimSpace(s) != "" {
			d.w.note("hidden-text", "Dokumentet har skjult tekst. Den er ikke læst med.")
		}
		return
	}
	p.text.WriteString(s)
	before := p.tally.all
	p.tally.count(s, value(l.bold), value(l.italic))
	n := p.tally.all - before
	if n == 0 {
		return
	}
	d.broke = false
	switch size := value(l.size); {
	case size == p.size:
		p.weight += n
	case n > p.weight:
		p.size, p.weight = size, n-p.weight
	default:
		p.weight -= n
	}
}

func (d *docxReader) endParagraph() error {
	p := d.para
	if p == nil {
		return nil
	}
	err := d.flush()
	if p.pieces == 0 {
		d.empty = true
		if !p.deleted {
			d.number(p)
		}
	}
	d.after, d.lastStyle = value(p.look.after), p.style
	if d.para == p {
		d.para = nil
	}
	return err
}

// number counts the paragraph in its list.
func (d *docxReader) number(p *docxPara) {
	if !p.counted && p.look.num != nil {
		p.label, _ = d.lists.label(*p.look.num, value(p.look.level))
	}
	p.counted = true
}

// apart reports whether a visible space stands before the paragraph: an empty
// one, or at least five points.
func (d *docxReader) apart(p *docxPara) bool {
	if d.empty {
		return true
	}
	if value(p.look.contextual) && p.style == d.lastStyle {
		return false
	}
	return value(p.look.before)+d.after >= 100
}

// flush adds what the paragraph holds so far as a block.
func (d *docxReader) flush() error {
	p := d.para
	text := p.text.String()
	if strings.TrimFunc(text, unicode.IsSpace) == "" {
		p.text.Reset()
		return nil
	}
	d.number(p)
	b := Block{
		Kind:   Paragraph,
		Text:   text,
		Page:   p.page,
		Bold:   p.tally.all > 0 && p.tally.bold == p.tally.all,
		Italic: p.tally.all > 0 && p.tally.italic == p.tally.all,
		Size:   float64(p.size) / 2,
		Indent: float64(value(p.look.left)) / 20,
		Gap:    p.pieces == 0 && d.apart(p),
	}
	outline := 9
	if p.look.outline != nil {
		outline = *p.look.outline
	}
	if outline >= 0 && outline < 9 {
		b.Kind, b.Level = Heading, min(outline+1, 6)
	}
	if p.pieces == 0 {
		b.Label = p.label
		if b.Label == "" && d.note != "" {
			b.Label = d.note
		}
		d.note = ""
		if b.Kind == Paragraph && (b.Label != "" || p.look.num != nil && *p.look.num != 0) {
			b.Kind, b.Level = ListItem, value(p.look.level)
		}
	}
	if b.Kind == Paragraph {
		b.takeLabel()
	}
	p.pieces++
	d.empty = false
	p.text.Reset()
	p.tally, p.size, p.weight, p.page = tally{}, 0, 0, d.page
	return d.out.addTabbed(b, &d.tabTable)
}
