package invite

import (
	_ "embed"
	"net/http"
	"strings"

	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/invitation"
	"klynge/internal/plan"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

var (
	//go:embed participants.html
	participantsHTML string

	participantsPage = page[participantsView](answerFields, participantsHTML)
)

// A participantsView is who is called to a meeting and who comes.
type participantsView struct {
	invitation.Meeting
	Turnout invitation.Turnout
	Rows    []participant
	Missing []string // names of those whom no mail reaches
	Title   string
	Shut    bool // nobody is called or answers any more
	Wrong   string
}

// A participant is a person as the secretariat sees them.
type participant struct {
	invitation.Invitee
	Form       answerForm
	Now        invitation.Invitation
	Substitute string // name
	For        string // of a substitute: in whose place
	Wanted     bool
}

func (p *Pages) participants(w http.ResponseWriter, r *http.Request, wrong error) error {
	m, err := p.Calls.Find(r.Context(), r.PathValue("moede"))
	if err != nil {
		return err
	}
	v := participantsView{Meeting: m, Turnout: invitation.Count(m.People), Title: invitation.Title(m.Meeting, m.Body.Name), Wrong: fault.Sentence(wrong)}
	v.Shut = m.State != plan.Planned || !p.Clock().Before(m.Begins())
	for _, one := range m.People {
		row := participant{Invitee: one, Now: one.Invitation(), Wanted: m.Wanted(one)}
		row.Form = formOf(invitation.Question{Meeting: m, Me: one}, nil)
		row.Form.Key, row.Form.Others = "-"+one.Seat().ID, true
		if other, ok := m.Person(row.Now.Substitute); ok && row.Now.Answer == invitation.Apology {
			row.Substitute = other.Seat().Name
		}
		if other, ok := m.Person(one.Seat().SubstituteFor); ok && one.Seat().SubstituteFor != "" {
			row.For = other.Seat().Name
		}
		if one.Unreached() && row.Wanted {
			v.Missing = append(v.Missing, one.Seat().Name)
		}
		v.Rows = append(v.Rows, row)
	}
	status := http.StatusOK
	if wrong != nil {
		status = fault.KindOf(wrong).Status()
	}
	return participantsPage.RenderStatus(w, r, status, v)
}

// ShowParticipants shows who is called to a meeting and who comes.
func (p *Pages) ShowParticipants() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.participants(w, r, nil) })
}

// ChangeParticipants calls, reminds, or answers for somebody.
func (p *Pages) ChangeParticipants() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		sentence, err := p.changeParticipants(r)
		if refused(err) {
			return p.participants(w, r, err)
		}
		if err != nil {
			return err
		}
		web.Done(w, r, "/arbejde/moede/"+r.PathValue("moede")+"/deltagere", sentence)
		return nil
	})
}

func (p *Pages) changeParticipants(r *http.Request) (sentence string, err error) {
	ctx, who, meetingID := r.Context(), signin.Who(r), r.PathValue("moede")
	switch r.PostForm.Get("goer") {
	case "indkald":
		n, err := p.Calls.Call(ctx, who, meetingID)
		if err != nil {
			return "", err
		}
		if n == 0 {
			return "Alle med en plads er allerede indkaldt. Ingen fik en mail mere.", nil
		}
		m, err := p.Calls.Find(ctx, meetingID)
		if err != nil {
			return "", err
		}
		return "Indkaldelsen er sendt til " + danish.Number(n-unreached(m)) + "." + p.missing(m), nil
	case "mind":
		n, err := p.Calls.Remind(ctx, who, meetingID)
		if err != nil {
			return "", err
		}
		if n == 0 {
			return "Ingen er mindet om mødet: Alle har svaret, eller de har fået en mail inden for den sidste time.", nil
		}
		return danish.Count(n, "person", "personer") + " er mindet om at svare.", nil
	case "svar":
		q, err := p.Calls.AnswerFor(ctx, who, meetingID, r.PostForm.Get("plads"), answered(r))
		if err != nil {
			return "", err
		}
		return "Svaret for " + q.Me.Seat().Name + " er gemt: " + strings.ToLower(answerWord(q.Me.Invitation())) + ".", nil
	}
	return "", errNotRead
}

func unreached(m invitation.Meeting) (n int) {
	for _, one := range m.People {
		if one.Seat().Email == "" && m.Wanted(one) {
			n++
		}
	}
	return n
}

// missing says who got no mail, because no address is known.
func (p *Pages) missing(m invitation.Meeting) string {
	n := unreached(m)
	if n == 0 {
		return ""
	}
	return " " + danish.Count(n, "person", "personer") + " mangler en mailadresse: Se hvem herunder, og giv selv besked."
}
