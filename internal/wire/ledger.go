package wire

import (
	"klynge/internal/backlog"
	"klynge/internal/fund"
	"klynge/internal/ledger"
	ledgerpages "klynge/internal/web/ledger"
)

// ledger returns the money of the bodies.
func (h House) ledger() *ledger.Store { return ledger.NewStore(h.DB, h.Originals) }

// money returns the pages of the money.
func (h House) money() *ledgerpages.Pages {
	return &ledgerpages.Pages{Ledger: h.ledger(), Public: ledger.NewPublic(h.DB), Printed: fund.NewPublic(h.DB), Clock: h.Clock}
}

// candidates returns what proposes itself for agendas.
func candidates() []backlog.Source { return append(backlog.Sources(), ledger.Remainders{}) }
