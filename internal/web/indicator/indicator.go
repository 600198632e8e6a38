// Package indicator is the pages of what shows whether initiatives work: how an
// indicator is defined, its figures on their way from somebody's keyboard or file
// to the public, the chart of them, and what the public and other programs read.
package indicator

import (
	_ "embed"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"klynge/internal/access"
	"klynge/internal/fault"
	"klynge/internal/indicator"
	"klynge/internal/indicator/disclosure"
	"klynge/internal/indicator/spc"
	"klynge/internal/initiative"
	"klynge/internal/web"
	"klynge/internal/web/signin"
	"klynge/internal/when"
)

// Pages are what the pages are made of.
type Pages struct {
	Indicators  *indicator.Store
	Initiatives *initiative.Public
	Clock       when.Clock
	// Forget drops every page that is kept. The site sets it: whoever takes a figure
	// back does not wait until the change has been noticed.
	Forget func()
}

var (
	//go:embed parts.html
	partsHTML string
	//go:embed list.html
	listHTML string
	//go:embed show.html
	showHTML string
	//go:embed acts.html
	actsHTML string
	//go:embed value.html
	valueHTML string
	//go:embed define.html
	defineHTML string
	//go:embed import.html
	importHTML string
	//go:embed history.html
	historyHTML string
	//go:embed public.html
	publicHTML string
	//go:embed public_list.html
	publicListHTML string

	listPage       = page[listView](listHTML)
	showPage       = page[view](actsHTML, showHTML)
	valuePage      = page[valueView](valueHTML)
	definePage     = page[defineView](defineHTML)
	importPage     = page[importView](importHTML)
	historyPage    = page[historyView](historyHTML)
	publicPage     = page[publicView](publicHTML)
	publicListPage = page[publicListView](publicListHTML)
)

func page[T any](sources ...string) *web.Page[T] {
	return web.MustPage[T](functions, append([]string{partsHTML}, sources...)...)
}

func functions(l web.Language) template.FuncMap {
	return template.FuncMap{
		"at": func(t time.Time) string {
			t = t.In(when.Copenhagen)
			return l.Date(t.Format(time.DateOnly)) + " " + l.Clock(t.Format("15:04"), "")
		},
		"dayOf":     func(t time.Time) string { return l.Date(t.In(when.Copenhagen).Format(time.DateOnly)) },
		"stateOf":   func(s indicator.State) string { return l.Say(s.Danish()) },
		"frequency": func(f indicator.Frequency) string { return l.Say(f.Danish()) },
		"chartName": func(t spc.Type) string { return l.Say(spc.Names[t]) },
		"chartWhen": func(t spc.Type) string { return l.Say(chartWhen[t]) },
		"profile":   func(p disclosure.Profile) string { return l.Say(profiles[p]) },
		"period":    func(p indicator.Period) string { return periodIn(l, p) },
		"example":   func(f indicator.Frequency) string { return example(l, f) },
		"fate":      func(f indicator.Fate) string { return l.Say(f.Danish()) },
		"deed":      func(d indicator.Deed) string { return l.Say(deeds[d]) },
		"figure":    indicator.Number,
		"picture":   func(s indicator.Series) template.HTML { return picture(l, s) },
		"verdict":   func(s indicator.Series) string { return verdict(l, s) },
		"rows":      rowsOf,
		"spark":     func(s indicator.Series) Spark { return newSpark(l, s) },
		"factor": func(f float64) string {
			if f == 1 {
				return l.Say("som det er")
			}
			return l.Say("pr. %s", indicator.Number(f))
		},
	}
}

// chartWhen says when a chart is the right one.
var chartWhen = map[spc.Type]string{
	spc.Run: "få eller skæve tal, median; det sikre valg", spc.I: "målinger som minutter og timer", spc.MR: "spring fra måling til måling", spc.P: "ja eller nej for hver: andel",
	spc.U: "hændelser pr. grundlag, der skifter", spc.C: "hændelser med samme grundlag hver gang", spc.PPrime: "andel af meget store tal", spc.UPrime: "hændelser pr. meget stort grundlag",
	spc.T: "dage mellem sjældne hændelser",
}

var profiles = map[disclosure.Profile]string{
	disclosure.DK5: "1-4 personer skjules (dk5)", disclosure.HES: "1-7 personer skjules, resten afrundes til 5 (hes)", disclosure.ACRO: "0-9 personer skjules, resten afrundes til 5 (acro)",
}

var deeds = map[indicator.Deed]string{
	indicator.Defined: "Beskrevet", indicator.Altered: "Beskrivelsen ændret", indicator.Typed: "Værdi skrevet", indicator.Changed: "Værdi rettet", indicator.Dropped: "Værdi fjernet",
	indicator.Read: "Fil læst ind", indicator.Approved: "Værdi kontrolleret", indicator.LetOut: "Værdi frigivet", indicator.Replaced: "Frigivet værdi erstattet",
	indicator.TookBack: "Frigivet værdi trukket tilbage", indicator.Marked: "Mærke sat", indicator.Unmarked: "Mærke ophævet",
}

// Words returns what the pages say out of tables, for the test that everything
// has its English.
func Words() (list []string) {
	for _, s := range indicator.States {
		list = append(list, s.Danish())
	}
	for _, f := range indicator.Frequencies {
		list = append(list, f.Danish())
	}
	for _, f := range indicator.Fates {
		list = append(list, f.Danish())
	}
	for _, t := range spc.Types {
		list = append(list, spc.Names[t], chartWhen[t])
	}
	for _, p := range disclosure.Profiles {
		list = append(list, profiles[p])
	}
	for _, d := range deeds {
		list = append(list, d)
	}
	return append(list, "over midterlinjen", "under midterlinjen", "på midterlinjen", "median", "middel", "nedre", "øvre", "mål", disclosure.Discreet,
		saidEntered, saidRemoved, saidChecked, saidReleased, saidWithdrawn, saidMarked, saidUnmarked)
}

// A view is one indicator as somebody sees it.
type view struct {
	indicator.Work
	Leads     bool
	Publishes bool
	Me        string // account
	Rows      []indicator.Value
	Cut       int // figures that are not shown
	Wrong     string
	Typed     url.Values // what was refused
	Marked    bool       // there were marks, that hold or do not
}

// shownRows is how many figures a page shows before it is asked for all.
const shownRows = 60

// Show shows one indicator: its chart, its figures, and what is next.
func (p *Pages) Show() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.show(w, r, nil) })
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, refused error) error {
	who := signin.Who(r)
	work, err := p.Indicators.Open(r.Context(), who, r.PathValue("maaling"))
	if err != nil {
		return err
	}
	v := view{Work: work, Leads: who.May(access.LeadInitiative, work.BodyID), Publishes: who.May(access.Publish, work.BodyID), Me: who.Account.ID, Typed: url.Values{},
		Marked: len(work.All) > 0}
	v.Rows = slices.Clone(work.Values)
	slices.Reverse(v.Rows)
	if v.Cut = len(v.Rows) - shownRows; v.Cut > 0 && r.URL.Query().Get("alle") == "" {
		v.Rows = v.Rows[:shownRows]
	} else {
		v.Cut = 0
	}
	status := http.StatusOK
	if refused != nil {
		v.Wrong, v.Typed, status = fault.Sentence(refused), r.PostForm, fault.KindOf(refused).Status()
	}
	w.Header().Set("Cache-Control", "no-store")
	return showPage.RenderStatus(w, r, status, v)
}

// Let returns what the public would read of a figure, with small numbers hidden.
func (v view) Let(one indicator.Value) indicator.Outward { return v.Outward(one.Figure, false) }

// Mine reports whether the visitor wrote a figure.
func (v view) Mine(one indicator.Value) bool { return one.ByID == v.Me }

// isOurs reports whether an error is answered on the page that the form stood on.
func isOurs(err error) bool {
	kind := fault.KindOf(err)
	return err != nil && (kind == fault.Invalid || kind == fault.Conflict || kind == fault.TooLarge)
}

// A historyView is what was done to an indicator.
type historyView struct {
	indicator.Work
	Events []indicator.Told
}

// History shows what was done to an indicator, with the figures as they were.
func (p *Pages) History() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		who, id := signin.Who(r), r.PathValue("maaling")
		v := historyView{}
		var err error
		if v.Events, err = p.Indicators.History(r.Context(), who, id); err != nil {
			return err
		}
		if v.Work, err = p.Indicators.Open(r.Context(), who, id); err != nil {
			return err
		}
		w.Header().Set("Cache-Control", "no-store")
		return historyPage.Render(w, r, v)
	})
}

// A listView is the indicators of an initiative.
type listView struct {
	indicator.Place
	All       []indicator.Work
	Leads     bool
	Templates []indicator.Template
	Hint      string // of the template that the form is filled from
	Fields
}

// List shows the indicators of an initiative as small charts, and how one begins.
func (p *Pages) List() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.list(w, r, nil) })
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request, refused error) (err error) {
	who := signin.Who(r)
	var v listView
	if v.Place, v.All, err = p.Indicators.List(r.Context(), who, r.PathValue("indsats")); err != nil {
		return err
	}
	d := indicator.Definition{Frequency: indicator.Monthly, Chart: spc.Run, Factor: 1, Persons: true}
	if t, ok := indicator.FromTemplate(r.URL.Query().Get("skabelon")); ok {
		d, v.Hint = t.Definition, t.Hint
	}
	v.Leads, v.Templates, v.Fields = who.May(access.LeadInitiative, v.BodyID), indicator.BoxEvaluation, newFields(formOf(d))
	status := http.StatusOK
	if refused != nil {
		v.Fields, status = newFields(r.PostForm), fault.KindOf(refused).Status()
		v.Wrong = fault.Sentence(refused)
	}
	w.Header().Set("Cache-Control", "no-store")
	return listPage.RenderStatus(w, r, status, v)
}

// seen is the version of an indicator that a form was made from.
func seen(r *http.Request) int64 {
	n, err := strconv.ParseInt(r.PostForm.Get("set"), 10, 64)
	if err != nil {
		return -1 // no version: the form is not one of ours
	}
	return n
}
