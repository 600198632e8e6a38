package planning_test

import (
	"context"
	"encoding/base64"
	"html"
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

// A world is a site with one cluster and its secretary.
type world struct {
	*webtest.Site
	t     *testing.T
	body  body.Organization
	token string
}

func open(t *testing.T) *world {
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
	w := &world{Site: s, t: t}
	err = s.DB.Write(t.Context(), func(tx *db.Tx) (err error) {
		w.body, err = body.EnsureBody(context.Background(), tx, "Sundhedsklynge Fjorden")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w.token = w.visitor("Signe Sand", access.Secretariat)
	return w
}

func (w *world) visitor(name string, role access.Role) string {
	w.t.Helper()
	_, token, err := w.Visitor(w.t.Context(), name, role, w.body.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return token
}

// as asks for a page as somebody; a form is posted. The text comes unescaped.
func (w *world) as(token, address string, form url.Values) (*httptest.ResponseRecorder, string) {
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	r := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if token != "" {
		r.AddCookie(&http.Cookie{Name: "klynge", Value: token})
	}
	answer := httptest.NewRecorder()
	w.ServeHTTP(answer, r)
	return answer, html.UnescapeString(answer.Body.String())
}

// want asks as the secretary and fails unless the answer has the status and the texts.
func (w *world) want(status int, address string, form url.Values, texts ...string) string {
	w.t.Helper()
	answer, text := w.as(w.token, address, form)
	if answer.Code != status {
		w.t.Fatalf("%s %v: status %d, want %d\n%.900s", address, form, answer.Code, status, text)
	}
	for _, c := range answer.Result().Cookies() {
		if said, err := base64.RawURLEncoding.DecodeString(c.Value); c.Name == "klynge_sket" && err == nil {
			text += string(said)
		}
	}
	for _, want := range texts {
		if !strings.Contains(text, want) {
			w.t.Errorf("%s %v lacks %q:\n%s", address, form, want, text)
		}
	}
	return text
}

func (w *world) public(address string, has, lacks []string) {
	w.t.Helper()
	_, text := w.as("", address, nil)
	for _, want := range has {
		if !strings.Contains(text, want) {
			w.t.Errorf("the public %s lacks %q:\n%s", address, want, text)
		}
	}
	for _, never := range lacks {
		if strings.Contains(text, never) {
			w.t.Errorf("the public %s has %q", address, never)
		}
	}
}

const plans = "/arbejde/organ/sundhedsklynge-fjorden/plan"

var meetingPath = regexp.MustCompile(`/arbejde/moede/[0-9a-z]{26}`)

func ordinary(date string) url.Values {
	return url.Values{"dato": {date}, "start": {"14:00"}, "slut": {"16:00"}, "form": {"hybrid"}, "sted": {"Skagerby Rådhus"}, "link": {"https://moede.example/hemmeligt"}}
}

func TestAMeetingFromPlanToPublic(t *testing.T) {
	w := open(t)
	secret := []string{"hemmeligt"}
	w.want(200, plans, nil, "Ingen møder er planlagt her i 2026", "Loven kræver 2: 2 møder mangler", "Dagsordenen skal sendes 4 hverdage før mødet")
	w.want(303, plans, ordinary("2026-12-01"), "Mødet tirsdag 1. december 2026 kl. 14.00-16.00 er planlagt. Dagsordenen skal sendes senest onsdag 25. november 2026.")
	// A double click asks instead of planning twice, and keeps what was typed.
	w.want(409, plans, ordinary("2026-12-01"), "Er det rigtigt?", "Organet har allerede et møde på samme tid", `value="2026-12-01"`, `value="Skagerby Rådhus"`)
	w.want(422, plans, ordinary("2027-01-12"), "Organet ophører 31. december 2026", `value="2027-01-12"`)
	http := ordinary("2026-12-03")
	http.Set("link", "http://moede.example/")
	w.want(422, plans, http, "skal begynde med https://")
	moede := meetingPath.FindString(w.want(200, plans, nil, "tirsdag 1. december 2026", "Send dagsordenen senest", "onsdag 25. november 2026"))
	w.want(200, moede, nil, "Skriv dagsordenen", "Senest onsdag 25. november 2026", "https://moede.example/hemmeligt", moede+"/deltagere")

	w.public("/", []string{"tirsdag 1. december 2026", "Sundhedsklynge Fjorden", "Dagsordenen er ikke klar"}, secret)
	w.public("/moedeplan", []string{"Årshjul for 2026", "1 planlagt.", "Loven kræver 2: 1 møde mangler", "wheel-planned"}, secret)
	w.public("/organer/sundhedsklynge-fjorden", []string{"Mødeåret 2026", "0 holdt, 1 planlagt"}, secret)
	w.public("/organer/sundhedsklynge-fjorden/kalender.ics", []string{"STATUS:CONFIRMED", "SEQUENCE:0", "LOCATION:Skagerby Rådhus"}, secret)

	move := url.Values{"goer": {"flyt"}, "version": {"1"}, "dato": {"2026-12-08"}, "start": {"13:00"}, "slut": {"15:00"}}
	w.want(422, moede+"/plan", move, "Skriv, hvorfor mødet flyttes", `value="2026-12-08"`)
	move.Set("grund", "Valg samme dag")
	w.want(303, moede+"/plan", move, "Mødet er flyttet til tirsdag 8. december 2026 kl. 13.00-15.00")
	w.want(409, moede+"/plan", move, "Signe Sand har ændret mødet, mens du havde siden åben")
	w.public("/moedeplan", []string{"Flyttet fra 1. december 2026", "Valg samme dag", "wheel-moved"}, secret)
	w.public("/", []string{"Flyttet fra 1. december 2026"}, secret)
	w.public("/en/moedeplan?aar=2026", []string{"Moved from 1 December 2026", "Year wheel of 2026"}, secret)

	w.want(422, moede+"/plan", url.Values{"goer": {"aflys"}, "version": {"2"}}, "Skriv, hvorfor mødet aflyses")
	w.want(303, moede+"/plan", url.Values{"goer": {"aflys"}, "version": {"2"}, "grund": {"Sagerne er ikke klar"}}, "Mødet er aflyst")
	w.want(200, moede, nil, "Mødet er aflyst", "Sagerne er ikke klar")
	w.public("/organer/sundhedsklynge-fjorden", []string{"Aflyst", "Sagerne er ikke klar", "wheel-cancelled"}, secret)
	w.public("/organer/sundhedsklynge-fjorden/kalender.ics", []string{"STATUS:CANCELLED", "SEQUENCE:2", "Aflyst: Sundhedsklynge Fjorden"}, secret)
	w.want(303, moede+"/plan", url.Values{"goer": {"genoptag"}, "version": {"3"}, "grund": {"Sagerne er klar"}}, "planlagt igen")
	w.want(303, moede+"/plan", url.Values{"goer": {"sted"}, "version": {"4"}, "form": {"online"}, "titel": {"Temamøde"}, "link": {"https://moede.example/nyt"}}, "Mødet er rettet")
	w.want(200, moede+"/plan", nil, "Genoptaget", "Sted eller form ændret", "Lå før tirsdag 1. december 2026")
}

func TestWhoSeesWhat(t *testing.T) {
	w := open(t)
	w.want(303, plans, ordinary("2026-12-01"))
	moede := meetingPath.FindString(w.want(200, plans, nil))
	member := w.visitor("Mads Mose", access.Member)
	answer, text := w.as(member, moede, nil)
	if answer.Code != 200 || strings.Contains(text, "Flyt, aflys eller ret") || strings.Contains(text, moede+"/udgivelse") || strings.Contains(text, moede+"/svar") || !strings.Contains(text, moede+"/foelg") {
		t.Errorf("a member sees %d:\n%s", answer.Code, text)
	}
	for _, address := range []string{plans, plans + "/regler", moede + "/plan"} {
		if answer, _ := w.as(member, address, nil); answer.Code != 404 {
			t.Errorf("a member gets %d of %s, want 404", answer.Code, address)
		}
	}
}

func TestSeriesIsSeenBeforeItIsPlanned(t *testing.T) {
	w := open(t)
	w.want(200, plans+"/raekke", nil, "Planlæg en række møder")
	w.want(303, plans+"/regler", url.Values{"version": {"0"}, "slags": {"cluster"}, "til": {"2027-06-30"}, "lov": {"2"}, "egen": {"3"}, "dagsorden": {"5"}, "materiale": {"4"},
		"oenske": {"11"}, "kommentar": {"10"}, "sted": {"Skagerby Rådhus"}}, "Reglerne er gemt")
	w.want(409, plans+"/regler", url.Values{"version": {"0"}, "slags": {"cluster"}, "lov": {"2"}, "egen": {"4"}, "dagsorden": {"5"}, "materiale": {"4"}, "oenske": {"11"}, "kommentar": {"10"}},
		"Signe Sand har ændret reglerne", `value="4"`)
	w.want(422, plans+"/regler", url.Values{"version": {"1"}, "slags": {"cluster"}, "lov": {"to"}}, "mellem 0 og 53")
	query := "?rytme=maaneder&hver=1&nummer=1&ugedag=4&fra=2027-04-01&til=2027-08-31&juli=1&start=14:00&slut=16:00&form=physical"
	w.want(200, plans+"/raekke"+query, nil, "torsdag 1. april 2027", "Flyttet fra 6. maj 2027", "kristi himmelfartsdag", "juli", "uden for organets periode")
	w.want(422, plans+"/raekke?fra=2027-04-01&til=2027-03-01&hver=1", nil, "Den sidste dag er før den første")
	form, err := url.ParseQuery(query[1:])
	if err != nil {
		t.Fatal(err)
	}
	w.want(422, plans+"/raekke", form, "Vælg mindst én dag")
	form["dage"] = []string{"2027-04-01", "2027-05-13"}
	w.want(303, plans+"/raekke", form, "2 møder er planlagt")
	w.want(409, plans+"/raekke", form, "Organet har allerede et møde på samme tid")
	w.want(200, plans+"?aar=2027", nil, "torsdag 13. maj 2027", "Egen beslutning 3: 1 møde er ikke planlagt endnu")
}

func TestRooms(t *testing.T) {
	w := open(t)
	const rooms = "/arbejde/organ/sundhedsklynge-fjorden/lokaler"
	w.want(200, rooms, nil, "Her kommer lokalerne")
	w.want(422, rooms, url.Values{"navn": {" "}, "adresse": {"Rådhuspladsen 1"}}, "Skriv, hvad lokalet hedder", `value="Rådhuspladsen 1"`)
	w.want(303, rooms, url.Values{"navn": {"Byrådssalen"}, "pladser": {"40"}}, "Byrådssalen er tilføjet")
	text := w.want(200, rooms, nil, "Byrådssalen", "40 pladser", "Brug ikke mere")
	room := regexp.MustCompile(`name="lokale" value="([^"]+)"`).FindStringSubmatch(text)[1]
	form := ordinary("2026-12-01")
	form.Set("lokale", room)
	w.want(303, plans, form)
	form.Set("start", "15:00")
	w.want(409, plans, form, "Byrådssalen er optaget: Sundhedsklynge Fjorden har lokalet")
	form.Set("bekraeft", "1")
	w.want(303, plans, form, "er planlagt")
	w.want(303, rooms, url.Values{"goer": {"luk"}, "lokale": {room}})
	w.want(303, rooms, url.Values{"goer": {"aabn"}, "lokale": {room}})
	w.want(404, rooms, url.Values{"goer": {"luk"}, "lokale": {"x"}}, "Lokalet findes ikke")
}

// Hostile words stay words, in the picture as well.
func TestHostileTitles(t *testing.T) {
	w := open(t)
	form := ordinary("2026-12-01")
	form.Set("titel", `</title><script>alert(1)</script>`)
	w.want(303, plans, form)
	moede := meetingPath.FindString(w.want(200, plans, nil))
	w.want(303, moede+"/plan", url.Values{"goer": {"aflys"}, "version": {"1"}, "grund": {`"><svg onload=alert(1)>`}})
	for _, address := range []string{"/moedeplan", "/", "/organer/sundhedsklynge-fjorden", plans, moede, moede + "/plan"} {
		answer, _ := w.as(w.token, address, nil)
		if raw := answer.Body.String(); answer.Code != 200 || strings.Contains(raw, "<script>alert") || strings.Contains(raw, "<svg onload") {
			t.Errorf("%s: %d, and the title is markup", address, answer.Code)
		}
	}
}

func TestYears(t *testing.T) {
	w := open(t)
	w.public("/moedeplan?aar=2031", []string{"Ingen møder er planlagt eller holdt i 2031"}, nil)
	for _, year := range []string{"x", "-1", "99999", "1066"} {
		if answer, text := w.as("", "/moedeplan?aar="+year, nil); answer.Code != 404 || !strings.Contains(text, "Vælg et andet år") {
			t.Errorf("the year %s: %d", year, answer.Code)
		}
	}
}
