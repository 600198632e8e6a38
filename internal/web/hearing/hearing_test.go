package hearing_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/job"
	"klynge/internal/mail"
	"klynge/internal/mail/mailtest"
	"klynge/internal/web/webtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// A house is an installation with some bodies and a secretary of each.
type house struct {
	*testing.T
	site   *webtest.Site
	tokens map[string]string
}

// start makes an installation at an address, with its rows in a database.
func start(t *testing.T, address, home string, bodies ...string) *house {
	t.Helper()
	s, err := webtest.OpenFor(t.Context(), address, t.TempDir(), home)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	h := &house{t, s, map[string]string{}}
	for _, b := range bodies {
		h.exec(`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ($1, $1, $2, 'cluster', 'shared', 0)`, b, "Klynge "+b)
		_, token, err := s.Visitor(t.Context(), "Sekretær "+b, access.Secretariat, b)
		if err != nil {
			t.Fatal(err)
		}
		h.tokens[b] = token
	}
	return h
}

func (h *house) exec(query string, args ...any) {
	h.Helper()
	if err := h.site.Exec(h.Context(), query, args...); err != nil {
		h.Fatal(err)
	}
}

func (h *house) do(as, method, address string, form url.Values, status int, texts ...string) string {
	h.Helper()
	request := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if as != "" {
		request.AddCookie(&http.Cookie{Name: "klynge", Value: h.tokens[as]})
	}
	answer := httptest.NewRecorder()
	h.site.ServeHTTP(answer, request)
	body := answer.Body.String()
	if answer.Code != status {
		h.Fatalf("%s %s: status %d, want %d: %s", method, address, answer.Code, status, plain(body))
	}
	for _, text := range texts {
		if !strings.Contains(body, text) {
			h.Errorf("%s %s does not say %q: %s", method, address, text, plain(body))
		}
	}
	if status == http.StatusSeeOther {
		return answer.Header().Get("Location")
	}
	return body
}

func plain(body string) string {
	if _, main, ok := strings.Cut(body, "<main"); ok {
		body = main
	}
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]+>`).ReplaceAllString(body, " ")), " ")
}

// change posts an act with the version that the page shows.
func (h *house) change(as, address, act string, form url.Values) {
	h.Helper()
	form.Set("version", first(h.T, h.do(as, "GET", address, nil, 200), `name="version" value="(\d+)"`))
	form.Set("goer", act)
	h.do(as, "POST", address, form, http.StatusSeeOther)
}

func first(t *testing.T, text, pattern string) string {
	t.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("%q is not in %s", pattern, plain(text))
	}
	return found[1]
}

// mails sends what is queued in a real conversation, and returns what came.
func (h *house) mails() []mailtest.Received {
	h.Helper()
	post := mailtest.Start(h.T, mailtest.Options{StartTLS: true, User: "klynge", Password: "x"})
	server, err := mail.ParseServer(post.URL())
	if err != nil {
		h.Fatal(err)
	}
	from, err := mail.ParseSender("Klynge <klynge@skagerby.example>")
	if err != nil {
		h.Fatal(err)
	}
	deliver := h.site.Jobs(mail.SMTP{Server: server, From: from, TLS: post.Client()})[mail.Kind]
	var waiting []job.Job
	if err := h.site.DB.Read(h.Context(), func(tx *db.Tx) error {
		waiting, err = db.Collect(h.Context(), tx, func(row interface{ Scan(...any) error }) (j job.Job, err error) {
			var id string
			err = row.Scan(&id)
			j.Payload = []byte(`"` + id + `"`)
			return j, err
		}, `SELECT id FROM mail_message ORDER BY id`)
		return err
	}); err != nil {
		h.Fatal(err)
	}
	for _, j := range waiting {
		if err := deliver(h.Context(), j); err != nil {
			h.Fatal(err)
		}
	}
	return post.Received()
}

// ask makes and sends a hearing of a body, and returns its page.
func (h *house) ask(from string, to url.Values) (page string) {
	h.Helper()
	list := "/arbejde/organ/" + from + "/hoeringer"
	page = h.do(from, "POST", list, url.Values{"goer": {"ny"}, "noegle": {"noegle-0001"}, "titel": {"Nye <tilbud>"}, "afsenderorgan": {from}, "kontakt": {"Ane"},
		"kontaktmail": {"ane@raad.example"}, "frist": {"2026-12-15"}, "adgang": {"public"}}, http.StatusSeeOther)
	h.change(from, page, "forslag", url.Values{"titel": {"Medicinboks"}, "tekst": {"Vi foreslår en boks."}})
	h.change(from, page, "bilag", url.Values{"navn": {"Økonomi"}, "frist": {"2026-12-01"}})
	h.change(from, page, "adressat", to)
	h.change(from, page, "send", url.Values{})
	return page
}

func TestTwoInstallations(t *testing.T) {
	for name, address := range map[string]func(file string) string{
		"sqlite":   func(file string) string { return filepath.Join(t.TempDir(), file) },
		"postgres": func(string) string { return dbtest.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			a, b := start(t, address("a.db"), "http://a.example", "raad"), start(t, address("b.db"), "http://b.example", "nord", "syd")
			page := a.ask("raad", url.Values{"navn": {"Klynge Nord"}, "mail": {"nord@b.example"}})
			question := a.mails()[0].Text()
			list := "/arbejde/organ/nord/hoeringer"

			forged := strings.Replace(question, "eyJ", "eyK", 1)
			b.do("nord", "POST", list, url.Values{"goer": {"laes"}, "signeret": {forged}}, 422, "Intet er gemt")
			b.do("nord", "POST", list, url.Values{"goer": {"laes"}, "signeret": {question}}, 200, "Hvem har skrevet under?", "http://a.example", "Medicinboks")
			b.do("nord", "POST", list, url.Values{"goer": {"tag"}, "signeret": {question}}, 422, "sammenlign fingeraftrykket")
			theirs := b.do("nord", "POST", list, url.Values{"goer": {"tag"}, "signeret": {question}, "kender": {"ja"}}, http.StatusSeeOther)
			if again := b.do("nord", "POST", list, url.Values{"goer": {"tag"}, "signeret": {question}}, http.StatusSeeOther); again != theirs {
				t.Errorf("the same question again is %s, want %s", again, theirs)
			}
			b.do("syd", "GET", theirs, nil, 404)

			editor := first(t, b.do("nord", "GET", theirs, nil, 200, "eftersendes senest"), `href="([^"]+/svar/[^"]+)"`)
			form := b.do("nord", "GET", editor, nil, 200)
			proposal := first(t, form, `name="holdning-([^"]+)"`)
			given := url.Values{"goer": {"giv"}, "version": {"0"}, "art": {"proposals"}, "udgave-" + proposal: {"1"}, "holdning-" + proposal: {"supports_partly"},
				"bemaerkning-" + proposal: {"Hvem betaler?"}, "henvisning": {"Punkt 4"}, "dag": {"2026-11-21"}}
			b.do("nord", "POST", editor, given, http.StatusSeeOther)
			b.do("nord", "POST", editor, given, http.StatusSeeOther) // a double click
			answers := b.mails()
			if len(answers) != 1 || answers[0].To != "ane@raad.example" {
				t.Fatalf("%d answers were mailed, want one to the contact", len(answers))
			}
			given.Set("bemaerkning-"+proposal, "Regionen betaler.")
			b.do("nord", "POST", editor, given, http.StatusSeeOther)
			newer := b.mails()[0].Text()

			home := "/arbejde/organ/raad/hoeringer"
			a.do("raad", "POST", home, url.Values{"goer": {"tag"}, "signeret": {answers[0].Text()}}, http.StatusSeeOther)
			a.do("raad", "GET", page, nil, 200, "Støtter delvist", "Hvem betaler?", "med underskrift fra en anden installation")
			a.do("raad", "POST", home, url.Values{"goer": {"tag"}, "signeret": {newer}}, http.StatusSeeOther)
			a.do("raad", "POST", home, url.Values{"goer": {"tag"}, "signeret": {newer}}, http.StatusSeeOther) // replayed
			a.exec(`UPDATE hearing_answer SET digest = '' WHERE number = 1`)
			a.do("raad", "POST", home, url.Values{"goer": {"tag"}, "signeret": {answers[0].Text()}}, 422, "et nyere svar")
			a.do("raad", "GET", page, nil, 200, "Regionen betaler.", "svar nummer 2")
			a.do("", "GET", strings.Replace(page, "/arbejde/hoering/", "/hoeringer/", 1), nil, 200, "Nye &lt;tilbud&gt;", "Regionen betaler.")
		})
	}
}

func TestABodyWithoutKlynge(t *testing.T) {
	a := start(t, filepath.Join(t.TempDir(), "a.db"), "http://a.example", "raad", "syd")
	page := a.ask("raad", url.Values{"navn": {"Udvalget"}, "mail": {"udvalg@by.example"}})
	link := first(t, a.mails()[0].Text(), `http://a.example(/hoering/[A-Za-z0-9_-]+)`)
	form := a.do("", "GET", link, nil, 200, "Medicinboks", "Hvem svarer?")
	proposal := first(t, form, `name="holdning-([^"]+)"`)
	a.do("", "POST", link, url.Values{"goer": {"modtaget"}}, 200, "I har modtaget høringen")
	given := url.Values{"goer": {"giv"}, "art": {"proposals"}, "udgave-" + proposal: {"1"}, "holdning-" + proposal: {"already_in_place"}, "hvem": {"Bo Lind"}}
	a.do("", "POST", link, given, 422, "beslutningen bag")
	given.Set("henvisning", "Udvalgets møde, punkt 3")
	given.Set("dag", "2026-11-21")
	a.do("", "POST", link, given, 422, "hvad der er på plads")
	given.Set("bemaerkning-"+proposal, "Boksen står hos Karen Madsen på 83 år.")
	a.do("", "POST", link, given, 422, "Kan nogen genkendes?", "<q>Karen Madsen</q> ligner et navn", ">Boksen står hos Karen Madsen på 83 år.</textarea>")
	a.do("raad", "GET", page, nil, 200, "0 af 1 har svaret")
	given.Set("set", "ja")
	for range 2 { // a double click
		a.do("", "POST", link, given, 200, "Svaret er sendt")
	}
	given.Del("set")
	given.Set("bemaerkning-"+proposal, "Boksen står i Vest.")
	a.do("", "POST", link, given, 200, "Svaret er sendt")
	a.do("raad", "GET", page, nil, 200, "Er allerede på plads", "1 af 1 har svaret, 1 til tiden.")
	a.do("syd", "GET", page, nil, 404)
	a.do("syd", "POST", page, url.Values{"goer": {"send"}, "version": {"1"}}, 404)
	note := page + "/notat"
	a.change("raad", note, "vurder", url.Values{"forslag": {proposal}, "imoede": {"met"}, "resume": {"Der er støtte."}})
	a.do("raad", "POST", note, url.Values{"goer": {"saml"}}, http.StatusSeeOther)
	a.do("raad", "POST", note, url.Values{"goer": {"tilbage"}}, http.StatusSeeOther)
	a.do("raad", "POST", note, url.Values{"goer": {"kvitter"}}, http.StatusSeeOther)
	a.do("raad", "GET", note, nil, 200, "Kvitteret", "Høringen varede 25 dage")
	a.do("", "GET", "/hoeringer", nil, 200, "Nye &lt;tilbud&gt;", "Kvitteret")
	a.do("", "GET", "/hoeringer/noegle", nil, 200, "ed25519 ")
}
