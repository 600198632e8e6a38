package pdf

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// The characters behind glyph names, as far as European text needs them.
// Accented letters are composed: "eacute" is "e" and "acute".
var (
	glyphNames = func() map[string]rune {
		names := map[string]rune{}
		for pair := range strings.FieldsSeq(`
			space:0020 exclam:0021 quotedbl:0022 numbersign:0023 dollar:0024 percent:0025 ampersand:0026 quotesingle:0027
			parenleft:0028 parenright:0029 asterisk:002A plus:002B comma:002C hyphen:002D period:002E slash:002F
			zero:0030 one:0031 two:0032 three:0033 four:0034 five:0035 six:0036 seven:0037 eight:0038 nine:0039
			colon:003A semicolon:003B less:003C equal:003D greater:003E question:003F at:0040
			bracketleft:005B backslash:005C bracketright:005D asciicircum:005E underscore:005F grave:0060
			braceleft:007B bar:007C braceright:007D asciitilde:007E nbspace:00A0 nonbreakingspace:00A0
			exclamdown:00A1 cent:00A2 sterling:00A3 currency:00A4 yen:00A5 brokenbar:00A6 section:00A7 dieresis:00A8
			copyright:00A9 ordfeminine:00AA guillemotleft:00AB logicalnot:00AC softhyphen:00AD sfthyphen:00AD registered:00AE macron:00AF
			degree:00B0 plusminus:00B1 twosuperior:00B2 threesuperior:00B3 acute:00B4 mu:00B5 paragraph:00B6
			periodcentered:00B7 middot:00B7 cedilla:00B8 onesuperior:00B9 ordmasculine:00BA guillemotright:00BB
			onequarter:00BC onehalf:00BD threequarters:00BE questiondown:00BF
			AE:00C6 ae:00E6 Oslash:00D8 oslash:00F8 Eth:00D0 eth:00F0 Thorn:00DE thorn:00FE germandbls:00DF
			multiply:00D7 divide:00F7 dotlessi:0131 Lslash:0141 lslash:0142 OE:0152 oe:0153 florin:0192 Dcroat:0110 dcroat:0111
			circumflex:02C6 caron:02C7 breve:02D8 dotaccent:02D9 ring:02DA ogonek:02DB tilde:02DC hungarumlaut:02DD
			endash:2013 emdash:2014 quoteleft:2018 quoteright:2019 quotesinglbase:201A quotedblleft:201C quotedblright:201D
			quotedblbase:201E dagger:2020 daggerdbl:2021 bullet:2022 ellipsis:2026 perthousand:2030 guilsinglleft:2039
			guilsinglright:203A fraction:2044 Euro:20AC euro:20AC trademark:2122 minus:2212 ff:FB00 fi:FB01 fl:FB02 ffi:FB03 ffl:FB04
			lessequal:2264 greaterequal:2265 notequal:2260 approxequal:2248 infinity:221E summation:2211 radical:221A
			arrowright:2192 arrowleft:2190 arrowup:2191 arrowdown:2193 checkmark:2713 filledbox:25A0 square:25A1 lozenge:25CA
			alpha:03B1 beta:03B2 gamma:03B3 delta:03B4 epsilon:03B5 lambda:03BB pi:03C0 sigma:03C3 omega:03C9 Delta:0394 Omega:03A9`) {
			name, code, _ := strings.Cut(pair, ":")
			r, _ := strconv.ParseInt(code, 16, 32)
			names[name] = rune(r)
		}
		for r := 'A'; r <= 'Z'; r++ {
			names[string(r)], names[string(r+32)] = r, r+32
		}
		return names
	}()
	accents = map[string]string{
		"acute": "\u0301", "grave": "\u0300", "circumflex": "\u0302", "dieresis": "\u0308", "tilde": "\u0303",
		"ring": "\u030A", "caron": "\u030C", "cedilla": "\u0327", "macron": "\u0304", "breve": "\u0306",
		"ogonek": "\u0328", "dotaccent": "\u0307", "hungarumlaut": "\u030B", "commaaccent": "\u0326",
	}
)

// glyphText returns the characters of a glyph name (Adobe Glyph List
// specification, section 2), or "" for a name that says nothing, like "g12".
func glyphText(glyph string) string {
	glyph, _, _ = strings.Cut(glyph, ".")
	if strings.Contains(glyph, "_") {
		var all strings.Builder
		for part := range strings.SplitSeq(glyph, "_") {
			text := glyphText(part)
			if text == "" {
				return ""
			}
			all.WriteString(text)
		}
		return all.String()
	}
	if r, ok := glyphNames[glyph]; ok {
		return printable(r)
	}
	if len(glyph) > 1 {
		if accent, ok := accents[glyph[1:]]; ok {
			return norm.NFC.String(glyph[:1] + accent)
		}
	}
	digits := ""
	switch {
	case strings.HasPrefix(glyph, "uni") && len(glyph) == 7:
		digits = glyph[3:]
	case strings.HasPrefix(glyph, "u") && len(glyph) >= 5 && len(glyph) <= 7:
		digits = glyph[1:]
	}
	if r, err := strconv.ParseUint(digits, 16, 21); err == nil {
		return printable(rune(r))
	}
	return ""
}

// printable returns a character as text: ligatures as their letters, control
// characters not at all, symbols of the private area as what they look like.
func printable(r rune) string {
	switch {
	case r >= 0xFB00 && r <= 0xFB06:
		return norm.NFKC.String(string(r))
	case r == '\t' || r == '\n' || r == '\r' || r == 0xA0:
		return " "
	case r < ' ', r >= 0x7F && r < 0xA0, !utf8.ValidRune(r), r == 0xFEFF, r == 0xFFFE, r == 0xFFFF:
		return ""
	case r >= 0xF020 && r <= 0xF0FF:
		return symbolText(r - 0xF000)
	}
	return string(r)
}

// symbolText maps the private codes of the Symbol and Wingdings fonts, which
// word processors use for the marks of lists and for boxes to tick. Both fonts
// keep a round mark at B7 or nearby; other codes below 80 are plain characters
// in Symbol.
func symbolText(code rune) string {
	switch code {
	case 0xB7, 0x6C, 0x9F, 0xA5:
		return "•"
	case 0xA7, 0x6E:
		return "▪"
	case 0x71, 0xA8, 0x6F:
		return "□"
	case 0xD8:
		return "➢"
	case 0xE0:
		return "→"
	case 0xFC:
		return "✓"
	case 0xFE:
		return "☑"
	case 0xFB:
		return "✗"
	case 0x2D:
		return "-"
	}
	if code < 0x7F {
		return string(code)
	}
	return "•"
}

// baseEncoding returns the characters of the 256 codes of a named encoding
// (ISO 32000-2, annex D). Without a name it is StandardEncoding.
func baseEncoding(n name) (table [256]string) {
	switch n {
	case "WinAnsiEncoding", "MacRomanEncoding":
		chars := charmap.Windows1252
		if n == "MacRomanEncoding" {
			chars = charmap.Macintosh
		}
		for code := range 256 {
			if r := chars.DecodeByte(byte(code)); r != utf8.RuneError {
				table[code] = printable(r)
			}
		}
		if n == "WinAnsiEncoding" {
			table[0x7F], table[0x81], table[0x8D], table[0x8F], table[0x90], table[0x9D] = "•", "•", "•", "•", "•", "•"
		}
		return table
	}
	for code := ' '; code < 0x7F; code++ {
		table[code] = string(code)
	}
	table['\''], table['`'] = "’", "‘"
	for code, r := range map[int]rune{
		0xA1: '¡', 0xA2: '¢', 0xA3: '£', 0xA4: '⁄', 0xA5: '¥', 0xA6: 'ƒ', 0xA7: '§', 0xA8: '¤', 0xA9: '\'', 0xAA: '“', 0xAB: '«',
		0xAC: '‹', 0xAD: '›', 0xAE: 0xFB01, 0xAF: 0xFB02, 0xB1: '–', 0xB2: '†', 0xB3: '‡', 0xB4: '·', 0xB6: '¶', 0xB7: '•', 0xB8: '‚',
		0xB9: '„', 0xBA: '”', 0xBB: '»', 0xBC: '…', 0xBD: '‰', 0xBF: '¿', 0xC1: '`', 0xC2: '´', 0xC3: 'ˆ', 0xC4: '˜', 0xC5: '¯',
		0xC6: '˘', 0xC7: '˙', 0xC8: '¨', 0xCA: '˚', 0xCB: '¸', 0xCD: '˝', 0xCE: '˛', 0xCF: 'ˇ', 0xD0: '—', 0xE1: 'Æ', 0xE3: 'ª',
		0xE8: 'Ł', 0xE9: 'Ø', 0xEA: 'Œ', 0xEB: 'º', 0xF1: 'æ', 0xF5: 'ı', 0xF8: 'ł', 0xF9: 'ø', 0xFA: 'œ', 0xFB: 'ß',
	} {
		table[code] = printable(r)
	}
	return table
}
