package publication_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"klynge/internal/agenda"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/job"
	"klynge/internal/meeting"
	"klynge/internal/minutes"
	"klynge/internal/publication"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/extract/pdf"
	"klynge/internal/reader/reading"
	"klynge/internal/search"
	"klynge/internal/web/webtest"
)

// A town is a site with random native meetings. Every text in it holds a word of
// its own, so that where the word is found tells which text was shown.
type town struct {
	*world
	site    *webtest.Site
	random  *rand.Rand
	words   int
	allowed map[string]string // by word: what it is, of what the public may see
	secret  map[string]string // of what it may not
}

// word makes a word that nothing else holds.
func (w *town) word(what string) string {
	w.words++
	letters := ""
	for n := w.words*7919 + 104729; n > 0; n /= 20 {
		letters += string("bcdfghjklmnpqrstvwxz"[n%20])
	}
	word := "q" + letters + "y"
	w.secret[word] = what
	return word
}

// see says that the public may see what holds some words.
func (w *town) see(texts ...string) {
	for _, text := range texts {
		for _, word := range marker.FindAllString(text, -1) {
			if what, ok := w.secret[word]; ok {
				w.allowed[word] = what
				delete(w.secret, word)
			}
		}
	}
}

// hide says that the public may not see it any more.
func (w *town) hide(texts ...string) {
	for _, text := range texts {
		for _, word := range marker.FindAllString(text, -1) {
			if what, ok := w.allowed[word]; ok {
				w.secret[word] = what
				delete(w.allowed, word)
			}
		}
	}
}

var marker = regexp.MustCompile(`q[bcdfghjklmnpqrstvwxz]{3,12}y`)

// A planned meeting, with what is in it.
type gathering struct {
	id, date string
	items    []minutes.Item
	files    map[string][]string // by item: what its public files hold, and are called
	shown    []publication.Publication
}

func (w *town) gather(n int) *gathering {
	date := fmt.Sprintf("2026-%02d-%02d", 1+n%9, 2+n)
	g := &gathering{id: w.plan(date), date: date, files: map[string][]string{}}
	for i := range 1 + w.random.IntN(4) {
		id := fmt.Sprintf("%s-i%d", g.id, i)
		sent := agenda.SentItem{ID: id, Number: fmt.Sprint(i + 1), Title: "Sag " + w.word("title"), PublicTitle: "Lukket sag " + w.word("public title"), Type: agenda.Decision,
			CaseNumber: w.word("case"), Presentation: "Om " + w.word("presentation"), Sections: []agenda.Section{{Heading: "Økonomi", Text: "Det koster " + w.word("section")}},
			Closed: w.random.IntN(3) == 0, ClosedUntil: ""}
		w.item(g.id, sent)
		it := minutes.Item{SentItem: sent, Discussion: "Drøftet " + w.word("discussion"), Decision: "Besluttet " + w.word("decision"), Outcome: reading.Approved,
			Recommendations: []minutes.Recommendation{{Recommendation: agenda.Recommendation{ID: id + "-r", Text: "at " + w.word("recommendation")}, Outcome: reading.Approved, Remark: "idet " + w.word("remark")}},
			Votes:           []minutes.Vote{{Question: "Skal " + w.word("question"), Yes: 1, No: 1, Dissents: []minutes.Dissent{{Name: "Ida Holm", Text: w.word("dissent")}}}}}
		g.items = append(g.items, it)
		for _, closed := range []bool{false, true} {
			name, file, content := "Bilag "+w.word("paper"), w.word("file name")+".txt", "Tekst "+w.word("content")
			w.attach(id, fmt.Sprintf("%s-a%v", id, closed), name, file, closed, []byte(content))
			if !closed {
				g.files[id] = append(g.files[id], name, file, content)
			}
		}
		// What is being written now.
		for _, field := range []string{agenda.Title, agenda.Presentation, minutes.Decided} {
			w.exec(`INSERT INTO draft_field (object, name, version, text, at, by_id, by_name) VALUES ($1, $2, 1, $3, 0, '', '')`, id, field, w.word("draft of "+field))
		}
	}
	return g
}

// public returns every text of a gathering that the public may see once it is
// published: of an agenda not what happened at the meeting.
func (g *gathering) public(kind reading.Kind) (texts []string) {
	for _, it := range g.items {
		if it.Closed {
			texts = append(texts, it.PublicTitle)
			continue
		}
		texts = append(texts, it.SentItem.Title, it.CaseNumber, it.Presentation, it.Sections[0].Text, it.Recommendations[0].Text)
		texts = append(texts, g.files[it.ID]...)
		if kind == reading.Minutes {
			texts = append(texts, it.Discussion, it.Decision, it.Recommendations[0].Remark, it.Votes[0].Question, it.Votes[0].Dissents[0].Text)
		}
	}
	return texts
}

// live does what secretariats do with a meeting, up to a random point.
func (w *town) live(g *gathering) {
	var sent []agenda.SentItem
	for _, it := range g.items {
		one := it.SentItem
		one.Recommendations = []agenda.Recommendation{it.Recommendations[0].Recommendation}
		sent = append(sent, one)
	}
	w.send(g.id, 0, sent...)
	agendaOut := w.random.IntN(2) == 0
	if agendaOut {
		g.publish(w, reading.Agenda)
	} else if w.random.IntN(2) == 0 {
		w.ready(g.id, reading.Agenda)
	}
	// A version that nobody approved, with words of its own.
	draft := slices.Clone(g.items)
	for i := range draft {
		draft[i].Decision = "Udkast " + w.word("unapproved decision")
	}
	w.approve(g.id, 1, minutes.SentOut, draft...)
	switch w.random.IntN(5) {
	case 0: // not held
	case 1: // approved, and prepared
		w.approve(g.id, 2, minutes.Approved, g.items...)
		w.ready(g.id, reading.Minutes)
	case 2, 3: // public
		w.approve(g.id, 2, minutes.Approved, g.items...)
		g.publish(w, reading.Minutes)
		if w.random.IntN(2) == 0 { // and corrected, which is not public yet
			w.approve(g.id, 3, minutes.Corrected, draft...)
			w.ready(g.id, reading.Minutes)
		}
	case 4: // public, and withdrawn
		w.approve(g.id, 2, minutes.Approved, g.items...)
		g.publish(w, reading.Minutes)
		w.jobs()
		p := g.shown[len(g.shown)-1]
		if err := w.Withdraw(w.t.Context(), w.author(), g.id, p.ID, publication.PersonalData, "note "+w.word("note")); err != nil {
			w.t.Fatal(err)
		}
		w.hide(g.public(reading.Minutes)...)
		if g.shown = g.shown[:len(g.shown)-1]; agendaOut {
			w.see(g.public(reading.Agenda)...)
		}
	}
}

func (g *gathering) publish(w *town, kind reading.Kind) {
	p := w.ready(g.id, kind)
	w.world.public(p)
	g.shown = append(g.shown, p)
	w.see(g.public(kind)...)
}

// jobs does what waits: news, and mails to those who follow.
func (w *town) jobs() {
	w.t.Helper()
	for range 20 {
		var due []job.Job
		w.write(func(ctx context.Context, tx *db.Tx) (err error) {
			due, err = db.Collect(ctx, tx, func(r interface{ Scan(...any) error }) (j job.Job, err error) {
				var payload string
				err = r.Scan(&j.ID, &j.Kind, &payload)
				j.Payload = json.RawMessage(payload)
				return j, err
			}, `SELECT id, kind, payload FROM job WHERE kind LIKE 'subscription.%' AND kind <> 'subscription.purge' ORDER BY created_at, id`)
			if err == nil {
				_, err = tx.ExecContext(ctx, `DELETE FROM job`)
			}
			return err
		})
		if len(due) == 0 {
			return
		}
		for _, j := range due {
			if err := w.site.Follow.Handlers()[j.Kind](w.t.Context(), j); err != nil {
				w.t.Fatalf("%s: %v", j.Kind, err)
			}
		}
	}
}

// get fetches an address as a stranger.
func (w *town) get(address string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, address, nil)
	answer := httptest.NewRecorder()
	w.site.ServeHTTP(answer, r)
	return answer
}

var link = regexp.MustCompile(`href="(/[^"#]*)`)

// crawl fetches everything a stranger can find, and returns what it says by address.
func (w *town) crawl() map[string]string {
	w.t.Helper()
	said := map[string]string{}
	var todo []string
	decided, err := os.ReadFile(filepath.Join("..", "web", "site", "testdata", "routes.txt"))
	if err != nil {
		w.t.Fatal(err)
	}
	for line := range strings.Lines(string(decided)) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == "public" && f[1] == http.MethodGet && !strings.Contains(f[2], "{") {
			todo = append(todo, f[2])
		}
	}
	todo = append(todo, "/", "/soeg?q=besluttet", "/soeg.atom?q=sag", "/soeg?q=lukket")
	for len(todo) > 0 {
		address := html.UnescapeString(todo[0])
		todo = todo[1:]
		if _, done := said[address]; done || strings.HasPrefix(address, "/en/") || strings.HasPrefix(address, "/design/") || strings.HasPrefix(address, "/log-ind") || len(said) > 3000 {
			continue
		}
		answer := w.get(address)
		text := answer.Body.String()
		switch kind := answer.Header().Get("Content-Type"); {
		case strings.HasPrefix(kind, "text/html"):
			for _, m := range link.FindAllStringSubmatch(text, -1) {
				todo = append(todo, m[1])
			}
		case strings.HasPrefix(text, "%PDF-"):
			text = w.pdf(answer.Body.Bytes())
		case strings.Contains(kind, "wordprocessing"):
			text = w.docx(answer.Body.Bytes())
		case strings.HasPrefix(kind, "text/calendar"):
			text = strings.ReplaceAll(text, "\r\n ", "")
		}
		if location := answer.Header().Get("Location"); location != "" {
			todo = append(todo, location)
		}
		said[address] = text + fmt.Sprint(answer.Header())
	}
	return said
}

func (w *town) pdf(data []byte) string {
	d, err := pdf.Read(w.t.Context(), data, extract.DefaultLimits)
	if err != nil {
		w.t.Fatal(err)
	}
	beside, err := pdf.ReadBeside(w.t.Context(), data, extract.DefaultLimits)
	if err != nil {
		w.t.Fatal(err)
	}
	text := d.Text
	for _, b := range beside {
		text += "\n" + b.Text
	}
	return text
}

func (w *town) docx(data []byte) (text string) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, f := range r.File {
		part, err := f.Open()
		if err != nil {
			w.t.Fatal(err)
		}
		content, err := io.ReadAll(part)
		if err != nil {
			w.t.Fatal(err)
		}
		text += string(content)
	}
	return text
}

// TestR33ThePublicSeesExactlyWhatIsPublished holds every public surface against
// what was published: pages, lists, counts, search and its suggestions, feeds,
// calendars, PDF, DOCX, originals, attachments, error pages and mails. Nothing else
// is anywhere, and all of it is there.
func TestR33ThePublicSeesExactlyWhatIsPublished(t *testing.T) {
	for name, address := range map[string]string{"sqlite": dbtest.SQLite(t), "postgres": dbtest.Postgres(t)} {
		t.Run(name, func(t *testing.T) {
			seed := rand.Uint64()
			site, err := webtest.OpenAt(t.Context(), address, t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := site.Close(); err != nil {
					t.Error(err)
				}
			}()
			w := &town{world: &world{t: t, db: site.DB, vault: site.Archive.Vault, Store: site.Pages.Publish.Gate}, site: site, random: rand.New(rand.NewPCG(seed, 1)),
				allowed: map[string]string{}, secret: map[string]string{}}
			var slug string
			w.write(func(ctx context.Context, tx *db.Tx) error {
				o, err := body.EnsureBody(ctx, tx, "Politisk Sundhedsklynge Fjorden")
				w.body, slug = o.ID, o.Slug
				return err
			})
			w.exec(`INSERT INTO subscription (id, token, address, address_key, kind, subject, name, frequency, language, seen, refusals, created_at, confirmed_at)
				VALUES ('s', 'tok', 'a@b.example', 'a@b.example', 'body', $1, 'Klyngen', 'at-once', 'da', 0, 0, 0, 1)`, slug)
			var all []*gathering
			for n := range 8 {
				all = append(all, w.gather(n))
				w.live(all[n])
			}
			w.check(all)
			if t.Failed() {
				t.Logf("seed %d", seed)
			}
		})
	}
}

func (w *town) check(all []*gathering) {
	t, ctx := w.t, w.t.Context()
	w.jobs()
	said := w.crawl()
	for _, g := range all { // addresses of meetings that nobody may know of
		address := "/moeder/" + g.date + "-sundhedsklynge-fjorden"
		said[address+"x"] = w.get(address + "x").Body.String()
	}
	w.write(func(ctx context.Context, tx *db.Tx) error {
		mails, err := db.Collect(ctx, tx, func(r interface{ Scan(...any) error }) (text string, err error) { return text, r.Scan(&text) },
			`SELECT subject || body_text || body_html FROM mail_message`)
		for i, text := range mails {
			said[fmt.Sprintf("mail %d", i)] = text
		}
		return err
	})
	seen := map[string]bool{}
	for address, text := range said {
		for _, word := range marker.FindAllString(text, -1) {
			seen[word] = true
			if what, secret := w.secret[word]; secret {
				t.Errorf("%s shows %s, a %s that is not public", address, word, what)
			}
		}
	}
	for word, what := range w.allowed {
		if !seen[word] {
			t.Errorf("%s, a %s that is public, is nowhere", word, what)
		}
	}
	w.searched(ctx)
	want, items, decided := 0, 0, 0
	for _, g := range all {
		if len(g.shown) == 0 {
			continue
		}
		want++
		items += len(g.items)
		if g.shown[len(g.shown)-1].Kind == reading.Minutes {
			decided += len(slices.DeleteFunc(slices.Clone(g.items), func(it minutes.Item) bool { return it.Closed }))
		}
	}
	list, _, err := meeting.NewPublic(w.db).List(ctx, meeting.Filter{}, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		items -= m.Items
		decided -= m.Decided
	}
	if len(list) != want || items != 0 || decided != 0 {
		t.Errorf("the list has %d meetings, want %d; items differ by %d and decisions by %d", len(list), want, items, decided)
	}
	if len(w.allowed) == 0 || len(w.secret) == 0 || len(said) < 20 {
		t.Errorf("%d public words, %d secret ones, %d pages: the world is too small to tell", len(w.allowed), len(w.secret), len(said))
	}
}

// searched asks the search for every word, and for one that is nearly it.
func (w *town) searched(ctx context.Context) {
	indexed := []string{"title", "public title", "case", "presentation", "section", "decision", "recommendation", "paper", "discussion"}
	ask := func(text string) search.Results {
		r, err := w.site.Pages.Search.Search(ctx, search.Query{Text: text, Counts: true})
		if err != nil {
			w.t.Fatal(err)
		}
		return r
	}
	for word, what := range w.secret {
		if r := ask(word); r.Total > 0 || len(r.Hits) > 0 {
			w.t.Errorf("search finds %s, a %s that is not public", word, what)
		}
		if r := ask(word[:len(word)-2] + "ay"); strings.Contains(r.Suggestion, word) {
			w.t.Errorf("search suggests %s, a %s that is not public", word, what)
		}
	}
	for word, what := range w.allowed {
		if r := ask(word); slices.Contains(indexed, what) && r.Total == 0 {
			w.t.Errorf("search does not find %s, a %s that is public", word, what)
		}
	}
}
