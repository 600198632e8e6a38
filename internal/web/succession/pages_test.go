package succession_test

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
	"klynge/internal/succession"
	"klynge/internal/succession/example"
	"klynge/internal/web/webtest"
	"klynge/internal/when"
	"klynge/internal/wire"
)

// A region is the site of the four clusters.
type region struct {
	*testing.T
	site  *webtest.Site
	token string // of Gerda, who administers it all
}

const address = "/arbejde/reform/fra-klynger-til-raad"

func open(t *testing.T) *region {
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
	r := &region{T: t, site: s}
	if _, err := example.Seed(t.Context(), s.DB); err != nil {
		t.Fatal(err)
	}
	if _, err := example.Plan(t.Context(), s.DB, wire.Reforms(s.DB, nil, "")); err != nil {
		t.Fatal(err)
	}
	r.token = r.visitor("Gerda Holm", access.Administrator, "")
	return r
}

func (r *region) visitor(name string, role access.Role, bodyID string) string {
	r.Helper()
	_, token, err := r.site.Visitor(r.Context(), name, role, bodyID)
	if err != nil {
		r.Fatal(err)
	}
	return token
}

// do asks for a page as somebody, "" for a stranger; a form is posted.
func (r *region) do(token, address string, form url.Values) (int, string) {
	r.Helper()
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	request := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if token != "" {
		request.AddCookie(&http.Cookie{Name: "klynge", Value: token})
	}
	answer := httptest.NewRecorder()
	r.site.ServeHTTP(answer, request)
	return answer.Code, html.UnescapeString(answer.Body.String())
}

// has asks for a page that must have some texts.
func (r *region) has(token, address string, texts ...string) string {
	r.Helper()
	code, page := r.do(token, address, nil)
	if code != http.StatusOK {
		r.Fatalf("GET %s: %d\n%s", address, code, page)
	}
	for _, text := range texts {
		if !strings.Contains(page, text) {
			r.Errorf("GET %s has no %q", address, text)
		}
	}
	return page
}

func (r *region) id(name string) (id, slug string) {
	r.Helper()
	err := r.site.DB.Read(r.Context(), func(tx *db.Tx) error {
		return tx.QueryRowContext(r.Context(), `SELECT id, slug FROM organization WHERE name = $1`, name).Scan(&id, &slug)
	})
	if err != nil {
		r.Fatal(err)
	}
	return id, slug
}

var key = regexp.MustCompile(`name="sag" value="([^"]*)"`)

// From the checklist to the day after: what the administrator does, what the old
// secretariat meets, and what everybody reads.
func TestTheWholeReform(t *testing.T) {
	r := open(t)
	fjorden, slug := r.id(example.Clusters[0])
	secretary := r.visitor("Signe Sand", access.Secretariat, fjorden)
	if code, _ := r.do(secretary, address, nil); code != http.StatusForbidden {
		t.Errorf("the secretariat of one body sees the reform: %d", code)
	}
	page := r.has(r.token, address, "0 %", "53 sager mangler en plads", "Sundhedsklynge Åsen", "Restmidler", `role="img"`)
	keys := key.FindAllStringSubmatch(page, -1)
	if len(keys) != 53 {
		t.Fatalf("the checklist has %d matters, want 53", len(keys))
	}
	if code, page := r.do(r.token, address+"/valg", url.Values{"hvem": {"valgte"}, "sag": {keys[0][1]}, "udfald": {"return"}}); code != http.StatusUnprocessableEntity && code != http.StatusBadRequest || !strings.Contains(page, "får Klyngemidler") {
		t.Errorf("returned to nobody: %d", code)
	}
	if code, page := r.do(r.token, address+"/gennemfoer", url.Values{}); code != http.StatusConflict || !strings.Contains(page, "1. januar 2027") {
		t.Errorf("done in November: %d", code)
	}
	r.has(r.token, address+"/proeve", "kan ikke gennemføres endnu", "53 sager mangler et udfald")
	if code, page := r.do(r.token, address+"/valg", url.Values{"hvem": {"alle"}, "udfald": {"transfer"}}); code != http.StatusSeeOther {
		t.Fatalf("all to the successors: %d\n%s", code, page)
	}
	r.has(r.token, address, "100 %", "Alt har fået en plads")
	r.has(r.token, address+"/proeve", "Reformen kan gennemføres", "15.624.654,20 kr.")
	r.has("", "/reform", "Ingen organer er gået videre")

	r.site.Pass(time.Date(2027, 1, 1, 9, 0, 0, 0, when.Copenhagen).Sub(r.site.Clock()))
	r.token, secretary = r.visitor("Gudrun Holm", access.Administrator, ""), r.visitor("Sonja Sand", access.Secretariat, fjorden)
	if code, page := r.do(r.token, address+"/gennemfoer", url.Values{}); code != http.StatusSeeOther {
		t.Fatalf("done on the day: %d\n%s", code, page)
	}
	r.has(r.token, address, "Gennemført", "Linje for linje")
	page = r.has("", "/reform", example.Councils[1], "indsatser, som ikke er offentlige endnu", "ved en beslutning, som ikke er offentlig endnu")
	for _, private := range []string{"Medicinbokse", "Ole Bak", "kr."} {
		if strings.Contains(strings.Split(page, "<h2")[1][strings.Index(strings.Split(page, "<h2")[1], "</figure>"):], private) {
			t.Errorf("the public reads %q", private)
		}
	}
	r.has("", "/organer/"+slug, "Gik videre i", example.Councils[0])
	_, council := r.id(example.Councils[0])
	r.has("", "/organer/"+council, "Kom efter", example.Clusters[0])
	if err := r.site.Exec(t.Context(), `INSERT INTO meeting (id, slug, body_id, date, start_time, end_time, place, kind, document_id, created_at, changed_at)
		VALUES ('gammelt', '2026-03-10-fjorden', $1, '2026-03-10', '', '', '', 'minutes', '', 0, 0)`, fjorden); err != nil {
		t.Fatal(err)
	}
	r.has("", "/moeder?organ="+council, "/moeder/2026-03-10-fjorden", "Og dem, der gik forud", example.Clusters[0])
	if _, page := r.do("", "/moeder?organ="+council+"&forud=nej", nil); strings.Contains(page, "2026-03-10-fjorden") {
		t.Error("the council alone has the meeting of the cluster")
	}
	r.has(secretary, "/arbejde/organ/"+slug+"/opfoelgning", "er ophørt. Siden kan læses, men ikke ændres", "/arbejde/organ/"+council+"/opfoelgning")
	if code, page := r.do(secretary, "/arbejde/organ/"+slug+"/opfoelgning", url.Values{"tekst": {"Nyt"}}); code != http.StatusForbidden || !strings.Contains(page, "Arbejdet går videre i "+example.Councils[0]) {
		t.Errorf("changed after the end: %d", code)
	}
	r.has("", "/organer/"+slug+"/kalender.ics", "BEGIN:VCALENDAR", "20270210T130000Z")
}

// What is closed has no words for who may not read it, also here.
func TestClosedMattersHaveNoWords(t *testing.T) {
	r := open(t)
	if err := r.site.Exec(t.Context(), `UPDATE follow_up SET closed = true, text = 'Hemmelig personsag' WHERE id = 'opfoelgning-0'`); err != nil {
		t.Fatal(err)
	}
	if _, err := wire.Reforms(r.site.DB, nil, "").Sweep(t.Context(), example.Sigrid, "fra-klynger-til-raad", succession.Sweep{}, succession.Choice{Outcome: succession.Transfer}); err != nil {
		t.Fatal(err)
	}
	for _, where := range []string{address, address + "/proeve"} {
		if page := r.has(r.token, where); strings.Contains(page, "Hemmelig") {
			t.Errorf("%s tells an administrator of a closed matter", where)
		}
	}
}

// What was typed in a form that is refused stands in it, and in no other.
func TestRefusedChoiceKeepsWhatWasTyped(t *testing.T) {
	r := open(t)
	page := r.has(r.token, address)
	keys := key.FindAllStringSubmatch(page, -1)
	form := url.Values{"tilbage": {"g1"}, "sag": {keys[1][1]}, "udfald": {"return"}, "grund": {"Indsatsen er slut"}, "modtager": {""}}
	_, page = r.do(r.token, address+"/valg", form)
	if !strings.Contains(page, "Skriv, hvem der får") || strings.Count(page, `value="Indsatsen er slut"`) != 1 || !strings.Contains(page, `<option value="return" selected>`) {
		t.Errorf("a refused choice forgets what was typed:\n%s", page)
	}
	sweep := url.Values{"hvem": {"alle"}, "tilbage": {"liste"}, "slags": {"initiative"}, "udfald": {"close"}, "modtager": {"Skagerby"}, "beslutning": {"findes-ikke"}}
	_, page = r.do(r.token, address+"/valg", sweep)
	if strings.Count(page, `value="Skagerby"`) != 1 || !strings.Contains(page, `<option value="initiative" selected>`) {
		t.Errorf("a refused choice for all forgets what was typed:\n%s", page)
	}
}
