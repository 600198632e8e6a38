package document

import (
	"io"
	"strings"

	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/initiative"
)

// AnnexPDF writes a mini business case as a tagged PDF.
func AnnexPDF(w io.Writer, a initiative.Annex) (err error) {
	defer fault.In(&err, "document: pdf of the business case %s", a.Title)
	faces, err := loadFaces()
	if err != nil {
		return err
	}
	p := newPress(faces)
	p.print(composeAnnex(a))
	_, err = w.Write(p.file())
	return err
}

// AnnexDOCX writes a mini business case as a Word document.
func AnnexDOCX(w io.Writer, a initiative.Annex) (err error) {
	defer fault.In(&err, "document: docx of the business case %s", a.Title)
	return writeDOCX(w, composeAnnex(a))
}

// composeAnnex sets a business case in the order of the paper that councils lay
// before a meeting.
func composeAnnex(a initiative.Annex) *script {
	s := &script{Body: clean(a.Body), Day: dateOf(a.Day, danish.Date), Written: a.Written, Title: "Mini-businesscase: " + clean(a.Title)}
	s.add(kind, "Mini-businesscase")
	s.head(1, clean(a.Title))
	s.add(fact, "Organ: "+clean(a.Body))
	s.add(fact, "Tilstand: "+a.State.Danish())
	for _, p := range a.Parts {
		s.head(2, p.Heading)
		switch {
		case p.Gap():
			s.add(remark, "? (ikke udfyldt)")
		case len(p.Rows) > 0:
			s.rows(p.Heading, p.Head, p.Rows)
		default:
			s.prose(p.Text)
		}
	}
	return s
}

// prose sets a text with light marks: "- " begins a line of a list.
func (s *script) prose(text string) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if point, ok := strings.CutPrefix(line, "- "); ok {
			s.entry(list, entry{"•", clean(point)})
			continue
		}
		s.add(paragraph, clean(strings.Trim(line, "| ")))
	}
}
