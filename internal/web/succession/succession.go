// Package succession is the pages of a reform: the checklist on which everything
// that is open finds its place, the rehearsal, the real one, and what the public
// reads of what went where.
package succession

import (
	_ "embed"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"klynge/internal/body"
	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/succession"
	"klynge/internal/web"
	"klynge/internal/web/signin"
	"klynge/internal/when"
)

// Pages are what the pages are made of.
type Pages struct {
	Reforms *succession.Store
	Public  *succession.Public
	Clock   when.Clock
}

var (
	//go:embed parts.html
	partsHTML string
	//go:embed list.html
	listHTML string
	//go:embed reform.html
	reformHTML string
	//go:embed trial.html
	trialHTML string
	//go:embed public.html
	publicHTML string

	listPage   = page[listView](listHTML)
	reformPage = page[reformView](reformHTML)
	trialPage  = page[trialView](trialHTML)
	publicPage = page[publicView](publicHTML)
)

func page[T any](source string) *web.Page[T] { return web.MustPage[T](functions, partsHTML, source) }

func functions(l web.Language) template.FuncMap {
	return template.FuncMap{
		"at": func(t time.Time) string {
			t = t.In(when.Copenhagen)
			return l.Date(t.Format(time.DateOnly)) + " " + l.Clock(t.Format("15:04"), "")
		},
		"noun":    func(n succession.Noun) string { return l.Say(n.Danish()) },
		"outcome": func(o succession.Outcome) string { return l.Say(o.Danish()) },
		"deed":    func(d succession.Deed) string { return l.Say(deeds[d]) },
		"state":   func(s succession.State) string { return l.Say(states[s]) },
		"listed":  listed,
	}
}

// listed names bodies, as the record calls them.
func listed(list []body.Organization) string {
	var names []string
	for _, o := range list {
		names = append(names, o.Name)
	}
	return strings.Join(names, ", ")
}

var states = map[succession.State]string{succession.Planned: "Forberedes", succession.Scheduled: "Sker af sig selv på dagen", succession.Done: "Gennemført"}

var deeds = map[succession.Deed]string{
	succession.Begun: "Begyndt", succession.Ended: "Sat på planen", succession.Spared: "Taget af planen", succession.Chosen: "Udfald valgt",
	succession.Timed: "Sat til at ske af sig selv", succession.Halted: "Taget af uret", succession.Failed: "Kunne ikke gennemføres",
	succession.CarriedOut: "Gennemført", succession.Rescheduled: "Flyttet til en anden dag",
}

// Words returns what the pages say out of tables, for the test that everything has
// its English.
func Words() (list []string) {
	for _, n := range succession.Nouns {
		list = append(list, n.Danish())
	}
	for _, o := range []succession.Outcome{succession.Transfer, succession.Close, succession.Return} {
		list = append(list, o.Danish())
	}
	for _, words := range states {
		list = append(list, words)
	}
	for _, words := range deeds {
		list = append(list, words)
	}
	return append(append(list, pictureWords...), "%s er ophørt. Siden kan læses, men ikke ændres. Se", "%s er ophørt. Siden kan læses, men ikke ændres. Arbejdet går videre i")
}

const place = "/arbejde/reform"

func at(r *http.Request) string { return place + "/" + r.PathValue("reform") }

// A listView is all reforms, and the form of a new one.
type listView struct {
	Reforms []succession.Reform
	Typed   url.Values
	Wrong   string
}

// List shows the reforms.
func (p *Pages) List() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.list(w, r, http.StatusOK, "")
	})
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	list, err := p.Reforms.List(r.Context())
	if err != nil {
		return err
	}
	return listPage.RenderStatus(w, r, status, listView{list, r.PostForm, wrong})
}

// Begin plans a reform.
func (p *Pages) Begin() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		one, err := p.Reforms.Begin(r.Context(), signin.Who(r), r.PostForm.Get("navn"), r.PostForm.Get("dag"))
		if status, ok := askable(err); ok {
			return p.list(w, r, status, fault.Sentence(err))
		}
		if err != nil {
			return err
		}
		web.Done(w, r, one.Path(), web.LanguageOf(r).Say("Reformen er begyndt. Sæt nu de organer på planen, der ophører."))
		return nil
	})
}

// askable reports whether the sender of a form can do something about an error.
func askable(err error) (status int, ok bool) {
	switch kind := fault.KindOf(err); kind {
	case fault.Invalid, fault.Conflict, fault.TooLarge:
		return kind.Status(), err != nil
	}
	return 0, false
}

// A reformView is the checklist of a reform.
type reformView struct {
	succession.Checklist
	Bodies  []body.Organization // that may end or go on
	Flow    Picture
	Changes []succession.Change
	Ready   bool // the day has come
	Wrong   string
	Typed   url.Values
}

// Heirs returns all bodies that go on in the reform.
func (v reformView) Heirs() (list []body.Organization) {
	for _, c := range v.Changes {
		list = append(list, c.To...)
	}
	return list
}

// Ground returns the words of the decision behind something.
func (v reformView) Ground(g succession.Ground) string { return v.Grounds[g].Text }

// Allows reports whether a group has a matter that can become something.
func (v reformView) Allows(g succession.Group, o succession.Outcome) bool {
	return slices.ContainsFunc(g.Entries, func(e succession.Entry) bool { return slices.Contains(e.Allowed, o) })
}

// Ticked reports whether a matter is ticked: as it was sent in a form that was
// refused, and otherwise when it has no choice.
func (v reformView) Ticked(form string, e succession.Entry) bool {
	if v.Typed.Get("tilbage") == form {
		return slices.Contains(v.Typed["sag"], e.Key())
	}
	return !e.Chosen()
}

// Outcomes are all that can become of matters.
func (v reformView) Outcomes() []succession.Outcome {
	return []succession.Outcome{succession.Transfer, succession.Close, succession.Return}
}

// Possible returns what can become of the matters of a group: nothing goes to a
// successor where there is none.
func (v reformView) Possible(g succession.Group) (list []succession.Outcome) {
	for _, o := range v.Outcomes() {
		if v.Allows(g, o) && (o != succession.Transfer || len(g.Ending.To) > 0) {
			list = append(list, o)
		}
	}
	return list
}

// Nouns are all kinds of matters.
func (v reformView) Nouns() []succession.Noun { return succession.Nouns }

// Was returns what was typed in a field of the form that stands somewhere on the
// page, "" when another was sent.
func (v reformView) Was(form, field string) string {
	if v.Typed.Get("tilbage") != form {
		return ""
	}
	return v.Typed.Get(field)
}

// Picked reports whether a value was picked in a field of the form that was sent.
func (v reformView) Picked(form, field, value string) bool {
	return v.Typed.Get("tilbage") == form && slices.Contains(v.Typed[field], value)
}

// Left returns how many matters have no place.
func (v reformView) Left() int {
	done, all := v.Progress()
	return all - done
}

// Show shows the checklist of a reform.
func (p *Pages) Show() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.show(w, r, http.StatusOK, "")
	})
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, wrong string) (err error) {
	v := reformView{Wrong: wrong, Typed: r.PostForm}
	if v.Checklist, err = p.Reforms.Checklist(r.Context(), signin.Who(r), r.PathValue("reform")); err != nil {
		return err
	}
	if v.Bodies, err = p.Reforms.Bodies(r.Context()); err != nil {
		return err
	}
	v.Changes = v.Reform.Changes()
	v.Ready = p.Clock().In(when.Copenhagen).Format(time.DateOnly) >= v.Day
	v.Flow = newPicture(web.LanguageOf(r), v.Name, v.Changes, streamsOf(v.Checklist))
	return reformPage.RenderStatus(w, r, status, v)
}

// streamsOf gathers what goes from body to body, as it was chosen or as it was done.
func streamsOf(c succession.Checklist) []stream {
	s := streams{}
	for _, g := range c.Groups {
		for _, e := range g.Entries {
			s.add(e.BodyID, e.ToID, e.Noun, e.Outcome, e.Amount)
		}
	}
	for _, l := range c.Lines {
		s.add(l.Matter.BodyID, l.ToID, l.Matter.Noun, l.Outcome, l.Matter.Amount)
	}
	return s
}

// A trialView is what a reform would come to.
type trialView struct {
	succession.Trial
	Name, Back, Day string
	Sum             succession.Sum
	Gone            danish.Amount // not accounted for
}

// Rehearse shows what a reform would come to, and changes nothing.
func (p *Pages) Rehearse() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		who, slug := signin.Who(r), r.PathValue("reform")
		t, err := p.Reforms.Rehearse(r.Context(), who, slug)
		if err != nil {
			return err
		}
		c, err := p.Reforms.Checklist(r.Context(), who, slug)
		if err != nil {
			return err
		}
		sum := t.Total()
		return trialPage.Render(w, r, trialView{Trial: t, Name: c.Name, Day: c.Day, Back: at(r), Sum: sum, Gone: sum.Difference().Left})
	})
}

// A publicView is all reforms that have been carried out.
type publicView struct{ Reforms []publicReform }

type publicReform struct {
	succession.Told
	Flow Picture
}

// Of returns what went from a body, in all directions.
func (v publicReform) Of(bodyID string) (list []succession.Flow) {
	for _, f := range v.Flows {
		if f.From == bodyID {
			list = append(list, f)
		}
	}
	return list
}

// Heir returns a body that goes on, the zero one for none.
func (v publicReform) Heir(bodyID string) body.Organization {
	for _, c := range v.Told.Changes {
		for _, o := range c.To {
			if o.ID == bodyID {
				return o
			}
		}
	}
	return body.Organization{}
}

// ShowPublic shows what went where.
func (p *Pages) ShowPublic() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		all, err := p.Public.List(r.Context())
		if err != nil {
			return err
		}
		var v publicView
		for _, t := range all {
			s := streams{}
			for _, f := range t.Flows {
				for range f.Initiatives {
					s.add(f.From, f.To, succession.Initiative, succession.Transfer, 0)
				}
				s.add(f.From, f.To, succession.Fund, succession.Transfer, f.Amount)
			}
			v.Reforms = append(v.Reforms, publicReform{t, newPicture(web.LanguageOf(r), t.Name, t.Changes, s)})
		}
		return publicPage.Render(w, r, v)
	})
}
