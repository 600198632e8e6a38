package invite_test

import (
	"bytes"
	"html"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/invitation"
	"klynge/internal/job"
	"klynge/internal/mail"
	"klynge/internal/mail/inbox"
	"klynge/internal/mail/mailtest"
	"klynge/internal/web/webtest"
	"klynge/internal/wire"
)

// A world is a site with one body, a real mail server and a real inbox.
type world struct {
	*webtest.Site
	t        *testing.T
	server   *mailtest.Server
	handlers map[string]job.Handler
	bodyID   string
	token    string // of the secretary's session
}

func open(t *testing.T) *world {
	t.Helper()
	site, err := webtest.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := site.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{Site: site, t: t, server: mailtest.Start(t, mailtest.Options{StartTLS: true}), bodyID: "b1"}
	w.must(site.Exec(t.Context(), `INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b1', 'fjorden', 'Sundhedsråd Fjorden', 'council', 'shared', 0)`))
	_, w.token, err = site.Visitor(t.Context(), "Signe Sekretær", access.Secretariat, "b1")
	w.must(err)
	server, err := mail.ParseServer(w.server.URL())
	w.must(err)
	from, err := mail.ParseSender("Klynge <klynge@skagerby.example>")
	w.must(err)
	w.handlers = site.Jobs(mail.SMTP{Server: server, From: from, TLS: w.server.Client()})
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) send(r *http.Request, token string) *httptest.ResponseRecorder {
	r.AddCookie(&http.Cookie{Name: "klynge", Value: token})
	answer := httptest.NewRecorder()
	w.ServeHTTP(answer, r)
	return answer
}

// get returns a page, which must hold texts.
func (w *world) get(token, address string, texts ...string) string {
	w.t.Helper()
	answer := w.send(httptest.NewRequest(http.MethodGet, address, nil), token)
	body := html.UnescapeString(answer.Body.String())
	if answer.Code != http.StatusOK {
		w.t.Fatalf("GET %s: status %d\n%.600s", address, answer.Code, body)
	}
	for _, text := range texts {
		if !strings.Contains(body, text) {
			w.t.Errorf("GET %s: %q is not on the page", address, text)
		}
	}
	return body
}

// post sends a form, and wants a status: 303 when it was done.
func (w *world) post(token, address string, status int, fields ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := w.send(r, token)
	if answer.Code != status {
		w.t.Fatalf("POST %s: status %d, want %d\n%.1500s", address, answer.Code, status, html.UnescapeString(answer.Body.String()))
	}
	return answer
}

// work does what is due until nothing is, and returns the mails that came since.
func (w *world) work() (mails []mailtest.Received) {
	w.t.Helper()
	before := len(w.server.Received())
	for range 50 {
		list, err := job.List(w.t.Context(), w.DB, job.Waiting, 100)
		w.must(err)
		did := false
		for _, j := range list {
			handle := w.handlers[j.Kind]
			if handle == nil || j.RunAt.After(w.Pages.Clock()) {
				continue
			}
			did = true
			w.must(handle(w.t.Context(), j))
			w.must(w.DB.Write(w.t.Context(), func(tx *db.Tx) error {
				_, err := tx.ExecContext(w.t.Context(), `DELETE FROM job WHERE id = $1`, j.ID)
				return err
			}))
		}
		if !did {
			break
		}
	}
	return w.server.Received()[before:]
}

var link = regexp.MustCompile(`http://klynge\.skagerby\.example(/\S+)`)

// linkIn returns the address that the mail to somebody leads to.
func linkIn(t *testing.T, mails []mailtest.Received, to string) (path string, m mailtest.Received) {
	t.Helper()
	for _, m := range mails {
		if found := link.FindStringSubmatch(m.Text()); m.To == to && found != nil {
			return found[1], m
		}
	}
	t.Fatalf("no link in %d mails to %s", len(mails), to)
	return "", m
}

func (w *world) add(name, mail, organization, side, role string, more ...string) {
	w.t.Helper()
	fields := append([]string{"goer", "tilfoej", "navn", name, "mail", mail, "vegne", organization, "side", side, "rolle", role, "stemmeret", "ja", "fra", "2026-01-01"}, more...)
	w.post(w.token, "/arbejde/organ/fjorden/medlemmer", http.StatusSeeOther, fields...)
}

func TestFromSeatToAnswer(t *testing.T) {
	w := open(t)
	const people = "/arbejde/organ/fjorden/medlemmer"
	w.get(w.token, people, "Ingen har en plads endnu.")
	w.post(w.token, people, http.StatusSeeOther, "goer", "myndigheder", "myndigheder", "Region Nordkyst\nSkagerby Kommune\r\nØrnefjord Kommune")
	w.add("Gerda Lund", "gerda.lund@nordkyst.example", "Region Nordkyst", "region", "chair", "adgang", "ja")
	w.add("Bo <Bosse> Strand", "bo@skagerby.example", "Skagerby Kommune", "municipality", "member")
	w.add("Kaj Sand", "", "PLO-Nordkyst", "general-practice", "guest")
	w.get(w.token, people, "Gerda Lund", "Bo <Bosse> Strand", "Ledig plads", "Ørnefjord Kommune har ingen plads.", "Et sundhedsråd har én regional plads mere", "Mangler mailadresse")
	refused := w.post(w.token, people, http.StatusConflict, "goer", "tilfoej", "navn", "Ida Berg", "vegne", "Region Nordkyst", "side", "region", "rolle", "chair", "fra", "2026-01-01")
	if text := html.UnescapeString(refused.Body.String()); !strings.Contains(text, "skal komme fra hver sin side") || !strings.Contains(text, `value="Ida Berg"`) {
		t.Errorf("a second chair of the region: the page does not say why, or has lost what was typed")
	}
	welcome, _ := linkIn(t, w.work(), "gerda.lund@nordkyst.example")
	if !strings.HasPrefix(welcome, "/velkomst/") {
		t.Errorf("Gerda is welcomed at %s", welcome)
	}
	gerda, err := w.Accounts.AcceptBy(t.Context(), strings.TrimPrefix(welcome, "/velkomst/"), access.Identity{Provider: "https://id.example", Subject: "gerda"}, access.Browser{}, "")
	w.must(err)

	// A meeting is planned and called.
	w.must(w.Exec(t.Context(), `INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
		VALUES ('m1', 'b1', '', '2026-12-01', '13:00', '15:00', 'hybrid', 'Rådhuset', 'https://video.example/x', 'planned', '', '', 0, 1, 0, '', 0)`))
	const participants = "/arbejde/moede/m1/deltagere"
	w.get(w.token, participants, "Indkald alle (3)", "1 person får ingen mail", "Kaj Sand")
	w.post(w.token, participants, http.StatusSeeOther, "goer", "indkald")
	w.post(w.token, participants, http.StatusSeeOther, "goer", "indkald") // a double click
	mails := w.work()
	if len(mails) != 2 {
		t.Fatalf("%d mails, want one to Gerda and one to Bo", len(mails))
	}
	answer, call := linkIn(t, mails, "bo@skagerby.example")
	if !strings.Contains(call.Raw, "text/calendar; charset=UTF-8; method=REQUEST") && !strings.Contains(call.Raw, "method=REQUEST") {
		t.Errorf("the call has no part for calendars:\n%.2000s", call.Raw)
	}
	// The link opens the answer without signing in, and following it answers nothing.
	for range 2 {
		w.get("", answer, "Kommer du?", "Bo <Bosse> Strand", "tirsdag 1. december 2026", "Kommer online", "https://video.example/x")
	}
	w.get(w.token, participants, "Har ikke svaret")
	w.post("", answer, http.StatusSeeOther, "svar", "online", "bemaerkning", "Fra <bilen>")
	w.get("", answer, "Dit svar er", "Kommer online", "med linket")
	w.post("", answer, http.StatusUnprocessableEntity, "svar", "ved ikke")
	w.get(w.token, participants, "Kommer: 1. Afbud: 0.", "Heraf online: 1.", "Fra <bilen>")
	// Gerda answers on the page, and the secretary for Kaj.
	w.get(gerda, "/arbejde/moede/m1/svar", "Gerda Lund")
	w.post(gerda, "/arbejde/moede/m1/svar", http.StatusSeeOther, "svar", "afbud")
	seatOfKaj := regexp.MustCompile(`name="plads" value="([^"]+)"`).FindAllStringSubmatch(w.get(w.token, participants), -1)
	w.post(w.token, participants, http.StatusSeeOther, "goer", "svar", "plads", seatOfKaj[len(seatOfKaj)-1][1], "svar", "maaske")
	w.get(w.token, participants, "Kommer: 1. Afbud: 1. Måske: 1. Har ikke svaret: 0.", "til sekretariatet")
	w.get(w.token, "/en"+participants, "Coming: 1. Apologies: 1.", "to the secretariat")

	// Bo's calendar answers by mail, through a real conversation.
	uid := regexp.MustCompile(`UID:(\S+)`).FindStringSubmatch(strings.ReplaceAll(w.calendarTo("bo@skagerby.example"), "\r\n ", ""))
	reply := "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:" + uid[1] + "\r\nATTENDEE;PARTSTAT=DECLINED:mailto:bo@skagerby.example\r\nDTSTAMP:20261121T130000Z\r\nSEQUENCE:0\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	w.must(w.deliver(reply))
	w.get(w.token, participants, "Afbud: 2.", "fra kalenderen")
	if err := w.deliver(strings.Replace(reply, "bo@skagerby", "ond@skagerby", 1)); err == nil || !strings.Contains(err.Error(), "anden adresse") {
		t.Errorf("an answer for somebody else: %v", err)
	}
	w.Pass(11 * 24 * time.Hour) // the meeting has begun
	w.get("", answer, "Mødet er begyndt")
	w.post("", answer, http.StatusConflict, "svar", "kommer")
	if err := w.deliver(reply); err == nil || !strings.Contains(err.Error(), "begyndt") {
		t.Errorf("a calendar answers after the meeting began: %v", err)
	}
}

// calendarTo returns what the calendar of somebody was told last.
func (w *world) calendarTo(address string) string {
	w.t.Helper()
	for _, m := range w.server.Received() {
		_, body, found := strings.Cut(m.Raw, "method=REQUEST")
		if m.To == address && found {
			_, body, _ = strings.Cut(body, "\r\n\r\n")
			return strings.NewReplacer("=\r\n", "", "=3D", "=", "=0D=0A", "\r\n").Replace(body)
		}
	}
	w.t.Fatalf("no calendar was sent to %s", address)
	return ""
}

// deliver sends a calendar's answer to an inbox of the site.
func (w *world) deliver(calendar string) error {
	w.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	w.must(err)
	house := wire.House{DB: w.DB, SignIn: w.SignIn, Follow: w.Follow, Calendars: invitation.Sender{Name: "Klynge", Email: "klynge@skagerby.example"}}
	server := inbox.New("klynge@skagerby.example", house.TakeReply, slog.New(slog.DiscardHandler))
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	defer func() {
		w.must(server.Shutdown(w.t.Context()))
		w.must(<-ended)
	}()
	client, err := smtp.Dial(listener.Addr().String())
	w.must(err)
	defer func() { _ = client.Close() }()
	return client.SendMail("bo@skagerby.example", []string{"klynge@skagerby.example"}, strings.NewReader("Content-Type: text/calendar; method=REPLY\r\n\r\n"+calendar))
}

func TestPollAndCalendarPages(t *testing.T) {
	w := open(t)
	w.add("Gerda Lund", "gerda.lund@nordkyst.example", "Region Nordkyst", "region", "chair", "adgang", "ja")
	w.add("Bo Strand", "bo@skagerby.example", "Skagerby Kommune", "municipality", "member")
	welcome, _ := linkIn(t, w.work(), "gerda.lund@nordkyst.example")
	gerda, err := w.Accounts.AcceptBy(t.Context(), strings.TrimPrefix(welcome, "/velkomst/"), access.Identity{Provider: "https://id.example", Subject: "gerda"}, access.Browser{}, "")
	w.must(err)
	const dates = "/arbejde/organ/fjorden/datoer"
	// Gerda gives her calendar; what she does is not kept.
	w.get(gerda, "/kalender", "Min kalender", "Lav en adresse")
	const file = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Tandlæge\r\nDTSTART:20261207T133000Z\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	if answer := w.upload(gerda, []byte(file)); answer.Code != http.StatusSeeOther {
		t.Errorf("the upload: status %d", answer.Code)
	}
	for name, tt := range map[string]struct {
		file   []byte
		status int
	}{"no calendar": {[]byte("<html>"), http.StatusUnprocessableEntity}, "6 MB": {make([]byte, 6<<20), http.StatusRequestEntityTooLarge}, "nothing": {nil, http.StatusUnprocessableEntity}} {
		if answer := w.upload(gerda, tt.file); answer.Code != tt.status {
			t.Errorf("upload of %s: status %d, want %d", name, answer.Code, tt.status)
		}
	}
	w.get(gerda, "/kalender", "1 optaget tid", "Kalenderen er fra en fil.")
	feed := regexp.MustCompile(`http://klynge\.skagerby\.example(/kalender/[^<]+\.ics)`).FindStringSubmatch(html.UnescapeString(w.post(gerda, "/kalender", http.StatusOK, "goer", "adresse").Body.String()))
	w.get("", feed[1], "BEGIN:VCALENDAR", "Mine møder i Klynge")

	w.get(w.token, dates+"?fra=2026-12-07&til=2026-12-08&start=14:00&slut=16:00", "mandag 7. december 2026: 1 er optaget", "Gerda Lund", "tirsdag 8. december 2026")
	w.post(w.token, dates, http.StatusUnprocessableEntity, "frist", "2026-11-30")
	asked := w.post(w.token, dates, http.StatusSeeOther, "frist", "2026-11-30", "titel", "Ekstra møde", "start", "14:00", "slut", "16:00", "dato", "2026-12-07", "dag1", "2026-12-09", "fra1", "22:00", "til1", "01:00").Header().Get("Location")
	vote, _ := linkIn(t, w.work(), "bo@skagerby.example")
	w.get("", vote, "Hvornår kan du?", "Ekstra møde", "onsdag 9. december 2026")
	w.post("", vote, http.StatusUnprocessableEntity, "dato-0", "yes")
	w.post("", vote, http.StatusSeeOther, "dato-0", "no", "dato-1", "yes")
	w.post(gerda, asked+"/svar", http.StatusSeeOther, "dato-0", "no", "dato-1", "if-need-be")
	w.get(w.token, asked, "Passer flest", "Ja: 1. Hvis det skal være: 1. Nej: 0. Intet svar: 0.")
	planned := w.post(w.token, asked, http.StatusSeeOther, "goer", "planlaeg-1").Header().Get("Location")
	w.get(w.token, planned, "Indkald alle (2)", "9. december 2026")
	w.post(w.token, asked, http.StatusConflict, "goer", "planlaeg-0") // from a window that was open
	w.get("", vote, "Mødet er planlagt")
	if got := w.send(httptest.NewRequest(http.MethodGet, "/svar/gaettet", nil), "").Code; got != http.StatusNotFound {
		t.Errorf("a guessed link: status %d", got)
	}
}

func (w *world) upload(token string, file []byte) *httptest.ResponseRecorder {
	w.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	w.must(form.WriteField("goer", "fil"))
	part, err := form.CreateFormFile("fil", "min.ics")
	w.must(err)
	_, err = io.Copy(part, bytes.NewReader(file))
	w.must(err)
	w.must(form.Close())
	r := httptest.NewRequest(http.MethodPost, "/kalender", &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return w.send(r, token)
}
