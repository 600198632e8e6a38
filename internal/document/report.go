package document

import (
	"io"

	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/report"
	"klynge/internal/when"
)

// ReportPDF writes the report of an initiative as a tagged PDF.
func ReportPDF(w io.Writer, p report.Paper) (err error) {
	defer fault.In(&err, "document: pdf of the report on %s", p.Title)
	faces, err := loadFaces()
	if err != nil {
		return err
	}
	press := newPress(faces)
	press.print(composeReport(p))
	_, err = w.Write(press.file())
	return err
}

// ReportDOCX writes the report of an initiative as a Word document.
func ReportDOCX(w io.Writer, p report.Paper) (err error) {
	defer fault.In(&err, "document: docx of the report on %s", p.Title)
	return writeDOCX(w, composeReport(p))
}

// composeReport sets a report as the annex of an item.
func composeReport(p report.Paper) *script {
	s := &script{Body: clean(p.Body), Day: danish.Date(p.Written.In(when.Copenhagen)), Written: p.Written, Title: clean(p.Kind + ": " + p.Title)}
	s.add(kind, clean(p.Kind))
	s.head(1, clean(p.Title))
	for _, f := range p.Facts {
		s.add(fact, clean(f))
	}
	for _, part := range p.Sections {
		s.head(2, part.Heading)
		if part.Note != "" {
			s.add(remark, part.Note)
		}
		switch {
		case len(part.Rows) > 0:
			s.rows(part.Heading, part.Head, part.Rows)
		case part.Text != "":
			s.prose(part.Text)
		default:
			s.add(remark, part.None)
		}
	}
	return s
}

// rows sets a table.
func (s *script) rows(name string, head []string, rows [][]string) {
	b := block{Role: table, Name: name, Head: head}
	for _, row := range rows {
		cells := make([]string, len(row))
		for i := range row {
			cells[i] = clean(row[i])
		}
		b.Rows = append(b.Rows, cells)
	}
	s.Blocks = append(s.Blocks, b)
}
