package mapping

import (
	"net/http"
	"slices"
	"strconv"

	"klynge/internal/access"
	"klynge/internal/fault"
	"klynge/internal/mapping"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// A hubView is a study with what it stands on and what is next.
type hubView struct {
	studyView
	Stations []station
	Next     mapping.State // "" at the end
	Gaps     []mapping.Gap
	Backable bool
	Overdue  bool // what lies elsewhere should be erased by now
	Ended    bool
	Sent     int // recommendations on an agenda
	Settled  int // of those that something was decided of
}

// Field is what stands in a field of the form.
func (v hubView) Field(name string) string {
	if v.Typed.Has("navn") {
		return v.Was(name)
	}
	return map[string]string{"navn": v.Title, "formaal": v.Purpose, "hjemmel": v.Basis, "gruppe1": v.GroupOne, "gruppe2": v.GroupTwo, "fra": v.Starts, "til": v.Ends}[name]
}

// Mark tells which wording a form began from.
func (v hubView) Mark() string {
	if v.Typed.Has("grundlag") {
		return v.Was("grundlag")
	}
	return v.Plan().Mark()
}

// Count returns how many cards are in a state.
func (v hubView) Count(state mapping.CardState) (n int) {
	for _, c := range v.Cards {
		if c.State == state {
			n++
		}
	}
	return n
}

// Free reports whether nobody has a place among the two who code.
func (v hubView) Free() bool { return len(v.Coders) < 2 }

// Show shows a study.
func (p *Pages) Show() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.show(w, r, web.Refusal{}) })
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request, f web.Refusal) error {
	of, err := p.studyOf(r, f)
	if err != nil {
		return err
	}
	today := access.Day(p.Clock())
	v := hubView{studyView: of, Stations: stations(of.State), Overdue: today > of.EraseBy(), Ended: today > of.Ends}
	if i := slices.Index(mapping.States, of.State) + 1; of.State != mapping.Closed && i < len(mapping.States) {
		v.Next = mapping.States[i]
		v.Gaps = of.Gaps(v.Next)
	}
	v.Backable = of.MayBack()
	v.Sent, v.Settled = of.DecidedCount()
	return studyPage.RenderStatus(w, r, f.Status(), v)
}

// Change does something to a study.
func (p *Pages) Change() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		key := r.PathValue("kortlaegning")
		return web.Act(w, r, func() (string, string, error) {
			sentence, err := p.change(r, key)
			return "/arbejde/kortlaegning/" + key, sentence, err
		}, func(f web.Refusal) error { return p.show(w, r, f) })
	})
}

func (p *Pages) change(r *http.Request, key string) (string, error) {
	ctx, who, form := r.Context(), signin.Who(r), r.PostForm
	switch form.Get("goer") {
	case "gem":
		return "Det er gemt.", p.Studies.Revise(ctx, key, form.Get("grundlag"), planOf(form))
	case "videre":
		to := mapping.State(form.Get("til"))
		return doneNames[to], p.Studies.Advance(ctx, who, key, to)
	case "tilbage":
		return "Kortlægningen er et skridt tilbage.", p.Studies.Back(ctx, key, mapping.State(form.Get("fra")))
	case "kod":
		return "Du er en af de to, der koder.", p.Studies.TakePlace(ctx, who, key)
	case "fri":
		place, err := strconv.Atoi(form.Get("plads"))
		if err != nil {
			return "", web.ErrForm
		}
		return "Pladsen er fri. Det, der var markeret fra den, er slettet.", p.Studies.FreePlace(ctx, key, place)
	case "slettet":
		return "Tak. Det er noteret, at nøglen er slettet dér, hvor den lå.", p.Studies.Erase(ctx, who, key)
	}
	return "", web.ErrForm
}

// Issue makes a report public, or takes it back.
func (p *Pages) Issue() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		key := r.PathValue("kortlaegning")
		return web.Act(w, r, func() (string, string, error) {
			if r.PostForm.Get("goer") == "traek" {
				return "/arbejde/kortlaegning/" + key, "Rapporten er ikke længere offentlig.", p.Studies.Withdraw(r.Context(), signin.Who(r), key)
			}
			return "/arbejde/kortlaegning/" + key, "Rapporten er offentlig.", p.Studies.Publish(r.Context(), signin.Who(r), key)
		}, func(f web.Refusal) error { return p.show(w, r, f) })
	})
}

// A reportView is the report as the body reads it.
type reportView struct {
	mapping.Report
	Study mapping.Study
	Works bool // on the study
	Of    studyView
}

// ShowReport shows the report to who sits in the body: when it is written. Those
// who work on the study see it while it is made.
func (p *Pages) ShowReport() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		of, err := p.studyOf(r, web.Refusal{})
		if err != nil {
			return err
		}
		v := reportView{Report: of.Report(), Study: of.Study, Works: signin.Who(r).May(access.MapCitizens, of.BodyID), Of: of}
		if !v.Works && of.State != mapping.Reported {
			return fault.New(fault.Missing, "Rapporten er ikke skrevet endnu.")
		}
		return reportPage.Render(w, r, v)
	})
}

// ShowPublic shows what everybody may read.
func (p *Pages) ShowPublic() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		one, err := p.Public.Find(r.Context(), r.PathValue("id"))
		if err != nil {
			return err
		}
		return publicPage.Render(w, r, one)
	})
}

// ListPublic shows which reports everybody may read.
func (p *Pages) ListPublic() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		list, err := p.Public.List(r.Context())
		if err != nil {
			return err
		}
		return publicListPage.Render(w, r, list)
	})
}
