package site

import (
	_ "embed"
	"html/template"
	"maps"
	"net/http"
	"slices"

	"klynge/internal/body"
	"klynge/internal/fault"
	"klynge/internal/fund"
	"klynge/internal/ledger"
	"klynge/internal/succession"
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

// A moneyView is what every body has.
type moneyView struct {
	Crumbs []Crumb
	Money  []purse
}

// A purse is what one body has: as its latest minutes print it or, without a date,
// as its account stands.
type purse struct {
	barView
	After []body.Organization // that went on when it ended
}

// money shows where the money is, one bar for each body.
func money(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		list, err := s.purses(r)
		if err != nil {
			return err
		}
		return moneyPage.Render(w, r, moneyView{[]Crumb{{Text: web.LanguageOf(r).Say("Midler")}}, list})
	})
}

// purses returns what every body has, those that have ended last: what they had left
// may be counted again by those that went on.
func (s *Site) purses(r *http.Request) (list []purse, err error) {
	printed, err := s.Funds.Latest(r.Context())
	if err != nil {
		return nil, err
	}
	keepers, err := s.Accounts.Public.Keepers(r.Context())
	if err != nil {
		return nil, err
	}
	for _, k := range keepers {
		if !slices.ContainsFunc(printed, func(p fund.Printed) bool { return p.BodySlug == k.Slug }) {
			printed = append(printed, printedOf(k))
		}
	}
	var ended []purse
	for _, one := range bars(web.LanguageOf(r), printed) {
		p := purse{barView: one}
		chain, err := s.Reforms.Public.FamilyOf(r.Context(), one.BodySlug)
		if err != nil {
			return nil, err
		}
		for _, l := range chain {
			if l.Relation == succession.Successor && l.Steps == 1 {
				p.After = append(p.After, l.Organization)
			}
		}
		if len(p.After) > 0 {
			ended = append(ended, p)
		} else {
			list = append(list, p)
		}
	}
	return append(list, ended...), nil
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
