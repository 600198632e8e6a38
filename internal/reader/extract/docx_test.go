package extract

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"klynge/internal/fault"
)

const (
	wordStyles = `<w:styles xmlns:w="w"><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:pPr><w:spacing w:after="160"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Overskrift1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Punkt"><w:name w:val="Dagsordenspunkt"/><w:basedOn w:val="Overskrift1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Afsnit"><w:name w:val="Afsnit"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Liste"><w:name w:val="List Paragraph"/><w:basedOn w:val="Normal"/><w:pPr><w:ind w:left="720"/><w:contextualSpacing/></w:pPr></w:style>
<w:style w:type="character" w:styleId="Skjult"><w:name w:val="Skjult"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Ring"><w:name w:val="Ring"/><w:basedOn w:val="Ring2"/></w:style>
<w:style w:type="paragraph" w:styleId="Ring2"><w:name w:val="Ring2"/><w:basedOn w:val="Ring"/></w:style></w:styles>`
	wordNumbering = `<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="At %1)"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>`
	wordRelations = `<Relationships><Relationship Id="r1" Type="http://x/styles" Target="styles.xml"/>
<Relationship Id="r2" Type="http://x/numbering" Target="/word/numbering.xml"/><Relationship Id="r3" Type="http://x/footnotes" Target="footnotes.xml"/>
<Relationship Id="r4" Type="http://x/attachedTemplate" Target="file://server/skabelon.dotx" TargetMode="External"/>
<Relationship Id="r5" Type="http://x/aFChunk" Target="afchunk.htm"/><Relationship Id="r6" Type="http://x/image" Target="../../../etc/passwd"/></Relationships>`
	wordFootnotes = `<w:footnotes xmlns:w="w"><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> Se bilag 2.</w:t></w:r></w:p></w:footnote></w:footnotes>`
)

// word makes a DOCX of the content of its body.
func word(t testing.TB, body string) []byte {
	return pack(t, "[Content_Types].xml", "<Types/>",
		"word/document.xml", `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w"><w:body>`+body+`</w:body></w:document>`,
		"word/_rels/document.xml.rels", wordRelations,
		"word/styles.xml", wordStyles, "word/numbering.xml", wordNumbering, "word/footnotes.xml", wordFootnotes,
		"word/afchunk.htm", "<html><body><p>Indlagt <b>side</b></p></body></html>",
		"docProps/core.xml", `<cp:coreProperties><dc:creator>Ida</dc:creator><dc:title>Referat  3. maj</dc:title></cp:coreProperties>`)
}

// para writes a paragraph with properties and a text.
func para(properties, text string) string {
	return fmt.Sprintf(`<w:p><w:pPr>%s</w:pPr><w:r><w:t xml:space="preserve">%s</w:t></w:r></w:p>`, properties, text)
}

func listed(num, level int) string {
	return fmt.Sprintf(`<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr>`, level, num)
}

func table(rows ...string) string {
	var b strings.Builder
	b.WriteString("<w:tbl><w:tblPr/><w:tblGrid/>")
	for _, row := range rows {
		b.WriteString("<w:tr>" + row + "</w:tr>")
	}
	return b.String() + "</w:tbl>"
}

func cell(properties, content string) string {
	return "<w:tc><w:tcPr>" + properties + "</w:tcPr>" + content + "</w:tc>"
}

func TestDOCX(t *testing.T) {
	const note = "\nli0|1|Se bilag 2."
	for name, tt := range map[string]struct{ body, want string }{
		"headings": {para(`<w:pStyle w:val="Overskrift1"/>`, "Referat") + para(`<w:pStyle w:val="Afsnit"/>`, "Sag") +
			para(`<w:outlineLvl w:val="1"/>`, "Direkte") + para(`<w:pStyle w:val="Overskrift1"/><w:outlineLvl w:val="9"/>`, "Ikke"),
			"h1||Referat\nh3||Sag\nh2||Direkte\np||Ikke"},
		"numbered headings": {para(`<w:pStyle w:val="Punkt"/>`, "Velkomst") + para("", "tekst") + para(`<w:pStyle w:val="Punkt"/>`, "Budget"),
			"h1|1.|Velkomst\np||tekst\nh1|2.|Budget"},
		"levels": {para(listed(1, 0), "a") + para(listed(1, 1), "b") + para(listed(1, 1), "c") + para(listed(1, 2), "d") +
			para(listed(1, 0), "e") + para(listed(1, 1), "f"),
			"li0|1.|a\nli1|1.1|b\nli1|1.2|c\nli2|a)|d\nli0|2.|e\nli1|2.1|f"},
		"a list that starts again": {para(listed(1, 0), "a") + para(listed(4, 0), "b") + para(listed(4, 0), "c"),
			"li0|1.|a\nli0|1.|b\nli0|2.|c"},
		"roman from three": {para(listed(3, 0), "a") + para(listed(3, 0), ""), "li0|At III)|a"},
		"an empty number counts": {para(listed(1, 0), "a") + para(listed(1, 0), "") + para(listed(1, 0), "b"),
			"li0|1.|a\nli0|3.|b"},
		"bullets":      {para(listed(2, 0), "a") + para(listed(2, 1), "b") + para(listed(0, 0), "c"), "li0|•|a\nli1|o|b\np||c"},
		"typed labels": {para("", "1. Velkomst") + para("", "- Ida") + para("", "3. maj"), "li0|1.|Velkomst\nli0|-|Ida\np||3. maj"},
		"runs and breaks": {`<w:p><w:r><w:t>Mø</w:t></w:r><w:r><w:t xml:space="preserve">de </w:t><w:br/><w:t>to</w:t><w:noBreakHyphen/><w:t>tre</w:t><w:cr/><w:t>fire</w:t></w:r></w:p>`,
			"p||Møde\np||to-tre\np||fire"},
		"tabs": {`<w:p><w:r><w:t>Dato:</w:t><w:tab/><w:tab/><w:t>3. maj</w:t></w:r></w:p><w:p><w:r><w:t>1.</w:t><w:tab/><w:t>Velkomst</w:t></w:r></w:p><w:p><w:r><w:tab/><w:t>ind</w:t></w:r></w:p>`,
			"row||Dato: ¦ 3. maj\nli0|1.|Velkomst\np||ind"},
		"tracked changes": {`<w:p><w:r><w:t>A</w:t></w:r><w:del><w:r><w:delText>B</w:delText></w:r></w:del><w:ins><w:r><w:t>C</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>D</w:t></w:r></w:moveFrom></w:p>`,
			"p||AC"},
		"hidden text": {`<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>A</w:t></w:r><w:r><w:rPr><w:rStyle w:val="Skjult"/></w:rPr><w:t>B</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>C</w:t></w:r></w:p>`,
			"p||C"},
		"fields":           {`<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r><w:hyperlink><w:r><w:t> sider</w:t></w:r></w:hyperlink></w:p>`, "p||7 sider"},
		"a prompt":         {`<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Klik her</w:t></w:r></w:sdtContent></w:sdt><w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>Ida</w:t></w:r></w:sdtContent></w:sdt></w:p>`, "p||Ida"},
		"boxes":            {`<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t xml:space="preserve"> Ja</w:t></w:r></w:p><w:p><w:r><w:fldChar><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData></w:fldChar><w:t xml:space="preserve"> Nej</w:t></w:r></w:p>`, "li0|☒|Ja\nli0|☐|Nej"},
		"an embedded page": {para("", "Før") + `<w:altChunk r:id="r5"/>` + para("", "Efter"), "p||Før\np||Indlagt side\np||Efter"},
		"text box": {`<w:p><w:r><w:t>Ude</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>` + para("", "Inde") +
			`</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>` + para("", "Inde") + `</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t> mere</w:t></w:r></w:p>`,
			"p||Inde\np||Ude mere"},
		"table": {table(cell("", para("", "Emne:"))+cell("", para("", "2. møde")), cell("", para("", "Deltagere:"))+cell("", para("", "Ida")+para(listed(2, 0), "Per"))),
			"row||Emne: ¦ 2. møde\nrow||Deltagere: ¦ Ida / • Per"},
		"merged cells": {table(cell(`<w:gridSpan w:val="2"/>`, para("", "Titel"))+cell("", para("", "c")), cell(`<w:vMerge w:val="restart"/>`, para("", "a"))+cell("", para("", "b"))+cell("", para("", "c")), cell(`<w:vMerge/>`, para("", ""))+cell("", para("", "d"))+cell("", para("", "e"))),
			"row||Titel ¦  ¦ c\nrow||a ¦ b ¦ c\nrow|| ¦ d ¦ e"},
		"a table in a cell":  {table(cell("", para("", "Før")+table(cell("", para("", "a"))+cell("", para("", "b"))))), "p||Før\nrow||a ¦ b"},
		"one column":         {table(cell("", para("", "Ramme")), cell("", para("", "om tekst"))), "p||Ramme\np||om tekst"},
		"a deleted row":      {table(cell("", para("", "a"))+cell("", para("", "b")), `<w:trPr><w:del/></w:trPr>`+cell("", para("", "c"))+cell("", para("", "d"))), "row||a ¦ b"},
		"styles in a ring":   {para(`<w:pStyle w:val="Ring"/>`, "a") + para(`<w:pStyle w:val="Findes ikke"/>`, "b"), "p||a\np||b"},
		"a list of no lists": {para(listed(99, 0), "a"), "li0||a"},
	} {
		t.Run(name, func(t *testing.T) {
			same(t, read(t, word(t, tt.body)), tt.want+note)
		})
	}
}

func TestDOCXNotesAndTitle(t *testing.T) {
	d := read(t, word(t, `<w:p><w:r><w:t>A</w:t></w:r><w:del><w:r><w:delText>B</w:delText></w:r></w:del>`+
		`<w:r><w:rPr><w:vanish/></w:rPr><w:t>C</w:t></w:r><w:r><w:commentReference w:id="1"/></w:r></w:p>`))
	if d.Title != "Referat 3. maj" {
		t.Errorf("Title = %q", d.Title)
	}
	var codes []string
	for _, n := range d.Notes {
		codes = append(codes, n.Code)
	}
	if got := strings.Join(codes, " "); got != "tracked-deletion hidden-text comment" {
		t.Errorf("notes = %q", got)
	}
}

func TestDOCXPages(t *testing.T) {
	d := read(t, word(t, para("", "Et")+
		`<w:p><w:r><w:br w:type="page"/></w:r></w:p><w:p><w:r><w:lastRenderedPageBreak/><w:t>To</w:t></w:r></w:p>`+
		`<w:p><w:r><w:t>Tre</w:t></w:r><w:r><w:lastRenderedPageBreak/><w:t> fire</w:t></w:r></w:p>`+
		para(`<w:pageBreakBefore/>`, "Fem")))
	for i, want := range []int{1, 2, 2, 4} {
		if got := d.Blocks[i].Page; got != want {
			t.Errorf("%q is on page %d, want %d", d.Blocks[i].Text, got, want)
		}
	}
}

func TestDOCXLook(t *testing.T) {
	d := read(t, word(t, para(`<w:pStyle w:val="Overskrift1"/>`, "Stor")+
		`<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Fed</w:t></w:r><w:r><w:t>: </w:t></w:r></w:p>`+
		`<w:p><w:r><w:rPr><w:i/><w:sz w:val="18"/></w:rPr><w:t>Skrå</w:t></w:r></w:p>`+
		para(`<w:pStyle w:val="Liste"/>`, "ind")+para(`<w:pStyle w:val="Liste"/>`, "og ind")+para("", "")+para(`<w:spacing w:before="0"/>`, "luft")))
	want := []Block{
		{Bold: true, Size: 16}, {Bold: true, Size: 11, Gap: true}, {Italic: true, Size: 9, Gap: true},
		{Size: 11, Indent: 36, Gap: true}, {Size: 11, Indent: 36}, {Size: 11, Gap: true},
	}
	for i, w := range want {
		b := d.Blocks[i]
		if got := (Block{Bold: b.Bold, Italic: b.Italic, Size: b.Size, Indent: b.Indent, Gap: b.Gap}); got.Bold != w.Bold ||
			got.Italic != w.Italic || got.Size != w.Size || got.Indent != w.Indent || got.Gap != w.Gap {
			t.Errorf("%q looks %+v, want %+v", b.Text, got, w)
		}
	}
}

func TestDOCXHarm(t *testing.T) {
	const open = `<w:document><w:body>`
	text := para("", "tekst")
	many := make([]string, 0, 10_002)
	for i := range 5000 {
		many = append(many, fmt.Sprintf("word/f%d.xml", i), "x")
	}
	for name, tt := range map[string]struct {
		data  []byte
		kind  fault.Kind
		words string
	}{
		"a bomb":             {word(t, text+strings.Repeat(" ", 80<<20)), fault.TooLarge, "pakket ud"},
		"many entries":       {pack(t, append(many, "word/document.xml", open+text)...), fault.TooLarge, "mere end 4096 filer"},
		"nested elements":    {word(t, strings.Repeat("<w:sdt>", 10_000)), fault.TooLarge, "niveauer"},
		"tables in tables":   {word(t, strings.Repeat("<w:tbl><w:tr><w:tc>", 200)), fault.TooLarge, "niveauer"},
		"a laugh":            {pack(t, "word/document.xml", `<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>`+open+text), fault.Invalid, "entiteter"},
		"an external entity": {pack(t, "word/document.xml", `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>`), fault.Invalid, "entiteter"},
		"an unknown entity":  {word(t, para("", "&b;")), fault.Invalid, "beskadiget"},
		"cut off":            {pack(t, "word/document.xml", open+text), fault.Invalid, "beskadiget"},
		"not XML":            {pack(t, "word/document.xml", "\x00\x01 < >"), fault.Invalid, "beskadiget"},
		"another charset":    {pack(t, "word/document.xml", `<?xml version="1.0" encoding="EBCDIC"?><a/>`), fault.Invalid, "beskadiget"},
		"nothing to read":    {pack(t, "word/document.xml", open+"</w:body></w:document>"), fault.Invalid, "har ingen tekst"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadDOCX(context.Background(), tt.data, DefaultLimits)
			refusal(t, err, tt.kind, tt.words)
		})
	}
}

// TestTornDOCX cuts and spoils a document at many places: it must be refused
// or read, never worse.
func TestTornDOCX(t *testing.T) {
	whole := word(t, para(`<w:pStyle w:val="Punkt"/>`, "Velkomst")+table(cell("", para("", "a"))+cell("", para("", "b"))))
	for at := 0; at < len(whole); at += 7 {
		if _, err := ReadDOCX(context.Background(), whole[:at], DefaultLimits); fault.KindOf(err) != fault.Invalid {
			t.Fatalf("cut at %d: %v", at, err)
		}
		spoilt := append([]byte{}, whole...)
		spoilt[at] ^= 0x55
		d, err := ReadDOCX(context.Background(), spoilt, DefaultLimits)
		if err == nil {
			check(t, d)
		} else if fault.Sentence(err) == "" {
			t.Fatalf("spoilt at %d: %v", at, err)
		}
	}
}

func TestOverlappingEntries(t *testing.T) {
	data := pack(t, "a.xml", strings.Repeat("a", 1000), "word/document.xml", "<a/>")
	at := strings.LastIndex(string(data), "PK\x01\x02") // the second entry's place in the directory
	copy(data[at+42:], "\x00\x00\x00\x00")              // begins where the first does
	_, err := ReadDOCX(context.Background(), data, DefaultLimits)
	refusal(t, err, fault.Invalid, "beskadiget")
}

func TestProtectedEntry(t *testing.T) {
	data := pack(t, "word/document.xml", "<a/>")
	data[6] |= 1
	data[strings.Index(string(data), "PK\x01\x02")+8] |= 1
	_, err := ReadDOCX(context.Background(), data, DefaultLimits)
	refusal(t, err, fault.Invalid, "adgangskode")
}
