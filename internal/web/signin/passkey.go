package signin

import (
	"encoding/json"
	"io"
	"net/http"
	"time"

	"klynge/internal/access"
	"klynge/internal/fault"
	"klynge/internal/web"
)

// stepLife is how long the browser keeps what it needs between two steps.
const stepLife = 10 * time.Minute

// passkeys wraps a handler that answers a script on our own page.
func (p *Pages) passkeys(next web.Handler) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if p.Passkeys == nil {
			return fault.New(fault.Missing, "Her kan du ikke logge ind med passkey. Brug din kode.")
		}
		w.Header().Set("Cache-Control", "no-store")
		return next(w, r)
	})
}

// begin sends options to the script, and a cookie with the sealed step.
func (p *Pages) begin(w http.ResponseWriter, r *http.Request, options []byte, step string) error {
	http.SetCookie(w, p.cookie(r, stepCookie, step, stepLife))
	w.Header().Set("Content-Type", "application/json")
	// A reader that went away has no use for the error.
	_, _ = w.Write(options)
	return nil
}

// An answered is what the script sends back: what the browser's authenticator
// said, and a name for a new key.
type answered struct {
	Name       string          `json:"name"`
	Credential json.RawMessage `json:"credential"`
}

func (p *Pages) answer(w http.ResponseWriter, r *http.Request) (step string, a answered, err error) {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, small))
	if err == nil {
		err = json.Unmarshal(text, &a)
	}
	if err != nil {
		return "", a, fault.Because(err, fault.Invalid, "%s", fault.Sentence(errNotRead))
	}
	step = p.read(r, stepCookie)
	http.SetCookie(w, p.cookie(r, stepCookie, "", 0))
	return step, a, nil
}

// BeginPasskey begins to sign somebody in by passkey.
func (p *Pages) BeginPasskey() http.Handler {
	return p.passkeys(func(w http.ResponseWriter, r *http.Request) error {
		options, step, err := p.Passkeys.BeginSignIn(r.Context())
		if err != nil {
			return err
		}
		return p.begin(w, r, options, step)
	})
}

// Passkey signs somebody in by passkey.
func (p *Pages) Passkey() http.Handler {
	return p.passkeys(func(w http.ResponseWriter, r *http.Request) error {
		step, a, err := p.answer(w, r)
		if err != nil {
			return err
		}
		token, err := p.Passkeys.FinishSignIn(r.Context(), step, a.Credential, p.browser(r), p.token(r))
		if err != nil {
			return err
		}
		p.give(w, r, token)
		w.WriteHeader(http.StatusNoContent)
		return nil
	})
}

// BeginWelcomePasskey begins to give somebody with a link a passkey.
func (p *Pages) BeginWelcomePasskey() http.Handler {
	return p.passkeys(func(w http.ResponseWriter, r *http.Request) error {
		l, err := p.Accounts.Look(r.Context(), r.PathValue("token"), access.Welcome, access.Who{})
		if err != nil {
			return err
		}
		options, step, err := p.Passkeys.BeginAdd(r.Context(), l.AccountID)
		if err != nil {
			return err
		}
		return p.begin(w, r, options, step)
	})
}

// WelcomePasskey spends a link on a passkey.
func (p *Pages) WelcomePasskey() http.Handler {
	return p.passkeys(func(w http.ResponseWriter, r *http.Request) error {
		step, a, err := p.answer(w, r)
		if err != nil {
			return err
		}
		token, err := p.Passkeys.Accept(r.Context(), r.PathValue("token"), step, a.Name, a.Credential, p.browser(r), p.token(r))
		if err != nil {
			return err
		}
		p.give(w, r, token)
		w.WriteHeader(http.StatusNoContent)
		return nil
	})
}

// BeginAddPasskey begins to give somebody one more passkey.
func (p *Pages) BeginAddPasskey() http.Handler {
	return p.passkeys(func(w http.ResponseWriter, r *http.Request) error {
		options, step, err := p.Passkeys.BeginAdd(r.Context(), Who(r).Account.ID)
		if err != nil {
			return err
		}
		return p.begin(w, r, options, step)
	})
}

// AddPasskey gives somebody one more passkey.
func (p *Pages) AddPasskey() http.Handler {
	return p.passkeys(func(w http.ResponseWriter, r *http.Request) error {
		step, a, err := p.answer(w, r)
		if err != nil {
			return err
		}
		if err := p.Passkeys.FinishAdd(r.Context(), Who(r), step, a.Name, a.Credential); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	})
}
