package planning

import (
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/fault"
	"klynge/internal/plan"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

var (
	//go:embed body.html
	bodyHTML string
	//go:embed rules.html
	rulesHTML string
	//go:embed rooms.html
	roomsHTML string

	bodyPage  = page[bodyView](bodyHTML)
	rulesPage = page[rulesView](rulesHTML)
	roomsPage = page[roomsView](roomsHTML)
)

// An asking is a form that was not accepted: what was wrong, what has to be
// confirmed, and what was typed.
type asking struct {
	Wrong  string
	Doubts plan.Doubts
}

// ask tells an error that its sender can do something about from one that they
// cannot, which is returned.
func ask(err error) (asking, int, error) {
	if doubts, ok := errors.AsType[plan.Doubts](err); ok {
		return asking{Doubts: doubts}, http.StatusConflict, nil
	}
	switch kind := fault.KindOf(err); kind {
	case fault.Invalid, fault.Conflict, fault.TooLarge, fault.Missing:
		return asking{Wrong: fault.Sentence(err)}, kind.Status(), nil
	}
	return asking{}, 0, err
}

// A meetingForm is what somebody types of a meeting.
type meetingForm struct {
	Title, Date, Start, End, Form, Place, Room, Link string
}

func readMeeting(form url.Values) meetingForm {
	return meetingForm{form.Get("titel"), form.Get("dato"), form.Get("start"), form.Get("slut"), form.Get("form"), form.Get("sted"), form.Get("lokale"), form.Get("link")}
}

// meeting returns the meeting that is typed.
func (f meetingForm) meeting(bodyID string) plan.Meeting {
	return plan.Meeting{BodyID: bodyID, Title: f.Title, Date: f.Date, Start: f.Start, End: f.End, Form: plan.Form(f.Form), Place: f.Place, RoomID: f.Room, OnlineURL: f.Link}
}

// A bodyView is the plan of one body.
type bodyView struct {
	Body  body.Organization
	Year  int
	Years []int
	Rules plan.Rules
	BodyView
	Planned []plannedView
	Rooms   []plan.Room
	Typed   meetingForm
	Open    bool // the form was sent
	asking
}

// A plannedView is one meeting of the plan with its deadlines.
type plannedView struct {
	plan.Meeting
	plan.Deadlines
	Shape   string
	Sent    bool // its agenda
	Late    bool // the agenda was to be sent
	Past    bool
	Outside string // why the rules do not allow it any more
	Moved   string
}

// pathOf returns where the plan of a body is made.
func pathOf(o body.Organization) string { return "/arbejde/organ/" + o.Slug + "/plan" }

// ShowBody shows the plan of one body.
func (p *Pages) ShowBody() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.showBody(w, r, http.StatusOK, meetingForm{Form: string(plan.Physical)}, asking{})
	})
}

func (p *Pages) showBody(w http.ResponseWriter, r *http.Request, status int, typed meetingForm, asked asking) error {
	ctx, l := r.Context(), web.LanguageOf(r)
	o, err := p.Plan.BodyBySlug(ctx, r.PathValue("organ"))
	if err != nil {
		return err
	}
	v := bodyView{Body: o, Year: p.Clock().Year(), Typed: typed, asking: asked, Open: status != http.StatusOK}
	if year, ok := plan.IsYear(r.URL.Query().Get("aar")); ok {
		v.Year = year
	}
	for y := v.Year - 1; y <= v.Year+2; y++ {
		v.Years = append(v.Years, y)
	}
	years, err := p.Public.Year(ctx, v.Year, o.ID)
	if err != nil {
		return err
	}
	if len(years) == 1 {
		v.BodyView = NewBodyView(l, years[0], p.Clock())
	}
	if v.Rules, err = p.Plan.Rules(ctx, o.ID); err != nil {
		return err
	}
	if v.Rooms, err = p.Plan.Rooms(ctx); err != nil {
		return err
	}
	if v.Planned, err = p.planned(r, o, v.Rules, v.BodyView.Marks, v.Year); err != nil {
		return err
	}
	return bodyPage.RenderStatus(w, r, status, v)
}

// planned returns the meetings of a year with their deadlines.
func (p *Pages) planned(r *http.Request, o body.Organization, rules plan.Rules, marks []plan.Mark, year int) (list []plannedView, err error) {
	first := strconv.Itoa(year)
	meetings, err := p.Plan.Of(r.Context(), o.ID, first+"-01-01", first+"-12-31")
	if err != nil {
		return nil, err
	}
	sent, err := p.Plan.Sent(r.Context(), o.ID)
	if err != nil {
		return nil, err
	}
	shown := map[string]plan.Mark{}
	for _, m := range marks {
		shown[m.ID] = m
	}
	today := access.Day(p.Clock())
	for _, m := range meetings {
		v := plannedView{Meeting: m, Deadlines: rules.Deadlines(m), Sent: sent[m.ID], Past: m.Date < today, Shape: shape(shown[m.ID]), Moved: shown[m.ID].MovedFrom}
		v.Late = !v.Sent && m.State == plan.Planned && v.Agenda < today
		if m.State == plan.Planned {
			v.Outside = strings.TrimSuffix(fault.Sentence(rules.Check(m)), " Intet er gemt.")
		}
		list = append(list, v)
	}
	return list, nil
}

// Add plans one meeting.
func (p *Pages) Add() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		o, err := p.Plan.BodyBySlug(r.Context(), r.PathValue("organ"))
		if err != nil {
			return err
		}
		typed := readMeeting(r.PostForm)
		m, err := p.Plan.Plan(r.Context(), signin.Who(r), typed.meeting(o.ID), r.PostForm.Get("bekraeft") != "")
		if err != nil {
			asked, status, err := ask(err)
			if err != nil {
				return err
			}
			return p.showBody(w, r, status, typed, asked)
		}
		rules, err := p.Plan.Rules(r.Context(), o.ID)
		if err != nil {
			return err
		}
		web.Done(w, r, pathOf(o)+"?aar="+m.Date[:4]+"#m-"+m.ID, fmt.Sprintf("Mødet %s er planlagt. Dagsordenen skal sendes senest %s.",
			whenOf(m), web.Danish.LongDate(rules.Deadlines(m).Agenda)))
		return nil
	})
}

// whenOf returns when a meeting is, for the sentence that tells what was done.
func whenOf(m plan.Meeting) string {
	return web.Danish.LongDate(m.Date) + " " + web.Danish.Clock(m.Start, m.End)
}

// A rulesView is the rules of one body as a form.
type rulesView struct {
	Body  body.Organization
	Rules plan.Rules
	Kinds []plan.Kind
	Wrong string
}

// ShowRules shows the rules of a body.
func (p *Pages) ShowRules() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		o, err := p.Plan.BodyBySlug(r.Context(), r.PathValue("organ"))
		if err != nil {
			return err
		}
		rules, err := p.Plan.Rules(r.Context(), o.ID)
		if err != nil {
			return err
		}
		return rulesPage.Render(w, r, rulesView{o, rules, plan.Kinds, ""})
	})
}

// SetRules gives a body its own rules.
func (p *Pages) SetRules() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		o, err := p.Plan.BodyBySlug(r.Context(), r.PathValue("organ"))
		if err != nil {
			return err
		}
		rules := readRules(r.PostForm)
		rules.BodyID = o.ID
		if _, err := p.Plan.SetRules(r.Context(), signin.Who(r), rules); err != nil {
			asked, status, err := ask(err)
			if err != nil {
				return err
			}
			return rulesPage.RenderStatus(w, r, status, rulesView{o, rules, plan.Kinds, asked.Wrong})
		}
		web.Done(w, r, pathOf(o), "Reglerne er gemt. Fristerne i planen følger dem fra nu af.")
		return nil
	})
}

// readRules reads rules from a form. A number that is none is refused later, as
// one that no body can follow.
func readRules(form url.Values) plan.Rules {
	r := plan.Rules{
		Kind: plan.Kind(form.Get("slags")), From: form.Get("fra"), To: form.Get("til"), Legal: numberIn(form, "lov", -1), Own: numberIn(form, "egen", -1),
		AgendaDays: numberIn(form, "dagsorden", -1), MaterialDays: numberIn(form, "materiale", -1), RequestDays: numberIn(form, "oenske", -1),
		CommentDays: numberIn(form, "kommentar", -1), Place: form.Get("sted"), Version: versionIn(form),
	}
	r.Calendar.Saturdays, r.Calendar.Custom = form.Get("loerdage") != "", form.Get("skikdage") != ""
	return r
}

// A roomsView is the rooms that meetings may have.
type roomsView struct {
	Body  body.Organization
	Rooms []plan.Room
	Typed plan.Room
	Wrong string
}

// ShowRooms shows the rooms.
func (p *Pages) ShowRooms() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.showRooms(w, r, http.StatusOK, plan.Room{}, "")
	})
}

func (p *Pages) showRooms(w http.ResponseWriter, r *http.Request, status int, typed plan.Room, wrong string) error {
	o, err := p.Plan.BodyBySlug(r.Context(), r.PathValue("organ"))
	if err != nil {
		return err
	}
	rooms, err := p.Plan.Rooms(r.Context())
	if err != nil {
		return err
	}
	return roomsPage.RenderStatus(w, r, status, roomsView{o, rooms, typed, wrong})
}

// SetRooms adds a room, closes one or opens it again.
func (p *Pages) SetRooms() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		form, done := r.PostForm, ""
		typed := plan.Room{Name: form.Get("navn"), Address: form.Get("adresse"), Capacity: numberIn(form, "pladser", 0), Remarks: form.Get("noter")}
		var err error
		switch form.Get("goer") {
		case "luk":
			err, done = p.Plan.SetRoomClosed(r.Context(), form.Get("lokale"), true), "Lokalet bliver ikke tilbudt mere. Møder, der har det, beholder det."
		case "aabn":
			err, done = p.Plan.SetRoomClosed(r.Context(), form.Get("lokale"), false), "Lokalet bliver tilbudt igen."
		default:
			_, err = p.Plan.AddRoom(r.Context(), typed)
			done = strings.TrimSpace(typed.Name) + " er tilføjet."
		}
		if err != nil {
			asked, status, err := ask(err)
			if err != nil {
				return err
			}
			return p.showRooms(w, r, status, typed, asked.Wrong)
		}
		web.Done(w, r, "/arbejde/organ/"+r.PathValue("organ")+"/lokaler", done)
		return nil
	})
}
