package extract

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkDOCX reads a document of about ten pages; its files per second
// stand beside pandoc's where pandoc is installed.
func BenchmarkDOCX(b *testing.B) {
	var body strings.Builder
	for i := range 40 {
		body.WriteString(para(`<w:pStyle w:val="Punkt"/>`, fmt.Sprintf("Punkt om ordning %d", i)))
		for range 4 {
			body.WriteString(para("", strings.Repeat("Klyngen drøftede ordningen og bad om en status. ", 8)))
		}
		body.WriteString(para(listed(4, 0), "at ordningen godkendes") + table(cell("", para("", "Beløb"))+cell("", para("", "100.000 kr."))))
	}
	data := proper(b, body.String())
	b.Run("klynge", func(b *testing.B) {
		b.SetBytes(int64(body.Len()))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := ReadDOCX(context.Background(), data, DefaultLimits); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "files/s")
	})
	b.Run("pandoc", func(b *testing.B) {
		if _, err := exec.LookPath("pandoc"); err != nil {
			b.Skip("pandoc is not installed")
		}
		name := filepath.Join(b.TempDir(), "a.docx")
		if err := os.WriteFile(name, data, 0o600); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if err := exec.Command("pandoc", "-f", "docx", "-t", "plain", name).Run(); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "files/s")
	})
}

// proper makes a DOCX that strict readers accept too.
func proper(b *testing.B, body string) []byte {
	const (
		xmlns  = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
		office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
		rels   = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	)
	return pack(b, "[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels", rels+`<Relationship Id="a" Type="`+office+`/officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/_rels/document.xml.rels", rels+`<Relationship Id="a" Type="`+office+`/styles" Target="styles.xml"/>`+
			`<Relationship Id="b" Type="`+office+`/numbering" Target="numbering.xml"/></Relationships>`,
		"word/document.xml", `<w:document `+xmlns+`><w:body>`+body+`</w:body></w:document>`,
		"word/styles.xml", strings.ReplaceAll(wordStyles, `xmlns:w="w"`, xmlns),
		"word/numbering.xml", strings.ReplaceAll(wordNumbering, `xmlns:w="w"`, xmlns))
}

// BenchmarkText reads a megabyte of each format made of text.
func BenchmarkText(b *testing.B) {
	times := 1 << 20 / len(wrapped)
	for name, data := range map[string]string{
		"text":     strings.Repeat(wrapped, times),
		"markdown": strings.Repeat("## Punkt 1\n\n"+strings.ReplaceAll(wrapped, "Klyngen", "**Klyngen**"), times),
		"html":     strings.Repeat("<h2>Punkt</h2><p>"+strings.ReplaceAll(wrapped, "\n\n", "</p><p>"), times),
	} {
		b.Run(name, func(b *testing.B) {
			reader := map[string]func(context.Context, []byte, Limits) (*Document, error){"text": ReadText, "markdown": ReadMarkdown, "html": ReadHTML}[name]
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := reader(context.Background(), []byte(data), DefaultLimits); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
