package extract

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"klynge/internal/pattern"
)

// Names of character sets as [Decode] returns them.
const (
	UTF8        = "utf-8"
	UTF16LE     = "utf-16le"
	UTF16BE     = "utf-16be"
	Windows1252 = "windows-1252"
	MacRoman    = "macintosh"
	TwiceUTF8   = "utf-8 twice" // UTF-8 that was read as one byte a letter and written as UTF-8 again
)

// Decode returns the text in data and the character set it was written in.
//
// A byte order mark decides; so do the zero bytes of UTF-16. What is valid
// UTF-8 is UTF-8, whatever the file says of itself. The rest is Windows-1252
// or Mac Roman, as the Danish letters and the quotation marks tell. Decode
// never fails: bytes that are no text come out as replacement characters.
func Decode(data []byte) (text, charset string) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return decode16(data[2:], binary.LittleEndian), UTF16LE
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decode16(data[2:], binary.BigEndian), UTF16BE
	}
	switch zeros(data) {
	case UTF16LE:
		return decode16(data, binary.LittleEndian), UTF16LE
	case UTF16BE:
		return decode16(data, binary.BigEndian), UTF16BE
	}
	if utf8.Valid(data) {
		text := string(data)
		if repaired, ok := repairTwice(text); ok {
			return repaired, TwiceUTF8
		}
		return text, UTF8
	}
	if good, bad := countUTF8(data); good > bad {
		return mixed(data), UTF8
	}
	if declared(data) != Windows1252 && looksMac(data) {
		return decode8(data, charmap.Macintosh), MacRoman
	}
	return decode8(data, charmap.Windows1252), Windows1252
}

func decode16(data []byte, order binary.ByteOrder) string {
	var b strings.Builder
	b.Grow(len(data))
	for i := 0; i+1 < len(data); i += 2 {
		r := rune(order.Uint16(data[i:]))
		if utf16.IsSurrogate(r) && i+3 < len(data) {
			if pair := utf16.DecodeRune(r, rune(order.Uint16(data[i+2:]))); pair != utf8.RuneError {
				r, i = pair, i+2
			}
		}
		if utf16.IsSurrogate(r) {
			r = utf8.RuneError
		}
		b.WriteRune(r)
	}
	return b.String()
}

// zeros recognises UTF-16 without a byte order mark by its zero bytes: Danish
// has one in nearly every pair, always on the same side.
func zeros(data []byte) string {
	head := data[:min(len(data), 4096)&^1]
	var even, odd int
	for i := 0; i < len(head); i += 2 {
		if head[i] == 0 && head[i+1] != 0 {
			even++
		}
		if head[i+1] == 0 && head[i] != 0 {
			odd++
		}
	}
	switch pairs := len(head) / 2; {
	case pairs < 2:
	case odd*10 >= pairs*7 && even*20 <= pairs:
		return UTF16LE
	case even*10 >= pairs*7 && odd*20 <= pairs:
		return UTF16BE
	}
	return ""
}

// countUTF8 counts the letters of more than one byte and the bytes that are no
// UTF-8.
func countUTF8(data []byte) (good, bad int) {
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			bad++
		} else {
			good++
		}
		i += size
	}
	return good, bad
}

// mixed decodes UTF-8 into which bytes of Windows-1252 were pasted.
func mixed(data []byte) string {
	var b strings.Builder
	b.Grow(len(data))
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			r = charmap.Windows1252.DecodeByte(data[i])
		}
		b.WriteRune(r)
		i += size
	}
	return b.String()
}

func decode8(data []byte, m *charmap.Charmap) string {
	var b strings.Builder
	b.Grow(len(data) + len(data)/16)
	for _, c := range data {
		b.WriteRune(m.DecodeByte(c))
	}
	return b.String()
}

var declaration = pattern.New(`(?i)(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_-]+)`)

// declared returns the one-byte character set that HTML or XML says it is in.
func declared(data []byte) string {
	m := declaration.FindSubmatch(data[:min(len(data), 2048)])
	if m == nil {
		return ""
	}
	switch strings.ToLower(string(m[1])) {
	case "windows-1252", "cp1252", "iso-8859-1", "iso8859-1", "latin1", "iso-8859-15":
		return Windows1252
	case "macintosh", "mac", "x-mac-roman":
		return MacRoman
	}
	return ""
}

// looksMac weighs each byte above ASCII as Mac Roman and as Windows-1252: a
// Danish letter beside a letter, or a quotation mark or dash where one may
// stand, speaks for a set; an unusual sign inside a word speaks against it.
func looksMac(data []byte) bool {
	mac, windows := 0, 0
	for i, c := range data {
		if c < utf8.RuneSelf {
			continue
		}
		inWord := i > 0 && isASCIILetter(data[i-1]) || i+1 < len(data) && isASCIILetter(data[i+1])
		mac += weigh(charmap.Macintosh.DecodeByte(c), inWord)
		windows += weigh(charmap.Windows1252.DecodeByte(c), inWord)
	}
	return mac > windows
}

func isASCIILetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func weigh(r rune, inWord bool) int {
	switch {
	case strings.ContainsRune("æøåÆØÅ", r):
		return 3
	case strings.ContainsRune("éüöäÉ", r) && inWord:
		return 1
	case strings.ContainsRune("“”‘’–—•…»«§½´°\u00a0", r):
		return 1
	case unicode.IsLetter(r):
		return -1
	case inWord || unicode.IsControl(r) || r == utf8.RuneError:
		return -2
	}
	return 0
}

// repairTwice repairs text in which UTF-8 was once read as Windows-1252 or
// Mac Roman ("Ã¦" and "√¶" for æ). It only touches runs that are UTF-8 when
// read back and give letters that Danish uses.
func repairTwice(s string) (string, bool) {
	for _, m := range []struct {
		sign string
		set  *charmap.Charmap
	}{{"Ã", charmap.Windows1252}, {"â€", charmap.Windows1252}, {"√", charmap.Macintosh}, {"‚Ä", charmap.Macintosh}} {
		if strings.Contains(s, m.sign) {
			if repaired := repair(s, m.set); repaired != s {
				return repaired, true
			}
		}
	}
	return s, false
}

func repair(s string, set *charmap.Charmap) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if fixed, n := readBack(s[i:], set); n > 0 {
			r, size = fixed, n
		}
		b.WriteRune(r)
		i += size
	}
	return b.String()
}

// readBack returns the letter whose UTF-8 bytes are the next characters of s
// in set, and how long they are; 0 when they are none.
func readBack(s string, set *charmap.Charmap) (rune, int) {
	if s[0] < utf8.RuneSelf {
		return 0, 0
	}
	var raw [3]byte
	n := 0
	for i, r := range s {
		c, ok := set.EncodeRune(r)
		if !ok && set == charmap.Windows1252 && r >= 0x80 && r < 0xa0 {
			c, ok = byte(r), true // the five holes of the set stand for themselves
		}
		if !ok || c < utf8.RuneSelf || n == len(raw) {
			break
		}
		raw[n] = c
		n++
		fixed, size := utf8.DecodeRune(raw[:n])
		if size != n || fixed == utf8.RuneError {
			continue
		}
		if fixed >= 0xa0 && fixed < 0x180 || fixed >= 0x2010 && fixed <= 0x203a || fixed == '€' {
			return fixed, i + utf8.RuneLen(r)
		}
		break
	}
	return 0, 0
}
