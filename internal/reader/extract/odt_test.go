package extract

import (
	"context"
	"testing"

	"klynge/internal/fault"
)

const odtStyles = `<office:automatic-styles>
<style:style style:name="P1" style:family="paragraph"><style:text-properties fo:font-weight="bold" fo:font-size="14pt"/></style:style>
<style:style style:name="P2" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>
<style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="T2" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>
<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/></text:list-style>
<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1" text:bullet-char="–"/></text:list-style></office:automatic-styles>`

// openDocument makes an ODT of the content of its body.
func openDocument(t testing.TB, body string) []byte {
	return pack(t, "mimetype", "application/vnd.oasis.opendocument.text",
		"meta.xml", `<office:document-meta><office:meta><dc:title>Referat</dc:title></office:meta></office:document-meta>`,
		"content.xml", `<office:document-content>`+odtStyles+`<office:body><office:text>`+body+`</office:text></office:body></office:document-content>`)
}

func TestODT(t *testing.T) {
	for name, tt := range map[string]struct{ body, want string }{
		"paragraphs": {`<text:h text:outline-level="2">Punkt  1</text:h><text:p>Et<text:s text:c="3"/>to<text:line-break/>tre</text:p>`, "h2||Punkt 1\np||Et to\np||tre"},
		"lists": {`<text:list text:style-name="L1"><text:list-item><text:p>a</text:p><text:p>mere</text:p><text:list><text:list-item><text:p>b</text:p></text:list-item></text:list></text:list-item>
<text:list-item><text:p>c</text:p></text:list-item></text:list><text:list text:style-name="L2"><text:list-item><text:p>d</text:p></text:list-item></text:list>`,
			"li0|1.|a\np||mere\nli1|a)|b\nli0|2.|c\nli0|–|d"},
		"a list that goes on": {`<text:list text:style-name="L1"><text:list-item><text:p>a</text:p></text:list-item></text:list><text:p>x</text:p>
<text:list text:style-name="L1" text:continue-numbering="true"><text:list-item><text:p>b</text:p></text:list-item></text:list>`, "li0|1.|a\np||x\nli0|2.|b"},
		"table": {`<table:table><table:table-header-rows><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>Titel</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table-header-rows>
<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p><text:p>c</text:p></table:table-cell></table:table-row></table:table>`,
			"row||Titel\nrow||a ¦ b / c"},
		"left out": {`<text:tracked-changes><text:changed-region><text:deletion><text:p>slettet</text:p></text:deletion></text:changed-region></text:tracked-changes>
<text:p>A<office:annotation><text:p>kommentar</text:p></office:annotation><text:span text:style-name="T1">skjult</text:span>B<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Fodnote</text:p></text:note-body></text:note></text:p>`,
			"p||AB\nli0|1|Fodnote"},
		"tabs": {`<text:p>Dato:<text:tab/>3. maj</text:p><text:p>1.<text:tab/>Velkomst</text:p>`, "row||Dato: ¦ 3. maj\nli0|1.|Velkomst"},
	} {
		t.Run(name, func(t *testing.T) { same(t, read(t, openDocument(t, tt.body)), tt.want) })
	}
}

func TestODTLook(t *testing.T) {
	d := read(t, openDocument(t, `<text:p text:style-name="P1">Fed</text:p><text:p><text:span text:style-name="T2">Skrå</text:span></text:p>`+
		`<text:p text:style-name="P2">Side to</text:p><text:p><text:soft-page-break/>Side tre</text:p>`))
	if d.Title != "Referat" {
		t.Errorf("Title = %q", d.Title)
	}
	if b := d.Blocks[0]; !b.Bold || b.Size != 14 {
		t.Errorf("%q: bold %t, size %g", b.Text, b.Bold, b.Size)
	}
	if b := d.Blocks[1]; !b.Italic || b.Bold {
		t.Errorf("%q: italic %t, bold %t", b.Text, b.Italic, b.Bold)
	}
	if a, b := d.Blocks[2].Page, d.Blocks[3].Page; a != 2 || b != 3 {
		t.Errorf("pages %d and %d, want 2 and 3", a, b)
	}
}

func TestODTHarm(t *testing.T) {
	protected := pack(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", "\x00\x01",
		"META-INF/manifest.xml", `<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>`)
	_, err := ReadODT(context.Background(), protected, DefaultLimits)
	refusal(t, err, fault.Invalid, "adgangskode")
	_, err = ReadODT(context.Background(), pack(t, "mimetype", "application/vnd.oasis.opendocument.text"), DefaultLimits)
	refusal(t, err, fault.Invalid, "beskadiget")
}
