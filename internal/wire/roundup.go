package wire

import (
	"klynge/internal/document"
	"klynge/internal/plan"
	"klynge/internal/roundup"
	pages "klynge/internal/web/roundup"
)

// rounds returns the round-ups of the house.
func (h House) rounds() *roundup.Store {
	return roundup.NewStore(h.DB, pages.Letters{URL: h.SignIn.URL})
}

// roundups returns the pages of round-ups.
func (h House) roundups() *pages.Pages {
	return &pages.Pages{Roundups: h.rounds(), Public: roundup.NewPublic(h.DB), PDF: document.RoundupPDF, DOCX: document.RoundupDOCX, Plan: plan.NewStore(h.DB), Clock: h.Clock}
}
