package wire

import (
	"klynge/internal/attachment"
	"klynge/internal/document"
	"klynge/internal/hearing"
	hearingpages "klynge/internal/web/hearing"
)

// hearings returns the consultations of the house.
func (h House) hearings() *hearing.Store {
	s := hearing.NewStore(h.DB, hearingpages.Letters{URL: h.SignIn.URL}, h.SignIn.URL)
	s.Files = attachment.NewStore(h.DB, h.Originals, h.MaxPaper)
	return s
}

func (h House) hearingPages() *hearingpages.Pages {
	return &hearingpages.Pages{Hearings: h.hearings(), Public: hearing.NewPublic(h.DB), PDF: document.NotePDF, DOCX: document.NoteDOCX, Clock: h.Clock}
}
