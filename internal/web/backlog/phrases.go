package backlog

import (
	_ "embed"
	"net/http"
	"strings"

	"klynge/internal/access"
	"klynge/internal/fault"
	"klynge/internal/phrase"
	"klynge/internal/plan"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

var (
	//go:embed phrases.html
	phrasesHTML string

	phrasesPage = page[phrasesView](phrasesHTML)
)

// A phrasesView is what a secretariat writes from.
type phrasesView struct {
	Slug      string
	BodyName  string
	Edits     bool
	Kinds     []kindView
	Templates []phrase.Template
	Past      []plan.Meeting
	Coming    []plan.Meeting
	Refused   string
}

// A kindView is the phrases of one kind, one a line.
type kindView struct {
	Kind  phrase.Kind
	Text  string
	Print string // of the list that the writer sees
	Own   bool   // the body has its own
}

// Path returns where the page is.
func (v phrasesView) Path() string { return "/arbejde/organ/" + v.Slug + "/skabeloner" }

// ShowPhrases shows the phrases and templates of a body.
func (p *Pages) ShowPhrases() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.phrases(w, r, http.StatusOK, "", "", "")
	})
}

// phrases shows the page; typed is what was written for a kind and refused.
func (p *Pages) phrases(w http.ResponseWriter, r *http.Request, status int, refused string, kind phrase.Kind, typed string) error {
	ctx := r.Context()
	bodyID, err := p.bodyID(r)
	if err != nil {
		return err
	}
	v := phrasesView{Slug: r.PathValue("organ"), Edits: signin.Who(r).May(access.EditAgenda, bodyID), Refused: refused}
	if v.BodyName, err = p.Phrases.BodyName(ctx, bodyID); err != nil {
		return err
	}
	if v.Templates, err = p.Phrases.Templates(ctx, bodyID); err != nil {
		return err
	}
	if v.Past, v.Coming, err = p.Phrases.Meetings(ctx, bodyID); err != nil {
		return err
	}
	for _, k := range phrase.Kinds {
		list, err := p.Phrases.Of(ctx, bodyID, k)
		if err != nil {
			return err
		}
		one := kindView{Kind: k, Print: phrase.Print(list), Own: len(list) > 0 && list[0].ID != ""}
		var lines []string
		for _, ph := range list {
			lines = append(lines, ph.Text)
		}
		if one.Text = strings.Join(lines, "\n"); k == kind {
			one.Text = typed
		}
		v.Kinds = append(v.Kinds, one)
	}
	return phrasesPage.RenderStatus(w, r, status, v)
}

// ChangePhrases does what a button of the page says.
func (p *Pages) ChangePhrases() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.LargeForm); err != nil {
			return err
		}
		bodyID, err := p.bodyID(r)
		if err != nil {
			return err
		}
		done, err := p.rephrase(r, bodyID)
		if shown(err) {
			var kind phrase.Kind
			if r.PostForm.Get("goer") == "gem" {
				kind = phrase.Kind(r.PostForm.Get("slags"))
			}
			return p.phrases(w, r, fault.KindOf(err).Status(), fault.Sentence(err), kind, r.PostForm.Get("vendinger"))
		}
		if err != nil {
			return err
		}
		web.Done(w, r, phrasesView{Slug: r.PathValue("organ")}.Path(), done)
		return nil
	})
}

func (p *Pages) rephrase(r *http.Request, bodyID string) (done string, err error) {
	ctx, l, form := r.Context(), web.LanguageOf(r), r.PostForm
	switch form.Get("goer") {
	case "gem":
		var texts []string
		for text := range strings.Lines(form.Get("vendinger")) {
			if strings.TrimSpace(text) != "" {
				texts = append(texts, text)
			}
		}
		err = p.Phrases.Keep(ctx, bodyID, phrase.Kind(form.Get("slags")), form.Get("set"), texts)
		if len(texts) == 0 {
			return l.Say("Listen er tømt, så standardvendingerne gælder igen."), err
		}
		return l.Say("Vendingerne er gemt."), err
	case "skabelon":
		t, err := p.Phrases.Save(ctx, bodyID, form.Get("navn"), form.Get("moede"), "", signin.Who(r))
		return l.Say("Skabelonen %s er gemt.", named(t.Name)), err
	case "brug":
		n, err := p.Phrases.Use(ctx, bodyID, form.Get("skabelon"), form.Get("moede"), signin.Who(r))
		if n == 0 {
			return l.Say("Alt i skabelonen stod på dagsordenen allerede."), err
		}
		return l.Say("Skabelonen er brugt. Dagsordenen har fået %s.", l.Count(n, "punkt", "punkter")), err
	case "slet":
		return l.Say("Skabelonen er slettet. Dagsordener, der er lavet af den, er ikke ændret."), p.Phrases.Remove(ctx, bodyID, form.Get("skabelon"))
	}
	return "", errNotRead
}

// KeepItem makes a template of one item.
func (p *Pages) KeepItem() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		itemID := r.PathValue("punkt")
		bodyID, err := p.Places.OfItem(r.Context(), itemID)
		if err != nil {
			return err
		}
		t, err := p.Phrases.Save(r.Context(), bodyID, r.PostForm.Get("navn"), "", itemID, signin.Who(r))
		if shown(err) {
			return p.way(w, r, fault.KindOf(err).Status(), fault.Sentence(err))
		}
		if err != nil {
			return err
		}
		web.Done(w, r, "/arbejde/punkt/"+itemID+"/send", web.LanguageOf(r).Say("Skabelonen %s er gemt.", named(t.Name)))
		return nil
	})
}
