package site

import (
	"context"
	"mime"
	"net/http"
	"strings"
	"time"

	"klynge/internal/fault"
	"klynge/internal/meeting"
	"klynge/internal/publication"
	"klynge/internal/web"
)

// attachment hands out a published attachment. It is saved and not shown: nothing
// that somebody handed in runs on the site.
func attachment(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		f, err := s.Meetings.File(r.Context(), r.PathValue("fil"))
		if err != nil {
			return err
		}
		file, err := s.Originals.Open(f.Digest)
		if fault.Is(err, fault.Missing) {
			return fault.Because(err, fault.Unavailable, "Filen kan ikke hentes lige nu. Prøv igen senere.")
		}
		if err != nil {
			return err
		}
		h := w.Header()
		h.Set("Content-Type", handedOut(f.MediaType))
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.FileName}))
		h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
		h.Set("Cache-Control", "no-cache")
		h.Set("Etag", `"`+f.Digest+`"`)
		http.ServeContent(w, r, "", time.Time{}, file)
		return nil
	})
}

// handedOut is the type under which a file is handed out. What a browser might run
// is handed out as bytes.
func handedOut(mediaType string) string {
	for _, family := range []string{"application/pdf", "application/vnd.", "image/png", "image/jpeg", "image/gif", "image/tiff", "text/plain", "text/csv"} {
		if strings.HasPrefix(mediaType, family) {
			return mediaType
		}
	}
	return "application/octet-stream"
}

// buried returns what was withdrawn at an address or at the meeting or file that
// it is below, nil when nothing was.
func (s *Site) buried(ctx context.Context, address string) *meeting.Tombstone {
	parts := strings.SplitN(strings.TrimPrefix(address, "/"), "/", 3)
	if len(parts) < 2 || parts[0] != "moeder" && parts[0] != "bilag" {
		return nil
	}
	// A page that cannot ask says that there is no page, which is true as well.
	list, err := s.Meetings.Tombstones(ctx, "/"+parts[0]+"/"+parts[1])
	if err != nil || len(list) == 0 {
		return nil
	}
	return &list[0]
}

// A grave is a tombstone in words.
type grave struct {
	Say, Class string
	ID         string
	At         time.Time
}

func graveOf(t meeting.Tombstone) grave {
	return grave{withdrawnWords[t.Kind], publication.Class(t.Class).Danish(), t.ID, t.At}
}

// withdrawnWords say what was withdrawn.
var withdrawnWords = map[string]string{
	"minutes": "Referatet er trukket tilbage.", "agenda": "Dagsordenen er trukket tilbage.", "file": "Bilaget er trukket tilbage.",
}
