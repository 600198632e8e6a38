package pdf

import "math"

// seen returns the words that a person sees on the page. The others stay out
// of the text: a record must not say what the paper does not. The note tells
// that they are there, and not what they say, because what was hidden may have
// been hidden for a reason.
func (b *builder) seen(p *page, number int) []word {
	scan := p.scanned()
	var hidden, blackened int
	kept := p.words[:0]
	for i, w := range p.words {
		x, y := float64(w.x0+w.x1)/2, float64(w.y)+0.3*float64(w.size)
		if w.angle != 0 {
			x, y = w.onPage(x, y)
		}
		switch {
		case w.paint == artifact:
			kept = append(kept, w)
			continue
		case scan:
			// the text that a scanner's program laid behind its picture
		case w.paint == invisible, x < -slack || y < -slack || x > p.width+slack || y > p.height+slack:
			hidden++
			continue
		case w.paint == white && !p.dark(i, x, y):
			hidden++
			continue
		}
		if over, dark := p.painted(i, w, y); over && !scan && w.angle == 0 {
			if dark {
				blackened++
			} else {
				hidden++
			}
			continue
		}
		w.paint = visible
		kept = append(kept, w)
	}
	if hidden > 0 {
		b.note("hidden-text", number, "Side %d har usynlig tekst (%d ord). Den er ikke taget med, fordi ingen kan se den på siden.", number, hidden)
	}
	if blackened > 0 {
		b.note("covered-text", number, "Side %d har %d ord under et sort felt. De er ikke taget med, men de kan stadig læses i selve filen. Slet dem i originalen, før filen offentliggøres.", number, blackened)
	}
	if scan && len(kept) > 0 {
		b.note("ocr-layer", number, "Side %d er et billede, og teksten er læst af scannerens program. Den kan have fejl.", number)
	}
	if p.illegible() {
		return kept // the page is read from its picture instead, or said to be without text
	}
	if p.unknown > 0 {
		b.note("unmapped-font", number, "Side %d bruger en skrifttype, der ikke fortæller, hvilke bogstaver den viser: %d af %d tegn kan ikke læses.", number, p.unknown, p.glyphs)
	}
	return kept
}

// illegible reports whether most of the page's characters are unknown.
func (p *page) illegible() bool { return 3*p.unknown > p.glyphs }

// pictorial reports whether the page has something to read but no text for it:
// a scan, or glyphs without a meaning.
func (p *page) pictorial() bool {
	if p.illegible() {
		return true
	}
	area := p.pictureArea
	return len(p.seen) == 0 && p.picture != nil && (area.x1-area.x0)*(area.y1-area.y0) > 0.1*p.width*p.height
}

// slack is how far outside the page, in points, a word may stand before nobody
// sees it.
const slack = 2

// turned is the matrix from the frame of words at an angle to the page.
func turned(angle int16) matrix {
	sin, cos := math.Sincos(float64(angle) * math.Pi / 180)
	return matrix{a: cos, b: sin, c: -sin, d: cos}
}

// onPage turns a point of a word's frame back to the page.
func (w word) onPage(x, y float64) (float64, float64) {
	m := turned(w.angle)
	return m.apply(x, y)
}

// scanned reports whether the page is one picture with unseen text on it.
func (p *page) scanned() bool {
	unseen := 0
	for _, w := range p.words {
		if w.paint == invisible {
			unseen++
		}
	}
	if 2*unseen < len(p.words) || unseen == 0 {
		// Text that a picture of the whole page was laid over counts as well.
		for _, f := range p.fills {
			if f.image && f.before > 0 && f.before == len(p.words) && p.covers(f) {
				return true
			}
		}
		return false
	}
	for _, f := range p.fills {
		if f.image && p.covers(f) {
			return true
		}
	}
	return false
}

// covers reports whether an area takes most of the page.
func (p *page) covers(f fill) bool {
	w := min(f.x1, p.width) - max(f.x0, 0)
	h := min(f.y1, p.height) - max(f.y0, 0)
	return w > 0 && h > 0 && w*h > 0.6*p.width*p.height
}

// dark reports whether white text at a point stands on something that is not
// white, so that it can be read.
func (p *page) dark(index int, x, y float64) bool {
	seen := false
	for _, f := range p.fills {
		if f.before <= index && f.contains(x, y) {
			seen = f.image || !f.light
		}
	}
	return seen
}

// painted reports whether something opaque was painted over most of a word
// after it was drawn.
func (p *page) painted(index int, w word, y float64) (over, dark bool) {
	width := float64(w.x1 - w.x0)
	for _, f := range p.fills {
		if f.before <= index || f.image || y < f.y0 || y > f.y1 {
			continue
		}
		if min(f.x1, float64(w.x1))-max(f.x0, float64(w.x0)) > 0.6*width && f.y1-f.y0 > 0.5*float64(w.size) {
			over, dark = true, !f.light
		}
	}
	return over, dark
}
