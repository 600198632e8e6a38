package site_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"klynge/internal/web/webtest"
)

func TestRenderings(t *testing.T) { webtest.Run(t, running, nil, "testdata/renderings.txt") }

// TestRenderingIsNotSentTwice: who has the file as it is gets 304, from the
// handler and from the cache.
func TestRenderingIsNotSentTwice(t *testing.T) {
	for _, address := range []string{
		"/moeder/2024-11-19-sundhedsklynge-fjorden/referat.pdf", "/organer/politisk-sundhedsklynge-fjorden/kalender.ics", "/beslutninger.atom",
	} {
		first := httptest.NewRecorder()
		running.ServeHTTP(first, httptest.NewRequest(http.MethodGet, address, nil))
		again := httptest.NewRequest(http.MethodGet, address, nil)
		again.Header.Set("If-None-Match", first.Header().Get("Etag"))
		second := httptest.NewRecorder()
		running.ServeHTTP(second, again)
		if first.Code != http.StatusOK || second.Code != http.StatusNotModified || second.Body.Len() > 0 {
			t.Errorf("GET %s twice: status %d, then %d with %d bytes; want 200, then 304 and none", address, first.Code, second.Code, second.Body.Len())
		}
	}
}
