package wire

import (
	"klynge/internal/attachment"
	"klynge/internal/document"
	"klynge/internal/initiative"
	"klynge/internal/report"
	reportpages "klynge/internal/web/report"
)

// reports returns the pages of the reports on initiatives.
func (h House) reports() *reportpages.Pages {
	return &reportpages.Pages{Reports: report.NewStore(h.DB), Public: report.NewPublic(h.DB), Initiatives: initiative.NewStore(h.DB), Papers: attachment.NewStore(h.DB, h.Originals, h.MaxPaper),
		PDF: document.ReportPDF, DOCX: document.ReportDOCX, Clock: h.Clock}
}
