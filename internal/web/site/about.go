package site

import (
	_ "embed"
	"net/http"
	"time"

	"klynge/internal/body"
	"klynge/internal/web"
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
type accessibilityView struct{ Crumbs []Crumb }

// accessibility is the statement that lov om tilgængelighed af offentlige
// organers websteder og mobilapplikationer § 6 asks for.
func accessibility() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return accessibilityPage.Render(w, r, accessibilityView{[]Crumb{{Text: web.LanguageOf(r).Say("Tilgængelighed")}}})
	})
}
