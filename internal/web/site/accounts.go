package site

import (
	"net/http"

	"klynge/internal/access"
	"klynge/internal/fund"
	"klynge/internal/ledger"
	"klynge/internal/web"
	ledgerpages "klynge/internal/web/ledger"
)

// accounts are the pages of the ledgers, and what others fetch of them.
func (s *Site) accounts() []route {
	p, reads, keeps := s.Accounts, access.Needs(access.ReadDrafts), access.Needs(access.KeepLedger)
	const all, one = "/arbejde/organ/{organ}/midler", "/arbejde/organ/{organ}/midler/{fond}"
	return []route{
		{"GET", all, reads, s.ofBody, p.ShowFunds(), fresh, nil},
		{"POST", all, keeps, s.ofBody, p.Found(), fresh, nil},
		{"GET", one, reads, s.ofBody, p.ShowFund(), fresh, nil},
		{"POST", one, keeps, s.ofBody, p.Change(), fresh, nil},
		{"GET", one + "/poster.csv", reads, s.ofBody, p.Export("csv"), fresh, nil},
		{"GET", one + "/poster.xlsx", reads, s.ofBody, p.Export("xlsx"), fresh, nil},
		{"GET", one + "/import", keeps, s.ofBody, p.ShowImport(), fresh, nil},
		{"POST", one + "/import", keeps, s.ofBody, p.Import(), fresh, nil},
		{"GET", one + "/import/{fil}", keeps, s.ofBody, p.ShowPreview(), fresh, nil},
		{"POST", one + "/import/{fil}", keeps, s.ofBody, p.Book(), fresh, nil},
		{"GET", "/midler/{slug}/midler.csv", public, nil, p.ExportPublic("csv"), fresh, nil},
		{"GET", "/midler/{slug}/midler.xlsx", public, nil, p.ExportPublic("xlsx"), fresh, nil},
		{"GET", "/midler/{slug}/datapakke.zip", public, nil, p.ExportPublic("zip"), fresh, nil},
	}
}

// An accountView is one fund as the public sees it, beside what minutes printed.
type accountView struct {
	ledgerpages.View
	Entries []ledger.ShownEntry
	Hidden  bool
	Printed []ledger.Comparison
}

// accountsOf returns the ledgers of a body for the public page of its money.
func (s *Site) accountsOf(r *http.Request, slug string, statements []fund.Printed) (views []accountView, err error) {
	list, err := s.Accounts.Public.Beside(r.Context(), slug, statements)
	for _, one := range list {
		views = append(views, accountView{ledgerpages.NewView(web.LanguageOf(r), one.Report), one.Entries, one.Hidden, one.Printed})
	}
	return views, err
}
