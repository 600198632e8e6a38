package hearing

import (
	"net/http"

	"klynge/internal/anonymity"
	"klynge/internal/hearing"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// A linkView is a hearing as the link in a mail shows it: the question to an
// addressee elsewhere, or the note to a sender elsewhere.
type linkView struct {
	hearing.Hearing
	To     hearing.Addressee
	Answer hearing.Answer
	Token  string
	Note   hearing.Issued
	IsNote bool
	Done   string
	Wrong  string
	Doubts []anonymity.Doubt // what of the answer may tell who somebody is (R7)
	Sure   bool              // they have looked at it
}

const unsure = "I svaret står noget, som kan fortælle, hvem nogen er. Svaret er ikke sendt. Ret det, eller sæt kryds ved, at I har set efter, og send det igen."

// Stand returns what the answer says of a proposal.
func (v linkView) Stand(p hearing.Proposal) hearing.Stand {
	s, _ := v.Answer.On(p.ID)
	return s
}

// ShowLink shows the question to an addressee elsewhere.
func (p *Pages) ShowLink() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.link(w, r, linkView{}, nil) })
}

func (p *Pages) link(w http.ResponseWriter, r *http.Request, v linkView, typed *hearing.Answer) (err error) {
	w.Header().Set("Cache-Control", "no-store")
	v.Token = r.PathValue("token")
	if v.Hearing, v.To, err = p.Hearings.Linked(r.Context(), v.Token, signin.Who(r)); err != nil {
		return err
	}
	v.Papers = v.PapersAt("/hoering/" + v.Token)
	v.Answer.Kind = hearing.ByProposal
	if last, ok := v.To.Last(); ok {
		v.Answer = last
		v.Answer.Decision, v.Answer.By = hearing.Reference{}, ""
	}
	if typed != nil {
		v.Answer = *typed
	}
	return linkPage.RenderStatus(w, r, statusOf(v.Wrong), v)
}

// Link gives the answer of an addressee elsewhere, or says that the question came.
func (p *Pages) Link() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.LargeForm); err != nil {
			return err
		}
		token, who := r.PathValue("token"), signin.Who(r)
		if r.PostForm.Get("goer") == "modtaget" {
			if err := p.Hearings.OpenByLink(r.Context(), token, who); err != nil {
				return err
			}
			return p.link(w, r, linkView{Done: "Tak. Afsenderen kan se, at I har modtaget høringen."}, nil)
		}
		h, _, err := p.Hearings.Linked(r.Context(), token, who)
		if err != nil {
			return err
		}
		a := typed(r, h)
		if doubts := a.Doubts(); len(doubts) > 0 && r.PostForm.Get("set") == "" {
			return p.link(w, r, linkView{Wrong: unsure, Doubts: doubts}, &a)
		}
		err = p.Hearings.GiveByLink(r.Context(), token, who, a)
		if refused, shown := wrong(err); shown {
			return p.link(w, r, linkView{Wrong: refused, Doubts: a.Doubts(), Sure: r.PostForm.Get("set") != ""}, &a)
		}
		if err != nil {
			return err
		}
		return p.link(w, r, linkView{Done: "Tak. Svaret er sendt. Vil I ændre det, så send et nyt herfra."}, nil)
	})
}

// Signed hands out the question as a signed letter, to the owner of a link.
func (p *Pages) Signed() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		letter, err := p.Hearings.Signed(r.Context(), r.PathValue("token"), signin.Who(r))
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Content-Disposition", `attachment; filename="hoering.txt"`)
		w.Header().Set("Cache-Control", "no-store")
		_, err = w.Write([]byte(letter))
		return err
	})
}

// ShowNoteLink shows the note to a sender elsewhere.
func (p *Pages) ShowNoteLink() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.noteLink(w, r, "", "") })
}

func (p *Pages) noteLink(w http.ResponseWriter, r *http.Request, done, refused string) (err error) {
	w.Header().Set("Cache-Control", "no-store")
	v := linkView{IsNote: true, Done: done, Wrong: refused, Token: r.PathValue("token")}
	if v.Hearing, err = p.Hearings.NoteByLink(r.Context(), v.Token, signin.Who(r)); err != nil {
		return err
	}
	v.Note = returned(v.Hearing)
	return linkPage.RenderStatus(w, r, statusOf(refused), v)
}

// returned is the last note that was sent back.
func returned(h hearing.Hearing) (n hearing.Issued) {
	for _, one := range h.Notes {
		if !one.Returned.IsZero() {
			n = one
		}
	}
	return n
}

// NoteLink acknowledges the note for a sender elsewhere.
func (p *Pages) NoteLink() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		err := p.Hearings.AcknowledgeByLink(r.Context(), r.PathValue("token"), signin.Who(r))
		if refused, shown := wrong(err); shown && refused != "" {
			return p.noteLink(w, r, "", refused)
		}
		if err != nil {
			return err
		}
		return p.noteLink(w, r, "Tak. I har kvitteret for høringsnotatet.", "")
	})
}

// A publicListView is all public hearings.
type publicListView struct {
	Hearings []hearing.Hearing
	Day      string
}

// Stage returns how far a hearing has come.
func (v publicListView) Stage(h hearing.Hearing) hearing.Stage { return h.Stage(v.Day) }

// ShowPublicList shows the hearings that everybody may read.
func (p *Pages) ShowPublicList() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		all, err := p.Public.List(r.Context())
		if err != nil {
			return err
		}
		return publicListPage.Render(w, r, publicListView{all, p.today()})
	})
}

// A publicView is a hearing that everybody may read.
type publicView struct {
	hearing.Hearing
	Stage    hearing.Stage
	Matrix   matrix
	Timeline timeline
	Note     hearing.Issued // that was sent back, zero before
	Passed   []hearing.Event
	InTime   int
	Answered int
	Asked    int
}

// ShowPublic shows a hearing to everybody.
func (p *Pages) ShowPublic() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		h, err := p.Public.Find(r.Context(), r.PathValue("hoering"))
		if err != nil {
			return err
		}
		v := publicView{Hearing: h, Stage: h.Stage(p.today()), Matrix: matrixOf(web.LanguageOf(r), h, p.today()), Timeline: timelineOf(web.LanguageOf(r), h, p.today()), Note: returned(h), Passed: passed(h)}
		v.Papers = h.PapersAt("/hoeringer/" + h.ID)
		v.InTime, v.Answered, v.Asked = h.InTime()
		return publicPage.Render(w, r, v)
	})
}

// Key shows the public key that this installation signs hearings with.
func (p *Pages) Key() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		key, err := p.Hearings.Key(r.Context())
		if err != nil {
			return err
		}
		web.Static("text/plain; charset=utf-8", "ed25519 "+key+"\n"+hearing.Fingerprint(key)+"\n").ServeHTTP(w, r)
		return nil
	})
}
