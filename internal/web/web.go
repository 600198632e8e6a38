// Package web turns requests into pages.
//
// A page is one Go type and one template; [MustPage] joins them when the
// program starts, in Danish and in English. A handler fetches, and returns an
// error when it cannot:
//
//	func Show(meetings *meeting.Store) http.Handler {
//		return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
//			found, err := meetings.BySlug(r.Context(), r.PathValue("slug"))
//			if err != nil {
//				return err
//			}
//			return showPage.Render(w, r, found)
//		})
//	}
//
// [Serve] is the edge around all handlers: it tells the language from the
// address, guards against other sites, and makes a page of every error. A
// public page is rendered once per change of the record and not per visit: see
// [Cache].
package web

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"
)

// A Handler answers a request or returns why it cannot. It must not have
// written anything when it returns an error; [Page.Render] sees to that.
type Handler func(w http.ResponseWriter, r *http.Request) error

func (h Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := h(w, r); err != nil {
		Fail(w, r, err)
	}
}

// An ErrorPage answers a request that failed.
type ErrorPage func(w http.ResponseWriter, r *http.Request, err error)

// Fail answers a request with the page for an error.
func Fail(w http.ResponseWriter, r *http.Request, err error) {
	visitOf(r).fail(w, r, err)
}

// A visit is what the edge knows of a request.
type visit struct {
	language Language
	fail     ErrorPage
	visitor  string
	notice   *Notice
}

// A Notice stands above a page that somebody may read and nobody can change, and
// leads to where the work goes on.
type Notice struct {
	Text  string // in the language of the request
	Links []NoticeLink
}

// A NoticeLink leads on, by a name of the record.
type NoticeLink struct{ Name, Path string }

// WithNotice returns a request whose page has a notice above it.
func WithNotice(r *http.Request, n Notice) *http.Request {
	v := visitOf(r)
	v.notice = &n
	return r.WithContext(context.WithValue(r.Context(), visitKey{}, v))
}

type visitKey struct{}

func visitOf(r *http.Request) visit {
	if v, ok := r.Context().Value(visitKey{}).(visit); ok {
		return v
	}
	return visit{fail: func(w http.ResponseWriter, _ *http.Request, err error) {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}}
}

// WithVisitor returns the request of somebody who is signed in, whose name is
// on the page. A page that is kept must not know it.
func WithVisitor(r *http.Request, name string) *http.Request {
	v := visitOf(r)
	v.visitor = name
	return r.WithContext(context.WithValue(r.Context(), visitKey{}, v))
}

// Serve puts the edge around the handler of all pages. The handler sees
// addresses without the prefix of the language.
func Serve(pages http.Handler, cache *Cache, fail ErrorPage, log *slog.Logger) http.Handler {
	guarded := http.NewCrossOriginProtection()
	guarded.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fail(w, r, errForeign)
	}))
	inner := guarded.Handler(pages)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secure(w.Header())
		if cache.answer(w, r) {
			return
		}
		language, path := split(r.URL.Path)
		ctx := context.WithValue(r.Context(), visitKey{}, visit{language: language, fail: fail})
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		r = r.WithContext(ctx)
		if path != r.URL.Path {
			address := *r.URL
			address.Path, address.RawPath = path, ""
			r.URL = &address
		}
		defer func() {
			if cause := recover(); cause != nil {
				if cause == http.ErrAbortHandler {
					panic(cause)
				}
				log.ErrorContext(ctx, "a page panicked", "path", path, "cause", cause)
				fail(w, r, errPanic)
			}
		}()
		inner.ServeHTTP(w, r)
	})
}

// patience is how long one page may take to make.
const patience = 20 * time.Second

// secure sets the headers that keep a page to itself: nothing is fetched from
// elsewhere, nobody frames it, and no type is guessed.
func secure(h http.Header) {
	h["Content-Security-Policy"] = policy
	h["X-Content-Type-Options"] = nosniff
	h["Referrer-Policy"] = referrer
	h["Cross-Origin-Opener-Policy"] = sameOrigin
	h["Permissions-Policy"] = permissions
}

// The values are shared between responses and never changed.
var (
	policy = []string{"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"}
	nosniff     = []string{"nosniff"}
	referrer    = []string{"same-origin"}
	sameOrigin  = []string{"same-origin"}
	permissions = []string{"camera=(), microphone=(), geolocation=()"}
)

// NewServer returns a server with limits on how long a visitor may take.
func NewServer(ctx context.Context, handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      60 * time.Second, // an original of 60 MB on a slow line
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		BaseContext:       func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
}

// Static returns a handler that always answers with the same bytes.
func Static(mediaType, text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", mediaType)
		w.Header().Set("Cache-Control", "public, max-age=86400")
		// A reader that went away has no use for the error.
		_, _ = strings.NewReader(text).WriteTo(w)
	})
}
