package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"klynge/internal/when"
)

// A Cache keeps public pages as they were last rendered, and their gzip beside
// them, until the record changes or the day does: pages speak of "coming" and
// "due". A visitor who comes back with the page's ETag gets 304.
//
// It is bounded: pages live in two halves, and when the new half is full the
// old one is forgotten. A page that is asked for again moves to the new half.
type Cache struct {
	half  int // bytes that one half may hold
	clock when.Clock

	mu       sync.RWMutex
	new, old map[string]*kept
	size     int // bytes in new
	changes  uint64
	day      string
}

// kept is one rendered page. Headers are ready to be set without copying.
type kept struct {
	body, packed             []byte
	kind, language, tag      []string
	bodyLength, packedLength []string
}

func (k *kept) size() int { return len(k.body) + len(k.packed) + 512 }

var (
	varyEncoding = []string{"Accept-Encoding"}
	revalidate   = []string{"no-cache"}
	gzipped      = []string{"gzip"}
)

// NewCache returns a cache of at most so many bytes.
func NewCache(bytes int, clock when.Clock) *Cache {
	return &Cache{half: bytes / 2, clock: clock, new: map[string]*kept{}}
}

// Follow forgets every page each time changed receives, until ctx ends.
func (c *Cache) Follow(ctx context.Context, changed <-chan struct{}) {
	tomorrow := time.NewTicker(time.Minute)
	defer tomorrow.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-changed:
			c.Forget()
		case <-tomorrow.C:
			if c.today() != c.dayOf() {
				c.Forget()
			}
		}
	}
}

func (c *Cache) today() string { return c.clock().In(when.Copenhagen).Format(time.DateOnly) }

func (c *Cache) dayOf() string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.day
}

// Forget drops every page.
func (c *Cache) Forget() {
	today := c.today()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.new, c.old, c.size, c.day = map[string]*kept{}, nil, 0, today
	c.changes++
}

// Pages wraps a handler whose pages are the same for everybody. Parameters are
// the ones the page knows; all others are taken away before it is asked, so
// that a stranger cannot fill the cache with copies.
func (c *Cache) Pages(next http.Handler, parameters ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		address := *r.URL
		address.RawQuery = canonical(r.URL.Query(), parameters)
		asked := r.WithContext(r.Context())
		asked.URL = &address
		key := LanguageOf(r).Path(address.Path) + "?" + address.RawQuery
		if page := c.find(key); page != nil {
			page.send(w, r)
			return
		}
		before := c.generation()
		record := &recorder{header: http.Header{}, status: http.StatusOK}
		next.ServeHTTP(record, asked)
		if record.status != http.StatusOK {
			record.copyTo(w)
			return
		}
		page := record.keep()
		c.store(key, page, before)
		page.send(w, r)
	})
}

// canonical writes the known parameters in one order, each once.
func canonical(query url.Values, known []string) string {
	for name, values := range query {
		if !slices.Contains(known, name) || values[0] == "" {
			delete(query, name)
			continue
		}
		query[name] = values[:1]
	}
	return query.Encode()
}

// answer sends a page that is kept under exactly this address.
func (c *Cache) answer(w http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	page := c.find(r.URL.Path + "?" + r.URL.RawQuery)
	if page != nil {
		page.send(w, r)
	}
	return page != nil
}

func (c *Cache) find(key string) *kept {
	c.mu.RLock()
	page, ok := c.new[key]
	waning := c.old[key]
	changes := c.changes
	c.mu.RUnlock()
	if ok || waning == nil {
		return page
	}
	c.store(key, waning, changes)
	return waning
}

func (c *Cache) generation() uint64 {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.changes
}

// store keeps a page, unless the record has changed since it was begun.
func (c *Cache) store(key string, page *kept, begun uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.changes != begun || page.size() > c.half {
		return
	}
	if c.size+page.size() > c.half {
		c.old, c.new, c.size = c.new, map[string]*kept{}, 0
	}
	if _, there := c.new[key]; !there {
		c.size += page.size()
	}
	c.new[key] = page
}

func (k *kept) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h["Cache-Control"] = revalidate
	h["Etag"] = k.tag
	h["Vary"] = varyEncoding
	if seen := r.Header["If-None-Match"]; len(seen) > 0 && strings.Contains(seen[0], k.tag[0]) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h["Content-Type"] = k.kind
	h["Content-Language"] = k.language
	body, length := k.body, k.bodyLength
	if accepted := r.Header["Accept-Encoding"]; len(accepted) > 0 && strings.Contains(accepted[0], "gzip") {
		h["Content-Encoding"] = gzipped
		body, length = k.packed, k.packedLength
	}
	h["Content-Length"] = length
	if r.Method == http.MethodHead {
		return
	}
	// A reader that went away has no use for the error.
	_, _ = w.Write(body)
}

// A recorder holds a response until it is known to be whole.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }

func (r *recorder) copyTo(w http.ResponseWriter) {
	for name, values := range r.header {
		w.Header()[name] = values
	}
	w.WriteHeader(r.status)
	// A reader that went away has no use for the error.
	_, _ = w.Write(r.body.Bytes())
}

func (r *recorder) keep() *kept {
	body := r.body.Bytes()
	sum := sha256.Sum256(body)
	var packed bytes.Buffer
	// Neither writing to memory nor this level can fail.
	packer, _ := gzip.NewWriterLevel(&packed, gzip.DefaultCompression)
	_, _ = packer.Write(body)
	_ = packer.Close()
	return &kept{
		body: body, packed: packed.Bytes(),
		// Weak, because one tag serves the page both packed and plain (RFC 9110, 8.8.1).
		tag:          []string{`W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`},
		kind:         r.header["Content-Type"],
		language:     r.header["Content-Language"],
		bodyLength:   []string{strconv.Itoa(len(body))},
		packedLength: []string{strconv.Itoa(packed.Len())},
	}
}
