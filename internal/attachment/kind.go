package attachment

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"

	"klynge/internal/fault"
)

// A Kind is a sort of file that is taken in.
type Kind struct {
	MediaType string
	Extension string // with its dot
	Danish    string // what people call it
}

const office = "application/vnd.openxmlformats-officedocument."

// Kinds are all of them.
var Kinds = []Kind{
	{"application/pdf", ".pdf", "PDF"},
	{office + "wordprocessingml.document", ".docx", "Word"},
	{office + "spreadsheetml.sheet", ".xlsx", "Excel"},
	{office + "presentationml.presentation", ".pptx", "PowerPoint"},
	{"application/vnd.oasis.opendocument.text", ".odt", "OpenDocument-tekst"},
	{"application/vnd.oasis.opendocument.spreadsheet", ".ods", "OpenDocument-regneark"},
	{"application/vnd.oasis.opendocument.presentation", ".odp", "OpenDocument-præsentation"},
	{"image/png", ".png", "PNG-billede"},
	{"image/jpeg", ".jpg", "JPEG-billede"},
	{"text/plain", ".txt", "tekst"},
	{"text/csv", ".csv", "CSV-tabel"},
}

// KindOf returns the kind of a media type, with or without parameters.
func KindOf(mediaType string) Kind {
	bare, _, _ := strings.Cut(mediaType, ";")
	if i := slices.IndexFunc(Kinds, func(k Kind) bool { return k.MediaType == bare }); i >= 0 {
		return Kinds[i]
	}
	return Kind{MediaType: bare}
}

// sniffed is how many of a file's first bytes say what it is.
const sniffed = 3072

// refusals are the sorts that are sent most and not taken, each with what to do
// instead. A sort stands for those that are made of it.
var refusals = []struct{ mediaType, why string }{
	{"image/svg+xml", "er et SVG-billede, og det kan rumme programkode. Gem billedet som PNG eller PDF."},
	{"text/html", "er en webside (HTML), og den kan rumme programkode. Gem siden som PDF."},
	{"application/xhtml+xml", "er en webside (HTML), og den kan rumme programkode. Gem siden som PDF."},
	{"application/vnd.microsoft.portable-executable", executable},
	{"application/x-elf", executable},
	{"application/x-mach-binary", executable},
	{"application/java-archive", executable},
	{"application/vnd.android.package-archive", executable},
	{"text/javascript", executable},
	{"application/javascript", executable},
	{"text/x-python", executable},
	{"text/x-php", executable},
	{"application/vnd.ms-outlook", "er en mail. Gem den som PDF."},
	{"message/rfc822", "er en mail. Gem den som PDF."},
	{"application/x-ole-storage", "er i et ældre Office-format eller beskyttet med adgangskode, så det ikke kan ses, hvad der er i den. Gem den som PDF eller i det nye format (docx, xlsx, pptx) uden adgangskode."},
	{"image/heic", "er et HEIC-billede, som ikke alle kan åbne. Gem billedet som JPEG eller PNG."},
	{"image/heif", "er et HEIC-billede, som ikke alle kan åbne. Gem billedet som JPEG eller PNG."},
}

const (
	executable = "er et program, og det kan gøre skade hos den, der åbner det. Læg det indhold, der skal læses, op som PDF."
	macros     = "rummer makroer eller andet, der kan køre hos den, der åbner den. Gem den uden makroer (docx, xlsx, pptx) eller som PDF."
	packed     = "er en pakket fil (zip). Pak den ud, og læg filerne op hver for sig."
	otherwise  = "er af en slags (%s), som ikke bliver taget imod. Gem den som PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG, tekst eller CSV."
	brokenZip  = "er beskadiget og kan ikke åbnes. Gem den igen, og prøv så."
)

// refuse says why a file is not taken in, by its cleaned name.
func refuse(name, why string) error {
	return fault.New(fault.Invalid, "“%s” %s Filen er ikke gemt.", name, why)
}

// first tells from a file's first bytes whether there is any use in reading on.
func first(head []byte, name string) (*mimetype.MIME, error) {
	if len(head) == 0 {
		return nil, refuse(name, "er tom (0 bytes). Se efter, om den blev gemt rigtigt hos dig selv.")
	}
	m := mimetype.Detect(head)
	for at := m; at != nil; at = at.Parent() {
		for _, r := range refusals {
			if at.Is(r.mediaType) {
				return nil, refuse(name, r.why)
			}
		}
	}
	bare, _, _ := strings.Cut(m.String(), ";")
	switch {
	// A page of HTML may hide in front of a PDF; readers begin where it says so.
	case m.Is("application/pdf") && !bytes.HasPrefix(head, []byte("%PDF-")):
		return nil, refuse(name, fmt.Sprintf(otherwise, "andet før PDF"))
	case zipped(m), m.Is("image/png"), m.Is("image/vnd.mozilla.apng"), KindOf(bare).Extension != "":
		return m, nil
	case bare == "text/tab-separated-values":
		return m, nil
	}
	return nil, refuse(name, fmt.Sprintf(otherwise, bare))
}

func zipped(m *mimetype.MIME) bool {
	for ; m != nil; m = m.Parent() {
		if m.Is("application/zip") {
			return true
		}
	}
	return false
}

// inspect tells the media type of a file from all of it, or why it is not taken
// in. A file that unpacks to more than anybody has room for is only stored, so
// nothing is unpacked but the two small parts that say what it is.
func inspect(file io.ReaderAt, size int64, name string) (mediaType string, err error) {
	head := make([]byte, min(size, sniffed))
	if _, err := file.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	m, err := first(head, name)
	switch {
	case err != nil:
		return "", err
	case zipped(m):
		return inspectZip(file, size, name)
	case m.Is("image/png"), m.Is("image/vnd.mozilla.apng"):
		return "image/png", nil
	case strings.HasPrefix(m.String(), "text/"):
		return inspectText(io.NewSectionReader(file, 0, size), m, name)
	}
	return KindOf(m.String()).MediaType, nil
}

// directoryBytes is the most that is read of a zip to know what is in it: room
// for about 20,000 parts.
const directoryBytes = 4 << 20

// bounded stops reading when so many bytes are read.
type bounded struct {
	io.ReaderAt
	left int
}

var errMuch = errors.New("attachment: the directory is larger than is read")

func (b *bounded) ReadAt(p []byte, at int64) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errMuch
	}
	return b.ReaderAt.ReadAt(p, at)
}

// documents tell the main part of a document, by its content type in
// [Content_Types].xml (ECMA-376 part 1, 11.3.10, 12.3.23, 13.3.6).
var documents = []struct{ main, mediaType string }{
	{"wordprocessingml.document.main+xml", office + "wordprocessingml.document"},
	{"spreadsheetml.sheet.main+xml", office + "spreadsheetml.sheet"},
	{"presentationml.presentation.main+xml", office + "presentationml.presentation"},
}

func inspectZip(file io.ReaderAt, size int64, name string) (mediaType string, err error) {
	z, err := zip.NewReader(&bounded{file, directoryBytes}, size)
	if err != nil {
		return "", fault.Because(err, fault.Invalid, "“%s” %s Filen er ikke gemt.", name, brokenZip)
	}
	for _, part := range z.File {
		if runs(part.Name) {
			return "", refuse(name, macros)
		}
	}
	// OpenDocument 1.3 part 2, 3.3: the type stands in a part of its own.
	if kind := KindOf(small(z, "mimetype")); kind.Extension != "" && strings.Contains(kind.MediaType, "opendocument") {
		return kind.MediaType, nil
	}
	types := small(z, "[Content_Types].xml")
	switch {
	case strings.Contains(types, "macroEnabled"):
		return "", refuse(name, macros)
	case types == "":
		return "", refuse(name, packed)
	}
	for _, d := range documents {
		if strings.Contains(types, d.main) {
			return d.mediaType, nil
		}
	}
	return "", refuse(name, fmt.Sprintf(otherwise, "Office-skabelon eller lignende"))
}

// runs reports whether a part of a document is something that can run.
func runs(part string) bool {
	part = strings.ToLower(strings.ReplaceAll(part, `\`, "/"))
	switch path.Base(part) {
	case "vbaproject.bin", "vbadata.xml", "autorun.inf":
		return true
	}
	switch path.Ext(part) {
	case ".exe", ".dll", ".js", ".vbs", ".ps1", ".bat", ".cmd", ".scr", ".com", ".jar", ".msi", ".class":
		return true
	}
	return strings.Contains("/"+part, "/activex/") || strings.HasPrefix(part, "basic/") || strings.HasPrefix(part, "scripts/") || strings.Contains(part, "/macrosheets/")
}

// small returns a part of a zip, "" when it is not there or is larger than such
// a part has any use for.
func small(z *zip.Reader, name string) string {
	const most = 1 << 20
	for _, part := range z.File {
		if !strings.EqualFold(part.Name, name) {
			continue
		}
		r, err := part.Open()
		if err != nil {
			return ""
		}
		text, err := io.ReadAll(io.LimitReader(r, most))
		if err = errors.Join(err, r.Close()); err != nil && !errors.Is(err, zip.ErrChecksum) {
			return ""
		}
		return strings.TrimSpace(string(text))
	}
	return ""
}

// inspectText tells the characters of a text, reading it through: the first
// Danish letter may come late.
func inspectText(file io.Reader, m *mimetype.MIME, name string) (mediaType string, err error) {
	mediaType = "text/plain"
	if m.Is("text/csv") || strings.EqualFold(path.Ext(name), ".csv") {
		mediaType = "text/csv"
	}
	if _, charset, ok := strings.Cut(m.String(), "charset="); ok && strings.HasPrefix(charset, "utf-16") {
		return mediaType + "; charset=" + charset, nil
	}
	isUTF8, r := true, bufio.NewReaderSize(file, 64<<10)
	for {
		c, width, err := r.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			if isUTF8 {
				return mediaType + "; charset=utf-8", nil
			}
			return mediaType + "; charset=windows-1252", nil
		case err != nil:
			return "", err
		case c < ' ' && !strings.ContainsRune("\t\n\v\f\r\x1a\x1b", c):
			return "", refuse(name, fmt.Sprintf(otherwise, "hverken tekst eller andet, der kan genkendes"))
		}
		isUTF8 = isUTF8 && !(c == utf8.RuneError && width == 1)
	}
}
