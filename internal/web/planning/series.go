package planning

import (
	_ "embed"
	"net/http"
	"net/url"
	"time"

	"klynge/internal/body"
	"klynge/internal/plan"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

//go:embed series.html
var seriesHTML string

var seriesPage = page[seriesView](seriesHTML)

// A seriesView is a series of meetings before it is planned.
type seriesView struct {
	Body     body.Organization
	Rules    plan.Rules
	Rooms    []plan.Room
	Typed    meetingForm
	Repeat   plan.Repeat
	Nths     []int
	Days     []int // weekdays from Monday
	Proposed []proposedView
	Fresh    bool // nothing was asked for yet
	asking
}

// A proposedView is one day of the series.
type proposedView struct {
	plan.Proposed
	Doubts plan.Doubts
	Chosen bool
	Agenda string // last day to send its agenda
}

// ShowSeries shows the form of a series, and the days that it would have.
func (p *Pages) ShowSeries() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		query := r.URL.Query()
		v, err := p.series(r, query)
		if err != nil {
			return err
		}
		v.Fresh = !query.Has("fra")
		if v.Fresh {
			v.fresh(p.Clock().Year() + 1)
			return seriesPage.Render(w, r, v)
		}
		status := http.StatusOK
		if err := p.propose(r, &v, nil); err != nil {
			if v.asking, status, err = ask(err); err != nil {
				return err
			}
		}
		return seriesPage.RenderStatus(w, r, status, v)
	})
}

// series reads the form of a series.
func (p *Pages) series(r *http.Request, form url.Values) (v seriesView, err error) {
	ctx := r.Context()
	if v.Body, err = p.Plan.BodyBySlug(ctx, r.PathValue("organ")); err != nil {
		return v, err
	}
	if v.Rules, err = p.Plan.Rules(ctx, v.Body.ID); err != nil {
		return v, err
	}
	if v.Rooms, err = p.Plan.Rooms(ctx); err != nil {
		return v, err
	}
	v.Typed, v.Nths, v.Days = readMeeting(form), []int{1, 2, 3, 4, -1}, []int{1, 2, 3, 4, 5, 6, 0}
	v.Repeat = plan.Repeat{Monthly: form.Get("rytme") != "uger", Every: numberIn(form, "hver", 1), Nth: numberIn(form, "nummer", 1),
		Weekday: time.Weekday(numberIn(form, "ugedag", 2)), From: form.Get("fra"), To: form.Get("til"), SkipJuly: form.Get("juli") != ""}
	return v, nil
}

// fresh proposes what is usual: the first Tuesday of every third month.
func (v *seriesView) fresh(year int) {
	first := time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC)
	v.Typed.Form, v.Typed.Start, v.Typed.End = string(plan.Physical), "14:00", "16:00"
	v.Repeat = plan.Repeat{Monthly: true, Every: 3, Nth: 1, Weekday: time.Tuesday, From: first.Format(time.DateOnly),
		To: first.AddDate(1, 0, -1).Format(time.DateOnly), SkipJuly: true}
}

// propose finds the days of a series and what is doubtful about each. Chosen are
// the days that somebody has ticked, nil when nobody was asked yet.
func (p *Pages) propose(r *http.Request, v *seriesView, chosen []string) error {
	proposed, err := v.Rules.Dates(v.Repeat)
	if err != nil {
		return err
	}
	ticked := map[string]bool{}
	for _, date := range chosen {
		ticked[date] = true
	}
	m := v.Typed.meeting(v.Body.ID)
	for _, day := range proposed {
		d := proposedView{Proposed: day, Chosen: chosen == nil || ticked[day.Date]}
		if day.Left == "" {
			m.Date = day.Date
			if err := v.Rules.Check(m); err != nil {
				return err
			}
			if d.Doubts, err = p.Plan.Doubts(r.Context(), m); err != nil {
				return err
			}
			d.Agenda = v.Rules.Deadlines(m).Agenda
		}
		v.Proposed = append(v.Proposed, d)
	}
	return nil
}

// AddSeries plans the days that were ticked.
func (p *Pages) AddSeries() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		v, err := p.series(r, r.PostForm)
		if err != nil {
			return err
		}
		dates := r.PostForm["dage"]
		list, err := p.Plan.AddSeries(r.Context(), signin.Who(r), v.Typed.meeting(v.Body.ID), dates, r.PostForm.Get("bekraeft") != "")
		if err == nil {
			web.Done(w, r, pathOf(v.Body)+"?aar="+list[0].Date[:4], web.Danish.Count(len(list), "møde", "møder")+" er planlagt. Næste skridt er at indkalde dem, der skal være med.")
			return nil
		}
		asked, status, err := ask(err)
		if err != nil {
			return err
		}
		if err := p.propose(r, &v, append([]string{}, dates...)); err != nil {
			if asked, status, err = ask(err); err != nil {
				return err
			}
		}
		v.asking = asked
		return seriesPage.RenderStatus(w, r, status, v)
	})
}
