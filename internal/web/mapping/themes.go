package mapping

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"klynge/internal/mapping"
	"klynge/internal/plan"
	"klynge/internal/web"
	"klynge/internal/web/signin"
	"klynge/internal/when"
)

// A themesView is the tree of themes, with the tags and cards of each.
type themesView struct {
	studyView
	Rows      []themeRow
	Loose     []mapping.Tag // that are in use and in no theme
	Crossings []mapping.Crossing
	Edits     bool
}

// A themeRow is a theme with what it comes from.
type themeRow struct {
	mapping.Theme
	mapping.Described
	Tags    []mapping.Tag
	Numbers []mapping.Card
	More    int  // cards that are not shown
	Thin    bool // comes from fewer than two cards (G5)
}

// Gathers reports whether a tag is in a theme itself.
func (t themeRow) Gathers(tag mapping.Tag) bool { return tag.ThemeID == t.ID }

// ShowThemes shows the themes.
func (p *Pages) ShowThemes() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.themes(w, r, web.Refusal{}) })
}

func (p *Pages) themes(w http.ResponseWriter, r *http.Request, f web.Refusal) error {
	of, err := p.studyOf(r, f)
	if err != nil {
		return err
	}
	v := themesView{studyView: of, Crossings: of.Crossings(false), Edits: of.State == mapping.Coding && of.Coded() || of.State == mapping.Reconciled || of.State == mapping.Validated}
	traced := of.Traced()
	for _, t := range of.Themes {
		row := themeRow{Theme: t, Described: mapping.Describe(traced[t.ID]), Numbers: traced[t.ID], Thin: len(traced[t.ID]) < 2}
		row.More = max(0, len(row.Numbers)-most)
		row.Numbers = row.Numbers[:len(row.Numbers)-row.More]
		for _, tag := range of.Tags {
			if of.ThemeOf(tag.ID) == t.ID {
				row.Tags = append(row.Tags, tag)
			}
		}
		v.Rows = append(v.Rows, row)
	}
	used := map[string]bool{}
	for _, tags := range of.Tagged() {
		for _, tag := range tags {
			used[tag] = true
		}
	}
	for _, tag := range of.Tags {
		if used[tag.ID] && of.ThemeOf(tag.ID) == "" {
			v.Loose = append(v.Loose, tag)
		}
	}
	return themesPage.RenderStatus(w, r, f.Status(), v)
}

// ChangeThemes does something to a theme.
func (p *Pages) ChangeThemes() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		key := r.PathValue("kortlaegning")
		return web.Act(w, r, func() (string, string, error) {
			form, here := r.PostForm, "/arbejde/kortlaegning/"+key+"/temaer"
			switch form.Get("goer") {
			case "gem":
				return here, "Temaet er gemt.", p.Studies.SaveTheme(r.Context(), key, mapping.Theme{ID: form.Get("tema"), Name: form.Get("navn"), Text: form.Get("tekst")}, form["maerke"])
			case "slet":
				return here, "Temaet er fjernet. Dets mærker står uden tema.", p.Studies.RemoveTheme(r.Context(), key, form.Get("tema"))
			}
			return "", "", web.ErrForm
		}, func(f web.Refusal) error { return p.themes(w, r, f) })
	})
}

// An adviceView is the recommendations, each with the way back to the cards.
type adviceView struct {
	studyView
	Report   mapping.Report
	Meetings []plan.Meeting
	Edits    bool
	Sends    bool
}

// Traces returns the cards behind a theme.
func (v adviceView) Traces(themeID string) []mapping.Card {
	cards := v.Traced()[themeID]
	return cards[:min(len(cards), most)]
}

// Advice returns a recommendation as it is kept.
func (v adviceView) Advice(id string) mapping.Recommendation {
	i := slices.IndexFunc(v.Recommendations, func(r mapping.Recommendation) bool { return r.ID == id })
	if i < 0 {
		return mapping.Recommendation{}
	}
	return v.Recommendations[i]
}

// RestsOn reports whether a recommendation comes from a theme.
func (v adviceView) RestsOn(adviceID, themeID string) bool {
	if v.Was("anbefaling") == adviceID && v.Typed.Has("tekst") {
		return slices.Contains(v.Typed["tema"], themeID)
	}
	return slices.Contains(v.Advice(adviceID).Themes, themeID)
}

// Text is what stands in a box of a recommendation.
func (v adviceView) Text(adviceID, name string) string {
	if v.Was("anbefaling") == adviceID && v.Typed.Has("tekst") {
		return v.Was(name)
	}
	if name == "tekst" {
		return v.Advice(adviceID).Text
	}
	return v.Advice(adviceID).Reason
}

// ShowAdvice shows the recommendations.
func (p *Pages) ShowAdvice() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.advice(w, r, web.Refusal{}) })
}

func (p *Pages) advice(w http.ResponseWriter, r *http.Request, f web.Refusal) error {
	of, err := p.studyOf(r, f)
	if err != nil {
		return err
	}
	v := adviceView{studyView: of, Report: of.Report(), Edits: of.State == mapping.Reconciled || of.State == mapping.Validated, Sends: of.Puts && !of.State.Before(mapping.Validated)}
	if v.Meetings, err = p.Studies.Next(r.Context(), of.BodyID, p.Clock().In(when.Copenhagen).Format(time.DateOnly)); err != nil {
		return err
	}
	v.Meetings = v.Meetings[:min(len(v.Meetings), 3)]
	return advicePage.RenderStatus(w, r, f.Status(), v)
}

// ChangeAdvice does something to a recommendation.
func (p *Pages) ChangeAdvice() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		key := r.PathValue("kortlaegning")
		return web.Act(w, r, func() (string, string, error) {
			form, here := r.PostForm, "/arbejde/kortlaegning/"+key+"/anbefalinger"
			switch form.Get("goer") {
			case "gem":
				version, err := strconv.ParseInt(form.Get("version"), 10, 64)
				if err != nil && form.Get("anbefaling") != "" {
					return "", "", web.ErrForm
				}
				return here, "Anbefalingen er gemt.", p.Studies.SaveAdvice(r.Context(), key,
					mapping.Recommendation{ID: form.Get("anbefaling"), Text: form.Get("tekst"), Reason: form.Get("begrundelse"), Themes: form["tema"], Version: version})
			case "slet":
				return here, "Anbefalingen er fjernet.", p.Studies.RemoveAdvice(r.Context(), key, form.Get("anbefaling"))
			}
			return "", "", web.ErrForm
		}, func(f web.Refusal) error { return p.advice(w, r, f) })
	})
}

// Put puts a recommendation on an agenda.
func (p *Pages) Put() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		key := r.PathValue("kortlaegning")
		return web.Act(w, r, func() (string, string, error) {
			_, err := p.Studies.Propose(r.Context(), signin.Who(r), key, r.PostForm.Get("anbefaling"), r.PostForm.Get("moede"))
			sentence := "Anbefalingen ligger i bagkataloget, klar til en dagsorden."
			if r.PostForm.Get("moede") != "" {
				sentence = "Anbefalingen er sat på dagsordenen."
			}
			return "/arbejde/kortlaegning/" + key + "/anbefalinger", sentence, err
		}, func(f web.Refusal) error { return p.advice(w, r, f) })
	})
}

// An adviceForm is the form of one recommendation, "" for a new one.
type adviceForm struct {
	Of adviceView
	ID string
}
