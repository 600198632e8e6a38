package invent

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// An A4 page and its margins, in points, and how many letters fill a line of
// the body's type.
const (
	pageWidth, pageHeight = 595, 842
	margin, lineHeight    = 62, 14
	lineLetters           = 88
)

// A set line is placed on a page.
type set struct {
	font   string
	size   int
	indent int
	text   string
}

// PDF returns the minutes set in Helvetica, a running foot on each page, with
// compressed pages, and how many pages it has (ISO 32000-2).
func (m Minutes) PDF() (file []byte, pages int, err error) {
	sheets := m.set()
	w := &pdfWriter{}
	w.out.WriteString("%PDF-1.7\n%\xc5\xe6\xf8\xe5\n")
	kids := make([]string, len(sheets))
	for i := range sheets {
		kids[i] = fmt.Sprintf("%d 0 R", 5+2*i)
	}
	w.object("<< /Type /Catalog /Pages 2 0 R >>")
	w.object(fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", len(sheets), strings.Join(kids, " ")))
	w.object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
	w.object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>")
	for i, sheet := range sheets {
		w.object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R /Resources << /Font << /R 3 0 R /B 4 0 R >> >> >>", pageWidth, pageHeight, 6+2*i))
		content, err := packed(sheet, fmt.Sprintf("Side %d af %d", i+1, len(sheets)))
		if err != nil {
			return nil, 0, err
		}
		w.object(fmt.Sprintf("<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream", len(content), content))
	}
	return w.close(), len(sheets), nil
}

// set breaks the lines and deals them out to pages.
func (m Minutes) set() (sheets [][]set) {
	const perPage = (pageHeight - 2*margin) / lineHeight
	sheets = [][]set{nil}
	put := func(line set) {
		if len(sheets[len(sheets)-1]) == perPage {
			sheets = append(sheets, nil)
		}
		sheets[len(sheets)-1] = append(sheets[len(sheets)-1], line)
	}
	for _, line := range m {
		one, first := set{font: "R", size: 11}, ""
		switch line.Style {
		case Title:
			one.font, one.size = "B", 20
		case Heading:
			one.font, one.size = "B", 14
		case Rubric:
			one.font = "B"
		case Listed:
			one.indent, first = 14, "• "
		}
		for _, text := range broken(first+line.Text, lineLetters*11/one.size) {
			one.text = text
			put(one)
		}
		if line.Style == Plain {
			put(set{font: "R", size: 11})
		}
	}
	return sheets
}

// broken breaks a text into lines of at most so many letters, at spaces.
func broken(text string, letters int) (lines []string) {
	line, length := "", 0
	for word := range strings.SplitSeq(text, " ") {
		n := len([]rune(word))
		if length > 0 && length+1+n > letters {
			lines = append(lines, line)
			line, length = "", 0
		}
		if length > 0 {
			line, length = line+" ", length+1
		}
		line, length = line+word, length+n
	}
	return append(lines, line)
}

// packed returns the compressed content of a page.
func packed(sheet []set, foot string) ([]byte, error) {
	var content bytes.Buffer
	write := func(line set, x, y int) error {
		text, err := charmap.Windows1252.NewEncoder().String(line.text)
		if err != nil {
			return fmt.Errorf("%q: %w", line.text, err)
		}
		text = strings.NewReplacer(`\`, `\\`, `(`, `\(`, `)`, `\)`).Replace(text)
		fmt.Fprintf(&content, "BT /%s %d Tf 1 0 0 1 %d %d Tm (%s) Tj ET\n", line.font, line.size, x, y, text)
		return nil
	}
	y := pageHeight - margin
	for _, line := range sheet {
		if line.text != "" {
			if err := write(line, margin+line.indent, y); err != nil {
				return nil, err
			}
		}
		y -= lineHeight
	}
	if err := write(set{font: "R", size: 9, text: foot}, pageWidth/2-30, margin/2); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	packer := zlib.NewWriter(&out)
	if _, err := packer.Write(content.Bytes()); err != nil {
		return nil, err
	}
	err := packer.Close()
	return out.Bytes(), err
}

// A pdfWriter numbers objects and remembers where they stand.
type pdfWriter struct {
	out    bytes.Buffer
	places []int
}

func (w *pdfWriter) object(text string) {
	w.places = append(w.places, w.out.Len())
	fmt.Fprintf(&w.out, "%d 0 obj\n%s\nendobj\n", len(w.places), text)
}

// close writes the table of objects and returns the file.
func (w *pdfWriter) close() []byte {
	table := w.out.Len()
	fmt.Fprintf(&w.out, "xref\n0 %d\n0000000000 65535 f \n", len(w.places)+1)
	for _, place := range w.places {
		fmt.Fprintf(&w.out, "%010d 00000 n \n", place)
	}
	fmt.Fprintf(&w.out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(w.places)+1, table)
	return w.out.Bytes()
}
