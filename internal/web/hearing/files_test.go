package hearing_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

// put uploads a file with a form.
func (h *house) put(as, address, field, name, content string, form url.Values, status int, texts ...string) string {
	h.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for key, values := range form {
		for _, value := range values {
			if err := w.WriteField(key, value); err != nil {
				h.Fatal(err)
			}
		}
	}
	if name != "" {
		part, err := w.CreateFormFile(field, name)
		if err != nil {
			h.Fatal(err)
		}
		if _, err := part.Write([]byte(content)); err != nil {
			h.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		h.Fatal(err)
	}
	request := httptest.NewRequest(http.MethodPost, address, &body)
	request.Header.Set("Content-Type", w.FormDataContentType())
	request.AddCookie(&http.Cookie{Name: "klynge", Value: h.tokens[as]})
	answer := httptest.NewRecorder()
	h.site.ServeHTTP(answer, request)
	if answer.Code != status {
		h.Fatalf("POST %s: status %d, want %d: %s", address, answer.Code, status, plain(answer.Body.String()))
	}
	for _, text := range texts {
		if !strings.Contains(answer.Body.String(), text) {
			h.Errorf("POST %s does not say %q: %s", address, text, plain(answer.Body.String()))
		}
	}
	return answer.Body.String()
}

func TestPapersLettersAndTheNoteAsFiles(t *testing.T) {
	a := start(t, filepath.Join(t.TempDir(), "a.db"), "http://a.example", "raad", "syd")
	page := a.ask("raad", url.Values{"navn": {"Udvalget"}, "mail": {"udvalg@by.example"}})
	link := first(t, a.mails()[0].Text(), `http://a.example(/hoering/[A-Za-z0-9_-]+)`)
	a.put("raad", page+"/bilag", "fil", "", "", nil, 422, "Vælg en fil først")
	a.put("raad", page+"/bilag", "fil", "liste.txt", "010203-1234", nil, 422, "CPR-nummer")
	a.put("syd", page+"/bilag", "fil", "liste.txt", "Fra en anden", nil, 404)
	a.put("raad", page+"/bilag", "fil", "plan.txt", "Ring på 20 30 40 50.", url.Values{"navn": {"Økonomi"}}, http.StatusSeeOther)
	paper := first(t, a.do("raad", "GET", page, nil, 200, "Se efter i bilaget", "Telefonnummer"), `href="([^"]+/bilag/[^"]+)"`)
	a.do("raad", "GET", paper, nil, 200, "Ring på 20 30 40 50.")
	a.do("syd", "GET", paper, nil, 404)
	a.do("", "GET", link+"/bilag/"+filepath.Base(paper), nil, 200, "Ring på")
	public := strings.Replace(page, "/arbejde/hoering/", "/hoeringer/", 1)
	a.do("", "GET", public+"/bilag/"+filepath.Base(paper), nil, 200, "Ring på")
	if body := a.do("", "GET", public, nil, 200, "plan.txt"); strings.Contains(body, "Telefonnummer") {
		t.Error("the public is told what somebody was to look at")
	}

	editor := first(t, a.do("raad", "GET", page, nil, 200, "Skriv et brev ind fra"), `href="([^"]+/svar/[^"]+)"`)
	proposal := first(t, a.do("raad", "GET", editor, nil, 200, "Skriv svaret ind fra et brev"), `name="holdning-([^"]+)"`)
	given := url.Values{"art": {"proposals"}, "udgave-" + proposal: {"1"}, "holdning-" + proposal: {"not_supported"}, "bemaerkning-" + proposal: {"Vi har den <allerede>."}, "hvem": {"Karin Toft"}}
	a.put("raad", editor+"/brev", "brev", "brev.txt", "Nej tak.", given, 422, "beslutningen bag", "&lt;allerede&gt;")
	given.Set("henvisning", "Udvalgets møde, punkt 3")
	given.Set("dag", "2026-11-21")
	a.put("raad", editor+"/brev", "brev", "brev.txt", "Nej tak.", given, http.StatusSeeOther)
	letter := first(t, a.do("raad", "GET", editor, nil, 200, "i et brev"), `href="([^"]+/bilag/[^"]+)">Brevet`)
	a.do("raad", "GET", letter, nil, 200, "Nej tak.")
	a.do("", "GET", public+"/bilag/"+filepath.Base(letter), nil, 404)

	note := page + "/notat"
	a.do("", "GET", public+"/notat.pdf", nil, 404)
	if draft := a.do("raad", "GET", note+".pdf", nil, 200); !strings.HasPrefix(draft, "%PDF-") {
		t.Error("the draft of the note is no PDF")
	}
	a.change("raad", note, "vurder", url.Values{"forslag": {proposal}, "imoede": {"not-met"}, "resume": {"Nej."}, "grund": {"Vi prøver igen."}, "nummer": {"1"}})
	a.do("raad", "POST", note, url.Values{"goer": {"saml"}}, http.StatusSeeOther)
	a.do("", "GET", public+"/notat.docx", nil, 404)
	a.do("raad", "POST", note, url.Values{"goer": {"tilbage"}}, http.StatusSeeOther)
	for _, address := range []string{public + "/notat", note} {
		if body := a.do("raad", "GET", address+".docx", nil, 200); !strings.HasPrefix(body, "PK") {
			t.Errorf("%s.docx is no Word document", address)
		}
		if body := a.do("raad", "GET", address+".pdf", nil, 200); !strings.HasPrefix(body, "%PDF-") {
			t.Errorf("%s.pdf is no PDF", address)
		}
	}
	a.do("syd", "GET", note+".pdf", nil, 404)
}

// TestWithdrawnBetweenInstallations takes a withdrawal from one installation to
// another by signed mail.
func TestWithdrawnBetweenInstallations(t *testing.T) {
	a, b := start(t, filepath.Join(t.TempDir(), "a.db"), "http://a.example", "raad"), start(t, filepath.Join(t.TempDir(), "b.db"), "http://b.example", "nord", "syd")
	page := a.ask("raad", url.Values{"navn": {"Klynge Nord"}, "mail": {"nord@b.example"}})
	question := a.mails()[0].Text()
	list := "/arbejde/organ/nord/hoeringer"
	theirs := b.do("nord", "POST", list, url.Values{"goer": {"tag"}, "signeret": {question}, "kender": {"ja"}}, http.StatusSeeOther)
	version := first(t, a.do("raad", "GET", page, nil, 200, "Træk høringen tilbage"), `name="version" value="(\d+)"`)
	a.do("raad", "POST", page, url.Values{"goer": {"traek"}, "version": {version}, "grund": {""}}, 422, "hvorfor høringen trækkes tilbage")
	a.do("raad", "POST", page, url.Values{"goer": {"traek"}, "version": {version}, "grund": {"Loven er <ændret>."}}, http.StatusSeeOther)
	a.do("raad", "GET", page, nil, 200, "Høringen er trukket tilbage", "Loven er &lt;ændret&gt;.", "Medicinboks")
	if tomb := a.do("", "GET", strings.Replace(page, "/arbejde/hoering/", "/hoeringer/", 1), nil, 200, "Loven er &lt;ændret&gt;."); strings.Contains(tomb, "Medicinboks") {
		t.Error("the tombstone tells of the proposals")
	}
	a.do("", "GET", "/hoeringer", nil, 200, "Trukket tilbage")
	mails := a.mails()
	back := mails[len(mails)-1].Text()
	a.do("", "GET", first(t, back, `http://a.example(/hoering/[A-Za-z0-9_-]+)`), nil, 200, "Høringen er trukket tilbage")
	b.do("syd", "POST", "/arbejde/organ/syd/hoeringer", url.Values{"goer": {"tag"}, "signeret": {back}}, 404)
	for range 2 { // it comes twice
		if got := b.do("nord", "POST", list, url.Values{"goer": {"tag"}, "signeret": {back}}, http.StatusSeeOther); got != theirs {
			t.Errorf("the withdrawal leads to %s, want %s", got, theirs)
		}
	}
	if body := b.do("nord", "GET", theirs, nil, 200, "Høringen er trukket tilbage", "Loven er &lt;ændret&gt;."); strings.Contains(body, "Skriv svaret for") {
		t.Error("an answer is asked for")
	}
}
