// Package signin is the pages on which people say who they are, and the guard
// that asks them to.
//
// [Pages.Guard] stands before every handler of the site. It reads the cookie,
// asks package access who has it, holds what the route needs against what they
// may, and hands the handler a request that [Who] knows somebody of:
//
//   - A stranger is told that there is no such page, or is shown the sign-in
//     form where a page is for everybody with an account.
//   - Somebody whose time ran out is shown the sign-in form, with what they had
//     written, which is sent on its way when they have signed in.
//   - Somebody who is signed in but may not is told so, except of things in a
//     body they have no part in, which do not exist for them.
//
// A page behind the guard is never kept by a cache, here or in the browser. A
// public page is made without knowing who asks, so that it can be kept.
package signin

import (
	"context"
	"html/template"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/fault"
	"klynge/internal/web"
	"klynge/internal/when"
)

// Pages are what the pages are made of.
type Pages struct {
	Accounts *access.Store
	Passkeys *access.Passkeys // nil where the site has no name that a passkey could belong to
	Provider *Provider        // nil without one
	Bodies   *body.Public
	URL      string // where people find the site: https://klynge.example.dk
	Proxy    bool   // a web server stands in front and tells who asks

	// Replay answers a form that was held back while somebody signed in. It is
	// the whole site, guard and all.
	Replay http.Handler
}

type whoKey struct{}

// Who returns who asks, as the guard found out; a stranger on a public page.
func Who(r *http.Request) access.Who {
	who, _ := r.Context().Value(whoKey{}).(access.Who)
	return who
}

// A BodyOf finds the body that a request is about.
type BodyOf func(r *http.Request) (bodyID string, err error)

var (
	errNoPage  = fault.New(fault.Missing, "Der er ingen side på denne adresse.")
	errMayNot  = fault.New(fault.Forbidden, "Du har ikke adgang til denne side. Intet er ændret. Spørg den, der administrerer Klynge hos jer, hvis du burde have det.")
	errNotRead = fault.New(fault.Invalid, "Formularen kan ikke læses. Intet er gemt. Gå tilbage, og prøv igen.")
)

// Guard lets a request through to a handler when its visitor meets the need.
// Without of the need is of the whole installation. A page of a body asks a
// stranger to sign in, whether or not what it names is there: mails lead to such
// pages for months, and a browser forgets who signed in.
func (p *Pages) Guard(needs access.Need, of BodyOf, next http.Handler) http.Handler {
	if needs == access.Public {
		return next
	}
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		v, err := p.visit(w, r)
		switch {
		case err != nil:
			return err
		case !v.Who.SignedIn() && (v.Late || needs == access.SignedIn || of != nil):
			return p.ask(w, r, v)
		case !v.Who.SignedIn():
			return errNoPage
		}
		r = web.WithVisitor(r.WithContext(context.WithValue(r.Context(), whoKey{}, v.Who)), v.Who.Account.Name)
		bodyID := ""
		if of != nil {
			if bodyID, err = of(r); err != nil {
				web.Fail(w, r, err)
				return nil
			}
		}
		switch {
		case needs.Met(v.Who, bodyID):
			next.ServeHTTP(w, r)
		case of != nil:
			web.Fail(w, r, errNoPage)
		default:
			web.Fail(w, r, errMayNot)
		}
		return nil
	})
}

// visit asks who has the browser's token, and gives the browser a new one when
// it is time.
func (p *Pages) visit(w http.ResponseWriter, r *http.Request) (access.Visit, error) {
	v, err := p.Accounts.Who(r.Context(), p.token(r))
	if err != nil || !v.Renew {
		return v, err
	}
	token, err := p.Accounts.Renew(r.Context(), v)
	if err == nil && token != "" {
		p.give(w, r, token)
	}
	return v, err
}

// The cookies. A browser takes a __Host- cookie only from this very host, over
// TLS, for every path (RFC 6265bis, 4.1.3.2).
const (
	sessionCookie = "klynge"
	stepCookie    = "klynge_trin" // what a browser keeps between two steps of signing in
	hostOnly      = "__Host-"
)

func (p *Pages) secure(r *http.Request) bool {
	return r.TLS != nil || strings.HasPrefix(p.URL, "https://")
}

func (p *Pages) cookie(r *http.Request, name, value string, life time.Duration) *http.Cookie {
	secure := p.secure(r)
	if secure {
		name = hostOnly + name
	}
	c := &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: int(life.Seconds()), HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}

func (p *Pages) read(r *http.Request, name string) string {
	if p.secure(r) {
		name = hostOnly + name
	}
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// token returns the session's token, "" when the browser has none.
func (p *Pages) token(r *http.Request) string { return p.read(r, sessionCookie) }

// give gives the browser the token of a session.
func (p *Pages) give(w http.ResponseWriter, r *http.Request, token string) {
	http.SetCookie(w, p.cookie(r, sessionCookie, token, access.CookieLife))
}

// From returns the network address that a request comes from.
func (p *Pages) From(r *http.Request) string { return p.browser(r).Address }

// browser says where a request comes from. Of an IPv6 address it is the network
// of 64 bits, which one subscriber has whole.
func (p *Pages) browser(r *http.Request) access.Browser {
	address := r.RemoteAddr
	if host, _, err := net.SplitHostPort(address); err == nil {
		address = host
	}
	if told := r.Header.Values("X-Forwarded-For"); p.Proxy && len(told) > 0 {
		hops := strings.Split(told[len(told)-1], ",")
		address = strings.TrimSpace(hops[len(hops)-1]) // the one that our own proxy wrote
	}
	if ip := net.ParseIP(address); ip != nil && ip.To4() == nil {
		address = ip.Mask(net.CIDRMask(64, 128)).String()
	}
	return access.Browser{Agent: r.UserAgent(), Address: address}
}

// local returns an address of this site to go on to, or the desk when the
// address leads elsewhere or to signing in and out.
func local(address string) string {
	const home = "/skrivebord"
	to, err := url.Parse(address)
	if err != nil || to.IsAbs() || to.Host != "" || to.User != nil || !strings.HasPrefix(to.Path, "/") || strings.HasPrefix(to.Path, "//") ||
		strings.ContainsAny(address, "\\\r\n\t") || strings.HasPrefix(to.Path, "/log-") || strings.HasPrefix(to.Path, "/velkomst/") {
		return home
	}
	to.Fragment = ""
	return to.RequestURI()
}

// form reads a form of at most so many bytes.
func form(w http.ResponseWriter, r *http.Request, most int64) error {
	r.Body = http.MaxBytesReader(w, r.Body, most)
	if err := r.ParseForm(); err != nil {
		return fault.Because(err, fault.Invalid, "%s", fault.Sentence(errNotRead))
	}
	return nil
}

const small = 64 << 10 // bytes of a form without long texts

// to leads on to an address in the language of the request.
func to(w http.ResponseWriter, r *http.Request, address string) {
	http.Redirect(w, r, web.LanguageOf(r).Path(address), http.StatusSeeOther)
}

// page joins a template with its type.
func page[T any](sources ...string) *web.Page[T] { return web.MustPage[T](functions, sources...) }

func functions(l web.Language) template.FuncMap {
	return template.FuncMap{
		"at": func(t time.Time) string {
			t = t.In(when.Copenhagen)
			return l.Date(t.Format(time.DateOnly)) + " " + l.Clock(t.Format("15:04"), "")
		},
		"role": func(r access.Role) string { return l.Say(r.Danish()) },
		"did":  func(k access.EventKind) string { return l.Say(deeds[k]) },
		"by":   func(m access.Method) string { return l.Say(methods[m]) },
	}
}

var methods = map[access.Method]string{access.ByPassword: "Kode", access.ByPasskey: "Passkey", access.ByProvider: "Fælles login"}

var deeds = map[access.EventKind]string{
	access.Founded: "Blev den første administrator", access.Invited: "Inviteret", access.WelcomeMade: "Fik et nyt link",
	access.SignedInAs: "Loggede ind", access.Failed: "Forgæves forsøg", access.SignedOut: "Loggede ud", access.SessionEnded: "Logget ud et andet sted",
	access.Granted: "Fik en rolle", access.Revoked: "Mistede en rolle", access.Disabled: "Spærret", access.Enabled: "Åbnet igen",
	access.PasswordSet: "Valgte en kode", access.PasskeyAdded: "Tilføjede en passkey", access.PasskeyRemoved: "Slettede en passkey",
	access.IdentityLinked: "Fik knyttet et fælles login", access.IdentityRefused: "Ukendt fra fælles login",
}

// Words returns what the pages say out of tables, for the test that everything
// has its English.
func Words() (list []string) {
	for _, r := range access.Roles {
		list = append(list, r.Danish())
	}
	return slices.Concat(list, slices.Collect(maps.Values(methods)), slices.Collect(maps.Values(deeds)))
}
