package site_test

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"klynge/internal/web/webtest"
)

var running *webtest.Site

// TestMain reads the examples once: the tests only look.
func TestMain(m *testing.M) {
	code := 1
	folder, err := os.MkdirTemp("", "klynge-site-")
	if err == nil {
		running, err = webtest.Open(context.Background(), folder, webtest.Examples("../../../examples")...)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "site_test:", err)
	} else {
		code = m.Run()
	}
	if running != nil {
		// The folder is thrown away; how it ends does not matter.
		_ = running.Close()
	}
	_ = os.RemoveAll(folder)
	os.Exit(code)
}

func TestPublic(t *testing.T) { webtest.Run(t, running, nil, "testdata/public.txt") }

// R40: every page leads to the accessibility statement, which is at /was as well, the
// address that the authority looks for.
func TestR40AccessibilityStatement(t *testing.T) {
	for address, want := range map[string]string{"/": `href="/tilgaengelighed">Tilgængelighedserklæring</a>`, "/en/moeder": `href="/en/tilgaengelighed">Accessibility statement</a>`} {
		w := httptest.NewRecorder()
		running.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s has no %s", address, want)
		}
	}
	w := httptest.NewRecorder()
	running.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/was", nil))
	if w.Code != http.StatusFound || w.Header().Get("Location") != "/tilgaengelighed" {
		t.Errorf("/was: status %d to %q", w.Code, w.Header().Get("Location"))
	}
}

func TestMissing(t *testing.T) {
	exec(t, `INSERT INTO moved (path, to_path) VALUES ('/gammelt/referat.asp', '/moeder/2024-11-19-sundhedsklynge-fjorden') ON CONFLICT DO NOTHING`)
	webtest.Run(t, running, nil, "testdata/missing.txt")
}

func TestHostile(t *testing.T) {
	const item = ` FROM agenda_item old WHERE old.id = agenda_item.id) WHERE meeting_id = (SELECT id FROM meeting WHERE slug = '2024-11-19-sundhedsklynge-fjorden') AND anchor = `
	exec(t, `UPDATE agenda_item SET title = (SELECT old.title || ' <script>alert(1)</script>'`+item+`'punkt-6'`)
	exec(t, `UPDATE agenda_item SET decision = (SELECT old.decision || ' Borger 010203-1234 klager.'`+item+`'punkt-7'`)
	webtest.Run(t, running, map[string]string{"MAIL": webtest.Mail, "PASSWORD": webtest.Password}, "testdata/hostile.txt")
}

func TestReview(t *testing.T) {
	webtest.Run(t, running, map[string]string{"MAIL": webtest.Mail, "PASSWORD": webtest.Password}, "testdata/review.txt")
}

func exec(t *testing.T, query string) {
	t.Helper()
	if err := running.Exec(t.Context(), query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

var (
	hrefs = regexp.MustCompile(`(?:href|action)="([^"]*)"`)
	ids   = regexp.MustCompile(`\sid="([^"]*)"`)
)

// TestEveryLink walks the site from its front page and follows every link: each
// must lead somewhere, to the very place it names.
func TestEveryLink(t *testing.T) {
	for _, start := range []string{"/", "/en/"} {
		seen := map[string][]string{} // ids on each page
		fragments := map[string]string{}
		queue := []string{start}
		var many int // sources and searches seen
		for len(queue) > 0 {
			address := queue[0]
			queue = queue[1:]
			if _, done := seen[address]; done {
				continue
			}
			answer := httptest.NewRecorder()
			running.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, address, nil))
			if answer.Code != http.StatusOK {
				t.Errorf("GET %s: status %d", address, answer.Code)
			}
			body := answer.Body.String()
			seen[address] = []string{}
			if !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") {
				continue
			}
			for _, match := range ids.FindAllStringSubmatch(body, -1) {
				if slices.Contains(seen[address], match[1]) {
					t.Errorf("GET %s: id %q stands twice", address, match[1])
				}
				seen[address] = append(seen[address], match[1])
			}
			for _, match := range hrefs.FindAllStringSubmatch(body, -1) {
				target, err := url.Parse(html.UnescapeString(match[1]))
				if err != nil {
					t.Errorf("GET %s: link %q: %v", address, match[1], err)
					continue
				}
				to := target.EscapedPath()
				if target.RawQuery != "" {
					to += "?" + target.RawQuery
				}
				if to == "" {
					to = address
				}
				if target.Fragment != "" {
					fragments[to+"#"+target.Fragment] = address
				}
				if target.Host == "" && strings.HasPrefix(to, strings.TrimSuffix(start, "/")) {
					// Sources are one for each value of each document, and searches lead to
					// searches: some are enough.
					if strings.Contains(to, "/kilde") || strings.Contains(to, "/soeg?") {
						many++
					}
					if many < 120 || !strings.Contains(to, "/kilde") && !strings.Contains(to, "/soeg?") {
						queue = append(queue, to)
					}
				}
			}
		}
		if len(seen) < 100 {
			t.Errorf("the walk from %s saw %d pages, want the whole site", start, len(seen))
		}
		for address, from := range fragments {
			page, fragment, _ := strings.Cut(address, "#")
			if held, visited := seen[page]; visited && !slices.Contains(held, fragment) {
				t.Errorf("%s links to %s, but there is no such place", from, address)
			}
		}
	}
}

// TestKeptPages: what is kept is what is rendered, a visitor who has it gets
// 304, and a change of the record is seen.
func TestKeptPages(t *testing.T) {
	const address = "/moeder/2024-03-12-sundhedsklynge-fjorden"
	get := func(header ...string) *httptest.ResponseRecorder {
		request := httptest.NewRequest(http.MethodGet, address, nil)
		for i := 0; i < len(header); i += 2 {
			request.Header.Set(header[i], header[i+1])
		}
		answer := httptest.NewRecorder()
		running.ServeHTTP(answer, request)
		return answer
	}
	first, second := get(), get()
	if first.Body.String() != second.Body.String() || first.Body.Len() == 0 {
		t.Errorf("GET %s twice: %d bytes, then %d others", address, first.Body.Len(), second.Body.Len())
	}
	tag := first.Header().Get("Etag")
	if again := get("If-None-Match", tag); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("GET %s with its ETag: status %d and %d bytes, want 304 and none", address, again.Code, again.Body.Len())
	}
	if packed := get("Accept-Encoding", "gzip"); packed.Header().Get("Content-Encoding") != "gzip" || packed.Body.Len() >= first.Body.Len() {
		t.Errorf("GET %s packed: encoding %q, %d bytes of %d", address, packed.Header().Get("Content-Encoding"), packed.Body.Len(), first.Body.Len())
	}
	exec(t, `UPDATE meeting SET place = 'Den nye sal' WHERE slug = '2024-03-12-sundhedsklynge-fjorden'`)
	for range 100_000 {
		if strings.Contains(get().Body.String(), "Den nye sal") {
			return
		}
	}
	t.Errorf("GET %s after a change of the record: the old page", address)
}

// TestExamplesAreRead keeps the walk honest: a site of three meetings would
// have no broken links either.
func TestExamplesAreRead(t *testing.T) {
	if n := len(webtest.Examples("../../../examples")); n < 14 {
		t.Errorf("found %d examples, want at least 14", n)
	}
	for _, refused := range running.Refused {
		t.Errorf("%s was not read: %v", filepath.Base(refused.File), refused.Err)
	}
}
