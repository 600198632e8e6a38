package signin

import (
	"context"
	_ "embed"
	"net/http"
	"strings"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/fault"
	"klynge/internal/web"
)

var (
	//go:embed grantform.html
	grantForm string
	//go:embed manage.html
	manageHTML string
	//go:embed managed.html
	managedHTML string
	//go:embed events.html
	eventsHTML string

	managePage  = page[manageView](grantForm, manageHTML)
	managedPage = page[managedView](grantForm, managedHTML)
	eventsPage  = page[eventsView](eventsHTML)
)

// A grantView is what a form for a role offers.
type grantView struct {
	Roles  []access.Role
	Bodies []body.Listed
	Must   bool // a role must be chosen
}

// A manageView is who has access.
type manageView struct {
	Accounts []access.Listed
	Waiting  []access.Identity
	Grant    grantView
	Link     string // that was just made, to be sent on
	For      string // whom it is for
	Wrong    string
	Name     string // as typed, when it was refused
	Email    string
}

// A managedView is one account as the administrator sees it.
type managedView struct {
	access.Listed
	Identities []access.Identity
	Waiting    []access.Identity
	Grant      grantView
	Link       string
	Wrong      string
}

// An eventsView is what happened to access.
type eventsView struct {
	Events []access.Event
	Next   string
}

func (p *Pages) grantForm(ctx context.Context, must bool) (grantView, error) {
	bodies, err := p.Bodies.Bodies(ctx)
	return grantView{access.Roles, bodies, must}, err
}

// Manage shows who has access.
func (p *Pages) Manage() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.manage(w, r, manageView{}, http.StatusOK)
	})
}

func (p *Pages) manage(w http.ResponseWriter, r *http.Request, v manageView, status int) (err error) {
	if v.Accounts, err = p.Accounts.List(r.Context()); err != nil {
		return err
	}
	if v.Waiting, err = p.Accounts.Waiting(r.Context()); err != nil {
		return err
	}
	if v.Grant, err = p.grantForm(r.Context(), false); err != nil {
		return err
	}
	return managePage.RenderStatus(w, r, status, v)
}

// granted reads the role of a form.
func granted(r *http.Request) access.Grant {
	return access.Grant{
		Role: access.Role(r.PostForm.Get("rolle")), BodyID: r.PostForm.Get("organ"),
		From: r.PostForm.Get("fra"), To: r.PostForm.Get("til"),
	}
}

// link returns the address of a welcome link, as it is sent on.
func (p *Pages) link(r *http.Request, token string) string {
	return p.URL + web.LanguageOf(r).Path("/velkomst/"+token)
}

// Invite makes an account and shows the link that its owner is to have. The
// link is shown once: only its hash is kept.
func (p *Pages) Invite() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := form(w, r, small); err != nil {
			return err
		}
		i := access.Invitation{Name: r.PostForm.Get("navn"), Email: r.PostForm.Get("mail"), Grant: granted(r)}
		a, token, err := p.Accounts.Invite(r.Context(), i, Who(r).Account.ID)
		if kind := fault.KindOf(err); err != nil && (kind == fault.Invalid || kind == fault.Conflict || kind == fault.Missing) {
			return p.manage(w, r, manageView{Wrong: fault.Sentence(err), Name: i.Name, Email: i.Email}, kind.Status())
		}
		if err != nil {
			return err
		}
		return p.manage(w, r, manageView{Link: p.link(r, token), For: a.Name}, http.StatusOK)
	})
}

// Managed shows one account.
func (p *Pages) Managed() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.managed(w, r, "", nil)
	})
}

func (p *Pages) managed(w http.ResponseWriter, r *http.Request, link string, refused error) error {
	v, ctx, status := managedView{Link: link, Wrong: fault.Sentence(refused)}, r.Context(), http.StatusOK
	if refused != nil {
		status = fault.KindOf(refused).Status()
	}
	list, err := p.Accounts.List(ctx)
	if err != nil {
		return err
	}
	for _, one := range list {
		if one.ID == r.PathValue("konto") {
			v.Listed = one
		}
	}
	if v.ID == "" {
		return fault.New(fault.Missing, "Kontoen findes ikke.")
	}
	if v.Identities, err = p.Accounts.Identities(ctx, v.ID); err != nil {
		return err
	}
	if v.Waiting, err = p.Accounts.Waiting(ctx); err != nil {
		return err
	}
	if v.Grant, err = p.grantForm(ctx, true); err != nil {
		return err
	}
	return managedPage.RenderStatus(w, r, status, v)
}

// Change changes one account as the button says, and shows it again.
func (p *Pages) Change() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := form(w, r, small); err != nil {
			return err
		}
		link, err := p.change(r, Who(r), r.PathValue("konto"))
		switch {
		case err != nil && (fault.Sentence(err) == "" || fault.KindOf(err) == fault.Internal):
			return err
		case err != nil || link != "":
			return p.managed(w, r, link, err)
		}
		to(w, r, "/adgang/"+r.PathValue("konto"))
		return nil
	})
}

func (p *Pages) change(r *http.Request, by access.Who, accountID string) (link string, err error) {
	ctx := r.Context()
	switch r.PostForm.Get("goer") {
	case "giv":
		g := granted(r)
		g.AccountID = accountID
		_, err = p.Accounts.Grant(ctx, g, by.Account.ID)
	case "tag":
		err = p.Accounts.Revoke(ctx, r.PostForm.Get("tildeling"), by.Account.ID)
	case "spaer":
		err = p.Accounts.Disable(ctx, accountID, by.Account.ID)
	case "aabn":
		err = p.Accounts.Enable(ctx, accountID, by.Account.ID)
	case "link":
		var token string
		token, err = p.Accounts.NewWelcome(ctx, accountID, by.Account.ID)
		link = p.link(r, token)
	case "identitet":
		provider, subject, _ := strings.Cut(r.PostForm.Get("identitet"), " ")
		err = p.Accounts.Relink(ctx, provider, subject, accountID, by)
	default:
		err = errNotRead
	}
	if err != nil {
		link = ""
	}
	return link, err
}

// eventsLength is how many events one page shows.
const eventsLength = 100

// Events shows what happened to access.
func (p *Pages) Events() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		list, err := p.Accounts.Events(r.Context(), r.URL.Query().Get("konto"), r.URL.Query().Get("fra"), eventsLength)
		if err != nil {
			return err
		}
		v := eventsView{Events: list}
		if len(list) == eventsLength {
			v.Next = list[eventsLength-1].ID
		}
		return eventsPage.Render(w, r, v)
	})
}
