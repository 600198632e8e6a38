package extract

import (
	"bytes"

	"klynge/internal/fault"
)

// A signature is how the files of a format start.
type signature struct {
	magic string
	kind  func(data []byte) (Kind, error)
}

func refused(what string) func([]byte) (Kind, error) {
	return func([]byte) (Kind, error) { return "", refuse(what) }
}

var signatures = []signature{
	{"PK\x03\x04", detectZip},
	{"PK\x05\x06", refused("et tomt ZIP-arkiv")},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", detectOLE},
	{"{\\rtf", refused("et RTF-dokument")},
	{"\x89PNG\r\n", refused("et billede (PNG)")},
	{"\xff\xd8\xff", refused("et billede (JPEG)")},
	{"GIF8", refused("et billede (GIF)")},
	{"II*\x00", refused("et billede (TIFF)")},
	{"MM\x00*", refused("et billede (TIFF)")},
	{"RIFF", refused("et billede, en lyd eller en film")},
	{"\x00\x00\x00", refused("et billede, en lyd eller en film")},
	{"ID3", refused("en lydfil")},
	{"MZ", detectMZ},
	{"\x7fELF", refused("et program")},
	{"\xcf\xfa\xed\xfe", refused("et program")},
	{"\x1f\x8b", refused("et komprimeret arkiv")},
	{"7z\xbc\xaf\x27\x1c", refused("et komprimeret arkiv")},
	{"Rar!\x1a\x07", refused("et komprimeret arkiv")},
	{"SQLite format 3\x00", refused("en database")},
}

// detectMZ tells a program from a text that starts with MZ.
func detectMZ(data []byte) (Kind, error) {
	if bytes.IndexByte(data[:min(len(data), 256)], 0) >= 0 {
		return "", refuse("et program")
	}
	text, _ := Decode(data[:min(len(data), sniffed)])
	return detectText(text, data)
}

// detectOLE says what a file in Microsoft's compound format is. A DOCX with a
// password is one, with its content encrypted inside ([MS-OFFCRYPTO] 2.3.4).
func detectOLE(data []byte) (Kind, error) {
	switch {
	case bytes.Contains(data, wide("EncryptedPackage")):
		return "", fault.New(fault.Invalid, "Dokumentet er beskyttet med adgangskode. Intet er gemt. "+
			"Åbn det i Word, fjern adgangskoden under Filer, Oplysninger, Beskyt dokument, gem det, og prøv igen.")
	case bytes.Contains(data, wide("WordDocument")):
		return "", fault.New(fault.Invalid, "Filen er et Word-dokument i det gamle format (.doc). Intet er gemt. "+
			"Åbn det i Word eller LibreOffice, gem det som .docx eller PDF, og prøv igen.")
	case bytes.Contains(data, wide("__substg1.0_")):
		return "", refuse("en e-mail fra Outlook")
	case bytes.Contains(data, wide("Workbook")):
		return "", refuse("et regneark i det gamle Excel-format")
	}
	return "", refuse("en ældre Office-fil")
}

// wide returns an ASCII string in UTF-16, as names stand in compound files.
func wide(s string) []byte {
	b := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		b = append(b, s[i], 0)
	}
	return b
}
