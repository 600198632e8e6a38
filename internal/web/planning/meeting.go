package planning

import (
	_ "embed"
	"net/http"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/plan"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

var (
	//go:embed meeting.html
	meetingHTML string
	//go:embed change.html
	changeHTML string

	meetingPage = page[meetingView](meetingHTML)
	changePage  = page[changeView](changeHTML)
)

// A meetingView is where those who work with a meeting begin.
type meetingView struct {
	plan.Meeting
	plan.Deadlines
	Body     body.Organization
	Rules    plan.Rules
	Progress plan.Progress
	Stations []station
	Next     *station
	NextBy   string // day by which, "" when none is set
	NextLate bool
	Shape    string
	Moved    string
	Links    []link
	Manage   bool // may change the plan
	Inside   bool // may read the link to the online meeting
}

// A station is one place on a meeting's way.
type station struct {
	Name  plan.Station
	Label string
	Todo  string // what is to be done there
	Path  string // "" for who has nothing to do there
	Done  bool
	Here  bool
}

// A link is a page about the meeting that whoever asks may open.
type link struct{ Text, Path, Icon string }

// stationWords are what the stations are called, and what is next there.
var stationWords = map[plan.Station]struct{ label, todo, path string }{
	plan.AtPlan:      {"Planlagt", "Planlæg mødet", "/plan"},
	plan.AtAgenda:    {"Dagsorden", "Skriv dagsordenen", "/dagsorden"},
	plan.AtDispatch:  {"Sendt", "Send dagsordenen", "/dagsorden"},
	plan.AtMeeting:   {"Holdt", "Hold mødet", "/moede"},
	plan.AtMinutes:   {"Referat", "Skriv referatet færdigt", "/moede"},
	plan.AtApproval:  {"Godkendt", "Få referatet godkendt", "/godkendelse"},
	plan.AtPublished: {"Offentlig", "Gør referatet offentligt", "/udgivelse"},
}

// ShowMeeting shows where a meeting has come to, and the ways on.
func (p *Pages) ShowMeeting() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		ctx, who := r.Context(), signin.Who(r)
		m, err := p.Plan.Meeting(ctx, r.PathValue("moede"))
		if err != nil {
			return err
		}
		v := meetingView{Meeting: m, Manage: who.May(access.PlanMeetings, m.BodyID), Inside: m.OnlineURL != "" && m.State != plan.Cancelled}
		if v.Body, err = p.Plan.Body(ctx, m.BodyID); err != nil {
			return err
		}
		if v.Rules, err = p.Plan.Rules(ctx, m.BodyID); err != nil {
			return err
		}
		if v.Progress, err = p.Plan.Progress(ctx, m.ID); err != nil {
			return err
		}
		changes, err := p.Plan.Changes(ctx, m.ID)
		if err != nil {
			return err
		}
		for _, c := range changes {
			if c.Kind == "moved" {
				v.Moved = c.Was.Date
			}
		}
		v.Shape = shape(plan.Mark{State: m.State, MovedFrom: v.Moved})
		v.Deadlines = v.Rules.Deadlines(m)
		v.stations(who, access.Day(p.Clock()))
		called, err := p.Called(r.Context(), who, m.ID)
		if err != nil {
			return err
		}
		v.Links = links(who, m, called)
		return meetingPage.Render(w, r, v)
	})
}

// stations puts the stations in order, and tells what is next and by when.
func (v *meetingView) stations(who access.Who, today string) {
	next, more := v.Progress.Next()
	more = more && v.State != plan.Cancelled
	for _, s := range plan.Stations {
		words := stationWords[s]
		st := station{Name: s, Label: words.label, Todo: words.todo, Done: v.Progress.Done(s), Here: more && s == next}
		if who.May(needs[words.path], v.BodyID) {
			st.Path = v.Path() + words.path
		}
		v.Stations = append(v.Stations, st)
		if st.Here {
			v.Next = &st
		}
	}
	if v.Next == nil {
		return
	}
	switch v.Next.Name {
	case plan.AtAgenda, plan.AtDispatch:
		v.NextBy = v.Agenda
	case plan.AtMeeting:
		v.NextBy = v.Date
	}
	v.NextLate = v.NextBy != "" && v.NextBy < today
}

// needs are what the pages of a meeting ask of their visitor.
var needs = map[string]access.Permission{
	"/plan": access.PlanMeetings, "/dagsorden": access.ReadInternal, "/svar": access.AnswerInvitation, "/moede": access.LeadMeeting, "/godkendelse": access.ReadInternal,
	"/udgivelse": access.ClearPublication, "/deltagere": access.PlanMeetings, "/foelg": access.ReadInternal, "/skaerm": access.ReadInternal,
}

// linkWords are the pages about a meeting.
var linkWords = []link{
	{"Svar på indkaldelsen", "/svar", "check"}, {"Deltagere og svar", "/deltagere", "groups"}, {"Dagsorden", "/dagsorden", "list-check"}, {"Mødet: led det, og skriv referat", "/moede", "edit"},
	{"Følg mødet", "/foelg", "visibility"}, {"Stor skærm", "/skaerm", "open-in-new"}, {"Bemærkninger og godkendelse", "/godkendelse", "checklist"},
	{"Udgivelse", "/udgivelse", "language"}, {"Flyt, aflys eller ret", "/plan", "calendar-month"},
}

// links returns the pages about a meeting that somebody may open. Whoever is not
// called has nothing to answer.
func links(who access.Who, m plan.Meeting, called bool) (list []link) {
	for _, l := range linkWords {
		if who.May(needs[l.Path], m.BodyID) && (called || l.Path != "/svar") {
			l.Path = m.Path() + l.Path
			list = append(list, l)
		}
	}
	return list
}

// A changeView is the forms that move, cancel and correct a meeting.
type changeView struct {
	plan.Meeting
	Body    body.Organization
	Rooms   []plan.Room
	Changes []plan.Changed
	Typed   meetingForm
	Reason  string
	Act     string // the form that was refused
	asking
}

// ShowChange shows the forms that change a planned meeting, and what was changed.
func (p *Pages) ShowChange() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.showChange(w, r, http.StatusOK, nil, asking{})
	})
}

// showChange shows the forms, with what was typed into the one that was refused.
func (p *Pages) showChange(w http.ResponseWriter, r *http.Request, status int, typed *meetingForm, asked asking) error {
	ctx := r.Context()
	m, err := p.Plan.Meeting(ctx, r.PathValue("moede"))
	if err != nil {
		return err
	}
	v := changeView{Meeting: m, asking: asked, Typed: meetingForm{m.Title, m.Date, m.Start, m.End, string(m.Form), m.Place, m.RoomID, m.OnlineURL}}
	if typed != nil {
		v.Act, v.Reason = r.PostForm.Get("goer"), r.PostForm.Get("grund")
		v.keep(*typed)
	}
	if v.Body, err = p.Plan.Body(ctx, m.BodyID); err != nil {
		return err
	}
	if v.Rooms, err = p.Plan.Rooms(ctx); err != nil {
		return err
	}
	if v.Changes, err = p.Plan.Changes(ctx, m.ID); err != nil {
		return err
	}
	return changePage.RenderStatus(w, r, status, v)
}

// keep keeps what was typed into the form that was sent; the others show the meeting.
func (v *changeView) keep(typed meetingForm) {
	switch v.Act {
	case "flyt":
		v.Typed.Date, v.Typed.Start, v.Typed.End = typed.Date, typed.Start, typed.End
	case "sted":
		typed.Date, typed.Start, typed.End = v.Typed.Date, v.Typed.Start, v.Typed.End
		v.Typed = typed
	}
}

// Change moves, cancels, restores or corrects a meeting.
func (p *Pages) Change() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		form, who, ctx := r.PostForm, signin.Who(r), r.Context()
		c := plan.Change{Meeting: r.PathValue("moede"), Version: versionIn(form), Reason: form.Get("grund"), Confirmed: form.Get("bekraeft") != ""}
		typed := readMeeting(form)
		var done string
		var m plan.Meeting
		var err error
		switch form.Get("goer") {
		case "flyt":
			m, err = p.Plan.Move(ctx, who, c, typed.Date, typed.Start, typed.End)
			done = "Mødet er flyttet til " + whenOf(m) + ". De, der er indkaldt, får besked."
		case "aflys":
			m, err = p.Plan.Cancel(ctx, who, c)
			done = "Mødet er aflyst. Grunden står offentligt, og de, der er indkaldt, får besked."
		case "genoptag":
			m, err = p.Plan.Restore(ctx, who, c)
			done = "Mødet er planlagt igen. De, der er indkaldt, får besked."
		default:
			m, err = p.Plan.SetPlace(ctx, who, c, plan.Setting{Title: typed.Title, Form: plan.Form(typed.Form), Place: typed.Place, RoomID: typed.Room, OnlineURL: typed.Link})
			done = "Mødet er rettet. De, der er indkaldt, får besked."
		}
		if err != nil {
			asked, status, err := ask(err)
			if err != nil {
				return err
			}
			return p.showChange(w, r, status, &typed, asked)
		}
		web.Done(w, r, m.Path(), done)
		return nil
	})
}
