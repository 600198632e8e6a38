package pdf

// A word is a run of characters without a space, as one font drew it.
// Its frame is turned by angle, so that text always runs along x.
type word struct {
	x0, x1, y  float32 // left, right and baseline in points, y upwards
	size       float32
	from, to   uint32 // in page.text
	mark       int32  // marked content number (MCID), -1 without
	angle      int16  // degrees, counter-clockwise; 0 is upright text
	font       uint8  // bold and italic bits
	paint      uint8  // visible, or why not
	spaceAfter bool   // a space character followed
}

const (
	boldBit = 1 << iota
	italicBit
)

const (
	visible   = iota
	invisible // drawn with render mode 3 or 7
	white     // drawn in white
	covered   // something opaque was drawn over it
	artifact  // marked as decoration of the page: headers, footers
)

// A fill is an opaque area: painted after the words before it.
type fill struct {
	rect
	before int // number of words drawn earlier
	dark   bool
	light  bool // as white as paper
	image  bool
}

// A page is what was drawn on one page.
type page struct {
	width, height float64
	words         []word
	seen          []word // of them, what people can see
	text          []byte
	fills         []fill
	rules         []rect  // thin lines, as tables have
	laid          []line  // the words in lines, once they are laid out
	between       []rule  // the horizontal rules
	glyphs        int     // characters shown
	unknown       int     // of them, without a known meaning
	picture       *stream // the largest image
	pictureArea   rect
}

func (p *page) textOf(w word) string { return string(p.text[w.from:w.to]) }

type graphics struct {
	ctm                    matrix
	font                   *font
	size, charSpace        float64
	wordSpace, stretch     float64
	leading, rise          float64
	render                 int
	luminance, strokeLight float64
	alpha                  float64
	blended                bool
}

type marked struct {
	id       int32
	artifact bool
	actual   *string
}

// A painter runs the operators of content streams (ISO 32000-2, annex A) as
// far as they place text, lines and areas.
type painter struct {
	f         *file
	page      *page
	state     graphics
	stack     []graphics
	tm, line  matrix
	marks     []marked
	mark      marked
	fonts     map[object]*font
	operands  []token
	path      []rect // bounds of the subpaths
	current   rect
	open      bool
	lineWidth float64
	word      word
	inWord    bool
	forms     int // depth of nested forms
	steps     int
}

// A page may run this many operators; a real one runs some thousand.
const maxSteps = 20_000_000

// draw runs a page's content and its annotations' appearances.
func (f *file) draw(s sheet, fonts map[object]*font) *page {
	p := &page{words: f.words[:0], text: f.text[:0]}
	f.words, f.text = nil, nil
	p.width, p.height = s.size()
	pt := &painter{f: f, page: p, fonts: fonts, mark: marked{id: -1}}
	pt.state = graphics{ctm: s.upright(), stretch: 1, alpha: 1}
	var content []byte
	for _, part := range f.list(s.dict["Contents"]) {
		if st, ok := f.resolve(part).(*stream); ok {
			if decoded := f.decode(st); content == nil {
				content = decoded
			} else {
				content = append(append(content, '\n'), decoded...)
			}
		}
	}
	pt.run(content, s.resources)
	f.forget(s)
	for _, o := range f.array(s.dict["Annots"]) {
		pt.state = graphics{ctm: s.upright(), stretch: 1, alpha: 1}
		pt.stack = pt.stack[:0]
		pt.annotation(f.dict(o))
	}
	return p
}

// forget drops the objects that only this page uses.
func (f *file) forget(s sheet) {
	contents, _ := s.dict["Contents"].(array)
	for _, o := range append(contents, s.dict["Contents"], s.ref) {
		if r, ok := o.(ref); ok {
			delete(f.cache, r.num)
		}
	}
}

// annotation draws the appearance of an annotation: a form field's value, a
// text box, a box drawn to hide something.
func (pt *painter) annotation(d dict) {
	const hidden, noView = 2, 32
	if d == nil || pt.f.int(d["F"])&(hidden|noView) != 0 || pt.f.name(d["Subtype"]) == "Popup" {
		return
	}
	o := pt.f.resolve(pt.f.dict(d["AP"])["N"])
	if states, ok := o.(dict); ok {
		o = pt.f.resolve(states[pt.f.name(d["AS"])])
	}
	s, ok := o.(*stream)
	at, box := pt.f.numbers(d["Rect"], 4), []float64(nil)
	if ok {
		box = pt.f.numbers(s.dict["BBox"], 4)
	}
	if !ok || at == nil || box == nil {
		return
	}
	m := pt.formMatrix(s)
	b := rectOf(m, box[0], box[1], box[2], box[3])
	if b.x1-b.x0 < 1e-6 || b.y1-b.y0 < 1e-6 {
		return
	}
	a := rectOf(identity, at[0], at[1], at[2], at[3])
	sx, sy := (a.x1-a.x0)/(b.x1-b.x0), (a.y1-a.y0)/(b.y1-b.y0)
	fit := matrix{sx, 0, 0, sy, a.x0 - b.x0*sx, a.y0 - b.y0*sy}
	pt.state.ctm = fit.times(pt.state.ctm)
	pt.form(s, nil)
}

func (pt *painter) formMatrix(s *stream) matrix {
	if m := pt.f.numbers(s.dict["Matrix"], 6); m != nil {
		return matrix{m[0], m[1], m[2], m[3], m[4], m[5]}
	}
	return identity
}

func (pt *painter) run(content []byte, resources dict) {
	l := lexer{data: content}
	pt.operands = pt.operands[:0]
	for {
		t := l.next()
		switch t.kind {
		case endToken:
			pt.flush()
			return
		case keywordToken:
			if len(t.bytes) > 0 {
				pt.operator(&l, string(t.bytes), resources)
			}
			pt.operands = pt.operands[:0]
			l.scratch = l.scratch[:0]
			if pt.steps++; pt.steps > maxSteps || pt.steps&1023 == 0 && pt.f.ctx.Err() != nil {
				pt.flush()
				return
			}
		default:
			if len(pt.operands) < 1<<16 {
				pt.operands = append(pt.operands, t)
			}
		}
	}
}

// num returns the operand n from the end, 0 for the last.
func (pt *painter) num(fromEnd int) float64 {
	if i := len(pt.operands) - 1 - fromEnd; i >= 0 && pt.operands[i].kind == numberToken {
		return pt.operands[i].num
	}
	return 0
}

func (pt *painter) lastName() name {
	if n := len(pt.operands); n > 0 && pt.operands[n-1].kind == nameToken {
		return name(pt.operands[n-1].bytes)
	}
	return ""
}

func (pt *painter) sixNumbers() (matrix, bool) {
	m := matrix{pt.num(5), pt.num(4), pt.num(3), pt.num(2), pt.num(1), pt.num(0)}
	return m, len(pt.operands) >= 6
}

func (pt *painter) operator(l *lexer, op string, resources dict) {
	s := &pt.state
	switch op {
	case "Tj", "'", "\"", "TJ", "Td", "TD", "Tm", "T*", "BT", "ET", "Tf", "Tc", "Tw", "Tz", "TL", "Ts", "Tr":
		pt.textOperator(op, resources)
	case "q":
		if len(pt.stack) < 512 {
			pt.stack = append(pt.stack, *s)
		}
	case "Q":
		if n := len(pt.stack); n > 0 {
			*s, pt.stack = pt.stack[n-1], pt.stack[:n-1]
		}
	case "cm":
		if m, ok := pt.sixNumbers(); ok {
			if m = m.times(s.ctm); m.finite() {
				s.ctm = m
			}
		}
	case "gs":
		pt.extendedState(pt.f.dict(pt.f.dict(resources["ExtGState"])[pt.lastName()]), resources)
	case "Do":
		pt.external(pt.f.dict(resources["XObject"])[pt.lastName()], resources)
	case "BI":
		pt.skipInlineImage(l)
	case "BDC":
		pt.beginMarked(resources)
	case "BMC":
		pt.pushMark(marked{id: pt.mark.id, artifact: pt.mark.artifact || pt.lastName() == "Artifact", actual: pt.mark.actual})
	case "EMC":
		if n := len(pt.marks); n > 0 {
			pt.flush()
			pt.mark, pt.marks = pt.marks[n-1], pt.marks[:n-1]
		}
	case "g", "rg", "k", "sc", "scn":
		s.luminance = pt.colour()
	case "G", "RG", "K", "SC", "SCN":
		s.strokeLight = pt.colour()
	case "cs":
		s.luminance = 0
	case "CS":
		s.strokeLight = 0
	default:
		pt.pathOperator(op)
	}
}

// colour returns the lightness of the operands, from 0 to 1. A pattern is as
// good as dark: it can be seen.
func (pt *painter) colour() float64 {
	n := len(pt.operands)
	if n > 0 && pt.operands[n-1].kind == nameToken {
		return 0
	}
	switch n {
	case 1:
		return pt.num(0)
	case 3:
		return 0.3*pt.num(2) + 0.59*pt.num(1) + 0.11*pt.num(0)
	case 4:
		ink := 0.3*pt.num(3) + 0.59*pt.num(2) + 0.11*pt.num(1) + pt.num(0)
		return 1 - min(1, ink)
	}
	return 0
}

func (pt *painter) extendedState(d, resources dict) {
	for key, value := range d {
		switch key {
		case "ca":
			pt.state.alpha = pt.f.num(value)
		case "BM":
			mode := pt.f.name(first(pt.f.list(value)))
			pt.state.blended = mode != "Normal" && mode != "Compatible"
		case "Font":
			if a := pt.f.array(value); len(a) == 2 {
				pt.state.font, pt.state.size = pt.font(a[0]), pt.f.num(a[1])
			}
		}
	}
}

func (pt *painter) font(o object) *font {
	key, isRef := o.(ref)
	if n, ok := pt.fonts[key]; ok && isRef {
		return n
	}
	n := pt.f.font(o)
	if isRef {
		pt.fonts[key] = n
	}
	return n
}

// external draws a form, or notes where an image lies.
func (pt *painter) external(o object, resources dict) {
	s, ok := pt.f.resolve(o).(*stream)
	if !ok {
		return
	}
	switch pt.f.name(s.dict["Subtype"]) {
	case "Image":
		pt.flush()
		_, mask := pt.f.resolve(s.dict["ImageMask"]).(bool)
		area := rectOf(pt.state.ctm, 0, 0, 1, 1)
		if largest := pt.page.pictureArea; pt.page.picture == nil || (area.x1-area.x0)*(area.y1-area.y0) > (largest.x1-largest.x0)*(largest.y1-largest.y0) {
			pt.page.picture, pt.page.pictureArea = s, area
		}
		if len(pt.page.fills) < maxFills && !mask && s.dict["SMask"] == nil && s.dict["Mask"] == nil && pt.state.alpha >= 1 && !pt.state.blended {
			pt.page.fills = append(pt.page.fills, fill{rect: area, before: len(pt.page.words), image: true})
		}
	case "Form":
		if !pt.f.layerHidden(s.dict["OC"]) {
			pt.form(s, resources)
		}
	}
}

func (pt *painter) form(s *stream, resources dict) {
	if pt.forms >= 16 || pt.steps > maxSteps {
		return
	}
	pt.forms++
	pt.flush()
	state, tm, line, depth, marks, mark := pt.state, pt.tm, pt.line, pt.stack, pt.marks, pt.mark
	pt.stack, pt.marks = nil, nil
	if m := pt.formMatrix(s).times(pt.state.ctm); m.finite() {
		pt.state.ctm = m
	}
	if own := pt.f.dict(s.dict["Resources"]); own != nil {
		resources = own
	}
	operands := pt.operands
	pt.operands = nil
	pt.run(pt.f.decode(s), resources)
	pt.state, pt.tm, pt.line, pt.stack, pt.marks, pt.mark = state, tm, line, depth, marks, mark
	pt.operands = operands
	pt.forms--
}

// skipInlineImage moves past "BI … ID data EI".
func (pt *painter) skipInlineImage(l *lexer) {
	for {
		t := l.next()
		if t.kind == endToken {
			return
		}
		if t.kind == keywordToken && string(t.bytes) == "ID" {
			break
		}
	}
	for i := l.pos; i+2 < len(l.data); i++ {
		if l.data[i+1] == 'E' && l.data[i+2] == 'I' && class[l.data[i]] == space &&
			(i+3 == len(l.data) || class[l.data[i+3]] == space) {
			l.pos = i + 3
			return
		}
	}
	l.pos = len(l.data)
}

func (pt *painter) pushMark(m marked) {
	pt.flush()
	if len(pt.marks) < 1024 {
		pt.marks = append(pt.marks, pt.mark)
		pt.mark = m
	}
}

// beginMarked starts "/Tag properties BDC": its number links text to the
// structure tree, its ActualText replaces what is drawn.
func (pt *painter) beginMarked(resources dict) {
	m := marked{id: pt.mark.id, artifact: pt.mark.artifact, actual: pt.mark.actual}
	var properties dict
	for i, t := range pt.operands {
		if i == 0 {
			m.artifact = m.artifact || string(t.bytes) == "Artifact"
			continue
		}
		switch t.kind {
		case nameToken:
			if i == 1 {
				properties = pt.f.dict(pt.f.dict(resources["Properties"])[name(t.bytes)])
				if pt.f.layerHidden(pt.f.dict(resources["Properties"])[name(t.bytes)]) {
					m.artifact = true
				}
				continue
			}
			if i+1 < len(pt.operands) {
				value := pt.operands[i+1]
				switch {
				case string(t.bytes) == "MCID" && value.kind == numberToken && pt.forms == 0:
					m.id = int32(value.num)
				case string(t.bytes) == "ActualText" && value.kind == stringToken:
					actual := textString(text(value.bytes))
					m.actual = &actual
				}
			}
		}
	}
	if id, ok := pt.f.resolve(properties["MCID"]).(float64); ok && pt.forms == 0 {
		m.id = int32(id)
	}
	if actual, ok := pt.f.resolve(properties["ActualText"]).(text); ok {
		said := textString(actual)
		m.actual = &said
	}
	pt.pushMark(m)
}
