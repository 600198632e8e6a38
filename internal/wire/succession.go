package wire

import (
	"klynge/internal/attachment"
	"klynge/internal/db"
	"klynge/internal/hearing"
	"klynge/internal/succession"
	"klynge/internal/vault"
	hearingpages "klynge/internal/web/hearing"
	pages "klynge/internal/web/succession"
)

// Reforms returns the reforms of a database with its originals in a vault, whose
// letters lead to a site at an address.
func Reforms(d *db.DB, originals *vault.Vault, home string) *succession.Store {
	questions := hearing.NewStore(d, hearingpages.Letters{URL: home}, home)
	questions.Files = attachment.NewStore(d, originals, 0)
	return succession.NewStore(d, questions)
}

func (h House) succession() *succession.Store { return succession.NewStore(h.DB, h.hearings()) }

// reforms returns the pages of reforms.
func (h House) reforms() *pages.Pages {
	return &pages.Pages{Reforms: h.succession(), Public: succession.NewPublic(h.DB), Clock: h.Clock}
}
