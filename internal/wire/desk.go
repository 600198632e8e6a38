package wire

import (
	"klynge/internal/approval"
	"klynge/internal/attachment"
	"klynge/internal/backlog"
	"klynge/internal/db"
	"klynge/internal/decision"
	"klynge/internal/initiative"
	"klynge/internal/journal"
	"klynge/internal/plan"
	"klynge/internal/publication"
	"klynge/internal/report"
	"klynge/internal/statement"
	approvalpages "klynge/internal/web/approval"
	backlogpages "klynge/internal/web/backlog"
	"klynge/internal/web/followup"
)

// Decisions returns what was decided and is followed up, for a site at an address.
func Decisions(d *db.DB, home string) *decision.Store {
	return decision.NewStore(d, followup.Letters{URL: home})
}

// desk returns the desk, and what tells it what waits: every noun that has
// something for somebody to do.
func (h House) desk() *followup.Pages {
	decisions, entries, home := Decisions(h.DB, h.SignIn.URL), journal.NewStore(h.DB), h.SignIn.URL
	return &followup.Pages{Decisions: decisions, Journal: entries, Plan: plan.NewStore(h.DB), Clock: h.Clock, Sources: []followup.Source{
		decisions, entries, h.rounds(), h.studies(), h.hearings(), plan.NewStore(h.DB), h.Invitations(), h.agendas(), attachment.NewStore(h.DB, h.Originals, h.MaxPaper),
		backlog.NewStore(h.DB, backlogpages.Letters{URL: home}, candidates()...),
		approval.NewStore(h.DB, approvalpages.Letters{URL: home}), publication.NewStore(h.DB, h.Archive, h.Originals), h.minutes(), h.ledger(), h.indicators(), initiative.NewStore(h.DB), h.succession(), report.NewStore(h.DB), statement.NewStore(h.DB),
	}}
}
