package backlog_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"io/fs"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/db/dbtest"
	"klynge/internal/web"
	"klynge/internal/web/webtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// A world is a site with a body, fjorden, that meets on 16 December 2026 and in
// February, and has the item x on its agenda; it is 21 November.
type world struct {
	*webtest.Site
	t      *testing.T
	folder string
}

func open(t *testing.T) world {
	t.Helper()
	folder := t.TempDir()
	s, err := webtest.Open(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	w := world{s, t, folder}
	w.exec(`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b1', 'fjorden', 'Klynge Fjorden', 'cluster', 'shared', 0), ('b2', 'raadet', 'Sundhedsrådet Nordkyst', 'council', 'shared', 0)`)
	for id, date := range map[string]string{"m1": "2026-12-16", "m2": "2027-02-10"} {
		w.exec(`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
			VALUES ($1, 'b1', '', $2, '13:00', '15:00', 'physical', '', '', 'planned', '', '', 0, 1, 0, '', 0)`, id, date)
	}
	w.exec(`INSERT INTO draft_item (id, body_id, meeting_id, position, number, type, task, subject, closed, closed_until, minutes, presenter, case_number, matter_id, state, origin, origin_id, proposed_by, late, supplement, made_at, made_by, changed_at, version)
		VALUES ('x', 'b1', 'm1', 0, '', 'decision', '', '', false, '', 10, '', '', 'x', 'on-agenda', 'secretariat', '', '', false, -1, 0, '', 0, 1)`)
	w.exec(`INSERT INTO draft_field (object, name, version, text, at, by_id, by_name) VALUES ('x', 'title', 1, 'Medicinskabe <i>nu</i>', 0, '', '')`)
	return w
}

func (w world) exec(query string, args ...any) {
	w.t.Helper()
	if err := w.Exec(w.t.Context(), query, args...); err != nil {
		w.t.Fatal(err)
	}
}

// as returns somebody with a role in the body.
func (w world) as(role access.Role) visitor {
	w.t.Helper()
	_, token, err := w.Visitor(w.t.Context(), "Ane Storm", role, "b1")
	if err != nil {
		w.t.Fatal(err)
	}
	return visitor{w, token}
}

type visitor struct {
	world
	token string
}

func (v visitor) ask(method, address, contentType string, body io.Reader) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, address, body)
	r.Header.Set("Content-Type", contentType)
	r.AddCookie(&http.Cookie{Name: "klynge", Value: v.token})
	answer := httptest.NewRecorder()
	v.ServeHTTP(answer, r)
	return answer
}

func (v visitor) get(address string) (int, string) {
	answer := v.ask(http.MethodGet, address, "", nil)
	return answer.Code, html.UnescapeString(answer.Body.String())
}

// post sends a form and returns the status and what the next page says.
func (v visitor) post(address string, form ...string) (int, string) {
	values := url.Values{}
	for i := 0; i < len(form); i += 2 {
		values.Add(form[i], form[i+1])
	}
	return v.after(v.ask(http.MethodPost, address, "application/x-www-form-urlencoded", strings.NewReader(values.Encode())))
}

// after follows a redirection with its cookies.
func (v visitor) after(answer *httptest.ResponseRecorder) (int, string) {
	if answer.Code != http.StatusSeeOther {
		return answer.Code, html.UnescapeString(answer.Body.String())
	}
	r := httptest.NewRequest(http.MethodGet, answer.Header().Get("Location"), nil)
	r.AddCookie(&http.Cookie{Name: "klynge", Value: v.token})
	for _, c := range answer.Result().Cookies() {
		r.AddCookie(c)
	}
	next := httptest.NewRecorder()
	v.ServeHTTP(next, r)
	return answer.Code, html.UnescapeString(next.Body.String())
}

// form writes files as a browser sends them: name, content, name, content.
func form(t *testing.T, files ...string) (contentType string, body *bytes.Buffer) {
	t.Helper()
	body = &bytes.Buffer{}
	m := multipart.NewWriter(body)
	for i := 0; i < len(files); i += 2 {
		part, err := m.CreateFormFile("fil", files[i])
		if err == nil {
			_, err = io.WriteString(part, files[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return m.FormDataContentType(), body
}

func (v visitor) upload(address string, files ...string) (int, string) {
	v.t.Helper()
	contentType, body := form(v.t, files...)
	return v.after(v.ask(http.MethodPost, address, contentType, body))
}

func (w world) kept() (n int) {
	w.t.Helper()
	if err := filepath.WalkDir(filepath.Join(w.folder, "originaler"), func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			n++
		}
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return n
}

const (
	papers = "/arbejde/punkt/x/bilag"
	pdf    = "%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)

var link = regexp.MustCompile(`href="(/arbejde/punkt/x/bilag/[0-9a-z]+)"`)

// says fails unless a page was answered with a status and holds texts; one that
// begins with ! must not be there.
func says(t *testing.T, what string, want int, code int, page string, texts ...string) {
	t.Helper()
	if code != want {
		t.Errorf("%s: status %d, want %d\n%.800s", what, code, want, page)
	}
	for _, text := range texts {
		if not, found := strings.CutPrefix(text, "!"); found && strings.Contains(page, not) || !found && !strings.Contains(page, text) {
			t.Errorf("%s: the page must say %q, and is\n%.3000s", what, text, page[strings.Index(page, "<main")+1:])
		}
	}
}

func TestPapersOnThePage(t *testing.T) {
	w := open(t)
	ane := w.as(access.Secretariat)
	code, page := ane.get(papers)
	says(t, "empty", 200, code, page, "Her kommer punktets bilag", "Medicinskabe <i>nu</i>")
	code, page = ane.post(papers, "navn", "Budget", "tilstand", "to-follow", "frist", "2026-12-01")
	says(t, "R26: a paper to follow", 303, code, page, "“Budget” er på listen.", "eftersendes", "tirsdag 1. december 2026", "1 mangler")
	code, page = ane.post(papers, "navn", "Kort", "tilstand", "to-follow", "frist", "")
	says(t, "R26: without its day", 422, code, page, "Skriv, hvilken dag bilaget eftersendes.", `value="Kort"`)
	code, page = ane.upload(papers, "../../Års\u202eplan.pdf", pdf, "noter.txt", "Kære alle\n")
	says(t, "two files", 303, code, page, "“Årsplan” er lagt op.", "“Noter” er lagt op.", "3 bilag")
	code, page = ane.upload(papers, "kopi.pdf", pdf)
	says(t, "the same file again", 303, code, page, "ligger her allerede som bilaget “Årsplan”", "3 bilag")
	code, page = ane.upload(papers, "kort.svg", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "god.pdf", pdf+"god")
	says(t, "one of two is refused", 422, code, page, "“kort.svg” er et SVG-billede", "“God” er lagt op.", "4 bilag")
	code, page = ane.upload(papers)
	says(t, "no file", 422, code, page, "Vælg en fil først.")
	code, page = ane.upload(papers, "tom.pdf", "")
	says(t, "an empty file", 422, code, page, "tom (0 bytes)")
	before := w.kept()
	code, page = w.as(access.Member).upload(papers, "x.pdf", pdf+"x")
	says(t, "a member uploads", 404, code, page, "Der er ingen side på denne adresse.")
	if n := w.kept(); n != before {
		t.Errorf("after that the vault holds %d files, want %d", n, before)
	}
	code, page = w.as(access.Member).get(papers)
	says(t, "a member, before it is sent", 404, code, page, "Punktet findes ikke.", "!Årsplan")
}

func TestPapersAreHandedOutSafely(t *testing.T) {
	w := open(t)
	ane := w.as(access.Secretariat)
	_, page := ane.upload(papers, "Års\"plan\r\nX-Evil: 1.pdf", pdf)
	address := link.FindStringSubmatch(page)[1]
	answer := ane.ask(http.MethodGet, address, "", nil)
	for name, want := range map[string]string{
		"Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
		"Content-Disposition": "attachment; filename*=utf-8''%C3%85rsplan%250D%250AX-Evil%201.pdf", "Cache-Control": "no-store", "X-Evil": "", "Accept-Ranges": "bytes",
	} {
		if got := answer.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if answer.Body.String() != pdf {
		t.Errorf("the file is %q, want the bytes", answer.Body)
	}
	r := httptest.NewRequest(http.MethodGet, address, nil)
	r.AddCookie(&http.Cookie{Name: "klynge", Value: ane.token})
	r.Header.Set("Range", "bytes=0-3")
	part := httptest.NewRecorder()
	w.ServeHTTP(part, r)
	if part.Code != http.StatusPartialContent || part.Body.String() != "%PDF" {
		t.Errorf("a part of it: status %d, %q, want 206 and the first four", part.Code, part.Body)
	}
	code, page := ane.upload(address+"/fil", "ny.pdf", pdf+"2")
	says(t, "another file", 303, code, page, "har fået en ny fil", "1 tidligere fil")
	if code, old := ane.get(address + "?udgave=1"); code != 200 || old != pdf {
		t.Errorf("the earlier file: %d, %q, want it still", code, old)
	}
	for _, wrong := range []string{address + "?udgave=9", papers + "/findes-ikke"} {
		code, page := ane.get(wrong)
		says(t, wrong, 404, code, page, "Bilaget findes ikke.")
	}
	// Sent: a guest reads it, until the paper is closed.
	guest := w.as(access.Guest)
	w.exec(`INSERT INTO dispatch (id, meeting_id, number, content, late, reason, sent_at, sent_by) VALUES ('d1', 'm1', 0, '{}', false, '', $1, '')`, webtest.Noon.Add(time.Hour).UnixMicro())
	w.exec(`UPDATE draft_item SET number = '1', supplement = 0`)
	if code, got := guest.get(address); code != 200 || got != pdf+"2" {
		t.Errorf("a guest, once it is sent: %d, want the file", code)
	}
	w.exec(`UPDATE draft_attachment SET closed = true`)
	code, page = guest.get(address)
	says(t, "a guest, a closed paper", 404, code, page, "Bilaget findes ikke.")
	if code, _ := w.as(access.Member).get(address); code != 200 {
		t.Errorf("a member, a closed paper: %d, want 200", code)
	}
}

// A form of 500 MB is refused before it is read, and keeps nothing; one that
// does not say how large it is, when it has become too large.
func TestAFormOf500MB(t *testing.T) {
	w := open(t)
	ane := w.as(access.Secretariat)
	server := web.NewServer(t.Context(), w)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Shutdown(context.Background()) })
	send := func(body io.Reader, length int64) (int, string, error) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+listener.Addr().String()+papers, body)
		if err != nil {
			t.Fatal(err)
		}
		r.ContentLength = length
		r.Header.Set("Content-Type", "multipart/form-data; boundary=graense")
		r.Header.Set("Expect", "100-continue") // as a program does; a browser begins at once
		r.AddCookie(&http.Cookie{Name: "klynge", Value: ane.token})
		transport := &http.Transport{ExpectContinueTimeout: 5 * time.Second}
		defer transport.CloseIdleConnections()
		answer, err := (&http.Client{Transport: transport}).Do(r)
		if err != nil {
			return 0, "", err
		}
		page, err := io.ReadAll(answer.Body)
		return answer.StatusCode, html.UnescapeString(string(page)), errors.Join(err, answer.Body.Close())
	}
	counted := &counting{r: whole(500 << 20)}
	code, page, err := send(counted, 500<<20)
	if err != nil {
		t.Fatalf("a form that says it has 500 MB: %v", err)
	}
	says(t, "a form that says it has 500 MB", 413, code, page, "Der er plads til 200 MB ad gangen", "Intet af det er gemt.")
	if counted.n > 1<<20 {
		t.Errorf("%d bytes of it were read, want none", counted.n)
	}
	code, page, err = send(whole(500<<20), -1)
	if err == nil { // the line may also be closed on a sender that goes on
		says(t, "a form that says nothing", 413, code, page, "Der er plads til 200 MB ad gangen")
	}
	if n := w.kept(); n != 0 {
		t.Errorf("the vault holds %d files, want nothing", n)
	}
}

// whole is a form with one PDF of so many bytes.
func whole(bytes int64) io.Reader {
	return io.MultiReader(strings.NewReader("--graense\r\nContent-Disposition: form-data; name=\"fil\"; filename=\"stor.pdf\"\r\n\r\n"+pdf), io.LimitReader(zeros{}, bytes), strings.NewReader("\r\n--graense--\r\n"))
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

type counting struct {
	r io.Reader
	n int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

func TestR12OnThePage(t *testing.T) {
	w := open(t)
	bo, ane := w.as(access.Member), w.as(access.Secretariat)
	code, page := bo.get("/arbejde/organ/fjorden/forslag")
	says(t, "the form", 200, code, page, "Sender du det i dag, når det mødet onsdag 16. december 2026.", "Fristen er lørdag 5. december 2026.")
	key := regexp.MustCompile(`name="noegle" value="([^"]+)"`).FindStringSubmatch(page)[1]
	wish := []string{"noegle", key, "titel", "Kørsel <b>", "tekst", "Ventetid", "art", "decision", "indstilling", ""}
	code, page = bo.post("/arbejde/organ/fjorden/forslag", wish...)
	says(t, "without what is to be decided", 422, code, page, "Skriv, hvad der skal besluttes", `Kørsel <b>`, "Ventetid")
	wish[9] = "at der afsættes midler"
	for range 2 {
		code, page = bo.post("/arbejde/organ/fjorden/forslag", wish...)
	}
	says(t, "sent twice", 303, code, page, "Det var sendt allerede", "Venter på sekretariatet.")
	code, page = ane.get("/arbejde/organ/fjorden/bagkatalog")
	says(t, "the secretariat", 200, code, page, "Kørsel <b>", "at der afsættes midler", "Ane Storm")
	item := regexp.MustCompile(`name="punkt" value="([^"]+)"`).FindStringSubmatch(page)[1]
	code, page = ane.post("/arbejde/organ/fjorden/bagkatalog", "punkt", item, "goer", "afvis", "hvorfor", "")
	says(t, "declined without a reason", 422, code, page, "Skriv hvorfor")
	code, page = ane.post("/arbejde/organ/fjorden/bagkatalog", "punkt", item, "goer", "optag", "moede", "m1")
	says(t, "accepted", 303, code, page, "“Kørsel <b>” er sat på dagsordenen.", "Der er ingen forslag, der venter.")
	code, page = bo.get("/arbejde/organ/fjorden/forslag")
	says(t, "the member sees it", 200, code, page, "Sat på dagsordenen til mødet onsdag 16. december 2026.")
	w.Pass(15 * 24 * time.Hour)
	_, token, err := w.Visitor(t.Context(), "Bo Lind", access.Member, "b1")
	if err != nil {
		t.Fatal(err)
	}
	code, page = visitor{w, token}.post("/arbejde/organ/fjorden/forslag", "titel", "For sent", "tekst", "x", "art", "discussion")
	says(t, "after the deadline", 303, code, page, "Fristen til mødet onsdag 16. december 2026 er gået", "onsdag 10. februar 2027")
}

func TestSendAndTheWholeWay(t *testing.T) {
	w := open(t)
	ane := w.as(access.Secretariat)
	code, page := ane.get("/arbejde/punkt/x/send")
	says(t, "the page", 200, code, page, "Hele vejen", "du er her", "Sundhedsrådet Nordkyst", "Kopiér til et andet møde")
	code, page = ane.post("/arbejde/punkt/x/send", "goer", "kopi", "moede", "m2")
	says(t, "a copy", 303, code, page, "En kopi af “Medicinskabe <i>nu</i>” er sat på dagsordenen.", "Kopi af et tidligere punkt.")
	for _, want := range []string{"er sendt til Sundhedsrådet Nordkyst", "var sendt til Sundhedsrådet Nordkyst allerede"} {
		code, page = ane.post("/arbejde/punkt/x/send", "goer", "send", "organ", "b2", "foelgeord", "Til jer")
		says(t, "sent", 303, code, page, want)
	}
	code, page = ane.post("/arbejde/punkt/x/send", "goer", "send", "organ", "b1")
	says(t, "sent to itself", 422, code, page, "Vælg et andet organ")
	code, page = ane.post("/arbejde/punkt/x/skabelon", "navn", "Skabe")
	says(t, "a template", 303, code, page, "Skabelonen “Skabe” er gemt.")
	code, page = ane.get("/arbejde/organ/fjorden/skabeloner")
	says(t, "phrases", 200, code, page, "Skabe", "Taget til efterretning.", "Godkendt, idet …")
	code, page = ane.post("/arbejde/organ/fjorden/skabeloner", "goer", "gem", "slags", "decision", "set", "gammel", "vendinger", "Min vending.")
	says(t, "over what somebody changed", 409, code, page, "En anden har lige ændret vendingerne.", "Min vending.")
	print := regexp.MustCompile(`value="decision"><input type="hidden" name="set" value="([^"]+)"`).FindStringSubmatch(page)[1]
	code, page = ane.post("/arbejde/organ/fjorden/skabeloner", "goer", "gem", "slags", "decision", "set", print, "vendinger", "Min vending.\r\n\r\nEn til …")
	says(t, "kept", 303, code, page, "Vendingerne er gemt.", "Min vending.\nEn til …")
	id := regexp.MustCompile(`name="skabelon" value="([^"]+)"`).FindStringSubmatch(page)[1]
	code, page = ane.post("/arbejde/organ/fjorden/skabeloner", "goer", "brug", "skabelon", id, "moede", "m2")
	says(t, "used where it stands", 303, code, page, "Alt i skabelonen stod på dagsordenen allerede.")
}

func TestEveryPageInEnglish(t *testing.T) {
	w := open(t)
	ane := w.as(access.Secretariat)
	for address, want := range map[string]string{
		papers: "Papers of", "/arbejde/punkt/x/send": "The whole way", "/arbejde/organ/fjorden/bagkatalog": "Propose themselves",
		"/arbejde/organ/fjorden/forslag": "Propose an item", "/arbejde/organ/fjorden/skabeloner": "Standard phrases",
	} {
		code, page := ane.get("/en" + address)
		says(t, fmt.Sprint("/en", address), 200, code, page, want)
	}
}
