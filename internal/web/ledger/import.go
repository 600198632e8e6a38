package ledger

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"klynge/internal/body"
	"klynge/internal/fault"
	"klynge/internal/ledger"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// An importView is a file of bookings on its way in.
type importView struct {
	Body     body.Organization
	FundPath string
	Read     bool // a file was read, and Preview says what it would do
	Preview  ledger.Preview
	Rows     []ledger.Booking // that are shown, those with errors first
	Cut      bool             // there are more
	Wrong    string
	Doubts   ledger.Doubts
}

// patience is how long a file may take to arrive and to be booked: 100,000 rows
// take about ten seconds, and minutes when the machine does much else.
const patience = 5 * time.Minute

// slow makes a handler that has more time than a page. What it began it ends, also
// when the visitor goes away: a file is booked whole or not at all.
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

// shownRows is how many rows of a file a page shows.
const shownRows = 200

// ShowImport shows the form that takes a file.
func (p *Pages) ShowImport() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return p.showImport(w, r, http.StatusOK, importView{})
	})
}

func (p *Pages) showImport(w http.ResponseWriter, r *http.Request, status int, v importView) (err error) {
	if v.Body, err = p.Ledger.BodyBySlug(r.Context(), r.PathValue("organ")); err != nil {
		return err
	}
	if _, err = p.Ledger.Look(r.Context(), v.Body.ID, r.PathValue("fond"), "", "", signin.Who(r)); err != nil {
		return err
	}
	v.FundPath = fundPlace(r)
	v.Rows = slices.Clone(v.Preview.Rows)
	slices.SortStableFunc(v.Rows, func(a, b ledger.Booking) int { return rank(a) - rank(b) })
	if v.Cut = len(v.Rows) > shownRows; v.Cut {
		v.Rows = v.Rows[:shownRows]
	}
	return importPage.RenderStatus(w, r, status, v)
}

func rank(b ledger.Booking) int {
	if b.Wrong != "" {
		return 0
	}
	return 1
}

// Import takes in a file and leads on to what it would do.
func (p *Pages) Import() http.Handler {
	return slow(func(w http.ResponseWriter, r *http.Request) error {
		o, err := p.Ledger.BodyBySlug(r.Context(), r.PathValue("organ"))
		if err != nil {
			return err
		}
		name, data, err := fileOf(w, r)
		var got ledger.Import
		if err == nil {
			got, err = p.Ledger.TakeFile(r.Context(), o.ID, r.PathValue("fond"), name, data, signin.Who(r))
		}
		if status, ok := askable(err); ok {
			return p.showImport(w, r, status, importView{Wrong: fault.Sentence(err)})
		}
		if err != nil {
			return err
		}
		web.SeeOther(w, r, fundPlace(r)+"/import/"+got.ID)
		return nil
	})
}

// fileOf reads the file of a form.
func fileOf(w http.ResponseWriter, r *http.Request) (name string, data []byte, err error) {
	r.Body = http.MaxBytesReader(w, r.Body, ledger.MostBytes+web.SmallForm)
	file, header, err := r.FormFile("fil")
	if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return "", nil, fault.Because(large, fault.TooLarge, "Filen er over %d MB. Del den i flere. Intet er ført.", ledger.MostBytes>>20)
	}
	if err != nil {
		return "", nil, fault.Because(err, fault.Invalid, "Vælg en fil først. Intet er ført.")
	}
	data, err = io.ReadAll(file)
	return header.Filename, data, errors.Join(err, file.Close())
}

// ShowPreview shows what a file would do.
func (p *Pages) ShowPreview() http.Handler {
	return slow(func(w http.ResponseWriter, r *http.Request) error {
		return p.preview(w, r, ledger.Choosing{}, http.StatusOK, importView{})
	})
}

func (p *Pages) preview(w http.ResponseWriter, r *http.Request, c ledger.Choosing, status int, v importView) error {
	o, err := p.Ledger.BodyBySlug(r.Context(), r.PathValue("organ"))
	if err != nil {
		return err
	}
	v.Preview, err = p.Ledger.Preview(r.Context(), o.ID, r.PathValue("fond"), r.PathValue("fil"), c)
	if status, ok := askable(err); ok {
		return p.showImport(w, r, status, importView{Wrong: fault.Sentence(err)})
	}
	if err != nil {
		return err
	}
	v.Read = true
	return p.showImport(w, r, status, v)
}

// Book books a file, or shows it again with what was chosen.
func (p *Pages) Book() http.Handler {
	return slow(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.LargeForm); err != nil {
			return err
		}
		form := r.PostForm.Get
		c := ledger.Choosing{Year: number(form("aar")), Confirmed: form("bekraeft") != "", Purposes: map[string]string{}}
		for n := 0; r.PostForm.Has(fmt.Sprintf("kode-%d", n)); n++ {
			c.Purposes[form(fmt.Sprintf("kode-%d", n))] = form(fmt.Sprintf("formaal-%d", n))
		}
		if form("goer") != "bogfoer" {
			return p.preview(w, r, c, http.StatusOK, importView{})
		}
		o, err := p.Ledger.BodyBySlug(r.Context(), r.PathValue("organ"))
		if err != nil {
			return err
		}
		done, err := p.Ledger.Book(r.Context(), o.ID, r.PathValue("fond"), r.PathValue("fil"), c, signin.Who(r))
		if doubts, ok := errors.AsType[ledger.Doubts](err); ok {
			return p.preview(w, r, c, http.StatusConflict, importView{Doubts: doubts})
		}
		if status, ok := askable(err); ok {
			return p.preview(w, r, c, status, importView{Wrong: fault.Sentence(err)})
		}
		if err != nil {
			return err
		}
		l := web.LanguageOf(r)
		web.Done(w, r, fundPlace(r), l.Say("Filen er bogført: %s.", l.Count(done.New, "post", "poster")))
		return nil
	})
}
