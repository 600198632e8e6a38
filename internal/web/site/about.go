package site

import (
	_ "embed"
	"net/http"
	"time"

	"klynge/internal/body"
	"klynge/internal/statement"
	"klynge/internal/web"
	"klynge/internal/web/signin"
	"klynge/internal/when"
)

var (
	//go:embed about.html
	aboutHTML string
	//go:embed accessibility.html
	accessibilityHTML string

	aboutPage         = page[aboutView](aboutHTML)
	accessibilityPage = page[accessibilityView](accessibilityHTML)
)

// An aboutView says what this is and how whole it is.
type aboutView struct {
	Crumbs []Crumb
	Gaps   []body.Gap
	Read   string // date of the last file read, "" when there is none
	Clock  string // and its time
	Total  int
}

// about tells what the site is, when it was last fed, and what it lacks.
func about(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		gaps, read, err := s.Bodies.Gaps(r.Context(), s.Clock().In(when.Copenhagen).Format(time.DateOnly))
		if err != nil {
			return err
		}
		v := aboutView{Crumbs: []Crumb{{Text: web.LanguageOf(r).Say("Om siden")}}, Gaps: gaps}
		if read > 0 {
			at := time.UnixMicro(read).In(when.Copenhagen)
			v.Read, v.Clock = at.Format(time.DateOnly), at.Format("15:04")
		}
		for _, g := range gaps {
			v.Total += g.Meetings
		}
		return aboutPage.Render(w, r, v)
	})
}

// An accessibilityView is the accessibility statement.
type accessibilityView struct {
	Crumbs []Crumb
	Last   string // day of the last review, ""
	Asks   bool   // whoever looks may say that they have gone through it
}

// accessibility is the statement that lov om tilgængelighed af offentlige
// organers websteder og mobilapplikationer § 6 asks for.
func accessibility(s *Site, asks bool) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) (err error) {
		v := accessibilityView{Crumbs: []Crumb{{Text: web.LanguageOf(r).Say("Tilgængelighed")}}, Asks: asks}
		if v.Last, err = s.Statement.Last(r.Context()); err != nil {
			return err
		}
		return accessibilityPage.Render(w, r, v)
	})
}

// reviewAccessibility keeps that somebody has gone through the statement today.
func reviewAccessibility(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := parse(w, r); err != nil {
			return err
		}
		if err := s.Statement.Review(r.Context(), signin.Who(r)); err != nil {
			return err
		}
		web.Done(w, r, statement.Path, web.LanguageOf(r).Say("Tak. Skrivebordet minder om den igen om et år."))
		return nil
	})
}
