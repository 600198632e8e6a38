package mapping

import (
	"net/http"
	"slices"

	"klynge/internal/anonymity"
	"klynge/internal/fault"
	"klynge/internal/mapping"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

var errEmpty = fault.New(fault.Invalid, "Skriv bemærkningen først. Intet er sendt.")

// A partnersView is the partners of a study and what they said.
type partnersView struct {
	studyView
	Adds   bool
	Writes bool
	Waits  int // partners that have not been written to
}

// From names the partner of a comment.
func (v partnersView) From(c mapping.Comment) string {
	p, _ := v.Partner(c.PartnerID)
	return p.Name
}

// CardOf returns the number of the card that a comment is about, 0 for none.
func (v partnersView) CardOf(c mapping.Comment) int {
	card, _ := v.Study.Card(c.About)
	return card.Number
}

// ThemeOf returns the name of the theme that a comment is about, "" for none.
func (v partnersView) ThemeOf(c mapping.Comment) string {
	t, _ := v.Study.Theme(c.About)
	return t.Name
}

// Doubts returns what in a comment may tell who somebody is.
func (partnersView) Doubts(c mapping.Comment) []anonymity.Doubt { return mapping.Doubts(c.Text) }

// ShowPartners shows the partners.
func (p *Pages) ShowPartners() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.partners(w, r, web.Refusal{}) })
}

func (p *Pages) partners(w http.ResponseWriter, r *http.Request, f web.Refusal) error {
	of, err := p.studyOf(r, f)
	if err != nil {
		return err
	}
	v := partnersView{studyView: of, Adds: of.State != mapping.Reported, Writes: of.State == mapping.Reconciled || of.State == mapping.Validated}
	for _, one := range of.Partners {
		if one.Invited.IsZero() && one.Closed.IsZero() {
			v.Waits++
		}
	}
	return partnersPage.RenderStatus(w, r, f.Status(), v)
}

// ChangePartners does something to the partners.
func (p *Pages) ChangePartners() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		key := r.PathValue("kortlaegning")
		return web.Act(w, r, func() (string, string, error) {
			form, here := r.PostForm, "/arbejde/kortlaegning/"+key+"/partnere"
			switch form.Get("goer") {
			case "ny":
				return here, "Partneren er med.", p.Studies.AddPartner(r.Context(), key, form.Get("navn"), form.Get("mail"))
			case "skriv":
				n, err := p.Studies.Invite(r.Context(), signin.Who(r), key)
				return here, "Der er skrevet til " + web.Danish.Count(n, "partner", "partnere") + ".", err
			case "luk":
				return here, "Linket er trukket tilbage. Det, partneren har sagt, bliver stående.", p.Studies.ClosePartner(r.Context(), key, form.Get("partner"))
			}
			return "", "", web.ErrForm
		}, func(f web.Refusal) error { return p.partners(w, r, f) })
	})
}

// A visitView is what a partner sees.
type visitView struct {
	web.Refusal
	mapping.Visit
	Path string
}

// A saying is where a partner says something of a card, a theme or the whole.
type saying struct {
	Of          visitView
	About, Name string
}

// Path is where it is sent.
func (s saying) Path() string { return s.Of.Path }

// Said is what the partner said of it before.
func (s saying) Said() []mapping.Comment { return s.Of.SaidOf(s.About) }

// Typing is what was typed and refused.
func (s saying) Typing() string { return s.Of.Typing(s.About) }

// SaidOf is what the partner said of a card or a theme.
func (v visitView) SaidOf(about string) (list []mapping.Comment) {
	for _, c := range v.Said {
		if c.About == about {
			list = append(list, c)
		}
	}
	return list
}

// Typing is what was typed about a card or a theme and refused.
func (v visitView) Typing(about string) string {
	if v.Typed.Has("om") && v.Was("om") == about {
		return v.Was("tekst")
	}
	return ""
}

// Cited returns the cards of a theme.
func (v visitView) Cited(t mapping.GlanceTheme) (list []mapping.GlanceCard) {
	for _, c := range v.Cards {
		if slices.Contains(t.Cards, c.Number) {
			list = append(list, c)
		}
	}
	return list
}

// ShowVisit shows a partner the cards and themes of a study.
func (p *Pages) ShowVisit() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.visit(w, r, web.Refusal{}) })
}

func (p *Pages) visit(w http.ResponseWriter, r *http.Request, f web.Refusal) error {
	w.Header().Set("Cache-Control", "no-store")
	token := r.PathValue("token")
	v, err := p.Studies.Visit(r.Context(), token, signin.Who(r))
	if err != nil {
		return err
	}
	return visitPage.RenderStatus(w, r, f.Status(), visitView{f, v, "/kortlaegning/" + token})
}

// Say keeps what a partner says.
func (p *Pages) Say() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		token := r.PathValue("token")
		return web.Act(w, r, func() (string, string, error) {
			about, text := r.PostForm.Get("om"), r.PostForm.Get("tekst")
			if r.PostForm.Get("goer") == "set" {
				return "/kortlaegning/" + token, "Tak. Det er noteret, at I har set kort og temaer.", p.Studies.Say(r.Context(), token, signin.Who(r), "", "")
			}
			if text == "" {
				return "", "", errEmpty
			}
			address := "/kortlaegning/" + token
			if about != "" {
				address += "#om-" + about
			}
			return address, "Tak. Bemærkningen er sendt.", p.Studies.Say(r.Context(), token, signin.Who(r), about, text)
		}, func(f web.Refusal) error { return p.visit(w, r, f) })
	})
}
