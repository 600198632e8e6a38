package site_test

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/web/site"
	"klynge/internal/web/webtest"
)

// written reads testdata/routes.txt: what each address needs, as somebody has
// decided it.
func written(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("testdata/routes.txt")
	if err != nil {
		t.Fatal(err)
	}
	needs := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) > 2 && fields[0] != "#" {
			needs[fields[1]+" "+fields[2]] = fields[0]
		}
	}
	return needs
}

func needOf(l site.Line) string {
	switch l.Needs {
	case access.Public:
		return "public"
	case access.SignedIn:
		return "signed-in"
	}
	return string(l.Needs.Permission())
}

// How a request may end.
const (
	in     = "the page"
	login  = "sent to sign in"
	held   = "the form is kept while signing in"
	noPage = "there is no such page"
	mayNot = "may not"
)

// outcome tells an answer of the guard from one of the page itself.
func outcome(answer *httptest.ResponseRecorder) string {
	text := html.UnescapeString(answer.Body.String())
	switch {
	case answer.Code == http.StatusSeeOther && strings.Contains(answer.Header().Get("Location"), "/log-ind?"):
		return login
	case answer.Code == http.StatusUnauthorized && strings.Contains(text, `name="til"`) && !strings.Contains(text, "passer ikke sammen"):
		return held
	case answer.Code == http.StatusNotFound && strings.Contains(text, "Der er ingen side på denne adresse."):
		return noPage
	case answer.Code == http.StatusForbidden && strings.Contains(text, "Du har ikke adgang til denne side."):
		return mayNot
	}
	return in
}

// A caller is somebody who walks the site.
type caller struct {
	name     string
	token    string
	late     bool
	signedIn bool
	may      func(access.Permission) bool // everywhere
	// mayInBody is what they may in the body that everything x belongs to.
	mayInBody func(access.Permission) bool
}

// wants returns how a request of the caller must end.
func (c caller) wants(l site.Line) string {
	p := l.Needs.Permission()
	switch {
	case l.Pattern == "/": // every address that is no page
		return noPage
	case l.Needs == access.Public:
		return in
	case c.signedIn && (p == "" || c.may(p)), l.OfBody && c.mayInBody != nil && c.mayInBody(p):
		return in
	case c.signedIn && l.OfBody:
		return noPage // what is in a body that they have no part in does not exist for them
	case c.signedIn:
		return mayNot
	case !c.late && l.Needs != access.SignedIn && !l.OfBody:
		return noPage
	case l.Method == http.MethodGet:
		return login
	}
	return held
}

var wildcard = regexp.MustCompile(`\{[a-z]+\}`)

// TestEveryRouteWithEveryRole walks all addresses as everybody there is, and
// holds what comes against the table. An address that the table of decisions
// (testdata/routes.txt) does not have, or has otherwise, fails.
func TestEveryRouteWithEveryRole(t *testing.T) {
	s, err := webtest.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	// Whatever an address names is called x, and belongs to the body b1.
	for _, row := range []string{
		`INSERT INTO organization (id, slug, name, classification, sector, created_at) VALUES ('b1', 'x', 'Klynge b1', 'cluster', 'shared', 0), ('b2', 'b2', 'Klynge b2', 'cluster', 'shared', 0)`,
		`INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, online_url, state, reason, series_id, sequence, version, made_at, made_by, changed_at)
			VALUES ('x', 'b1', '', '2026-12-01', '13:00', '15:00', 'physical', '', '', 'planned', '', '', 0, 1, 0, '', 0)`,
		`INSERT INTO initiative (id, slug, title, body_id, leader, purpose, created_at) VALUES ('x', 'x', 'x', 'b1', '', '', 0)`,
		`INSERT INTO initiative_life (initiative_id, body_id, born, state, pilot, start_date, end_date, reported_on, plan, version, made_at, made_by, changed_at)
			VALUES ('x', 'b1', true, 'running', false, '', '', '', '{}', 1, 0, '', 0)`,
		`INSERT INTO draft_item (id, body_id, meeting_id, position, number, type, task, subject, closed, closed_until, minutes, presenter, case_number, matter_id, state, origin, origin_id, proposed_by, late, supplement, made_at, made_by, changed_at, version)
			VALUES ('x', 'b1', 'x', 0, '', 'decision', '', '', false, '', 10, '', '', 'x', 'on-agenda', 'secretariat', '', '', false, -1, 0, '', 0, 1)`,
		`INSERT INTO roundup (id, body_id, title, intro, state, deadline, item_id, made_at, made_by, published_by, version) VALUES ('x', 'b1', 'x', '', 'locked', 0, '', 0, '', '', 1)`,
		`INSERT INTO mapping_study (id, body_id, title, purpose, basis, group_one, group_two, starts, ends, state, last_number, erased_by, made_at, made_by, published_by, version)
			VALUES ('x', 'b1', 'x', '', '', '', '', '2026-01-01', '2026-12-31', 'collecting', 0, '', 0, '', '', 1)`,
		`INSERT INTO roundup_heading (id, roundup_id, position, text) VALUES ('x', 'x', 0, 'x')`,
		`INSERT INTO roundup_group (id, roundup_id, position, name, note_taker, email) VALUES ('x', 'x', 0, 'x', '', '')`,
		`INSERT INTO indicator (id, initiative_id, slug, number, version, made_at, made_by) VALUES ('x', 'x', 'x', 1, 1, 0, '')`,
		`INSERT INTO indicator_definition (indicator_id, number, at, by_id, by_name, note, content) VALUES ('x', 1, 0, '', '', '',
			'{"name":"x","numerator":"x","unit":"x","source":"x","factor":1,"frequency":"month","chart":"run"}')`,
	} {
		if err := s.Exec(t.Context(), row); err != nil {
			t.Fatal(err)
		}
	}
	routes, decided := s.Pages.Routes(), written(t)
	for _, l := range routes {
		key := l.Method + " " + l.Pattern
		if decided[key] != needOf(l) {
			t.Errorf("%s needs %q, and testdata/routes.txt says %q", key, needOf(l), decided[key])
		}
		if l.Kept && l.Needs != access.Public {
			t.Errorf("%s is kept for everybody and needs %q", key, needOf(l))
		}
		delete(decided, key)
	}
	for key := range decided {
		t.Errorf("testdata/routes.txt has %s, which is no address", key)
	}
	requests := 0
	for _, c := range callers(t, s) {
		for _, l := range routes {
			for _, prefix := range []string{"", "/en"} {
				address := prefix + wildcard.ReplaceAllString(strings.TrimSuffix(l.Pattern, "{$}"), "x")
				if l.Pattern == "/" {
					address += "ingen/side"
				}
				request := httptest.NewRequest(l.Method, address, strings.NewReader("svar=x"))
				request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				request.AddCookie(&http.Cookie{Name: "klynge", Value: c.token})
				if l.Pattern == "/log-ud" { // which would end the walk
					request.Header.Del("Cookie")
				}
				answer := httptest.NewRecorder()
				s.ServeHTTP(answer, request)
				requests++
				if got, want := outcome(answer), c.wants(l); got != want && !(l.Pattern == "/" && prefix == "/en") {
					t.Errorf("%s: %s %s: status %d, %s, want %s", c.name, l.Method, address, answer.Code, got, want)
				}
				if l.Needs != access.Public && answer.Header().Get("Cache-Control") != "no-store" {
					t.Errorf("%s: %s %s: Cache-Control %q, want no-store", c.name, l.Method, address, answer.Header().Get("Cache-Control"))
				}
				if l.Kept && strings.Contains(answer.Body.String(), c.name) {
					t.Errorf("%s: GET %s: a kept page knows who asks", c.name, address)
				}
			}
		}
	}
	if want := 28 * 2 * len(routes); requests < want {
		t.Errorf("the walk made %d requests, want at least %d", requests, want)
	}
}

// callers returns every role, everywhere and in one body, and all who have none.
func callers(t *testing.T, s *webtest.Site) []caller {
	t.Helper()
	visitor := func(name string, role access.Role, body string) (string, string) {
		accountID, token, err := s.Visitor(t.Context(), name, role, body)
		if err != nil {
			t.Fatalf("Visitor(%s): %v", name, err)
		}
		return accountID, token
	}
	// Time passes first: afterwards nobody else's session has ended.
	_, late := visitor("Udløbet Udsen", access.Administrator, "")
	s.Pass(13 * time.Hour)
	disabled, shut := visitor("Spærret Spærsen", access.Administrator, "")
	if err := s.Accounts.Disable(t.Context(), disabled, "test"); err != nil {
		t.Fatal(err)
	}
	_, bare := visitor("Bar Barsen", "", "")
	list := []caller{
		{name: "en fremmed"},
		{name: "en fremmed med et gæt", token: "GAETTET"},
		{name: "Udløbet Udsen", token: late, late: true},
		{name: "Spærret Spærsen", token: shut},
		{name: "Bar Barsen", token: bare, signedIn: true, may: func(access.Permission) bool { return false }},
	}
	for i, role := range access.Roles {
		name := fmt.Sprintf("Rolf %d Rollesen", i)
		_, token := visitor(name, role, "")
		list = append(list, caller{name: name, token: token, signedIn: true, may: role.May})
		if role == access.Administrator {
			continue // is one everywhere or not at all
		}
		nothing := func(access.Permission) bool { return false }
		name = fmt.Sprintf("Bodil %d Bodilsen", i)
		_, token = visitor(name, role, "b1")
		list = append(list, caller{name: name, token: token, signedIn: true, may: nothing, mayInBody: role.May})
		name = fmt.Sprintf("Anden %d Andensen", i)
		_, token = visitor(name, role, "b2")
		list = append(list, caller{name: name, token: token, signedIn: true, may: nothing})
	}
	return list
}
