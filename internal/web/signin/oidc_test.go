package signin_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"

	"klynge/internal/access"
	"klynge/internal/web/signin"
)

// The provider of the test: zitadel's example, with its login form. It knows
// test-user2, whose subject is id2.
const user, userPassword, subject = "test-user2", "verysecure", "id2"

// provide starts the site and a provider on real sockets, and joins them.
func provide(t *testing.T, levels ...string) (accounts *access.Store, home string) {
	t.Helper()
	s := open(t)
	site := httptest.NewServer(s)
	t.Cleanup(site.Close)
	log := slog.Default()
	t.Cleanup(func() { slog.SetDefault(log) }) // which the example takes
	var provider http.Handler
	idp := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { provider.ServeHTTP(w, r) }))
	t.Cleanup(idp.Close)
	storage.RegisterClients(storage.WebClient("klynge", "hemmeligt", site.URL+signin.CallbackPath))
	provider = exampleop.SetupServer(idp.URL, storage.NewStorage(storage.NewUserStore(idp.URL)), slog.New(slog.DiscardHandler), false)
	s.SignIn.URL = site.URL
	s.SignIn.Provider = &signin.Provider{
		Name: "Log ind med medarbejder-id", Issuer: idp.URL, Client: "klynge", Secret: "hemmeligt",
		Redirect: site.URL + signin.CallbackPath, Levels: levels,
	}
	return s.Accounts, site.URL
}

// A walker follows redirects with cookies, like a browser.
type walker struct {
	t      *testing.T
	client *http.Client
}

func newWalker(t *testing.T) walker {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return walker{t, &http.Client{Jar: jar}}
}

func (w walker) text(answer *http.Response, err error) (at *url.URL, status int, text string) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	defer answer.Body.Close()
	bytes, err := io.ReadAll(answer.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return answer.Request.URL, answer.StatusCode, string(bytes)
}

// through goes to the provider from an address of ours, fills in its form and
// comes back.
func (w walker) through(address string) (at *url.URL, status int, text string) {
	w.t.Helper()
	at, status, text = w.text(w.client.Get(address))
	_, id, ok := strings.Cut(text, `name="id" value="`)
	if !ok {
		w.t.Fatalf("GET %s came to %s, status %d, which is no login form:\n%.600s", address, at, status, text)
	}
	id, _, _ = strings.Cut(id, `"`)
	form := url.Values{"id": {id}, "username": {user}, "password": {userPassword}}
	return w.text(w.client.PostForm(at.Scheme+"://"+at.Host+"/login/username", form))
}

func TestOpenIDConnect(t *testing.T) {
	accounts, home := provide(t)
	w := newWalker(t)
	_, _, text := w.text(w.client.Get(home + "/log-ind"))
	if !strings.Contains(text, "Log ind med medarbejder-id") {
		t.Error("the form has no button for the provider")
	}

	// Somebody the provider knows and we do not.
	_, status, text := w.through(home + "/log-ind/faelles")
	if status != http.StatusForbidden || !strings.Contains(text, "har ingen konto her") {
		t.Errorf("an unknown identity: status %d\n%.600s", status, text)
	}
	waiting, err := accounts.Waiting(t.Context())
	if err != nil || len(waiting) != 1 || waiting[0].Subject != subject {
		t.Fatalf("Waiting = %+v, %v, want %s", waiting, err, subject)
	}

	// An invitation is answered by the provider, and afterwards it opens alone.
	a, link, err := accounts.Invite(t.Context(), access.Invitation{Name: "Ib Ibsen", Email: "ib@skagerby.example"}, "test")
	if err != nil {
		t.Fatal(err)
	}
	at, status, text := w.through(home + "/log-ind/faelles?velkomst=" + link)
	if at.Path != "/skrivebord" || status != http.StatusOK || !strings.Contains(text, "Ib Ibsen") {
		t.Errorf("welcome by the provider: %s, status %d\n%.600s", at, status, text)
	}
	w = newWalker(t)
	at, status, text = w.through(home + "/en/log-ind/faelles?til=/konto")
	if at.Path != "/en/konto" || status != http.StatusOK || !strings.Contains(text, "Ib Ibsen") || !strings.Contains(text, "Your roles") {
		t.Errorf("sign in by the provider: %s, status %d\n%.600s", at, status, text)
	}
	if identities, err := accounts.Identities(t.Context(), a.ID); err != nil || len(identities) != 1 {
		t.Errorf("Identities = %+v, %v, want one", identities, err)
	}

	// It leads nowhere else, also when asked to.
	at, _, _ = newWalker(t).through(home + "/log-ind/faelles?til=https://ond.example/")
	if at.Path != "/skrivebord" || !strings.HasPrefix(home, at.Scheme+"://"+at.Host) {
		t.Errorf("signing in led to %s", at)
	}
}

func TestOpenIDConnectRefuses(t *testing.T) {
	accounts, home := provide(t)
	if _, _, err := accounts.Invite(t.Context(), access.Invitation{Name: "Ib", Email: "test-user2@zitadel.ch"}, "test"); err != nil {
		t.Fatal(err)
	}
	w := newWalker(t)
	_, status, text := w.through(home + "/log-ind/faelles")
	if status != http.StatusForbidden {
		t.Errorf("an identity with the mail address of an invited account: status %d, want 403\n%.300s", status, text)
	}

	// begin returns a browser on its way, and where the provider would lead it.
	begin := func(w walker) (back string) {
		w.client.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
			if r.URL.Path == signin.CallbackPath {
				back = r.URL.String()
				return http.ErrUseLastResponse
			}
			return nil
		}
		w.through(home + "/log-ind/faelles")
		w.client.CheckRedirect = nil
		if back == "" {
			t.Fatal("the provider did not lead back")
		}
		return back
	}
	get := func(w walker, address string) (int, string) {
		_, status, text := w.text(w.client.Get(address))
		return status, text
	}
	back := begin(newWalker(t))
	if status, text := get(newWalker(t), back); status != http.StatusForbidden || !strings.Contains(text, "en anden browser") {
		t.Errorf("the answer in another browser: status %d, want 403", status)
	}
	other := newWalker(t)
	begin(other)
	if status, text := get(other, back); status != http.StatusForbidden || !strings.Contains(text, "gik ikke igennem") {
		t.Errorf("another's answer: status %d, want 403", status)
	}
	third := newWalker(t)
	back = begin(third)
	if status, text := get(third, strings.Replace(back, "code=", "code=x", 1)); status != http.StatusForbidden || !strings.Contains(text, "gik ikke igennem") {
		t.Errorf("a changed code: status %d, want 403", status)
	}
	fourth := newWalker(t)
	back = begin(fourth)
	at, err := url.Parse(back)
	if err != nil {
		t.Fatal(err)
	}
	gaveUp := home + signin.CallbackPath + "?error=access_denied&state=" + at.Query().Get("state")
	if status, text := get(fourth, gaveUp); status != http.StatusForbidden || !strings.Contains(text, "gik ikke igennem") {
		t.Errorf("who gave up at the provider: status %d, want 403", status)
	}
}

// A provider that vouches too weakly is not believed.
func TestOpenIDConnectLevel(t *testing.T) {
	_, home := provide(t, "https://data.gov.dk/concept/core/nsis/Substantial")
	_, status, text := newWalker(t).through(home + "/log-ind/faelles")
	if status != http.StatusForbidden || !strings.Contains(text, "ikke sikkert nok") {
		t.Errorf("a weak level: status %d, want 403\n%.300s", status, text)
	}
}

// A provider that is away is told of, and the password still works.
func TestOpenIDConnectAway(t *testing.T) {
	s := open(t)
	s.SignIn.Provider = &signin.Provider{Name: "Log ind", Issuer: "http://127.0.0.1:1", Client: "klynge"}
	b := newBrowser(t, s)
	b.wants(b.get("/log-ind/faelles"), http.StatusServiceUnavailable, "", "svarer ikke lige nu")
	b.wants(b.signIn(), http.StatusSeeOther, "/skrivebord")
}
