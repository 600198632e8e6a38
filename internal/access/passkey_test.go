package access

import (
	"crypto/ecdsa"
	"crypto/x509"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"klynge/internal/fault"
)

// A device is a telephone with passkeys in it.
type device struct {
	party         virtualwebauthn.RelyingParty
	authenticator virtualwebauthn.Authenticator
	key           virtualwebauthn.Credential
}

func newDevice(origin, host string) *device {
	return &device{
		party:         virtualwebauthn.RelyingParty{Name: "Klynge", ID: host, Origin: origin},
		authenticator: virtualwebauthn.NewAuthenticator(),
		key:           newKey(),
	}
}

// newKey is a key whose public coordinates fill their 32 bytes: the authenticator
// leaves out leading zeroes, which one key in 128 has and no real device does.
func newKey() virtualwebauthn.Credential {
	for {
		key := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
		parsed, err := x509.ParsePKCS8PrivateKey(key.Key.Data)
		if err != nil {
			panic(err)
		}
		point, err := parsed.(*ecdsa.PrivateKey).PublicKey.Bytes() // 4, x, y
		if err != nil {
			panic(err)
		}
		if point[1] != 0 && point[33] != 0 {
			return key
		}
	}
}

// create answers navigator.credentials.create.
func (v *device) create(t *testing.T, options []byte, accountID string) []byte {
	t.Helper()
	parsed, err := virtualwebauthn.ParseAttestationOptions(string(options))
	if err != nil {
		t.Fatalf("options %s: %v", options, err)
	}
	v.authenticator.Options.UserHandle = []byte(accountID)
	v.authenticator.AddCredential(v.key)
	return []byte(virtualwebauthn.CreateAttestationResponse(v.party, v.authenticator, v.key, *parsed))
}

// get answers navigator.credentials.get.
func (v *device) get(t *testing.T, options []byte) []byte {
	t.Helper()
	parsed, err := virtualwebauthn.ParseAssertionOptions(string(options))
	if err != nil {
		t.Fatalf("options %s: %v", options, err)
	}
	return []byte(virtualwebauthn.CreateAssertionResponse(v.party, v.authenticator, v.key, *parsed))
}

const origin, host = "https://klynge.skagerby.example", "klynge.skagerby.example"

func TestPasskeys(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		keys, err := NewPasskeys(d.Store, origin)
		d.must(err)
		a, link, err := d.Invite(ctx, Invitation{Name: "Gerda", Email: "gerda@skagerby.example", Grant: Grant{Role: Member, BodyID: "b1"}}, "test")
		d.must(err)

		// An invitation is answered with a passkey, once.
		phone := newDevice(origin, host)
		options, step, err := keys.BeginAdd(ctx, a.ID)
		d.must(err)
		answer := phone.create(t, options, a.ID)
		session, err := keys.Accept(ctx, link, step, "Telefon", answer, home, "")
		d.must(err)
		_, err = keys.Accept(ctx, link, step, "Telefon", answer, home, "")
		d.refuses("the same link again", err, fault.Conflict)

		signIn := func(v *device) (string, []byte, string, error) {
			options, step, err := keys.BeginSignIn(ctx)
			d.must(err)
			answer := v.get(t, options)
			token, err := keys.FinishSignIn(ctx, step, answer, home, session)
			return step, answer, token, err
		}
		step, answer, token, err := signIn(phone)
		d.must(err)
		if v := d.who(token); v.Who.Account.ID != a.ID || v.Was != a.ID {
			t.Errorf("who by passkey = %+v, want %s", v, a.ID)
		}
		_, err = keys.FinishSignIn(ctx, step, answer, home, "")
		d.refuses("the same answer again", err, fault.Conflict)

		// What does not fit is refused.
		foreign := newDevice("https://klynge.ond.example", host)
		foreign.key, foreign.authenticator = phone.key, phone.authenticator
		_, _, _, err = signIn(foreign)
		d.refuses("from another origin", err, fault.Unknown)
		stranger := newDevice(origin, host)
		stranger.authenticator.Options.UserHandle = []byte(a.ID)
		stranger.authenticator.AddCredential(stranger.key)
		_, _, _, err = signIn(stranger)
		d.refuses("by a key that was never added", err, fault.Unknown)
		phone.authenticator.Options.UserNotVerified = true
		_, _, _, err = signIn(phone)
		d.refuses("without a finger or a code", err, fault.Unknown)
		phone.authenticator.Options.UserNotVerified = false
		phone.key.Counter = 5 // until now it did not count, as keys that are kept in a cloud do not
		_, _, _, err = signIn(phone)
		d.must(err)
		phone.key.Counter = 3
		_, _, _, err = signIn(phone)
		d.refuses("by a copy whose counter is behind", err, fault.Forbidden)
		phone.key.Counter = 6
		options, step, err = keys.BeginSignIn(ctx)
		d.must(err)
		d.pass(stepLife)
		_, err = keys.FinishSignIn(ctx, step, phone.get(t, options), home, "")
		d.refuses("too late", err, fault.Forbidden)
		_, err = keys.FinishSignIn(ctx, step, []byte(`{"id":`), home, "")
		d.refuses("half an answer", err, fault.Forbidden)

		// A second one; the last way in stays.
		by := d.who(token).Who
		computer := newDevice(origin, host)
		options, step, err = keys.BeginAdd(ctx, a.ID)
		d.must(err)
		d.must(keys.FinishAdd(ctx, by, step, "Pc på kontoret", computer.create(t, options, a.ID)))
		list, err := d.PasskeysOf(ctx, a.ID)
		d.must(err)
		if len(list) != 2 || list[0].Name != "Telefon" || list[1].Name != "Pc på kontoret" {
			t.Fatalf("PasskeysOf = %+v, want the telephone and the computer", list)
		}
		ib, _ := d.person("Ib", Member, "b1")
		d.refuses("remove another's", d.RemovePasskey(ctx, list[0].ID, Who{Account: ib}), fault.Conflict)
		d.must(d.RemovePasskey(ctx, list[0].ID, by))
		d.refuses("remove the last", d.RemovePasskey(ctx, list[1].ID, by), fault.Conflict)
		_, _, _, err = signIn(phone)
		d.refuses("by a removed key", err, fault.Unknown)
		d.pass(time.Second)
		_, _, _, err = signIn(computer)
		d.must(err)
		d.must(d.Disable(ctx, a.ID, "test"))
		_, _, _, err = signIn(computer)
		d.refuses("of a disabled account", err, fault.Forbidden)
	})
}
