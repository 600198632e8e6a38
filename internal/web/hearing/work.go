package hearing

import (
	"crypto/rand"
	"net/http"
	"strconv"
	"strings"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/hearing"
	"klynge/internal/web"
	"klynge/internal/web/signin"
	"klynge/internal/when"
)

// A listView is the hearings of one body.
type listView struct {
	hearing.Body
	hearing.Lists
	Day    string
	Edits  bool
	Key    string // makes one hearing of a button that is pressed twice
	Due    string // that is proposed
	Bodies []hearing.Choice
	Draft  hearing.Draft
	Signed string
	Own    string // key of this installation
	Wrong  string
}

// Stage returns how far a hearing has come.
func (v listView) Stage(h hearing.Hearing) hearing.Stage { return h.Stage(v.Day) }

// Mine returns the body's own part in a hearing.
func (v listView) Mine(h hearing.Hearing) head {
	a, _ := h.AskedOf(v.ID)
	last, _ := a.Last()
	return head{Addressee: a, Status: h.Status(a, v.Day), Last: last}
}

// Answers returns how many have answered of how many.
func (v listView) Answers(h hearing.Hearing) string {
	_, answered, asked := h.InTime()
	return danish.Number(answered) + "/" + danish.Number(asked)
}

// ShowList shows a body's hearings.
func (p *Pages) ShowList() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.list(w, r, listView{}) })
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request, v listView) (err error) {
	who, ctx := signin.Who(r), r.Context()
	if v.Body, err = p.Hearings.BySlug(ctx, r.PathValue("organ")); err != nil {
		return err
	}
	if v.Lists, err = p.Hearings.Of(ctx, who, v.ID); err != nil {
		return err
	}
	v.Day, v.Edits = p.today(), who.May(access.EditAgenda, v.ID)
	if v.Edits {
		if v.Bodies, err = p.Hearings.Bodies(ctx, v.Day); err != nil {
			return err
		}
		if v.Own, err = p.Hearings.Key(ctx); err != nil {
			return err
		}
	}
	v.Key = rand.Text()
	if v.Draft.Title == "" && v.Draft.SenderName == "" {
		v.Draft.SenderBodyID, v.Draft.ContactName, v.Draft.ContactEmail, v.Draft.Access = v.ID, who.Account.Name, who.Account.Email, hearing.Everybody
	}
	v.Due = hearing.NextWeekday(p.Clock().In(when.Copenhagen).AddDate(0, 0, 56).Format("2006-01-02"))
	return listPage.RenderStatus(w, r, statusOf(v.Wrong), v)
}

func draft(r *http.Request) hearing.Draft {
	f := r.PostForm.Get
	return hearing.Draft{SenderBodyID: f("afsenderorgan"), SenderName: f("afsender"), SenderEmail: f("afsendermail"), ContactName: f("kontakt"),
		ContactEmail: f("kontaktmail"), Title: f("titel"), Intro: f("tekst"), Due: f("frist"), Access: hearing.Access(f("adgang"))}
}

// An examineView is a signed letter before it is taken in.
type examineView struct {
	hearing.Examined
	Body   hearing.Body
	Signed string
	Wrong  string
}

// ChangeList begins a hearing, or takes in a letter from another installation.
func (p *Pages) ChangeList() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.LargeForm); err != nil {
			return err
		}
		body, err := p.Hearings.BySlug(r.Context(), r.PathValue("organ"))
		if err != nil {
			return err
		}
		signed := r.PostForm.Get("signeret")
		switch r.PostForm.Get("goer") {
		case "laes":
			return p.examine(w, r, body, signed, "")
		case "tag":
			id, err := p.Hearings.TakeIn(r.Context(), signin.Who(r), body.ID, signed, r.PostForm.Get("kender") != "")
			if sentence, shown := wrong(err); shown {
				return p.examine(w, r, body, signed, sentence)
			}
			if err != nil {
				return err
			}
			web.Done(w, r, "/arbejde/hoering/"+id, "Det er taget ind. Kommer det igen, sker der ikke noget.")
			return nil
		}
		id, err := p.Hearings.Begin(r.Context(), signin.Who(r), body.ID, r.PostForm.Get("noegle"), draft(r))
		if sentence, shown := wrong(err); shown {
			return p.list(w, r, listView{Wrong: sentence, Draft: draft(r)})
		}
		if err != nil {
			return err
		}
		web.Done(w, r, "/arbejde/hoering/"+id, "Høringen er begyndt. Skriv forslagene, og vælg, hvem der skal svare.")
		return nil
	})
}

func (p *Pages) examine(w http.ResponseWriter, r *http.Request, body hearing.Body, signed, refused string) error {
	e, err := p.Hearings.Examine(r.Context(), signed)
	if sentence, shown := wrong(err); shown {
		return p.list(w, r, listView{Wrong: sentence, Signed: signed})
	}
	if err != nil {
		return err
	}
	return examinePage.RenderStatus(w, r, statusOf(refused), examineView{e, body, signed, refused})
}

// A showView is one hearing for those who work with it.
type showView struct {
	hearing.Hearing
	Stage     hearing.Stage
	Steps     []step
	Matrix    matrix
	Timeline  timeline
	Runs      bool
	Day       string
	Bodies    []hearing.Choice
	InTime    int
	Answered  int
	Asked     int
	Suggested string // a weekday, when the deadline is none
	Wrong     string
	Writes    map[string]bool // addressees whose answer whoever asks may write
	Types     map[string]bool // addressees elsewhere, whose letter they may type in
	Passed    []hearing.Event // that it, or a duty in it, was taken over
}

// Drafting reports whether it can be changed freely.
func (v showView) Drafting() bool { return v.Stage == hearing.Drafting }

// Show shows a hearing.
func (p *Pages) Show() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.show(w, r, "") })
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, refused string) error {
	who := signin.Who(r)
	h, err := p.Hearings.Find(r.Context(), who, r.PathValue("hoering"))
	if err != nil {
		return err
	}
	v := showView{Hearing: h, Stage: h.Stage(p.today()), Matrix: matrixOf(web.LanguageOf(r), h, p.today()), Runs: h.Runs(who), Day: p.today(), Wrong: refused,
		Timeline: timelineOf(web.LanguageOf(r), h, p.today()), Writes: map[string]bool{}, Types: map[string]bool{}}
	v.Passed, v.Papers = passed(h), h.PapersAt(h.Path())
	v.Steps = steps(v.Stage)
	v.InTime, v.Answered, v.Asked = h.InTime()
	for _, a := range h.Addressees {
		v.Writes[a.ID] = a.Writes(who) && !h.Sent.IsZero() && !h.Withdrawn.Happened() && !h.Done(a)
		v.Types[a.ID] = h.Types(who, a) && !h.Done(a)
	}
	if next := hearing.NextWeekday(h.Due); next != h.Due {
		v.Suggested = next
	}
	if v.Runs && v.Stage == hearing.Drafting {
		if v.Bodies, err = p.Hearings.Bodies(r.Context(), v.Day); err != nil {
			return err
		}
	}
	return showPage.RenderStatus(w, r, statusOf(refused), v)
}

// Change changes a hearing.
func (p *Pages) Change() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.LargeForm); err != nil {
			return err
		}
		sentence, err := p.change(r)
		if refused, shown := wrong(err); shown {
			return p.show(w, r, refused)
		}
		if err != nil {
			return err
		}
		web.Done(w, r, "/arbejde/hoering/"+r.PathValue("hoering"), sentence)
		return nil
	})
}

func (p *Pages) change(r *http.Request) (sentence string, err error) {
	ctx, who, id, f := r.Context(), signin.Who(r), r.PathValue("hoering"), r.PostForm.Get
	// Whoever may not see the hearing is not told that it is there.
	if _, err := p.Hearings.Find(ctx, who, id); err != nil {
		return "", err
	}
	version, err := strconv.ParseInt(f("version"), 10, 64)
	if err != nil {
		return "", fault.New(fault.Invalid, "Formularen er ikke hel. Intet er gemt. Åbn siden igen.")
	}
	switch f("goer") {
	case "beskriv":
		return "Høringen er gemt.", p.Hearings.Describe(ctx, who, id, version, draft(r))
	case "forslag":
		return "Forslaget er på listen.", p.Hearings.Propose(ctx, who, id, version, f("titel"), f("tekst"))
	case "fjernforslag":
		return "Forslaget er taget af listen.", p.Hearings.Drop(ctx, who, id, version, f("forslag"))
	case "omformuler":
		return "Forslaget er gemt. Er høringen sendt, er alle bedt om at svare på den nye udgave.", p.Hearings.Reword(ctx, who, id, version, f("forslag"), f("titel"), f("tekst"), f("frist"))
	case "adressat":
		return "Organet er på listen.", p.Hearings.Invite(ctx, who, id, version, f("organ"), f("navn"), f("mail"))
	case "fjernadressat":
		return "Organet er taget af listen.", p.Hearings.Uninvite(ctx, who, id, version, f("adressat"))
	case "bilag":
		return "Bilaget er på listen.", p.Hearings.AddPaper(ctx, who, id, hearing.Paper{Name: f("navn"), URL: f("adresse"), Due: f("frist")})
	case "forlaeng":
		return "Fristen er forlænget.", p.Hearings.Extend(ctx, who, id, version, f("adressat"), f("frist"))
	case "traek":
		return p.withdraw(r, id)
	case "send":
		n, err := p.Hearings.Send(ctx, who, id, version)
		return "Høringen er sendt til " + danish.Count(n, "organ", "organer") + ".", err
	}
	return "", fault.New(fault.Invalid, "Formularen er ikke hel. Intet er gemt. Åbn siden igen.")
}

// An answerView is the answer of one addressee.
type answerView struct {
	hearing.Hearing
	To      hearing.Addressee
	Answer  hearing.Answer // that is being written
	Version int64
	Offered hearing.Offered
	Status  hearing.Status
	Writes  bool
	Types   bool // the answer of an addressee elsewhere, from its letter
	Runs    bool // may see the letter
	Wrong   string
}

// Stand returns what the answer says of a proposal.
func (v answerView) Stand(p hearing.Proposal) hearing.Stand {
	s, _ := v.Answer.On(p.ID)
	return s
}

// ShowAnswer shows the answer of an addressee, to write or to read.
func (p *Pages) ShowAnswer() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.answer(w, r, "", nil) })
}

func (p *Pages) answer(w http.ResponseWriter, r *http.Request, refused string, typed *hearing.Answer) (err error) {
	who := signin.Who(r)
	v := answerView{Wrong: refused}
	if v.Hearing, err = p.Hearings.Find(r.Context(), who, r.PathValue("hoering")); err != nil {
		return err
	}
	for _, a := range v.Addressees {
		if a.ID == r.PathValue("adressat") && !v.Sent.IsZero() {
			v.To = a
		}
	}
	if v.To.ID == "" {
		return fault.New(fault.Missing, "Der er ingen side på denne adresse.")
	}
	v.Status, v.Writes = v.Hearing.Status(v.To, p.today()), v.To.Writes(who) && !v.Withdrawn.Happened()
	v.Types, v.Runs, v.Papers = v.Hearing.Types(who, v.To), v.Hearing.Runs(who), v.PapersAt(v.Hearing.Path())
	switch last, ok := v.To.Last(); {
	case typed != nil:
		v.Answer = *typed
	case v.To.Draft != nil:
		v.Answer = *v.To.Draft
	case ok:
		v.Answer = last
		v.Answer.Decision = hearing.Reference{}
	default:
		v.Answer.Kind = hearing.ByProposal
	}
	if v.To.Draft != nil {
		v.Version = v.To.Draft.Version
	}
	if v.Writes {
		if v.Offered, err = p.Hearings.Offers(r.Context(), who, v.Hearing, v.To); err != nil {
			return err
		}
	}
	return answerPage.RenderStatus(w, r, statusOf(refused), v)
}

// typed reads an answer from a form.
func typed(r *http.Request, h hearing.Hearing) (a hearing.Answer) {
	f := r.PostForm.Get
	a = hearing.Answer{Kind: hearing.Kind(f("art")), General: f("generelt"), By: f("hvem"),
		Decision: hearing.Reference{ID: f("beslutning"), Text: f("henvisning"), URL: f("adresse"), Day: f("dag")}}
	if a.Kind == hearing.General && f("alle") != "" {
		a.Positions = h.NoteAll()
		return a
	}
	if a.Kind != hearing.ByProposal {
		return a
	}
	for _, p := range h.Proposals {
		wording, err := strconv.Atoi(f("udgave-" + p.ID))
		if err != nil {
			continue
		}
		a.Positions = append(a.Positions, hearing.Stand{ProposalID: p.ID, Wording: wording, Position: hearing.Position(f("holdning-" + p.ID)),
			Comment: strings.TrimSpace(f("bemaerkning-" + p.ID)), InitiativeID: f("indsats-" + p.ID)})
	}
	return a
}

// Answer saves the draft of an answer, or gives it.
func (p *Pages) Answer() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.LargeForm); err != nil {
			return err
		}
		who, ctx := signin.Who(r), r.Context()
		h, err := p.Hearings.Find(ctx, who, r.PathValue("hoering"))
		if err != nil {
			return err
		}
		version, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
		if err != nil {
			return fault.New(fault.Invalid, "Formularen er ikke hel. Intet er gemt. Åbn siden igen.")
		}
		a, to, sentence := typed(r, h), r.PathValue("adressat"), "Kladden er gemt. Den tæller først som svar, når beslutningen er truffet."
		if r.PostForm.Get("goer") == "giv" {
			sentence = "Svaret er givet. Afsenderen kan se det."
			err = p.Hearings.Give(ctx, who, h.ID, to, version, a)
		} else {
			err = p.Hearings.SaveDraft(ctx, who, h.ID, to, version, a)
		}
		if refused, shown := wrong(err); shown {
			return p.answer(w, r, refused, &a)
		}
		if err != nil {
			return err
		}
		web.Done(w, r, h.Path()+"/svar/"+to, sentence)
		return nil
	})
}
