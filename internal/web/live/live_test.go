package live_test

import (
	"bufio"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/db/dbtest"
	"klynge/internal/minutes"
	"klynge/internal/web"
	"klynge/internal/web/webtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var items = []agenda.SentItem{
	{ID: "p1", Number: "1", Title: "Medicinboks i Skagerby", Minutes: 10, Presentation: "Boksene virker.\n\n- en\n- to\n| Sted | Pris |\n| Havnen | 5 |",
		Attachments:     []agenda.SentAttachment{{ID: "b1", Name: "Priser", State: "enclosed", Digest: "abc"}},
		Recommendations: []agenda.Recommendation{{ID: "r1", Text: "at boksen sættes op"}}},
	{ID: "p2", Number: "2", Title: "Hemmelig opsigelse", PublicTitle: "Personalesag", Closed: true, Presentation: "Hemmelig sag."},
}

const decision = "Godkendt, idet boksen sættes op i maj."

// A world is a site that answers on a socket, with one meeting.
type world struct {
	*webtest.Site
	t        *testing.T
	server   *http.Server
	address  string
	sittings *minutes.Store
}

// open opens a site over a database, with the meeting m of the body b when it is
// the first.
func open(t *testing.T, database, folder string, first bool) *world {
	t.Helper()
	s, err := webtest.OpenAt(t.Context(), database, folder)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{Site: s, t: t, sittings: minutes.NewStore(s.DB)}
	if first {
		w.meet()
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.address, w.server = listener.Addr().String(), web.NewServer(t.Context(), s)
	go w.server.Serve(listener)
	t.Cleanup(w.close)
	return w
}

func (w *world) close() {
	if w.server == nil {
		return
	}
	w.server.Close()
	w.server = nil
	if err := w.Close(); err != nil {
		w.t.Error(err)
	}
}

func (w *world) meet() {
	content, err := json.Marshal(agenda.Sent{Items: items})
	if err != nil {
		w.t.Fatal(err)
	}
	exec := func(query string, args ...any) {
		w.t.Helper()
		if err := w.Exec(w.t.Context(), query, args...); err != nil {
			w.t.Fatal(err)
		}
	}
	exec(`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b', 'b', 'Klynge Fjorden', 'cluster', 'shared', 0)`)
	exec(`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
		VALUES ('m', 'b', '', '2026-11-21', '13:00', '15:00', 'physical', 'Rådhuset', '', 'planned', '', '', 0, 1, 0, '', 0)`)
	exec(`INSERT INTO dispatch (id, meeting_id, number, content, late, reason, sent_at, sent_by) VALUES ('d', 'm', 0, $1, false, '', 0, '')`, string(content))
	for i, it := range items {
		exec(`INSERT INTO draft_item (id, body_id, meeting_id, position, number, type, task, subject, closed, closed_until, minutes,
			presenter, case_number, matter_id, state, origin, origin_id, proposed_by, late, supplement, made_at, made_by, changed_at, version)
			VALUES ($1, 'b', 'm', $2, $3, 'decision', '', '', $4, '', 10, '', '', $1, 'on-agenda', 'secretariat', '', '', false, 0, 0, '', 0, 1)`, it.ID, i, it.Number, it.Closed)
	}
	if _, err := w.sittings.Open(w.t.Context(), "m", minutes.By{}); err != nil {
		w.t.Fatal(err)
	}
}

// begin takes up an item.
func (w *world) begin(item string) {
	w.t.Helper()
	if err := w.sittings.Begin(w.t.Context(), "m", item, minutes.By{}); err != nil {
		w.t.Fatal(err)
	}
}

// release writes a decision and lets it be seen.
func (w *world) release(item string, base int64, text string) {
	w.t.Helper()
	if _, c, err := w.sittings.Write(w.t.Context(), item, minutes.Decided, base, text, minutes.By{}); err != nil || c != nil {
		w.t.Fatal(c, err)
	}
	if err := w.sittings.Release(w.t.Context(), item, minutes.By{}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) visitor(name string, role access.Role) (accountID, token string) {
	w.t.Helper()
	accountID, token, err := w.Visitor(w.t.Context(), name, role, "b")
	if err != nil {
		w.t.Fatal(err)
	}
	return accountID, token
}

// page asks for a page, or sends a form.
func (w *world) page(path, token string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.AddCookie(&http.Cookie{Name: "klynge", Value: token})
	answer := httptest.NewRecorder()
	w.ServeHTTP(answer, r)
	return answer
}

// A listener has a stream open.
type listener struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
	last string
}

// listen opens a stream over the socket. It gives up on everything after 20
// seconds, which is longer than anything here may take.
func (w *world) listen(path, token, last string) *listener {
	w.t.Helper()
	conn, err := net.Dial("tcp", w.address)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		w.t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodGet, "http://"+w.address+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "klynge", Value: token})
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	if err := r.Write(conn); err != nil {
		w.t.Fatal(err)
	}
	in := bufio.NewReader(conn)
	answer, err := http.ReadResponse(in, r)
	if err != nil || answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != "text/event-stream" {
		w.t.Fatalf("GET %s: %v, %v", path, answer, err)
	}
	for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options"} {
		if answer.Header.Get(name) == "" {
			w.t.Errorf("the stream has no %s", name)
		}
	}
	return &listener{w.t, conn, in, last}
}

// until reads until a line holds a text, and returns what was read.
func (l *listener) until(text string) (read string) {
	l.t.Helper()
	for {
		line, err := l.in.ReadString('\n')
		read += line
		if id, ok := strings.CutPrefix(line, "id: "); ok {
			l.last = strings.TrimSpace(id)
		}
		if err != nil {
			l.t.Fatalf("%v before %q, after\n%s", err, text, read)
		}
		if strings.Contains(line, text) {
			return read
		}
	}
}

// ended waits until the stream is closed, and returns how long that took.
func (l *listener) ended() time.Duration {
	l.t.Helper()
	begun := time.Now()
	for {
		if _, err := l.in.ReadString('\n'); err != nil {
			if e, ok := err.(net.Error); ok && e.Timeout() {
				l.t.Fatal("the stream was not closed")
			}
			return time.Since(begun)
		}
	}
}

// slack is what a busy machine may add to the second that is promised.
const slack = 4 * time.Second

func each(t *testing.T, test func(t *testing.T, database string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, dbtest.SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, dbtest.Postgres(t)) })
}

func TestDecisionsReachThoseWhoMay(t *testing.T) {
	each(t, func(t *testing.T, database string) {
		w := open(t, database, t.TempDir(), true)
		_, member := w.visitor("Mette Medlem", access.Member)
		_, guest := w.visitor("Gert Gæst", access.Guest)
		inner, outer := w.listen("/arbejde/moede/m/stroem?lukkede=1", member, ""), w.listen("/en/arbejde/moede/m/stroem?lukkede=1", guest, "")
		w.begin("p1")
		w.release("p1", 0, decision)
		inner.until(decision)
		outer.until(decision)
		w.begin("p2")
		w.release("p2", 0, "Hemmeligt besluttet")
		w.begin("")
		w.release("p1", 1, "Godkendt igen")
		if read := inner.until("Godkendt igen"); !strings.Contains(read, "Hemmeligt besluttet") {
			t.Errorf("a member was not told of the closed decision:\n%s", read)
		}
		if read := outer.until("Godkendt igen"); strings.Contains(read, "emmelig") || !strings.Contains(read, "Personalesag") {
			t.Errorf("a guest was told\n%s", read)
		}
	})
}

func TestRevokedRightsCloseStreams(t *testing.T) {
	each(t, func(t *testing.T, database string) {
		w := open(t, database, t.TempDir(), true)
		_, member := w.visitor("Mette Medlem", access.Member)
		disabled, token := w.visitor("Dorte Medlem", access.Member)
		out, outToken := w.visitor("Ulla Medlem", access.Member)
		stays := w.listen("/arbejde/moede/m/stroem", member, "")
		one, two := w.listen("/arbejde/moede/m/stroem", token, ""), w.listen("/arbejde/moede/m/stroem?lukkede=1", token, "")
		leaves := w.listen("/arbejde/moede/m/stroem", outToken, "")
		for _, l := range []*listener{stays, one, two, leaves} {
			l.until("opened")
		}
		if err := w.Accounts.Disable(t.Context(), disabled, "test"); err != nil {
			t.Fatal(err)
		}
		for _, l := range []*listener{one, two} {
			if took := l.ended(); took > time.Second+slack {
				t.Errorf("a stream of somebody who was disabled closed after %v", took)
			}
		}
		if err := w.Accounts.SignOut(t.Context(), outToken); err != nil {
			t.Fatal(err)
		}
		if took := leaves.ended(); took > time.Second+slack {
			t.Errorf("a stream of %s, who signed out, closed after %v", out, took)
		}
		w.begin("p1")
		stays.until("Medicinboks")
		w.Pass(13 * time.Hour)
		if took := stays.ended(); took > time.Second+slack {
			t.Errorf("the stream of a session that ran out closed after %v", took)
		}
	})
}

var made = regexp.MustCompile(`http://klynge\.skagerby\.example(/skaerm/[A-Z0-9]+)`)

func TestScreenByLink(t *testing.T) {
	w := open(t, dbtest.SQLite(t), t.TempDir(), true)
	_, secretary := w.visitor("Sanne Sekretær", access.Secretariat)
	link := func(form url.Values) string {
		t.Helper()
		form.Set("goer", "lav")
		answer := w.page("/arbejde/moede/m/skaerm/link", secretary, form)
		found := made.FindStringSubmatch(answer.Body.String())
		if found == nil {
			t.Fatalf("no link was made: status %d\n%s", answer.Code, answer.Body)
		}
		return found[1]
	}
	w.begin("p2")
	w.release("p2", 0, "Hemmeligt besluttet")
	address := link(url.Values{})
	page := w.page(address, "", nil)
	if text := page.Body.String(); page.Code != http.StatusOK || strings.Contains(text, "emmelig") || !strings.Contains(text, "Personalesag") ||
		page.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("GET %s: status %d, %v\n%s", address, page.Code, page.Header(), text)
	}
	l := w.listen(address+"/stroem", "", "")
	w.begin("p1")
	if read := l.until("Medicinboks"); strings.Contains(read, "emmelig") {
		t.Errorf("the open screen was told\n%s", read)
	}
	wide := link(url.Values{"lukkede": {"1"}})
	w.Pass(time.Second)
	if took := l.ended(); took > time.Second+slack {
		t.Errorf("the screen of an old link went dark after %v", took)
	}
	if text := w.page(wide, "", nil).Body.String(); !strings.Contains(text, "Hemmeligt besluttet") {
		t.Errorf("the link to all shows\n%s", text)
	}
	l = w.listen(wide+"/stroem", "", "")
	l.until("Hemmeligt besluttet")
	w.page("/arbejde/moede/m/skaerm/link", secretary, url.Values{"goer": {"luk"}})
	w.Pass(time.Second)
	if took := l.ended(); took > time.Second+slack {
		t.Errorf("the screen of a link that was closed went dark after %v", took)
	}
	if code := w.page(wide, "", nil).Code; code != http.StatusForbidden {
		t.Errorf("a link that was closed: status %d, want 403", code)
	}
}

// A big screen shows what whoever made its link may see: when they lose the role
// they made it by, it goes dark, whatever other role they have.
func TestScreenEndsWithTheRoleOfItsMaker(t *testing.T) {
	each(t, func(t *testing.T, database string) {
		w := open(t, database, t.TempDir(), true)
		accountID, secretary := w.visitor("Sanne Sekretær", access.Secretariat)
		if _, err := w.Accounts.Grant(t.Context(), access.Grant{AccountID: accountID, Role: access.Member, BodyID: "b"}, ""); err != nil {
			t.Fatal(err)
		}
		answer := w.page("/arbejde/moede/m/skaerm/link", secretary, url.Values{"goer": {"lav"}, "lukkede": {"1"}})
		found := made.FindStringSubmatch(answer.Body.String())
		if found == nil {
			t.Fatalf("no link was made: status %d\n%s", answer.Code, answer.Body)
		}
		l := w.listen(found[1]+"/stroem", "", "")
		l.until("opened")
		visit, err := w.Accounts.Who(t.Context(), secretary)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range visit.Who.Grants {
			if g.Role == access.Secretariat {
				err = w.Accounts.Revoke(t.Context(), g.ID, "")
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		if took := l.ended(); took > time.Second+slack {
			t.Errorf("the screen of somebody whose role was revoked went dark after %v", took)
		}
		for _, path := range []string{found[1], found[1] + "/stroem"} {
			if answer := w.page(path, "", nil); answer.Code != http.StatusForbidden || strings.Contains(answer.Body.String(), "emmelig") {
				t.Errorf("GET %s afterwards: status %d, want 403", path, answer.Code)
			}
		}
	})
}

// A script that listens when the session has ended is told so by a status: it
// shows no sign-in page, and the page that it runs on says what to do.
func TestStreamOfAnEndedSession(t *testing.T) {
	w := open(t, dbtest.SQLite(t), t.TempDir(), true)
	_, member := w.visitor("Mette Medlem", access.Member)
	if text := w.page("/arbejde/moede/m/foelg", member, nil).Body.String(); !strings.Contains(text, `data-say="signed-out" hidden>Du er ikke længere logget ind`) {
		t.Error("the page has no word for a session that has ended")
	}
	w.Pass(13 * time.Hour)
	for _, token := range []string{member, "ukendt", ""} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			r := httptest.NewRequest(method, "/arbejde/moede/m/stroem", nil)
			r.Header.Set("Accept", "text/event-stream")
			r.AddCookie(&http.Cookie{Name: "klynge", Value: token})
			answer := httptest.NewRecorder()
			w.ServeHTTP(answer, r)
			if answer.Code != http.StatusUnauthorized || !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/plain") {
				t.Errorf("%s with the token %q: status %d, %q, want 401 and plain text", method, token, answer.Code, answer.Header().Get("Content-Type"))
			}
		}
	}
}

// Killed and started again, on the same rows: the numbers go on, and nothing is
// missing.
func TestKillAndRestart(t *testing.T) {
	each(t, func(t *testing.T, database string) {
		folder := t.TempDir()
		w := open(t, database, folder, true)
		_, member := w.visitor("Mette Medlem", access.Member)
		l := w.listen("/arbejde/moede/m/stroem", member, "")
		w.begin("p1")
		l.until("Medicinboks")
		w.close()
		l.ended()
		again := open(t, database, folder, false)
		again.release("p1", 0, decision)
		l = again.listen("/arbejde/moede/m/stroem", member, l.last)
		if read := l.until(decision); strings.Contains(read, "event: item") || l.last != "3" {
			t.Errorf("after the restart, up to event %s:\n%s", l.last, read)
		}
	})
}

// Two programs on one database: who listens at one hears what is done at the other.
func TestTwoPrograms(t *testing.T) {
	each(t, func(t *testing.T, database string) {
		one := open(t, database, t.TempDir(), true)
		other := open(t, database, t.TempDir(), false)
		_, member := one.visitor("Mette Medlem", access.Member)
		l := other.listen("/arbejde/moede/m/stroem", member, "")
		l.until("opened")
		one.begin("p1")
		one.release("p1", 0, decision)
		l.until(decision)
	})
}

func TestFollowPage(t *testing.T) {
	w := open(t, dbtest.SQLite(t), t.TempDir(), true)
	_, member := w.visitor("Mette Medlem", access.Member)
	_, guest := w.visitor("Gert Gæst", access.Guest)
	w.begin("p1")
	if _, _, err := w.sittings.Write(t.Context(), "p1", minutes.Decided, 0, "Kladde", minutes.By{}); err != nil {
		t.Fatal(err)
	}
	text := w.page("/arbejde/moede/m/foelg", member, nil).Body.String()
	for _, want := range []string{"Klynge Fjorden", "Medicinboks i Skagerby", "Hemmelig opsigelse", "at boksen sættes op", `<a href="/arbejde/punkt/p1/bilag/b1">Priser</a>`, `<th scope="col">Sted</th>`, "<td>Havnen</td>", `data-live="/arbejde/moede/m/stroem?efter=2&amp;lukkede=1"`, "Bed om ordet"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page of a member does not hold %q", want)
		}
	}
	if strings.Contains(text, "Kladde") {
		t.Error("the page shows a decision that was not released")
	}
	if text := w.page("/arbejde/moede/m/foelg", guest, nil).Body.String(); strings.Contains(text, "emmelig") || !strings.Contains(text, "Personalesag") {
		t.Errorf("the page of a guest:\n%s", text)
	}
	answer := w.page("/arbejde/moede/m/foelg/noter/p1", member, url.Values{"grundlag": {"0"}, "tekst": {"Spørg til prisen"}})
	if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != "/arbejde/moede/m/foelg#punkt-p1" {
		t.Errorf("a note by form: status %d, to %q", answer.Code, answer.Header().Get("Location"))
	}
	w.page("/arbejde/moede/m/foelg/noter/p1", member, url.Values{"grundlag": {"0"}, "tekst": {"Og til tiden"}})
	if text := w.page("/arbejde/moede/m/foelg", member, nil).Body.String(); !strings.Contains(text, "Spørg til prisen\n\nOg til tiden") {
		t.Error("of two notes from two windows one was lost")
	}
	if text := w.page("/arbejde/moede/m/foelg", guest, nil).Body.String(); strings.Contains(text, "Spørg til prisen") {
		t.Error("somebody else reads the note")
	}
	l := w.listen("/arbejde/moede/m/stroem?efter=2", guest, "")
	for range 2 { // a double click
		if answer := w.page("/arbejde/moede/m/foelg/ord", member, url.Values{}); answer.Code != http.StatusSeeOther {
			t.Errorf("asking to speak: status %d\n%s", answer.Code, answer.Body)
		}
	}
	if read := l.until("Mette Medlem"); !strings.Contains(read, `"names":["Mette Medlem"]`) {
		t.Errorf("the speakers' list came as\n%s", read)
	}
}
