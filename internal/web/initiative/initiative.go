// Package initiative is the pages on which initiatives are described, decided,
// led, tried out, compared and let out to the public.
package initiative

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
	"klynge/internal/body"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/initiative"
	"klynge/internal/plan"
	"klynge/internal/report"
	"klynge/internal/web"
	"klynge/internal/web/signin"
	"klynge/internal/when"
)

// Pages are what the pages are made of.
type Pages struct {
	Initiatives *initiative.Store
	Reports     *report.Store
	Bodies      *body.Public
	Papers      *attachment.Store
	PDF, DOCX   func(io.Writer, initiative.Annex) error
	Clock       when.Clock
}

var (
	//go:embed parts.html
	partsHTML string
	//go:embed list.html
	listHTML string
	//go:embed show.html
	showHTML string
	//go:embed case.html
	caseHTML string
	//go:embed trial.html
	trialHTML string
	//go:embed drivers.html
	driversHTML string
	//go:embed compare.html
	compareHTML string
	//go:embed history.html
	historyHTML string
	//go:embed print.html
	printHTML string

	listPage    = page[listView](listHTML)
	showPage    = page[view](showHTML)
	casePage    = page[view](caseHTML)
	trialPage   = page[view](trialHTML)
	driversPage = page[view](driversHTML)
	comparePage = page[compareView](compareHTML)
	historyPage = page[historyView](historyHTML)
	printPage   = page[printView](printHTML)
)

func page[T any](source string) *web.Page[T] {
	return web.MustPage[T](functions, Drawings, partsHTML, source)
}

func functions(l web.Language) template.FuncMap {
	return template.FuncMap{
		"at": func(t time.Time) string {
			t = t.In(when.Copenhagen)
			return l.Date(t.Format(time.DateOnly)) + " " + l.Clock(t.Format("15:04"), "")
		},
		"state":   func(s initiative.State) string { return l.Say(s.Danish()) },
		"verb":    func(s initiative.Step) string { return l.Say(verb(s)) },
		"gap":     func(g initiative.Gap) string { return l.Say(g.Danish()) },
		"deed":    func(d initiative.Deed) string { return l.Say(deeds[d]) },
		"rank":    func(r initiative.Rank) string { return l.Say(ranks[r]) },
		"verdict": func(v initiative.Verdict) string { return verdict(l, v) },
		"figure":  latest,
	}
}

// verb is the words on the button of a step.
func verb(s initiative.Step) string {
	switch {
	case s.From == initiative.Proposed && s.To == initiative.Described:
		return "Send tilbage"
	case s.From == initiative.Paused:
		return "Genoptag indsatsen"
	}
	return verbs[s.To]
}

var verbs = map[initiative.State]string{
	initiative.Described: "Beskrivelsen er færdig", initiative.Proposed: "Foreslå indsatsen", initiative.Approved: "Skriv godkendelsen",
	initiative.Running: "Sæt indsatsen i gang", initiative.Paused: "Sæt på pause", initiative.Evaluating: "Begynd evalueringen",
	initiative.Concluded: "Afslut indsatsen", initiative.Scaled: "Skriv, at den udbredes", initiative.Stopped: "Skriv, at den stoppes",
}

var deeds = map[initiative.Deed]string{
	initiative.Born: "Oprettet", initiative.Taken: "Taget op fra et referat", initiative.Adopted: "Overtaget fra et andet organ", initiative.Stepped: "Ny tilstand",
	initiative.Planned: "Planen ændret", initiative.Answered: "Antagelse set efter", initiative.Reported: "Slutrapport afleveret",
	initiative.Released: "Gjort offentlig", initiative.Withdrawn: "Trukket tilbage fra offentligheden",
}

var ranks = map[initiative.Rank]string{initiative.Primary: "Driver", initiative.Change: "Idé til ændring", initiative.Indicated: "Indikator"}

var cycleNames = map[string]string{"prediction": "Forudsigelse", "change": "Ændring", "data": "Data", "learning": "Læring"}

// Words returns what the pages say out of tables, for the test that everything
// has its English.
func Words() (list []string) {
	for _, s := range initiative.States {
		list = append(list, s.Danish())
	}
	for _, s := range initiative.Steps {
		list = append(list, verb(s))
	}
	for _, g := range initiative.AllGaps {
		list = append(list, g.Danish())
	}
	for _, f := range append(slices.Clone(initiative.CaseFields), initiative.Aim) {
		list = append(list, f.Danish())
	}
	for _, d := range deeds {
		list = append(list, d)
	}
	for _, r := range ranks {
		list = append(list, r)
	}
	for _, c := range cycleNames {
		list = append(list, c)
	}
	return append(list, "indføres", "tilpasses", "opgives", "i gang")
}

// A view is one initiative as somebody sees it.
type view struct {
	initiative.Life
	Today     string
	Leads     bool
	Decides   bool // writes down decisions
	Publishes bool
	Next      []initiative.Step
	Choices   []initiative.Choice
	Standing  report.Standing
	Meetings  []plan.Meeting // that a proposal may go to
	Edits     bool           // agendas
	Drafts    bool           // reads them, and so the ledger
	Line      Timeline
	Fields    []field
	AimField  field
	Turns     []turn
	Diagrams  []DriverDiagram
	Wheels    CyclePicture
	Conflicts []conflict
	Wrong     string
	Typed     url.Values // what was refused
}

// A field is one text with what a script and a form need of it.
type field struct {
	draft.Field
	Key, Label   string
	Save, Writer string
	Rows         int
	Leads        bool
	Page         string
	Origin       *initiative.Origin
	Changed      bool // since it was read
}

// A turn is one cycle with its texts.
type turn struct {
	initiative.Cycle
	Fields []field
}

// A conflict is a text of a form that was sent without script.
type conflict struct {
	*draft.Conflict
	Label string
}

func (p *Pages) view(r *http.Request) (v view, err error) {
	who, l := signin.Who(r), web.LanguageOf(r)
	if v.Life, err = p.Initiatives.Open(r.Context(), who, r.PathValue("indsats")); err != nil {
		return v, err
	}
	v.Today, v.Typed = access.Day(p.Clock()), url.Values{}
	v.Leads, v.Decides, v.Publishes = who.May(access.LeadInitiative, v.BodyID), who.May(access.TakeMinutes, v.BodyID), who.May(access.Publish, v.BodyID)
	for _, step := range v.State.From() {
		if v.Leads && (!step.Decision || v.Decides) {
			v.Next = append(v.Next, step)
		}
	}
	v.Line = NewTimeline(l, "tidslinje", v.Start, v.End, v.Frame, v.Marks, v.Today)
	return v, nil
}

// field returns a text of the initiative.
func (v view) field(who access.Who, name, label string) field {
	f := field{Field: v.Texts[name], Key: name, Label: label, Save: v.Path() + "/felt/" + name, Writer: who.Account.ID, Leads: v.Leads, Page: v.Path()}
	f.Rows = min(max(3, len([]rune(f.Text))/70+2), 14)
	if o, ok := v.Origins[name]; ok {
		f.Origin, f.Changed = &o, f.Version > 1
	}
	return f
}

// Show shows one initiative: its state, its time, its steps.
func (p *Pages) Show() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.show(w, r, nil) })
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, refused error) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	who := signin.Who(r)
	v.Edits, v.Drafts = who.May(access.EditAgenda, v.BodyID), who.May(access.ReadDrafts, v.BodyID)
	if v.Standing, err = p.Reports.Standing(r.Context(), who, v.Life); err != nil {
		return err
	}
	if v.State == initiative.Described || v.State == initiative.Proposed {
		if v.Meetings, err = p.Initiatives.Meetings(r.Context(), who, v.BodyID); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(v.Next, func(s initiative.Step) bool { return s.Decision }) {
		if v.Choices, err = p.Initiatives.Decisions(r.Context(), who, v.BodyID); err != nil {
			return err
		}
	}
	return render(w, r, showPage, v, refused)
}

// render shows a page, with what was wrong with the form that was sent to it.
func render(w http.ResponseWriter, r *http.Request, page *web.Page[view], v view, refused error) error {
	w.Header().Set("Cache-Control", "no-store")
	status := http.StatusOK
	if refused != nil {
		v.Wrong, v.Typed, status = fault.Sentence(refused), r.PostForm, fault.KindOf(refused).Status()
	}
	return page.RenderStatus(w, r, status, v)
}

// isOurs reports whether an error is answered on the page that the form stood on.
func isOurs(err error) bool {
	kind := fault.KindOf(err)
	return err != nil && (kind == fault.Invalid || kind == fault.Conflict || kind == fault.TooLarge)
}

// ShowCase shows the mini business case as a form.
func (p *Pages) ShowCase() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.showCase(w, r, nil, nil) })
}

func (p *Pages) showCase(w http.ResponseWriter, r *http.Request, held []conflict, refused error) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	who, l := signin.Who(r), web.LanguageOf(r)
	for _, f := range initiative.CaseFields {
		v.Fields = append(v.Fields, v.field(who, string(f), l.Say(f.Danish())))
	}
	v.Conflicts = held
	return render(w, r, casePage, v, refused)
}

// ShowTrials shows the turns of plan, do, study, act.
func (p *Pages) ShowTrials() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.showTrials(w, r, nil, nil) })
}

func (p *Pages) showTrials(w http.ResponseWriter, r *http.Request, held []conflict, refused error) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	who, l := signin.Who(r), web.LanguageOf(r)
	for _, c := range v.Cycles {
		t := turn{Cycle: c}
		for _, name := range initiative.CycleParts {
			t.Fields = append(t.Fields, v.field(who, c.Field(name), l.Say(cycleNames[name])))
		}
		v.Turns = append(v.Turns, t)
	}
	slices.Reverse(v.Turns)
	v.Wheels, v.Conflicts = NewCyclePicture(l, v.Life), held
	return render(w, r, trialPage, v, refused)
}

// ShowDrivers shows the driver diagram.
func (p *Pages) ShowDrivers() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.showDrivers(w, r, nil, nil) })
}

func (p *Pages) showDrivers(w http.ResponseWriter, r *http.Request, held []conflict, refused error) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	l := web.LanguageOf(r)
	v.AimField = v.field(signin.Who(r), string(initiative.Aim), l.Say(initiative.Aim.Danish()))
	v.Diagrams, v.Conflicts = NewDriverDiagrams(l, v.Text(initiative.Aim), v.Plan), held
	return render(w, r, driversPage, v, refused)
}

// A historyView is every version of one text.
type historyView struct {
	initiative.Life
	Label    string
	Versions []draft.Field
}

// History shows every version of one text.
func (p *Pages) History() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		l, versions, err := p.Initiatives.History(r.Context(), signin.Who(r), r.PathValue("indsats"), r.PathValue("felt"))
		if err != nil {
			return err
		}
		v := historyView{Life: l, Versions: versions, Label: web.LanguageOf(r).Say(initiative.Field(r.PathValue("felt")).Danish())}
		w.Header().Set("Cache-Control", "no-store")
		return historyPage.Render(w, r, v)
	})
}

// A printView is the business case as the annex of an agenda.
type printView struct {
	initiative.Annex
	Path string
}

// Print shows the business case as it looks on paper.
func (p *Pages) Print() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		l, err := p.Initiatives.Open(r.Context(), signin.Who(r), r.PathValue("indsats"))
		if err != nil {
			return err
		}
		w.Header().Set("Cache-Control", "no-store")
		return printPage.Render(w, r, printView{l.Annex(access.Day(p.Clock())), l.Path()})
	})
}

// PrintPDF and PrintDOCX send the business case as a file.
func (p *Pages) PrintPDF() http.Handler { return p.file(p.PDF, "application/pdf", ".pdf") }

// PrintDOCX sends the business case as a Word document.
func (p *Pages) PrintDOCX() http.Handler {
	return p.file(p.DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")
}

func (p *Pages) file(write func(io.Writer, initiative.Annex) error, media, ending string) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		l, err := p.Initiatives.Open(r.Context(), signin.Who(r), r.PathValue("indsats"))
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", media)
		w.Header().Set("Content-Disposition", `attachment; filename="businesscase-`+l.Slug+ending+`"`)
		w.Header().Set("Cache-Control", "no-store")
		return write(w, l.Annex(access.Day(p.Clock())))
	})
}
