package pdf

import (
	"bytes"
	"math"
)

// The objects of a PDF file (ISO 32000-2, 7.3). An object is nil, bool,
// float64 or one of these types; a stream's bytes are still encoded.
type (
	object any
	name   string
	text   string // a string object, its bytes decoded but not its characters
	array  []object
	dict   map[name]object
	ref    struct{ num, gen int }
	stream struct {
		dict dict
		raw  []byte
		ref  ref
	}
)

type tokenKind uint8

const (
	endToken tokenKind = iota
	numberToken
	nameToken
	stringToken
	keywordToken
	arrayOpen
	arrayClose
	dictOpen
	dictClose
)

// A token is one word of PDF syntax. Its bytes lie in the file or in the
// lexer's scratch space, so they live as long as the lexer's data.
type token struct {
	kind    tokenKind
	integer bool
	num     float64
	bytes   []byte
}

// A lexer cuts file bodies and content streams into tokens. It allocates only
// for strings with escapes.
type lexer struct {
	data    []byte
	pos     int
	scratch []byte
}

const (
	regular = iota
	space
	delimiter
)

var class = func() (c [256]uint8) {
	for _, b := range []byte("\x00\t\n\f\r ") {
		c[b] = space
	}
	for _, b := range []byte("()<>[]{}/%") {
		c[b] = delimiter
	}
	return c
}()

func (l *lexer) skipSpace() {
	for l.pos < len(l.data) {
		switch b := l.data[l.pos]; {
		case class[b] == space:
			l.pos++
		case b == '%':
			for l.pos < len(l.data) && l.data[l.pos] != '\n' && l.data[l.pos] != '\r' {
				l.pos++
			}
		default:
			return
		}
	}
}

func (l *lexer) next() token {
	l.skipSpace()
	if l.pos >= len(l.data) {
		return token{}
	}
	b := l.data[l.pos]
	switch b {
	case '+', '-', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return l.number()
	case '/':
		l.pos++
		return token{kind: nameToken, bytes: l.name()}
	case '(':
		return token{kind: stringToken, bytes: l.literal()}
	case '[':
		l.pos++
		return token{kind: arrayOpen}
	case ']':
		l.pos++
		return token{kind: arrayClose}
	case '<':
		if l.peek(1) == '<' {
			l.pos += 2
			return token{kind: dictOpen}
		}
		return token{kind: stringToken, bytes: l.hex()}
	case '>':
		l.pos++
		if l.peek(0) == '>' {
			l.pos++
			return token{kind: dictClose}
		}
		return token{kind: keywordToken} // out of place: an empty keyword, which everybody skips
	case '{', '}', ')':
		l.pos++
		return token{kind: keywordToken, bytes: l.data[l.pos-1 : l.pos]}
	}
	return token{kind: keywordToken, bytes: l.word()}
}

func (l *lexer) peek(n int) byte {
	if l.pos+n < len(l.data) {
		return l.data[l.pos+n]
	}
	return 0
}

func (l *lexer) word() []byte {
	from := l.pos
	for l.pos < len(l.data) && class[l.data[l.pos]] == regular {
		l.pos++
	}
	return l.data[from:l.pos]
}

func (l *lexer) name() []byte {
	word := l.word()
	if bytes.IndexByte(word, '#') < 0 {
		return word
	}
	decoded := make([]byte, 0, len(word))
	for i := 0; i < len(word); i++ {
		if word[i] == '#' && i+2 < len(word) && hexDigit(word[i+1]) >= 0 && hexDigit(word[i+2]) >= 0 {
			decoded = append(decoded, byte(hexDigit(word[i+1])<<4|hexDigit(word[i+2])))
			i += 2
			continue
		}
		decoded = append(decoded, word[i])
	}
	return decoded
}

var tenths = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// number reads a number the forgiving way: "--5" is -5 and "1.2.3" is 1.2,
// because old programs wrote both.
func (l *lexer) number() token {
	from := l.pos
	sign, whole, digits, decimals, dot := 1.0, 0.0, 0, 0, false
loop:
	for ; l.pos < len(l.data); l.pos++ {
		switch b := l.data[l.pos]; {
		case b >= '0' && b <= '9':
			if dot && decimals == len(tenths)-1 {
				continue
			}
			digits++
			whole = whole*10 + float64(b-'0')
			if dot {
				decimals++
			}
		case b == '-' && digits == 0:
			sign = -1
		case b == '+' && digits == 0:
		case b == '.' && !dot:
			dot = true
		default:
			break loop
		}
	}
	if l.pos < len(l.data) && class[l.data[l.pos]] == regular {
		l.word()
		if digits == 0 {
			return token{kind: keywordToken, bytes: l.data[from:l.pos]}
		}
	}
	if math.IsInf(whole, 0) {
		whole = 0
	}
	return token{kind: numberToken, integer: !dot, num: sign * whole / tenths[decimals]}
}

func (l *lexer) literal() []byte {
	l.pos++
	from, depth := l.pos, 1
	for i := from; i < len(l.data); i++ {
		switch l.data[i] {
		case '\\', '\r':
			return l.escaped(from)
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				l.pos = i + 1
				return l.data[from:i]
			}
		}
	}
	l.pos = len(l.data)
	return l.data[from:]
}

var escapes = [256]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f'}

func (l *lexer) escaped(from int) []byte {
	start, depth, i := len(l.scratch), 1, from
loop:
	for ; i < len(l.data); i++ {
		b := l.data[i]
		switch b {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				i++
				break loop
			}
		case '\r':
			if i+1 < len(l.data) && l.data[i+1] == '\n' {
				i++
			}
			b = '\n'
		case '\\':
			i++
			if i >= len(l.data) {
				break loop
			}
			b = l.data[i]
			switch {
			case b >= '0' && b <= '7':
				code := int(b - '0')
				for n := 0; n < 2 && i+1 < len(l.data) && l.data[i+1] >= '0' && l.data[i+1] <= '7'; n++ {
					i++
					code = code<<3 | int(l.data[i]-'0')
				}
				b = byte(code)
			case b == '\r':
				if i+1 < len(l.data) && l.data[i+1] == '\n' {
					i++
				}
				continue
			case b == '\n':
				continue
			case escapes[b] != 0:
				b = escapes[b]
			}
		}
		l.scratch = append(l.scratch, b)
	}
	l.pos = i
	return l.scratch[start:len(l.scratch):len(l.scratch)]
}

func hexDigit(b byte) int {
	switch {
	case b >= '0' && b <= '9':
		return int(b - '0')
	case b >= 'a' && b <= 'f':
		return int(b-'a') + 10
	case b >= 'A' && b <= 'F':
		return int(b-'A') + 10
	}
	return -1
}

func (l *lexer) hex() []byte {
	l.pos++
	start, high := len(l.scratch), -1
	for ; l.pos < len(l.data); l.pos++ {
		b := l.data[l.pos]
		if b == '>' {
			l.pos++
			break
		}
		d := hexDigit(b)
		switch {
		case d < 0:
		case high < 0:
			high = d
		default:
			l.scratch = append(l.scratch, byte(high<<4|d))
			high = -1
		}
	}
	if high >= 0 {
		l.scratch = append(l.scratch, byte(high<<4))
	}
	return l.scratch[start:len(l.scratch):len(l.scratch)]
}

// object reads one object. The second result is false at the end of the data,
// at a closing bracket, and at a keyword that is no object.
func (l *lexer) object(depth int) (object, bool) { return l.objectFrom(l.next(), depth) }

func (l *lexer) objectFrom(t token, depth int) (object, bool) {
	if depth <= 0 {
		return nil, false
	}
	switch t.kind {
	case numberToken:
		if t.integer && t.num >= 0 {
			if gen, ok := l.refTail(); ok {
				return ref{int(t.num), gen}, true
			}
		}
		return t.num, true
	case nameToken:
		return name(t.bytes), true
	case stringToken:
		return text(t.bytes), true
	case arrayOpen:
		items := array{}
		for {
			t := l.next()
			if t.kind == arrayClose || t.kind == endToken {
				return items, true
			}
			item, ok := l.objectFrom(t, depth-1)
			if !ok {
				if t.kind == keywordToken && string(t.bytes) != "endobj" {
					continue
				}
				return items, true
			}
			items = append(items, item)
		}
	case dictOpen:
		return l.dictionary(depth), true
	case keywordToken:
		switch string(t.bytes) {
		case "null":
			return nil, true
		case "true":
			return true, true
		case "false":
			return false, true
		}
	}
	return nil, false
}

func (l *lexer) dictionary(depth int) dict {
	d := dict{}
	for {
		key := l.next()
		switch key.kind {
		case dictClose, endToken:
			return d
		case nameToken:
		case keywordToken:
			if string(key.bytes) == "endobj" || string(key.bytes) == "stream" {
				l.pos -= len(key.bytes)
				return d
			}
			continue
		default:
			continue
		}
		before := l.pos
		t := l.next()
		if t.kind == dictClose || t.kind == endToken {
			return d
		}
		value, ok := l.objectFrom(t, depth-1)
		if !ok {
			if t.kind == keywordToken {
				l.pos = before
				continue
			}
			return d
		}
		d[name(key.bytes)] = value
	}
}

// refTail reads "G R" after an object number, or nothing.
func (l *lexer) refTail() (gen int, ok bool) {
	i := l.pos
	for i < len(l.data) && class[l.data[i]] == space {
		i++
	}
	digits := i
	for i < len(l.data) && l.data[i] >= '0' && l.data[i] <= '9' && i-digits < 6 {
		gen = gen*10 + int(l.data[i]-'0')
		i++
	}
	if i == digits {
		return 0, false
	}
	gap := i
	for i < len(l.data) && class[l.data[i]] == space {
		i++
	}
	if i == gap || i >= len(l.data) || l.data[i] != 'R' || i+1 < len(l.data) && class[l.data[i+1]] == regular {
		return 0, false
	}
	l.pos = i + 1
	return gen, true
}
