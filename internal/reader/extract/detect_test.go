package extract

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"klynge/internal/fault"
)

// pack makes a ZIP file of names and contents.
func pack(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		method := zip.Store
		if len(files[i+1]) > 4096 {
			method = zip.Deflate
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: files[i], Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDetect(t *testing.T) {
	for name, tt := range map[string]struct {
		data string
		want Kind
	}{
		"plain text":           {"Referat\n\nDeltagere: Ida Bro", Text},
		"text with tags in it": {"Emne:\t2. møde\nDeltagere:\t<p>Politikere:</p> <p>Ida Bro</p>", Text},
		"text with one star":   {"* Ida Bro\n* Per Lund", Text},
		"Markdown headings":    {"# Referat\n\nTekst\n\n## Punkt 1", Markdown},
		"Markdown table":       {"Referat\n\n|a|b|\n|---|---|\n|1|2|", Markdown},
		"Markdown boxes":       {"Status\n- [x] Sendt\n- [ ] Godkendt", Markdown},
		"web page":             {"<!DOCTYPE html><html><body><p>Referat", HTML},
		"web page, upper case": {"  <HTML><BODY><P>Referat</P></BODY></HTML>", HTML},
		"nothing closed":       {"<html><b>Referat", HTML},
		"fragment":             {"<div><p>Referat</p><p>Punkt</p></div>", HTML},
		"XHTML":                {"<?xml version=\"1.0\"?><html><body><p>Referat</p></body></html>", HTML},
		"XML":                  {"<?xml version=\"1.0\"?><Dagsorden><Punkt/></Dagsorden>", XML},
		"XML, no declaration":  {"<root><table name=\"agenda\"></table></root>\n", XML},
		"XML, comment first":   {"<!-- eksport --><Møde><Sted>Teams</Sted></Møde>", XML},
		"text like a tag":      {"<ikke et tag> men en tekst", Text},
		"PDF":                  {"%PDF-1.4\n…", PDF},
		"PDF after a banner":   {"\n\n%PDF-1.7", PDF},
		"UTF-16":               {"\xff\xfeR\x00e\x00f\x00e\x00r\x00a\x00t\x00", Text},
		"text that begins MZ":  {"MZ: Mette Zahle", Text},
		"text in Windows-1252": {"M\xf8de i R\xe5det", Text},
		"form feed":            {"Side 1\fSide 2", Text},
		"DOCX":                 {string(pack(t, "word/document.xml", "<w:document/>")), DOCX},
		"DOCX from the web":    {string(pack(t, "word/document2.xml", "<w:document/>")), DOCX},
		"ODT":                  {string(pack(t, "mimetype", "application/vnd.oasis.opendocument.text")), ODT},
		"tab first":            {"\tReferat", Text},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Detect([]byte(tt.data))
			if err != nil || got != tt.want {
				t.Errorf("Detect(%.40q) = %q, %v, want %q", tt.data, got, err, tt.want)
			}
		})
	}
}

func TestDetectRefuses(t *testing.T) {
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)
	for name, tt := range map[string]struct{ data, words string }{
		"empty":              {"", "Filen er tom"},
		"only white space":   {" \r\n\t", "Filen er tom"},
		"protected DOCX":     {ole + string(wide("EncryptedPackage")), "beskyttet med adgangskode"},
		"old Word":           {ole + string(wide("WordDocument")), "det gamle format (.doc)"},
		"old Excel":          {ole + string(wide("Workbook")), "regneark"},
		"Outlook":            {ole + string(wide("__substg1.0_")), "e-mail"},
		"spreadsheet":        {string(pack(t, "xl/workbook.xml", "x")), "regneark"},
		"presentation":       {string(pack(t, "ppt/presentation.xml", "x")), "præsentation"},
		"archive":            {string(pack(t, "a.txt", "x")), "Pak det ud"},
		"e-book":             {string(pack(t, "mimetype", "application/epub+zip")), "e-bog"},
		"half a ZIP":         {string(pack(t, "word/document.xml", "<w:document/>")[:40]), "beskadiget"},
		"RTF":                {"{\\rtf1\\ansi Referat}", "RTF"},
		"PNG":                {"\x89PNG\r\n\x1a\n\x00\x00", "billede"},
		"JPEG":               {"\xff\xd8\xff\xe0\x00\x10JFIF", "billede"},
		"program":            {"MZ\x90\x00\x03\x00\x00\x00", "program"},
		"ELF":                {"\x7fELF\x02\x01\x01\x00", "program"},
		"gzip":               {"\x1f\x8b\x08\x00", "arkiv"},
		"noise":              {strings.Repeat("\x01\x02\x03\x00\x85", 100), "ikke tekst"},
		"web archive":        {"MIME-Version: 1.0\nContent-Type: multipart/related", "webarkiv"},
		"database":           {"SQLite format 3\x00", "database"},
		"zeros":              {strings.Repeat("\x00", 64), "film"},
		"Word as XML":        {"<?xml version=\"1.0\"?>\n<?mso-application progid=\"Word.Document\"?>\n<pkg:package xmlns:pkg=\"x\"/>", "Word-dokument gemt som XML"},
		"drawing":            {"<svg xmlns=\"x\"></svg>", "SVG"},
		"a ZIP with nothing": {"PK\x05\x06" + strings.Repeat("\x00", 18), "tomt"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Detect([]byte(tt.data))
			refusal(t, err, fault.Invalid, tt.words)
		})
	}
}
