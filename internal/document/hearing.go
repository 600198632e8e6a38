package document

import (
	"fmt"
	"io"
	"strings"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/hearing"
)

// NotePDF writes what came of a consultation as a tagged PDF, in the form of a
// Danish høringsnotat.
func NotePDF(w io.Writer, h hearing.Hearing, n hearing.Issued) (err error) {
	defer fault.In(&err, "document: pdf of the note of %s", h.ID)
	faces, err := loadFaces()
	if err != nil {
		return err
	}
	p := newPress(faces)
	p.print(composeNote(h, n))
	_, err = w.Write(p.file())
	return err
}

// NoteDOCX writes what came of a consultation as a Word document.
func NoteDOCX(w io.Writer, h hearing.Hearing, n hearing.Issued) (err error) {
	defer fault.In(&err, "document: docx of the note of %s", h.ID)
	return writeDOCX(w, composeNote(h, n))
}

// composeNote sets a note in the order of a høringsnotat: the period, those who
// were asked by the alphabet with what came of each, and proposal by proposal what
// they said, what the secretariat says of it, and whether it was met
// (lovkvalitet.dk 9.1.6). One that was not issued is a draft.
func composeNote(h hearing.Hearing, n hearing.Issued) *script {
	note := n.Note
	s := &script{Body: clean(h.BodyName), Title: "Høringsnotat: " + clean(note.Title), Written: n.At}
	s.add(kind, "Høringsnotat")
	s.head(1, clean(note.Title))
	s.add(fact, "Afsender: "+clean(note.Sender))
	s.add(fact, fmt.Sprintf("Høringsperiode: %s til %s, %s", dateOf(note.From, danish.Date), dateOf(note.To, danish.Date), danish.Count(note.Days, "dag", "dage")))
	if n.Number > 0 {
		s.Day = dateOf(access.Day(n.At), danish.Date)
		s.add(fact, fmt.Sprintf("Udgave %d, %s", n.Number, s.Day))
		s.add(remark, clean(n.Reason))
	} else {
		s.add(remark, "Udkast. Svarene er ikke samlet endnu.")
	}
	s.asked(note.Asked)
	for _, p := range note.Proposals {
		s.treated(p)
	}
	if len(note.General) > 0 {
		s.head(2, "Generelle svar")
	}
	for _, r := range note.General {
		s.head(3, clean(r.Body)+late(r.Late))
		s.prose(r.Text)
		for _, d := range r.Dissents {
			s.add(paragraph, clean("Mindretal: "+d.Name+": "+d.Text))
		}
	}
	return s
}

func late(is bool) string {
	if is {
		return " (efter fristen)"
	}
	return ""
}

// asked lists those who were asked.
func (s *script) asked(list []hearing.Asked) {
	s.head(2, "Hvem er spurgt")
	b := block{Role: table, Name: "Hvem er spurgt, og hvad kom der af det", Head: []string{"Organ", "Svar", "Dato"}}
	for _, a := range list {
		name := clean(a.Name)
		if a.HeirOf != "" {
			name += " (har overtaget fra " + clean(a.HeirOf) + ")"
		}
		b.Rows = append(b.Rows, []string{name, a.Status.Danish(), dateOf(a.Day, danish.Date)})
	}
	s.Blocks = append(s.Blocks, b)
}

// treated sets one proposal: who said what, their words, and what became of it.
func (s *script) treated(p hearing.Treated) {
	s.head(2, fmt.Sprintf("Forslag %d: %s", p.Number, clean(p.Title)))
	s.prose(p.Text)
	b := block{Role: table, Name: fmt.Sprintf("Svar på forslag %d", p.Number), Head: []string{"Svar", "Antal", "Organer"}}
	groups := p.Groups()
	for _, g := range groups {
		var names []string
		for _, c := range g.Cells {
			names = append(names, clean(c.Body)+late(c.Late))
		}
		b.Rows = append(b.Rows, []string{g.Cells[0].Danish(), fmt.Sprintf("%d af %d", g.N, g.Of), strings.Join(names, ", ")})
	}
	s.Blocks = append(s.Blocks, b)
	for _, g := range groups {
		for _, c := range g.Cells {
			if c.Initiative != "" {
				s.entry(list, entry{"•", clean(c.Body + ": indsatsen " + c.Initiative)})
			}
			if c.Comment != "" {
				s.entry(list, entry{"•", clean(c.Body + ": " + strings.Join(strings.Fields(c.Comment), " "))})
			}
		}
	}
	if p.Summary != "" {
		s.head(3, "Sammenfatning")
		s.prose(p.Summary)
	}
	met := p.Met.Danish()
	if p.Reason != "" {
		met += ": " + clean(p.Reason)
	}
	s.add(decision, met)
}
