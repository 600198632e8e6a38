package roundup

import (
	"io"
	"net/http"

	"klynge/internal/roundup"
	"klynge/internal/web"
)

// A Writer writes a round-up as a file, with the uncut notes as its annex.
type Writer func(io.Writer, roundup.Roundup) error

const (
	mediaPDF  = "application/pdf"
	mediaDOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)

// WorkPDF sends a round-up as a PDF to those who work on it.
func (p *Pages) WorkPDF() http.Handler { return file(p.PDF, mediaPDF, ".pdf", p.worked) }

// WorkDOCX sends a round-up as a Word document to those who work on it.
func (p *Pages) WorkDOCX() http.Handler { return file(p.DOCX, mediaDOCX, ".docx", p.worked) }

// PublicPDF sends a public round-up as a PDF.
func (p *Pages) PublicPDF() http.Handler { return file(p.PDF, mediaPDF, ".pdf", p.published) }

// PublicDOCX sends a public round-up as a Word document.
func (p *Pages) PublicDOCX() http.Handler { return file(p.DOCX, mediaDOCX, ".docx", p.published) }

func (p *Pages) worked(r *http.Request) (roundup.Roundup, error) {
	return p.Roundups.Find(r.Context(), r.PathValue("opsamling"))
}

func (p *Pages) published(r *http.Request) (roundup.Roundup, error) {
	return p.Public.Find(r.Context(), r.PathValue("id"))
}

func file(write Writer, media, ending string, find func(*http.Request) (roundup.Roundup, error)) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		one, err := find(r)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", media)
		w.Header().Set("Content-Disposition", `attachment; filename="opsamling`+ending+`"`)
		w.Header().Set("Cache-Control", "no-store")
		return write(w, one.Anonymous())
	})
}
