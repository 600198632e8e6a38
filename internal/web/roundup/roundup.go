// Package roundup is the pages on which what groups said becomes a summary: the
// note-takers' page, the coding of notes, the writing with the sources beside, and
// what the public reads.
package roundup

import (
	_ "embed"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/anonymity"
	"klynge/internal/fault"
	"klynge/internal/plan"
	"klynge/internal/roundup"
	"klynge/internal/web"
	"klynge/internal/web/signin"
	"klynge/internal/when"
)

// Pages are what the pages are made of.
type Pages struct {
	Roundups *roundup.Store
	Public   *roundup.Public
	Plan     *plan.Store
	PDF      Writer
	DOCX     Writer
	Clock    when.Clock
}

var (
	//go:embed parts.html
	partsHTML string
	//go:embed list.html
	listHTML string
	//go:embed roundup.html
	roundupHTML string
	//go:embed note.html
	noteHTML string
	//go:embed code.html
	codeHTML string
	//go:embed sentences.html
	sentencesHTML string
	//go:embed public.html
	publicHTML string
	//go:embed public_list.html
	publicListHTML string

	listPage       = page[listView](listHTML)
	roundupPage    = page[roundupView](roundupHTML)
	notePage       = page[noteView](noteHTML)
	codePage       = page[codeView](codeHTML)
	sentencesPage  = page[sentencesView](sentencesHTML)
	publicPage     = page[roundup.Roundup](publicHTML)
	publicListPage = page[[]roundup.Roundup](publicListHTML)
)

func page[T any](source string) *web.Page[T] { return web.MustPage[T](functions, partsHTML, source) }

// A wayView leads back through the body.
type wayView struct{ Slug, Name, Path, Title string }

func functions(l web.Language) template.FuncMap {
	return template.FuncMap{
		"at": func(t time.Time) string {
			t = t.In(when.Copenhagen)
			return l.Date(t.Format(time.DateOnly)) + " " + l.Clock(t.Format("15:04"), "")
		},
		"doubts": anonymity.Doubts,
		"listed": func(names []string) string { return strings.Join(names, ", ") },
		"way":    func(slug, name, path, title string) wayView { return wayView{slug, name, path, title} },
		"plus":   func(n int) int { return n + 1 },
		"state":  func(s roundup.State) string { return l.Say(stateNames[s]) },
		"step":   func(s roundup.State) string { return l.Say(stepNames[s]) },
	}
}

var stateNames = map[roundup.State]string{
	roundup.Open: "Noter kommer ind", roundup.Locked: "Noterne er låst", roundup.Coded: "Delt i temaer", roundup.Drafted: "Skrevet",
	roundup.Checked: "Til gennemsyn", roundup.Published: "Offentlig", roundup.Closed: "Afsluttet, fordi organet er ophørt",
}

// stepNames are what takes a round-up to a state.
var stepNames = map[roundup.State]string{
	roundup.Locked: "Lås noterne nu", roundup.Coded: "Kommentarer og temaer er færdige", roundup.Drafted: "Opsamlingen er skrevet",
	roundup.Checked: "Bed grupperne se den igennem", roundup.Published: "Udgiv opsamlingen",
}

// doneNames are what was done by that.
var doneNames = map[roundup.State]string{
	roundup.Locked: "Noterne er låst. De kan ikke ændres mere, kun tilføjes.", roundup.Coded: "Alle kommentarer har et tema. Nu kan sætningerne skrives.",
	roundup.Drafted: "Alle kommentarer er gjort rede for. Nu kan grupperne se opsamlingen igennem.",
	roundup.Checked: "Der er skrevet til grupperne. De kan skrive bemærkninger, men ikke ændre noget.", roundup.Published: "Opsamlingen er offentlig.",
}

// Words returns what the pages say out of tables, for the test that everything
// has its English.
func Words() (list []string) {
	for _, s := range roundup.States {
		list = append(list, stateNames[s])
		if name := stepNames[s]; name != "" {
			list = append(list, name)
		}
	}
	list = append(list, stateNames[roundup.Closed])
	return append(append(list, roundup.GapWords()...), anonymity.Words()...)
}

// A station is one step of the way.
type station struct {
	Label     string
	Done, Now bool
}

func stations(at roundup.State) (list []station) {
	for _, s := range roundup.States {
		list = append(list, station{stateNames[s], s.Before(at) || s == at && at == roundup.Published, s == at})
	}
	return list
}

// A listView is the round-ups of a body.
type listView struct {
	web.Refusal
	Slug, Name string
	Roundups   []roundup.Roundup
	Headings   string // one on each line
	Groups     string
	Date       string
	Makes      bool
}

// Was returns what was typed, or what is proposed.
func (v listView) Was(name string) string {
	if v.Typed != nil {
		return v.Typed.Get(name)
	}
	return map[string]string{"overskrifter": v.Headings, "grupper": v.Groups, "dato": v.Date, "tid": "12:00"}[name]
}

// ShowList shows the round-ups of a body.
func (p *Pages) ShowList() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.list(w, r, web.Refusal{}) })
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request, f web.Refusal) error {
	o, err := p.Plan.BodyBySlug(r.Context(), r.PathValue("organ"))
	if err != nil {
		return err
	}
	list, err := p.Roundups.Of(r.Context(), o.ID)
	if err != nil {
		return err
	}
	return listPage.RenderStatus(w, r, f.Status(), listView{
		Refusal: f, Slug: o.Slug, Name: o.Name, Roundups: list, Headings: strings.Join(roundup.DefaultHeadings, "\n"), Makes: signin.Who(r).May(access.TakeMinutes, o.ID),
		Date: p.Clock().In(when.Copenhagen).AddDate(0, 0, 14).Format(time.DateOnly),
	})
}

// Create makes a round-up.
func (p *Pages) Create() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		o, err := p.Plan.BodyBySlug(r.Context(), r.PathValue("organ"))
		if err != nil {
			return err
		}
		return web.Act(w, r, func() (string, string, error) {
			deadline, err := moment(r.PostForm)
			if err != nil {
				return "", "", err
			}
			d := roundup.Draft{Title: r.PostForm.Get("navn"), Intro: r.PostForm.Get("indledning"), Deadline: deadline, Headings: lines(r.PostForm.Get("overskrifter"))}
			for _, line := range lines(r.PostForm.Get("grupper")) {
				d.Groups = append(d.Groups, group(line))
			}
			made, err := p.Roundups.Create(r.Context(), signin.Who(r), o.ID, d)
			return made.Path(), "Opsamlingen er lavet. Skriv nu til dem, der tager noter.", err
		}, func(f web.Refusal) error { return p.list(w, r, f) })
	})
}

// group reads a line "Navn; note-tager; mail".
func group(line string) (g roundup.Group) {
	fields := strings.Split(line, ";")
	for i, into := range []*string{&g.Name, &g.NoteTaker, &g.Email} {
		if i < len(fields) {
			*into = strings.TrimSpace(fields[i])
		}
	}
	return g
}

func lines(text string) (list []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

func moment(form url.Values) (time.Time, error) {
	t, err := time.ParseInLocation("2006-01-02 15:04", form.Get("dato")+" "+form.Get("tid"), when.Copenhagen)
	if err != nil {
		return t, fault.New(fault.Invalid, "Skriv fristens dag og klokkeslæt.")
	}
	return t, nil
}

// A roundupView is one round-up as the secretariat sees it.
type roundupView struct {
	web.Refusal
	roundup.Roundup
	Stations []station
	Next     roundup.State // "" at the end
	Gaps     []roundup.Gap
	Counts   []roundup.ThemeCount
	Meetings []plan.Meeting
	Makes    bool
	Puts     bool // on an agenda
	Issues   bool // to the public
	Late     []lateText
}

// A lateText is what a group has written after the lock and not delivered.
type lateText struct {
	Group roundup.Group
	Text  string
}

// Date and Clock are the deadline as a form has it.
func (v roundupView) Date() string { return v.Deadline.In(when.Copenhagen).Format(time.DateOnly) }

// Clock returns the time of the deadline.
func (v roundupView) Clock() string { return v.Deadline.In(when.Copenhagen).Format("15:04") }

// IsMissing reports whether a group has delivered nothing.
func (v roundupView) IsMissing(g roundup.Group) bool {
	return slices.ContainsFunc(v.Missing(), func(m roundup.Group) bool { return m.ID == g.ID })
}

// Show shows a round-up.
func (p *Pages) Show() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.show(w, r, web.Refusal{}) })
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, f web.Refusal) error {
	one, err := p.Roundups.Find(r.Context(), r.PathValue("opsamling"))
	if err != nil {
		return err
	}
	who := signin.Who(r)
	v := roundupView{
		Refusal: f, Roundup: one, Stations: stations(one.State), Counts: one.ThemeCounts(), Makes: who.May(access.TakeMinutes, one.BodyID),
		Puts: who.May(access.EditAgenda, one.BodyID), Issues: who.May(access.Publish, one.BodyID),
	}
	if one.State == roundup.Closed {
		v.Makes, v.Puts, v.Issues = false, false, false
	} else if i := slices.Index(roundup.States, one.State) + 1; i < len(roundup.States) {
		v.Next = roundup.States[i]
	}
	if one.Editable() {
		v.Gaps = one.Gaps(v.Next)
		for _, g := range one.Groups {
			for _, h := range one.Headings {
				if text := roundup.Unsaid(one.NotesOf(g.ID, h.ID), g.Drafts[h.ID].Text); text != "" {
					v.Late = append(v.Late, lateText{g, text})
				}
			}
		}
	}
	if v.Meetings, err = p.Roundups.Next(r.Context(), one.BodyID, p.Clock().In(when.Copenhagen).Format(time.DateOnly)); err != nil {
		return err
	}
	return roundupPage.RenderStatus(w, r, f.Status(), v)
}

// Change does something to a round-up.
func (p *Pages) Change() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		key := r.PathValue("opsamling")
		return web.Act(w, r, func() (string, string, error) {
			sentence, err := p.change(r, key)
			return "/arbejde/opsamling/" + key, sentence, err
		}, func(f web.Refusal) error { return p.show(w, r, f) })
	})
}

func (p *Pages) change(r *http.Request, key string) (string, error) {
	ctx, who, form := r.Context(), signin.Who(r), r.PostForm
	switch form.Get("goer") {
	case "gruppe":
		return "Gruppen er med.", p.Roundups.AddGroup(ctx, key, roundup.Group{Name: form.Get("navn"), NoteTaker: form.Get("notetager"), Email: form.Get("mail")})
	case "notetager":
		return "Det er gemt.", p.Roundups.SetTaker(ctx, key, roundup.Group{ID: form.Get("gruppe"), NoteTaker: form.Get("notetager"), Email: form.Get("mail")})
	case "frist":
		deadline, err := moment(form)
		if err != nil {
			return "", err
		}
		return "Fristen er flyttet.", p.Roundups.SetDeadline(ctx, key, deadline)
	case "skriv":
		sent, without, err := p.Roundups.Invite(ctx, key)
		sentence := "Der er skrevet til " + web.Danish.Count(sent, "gruppe", "grupper") + "."
		if len(without) > 0 {
			sentence += " Disse grupper har ingen mailadresse: " + strings.Join(without, ", ") + "."
		}
		return sentence, err
	case "videre":
		to := roundup.State(form.Get("til"))
		if to == roundup.Published {
			return "", fault.New(fault.Forbidden, "Det gøres et andet sted. Intet er ændret.")
		}
		return doneNames[to], p.Roundups.Advance(ctx, who, key, to)
	case "tilfoej":
		_, err := p.Roundups.Deliver(ctx, roundup.Key{Roundup: key, GroupID: form.Get("gruppe"), Who: who}, nil)
		return "Det er lagt til gruppens note, mærket som kommet efter fristen.", err
	}
	return "", web.ErrForm
}

// Put puts a round-up on an agenda.
func (p *Pages) Put() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		key := r.PathValue("opsamling")
		return web.Act(w, r, func() (string, string, error) {
			_, err := p.Roundups.Propose(r.Context(), signin.Who(r), key, r.PostForm.Get("moede"))
			sentence := "Opsamlingen ligger i bagkataloget, klar til en dagsorden."
			if r.PostForm.Get("moede") != "" {
				sentence = "Opsamlingen er sat på dagsordenen."
			}
			return "/arbejde/opsamling/" + key, sentence, err
		}, func(f web.Refusal) error { return p.show(w, r, f) })
	})
}

// Issue makes a round-up public, or takes it back.
func (p *Pages) Issue() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		key := r.PathValue("opsamling")
		return web.Act(w, r, func() (string, string, error) {
			if r.PostForm.Get("goer") == "traek" {
				return "/arbejde/opsamling/" + key, "Opsamlingen er ikke længere offentlig.", p.Roundups.Withdraw(r.Context(), key)
			}
			return "/arbejde/opsamling/" + key, doneNames[roundup.Published], p.Roundups.Advance(r.Context(), signin.Who(r), key, roundup.Published)
		}, func(f web.Refusal) error { return p.show(w, r, f) })
	})
}

// ShowPublic shows what everybody may read.
func (p *Pages) ShowPublic() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		one, err := p.Public.Find(r.Context(), r.PathValue("id"))
		if err != nil {
			return err
		}
		return publicPage.Render(w, r, one)
	})
}

// ListPublic shows which round-ups everybody may read.
func (p *Pages) ListPublic() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		list, err := p.Public.List(r.Context())
		if err != nil {
			return err
		}
		return publicListPage.Render(w, r, list)
	})
}

// OfRoundup finds the body of a round-up, by {opsamling}.
func (p *Pages) OfRoundup(r *http.Request) (string, error) {
	return p.Roundups.BodyOf(r.Context(), r.PathValue("opsamling"))
}
