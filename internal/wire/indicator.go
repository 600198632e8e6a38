package wire

import (
	"klynge/internal/indicator"
	"klynge/internal/initiative"
	indicatorpages "klynge/internal/web/indicator"
)

// indicators returns what shows whether initiatives work.
func (h House) indicators() *indicator.Store { return indicator.NewStore(h.DB, h.Originals) }

// measures returns the pages of indicators.
func (h House) measures() *indicatorpages.Pages {
	return &indicatorpages.Pages{Indicators: h.indicators(), Initiatives: initiative.NewPublic(h.DB), Clock: h.Clock}
}
