package wire

import (
	"klynge/internal/hearing"
	hearingpages "klynge/internal/web/hearing"
)

// hearings returns the consultations of the house.
func (h House) hearings() *hearing.Store {
	return hearing.NewStore(h.DB, hearingpages.Letters{URL: h.SignIn.URL}, h.SignIn.URL)
}

func (h House) hearingPages() *hearingpages.Pages {
	return &hearingpages.Pages{Hearings: h.hearings(), Public: hearing.NewPublic(h.DB), Clock: h.Clock}
}
