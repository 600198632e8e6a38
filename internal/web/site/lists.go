package site

import (
	_ "embed"
	"net/http"
	"net/url"

	"klynge/internal/body"
	"klynge/internal/meeting"
	"klynge/internal/reader/reading"
	"klynge/internal/web"
)

var (
	//go:embed meetings.html
	meetingsHTML string
	//go:embed decisions.html
	decisionsHTML string
	//go:embed findings.html
	findingsHTML string

	meetingsPage  = page[meetingsView](meetingsHTML)
	decisionsPage = page[decisionsView](decisionsHTML)
	findingsPage  = page[findingsView](findingsHTML)
)

// pageLength is how many lines a list shows at a time.
const pageLength = 30

// A meetingsView is a page of the list of meetings.
type meetingsView struct {
	Crumbs []Crumb
	Years  []yearView
	Bodies []body.Listed
	All    []string // years to choose from
	Filter meeting.Filter
	Name   string // of the body chosen
	Pager  Pager
	Forebears
}

// A yearView is the meetings of one year.
type yearView struct {
	Year     string
	Meetings []meeting.Listed
}

// meetings lists the meetings by year, the latest first.
func meetings(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		ctx, query := r.Context(), r.URL.Query()
		v := meetingsView{Filter: meeting.Filter{Body: query.Get("organ"), Year: query.Get("aar")}}
		v.Crumbs = []Crumb{{Text: web.LanguageOf(r).Say("Møder")}}
		var err error
		if v.Forebears, err = s.forebears(r, "/moeder", v.Filter.Body); err != nil {
			return err
		}
		v.Filter.Before = len(v.Slugs()) > 0
		list, next, err := s.Meetings.List(ctx, v.Filter, query.Get("fra"), pageLength)
		if err != nil {
			return err
		}
		if v.Bodies, err = s.Bodies.Bodies(ctx); err != nil {
			return err
		}
		for _, b := range v.Bodies {
			if b.Slug == v.Filter.Body {
				v.Name = b.Name
			}
		}
		if v.All, err = s.Meetings.Years(ctx); err != nil {
			return err
		}
		for _, m := range list {
			if n := len(v.Years); n == 0 || v.Years[n-1].Year != web.Year(m.Date) {
				v.Years = append(v.Years, yearView{Year: web.Year(m.Date)})
			}
			last := &v.Years[len(v.Years)-1]
			last.Meetings = append(last.Meetings, m)
		}
		v.Pager = pager(r, next)
		return meetingsPage.Render(w, r, v)
	})
}

// pager leads from one page of a list to the next, and keeps what was chosen.
func pager(r *http.Request, next string) (p Pager) {
	query := r.URL.Query()
	from := query.Get("fra")
	query.Del("fra")
	if from != "" {
		p.First = withQuery(r.URL.Path, query)
	}
	if next != "" {
		query.Set("fra", next)
		p.Next = withQuery(r.URL.Path, query)
	}
	return p
}

func withQuery(path string, query url.Values) string {
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

// A decisionsView is a page of the list of decisions.
type decisionsView struct {
	Crumbs    []Crumb
	Decisions []decisionView
	Pager     Pager
}

// decisions lists what was decided, the latest first.
func decisions(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		list, next, err := s.Meetings.Decisions(r.Context(), r.URL.Query().Get("fra"), pageLength)
		if err != nil {
			return err
		}
		return decisionsPage.Render(w, r, decisionsView{
			[]Crumb{{Text: web.LanguageOf(r).Say("Beslutninger")}}, decisionViews(list), pager(r, next),
		})
	})
}

// A findingsView is what a document's own check found.
type findingsView struct {
	meeting.Listed
	Crumbs []Crumb
	Groups []findingGroup
}

// A findingGroup is the findings of one level.
type findingGroup struct {
	Heading, Explain, Icon, Class string
	Findings                      []findingView
}

type findingView struct {
	meeting.Finding
	Source string // address of the passage, "" when there is none
}

// showFindings shows the findings of a meeting, openly.
func showFindings(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		d, err := s.Meetings.BySlug(r.Context(), r.PathValue("slug"))
		if err != nil {
			return err
		}
		known, err := s.passages(r.Context(), d.Slug)
		if err != nil {
			return err
		}
		v := findingsView{Listed: d.Listed, Crumbs: []Crumb{
			{Text: web.LanguageOf(r).Say("Møder"), Path: "/moeder"},
			{Text: d.BodyName + ", " + web.LanguageOf(r).Date(d.Date), Path: d.Path(), Record: true},
			{Text: web.LanguageOf(r).Say("Eftersyn")},
		}}
		for _, group := range findingGroups {
			for _, f := range d.Findings {
				if string(f.Level) != group.Class {
					continue
				}
				view := findingView{Finding: f}
				if _, ok := known.sources[f.Path]; ok {
					view.Source = sourceAddress(d.Slug, f.Path)
				} else if f.Passage.End > f.Passage.Start {
					view.Source = sourceAddress(d.Slug, reading.At("findings", f.Position))
				}
				group.Findings = append(group.Findings, view)
			}
			if len(group.Findings) > 0 {
				v.Groups = append(v.Groups, group)
			}
		}
		return findingsPage.Render(w, r, v)
	})
}

// findingGroups are the levels of findings, the gravest first.
var findingGroups = []findingGroup{
	{"Alvorligt", "Det må ikke offentliggøres, som det er.", "error", "serious", nil},
	{"Se efter", "Nogen bør se på det.", "warning", "warning", nil},
	{"Værd at vide", "Det er ikke nødvendigvis en fejl.", "info", "notice", nil},
	{"Stemmer", "Det er kontrolleret.", "success", "good", nil},
}
