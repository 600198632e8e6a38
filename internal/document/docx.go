package document

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

//go:embed styles.xml
var stylesXML string

// A manuscript is the body of a Word document in the making.
type manuscript struct {
	bytes.Buffer
	lists int // numbered lists so far: each has its own count
}

// The numbering definitions of numbering.xml, and the first number of the lists
// that count.
const (
	bullets  = 1
	counting = 2
)

const (
	declaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	words       = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	office      = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	wordType    = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

// writeDOCX writes a script as a package of parts (ISO/IEC 29500-2).
func writeDOCX(w io.Writer, s *script) error {
	m := &manuscript{}
	for _, b := range s.Blocks {
		m.block(b)
	}
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRelations},
		{"docProps/core.xml", core(s)},
		{"word/_rels/document.xml.rels", documentRelations},
		{"word/styles.xml", stylesXML},
		{"word/numbering.xml", m.numbering()},
		{"word/settings.xml", declaration + `<w:settings ` + words + `><w:defaultTabStop w:val="720"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="da-DK"/></w:settings>`},
		{"word/header.xml", declaration + `<w:hdr ` + words + `><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>` + text(s.Body) + `<w:r><w:tab/></w:r>` + text(s.Day) + `</w:p></w:hdr>`},
		{"word/footer.xml", declaration + `<w:ftr ` + words + `><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>` + text("Side ") + field("PAGE") + text(" af ") + field("NUMPAGES") + `</w:p></w:ftr>`},
		{"word/document.xml", declaration + `<w:document ` + words + `><w:body>` + m.String() + section + `</w:body></w:document>`},
	} {
		// The date in the package is fixed: the same record gives the same bytes.
		entry, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return err
		}
		if _, err := io.WriteString(entry, part.text); err != nil {
			return err
		}
	}
	return z.Close()
}

const contentTypes = declaration + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + wordType + `document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="` + wordType + `styles+xml"/>` +
	`<Override PartName="/word/numbering.xml" ContentType="` + wordType + `numbering+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="` + wordType + `settings+xml"/>` +
	`<Override PartName="/word/header.xml" ContentType="` + wordType + `header+xml"/>` +
	`<Override PartName="/word/footer.xml" ContentType="` + wordType + `footer+xml"/></Types>`

const relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`

const packageRelations = declaration + relations + `<Relationship Id="r1" Type="` + office + `officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`

const documentRelations = declaration + relations + `<Relationship Id="r1" Type="` + office + `styles" Target="styles.xml"/>` +
	`<Relationship Id="r2" Type="` + office + `numbering" Target="numbering.xml"/><Relationship Id="r3" Type="` + office + `settings" Target="settings.xml"/>` +
	`<Relationship Id="r4" Type="` + office + `header" Target="header.xml"/><Relationship Id="r5" Type="` + office + `footer" Target="footer.xml"/></Relationships>`

// section is A4; its head is left out on the first page, which has a title.
const section = `<w:sectPr><w:headerReference w:type="default" r:id="r4"/><w:footerReference w:type="default" r:id="r5"/><w:footerReference w:type="first" r:id="r5"/>` +
	`<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1520" w:right="1420" w:bottom="1480" w:left="1420" w:header="820" w:footer="740" w:gutter="0"/><w:titlePg/></w:sectPr>`

// core says what the file is called, its language and when its text was read.
func core(s *script) string {
	stamp := s.Written.UTC().Format(time.RFC3339)
	return declaration + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>` + escaped(s.Title) + `</dc:title><dc:creator>Klynge</dc:creator><dc:language>da-DK</dc:language>` +
		`<dcterms:created xsi:type="dcterms:W3CDTF">` + stamp + `</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">` + stamp + `</dcterms:modified></cp:coreProperties>`
}

// block writes one block. The names of styles are those of styles.xml.
func (m *manuscript) block(b block) {
	switch b.Role {
	case heading:
		m.paragraph(fmt.Sprintf("Heading%d", min(b.Level, 6)), "", b.Text)
	case decided:
		m.paragraph("DecisionHeading", "", b.Text)
	case decision:
		m.paragraph("Decision", "", b.Text)
	case kind:
		m.paragraph("Kind", "", b.Text)
	case fact:
		m.paragraph("Fact", "", b.Text)
	case remark:
		m.paragraph("Remark", "", b.Text)
	case list, numbered:
		m.list(b)
	case table:
		m.table(b)
	default:
		m.paragraph("Normal", "", b.Text)
	}
}

func (m *manuscript) paragraph(style, properties, said string) {
	fmt.Fprintf(m, `<w:p><w:pPr><w:pStyle w:val="%s"/>%s</w:pPr>%s</w:p>`, style, properties, text(said))
}

// list writes a list. Word counts the lines of a numbered one; labels of other
// kinds stand as they are printed.
func (m *manuscript) list(b block) {
	if b.Role == numbered {
		m.lists++
	}
	for _, e := range b.Entries {
		switch {
		case b.Role == numbered:
			m.paragraph("ListNumber", number(counting+m.lists-1), e.Text)
		case e.Label == "•":
			m.paragraph("ListBullet", number(bullets), e.Text)
		default:
			fmt.Fprintf(m, `<w:p><w:pPr><w:pStyle w:val="ListLabel"/></w:pPr>%s<w:r><w:tab/></w:r>%s</w:p>`, text(e.Label), text(e.Text))
		}
	}
}

func number(id int) string {
	return fmt.Sprintf(`<w:numPr><w:ilvl w:val="0"/><w:numId w:val="%d"/></w:numPr>`, id)
}

// table writes a table. Its head is marked as one and comes again on each page.
func (m *manuscript) table(b block) {
	n := len(b.Head)
	for _, row := range b.Rows {
		n = max(n, len(row))
	}
	const room = 11906 - 2*1420 // twentieths of a point
	fmt.Fprintf(m, `<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/><w:tblLook w:val="0020" w:firstRow="%d" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="%s"/></w:tblPr><w:tblGrid>%s</w:tblGrid>`,
		min(len(b.Head), 1), escaped(b.Name), strings.Repeat(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, room/max(n, 1)), n))
	row := func(cells []string, style, properties string) {
		fmt.Fprintf(m, `<w:tr><w:trPr><w:cantSplit/>%s</w:trPr>`, properties)
		for i := range n {
			cell := ""
			if i < len(cells) {
				cell = cells[i]
			}
			m.WriteString(`<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr>`)
			m.paragraph(style, "", cell)
			m.WriteString(`</w:tc>`)
		}
		m.WriteString(`</w:tr>`)
	}
	if len(b.Head) > 0 {
		row(b.Head, "TableHeading", `<w:tblHeader/>`)
	}
	for _, cells := range b.Rows {
		row(cells, "TableText", "")
	}
	m.WriteString(`</w:tbl>`)
}

// numbering defines the bullets, and one count for each numbered list.
func (m *manuscript) numbering() string {
	var b strings.Builder
	b.WriteString(declaration + `<w:numbering ` + words + `>`)
	for id, level := range []struct{ format, label string }{{"bullet", "•"}, {"decimal", "%1."}} {
		fmt.Fprintf(&b, `<w:abstractNum w:abstractNumId="%d"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="%s"/><w:lvlText w:val="%s"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="400" w:hanging="400"/></w:pPr></w:lvl></w:abstractNum>`,
			id, level.format, level.label)
	}
	fmt.Fprintf(&b, `<w:num w:numId="%d"><w:abstractNumId w:val="0"/></w:num>`, bullets)
	for i := range m.lists {
		fmt.Fprintf(&b, `<w:num w:numId="%d"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>`, counting+i)
	}
	b.WriteString(`</w:numbering>`)
	return b.String()
}

// text writes a run of text, or nothing.
func text(said string) string {
	if said == "" {
		return ""
	}
	return `<w:r><w:t xml:space="preserve">` + escaped(said) + `</w:t></w:r>`
}

// field writes a value that Word works out.
func field(name string) string {
	return `<w:fldSimple w:instr="` + name + `"><w:r><w:t>1</w:t></w:r></w:fldSimple>`
}

func escaped(said string) string {
	var b strings.Builder
	// Writing to memory does not fail.
	_ = xml.EscapeText(&b, []byte(said))
	return b.String()
}
