// Package matter is the pages that draw the whole way of a matter: raised, decided,
// money, work, effect, and back to the next agenda.
//
// The drawing is made here, on the server, as SVG: wide with time from left to right
// ([NewWide]), tall for a telephone ([NewTall]) and small for a card ([NewSmall]).
// Each kind of station has a mark of its own form, each station is a link to its
// document, and what has not come is drawn hollow. The list beneath says the same.
package matter

import (
	_ "embed"
	"html/template"
	"net/http"
	"net/url"
	"strconv"

	"klynge/internal/access"
	"klynge/internal/fault"
	"klynge/internal/matter"
	"klynge/internal/meeting"
	"klynge/internal/web"
	"klynge/internal/web/signin"
	"klynge/internal/when"
)

// Pages are what the pages are made of.
type Pages struct {
	Public   *matter.Public
	Work     *matter.Store
	Meetings *meeting.Public // knows where old addresses lead
	Clock    when.Clock
}

// Drawings defines the templates "course-wide", "course-tall" and "course-small" of the
// drawings, and "matter-card" of a [Card].
//
//go:embed drawings.html
var Drawings string

var (
	//go:embed show.html
	showHTML string
	//go:embed list.html
	listHTML string

	showPage = page[view](showHTML)
	listPage = page[listView](listHTML)
)

func page[T any](source string) *web.Page[T] { return web.MustPage[T](Functions, Drawings, source) }

// Functions are what the templates of [Drawings] and of the pages call.
func Functions(l web.Language) template.FuncMap {
	return template.FuncMap{
		"heading": func(s matter.Station) string { return heading(l, s) },
		"figure":  func(s matter.Station) string { return figure(l, s) },
		"markOf":  func(s matter.Station) Stop { return Stop{Mark: markOf(s), Kind: s.Kind} },
	}
}

// Words returns what the pages say out of tables, for the test that everything has
// its English.
func Words() (list []string) {
	for kind := range marks {
		list = append(list, kind.Danish())
	}
	for _, lane := range matter.Lanes {
		list = append(list, lane.Danish())
	}
	for _, said := range outcomes {
		list = append(list, said)
	}
	for _, stage := range stageNames {
		list = append(list, stage.name, stage.wanting)
	}
	return list
}

// A Card is a matter with its small drawing.
type Card struct {
	matter.Way
	Small Small
}

// Cards draws matters as cards.
func Cards(l web.Language, list []matter.Way, today string) (cards []Card) {
	for _, w := range list {
		cards = append(cards, Card{w, NewSmall(l, w, today)})
	}
	return cards
}

// A view is the whole way of one matter.
type view struct {
	matter.Way
	Wide     Drawing
	Tall     Tall
	Steps    []step
	Today    string
	Inside   bool   // those see it who work with it
	WorkPath string // of the initiative in the working rooms
}

// A step is one part of the whole way with its mark, and where it was reached.
type step struct {
	matter.Stage
	Stop
	Name, Wanting string
	Station       matter.Station
}

func newView(l web.Language, w matter.Way, today string) view {
	v := view{Way: w, Today: today, Wide: NewWide(l, "vej", w, today), Tall: NewTall(l, "vej-h", w, today)}
	for _, stage := range w.Stages {
		one := step{Stage: stage, Name: stageNames[stage.Name].name, Wanting: stageNames[stage.Name].wanting}
		one.Stop = Stop{Mark: marks[stage.Mark()], Kind: stage.Mark()}
		if stage.Reached() {
			one.Station = w.Stations[stage.At]
		} else {
			one.As = "course-due"
		}
		v.Steps = append(v.Steps, one)
	}
	return v
}

// Show shows the whole way of one matter to the public.
func (p *Pages) Show() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		l, slug := web.LanguageOf(r), r.PathValue("slug")
		way, err := p.Public.BySlug(r.Context(), slug)
		if fault.Is(err, fault.Missing) {
			return p.moved(w, r, slug, err)
		}
		if err != nil {
			return err
		}
		return showPage.Render(w, r, newView(l, way, access.Day(p.Clock())))
	})
}

// ShowWork shows the whole way of an initiative to those who work with it, with what
// is not public.
func (p *Pages) ShowWork() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		way, err := p.Work.Open(r.Context(), signin.Who(r), r.PathValue("indsats"))
		if err != nil {
			return err
		}
		v := newView(web.LanguageOf(r), way, access.Day(p.Clock()))
		v.Inside, v.WorkPath = true, "/arbejde/indsats/"+way.ID
		return showPage.Render(w, r, v)
	})
}

// moved leads on from an address that the matter had before.
func (p *Pages) moved(w http.ResponseWriter, r *http.Request, slug string, missing error) error {
	const initiatives = "/indsatser/"
	to, err := p.Meetings.Moved(r.Context(), initiatives+slug)
	if err != nil {
		return err
	}
	if len(to) <= len(initiatives) {
		return missing
	}
	http.Redirect(w, r, web.LanguageOf(r).Path("/sager/"+to[len(initiatives):]), http.StatusMovedPermanently)
	return nil
}

// A listView is a gallery of matters.
type listView struct {
	Cards       []Card
	Narrowed    bool   // to one body
	First, Next string // addresses, "" where there is none
}

// onePage is how many matters the gallery shows at once.
const onePage = 24

// ShowList shows matters as small drawings, the richest first.
func (p *Pages) ShowList() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		past, err := strconv.Atoi(r.URL.Query().Get("fra"))
		if err != nil || past < 0 {
			past = 0
		}
		organ := r.URL.Query().Get("organ")
		list, more, err := p.Public.Richest(r.Context(), organ, past, onePage)
		if err != nil {
			return err
		}
		v := listView{Cards: Cards(web.LanguageOf(r), list, access.Day(p.Clock())), Narrowed: organ != ""}
		at := func(past int) string {
			return "/sager?" + url.Values{"fra": {strconv.Itoa(past)}, "organ": {organ}}.Encode()
		}
		if past > 0 {
			v.First = at(0)
		}
		if more {
			v.Next = at(past + onePage)
		}
		return listPage.Render(w, r, v)
	})
}
