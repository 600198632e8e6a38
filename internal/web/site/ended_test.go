package site_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"klynge/internal/access"
	"klynge/internal/succession/example"
	"klynge/internal/web/webtest"
	"klynge/internal/when"
	"klynge/internal/wire"
)

// When bodies have ended, nobody adds their money to that of those that went on.
func TestMoneyOfBodiesThatHaveEnded(t *testing.T) {
	s, err := webtest.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := example.Seed(t.Context(), s.DB); err != nil {
		t.Fatal(err)
	}
	if _, err := example.Plan(t.Context(), s.DB, wire.Reforms(s.DB, nil, "")); err != nil {
		t.Fatal(err)
	}
	act := func(address, token string, form url.Values) string {
		t.Helper()
		request := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
		want := http.StatusSeeOther
		if form == nil {
			request, want = httptest.NewRequest(http.MethodGet, address, nil), http.StatusOK
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Sec-Fetch-Site", "same-origin")
		request.AddCookie(&http.Cookie{Name: "klynge", Value: token})
		answer := httptest.NewRecorder()
		s.ServeHTTP(answer, request)
		if answer.Code != want {
			t.Fatalf("%s answers %d:\n%s", address, answer.Code, answer.Body)
		}
		return answer.Body.String()
	}
	const note = "Organet er ophørt, og tallene er fra før."
	if page := act("/midler", "", nil); strings.Contains(page, note) {
		t.Error("a body has ended before the reform")
	}
	gerda := func() string {
		t.Helper()
		_, token, err := s.Visitor(t.Context(), "Gerda Holm "+s.Clock().Format("2006"), access.Administrator, "")
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	const reform = "/arbejde/reform/fra-klynger-til-raad"
	act(reform+"/valg", gerda(), url.Values{"hvem": {"alle"}, "udfald": {"transfer"}})
	s.Pass(time.Date(2027, 1, 1, 9, 0, 0, 0, when.Copenhagen).Sub(s.Clock()))
	act(reform+"/gennemfoer", gerda(), url.Values{})

	page := act("/midler", "", nil)
	if got := strings.Count(page, note); got != len(example.Clusters) {
		t.Errorf("%d bodies have ended on the page of the money, want %d", got, len(example.Clusters))
	}
	if council, cluster := strings.Index(page, ">"+example.Councils[0]+"</a></h2>"), strings.Index(page, ">"+example.Clusters[0]+"</a></h2>"); council < 0 || cluster < council {
		t.Errorf("the council stands at %d, the cluster that ended at %d", council, cluster)
	}
	page = act("/", "", nil)
	if !strings.Contains(page, ">"+example.Councils[0]+"</a></h3>") || strings.Contains(page, ">"+example.Clusters[0]+"</a></h3>") {
		t.Error("the front page shows the money of the cluster that ended, or not that of the council")
	}
}

// A body that was founded and has not met says so.
func TestBodyBeforeItsFirstMeeting(t *testing.T) {
	s, err := webtest.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := s.Exec(t.Context(), `INSERT INTO organization (id, slug, name, classification, sector, start_date, created_at)
		VALUES ('nyt', 'nyt-raad', 'Sundhedsråd Åsen', 'council', 'shared', '2026-01-01', 0)`); err != nil {
		t.Fatal(err)
	}
	answer := httptest.NewRecorder()
	s.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/organer/nyt-raad", nil))
	if page := answer.Body.String(); !strings.Contains(page, "Intet møde er holdt eller planlagt endnu") {
		t.Errorf("the page says nothing of meetings:\n%s", page)
	}
}

// A list narrowed to a body that has nothing there says so, and not that the site is
// empty.
func TestListsNarrowedToNothing(t *testing.T) {
	for address, want := range map[string]string{
		"/sager?organ=findes-ikke": "Organet har ingen sager her.", "/indsatser?organ=findes-ikke": "Organet har ingen indsatser her.",
		"/en/sager?organ=findes-ikke": "The body has no matters here.",
	} {
		answer := httptest.NewRecorder()
		running.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, address, nil))
		if page := answer.Body.String(); !strings.Contains(page, want) || strings.Contains(page, "Her kommer") {
			t.Errorf("%s does not say %q", address, want)
		}
	}
}
