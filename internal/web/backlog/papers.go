package backlog

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/attachment"
	"klynge/internal/fault"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

var (
	//go:embed papers.html
	papersHTML string

	papersPage = page[papersView](papersHTML)
)

// A papersView is the papers of an item.
type papersView struct {
	attachment.Listed
	Edits    bool // may change them
	States   []attachment.State
	Max      int64
	MaxShown string
	Refused  []string           // what was not done, in sentences
	Typed    attachment.Promise // as it was written, when it was refused
	Missing  int
	Today    string
}

// ShowPapers shows the papers of an item to whoever may see them, and lets the
// secretariat change them.
func (p *Pages) ShowPapers() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.papers(w, r, http.StatusOK, attachment.Promise{State: attachment.ToFollow})
	})
}

func (p *Pages) papers(w http.ResponseWriter, r *http.Request, status int, typed attachment.Promise, refused ...string) error {
	who := signin.Who(r)
	list, err := p.Papers.List(r.Context(), r.PathValue("punkt"), who)
	if err != nil {
		return err
	}
	v := papersView{Listed: list, Edits: who.May(access.EditAgenda, list.BodyID), States: attachment.States, Max: p.Papers.Max(),
		MaxShown: fileSize(web.LanguageOf(r), p.Papers.Max()), Refused: refused, Typed: typed, Today: p.today()}
	for _, a := range list.Papers {
		if a.Missing() {
			v.Missing++
		}
	}
	return papersPage.RenderStatus(w, r, status, v)
}

// promised reads what a form says of a paper.
func promised(r *http.Request) attachment.Promise {
	return attachment.Promise{Name: r.PostForm.Get("navn"), State: attachment.State(r.PostForm.Get("tilstand")), Due: r.PostForm.Get("frist"),
		Closed: r.PostForm.Get("lukket") != ""}
}

// shown reports whether an error is one that its reader can do something about,
// and that is shown on the page where it happened.
func shown(err error) bool {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.TooLarge:
		return true
	}
	return false
}

// AddPaper lists a paper that is to follow, or takes in files: each becomes a
// paper.
func (p *Pages) AddPaper() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
			return p.takeIn(w, r, "")
		}
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		a, err := p.Papers.Add(r.Context(), r.PathValue("punkt"), promised(r), signin.Who(r))
		if shown(err) {
			return p.papers(w, r, fault.KindOf(err).Status(), promised(r), fault.Sentence(err))
		}
		if err != nil {
			return err
		}
		web.Done(w, r, place(r), web.LanguageOf(r).Say("%s er på listen.", named(a.Name)))
		return nil
	})
}

func place(r *http.Request) string {
	return attachment.Place{ItemID: r.PathValue("punkt")}.Path()
}

// ChangePaper changes what is said of a paper, or its place.
func (p *Pages) ChangePaper() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		itemID, id, l := r.PathValue("punkt"), r.PathValue("bilag"), web.LanguageOf(r)
		var err error
		var done string
		switch r.PostForm.Get("goer") {
		case "op", "ned":
			err, done = p.Papers.Move(r.Context(), itemID, id, r.PostForm.Get("goer") == "op"), l.Say("Rækkefølgen er ændret.")
		default:
			// A version that is no number is one that nobody has seen.
			version, _ := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
			var a attachment.Attachment
			a, err = p.Papers.Describe(r.Context(), itemID, id, version, promised(r))
			done = l.Say("%s er ændret.", named(a.Name))
		}
		if shown(err) {
			return p.papers(w, r, fault.KindOf(err).Status(), attachment.Promise{State: attachment.ToFollow}, fault.Sentence(err))
		}
		if err != nil {
			return err
		}
		web.Done(w, r, place(r), done)
		return nil
	})
}

// SupplyPaper takes in the file of one paper.
func (p *Pages) SupplyPaper() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.takeIn(w, r, r.PathValue("bilag"))
	})
}

// formRoom is what a form takes beside its files.
const formRoom = 64 << 10

// takeIn takes in the files of a form as they come. Without the id of a paper
// each becomes one.
func (p *Pages) takeIn(w http.ResponseWriter, r *http.Request, id string) error {
	nothing := attachment.Promise{State: attachment.ToFollow}
	if r.ContentLength > p.Papers.Max()+formRoom {
		// What is left of the form is not read, so nothing else can come this way.
		w.Header().Set("Connection", "close")
		return p.papers(w, r, http.StatusRequestEntityTooLarge, nothing, fault.Sentence(p.Papers.TooLarge()))
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return fault.Because(err, fault.Invalid, "Formularen kan ikke læses. Intet er gemt. Gå tilbage, og prøv igen.")
	}
	// A page has seconds; a file on a slow line has as long as it keeps coming.
	r = r.WithContext(context.WithoutCancel(r.Context()))
	line := newLine(w, http.MaxBytesReader(w, r.Body, p.Papers.Max()+formRoom))
	r.Body = line
	done, refused, err := p.each(r, parts, id)
	line.answer()
	switch {
	case fault.Is(err, fault.TooLarge):
		return p.papers(w, r, http.StatusRequestEntityTooLarge, nothing, append([]string{fault.Sentence(err)}, done...)...)
	case err != nil:
		return err
	case len(refused) > 0:
		return p.papers(w, r, http.StatusUnprocessableEntity, nothing, append(refused, done...)...)
	case len(done) == 0:
		return p.papers(w, r, http.StatusUnprocessableEntity, nothing, web.LanguageOf(r).Say("Vælg en fil først. Intet er gemt."))
	}
	web.Done(w, r, place(r), strings.Join(done, " "))
	return nil
}

// each takes in the files of a form one by one, and says what became of each.
func (p *Pages) each(r *http.Request, parts *multipart.Reader, id string) (done, refused []string, err error) {
	closed := false
	for {
		part, err := parts.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return done, refused, nil
		case err != nil:
			return done, refused, p.broken(err)
		case part.FormName() == "lukket":
			closed = true
			continue
		case part.FormName() != "fil" || part.FileName() == "":
			continue
		}
		got, err := p.one(r, id, attachment.Upload{Name: part.FileName(), Bytes: part}, closed)
		switch {
		case shown(err) && !fault.Is(err, fault.TooLarge):
			refused = append(refused, fault.Sentence(err))
		case err != nil:
			return done, refused, p.broken(err)
		default:
			done = append(done, told(web.LanguageOf(r), got))
		}
	}
}

func (p *Pages) one(r *http.Request, id string, u attachment.Upload, closed bool) (attachment.Received, error) {
	itemID, who := r.PathValue("punkt"), signin.Who(r)
	if id == "" {
		return p.Papers.AddFile(r.Context(), itemID, u, closed, who)
	}
	return p.Papers.Supply(r.Context(), itemID, id, u, who)
}

// broken classifies what stops in the middle of a form.
func (p *Pages) broken(err error) error {
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return p.Papers.TooLarge()
	}
	if fault.KindOf(err) != fault.Internal {
		return err
	}
	return fault.Because(err, fault.Invalid, "Filen kom ikke helt frem, fordi forbindelsen blev afbrudt. Den er ikke gemt. Prøv igen.")
}

// told says what became of a file.
func told(l web.Language, got attachment.Received) string {
	switch {
	case got.Already:
		return l.Say("Filen ligger her allerede som bilaget %s. Der er ikke ændret noget.", named(got.Name))
	case got.Also != "":
		return l.Say("%s er lagt op. Den samme fil ligger også på punktet %s.", named(got.Name), named(got.Also))
	case got.Number > 1:
		return l.Say("%s har fået en ny fil. Den gamle ligger der endnu.", named(got.Name))
	}
	return l.Say("%s er lagt op.", named(got.Name))
}

// A line is the body of a form that may take its time, as long as it keeps
// coming.
type line struct {
	io.ReadCloser
	control *http.ResponseController
	began   time.Time
	bytes   int64
}

// The slowest line that is waited for.
const (
	patience = time.Minute
	pace     = 16 << 10 // bytes a second, over the whole of it
)

func newLine(w http.ResponseWriter, body io.ReadCloser) *line {
	return &line{ReadCloser: body, control: http.NewResponseController(w), began: time.Now()}
}

func (l *line) Read(p []byte) (n int, err error) {
	// Where deadlines cannot be set there are none.
	_ = l.control.SetReadDeadline(l.began.Add(patience + time.Duration(l.bytes/pace)*time.Second))
	n, err = l.ReadCloser.Read(p)
	l.bytes += int64(n)
	return n, err
}

// answer gives the answer the time that reading has taken from it.
func (l *line) answer() { _ = l.control.SetWriteDeadline(time.Now().Add(patience)) }

// OpenPaper hands out the file of a paper to whoever may have it. It is handed
// out to be saved, as what its bytes said it is, and may run nothing.
func (p *Pages) OpenPaper() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.Hand(w, r, r.PathValue("punkt"), r.PathValue("bilag"), signin.Who(r))
	})
}

// Hand answers with the file of a paper, to somebody who may read it.
func (p *Pages) Hand(w http.ResponseWriter, r *http.Request, itemID, paperID string, who access.Who) error {
	// A number that is none asks for the latest.
	number, _ := strconv.Atoi(r.URL.Query().Get("udgave"))
	f, file, err := p.Papers.Open(r.Context(), itemID, paperID, number, who)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", f.MediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.FileName}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Etag", fmt.Sprintf("%q", f.Digest))
	// A large file on a slow line takes longer than a page may.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(patience + time.Duration(f.Size/pace)*time.Second))
	http.ServeContent(w, r, "", time.Time{}, file)
	return file.Close()
}
