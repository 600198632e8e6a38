package followup

import (
	"net/http"
	"slices"
	"strconv"

	"klynge/internal/access"
	"klynge/internal/decision"
	"klynge/internal/plan"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// A boardView is all that is followed up in one body.
type boardView struct {
	decision.Board
	Shown         []decision.Followed
	Show          string // aabne, over, faerdige, alle
	Organization  string // only of this one
	Organizations []string
	Counts        map[string]int
	Today         string
	Steers        bool
	Typed         typed // the form that was refused
}

// Typed is what a form held that was refused.
type typed struct {
	Form, ID, Wrong                       string // which form, of which follow-up or decision
	Text, Organization, Owner, Email      string
	Seat, Due, From, To, Title, Reason    string
	Date, Ground, Decision, By, Public, M string
	Closed                                bool
	State                                 string
}

// Of returns what the form of one thing holds, empty unless it was refused.
func (t typed) Of(form, id string) typed {
	if t.Form == form && t.ID == id {
		return t
	}
	return typed{}
}

// Path returns the address of the body's follow-ups.
func (v boardView) Path() string { return "/arbejde/organ/" + v.Body.Slug + "/opfoelgning" }

// Late reports whether a follow-up is late.
func (v boardView) Late(f decision.Followed) bool { return f.Overdue(v.Today) }

// Own returns the chair's own decisions (R24), those that no meeting was told of
// first.
func (v boardView) Own() (list []decision.Lived) {
	for _, d := range v.Decisions {
		if d.Own() {
			list = append(list, d)
		}
	}
	slices.SortStableFunc(list, func(a, b decision.Lived) int {
		if (a.Listed == "") != (b.Listed == "") {
			if a.Listed == "" {
				return -1
			}
			return 1
		}
		return 0
	})
	return list
}

// Taken returns the decisions that meetings made.
func (v boardView) Taken() (list []decision.Lived) {
	for _, d := range v.Decisions {
		if !d.Own() {
			list = append(list, d)
		}
	}
	return list
}

// later returns the decisions that may stand instead of one.
func (v boardView) later(d decision.Lived) (list []decision.Lived) {
	for _, by := range v.Decisions {
		if by.Title != "" && d.Decision.Replace(by.Decision) == nil {
			list = append(list, by)
		}
	}
	return list
}

// A steering is a follow-up with what its forms need.
type steering struct {
	decision.Followed
	Path   string
	Steers bool
	Late   bool
	owners []owner
	typed  typed
}

// Form returns what one of its forms held when it was refused.
func (s steering) Form(form string) typed { return s.typed.Of(form, s.ID) }

// OwnerFields returns the fields that say whose it is.
func (s steering) OwnerFields() ownerFields {
	if t := s.Form("ejer"); t.Wrong != "" {
		return ownerFields{s.ID, s.owners, t.Seat, t.Organization, t.Owner, t.Email}
	}
	return ownerFields{s.ID, s.owners, s.SeatID, s.Organization, s.Owner, s.Email}
}

// An owner is a seat that may own a follow-up.
type owner struct{ ID, Name, Organization, Email string }

// ownerFields are the fields of a form that say whose a follow-up is.
type ownerFields struct {
	Key                              string // of the form on the page
	Owners                           []owner
	Seat, Organization, Owner, Email string
}

func (v boardView) owners() (list []owner) {
	for _, s := range v.Board.Owners {
		list = append(list, owner{s.ID, s.Name, s.Organization, s.Email})
	}
	return list
}

// NewFields returns the fields that say whose a new follow-up is.
func (v boardView) NewFields() ownerFields {
	t := v.Typed.Of("ny", "")
	return ownerFields{"ny", v.owners(), t.Seat, t.Organization, t.Owner, t.Email}
}

// Steering returns a follow-up with what its forms need.
func (v boardView) Steering(f decision.Followed) steering {
	return steering{f, v.Path() + "/" + f.ID, v.Steers && f.Text != "", v.Late(f), v.owners(), v.Typed}
}

// A living is a decision with what its forms need.
type living struct {
	decision.Lived
	Path     string
	Steers   bool
	Later    []decision.Lived
	Meetings []plan.Meeting
	typed    typed
}

// Form returns what one of its forms held when it was refused.
func (l living) Form(form string) typed { return l.typed.Of(form, l.ID) }

// ByID returns the id of the decision that stands instead.
func (l living) ByID() string { return l.ReplacedBy }

// Living returns a decision with what its forms need. One that has come to its end
// has none, but a chair's own that waits to be told of.
func (v boardView) Living(d decision.Lived) living {
	waits := d.Own() && d.Listed == ""
	l := living{Lived: d, Path: "/arbejde/organ/" + v.Body.Slug + "/beslutninger/" + d.ID, typed: v.Typed,
		Steers: v.Steers && d.Title != "" && (d.State == decision.InForce || waits), Later: v.later(d)}
	for _, m := range v.Meetings {
		if waits && m.Date >= d.Date && m.State != plan.Cancelled {
			l.Meetings = append(l.Meetings, m)
		}
	}
	return l
}

// choose keeps the follow-ups that the visitor asks for, and counts the others.
func (v *boardView) choose() {
	v.Counts = map[string]int{}
	for _, f := range v.FollowUps {
		kind := "faerdige"
		if f.Runs() {
			kind = "aabne"
			if v.Late(f) {
				v.Counts["over"]++
			}
		}
		v.Counts[kind]++
		v.Counts["alle"]++
		if f.Organization != "" && !slices.Contains(v.Organizations, f.Organization) {
			v.Organizations = append(v.Organizations, f.Organization)
		}
		if v.Organization != "" && f.Organization != v.Organization {
			continue
		}
		if v.Show == "alle" || v.Show == kind || v.Show == "over" && v.Late(f) {
			v.Shown = append(v.Shown, f)
		}
	}
	slices.Sort(v.Organizations)
	if v.Show == "faerdige" {
		slices.Reverse(v.Shown)
	}
}

func (p *Pages) board(w http.ResponseWriter, r *http.Request, t typed, status int) error {
	who := signin.Who(r)
	b, err := p.Decisions.Board(r.Context(), who, r.PathValue("organ"))
	if err != nil {
		return err
	}
	v := boardView{Board: b, Show: r.URL.Query().Get("vis"), Organization: r.URL.Query().Get("organisation"), Today: p.today(),
		Steers: who.May(access.SteerFollowUps, b.Body.ID), Typed: t}
	if !slices.Contains([]string{"aabne", "over", "faerdige", "alle"}, v.Show) {
		v.Show = "aabne"
	}
	if t.ID != "" {
		v.Show = "alle" // what was refused is on the page
	}
	v.choose()
	return boardPage.RenderStatus(w, r, status, v)
}

// ShowBoard shows the follow-ups and the decisions of a body.
func (p *Pages) ShowBoard() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.board(w, r, typed{}, http.StatusOK)
	})
}

// read reads a form of the board.
func (t *typed) read(r *http.Request) {
	form := r.PostForm.Get
	t.Form = form("goer")
	for name, into := range map[string]*string{
		"tekst": &t.Text, "organisation": &t.Organization, "ejer": &t.Owner, "mail": &t.Email, "plads": &t.Seat, "frist": &t.Due, "fra": &t.From, "til": &t.To,
		"titel": &t.Title, "grund": &t.Reason, "dag": &t.Date, "hvorfor": &t.Ground, "beslutning": &t.Decision, "af": &t.By, "offentlig": &t.Public, "moede": &t.M,
		"hvordan": &t.State,
	} {
		*into = form(name)
	}
	t.Closed = form("lukket") != ""
}

// act answers a form of the board: with the page and why it was refused, or by
// leading on to where it was done.
func (p *Pages) act(place string, do func(r *http.Request, who access.Who, bodyID string, t typed) (sentence string, err error)) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		var t typed
		t.read(r)
		t.ID = r.PathValue(place)
		body, err := p.Decisions.BodyOf(r.Context(), r.PathValue("organ"))
		if err != nil {
			return err
		}
		sentence, err := do(r, signin.Who(r), body.ID, t)
		if why, status, refused := refusal(err); refused {
			t.Wrong = why
			return p.board(w, r, t, status)
		}
		if err != nil {
			return err
		}
		at := "/arbejde/organ/" + r.PathValue("organ") + "/opfoelgning"
		if t.ID != "" {
			at += "?vis=alle#" + t.ID
		}
		web.Done(w, r, at, sentence)
		return nil
	})
}

// Add keeps a new follow-up, or what a chair has decided alone (R24).
func (p *Pages) Add() http.Handler {
	return p.act("", func(r *http.Request, who access.Who, bodyID string, t typed) (string, error) {
		if t.Form == "formand" {
			return "Formandens beslutning er gemt. Den skal med på det næste møde.", p.Decisions.Between(r.Context(), who, decision.Decision{
				BodyID: bodyID, Title: t.Title, Text: t.Text, Date: t.Date, Ground: decision.Ground(t.Ground), Closed: t.Closed})
		}
		f, err := p.Decisions.Add(r.Context(), who, bodyID, decision.FollowUp{Text: t.Text, Organization: t.Organization, Owner: t.Owner, Email: t.Email,
			SeatID: t.Seat, Due: t.Due, From: t.From, To: t.To, Closed: t.Closed, DecisionID: t.Decision})
		if f.Email == "" {
			return "Opfølgningen er gemt. Ejeren har ingen mailadresse og får derfor ingen mail.", err
		}
		return "Opfølgningen er gemt. Ejeren får en mail med et link, som svaret kan gives med.", err
	})
}

// Steer changes one follow-up.
func (p *Pages) Steer() http.Handler {
	return p.act("opfoelgning", func(r *http.Request, who access.Who, bodyID string, t typed) (string, error) {
		ctx := r.Context()
		switch t.Form {
		case "ejer":
			version, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
			if err != nil {
				version = 0
			}
			return "Ejer og frist er gemt. En ny ejer får en mail.", p.Decisions.Steer(ctx, who, bodyID, t.ID, decision.Order{Version: version,
				Organization: t.Organization, Owner: t.Owner, Email: t.Email, SeatID: t.Seat, Due: t.Due, Reason: t.Reason})
		case "offentlig":
			if t.Public == "" {
				return "Offentligheden ser ikke længere nogen status.", p.Decisions.LetOut(ctx, who, bodyID, t.ID, "")
			}
			return "Offentligheden kan se teksten, når referatet er offentligt.", p.Decisions.LetOut(ctx, who, bodyID, t.ID, t.Public)
		case "meld":
			if err := p.Decisions.Within(ctx, bodyID, t.ID); err != nil {
				return "", err
			}
			return "Det er skrevet på opfølgningen.", p.Decisions.AddReport(ctx, who, t.ID, decision.Report{State: decision.Progress(t.State), Text: t.Text, Due: t.Due, Via: decision.AtMeeting})
		}
		return "Opfølgningen er ændret.", p.Decisions.Settle(ctx, who, bodyID, t.ID, decision.Progress(t.State), t.Reason)
	})
}

// Decide says that a decision does not hold any more, or where a chair's own was
// told of.
func (p *Pages) Decide() http.Handler {
	return p.act("beslutning", func(r *http.Request, who access.Who, bodyID string, t typed) (string, error) {
		ctx := r.Context()
		switch t.Form {
		case "erstat":
			return "Beslutningen er erstattet. Begge viser, hvilken der gælder.", p.Decisions.Replace(ctx, who, bodyID, t.ID, t.By, t.Reason)
		case "moede":
			return "Det er gemt, hvilket møde der fik besked.", p.Decisions.List(ctx, who, bodyID, t.ID, t.M)
		}
		return "Beslutningen er trukket tilbage. Begrundelsen står ved den.", p.Decisions.Withdraw(ctx, who, bodyID, t.ID, t.Reason)
	})
}
