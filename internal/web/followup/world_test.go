package followup_test

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
	"klynge/internal/db/dbtest"
	"klynge/internal/job"
	"klynge/internal/mail"
	"klynge/internal/mail/mailtest"
	"klynge/internal/web/webtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// A world is a site with a body, a meeting that was held, a municipality, and a
// real mail server.
type world struct {
	*webtest.Site
	t      *testing.T
	server *mailtest.Server
	jobs   map[string]job.Handler
	names  map[string]string // sessions by name
}

// minutes are read into the public record: the public meeting of m1.
const minutes = `# Referat

Klynge Fjorden

Mødedato: 20. november 2026
Mødetid: 13.00-15.00

## Punkt 4. Medicinboks

Beslutning:
Godkendt, idet der laves en plan.

## Punkt 5. Personsag

Beslutning:
Taget til efterretning.
`

// each runs a test on both engines.
func each(t *testing.T, test func(w *world)) {
	for engine, address := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return dbtest.SQLite(t) },
		"postgres": func(t *testing.T) string { return dbtest.Postgres(t) },
	} {
		t.Run(engine, func(t *testing.T) { test(open(t, address(t))) })
	}
}

// once runs a test on SQLite: what a page shows does not depend on the engine.
func once(t *testing.T, test func(w *world)) {
	test(open(t, dbtest.SQLite(t)))
}

func open(t *testing.T, address string) *world {
	t.Helper()
	s, err := webtest.OpenAt(t.Context(), address, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{Site: s, t: t, server: mailtest.Start(t, mailtest.Options{StartTLS: true, User: "klynge", Password: "x"}), names: map[string]string{}}
	server, err := mail.ParseServer(w.server.URL())
	if err != nil {
		t.Fatal(err)
	}
	from, err := mail.ParseSender("Klynge <klynge@skagerby.example>")
	if err != nil {
		t.Fatal(err)
	}
	w.jobs = s.Jobs(mail.SMTP{Server: server, From: from, TLS: w.server.Client()})
	for _, row := range []string{
		`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b1', 'klynge-fjorden', 'Klynge Fjorden', 'cluster', 'shared', 0),
			('b2', 'klynge-aaen', 'Klynge Åen', 'cluster', 'shared', 0), ('o1', 'skagerby-kommune', 'Skagerby Kommune', 'municipality', 'municipality', 0)`,
		`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
			VALUES ('m1', 'b1', '', '2026-11-20', '13:00', '15:00', 'physical', '', '', 'held', '', '', 0, 1, 0, '', 0)`,
		`INSERT INTO draft_item (id, body_id, meeting_id, position, number, type, task, subject, closed, closed_until, minutes, presenter, case_number, matter_id, state, origin,
			origin_id, proposed_by, late, supplement, made_at, made_by, changed_at, version)
			VALUES ('i1', 'b1', 'm1', 0, '4', 'decision', '', '', false, '', 10, '', '2026-17', 'i1', 'on-agenda', 'secretariat', '', '', false, 0, 0, '', 0, 1),
			('i2', 'b1', 'm1', 1, '5', 'decision', '', '', true, '', 10, '', '2026-18', 'i2', 'on-agenda', 'secretariat', '', '', false, 0, 0, '', 0, 1)`,
		`INSERT INTO decision (id, body_id, meeting_id, item_id, number, title, text, outcome, closed, date, ground, state, reason, made_by, changed_at, changed_by) VALUES
			('d1', 'b1', 'm1', 'i1', '4', 'Medicinboks', 'Godkendt, idet der laves en plan.', 'approved', false, '2026-11-20', '', 'in-force', '', '', 0, ''),
			('d2', 'b1', 'm1', 'i2', '5', 'Personsag om Frida', 'Hemmelig tekst.', 'noted', true, '2026-11-20', '', 'in-force', '', '', 0, '')`,
	} {
		w.exec(row)
	}
	return w
}

func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	if err := w.Exec(w.t.Context(), query, args...); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
}

// seat gives somebody a seat in the body, on behalf of the municipality.
func (w *world) seat(id, name, email, accountID, role string) {
	w.t.Helper()
	account := any(accountID)
	if accountID == "" {
		account = nil
	}
	w.exec(`INSERT INTO seat (id, body_id, name, email, account_id, organization, organization_id, sector, role, title, voting, basis, start_date, end_date,
		position, version, made_at, made_by, changed_at, changed_by)
		VALUES ($1, 'b1', $2, $3, $4, 'Skagerby Kommune', 'o1', 'municipality', $5, '', false, '', '2026-01-01', '', 0, 1, 0, '', 0, '')`, id, name, email, account, role)
}

// visitor makes somebody with a role in the body, and returns the account's id.
func (w *world) visitor(name string, role access.Role, bodyID string) string {
	w.t.Helper()
	accountID, token, err := w.Visitor(w.t.Context(), name, role, bodyID)
	if err != nil {
		w.t.Fatal(err)
	}
	w.names[name] = token
	return accountID
}

// ask sends a request as somebody, "" for a stranger.
func (w *world) ask(name, method, address string, form url.Values) *httptest.ResponseRecorder {
	w.t.Helper()
	r := httptest.NewRequest(method, address, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if name != "" {
		r.AddCookie(&http.Cookie{Name: "klynge", Value: w.names[name]})
	}
	answer := httptest.NewRecorder()
	w.ServeHTTP(answer, r)
	return answer
}

// want holds an answer against what it must hold, and must not (with a "!").
func (w *world) want(answer *httptest.ResponseRecorder, status int, texts ...string) string {
	w.t.Helper()
	body := html.UnescapeString(answer.Body.String())
	if answer.Code != status {
		w.t.Fatalf("status %d, want %d\n%.1200s", answer.Code, status, body)
	}
	for _, text := range texts {
		if without, is := strings.CutPrefix(text, "!"); is == strings.Contains(body, without) {
			w.t.Errorf("%q in the page is %v\n%.900s", without, is, main(body))
		}
	}
	return body
}

// main returns what stands in the page between its menu and its foot.
func main(body string) string {
	if _, rest, ok := strings.Cut(body, "<main"); ok {
		body, _, _ = strings.Cut(rest, "</main>")
	}
	return body
}

func (w *world) get(name, address string, status int, texts ...string) string {
	w.t.Helper()
	return w.want(w.ask(name, "GET", address, nil), status, texts...)
}

func (w *world) post(name, address string, status int, form url.Values, texts ...string) string {
	w.t.Helper()
	return w.want(w.ask(name, "POST", address, form), status, texts...)
}

// work does what is due, until nothing is.
func (w *world) work() {
	w.t.Helper()
	for range 100 {
		all, err := job.List(w.t.Context(), w.DB, job.Waiting, 100)
		if err != nil {
			w.t.Fatal(err)
		}
		busy := false
		for _, j := range all {
			if j.RunAt.After(w.Clock()) || w.jobs[j.Kind] == nil {
				continue
			}
			busy = true
			if err := w.jobs[j.Kind](w.t.Context(), j); err != nil {
				w.t.Fatalf("job %s %s: %v", j.Kind, j.Payload, err)
			}
			if err := w.DB.Write(w.t.Context(), func(tx *db.Tx) error {
				_, err := tx.ExecContext(w.t.Context(), `DELETE FROM job WHERE id = $1`, j.ID)
				return err
			}); err != nil {
				w.t.Fatal(err)
			}
		}
		if !busy {
			return
		}
	}
	w.t.Fatal("there is always something to do")
}

// mails returns the mails that came since the last time.
func (w *world) mails(before int) []mailtest.Received {
	w.t.Helper()
	w.work()
	return w.server.Received()[before:]
}

var linkIn = regexp.MustCompile(`http://klynge\.skagerby\.example(/status/[^\s?]+)`)

// followUp has the secretariat add a follow-up, and returns its id.
func (w *world) followUp(form url.Values) (id string) {
	w.t.Helper()
	form.Set("goer", "ny")
	if !form.Has("tekst") {
		form.Set("tekst", "Lav en plan for medicinbokse.")
	}
	if !form.Has("frist") {
		form.Set("frist", "2026-12-15")
	}
	w.post("Gerda Skov", board, http.StatusSeeOther, form)
	err := w.DB.Read(w.t.Context(), func(tx *db.Tx) error {
		return tx.QueryRowContext(w.t.Context(), `SELECT id FROM follow_up WHERE text = $1`, form.Get("tekst")).Scan(&id)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

const board = "/arbejde/organ/klynge-fjorden/opfoelgning"

const day = 24 * time.Hour

// shows holds a public page against what it must hold once the kept page has been
// forgotten: the site is told of the change a moment after it.
func (w *world) shows(address string, texts ...string) {
	w.t.Helper()
	deadline := time.Now().Add(5 * time.Second)
	for {
		body, wrong := html.UnescapeString(w.ask("", "GET", address, nil).Body.String()), ""
		for _, text := range texts {
			if without, not := strings.CutPrefix(text, "!"); not == strings.Contains(body, without) {
				wrong = text
			}
		}
		if wrong == "" {
			return
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("%s: %q is not so\n%.6000s", address, wrong, main(body))
		}
	}
}
