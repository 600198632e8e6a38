package site

import (
	_ "embed"
	"html/template"
	"maps"
	"net/http"
	"slices"

	"klynge/internal/fault"
	"klynge/internal/fund"
	"klynge/internal/ledger"
	"klynge/internal/web"
	ledgerpages "klynge/internal/web/ledger"
)

var (
	//go:embed money.html
	moneyHTML string
	//go:embed money_body.html
	moneyBodyHTML string

	moneyPage     = page[moneyView](moneyHTML)
	moneyBodyPage = web.MustPage[moneyBodyView](moneyFunctions, parts, ledgerpages.Template, moneyBodyHTML)
)

// A moneyView is the latest statement of every body, and the account of those
// whose minutes print none.
type moneyView struct {
	Crumbs   []Crumb
	Money    []barView
	Accounts []barView
}

// money shows where the money is, one bar for each body.
func money(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		list, err := s.Funds.Latest(r.Context())
		if err != nil {
			return err
		}
		keepers, err := s.Accounts.Public.Keepers(r.Context())
		if err != nil {
			return err
		}
		keepers = slices.DeleteFunc(keepers, func(k ledger.Keeper) bool {
			return slices.ContainsFunc(list, func(p fund.Printed) bool { return p.BodySlug == k.Slug })
		})
		l := web.LanguageOf(r)
		v := moneyView{Crumbs: []Crumb{{Text: l.Say("Midler")}}, Money: bars(l, list)}
		for _, k := range keepers {
			v.Accounts = append(v.Accounts, bar(l, printedOf(k)))
		}
		return moneyPage.Render(w, r, v)
	})
}

// printedOf sets up what a body has in its ledger as minutes would print it.
func printedOf(k ledger.Keeper) fund.Printed {
	p := fund.Printed{Slug: "regnskab-" + k.Slug, BodyName: k.Name, BodySlug: k.Slug, Statement: fund.Statement{HasTotal: true, HasRest: true}}
	for _, f := range k.Funds {
		p.Total += f.Total.In()
		p.Remaining += f.Total.Left
		for _, one := range f.Purposes {
			p.Lines = append(p.Lines, fund.Line{Label: one.Name, Amount: one.Allocated})
		}
	}
	return p
}

// A moneyBodyView is what the minutes of one body print of its money, and what
// its ledgers say.
type moneyBodyView struct {
	Crumbs   []Crumb
	Name     string
	Slug     string
	Latest   barView // none when the minutes print nothing
	Earlier  []barView
	Accounts []accountView
}

// moneyFunctions are those of the site and of the ledgers.
func moneyFunctions(l web.Language) template.FuncMap {
	f := functions(l)
	maps.Copy(f, ledgerpages.Functions(l))
	return f
}

// showMoney shows the money of one body: its ledgers, the latest statement whole,
// and what each meeting printed.
func showMoney(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		slug := r.PathValue("slug")
		list, err := s.Funds.ByBody(r.Context(), slug)
		if err != nil {
			return err
		}
		accounts, err := s.accountsOf(r, slug, list)
		if err != nil {
			return err
		}
		if len(list)+len(accounts) == 0 {
			return fault.New(fault.Missing, "Referaterne har ingen opgørelse over midler for det organ.")
		}
		d, err := s.Bodies.BySlug(r.Context(), slug)
		if err != nil {
			return err
		}
		l := web.LanguageOf(r)
		v := moneyBodyView{Crumbs: []Crumb{{Text: l.Say("Midler"), Path: "/midler"}, {Text: d.Name, Record: true}}, Name: d.Name, Slug: d.Slug,
			Earlier: bars(l, list), Accounts: accounts}
		if len(v.Earlier) > 0 {
			v.Latest = v.Earlier[0]
		}
		return moneyBodyPage.Render(w, r, v)
	})
}
