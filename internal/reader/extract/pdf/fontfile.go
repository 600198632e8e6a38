package pdf

import (
	"bytes"
	"encoding/binary"
)

// glyphCharacters reads the characters of the glyphs of an embedded TrueType
// font from its own cmap table, for a file that gives no ToUnicode map.
func (f *file) glyphCharacters(descendant, descriptor dict) map[uint32]string {
	s, ok := f.resolve(descriptor["FontFile2"]).(*stream)
	if !ok || f.name(descendant["Subtype"]) != "CIDFontType2" {
		return nil
	}
	if m, ok := f.resolve(descendant["CIDToGIDMap"]).(*stream); ok && m != nil {
		return nil // glyph numbers of its own: rare, and then better unmapped than wrong
	}
	byGlyph := map[uint32]string{}
	for char, glyph := range trueTypeCharacters(f.decode(s)) {
		if old, ok := byGlyph[glyph]; !ok || char > 0 && string(char) < old {
			byGlyph[glyph] = printable(char)
		}
	}
	return byGlyph
}

// builtIn returns the encoding that an embedded font brings itself: the cmap
// of a TrueType font, the Encoding array of a Type 1 font.
func (f *file) builtIn(descriptor dict) (table [256]string, ok bool) {
	if s, isStream := f.resolve(descriptor["FontFile2"]).(*stream); isStream {
		winAnsi := baseEncoding("WinAnsiEncoding")
		for char := range trueTypeCharacters(f.decode(s)) {
			if char >= ' ' && char < 256 {
				table[char], ok = winAnsi[char], true
			}
		}
		return table, ok
	}
	if s, isStream := f.resolve(descriptor["FontFile"]).(*stream); isStream {
		return type1Encoding(f.decode(s), f.limits.Depth)
	}
	return table, false
}

// type1Encoding reads lines "dup 65 /A put" from the clear part of a Type 1 font.
func type1Encoding(data []byte, depth int) (table [256]string, ok bool) {
	if i := bytes.Index(data, []byte("eexec")); i >= 0 {
		data = data[:i]
	}
	i := bytes.Index(data, []byte("/Encoding"))
	if i < 0 {
		return table, false
	}
	l := lexer{data: data, pos: i + len("/Encoding")}
	if word := l.next(); string(word.bytes) == "StandardEncoding" {
		return baseEncoding(""), true
	}
	for {
		switch t := l.next(); {
		case t.kind == endToken || string(t.bytes) == "def" || string(t.bytes) == "readonly":
			return table, ok
		case string(t.bytes) == "dup":
			code, glyph := l.next(), l.next()
			if code.kind == numberToken && glyph.kind == nameToken && code.num >= 0 && code.num < 256 {
				table[int(code.num)] = glyphText(string(glyph.bytes))
				ok = ok || table[int(code.num)] != ""
			}
		}
	}
}

// trueTypeCharacters reads the Unicode subtable (formats 4 and 12) of a
// TrueType font's cmap: characters to glyph numbers.
func trueTypeCharacters(data []byte) map[rune]uint32 {
	chars := map[rune]uint32{}
	left := 2 * maxRange // a font may not claim more than this, however its ranges overlap
	u16 := func(at int) int {
		if at < 0 || at+2 > len(data) {
			return 0
		}
		return int(binary.BigEndian.Uint16(data[at:]))
	}
	u32 := func(at int) int { return u16(at)<<16 | u16(at+2) }
	cmap := 0
	for i := range u16(4) {
		if at := 12 + 16*i; at+16 <= len(data) && string(data[at:at+4]) == "cmap" {
			cmap = u32(at + 8)
		}
	}
	if cmap == 0 {
		return chars
	}
	for i := range u16(cmap + 2) {
		at := cmap + 4 + 8*i
		if at+8 > len(data) {
			break
		}
		if platform, encoding := u16(at), u16(at+2); platform != 0 && (platform != 3 || encoding > 1 && encoding != 10) {
			continue
		}
		sub := cmap + u32(at+4)
		switch u16(sub) {
		case 4:
			segments := u16(sub+6) / 2
			for s := range segments {
				end, start := u16(sub+14+2*s), u16(sub+16+2*segments+2*s)
				delta := u16(sub + 16 + 4*segments + 2*s)
				rangeAt := sub + 16 + 6*segments + 2*s
				offset := u16(rangeAt)
				for c := start; c <= end && c < 0xFFFF && left > 0; c++ {
					left--
					g := c
					if offset != 0 {
						if g = u16(rangeAt + offset + 2*(c-start)); g == 0 {
							continue
						}
					}
					chars[rune(c)] = uint32(g+delta) & 0xFFFF
				}
			}
		case 12:
			for g := range min(u32(sub+12), maxRange) {
				from, to, glyph := u32(sub+16+12*g), u32(sub+20+12*g), u32(sub+24+12*g)
				for c := from; c <= to && c <= 0x10FFFF && left > 0; c++ {
					left--
					chars[rune(c)] = uint32(glyph + c - from)
				}
			}
		}
	}
	return chars
}
