package signin

import (
	_ "embed"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"klynge/internal/access"
	"klynge/internal/fault"
	"klynge/internal/web"
)

//go:embed login.html
var loginHTML string

var loginPage = page[loginView](loginHTML)

// A loginView is the form to sign in by, and what waits to be sent afterwards.
type loginView struct {
	Name     string // who has signed in, but did not write what waits
	Email    string // as typed
	To       string // where to go afterwards
	Late     bool   // the time ran out
	Wrong    string // why it was refused
	Held     string // the form that waits, encoded
	Texts    []text // the same, to be read and copied
	Provider string // its name on the button, "" without one
	Passkeys bool
}

// A text is one field of a form that waits.
type text struct{ Name, Value string }

func (p *Pages) login() loginView {
	v := loginView{Passkeys: p.Passkeys != nil}
	if p.Provider != nil {
		v.Provider = p.Provider.Name
	}
	return v
}

// hold keeps a form on the page.
func (v *loginView) hold(encoded string) {
	fields, err := url.ParseQuery(encoded)
	if err != nil || len(fields) == 0 {
		return
	}
	v.Held = encoded
	for name, values := range fields {
		for _, value := range values {
			v.Texts = append(v.Texts, text{name, value})
		}
	}
	slices.SortStableFunc(v.Texts, func(a, b text) int { return strings.Compare(a.Name, b.Name) })
}

// large is the most that a form may hold which is kept while somebody signs in:
// the presentation of an item is a few pages.
const large = 2 << 20

// ask shows the sign-in form to somebody who must sign in to go on. What they
// sent is in the page, and nowhere else.
func (p *Pages) ask(w http.ResponseWriter, r *http.Request, was access.Visit) error {
	if strings.HasPrefix(r.Header.Get("Accept"), "text/event-stream") {
		// A script listens, and shows no page. What it is told is a status.
		http.Error(w, web.LanguageOf(r).Say("Du er ikke længere logget ind. Log ind, og prøv igen."), http.StatusUnauthorized)
		return nil
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		query := url.Values{"til": {r.URL.RequestURI()}}
		if was.Late {
			query.Set("udloebet", "1")
		}
		to(w, r, "/log-ind?"+query.Encode())
		return nil
	}
	v := p.login()
	v.To, v.Late = local(r.URL.RequestURI()), was.Late
	if kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); kind == "application/x-www-form-urlencoded" {
		if err := form(w, r, large); err != nil {
			return err
		}
		v.hold(r.PostForm.Encode())
	}
	return loginPage.RenderStatus(w, r, http.StatusUnauthorized, v)
}

// ShowLogin shows the form to sign in by.
func (p *Pages) ShowLogin() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		is, err := p.visit(w, r)
		if err != nil {
			return err
		}
		v := p.login()
		v.To, v.Late = local(r.URL.Query().Get("til")), r.URL.Query().Get("udloebet") != ""
		if is.Who.SignedIn() {
			to(w, r, v.To)
			return nil
		}
		return loginPage.Render(w, r, v)
	})
}

// Login signs somebody in by password and goes on with what they were about.
func (p *Pages) Login() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		if err := form(w, r, 2*large); err != nil {
			return err
		}
		v := p.login()
		v.Email, v.To = r.PostForm.Get("mail"), local(r.PostForm.Get("til"))
		v.hold(r.PostForm.Get("holdt"))
		before := p.token(r)
		was, err := p.Accounts.Who(r.Context(), before)
		if err != nil {
			return err
		}
		token, err := p.Accounts.SignIn(r.Context(), v.Email, r.PostForm.Get("kode"), p.browser(r), before)
		if kind := fault.KindOf(err); err != nil && (kind == fault.Unknown || kind == fault.Forbidden) {
			v.Wrong = fault.Sentence(err)
			return loginPage.RenderStatus(w, r, kind.Status(), v)
		}
		if err != nil {
			return err
		}
		p.give(w, r, token)
		if v.Held == "" {
			to(w, r, v.To)
			return nil
		}
		is, err := p.Accounts.Who(r.Context(), token)
		if err != nil {
			return err
		}
		if is.Who.Account.ID == was.Was {
			p.replay(w, r, token, v)
			return nil
		}
		// Somebody else wrote it, or nobody knows who: it is sent when the one who
		// is signed in now says so.
		v.Name = is.Who.Account.Name
		return loginPage.Render(w, r, v)
	})
}

// replay sends the form that waited to where it was going, as the one who has
// just signed in. The request came from our own page (the edge has refused all
// others), and what it asks for is guarded like any other request.
func (p *Pages) replay(w http.ResponseWriter, r *http.Request, token string, v loginView) {
	again := r.Clone(r.Context())
	// local has parsed it before.
	again.URL, _ = url.Parse(v.To)
	again.RequestURI = v.To
	again.Body, again.ContentLength = io.NopCloser(strings.NewReader(v.Held)), int64(len(v.Held))
	again.Form, again.PostForm = nil, nil
	again.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	again.Header.Set("Content-Length", strconv.Itoa(len(v.Held)))
	again.Header.Set("Cookie", p.cookie(r, sessionCookie, token, access.CookieLife).Name+"="+token)
	p.Replay.ServeHTTP(w, again)
}

// Logout ends the session, here and now.
func (p *Pages) Logout() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if token := p.token(r); token != "" {
			if err := p.Accounts.SignOut(r.Context(), token); err != nil {
				return err
			}
		}
		w.Header().Set("Clear-Site-Data", `"cache"`) // nor does the back button show anything
		http.SetCookie(w, p.cookie(r, sessionCookie, "", 0))
		to(w, r, "/log-ind")
		return nil
	})
}
