package signin_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/fault"
	"klynge/internal/web/signin"
	"klynge/internal/web/webtest"
)

// A browser has cookies, and shows what a server answers.
type browser struct {
	t       *testing.T
	site    http.Handler
	cookies map[string]string
}

func open(t *testing.T) *webtest.Site {
	t.Helper()
	s, err := webtest.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func newBrowser(t *testing.T, site http.Handler) *browser {
	return &browser{t, site, map[string]string{}}
}

func (b *browser) send(r *http.Request) *httptest.ResponseRecorder {
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	answer := httptest.NewRecorder()
	b.site.ServeHTTP(answer, r)
	for _, c := range answer.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
	}
	return answer
}

func (b *browser) get(address string) *httptest.ResponseRecorder {
	return b.send(httptest.NewRequest(http.MethodGet, address, nil))
}

func (b *browser) post(address string, fields ...string) *httptest.ResponseRecorder {
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(r)
}

// signIn signs the administrator in.
func (b *browser) signIn(fields ...string) *httptest.ResponseRecorder {
	return b.post("/log-ind", append([]string{"mail", webtest.Mail, "kode", webtest.Password}, fields...)...)
}

// wants holds an answer to its status, where it leads and what it says.
func (b *browser) wants(answer *httptest.ResponseRecorder, status int, location string, texts ...string) {
	b.t.Helper()
	if answer.Code != status || answer.Header().Get("Location") != location {
		b.t.Errorf("status %d to %q, want %d to %q\n%.400s", answer.Code, answer.Header().Get("Location"), status, location, answer.Body)
	}
	for _, text := range texts {
		if !strings.Contains(answer.Body.String(), text) {
			b.t.Errorf("%q is not on the page", text)
		}
	}
}

func TestEveryAddressAfterSigningInIsOurs(t *testing.T) {
	s := open(t)
	for asked, want := range map[string]string{
		"/gennemgang":                  "/gennemgang",
		"/soeg?q=medicin&aar=2024":     "/soeg?q=medicin&aar=2024",
		"":                             "/skrivebord",
		"https://ond.example/":         "/skrivebord",
		"//ond.example/":               "/skrivebord",
		"/\\ond.example/":              "/skrivebord",
		"\\\\ond.example":              "/skrivebord",
		"///ond.example":               "/skrivebord",
		"/%2F/ond.example":             "/skrivebord",
		"javascript:alert(1)":          "/skrivebord",
		"/log-ud":                      "/skrivebord",
		"/log-ind?til=/log-ind":        "/skrivebord",
		"/velkomst/abc":                "/skrivebord",
		"konto":                        "/skrivebord",
		"/konto\r\nSet-Cookie: klynge": "/skrivebord",
		"http:/konto":                  "/skrivebord",
		"//gerda@ond.example":          "/skrivebord",
	} {
		b := newBrowser(t, s)
		answer := b.signIn("til", asked)
		if got := answer.Header().Get("Location"); answer.Code != http.StatusSeeOther || got != want {
			t.Errorf("sign in to go on to %q: status %d to %q, want %q", asked, answer.Code, got, want)
		}
	}
	b := newBrowser(t, s)
	b.wants(b.post("/en/log-ind", "mail", webtest.Mail, "kode", webtest.Password, "til", "/gennemgang"), http.StatusSeeOther, "/en/gennemgang")
	b.wants(b.get("/log-ind?til=//ond.example"), http.StatusSeeOther, "/skrivebord")
}

func TestCookies(t *testing.T) {
	s := open(t)
	answer := newBrowser(t, s).signIn()
	if got := answer.Header().Get("Set-Cookie"); !strings.HasPrefix(got, "klynge=") || !strings.Contains(got, "HttpOnly") || !strings.Contains(got, "SameSite=Lax") {
		t.Errorf("Set-Cookie without TLS: %q", got)
	}
	s.SignIn.URL = "https://klynge.skagerby.example"
	answer = newBrowser(t, s).signIn()
	for _, want := range []string{"__Host-klynge=", "; Path=/;", "HttpOnly", "Secure", "SameSite=Lax"} {
		if got := answer.Header().Get("Set-Cookie"); !strings.Contains(got, want) || strings.Contains(got, "Domain") {
			t.Errorf("Set-Cookie with TLS: %q, want %s and no Domain", got, want)
		}
	}
	// A cookie that anybody on a neighbouring host could have set is no session.
	token := strings.TrimPrefix(strings.Split(answer.Header().Get("Set-Cookie"), ";")[0], "__Host-klynge=")
	r := httptest.NewRequest(http.MethodGet, "/gennemgang", nil)
	r.AddCookie(&http.Cookie{Name: "klynge", Value: token})
	answer = httptest.NewRecorder()
	s.ServeHTTP(answer, r)
	if answer.Code != http.StatusNotFound {
		t.Errorf("a session in a cookie without __Host-: status %d, want 404", answer.Code)
	}
}

// The time runs out while somebody writes: the text is kept, and sent when they
// have signed in.
func TestTextSurvivesAnExpiredSession(t *testing.T) {
	s := open(t)
	b := newBrowser(t, s)
	b.signIn()
	const old, fresh = webtest.Password, "en helt ny kode her"
	s.Pass(13 * time.Hour)
	answer := b.post("/konto/kode", "gammel", old, "kode", fresh, "igen", fresh)
	b.wants(answer, http.StatusUnauthorized, "", "Det, du skrev, er her endnu", fresh, `value="/konto/kode"`, `id="send-igen"`)
	if got := answer.Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control of the page with the text = %q, want no-store", got)
	}
	kept := url.Values{"gammel": {old}, "kode": {fresh}, "igen": {fresh}}.Encode()

	// A wrong password keeps it still.
	answer = b.post("/log-ind", "mail", webtest.Mail, "kode", "ikke den rigtige", "til", "/konto/kode", "holdt", kept)
	b.wants(answer, http.StatusUnauthorized, "", "passer ikke sammen", `name="holdt"`, fresh)
	b.wants(b.signIn("til", "/konto/kode", "holdt", kept), http.StatusSeeOther, "/konto")
	b.wants(newBrowser(t, s).post("/log-ind", "mail", webtest.Mail, "kode", fresh), http.StatusSeeOther, "/skrivebord")
	b.wants(b.get("/konto"), http.StatusOK, "", "Gerda Holm")
}

// What one wrote is not sent in the name of another who signs in, nor what came
// from nobody known.
func TestTextOfAnotherIsNotSent(t *testing.T) {
	s := open(t)
	_, token, err := s.Visitor(t.Context(), "Ib Ibsen", access.Member, "")
	if err != nil {
		t.Fatal(err)
	}
	kept := url.Values{"kode": {"en helt ny kode her"}}.Encode()
	for name, cookie := range map[string]string{"Ib's text": token, "nobody's text": ""} {
		b := newBrowser(t, s)
		b.cookies["klynge"] = cookie
		s.Pass(13 * time.Hour)
		answer := b.signIn("til", "/konto/kode", "holdt", kept)
		b.wants(answer, http.StatusOK, "", "Du er logget ind som Gerda Holm. Se teksten igennem", `action="/konto/kode"`, "Send det nu")
		if answer := newBrowser(t, s).signIn(); answer.Code != http.StatusSeeOther {
			t.Errorf("%s was sent: the password is another", name)
		}
	}
	// Markup in what waits is text.
	b := newBrowser(t, s)
	answer := b.post("/konto/kode", "kode", `"><script>alert(1)</script>`)
	b.wants(answer, http.StatusUnauthorized, "", "&lt;script&gt;")
	if strings.Contains(answer.Body.String(), "<script>alert") {
		t.Error("what waits is written as markup")
	}
}

// A replayed form is guarded like any other.
func TestReplayIsGuarded(t *testing.T) {
	s := open(t)
	b := newBrowser(t, s)
	accountID, token, err := s.Visitor(t.Context(), "Ib Ibsen", access.Member, "")
	if err != nil {
		t.Fatal(err)
	}
	b.cookies["klynge"] = token
	answer := b.post("/adgang", "navn", "Ond", "mail", "ond@skagerby.example", "rolle", "administrator")
	b.wants(answer, http.StatusForbidden, "", "Du har ikke adgang")
	link, err := s.Accounts.NewWelcome(t.Context(), accountID, "test")
	if err != nil {
		t.Fatal(err)
	}
	b.wants(b.post("/velkomst/"+link, "kode", "måger over vandet", "igen", "måger over vandet"), http.StatusSeeOther, "/konto")
	s.Pass(3 * time.Hour)
	a, err := s.Accounts.Account(t.Context(), accountID)
	if err != nil {
		t.Fatal(err)
	}
	kept := url.Values{"navn": {"Ond"}, "mail": {"ond@skagerby.example"}, "rolle": {"administrator"}}.Encode()
	answer = b.post("/log-ind", "mail", a.Email, "kode", "måger over vandet", "til", "/adgang", "holdt", kept)
	b.wants(answer, http.StatusForbidden, "", "Du har ikke adgang")
	if _, err := s.Accounts.ByEmail(t.Context(), "ond@skagerby.example"); !fault.Is(err, fault.Missing) {
		t.Errorf("the replayed form made an account: %v", err)
	}
}

func TestWelcome(t *testing.T) {
	s := open(t)
	admin := newBrowser(t, s)
	admin.signIn()
	answer := admin.post("/adgang", "navn", "Ib Ibsen", "mail", "ib@skagerby.example", "rolle", "revisor")
	admin.wants(answer, http.StatusUnprocessableEntity, "", "Rollen findes ikke", "Ib Ibsen")
	answer = admin.post("/adgang", "navn", "Ib Ibsen", "mail", "ib@skagerby.example", "rolle", "auditor")
	admin.wants(answer, http.StatusOK, "", "Linket er lavet")
	_, rest, _ := strings.Cut(answer.Body.String(), "http://klynge.skagerby.example/velkomst/")
	link := "/velkomst/" + rest[:26]

	b := newBrowser(t, s)
	for range 2 { // a mail program looks first
		b.wants(b.get(link), http.StatusOK, "", "Ib Ibsen", "Vælg, hvordan du vil logge ind")
	}
	admin.wants(admin.get(link), http.StatusForbidden, "", "til en anden end den, der er logget ind")
	b.wants(b.post(link, "kode", "kort", "igen", "kort"), http.StatusUnprocessableEntity, "", "Koden er for kort")
	b.wants(b.post(link, "kode", "måger over vandet", "igen", "måger over havet"), http.StatusUnprocessableEntity, "", "ikke ens")
	b.wants(b.post(link, "kode", "måger over vandet", "igen", "måger over vandet"), http.StatusSeeOther, "/konto")
	b.wants(b.get("/konto"), http.StatusOK, "", "Ib Ibsen", "revisor", "Denne browser")
	b.wants(b.get("/adgang/haendelser"), http.StatusOK, "", "Fik en rolle")
	b.wants(b.get("/adgang"), http.StatusForbidden, "")
	b.wants(newBrowser(t, s).get(link), http.StatusConflict, "", "allerede brugt")
	b.wants(newBrowser(t, s).get("/velkomst/GAETTET"), http.StatusNotFound, "", "Linket findes ikke")

	// The administrator takes it all back; the next page is not there.
	a, err := s.Accounts.ByEmail(t.Context(), "ib@skagerby.example")
	if err != nil {
		t.Fatal(err)
	}
	admin.wants(admin.post("/adgang/"+a.ID, "goer", "giv", "rolle", "guest"), http.StatusSeeOther, "/adgang/"+a.ID)
	admin.wants(admin.get("/adgang/"+a.ID), http.StatusOK, "", "gæst", "revisor", "Spær kontoen")
	admin.wants(admin.post("/adgang/"+a.ID, "goer", "spaer"), http.StatusSeeOther, "/adgang/"+a.ID)
	b.wants(b.get("/adgang/haendelser"), http.StatusNotFound, "")
	admin.wants(admin.post("/adgang/"+a.ID, "goer", "link"), http.StatusConflict, "", "Kontoen er spærret")
	gerda, err := s.Accounts.ByEmail(t.Context(), webtest.Mail)
	if err != nil {
		t.Fatal(err)
	}
	admin.wants(admin.post("/adgang/"+gerda.ID, "goer", "spaer"), http.StatusConflict, "", "mindst én administrator")
	admin.wants(admin.post("/adgang/"+gerda.ID, "goer", "andet"), http.StatusUnprocessableEntity, "")
}

func TestSessionsOnTheAccount(t *testing.T) {
	s := open(t)
	here, there := newBrowser(t, s), newBrowser(t, s)
	here.signIn()
	there.signIn()
	page := here.get("/konto").Body.String()
	_, rest, ok := strings.Cut(page, `action="/konto/sessioner/`)
	if !ok || strings.Contains(rest, `action="/konto/sessioner/`) {
		t.Fatalf("the account should offer to end one session, the other:\n%.3000s", page)
	}
	here.wants(here.post("/konto/sessioner/"+rest[:26]), http.StatusSeeOther, "/konto")
	there.wants(there.get("/konto"), http.StatusSeeOther, "/log-ind?til=%2Fkonto&udloebet=1")
	here.wants(here.post("/konto/sessioner/findes-ikke"), http.StatusNotFound, "", "findes ikke på din konto")
	here.wants(here.post("/log-ud"), http.StatusSeeOther, "/log-ind")
	here.wants(here.get("/konto"), http.StatusSeeOther, "/log-ind?til=%2Fkonto")
}

// What is in a body that one has no part in does not exist, also by its id.
func TestGuardOfABody(t *testing.T) {
	s := open(t)
	if err := s.Exec(t.Context(), `INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b1', 'b1', 'Klynge b1', 'cluster', 'shared', 0)`); err != nil {
		t.Fatal(err)
	}
	of := func(r *http.Request) (string, error) {
		body, ok := map[string]string{"m1": "b1", "m2": "b2"}[r.URL.Query().Get("moede")]
		if !ok {
			return "", fault.New(fault.Missing, "Mødet findes ikke.")
		}
		return body, nil
	}
	handler := s.SignIn.Guard(access.Needs(access.EditAgenda), of, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, signin.Who(r).Account.Name)
	}))
	_, secretary, err := s.Visitor(t.Context(), "Sigrid", access.Secretariat, "b1")
	if err != nil {
		t.Fatal(err)
	}
	_, member, err := s.Visitor(t.Context(), "Malthe", access.Member, "b1")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		token, meeting string
		let            bool
	}{
		"the secretariat in its body":     {secretary, "m1", true},
		"the secretariat in another body": {secretary, "m2", false},
		"a meeting that is not":           {secretary, "m3", false},
		"a member":                        {member, "m1", false},
		"a stranger":                      {"", "m1", false},
	} {
		r := httptest.NewRequest(http.MethodGet, "/dagsorden?moede="+tt.meeting, nil)
		r.AddCookie(&http.Cookie{Name: "klynge", Value: tt.token})
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, r.WithContext(context.WithoutCancel(r.Context())))
		if got := answer.Body.String() == "Sigrid"; got != tt.let {
			t.Errorf("%s: %q, want let in %t", name, answer.Body, tt.let)
		}
	}
}
