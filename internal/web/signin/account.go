package signin

import (
	_ "embed"
	"net/http"

	"klynge/internal/access"
	"klynge/internal/fault"
	"klynge/internal/web"
)

//go:embed account.html
var accountHTML string

var accountPage = page[accountView](accountHTML)

// An accountView is somebody's own account.
type accountView struct {
	access.Account
	Grants      []access.Grant
	Sessions    []access.Session
	Here        string // id of this session
	Keys        []access.Passkey
	Identities  []access.Identity
	HasPassword bool
	Passkeys    bool // new ones can be made
	Manages     bool // access
	Wrong       string
}

// ShowAccount shows one's own account.
func (p *Pages) ShowAccount() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.account(w, r, nil) })
}

// account shows the account, with why something was refused.
func (p *Pages) account(w http.ResponseWriter, r *http.Request, refused error) (err error) {
	who, ctx, status := Who(r), r.Context(), http.StatusOK
	v := accountView{
		Account: who.Account, Grants: who.Grants, Here: who.Session, Passkeys: p.Passkeys != nil, Manages: who.May(access.ManageAccess, ""),
		Wrong: fault.Sentence(refused),
	}
	if refused != nil {
		status = fault.KindOf(refused).Status()
	}
	if v.Sessions, err = p.Accounts.Sessions(ctx, who.Account.ID); err != nil {
		return err
	}
	if v.Keys, err = p.Accounts.PasskeysOf(ctx, who.Account.ID); err != nil {
		return err
	}
	if v.Identities, err = p.Accounts.Identities(ctx, who.Account.ID); err != nil {
		return err
	}
	if v.HasPassword, err = p.Accounts.HasPassword(ctx, who.Account.ID); err != nil {
		return err
	}
	return accountPage.RenderStatus(w, r, status, v)
}

// own wraps a change of one's own account: it shows the account afterwards, and
// says there why it was refused.
func (p *Pages) own(change func(r *http.Request, who access.Who) error) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := form(w, r, small); err != nil {
			return err
		}
		err := change(r, Who(r))
		if fault.Sentence(err) != "" && fault.KindOf(err) != fault.Internal {
			return p.account(w, r, err)
		}
		if err != nil {
			return err
		}
		to(w, r, "/konto")
		return nil
	})
}

// ChangePassword takes a new password.
func (p *Pages) ChangePassword() http.Handler {
	return p.own(func(r *http.Request, who access.Who) error {
		if r.PostForm.Get("kode") != r.PostForm.Get("igen") {
			return fault.New(fault.Invalid, "De to nye koder er ikke ens. Intet er ændret. Skriv den samme kode to gange.")
		}
		return p.Accounts.ChangePassword(r.Context(), who, r.PostForm.Get("gammel"), r.PostForm.Get("kode"))
	})
}

// EndSession ends one of one's sessions.
func (p *Pages) EndSession() http.Handler {
	return p.own(func(r *http.Request, who access.Who) error {
		return p.Accounts.EndSession(r.Context(), r.PathValue("session"), who)
	})
}

// RemovePasskey removes one of one's passkeys.
func (p *Pages) RemovePasskey() http.Handler {
	return p.own(func(r *http.Request, who access.Who) error {
		return p.Accounts.RemovePasskey(r.Context(), r.PathValue("noegle"), who)
	})
}
