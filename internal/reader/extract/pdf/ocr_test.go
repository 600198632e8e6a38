package pdf_test

import (
	"context"
	"os/exec"
	"strings"
	"testing"

	"klynge/internal/fault"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/extract/pdf"
)

// scan is a page that is nothing but a photograph of a page.
func scan(t testing.TB) []byte {
	image := streamObject("/Type /XObject /Subtype /Image /Width 620 /Height 874 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode", string(testdata(t, "scan.jpg")))
	return build("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] /MediaBox [0 0 297 419] >>",
		"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>", streamObject("", "q 297 0 0 419 0 0 cm /X Do Q"), image)
}

// Where Tesseract with Danish is installed the scan is read; elsewhere the
// error says what to install. Both are right, and each machine can test one.
func TestScan(t *testing.T) {
	languages, err := exec.Command("tesseract", "--list-langs").CombinedOutput()
	if err == nil && strings.Contains(string(languages), "dan") {
		d := read(t, scan(t))
		if !strings.Contains(d.Text, "Klyngen godkendte forslaget om medicinbokse på apoteker") || noteCodes(d) != "ocr" {
			t.Errorf("Read(scan) = %q with notes %q, want the text of the picture and a note that it was recognised", d.Text, noteCodes(d))
		}
	}
	t.Setenv("PATH", t.TempDir()) // now it is not installed
	d, err := pdf.Read(context.Background(), scan(t), extract.DefaultLimits)
	if err == nil {
		t.Fatalf("Read(scan) without programs = %q, want an error", d.Text)
	}
	if fault.KindOf(err) != fault.Invalid || !strings.Contains(fault.Sentence(err), "apt-get install tesseract-ocr tesseract-ocr-dan") {
		t.Errorf("Read(scan) without programs: %v, want a sentence that says what to install", err)
	}
	image := streamObject("/Subtype /Image /Width 620 /Height 874 /Filter /DCTDecode", string(testdata(t, "scan.jpg")))
	mixed := build("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 2 /Kids [3 0 R 4 0 R] /MediaBox [0 0 600 800] >>",
		"<< /Type /Page /Parent 2 0 R /Contents 5 0 R /Resources << /Font << /F 6 0 R >> >> >>",
		"<< /Type /Page /Parent 2 0 R /Contents 7 0 R /Resources << /XObject << /X 8 0 R >> >> >>",
		streamObject("", at(50, 700, "Klyngen godkender.")), helvetica, streamObject("", "q 600 0 0 800 0 0 cm /X Do Q"), image)
	if d := read(t, mixed); d.Text != "Klyngen godkender." || noteCodes(d) != "no-text-layer" || d.Notes[0].Page != 2 {
		t.Errorf("Read(text and scan) without programs = %q with notes %+v, want the text and a note on page 2", d.Text, d.Notes)
	}
}
