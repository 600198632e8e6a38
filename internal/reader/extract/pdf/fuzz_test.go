package pdf_test

import (
	"context"
	"testing"
	"time"

	"klynge/internal/reader/extract"
	"klynge/internal/reader/extract/pdf"
)

func FuzzRead(f *testing.F) {
	for _, name := range []string{"packed.pdf", "aes-128.pdf", "aes-256.pdf", "password.pdf"} {
		f.Add(testdata(f, name))
	}
	f.Add(taggedPage())
	f.Add(onePage(at(50, 700, "Klyngen godkender.") + "0 g 40 690 80 20 re f"))
	f.Add(onePage("/X Do", streamObject("/Subtype /Form /Resources << /Font << /F 5 0 R >> >>", at(50, 600, "Indeni"))))
	f.Add(manyPages(at(50, 700, "Side 1"), at(50, 700, "Side 2")))
	f.Add(withFont("<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [8 0 R] /ToUnicode 7 0 R >>", "BT /F 10 Tf 50 700 Td <000100020003> Tj ET",
		streamObject("", "1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0001> <0003> [<0052> <00F8> <0064>] endbfrange"), "<< /Subtype /CIDFontType2 /DW 500 /W [1 [500 600] 3 9 700] >>"))
	f.Setenv("PATH", f.TempDir()) // no recognition of pictures: it is Tesseract's own to test
	limits := extract.DefaultLimits
	limits.Unpacked, limits.Time, limits.Pages = 8<<20, 2*time.Second, 50
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := pdf.Read(context.Background(), data, limits)
		if err == nil {
			check(t, d)
		}
	})
}
