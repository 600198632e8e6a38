package agendas_test

import (
	"html"
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

// A house is a site with one body, its meeting m on 8 December 2026, two
// secretaries and a member.
type house struct {
	*webtest.Site
	t              *testing.T
	gerda, bo, ane string
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
	h := &house{Site: s, t: t}
	for _, row := range []string{
		`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b', 'sundhedsraad-fjorden', 'Sundhedsråd Fjorden', 'council', 'shared', 0)`,
		`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
			VALUES ('m', 'b', '', '2026-12-08', '13:00', '15:00', 'physical', 'Rådhuset', '', 'planned', '', '', 0, 1, 0, '', 0)`,
		`INSERT INTO seat (id, body_id, name, email, organization, sector, role, title, voting, basis, start_date, end_date, position, version, made_at, made_by, changed_at, changed_by) VALUES
			('s1', 'b', 'Ane Lund', 'ane@skagerby.example', 'Skagerby Kommune', 'municipality', 'member', '', true, '', '2026-01-01', '', 0, 1, 0, '', 0, ''),
			('s2', 'b', 'Carl Dam', '', 'Region Nordkyst', 'region', 'member', '', true, '', '2026-01-01', '', 1, 1, 0, '', 0, '')`,
	} {
		if err := s.Exec(t.Context(), row); err != nil {
			t.Fatal(err)
		}
	}
	for name, who := range map[string]struct {
		role  access.Role
		token *string
	}{"Gerda Holm": {access.Secretariat, &h.gerda}, "Bo Madsen": {access.Secretariat, &h.bo}, "Ane Lund": {access.Member, &h.ane}} {
		if _, *who.token, err = s.Visitor(t.Context(), name, who.role, "b"); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// ask sends a request, a form when there is one, and returns the status and the
// text of the answer.
func (h *house) ask(token, address string, form ...string) (*httptest.ResponseRecorder, string) {
	h.t.Helper()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	if len(form) > 0 {
		values := url.Values{}
		for _, pair := range form {
			key, value, _ := strings.Cut(pair, "=")
			values.Add(key, value)
		}
		r = httptest.NewRequest(http.MethodPost, address, strings.NewReader(values.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.AddCookie(&http.Cookie{Name: "klynge", Value: token})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w, html.UnescapeString(w.Body.String())
}

// see is [house.ask] for an answer that must have a status and some texts; one
// that begins with "!" must not be there.
func (h *house) see(token, address string, status int, texts []string, form ...string) string {
	h.t.Helper()
	w, body := h.ask(token, address, form...)
	if w.Code != status {
		h.t.Fatalf("%s %v: status %d, want %d:\n%s", address, form, w.Code, status, main(body))
	}
	for _, text := range texts {
		if words, unwanted := strings.CutPrefix(text, "!"); strings.Contains(body, words) == unwanted {
			h.t.Errorf("%s %v: has %q: %v, want otherwise:\n%s", address, form, words, unwanted, main(body))
		}
	}
	return body
}

func main(body string) string {
	if i := strings.Index(body, "<main"); i >= 0 {
		body = body[i:]
	}
	return body[:min(len(body), 3000)]
}

const list = "/arbejde/moede/m/dagsorden"

var itemAddress = regexp.MustCompile(`/arbejde/punkt/[^/"#]+`)

// add begins the agenda and adds one item to decide, and returns its address.
func (h *house) add() string {
	h.t.Helper()
	h.see(h.gerda, list, http.StatusSeeOther, nil, "goer=begynd")
	w, _ := h.ask(h.gerda, list, "goer=tilfoej", "overskrift=Medicinbokse", "type=decision")
	address := itemAddress.FindString(w.Header().Get("Location"))
	if w.Code != http.StatusSeeOther || address == "" {
		h.t.Fatalf("adding an item: status %d to %q", w.Code, w.Header().Get("Location"))
	}
	return address
}

var (
	lineField = regexp.MustCompile(`name="tekst\.(recommendation\.[^"]+)"`)
	version   = regexp.MustCompile(`name="version" value="(\d+)"`)
)

func TestAnAgendaIsMadeByForms(t *testing.T) {
	h := open(t)
	h.see(h.gerda, list, http.StatusOK, []string{"Begynd med de faste punkter"})
	item := h.add()
	page := h.see(h.gerda, item, http.StatusOK, []string{"Medicinbokse", "Standardsætninger"})
	line := lineField.FindStringSubmatch(page)[1]
	h.see(h.gerda, item, http.StatusSeeOther, nil, "goer=ny-afsnit", "nyt-afsnit=Økonomi", "tekst.title=Medicinbokse i Skagerby", "grundlag.title=1",
		"tekst."+line+"=at boksene godkendes.", "grundlag."+line+"=0", "tekst.presentation=Først.\r\n\r\n- a\r\n- b", "grundlag.presentation=0")
	h.see(h.gerda, item, http.StatusOK, []string{"Medicinbokse i Skagerby", `value="Økonomi"`, "at boksene godkendes."})
	h.see(h.gerda, item, http.StatusSeeOther, nil, "goer=indstillinger", "version="+version.FindStringSubmatch(page)[1], "type=decision", "minutter=25", "fremlaegger=Bo", "sagsnummer=26/11")
	h.see(h.gerda, item, http.StatusUnprocessableEntity, []string{"antal minutter"}, "goer=indstillinger", "version=2", "type=decision", "minutter=mange")
	h.see(h.gerda, list, http.StatusOK, []string{"Medicinbokse i Skagerby", "25 min.", "40 af 120 minutter", "kl. 13.10"})
	moved := strings.TrimPrefix(item, "/arbejde/punkt/")
	h.see(h.gerda, list, http.StatusSeeOther, nil, "goer=op:"+moved)
	if body := h.see(h.gerda, list, http.StatusOK, nil); strings.Index(body, "Medicinbokse") > strings.Index(body, "Meddelelser") {
		t.Error("the item was not moved up")
	}
	h.see(h.gerda, item+"/felt/title", http.StatusOK, []string{"Udgave 2", "Udgave 1", "Gerda Holm"})
}

// Two who write over each other without script see both texts, and choose.
func TestAConflictByForms(t *testing.T) {
	h := open(t)
	item := h.add()
	h.see(h.gerda, item, http.StatusSeeOther, nil, "goer=gem", "tekst.presentation=Gerda skriver.", "grundlag.presentation=0")
	h.see(h.bo, item, http.StatusConflict, []string{"Gerda skriver.", "Bo skriver.", "Intet er overskrevet"}, "goer=gem", "tekst.presentation=Bo skriver.", "grundlag.presentation=0")
	h.see(h.bo, item, http.StatusSeeOther, nil, "goer=gem", "tekst.presentation=Bo skriver.", "grundlag.presentation=1", "valg.presentation=begge")
	h.see(h.gerda, item, http.StatusOK, []string{"Gerda skriver.\n\nBo skriver."})
	w, body := h.ask(h.bo, item+"/felt/presentation", "grundlag=1", "tekst=Noget helt andet")
	if w.Code != http.StatusConflict || !strings.Contains(body, `"version":2`) || !strings.Contains(body, `"base":"Gerda skriver."`) {
		t.Errorf("the script is told %d %s, want 409 with the version that stands and the base", w.Code, body)
	}
	h.see(h.bo, item+"/nyt?siden=0", http.StatusOK, []string{`/felt/presentation":{"version":2`})
	if body := h.see(h.gerda, item+"/nyt?siden=0", http.StatusOK, nil); !strings.Contains(body, `"editors":["Bo Madsen"]`) {
		t.Errorf("Gerda is told %s, want that Bo is there", body)
	}
}

func TestR10AfterSendingOnlySupplements(t *testing.T) {
	h := open(t)
	item := h.add()
	line := lineField.FindStringSubmatch(h.see(h.gerda, item, http.StatusOK, nil))[1]
	h.see(h.gerda, list+"/send", http.StatusOK, []string{"skal rettes", "!Send dagsordenen</button>"})
	h.see(h.gerda, list+"/send", http.StatusUnprocessableEntity, []string{"Intet er sendt"}, "nummer=0")
	h.see(h.gerda, item, http.StatusSeeOther, nil, "goer=gem", "tekst."+line+"=at boksene godkendes.", "grundlag."+line+"=0")
	h.see(h.ane, list, http.StatusOK, []string{"ikke sendt endnu", "!Medicinbokse"})
	h.see(h.ane, item, http.StatusNotFound, []string{"!Medicinbokse"})
	for _, nonsense := range []string{"nummer=-1", "nummer=mange", "x=y", "nummer=99999999999999999999"} {
		h.see(h.gerda, list+"/send", http.StatusUnprocessableEntity, []string{"Intet er sendt"}, nonsense)
	}
	for range 2 { // the button is pressed twice
		h.see(h.gerda, list+"/send", http.StatusSeeOther, nil, "nummer=0")
	}
	h.see(h.ane, list, http.StatusOK, []string{"Medicinbokse", "at boksene godkendes.", "!Hvem har fået den"})
	h.see(h.gerda, list+"?sendt=1", http.StatusOK, []string{"Carl Dam"})
	h.see(h.gerda, item, http.StatusConflict, []string{"sendt ud og ændres ikke", "Det, jeg sad og skrev"}, "goer=gem", "tekst.presentation=Det, jeg sad og skrev", "grundlag.presentation=0")
	h.see(h.gerda, item+"/felt/presentation", http.StatusConflict, []string{"sendt ud og ændres ikke"}, "tekst=x", "grundlag=0")
	h.see(h.gerda, item, http.StatusSeeOther, nil, "goer=genaabn")
	h.see(h.gerda, item, http.StatusSeeOther, nil, "goer=gem", "tekst.title=Medicinbokse i Nordhavn", "grundlag.title=1")
	h.see(h.ane, list, http.StatusOK, []string{"!Nordhavn"})
	h.see(h.gerda, list+"/send", http.StatusUnprocessableEntity, []string{"Skriv, hvorfor"}, "nummer=1")
	h.see(h.gerda, list+"/send", http.StatusSeeOther, nil, "nummer=1", "grund=Boksen er flyttet.")
	h.see(h.ane, list, http.StatusOK, []string{"Nordhavn", "Tillægsdagsorden 1", "Boksen er flyttet."})
	h.see(h.ane, list+"/udgaver", http.StatusOK, []string{"<ins>"})
	for ending, start := range map[string]string{".pdf": "%PDF", ".docx": "PK"} {
		if w, body := h.ask(h.ane, list+ending); w.Code != http.StatusOK || !strings.HasPrefix(body, start) {
			t.Errorf("%s: status %d, begins %.8q", ending, w.Code, body)
		}
	}
}

// The words of a closed item are for those who may read them, and in no mail.
func TestR32ClosedTextStaysInside(t *testing.T) {
	h := open(t)
	item := h.add()
	page := h.see(h.gerda, item, http.StatusOK, nil)
	line := lineField.FindStringSubmatch(page)[1]
	h.see(h.gerda, item, http.StatusSeeOther, nil, "goer=indstillinger", "version="+version.FindStringSubmatch(page)[1], "type=decision", "minutter=5", "lukket=ja", "lukket-til=2027-12-31")
	h.see(h.gerda, item, http.StatusSeeOther, nil, "goer=gem", "tekst.title=Opsigelse af Ditte Damgaard", "grundlag.title=1", "tekst.public-title=Personalesag", "grundlag.public-title=0",
		"tekst."+line+"=at Ditte Damgaard indstilles til opsigelse, og at det godkendes.", "grundlag."+line+"=0")
	h.see(h.gerda, list+"/send", http.StatusSeeOther, nil, "nummer=0")
	_, guest, err := h.Visitor(t.Context(), "Gustav Gæst", access.Guest, "b")
	if err != nil {
		t.Fatal(err)
	}
	h.see(h.ane, list, http.StatusOK, []string{"Ditte Damgaard"})
	h.see(guest, list, http.StatusOK, []string{"Personalesag", "lukkede døre", "!Damgaard"})
	h.see(guest, list+"/udgaver", http.StatusOK, []string{"!Damgaard"})
	var letter string
	if err := h.DB.Read(t.Context(), func(tx *db.Tx) error {
		return tx.QueryRowContext(t.Context(), `SELECT subject || body_text || body_html FROM mail_message`).Scan(&letter)
	}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(letter, "Damgaard") || !strings.Contains(letter, "Personalesag") || !strings.Contains(letter, "/dagsorden/") {
		t.Errorf("the mail says:\n%s", letter)
	}
}

// Texts of strangers are shown as they are written, and do nothing.
func TestHostileTexts(t *testing.T) {
	h := open(t)
	item := h.add()
	const bad = `</textarea><script>alert(1)</script>`
	h.see(h.gerda, item, http.StatusSeeOther, nil, "goer=gem", "tekst.title="+bad, "grundlag.title=1", "tekst.presentation=| "+bad+" |", "grundlag.presentation=0")
	for _, address := range []string{item, list, list + "/send", item + "/felt/title"} {
		if w, _ := h.ask(h.gerda, address); strings.Contains(w.Body.String(), "<script>alert") {
			t.Errorf("%s runs what somebody wrote", address)
		}
	}
	h.see(h.gerda, item+"/felt/presentation", http.StatusUnprocessableEntity, []string{"Den er ikke gemt"}, "grundlag=1", "tekst="+strings.Repeat("x", 250_001))
	h.see(h.gerda, item+"/felt/opfundet", http.StatusNotFound, []string{"Feltet findes ikke"}, "grundlag=0", "tekst=x")
}
