package invite

import (
	_ "embed"
	"net/http"
	"time"

	"klynge/internal/access"
	"klynge/internal/fault"
	"klynge/internal/invitation"
	"klynge/internal/plan"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

var (
	//go:embed answerfields.html
	answerFields string
	//go:embed answer.html
	answerHTML string

	answerPage = page[answerView](answerFields, answerHTML)
)

// An answerForm is what a form for an answer shows.
type answerForm struct {
	invitation.Response
	Key         string // makes the ids of its fields its own
	Hybrid      bool   // one may come online or to the place
	Substitutes []named
	Others      bool // somebody answers for somebody else
}

// A named seat is a line of a list to choose from.
type named struct{ ID, Name string }

// An answerView asks one person whether they come.
type answerView struct {
	invitation.Question
	Form   answerForm
	Action string // where the form goes
	Title  string
	Where  string
	Shut   bool // no answer is taken any more
	Now    invitation.Invitation
	Wrong  string
}

func (p *Pages) answerView(q invitation.Question, action string, wrong error, r *invitation.Response) answerView {
	v := answerView{Question: q, Action: action, Title: invitation.Title(q.Meeting.Meeting, q.Body.Name), Where: invitation.Where(q.Meeting.Meeting),
		Now: q.Me.Invitation(), Wrong: fault.Sentence(wrong)}
	v.Shut = invitation.Response{Answer: invitation.Coming}.Check(q.Meeting.Meeting, p.Clock()) != nil
	v.Form = formOf(q, r)
	return v
}

// formOf returns the form for an answer: as typed, or else as it stands.
func formOf(q invitation.Question, r *invitation.Response) answerForm {
	one := q.Me.Invitation()
	f := answerForm{Hybrid: q.Form == plan.Hybrid, Response: invitation.Response{Answer: one.Answer, Online: one.Online, Note: one.Note, Substitute: one.Substitute}}
	if r != nil {
		f.Response = *r
	}
	for _, s := range q.Mine() {
		f.Substitutes = append(f.Substitutes, named{s.ID, s.Name})
	}
	return f
}

// answered reads an answer from a form.
func answered(r *http.Request) (a invitation.Response) {
	switch r.PostForm.Get("svar") {
	case "kommer":
		a.Answer = invitation.Coming
	case "online":
		a.Answer, a.Online = invitation.Coming, true
	case "maaske":
		a.Answer = invitation.Maybe
	case "afbud":
		a.Answer, a.Substitute = invitation.Apology, r.PostForm.Get("stedfortraeder")
	}
	a.Note = r.PostForm.Get("bemaerkning")
	return a
}

// thanks says what is kept of an answer.
func thanks(q invitation.Question) string {
	one := q.Me.Invitation()
	sentence := map[invitation.Answer]string{
		invitation.Coming: "Tak. Du er meldt til.", invitation.Apology: "Tak. Dit afbud er noteret.", invitation.Maybe: "Tak. Det er noteret, at du måske kommer.",
	}[one.Answer]
	if one.Answer == invitation.Coming && one.Online {
		sentence = "Tak. Du er meldt til og deltager online."
	}
	for _, s := range q.Substitutes {
		if s.ID == one.Substitute && s.Email != "" {
			sentence += " " + s.Name + " får en indkaldelse i dit sted."
		} else if s.ID == one.Substitute {
			sentence += " " + s.Name + " har ingen mailadresse her, så giv selv besked."
		}
	}
	return sentence + " Du kan ændre svaret, til mødet begynder."
}

// ShowLink shows what the link of a call is for.
func (p *Pages) ShowLink() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		private(w)
		q, err := p.Calls.Look(r.Context(), r.PathValue("token"), access.Who{})
		if err != nil {
			return err
		}
		return answerPage.Render(w, r, p.answerView(q, "/svar/"+r.PathValue("token"), nil, nil))
	})
}

// Link answers by the link of a call.
func (p *Pages) Link() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		private(w)
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		a, token := answered(r), r.PathValue("token")
		q, err := p.Calls.AnswerByLink(r.Context(), token, access.Who{}, a)
		return p.afterAnswer(w, r, q, "/svar/"+token, a, err)
	})
}

// ShowAnswer asks somebody who is signed in.
func (p *Pages) ShowAnswer() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		q, err := p.Calls.Ask(r.Context(), signin.Who(r), r.PathValue("moede"))
		if err != nil {
			return err
		}
		return answerPage.Render(w, r, p.answerView(q, q.Path()+"/svar", nil, nil))
	})
}

// Answer answers as somebody who is signed in.
func (p *Pages) Answer() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		a := answered(r)
		q, err := p.Calls.Answer(r.Context(), signin.Who(r), r.PathValue("moede"), a)
		return p.afterAnswer(w, r, q, q.Path()+"/svar", a, err)
	})
}

func (p *Pages) afterAnswer(w http.ResponseWriter, r *http.Request, q invitation.Question, address string, a invitation.Response, err error) error {
	if refused(err) && q.Me.Called() {
		return answerPage.RenderStatus(w, r, fault.KindOf(err).Status(), p.answerView(q, address, err, &a))
	}
	if err != nil {
		return err
	}
	web.Done(w, r, address, thanks(q))
	return nil
}

func dayOf(iso string) time.Time {
	// A day that is none is shown as the first there was.
	day, _ := time.Parse(time.DateOnly, iso)
	return day
}
