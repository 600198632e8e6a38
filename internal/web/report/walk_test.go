package report_test

import (
	"context"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/web/webtest"
)

const hostile = `<script>alert("x")</script>`

// A secretary writes a report by forms alone, with HTML in every text, makes it
// final, lays it before the body and lets it out.
func TestWalkByForms(t *testing.T) {
	s, err := webtest.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	var b body.Organization
	if err := s.DB.Write(t.Context(), func(tx *db.Tx) (err error) {
		b, err = body.EnsureBody(context.Background(), tx, "Sundhedsklynge Fjorden")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, row := range []string{
		`INSERT INTO initiative (id, slug, title, body_id, leader, purpose, created_at) VALUES ('n1', 'medicinboks', 'Medicinboks', '` + b.ID + `', '', '', 0)`,
		`INSERT INTO initiative_life (initiative_id, body_id, born, state, pilot, start_date, end_date, reported_on, plan, version, made_at, made_by, changed_at)
			VALUES ('n1', '` + b.ID + `', true, 'concluded', false, '2026-01-01', '2026-06-30', '', '{"marks":[{"id":"m1","milestone":true,"label":"Første boks","from":"2026-03-01","version":1}]}', 1, 0, '', 0)`,
		`INSERT INTO initiative_release (id, initiative_id, at, by_name, content) VALUES ('u1', 'n1', 0, '', '{}')`,
		`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
			VALUES ('p1', '` + b.ID + `', '', '2026-12-15', '12:00', '15:00', 'physical', '', '', 'planned', '', '', 0, 1, 0, '', 0)`,
	} {
		if err := s.Exec(t.Context(), row); err != nil {
			t.Fatal(err)
		}
	}
	_, token, err := s.Visitor(t.Context(), "Signe Sand", access.Secretariat, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(status int, address string, form url.Values, texts ...string) *httptest.ResponseRecorder {
		t.Helper()
		method := http.MethodGet
		if form != nil {
			method = http.MethodPost
		}
		r := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if !strings.HasPrefix(address, "/indsatser") {
			r.AddCookie(&http.Cookie{Name: "klynge", Value: token})
		}
		answer := httptest.NewRecorder()
		s.ServeHTTP(answer, r)
		if answer.Code != status {
			t.Fatalf("%s %s: status %d, want %d\n%.2000s", method, address, answer.Code, status, answer.Body)
		}
		if strings.Contains(answer.Body.String(), hostile) {
			t.Errorf("%s %s: HTML of a form is on the page as it came", method, address)
		}
		for _, want := range texts {
			if !strings.Contains(html.UnescapeString(answer.Body.String()), want) {
				t.Errorf("%s %s: no %q", method, address, want)
			}
		}
		return answer
	}
	do := func(address string, pairs ...string) string {
		t.Helper()
		form := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
		return ask(http.StatusSeeOther, address, form).Header().Get("Location")
	}
	list := "/arbejde/indsats/n1/rapporter"
	ask(http.StatusOK, list, nil, "Slutrapporten mangler", "Her kommer indsatsens rapporter")
	ask(http.StatusUnprocessableEntity, list, url.Values{"slags": {"final"}, "fra": {"2026-07-01"}, "til": {"2026-01-01"}}, "før den begynder")
	one := do(list, "slags", "final", "fra", "2026-01-01", "til", "2026-06-30")
	do(one, "goer", "gem", "tekst.words", hostile, "grundlag.words", "0", "tekst.next", hostile, "grundlag.next", "0")
	ask(http.StatusConflict, one, url.Values{"goer": {"gem"}, "tekst.words": {"En anden tekst"}, "grundlag.words": {"0"}}, "Intet er overskrevet", "En anden tekst")
	ask(http.StatusUnprocessableEntity, one, url.Values{"goer": {"haendelser"}, "version": {"1"}, "antal.mild": {"mange"}}, "ikke et helt tal")
	do(one, "goer", "haendelser", "version", "1", "antal.mild", "2")
	ask(http.StatusOK, one, nil, "udkast", "Første boks", "forsinket", "Det, du skriver")
	ask(http.StatusOK, one+"/felt/words", nil, "Signe Sand")
	ask(http.StatusConflict, one, url.Values{"goer": {"faerdig"}, "version": {"1"}}, "En anden har ændret rapporten")
	do(one, "goer", "faerdig", "version", "2")
	ask(http.StatusOK, one, nil, "Gjort færdig af", "Sæt på dagsordenen 15. december 2026")
	ask(http.StatusOK, one+"/igen", nil, "Svaret er det samme i dag")
	if err := s.Exec(t.Context(), `UPDATE initiative_life SET plan = '{}' WHERE initiative_id = 'n1'`); err != nil {
		t.Fatal(err)
	}
	ask(http.StatusOK, one+"/igen", nil, "Står der ikke", "ændret")
	do(one, "goer", "dagsorden", "version", "3", "moede", "p1")
	do(one, "goer", "dagsorden", "version", "3", "moede", "p1") // pressed twice
	ask(http.StatusOK, one, nil, "Rapporten er et punkt til en dagsorden")
	var items, papers int
	var itemID string
	if err := s.DB.Read(t.Context(), func(tx *db.Tx) error {
		if err := tx.QueryRowContext(t.Context(), `SELECT COUNT(*), MAX(id) FROM draft_item WHERE origin = 'report'`).Scan(&items, &itemID); err != nil {
			return err
		}
		return tx.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM draft_attachment WHERE item_id = $1 AND media_type = 'application/pdf' AND closed`, itemID).Scan(&papers)
	}); err != nil {
		t.Fatal(err)
	}
	if items != 1 || papers != 1 {
		t.Errorf("%d items with %d closed papers, want one of each", items, papers)
	}
	ask(http.StatusOK, "/arbejde/punkt/"+itemID, nil, one, "Det, punktet handler om")
	ask(http.StatusNotFound, "/indsatser/medicinboks/rapporter/1", nil)
	do(one, "goer", "udgiv", "version", "4")
	ask(http.StatusOK, "/indsatser/medicinboks/rapporter/1", nil, "Slutrapport", "Første boks", "<5")
	ask(http.StatusOK, "/indsatser/medicinboks", nil, "/indsatser/medicinboks/rapporter/1")
	ask(http.StatusNotFound, "/indsatser/medicinboks/rapporter/2", nil)
	ask(http.StatusOK, one+"/udskrift", nil, "Slutrapport 1. januar 2026 – 30. juni 2026")
	ask(http.StatusOK, one+"/rapport.docx", nil)
	if answer := ask(http.StatusOK, one+"/rapport.pdf", nil); !strings.HasPrefix(answer.Body.String(), "%PDF-") {
		t.Errorf("the PDF begins with %.20q", answer.Body)
	}
	for _, page := range []string{list, one, one + "/igen", "/arbejde/indsats/n1", "/arbejde/indsats/n1/sammenlign"} {
		ask(http.StatusOK, "/en"+page, nil)
	}
	do(one, "goer", "traek", "version", "5")
	ask(http.StatusNotFound, "/indsatser/medicinboks/rapporter/1", nil)
}
