package signin

import (
	_ "embed"
	"net/http"

	"klynge/internal/access"
	"klynge/internal/fault"
	"klynge/internal/web"
)

//go:embed welcome.html
var welcomeHTML string

var welcomePage = page[welcomeView](welcomeHTML)

// A welcomeView asks somebody with a link how they want to sign in.
type welcomeView struct {
	Token       string
	Founding    bool   // of the first administrator, who is not known yet
	Name, Email string // of the account, or as typed
	Wrong       string
	Provider    string
	Passkeys    bool
}

// welcome returns what a link opens. Looking does not spend it: mail programs
// look at links too.
func (p *Pages) welcome(w http.ResponseWriter, r *http.Request) (v welcomeView, err error) {
	w.Header().Set("Cache-Control", "no-store")
	v.Token = r.PathValue("token")
	is, err := p.visit(w, r)
	if err != nil {
		return v, err
	}
	l, err := p.Accounts.Look(r.Context(), v.Token, access.Welcome, is.Who)
	if fault.Is(err, fault.Missing) {
		v.Founding = true
		_, err = p.Accounts.Look(r.Context(), v.Token, access.Found, is.Who)
		return v, err
	}
	if err != nil {
		return v, err
	}
	a, err := p.Accounts.Account(r.Context(), l.AccountID)
	v.Name, v.Email, v.Passkeys = a.Name, a.Email, p.Passkeys != nil
	if p.Provider != nil {
		v.Provider = p.Provider.Name
	}
	return v, err
}

// ShowWelcome shows what a link is for.
func (p *Pages) ShowWelcome() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		v, err := p.welcome(w, r)
		if err != nil {
			return err
		}
		return welcomePage.Render(w, r, v)
	})
}

// Welcome takes the password that somebody with a link has chosen.
func (p *Pages) Welcome() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		v, err := p.welcome(w, r)
		if err != nil {
			return err
		}
		if err := form(w, r, small); err != nil {
			return err
		}
		password, next := r.PostForm.Get("kode"), "/konto"
		if v.Founding {
			v.Name, v.Email, next = r.PostForm.Get("navn"), r.PostForm.Get("mail"), "/adgang"
		}
		err = p.accept(w, r, v, password)
		if fault.Is(err, fault.Invalid) {
			v.Wrong = fault.Sentence(err)
			return welcomePage.RenderStatus(w, r, http.StatusUnprocessableEntity, v)
		}
		if err != nil {
			return err
		}
		to(w, r, next)
		return nil
	})
}

func (p *Pages) accept(w http.ResponseWriter, r *http.Request, v welcomeView, password string) (err error) {
	if password != r.PostForm.Get("igen") {
		return fault.New(fault.Invalid, "De to koder er ikke ens. Skriv den samme kode to gange.")
	}
	var token string
	if v.Founding {
		if _, err = p.Accounts.FoundBy(r.Context(), v.Token, access.Founder{Name: v.Name, Email: v.Email, Password: password}); err != nil {
			return err
		}
		token, err = p.Accounts.SignIn(r.Context(), v.Email, password, p.browser(r), p.token(r))
	} else {
		token, err = p.Accounts.AcceptByPassword(r.Context(), v.Token, password, access.Who{}, p.browser(r), p.token(r))
	}
	if err == nil {
		p.give(w, r, token)
	}
	return err
}
