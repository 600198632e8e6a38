package document

import (
	"bytes"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// file returns the pages as a PDF file.
func (p *press) file() []byte {
	o := &objects{}
	fonts := fmt.Sprintf("<</R %s /B %s>>", p.font(o, p.regular), p.font(o, p.bold))
	tree := o.reserve()
	pages := make([]ref, len(p.pages))
	for i, page := range p.pages {
		content := o.stream("", page.content())
		pages[i] = o.add("<</Type /Page /Parent %s /MediaBox [0 0 %.2f %.2f] /Resources <</Font %s>> /Contents %s /StructParents %d /Tabs /S>>",
			tree, pageWidth, pageHeight, fonts, content, i)
	}
	o.set(tree, "<</Type /Pages /Kids [%s] /Count %d>>", spaced(pages), len(pages))
	metadata := o.metadata(p.metadata())
	root := o.add("<</Type /Catalog /Version /1.7 /Pages %s /Lang (da-DK) /MarkInfo <</Marked true>> /StructTreeRoot %s /Outlines %s /PageMode /UseOutlines "+
		"/ViewerPreferences <</DisplayDocTitle true>> /Metadata %s>>", tree, writeTree(o, p.document, pages), p.outline(o, pages), metadata)
	stamp := p.script.Written.UTC().Format("20060102150405") + "+00'00'"
	info := o.add("<</Title %s /Producer (Klynge) /CreationDate (D:%s) /ModDate (D:%[2]s)>>", literal(p.script.Title), stamp)
	return o.write(root, info)
}

// metadata says in XMP what the file is called, its language, and that it means
// to keep PDF/UA-1 (ISO 14289-1, section 5).
func (p *press) metadata() []byte {
	var title bytes.Buffer
	// Writing to memory does not fail.
	_ = xml.EscapeText(&title, []byte(p.script.Title))
	return fmt.Appendf(nil, `<?xpacket begin="`+"\ufeff"+`" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>da-DK</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%[2]s</xmp:ModifyDate>
<pdf:Producer>Klynge</pdf:Producer>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`, title.String(), p.script.Written.UTC().Format(time.RFC3339))
}

// outline writes the bookmarks, one for each item.
func (p *press) outline(o *objects, pages []ref) ref {
	root := o.reserve()
	marks := make([]ref, len(p.marks))
	for i := range marks {
		marks[i] = o.reserve()
	}
	for i, m := range p.marks {
		around := ""
		if i > 0 {
			around += " /Prev " + marks[i-1].String()
		}
		if i < len(marks)-1 {
			around += " /Next " + marks[i+1].String()
		}
		o.set(marks[i], "<</Title %s /Parent %s /Dest [%s /XYZ 0 %.2f 0]%s>>", literal(m.title), root, pages[m.page], pageHeight-m.y+12, around)
	}
	ends := ""
	if len(marks) > 0 {
		ends = fmt.Sprintf(" /First %s /Last %s", marks[0], marks[len(marks)-1])
	}
	o.set(root, "<</Type /Outlines /Count %d%s>>", len(marks), ends)
	return root
}

// font embeds what a face has on paper: a composite font whose codes are its
// glyphs (ISO 32000-1, 9.7), and the text that they say (9.10.3).
func (p *press) font(o *objects, f *face) ref {
	used := p.used[f]
	glyphs := slices.Sorted(maps.Keys(used))
	kept := map[int]bool{}
	var widths, said strings.Builder
	for i, g := range glyphs {
		kept[g] = true
		fmt.Fprintf(&widths, "%d [%.0f] ", g, f.advance(g))
		if i%100 == 0 { // as many as one section may have
			if i > 0 {
				said.WriteString("endbfchar\n")
			}
			fmt.Fprintf(&said, "%d beginbfchar\n", min(100, len(glyphs)-i))
		}
		fmt.Fprintf(&said, "<%04X> <%s>\n", g, units(string(used[g])))
	}
	if len(glyphs) > 0 {
		said.WriteString("endbfchar\n")
	}
	file := f.subset(kept)
	name := tagOf(file) + "+" + f.name
	descriptor := o.add("<</Type /FontDescriptor /FontName /%s /Flags 32 /FontBBox [%d %d %d %d] /ItalicAngle 0 /Ascent %d /Descent %d /CapHeight %d /StemV %d /FontFile2 %s>>",
		name, f.box[0], f.box[1], f.box[2], f.box[3], f.ascent, f.descent, f.cap, f.weight, o.stream(fmt.Sprintf("/Length1 %d", len(file)), file))
	descendant := o.add("<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> "+
		"/CIDToGIDMap /Identity /DW 0 /W [%s] /FontDescriptor %s>>", name, widths.String(), descriptor)
	toUnicode := o.stream("", []byte("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"+
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"+
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"+said.String()+"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"))
	return o.add("<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%s] /ToUnicode %s>>", name, descendant, toUnicode)
}

// tagOf returns the six letters that tell one subset of a font from another.
func tagOf(file []byte) string {
	sum := sha256.Sum256(file)
	letters := make([]byte, 6)
	for i := range letters {
		letters[i] = 'A' + sum[i]%26
	}
	return string(letters)
}
