package extract

import (
	"bytes"
	"context"
	"testing"
	"time"
	"unicode/utf8"

	"klynge/internal/fault"
)

var fuzzLimits = Limits{Bytes: 1 << 20, Unpacked: 4 << 20, Pages: 100, Depth: 64, Entries: 64, Blocks: 20_000, Time: 10 * time.Second}

// fuzz runs one reader: what it does not refuse with a sentence must keep the
// promises of the package.
func fuzz(t *testing.T, data []byte, reader func(context.Context, []byte, Limits) (*Document, error)) {
	d, err := reader(context.Background(), data, fuzzLimits)
	switch {
	case err == nil:
		check(t, d)
	case fault.Sentence(err) == "":
		t.Fatalf("refused without a sentence: %v", err)
	}
}

func FuzzDetect(f *testing.F) {
	for _, data := range samples(f) {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		kind, err := Detect(data)
		if (kind == "") != (err != nil) || err != nil && fault.Sentence(err) == "" {
			t.Fatalf("Detect = %q, %v", kind, err)
		}
	})
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{"møde", "m\xf8de", "m\xbfde", "MÃ¸de", "m√∏de", "\xff\xfem\x00", "\xfe\xff\x00m", "m\x00\xf8\x00d\x00", "â€“", "\x81\xff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		text, charset := Decode(data)
		if !utf8.ValidString(text) || charset == "" {
			t.Fatalf("Decode(%q) = %q, %q", data, text, charset)
		}
		if utf8.Valid(data) && charset == UTF8 && text != string(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))) {
			t.Fatalf("Decode(%q) changed UTF-8 to %q", data, text)
		}
	})
}

func FuzzText(f *testing.F) {
	f.Add(samples(f)[Text])
	f.Add([]byte(wrapped))
	f.Add([]byte("Deltagere:\t<p>Ida</p> <ul>- A- B</ul>\n\t<hr/>\n        Per\nSted:   Her\n"))
	f.Fuzz(func(t *testing.T, data []byte) { fuzz(t, data, ReadText) })
}

func FuzzMarkdown(f *testing.F) {
	f.Add(samples(f)[Markdown])
	f.Add([]byte("---\ntitle: R\n---\n**a** _b_ [c](d) \\* `e`\n> f\n```\ng\n```\nh\n===\n|i|j\n|-|-|\n|k<br>l|m\\||"))
	f.Fuzz(func(t *testing.T, data []byte) { fuzz(t, data, ReadMarkdown) })
}

func FuzzHTML(f *testing.F) {
	f.Add(samples(f)[HTML])
	f.Add([]byte("<dl><dt>a<dd>b<dd>c</dl><ol type=i start=3><li value=9>d<pre>e\nf</pre><p hidden>g<h2>h</h2><td rowspan=9>i"))
	f.Fuzz(func(t *testing.T, data []byte) { fuzz(t, data, ReadHTML) })
}

func FuzzXML(f *testing.F) {
	f.Add(samples(f)[XML])
	f.Add([]byte(`<r><table name="m"><fields><field name="name">a</field></fields></table><Møde Navn="b" Nr="1" Åben="0"/><c><![CDATA[<p>d</p>]]></c></r>`))
	f.Fuzz(func(t *testing.T, data []byte) { fuzz(t, data, ReadXML) })
}

// FuzzDOCX changes the body inside an intact package, and the package.
func FuzzDOCX(f *testing.F) {
	whole := samples(f)[DOCX]
	f.Add(whole, "")
	for _, body := range []string{
		para(listed(1, 1), "a") + para(`<w:pStyle w:val="Punkt"/>`, "b"),
		table(`<w:trPr><w:del/></w:trPr>`+cell(`<w:gridSpan w:val="9"/>`, para("", "a")+table(cell("", para("", "b"))))) + `<w:altChunk r:id="r5"/>`,
		`<w:p><w:r><w:txbxContent>` + para("", "a") + `</w:txbxContent><w:br w:type="page"/><w:tab/><w:t>b</w:t><w:lastRenderedPageBreak/></w:r></w:p>`,
	} {
		f.Add([]byte(nil), body)
	}
	f.Fuzz(func(t *testing.T, data []byte, body string) {
		if body != "" {
			data = word(t, body)
		}
		if _, err := Detect(data); err != nil {
			return
		}
		fuzz(t, data, ReadDOCX)
	})
}

func FuzzODT(f *testing.F) {
	f.Add(`<text:list text:style-name="L1"><text:list-item><text:p>a</text:p></text:list-item></text:list>`)
	f.Add(`<table:table><table:table-row><table:table-cell><text:p>a<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>b</text:p></text:note-body></text:note></text:p></table:table-cell></table:table-row></table:table>`)
	f.Add(`<text:h text:outline-level="3">a<text:tab/>b<text:soft-page-break/><text:span text:style-name="T1">c</text:span></text:h>`)
	f.Fuzz(func(t *testing.T, body string) { fuzz(t, openDocument(t, body), ReadODT) })
}
