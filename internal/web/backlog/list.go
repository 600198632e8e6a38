package backlog

import (
	_ "embed"
	"net/http"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/backlog"
	"klynge/internal/fault"
	"klynge/internal/plan"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

var (
	//go:embed list.html
	listHTML string
	//go:embed propose.html
	proposeHTML string
	//go:embed send.html
	sendHTML string

	listPage    = page[listView](listHTML)
	proposePage = page[proposeView](proposeHTML)
	sendPage    = page[sendView](sendHTML)
)

// A listView is what waits for the agendas of a body.
type listView struct {
	backlog.List
	Edits   bool
	Refused string
	Today   string
}

// Path returns where the list is.
func (v listView) Path() string { return backlog.Path(v.Body.Slug) }

// itemPath returns where an item is written.
func itemPath(it agenda.Item) string { return "/arbejde/punkt/" + it.ID }

// bodyID returns the body of a request that the guard has found already.
func (p *Pages) bodyID(r *http.Request) (string, error) {
	return p.Places.OfSlug(r.Context(), r.PathValue("organ"))
}

// ShowList shows what waits for the agendas of a body.
func (p *Pages) ShowList() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.list(w, r, http.StatusOK, "") })
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request, status int, refused string) error {
	bodyID, err := p.bodyID(r)
	if err != nil {
		return err
	}
	who := signin.Who(r)
	list, err := p.Backlog.List(r.Context(), bodyID, who)
	if err != nil {
		return err
	}
	return listPage.RenderStatus(w, r, status, listView{list, who.May(access.EditAgenda, bodyID), refused, p.today()})
}

// ChangeList does what a button of the list says.
func (p *Pages) ChangeList() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		bodyID, err := p.bodyID(r)
		if err != nil {
			return err
		}
		done, err := p.change(r, bodyID)
		if shown(err) {
			return p.list(w, r, fault.KindOf(err).Status(), fault.Sentence(err))
		}
		if err != nil {
			return err
		}
		web.Done(w, r, backlog.Path(r.PathValue("organ")), done)
		return nil
	})
}

func (p *Pages) change(r *http.Request, bodyID string) (done string, err error) {
	ctx, who, l, form := r.Context(), signin.Who(r), web.LanguageOf(r), r.PostForm
	itemID, key := form.Get("punkt"), form.Get("emne")
	if itemID != "" {
		of, err := p.Places.OfItem(ctx, itemID)
		if err == nil && of != bodyID {
			err = fault.New(fault.Missing, "Punktet findes ikke.")
		}
		if err != nil {
			return "", err
		}
	}
	var it agenda.Item
	switch form.Get("goer") {
	case "optag":
		it, err = p.Backlog.Accept(ctx, itemID, form.Get("moede"), who)
		return l.Say("%s er sat på dagsordenen.", named(it.Title())), err
	case "afvis":
		it, err = p.Backlog.Decline(ctx, itemID, form.Get("hvorfor"), who)
		return l.Say("%s er afvist.", named(it.Title())), err
	case "tilbage":
		it, err = p.Backlog.PutBack(ctx, itemID)
		return l.Say("%s venter igen.", named(it.Title())), err
	case "vaelg":
		it, err = p.Backlog.Choose(ctx, bodyID, key, form.Get("moede"), who)
		if form.Get("moede") == "" {
			return l.Say("%s er gemt i bagkataloget.", named(it.Title())), err
		}
		return l.Say("%s er sat på dagsordenen.", named(it.Title())), err
	case "fravaelg":
		c, err := p.Backlog.Dismiss(ctx, bodyID, key, form.Get("hvorfor"), who)
		return l.Say("%s er valgt fra og melder sig ikke igen.", named(c.Title)), err
	}
	return "", errNotRead
}

var errNotRead = fault.New(fault.Invalid, "Formularen kan ikke læses. Intet er gemt. Gå tilbage, og prøv igen.")

// A proposeView is the form by which a member asks for an item, and what became
// of those that were asked for.
type proposeView struct {
	backlog.Receipt
	Mine     []backlog.Mine
	Proposal backlog.Proposal
	Types    []agenda.Type
	Refused  string
}

// Path returns where the form is.
func (v proposeView) Path() string { return "/arbejde/organ/" + v.BodySlug + "/forslag" }

// ShowPropose shows the form by which a member asks for an item.
func (p *Pages) ShowPropose() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.propose(w, r, http.StatusOK, backlog.Proposal{Type: agenda.Decision, Key: p.newKey()}, "")
	})
}

func (p *Pages) propose(w http.ResponseWriter, r *http.Request, status int, typed backlog.Proposal, refused string) error {
	bodyID, err := p.bodyID(r)
	if err != nil {
		return err
	}
	mine, receipt, err := p.Backlog.Mine(r.Context(), bodyID, signin.Who(r))
	if err != nil {
		return err
	}
	return proposePage.RenderStatus(w, r, status, proposeView{receipt, mine, typed, []agenda.Type{agenda.Decision, agenda.Discussion, agenda.Information}, refused})
}

// Propose takes the form and says which meeting it is in time for (R12).
func (p *Pages) Propose() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.LargeForm); err != nil {
			return err
		}
		bodyID, err := p.bodyID(r)
		if err != nil {
			return err
		}
		proposal := backlog.Proposal{BodyID: bodyID, Title: r.PostForm.Get("titel"), Text: r.PostForm.Get("tekst"),
			Recommendation: r.PostForm.Get("indstilling"), Type: agenda.Type(r.PostForm.Get("art")), Key: r.PostForm.Get("noegle")}
		if proposal.Key == "" {
			proposal.Key = p.newKey()
		}
		receipt, err := p.Backlog.Propose(r.Context(), proposal, signin.Who(r))
		if shown(err) {
			return p.propose(w, r, fault.KindOf(err).Status(), proposal, fault.Sentence(err))
		}
		if err != nil {
			return err
		}
		web.Done(w, r, proposeView{Receipt: receipt}.Path(), said(web.LanguageOf(r), receipt))
		return nil
	})
}

// said tells what somebody may expect of what they proposed.
func said(l web.Language, r backlog.Receipt) string {
	switch {
	case r.Again:
		return l.Say("Forslaget er modtaget. Det var sendt allerede, så det står der kun én gang.")
	case !r.Planned:
		return l.Say("Forslaget er modtaget. Der er ikke planlagt et møde, det kan nå endnu.")
	case r.Slot.Missed != "":
		return l.Say("Forslaget er modtaget. Fristen til mødet %s er gået, så sekretariatet tager stilling til det til mødet %s.", l.LongDate(r.Slot.Missed), l.LongDate(r.Slot.Date))
	}
	return l.Say("Forslaget er modtaget. Sekretariatet tager stilling til det til mødet %s.", l.LongDate(r.Slot.Date))
}

// A sendView is the way of an item, and where it can be sent.
type sendView struct {
	backlog.Way
	Edits   bool
	Bodies  []bodyChoice
	Others  []plan.Meeting // coming meetings it can be copied to
	Refused string
	Note    string
}

type bodyChoice struct{ ID, Name string }

// Date returns the day of the item's meeting.
func (v sendView) Date() string {
	for _, st := range v.Stations {
		if st.Here {
			return st.Meeting.Date
		}
	}
	return ""
}

// Path returns where the page is.
func (v sendView) Path() string { return itemPath(v.Item) + "/send" }

// ShowSend shows the whole way of an item, and lets the secretariat copy it or
// send it on.
func (p *Pages) ShowSend() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.way(w, r, http.StatusOK, "") })
}

func (p *Pages) way(w http.ResponseWriter, r *http.Request, status int, refused string) error {
	who := signin.Who(r)
	way, err := p.Backlog.Way(r.Context(), r.PathValue("punkt"), who)
	if err != nil {
		return err
	}
	v := sendView{Way: way, Edits: who.May(access.EditAgenda, way.Body.ID), Refused: refused, Note: r.PostForm.Get("foelgeord")}
	for _, m := range way.Coming {
		if m.ID != way.Item.MeetingID {
			v.Others = append(v.Others, m)
		}
	}
	if v.Edits {
		bodies, err := p.Backlog.Bodies(r.Context(), way.Body.ID)
		if err != nil {
			return err
		}
		for _, o := range bodies {
			v.Bodies = append(v.Bodies, bodyChoice{o.ID, o.Name})
		}
	}
	return sendPage.RenderStatus(w, r, status, v)
}

// Send copies an item to another meeting, or sends it to another body.
func (p *Pages) Send() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		ctx, itemID, who, l := r.Context(), r.PathValue("punkt"), signin.Who(r), web.LanguageOf(r)
		var passed backlog.Passed
		var err error
		var done string
		switch r.PostForm.Get("goer") {
		case "kopi":
			passed, err = p.Backlog.Copy(ctx, itemID, r.PostForm.Get("moede"), who)
			done = l.Say("En kopi af %s er sat på dagsordenen.", named(passed.Title()))
			if passed.Already {
				done = l.Say("Sagen stod allerede på den dagsorden. Der er ikke ændret noget.")
			}
		case "send":
			passed, err = p.Backlog.Send(ctx, itemID, r.PostForm.Get("organ"), r.PostForm.Get("foelgeord"), who)
			done = l.Say("%s er sendt til %s, hvor sekretariatet tager stilling til det.", named(passed.Title()), passed.Body.Name)
			if passed.Already {
				done = l.Say("Punktet var sendt til %s allerede. Der er ikke ændret noget.", passed.Body.Name)
			}
		default:
			err = errNotRead
		}
		if shown(err) {
			return p.way(w, r, fault.KindOf(err).Status(), fault.Sentence(err))
		}
		if err != nil {
			return err
		}
		web.Done(w, r, "/arbejde/punkt/"+itemID+"/send", done)
		return nil
	})
}
