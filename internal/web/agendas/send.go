package agendas

import (
	"net/http"
	"strconv"

	"klynge/internal/agenda"
	"klynge/internal/fault"
	"klynge/internal/seat"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// A sendView is what is looked over before an agenda is sent.
type sendView struct {
	agenda.Work
	Name     string
	Path     string
	Next     []agenda.Change // what the supplement has
	Findings []findingView
	Stops    bool
	Told     int
	Missing  []seat.Seat
	Asks     bool // a reason is needed
	Reason   string
	Wrong    string
}

// A findingView is a finding with the item it is about.
type findingView struct {
	agenda.Finding
	Title, Path string
}

func sending(w agenda.Work) sendView {
	v := sendView{Work: w, Name: name(w), Path: meetingPath(w.Meeting.ID), Asks: w.IsSent() || w.Late()}
	told, missing := agenda.Recipients(w.Seats)
	v.Told, v.Missing = len(told), missing
	items, numbers := map[string]agenda.Item{}, agenda.Numbers(w.Items)
	for _, it := range w.Items {
		items[it.ID] = it
	}
	for _, f := range w.Check() {
		one := findingView{Finding: f}
		if f.ItemID != "" {
			one.Path, one.Title = itemPath(f.ItemID), numbers[f.ItemID]+". "+items[f.ItemID].Title()
		}
		v.Findings = append(v.Findings, one)
		v.Stops = v.Stops || f.Enforced
	}
	if w.IsSent() {
		v.Next = agenda.Changes(agenda.Current(w.Sent), w.Next().Items)
	}
	return v
}

// ShowSend shows what there is to see to, and the button.
func (p *Pages) ShowSend() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		a, err := p.Agendas.Work(r.Context(), r.PathValue("moede"))
		if err != nil {
			return err
		}
		return sendPage.Render(w, r, sending(a))
	})
}

// Send sends the agenda, or a supplement.
func (p *Pages) Send() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		meetingID, reason := r.PathValue("moede"), r.PostForm.Get("grund")
		number, err := strconv.Atoi(r.PostForm.Get("nummer"))
		if err != nil || number < 0 {
			return fault.New(fault.Invalid, "Formularen kan ikke læses. Intet er sendt. Gå tilbage, og prøv igen.")
		}
		receipt, err := p.Agendas.Send(r.Context(), signin.Who(r), meetingID, agenda.Sending{Number: number, Reason: reason})
		if err == nil {
			web.Done(w, r, meetingPath(meetingID)+"?sendt=1#modtagere", sentence(web.LanguageOf(r), receipt))
			return nil
		}
		wrong, status, err := refusal(err)
		if err != nil {
			return err
		}
		a, err := p.Agendas.Work(r.Context(), meetingID)
		if err != nil {
			return err
		}
		v := sending(a)
		v.Wrong, v.Reason = wrong, reason
		return sendPage.RenderStatus(w, r, status, v)
	})
}

// sentence says what became of a sending.
func sentence(l web.Language, r agenda.Receipt) string {
	what := l.Say("Dagsordenen")
	if r.Number > 0 {
		what = l.Say("Tillægsdagsorden %d", r.Number)
	}
	told := l.Count(len(r.Told), "person", "personer")
	say := l.Say("%s er sendt til %s.", what, told)
	if r.Again {
		say = l.Say("%s er sendt allerede, til %s. Den er ikke sendt igen.", what, told)
	}
	if n := len(r.Missing); n > 0 {
		say += " " + l.Say("%s mangler en mailadresse: se hvem nederst.", l.Count(n, "person", "personer"))
	}
	return say
}
