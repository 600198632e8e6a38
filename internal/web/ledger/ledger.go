// Package ledger is the pages of a body's money: the ledger in which a secretariat
// enters what happened, the file of the finance system on its way in, the pictures
// of it, and what the public and other programs fetch.
package ledger

import (
	_ "embed"
	"errors"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/fund"
	"klynge/internal/id"
	"klynge/internal/ledger"
	"klynge/internal/web"
	"klynge/internal/web/signin"
	"klynge/internal/when"
)

// Pages are what the pages are made of.
type Pages struct {
	Ledger  *ledger.Store
	Public  *ledger.Public
	Printed *fund.Public // what minutes printed
	Clock   when.Clock
}

// Template defines "ledger-figures", the pictures and tables of a [View], which the
// public page has too.
//
//go:embed parts.html
var Template string

var (
	//go:embed funds.html
	fundsHTML string
	//go:embed fund.html
	fundHTML string
	//go:embed import.html
	importHTML string

	fundsPage  = web.MustPage[fundsView](Functions, Template, fundsHTML)
	fundPage   = web.MustPage[fundView](Functions, Template, fundHTML)
	importPage = web.MustPage[importView](Functions, Template, importHTML)
)

// Functions are what the templates call beside the common ones.
func Functions(l web.Language) template.FuncMap {
	f := template.FuncMap{
		"kindOf":  func(k ledger.Kind) string { return l.Say(k.Danish()) },
		"matchOf": func(m ledger.Match) string { return l.Say(matches[m]) },
		"kroner":  func(a danish.Amount) string { return l.Amount(a) },
	}
	return f
}

var matches = map[ledger.Match]string{ledger.Same: "Det samme", ledger.Rounded: "Afrunding", ledger.Differs: "Reel forskel", ledger.Partial: "En anden opgørelse end hele puljens"}

// Words returns what the pages say out of tables, for the test that everything
// has its English.
func Words() (list []string) {
	for _, k := range append(ledger.Kinds, ledger.Reversal) {
		list = append(list, k.Danish())
	}
	for m := range maps.Values(matches) {
		list = append(list, m)
	}
	return append(list, "Modtaget", "Overført", "Givet videre", "Bevilget", "Bogført", "Tilbage", "Givet videre eller tilbage", "Fra %s kom %s", "%s til %s", "Penge, der er tilbage",
		saidEntered, saidReversed, saidAdded, saidGranted, saidClosed, saidOpened)
}

func (p *Pages) today() string { return access.Day(p.Clock()) }

func place(r *http.Request) string { return "/arbejde/organ/" + r.PathValue("organ") + "/midler" }

func fundPlace(r *http.Request) string { return place(r) + "/" + r.PathValue("fond") }

// A fundsView is the funds of a body, and the form of a new one.
type fundsView struct {
	Body  body.Organization
	Funds []ledger.Report
	Keeps bool
	Typed founding
	Wrong string
	Year  int
}

type founding struct{ Name, Source, From, To, Granted string }

// Path returns the address of the page.
func (v fundsView) Path() string { return "/arbejde/organ/" + v.Body.Slug + "/midler" }

// ShowFunds shows the funds of a body.
func (p *Pages) ShowFunds() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.showFunds(w, r, http.StatusOK, founding{}, "")
	})
}

func (p *Pages) showFunds(w http.ResponseWriter, r *http.Request, status int, typed founding, wrong string) error {
	o, err := p.Ledger.BodyBySlug(r.Context(), r.PathValue("organ"))
	if err != nil {
		return err
	}
	v := fundsView{Body: o, Keeps: signin.Who(r).May(access.KeepLedger, o.ID), Typed: typed, Wrong: wrong, Year: p.Clock().Year()}
	if v.Funds, err = p.Ledger.Funds(r.Context(), o.ID); err != nil {
		return err
	}
	return fundsPage.RenderStatus(w, r, status, v)
}

// Found begins a fund.
func (p *Pages) Found() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		o, err := p.Ledger.BodyBySlug(r.Context(), r.PathValue("organ"))
		if err != nil {
			return err
		}
		form := r.PostForm.Get
		typed := founding{form("navn"), form("kilde"), form("fra"), form("til"), form("tilsagn")}
		year := number(typed.From)
		f, err := p.Ledger.Found(r.Context(), o.ID, ledger.Founding{Name: typed.Name, Source: typed.Source, Year: year, Through: max(year, number(typed.To)), Granted: typed.Granted}, signin.Who(r))
		if status, ok := askable(err); ok {
			return p.showFunds(w, r, status, typed, fault.Sentence(err))
		}
		if err != nil {
			return err
		}
		web.Done(w, r, place(r)+"/"+f.ID, web.LanguageOf(r).Say("Puljen er oprettet. Før nu det, der er modtaget."))
		return nil
	})
}

func number(text string) int {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		return 0
	}
	return n
}

// askable reports whether the sender of a form can do something about an error.
func askable(err error) (status int, ok bool) {
	switch kind := fault.KindOf(err); kind {
	case fault.Invalid, fault.Conflict, fault.TooLarge:
		return kind.Status(), err != nil
	}
	return 0, false
}

// A View is the figures of a fund with their pictures, each on two sheets.
type View struct {
	ledger.Report
	Bars  []Bars
	Flows []Flow
	Label string // of the fund, for headings
}

// NewView draws a report.
func NewView(l web.Language, r ledger.Report) View {
	v := View{Report: r, Label: r.Fund.Name}
	for _, on := range []sheet{wide, narrow} {
		v.Bars, v.Flows = append(v.Bars, newBars(l, r, on)), append(v.Flows, newFlow(l, r, on))
	}
	return v
}

// Moves reports whether money was moved into or out of a period.
func (v View) Moves() bool {
	return slices.ContainsFunc(v.Periods, func(p ledger.PeriodFigures) bool { return p.Moved() != 0 })
}

// A fundView is one fund as those see it who work with it.
type fundView struct {
	View
	Body        body.Organization
	Entries     []ledger.Told
	Older       string // id of the last entry that is shown, "" when there are no more
	Imports     []ledger.Import
	Events      []ledger.Event
	Choices     []ledger.Choice
	Initiatives []ledger.Purpose
	Printed     []ledger.Comparison
	Kinds       []ledger.Kind
	Keeps       bool
	On          string // the day that was asked for, "" for today
	Now         string
	Mark        string
	Typed       url.Values
	Wrong       string
	Doubts      ledger.Doubts
}

// Path returns the address of the page.
func (v fundView) Path() string {
	return "/arbejde/organ/" + v.Body.Slug + "/midler/" + v.Report.Fund.ID
}

// Was returns what was typed in a field.
func (v fundView) Was(name string) string { return v.Typed.Get(name) }

// Doing reports whether a form was the one that was sent.
func (v fundView) Doing(act string) bool { return v.Typed.Get("goer") == act }

// Over reports whether a period is over and has money that was never spent: its
// body should decide on it, and the proposal lies in the backlog.
func (v fundView) Over(p ledger.PeriodFigures) bool {
	return v.Keeps && p.Ended(v.Now) && p.Unbooked() > 0
}

// ShowFund shows one fund.
func (p *Pages) ShowFund() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.showFund(w, r, http.StatusOK, url.Values{}, nil)
	})
}

func (p *Pages) showFund(w http.ResponseWriter, r *http.Request, status int, typed url.Values, asked error) error {
	ctx, who, q := r.Context(), signin.Who(r), r.URL.Query()
	o, err := p.Ledger.BodyBySlug(ctx, r.PathValue("organ"))
	if err != nil {
		return err
	}
	day, _ := ledger.ParseDay(q.Get("dag"))
	look, err := p.Ledger.Look(ctx, o.ID, r.PathValue("fond"), day, q.Get("foer"), who)
	if err != nil {
		return err
	}
	v := fundView{View: NewView(web.LanguageOf(r), look.Report), Body: o, Entries: look.Entries, Imports: look.Imports, Events: look.Events, Choices: look.Choices,
		Initiatives: look.Initiatives, Kinds: ledger.Kinds, Keeps: who.May(access.KeepLedger, o.ID), On: day, Now: p.today(), Mark: "form:" + id.New(p.Clock()), Typed: typed}
	if look.More {
		v.Older = look.Entries[len(look.Entries)-1].ID
	}
	if !who.May(access.ReadClosed, o.ID) {
		v.Choices = open(v.Choices)
	}
	if doubts, ok := errors.AsType[ledger.Doubts](asked); ok {
		v.Doubts, v.Mark = doubts, typed.Get("noegle")
	} else {
		v.Wrong = fault.Sentence(asked)
	}
	statements, err := p.Printed.ByBody(ctx, o.Slug)
	if err != nil {
		return err
	}
	checked, err := p.Ledger.Beside(ctx, o.Slug, statements)
	for _, one := range checked {
		if one.Report.Fund.ID == look.Report.Fund.ID {
			v.Printed = one.Printed
		}
	}
	if err != nil {
		return err
	}
	return fundPage.RenderStatus(w, r, status, v)
}

// open returns the choices that are not closed.
func open(all []ledger.Choice) (list []ledger.Choice) {
	for _, c := range all {
		if !c.Closed {
			list = append(list, c)
		}
	}
	return list
}

// Change does what a form on the page of a fund asks for.
func (p *Pages) Change() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		o, err := p.Ledger.BodyBySlug(r.Context(), r.PathValue("organ"))
		if err != nil {
			return err
		}
		said, err := p.act(r, o.ID)
		_, doubtful := errors.AsType[ledger.Doubts](err)
		if status, ok := askable(err); ok || doubtful {
			if doubtful {
				status = http.StatusConflict
			}
			return p.showFund(w, r, status, r.PostForm, err)
		}
		if err != nil {
			return err
		}
		web.Done(w, r, fundPlace(r), web.LanguageOf(r).Say(said))
		return nil
	})
}

// What the acts say when they are done.
const (
	saidEntered  = "Posten er ført."
	saidReversed = "Posten er tilbageført. Den står stadig i listen."
	saidAdded    = "Perioden er tilføjet."
	saidGranted  = "Tilsagnet er gemt."
	saidClosed   = "Perioden er lukket. Der kan ikke føres mere i den."
	saidOpened   = "Perioden er åben igen."
)

// act does one thing to a fund and says what was done.
func (p *Pages) act(r *http.Request, bodyID string) (said string, err error) {
	ctx, who, form, fundID := r.Context(), signin.Who(r), r.PostForm.Get, r.PathValue("fond")
	year, version, confirmed := number(form("aar")), int64(number(form("version"))), form("bekraeft") != ""
	switch form("goer") {
	case "foer":
		wish, err := wishOf(form, fundID)
		if err != nil {
			return "", err
		}
		_, err = p.Ledger.Enter(ctx, bodyID, wish, who)
		return saidEntered, err
	case "tilbage":
		return saidReversed, p.Ledger.Reverse(ctx, bodyID, fundID, form("post"), form("grund"), who)
	case "periode":
		return saidAdded, p.Ledger.AddPeriod(ctx, bodyID, fundID, year, max(year, number(form("til"))), form("tilsagn"), who)
	case "tilsagn":
		return saidGranted, p.Ledger.SetGrant(ctx, bodyID, fundID, year, form("tilsagn"))
	case "luk":
		return saidClosed, p.Ledger.Close(ctx, bodyID, fundID, year, version, confirmed, who)
	case "genaabn":
		return saidOpened, p.Ledger.Reopen(ctx, bodyID, fundID, year, version, groundOf(form("beslutning"), ""), form("grund"), who)
	}
	return "", fault.New(fault.Invalid, "Formularen kan ikke læses. Intet er ført. Prøv igen.")
}

// wishOf reads the form of an entry.
func wishOf(form func(string) string, fundID string) (w ledger.Wish, err error) {
	amount, err := ledger.ParseAmount(form("beloeb"))
	if err != nil {
		return w, err
	}
	day := form("dato")
	if iso, ok := ledger.ParseDay(day); ok {
		day = iso
	}
	w = ledger.Wish{Purpose: form("formaal"), Confirmed: form("bekraeft") != "", Entry: ledger.Entry{
		FundID: fundID, Kind: ledger.Kind(form("slags")), Date: day, Year: number(form("aar")), Amount: amount, Text: form("tekst"),
		Ground: groundOf(form("beslutning"), form("brev")), Mark: form("noegle"),
	}}
	if w.Kind == ledger.Carried {
		w.ToYear = number(form("tilaar"))
	}
	if w.Kind != ledger.Received {
		w.Letter = ""
	}
	return w, nil
}

// groundOf reads a choice of a decision: its id, or the address of an item.
func groundOf(choice, letter string) ledger.Ground {
	if strings.HasPrefix(choice, "/moeder/") {
		return ledger.Ground{Path: choice, Letter: letter}
	}
	return ledger.Ground{DecisionID: choice, Letter: letter}
}
