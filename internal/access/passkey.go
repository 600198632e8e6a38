package access

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"klynge/internal/fault"
)

// A Passkey is a key in somebody's telephone, computer or security key
// (WebAuthn level 3). It is both what they have and what they are or know, so
// it needs no password beside it.
type Passkey struct {
	ID   string
	Name string
	Made time.Time
	Used time.Time
}

// Passkeys lets people sign in by passkey at one origin.
//
// Each ceremony has two steps. The first returns options for the browser and a
// sealed step that it brings back with its answer; nothing is stored for
// somebody who only began. A step is good for [stepLife], and once.
type Passkeys struct {
	store *Store
	authn *webauthn.WebAuthn
}

// NewPasskeys returns the passkeys of the site at an origin, as
// https://klynge.example.dk. A passkey belongs to the host name for ever.
func NewPasskeys(store *Store, origin string) (*Passkeys, error) {
	at, err := url.Parse(origin)
	if err != nil || at.Hostname() == "" {
		return nil, fault.New(fault.Invalid, "Adressen %s kan ikke læses. Skriv den som https://klynge.eksempel.dk.", origin)
	}
	authn, err := webauthn.New(&webauthn.Config{
		RPID: at.Hostname(), RPDisplayName: "Klynge", RPOrigins: []string{at.Scheme + "://" + at.Host},
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
	})
	return &Passkeys{store, authn}, err
}

const stepLife = 10 * time.Minute

const (
	signInStep = "passkey-sign-in"
	addStep    = "passkey-add"
)

// An owner is an account as WebAuthn knows it.
type owner struct {
	Account
	keys []webauthn.Credential
}

func (o owner) WebAuthnID() []byte                         { return []byte(o.ID) }
func (o owner) WebAuthnName() string                       { return o.Email }
func (o owner) WebAuthnDisplayName() string                { return o.Name }
func (o owner) WebAuthnCredentials() []webauthn.Credential { return o.keys }

var errPasskey = fault.New(fault.Unknown, "Passkeyen blev ikke godtaget. Intet er ændret. Prøv igen, eller log ind på en anden måde.")

// refused tells why a ceremony failed: to the log what the library says, to the
// person a sentence.
func refused(err error) error {
	if e, ok := errors.AsType[*fault.Error](err); ok {
		return e
	}
	if e, ok := errors.AsType[*protocol.Error](err); ok {
		err = errors.New(e.Error() + ": " + e.DevInfo)
	}
	return fault.Because(err, fault.Unknown, "%s", fault.Sentence(errPasskey))
}

// BeginSignIn returns options for navigator.credentials.get. They name no
// account, so that nobody learns from them who has one.
func (p *Passkeys) BeginSignIn(ctx context.Context) (options []byte, step string, err error) {
	defer fault.In(&err, "access: begin sign-in by passkey")
	assertion, session, err := p.authn.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, "", err
	}
	return p.step(ctx, signInStep, assertion, session)
}

func (p *Passkeys) step(ctx context.Context, purpose string, options, session any) (_ []byte, step string, err error) {
	answer, err := json.Marshal(options)
	if err != nil {
		return nil, "", err
	}
	kept, err := json.Marshal(session)
	if err != nil {
		return nil, "", err
	}
	step, err = p.store.Seal(ctx, purpose, kept, stepLife)
	return answer, step, err
}

func (p *Passkeys) open(ctx context.Context, purpose, step string) (session webauthn.SessionData, err error) {
	kept, err := p.store.Unseal(ctx, purpose, step)
	if err != nil {
		return session, err
	}
	return session, json.Unmarshal(kept, &session)
}

// FinishSignIn takes the browser's answer and returns the token of a session.
func (p *Passkeys) FinishSignIn(ctx context.Context, step string, answer []byte, from Browser, before string) (token string, err error) {
	defer fault.In(&err, "access: sign in by passkey")
	session, err := p.open(ctx, signInStep, step)
	if err != nil {
		return "", err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return "", refused(err)
	}
	find := func(_, handle []byte) (webauthn.User, error) { return p.store.owner(ctx, string(handle)) }
	user, key, err := p.authn.ValidatePasskeyLogin(find, session, parsed)
	if err != nil {
		return "", refused(err)
	}
	if key.Authenticator.CloneWarning {
		return "", fault.New(fault.Forbidden, "Passkeyen ser ud til at være kopieret og blev ikke godtaget. Log ind på en anden måde, og slet den.")
	}
	return p.store.signInByPasskey(ctx, string(user.WebAuthnID()), *key, step, from, before)
}

// BeginAdd returns options for navigator.credentials.create.
func (p *Passkeys) BeginAdd(ctx context.Context, accountID string) (options []byte, step string, err error) {
	defer fault.In(&err, "access: begin to add a passkey to %s", accountID)
	o, err := p.store.owner(ctx, accountID)
	if err != nil {
		return nil, "", err
	}
	var known []protocol.CredentialDescriptor
	for _, key := range o.keys {
		known = append(known, key.Descriptor())
	}
	creation, session, err := p.authn.BeginRegistration(o, webauthn.WithExclusions(known))
	if err != nil {
		return nil, "", err
	}
	return p.step(ctx, addStep, creation, session)
}

func (p *Passkeys) created(ctx context.Context, accountID, step string, answer []byte) (*webauthn.Credential, error) {
	session, err := p.open(ctx, addStep, step)
	if err != nil {
		return nil, err
	}
	o, err := p.store.owner(ctx, accountID)
	if err != nil {
		return nil, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return nil, refused(err)
	}
	key, err := p.authn.CreateCredential(o, session, parsed)
	if err != nil {
		return nil, refused(err)
	}
	return key, nil
}

// FinishAdd gives somebody a passkey of a name of their own choice.
func (p *Passkeys) FinishAdd(ctx context.Context, by Who, step, name string, answer []byte) (err error) {
	defer fault.In(&err, "access: add a passkey to %s", by.Account.ID)
	key, err := p.created(ctx, by.Account.ID, step, answer)
	if err != nil {
		return err
	}
	return p.store.addPasskey(ctx, by, *key, name, step)
}

// Accept spends a welcome link on a passkey and signs its owner in.
func (p *Passkeys) Accept(ctx context.Context, token, step, name string, answer []byte, from Browser, before string) (session string, err error) {
	defer fault.In(&err, "access: accept by passkey")
	l, err := p.store.Look(ctx, token, Welcome, Who{})
	if err != nil {
		return "", err
	}
	key, err := p.created(ctx, l.AccountID, step, answer)
	if err != nil {
		return "", err
	}
	return p.store.acceptByPasskey(ctx, token, *key, name, step, from, before)
}
