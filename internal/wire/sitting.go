package wire

import (
	"klynge/internal/approval"
	"klynge/internal/minutes"
	"klynge/internal/phrase"
	approvalpages "klynge/internal/web/approval"
	"klynge/internal/web/sitting"
)

// minutes returns the sittings. A meeting that is closed lets the minutes stand
// that it approved.
func (h House) minutes() *minutes.Store {
	s := minutes.NewStore(h.DB)
	s.Fixed = approval.NewStore(h.DB, approvalpages.Letters{URL: h.SignIn.URL}).Adopt
	return s
}

// sitting returns the pages from which a meeting is led and its minutes written.
func (h House) sitting() *sitting.Pages {
	return &sitting.Pages{Minutes: h.minutes(), Phrases: phrase.NewStore(h.DB)}
}
