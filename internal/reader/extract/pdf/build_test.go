package pdf_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"klynge/internal/reader/extract"
	"klynge/internal/reader/extract/pdf"
)

// build writes a PDF file of numbered objects; object 1 is the catalog.
func build(objects ...string) []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, at)
	return out.Bytes()
}

func streamObject(extra, data string) string {
	return fmt.Sprintf("<< /Length %d %s >>\nstream\n%s\nendstream", len(data), extra, data)
}

const helvetica = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"

// onePage builds a page of 600 by 800 points with two fonts and the content.
func onePage(content string, more ...string) []byte {
	return withFont(helvetica, content, more...)
}

func withFont(font, content string, more ...string) []byte {
	return build(append([]string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Count 1 /Kids [3 0 R] /MediaBox [0 0 600 800] >>",
		"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 5 0 R /B 6 0 R >> /XObject << /X 7 0 R >> >> >>",
		streamObject("", content),
		font,
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
	}, more...)...)
}

// manyPages builds a file with one page per content.
func manyPages(contents ...string) []byte {
	kids, objects := "", []string{}
	for i, content := range contents {
		kids += fmt.Sprintf("%d 0 R ", 4+2*i)
		objects = append(objects,
			fmt.Sprintf("<< /Type /Page /Parent 2 0 R /Contents %d 0 R >>", 5+2*i),
			streamObject("", content))
	}
	return build(append([]string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] /MediaBox [0 0 600 800] /Resources << /Font << /F 3 0 R >> >> >>", len(contents), kids),
		helvetica,
	}, objects...)...)
}

// at shows text at a place in 10 point letters.
func at(x, y int, text string) string {
	return fmt.Sprintf("BT /F 10 Tf %d %d Td (%s) Tj ET\n", x, y, text)
}

func read(t *testing.T, data []byte) *extract.Document {
	t.Helper()
	limits := extract.DefaultLimits
	limits.Time = 30 * time.Second
	d, err := pdf.Read(context.Background(), data, limits)
	if err != nil {
		t.Fatalf("Read(%d bytes): %v", len(data), err)
	}
	check(t, d)
	return d
}

// check tests what holds for every document: see extract.Block.
func check(t *testing.T, d *extract.Document) {
	t.Helper()
	runes := []rune(d.Text)
	slice := func(from, to int) string {
		if from < 0 || to < from || to > len(runes) {
			t.Fatalf("place %d to %d lies outside a text of %d characters", from, to, len(runes))
		}
		return string(runes[from:to])
	}
	end := -1
	for i, b := range d.Blocks {
		if b.Start != end+1 {
			t.Errorf("block %d %q starts at %d, want %d", i, b.Text, b.Start, end+1)
		}
		end = b.End
		if got := slice(b.Start, b.End); got != b.Text {
			t.Errorf("block %d: Document.Text holds %q, the block %q", i, got, b.Text)
		}
		collapsed := strings.Join(strings.Fields(b.Text), " ")
		if b.Kind != extract.Row && collapsed != b.Text || strings.ContainsAny(b.Text, "\n\r\u00A0") {
			t.Errorf("block %d: white space is not collapsed in %q", i, b.Text)
		}
		if b.Page < 1 || b.Page > len(d.Pages) {
			t.Errorf("block %d is on page %d of %d", i, b.Page, len(d.Pages))
		}
		if (b.Kind == extract.Row) != (b.Table > 0) {
			t.Errorf("block %d of kind %s has table %d", i, b.Kind, b.Table)
		}
		for _, c := range b.Cells {
			for _, l := range c.Lines {
				if got := slice(l.Start, l.End); got != l.Text {
					t.Errorf("block %d: Document.Text holds %q, the cell %q", i, got, l.Text)
				}
			}
		}
	}
	for i, start := range d.Pages {
		if start < 0 || start > len(runes) || i > 0 && start < d.Pages[i-1] {
			t.Errorf("page %d starts at %d in a text of %d characters", i+1, start, len(runes))
		}
	}
}

func noteCodes(d *extract.Document) string {
	var codes []string
	for _, n := range d.Notes {
		codes = append(codes, n.Code)
	}
	return strings.Join(codes, " ")
}

func testdata(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
