// Package site is the public site: what the minutes say, one page for each
// thing a person may look for, in Danish and in English.
//
// All addresses stand in [Site.routes]. A page's handler, its template and its
// test stand side by side: meeting.go, meeting.html, meeting_test.go. A handler
// is made of what it needs, fetches through the Public readers of the nouns,
// which have asked the rule of what the public may see, and shapes one value
// for one template.
package site

import (
	"context"
	"io"
	"log/slog"
	"net/http"

	"klynge/internal/body"
	"klynge/internal/fault"
	"klynge/internal/fund"
	"klynge/internal/initiative"
	"klynge/internal/meeting"
	"klynge/internal/paper"
	"klynge/internal/person"
	"klynge/internal/review"
	"klynge/internal/search"
	"klynge/internal/web"
	"klynge/internal/web/design"
	"klynge/internal/when"
)

// A Searcher finds things in the record.
type Searcher interface {
	Search(ctx context.Context, q search.Query) (search.Results, error)
}

// Originals hold the files as they came, by their SHA-256.
type Originals interface {
	Open(digest string) (io.ReadSeeker, error)
}

// A Site is what the pages are made of.
type Site struct {
	Meetings    *meeting.Public
	Bodies      *body.Public
	People      *person.Public
	Funds       *fund.Public
	Initiatives *initiative.Public
	Papers      *paper.Public
	Originals   Originals
	Search      Searcher
	Doubts      *review.Desk
	Answers     Answers
	Reviewers   *Reviewers
	Ready       func(context.Context) error // nil when the database answers
	Clock       when.Clock
	Log         *slog.Logger
}

// cacheBytes is the most that rendered pages may take: about 2,000 meetings.
const cacheBytes = 48 << 20

// Handler returns the site. Its pages are kept until changed receives.
func (s *Site) Handler(ctx context.Context, changed <-chan struct{}) http.Handler {
	cache := web.NewCache(cacheBytes, s.Clock)
	go cache.Follow(ctx, changed)
	mux := http.NewServeMux()
	for _, r := range s.routes() {
		handler := r.handler
		if r.kept {
			handler = cache.Pages(handler, r.parameters...)
		}
		mux.Handle(r.method+" "+r.pattern, handler)
	}
	return web.Serve(mux, cache, s.failed(), s.Log)
}

// A route is one address. The pages of a kept route are the same for everybody
// and depend on nothing but the record, the day and the parameters named.
type route struct {
	method, pattern string
	handler         http.Handler
	kept            bool
	parameters      []string
}

// routes are all addresses of the site on one screen.
func (s *Site) routes() []route {
	const kept, fresh = true, false
	files := design.Handler()
	return []route{
		{"GET", "/{$}", front(s), kept, nil},
		{"GET", "/moeder", meetings(s), kept, []string{"organ", "aar", "fra"}},
		{"GET", "/moeder/{slug}", showMeeting(s), kept, nil},
		{"GET", "/moeder/{slug}/{anchor}", showItem(s), kept, nil},
		{"GET", "/moeder/{slug}/eftersyn", showFindings(s), kept, nil},
		{"GET", "/moeder/{slug}/kilde", showSource(s), kept, []string{"sti"}},
		{"GET", "/moeder/{slug}/original", original(s), fresh, nil},
		{"GET", "/beslutninger", decisions(s), kept, []string{"fra"}},
		{"GET", "/organer", bodies(s), kept, nil},
		{"GET", "/organer/{slug}", showBody(s), kept, nil},
		{"GET", "/organisationer/{slug}", showBody(s), kept, nil},
		{"GET", "/personer", people(s), kept, []string{"fra"}},
		{"GET", "/personer/{slug}", showPerson(s), kept, []string{"fra"}},
		{"GET", "/indsatser", initiatives(s), kept, []string{"fra", "organ"}},
		{"GET", "/indsatser/{slug}", showInitiative(s), kept, nil},
		{"GET", "/midler", money(s), kept, nil},
		{"GET", "/midler/{slug}", showMoney(s), kept, nil},
		{"GET", "/soeg", find(s), fresh, nil},
		{"GET", "/om", about(s), kept, nil},
		{"GET", "/tilgaengelighed", accessibility(), kept, nil},
		{"GET", "/gennemgang", reviewList(s), fresh, nil},
		{"POST", "/gennemgang/log-ind", reviewEnter(s), fresh, nil},
		{"GET", "/gennemgang/{id}", reviewOne(s), fresh, nil},
		{"POST", "/gennemgang/{id}", reviewSettle(s), fresh, nil},
		{"GET", "/sund", healthy(s), fresh, nil},
		{"GET", "/robots.txt", web.Static("text/plain; charset=utf-8", robots), fresh, nil},
		{"GET", "/favicon.svg", web.Static("image/svg+xml", favicon), fresh, nil},
		{"GET", "/favicon.ico", http.RedirectHandler("/favicon.svg", http.StatusMovedPermanently), fresh, nil},
		{"GET", design.Prefix, files, fresh, nil},
		{"GET", "/", web.Handler(func(http.ResponseWriter, *http.Request) error { return errNoPage }), fresh, nil},
	}
}

var errNoPage = fault.New(fault.Missing, "Der er ingen side på denne adresse.")

const robots = "User-agent: *\nDisallow: /gennemgang\nDisallow: /soeg\n"

const favicon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" fill="#004d99"><circle cx="13" cy="13" r="8"/><circle cx="29" cy="11" r="5"/><circle cx="28" cy="27" r="9"/><circle cx="11" cy="30" r="4"/></svg>`

// healthy answers a supervisor: 200 when the database does.
func healthy(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := s.Ready(r.Context()); err != nil {
			return fault.Because(err, fault.Unavailable, "Databasen svarer ikke.")
		}
		w.Header().Set("Cache-Control", "no-store")
		web.Static("text/plain; charset=utf-8", "ok\n").ServeHTTP(w, r)
		return nil
	})
}
