package sitting_test

import (
	"context"
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/minutes"
	"klynge/internal/web/sitting"
	"klynge/internal/web/webtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// A room is a meeting of Klynge Fjorden on a test site.
type room struct {
	t *testing.T
	*webtest.Site
	secretary, chair, member string // tokens
}

func open(t *testing.T) room {
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
	r := room{t: t, Site: s}
	rows, err := os.ReadFile("testdata/meeting.sql")
	if err != nil {
		t.Fatal(err)
	}
	for row := range strings.SplitSeq(string(rows), ";\n") {
		if strings.TrimSpace(row) != "" {
			r.must(s.Exec(t.Context(), row))
		}
	}
	items := []agenda.SentItem{
		{ID: "p1", Number: "1", Title: "Godkendelse af dagsorden", Type: agenda.Decision, Task: agenda.ApproveAgenda, Minutes: 5},
		{ID: "p2", Number: "2", Title: "Medicinboks i Skagerby", Type: agenda.Decision, Minutes: 20, Presentation: "Boksen står på havnen.",
			Recommendations: []agenda.Recommendation{{ID: "r1", Text: "at boksen godkendes"}, {ID: "r2", Text: "at status tages til efterretning"}}},
		{ID: "p3", Number: "3", Title: "Hemmelig personsag", PublicTitle: "Personsag", Closed: true, Type: agenda.Discussion, Minutes: 10},
	}
	content, err := json.Marshal(agenda.Sent{Items: items})
	if err != nil {
		t.Fatal(err)
	}
	r.must(s.Exec(t.Context(), `INSERT INTO dispatch (id, meeting_id, number, content, late, reason, sent_at, sent_by) VALUES ('d0', 'm1', 0, $1, false, '', 0, '')`, string(content)))
	for _, who := range []struct {
		token *string
		name  string
		role  access.Role
	}{{&r.secretary, "Sofie Sand", access.Secretariat}, {&r.chair, "Anna Ager", access.Chair}, {&r.member, "Bent Bro", access.Member}} {
		if _, *who.token, err = s.Visitor(t.Context(), who.name, who.role, "b1"); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func (r room) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// ask sends a request of somebody; a form is a POST. As a script does, it
// follows nothing.
func (r room) ask(token, address string, form url.Values, script bool) *httptest.ResponseRecorder {
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	request := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	request.AddCookie(&http.Cookie{Name: "klynge", Value: token})
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if script {
		request.Header.Set("Accept", "application/json")
	}
	answer := httptest.NewRecorder()
	r.ServeHTTP(answer, request)
	return answer
}

// do sends a form and wants a status.
func (r room) do(status int, token, address string, pairs ...string) string {
	r.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	answer := r.ask(token, address, form, false)
	if answer.Code != status {
		r.t.Fatalf("POST %s %v: status %d, want %d\n%.900s", address, form, answer.Code, status, answer.Body)
	}
	return html.UnescapeString(answer.Body.String())
}

func (r room) page(token string) string {
	r.t.Helper()
	answer := r.ask(token, "/arbejde/moede/m1/moede", nil, false)
	if answer.Code != http.StatusOK {
		r.t.Fatalf("the page: status %d\n%.600s", answer.Code, answer.Body)
	}
	return html.UnescapeString(answer.Body.String())
}

func (r room) record() (record minutes.Record) {
	r.t.Helper()
	r.must(r.DB.Read(r.t.Context(), func(tx *db.Tx) (err error) {
		record, err = minutes.RecordOf(context.Background(), tx, "m1")
		return err
	}))
	return record
}

const (
	meeting = "/arbejde/moede/m1"
	item    = "/arbejde/punkt/p2"
)

// TestAMeetingWithoutTheScript plays a meeting by its forms alone.
func TestAMeetingWithoutTheScript(t *testing.T) {
	r := open(t)
	if !strings.Contains(r.page(r.secretary), "Åbn mødet") {
		t.Error("before the meeting there is no button that opens it")
	}
	for range 2 { // a double click
		r.do(303, r.secretary, meeting+"/moede", "goer", "aabn")
	}
	r.do(303, r.chair, meeting+"/moede", "goer", "punkt", "punkt", "p2")
	page := r.page(r.secretary)
	for _, want := range []string{"Behandles", "Medicinboks i Skagerby", "at boksen godkendes", "Vis beslutningen for medlemmerne", "Hemmelig personsag"} {
		if want != "Behandles" && !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	bent := regexp.MustCompile(`(?s)name="hvem" value="([^"]+)"><button[^>]*>.{0,400}?Bent Bro`).FindStringSubmatch(page)
	if bent == nil {
		t.Fatal("Bent Bro is not on the list of those there")
	}
	r.Pass(10 * time.Minute)
	r.do(303, r.secretary, meeting+"/fremmoede", "goer", "kom", "hvem", bent[1])
	r.do(303, r.secretary, item+"/referat", "goer", "udfald", "linje", "r1", "udfald", "approved", "moede", "m1")
	r.do(303, r.secretary, item+"/referat/linje/r1", "goer", "gem", "grundlag", "0", "tekst", "idet Skagerby Kommune afklarer strøm inden 1. marts 2027", "moede", "m1")
	r.do(303, r.secretary, item+"/referat", "goer", "vis", "grundlag", "0", "tekst", "Godkendt, idet Skagerby Kommune afklarer strøm inden 1. marts 2027.", "moede", "m1")
	page = r.page(r.secretary)
	for _, want := range []string{"Foreslået af det, du skrev", `value="2027-03-01"`, `value="Skagerby Kommune"`, "Vist for medlemmerne", "fra 13.10"} {
		if !strings.Contains(page, want) {
			t.Errorf("after the decision the page has no %q", want)
		}
	}
	refused := r.do(422, r.secretary, item+"/referat", "goer", "stemme", "for", "9", "imod", "0", "moede", "m1")
	if !strings.Contains(refused, "2 stemmeberettigede") {
		t.Errorf("a vote that does not fit says %.300q, want who may vote", refused)
	}
	r.do(303, r.secretary, item+"/referat", "goer", "stemme", "stemme-anna", "yes", "stemme-bent", "no", "moede", "m1")
	r.do(422, r.secretary, meeting+"/moede", "goer", "haev", "alligevel", "1")
	if page := r.ask(r.secretary, meeting+"/haev", nil, false).Body.String(); !strings.Contains(page, "linje 2") && !strings.Contains(html.UnescapeString(page), "linje 2") {
		t.Error("the page that closes the meeting does not name the line without an outcome")
	}
	r.do(303, r.secretary, item+"/referat", "goer", "udfald", "udfald", "noted", "moede", "m1")
	r.do(303, r.secretary, item+"/referat", "goer", "opfoelgning", "hvad", "afklarer strøm", "organisation", "Skagerby Kommune", "frist", "2027-03-01", "moede", "m1")
	r.do(422, r.secretary, meeting+"/moede", "goer", "haev")
	r.do(303, r.secretary, meeting+"/moede", "goer", "haev", "alligevel", "1")
	r.do(409, r.secretary, meeting+"/moede", "goer", "haev", "alligevel", "1")
	record := r.record()
	it := record.Items[1]
	if it.Recommendations[0].Outcome != "approved" || it.Recommendations[1].Outcome != "noted" || len(it.Votes) != 1 || it.Votes[0].No != 1 || record.Ended.IsZero() {
		t.Errorf("the record is %+v", it)
	}
	if page := r.page(r.chair); !strings.Contains(page, "Mødet er hævet kl.") {
		t.Error("afterwards the page does not say that the meeting is over")
	}
	r.do(303, r.secretary, meeting+"/fremmoede", "goer", "ret", "grund", "Slåfejl")
	r.do(303, r.secretary, meeting+"/fremmoede", "goer", "rettet")
}

// What the script kept while the network was away comes late and twice, and is
// done once at the time it was done.
func TestTheQueueOfTheScript(t *testing.T) {
	r := open(t)
	r.do(303, r.secretary, meeting+"/moede", "goer", "aabn")
	r.Pass(30 * time.Minute)
	send := func(id, siden, punkt string) *httptest.ResponseRecorder {
		return r.ask(r.secretary, meeting+"/moede", url.Values{"goer": {"punkt"}, "punkt": {punkt}, "akt": {id}, "siden": {siden}}, true)
	}
	for range 2 {
		send("a1", "1200000", "p1")
		if answer := send("a2", "600000", "p2"); answer.Code != http.StatusOK || !strings.HasPrefix(answer.Header().Get("Content-Type"), "application/json") {
			t.Fatalf("an act: status %d, %s", answer.Code, answer.Body)
		}
	}
	if took := r.record().Items[0].Spent; took != 10*time.Minute {
		t.Errorf("item 1 took %v, want the ten minutes that it took", took)
	}
	answer := r.ask(r.secretary, meeting+"/moede", url.Values{"goer": {"punkt"}, "punkt": {"findes-ikke"}, "akt": {"a3"}}, true)
	var told struct{ Error string }
	if err := json.Unmarshal(answer.Body.Bytes(), &told); err != nil || answer.Code != http.StatusNotFound || told.Error == "" {
		t.Errorf("an act that cannot be done: status %d, %s, want a sentence", answer.Code, answer.Body)
	}
	if answer := r.ask(r.secretary, meeting+"/moede", nil, true); !strings.Contains(answer.Body.String(), `"version"`) {
		t.Errorf("the script is told %s, want the version", answer.Body)
	}
}

// A text that somebody else has changed is not written over.
func TestTwoSecretariesWriteTheSameDecision(t *testing.T) {
	r := open(t)
	r.do(303, r.secretary, meeting+"/moede", "goer", "aabn")
	save := func(base, text string) *httptest.ResponseRecorder {
		return r.ask(r.secretary, item+"/referat/beslutning", url.Values{"grundlag": {base}, "tekst": {text}}, true)
	}
	if answer := save("0", "Godkendt."); answer.Code != http.StatusOK {
		t.Fatalf("the first save: %d %s", answer.Code, answer.Body)
	}
	if answer := save("0", "Udsat."); answer.Code != http.StatusConflict || !strings.Contains(answer.Body.String(), "Godkendt.") {
		t.Errorf("the second save: %d %s, want a conflict with what stands there", answer.Code, answer.Body)
	}
	if text := r.do(409, r.secretary, item+"/referat", "goer", "vis", "grundlag", "0", "tekst", "Udsat.", "moede", "m1"); !strings.Contains(text, "Godkendt.") {
		t.Error("without the script a conflict does not show what stands there")
	}
	if answer := save("x", "Udsat."); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("a save that began nowhere: %d, want a refusal", answer.Code)
	}
}

// The chair leads and does not write; a member does neither.
func TestWhoLeadsAndWhoWrites(t *testing.T) {
	r := open(t)
	r.do(303, r.chair, meeting+"/moede", "goer", "aabn")
	if page := r.page(r.chair); strings.Contains(page, "Vis beslutningen for medlemmerne</button>") || !strings.Contains(page, "Hæv mødet") {
		t.Error("the chair's page writes, or does not lead")
	}
	r.do(404, r.chair, item+"/referat", "goer", "udfald", "linje", "r1", "udfald", "approved")
	if code := r.ask(r.member, meeting+"/moede", nil, false).Code; code != http.StatusNotFound {
		t.Errorf("a member gets %d, want nothing", code)
	}
	r.do(303, r.chair, item+"/ordet", "goer", "ordet", "navn", `<script>alert(1)</script>`, "moede", "m1")
	if page := r.ask(r.chair, meeting+"/moede", nil, false).Body.String(); strings.Contains(page, "<script>alert") {
		t.Error("a name is written as markup")
	}
	r.do(303, r.chair, item+"/ordet", "goer", "naeste", "moede", "https://ondt.example/")
}

func TestPagesAreOfTheirTypes(t *testing.T) {
	if err := sitting.Check(); err != nil {
		t.Error(err)
	}
}
