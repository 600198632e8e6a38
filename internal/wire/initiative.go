package wire

import (
	"klynge/internal/body"
	"klynge/internal/document"
	"klynge/internal/initiative"
	initiativepages "klynge/internal/web/initiative"
)

// initiatives returns the pages of the lives of initiatives.
func (h House) initiatives() *initiativepages.Pages {
	return &initiativepages.Pages{Initiatives: initiative.NewStore(h.DB), Bodies: body.NewPublic(h.DB), PDF: document.AnnexPDF, DOCX: document.AnnexDOCX, Clock: h.Clock}
}
