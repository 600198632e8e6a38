package document

import (
	"fmt"
	"io"
	"strings"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/roundup"
)

// RoundupPDF writes a round-up with the uncut notes as its annex as a tagged PDF.
func RoundupPDF(w io.Writer, r roundup.Roundup) (err error) {
	defer fault.In(&err, "document: pdf of the round-up %s", r.ID)
	faces, err := loadFaces()
	if err != nil {
		return err
	}
	p := newPress(faces)
	p.print(composeRoundup(r))
	_, err = w.Write(p.file())
	return err
}

// RoundupDOCX writes a round-up with the uncut notes as its annex as a Word
// document.
func RoundupDOCX(w io.Writer, r roundup.Roundup) (err error) {
	defer fault.In(&err, "document: docx of the round-up %s", r.ID)
	return writeDOCX(w, composeRoundup(r))
}

// composeRoundup sets a round-up: who took part and who is missing (H2), the
// summary heading by heading with whom each sentence is about and who said it (H5),
// the themes with how many groups have them, and every note as it was written (H4).
func composeRoundup(r roundup.Roundup) *script {
	s := &script{Body: clean(r.BodyName), Title: "Opsamling: " + clean(r.Title), Written: r.Published}
	s.add(kind, "Opsamling")
	s.head(1, clean(r.Title))
	s.add(fact, "Organ: "+clean(r.BodyName))
	if r.Published.IsZero() {
		s.add(remark, "Udkast. Opsamlingen er ikke offentlig endnu.")
	} else {
		s.Day = dateOf(access.Day(r.Published), danish.Date)
		s.add(fact, "Udgivet "+s.Day)
	}
	s.prose(r.Intro)
	var names []string
	for _, g := range r.Missing() {
		names = append(names, clean(g.Name))
	}
	if len(names) > 0 {
		s.add(remark, "Mangler: "+strings.Join(names, ", "))
	}
	for _, h := range r.Headings {
		s.head(2, clean(h.Text))
		list := r.SentencesUnder(h.ID)
		for _, one := range list {
			s.add(paragraph, clean(one.Text))
			var by []string
			for _, a := range r.Attributions(one) {
				by = append(by, "Om "+clean(a.About)+", sagt af "+clean(strings.Join(a.By, ", ")))
			}
			s.add(remark, strings.Join(by, ". "))
		}
		if len(list) == 0 {
			s.add(remark, "Der er ingen bemærkninger under denne overskrift.")
		}
	}
	s.themes(r)
	s.uncut(r)
	return s
}

func (s *script) themes(r roundup.Roundup) {
	counts := r.ThemeCounts()
	if len(counts) == 0 {
		return
	}
	s.head(2, "Temaer")
	b := block{Role: table, Name: "Hvor mange grupper der har hvert tema", Head: []string{"Tema", "Grupper", "Kommentarer"}}
	for _, c := range counts {
		b.Rows = append(b.Rows, []string{clean(c.Name), fmt.Sprintf("%d af %d", len(c.Groups), len(r.Groups)), danish.Number(c.Comments)})
	}
	s.Blocks = append(s.Blocks, b)
}

// uncut is the annex: what each group wrote, untouched.
func (s *script) uncut(r roundup.Roundup) {
	s.head(2, "Bilag: de uklippede noter")
	for _, g := range r.Groups {
		s.head(3, clean(g.Name))
		for _, h := range r.Headings {
			s.head(4, clean(h.Text))
			notes := r.NotesOf(g.ID, h.ID)
			for _, n := range notes {
				s.note(n)
			}
			if len(notes) == 0 {
				s.add(remark, "Ikke udfyldt")
			}
		}
	}
}

func (s *script) note(n roundup.Note) {
	if n.Nothing {
		s.add(paragraph, "Ingen bemærkninger")
		return
	}
	if n.Number > 0 {
		s.add(remark, "Tilføjet "+dateOf(access.Day(n.At), danish.Date)+late(n.Late))
	}
	s.prose(n.Text)
}
