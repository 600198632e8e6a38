package indicator_test

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/web/webtest"
)

const hostile = `<script>alert("x")</script>`

// A house is a site with a running initiative that the public knows.
type house struct {
	*webtest.Site
	t          *testing.T
	lead, sek  string // tokens
	guest      string
	initiative string // address in the working rooms
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
	h := &house{Site: s, t: t, initiative: "/arbejde/indsats/n1"}
	var b body.Organization
	h.must(s.DB.Write(t.Context(), func(tx *db.Tx) (err error) {
		b, err = body.EnsureBody(context.Background(), tx, "Sundhedsklynge Fjorden")
		return err
	}))
	for _, row := range []string{
		`INSERT INTO initiative (id, slug, title, body_id, leader, purpose, created_at) VALUES ('n1', 'medicinboks', 'Medicinboks', $1, '', '', 0)`,
		`INSERT INTO initiative_life (initiative_id, body_id, born, state, pilot, start_date, end_date, reported_on, plan, version, made_at, made_by, changed_at)
			VALUES ('n1', $1, true, 'running', false, '2025-01-01', '', '', '{}', 1, 0, '', 0)`,
	} {
		h.must(s.Exec(t.Context(), row, b.ID))
	}
	h.must(s.Exec(t.Context(), `INSERT INTO initiative_release (id, initiative_id, at, by_name, content) VALUES ('r1', 'n1', 0, '', '{}')`))
	for name, who := range map[*string]access.Role{&h.lead: access.Lead, &h.sek: access.Secretariat, &h.guest: access.Guest} {
		_, *name, err = s.Visitor(t.Context(), "Prøve "+string(who), who, b.ID)
		h.must(err)
	}
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// ask sends a request and holds the answer against a status and texts.
func (h *house) ask(token string, status int, address string, form url.Values, texts ...string) *httptest.ResponseRecorder {
	h.t.Helper()
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	r := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.send(token, status, r, texts...)
}

func (h *house) send(token string, status int, r *http.Request, texts ...string) *httptest.ResponseRecorder {
	h.t.Helper()
	if token != "" {
		r.AddCookie(&http.Cookie{Name: "klynge", Value: token})
	}
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, r)
	if answer.Code != status {
		h.t.Fatalf("%s %s: status %d, want %d\n%s", r.Method, r.URL, answer.Code, status, alertOf(answer.Body.String()))
	}
	if strings.Contains(answer.Body.String(), hostile) {
		h.t.Errorf("%s %s: HTML of a form is on the page as it came", r.Method, r.URL)
	}
	for _, want := range texts {
		if !strings.Contains(html.UnescapeString(answer.Body.String()), want) {
			h.t.Errorf("%s %s: no %q", r.Method, r.URL, want)
		}
	}
	return answer
}

func alertOf(page string) string {
	if i := strings.Index(page, "alert-text"); i >= 0 {
		page = page[i:]
	}
	return page[:min(len(page), 600)]
}

// do sends a form and returns where it leads on to.
func (h *house) do(token, address string, pairs ...string) string {
	h.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	to, _, _ := strings.Cut(h.ask(token, http.StatusSeeOther, address, form).Header().Get("Location"), "#")
	return to
}

var (
	box     = regexp.MustCompile(`name="vaerdi" value="([^"]+)"`)
	version = regexp.MustCompile(`name="set" value="([^"]+)"`)
)

// all does something with every figure that a form offers.
func (h *house) all(token, one, deed string, pairs ...string) {
	h.t.Helper()
	page := h.ask(token, http.StatusOK, one, nil).Body.String()
	pairs = append(pairs, "goer", deed, "set", version.FindStringSubmatch(page)[1])
	for _, m := range box.FindAllStringSubmatch(page, -1) {
		pairs = append(pairs, "vaerdi", m[1])
	}
	h.do(token, one, pairs...)
}

// define makes an indicator; of a field that is named twice the first counts.
func (h *house) define(pairs ...string) string {
	h.t.Helper()
	return h.do(h.lead, h.initiative+"/maalinger", append(pairs, "naevner", "", "faktor", "1", "kilde", "Tidsstudie", "hyppighed", "month", "diagram", "run", "profil", "dk5")...)
}

func TestFromTheKeyboardToThePublic(t *testing.T) {
	h := open(t)
	h.ask(h.lead, http.StatusOK, h.initiative+"/maalinger", nil, "ingen målinger endnu", "Ny måling")
	h.ask(h.lead, http.StatusOK, h.initiative+"/maalinger?skabelon=co2", nil, "Ture, der var sket alligevel", `value="kg CO2"`, "Metode: sparede kilometer")
	h.ask(h.lead, http.StatusUnprocessableEntity, h.initiative+"/maalinger", url.Values{"navn": {"Sparet CO2"}, "taeller": {"km"}, "enhed": {"kg CO2"}, "kilde": {"Kørebogen"}, "faktor": {"1"}, "hyppighed": {"quarter"}, "diagram": {"run"}}, "hvor faktoren kommer fra", "Kørebogen")
	h.ask(h.lead, http.StatusUnprocessableEntity, h.initiative+"/maalinger", url.Values{"navn": {"Andel " + hostile}, "taeller": {"x"}, "kilde": {"x"}, "hyppighed": {"month"}, "diagram": {"p"}}, "nævneren", "Andel")
	one := h.define("navn", "Minutter "+hostile, "taeller", hostile, "enhed", "minutter "+hostile, "maal", "30,5")
	for n, y := range []string{"31", "28", "33", "30", "29", "31", "28", "33", "30", "29", "1.031,5"} {
		h.do(h.lead, one, "goer", "vaerdi", "periode", fmt.Sprintf("%02d-2025", n+1), "tal", y, "note", hostile)
	}
	h.ask(h.lead, http.StatusUnprocessableEntity, one, url.Values{"goer": {"vaerdi"}, "periode": {"januar 2030"}, "tal": {"30"}}, "fremtiden", "januar 2030")
	h.ask(h.lead, http.StatusConflict, one, url.Values{"goer": {"vaerdi"}, "periode": {"januar 2025"}, "tal": {"30"}}, "står allerede")
	h.ask(h.lead, http.StatusOK, one, nil, "du skrev den selv", "1.031,5 minutter", "skiller sig ud", "Ny værdi")
	if body := h.ask(h.guest, http.StatusOK, one, nil, "ikke frigivet værdier").Body.String(); strings.Contains(body, "1.031") {
		t.Error("a guest reads a figure that is not released")
	}
	public := "/maalinger/minutter-script-alert-x-script"
	h.ask("", http.StatusNotFound, public, nil)
	h.ask("", http.StatusOK, "/indsatser/medicinboks/maalinger", nil, "ikke frigivet målinger")
	h.ask(h.sek, http.StatusOK, "/skrivebord", nil, "Kontrollér 11 værdier")
	h.all(h.sek, one, "kontrol", "bemaerkning", "Et møde trak ud.")
	h.all(h.sek, one, "frigiv", "begrundelse", "")
	h.do(h.lead, one, "goer", "maerke", "slags", "split", "fra", "juni 2025", "grund", "Ny arbejdsgang "+hostile)
	page := h.ask("", http.StatusOK, public, nil, "<desc>", "Ny arbejdsgang", "januar 2025", "31 minutter", "målet").Body.String()
	if strings.Contains(page, "Et møde trak ud") {
		t.Error("the public reads a note of the working rooms")
	}
	h.ask("", http.StatusOK, "/indsatser/medicinboks/maalinger", nil, public, "1.031,5 minutter")
	h.ask("", http.StatusOK, "/indsatser/medicinboks", nil, "/indsatser/medicinboks/maalinger")
	english := h.ask("", http.StatusOK, "/en"+public, nil, "Too few points", "January 2025", "Jan 25").Body.String()
	for _, danish := range []string{"januar 2025", "juni 2025", "jan. 25"} {
		if strings.Contains(english, danish) {
			t.Errorf("the English page says %q", danish)
		}
	}
	h.ask("", http.StatusOK, public+"/diagram.svg", nil, "<svg")
	h.ask("", http.StatusOK, public+"/vaerdier.csv", nil, "2025-11;2025-11-01;1031,5;")

	row := regexp.MustCompile(`/vaerdi/[a-z0-9]+`).FindString(h.ask(h.sek, http.StatusOK, one, nil).Body.String())
	h.ask(h.sek, http.StatusOK, one+row, nil, "frosset", "Træk værdien tilbage")
	h.ask(h.lead, http.StatusUnprocessableEntity, one+row, url.Values{"goer": {"ret"}, "tal": {"32"}}, "hvorfor", `value="32"`)
	h.do(h.lead, one+row, "goer", "ret", "tal", "32", "note", "Et ur gik forkert.")
	h.all(h.sek, one, "kontrol")
	h.all(h.sek, one, "frigiv")
	h.ask("", http.StatusOK, public, nil, "32 minutter", "Før stod der", "1.031,5 minutter")
	h.ask(h.sek, http.StatusOK, one+"/historik", nil, "Frigivet værdi erstattet", "1.031,5 minutter")
	h.ask(h.guest, http.StatusNotFound, one+"/historik", nil)
	for _, place := range []string{"", "/beskrivelse", "/import", "/historik"} {
		h.ask(h.lead, http.StatusOK, "/en"+one+place, nil)
	}
	h.ask(h.lead, http.StatusOK, one+"/vaerdier.csv", nil)
	h.ask(h.lead, http.StatusOK, one+"/diagram.svg", nil)
}

// R13: under a chart with a hidden point stands no raw series, and none is sent.
func TestR13NoRawSeriesUnderASuppressedPoint(t *testing.T) {
	h := open(t)
	one := h.define("navn", "Hentet til tiden", "taeller", "hentede", "naevner", "lagt i boksen", "enhed", "%", "faktor", "100", "diagram", "p", "personer", "ja")
	for n, pair := range [][2]string{{"23", "40"}, {"3", "40"}, {"31", "44"}, {"98", "100"}} {
		h.do(h.lead, one, "goer", "vaerdi", "periode", fmt.Sprintf("%02d-2025", n+1), "taeller", pair[0], "naevner", pair[1])
	}
	h.all(h.sek, one, "kontrol")
	h.ask(h.sek, http.StatusOK, one, nil, "vises som", "“diskretioneret”")
	h.all(h.sek, one, "frigiv")
	page := html.UnescapeString(h.ask("", http.StatusOK, "/maalinger/hentet-til-tiden", nil, "diskretioneret", "over midterlinjen").Body.String())
	_, table, _ := strings.Cut(page, "<tbody>")
	for _, raw := range []string{"57,5", ">23<", ">40<", ">31<", "70,5", "7,5 %", ">98<", ">100<", "98 %"} {
		if strings.Contains(table, raw) {
			t.Errorf("the public reads %q under a chart with a hidden point", raw)
		}
	}
	h.ask("", http.StatusNotFound, "/maalinger/hentet-til-tiden/vaerdier.csv", nil, "skjult for at beskytte personer")
	drawn := h.ask("", http.StatusOK, "/maalinger/hentet-til-tiden/diagram.svg", nil, "diskretioneret").Body.String()
	if n := strings.Count(drawn, "diskretioneret"); n != 2 || strings.Contains(drawn, "98 %") {
		t.Errorf("the chart marks %d hidden points, want the 3 of 40 and the 98 of 100:\n%s", n, drawn)
	}
	h.ask(h.guest, http.StatusNotFound, one+"/vaerdier.csv", nil)
}

// hand sends a file and returns where it leads on to.
func (h *house) hand(one, name, text string) string {
	h.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	file, err := form.CreateFormFile("fil", name)
	h.must(err)
	_, err = file.Write([]byte(text))
	h.must(err)
	h.must(form.Close())
	r := httptest.NewRequest(http.MethodPost, one+"/import", &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return h.send(h.lead, http.StatusSeeOther, r).Header().Get("Location")
}

func TestAFileIsSeenBeforeItIsTakenIn(t *testing.T) {
	h := open(t)
	one := h.define("navn", "Ventetid", "taeller", "dage", "enhed", "=dage")
	bad := h.hand(one, hostile, "periode;værdi\n2025-01;1,5\n2025-02;"+strings.ReplaceAll(hostile, `"`, "")+"\n2025-03;2.5\n")
	h.ask(h.lead, http.StatusOK, bad, nil, "2 rækker har fejl", "Komma er læst som decimaltegn", "ikke et tal", "har punktum")
	h.ask(h.lead, http.StatusUnprocessableEntity, bad, url.Values{"tegn": {"komma"}}, "Alt bliver læst ind, eller intet gør")
	good := h.hand(one, "tal.csv", "periode;værdi\n2025-01;1,5\n2025-02;2,5\n")
	h.ask(h.lead, http.StatusOK, good, nil, "2 nye værdier", "ny værdi")
	h.ask(h.lead, http.StatusOK, good+"?tegn=punktum", nil, "Punktum er læst som decimaltegn")
	h.do(h.lead, good, "tegn", "komma")
	h.ask(h.lead, http.StatusConflict, good, url.Values{"tegn": {"komma"}}, "læst ind før")
	h.ask(h.lead, http.StatusOK, one, nil, "2,5 =dage", "Kontrol")
	h.all(h.sek, one, "kontrol")
	h.all(h.sek, one, "frigiv")
	if got := h.ask("", http.StatusOK, "/maalinger/ventetid/vaerdier.csv", nil).Body.String(); got != "\ufeffPeriode;Begynder;Værdi;Enhed\r\n2025-01;2025-01-01;1,5;'=dage\r\n2025-02;2025-02-01;2,5;'=dage\r\n" {
		t.Errorf("the file that is sent: %q", got)
	}
}
