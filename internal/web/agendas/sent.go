package agendas

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"strconv"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/fault"
	"klynge/internal/meeting"
	"klynge/internal/seat"
	"klynge/internal/web"
	"klynge/internal/web/signin"
	"klynge/internal/wording"
)

// A sentView is the agenda as it was sent, to whoever may read it.
type sentView struct {
	agenda.Work
	Name    string
	Path    string // of the page, and of what is beside it
	Items   []sentItem
	Drafts  bool // the reader may see those
	Missing []seat.Seat
	Link    string // name of whoever reads by the link of a mail, "" for somebody who is signed in
	Ends    string // last day of the link
}

// A sentItem is an item as it was sent, with when it is treated.
type sentItem struct {
	agenda.SentItem
	Since  *agenda.Dispatch // the supplement that has it, nil for the agenda itself
	Whole  bool             // more than its title may be read
	Papers string           // where its papers are
}

func sent(w agenda.Work, who access.Who) sentView {
	v := sentView{Work: w, Name: name(w), Path: meetingPath(w.Meeting.ID), Drafts: who.May(access.ReadDrafts, w.Body.ID)}
	since := map[string]*agenda.Dispatch{}
	for i, d := range w.Sent {
		for _, it := range d.Content.Items {
			if i > 0 {
				since[it.ID] = &w.Sent[i]
			}
		}
	}
	closed := who.May(access.ReadClosed, w.Body.ID)
	for _, it := range agenda.For(agenda.Current(w.Sent), who, w.Body.ID) {
		v.Items = append(v.Items, sentItem{it, since[it.ID], !it.Closed || closed, itemPath(it.ID) + "/bilag"})
	}
	if v.Drafts {
		_, v.Missing = agenda.Recipients(w.Seats)
	}
	return v
}

// file hands out the agenda that was sent as a file.
func file(w http.ResponseWriter, a agenda.Work, who access.Who, write func(io.Writer, meeting.Detail) error, mediaType, ending string) error {
	if !a.IsSent() {
		return errNotSent
	}
	d := a.Detail(agenda.For(agenda.Current(a.Sent), who, a.Body.ID))
	var b bytes.Buffer
	if err := write(&b, d); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": d.Slug + "-dagsorden" + ending}))
	// A reader that went away has no use for the error.
	_, _ = b.WriteTo(w)
	return nil
}

func (p *Pages) print(write func(io.Writer, meeting.Detail) error, mediaType, ending string) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		a, err := p.Agendas.Work(r.Context(), r.PathValue("moede"))
		if err != nil {
			return err
		}
		return file(w, a, signin.Who(r), write, mediaType, ending)
	})
}

const mediaPDF = "application/pdf"

var errNotSent = fault.New(fault.Missing, "Dagsordenen er ikke sendt endnu, så der er ikke noget at læse.")

// PrintPDF hands out the agenda as a PDF.
func (p *Pages) PrintPDF() http.Handler { return p.print(p.PDF, mediaPDF, ".pdf") }

// PrintDOCX hands out the agenda as a Word document.
func (p *Pages) PrintDOCX() http.Handler {
	return p.print(p.DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")
}

// A versionsView is what changed between two agendas that were sent.
type versionsView struct {
	agenda.Work
	Name     string
	Path     string
	From, To int
	Changes  []changeView
}

type changeView struct {
	agenda.Change
	Texts []textChange
}

type textChange struct {
	Name   string
	Pieces []wording.Piece
}

// Versions shows what changed from one dispatch to another.
func (p *Pages) Versions() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		a, err := p.Agendas.Work(r.Context(), r.PathValue("moede"))
		if err != nil {
			return err
		}
		if !a.IsSent() {
			return errNotSent
		}
		last := len(a.Sent) - 1
		v := versionsView{Work: a, Name: name(a), Path: meetingPath(a.Meeting.ID), From: number(r, "fra", max(0, last-1), last), To: number(r, "til", last, last)}
		who := signin.Who(r)
		as := func(n int) []agenda.SentItem { return agenda.For(agenda.Current(a.Sent[:n+1]), who, a.Body.ID) }
		for _, c := range agenda.Changes(as(v.From), as(v.To)) {
			one := changeView{Change: c}
			for _, part := range c.Parts {
				one.Texts = append(one.Texts, textChange{part.Name, wording.Compare(part.Was, part.Is)})
			}
			v.Changes = append(v.Changes, one)
		}
		return versionsPage.Render(w, r, v)
	})
}

// number reads the number of a dispatch from an address.
func number(r *http.Request, key string, otherwise, most int) int {
	n, err := strconv.Atoi(r.URL.Query().Get(key))
	if err != nil || n < 0 || n > most {
		return otherwise
	}
	return n
}
