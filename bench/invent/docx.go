package invent

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"strings"
)

// wordStyles are the names that Word gives its styles.
var wordStyles = map[Style]string{Title: "Title", Heading: "Heading1", Rubric: "Heading2", Listed: "ListBullet"}

const (
	wordHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordMain = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	packages = "http://schemas.openxmlformats.org/package/2006/"
	offices  = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

// DOCX returns the minutes as a Word document (ECMA-376).
func (m Minutes) DOCX() ([]byte, error) {
	var body strings.Builder
	body.WriteString(wordHead + `<w:document xmlns:w="` + wordMain + `"><w:body>`)
	for _, line := range m {
		body.WriteString(`<w:p>`)
		if style := wordStyles[line.Style]; style != "" {
			body.WriteString(`<w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`)
		}
		body.WriteString(`<w:r><w:rPr><w:lang w:val="da-DK"/></w:rPr><w:t xml:space="preserve">`)
		if err := xml.EscapeText(&body, []byte(line.Text)); err != nil {
			return nil, err
		}
		body.WriteString(`</w:t></w:r></w:p>`)
	}
	body.WriteString(`<w:sectPr/></w:body></w:document>`)

	var styles strings.Builder
	styles.WriteString(wordHead + `<w:styles xmlns:w="` + wordMain + `">`)
	for style, name := range map[string]string{"Title": "Title", "Heading1": "heading 1", "Heading2": "heading 2", "ListBullet": "List Bullet"} {
		styles.WriteString(`<w:style w:type="paragraph" w:styleId="` + style + `"><w:name w:val="` + name + `"/></w:style>`)
	}
	styles.WriteString(`</w:styles>`)

	var file bytes.Buffer
	archive := zip.NewWriter(&file)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", wordHead + `<Types xmlns="` + packages + `content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/word/document.xml" ContentType="` + offices + `document.main+xml"/>` +
			`<Override PartName="/word/styles.xml" ContentType="` + offices + `styles+xml"/></Types>`},
		{"_rels/.rels", wordHead + `<Relationships xmlns="` + packages + `relationships"><Relationship Id="main" ` +
			`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/_rels/document.xml.rels", wordHead + `<Relationships xmlns="` + packages + `relationships"><Relationship Id="styles" ` +
			`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`},
		{"word/styles.xml", styles.String()},
		{"word/document.xml", body.String()},
	} {
		w, err := archive.Create(part.name)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write([]byte(part.text)); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	return file.Bytes(), nil
}
