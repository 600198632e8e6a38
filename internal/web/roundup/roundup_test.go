package roundup_test

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/web/webtest"
)

// A house is a site with one body and its secretary.
type house struct {
	*testing.T
	site  *webtest.Site
	token string
}

func open(t *testing.T) *house {
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
	h := &house{T: t, site: s}
	if err := s.Exec(t.Context(), `INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b', 'klynge-fjorden', 'Klynge Fjorden', 'cluster', 'shared', 0)`); err != nil {
		t.Fatal(err)
	}
	h.token = h.visitor("Signe Sand", access.Secretariat)
	return h
}

func (h *house) visitor(name string, role access.Role) string {
	h.Helper()
	_, token, err := h.site.Visitor(h.Context(), name, role, "b")
	if err != nil {
		h.Fatal(err)
	}
	return token
}

// do asks for a page as somebody; a form is posted.
func (h *house) do(token, address string, form url.Values) (int, string, http.Header) {
	h.Helper()
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	request := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.AddCookie(&http.Cookie{Name: "klynge", Value: token})
	answer := httptest.NewRecorder()
	h.site.ServeHTTP(answer, request)
	return answer.Code, html.UnescapeString(answer.Body.String()), answer.Header()
}

// post sends a form that must be taken, and returns where it leads.
func (h *house) post(token, address string, form url.Values) string {
	h.Helper()
	code, text, header := h.do(token, address, form)
	if code != http.StatusSeeOther {
		h.Fatalf("POST %s %v: %d: %s", address, form, code, alert(text))
	}
	return header.Get("Location")
}

func (h *house) get(token, address string, contains ...string) string {
	h.Helper()
	code, text, _ := h.do(token, address, nil)
	if code != http.StatusOK {
		h.Fatalf("GET %s: %d: %s", address, code, alert(text))
	}
	for _, want := range contains {
		if !strings.Contains(text, want) {
			h.Errorf("GET %s: does not say %q", address, want)
		}
	}
	return text
}

func alert(text string) string {
	_, rest, _ := strings.Cut(text, "alert-text")
	return rest[:min(300, len(rest))]
}

func (h *house) find(text, pattern string) string {
	h.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if m == nil {
		h.Fatalf("nothing like %s", pattern)
	}
	return m[1]
}

func (h *house) mailed(to string) (token string) {
	h.Helper()
	if err := h.site.DB.Read(h.Context(), func(tx *db.Tx) error {
		var text string
		err := tx.QueryRowContext(h.Context(), `SELECT body_text FROM mail_message WHERE recipient = $1 ORDER BY id DESC`, to).Scan(&text)
		token = h.find(text, `/opsamling/([A-Za-z0-9_-]+)`)
		return err
	}); err != nil {
		h.Fatal(err)
	}
	return token
}

// made makes a round-up of two groups through the form.
func (h *house) made() string {
	h.Helper()
	deadline := webtest.Noon.Add(48 * time.Hour)
	return h.post(h.token, "/arbejde/organ/klynge-fjorden/opsamlinger", url.Values{
		"navn": {"Temadag <b>"}, "overskrifter": {"Pointer\nMål"}, "dato": {deadline.Format(time.DateOnly)}, "tid": {"12:00"},
		"grupper": {"Fjorden; Ane Ager; ane@skagerby.example\nHeden"},
	})
}

func TestByFormsAlone(t *testing.T) {
	h := open(t)
	one := h.made()
	h.get(h.token, one, "Temadag <b>", "Noter kommer ind", "Heden")
	h.post(h.token, one, url.Values{"goer": {"skriv"}})
	link := "/opsamling/" + h.mailed("ane@skagerby.example")
	page := h.get("", link, "Noter fra", "Fjorden")
	pointer, goals := h.find(page, `name="tekst\.([^"]+)"`), h.find(page, `(?s)name="tekst\..*name="tekst\.([^"]+)"`)
	h.post("", link, url.Values{"goer": {"aflever"}, "tekst." + pointer: {"- Epikriser kommer sent\n- Ingen ved, hvem der har ansvaret"}, "grundlag." + pointer: {"0"}, "tekst." + goals: {""}, "grundlag." + goals: {"0"}, "intet": {goals}})
	// What the script of the field sends is taken as well, and a text from an older version is not written over.
	if code, text, _ := h.do("", link+"/felt/"+pointer, url.Values{"grundlag": {"0"}, "tekst": {"Noget andet"}}); code != http.StatusConflict || !strings.Contains(text, "Epikriser") {
		t.Errorf("a save from an older version: %d %s, want a conflict with the other's text", code, text)
	}
	if code, text, _ := h.do("", link, url.Values{"goer": {"aflever"}, "tekst." + pointer: {"Ring 010203-1234"}, "grundlag." + pointer: {"1"}}); code != http.StatusUnprocessableEntity || !strings.Contains(text, "Ring 010203-1234") {
		t.Errorf("a number like a CPR number: %d, want it refused with the text standing", code)
	}
	h.post(h.token, one, url.Values{"goer": {"videre"}, "til": {"locked"}})
	code := one + "/kodning"
	h.post(h.token, code, url.Values{"goer": {"linjer"}})
	page = h.get(h.token, code, "Epikriser kommer sent", "0 %")
	comment := h.find(page, `id="k-([^"]+)"`)
	h.post(h.token, code, url.Values{"goer": {"nyttema"}, "navn": {"Overgange"}, "kommentar": {comment}})
	theme := h.find(h.get(h.token, code), `<option value="([^"]+)" selected>Overgange`)
	page = h.get(h.token, code+"?vis=uden", "Ingen ved, hvem der har ansvaret")
	h.post(h.token, code, url.Values{"goer": {"tema"}, "tema": {theme}, "kommentar": {h.find(page, `id="k-([^"]+)"`)}})
	h.post(h.token, one, url.Values{"goer": {"videre"}, "til": {"coded"}})
	if status, text, _ := h.do(h.token, one, url.Values{"goer": {"videre"}, "til": {"drafted"}}); status != http.StatusUnprocessableEntity || !strings.Contains(text, "2 kommentarer er hverken med") {
		t.Errorf("H1: to drafted with comments that are not accounted for: %d %s", status, alert(text))
	}
	write := one + "/saetninger"
	h.post(h.token, write, url.Values{"goer": {"foreslaa"}, "overskrift": {pointer}})
	page = h.get(h.token, write, "Forslag, som ingen har taget til sig", "2 kilder", "100 %")
	h.post(h.token, write, url.Values{"goer": {"gem"}, "overskrift": {pointer}, "saetning": {h.find(page, `id="s-([^"]+)"`)}, "version": {"1"}, "tekst": {"Generelt mangler der et klart ansvar."}})
	h.post(h.token, one, url.Values{"goer": {"videre"}, "til": {"drafted"}})
	h.post(h.token, one+"/punkt", url.Values{})
	h.get(h.token, "/arbejde/organ/klynge-fjorden/bagkatalog", "Opsamling: Temadag <b>")
	h.post(h.token, one, url.Values{"goer": {"videre"}, "til": {"checked"}})
	h.post("", "/opsamling/"+h.mailed("ane@skagerby.example"), url.Values{"goer": {"bemaerk"}, "tekst": {"Vi sagde også noget om nætter"}})
	h.get(h.token, one, "Vi sagde også noget om nætter")
	public := strings.Replace(one, "/arbejde/opsamling/", "/opsamlinger/", 1)
	if status, _, _ := h.do("", public, nil); status != http.StatusNotFound {
		t.Errorf("before it is published the public page answers %d", status)
	}
	h.post(h.token, one+"/udgiv", url.Values{})
	page = h.get("", public, "Generelt mangler der et klart ansvar.", "Mangler:", "Heden", "Om Fjorden, sagt af Fjorden", "- Epikriser kommer sent", "Ingen bemærkninger")
	if strings.Contains(page, "Ane Ager") || strings.Contains(page, "nætter") {
		t.Error("the public page names a person or a remark on the draft")
	}
	h.get("", "/opsamlinger", "Temadag")
	h.post(h.token, one+"/udgiv", url.Values{"goer": {"traek"}})
	if status, _, _ := h.do("", public, nil); status != http.StatusNotFound {
		t.Errorf("after it was withdrawn the public page answers %d", status)
	}
}

func TestTheDeadlinePassesWhileSomebodyWrites(t *testing.T) {
	h := open(t)
	one := h.made()
	h.post(h.token, one, url.Values{"goer": {"skriv"}})
	link := "/opsamling/" + h.mailed("ane@skagerby.example")
	field := h.find(h.get("", link), `name="tekst\.([^"]+)"`)
	h.post("", link, url.Values{"goer": {"gem"}, "tekst." + field: {"Før"}, "grundlag." + field: {"0"}})
	h.post(h.token, one, url.Values{"goer": {"videre"}, "til": {"locked"}})
	if code, text, _ := h.do("", link+"/felt/"+field, url.Values{"grundlag": {"1"}, "tekst": {"Før\nEfter"}}); code != http.StatusOK {
		t.Fatalf("a text that came after the deadline: %d %s", code, text)
	}
	h.get(h.token, one, "Skrevet efter fristen", "Efter")
	group := h.find(h.get(h.token, one), `name="gruppe" value="([^"]+)"`)
	h.post(h.token, one, url.Values{"goer": {"tilfoej"}, "gruppe": {group}})
	h.get(h.token, one, "efter fristen")
}

func TestWhoMay(t *testing.T) {
	h := open(t)
	one := h.made()
	member := h.visitor("Mads Mark", access.Member)
	for _, address := range []string{one, one + "/kodning", one + "/saetninger"} {
		if code, _, _ := h.do(member, address, nil); code != http.StatusNotFound && code != http.StatusForbidden {
			t.Errorf("GET %s as a member: %d", address, code)
		}
	}
	chair := h.visitor("Frida Fjord", access.Chair)
	if page := h.get(chair, one); strings.Contains(page, `name="goer"`) {
		t.Error("a chair sees buttons that are the secretariat's")
	}
}

func TestEnglish(t *testing.T) {
	h := open(t)
	one := h.made()
	h.get(h.token, "/en"+one, "Notes come in", "Groups")
}
