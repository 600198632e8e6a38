package followup

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/journal"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// A journalView is the journal of one body.
type journalView struct {
	Body    body.Organization
	Filter  journal.Filter
	Lines   []line
	Missing []journal.Missing
	Full    bool // there are more lines than these
	Writes  bool
	Today   string
	Typed   entryForm
}

// A line is one of the journal, with the form that puts it right.
type line struct {
	journal.Entry
	Overdue bool
	Amended int
	Path    string
	Writes  bool
	Typed   entryForm
	Form    journal.Form // what its code looks to be of
}

// An entryForm is a form that was refused.
type entryForm struct {
	Form, ID, Wrong                           string
	Case, Code, Direction, Date, Theme, Party string
	From, Fact, Assessment, Step              string
	Closed                                    bool
}

// Of returns what the form of one thing held, empty unless it was refused.
func (f entryForm) Of(form, id string) entryForm {
	if f.Form == form && f.ID == id {
		return f
	}
	return entryForm{}
}

// Path returns the address of the journal.
func (v journalView) Path() string { return "/arbejde/organ/" + v.Body.Slug + "/journal" }

// Export returns the address of the same lines as a file.
func (v journalView) Export() string {
	return v.Path() + ".csv?" + query(v.Filter)
}

func query(f journal.Filter) string {
	v := url.Values{}
	for name, value := range map[string]string{"sag": f.Case, "retning": string(f.Direction), "fra": f.From, "til": f.To} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if f.Overdue {
		v.Set("uden", "sag")
	}
	return v.Encode()
}

// shown is how many lines a page shows; exported how many a file has.
const (
	shown    = 200
	exported = 100_000
)

func (p *Pages) filter(r *http.Request) journal.Filter {
	q := r.URL.Query()
	return journal.Filter{Case: strings.TrimSpace(q.Get("sag")), Direction: journal.Direction(q.Get("retning")), From: q.Get("fra"), To: q.Get("til"),
		Overdue: q.Get("uden") == "sag", Today: p.today()}
}

func (p *Pages) journal(w http.ResponseWriter, r *http.Request, typed entryForm, status int) error {
	ctx, who := r.Context(), signin.Who(r)
	o, err := p.Decisions.BodyOf(ctx, r.PathValue("organ"))
	if err != nil {
		return err
	}
	v := journalView{Body: o, Filter: p.filter(r), Writes: who.May(access.EditAgenda, o.ID), Today: p.today(), Typed: typed}
	list, err := p.Journal.Of(ctx, who, o.ID, v.Filter, shown+1)
	if err != nil {
		return err
	}
	if v.Full = len(list) > shown; v.Full {
		list = list[:shown]
	}
	times, err := p.Journal.Amended(ctx, o.ID)
	if err != nil {
		return err
	}
	for _, e := range list {
		v.Lines = append(v.Lines, line{Entry: e, Overdue: e.Overdue(v.Today) && e.Theme != "", Amended: times[e.ID], Path: v.Path() + "/" + e.ID,
			Writes: v.Writes && e.Theme != "", Typed: typed.Of("ret", e.ID), Form: journal.FormOf(e.Code)})
	}
	if v.Missing, err = p.Journal.Missing(ctx, who, o.ID); err != nil {
		return err
	}
	return journalPage.RenderStatus(w, r, status, v)
}

// ShowJournal shows the journal of a body.
func (p *Pages) ShowJournal() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.journal(w, r, entryForm{}, http.StatusOK)
	})
}

// ExportJournal sends the lines that are asked for as a file for a spreadsheet:
// semicolons and a byte order mark, as a Danish Excel reads it.
func (p *Pages) ExportJournal() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		who := signin.Who(r)
		o, err := p.Decisions.BodyOf(r.Context(), r.PathValue("organ"))
		if err != nil {
			return err
		}
		list, err := p.Journal.Of(r.Context(), who, o.ID, p.filter(r), exported)
		if err != nil {
			return err
		}
		h, l := w.Header(), web.LanguageOf(r)
		h.Set("Content-Type", "text/csv; charset=utf-8")
		h.Set("Content-Disposition", `attachment; filename="journal-`+o.Slug+`.csv"`)
		var text strings.Builder
		text.WriteString("\ufeff")
		out := csv.NewWriter(&text)
		out.Comma, out.UseCRLF = ';', true
		rows := [][]string{{l.Say("Dato"), l.Say("Retning"), l.Say("Emne"), l.Say("Sag"), l.Say("Kode"), l.Say("Part"), l.Say("Art"), l.Say("Tekst"),
			l.Say("Fil"), l.Say("Lukket"), l.Say("Ført"), l.Say("Ført af")}}
		for _, e := range list {
			closed := ""
			if e.Closed {
				closed = l.Say("ja")
			}
			rows = append(rows, []string{e.Date, l.Say(directions[e.Direction]), e.Theme, e.Case, e.Code, e.Party, l.Say(whats[e.What]), e.Text, e.FileName,
				closed, access.Day(e.Made), e.By})
		}
		for _, row := range rows {
			for i := range row {
				row[i] = inert(row[i])
			}
		}
		if err := out.WriteAll(rows); err != nil {
			return err
		}
		h.Set("Content-Length", strconv.Itoa(text.Len()))
		// A reader that went away has no use for the error.
		_, _ = strings.NewReader(text.String()).WriteTo(w)
		return nil
	})
}

// inert returns a text that a spreadsheet takes for text: one that it would reckon
// as a formula begins with an apostrophe (OWASP, CSV injection).
func inert(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(text)[0]) {
		return "'" + text
	}
	return text
}

// read reads a form of the journal.
func (f *entryForm) read(r *http.Request) {
	form := r.PostForm.Get
	f.Form = form("goer")
	for name, into := range map[string]*string{
		"sag": &f.Case, "kode": &f.Code, "retning": &f.Direction, "dato": &f.Date, "emne": &f.Theme, "part": &f.Party, "hvem": &f.From, "oplysning": &f.Fact,
		"vurdering": &f.Assessment, "skridt": &f.Step,
	} {
		*into = form(name)
	}
	f.Closed = form("lukket") != ""
}

// entered answers a form of the journal.
func (p *Pages) entered(do func(r *http.Request, bodyID, by string, f entryForm) (sentence string, err error)) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		var f entryForm
		f.read(r)
		f.ID = r.PathValue("linje")
		o, err := p.Decisions.BodyOf(r.Context(), r.PathValue("organ"))
		if err != nil {
			return err
		}
		sentence, err := do(r, o.ID, signin.Who(r).Account.Name, f)
		if why, status, refused := refusal(err); refused {
			f.Wrong = why
			return p.journal(w, r, f, status)
		}
		if err != nil {
			return err
		}
		if journal.FormOf(f.Code) == journal.Unlike {
			sentence += " Koden ligner hverken KLE (29.30.00-G01) eller en regions kode. Se den efter."
		}
		web.Done(w, r, "/arbejde/organ/"+o.Slug+"/journal", sentence)
		return nil
	})
}

// Enter keeps a new line, a note in up to three parts, or a document that came and
// was not entered.
func (p *Pages) Enter() http.Handler {
	return p.entered(func(r *http.Request, bodyID, by string, f entryForm) (string, error) {
		ctx := r.Context()
		switch f.Form {
		case "notat":
			list, err := journal.Note{BodyID: bodyID, Case: f.Case, Code: f.Code, Date: f.Date, Theme: f.Theme, From: f.From, Fact: f.Fact,
				Assessment: f.Assessment, Step: f.Step, Closed: f.Closed}.Entries(by)
			if err != nil {
				return "", err
			}
			return "Notatet er ført i journalen.", p.Journal.EnterAll(ctx, list)
		case "mangler":
			return "Dokumentet er ført i journalen.", p.Journal.EnterMissing(ctx, bodyID, r.PostForm.Get("bilag"), by)
		}
		return "Linjen er ført i journalen.", p.Journal.EnterAll(ctx, []journal.Entry{{BodyID: bodyID, Case: f.Case, Code: f.Code,
			Direction: journal.Direction(f.Direction), Date: f.Date, Theme: f.Theme, Party: f.Party, Closed: f.Closed, By: by}})
	})
}

// Amend puts a line right.
func (p *Pages) Amend() http.Handler {
	return p.entered(func(r *http.Request, bodyID, by string, f entryForm) (string, error) {
		version, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
		if err != nil {
			version = 0
		}
		return "Linjen er rettet. Det, der stod før, er gemt.", p.Journal.Amend(r.Context(), journal.Entry{ID: f.ID, BodyID: bodyID, Case: f.Case, Code: f.Code,
			Date: f.Date, Theme: f.Theme, Party: f.Party, Version: version}, by)
	})
}
