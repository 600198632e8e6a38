package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"mime"
	"net/http"
	"net/url"
	"time"

	"klynge/internal/fault"
	"klynge/internal/initiative"
	"klynge/internal/meeting"
	"klynge/internal/person"
	"klynge/internal/search"
	"klynge/internal/web"
)

// Renderings write what the pages show as files for paper and for other
// programs. They are given what the Public readers return, as the pages are.
type Renderings struct {
	PDF, DOCX   func(w io.Writer, d meeting.Detail) error
	Calendar    func(w io.Writer, origin, name string, events []meeting.Event) error
	Decisions   func(w io.Writer, list []meeting.Decision) error
	DecisionsOf func(w io.Writer, id, slug, name string, list []meeting.Decision) error
	Person      func(w io.Writer, d person.Detail) error
	Initiative  func(w io.Writer, t initiative.Told) error
	Search      func(w io.Writer, question string, asked url.Values, found search.Results) error
}

const (
	mediaPDF      = "application/pdf"
	mediaDOCX     = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	mediaCalendar = "text/calendar; charset=utf-8"
	mediaAtom     = "application/atom+xml; charset=utf-8"
)

// printed hands out a meeting as a file to print or to work on.
func printed(s *Site, write func(io.Writer, meeting.Detail) error, mediaType, ending string) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		d, err := s.Meetings.BySlug(r.Context(), r.PathValue("slug"))
		if err != nil {
			return err
		}
		w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": d.Slug + ending}))
		return send(w, r, mediaType, func(w io.Writer) error { return write(w, d) })
	})
}

// calendar hands out the meetings of a body for a calendar to subscribe to.
func calendar(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		d, err := s.Bodies.BySlug(r.Context(), r.PathValue("slug"))
		if err != nil {
			return err
		}
		events, err := s.eventsOf(r, d.Organization)
		if err != nil {
			return err
		}
		return send(w, r, mediaCalendar, func(w io.Writer) error { return s.Renderings.Calendar(w, origin(r), d.Name, events) })
	})
}

// origin returns where the visitor reached the site. It is only told back to the
// same visitor, so nothing rests on its being true.
func origin(r *http.Request) string {
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func decisionsFeed(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		list, _, err := s.Meetings.Decisions(r.Context(), "", pageLength)
		if err != nil {
			return err
		}
		return send(w, r, mediaAtom, func(w io.Writer) error { return s.Renderings.Decisions(w, list) })
	})
}

func bodyFeed(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		d, err := s.Bodies.BySlug(r.Context(), r.PathValue("slug"))
		if err != nil {
			return err
		}
		list, err := s.decisionsOf(r, d.Organization)
		if err != nil {
			return err
		}
		return send(w, r, mediaAtom, func(w io.Writer) error { return s.Renderings.DecisionsOf(w, d.ID, d.Slug, d.Name, list) })
	})
}

func personFeed(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		d, err := s.People.BySlug(r.Context(), r.PathValue("slug"), "", pageLength)
		if err != nil {
			return err
		}
		return send(w, r, mediaAtom, func(w io.Writer) error { return s.Renderings.Person(w, d) })
	})
}

func initiativeFeed(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		t, err := s.Initiatives.BySlug(r.Context(), r.PathValue("slug"))
		if err != nil {
			return err
		}
		return send(w, r, mediaAtom, func(w io.Writer) error { return s.Renderings.Initiative(w, t) })
	})
}

// searchFeed hands out the newest hits of a search.
func searchFeed(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		v := asked(r)
		if v.Asked == "" {
			return fault.New(fault.Invalid, "Adressen siger ikke, hvad der skal søges efter. Søg på siden, og vælg “Følg søgningen”.")
		}
		v.Query.Sort, v.Query.After, v.Query.Limit, v.Query.Counts = search.Newest, "", pageLength, false
		found, err := s.Search.Search(r.Context(), v.Query)
		if err != nil {
			return err
		}
		cover(found.Hits)
		return send(w, r, mediaAtom, func(w io.Writer) error { return s.Renderings.Search(w, v.Asked, v.question(), found) })
	})
}

// send writes a rendering whole, or nothing. Its tag is a digest, so that who has
// it already is not sent it again.
func send(w http.ResponseWriter, r *http.Request, mediaType string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	sum := sha256.Sum256(b.Bytes())
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Language", web.Danish.Code())
	h.Set("Cache-Control", "no-cache")
	h.Set("Etag", `"`+base64.RawURLEncoding.EncodeToString(sum[:12])+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b.Bytes()))
	return nil
}
