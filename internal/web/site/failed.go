package site

import (
	"context"
	_ "embed"
	"errors"
	"net/http"
	"path"
	"strings"

	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/meeting"
	"klynge/internal/web"
)

//go:embed failed.html
var failedHTML string

var failedPage = page[failedView](failedHTML)

// A failedView tells what happened, and helps on.
type failedView struct {
	Missing bool
	Say     string // what a person may read of the error, in Danish
	Words   string // of the address, to search for
	Near    []meeting.Listed
	Gone    *grave // it was here, and was withdrawn
}

// failed makes the page of an error, once, at the edge. A missing page may have
// moved; else it gets a search for the words of the address and the meetings
// whose addresses look like it.
func (s *Site) failed() web.ErrorPage {
	return func(w http.ResponseWriter, r *http.Request, err error) {
		ctx, kind := r.Context(), fault.KindOf(err)
		if errors.Is(err, context.Canceled) {
			return // nobody is there to read it
		}
		v := failedView{Say: fault.Sentence(err), Missing: kind == fault.Missing}
		if kind == fault.Internal || kind == fault.Unavailable {
			s.Log.ErrorContext(ctx, "a page failed", "path", r.URL.Path, "error", err)
		}
		status, asked := kind.Status(), r.Method == http.MethodGet || r.Method == http.MethodHead
		if v.Missing && asked {
			if t := s.buried(ctx, r.URL.Path); t != nil {
				g := graveOf(*t)
				v.Gone, v.Missing, status = &g, false, http.StatusGone
			}
		}
		if v.Missing && asked {
			if to, err := s.Meetings.Moved(ctx, r.URL.Path); err == nil && to != "" {
				http.Redirect(w, r, web.LanguageOf(r).Path(to), http.StatusMovedPermanently)
				return
			}
			v.help(ctx, s, r.URL.Path)
		}
		w.Header().Set("Cache-Control", "no-store")
		if err := failedPage.RenderStatus(w, r, status, v); err != nil {
			s.Log.ErrorContext(ctx, "the error page failed", "path", r.URL.Path, "error", err)
			http.Error(w, v.Say, status)
		}
	}
}

// help finds what the address may have meant.
func (v *failedView) help(ctx context.Context, s *Site, address string) {
	last := strings.TrimSuffix(path.Base(address), path.Ext(address))
	slug := id.Slug(last)
	v.Words = clipped(strings.Trim(strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r >= '0' && r <= '9' || r == '/' {
			return ' '
		}
		return r
	}, last), " ."))
	for _, length := range []int{len(slug), 10, 7} {
		if length > len(slug) || length < 4 || slug[0] < '0' || slug[0] > '9' {
			continue
		}
		// The page helps as far as it can: without the list it still searches.
		near, err := s.Meetings.Slugs(ctx, slug[:length], 5)
		if err != nil || len(near) > 0 {
			v.Near = near
			return
		}
	}
}
