// Package document writes the record of one meeting the way a council has it on
// paper: as an accessible PDF and as a Word document.
//
// Both are renderings of the same [meeting.Detail] that the page of the meeting
// shows, so print and web cannot disagree, and what the public may not see never
// gets here. The meeting first becomes a script: headings, paragraphs, lists and
// tables in reading order (script.go, compose.go). The script knows nothing of
// paper; [PDF] and [DOCX] write it down, each in its own way, and add nothing.
// The same record gives the same bytes.
//
// That the project's own reader finds the same meeting in what is written here is
// the test that matters most (roundtrip_test.go).
package document

import (
	"io"

	"klynge/internal/fault"
	"klynge/internal/meeting"
)

// PDF writes the meeting as a tagged PDF: one that a screen reader can read
// aloud in order, with its headings, lists and tables (PDF 1.7, ISO 32000-1
// section 14.8; PDF/UA-1, ISO 14289-1).
func PDF(w io.Writer, d meeting.Detail) (err error) {
	defer fault.In(&err, "document: pdf of %s", d.Slug)
	faces, err := loadFaces()
	if err != nil {
		return err
	}
	p := newPress(faces)
	p.print(compose(d))
	_, err = w.Write(p.file())
	return err
}

// DOCX writes the meeting as a Word document with real headings, lists and
// tables (Office Open XML, ISO/IEC 29500-1, transitional).
func DOCX(w io.Writer, d meeting.Detail) (err error) {
	defer fault.In(&err, "document: docx of %s", d.Slug)
	return writeDOCX(w, compose(d))
}
