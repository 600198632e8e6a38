package signin_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/descope/virtualwebauthn"

	"klynge/internal/access"
)

// The same steps as the script on the page takes, with a virtual telephone.
func TestPasskeysOverHTTP(t *testing.T) {
	s := open(t)
	const host = "klynge.skagerby.example"
	keys, err := access.NewPasskeys(s.Accounts, "http://"+host)
	if err != nil {
		t.Fatal(err)
	}
	b := newBrowser(t, s)
	b.wants(b.post("/log-ind/passkey/begynd"), http.StatusNotFound, "") // where the site has no name
	s.SignIn.Passkeys = keys
	party := virtualwebauthn.RelyingParty{Name: "Klynge", ID: host, Origin: "http://" + host}
	phone, key := virtualwebauthn.NewAuthenticator(), virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)

	finish := func(address, name, credential string) *httptest.ResponseRecorder {
		t.Helper()
		text, err := json.Marshal(map[string]any{"name": name, "credential": json.RawMessage(credential)})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(string(text)))
		r.Header.Set("Content-Type", "application/json")
		return b.send(r)
	}
	create := func(address string) string {
		t.Helper()
		options, err := virtualwebauthn.ParseAttestationOptions(b.post(address + "/begynd").Body.String())
		if err != nil {
			t.Fatalf("%s/begynd: %v", address, err)
		}
		return virtualwebauthn.CreateAttestationResponse(party, phone, key, *options)
	}
	get := func() string {
		t.Helper()
		options, err := virtualwebauthn.ParseAssertionOptions(b.post("/log-ind/passkey/begynd").Body.String())
		if err != nil {
			t.Fatalf("/log-ind/passkey/begynd: %v", err)
		}
		return virtualwebauthn.CreateAssertionResponse(party, phone, key, *options)
	}

	// An invitation is answered by a passkey.
	a, link, err := s.Accounts.Invite(t.Context(), access.Invitation{Name: "Ib Ibsen", Email: "ib@skagerby.example"}, "test")
	if err != nil {
		t.Fatal(err)
	}
	phone.Options.UserHandle = []byte(a.ID)
	phone.AddCredential(key)
	b.wants(b.get("/velkomst/"+link), http.StatusOK, "", "Opret en passkey")
	made := create("/velkomst/" + link + "/passkey")
	b.wants(finish("/velkomst/"+link+"/passkey", "Telefon", made), http.StatusNoContent, "")
	b.wants(finish("/velkomst/"+link+"/passkey", "Telefon", made), http.StatusConflict, "", "allerede brugt")
	b.wants(b.get("/konto"), http.StatusOK, "", "Ib Ibsen", "Telefon", "Vælg en kode")

	// It signs in, and a new one can be added.
	b.post("/log-ud")
	b.wants(finish("/log-ind/passkey", "", get()), http.StatusNoContent, "")
	b.wants(b.get("/konto"), http.StatusOK, "", "Ib Ibsen")
	key = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	b.wants(finish("/konto/passkey", "Pc på kontoret", create("/konto/passkey")), http.StatusNoContent, "")
	page := b.get("/konto")
	b.wants(page, http.StatusOK, "", "Pc på kontoret")

	// Half an answer, and somebody who is not signed in.
	b.wants(finish("/log-ind/passkey", "", `{}`), http.StatusForbidden, "")
	b.cookies = map[string]string{}
	b.wants(b.post("/konto/passkey/begynd"), http.StatusUnauthorized, "")
}
