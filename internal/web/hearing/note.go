package hearing

import (
	"io"
	"net/http"
	"strconv"

	"klynge/internal/fault"
	"klynge/internal/hearing"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// A noteView is the note of a hearing: how it is written, and how it stands.
type noteView struct {
	hearing.Hearing
	Stage        hearing.Stage
	Shown        hearing.Issued // that stands, or what it would say
	Issued       bool
	Runs         bool
	Acknowledges bool
	Ready        bool // it can be rolled up
	Writes       bool
	Left         int // proposals that nobody has assessed
	Wrong        string
}

// Proposal returns the proposal at a place, as it stands now.
func (v noteView) Proposal(i int) hearing.Proposal { return v.Proposals[i] }

// ShowNote shows the note to the sender.
func (p *Pages) ShowNote() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.note(w, r, "") })
}

func (p *Pages) note(w http.ResponseWriter, r *http.Request, refused string) error {
	who := signin.Who(r)
	h, err := p.Hearings.Find(r.Context(), who, r.PathValue("hoering"))
	if err != nil {
		return err
	}
	v := noteView{Hearing: h, Stage: h.Stage(p.today()), Runs: h.Runs(who), Acknowledges: h.Acknowledges(who), Wrong: refused}
	if h.Sent.IsZero() || h.Elsewhere() {
		return fault.New(fault.Missing, "Der er ikke noget høringsnotat endnu. Det kommer, når høringen er sendt.")
	}
	v.Writes = v.Runs && !h.Withdrawn.Happened()
	for _, one := range h.Proposals {
		if one.Met == hearing.Undecided {
			v.Left++
		}
	}
	v.Ready = v.Stage != hearing.Sent && v.Stage != hearing.Open
	v.Shown, v.Issued = p.noteOf(h)
	return notePage.RenderStatus(w, r, statusOf(refused), v)
}

// ChangeNote writes, makes, returns and acknowledges the note.
func (p *Pages) ChangeNote() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.LargeForm); err != nil {
			return err
		}
		sentence, err := p.changeNote(r)
		if refused, shown := wrong(err); shown {
			return p.note(w, r, refused)
		}
		if err != nil {
			return err
		}
		address := "/arbejde/hoering/" + r.PathValue("hoering") + "/notat"
		if n, err := strconv.Atoi(r.PostForm.Get("nummer")); err == nil {
			address += "#forslag-" + strconv.Itoa(n)
		}
		web.Done(w, r, address, sentence)
		return nil
	})
}

func (p *Pages) changeNote(r *http.Request) (sentence string, err error) {
	ctx, who, id, f := r.Context(), signin.Who(r), r.PathValue("hoering"), r.PostForm.Get
	if _, err := p.Hearings.Find(ctx, who, id); err != nil {
		return "", err
	}
	switch f("goer") {
	case "vurder":
		version, err := strconv.ParseInt(f("version"), 10, 64)
		if err != nil {
			break
		}
		return "Gemt.", p.Hearings.Assess(ctx, who, id, version, f("forslag"), hearing.Assessment{Summary: f("resume"), Met: hearing.Met(f("imoede")), Reason: f("grund")})
	case "saml":
		return "Svarene er samlet i et høringsnotat. Send det nu tilbage til afsenderen.", p.Hearings.RollUp(ctx, who, id)
	case "tilbage":
		return "Høringsnotatet er sendt tilbage til afsenderen.", p.Hearings.Return(ctx, who, id)
	case "kvitter":
		return "Tak. Der er kvitteret for høringsnotatet.", p.Hearings.Acknowledge(ctx, who, id)
	}
	return "", fault.New(fault.Invalid, "Formularen er ikke hel. Intet er gemt. Åbn siden igen.")
}

// noteOf returns the note that stands, or what it would say, and whether it stands.
func (p *Pages) noteOf(h hearing.Hearing) (n hearing.Issued, issued bool) {
	if n, issued = h.Note(); !issued {
		n.Note, n.At = h.Roll(p.today()), p.Clock()
	}
	return n, issued
}

// A Writer writes the note of a hearing as a file.
type Writer func(io.Writer, hearing.Hearing, hearing.Issued) error

// The files that a note is sent as.
const (
	mediaPDF  = "application/pdf"
	mediaDOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)

// file sends a note that somebody may read as a file.
func file(write Writer, media, ending string, find func(*http.Request) (hearing.Hearing, hearing.Issued, error)) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		h, n, err := find(r)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", media)
		w.Header().Set("Content-Disposition", `attachment; filename="hoeringsnotat`+ending+`"`)
		w.Header().Set("Cache-Control", "no-store")
		return write(w, h, n)
	})
}

// NotePDF sends the note as a PDF to those who work with the hearing.
func (p *Pages) NotePDF() http.Handler { return file(p.PDF, mediaPDF, ".pdf", p.worked) }

// NoteDOCX sends the note as a Word document to those who work with the hearing.
func (p *Pages) NoteDOCX() http.Handler { return file(p.DOCX, mediaDOCX, ".docx", p.worked) }

func (p *Pages) worked(r *http.Request) (h hearing.Hearing, n hearing.Issued, err error) {
	h, err = p.Hearings.Find(r.Context(), signin.Who(r), r.PathValue("hoering"))
	if err != nil {
		return h, n, err
	}
	if h.Sent.IsZero() || h.Elsewhere() {
		return h, n, errNoNote
	}
	n, _ = p.noteOf(h)
	return h, n, nil
}

// PublicPDF sends the note that was sent back as a PDF to everybody.
func (p *Pages) PublicPDF() http.Handler { return file(p.PDF, mediaPDF, ".pdf", p.published) }

// PublicDOCX sends the note that was sent back as a Word document to everybody.
func (p *Pages) PublicDOCX() http.Handler { return file(p.DOCX, mediaDOCX, ".docx", p.published) }

func (p *Pages) published(r *http.Request) (h hearing.Hearing, n hearing.Issued, err error) {
	h, err = p.Public.Find(r.Context(), r.PathValue("hoering"))
	return sentBack(h, err)
}

// LinkPDF sends the note as a PDF to a sender elsewhere.
func (p *Pages) LinkPDF() http.Handler { return file(p.PDF, mediaPDF, ".pdf", p.linked) }

// LinkDOCX sends the note as a Word document to a sender elsewhere.
func (p *Pages) LinkDOCX() http.Handler { return file(p.DOCX, mediaDOCX, ".docx", p.linked) }

func (p *Pages) linked(r *http.Request) (h hearing.Hearing, n hearing.Issued, err error) {
	h, err = p.Hearings.NoteByLink(r.Context(), r.PathValue("token"), signin.Who(r))
	return sentBack(h, err)
}

var errNoNote = fault.New(fault.Missing, "Der er ikke noget høringsnotat endnu.")

// sentBack returns the last note that was sent back.
func sentBack(h hearing.Hearing, err error) (hearing.Hearing, hearing.Issued, error) {
	n := returned(h)
	if err == nil && (n.Number == 0 || h.Withdrawn.Happened()) {
		err = errNoNote
	}
	return h, n, err
}
