package signin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"klynge/internal/access"
	"klynge/internal/fault"
	"klynge/internal/web"
)

// A Provider vouches for people by OpenID Connect: authorization code with
// PKCE (RFC 7636), state and nonce. docs/signin.md says how NemLog-in stands
// behind one.
type Provider struct {
	Name     string // what the button says: "Log ind med medarbejder-id"
	Issuer   string
	Client   string
	Secret   string
	Redirect string   // our own address that the provider leads back to
	Levels   []string // acr values that are good enough; any when empty

	mu    sync.Mutex
	found *oidc.Provider
}

// CallbackPath is where a provider leads back to.
const CallbackPath = "/log-ind/faelles/svar"

// patience is how long the provider may take to answer us.
const patience = 10 * time.Second

// trust is how we speak to the provider.
func trust(ctx context.Context) context.Context {
	return oidc.ClientContext(context.WithoutCancel(ctx), &http.Client{Timeout: patience})
}

// discover asks the provider about itself, once it answers: it may be away when
// we start.
func (v *Provider) discover(ctx context.Context) (*oidc.Provider, *oauth2.Config, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.found == nil {
		found, err := oidc.NewProvider(trust(ctx), v.Issuer)
		if err != nil {
			return nil, nil, fault.Because(err, fault.Unavailable, "Det fælles login svarer ikke lige nu. Prøv igen om lidt, eller log ind på en anden måde.")
		}
		v.found = found
	}
	return v.found, &oauth2.Config{
		ClientID: v.Client, ClientSecret: v.Secret, Endpoint: v.found.Endpoint(), RedirectURL: v.Redirect,
		Scopes: []string{oidc.ScopeOpenID, "profile", "email"},
	}, nil
}

// An errand is what a browser keeps, sealed, while its owner is at the provider.
type errand struct {
	State, Nonce, Verifier string
	To                     string
	Welcome                string // token of the link that is answered this way
}

const oidcStep = "oidc"

// GoToProvider leads to the provider.
func (p *Pages) GoToProvider() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		if p.Provider == nil {
			return errNoProvider
		}
		_, config, err := p.Provider.discover(r.Context())
		if err != nil {
			return err
		}
		query := r.URL.Query()
		e := errand{rand.Text(), rand.Text(), oauth2.GenerateVerifier(), web.LanguageOf(r).Path(local(query.Get("til"))), query.Get("velkomst")}
		kept, err := json.Marshal(e)
		if err != nil {
			return err
		}
		step, err := p.Accounts.Seal(r.Context(), oidcStep, kept, stepLife)
		if err != nil {
			return err
		}
		http.SetCookie(w, p.cookie(r, stepCookie, step, stepLife))
		options := []oauth2.AuthCodeOption{oidc.Nonce(e.Nonce), oauth2.S256ChallengeOption(e.Verifier)}
		if len(p.Provider.Levels) > 0 {
			options = append(options, oauth2.SetAuthURLParam("acr_values", strings.Join(p.Provider.Levels, " ")))
		}
		http.Redirect(w, r, config.AuthCodeURL(e.State, options...), http.StatusSeeOther)
		return nil
	})
}

var errNoProvider = fault.New(fault.Missing, "Her er der ikke noget fælles login. Brug din kode eller din passkey.")

var errProvider = fault.New(fault.Forbidden, "Det fælles login gik ikke igennem. Du er ikke logget ind. Begynd forfra.")

// FromProvider signs in whoever comes back from the provider.
func (p *Pages) FromProvider() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		if p.Provider == nil {
			return errNoProvider
		}
		step := p.read(r, stepCookie)
		http.SetCookie(w, p.cookie(r, stepCookie, "", 0))
		kept, err := p.Accounts.Unseal(r.Context(), oidcStep, step)
		if err != nil {
			return err
		}
		var e errand
		if err := json.Unmarshal(kept, &e); err != nil {
			return err
		}
		identity, err := p.Provider.identify(r.Context(), r.URL.Query(), e)
		if err != nil {
			return err
		}
		if err := p.Accounts.Spend(r.Context(), step); err != nil {
			return err
		}
		var token string
		if e.Welcome != "" {
			token, err = p.Accounts.AcceptBy(r.Context(), e.Welcome, identity, p.browser(r), p.token(r))
		} else {
			token, err = p.Accounts.SignInBy(r.Context(), identity, p.browser(r), p.token(r))
		}
		if err != nil {
			return err
		}
		p.give(w, r, token)
		http.Redirect(w, r, e.To, http.StatusSeeOther)
		return nil
	})
}

// identify holds what the browser brought back against its errand and asks the
// provider for the proof.
func (v *Provider) identify(ctx context.Context, query url.Values, e errand) (i access.Identity, err error) {
	if subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(e.State)) != 1 {
		return i, errProvider
	}
	refuse := func(cause error) error {
		return fault.Because(cause, fault.Forbidden, "%s", fault.Sentence(errProvider))
	}
	if said := query.Get("error"); said != "" {
		return i, refuse(errors.New("the provider said " + said))
	}
	provider, config, err := v.discover(ctx)
	if err != nil {
		return i, err
	}
	answer, err := config.Exchange(trust(ctx), query.Get("code"), oauth2.VerifierOption(e.Verifier))
	if err != nil {
		return i, refuse(err)
	}
	raw, _ := answer.Extra("id_token").(string)
	token, err := provider.Verifier(&oidc.Config{ClientID: v.Client}).Verify(trust(ctx), raw)
	if err != nil {
		return i, refuse(err)
	}
	var claims struct {
		Name  string `json:"name"`
		Email string `json:"email"`
		Level string `json:"acr"`
	}
	if err := token.Claims(&claims); err != nil {
		return i, refuse(err)
	}
	switch {
	case subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(e.Nonce)) != 1:
		return i, refuse(errors.New("the nonce is another's"))
	case len(v.Levels) > 0 && !slices.Contains(v.Levels, claims.Level):
		return i, fault.New(fault.Forbidden, "Det fælles login var ikke sikkert nok. Log ind igen på et højere sikringsniveau.")
	}
	return access.Identity{Provider: token.Issuer, Subject: token.Subject, Name: claims.Name, Email: claims.Email}, nil
}
