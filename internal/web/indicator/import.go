package indicator

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

	"klynge/internal/access"
	"klynge/internal/fault"
	"klynge/internal/indicator"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// An importView is a file of figures on its way in.
type importView struct {
	indicator.Work
	Read    bool // a file was read, and Preview says what it would do
	Preview indicator.Preview
	Rows    []indicator.Reading // that are shown, those with errors first
	Cut     bool                // there are more
	Wrong   string
	Note    string
}

// shownReadings is how many rows of a file a page shows.
const shownReadings = 200

// patience is how long a file may take to arrive and to be taken in.
const patience = 5 * time.Minute

// slow makes a handler that has more time than a page. What it began it ends, also
// when the visitor goes away: a file is taken in whole or not at all.
func slow(do func(w http.ResponseWriter, r *http.Request) error) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		until := time.Now().Add(patience)
		ctx, cancel := context.WithDeadline(context.WithoutCancel(r.Context()), until)
		defer cancel()
		// Where deadlines cannot be set there are none.
		control := http.NewResponseController(w)
		_, _ = control.SetReadDeadline(until), control.SetWriteDeadline(until)
		return do(w, r.WithContext(ctx))
	})
}

// Count returns how many rows of a file have a fate.
func (v importView) Count(f indicator.Fate) int { return v.Preview.Counts[f] }

// ShowImport shows the form that takes a file.
func (p *Pages) ShowImport() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.showImport(w, r, nil)
	})
}

func (p *Pages) showImport(w http.ResponseWriter, r *http.Request, refused error) (err error) {
	var v importView
	if v.Work, err = p.Indicators.Open(r.Context(), signin.Who(r), r.PathValue("maaling")); err != nil {
		return err
	}
	return v.render(w, r, refused)
}

func (v importView) render(w http.ResponseWriter, r *http.Request, refused error) error {
	if !signin.Who(r).May(access.LeadInitiative, v.BodyID) {
		return fault.New(fault.Missing, "Der er ingen side på denne adresse.")
	}
	status := http.StatusOK
	if refused != nil {
		v.Wrong, status = fault.Sentence(refused), fault.KindOf(refused).Status()
	}
	w.Header().Set("Cache-Control", "no-store")
	return importPage.RenderStatus(w, r, status, v)
}

// Import takes in a file, or figures that are pasted, and leads on to what it
// would do.
func (p *Pages) Import() http.Handler {
	return slow(func(w http.ResponseWriter, r *http.Request) error {
		name, data, err := fileOf(w, r)
		var got indicator.Import
		id := r.PathValue("maaling")
		if err == nil {
			got, err = p.Indicators.Hand(r.Context(), signin.Who(r), id, name, data)
		}
		if isOurs(err) {
			return p.showImport(w, r, err)
		}
		if err != nil {
			return err
		}
		web.SeeOther(w, r, "/arbejde/maaling/"+id+"/import/"+got.ID)
		return nil
	})
}

// fileOf reads the file of a form, or the text that was pasted into it.
func fileOf(w http.ResponseWriter, r *http.Request) (name string, data []byte, err error) {
	r.Body = http.MaxBytesReader(w, r.Body, indicator.MaxBytes+web.SmallForm)
	file, header, err := r.FormFile("fil")
	if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return "", nil, fault.Because(large, fault.TooLarge, "Filen er over %d MB. Del den i flere. Intet er læst ind.", indicator.MaxBytes>>20)
	}
	if text := r.PostFormValue("tekst"); err != nil && text != "" {
		return "indsat tekst", []byte(text), nil
	}
	if err != nil {
		return "", nil, fault.Because(err, fault.Invalid, "Vælg en fil, eller indsæt tallene. Intet er læst ind.")
	}
	data, err = io.ReadAll(file)
	return header.Filename, data, errors.Join(err, file.Close())
}

// ShowPreview shows what a file would do.
func (p *Pages) ShowPreview() http.Handler {
	return slow(func(w http.ResponseWriter, r *http.Request) error {
		return p.preview(w, r, indicator.Taking{Mark: markOf(r.URL.Query().Get("tegn"))}, nil)
	})
}

// markOf reads which decimal sign somebody has chosen, 0 for none.
func markOf(text string) byte {
	switch text {
	case "komma":
		return ','
	case "punktum":
		return '.'
	}
	return 0
}

func (p *Pages) preview(w http.ResponseWriter, r *http.Request, how indicator.Taking, refused error) (err error) {
	v := importView{Read: true, Note: how.Note}
	v.Work, v.Preview, err = p.Indicators.Preview(r.Context(), signin.Who(r), r.PathValue("maaling"), r.PathValue("fil"), how.Mark)
	if isOurs(err) {
		return p.showImport(w, r, err)
	}
	if err != nil {
		return err
	}
	v.Rows = slices.Clone(v.Preview.Readings)
	slices.SortStableFunc(v.Rows, func(a, b indicator.Reading) int { return rank(a) - rank(b) })
	if v.Cut = len(v.Rows) > shownReadings; v.Cut {
		v.Rows = v.Rows[:shownReadings]
	}
	return v.render(w, r, refused)
}

// rank puts what is wrong first, then what stands out.
func rank(r indicator.Reading) int {
	switch {
	case r.Fate == indicator.Refused:
		return 0
	case r.Stands:
		return 1
	}
	return 2
}

// Take takes a file in, or shows it again with what was wrong.
func (p *Pages) Take() http.Handler {
	return slow(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		id, form := r.PathValue("maaling"), r.PostForm
		how := indicator.Taking{Mark: markOf(form.Get("tegn")), Confirmed: form.Get("bekraeft") != "", Note: form.Get("hvorfor")}
		done, err := p.Indicators.Take(r.Context(), signin.Who(r), id, r.PathValue("fil"), how)
		if isOurs(err) {
			return p.preview(w, r, how, err)
		}
		if err != nil {
			return err
		}
		l := web.LanguageOf(r)
		n := done.Counts[indicator.Fresh] + done.Counts[indicator.Corrects] + done.Counts[indicator.Overtakes]
		web.Done(w, r, "/arbejde/maaling/"+id+"#kontrol", l.Say("Filen er læst ind: %s. En anden end dig skal kontrollere dem.", l.Count(n, "værdi", "værdier")))
		return nil
	})
}
