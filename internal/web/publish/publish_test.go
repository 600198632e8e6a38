package publish_test

import (
	"bytes"
	"encoding/json"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/minutes"
	"klynge/internal/reader/reading"
	"klynge/internal/web/webtest"
)

const gate = "/arbejde/moede/p1/udgivelse"

// A house is a site with approved minutes, and those who may do something about
// them.
type house struct {
	t *testing.T
	*webtest.Site
	body, author, other, chair, member string
}

func open(t *testing.T, decision, attached string) *house {
	t.Helper()
	ctx := t.Context()
	s, err := webtest.Open(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	h := &house{t: t, Site: s}
	if err := s.DB.Write(ctx, func(tx *db.Tx) error {
		o, err := body.EnsureBody(ctx, tx, "Politisk Sundhedsklynge Fjorden")
		h.body = o.ID
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[access.Role]*string{access.Secretariat: &h.author, access.Chair: &h.chair, access.Member: &h.member} {
		if _, *to, err = s.Visitor(ctx, "Navn "+string(name), name, h.body); err != nil {
			t.Fatal(err)
		}
	}
	if _, h.other, err = s.Visitor(ctx, "Jens Anden", access.Secretariat, h.body); err != nil {
		t.Fatal(err)
	}
	item := agenda.SentItem{ID: "i1", Number: "1", Title: "Medicinbokse", Type: agenda.Decision, Presentation: "Sagen.\n\n| Post | Beløb |\n| Bokse | 100 |"}
	closed := agenda.SentItem{ID: "i2", Number: "2", Title: "Klagesag om Bo", PublicTitle: "Personsag", Closed: true, ClosedUntil: "2026-10-01", Presentation: "Hemmeligt"}
	content, err := json.Marshal(minutes.Record{MeetingID: "p1", Items: []minutes.Item{{SentItem: item, Decision: decision, Outcome: reading.Approved}, {SentItem: closed, Decision: "Lukket beslutning"}}})
	if err != nil {
		t.Fatal(err)
	}
	digest, err := put(h, attached)
	if err != nil {
		t.Fatal(err)
	}
	const row = `INSERT INTO draft_item (id, body_id, meeting_id, position, number, type, task, subject, closed, closed_until, minutes, presenter, case_number, matter_id, state, origin, origin_id, proposed_by, late, supplement, made_at, made_by, changed_at, version)
		VALUES ($1, $2, 'p1', 0, $3, 'decision', '', '', $4, $5, 10, '', '', '', 'on-agenda', 'secretariat', '', '', FALSE, 0, 0, '', 0, 1)`
	for _, step := range []struct {
		query string
		args  []any
	}{
		{`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
			VALUES ('p1', $1, '', '2026-11-17', '13:00', '15:00', 'physical', 'Rådhuset', '', 'held', '', '', 0, 1, 0, '', 0)`, []any{h.body}},
		{row, []any{"i1", h.body, "1", false, ""}},
		{row, []any{"i2", h.body, "2", true, "2026-10-01"}},
		{`INSERT INTO draft_attachment (id, item_id, position, name, state, due, closed, file_name, digest, media_type, size, version, supplied_at, supplied_by, made_at, made_by)
			VALUES ('a1', 'i1', 0, 'Tilbud', 'enclosed', '', FALSE, 'tilbud.txt', $1, 'text/plain', 10, 1, 0, '', 0, '')`, []any{digest}},
		{`INSERT INTO minutes_version (id, meeting_id, number, act, reason, content, at, by_whom) VALUES ('v1', 'p1', 1, 'approved', '', $1, 0, '')`, []any{string(content)}},
	} {
		if err := s.Exec(ctx, step.query, step.args...); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

func put(h *house, text string) (string, error) {
	digest, _, err := h.Archive.Vault.Put(h.t.Context(), strings.NewReader(text))
	return digest, err
}

func (h *house) send(method, address, token, contentType string, content io.Reader) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, address, content)
	r.Header.Set("Content-Type", contentType)
	r.AddCookie(&http.Cookie{Name: "klynge", Value: token})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func (h *house) page(token string) string {
	h.t.Helper()
	w := h.send("GET", gate, token, "", nil)
	if w.Code != http.StatusOK {
		h.t.Fatalf("GET %s = %d: %s", gate, w.Code, w.Body)
	}
	return html.UnescapeString(w.Body.String())
}

// post sends a form and wants a status.
func (h *house) post(address, token string, want int, values ...string) string {
	h.t.Helper()
	form := url.Values{}
	for i := 0; i < len(values); i += 2 {
		form.Set(values[i], values[i+1])
	}
	w := h.send("POST", address, token, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	if w.Code != want {
		h.t.Errorf("POST %s %v = %d, want %d: %s", address, values, w.Code, want, alerts(w.Body.String()))
	}
	return html.UnescapeString(w.Body.String())
}

var alert = regexp.MustCompile(`alert-text[^>]*>([^<]*)`)

func alerts(page string) string {
	if m := alert.FindStringSubmatch(page); m != nil {
		return html.UnescapeString(m[1])
	}
	return ""
}

var (
	textID = regexp.MustCompile(`udgivelse/([0-9a-z]{26})/udskrift`)
	digest = regexp.MustCompile(`name="digest" value="([0-9a-f]{64})"`)
	found  = regexp.MustCompile(`name="fund" value="([0-9a-z]{26})"`)
)

func first(t *testing.T, pattern *regexp.Regexp, page string) string {
	t.Helper()
	m := pattern.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("the page has no %s", pattern)
	}
	return m[1]
}

func wants(t *testing.T, what, page string, has []string, not ...string) {
	t.Helper()
	for _, want := range has {
		if !strings.Contains(page, want) {
			t.Errorf("%s lacks %q", what, want)
		}
	}
	for _, never := range not {
		if strings.Contains(page, never) {
			t.Errorf("%s has %q", what, never)
		}
	}
}

// The whole way through the gate, by two people, and back.
func TestTheGate(t *testing.T) {
	h := open(t, "Godkendt for 010190-1234.", "Tilbud fra 020290-1234, tlf. 2345 6789")
	wants(t, "the empty gate", h.page(h.author), []string{"Intet er på vej", "Gør referatet klar"}, "Gør dagsordenen klar")
	wants(t, "the chair's gate", h.page(h.chair), []string{"Intet er på vej"}, "Gør referatet klar")
	h.post(gate+"/klar", h.author, http.StatusUnprocessableEntity, "hvad", "noget")
	h.post(gate+"/klar", h.author, http.StatusSeeOther, "hvad", "minutes")
	h.post(gate+"/klar", h.author, http.StatusSeeOther, "hvad", "minutes") // the button was pressed twice
	page := h.page(h.author)
	wants(t, "the gate", page, []string{"2 ting stopper udgivelsen", "<mark>010190-1234</mark>", "Bilaget “Tilbud”, teksten", "CPR-nummer", "Dæk CPR-numrene i teksten til", "Personsag", "Holdt tilbage"},
		"020290-1234", "Klagesag", "Hemmeligt", "Lukket beslutning", "Udgiv nu")
	text := gate + "/" + first(t, textID, page)
	if strings.Count(page, `class="gate-text"`) != 2 { // the text, and the closure that is over
		t.Errorf("after two presses there is not one text at the gate")
	}
	h.post(text+"/fund", h.author, http.StatusSeeOther, "goer", "daek")
	refused := h.post(text+"/bilag", h.author, http.StatusUnprocessableEntity, "goer", "hold", "bilag", "a1")
	wants(t, "a refusal", refused, []string{"Skriv, hvorfor bilaget holdes tilbage"})
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("fil", "tilbud-overstreget.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write([]byte("Tilbud fra ████, tlf. 2345 6789")); err != nil {
		t.Fatal(err)
	}
	if err := errorsOf(w.WriteField("bilag", "a1"), w.Close()); err != nil {
		t.Fatal(err)
	}
	if got := h.send("POST", text+"/bilag", h.author, w.FormDataContentType(), &form); got.Code != http.StatusSeeOther {
		t.Fatalf("redacted file = %d: %s", got.Code, alerts(got.Body.String()))
	}
	page = h.page(h.author)
	wants(t, "the gate afterwards", page, []string{"Overstreget fil", "tilbud-overstreget.txt", "Telefonnummer", "En anden end dig skal se det igennem"}, "Udgiv nu", "010190-1234")

	// Another sees it through.
	page = h.page(h.chair)
	seen := first(t, digest, page)
	h.post(text+"/fund", h.chair, http.StatusSeeOther, "fund", first(t, found, page), "grund", "Firmaets nummer er offentligt")
	h.post(text+"/udgiv", h.author, http.StatusForbidden, "digest", seen)
	h.post(text+"/godkend", h.author, http.StatusForbidden, "digest", seen)
	h.post(text+"/godkend", h.chair, http.StatusConflict, "digest", strings.Repeat("0", 64))
	h.post(text+"/godkend", h.chair, http.StatusSeeOther, "digest", seen)
	h.post(text+"/udgiv", h.chair, http.StatusNotFound, "digest", seen)
	if got := h.send("GET", text+"/udskrift.pdf", h.author, "", nil); got.Code != http.StatusOK || !strings.HasPrefix(got.Body.String(), "%PDF-") {
		t.Errorf("the draft as PDF = %d", got.Code)
	}
	h.post(text+"/udgiv", h.author, http.StatusSeeOther, "digest", seen)
	h.post(text+"/udgiv", h.author, http.StatusConflict, "digest", seen) // the back button

	public := h.send("GET", "/moeder/2026-11-17-sundhedsklynge-fjorden", "", "", nil)
	wants(t, "the public page", html.UnescapeString(public.Body.String()), []string{"Godkendt for ▒▒▒▒▒▒▒▒▒▒▒.", "Personsag", `href="/bilag/`, "tilbud-overstreget.txt"}, "Klagesag", "010190")
	// R39: HTML first, with headings, its language, and heads of tables.
	wants(t, "the public page (R39)", public.Body.String(), []string{`<html lang="da"`, "<h1>", `<h2 class="item-title"`, `<h3 class="decision-label"`, `<th scope="col">Post</th>`, `<time datetime="2026-11-17">`})
	wants(t, "the item's own page (R39)", h.send("GET", "/en/moeder/2026-11-17-sundhedsklynge-fjorden/punkt-1", "", "", nil).Body.String(), []string{`<html lang="en"`, `lang="da"`, `<th scope="col">Post</th>`})
	file := first(t, regexp.MustCompile(`href="(/bilag/[^"]+)"`), public.Body.String())
	got := h.send("GET", file, "", "", nil)
	if got.Code != http.StatusOK || got.Body.String() != "Tilbud fra ████, tlf. 2345 6789" || got.Header().Get("X-Content-Type-Options") != "nosniff" ||
		!strings.HasPrefix(got.Header().Get("Content-Disposition"), "attachment") || !strings.Contains(got.Header().Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("GET %s = %d %q %v", file, got.Code, got.Body, got.Header())
	}

	// And back.
	h.post(text+"/traek", h.author, http.StatusUnprocessableEntity, "grund", "nonsens")
	h.post(text+"/traek", h.author, http.StatusSeeOther, "grund", "personal-data", "note", "fru Dam ringede")
	for _, address := range []string{"/moeder/2026-11-17-sundhedsklynge-fjorden", "/en/moeder/2026-11-17-sundhedsklynge-fjorden", "/moeder/2026-11-17-sundhedsklynge-fjorden/punkt-1",
		"/moeder/2026-11-17-sundhedsklynge-fjorden/referat.pdf", file} {
		got := h.send("GET", address, "", "", nil)
		if got.Code != http.StatusGone {
			t.Errorf("GET %s after the withdrawal = %d, want 410", address, got.Code)
		}
		wants(t, address, html.UnescapeString(got.Body.String()), nil, "fru Dam", "Medicinbokse", "Godkendt for")
	}
	wants(t, "the tombstone", h.send("GET", "/moeder/2026-11-17-sundhedsklynge-fjorden", "", "", nil).Body.String(), []string{"Referatet er trukket tilbage.", "Teksten rummede personoplysninger", "21. november 2026"})
	wants(t, "the gate after", h.page(h.author), []string{"Trukket tilbage", "Gør referatet klar"})
}

func errorsOf(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}

// Another's meeting is not reached through one's own address, and a member has no
// gate.
func TestNobodyElsesGate(t *testing.T) {
	h := open(t, "Godkendt.", "Tilbud")
	h.post(gate+"/klar", h.author, http.StatusSeeOther, "hvad", "minutes")
	id := first(t, textID, h.page(h.author))
	if err := h.Exec(t.Context(), `INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
		SELECT 'p2', body_id, '', '2026-12-17', '13:00', '15:00', 'physical', '', '', 'planned', '', '', 0, 1, 0, '', 0 FROM planned_meeting WHERE id = 'p1'`); err != nil {
		t.Fatal(err)
	}
	h.post("/arbejde/moede/p2/udgivelse/"+id+"/udgiv", h.author, http.StatusNotFound, "digest", "x")
	for name, token := range map[string]string{"a member": h.member, "a stranger": ""} {
		if got := h.send("GET", gate, token, "", nil); got.Code == http.StatusOK {
			t.Errorf("%s sees the gate", name)
		}
	}
	// R32: a closure that is over, and the decision that is disclosed.
	wants(t, "the gate", h.page(h.chair), []string{"Lukninger, der er udløbet", "lukket til og med 1. oktober 2026"})
	h.post(gate+"/frigiv", h.chair, http.StatusUnprocessableEntity, "punkt", "i2")
	h.post(gate+"/frigiv", h.chair, http.StatusSeeOther, "punkt", "i2", "grund", "Sagen er afsluttet")
	h.post(gate+"/klar", h.author, http.StatusSeeOther, "hvad", "minutes")
	wants(t, "the gate", h.page(h.other), []string{"Lukket beslutning", "af Navn chair", "Sagen er afsluttet.", "Jeg har set det igennem"}, "Klagesag", "Hemmeligt")
}
