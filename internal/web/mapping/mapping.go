// Package mapping is the pages of mapping studies: the wall of cards, the coding of
// two, what they differ on, themes and recommendations, the page that a partner
// opens from a mail, and the report.
package mapping

import (
	_ "embed"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/mapping"
	"klynge/internal/plan"
	"klynge/internal/web"
	"klynge/internal/web/signin"
	"klynge/internal/when"
)

// Pages are what the pages are made of.
type Pages struct {
	Studies *mapping.Store
	Public  *mapping.Public
	Plan    *plan.Store
	Clock   when.Clock
}

var (
	//go:embed parts.html
	partsHTML string
	//go:embed list.html
	listHTML string
	//go:embed study.html
	studyHTML string
	//go:embed cards.html
	cardsHTML string
	//go:embed card.html
	cardHTML string
	//go:embed import.html
	importHTML string
	//go:embed code.html
	codeHTML string
	//go:embed differences.html
	differencesHTML string
	//go:embed themes.html
	themesHTML string
	//go:embed advice.html
	adviceHTML string
	//go:embed partners.html
	partnersHTML string
	//go:embed visit.html
	visitHTML string
	//go:embed report.html
	reportHTML string
	//go:embed public.html
	publicHTML string
	//go:embed public_list.html
	publicListHTML string

	listPage        = page[listView](listHTML)
	studyPage       = page[hubView](studyHTML)
	cardsPage       = page[cardsView](cardsHTML)
	cardPage        = page[cardView](cardHTML)
	importPage      = page[importView](importHTML)
	codePage        = page[codeView](codeHTML)
	differencesPage = page[differencesView](differencesHTML)
	themesPage      = page[themesView](themesHTML)
	advicePage      = page[adviceView](adviceHTML)
	partnersPage    = page[partnersView](partnersHTML)
	visitPage       = page[visitView](visitHTML)
	reportPage      = page[reportView](reportHTML)
	publicPage      = page[mapping.Report](publicHTML)
	publicListPage  = page[[]mapping.Report](publicListHTML)
)

func page[T any](source string) *web.Page[T] { return web.MustPage[T](functions, partsHTML, source) }

func functions(l web.Language) template.FuncMap {
	return template.FuncMap{
		"at": func(t time.Time) string {
			t = t.In(when.Copenhagen)
			return l.Date(t.Format(time.DateOnly)) + " " + l.Clock(t.Format("15:04"), "")
		},
		"state":       func(s mapping.State) string { return l.Say(stateNames[s]) },
		"step":        func(s mapping.State) string { return l.Say(stepNames[s]) },
		"cardState":   func(s mapping.CardState) string { return l.Say(cardStateNames[s]) },
		"population":  func(p mapping.Population) string { return l.Say(populationNames[p]) },
		"band":        func(b mapping.Band) string { return l.Say(bandNames[b]) },
		"part":        func(p mapping.Part) string { return l.Say(partNames[p]) },
		"decimal":     func(f float64) string { return decimal(l, f) },
		"agreed":      func(a mapping.Agreement) string { return agreed(l, a) },
		"about":       func(d mapping.Described) string { return described(l, d) },
		"cards":       func(n int) string { return cardCount(l, n) },
		"listed":      func(names []string) string { return strings.Join(names, ", ") },
		"overlap":     func(list []mapping.Crossing) overlapPicture { return newOverlap(l, list) },
		"form":        func(of adviceView, id string) adviceForm { return adviceForm{of, id} },
		"saying":      func(of visitView, about, name string) saying { return saying{of, about, name} },
		"populations": func() []mapping.Population { return mapping.Populations },
		"bands":       func() []mapping.Band { return mapping.Bands },
		"parts":       func() []mapping.Part { return mapping.Parts },
	}
}

// agreed says how far two coders agreed, "" when there is nothing to say.
func agreed(l web.Language, a mapping.Agreement) string {
	percent, ok := a.Percent()
	if !ok {
		return ""
	}
	text := l.Say("De to gav samme svar i %d %% af tilfældene.", int(percent+0.5))
	if kappa, ok := a.Kappa(); ok {
		text += " " + l.Say("Cohens kappa er %s: %s.", decimal(l, kappa), l.Say(a.Words()))
	}
	return text
}

func decimal(l web.Language, f float64) string {
	text := strconv.FormatFloat(f, 'f', 2, 64)
	if l == web.Danish {
		text = strings.Replace(text, ".", ",", 1)
	}
	return text
}

// cardCount counts cards, which is one word for one and many in Danish.
func cardCount(l web.Language, n int) string {
	if n == 1 {
		return l.Say("1 kort")
	}
	return l.Say("%s kort", strings.TrimSpace(l.Count(n, "", "")))
}

// described says roughly how many citizens there are. Where there may be fewer than
// five no number is told.
func described(l web.Language, d mapping.Described) string {
	switch {
	case d.Cards == 0:
		return l.Say("ingen")
	case d.Hidden():
		return l.Say("få borgere")
	case d.Most == 0:
		return l.Say("mindst %d borgere", d.Least)
	}
	return l.Say("%d–%d borgere", d.Least, d.Most)
}

var (
	stateNames = map[mapping.State]string{
		mapping.Collecting: "Kort skrives", mapping.Coding: "Kodes af to", mapping.Reconciled: "Forskelle afgjort", mapping.Validated: "Set af partnere", mapping.Reported: "Rapport skrevet",
		mapping.Closed: "Afsluttet, fordi organet er ophørt",
	}
	stepNames = map[mapping.State]string{ // what takes a study to a state
		mapping.Coding: "Kortene er færdige: begynd kodningen", mapping.Reconciled: "Alle forskelle er afgjort", mapping.Validated: "Partnerne har set kort og temaer",
		mapping.Reported: "Rapporten er skrevet",
	}
	doneNames = map[mapping.State]string{ // what was done by that
		mapping.Coding: "Kortene ligger fast. Nu koder to hver for sig.", mapping.Reconciled: "Forskellene er afgjort. Skriv nu temaerne, og vis dem til partnerne.",
		mapping.Validated: "Kort og temaer er set af partnerne. Skriv nu anbefalingerne.", mapping.Reported: "Rapporten er skrevet. Den kan læses af organet og udgives.",
	}
	cardStateNames = map[mapping.CardState]string{
		mapping.Draft: "Udkast", mapping.Deidentified: "Læst af en anden", mapping.Usable: "I brug", mapping.Merged: "Slået sammen",
	}
	populationNames = map[mapping.Population]string{mapping.GroupOne: "Gruppe 1", mapping.GroupTwo: "Gruppe 2", mapping.GroupBoth: "Begge grupper", mapping.GroupUnknown: "Gruppe ukendt"}
	bandNames       = map[mapping.Band]string{mapping.Few: "færre end 5", mapping.FiveUp: "5–9", mapping.TenUp: "10–19", mapping.TwentyUp: "20–49", mapping.FiftyAndUp: "50 eller flere"}
	partNames       = map[mapping.Part]string{mapping.Need: "Behov", mapping.Barrier: "Hvad står i vejen?", mapping.Contact: "Kontakt", mapping.Strength: "Hvad kan der bygges på?"}
)

// Words returns what the pages say out of tables, for the test that everything
// has its English.
func Words() (list []string) {
	for _, s := range mapping.States {
		list = append(list, stateNames[s])
		if name := stepNames[s]; name != "" {
			list = append(list, name)
		}
	}
	list = append(list, stateNames[mapping.Closed])
	for _, s := range mapping.CardStates {
		list = append(list, cardStateNames[s])
	}
	for _, p := range mapping.Populations {
		list = append(list, populationNames[p])
	}
	for _, b := range mapping.Bands {
		list = append(list, bandNames[b])
	}
	for _, p := range mapping.Parts {
		list = append(list, partNames[p])
	}
	for _, t := range tabs {
		list = append(list, t.Name)
	}
	return append(append(append(list, mapping.GapWords()...), mapping.DoubtWords()...), mapping.KappaWords...)
}

// A station is one step of the way.
type station struct {
	Label     string
	Done, Now bool
}

func stations(at mapping.State) (list []station) {
	for _, s := range mapping.States {
		list = append(list, station{stateNames[s], s.Before(at) || s == at && at == mapping.Reported, s == at})
	}
	return list
}

// A studyView is a study as those see it who work on it.
type studyView struct {
	web.Refusal
	mapping.Study
	Me     string // account
	Puts   bool   // on an agenda
	Issues bool   // to the public
}

// Mine returns the place of who looks among the two who code, 0 for none.
func (v studyView) Mine() int { return v.Coder(v.Me) }

// Tabs are the pages of the study, seen from one of them.
func (v studyView) Tabs(here string) tabsView { return tabsView{v, here} }

// studyOf finds the study of a request.
func (p *Pages) studyOf(r *http.Request, f web.Refusal) (v studyView, err error) {
	who := signin.Who(r)
	one, err := p.Studies.Find(r.Context(), who, r.PathValue("kortlaegning"))
	return studyView{Refusal: f, Study: one, Me: who.Account.ID, Puts: who.May(access.EditAgenda, one.BodyID), Issues: who.May(access.Publish, one.BodyID)}, err
}

// A tabsView is where somebody is among the pages of a study.
type tabsView struct {
	Of   studyView
	Here string
}

// A tab is one page of a study.
type tab struct{ Name, Path string }

var tabs = []tab{
	{"Overblik", ""}, {"Kort", "/kort"}, {"Kodning", "/kodning"}, {"Forskelle", "/forskelle"}, {"Temaer", "/temaer"}, {"Partnere", "/partnere"}, {"Anbefalinger", "/anbefalinger"}, {"Rapport", "/rapport"},
}

// All are the pages of a study, in the order they are used.
func (tabsView) All() []tab { return tabs }

// A listView is the studies of a body.
type listView struct {
	web.Refusal
	Slug, Name string
	Studies    []mapping.Study
	Today      string
}

// Was returns what was typed, or what is proposed.
func (v listView) Was(name string) string {
	if v.Typed != nil {
		return v.Typed.Get(name)
	}
	return map[string]string{"gruppe1": mapping.DefaultGroups[0], "gruppe2": mapping.DefaultGroups[1], "fra": v.Today}[name]
}

// ShowList shows the studies of a body.
func (p *Pages) ShowList() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.list(w, r, web.Refusal{}) })
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request, f web.Refusal) error {
	o, err := p.Plan.BodyBySlug(r.Context(), r.PathValue("organ"))
	if err != nil {
		return err
	}
	list, err := p.Studies.Of(r.Context(), o.ID)
	if err != nil {
		return err
	}
	return listPage.RenderStatus(w, r, f.Status(), listView{f, o.Slug, o.Name, list, access.Day(p.Clock())})
}

// Create begins a study.
func (p *Pages) Create() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		o, err := p.Plan.BodyBySlug(r.Context(), r.PathValue("organ"))
		if err != nil {
			return err
		}
		return web.Act(w, r, func() (string, string, error) {
			made, err := p.Studies.Create(r.Context(), signin.Who(r), o.ID, planOf(r.PostForm))
			return made.Path(), "Kortlægningen er begyndt. Skriv nu kort, eller indlæs dem fra en fil.", err
		}, func(f web.Refusal) error { return p.list(w, r, f) })
	})
}

func planOf(form url.Values) mapping.Plan {
	return mapping.Plan{
		Title: form.Get("navn"), Purpose: form.Get("formaal"), Basis: form.Get("hjemmel"), GroupOne: form.Get("gruppe1"), GroupTwo: form.Get("gruppe2"),
		Starts: form.Get("fra"), Ends: form.Get("til"),
	}
}

// OfStudy finds the body of a study, by {kortlaegning}.
func (p *Pages) OfStudy(r *http.Request) (string, error) {
	return p.Studies.BodyOf(r.Context(), r.PathValue("kortlaegning"))
}
