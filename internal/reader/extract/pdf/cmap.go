package pdf

import (
	"strings"
	"unicode/utf16"
)

// A charMap is a CMap (ISO 32000-2, 9.7.5): from the bytes of a string to
// codes, and from codes to characters or to glyph numbers (CID).
type charMap struct {
	widths [5]bool // the code lengths in bytes that it knows
	spaces []codeSpace
	chars  map[uint32]string
	cids   []cidRange
	left   int // codes it may still speak of
}

type codeSpace struct {
	size     int
	from, to uint32
}

type cidRange struct{ from, to, cid uint32 }

const (
	maxRange  = 1 << 16 // codes in one range: more than two bytes hold
	maxCodes  = 1 << 20 // in one map, repetitions counted
	maxRanges = 10_000  // of glyph numbers
	maxSpaces = 256
)

func parseCharMap(data []byte, depth int) *charMap {
	m := &charMap{chars: map[uint32]string{}, left: maxCodes}
	l := lexer{data: data}
	var operands []object
	for {
		t := l.next()
		if t.kind == endToken || m.left < 0 {
			return m
		}
		if t.kind != keywordToken {
			if o, ok := l.objectFrom(t, depth); ok && len(operands) < 4*maxRange {
				operands = append(operands, o)
			}
			continue
		}
		switch string(t.bytes) {
		case "endcodespacerange":
			m.addSpaces(operands)
		case "endbfchar":
			for i := 0; i+1 < len(operands); i += 2 {
				if code, _, ok := codeOf(operands[i]); ok {
					m.left--
					m.chars[code] = utf16Text(operands[i+1])
				}
			}
		case "endbfrange":
			m.addRanges(operands)
		case "endcidrange":
			for i := 0; i+2 < len(operands); i += 3 {
				from, _, ok := codeOf(operands[i])
				to, _, ok2 := codeOf(operands[i+1])
				cid, ok3 := operands[i+2].(float64)
				if ok && ok2 && ok3 && len(m.cids) < maxRanges {
					m.cids = append(m.cids, cidRange{from, to, uint32(cid)})
				}
			}
		case "endcidchar":
			for i := 0; i+1 < len(operands); i += 2 {
				code, _, ok := codeOf(operands[i])
				if cid, ok2 := operands[i+1].(float64); ok && ok2 && len(m.cids) < maxRanges {
					m.cids = append(m.cids, cidRange{code, code, uint32(cid)})
				}
			}
		}
		operands = operands[:0]
	}
}

func (m *charMap) addSpaces(operands []object) {
	for i := 0; i+1 < len(operands); i += 2 {
		from, size, ok := codeOf(operands[i])
		to, _, ok2 := codeOf(operands[i+1])
		if ok && ok2 && size > 0 && len(m.spaces) < maxSpaces {
			m.widths[size] = true
			m.spaces = append(m.spaces, codeSpace{size, from, to})
		}
	}
}

func (m *charMap) addRanges(operands []object) {
	for i := 0; i+2 < len(operands); i += 3 {
		from, _, ok := codeOf(operands[i])
		to, _, ok2 := codeOf(operands[i+1])
		if !ok || !ok2 || to < from || to-from >= maxRange {
			continue
		}
		if each, ok := operands[i+2].(array); ok {
			for j, o := range each {
				if m.left--; uint32(j) <= to-from && m.left > 0 {
					m.chars[from+uint32(j)] = utf16Text(o)
				}
			}
			continue
		}
		start, ok := operands[i+2].(text)
		if !ok || len(start) == 0 {
			continue
		}
		for code := from; code <= to && m.left > 0; code++ {
			m.left--
			next := []byte(start)
			add := int(code - from)
			for at := len(next) - 1; at >= 0 && add > 0; at-- {
				add += int(next[at])
				next[at] = byte(add)
				add >>= 8
			}
			m.chars[code] = utf16Text(text(next))
		}
	}
}

func codeOf(o object) (code uint32, size int, ok bool) {
	s, ok := o.(text)
	if !ok || len(s) == 0 || len(s) > 4 {
		return 0, 0, false
	}
	return uint32(bigEndian([]byte(s))), len(s), true
}

// utf16Text returns what a ToUnicode map says of one code, cleaned of what
// nobody can read.
func utf16Text(o object) string {
	s, ok := o.(text)
	if !ok {
		return ""
	}
	if len(s) == 1 {
		return printable(rune(s[0]))
	}
	units := make([]uint16, 0, len(s)/2)
	for i := 0; i+1 < len(s) && i < 512; i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	var out strings.Builder
	for _, r := range utf16.Decode(units) {
		out.WriteString(printable(r))
	}
	return out.String()
}

// cid returns the glyph number of a code.
func (m *charMap) cid(code uint32) uint32 {
	for _, r := range m.cids {
		if code >= r.from && code <= r.to {
			return r.cid + code - r.from
		}
	}
	return 0
}

// next cuts one code off a string, by the code spaces where there are several
// lengths.
func (m *charMap) next(s []byte) (code uint32, size int) {
	for n := 1; n <= 4 && n <= len(s); n++ {
		code = code<<8 | uint32(s[n-1])
		if !m.widths[n] {
			continue
		}
		for _, space := range m.spaces {
			if space.size == n && inSpace(code, space) {
				return code, n
			}
		}
	}
	n := min(2, len(s))
	if m.widths[1] && !m.widths[2] {
		n = 1
	}
	return uint32(bigEndian(s[:n])), n
}

func inSpace(code uint32, space codeSpace) bool {
	for shift := 0; shift < 8*space.size; shift += 8 {
		b := code >> shift & 255
		if b < space.from>>shift&255 || b > space.to>>shift&255 {
			return false
		}
	}
	return true
}
