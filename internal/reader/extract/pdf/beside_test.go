package pdf_test

import (
	"strings"
	"testing"

	"klynge/internal/reader/extract"
	"klynge/internal/reader/extract/pdf"
)

// What nobody sees on the page is found all the same: it can be copied out.
func TestReadBeside(t *testing.T) {
	data := onePage("BT /F 10 Tf 50 700 Td (Synlig) Tj ET 3 Tr "+at(50, 600, "usynlig 010190-1234"),
		"<< >>", // 7
		"<< /Type /Annot /Subtype /Text /Contents (en gul seddel) >>",
		streamObject("/Type /EmbeddedFile", "indlagt fil"),
		streamObject("/Type /Metadata /Subtype /XML", "<x:xmpmeta>emneord i XMP</x:xmpmeta>"),
		"<< /Title (Sag om Fru Dam) /Author (Bo Lind) >>")
	data = []byte(strings.Replace(string(data), "/Root 1 0 R", "/Root 1 0 R /Info 11 0 R", 1))
	list, err := pdf.ReadBeside(t.Context(), data, extract.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	found := map[pdf.Place]string{}
	for _, b := range list {
		found[b.Place] += b.Text + string(b.Data)
	}
	for place, want := range map[pdf.Place]string{
		pdf.Drawn: "010190-1234", pdf.Strings: "en gul seddel", pdf.Inside: "indlagt fil", pdf.Metadata: "Sag om Fru Dam",
	} {
		if !strings.Contains(found[place], want) {
			t.Errorf("ReadBeside: %s = %q, want %q in it", place, found[place], want)
		}
	}
	if !strings.Contains(found[pdf.Metadata], "emneord i XMP") {
		t.Errorf("ReadBeside: metadata = %q, want the XMP in it", found[pdf.Metadata])
	}
}
