package subscribe_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/job"
	"klynge/internal/mail"
	"klynge/internal/mail/mailtest"
	"klynge/internal/web/webtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// A world is a site whose mail goes to a real server.
type world struct {
	*webtest.Site
	t        *testing.T
	server   *mailtest.Server
	handlers map[string]job.Handler
	folder   string
}

const minutes = `# Referat

Sundhedsklynge Ørnefjorden

Mødedato: 12. marts 2026
Mødetid: 13.00-15.00
Mødested: Rådhuset i Skagerby

## Punkt 1. Godkendelse af dagsorden

Beslutning:
Godkendt.

## Punkt 2. Medicinskabe i hjemmeplejen

Sagsfremstilling:
Kommunerne afprøver medicinskabe hos borgere.

Indstilling:
Det indstilles, at klyngen godkender afprøvningen.

Beslutning:
%s

## Punkt 3. Fælles kørsel

Beslutning:
Drøftet. Punktet kommer igen til efteråret.
`

func open(t *testing.T, address string) *world {
	t.Helper()
	folder := t.TempDir()
	if address == "" {
		address = filepath.Join(folder, "klynge.db")
	}
	site, err := webtest.OpenAt(t.Context(), address, folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := site.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{Site: site, t: t, server: mailtest.Start(t, mailtest.Options{StartTLS: true, User: "klynge", Password: "x"}), folder: folder}
	server, err := mail.ParseServer(w.server.URL())
	if err != nil {
		t.Fatal(err)
	}
	from, err := mail.ParseSender("Klynge <klynge@skagerby.example>")
	if err != nil {
		t.Fatal(err)
	}
	w.handlers = site.Follow.Handlers()
	w.handlers[mail.Kind] = mail.Deliver(site.DB, mail.SMTP{Server: server, From: from, TLS: w.server.Client()}, site.Follow.Settled)
	return w
}

// take reads a document into the record.
func (w *world) take(name, text string) {
	w.t.Helper()
	if o, err := w.Archive.ImportBytes(w.t.Context(), name, []byte(text)); err != nil {
		w.t.Fatalf("import %s: %v %+v", name, err, o)
	}
}

// work does what is due until nothing is.
func (w *world) work() {
	w.t.Helper()
	for range 200 {
		var due []job.Job
		all, err := job.List(w.t.Context(), w.DB, job.Waiting, 100)
		if err != nil {
			w.t.Fatal(err)
		}
		now := time.Time{}
		if err := w.DB.Read(w.t.Context(), func(tx *db.Tx) error { now = tx.Now; return nil }); err != nil {
			w.t.Fatal(err)
		}
		for _, j := range all {
			if !j.RunAt.After(now) {
				due = append(due, j)
			}
		}
		if len(due) == 0 {
			return
		}
		w.run(len(due))
	}
	w.t.Fatal("there is always something to do")
}

// run lets a worker do n jobs.
func (w *world) run(n int) {
	w.t.Helper()
	ctx, stop := context.WithTimeout(w.t.Context(), 20*time.Second)
	defer stop()
	handlers := map[string]job.Handler{}
	done := 0
	for kind, handle := range w.handlers {
		handlers[kind] = func(ctx context.Context, j job.Job) error {
			err := handle(ctx, j)
			if err != nil {
				w.t.Errorf("job %s %s: %v", j.Kind, j.Payload, err)
			}
			if done++; done >= n {
				stop()
			}
			return err
		}
	}
	worker := &job.Worker{DB: w.DB, Clock: func() time.Time { return time.Now() }, Log: slog.New(slog.DiscardHandler), Handlers: handlers, Grace: 10 * time.Second}
	worker.Run(ctx)
}

func (w *world) ask(method, address string, form url.Values) *httptest.ResponseRecorder {
	w.t.Helper()
	r := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer := httptest.NewRecorder()
	w.ServeHTTP(answer, r)
	return answer
}

// want asks and holds the answer against what it must be.
func (w *world) want(status int, contains, method, address string, form url.Values) *httptest.ResponseRecorder {
	w.t.Helper()
	a := w.ask(method, address, form)
	if a.Code != status || !strings.Contains(a.Body.String(), contains) {
		w.t.Fatalf("%s %s %v = %d %.2000s, want %d and %q", method, address, form, a.Code, a.Body, status, contains)
	}
	return a
}

var linked = regexp.MustCompile(`http://klynge\.skagerby\.example(/(?:en/)?foelg/[A-Z0-9]+)`)

// mailed returns the mails since the n-th, decoded.
func (w *world) mailed(from, n int) []mailtest.Received {
	w.t.Helper()
	w.work()
	got := w.server.Received()
	if len(got) != from+n {
		w.t.Fatalf("%d mails came, want %d", len(got)-from, n)
	}
	return got[from:]
}

// follow follows something and confirms; it returns the address of the link.
func (w *world) follow(query string, form url.Values) string {
	w.t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		w.t.Fatal(err)
	}
	for name, v := range form {
		values[name] = v
	}
	n := len(w.server.Received())
	w.want(http.StatusOK, "Se efter i din mail", "POST", "/foelg", values)
	m := w.mailed(n, 1)[0]
	match := linked.FindStringSubmatch(m.Text())
	if match == nil {
		w.t.Fatalf("no link in %s", m.Text())
	}
	w.want(http.StatusOK, "Ja, send mig mail", "GET", match[1], nil)
	w.want(http.StatusSeeOther, "", "POST", match[1], url.Values{"goer": {"bekraeft"}})
	return match[1]
}

func TestTheWholeWay(t *testing.T) {
	for engine, address := range map[string]string{"sqlite": "", "postgres": dbtest.Postgres(t)} {
		t.Run(engine, func(t *testing.T) { wholeWay(t, open(t, address)) })
	}
}

func wholeWay(t *testing.T, w *world) {
	w.take("a.md", strings.Replace(minutes, "%s", "Afventer.", 1))
	w.work()
	w.want(http.StatusOK, "/foelg?organ=sundhedsklynge-oernefjorden", "GET", "/organer/sundhedsklynge-oernefjorden", nil)
	w.want(http.StatusOK, "Sundhedsklynge Ørnefjorden", "GET", "/foelg?organ=sundhedsklynge-oernefjorden", nil)
	link := w.follow("organ=sundhedsklynge-oernefjorden", url.Values{"mail": {"bodil@skagerby.example"}, "hyppighed": {"at-once"}})
	w.follow("soeg=medicinskabe", url.Values{"mail": {"carl@skagerby.example"}, "hyppighed": {"at-once"}})
	w.follow("soeg=kloakering", url.Values{"mail": {"dagny@skagerby.example"}, "hyppighed": {"at-once"}})

	// What was there is no news. What changes is told as a change, to the two it concerns.
	n := len(w.server.Received())
	w.take("b.md", strings.Replace(minutes, "%s", "Afprøvningen er godkendt for 200.000 kr.", 1))
	w.mailed(n, 0)
	w.Pass(2 * time.Minute)
	for _, m := range w.mailed(n, 2) {
		text := m.Text()
		for _, want := range []string{
			"Ændret beslutning: Punkt 2, Medicinskabe i hjemmeplejen", "Før:\nAfventer.", "Nu:\nAfprøvningen er godkendt for 200.000 kr.",
			"http://klynge.skagerby.example/moeder/2026-03-12-sundhedsklynge-oernefjorden#punkt-2", "Du får denne mail, fordi du 21. november 2026 bekræftede", "/afmeld",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("the mail to %s lacks %q:\n%s", m.To, want, text)
			}
		}
		if strings.Contains(text, "Fælles kørsel") || m.To == "<dagny@skagerby.example>" || !strings.Contains(m.Header.Get("List-Unsubscribe"), "/afmeld") {
			t.Errorf("the mail to %s tells too much or cannot be ended:\n%s", m.To, text)
		}
	}

	// Nothing is told twice, also when the jobs run again.
	for _, id := range ids(t, w.DB) {
		payload, err := json.Marshal(id)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.handlers["subscription.digest"](t.Context(), job.Job{Payload: payload}); err != nil {
			t.Fatal(err)
		}
	}
	w.Pass(time.Hour)
	w.mailed(n+2, 0)

	// A decision that is closed before it is told is not told.
	w.take("c.md", strings.Replace(minutes, "%s", "Borgeren Frida Vang får skab nummer 7.", 1))
	w.work()
	if err := w.Exec(t.Context(), `UPDATE agenda_item SET closed = TRUE WHERE anchor = 'punkt-2'`); err != nil {
		t.Fatal(err)
	}
	w.Pass(2 * time.Hour)
	for _, m := range w.mailed(n+2, 2) {
		if text := m.Text(); strings.Contains(text, "Frida") || !strings.Contains(text, "lukket nu") || strings.Contains(text, "200.000") {
			t.Errorf("the mail of a closed item:\n%s", text)
		}
	}

	// One click ends it; a second does no harm; a GET does nothing.
	w.want(http.StatusOK, "Ja, stop", "GET", link+"/afmeld", nil)
	w.want(http.StatusOK, "Du følger", "GET", link, nil)
	w.want(http.StatusOK, "Du får ikke flere mails", "POST", link+"/afmeld", url.Values{"List-Unsubscribe": {"One-Click"}})
	w.want(http.StatusOK, "Du får ikke flere mails", "POST", link+"/afmeld", url.Values{"List-Unsubscribe": {"One-Click"}})
	w.want(http.StatusOK, "Du får ikke flere mails", "GET", link+"/afmeld", nil)
	w.want(http.StatusNotFound, "Linket gælder ikke længere", "GET", link, nil)
	if n := dbtest.Ints(t, w.DB, `SELECT COUNT(*) FROM subscription WHERE address = 'bodil@skagerby.example'`)[0]; n != 0 {
		t.Errorf("%d rows hold the address of somebody who stopped", n)
	}
}

func ids(t *testing.T, d *db.DB) (list []string) {
	t.Helper()
	err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		list, err = db.Collect(t.Context(), tx, func(r interface{ Scan(...any) error }) (id string, err error) { return id, r.Scan(&id) },
			`SELECT id FROM subscription`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestNobodyLearnsWhoFollows(t *testing.T) {
	w := open(t, "")
	w.take("a.md", strings.Replace(minutes, "%s", "Godkendt.", 1))
	form := url.Values{"organ": {"sundhedsklynge-oernefjorden"}, "mail": {"bodil@skagerby.example"}, "hyppighed": {"daily"}}
	link := w.follow("organ=sundhedsklynge-oernefjorden", form)
	form.Set("mail", "Bodil@Skagerby.example")
	known := w.want(http.StatusOK, "Se efter", "POST", "/foelg", form)
	m := w.mailed(1, 1)[0]
	if !strings.Contains(m.Text(), "Du følger allerede") || !strings.Contains(m.Text(), link) {
		t.Errorf("the mail to somebody who follows it already:\n%s", m.Text())
	}
	form.Set("mail", "ukendt@skagerby.example")
	unknown := w.want(http.StatusOK, "Se efter", "POST", "/foelg", form)
	if known.Body.String() != unknown.Body.String() {
		t.Errorf("the page tells who follows:\n%s\n%s", known.Body, unknown.Body)
	}
	// However often strangers ask, no more than five mails a day reach one address,
	// and the page does not tell.
	for range 10 {
		if again := w.want(http.StatusOK, "Se efter", "POST", "/foelg", form); again.Body.String() != unknown.Body.String() {
			t.Error("the page tells that an address was asked for too often")
		}
	}
	w.mailed(2, 5)
	var refused *httptest.ResponseRecorder
	for n := range 40 {
		form.Set("mail", "p"+string(rune('a'+n%26))+"@skagerby.example")
		refused = w.ask("POST", "/foelg", form)
	}
	if refused.Code != http.StatusServiceUnavailable || !strings.Contains(refused.Body.String(), "fra dit netværk") {
		t.Errorf("after 40 from one network: %d, want it refused", refused.Code)
	}
}

func TestFormAndLinks(t *testing.T) {
	w := open(t, "")
	w.take("a.md", strings.Replace(minutes, "%s", "Godkendt.", 1))
	form := url.Values{"soeg": {"medicin  skabe"}, "aar": {"2026"}, "mail": {"ikke en adresse"}, "hyppighed": {"weekly"}}
	refused := w.want(http.StatusUnprocessableEntity, "ligner ikke en mailadresse", "POST", "/foelg", form)
	if !strings.Contains(refused.Body.String(), `value="ikke en adresse"`) || !strings.Contains(refused.Body.String(), `<option value="weekly" selected`) {
		t.Errorf("what was typed is lost: %s", refused.Body)
	}
	w.want(http.StatusNotFound, "findes ikke", "GET", "/foelg?organ=findes-ikke", nil)
	w.want(http.StatusUnprocessableEntity, "for lang", "GET", "/foelg?soeg="+strings.Repeat("a", 300), nil)
	w.want(http.StatusOK, "Du kan følge", "GET", "/foelg", nil)
	w.want(http.StatusOK, "Follow", "GET", "/en/foelg?soeg=medicin", nil)
	w.want(http.StatusNotFound, "Linket gælder ikke længere", "GET", "/foelg/GAETTET", nil)
	w.want(http.StatusNotFound, "Linket gælder ikke længere", "POST", "/foelg/GAETTET", url.Values{"goer": {"bekraeft"}})
	form.Set("mail", "carl@skagerby.example")
	link := w.follow("", form)
	w.follow("organ=sundhedsklynge-oernefjorden", url.Values{"mail": {"carl@skagerby.example"}})
	managed := w.want(http.StatusOK, "Du følger også", "GET", link, nil)
	for header, want := range map[string]string{"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"} {
		if got := managed.Header().Get(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
	if strings.Contains(managed.Body.String(), "carl@") {
		t.Error("the page shows the whole address")
	}
	w.want(http.StatusUnprocessableEntity, "Vælg, hvor ofte", "POST", link, url.Values{"hyppighed": {"hvert minut"}})
	w.want(http.StatusSeeOther, "", "POST", link, url.Values{"hyppighed": {"daily"}})
	w.want(http.StatusOK, "hver morgen", "GET", link+"?gemt=1", nil)
	w.want(http.StatusOK, "er slettet", "POST", link, url.Values{"goer": {"slet"}})
	if n := dbtest.Ints(t, w.DB, `SELECT (SELECT COUNT(*) FROM subscription) + (SELECT COUNT(*) FROM mail_message)`)[0]; n != 0 {
		t.Errorf("%d rows are left of somebody who deleted everything", n)
	}
	// A link that nobody confirmed ends after two days, and the address with it.
	form.Set("mail", "eva@skagerby.example")
	w.want(http.StatusOK, "Se efter", "POST", "/foelg", form)
	w.work()
	all := w.server.Received()
	late := linked.FindStringSubmatch(all[len(all)-1].Text())[1]
	w.Pass(49 * time.Hour)
	w.want(http.StatusNotFound, "Linket gælder ikke længere", "GET", late, nil)
	w.work()
	if n := dbtest.Ints(t, w.DB, `SELECT (SELECT COUNT(*) FROM subscription) + (SELECT COUNT(*) FROM subscription_ask)`)[0]; n != 0 {
		t.Errorf("%d rows are left of an address that was not confirmed", n)
	}
}

func TestTemplatesNameNoOtherSite(t *testing.T) {
	files, err := filepath.Glob("*.html")
	if err != nil || len(files) < 6 {
		t.Fatalf("templates %v, %v", files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "http://") || strings.Contains(string(text), "https://") {
			t.Errorf("%s names another site", file)
		}
	}
}
