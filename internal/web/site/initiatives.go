package site

import (
	"cmp"
	_ "embed"
	"net/http"
	"slices"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/initiative"
	"klynge/internal/reader/reading"
	"klynge/internal/report"
	"klynge/internal/web"
	initiativepages "klynge/internal/web/initiative"
)

var (
	//go:embed initiatives.html
	initiativesHTML string
	//go:embed initiative.html
	initiativeHTML string

	initiativesPage = page[initiativesView](initiativesHTML)
	initiativePage  = web.MustPage[initiativeDetail](functions, parts, initiativepages.Drawings, initiativeHTML)
)

// An initiativesView is a page of the list of initiatives.
type initiativesView struct {
	Crumbs      []Crumb
	Initiatives []initiativeView
	Pager       Pager
	Narrowed    bool // to one body
}

// initiatives lists the undertakings that minutes speak of.
func initiatives(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		query := r.URL.Query()
		list, next, err := s.Initiatives.List(r.Context(), query.Get("organ"), query.Get("fra"), pageLength)
		if err != nil {
			return err
		}
		l := web.LanguageOf(r)
		return initiativesPage.Render(w, r, initiativesView{[]Crumb{{Text: l.Say("Indsatser")}}, initiativeViews(l, list), pager(r, next), query.Get("organ") != ""})
	})
}

// An initiativeDetail is one undertaking: what it is for, and every place that
// speaks of it.
type initiativeDetail struct {
	initiativeView
	Crumbs   []Crumb
	Case     *reading.Case // the latest business case, nil without one
	Chapters []chapter
	Stops    []stop
	Life     initiative.Shown // that was let out, empty when nothing was
	Reports  []report.Shown   // that were let out, the latest first
	Given    danish.Amount    // by decisions that are public, 0 for none
	Line     initiativepages.Timeline
	Told     []told
	Measured bool // figures are released of what it measures
}

// A told is one text of a business case that was let out.
type told struct{ Heading, Text string }

// A chapter is one part of a business case. A part that was left empty is shown
// as a gap.
type chapter struct {
	Heading string
	Blocks  []Block
}

// A stop is a meeting that spoke of the initiative.
type stop struct {
	initiative.Station
	Excerpt string
	Amounts bool
}

// showInitiative shows one undertaking.
func showInitiative(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		told, err := s.Initiatives.BySlug(r.Context(), r.PathValue("slug"))
		if err != nil {
			return err
		}
		l := web.LanguageOf(r)
		v := initiativeDetail{initiativeView: initiativeViews(l, []initiative.Told{told})[0]}
		v.Crumbs = []Crumb{{Text: l.Say("Indsatser"), Path: "/indsatser"}, {Text: told.Title, Record: true}}
		if err := v.live(r, s, told.ID); err != nil {
			return err
		}
		measures, err := s.Measures.Indicators.Public(r.Context(), told.ID)
		if err != nil {
			return err
		}
		v.Measured = len(measures) > 0
		if v.Reports, err = s.Reports.Public.Of(r.Context(), told.Slug); err != nil {
			return err
		}
		if v.Given, err = s.Reports.Public.Given(r.Context(), told.ID); err != nil {
			return err
		}
		seen := map[string]bool{}
		for _, station := range told.Stations {
			if seen[station.Path()] {
				continue // a case and a row of money under one item
			}
			seen[station.Path()] = true
			lead, _ := excerpt(station.Decision, 260)
			if station.Outcome != "" && len(lead) < 30 {
				lead = "" // the mark says it
			}
			v.Stops = append(v.Stops, stop{station, lead, station.Amount > 0 && station.What == initiative.Fund})
		}
		for _, station := range slices.Backward(told.Stations) {
			if station.What != initiative.Case {
				continue
			}
			document, err := s.Papers.Shown(r.Context(), station.Slug)
			if err != nil {
				return err
			}
			sheet, err := document.Visible()
			if err != nil {
				return err
			}
			if cases := sheet.Known.Meeting.Cases; station.Position < len(cases) {
				v.Case = &cases[station.Position]
				v.Chapters = chapters(v.Case)
			}
			break
		}
		return initiativePage.Render(w, r, v)
	})
}

// live takes in what somebody has let out of the initiative's life.
func (v *initiativeDetail) live(r *http.Request, s *Site, id string) error {
	shown, ok, err := s.Initiatives.Life(r.Context(), id)
	if err != nil || !ok {
		return err
	}
	l := web.LanguageOf(r)
	v.Leader = cmp.Or(shown.Texts[initiative.Lead], v.Leader)
	v.Life, v.Line = shown, initiativepages.NewTimeline(l, "tidslinje", shown.Start, shown.End, shown.Frame, shown.Marks, access.Day(s.Clock()))
	for _, f := range initiative.CaseFields {
		v.Told = append(v.Told, told{l.Say(f.Danish()), shown.Texts[f]})
	}
	return nil
}

// chapters are the parts that a mini business case should have.
func chapters(c *reading.Case) []chapter {
	return []chapter{
		{"Formål", blocks(c.Purpose)}, {"Data for indsatsen", blocks(c.Data)}, {"Afgrænsning", blocks(c.Scope)},
		{"Tidsramme og milepæle", blocks(c.Schedule)}, {"Ressourcer", blocks(c.Resources)},
	}
}
