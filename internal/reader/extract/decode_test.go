package extract

import (
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

// encode writes a text in a one-byte character set.
func encode(t testing.TB, set *charmap.Charmap, s string) string {
	t.Helper()
	out, err := set.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func encode16(s string, little bool) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		if little {
			b.WriteByte(byte(u))
			b.WriteByte(byte(u >> 8))
		} else {
			b.WriteByte(byte(u >> 8))
			b.WriteByte(byte(u))
		}
	}
	return b.String()
}

func TestDecode(t *testing.T) {
	const danish = "Åbent møde i Sundhedsklyngen på Ærø – “næste” møde: 3. maj"
	for name, tt := range map[string]struct{ data, text, charset string }{
		"UTF-8":                    {danish, danish, UTF8},
		"UTF-8 with a mark":        {"\xef\xbb\xbf" + danish, danish, UTF8},
		"UTF-16LE with a mark":     {"\xff\xfe" + encode16(danish, true), danish, UTF16LE},
		"UTF-16BE with a mark":     {"\xfe\xff" + encode16(danish, false), danish, UTF16BE},
		"UTF-16LE":                 {encode16(danish, true), danish, UTF16LE},
		"UTF-16BE":                 {encode16(danish, false), danish, UTF16BE},
		"UTF-16 with a pair":       {"\xff\xfe" + encode16("📆 møde", true), "📆 møde", UTF16LE},
		"UTF-16 with half a pair":  {"\xff\xfe\x3d\xd8a\x00", "\ufffda", UTF16LE},
		"Windows-1252":             {encode(t, charmap.Windows1252, danish), danish, Windows1252},
		"Mac Roman":                {encode(t, charmap.Macintosh, danish), danish, MacRoman},
		"Mac Roman, capitals":      {encode(t, charmap.Macintosh, "ÅBNE PUNKTER: KØB AF ÆLDREBOLIGER"), "ÅBNE PUNKTER: KØB AF ÆLDREBOLIGER", MacRoman},
		"Windows-1252, one letter": {encode(t, charmap.Windows1252, "Møde"), "Møde", Windows1252},
		"Windows-1252, names":      {encode(t, charmap.Windows1252, "André Müller, Åse Öberg"), "André Müller, Åse Öberg", Windows1252},
		"HTML that says latin1": {encode(t, charmap.Windows1252, `<meta charset="iso-8859-1"><p>blåbær</p>`),
			`<meta charset="iso-8859-1"><p>blåbær</p>`, Windows1252},
		"HTML that lies":           {`<meta charset="iso-8859-1"><p>blåbær</p>`, `<meta charset="iso-8859-1"><p>blåbær</p>`, UTF8},
		"twice, over Windows-1252": {encodeTwice(charmap.Windows1252, danish), danish, TwiceUTF8},
		"twice, over Mac Roman":    {encodeTwice(charmap.Macintosh, danish), danish, TwiceUTF8},
		"a stray byte in UTF-8":    {"blåbær og m\xf8de på Ærø", "blåbær og møde på Ærø", UTF8},
		"ASCII":                    {"Referat", "Referat", UTF8},
		"empty":                    {"", "", UTF8},
		"a formula, not twice":     {"√16 = 4 og Ã er et bogstav", "√16 = 4 og Ã er et bogstav", UTF8},
	} {
		t.Run(name, func(t *testing.T) {
			text, charset := Decode([]byte(tt.data))
			if text != tt.text || charset != tt.charset {
				t.Errorf("Decode(%q) = %q, %s, want %q, %s", tt.data, text, charset, tt.text, tt.charset)
			}
		})
	}
}

// encodeTwice reads the bytes of UTF-8 as letters of a one-byte set.
func encodeTwice(set *charmap.Charmap, s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		r := set.DecodeByte(c)
		if r == '\ufffd' {
			r = rune(c)
		}
		b.WriteRune(r)
	}
	return b.String()
}

func TestMojibakeIsNoted(t *testing.T) {
	d := read(t, []byte("MÃ¸de i klyngen\nSted: RÃ¥dhuset"))
	same(t, d, "p||Møde i klyngen\np||Sted: Rådhuset")
	if len(d.Notes) != 1 || d.Notes[0].Code != "mojibake" {
		t.Errorf("notes = %v, want one of mojibake", d.Notes)
	}
}
