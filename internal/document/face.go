package document

import (
	"encoding/binary"
	"fmt"
	"slices"
	"sync"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"klynge/internal/fault"
)

// A face is one font of the program, as it can be set and embedded.
type face struct {
	name                 string // PostScript name
	tables               map[string][]byte
	letters              *sfnt.Font
	units                int // to the em
	ascent, descent, cap int // in thousandths of the em, as PDF counts
	box                  [4]int
	weight               int // StemV: how thick an upright stem is
}

// faces are the fonts of a document. Liberation Sans has the widths of Arial,
// which Danish minutes are usually written in.
type faces struct{ regular, bold *face }

var loadFaces = sync.OnceValues(func() (faces, error) {
	regular, err := parseFace("LiberationSans", liberationsansregular.TTF, 80)
	if err != nil {
		return faces{}, err
	}
	bold, err := parseFace("LiberationSans-Bold", liberationsansbold.TTF, 140)
	return faces{regular, bold}, err
})

// parseFace reads a TrueType font (ISO/IEC 14496-22).
func parseFace(name string, data []byte, weight int) (f *face, err error) {
	defer fault.In(&err, "font %s", name)
	f = &face{name: name, weight: weight, tables: map[string][]byte{}}
	if f.letters, err = sfnt.Parse(data); err != nil {
		return nil, err
	}
	f.units = int(f.letters.UnitsPerEm())
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		entry := data[12+16*i:]
		from, length := binary.BigEndian.Uint32(entry[8:]), binary.BigEndian.Uint32(entry[12:])
		f.tables[string(entry[:4])] = data[from : from+length]
	}
	for _, needed := range embedded {
		if f.tables[needed] == nil && needed != "cvt " && needed != "fpgm" && needed != "prep" {
			return nil, fmt.Errorf("no table %q", needed)
		}
	}
	head, hhea := f.tables["head"], f.tables["hhea"]
	for i := range f.box {
		f.box[i] = f.thousandths(head[36+2*i:])
	}
	f.ascent, f.descent, f.cap = f.thousandths(hhea[4:]), f.thousandths(hhea[6:]), f.thousandths(f.tables["OS/2"][88:])
	return f, nil
}

func (f *face) thousandths(b []byte) int {
	return int(int16(binary.BigEndian.Uint16(b))) * 1000 / f.units
}

// glyph returns the glyph of a character, and false when the font has none.
func (f *face) glyph(r rune) (int, bool) {
	// The buffer is only for fonts with outlines of another kind; a nil one is allowed.
	g, err := f.letters.GlyphIndex(nil, r)
	return int(g), err == nil && g != 0
}

// advance returns the width of a glyph in thousandths of the em.
func (f *face) advance(glyph int) float64 {
	width, err := f.letters.GlyphAdvance(nil, sfnt.GlyphIndex(glyph), fixed.I(f.units), font.HintingNone)
	if err != nil { // the glyph came from the same font, so it is there
		return 0
	}
	return float64(width) / 64 * 1000 / float64(f.units)
}

// embedded are the tables that a font in a PDF needs (ISO 32000-1, 9.9).
var embedded = []string{"cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"}

// subset returns the font with the outlines of some glyphs only. Glyphs keep
// their numbers, so that a glyph is its own character code; the rest is empty
// and costs next to nothing when it is compressed.
func (f *face) subset(glyphs map[int]bool) []byte {
	kept := map[int]bool{0: true}
	for g := range glyphs {
		f.keep(g, kept)
	}
	count := int(binary.BigEndian.Uint16(f.tables["maxp"][4:]))
	var outlines []byte
	places := binary.BigEndian.AppendUint32(nil, 0)
	for g := range count {
		if kept[g] {
			outlines = append(outlines, f.outline(g)...)
			outlines = append(outlines, make([]byte, -len(outlines)&3)...)
		}
		places = binary.BigEndian.AppendUint32(places, uint32(len(outlines)))
	}
	head := slices.Clone(f.tables["head"])
	clear(head[8:12])                        // the sum over the whole file, which is another now
	binary.BigEndian.PutUint16(head[50:], 1) // places are 32 bits wide
	return assemble(func(name string) []byte {
		switch name {
		case "glyf":
			return outlines
		case "loca":
			return places
		case "head":
			return head
		}
		return f.tables[name]
	})
}

// keep marks a glyph and those that it is composed of.
func (f *face) keep(g int, kept map[int]bool) {
	if kept[g] {
		return
	}
	kept[g] = true
	outline := f.outline(g)
	if len(outline) < 10 || int16(binary.BigEndian.Uint16(outline)) >= 0 {
		return // a simple outline
	}
	const (
		wordArguments = 1 << 0
		oneScale      = 1 << 3
		more          = 1 << 5
		twoScales     = 1 << 6
		matrix        = 1 << 7
	)
	for part := outline[10:]; len(part) >= 4; {
		flags := binary.BigEndian.Uint16(part)
		f.keep(int(binary.BigEndian.Uint16(part[2:])), kept)
		size := 6
		for flag, bytes := range map[uint16]int{wordArguments: 2, oneScale: 2, twoScales: 4, matrix: 8} {
			if flags&flag != 0 {
				size += bytes
			}
		}
		if flags&more == 0 || size > len(part) {
			return
		}
		part = part[size:]
	}
}

// outline returns the bytes that draw a glyph.
func (f *face) outline(g int) []byte {
	places := f.tables["loca"]
	from, to := 0, 0
	if binary.BigEndian.Uint16(f.tables["head"][50:]) == 0 { // halved, in 16 bits
		from, to = 2*int(binary.BigEndian.Uint16(places[2*g:])), 2*int(binary.BigEndian.Uint16(places[2*g+2:]))
	} else {
		from, to = int(binary.BigEndian.Uint32(places[4*g:])), int(binary.BigEndian.Uint32(places[4*g+4:]))
	}
	return f.tables["glyf"][from:to]
}

// assemble writes a font file of the embedded tables.
func assemble(table func(string) []byte) []byte {
	var names []string
	for _, name := range embedded {
		if len(table(name)) > 0 {
			names = append(names, name)
		}
	}
	n := len(names)
	half := 1 // the largest power of two that is not above n
	step := 0
	for half*2 <= n {
		half, step = half*2, step+1
	}
	file := binary.BigEndian.AppendUint32(nil, 0x00010000)
	for _, v := range []int{n, half * 16, step, (n - half) * 16} {
		file = binary.BigEndian.AppendUint16(file, uint16(v))
	}
	at := len(file) + 16*n
	var body []byte
	for _, name := range names {
		t := table(name)
		file = append(file, name...)
		for _, v := range []uint32{checksum(t), uint32(at + len(body)), uint32(len(t))} {
			file = binary.BigEndian.AppendUint32(file, v)
		}
		body = append(body, t...)
		body = append(body, make([]byte, -len(body)&3)...)
	}
	return append(file, body...)
}

func checksum(table []byte) (sum uint32) {
	for i := 0; i < len(table); i += 4 {
		var word [4]byte
		copy(word[:], table[i:])
		sum += binary.BigEndian.Uint32(word[:])
	}
	return sum
}
