package hearing

import (
	"errors"
	"fmt"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"strconv"
	"time"

	"klynge/internal/attachment"
	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/hearing"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

const (
	mostUploaded = 26 << 20 // bytes of a form with a file
	inMemory     = 4 << 20  // bytes of it; the rest waits in a file
	patience     = 5 * time.Minute
)

// size says a number of bytes as people do: "2 MB".
func size(n int64) string {
	if n < 1<<20 {
		return danish.Count(int((n+1023)>>10), "kB", "kB")
	}
	return danish.Count(int((n+1<<19)>>20), "MB", "MB")
}

// upload reads a form with a file in a field. A form without one gives an upload
// without a name.
func upload(w http.ResponseWriter, r *http.Request, field string) (u attachment.Upload, close func(), err error) {
	close = func() {}
	// A page has seconds; a file on a slow line has minutes. Where deadlines cannot
	// be set there are none.
	control := http.NewResponseController(w)
	_, _ = control.SetReadDeadline(time.Now().Add(patience)), control.SetWriteDeadline(time.Now().Add(patience))
	r.Body = http.MaxBytesReader(w, r.Body, mostUploaded)
	if err := r.ParseMultipartForm(inMemory); err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return u, close, fault.New(fault.TooLarge, "Filen er større end 25 MB. Intet er gemt. Gør den mindre, eller del den.")
		}
		return u, close, fault.Because(err, fault.Invalid, "Formularen kan ikke læses. Intet er gemt. Gå tilbage, og prøv igen.")
	}
	var file multipart.File
	file, head, err := r.FormFile(field)
	if errors.Is(err, http.ErrMissingFile) {
		return u, close, fault.New(fault.Invalid, "Vælg en fil først. Intet er gemt.")
	}
	if err != nil {
		return u, close, fault.Because(err, fault.Invalid, "Filen kan ikke læses. Intet er gemt. Prøv igen.")
	}
	close = func() {
		// What was read is read; a file that will not close or go is the system's to tell of.
		_ = file.Close()
		_ = r.MultipartForm.RemoveAll()
	}
	return attachment.Upload{Name: head.Filename, Bytes: file}, close, nil
}

// AddFile gives a hearing a paper with its file.
func (p *Pages) AddFile() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		id := r.PathValue("hoering")
		if _, err := p.Hearings.Find(r.Context(), signin.Who(r), id); err != nil {
			return err
		}
		u, done, err := upload(w, r, "fil")
		defer done()
		var paper hearing.Paper
		if err == nil {
			paper, err = p.Hearings.AttachFile(r.Context(), signin.Who(r), id, r.PostForm.Get("navn"), u)
		}
		if refused, shown := wrong(err); shown {
			return p.show(w, r, refused)
		}
		if err != nil {
			return err
		}
		sentence := web.LanguageOf(r).Say("Bilaget %s er lagt op.", "“"+paper.Name+"”")
		if len(paper.File.Doubts) > 0 {
			sentence += " " + web.LanguageOf(r).Say("Se efter i det, før høringen sendes: det står ved bilaget.")
		}
		web.Done(w, r, "/arbejde/hoering/"+id, sentence)
		return nil
	})
}

// TypeLetter gives the answer of an addressee elsewhere from the letter it came in.
func (p *Pages) TypeLetter() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		who, ctx := signin.Who(r), r.Context()
		h, err := p.Hearings.Find(ctx, who, r.PathValue("hoering"))
		if err != nil {
			return err
		}
		u, done, err := upload(w, r, "brev")
		defer done()
		a := hearing.Answer{Kind: hearing.ByProposal}
		if r.PostForm != nil {
			a = typed(r, h)
		}
		if err == nil {
			err = p.Hearings.GiveByLetter(ctx, who, h.ID, r.PathValue("adressat"), a, u)
		}
		if refused, shown := wrong(err); shown {
			return p.answer(w, r, refused, &a)
		}
		if err != nil {
			return err
		}
		web.Done(w, r, h.Path()+"/svar/"+r.PathValue("adressat"), "Svaret er skrevet ind, og brevet er gemt.")
		return nil
	})
}

// OpenFile hands out a paper, or the letter of an answer, to whoever may have it.
func (p *Pages) OpenFile() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return hand(w, r, "no-store", func() (hearing.File, *os.File, error) {
			return p.Hearings.Open(r.Context(), signin.Who(r), r.PathValue("hoering"), r.PathValue("fil"))
		})
	})
}

// OpenFileByLink hands out a paper to the owner of a link.
func (p *Pages) OpenFileByLink() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return hand(w, r, "no-store", func() (hearing.File, *os.File, error) {
			return p.Hearings.OpenFileByLink(r.Context(), r.PathValue("token"), r.PathValue("fil"), signin.Who(r))
		})
	})
}

// OpenPublicFile hands out a paper of a public hearing.
func (p *Pages) OpenPublicFile() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return hand(w, r, "no-cache", func() (hearing.File, *os.File, error) {
			return p.Hearings.OpenPublic(r.Context(), r.PathValue("hoering"), r.PathValue("fil"))
		})
	})
}

// hand answers with a file: to be saved, as what its bytes said it is, and so that
// it may run nothing.
func hand(w http.ResponseWriter, r *http.Request, cache string, open func() (hearing.File, *os.File, error)) error {
	f, file, err := open()
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", f.MediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", cache)
	h.Set("Etag", fmt.Sprintf("%q", f.Digest))
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(patience))
	http.ServeContent(w, r, "", time.Time{}, file)
	return file.Close()
}

// passed returns when the hearing, or a duty in it, was taken over.
func passed(h hearing.Hearing) (list []hearing.Event) {
	for _, e := range h.Events {
		if e.What == hearing.Inherited {
			list = append(list, e)
		}
	}
	return list
}

// withdraw takes a hearing back.
func (p *Pages) withdraw(r *http.Request, id string) (sentence string, err error) {
	version, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	if err != nil {
		return "", fault.New(fault.Invalid, "Formularen er ikke hel. Intet er gemt. Åbn siden igen.")
	}
	return "Høringen er trukket tilbage. Alle, der er spurgt, har fået besked.", p.Hearings.Withdraw(r.Context(), signin.Who(r), id, version, r.PostForm.Get("grund"))
}
