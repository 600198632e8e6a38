package wire

import (
	"klynge/internal/attachment"
	"klynge/internal/body"
	"klynge/internal/document"
	"klynge/internal/initiative"
	"klynge/internal/report"
	initiativepages "klynge/internal/web/initiative"
)

// initiatives returns the pages of the lives of initiatives.
func (h House) initiatives() *initiativepages.Pages {
	return &initiativepages.Pages{Initiatives: initiative.NewStore(h.DB), Reports: report.NewStore(h.DB), Bodies: body.NewPublic(h.DB),
		Papers: attachment.NewStore(h.DB, h.Originals, h.MaxPaper), PDF: document.AnnexPDF, DOCX: document.AnnexDOCX, Clock: h.Clock}
}
