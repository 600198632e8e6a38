// Package report is the pages on which reports of initiatives are written, made
// final, held against today, laid before the body and let out to the public.
package report

import (
	_ "embed"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"klynge/internal/access"
	"klynge/internal/attachment"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/initiative"
	"klynge/internal/plan"
	"klynge/internal/report"
	"klynge/internal/web"
	"klynge/internal/web/signin"
	"klynge/internal/when"
	"klynge/internal/wording"
)

// Pages are what the pages are made of.
type Pages struct {
	Reports     *report.Store
	Public      *report.Public
	Initiatives *initiative.Store
	Papers      *attachment.Store
	PDF, DOCX   func(io.Writer, report.Paper) error
	Clock       when.Clock
}

var (
	//go:embed parts.html
	partsHTML string
	//go:embed list.html
	listHTML string
	//go:embed draft.html
	draftHTML string
	//go:embed final.html
	finalHTML string
	//go:embed again.html
	againHTML string
	//go:embed print.html
	printHTML string
	//go:embed history.html
	historyHTML string
	//go:embed public.html
	publicHTML string

	listPage    = page[listView](listHTML)
	draftPage   = page[view](draftHTML)
	finalPage   = page[view](finalHTML)
	againPage   = page[againView](againHTML)
	printPage   = page[printView](printHTML)
	historyPage = page[historyView](historyHTML)
	publicPage  = page[publicView](publicHTML)
)

func page[T any](source string) *web.Page[T] {
	return web.MustPage[T](functions, partsHTML, source)
}

func functions(l web.Language) template.FuncMap {
	return template.FuncMap{
		"at": func(t time.Time) string {
			t = t.In(when.Copenhagen)
			return l.Date(t.Format(time.DateOnly)) + " " + l.Clock(t.Format("15:04"), "")
		},
		"kind":     func(k report.Kind) string { return l.Say(k.Danish()) },
		"state":    func(s initiative.State) string { return l.Say(s.Danish()) },
		"severity": func(s report.Severity) string { return l.Say(s.Danish()) },
		"removed":  func(p wording.Piece) bool { return p.Kind == wording.Removed },
		"added":    func(p wording.Piece) bool { return p.Kind == wording.Added },
	}
}

// Words returns what the pages say out of tables, for the test that everything
// has its English.
func Words() []string {
	list := report.Headings()
	for _, s := range report.Severities {
		list = append(list, s.Danish())
	}
	return list
}

// A listView is the reports on one initiative.
type listView struct {
	initiative.Life
	All      []report.Report
	Leads    bool
	From, To string // the period that a new report is offered
	Due      string // of the final report, ""
	Today    string
	Wrong    string
	Typed    url.Values // what was refused
}

// ShowList shows the reports on an initiative, and how one begins.
func (p *Pages) ShowList() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.list(w, r, nil) })
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request, refused error) error {
	who := signin.Who(r)
	l, all, err := p.Reports.List(r.Context(), who, r.PathValue("indsats"))
	if err != nil {
		return err
	}
	v := listView{Life: l, All: all, Leads: who.May(access.LeadInitiative, l.BodyID), Due: l.ReportDue(), Today: access.Day(p.Clock()), Typed: url.Values{}}
	v.From, v.To = report.Suggest(l, all, v.Today)
	status := http.StatusOK
	if refused != nil {
		v.Wrong, v.Typed, status = fault.Sentence(refused), r.PostForm, fault.KindOf(refused).Status()
		v.From, v.To = v.Typed.Get("fra"), v.Typed.Get("til")
	}
	w.Header().Set("Cache-Control", "no-store")
	return listPage.RenderStatus(w, r, status, v)
}

// A view is one report as somebody sees it.
type view struct {
	report.Report
	Life     initiative.Life
	Sections []report.Section
	Leads    bool
	Reads    bool // drafts, and so today's answer
	Edits    bool // agendas
	Releases bool
	Meetings []plan.Meeting
	Texts    []field
	Counts   []count
	Today    string
	Wrong    string
	Held     []conflict
	Writer   string
}

// A field is one text with what a script and a form need of it.
type field struct {
	draft.Field
	Key, Label string
	Page       string
	Rows       int
	Writer     string
}

// A count is the field of one severity.
type count struct {
	Severity report.Severity
	Value    string // "" before somebody has said
}

// A conflict is a text of a form that was sent without script.
type conflict struct {
	*draft.Conflict
	Label string
}

// Show shows a report: a draft that writes most of itself, or a final one.
func (p *Pages) Show() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.show(w, r, nil, nil) })
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, held []conflict, refused error) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	v.Held = held
	status := http.StatusOK
	if refused != nil {
		v.Wrong, status = fault.Sentence(refused), fault.KindOf(refused).Status()
	}
	w.Header().Set("Cache-Control", "no-store")
	if v.IsFrozen() {
		return finalPage.RenderStatus(w, r, status, v)
	}
	return draftPage.RenderStatus(w, r, status, v)
}

func (p *Pages) view(r *http.Request) (v view, err error) {
	who, l := signin.Who(r), web.LanguageOf(r)
	if v.Report, v.Life, err = p.Reports.Open(r.Context(), who, r.PathValue("indsats"), r.PathValue("rapport")); err != nil {
		return v, err
	}
	body := v.Life.BodyID
	v.Today, v.Sections = access.Day(p.Clock()), v.Content.Sections()
	v.Leads, v.Edits, v.Releases = who.May(access.LeadInitiative, body), who.May(access.EditAgenda, body), who.May(access.Publish, body)
	v.Reads = v.Leads || who.May(access.ReadDrafts, body)
	if v.IsFrozen() {
		if v.Leads && v.ItemID == "" {
			v.Meetings, err = p.Initiatives.Meetings(r.Context(), who, body)
		}
		return v, err
	}
	for _, name := range report.Fields {
		f := field{Field: v.Report.Texts[name], Key: name, Label: l.Say(v.Kind.Heading(name)), Page: v.Path(), Writer: who.Account.ID}
		f.Rows = min(max(4, len([]rune(f.Text))/70+2), 14)
		v.Texts = append(v.Texts, f)
	}
	for _, s := range report.Severities {
		c := count{Severity: s}
		if v.Incidents != nil {
			c.Value = decimal(v.Incidents[s])
		}
		v.Counts = append(v.Counts, c)
	}
	return v, nil
}

// isOurs reports whether an error is answered on the page that the form stood on.
func isOurs(err error) bool {
	return err != nil && slices.Contains([]fault.Kind{fault.Invalid, fault.Conflict, fault.TooLarge}, fault.KindOf(err))
}

// An againView is two answers to one question.
type againView struct {
	report.Report
	Life initiative.Life
	Now  time.Time
	Rows []report.Difference
	Same bool
}

// Again shows the answer that was kept beside the one of today.
func (p *Pages) Again() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		one, l, now, err := p.Reports.Again(r.Context(), signin.Who(r), r.PathValue("indsats"), r.PathValue("rapport"))
		if err != nil {
			return err
		}
		v := againView{Report: one, Life: l, Now: now.Asked, Rows: report.Compare(one.Content, now)}
		v.Same = !slices.ContainsFunc(v.Rows, func(d report.Difference) bool { return !d.Same })
		w.Header().Set("Cache-Control", "no-store")
		return againPage.Render(w, r, v)
	})
}

// A printView is a report as the annex of an item.
type printView struct {
	report.Paper
	Path string
}

// Print shows a report as it looks on paper.
func (p *Pages) Print() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		one, _, err := p.Reports.Open(r.Context(), signin.Who(r), r.PathValue("indsats"), r.PathValue("rapport"))
		if err != nil {
			return err
		}
		w.Header().Set("Cache-Control", "no-store")
		return printPage.Render(w, r, printView{one.Content.Paper(!one.IsFrozen()), one.Path()})
	})
}

// PrintPDF sends a report as a PDF.
func (p *Pages) PrintPDF() http.Handler { return p.file(p.PDF, "application/pdf", ".pdf") }

// PrintDOCX sends a report as a Word document.
func (p *Pages) PrintDOCX() http.Handler {
	return p.file(p.DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")
}

func (p *Pages) file(write func(io.Writer, report.Paper) error, media, ending string) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		one, l, err := p.Reports.Open(r.Context(), signin.Who(r), r.PathValue("indsats"), r.PathValue("rapport"))
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", media)
		w.Header().Set("Content-Disposition", `attachment; filename="`+fileName(one, l)+ending+`"`)
		w.Header().Set("Cache-Control", "no-store")
		return write(w, one.Content.Paper(!one.IsFrozen()))
	})
}

// fileName is what a report is saved as: "statusrapport-2026-01-01-2026-06-30-medicinboks".
func fileName(r report.Report, l initiative.Life) string {
	return fileKinds[r.Kind] + "-" + r.From + "-" + r.To + "-" + l.Slug
}

var fileKinds = map[report.Kind]string{report.Status: "statusrapport", report.Final: "slutrapport"}

// A historyView is every version of one text of a report.
type historyView struct {
	report.Report
	Life     initiative.Life
	Label    string
	Versions []draft.Field
}

// History shows every version of one text.
func (p *Pages) History() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		name := r.PathValue("felt")
		one, l, versions, err := p.Reports.History(r.Context(), signin.Who(r), r.PathValue("indsats"), r.PathValue("rapport"), name)
		if err != nil {
			return err
		}
		w.Header().Set("Cache-Control", "no-store")
		return historyPage.Render(w, r, historyView{one, l, web.LanguageOf(r).Say(one.Kind.Heading(name)), versions})
	})
}

// A publicView is a report as the public reads it.
type publicView struct {
	report.Shown
	Slug     string
	Sections []report.Section
}

// ShowPublic shows a report that was let out.
func (p *Pages) ShowPublic() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		s, err := p.Public.Find(r.Context(), r.PathValue("slug"), r.PathValue("nummer"))
		if err != nil {
			return err
		}
		return publicPage.Render(w, r, publicView{s, r.PathValue("slug"), s.Content.Sections()})
	})
}
