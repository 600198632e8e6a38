package webtest_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"klynge/internal/db/dbtest"
	"klynge/internal/web/webtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// TestTheSameSiteFromBothEngines reads the examples into SQLite and into
// PostgreSQL and compares every page that a visitor reaches in two steps.
func TestTheSameSiteFromBothEngines(t *testing.T) {
	examples := webtest.Examples("../../../examples")
	open := func(address string) *webtest.Site {
		site, err := webtest.OpenAt(t.Context(), address, t.TempDir(), examples...)
		if err != nil {
			t.Fatalf("open %s: %v", address, err)
		}
		t.Cleanup(func() {
			if err := site.Close(); err != nil {
				t.Errorf("close %s: %v", address, err)
			}
		})
		return site
	}
	sqlite, postgres := open(dbtest.SQLite(t)), open(dbtest.Postgres(t))
	addresses := []string{"/", "/moeder", "/moeder?aar=2024", "/beslutninger", "/organer", "/personer", "/indsatser", "/midler", "/om", "/soeg?q=medicin", "/findes-ikke"}
	for _, from := range slices.Clone(addresses) {
		for _, match := range links.FindAllStringSubmatch(page(t, sqlite, from), -1) {
			if address := match[1]; !slices.Contains(addresses, address) && !strings.HasPrefix(address, "/aktiver") && !strings.HasPrefix(address, "/soeg") {
				addresses = append(addresses, address)
			}
		}
	}
	if len(addresses) < 60 {
		t.Fatalf("found %d pages to compare, want the whole site", len(addresses))
	}
	for _, address := range addresses {
		if one, other := page(t, sqlite, address), page(t, postgres, address); one != other {
			t.Errorf("GET %s: SQLite and PostgreSQL differ:\n%s", address, difference(one, other))
		}
	}
}

var links = regexp.MustCompile(`href="(/[^"#?]*)["#]`)

// page returns the body of a page.
func page(t *testing.T, site http.Handler, address string) string {
	t.Helper()
	answer := httptest.NewRecorder()
	site.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, address, nil))
	if answer.Code >= http.StatusInternalServerError {
		t.Errorf("GET %s: status %d", address, answer.Code)
	}
	return places.ReplaceAllString(answer.Body.String(), "…")
}

// places hold ids, which are made anew each time: where the next page of a list
// begins, and what a feed calls its entries.
var places = regexp.MustCompile(`fra=[^"&]*|<id>[^<]*</id>|UID:[^\r]*`)

// difference returns the first line that differs.
func difference(one, other string) string {
	left, right := strings.Split(one, "\n"), strings.Split(other, "\n")
	for i := range min(len(left), len(right)) {
		if left[i] != right[i] {
			at := 0
			for at < min(len(left[i]), len(right[i])) && left[i][at] == right[i][at] {
				at++
			}
			from := max(0, at-60)
			return left[i][from:min(len(left[i]), at+120)] + "\n" + right[i][from:min(len(right[i]), at+120)]
		}
	}
	return "one is longer"
}
