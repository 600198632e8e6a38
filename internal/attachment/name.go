package attachment

import (
	"path"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// longestName is how many characters a file's name may have, with room for the
// 255 bytes of most file systems.
const longestName = 120

// FileName returns the name that a file is handed out under: its last part
// without folders, without what cannot be seen or turns the direction of
// writing, ending as its kind does. “../../faktura\u202Efdp.exe” of a PDF becomes
// "fakturafdp.exe.pdf".
func FileName(claimed string, k Kind) string {
	name := plain(claimed)
	ext := path.Ext(name)
	if !ends(ext, k) {
		ext = k.Extension
	} else {
		name = strings.TrimSuffix(name, ext)
	}
	if runes := []rune(name); len(runes) > longestName {
		name = strings.TrimSpace(string(runes[:longestName]))
	}
	if name = strings.Trim(name, ". "); name == "" {
		name = "bilag"
	}
	return name + ext
}

// ends reports whether files of a kind end so.
func ends(ext string, k Kind) bool {
	ext = strings.ToLower(ext)
	return ext != "" && (ext == k.Extension || ext == ".jpeg" && k.Extension == ".jpg" || ext == ".tsv" && k.Extension == ".txt")
}

// plain returns a name without folders, and without what a reader cannot see.
func plain(claimed string) string {
	claimed = strings.ReplaceAll(strings.ToValidUTF8(claimed, ""), `\`, "/")
	claimed = claimed[strings.LastIndexByte(claimed, '/')+1:]
	claimed = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"|?*`, r) {
			return -1
		}
		return r
	}, claimed)
	return plainText(claimed)
}

// plainText returns a text on one line, without what is not to be seen or turns
// the direction of writing (Unicode classes Cc, Cf and Co).
func plainText(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
			return -1
		}
		return r
	}, norm.NFC.String(strings.ToValidUTF8(text, "")))
	return strings.Join(strings.Fields(text), " ")
}

// Title returns the name of a paper that nobody has named, of its file's:
// "Budget_2027-v2.xlsx" becomes "Budget 2027-v2".
func Title(fileName string) string {
	name := strings.TrimSuffix(fileName, path.Ext(fileName))
	name = strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == '_' || unicode.IsSpace(r) }), " ")
	first, size := []rune(name), 0
	if len(first) > 0 {
		size = len(string(first[0]))
		return string(unicode.ToUpper(first[0])) + name[size:]
	}
	return name
}
