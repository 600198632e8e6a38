package mapping_test

import (
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/web/webtest"
)

// A house is a site with one body, its secretary and its project lead.
type house struct {
	*testing.T
	site  *webtest.Site
	signe string // sessions
	bo    string
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
	h.signe, h.bo = h.visitor("Signe Sand", access.Secretariat), h.visitor("Bo Madsen", access.Lead)
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

func (h *house) ask(token, method, address, kind string, body string) (int, string, http.Header) {
	h.Helper()
	request := httptest.NewRequest(method, address, strings.NewReader(body))
	request.Header.Set("Content-Type", kind)
	request.AddCookie(&http.Cookie{Name: "klynge", Value: token})
	answer := httptest.NewRecorder()
	h.site.ServeHTTP(answer, request)
	return answer.Code, html.UnescapeString(answer.Body.String()), answer.Header()
}

// do asks for a page as somebody; a form is posted.
func (h *house) do(token, address string, form url.Values) (int, string, http.Header) {
	h.Helper()
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	return h.ask(token, method, address, "application/x-www-form-urlencoded", form.Encode())
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

// refuse sends a form that must be refused, and returns the page.
func (h *house) refuse(token, address string, form url.Values, because string) string {
	h.Helper()
	code, text, _ := h.do(token, address, form)
	if code != http.StatusUnprocessableEntity || !strings.Contains(text, because) {
		h.Errorf("POST %s %v: %d: %s, want it refused because of %q", address, form, code, alert(text), because)
	}
	return text
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
		token = h.find(text, `/kortlaegning/([A-Za-z0-9_-]+)`)
		return err
	}); err != nil {
		h.Fatal(err)
	}
	return token
}

// begun begins a study through the form.
func (h *house) begun() string {
	h.Helper()
	h.refuse(h.signe, "/arbejde/organ/klynge-fjorden/kortlaegninger", url.Values{"navn": {"Svære at nå"}, "formaal": {"At nå dem"}, "gruppe1": {"a"}, "gruppe2": {"b"}, "fra": {"2026-01-01"}, "til": {"2026-11-20"}}, "hjemlen")
	return h.post(h.signe, "/arbejde/organ/klynge-fjorden/kortlaegninger", url.Values{
		"navn": {"Svære at nå <b>"}, "formaal": {"At nå dem"}, "hjemmel": {"Serviceloven § 10"}, "gruppe1": {"Ikke nået"}, "gruppe2": {"Kendt af begge"}, "fra": {"2026-01-01"}, "til": {"2026-11-20"},
	})
}

func card(need string) url.Values {
	return url.Values{"goer": {"nyt"}, "gruppe": {"1"}, "antal": {"10-19"}, "partner": {"Skagerby Kommune"}, "bopael": {"ja"}, "need": {need}, "barrier": {"Åbner ikke breve <script>alert(1)</script>"}}
}

// usable writes a card as Signe and lets Bo read it.
func (h *house) usable(study, need string) (path string) {
	h.Helper()
	path = h.post(h.signe, study+"/kort", card(need))
	h.post(h.bo, path, url.Values{"goer": {"laest"}, "version": {"1"}})
	h.post(h.bo, path, url.Values{"goer": {"brug"}, "version": {"2"}})
	return path
}

func TestByFormsAlone(t *testing.T) {
	h := open(t)
	study := h.begun()
	h.get(h.signe, study, "Svære at nå <b>", "Nøglen til borgerne er ikke her", "20. maj 2027", "2 kodere mangler")
	first := h.post(h.signe, study+"/kort", card("Støtte til post"))
	h.refuse(h.signe, first, url.Values{"goer": {"laest"}, "version": {"1"}}, "En anden skal læse det")
	h.get(h.bo, study+"/kort?stand=draft", "Læs som anden læser", "Støtte til post")
	if page := h.get(h.bo, first); strings.Contains(page, "<script>alert(1)") && !strings.Contains(page, "Åbner ikke breve") {
		t.Error("the card is not shown as text")
	}
	if next := h.post(h.bo, first, url.Values{"goer": {"laest"}, "version": {"1"}}); next != study+"/kort" {
		t.Errorf("after the last card was read the way leads to %s", next)
	}
	h.post(h.bo, study+"/kort", url.Values{"goer": {"brug"}})
	second := h.usable(study, "Støtte til aftaler og post")
	text := h.refuse(h.signe, study+"/kort", url.Values{"goer": {"nyt"}, "gruppe": {"1"}, "antal": {"10-19"}, "need": {"Ring til 010190-1234"}}, "CPR-nummer")
	if !strings.Contains(text, "Ring til 010190-1234</textarea>") {
		t.Error("what was typed is gone after it was refused")
	}
	for _, token := range []string{h.signe, h.bo} {
		h.post(token, study, url.Values{"goer": {"kod"}})
	}
	code := study + "/kodning"
	h.post(h.signe, code, url.Values{"goer": {"nyt"}, "navn": {"Post <i>"}})
	h.post(h.signe, study, url.Values{"goer": {"videre"}, "til": {"coding"}})
	page := h.get(h.signe, code, "Post <i>", "Kort 1 af 2")
	tag := h.find(page, `name="maerke" value="([^"]+)"`)
	cards := []string{first[strings.LastIndex(first, "/")+1:], second[strings.LastIndex(second, "/")+1:]}
	for _, token := range []string{h.signe, h.bo} {
		h.post(token, code, url.Values{"kort": {cards[0]}, "del": {"need"}, "stykke": {"post"}, "fra": {"11"}, "maerke": {tag}})
	}
	h.post(h.signe, code, url.Values{"kort": {cards[1]}, "del": {"need"}, "stykke": {""}, "maerke": {tag}})
	h.get(h.signe, code+"?kort="+cards[1], "<mark>Støtte til aftaler og post</mark>")
	if page := h.get(h.bo, code+"?kort="+cards[1]); strings.Contains(page, "<mark>") {
		t.Error("Bo sees what Signe marked before both are done")
	}
	h.refuse(h.bo, code, url.Values{"kort": {cards[1]}, "del": {"need"}, "stykke": {"noget andet"}, "maerke": {tag}}, "står ikke på kortet")
	h.get(h.bo, study+"/forskelle", "Her kommer forskellene")
	for _, token := range []string{h.signe, h.bo} {
		h.post(token, code, url.Values{"goer": {"faerdig"}})
	}
	h.get(h.signe, study+"/forskelle", "50 %", "1 forskel mangler", "Har ikke givet kortet dette mærke.")
	h.refuse(h.signe, study+"/forskelle", url.Values{"goer": {"behold"}, "kort": {cards[1]}, "maerke": {tag}, "grund": {" "}}, "hvorfor")
	h.post(h.signe, study+"/forskelle", url.Values{"goer": {"behold"}, "kort": {cards[1]}, "maerke": {tag}, "grund": {"Det står der"}})
	h.post(h.signe, study, url.Values{"goer": {"videre"}, "til": {"reconciled"}})
	h.post(h.signe, study+"/temaer", url.Values{"goer": {"gem"}, "navn": {"Breve når ikke frem"}, "tekst": {"Post bliver liggende."}, "maerke": {tag}})
	theme := h.find(h.get(h.signe, study+"/temaer", "2 kort: 20–38 borgere"), `name="tema" value="([^"]+)"`)
	h.post(h.signe, study+"/partnere", url.Values{"goer": {"ny"}, "navn": {"Politiet"}, "mail": {"politi@skagerby.example"}})
	h.post(h.signe, study+"/partnere", url.Values{"goer": {"skriv"}})
	link := "/kortlaegning/" + h.mailed("politi@skagerby.example")
	h.visits(link, cards[0], theme)
	h.get(h.signe, study+"/partnere", "Det ser vi også", "Har set det")
	h.post(h.signe, study, url.Values{"goer": {"videre"}, "til": {"validated"}})
	h.post(h.signe, study+"/anbefalinger", url.Values{"goer": {"gem"}, "tekst": {"Ring i stedet for at skrive"}, "begrundelse": {"Brevene bliver ikke åbnet."}, "tema": {theme}})
	advice := h.find(h.get(h.signe, study+"/anbefalinger", "kort 1", "kort 2"), `id="a-([^"]+)"`)
	h.post(h.signe, study+"/punkt", url.Values{"anbefaling": {advice}})
	h.get(h.signe, "/arbejde/organ/klynge-fjorden/bagkatalog", "Anbefaling fra kortlægning: Svære at nå <b>")
	member := h.visitor("Mads Mark", access.Member)
	if status, _, _ := h.do(member, study+"/rapport", nil); status != http.StatusNotFound {
		t.Errorf("before the report is written a member gets %d", status)
	}
	h.post(h.signe, study, url.Values{"goer": {"videre"}, "til": {"reported"}})
	h.get(member, study+"/rapport", "Ring i stedet for at skrive", "Breve når ikke frem")
	public := strings.Replace(study, "/arbejde/kortlaegning/", "/kortlaegninger/", 1)
	if status, _, _ := h.do("", public, nil); status != http.StatusNotFound {
		t.Errorf("before it is published the public page answers %d", status)
	}
	h.post(h.signe, study+"/udgiv", url.Values{"goer": {"udgiv"}})
	page = h.get("", public, "Ring i stedet for at skrive", "20–38 borgere", "Serviceloven § 10", "Er sendt til et møde")
	for _, hidden := range []string{"Åbner ikke breve", "Signe", "Bo Madsen", "Det ser vi også", "politi@"} {
		if strings.Contains(page, hidden) {
			t.Errorf("the public page says %q", hidden)
		}
	}
	h.get("", "/kortlaegninger", "Svære at nå")
	h.get("", "/organer/klynge-fjorden", "/kortlaegninger/")
	h.get("", link, "Gennemsynet er slut")
	h.post(h.signe, study+"/udgiv", url.Values{"goer": {"traek"}})
	if status, _, _ := h.do("", public, nil); status != http.StatusNotFound {
		t.Errorf("after it was withdrawn the public page answers %d", status)
	}
}

// visits looks at cards and themes as a partner, without an account (G4).
func (h *house) visits(link, card, theme string) {
	h.Helper()
	page := h.get("", link, "Politiet", "Breve når ikke frem", "Støtte til post", "Skriv aldrig om en bestemt borger")
	for _, hidden := range []string{"Signe", "Bo Madsen", "Skagerby Kommune", "politi@"} {
		if strings.Contains(page, hidden) {
			h.Errorf("a partner is told %q", hidden)
		}
	}
	text := h.refuse("", link, url.Values{"goer": {"sig"}, "om": {card}, "tekst": {"Det er 010190-1234"}}, "CPR-nummer")
	if !strings.Contains(text, "Det er 010190-1234</textarea>") {
		h.Error("what a partner typed is gone after it was refused")
	}
	h.post("", link, url.Values{"goer": {"sig"}, "om": {theme}, "tekst": {"Det ser vi også"}})
	h.post("", link, url.Values{"goer": {"set"}})
	h.get("", link, "Det ser vi også", "I har svaret")
}

func (h *house) upload(study, name, content string) (int, string, http.Header) {
	h.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("fil", name)
	if err == nil {
		_, err = part.Write([]byte(content))
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		h.Fatal(err)
	}
	return h.ask(h.signe, http.MethodPost, study+"/indlaes", form.FormDataContentType(), b.String())
}

func TestCardsFromAFile(t *testing.T) {
	h := open(t)
	study := h.begun()
	h.usable(study, "Støtte til post og aftaler, når telefonen lukkes")
	if code, text, _ := h.upload(study, "liste.csv", "Behov;Antal\nStøtte;9\nKender 010190-1234;9\n"); code != http.StatusUnprocessableEntity || !strings.Contains(text, "Række 3 i filen") || strings.Contains(text, "010190") {
		t.Errorf("a file with a number: %d %s", code, alert(text))
	}
	_, _, header := h.upload(study, "liste.csv", "Partner;Behov;Antal;Barriere\nPolitiet;Støtte til post og aftaler når telefonen lukkes;12;Åbner ikke breve script alert\nPolitiet;;9;x\n")
	h.get(h.signe, header.Get("Location"), "1 række har en fejl", "Skriv, hvad borgerne har brug for.")
	_, _, header = h.upload(study, "liste.csv", "Partner;Behov;Antal;Barriere\nPolitiet;Støtte til post og aftaler når telefonen lukkes;12;Åbner ikke breve script alert\nPolitiet;Frida Fjord har brug for ro;3;\n")
	preview := header.Get("Location")
	h.get(h.signe, preview, "Kan det være de samme borgere?", "De kommer fra to partnere.", "Frida Fjord", "ligner et navn", "færre end 5")
	h.post(h.signe, preview, url.Values{"goer": {"ind"}})
	h.get(h.signe, study+"/kort", "3 kort", "Frida Fjord", "1 sted at se efter")
	h.get(h.signe, study+"/kort?stand=faa", "1 kort")
	h.get(h.signe, study+"/kort?vis=ens", "af ordene er de samme")
	h.get(h.signe, study+"/kort?soeg=frida", "1 kort")
	if code, _, _ := h.do(h.signe, preview, nil); code != http.StatusNotFound {
		t.Errorf("a file that was taken in answers %d", code)
	}
}

func TestWhoMay(t *testing.T) {
	h := open(t)
	study := h.begun()
	path := h.usable(study, "Støtte til post")
	for name, role := range map[string]access.Role{"Frida Fjord": access.Chair, "Mads Mark": access.Member, "Arne Ager": access.Auditor, "Gitte Gade": access.Guest} {
		token := h.visitor(name, role)
		for _, address := range []string{study, study + "/kort", path, study + "/kodning", study + "/forskelle", study + "/temaer", study + "/anbefalinger", study + "/partnere", study + "/indlaes"} {
			if code, text, _ := h.do(token, address, nil); code != http.StatusNotFound && code != http.StatusForbidden || strings.Contains(text, "Støtte til post") {
				t.Errorf("GET %s as %s: %d", address, role, code)
			}
		}
	}
	if code, _, _ := h.do(h.bo, study+"/udgiv", url.Values{"goer": {"udgiv"}}); code == http.StatusSeeOther {
		t.Error("a project lead publishes")
	}
}

func TestTheDeskReminds(t *testing.T) {
	h := open(t)
	study := h.begun()
	h.get(h.signe, "/skrivebord", "Slet nøglen til borgerne dér, hvor den ligger")
	h.post(h.signe, study, url.Values{"goer": {"slettet"}})
	if text := h.get(h.signe, "/skrivebord"); strings.Contains(text, "Slet nøglen") {
		t.Error("the desk still reminds of what is erased")
	}
	h.get(h.signe, study, "har bekræftet, at listen er slettet")
}

func TestEnglish(t *testing.T) {
	h := open(t)
	study := h.begun()
	h.usable(study, "Støtte til post")
	h.get(h.signe, "/en"+study, "Cards are written", "The key to the citizens is not here", "1 card")
	h.get(h.signe, "/en"+study+"/kort", "1 card", "In use", "10–19 citizens")
}
