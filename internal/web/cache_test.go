package web

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func noon() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

// counting returns a handler that writes how often it was asked.
func counting(n *int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*n++
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprintf(w, "%d %s", *n, r.URL.RawQuery)
	})
}

func ask(h http.Handler, address string) string {
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, address, nil))
	return answer.Body.String()
}

func TestCacheKeepsOnePageForOneQuestion(t *testing.T) {
	var n int
	pages := NewCache(1<<20, noon).Pages(counting(&n), "aar", "fra")
	for _, tt := range []struct{ address, want string }{
		{"/moeder", "1 "},
		{"/moeder", "1 "},
		{"/moeder?utm_source=mail&x=1", "1 "}, // what the page does not know makes no copy
		{"/moeder?fra=a&aar=2024", "2 aar=2024&fra=a"},
		{"/moeder?aar=2024&fra=a&aar=2023", "2 aar=2024&fra=a"},
		{"/moeder?aar=", "1 "},
	} {
		if got := ask(pages, tt.address); got != tt.want {
			t.Errorf("GET %s = %q, want %q", tt.address, got, tt.want)
		}
	}
}

func TestCacheForgets(t *testing.T) {
	var n int
	cache := NewCache(1<<20, noon)
	pages := cache.Pages(counting(&n))
	ask(pages, "/")
	cache.Forget()
	if got := ask(pages, "/"); got != "2 " {
		t.Errorf("GET / after Forget = %q, want a new page", got)
	}
}

// A page that was begun before a change must not be kept after it.
func TestCacheDoesNotKeepWhatIsOld(t *testing.T) {
	cache := NewCache(1<<20, noon)
	value := "old"
	pages := cache.Pages(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		read := value
		if value == "old" { // the record changes while the page is made
			value = "new"
			cache.Forget()
		}
		// Writing to a recorder cannot fail.
		_, _ = io.WriteString(w, read)
	}))
	if got := ask(pages, "/"); got != "old" {
		t.Fatalf("GET / = %q, want old", got)
	}
	if got := ask(pages, "/"); got != "new" {
		t.Errorf("GET / after the change = %q, want new", got)
	}
}

func TestCacheIsBounded(t *testing.T) {
	const most = 64 << 10
	cache := NewCache(most, noon)
	pages := cache.Pages(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat(r.URL.Path, 200))
	}))
	for i := range 1000 {
		ask(pages, fmt.Sprintf("/%06d", i))
	}
	held := 0
	for _, half := range []map[string]*kept{cache.new, cache.old} {
		for _, page := range half {
			held += page.size()
		}
	}
	if held > most || held == 0 {
		t.Errorf("after 1000 pages the cache holds %d bytes, want 1 to %d", held, most)
	}
}

func TestCacheDoesNotKeepFailures(t *testing.T) {
	var n int
	pages := NewCache(1<<20, noon).Pages(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n++
		w.WriteHeader(http.StatusNotFound)
	}))
	ask(pages, "/")
	if ask(pages, "/"); n != 2 {
		t.Errorf("a missing page was made %d times for 2 visits, want 2", n)
	}
}

// BenchmarkKept and BenchmarkBytes are one page from the cache and the same
// bytes from a handler that does nothing else, over 32 connections.
func BenchmarkKept(b *testing.B) {
	cache := NewCache(1<<20, noon)
	fail := func(w http.ResponseWriter, _ *http.Request, err error) {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /moeder/{slug}", cache.Pages(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, sample)
	})))
	load(b, Serve(mux, cache, fail, nil))
}

func BenchmarkBytes(b *testing.B) {
	load(b, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, sample)
	}))
}

var sample = strings.Repeat("<p>Sundhedsklynge Fjorden afsatte 1.710.000 kr. til en dagklinik.</p>\n", 400)

func load(b *testing.B, handler http.Handler) {
	server := httptest.NewServer(handler)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32, DisableCompression: true}}
	b.SetParallelism(16) // times two processors
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			answer, err := client.Get(server.URL + "/moeder/2024-11-19-sundhedsklynge-fjorden")
			if err != nil {
				b.Error(err)
				return
			}
			if n, err := io.Copy(io.Discard, answer.Body); err != nil || n != int64(len(sample)) {
				b.Errorf("read %d bytes: %v", n, err)
			}
			if err := answer.Body.Close(); err != nil {
				b.Error(err)
			}
		}
	})
}
