package initiative_test

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

// A secretary makes an initiative by forms alone, with HTML in every field.
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
		r.AddCookie(&http.Cookie{Name: "klynge", Value: token})
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
	list := "/arbejde/organ/" + b.Slug + "/indsatser"
	ask(http.StatusOK, list, nil, "Her kommer organets indsatser")
	one := do(list, "goer", "ny", "navn", "Boks "+hostile, "pilot", "ja")
	do(one+"/case", "goer", "gem", "tekst.purpose", hostile, "grundlag.purpose", "0", "tekst.lead", hostile, "grundlag.lead", "0")
	ask(http.StatusConflict, one+"/case", url.Values{"goer": {"gem"}, "tekst.purpose": {"En anden tekst"}, "grundlag.purpose": {"0"}}, "Intet er overskrevet", "En anden tekst")
	do(one+"/case", "goer", "medlem", "medlem", hostile, "rolle", hostile, "arbejdsgiver", hostile)
	do(one+"/case", "goer", "ramme", "begynder", "2026-02-01", "slutter", "2027-06-30")
	do(one+"/case", "goer", "maerke", "slags", "fase", "hvad", hostile, "fra", "2026-03-01", "til", "?")
	do(one+"/case", "goer", "maerke", "slags", "milepael", "hvad", "Første boks", "fra", "2026-04-01")
	do(one+"/case", "goer", "gevinst", "maal", hostile, "ejer", hostile, "baseline", "40", "maalt", "2026-01-01", "skal", "30")
	do(one+"/case", "goer", "antagelse", "antagelse", hostile, "efterses", "2026-11-01")
	ask(http.StatusUnprocessableEntity, one+"/case", url.Values{"goer": {"maerke"}, "slags": {"milepael"}, "hvad": {"For tidligt"}, "fra": {"2025-01-01"}}, "før indsatsen begynder", "For tidligt")
	do(one+"/afproevning", "goer", "ny")
	do(one+"/drivere", "goer", "kasse", "slags", "driver", "under", "", "tekst", hostile)
	ask(http.StatusUnprocessableEntity, one, url.Values{"goer": {"trin"}, "set": {"1"}, "til": {"described"}, "dag": {"2026-11-21"}}, "Beskrivelsen mangler")
	for _, page := range []string{list, one, one + "/case", one + "/afproevning", one + "/drivere", one + "/sammenlign", one + "/udskrift", one + "/felt/purpose", "/en" + one, "/en" + one + "/case", "/skrivebord"} {
		ask(http.StatusOK, page, nil)
	}
	ask(http.StatusOK, one, nil, ">Indsatsens tidslinje</title>", "en idé", "Antagelser, der skal ses efter")
	ask(http.StatusOK, one+"/businesscase.docx", nil)
	if answer := ask(http.StatusOK, one+"/businesscase.pdf", nil); !strings.HasPrefix(answer.Body.String(), "%PDF-") {
		t.Errorf("the PDF begins with %.20q", answer.Body)
	}
	ask(http.StatusNotFound, "/indsatser/boks", nil)
}
