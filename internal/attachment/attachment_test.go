package attachment_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"klynge/internal/attachment"
	"klynge/internal/fault"
)

// R26: listed and not supplied is to follow with a day, and blocks that the
// papers are complete.
func TestR26ListedAndNotSupplied(t *testing.T) {
	there := attachment.File{Digest: "d"}
	for name, c := range map[string]struct {
		a    attachment.Attachment
		want bool // complete
	}{
		"enclosed with a file":    {attachment.Attachment{State: attachment.Enclosed, File: there}, true},
		"enclosed without a file": {attachment.Attachment{State: attachment.Enclosed}, false},
		"to follow":               {attachment.Attachment{State: attachment.ToFollow, Due: "2026-12-01"}, false},
		"mailed":                  {attachment.Attachment{State: attachment.Mailed}, true},
		"withdrawn":               {attachment.Attachment{State: attachment.Withdrawn}, true},
		"never received":          {attachment.Attachment{State: attachment.NeverReceived}, true},
	} {
		if got := attachment.Complete([]attachment.Attachment{{State: attachment.Enclosed, File: there}, c.a}); got != c.want {
			t.Errorf("Complete with one that is %s = %v, want %v", name, got, c.want)
		}
	}
	for name, c := range map[string]struct {
		p     attachment.Promise
		there bool
		ok    bool
	}{
		"with its day":            {attachment.Promise{Name: "Budget", State: attachment.ToFollow, Due: "2026-12-01"}, false, true},
		"without a day":           {attachment.Promise{Name: "Budget", State: attachment.ToFollow}, false, false},
		"on a day that is no day": {attachment.Promise{Name: "Budget", State: attachment.ToFollow, Due: "2026-02-30"}, false, false},
		"that is there already":   {attachment.Promise{Name: "Budget", State: attachment.ToFollow, Due: "2026-12-01"}, true, false},
		"without a name":          {attachment.Promise{Name: " \u200b ", State: attachment.ToFollow, Due: "2026-12-01"}, false, false},
		"in no state":             {attachment.Promise{Name: "Budget", State: "lost"}, false, false},
	} {
		if _, err := c.p.Checked(c.there); (err == nil) != c.ok || err != nil && fault.Sentence(err) == "" {
			t.Errorf("Checked of a paper to follow %s = %v, want ok %v", name, err, c.ok)
		}
	}
	if p, _ := (attachment.Promise{Name: "Budget", State: attachment.Mailed, Due: "2026-12-01"}).Checked(false); p.Due != "" {
		t.Errorf("a paper that was mailed keeps the day %q, want none", p.Due)
	}
}

func TestWhoSeesPapers(t *testing.T) {
	sent := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	before, after := sent.Add(-time.Hour), sent.Add(time.Hour)
	secretariat, member, guest := attachment.Reader{Drafts: true, Internal: true, Closed: true}, attachment.Reader{Internal: true, Closed: true}, attachment.Reader{Internal: true}
	for name, c := range map[string]struct {
		place        attachment.Place
		a            attachment.Attachment
		who          attachment.Reader
		knows, opens bool
	}{
		"a draft, the secretariat":                {attachment.Place{}, attachment.Attachment{Made: before}, secretariat, true, true},
		"a draft, a member":                       {attachment.Place{}, attachment.Attachment{Made: before}, member, false, false},
		"sent, a guest":                           {attachment.Place{Sent: sent}, attachment.Attachment{Made: before}, guest, true, true},
		"sent, a stranger":                        {attachment.Place{Sent: sent}, attachment.Attachment{Made: before}, attachment.Reader{}, false, false},
		"added after it was sent, a member":       {attachment.Place{Sent: sent}, attachment.Attachment{Made: after}, member, true, false},
		"added after it was sent, secretariat":    {attachment.Place{Sent: sent}, attachment.Attachment{Made: after}, secretariat, true, true},
		"a closed paper, a guest":                 {attachment.Place{Sent: sent}, attachment.Attachment{Made: before, Closed: true}, guest, true, false},
		"a closed paper, a member":                {attachment.Place{Sent: sent}, attachment.Attachment{Made: before, Closed: true}, member, true, true},
		"a closed item, a guest":                  {attachment.Place{Sent: sent, Closed: true}, attachment.Attachment{Made: before}, guest, false, false},
		"withdrawn, a member":                     {attachment.Place{Sent: sent}, attachment.Attachment{Made: before, State: attachment.Withdrawn}, member, true, false},
		"a closed draft, who reads drafts though": {attachment.Place{Closed: true}, attachment.Attachment{Made: before}, attachment.Reader{Drafts: true}, false, false},
	} {
		if got := c.who.Knows(c.place); got != c.knows {
			t.Errorf("%s: Knows = %v, want %v", name, got, c.knows)
		}
		if got := c.who.Opens(c.place, c.a); got != c.opens {
			t.Errorf("%s: Opens = %v, want %v", name, got, c.opens)
		}
	}
}

func TestFileName(t *testing.T) {
	pdf, docx, jpeg := attachment.KindOf("application/pdf"), attachment.KindOf("application/vnd.openxmlformats-officedocument.wordprocessingml.document"), attachment.KindOf("image/jpeg")
	for name, c := range map[string]struct {
		claimed string
		kind    attachment.Kind
		want    string
	}{
		"as it is":                  {"Budget 2027.pdf", pdf, "Budget 2027.pdf"},
		"folders up":                {"../../etc/x", pdf, "x.pdf"},
		"folders of Windows":        {`C:\Users\ane\Skrivebord\plan.PDF`, pdf, "plan.PDF"},
		"only folders":              {"../../", pdf, "bilag.pdf"},
		"only dots":                 {"...", pdf, "bilag.pdf"},
		"nothing":                   {"", pdf, "bilag.pdf"},
		"direction turned":          {"faktura\u202efdp.exe", pdf, "fakturafdp.exe.pdf"},
		"isolates and zero width":   {"a\u2066b\u2069c\u200bd\u200f.pdf", pdf, "abcd.pdf"},
		"control and line ends":     {"a\x00b\r\nContent-Type: x.pdf", pdf, "ab Content-Type x.pdf"},
		"another ending":            {"referat.pdf", docx, "referat.pdf.docx"},
		"the other ending of JPEG":  {"billede.JPEG", jpeg, "billede.JPEG"},
		"a combined å":              {"a\u030arsplan.pdf", pdf, "årsplan.pdf"},
		"broken UTF-8":              {"plan\xff.pdf", pdf, "plan.pdf"},
		"quotes and what cmd reads": {`"plan" <1>|?.pdf`, pdf, "plan 1.pdf"},
		"300 characters":            {strings.Repeat("å", 300) + ".pdf", pdf, strings.Repeat("å", 120) + ".pdf"},
		"300 characters of ending":  {"plan." + strings.Repeat("x", 300), pdf, "plan." + strings.Repeat("x", 115) + ".pdf"},
	} {
		if got := attachment.FileName(c.claimed, c.kind); got != c.want {
			t.Errorf("%s: FileName(%q) = %q, want %q", name, c.claimed, got, c.want)
		}
	}
}

// packed makes a zip of parts, in order: name, content, name, content.
func packed(t *testing.T, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = io.WriteString(w, parts[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	wordTypes  = `<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	excelTypes = `<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`
	macroTypes = `<Types><Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>`
)

const (
	minimalPDF = "%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
	png        = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
	jpegBytes  = "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
)
