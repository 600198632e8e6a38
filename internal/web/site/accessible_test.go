package site_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"klynge/internal/web/webtest"
)

// R39: what is published is HTML first, in its language, with one main heading,
// table headers that say what they head, and a text for every picture. The
// browser test holds the pages against axe as well.
func TestR39PublishedPagesAreHTMLFirst(t *testing.T) {
	s, err := webtest.Open(t.Context(), t.TempDir(), "../../../examples/Referat Politisk klynge 19-11-2024.docx")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	heads, images := regexp.MustCompile(`<th\b[^>]*>`), regexp.MustCompile(`<img\b[^>]*>`)
	for address, language := range map[string]string{
		"/moeder/2024-11-19-sundhedsklynge-fjorden": "da", "/en/moeder/2024-11-19-sundhedsklynge-fjorden": "en", "/moedeplan?aar=2024": "da", "/midler": "da", "/moeder": "da",
	} {
		answer := httptest.NewRecorder()
		s.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, address, nil))
		page := answer.Body.String()
		if answer.Code != http.StatusOK || !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") {
			t.Errorf("GET %s: status %d, type %q, want a page", address, answer.Code, answer.Header().Get("Content-Type"))
		}
		if !strings.Contains(page, `<html lang="`+language+`">`) || strings.Count(page, "<h1") != 1 {
			t.Errorf("GET %s: want the language %s and one main heading, got %d", address, language, strings.Count(page, "<h1"))
		}
		for _, tag := range heads.FindAllString(page, -1) {
			if !strings.Contains(tag, "scope=") {
				t.Errorf("GET %s: %s does not say what it heads", address, tag)
			}
		}
		for _, tag := range images.FindAllString(page, -1) {
			if !strings.Contains(tag, "alt=") {
				t.Errorf("GET %s: %s has no text", address, tag)
			}
		}
	}
}
