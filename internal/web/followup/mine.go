package followup

import (
	"net/http"
	"slices"

	"klynge/internal/decision"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// A mineView is what whoever asks is to do, and what their organisation is.
type mineView struct {
	Running, Ended []decision.Followed
	Today          string
	Failed         answer // the form that was refused
}

// An answer is the form that tells how a follow-up goes.
type answer struct {
	ID    string // of the follow-up
	Path  string
	State decision.Progress
	Text  string
	Due   string
	Wrong string
	Today string
}

// Answer returns the form of one follow-up.
func (v mineView) Answer(f decision.Followed) answer {
	if v.Failed.ID == f.ID {
		return v.Failed
	}
	return answer{ID: f.ID, Path: "/opfoelgning/" + f.ID, Today: v.Today}
}

// Late reports whether a follow-up is late.
func (v mineView) Late(f decision.Followed) bool { return f.Overdue(v.Today) }

// read reads the form.
func (a *answer) read(r *http.Request) decision.Report {
	a.State, a.Text, a.Due = decision.Progress(r.PostForm.Get("hvordan")), r.PostForm.Get("tekst"), r.PostForm.Get("ventes")
	due := a.Due
	if a.State == decision.Done {
		due = ""
	}
	return decision.Report{State: a.State, Text: a.Text, Due: due}
}

func (p *Pages) mine(w http.ResponseWriter, r *http.Request, failed answer, status int) error {
	list, err := p.Decisions.Mine(r.Context(), signin.Who(r))
	if err != nil {
		return err
	}
	v := mineView{Today: p.today(), Failed: failed}
	for _, f := range list {
		if f.Runs() {
			v.Running = append(v.Running, f)
		} else {
			v.Ended = append(v.Ended, f)
		}
	}
	slices.Reverse(v.Ended)
	return minePage.RenderStatus(w, r, status, v)
}

// ShowMine shows the follow-ups of whoever asks, across bodies.
func (p *Pages) ShowMine() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.mine(w, r, answer{}, http.StatusOK)
	})
}

// Tell tells how one of them goes.
func (p *Pages) Tell() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		a := answer{ID: r.PathValue("opfoelgning"), Today: p.today()}
		a.Path = "/opfoelgning/" + a.ID
		err := p.Decisions.AddReport(r.Context(), signin.Who(r), a.ID, a.read(r))
		if sentence, status, refused := refusal(err); refused {
			a.Wrong = sentence
			return p.mine(w, r, a, status)
		}
		if err != nil {
			return err
		}
		web.Done(w, r, "/opfoelgning#"+a.ID, "Dit svar er gemt. Sekretariatet og formanden kan se det.")
		return nil
	})
}

// A linkView is one follow-up as the owner of a link sees it.
type linkView struct {
	decision.Followed
	Answer answer
	Late   bool
}

func (p *Pages) linked(w http.ResponseWriter, r *http.Request, a answer, status int) error {
	f, err := p.Decisions.Linked(r.Context(), r.PathValue("token"), signin.Who(r))
	if err != nil {
		return err
	}
	a.ID, a.Path, a.Today = f.ID, "/status/"+r.PathValue("token"), p.today()
	return linkPage.RenderStatus(w, r, status, linkView{f, a, f.Overdue(a.Today)})
}

// ShowLink shows the follow-up that a link from a mail opens. It changes nothing:
// mail programs open links before people do.
func (p *Pages) ShowLink() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		private(w)
		a := answer{}
		if r.URL.Query().Get("svar") == "gjort" {
			a.State = decision.Done
		}
		return p.linked(w, r, a, http.StatusOK)
	})
}

// TellByLink tells how it goes, without an account.
func (p *Pages) TellByLink() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		private(w)
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		var a answer
		err := p.Decisions.TellByLink(r.Context(), r.PathValue("token"), signin.Who(r), a.read(r))
		if sentence, status, refused := refusal(err); refused {
			a.Wrong = sentence
			return p.linked(w, r, a, status)
		}
		if err != nil {
			return err
		}
		web.Done(w, r, "/status/"+r.PathValue("token"), "Tak. Dit svar er gemt, og sekretariatet kan se det. Du kan svare igen med det samme link.")
		return nil
	})
}
