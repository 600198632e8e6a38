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

	"klynge/internal/access"
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
	"klynge/internal/web/signin"
	"klynge/internal/web/subscribe"
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
	SignIn      *signin.Pages
	Follow      *subscribe.Pages
	Renderings  Renderings
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
	s.SignIn.Replay = mux
	for _, r := range s.routes() {
		handler := s.SignIn.Guard(r.needs, r.of, r.handler)
		if r.kept && r.needs == access.Public {
			handler = cache.Pages(handler, r.parameters...)
		}
		mux.Handle(r.method+" "+r.pattern, handler)
	}
	return web.Serve(mux, cache, s.failed(), s.Log)
}

// A route is one address, with what it needs of its visitor: of a body when of
// finds one, else of the whole installation. The pages of a kept route are the
// same for everybody and depend on nothing but the record, the day and the
// parameters named; only a public page is kept.
type route struct {
	method, pattern string
	needs           access.Need
	of              signin.BodyOf
	handler         http.Handler
	kept            bool
	parameters      []string
}

// routes are all addresses of the site on one screen. The guard of package
// signin holds each visitor against it before the handler is asked.
func (s *Site) routes() []route {
	const kept, fresh = true, false
	public, account, files, in, follow := access.Public, access.SignedIn, design.Handler(), s.SignIn, s.Follow
	review, manage, audit := access.Needs(access.Review), access.Needs(access.ManageAccess), access.Needs(access.ReadEvents)
	return []route{
		{"GET", "/{$}", public, nil, front(s), kept, nil},
		{"GET", "/moeder", public, nil, meetings(s), kept, []string{"organ", "aar", "fra"}},
		{"GET", "/moeder/{slug}", public, nil, showMeeting(s), kept, nil},
		{"GET", "/moeder/{slug}/{anchor}", public, nil, showItem(s), kept, nil},
		{"GET", "/moeder/{slug}/eftersyn", public, nil, showFindings(s), kept, nil},
		{"GET", "/moeder/{slug}/kilde", public, nil, showSource(s), kept, []string{"sti"}},
		{"GET", "/moeder/{slug}/original", public, nil, original(s), fresh, nil},
		{"GET", "/moeder/{slug}/referat.pdf", public, nil, printed(s, s.Renderings.PDF, mediaPDF, ".pdf"), fresh, nil},
		{"GET", "/moeder/{slug}/referat.docx", public, nil, printed(s, s.Renderings.DOCX, mediaDOCX, ".docx"), fresh, nil},
		{"GET", "/beslutninger", public, nil, decisions(s), kept, []string{"fra"}},
		{"GET", "/beslutninger.atom", public, nil, decisionsFeed(s), kept, nil},
		{"GET", "/organer", public, nil, bodies(s), kept, nil},
		{"GET", "/organer/{slug}", public, nil, showBody(s), kept, nil},
		{"GET", "/organer/{slug}/kalender.ics", public, nil, calendar(s), fresh, nil},
		{"GET", "/organer/{slug}/beslutninger.atom", public, nil, bodyFeed(s), kept, nil},
		{"GET", "/organisationer/{slug}", public, nil, showBody(s), kept, nil},
		{"GET", "/personer", public, nil, people(s), kept, []string{"fra"}},
		{"GET", "/personer/{slug}", public, nil, showPerson(s), kept, []string{"fra"}},
		{"GET", "/personer/{slug}/moeder.atom", public, nil, personFeed(s), kept, nil},
		{"GET", "/indsatser", public, nil, initiatives(s), kept, []string{"fra", "organ"}},
		{"GET", "/indsatser/{slug}", public, nil, showInitiative(s), kept, nil},
		{"GET", "/indsatser/{slug}/nyt.atom", public, nil, initiativeFeed(s), kept, nil},
		{"GET", "/midler", public, nil, money(s), kept, nil},
		{"GET", "/midler/{slug}", public, nil, showMoney(s), kept, nil},
		{"GET", "/soeg", public, nil, find(s), fresh, nil},
		{"GET", "/soeg.atom", public, nil, searchFeed(s), fresh, nil},
		{"GET", "/foelg", public, nil, follow.Show(), fresh, nil},
		{"POST", "/foelg", public, nil, follow.Ask(), fresh, nil},
		{"GET", "/foelg/{token}", public, nil, follow.Open(), fresh, nil},
		{"POST", "/foelg/{token}", public, nil, follow.Change(), fresh, nil},
		{"GET", "/foelg/{token}/afmeld", public, nil, follow.ShowEnd(), fresh, nil},
		{"POST", "/foelg/{token}/afmeld", public, nil, follow.End(), fresh, nil},
		{"GET", "/om", public, nil, about(s), kept, nil},
		{"GET", "/tilgaengelighed", public, nil, accessibility(), kept, nil},
		{"GET", "/gennemgang", review, nil, reviewList(s), fresh, nil},
		{"GET", "/gennemgang/{id}", review, nil, reviewOne(s), fresh, nil},
		{"POST", "/gennemgang/{id}", review, nil, reviewSettle(s), fresh, nil},
		{"GET", "/log-ind", public, nil, in.ShowLogin(), fresh, nil},
		{"POST", "/log-ind", public, nil, in.Login(), fresh, nil},
		{"POST", "/log-ud", public, nil, in.Logout(), fresh, nil},
		{"POST", "/log-ind/passkey/begynd", public, nil, in.BeginPasskey(), fresh, nil},
		{"POST", "/log-ind/passkey", public, nil, in.Passkey(), fresh, nil},
		{"GET", "/log-ind/faelles", public, nil, in.GoToProvider(), fresh, nil},
		{"GET", signin.CallbackPath, public, nil, in.FromProvider(), fresh, nil},
		{"GET", "/velkomst/{token}", public, nil, in.ShowWelcome(), fresh, nil},
		{"POST", "/velkomst/{token}", public, nil, in.Welcome(), fresh, nil},
		{"POST", "/velkomst/{token}/passkey/begynd", public, nil, in.BeginWelcomePasskey(), fresh, nil},
		{"POST", "/velkomst/{token}/passkey", public, nil, in.WelcomePasskey(), fresh, nil},
		{"GET", "/konto", account, nil, in.ShowAccount(), fresh, nil},
		{"POST", "/konto/kode", account, nil, in.ChangePassword(), fresh, nil},
		{"POST", "/konto/sessioner/{session}", account, nil, in.EndSession(), fresh, nil},
		{"POST", "/konto/passkeys/{noegle}", account, nil, in.RemovePasskey(), fresh, nil},
		{"POST", "/konto/passkey/begynd", account, nil, in.BeginAddPasskey(), fresh, nil},
		{"POST", "/konto/passkey", account, nil, in.AddPasskey(), fresh, nil},
		{"GET", "/adgang", manage, nil, in.Manage(), fresh, nil},
		{"POST", "/adgang", manage, nil, in.Invite(), fresh, nil},
		{"GET", "/adgang/haendelser", audit, nil, in.Events(), fresh, nil},
		{"GET", "/adgang/{konto}", manage, nil, in.Managed(), fresh, nil},
		{"POST", "/adgang/{konto}", manage, nil, in.Change(), fresh, nil},
		{"GET", "/sund", public, nil, healthy(s), fresh, nil},
		{"GET", "/robots.txt", public, nil, web.Static("text/plain; charset=utf-8", robots), fresh, nil},
		{"GET", "/favicon.svg", public, nil, web.Static("image/svg+xml", favicon), fresh, nil},
		{"GET", "/favicon.ico", public, nil, http.RedirectHandler("/favicon.svg", http.StatusMovedPermanently), fresh, nil},
		{"GET", design.Prefix, public, nil, files, fresh, nil},
		{"GET", "/", public, nil, web.Handler(func(http.ResponseWriter, *http.Request) error { return errNoPage }), fresh, nil},
	}
}

var errNoPage = fault.New(fault.Missing, "Der er ingen side på denne adresse.")

const robots = "User-agent: *\nDisallow: /gennemgang\nDisallow: /soeg\nDisallow: /foelg\nDisallow: /log-ind\nDisallow: /velkomst\nDisallow: /konto\nDisallow: /adgang\n"

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
