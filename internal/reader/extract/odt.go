package extract

import (
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"strconv"
	"strings"

	"klynge/internal/fault"
)

// ReadODT reads an OpenDocument text (OpenDocument 1.3 part 3), as LibreOffice
// writes it: headings, lists with their labels, tables, footnotes, page
// breaks. What is left out is the same as in [ReadDOCX].
func ReadODT(ctx context.Context, data []byte, limits Limits) (*Document, error) {
	ctx, cancel, err := start(ctx, data, limits)
	if err != nil {
		return nil, err
	}
	defer cancel()
	a, err := openArchive(ctx, data, limits)
	if err != nil {
		return nil, err
	}
	if a.has("META-INF/manifest.xml") {
		m, err := a.read("META-INF/manifest.xml")
		if err != nil {
			return nil, err
		}
		if bytes.Contains(m, []byte("encryption-data")) {
			return nil, fault.New(fault.Invalid, "Dokumentet er beskyttet med adgangskode. Intet er gemt. "+
				"Åbn det i LibreOffice, gem det uden adgangskode, og prøv igen.")
		}
	}
	w := newWriter(ctx, ODT, limits)
	o := odtReader{w: w, out: &tables{w: w}, page: 1, styles: make(map[string]odtStyle), lists: make(map[string]*odtList)}
	for _, name := range []string{"meta.xml", "styles.xml", "content.xml"} {
		if name != "content.xml" && !a.has(name) {
			continue
		}
		o.body = name == "content.xml"
		if err := o.readPart(a, name); err != nil {
			return nil, err
		}
	}
	return w.document()
}

// An odtStyle is the look of a paragraph or a run.
type odtStyle struct {
	parent               string
	bold, italic, hidden bool
	size                 float64
	newPage              bool
	outline              int
}

// An odtList is a list style with its count.
type odtList struct {
	levels [10]struct{ format, prefix, suffix, bullet string }
	counts [10]int
}

// An odtReader turns the elements of an OpenDocument into blocks.
type odtReader struct {
	e      *elements
	w      *writer
	out    *tables
	styles map[string]odtStyle
	lists  map[string]*odtList
	body   bool // in content.xml
	page   int

	defining string     // the style that is being read
	listing  *odtList   // the list style that is being read
	para     *odtPara   // the open paragraph
	outer    []*odtPara // paragraphs around notes and text boxes
	spans    []odtStyle // open <text:span>
	open     []*odtList // open lists, nil for one without a style
	fresh    bool       // the next paragraph is the first of its item
	label    string     // of a footnote
	notes    []Block    // footnotes, added at the end
	inNote   bool
	inTitle  bool
	inLabel  bool
	tabTable int
	empty    bool
}

type odtPara struct {
	text    strings.Builder
	tally   tally
	style   odtStyle
	heading int
	label   string
	item    bool
	page    int
}

func (o *odtReader) readPart(a *archive, name string) error {
	r, err := a.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	o.e = newElements(a.ctx, r, o.w.limits)
	for {
		token, err := o.e.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			err = o.start(t)
		case xml.EndElement:
			err = o.end(t.Name.Local)
		case xml.CharData:
			o.write(string(t), true)
		}
		if err != nil {
			return err
		}
	}
	for _, b := range o.notes {
		if err := o.out.add(b); err != nil {
			return err
		}
	}
	o.notes = nil
	return nil
}

func (o *odtReader) start(t xml.StartElement) error {
	if !o.body {
		return o.startStyle(t)
	}
	switch t.Name.Local {
	case "p", "h":
		o.startParagraph(t)
	case "span":
		style := odtStyle{}
		if n := len(o.spans); n > 0 {
			style = o.spans[n-1]
		} else if o.para != nil {
			style = o.para.style
		}
		o.spans = append(o.spans, o.look(attr(t, "style-name"), style))
	case "s":
		o.write(strings.Repeat(" ", min(max(integer(t, "c", 1), 1), 8)), false)
	case "tab":
		o.write("\t", false)
	case "line-break":
		return o.flush()
	case "soft-page-break":
		o.turnPage()
	case "list":
		return o.startList(t)
	case "list-item", "list-header":
		o.fresh = t.Name.Local == "list-item"
	case "tracked-changes":
		o.w.note("tracked-deletion", "Dokumentet har rettelser, som ikke er accepteret. Slettet tekst er ikke læst med, indsat tekst er.")
		return o.e.skip()
	case "annotation":
		o.w.note("comment", "Dokumentet har kommentarer i margenen. De er ikke læst med.")
		return o.e.skip()
	case "note-citation":
		o.inLabel, o.label = true, ""
	case "note-body", "text-box":
		o.outer = append(o.outer, o.para)
		o.para, o.inNote = nil, t.Name.Local == "note-body"
	case "table":
		return o.out.begin()
	case "table-row":
		if o.out.last() != nil {
			return o.out.newRow()
		}
	case "table-cell", "covered-table-cell":
		if o.out.last() != nil {
			return o.out.newCell(1, 1)
		}
	case "automatic-styles", "font-face-decls", "style", "list-style", "page-layout", "text-properties", "paragraph-properties":
		return o.startStyle(t)
	case "list-level-style-number", "list-level-style-bullet":
		return o.startStyle(t)
	case "table-of-content-source", "sequence-decls", "forms", "binary-data", "scripts":
		return o.e.skip()
	}
	return nil
}

func (o *odtReader) startStyle(t xml.StartElement) error {
	switch t.Name.Local {
	case "title":
		o.inTitle = true
	case "master-styles":
		return o.e.skip() // headers and footers
	case "style":
		o.defining = attr(t, "name")
		o.styles[o.defining] = odtStyle{parent: attr(t, "parent-style-name"), outline: integer(t, "default-outline-level", 0)}
	case "text-properties":
		s := o.styles[o.defining]
		s.bold = attr(t, "font-weight") == "bold"
		s.italic = attr(t, "font-style") == "italic"
		s.hidden = attr(t, "display") == "none"
		if size, err := strconv.ParseFloat(strings.TrimSuffix(attr(t, "font-size"), "pt"), 64); err == nil {
			s.size = size
		}
		o.styles[o.defining] = s
	case "paragraph-properties":
		s := o.styles[o.defining]
		s.newPage = attr(t, "break-before") == "page"
		o.styles[o.defining] = s
	case "list-style":
		o.listing = &odtList{}
		o.lists[attr(t, "name")] = o.listing
	case "list-level-style-number", "list-level-style-bullet":
		if level := integer(t, "level", 0); o.listing != nil && level >= 1 && level <= 10 {
			l := &o.listing.levels[level-1]
			l.format, l.prefix, l.suffix = attr(t, "num-format"), attr(t, "num-prefix"), attr(t, "num-suffix")
			l.bullet = attr(t, "bullet-char")
		}
	}
	return nil
}

// look returns what a style and its parents add to a look.
func (o *odtReader) look(name string, base odtStyle) odtStyle {
	for range 16 {
		s, ok := o.styles[name]
		if !ok {
			break
		}
		base.bold, base.italic, base.hidden = base.bold || s.bold, base.italic || s.italic, base.hidden || s.hidden
		base.newPage = base.newPage || s.newPage
		if base.size == 0 {
			base.size = s.size
		}
		if base.outline == 0 {
			base.outline = s.outline
		}
		name = s.parent
	}
	return base
}

func (o *odtReader) startList(t xml.StartElement) error {
	if len(o.open) >= o.w.limits.Depth {
		return tooDeep(o.w.limits.Depth)
	}
	l := o.lists[attr(t, "style-name")]
	if n := len(o.open); l == nil && n > 0 {
		l = o.open[n-1] // a list inside another goes on with its style
	}
	o.open = append(o.open, l)
	if level := len(o.open) - 1; l != nil && level < 10 && attr(t, "continue-numbering") != "true" && attr(t, "continue-list") == "" {
		l.counts[level] = 0
	}
	return nil
}

func (o *odtReader) startParagraph(t xml.StartElement) {
	p := &odtPara{style: o.look(attr(t, "style-name"), odtStyle{})}
	if t.Name.Local == "h" {
		p.heading = min(max(integer(t, "outline-level", 1), 1), 6)
	} else if p.style.outline > 0 {
		p.heading = min(p.style.outline, 6)
	}
	o.para = p
	if p.style.newPage {
		o.turnPage()
	}
	p.page = o.page
	if level := len(o.open) - 1; o.fresh && level >= 0 {
		p.item, o.fresh = true, false
		p.label = "•"
		if l := o.open[level]; l != nil && level < 10 {
			l.counts[level]++
			if l.levels[level].bullet != "" {
				p.label = bullet(l.levels[level].bullet)
			} else {
				p.label = l.print(level)
			}
		}
	}
}

func (l *odtList) print(level int) string {
	f := l.levels[level]
	if f.format == "" {
		return ""
	}
	format := map[string]string{"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}[f.format]
	return f.prefix + numeral(l.counts[level], format) + f.suffix
}

func (o *odtReader) turnPage() {
	o.page++
	if o.para != nil && o.para.tally.all == 0 {
		o.para.page = o.page
	}
}

// write adds text to the open paragraph. The white space of the file itself
// is collapsed; only tabs that are elements count.
func (o *odtReader) write(s string, raw bool) {
	switch {
	case o.inTitle:
		o.w.doc.Title = clean(o.w.doc.Title + s)
		return
	case o.inLabel:
		o.label += s
		return
	case o.para == nil:
		return
	}
	style := o.para.style
	if n := len(o.spans); n > 0 {
		style = o.spans[n-1]
	}
	if style.hidden {
		o.w.note("hidden-text", "Dokumentet har skjult tekst. Den er ikke læst med.")
		return
	}
	if raw {
		s = strings.NewReplacer("\t", " ", "\n", " ").Replace(s)
	}
	o.para.text.WriteString(s)
	o.para.tally.count(s, style.bold, style.italic)
}

func (o *odtReader) end(name string) error {
	switch name {
	case "title":
		o.inTitle = false
	case "p", "h":
		if o.para == nil {
			return nil
		}
		err := o.flush()
		o.para, o.spans = nil, nil
		return err
	case "span":
		o.spans = o.spans[:max(0, len(o.spans)-1)]
	case "list":
		o.open = o.open[:max(0, len(o.open)-1)]
		o.fresh = false
	case "note-citation":
		o.inLabel = false
	case "note-body", "text-box":
		if n := len(o.outer); n > 0 {
			o.para, o.outer = o.outer[n-1], o.outer[:n-1]
		}
		o.inNote = false
	case "table-cell", "covered-table-cell":
		if g := o.out.last(); g != nil {
			g.open = false
		}
	case "table":
		return o.out.end()
	}
	return nil
}

// flush adds what the paragraph holds so far as a block.
func (o *odtReader) flush() error {
	p := o.para
	if p == nil {
		return nil
	}
	text := p.text.String()
	if strings.TrimSpace(text) == "" {
		o.empty = true
		return nil
	}
	b := Block{
		Kind:   Paragraph,
		Text:   text,
		Page:   p.page,
		Gap:    o.empty,
		Bold:   p.tally.all > 0 && p.tally.bold == p.tally.all,
		Italic: p.tally.all > 0 && p.tally.italic == p.tally.all,
		Size:   p.style.size,
	}
	switch {
	case o.inNote:
		b.Kind, b.Label, o.label, b.Page = ListItem, o.label, "", 0
	case p.heading > 0:
		b.Kind, b.Level, b.Label = Heading, p.heading, p.label
	case p.item:
		b.Kind, b.Label, b.Level = ListItem, p.label, max(0, len(o.open)-1)
	default:
		b.takeLabel()
	}
	p.text.Reset()
	p.tally, p.item, p.label, p.page = tally{}, false, "", o.page
	o.empty = false
	if o.inNote {
		o.notes = append(o.notes, b)
		return o.w.room(len(o.notes))
	}
	return o.out.addTabbed(b, &o.tabTable)
}
