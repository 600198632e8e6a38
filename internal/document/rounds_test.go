package document_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"klynge/internal/document"
	"klynge/internal/hearing"
	"klynge/internal/roundup"
)

var when = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// words returns the text of a Word document.
func words(t *testing.T, file []byte) string {
	t.Helper()
	return unpack(t, file)["word/document.xml"]
}

func TestTheNoteOfAHearing(t *testing.T) {
	h := hearing.Hearing{ID: "h", BodyName: "Sundhedsråd Fjorden", Title: "Trygge overgange"}
	n := hearing.Issued{Number: 2, Reason: "Svar fra Klynge Skoven", At: when, Note: hearing.Note{
		Title: "Trygge overgange", Sender: "Sundhedsråd Fjorden", From: "2026-10-12", To: "2026-11-13", Days: 33,
		Asked: []hearing.Asked{{Name: "Klynge Heden", Status: hearing.AnsweredInDue, Day: "2026-10-28"}, {Name: "Klynge Skoven", Status: hearing.AnsweredLate, Day: "2026-11-18", HeirOf: "Klynge Mosen"}},
		Proposals: []hearing.Treated{{Number: 1, Title: "Fælles medicinliste", Text: "Borgeren får den med hjem.",
			Assessment: hearing.Assessment{Summary: "Begge støtter.", Met: hearing.Partly, Reason: "Ikke i weekenden."},
			Cells:      []hearing.Cell{{Body: "Klynge Heden", State: hearing.Stood, Position: hearing.Supports, Comment: "Vi\nbegynder."}, {Body: "Klynge Skoven", State: hearing.Stood, Position: hearing.Supports, Late: true}}}},
		General: []hearing.Remark{{Body: "Klynge Heden", Text: "God retning.", Dissents: []hearing.Dissent{{Name: "Carl Dam", Text: "For dyrt."}}}},
	}}
	var docx, pdf bytes.Buffer
	if err := document.NoteDOCX(&docx, h, n); err != nil {
		t.Fatal(err)
	}
	if err := document.NotePDF(&pdf, h, n); err != nil {
		t.Fatal(err)
	}
	text := words(t, docx.Bytes())
	for _, want := range []string{"Høringsnotat", "12. oktober 2026 til 13. november 2026, 33 dage", "Udgave 2, 20. november 2026", "har overtaget fra Klynge Mosen", "Besvaret efter fristen",
		"2 af 2", "Klynge Heden, Klynge Skoven (efter fristen)", "Klynge Heden: Vi begynder.", "Delvist imødekommet: Ikke i weekenden.", "Mindretal: Carl Dam: For dyrt."} {
		if !strings.Contains(text, want) {
			t.Errorf("the note does not say %q", want)
		}
	}
	if !bytes.HasPrefix(pdf.Bytes(), []byte("%PDF-")) {
		t.Error("the PDF is none")
	}
	n.Number, n.Reason = 0, ""
	docx.Reset()
	if err := document.NoteDOCX(&docx, h, n); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(words(t, docx.Bytes()), "Udkast. Svarene er ikke samlet endnu.") {
		t.Error("a note that was not issued does not say that it is a draft")
	}
}

func TestTheRoundupWithItsNotes(t *testing.T) {
	said := roundup.Comment{ID: "c", NoteID: "n", GroupID: "g", HeadingID: "h", AboutID: "g", ThemeID: "t", Text: "Epikriser kommer sent", Sentences: []string{"s"}}
	r := roundup.Roundup{ID: "r", BodyName: "Sundhedsråd Fjorden", Title: "Temadag", Published: when, State: roundup.Published,
		Headings: []roundup.Heading{{ID: "h", Text: "Pointer"}, {ID: "m", Text: "Mål"}}, Groups: []roundup.Group{{ID: "g", Name: "Klynge Heden"}, {ID: "x", Name: "Klynge Ådalen"}},
		Notes: []roundup.Note{{ID: "n", GroupID: "g", HeadingID: "h", Text: "- Epikriser kommer sent\n- Ingen ringer"}, {ID: "o", GroupID: "g", HeadingID: "m", Nothing: true},
			{ID: "p", GroupID: "g", HeadingID: "h", Number: 1, Text: "Også om natten", Late: true, At: when}},
		Themes: []roundup.Theme{{ID: "t", Name: "Epikriser"}}, Comments: []roundup.Comment{said},
		Sentences: []roundup.Sentence{{ID: "s", HeadingID: "h", Text: "Enkelte savner epikriser.", Comments: []roundup.Comment{said}}}}
	var docx, pdf bytes.Buffer
	if err := document.RoundupDOCX(&docx, r); err != nil {
		t.Fatal(err)
	}
	if err := document.RoundupPDF(&pdf, r); err != nil {
		t.Fatal(err)
	}
	text := words(t, docx.Bytes())
	for _, want := range []string{"Udgivet 20. november 2026", "Mangler: Klynge Ådalen", "Enkelte savner epikriser.", "Om Klynge Heden, sagt af Klynge Heden", "1 af 2", "Bilag: de uklippede noter",
		"Ingen ringer", "Ingen bemærkninger", "Ikke udfyldt", "Tilføjet 20. november 2026 (efter fristen)", "Også om natten"} {
		if !strings.Contains(text, want) {
			t.Errorf("the round-up does not say %q", want)
		}
	}
	if !bytes.HasPrefix(pdf.Bytes(), []byte("%PDF-")) {
		t.Error("the PDF is none")
	}
}
