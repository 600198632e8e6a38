// Package site is the public site: what the minutes say, one page for each
// thing a person may look for, in Danish and in English.
//
// All addresses stand in [Site.routes] (routes.go). A page's handler, its template and its
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
	"klynge/internal/agenda"
	"klynge/internal/body"
	"klynge/internal/decision"
	"klynge/internal/fault"
	"klynge/internal/fund"
	"klynge/internal/initiative"
	"klynge/internal/meeting"
	"klynge/internal/paper"
	"klynge/internal/person"
	"klynge/internal/review"
	"klynge/internal/search"
	"klynge/internal/statement"
	"klynge/internal/web"
	"klynge/internal/web/agendas"
	"klynge/internal/web/approval"
	"klynge/internal/web/backlog"
	"klynge/internal/web/followup"
	"klynge/internal/web/hearing"
	indicatorpages "klynge/internal/web/indicator"
	initiativepages "klynge/internal/web/initiative"
	"klynge/internal/web/invite"
	ledgerpages "klynge/internal/web/ledger"
	"klynge/internal/web/live"
	"klynge/internal/web/mapping"
	matterpages "klynge/internal/web/matter"
	"klynge/internal/web/planning"
	"klynge/internal/web/publish"
	reportpages "klynge/internal/web/report"
	"klynge/internal/web/roundup"
	"klynge/internal/web/signin"
	"klynge/internal/web/sitting"
	"klynge/internal/web/subscribe"
	"klynge/internal/web/succession"
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
	Publish     *publish.Pages
	Renderings  Renderings
	Places      *agenda.Places
	Invite      *invite.Pages
	Agendas     *agendas.Pages
	Planning    *planning.Pages
	Leading     *initiativepages.Pages
	Measures    *indicatorpages.Pages
	Reports     *reportpages.Pages
	Backlog     *backlog.Pages
	Approval    *approval.Pages
	Sitting     *sitting.Pages
	Live        *live.Pages
	Desk        *followup.Pages
	Hearing     *hearing.Pages
	Fates       *decision.Public
	Accounts    *ledgerpages.Pages
	Roundups    *roundup.Pages
	Mappings    *mapping.Pages
	Matters     *matterpages.Pages
	Statement   *statement.Store
	Reforms     *succession.Pages
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
	s.Publish.Forget, s.Measures.Forget = cache.Forget, cache.Forget
	go s.Live.Run(ctx)
	mux := http.NewServeMux()
	s.SignIn.Replay = mux
	for _, r := range s.routes() {
		handler := s.SignIn.Guard(r.needs, r.of, s.Reforms.Still(r.pattern, r.of, r.handler))
		if r.kept && r.needs == access.Public {
			handler = cache.Pages(handler, r.parameters...)
		}
		mux.Handle(r.method+" "+r.pattern, handler)
	}
	return web.Serve(mux, cache, s.failed(), s.Log)
}

var errNoPage = fault.New(fault.Missing, "Der er ingen side på denne adresse.")

const robots = "User-agent: *\nDisallow: /gennemgang\nDisallow: /soeg\nDisallow: /foelg\nDisallow: /log-ind\nDisallow: /velkomst\nDisallow: /konto\nDisallow: /adgang\nDisallow: /svar\nDisallow: /datoer\nDisallow: /kalender\nDisallow: /skrivebord\nDisallow: /opfoelgning\nDisallow: /status\nDisallow: /hoering/\nDisallow: /hoeringsnotat\nDisallow: /opsamling/\nDisallow: /arbejde\n"

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
