package site

import (
	_ "embed"
	"net/http"

	"klynge/internal/fault"
	"klynge/internal/web"
)

var (
	//go:embed money.html
	moneyHTML string
	//go:embed money_body.html
	moneyBodyHTML string

	moneyPage     = page[moneyView](moneyHTML)
	moneyBodyPage = page[moneyBodyView](moneyBodyHTML)
)

// A moneyView is the latest statement of every body.
type moneyView struct {
	Crumbs []Crumb
	Money  []barView
}

// money shows where the money is, one bar for each body.
func money(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		list, err := s.Funds.Latest(r.Context())
		if err != nil {
			return err
		}
		l := web.LanguageOf(r)
		return moneyPage.Render(w, r, moneyView{[]Crumb{{Text: l.Say("Midler")}}, bars(l, list)})
	})
}

// A moneyBodyView is what the minutes of one body print of its money.
type moneyBodyView struct {
	Crumbs  []Crumb
	Latest  barView
	Earlier []barView
}

// showMoney shows the money of one body: the latest statement whole, and what
// each meeting printed.
func showMoney(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		list, err := s.Funds.ByBody(r.Context(), r.PathValue("slug"))
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return fault.New(fault.Missing, "Referaterne har ingen opgørelse over midler for det organ.")
		}
		l := web.LanguageOf(r)
		views := bars(l, list)
		return moneyBodyPage.Render(w, r, moneyBodyView{
			[]Crumb{{Text: l.Say("Midler"), Path: "/midler"}, {Text: list[0].BodyName, Record: true}}, views[0], views,
		})
	})
}
