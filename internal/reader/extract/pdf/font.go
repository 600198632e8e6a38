package pdf

import (
	"strings"
	"unicode"
)

// A glyph is what one code of a font stands for.
type glyph struct {
	text  string
	width float64 // in 1/1000 of the font size
	known bool    // the code has a meaning, even an empty one
}

// A font turns the bytes of shown strings into characters and widths.
type font struct {
	composite    bool // codes of several bytes
	bold, italic bool
	unmapped     bool // it does not tell which characters its glyphs are
	scale        float64
	table        [256]*[256]glyph // by high and low byte of the code
	codes        *charMap         // how a composite font's codes are cut; nil for two bytes
	make         func(code uint32) glyph
}

// glyph returns the meaning of a code. Each is worked out once.
func (n *font) glyph(code uint32) glyph {
	if code > 0xFFFF {
		return n.make(code)
	}
	row := n.table[code>>8]
	if row == nil {
		row = new([256]glyph)
		n.table[code>>8] = row
	}
	g := &row[code&255]
	if !g.known {
		*g = n.make(code)
		g.known = true
	}
	return *g
}

// font loads a font dictionary. It never fails: a font that tells nothing is
// unmapped.
func (f *file) font(o object) *font {
	d := f.dict(o)
	n := &font{scale: 0.001}
	descriptor := f.dict(d["FontDescriptor"])
	base := string(f.name(d["BaseFont"]))
	var toUnicode *charMap
	if s, ok := f.resolve(d["ToUnicode"]).(*stream); ok {
		if toUnicode = parseCharMap(f.decode(s), f.limits.Depth); len(toUnicode.chars) == 0 {
			toUnicode = nil
		}
	}
	if f.name(d["Subtype"]) == "Type0" {
		descendant := f.dict(first(f.array(d["DescendantFonts"])))
		descriptor = f.dict(descendant["FontDescriptor"])
		f.composite(n, d, descendant, descriptor, toUnicode)
	} else {
		f.simple(n, d, descriptor, base, toUnicode)
	}
	lower := strings.ToLower(base)
	flags := f.int(descriptor["Flags"])
	n.bold = strings.Contains(lower, "bold") || strings.Contains(lower, "black") || strings.Contains(lower, "heavy") ||
		flags&(1<<18) != 0 || f.num(descriptor["FontWeight"]) >= 600 || f.num(descriptor["StemV"]) >= 140
	n.italic = strings.Contains(lower, "italic") || strings.Contains(lower, "oblique") || flags&(1<<6) != 0
	return n
}

// simple sets up a font with one-byte codes.
func (f *file) simple(n *font, d, descriptor dict, base string, toUnicode *charMap) {
	encoding, guessed := f.encoding(d, descriptor, base)
	widths, first := f.array(d["Widths"]), f.int(d["FirstChar"])
	missing := f.num(descriptor["MissingWidth"])
	metrics := standardMetrics(base)
	type3 := f.name(d["Subtype"]) == "Type3"
	if type3 {
		if m := f.numbers(d["FontMatrix"], 6); m != nil && m[0] > 0 {
			n.scale = m[0]
		}
	}
	n.unmapped = toUnicode == nil && guessed
	n.make = func(code uint32) glyph {
		g := glyph{text: encoding[code&255], known: true}
		if toUnicode != nil {
			if said, ok := toUnicode.chars[code]; ok {
				g.text = said
			}
		}
		switch i := int(code) - first; {
		case i >= 0 && i < len(widths):
			g.width = f.num(widths[i])
		case widths == nil && !type3:
			g.width = metrics.width(g.text)
		default:
			g.width = missing
		}
		return g
	}
}

// encoding returns the characters of the codes of a simple font. The second
// result is true when the glyphs' names say nothing, so that the characters
// are unknown unless the font has a ToUnicode map.
func (f *file) encoding(d, descriptor dict, base string) (table [256]string, guessed bool) {
	symbolic := f.int(descriptor["Flags"])&4 != 0
	embedded := descriptor["FontFile"] != nil || descriptor["FontFile2"] != nil || descriptor["FontFile3"] != nil
	lower := strings.ToLower(base)
	pictures := strings.Contains(lower, "symbol") || strings.Contains(lower, "dingbats") || strings.Contains(lower, "wingdings")
	var differences array
	var baseName name
	switch e := f.resolve(d["Encoding"]).(type) {
	case name:
		baseName = e
	case dict:
		baseName = f.name(e["BaseEncoding"])
		differences = f.array(e["Differences"])
	}
	switch {
	case baseName != "":
		table = baseEncoding(baseName)
	case pictures:
		for code := range table {
			table[code] = printable(0xF000 + rune(code))
		}
	case embedded:
		if own, ok := f.builtIn(descriptor); ok {
			table = own
		} else {
			table = baseEncoding("")
			guessed = symbolic && differences == nil
		}
	case f.name(d["Subtype"]) == "TrueType":
		table = baseEncoding("WinAnsiEncoding")
	default:
		table = baseEncoding("")
	}
	code, named, nameless := 0, 0, 0
	for _, o := range differences {
		switch o := f.resolve(o).(type) {
		case float64:
			code = int(o)
		case name:
			if code >= 0 && code < 256 {
				table[code] = glyphText(string(o))
				if table[code] == "" && o != ".notdef" {
					nameless++
				} else {
					named++
				}
			}
			code++
		}
	}
	if nameless > named {
		guessed = true
	}
	return table, guessed
}

// composite sets up a font whose codes have several bytes.
func (f *file) composite(n *font, d, descendant, descriptor dict, toUnicode *charMap) {
	n.composite = true
	var encoding *charMap
	identity := true
	switch e := f.resolve(d["Encoding"]).(type) {
	case *stream:
		encoding = parseCharMap(f.decode(e), f.limits.Depth)
		identity = len(encoding.cids) == 0
		n.codes = encoding
	case name:
		identity = strings.HasPrefix(string(e), "Identity")
		if strings.Contains(string(e), "UCS2") || strings.Contains(string(e), "UTF16") {
			encoding, identity = nil, false
		}
	}
	widths := f.cidWidths(descendant)
	standard := 1000.0
	if w, ok := f.resolve(descendant["DW"]).(float64); ok {
		standard = w
	}
	var glyphChars map[uint32]string
	if toUnicode == nil && identity {
		glyphChars = f.glyphCharacters(descendant, descriptor)
	}
	unicodeCodes := encoding == nil && !identity
	n.unmapped = toUnicode == nil && len(glyphChars) == 0 && !unicodeCodes
	n.make = func(code uint32) glyph {
		cid := code
		if encoding != nil && !identity {
			cid = encoding.cid(code)
		}
		g := glyph{width: standard, known: true}
		if w, ok := widths[cid]; ok {
			g.width = w
		}
		switch {
		case toUnicode != nil:
			g.text = toUnicode.chars[code]
		case unicodeCodes:
			g.text = printable(rune(code))
		default:
			g.text = glyphChars[cid]
		}
		return g
	}
}

// cidWidths reads the W array (ISO 32000-2, 9.7.4.3): "c [w …]" or "first last w".
func (f *file) cidWidths(descendant dict) map[uint32]float64 {
	widths := map[uint32]float64{}
	w := f.array(descendant["W"])
	left := maxCodes
	for i := 0; i+1 < len(w); {
		from := f.int(w[i])
		if each := f.array(w[i+1]); each != nil {
			for j, o := range each {
				widths[uint32(from+j)] = f.num(o)
			}
			i += 2
			continue
		}
		if i+2 >= len(w) {
			break
		}
		to := min(f.int(w[i+1]), from+maxRange)
		for cid := from; cid <= to && left > 0; cid++ {
			left--
			widths[uint32(cid)] = f.num(w[i+2])
		}
		i += 3
	}
	return widths
}

// metrics are the widths of a standard font that a file need not bring along
// (ISO 32000-2, 9.6.2.2), for the ASCII characters from the space on. Accented
// letters are as wide as their letter.
type metrics []uint16

var (
	helvetica = metrics{
		278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
		1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
		333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
	}
	helveticaBold = metrics{
		278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
		975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
		333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
	}
	times = metrics{
		250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444,
		921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500,
		333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
	}
)

func standardMetrics(base string) metrics {
	lower := strings.ToLower(base)
	switch {
	case strings.Contains(lower, "courier"):
		return metrics{600}
	case strings.Contains(lower, "times"):
		return times
	case strings.Contains(lower, "bold"):
		return helveticaBold
	}
	return helvetica
}

var unaccented = func() map[rune]rune {
	letters := map[rune]rune{'æ': 'w', 'Æ': 'W', 'ø': 'o', 'Ø': 'O', 'å': 'a', 'Å': 'A', '–': 'n', '—': 'M', '’': 'i', '‘': 'i', '“': 'f', '”': 'f', '•': 'r', '…': 'M'}
	for letter := 'A'; letter <= 'z'; letter++ {
		for accent := range accents {
			if composed := []rune(glyphText(string(letter) + accent)); len(composed) == 1 && unicode.IsLetter(letter) {
				letters[composed[0]] = letter
			}
		}
	}
	return letters
}()

func (m metrics) width(text string) (sum float64) {
	for _, r := range text {
		if letter, ok := unaccented[r]; ok {
			r = letter
		}
		switch i := int(r) - ' '; {
		case len(m) == 1:
			sum += float64(m[0])
		case i >= 0 && i < len(m):
			sum += float64(m[i])
		default:
			sum += 556
		}
	}
	return sum
}
