package site

import (
	_ "embed"
	"net/http"

	"klynge/internal/person"
	"klynge/internal/web"
)

var (
	//go:embed people.html
	peopleHTML string
	//go:embed person.html
	personHTML string

	peoplePage = page[peopleView](peopleHTML)
	personPage = page[personView](personHTML)
)

// A peopleView is a page of the list of people.
type peopleView struct {
	Crumbs []Crumb
	People []person.Listed
	Pager  Pager
}

// people lists everybody that minutes list.
func people(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		list, next, err := s.People.List(r.Context(), r.URL.Query().Get("fra"), 60)
		if err != nil {
			return err
		}
		return peoplePage.Render(w, r, peopleView{[]Crumb{{Text: web.LanguageOf(r).Say("Personer")}}, list, pager(r, next)})
	})
}

// A personView is one person: seats, and a page of meetings.
type personView struct {
	person.Detail
	Crumbs []Crumb
	Pager  Pager
}

// showPerson shows one person as minutes tell of them.
func showPerson(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		d, err := s.People.BySlug(r.Context(), r.PathValue("slug"), r.URL.Query().Get("fra"), pageLength)
		if err != nil {
			return err
		}
		return personPage.Render(w, r, personView{
			d, []Crumb{{Text: web.LanguageOf(r).Say("Personer"), Path: "/personer"}, {Text: d.Name, Record: true}}, pager(r, d.Next),
		})
	})
}
