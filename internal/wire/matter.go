package wire

import (
	"klynge/internal/matter"
	"klynge/internal/meeting"
	matterpages "klynge/internal/web/matter"
)

// matters returns the pages that draw the whole way of matters.
func (h House) matters() *matterpages.Pages {
	return &matterpages.Pages{Public: matter.NewPublic(h.DB, h.Clock), Work: matter.NewStore(h.DB, h.Clock), Meetings: meeting.NewPublic(h.DB), Clock: h.Clock}
}
