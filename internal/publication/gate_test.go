package publication

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"klynge/internal/fault"
	"klynge/internal/reader/extract"
)

// kinds lists what was found: "phone phone health".
func kinds(list []Finding) string {
	var words []string
	for _, f := range list {
		words = append(words, string(f.Kind))
	}
	return strings.Join(words, " ")
}

// R29 stops, R30 and the rest warn.
func TestR29R30Scan(t *testing.T) {
	known := Known{Names: []string{"Ida Holm"}, Place: "Havnegade 1, 9990 Skagerby"}
	for name, tt := range map[string]struct{ text, want string }{
		"a number":                   {"Fru Dam, 010190-1234.", "personal-number"},
		"a number over a line":       {"Fru Dam, 010190-\n1234.", "personal-number"},
		"a telephone number":         {"Ring på 23 45 67 89.", "phone"},
		"one that is called so":      {"mobil: 2345 6789", "phone"},
		"figures in a table":         {"12 23 45 67 89 90", ""},
		"a private address of mail":  {"skriv til fru.dam@gmail.com", "mail-address"},
		"one of an authority":        {"skriv til klynge@skagerby.dk", ""},
		"where somebody lives":       {"Hun bor Solvej 12, 9990 Skagerby", "address"},
		"where the meeting is":       {"Havnegade 1, 9990 Skagerby", ""},
		"a town hall":                {"Rådhuset, Kirkevej 12, 9990 Skagerby", ""},
		"somebody's health":          {"Det blev nævnt, at Fru Jensen har en depression.", "health"},
		"a chair speaks of dementia": {"Ida Holm spurgte til demens.", ""},
		"dementia":                   {"Antallet af borgere med demens stiger.", ""},
		"a page of signatures":       {"Underskrifterne i dette dokument er juridisk bindende. Penneo dokumentnøgle: X", "signature signature signature"},
		"the head of a mail":         {"Fra: Bo Lind <bo@region.dk>\nSendt: 3. marts\nTil: Ida", "mail-header"},
		"a sentence that begins Fra": {"Fra: begyndelsen var der enighed.", ""},
		"a decision":                 {"Klyngen afsatte 1.710.000 kr. til medicinbokse i 2024.", ""},
	} {
		if got := kinds(Scan([]Piece{{Place: "x", Text: tt.text}}, known)); got != tt.want {
			t.Errorf("%s: Scan(%q) = %q, want %q", name, tt.text, got, tt.want)
		}
	}
	if got := kinds(Scan([]Piece{{Place: "x", Text: "101901234", Table: true}}, known)); got != "possible-number" {
		t.Errorf("nine digits in a spreadsheet = %q, want possible-number", got)
	}
}

// The list of findings is not itself a list of personal data.
func TestExcerptsAreMasked(t *testing.T) {
	for _, f := range Scan([]Piece{{Place: "x", Text: "Fru Dam, 010190-1234, tlf. 2345 6789, 101901234 i " + strings.Repeat("æ", 60), Table: true}}, Known{}) {
		for _, never := range []string{"010190", "-1234", "101901"} {
			if strings.Contains(f.Excerpt, never) {
				t.Errorf("%s: excerpt %q shows %q", f.Kind, f.Excerpt, never)
			}
		}
		if !strings.Contains(f.Excerpt, "Dam") {
			t.Errorf("%s: excerpt %q does not say where", f.Kind, f.Excerpt)
		}
	}
}

// pack makes a ZIP package of parts: name, content, name, content.
func pack(t *testing.T, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		f, err := w.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// docx makes a Word document of body and more parts.
func docx(t *testing.T, body string, parts ...string) []byte {
	t.Helper()
	return pack(t, append([]string{"[Content_Types].xml", `<?xml version="1.0"?><Types/>`,
		"word/document.xml", `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + `</w:body></w:document>`}, parts...)...)
}

// pdfOf makes a PDF of one page, with more in its trailer and more objects from 6 on.
func pdfOf(content, trailer string, more ...string) []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n")
	objects := append([]string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] /MediaBox [0 0 600 800] >>",
		"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"}, more...)
	var offsets []int
	for i, o := range objects {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, at)
	return out.Bytes()
}

const seen = "BT /F 10 Tf 50 700 Td (Referat af et helt almindeligt punkt.) Tj ET\n"

// R29: wherever a number hides in a file, it is found.
func TestR29NoNumberHidesInAFile(t *testing.T) {
	inner := docx(t, `<w:p><w:r><w:t>010190-1234</w:t></w:r></w:p>`)
	for name, tt := range map[string]struct {
		data []byte
		want string // where
	}{
		"the text of a PDF":      {pdfOf("BT /F 10 Tf 50 700 Td (Fru Dam 010190-1234) Tj ET", ""), "tekst"},
		"split over two lines":   {pdfOf("BT /F 10 Tf 50 700 Td (Fru Dam 010190-) Tj 0 -12 Td (1234 klager) Tj ET", ""), "tekst"},
		"unseen text of a PDF":   {pdfOf(seen+"BT /F 10 Tf 3 Tr 50 600 Td (010190-1234) Tj ET", ""), "tekst"},
		"under a black field":    {pdfOf(seen+"BT /F 10 Tf 50 600 Td (010190-1234) Tj ET 0 g 40 590 200 30 re f", ""), "tekst"},
		"the title of a PDF":     {pdfOf(seen, "/Info 6 0 R", "<< /Title (Sag 010190-1234) >>"), "metadata"},
		"the XMP of a PDF":       {pdfOf(seen, "", "<< /Type /Metadata /Length 40 >>\nstream\n<x><dc:title>010190-1234</dc:title></x>   \nendstream"), "metadata"},
		"a note in a PDF":        {pdfOf(seen, "", "<< /Type /Annot /Subtype /Text /Contents (010190-1234) >>"), "noter"},
		"a file inside a PDF":    {pdfOf(seen, "", fmt.Sprintf("<< /Type /EmbeddedFile /Length %d >>\nstream\n%s\nendstream", len(inner), inner)), "indlagt"},
		"a DOCX in several runs": {docx(t, `<w:p><w:r><w:t>0101</w:t></w:r><w:r><w:t>90-12</w:t></w:r><w:r><w:t>34</w:t></w:r></w:p>`), "tekst"},
		"deleted text of a DOCX": {docx(t, `<w:p><w:del w:id="1"><w:r><w:delText>010190-1234</w:delText></w:r></w:del></w:p>`), "tekst"},
		"a comment in a DOCX":    {docx(t, `<w:p/>`, "word/comments.xml", `<w:comments xmlns:w="w"><w:comment><w:p><w:r><w:t>010190-1234</w:t></w:r></w:p></w:comment></w:comments>`), "kommentarer"},
		"the properties of it":   {docx(t, `<w:p/>`, "docProps/core.xml", `<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>010190-1234</dc:title></cp:coreProperties>`), "metadata"},
		"the header of it":       {docx(t, `<w:p/>`, "word/header1.xml", `<w:hdr xmlns:w="w"><w:p><w:r><w:t>010190 1234</w:t></w:r></w:p></w:hdr>`), "sidehoved"},
		"a DOCX in a DOCX":       {docx(t, `<w:p/>`, "word/embeddings/oleObject1.docx", string(inner)), "tekst"},
		"a zip in a zip":         {pack(t, "a.zip", string(pack(t, "b.docx", string(inner)))), "tekst"},
		"the name of a part":     {pack(t, "010190-1234.txt", "intet"), "filnavne"},
		"a link's address":       {docx(t, `<w:p/>`, "word/_rels/document.xml.rels", `<?xml version="1.0"?><Relationships><Relationship Target="https://x.dk/?cpr=0101901234"/></Relationships>`), "tekst"},
		"a cell of a hidden sheet": {pack(t, "xl/workbook.xml", `<?xml version="1.0"?><workbook><sheets><sheet name="Skjult" state="hidden"/></sheets></workbook>`,
			"xl/sharedStrings.xml", `<?xml version="1.0"?><sst><si><t>010190-1234</t></si></sst>`), "tekst"},
		"the notes of a slide": {pack(t, "ppt/presentation.xml", `<?xml version="1.0"?><p/>`, "ppt/notesSlides/notesSlide1.xml", `<?xml version="1.0"?><n xmlns:a="a"><a:p><a:r><a:t>010190-1234</a:t></a:r></a:p></n>`), "noter"},
		"a text":               {[]byte("cpr 010190-1234"), "tekst"},
		"a comment in HTML":    {[]byte("<html><body><!-- 010190-1234 --><p>Intet</p></body></html>"), "tekst"},
		"the words in a JPEG":  {[]byte("\xff\xd8\xff\xe1\x00\x20Exif\x00\x00Dam 010190-1234\x00\xff\xd9"), "metadata"},
		"a text of two bytes":  {append([]byte("\xff\xfe"), wide("cpr 010190-1234")...), "tekst"},
		"a broken DOCX part":   {docx(t, `<w:p><w:r><w:t>010190-1234<`), "tekst"},
	} {
		found := Scan(Inspect(t.Context(), "bilag/a1", tt.data, extract.DefaultLimits), Known{})
		ok := false
		for _, f := range found {
			ok = ok || f.Kind == PersonalNumber && strings.Contains(f.Place, tt.want)
			if strings.Contains(f.Excerpt, "1234") {
				t.Errorf("%s: excerpt %q shows the number", name, f.Excerpt)
			}
		}
		if !ok {
			t.Errorf("%s: found %+v, want a personal number in %s", name, found, tt.want)
		}
	}
}

func wide(s string) (b []byte) {
	for i := range len(s) {
		b = append(b, s[i], 0)
	}
	return b
}

// A file that nobody can look through stops the publication; what people did not
// mean to send is told.
func TestInspectSaysWhatItCannotRead(t *testing.T) {
	bomb := docx(t, strings.Repeat("<w:p/>", 1<<20))
	small := extract.DefaultLimits
	small.Unpacked = 1 << 20
	ended, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	for name, tt := range map[string]struct {
		ctx    context.Context
		data   []byte
		limits extract.Limits
		want   FindingKind
	}{
		"empty":                 {t.Context(), nil, small, Unreadable},
		"an old Word file":      {t.Context(), []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 100)), small, Unreadable},
		"a broken PDF":          {t.Context(), []byte("%PDF-1.7\nnothing"), small, Unreadable},
		"a broken zip":          {t.Context(), []byte("PK\x03\x04nothing"), small, Unreadable},
		"a bomb":                {t.Context(), bomb, small, Unreadable},
		"no time":               {ended, bomb, extract.DefaultLimits, Unreadable},
		"a picture":             {t.Context(), []byte("\x89PNG\r\n\x1a\n"), small, Picture},
		"comments":              {t.Context(), docx(t, `<w:p/>`, "word/comments.xml", `<c xmlns:w="w"><w:p><w:r><w:t>Pas på</w:t></w:r></w:p></c>`), small, HiddenText},
		"changes that are seen": {t.Context(), docx(t, `<w:p><w:del w:id="1"><w:r><w:delText>slettet</w:delText></w:r></w:del></w:p>`), small, HiddenText},
		"where it was taken":    {t.Context(), []byte("\xff\xd8\xff\xe1\x00\x20Exif\x00\x00GPSInfo\x00\xff\xd9"), small, Metadata},
	} {
		found := Scan(Inspect(tt.ctx, "bilag/a1", tt.data, tt.limits), Known{})
		if !strings.Contains(kinds(found), string(tt.want)) {
			t.Errorf("%s: found %q, want %s", name, kinds(found), tt.want)
		}
	}
}

// R29, R28: who may let what stand.
func TestAccept(t *testing.T) {
	p := Publication{Author: "a"}
	for name, tt := range map[string]struct {
		kind   FindingKind
		state  Settled
		by     string
		reason string
		want   fault.Kind
	}{
		"a number":              {PersonalNumber, Open, "b", "det er i orden", fault.Forbidden},
		"unreadable, by author": {Unreadable, Open, "a", "jeg har set den", fault.Forbidden},
		"without a reason":      {Phone, Open, "b", "", fault.Invalid},
		"answered already":      {Phone, Accepted, "b", "igen", fault.Conflict},
	} {
		err := Finding{Kind: tt.kind, State: tt.state}.Accept(p, tt.by, tt.reason)
		if !fault.Is(err, tt.want) {
			t.Errorf("%s: Accept = %v, want kind %d", name, err, tt.want)
		}
	}
	for name, f := range map[string]Finding{"a phone": {Kind: Phone, State: Open}, "unreadable": {Kind: Unreadable, State: Open}} {
		if err := f.Accept(p, "b", "offentligt i forvejen"); err != nil {
			t.Errorf("%s by another, with a reason: Accept = %v, want nil", name, err)
		}
	}
}

func FuzzInspect(f *testing.F) {
	f.Add([]byte("%PDF-1.7"))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("\xff\xd8\xff"))
	limits := extract.DefaultLimits
	limits.Time, limits.Unpacked = time.Second, 1<<20
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, found := range Scan(Inspect(t.Context(), "bilag/a", data, limits), Known{}) {
			if found.Place == "" {
				t.Errorf("a finding without a place: %+v", found)
			}
		}
	})
}
