package invite

import (
	_ "embed"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/seat"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

var (
	//go:embed seatfields.html
	seatFields string
	//go:embed people.html
	peopleHTML string
	//go:embed seat.html
	seatHTML string

	peoplePage = page[peopleView](seatFields, peopleHTML)
	seatPage   = page[seatView](seatFields, seatHTML)
)

// A peopleView is who sits in a body.
type peopleView struct {
	seat.Table
	Columns  []column
	People   int // how many they are
	Warnings []string
	Form     seatForm
	Wrong    string
}

// Path returns the address of the page.
func (v peopleView) Path() string { return "/arbejde/organ/" + v.Body.Slug + "/medlemmer" }

// Names returns the authorities as they are written, one a line.
func (v peopleView) Names() string {
	var names []string
	for _, m := range v.Members {
		names = append(names, m.Name)
	}
	return strings.Join(names, "\n")
}

// A column is one side of the table: its chairs on top, then the others, then the
// authorities that have no seat.
type column struct {
	Sector body.Sector
	Seats  []seat.Seat
	Empty  []seat.Member
}

// A seatForm is what a form for a seat shows.
type seatForm struct {
	seat.Seat
	Regular []seat.Seat // whose substitute one may be
	New     bool
	Invite  bool // offered to be ticked, as typed
}

// Roles and Sectors are what may be chosen.
func (seatForm) Roles() []access.Role   { return seat.Roles }
func (seatForm) Sectors() []body.Sector { return seat.Sectors }

// A seatView is one seat to be changed.
type seatView struct {
	Body  body.Organization
	Form  seatForm
	Ended bool
	Wrong string
}

// Path returns the address of the page.
func (v seatView) Path() string {
	return "/arbejde/organ/" + v.Body.Slug + "/medlemmer/" + v.Form.ID
}

// columns puts the seats on their sides of the table.
func columns(t seat.Table) (list []column) {
	empty := seat.Empty(t.Members, t.Seats)
	for _, side := range seat.Sectors {
		c := column{Sector: side}
		for _, s := range t.Seats {
			if s.Sector == side {
				c.Seats = append(c.Seats, s)
			}
		}
		for _, m := range empty {
			if m.Sector == side {
				c.Empty = append(c.Empty, m)
			}
		}
		slices.SortStableFunc(c.Seats, func(a, b seat.Seat) int { return slices.Index(seat.Roles, a.Role) - slices.Index(seat.Roles, b.Role) })
		if len(c.Seats)+len(c.Empty) > 0 {
			list = append(list, c)
		}
	}
	return list
}

// ShowPeople shows who sits in a body.
func (p *Pages) ShowPeople() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.people(w, r, seatForm{Seat: seat.Seat{From: p.today(), Voting: true, Role: access.Member}, New: true}, nil)
	})
}

func (p *Pages) people(w http.ResponseWriter, r *http.Request, form seatForm, wrong error) error {
	bodyID, err := p.bodyOf(r)
	if err != nil {
		return err
	}
	v := peopleView{Form: form, Wrong: fault.Sentence(wrong)}
	if v.Table, err = p.Seats.Table(r.Context(), bodyID, p.today()); err != nil {
		return err
	}
	v.Columns, v.People = columns(v.Table), len(seat.People(v.Seats))
	v.Warnings = seat.Warnings(v.Body.Classification, v.Members, v.Seats)
	v.Form.Regular = regular(v.Table)
	status := http.StatusOK
	if wrong != nil {
		status = fault.KindOf(wrong).Status()
	}
	return peoplePage.RenderStatus(w, r, status, v)
}

func regular(t seat.Table) []seat.Seat {
	return slices.DeleteFunc(slices.Concat(t.Seats, t.Later), func(s seat.Seat) bool { return !s.Regular() })
}

// written reads a seat from a form.
func written(r *http.Request, bodyID string) (s seat.Seat, invite bool) {
	f := r.PostForm
	s = seat.Seat{
		BodyID: bodyID, Name: f.Get("navn"), Email: f.Get("mail"), Organization: f.Get("vegne"), Sector: body.Sector(f.Get("side")),
		Role: access.Role(f.Get("rolle")), Title: f.Get("titel"), Voting: f.Get("stemmeret") != "", Basis: f.Get("grundlag"),
		From: f.Get("fra"), To: f.Get("til"),
	}
	if s.Role == access.Substitute {
		s.SubstituteFor = f.Get("for")
	} else {
		s.Basis = ""
	}
	return s, f.Get("adgang") != ""
}

// ChangePeople adds a seat, or says which authorities the body consists of.
func (p *Pages) ChangePeople() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		bodyID, err := p.bodyOf(r)
		if err != nil {
			return err
		}
		back := "/arbejde/organ/" + r.PathValue("organ") + "/medlemmer"
		switch r.PostForm.Get("goer") {
		case "tilfoej":
			s, invite := written(r, bodyID)
			added, err := p.Seats.Add(r.Context(), signin.Who(r), s, invite)
			if refused(err) {
				return p.people(w, r, seatForm{Seat: s, New: true, Invite: invite}, err)
			}
			if err != nil {
				return err
			}
			web.Done(w, r, back, added.Name+" har fået pladsen."+invited(added, invite))
		case "myndigheder":
			if err := p.Seats.SetMembers(r.Context(), bodyID, strings.Split(r.PostForm.Get("myndigheder"), "\n")); err != nil {
				return err
			}
			web.Done(w, r, back, "Myndighederne i organet er gemt.")
		default:
			return errNotRead
		}
		return nil
	})
}

func invited(s seat.Seat, invite bool) string {
	if !invite {
		return ""
	}
	return " " + s.Email + " kan logge ind som " + s.Role.Danish() + " og får en mail med et link, hvis adressen ikke kan logge ind i forvejen."
}

// findSeat returns a seat of the body that a request is about.
func (p *Pages) findSeat(r *http.Request) (v seatView, err error) {
	bodyID, err := p.bodyOf(r)
	if err != nil {
		return v, err
	}
	t, err := p.Seats.Table(r.Context(), bodyID, p.today())
	if err != nil {
		return v, err
	}
	v.Body = t.Body
	for _, s := range slices.Concat(t.Seats, t.Later, t.Past) {
		if s.ID == r.PathValue("plads") {
			v.Form.Seat = s
		}
	}
	if v.Form.ID == "" {
		return v, fault.New(fault.Missing, "Pladsen findes ikke.")
	}
	v.Ended = v.Form.To != ""
	v.Form.Regular = slices.DeleteFunc(regular(t), func(s seat.Seat) bool { return s.ID == v.Form.ID })
	return v, nil
}

// ShowSeat shows one seat.
func (p *Pages) ShowSeat() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		v, err := p.findSeat(r)
		if err != nil {
			return err
		}
		return seatPage.Render(w, r, v)
	})
}

// ChangeSeat changes, ends or moves one seat.
func (p *Pages) ChangeSeat() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		v, err := p.findSeat(r)
		if err != nil {
			return err
		}
		ctx, who, now, back := r.Context(), signin.Who(r), v.Form.Seat, "/arbejde/organ/"+v.Body.Slug+"/medlemmer"
		seen := version(r)
		sentence := ""
		switch r.PostForm.Get("goer") {
		case "gem":
			s, invite := written(r, now.BodyID)
			s.ID, s.Version = now.ID, seen
			v.Form.Seat, v.Form.Invite = s, invite
			s, err = p.Seats.Change(ctx, who, s, invite)
			sentence = "Pladsen er ændret." + invited(s, invite)
		case "slut":
			now.Version = seen
			last := r.PostForm.Get("sidste")
			err = p.Seats.End(ctx, who, now, last)
			sentence = now.Name + " har pladsen til og med " + danishDate(last) + ". Adgangen slutter samme dag."
		case "op", "ned":
			err = p.Seats.Move(ctx, now.BodyID, now.ID, r.PostForm.Get("goer") == "op", p.today())
			sentence = now.Name + " er flyttet på listen."
		default:
			err = errNotRead
		}
		if refused(err) {
			v.Wrong = fault.Sentence(err)
			return seatPage.RenderStatus(w, r, fault.KindOf(err).Status(), v)
		}
		if err != nil {
			return err
		}
		web.Done(w, r, back, sentence)
		return nil
	})
}

func danishDate(iso string) string { return danish.Date(dayOf(iso)) }

// version returns the version that a form was made from.
func version(r *http.Request) int64 {
	n, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	if err != nil {
		return -1
	}
	return n
}
