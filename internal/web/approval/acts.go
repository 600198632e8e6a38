package approval

import (
	"net/http"
	"strconv"
	"strings"

	"klynge/internal/access"
	"klynge/internal/approval"
	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// SendOut opens a comment round.
func (p *Pages) SendOut() http.Handler {
	return p.act(func(r *http.Request) (string, error) {
		sent, without, err := p.Minutes.SendOut(r.Context(), signin.Who(r), r.PathValue("moede"), r.PostForm.Get("frist"))
		return "Referatet er sendt til bemærkninger hos " + danish.Count(sent, "deltager", "deltagere") + "." + missing(without), err
	})
}

// AskAll asks for approvals.
func (p *Pages) AskAll() http.Handler {
	return p.act(func(r *http.Request) (string, error) {
		sent, without, err := p.Minutes.AskAll(r.Context(), signin.Who(r), r.PathValue("moede"))
		return danish.Count(sent, "deltager", "deltagere") + " er bedt om at godkende referatet." + missing(without), err
	})
}

// missing tells who could not be written to.
func missing(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return " Disse mangler en mailadresse og må spørges på en anden måde: " + strings.Join(names, ", ") + "."
}

// Comment keeps a comment.
func (p *Pages) Comment() http.Handler {
	return p.act(func(r *http.Request) (string, error) {
		late, err := p.Minutes.Comment(r.Context(), signin.Who(r), r.PathValue("moede"), remark(r))
		return thanks(late), err
	})
}

func remark(r *http.Request) approval.Remark {
	return approval.Remark{ItemID: r.PostForm.Get("punkt"), Text: r.PostForm.Get("tekst")}
}

func thanks(late bool) string {
	if late {
		return "Bemærkningen er gemt. Fristen var gået, så sekretariatet afgør, om den kan komme med."
	}
	return "Bemærkningen er gemt. Du får svar fra sekretariatet."
}

// Answer says what became of a comment.
func (p *Pages) Answer() http.Handler {
	return p.act(func(r *http.Request) (string, error) {
		err := p.Minutes.Answer(r.Context(), r.PathValue("moede"), r.PostForm.Get("bemaerkning"), approval.Verdict(r.PostForm.Get("afgoerelse")), strings.TrimSpace(r.PostForm.Get("tekst")))
		return "Svaret er gemt og sendt.", err
	})
}

// Approve gives the approval of whoever asks.
func (p *Pages) Approve() http.Handler {
	return p.act(func(r *http.Request) (string, error) {
		version, err := strconv.Atoi(r.PostForm.Get("udgave"))
		if err != nil {
			return "", fault.New(fault.Invalid, "Formularen er ikke hel. Intet er gemt. Åbn siden igen.")
		}
		return "Tak. Din godkendelse er gemt.", p.Minutes.Approve(r.Context(), signin.Who(r), r.PathValue("moede"), version)
	})
}

// Propose puts the approval on the agenda of the body's next meeting.
func (p *Pages) Propose() http.Handler {
	return p.act(func(r *http.Request) (string, error) {
		m, err := p.Minutes.Propose(r.Context(), signin.Who(r), r.PathValue("moede"))
		return "Godkendelse af referatet er sat på dagsordenen til mødet " + danish.Date(m.Begins()) + ".", err
	})
}

// act makes a handler of something that is done to a meeting's minutes.
func (p *Pages) act(do func(r *http.Request) (sentence string, err error)) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		sentence, err := do(r)
		return p.did(w, r, err, r.PostForm.Get("tekst"), sentence)
	})
}

// A linkView is the minutes as a link in a mail shows them.
type linkView struct {
	view
	Name    string // whose link it is
	Approve bool   // else it asks for comments
	Done    string // what was just done
}

// ShowComment shows the minutes with a form for comments, to the owner of a link.
func (p *Pages) ShowComment() http.Handler { return p.open(access.CommentOn) }

// ShowApprove shows the minutes with a button, to the owner of a link.
func (p *Pages) ShowApprove() http.Handler { return p.open(access.Approve) }

func (p *Pages) open(action access.Action) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		return p.link(w, r, action, linkView{}, http.StatusOK)
	})
}

func (p *Pages) link(w http.ResponseWriter, r *http.Request, action access.Action, v linkView, status int) error {
	c, by, err := p.Minutes.ByLink(r.Context(), r.PathValue("token"), action, signin.Who(r))
	if err != nil {
		return err
	}
	v.Case, v.Name, v.Approve, v.Steps = c, by.Name, action == access.Approve, steps(c.Stage)
	for _, a := range c.Approvals {
		v.Waits = v.Waits || a.SeatID == by.ID && a.At.IsZero()
	}
	return linkPage.RenderStatus(w, r, status, v)
}

// CommentBy keeps the comment of the owner of a link.
func (p *Pages) CommentBy() http.Handler {
	return p.follow(access.CommentOn, func(r *http.Request, token string) (string, error) {
		late, err := p.Minutes.CommentBy(r.Context(), token, signin.Who(r), remark(r))
		return thanks(late), err
	})
}

// ApproveBy gives the approval of the owner of a link.
func (p *Pages) ApproveBy() http.Handler {
	return p.follow(access.Approve, func(r *http.Request, token string) (string, error) {
		return "Tak. Din godkendelse er gemt.", p.Minutes.ApproveBy(r.Context(), token, signin.Who(r))
	})
}

func (p *Pages) follow(action access.Action, do func(r *http.Request, token string) (string, error)) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		sentence, err := do(r, r.PathValue("token"))
		if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict) {
			return p.link(w, r, action, linkView{view: view{Wrong: fault.Sentence(err), Typed: r.PostForm.Get("tekst")}}, kind.Status())
		}
		if err != nil {
			return err
		}
		return p.link(w, r, action, linkView{Done: sentence}, http.StatusOK)
	})
}
