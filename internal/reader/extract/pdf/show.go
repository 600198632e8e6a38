package pdf

import (
	"math"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

func (pt *painter) textOperator(op string, resources dict) {
	s := &pt.state
	switch op {
	case "Tj":
		pt.show(pt.lastString())
	case "'":
		pt.newLine(0, -s.leading)
		pt.show(pt.lastString())
	case "\"":
		s.wordSpace, s.charSpace = pt.num(2), pt.num(1)
		pt.newLine(0, -s.leading)
		pt.show(pt.lastString())
	case "TJ":
		for _, t := range pt.operands {
			switch t.kind {
			case stringToken:
				pt.show(t.bytes)
			case numberToken:
				pt.advance(-t.num / 1000 * s.size * s.stretch)
			}
		}
	case "Td":
		pt.newLine(pt.num(1), pt.num(0))
	case "TD":
		s.leading = -pt.num(0)
		pt.newLine(pt.num(1), pt.num(0))
	case "Tm":
		if m, ok := pt.sixNumbers(); ok && m.finite() {
			pt.tm, pt.line = m, m
		}
	case "T*":
		pt.newLine(0, -s.leading)
	case "BT":
		pt.tm, pt.line = identity, identity
	case "Tf":
		s.size = pt.num(0)
		if n := len(pt.operands); n >= 2 && pt.operands[n-2].kind == nameToken {
			s.font = pt.font(pt.f.dict(resources["Font"])[name(pt.operands[n-2].bytes)])
		}
	case "Tc":
		s.charSpace = pt.num(0)
	case "Tw":
		s.wordSpace = pt.num(0)
	case "Tz":
		s.stretch = pt.num(0) / 100
	case "TL":
		s.leading = pt.num(0)
	case "Ts":
		s.rise = pt.num(0)
	case "Tr":
		s.render = int(pt.num(0))
	}
}

func (pt *painter) lastString() []byte {
	if n := len(pt.operands); n > 0 && pt.operands[n-1].kind == stringToken {
		return pt.operands[n-1].bytes
	}
	return nil
}

func (pt *painter) newLine(x, y float64) {
	pt.line = matrix{1, 0, 0, 1, x, y}.times(pt.line)
	pt.tm = pt.line
}

func (pt *painter) advance(x float64) {
	pt.tm.e += x * pt.tm.a
	pt.tm.f += x * pt.tm.b
}

// show places the glyphs of one string and cuts them into words.
func (pt *painter) show(s []byte) {
	st := &pt.state
	n := st.font
	if n == nil || len(s) == 0 {
		return
	}
	m := pt.tm.times(st.ctm)
	if !m.finite() {
		return
	}
	along := math.Hypot(m.a, m.b)
	size := math.Hypot(m.c, m.d) * math.Abs(st.size)
	if n.scale != 0.001 {
		size *= n.scale * 1000 // a Type 3 font draws in its own units
	}
	angle := int16(0)
	cos, sin := 1.0, 0.0
	if m.b != 0 || m.a < 0 {
		if along == 0 {
			return
		}
		angle = int16(math.Round(math.Atan2(m.b, m.a) * 180 / math.Pi))
		if angle == -180 {
			angle = 180
		}
		sin, cos = math.Sincos(float64(angle) * math.Pi / 180)
	}
	x, y := m.e, m.f
	if st.rise != 0 {
		x, y = m.apply(0, st.rise)
	}
	u, v := x*cos+y*sin, y*cos-x*sin
	origin := u
	if st.size < 0 {
		along = -along
	}
	moved := 0.0 // in text space
	spacing := max(0, st.charSpace*st.stretch*along)
	for len(s) > 0 {
		code, length := uint32(s[0]), 1
		if n.composite {
			if n.codes != nil && len(n.codes.spaces) > 0 {
				code, length = n.codes.next(s)
			} else if len(s) > 1 {
				code, length = uint32(s[0])<<8|uint32(s[1]), 2
			}
		}
		s = s[length:]
		g := n.glyph(code)
		width := g.width * n.scale * st.size
		step := width + st.charSpace
		if code == ' ' && length == 1 {
			step += st.wordSpace
		}
		right := u + width*st.stretch*math.Abs(along)*sign(along)
		pt.place(g, u, right, v, size, spacing, angle)
		moved += step * st.stretch
		u = origin + moved*math.Abs(along)
	}
	pt.advance(moved)
}

func sign(x float64) float64 {
	if x < 0 {
		return -1
	}
	return 1
}

// place adds one glyph to the word being drawn, or starts the next.
// Letters set apart by spacing still belong together.
func (pt *painter) place(g glyph, left, right, y, size, spacing float64, angle int16) {
	p := pt.page
	if pt.mark.actual != nil {
		g.text, *pt.mark.actual = *pt.mark.actual, ""
	} else {
		p.glyphs++
		if g.text == "" && pt.state.font.unmapped {
			g.text = "\uFFFD"
			p.unknown++
		}
	}
	if right < left {
		left, right = right, left
	}
	if isSpace(g.text) {
		if pt.inWord {
			pt.word.spaceAfter = true
			pt.flush()
		} else if n := len(p.words); n > 0 {
			p.words[n-1].spaceAfter = true
		}
		return
	}
	w := &pt.word
	if pt.inWord {
		gap := left - float64(w.x1) - spacing
		if angle != w.angle || math.Abs(y-float64(w.y)) > 0.05*size || math.Abs(size-float64(w.size)) > 0.1*size ||
			gap > 0.12*size || gap < -0.5*size {
			pt.flush()
		}
	}
	if !pt.inWord {
		if len(p.words) >= maxWords {
			return
		}
		pt.inWord = true
		*w = word{x0: float32(left), x1: float32(right), y: float32(y), size: float32(size), angle: angle, mark: pt.mark.id,
			from: uint32(len(p.text)), font: pt.style(), paint: pt.visibility()}
	}
	if strings.ContainsRune(g.text, ' ') { // an ActualText of several words
		g.text = strings.Join(strings.Fields(g.text), "\u00A0")
	}
	p.text = append(p.text, g.text...)
	w.x0, w.x1 = min(w.x0, float32(left)), max(w.x1, float32(right))
}

// A page with more words than this is no page of text.
const maxWords = 1 << 15

func isSpace(s string) bool {
	if s == " " {
		return true
	}
	return s != "" && strings.TrimSpace(s) == ""
}

func (pt *painter) style() (bits uint8) {
	n := pt.state.font
	if n.bold || pt.state.render == 2 {
		bits |= boldBit
	}
	if n.italic {
		bits |= italicBit
	}
	return bits
}

func (pt *painter) visibility() uint8 {
	switch {
	case pt.mark.artifact:
		return artifact
	case pt.state.render == 3 || pt.state.render == 7:
		return invisible
	case pt.state.alpha < 0.02:
		return invisible
	case pt.state.luminance > 0.97:
		return white
	}
	return visible
}

// flush ends the word being drawn.
func (pt *painter) flush() {
	if !pt.inWord {
		return
	}
	pt.inWord = false
	w := pt.word
	w.to = uint32(len(pt.page.text))
	if w.to > w.from && !math.IsNaN(float64(w.x0+w.x1+w.y)) {
		pt.page.words = append(pt.page.words, w)
	}
}

// textString decodes a text string (ISO 32000-2, 7.9.2.2).
func textString(s text) string {
	switch {
	case strings.HasPrefix(string(s), "\xFE\xFF"), strings.HasPrefix(string(s), "\xFF\xFE"):
		big := s[0] == 0xFE
		units := make([]uint16, 0, len(s)/2)
		for i := 2; i+1 < len(s); i += 2 {
			high, low := s[i], s[i+1]
			if !big {
				high, low = low, high
			}
			units = append(units, uint16(high)<<8|uint16(low))
		}
		return clean(string(utf16.Decode(units)))
	case strings.HasPrefix(string(s), "\xEF\xBB\xBF"):
		return clean(string(s[3:]))
	}
	decoded, err := charmap.Windows1252.NewDecoder().String(string(s))
	if err != nil {
		return ""
	}
	return clean(decoded)
}

func clean(s string) string {
	var out strings.Builder
	for _, r := range s {
		out.WriteString(printable(r))
	}
	return out.String()
}
