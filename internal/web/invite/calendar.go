package invite

import (
	_ "embed"
	"errors"
	"io"
	"net/http"

	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/invitation"
	"klynge/internal/invitation/freebusy"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

var (
	//go:embed calendar.html
	calendarHTML string

	calendarPage = page[calendarView](calendarHTML)
)

// A calendarView is somebody's own page on calendars: theirs with our meetings,
// and ours with when they are busy.
type calendarView struct {
	Feed    string // the address that was just made; it is not shown again
	HasFeed bool
	Source  *invitation.Source
	Wrong   string
}

func (p *Pages) calendar(w http.ResponseWriter, r *http.Request, v calendarView, wrong error) (err error) {
	ctx, who := r.Context(), signin.Who(r)
	if v.HasFeed, err = p.Calls.HasFeed(ctx, who); err != nil {
		return err
	}
	if v.Source, err = p.Calls.MySource(ctx, who); err != nil {
		return err
	}
	status := http.StatusOK
	if wrong != nil {
		v.Wrong, status = fault.Sentence(wrong), fault.KindOf(wrong).Status()
	}
	return calendarPage.RenderStatus(w, r, status, v)
}

// ShowCalendar shows somebody their page on calendars.
func (p *Pages) ShowCalendar() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.calendar(w, r, calendarView{}, nil) })
}

// ChangeCalendar makes or closes the address of somebody's meetings, and takes or
// forgets when they are busy.
func (p *Pages) ChangeCalendar() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		r.Body = http.MaxBytesReader(w, r.Body, freebusy.MaxBytes+web.SmallForm)
		if err := r.ParseMultipartForm(1 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
			if _, large := errors.AsType[*http.MaxBytesError](err); large {
				return fault.Because(err, fault.TooLarge, "Filen er for stor: højst 5 MB. Intet er ændret. Hent en kortere periode ud af kalenderen.")
			}
			return fault.Because(err, fault.Invalid, "%s", fault.Sentence(errNotRead))
		}
		token, sentence, err := p.changeCalendar(r)
		if refused(err) || fault.Is(err, fault.Missing) {
			return p.calendar(w, r, calendarView{}, err)
		}
		if err != nil {
			return err
		}
		if token != "" {
			return p.calendar(w, r, calendarView{Feed: p.URL + "/kalender/" + token + "/moeder.ics"}, nil)
		}
		web.Done(w, r, "/kalender", sentence)
		return nil
	})
}

func (p *Pages) changeCalendar(r *http.Request) (token, sentence string, err error) {
	ctx, who := r.Context(), signin.Who(r)
	kept := func(n int) string {
		return "Din kalender er læst: " + danish.Count(n, "optaget tid", "optagne tider") + ". Hvad du skal, er ikke gemt."
	}
	switch r.PostFormValue("goer") {
	case "adresse":
		token, err = p.Calls.NewFeed(ctx, who)
		return token, "", err
	case "luk":
		return "", "Adressen virker ikke mere.", p.Calls.EndFeed(ctx, who)
	case "hent":
		n, err := p.Calls.SetAddress(ctx, who, r.PostFormValue("kalender"))
		return "", kept(n), err
	case "fil":
		file, err := upload(r)
		if err != nil {
			return "", "", err
		}
		n, err := p.Calls.SetFile(ctx, who, file)
		return "", kept(n), err
	case "glem":
		return "", "Det, vi vidste om, hvornår du er optaget, er slettet.", p.Calls.ForgetBusy(ctx, who)
	}
	return "", "", errNotRead
}

// upload reads the file of a form.
func upload(r *http.Request) ([]byte, error) {
	part, _, err := r.FormFile("fil")
	if err != nil {
		return nil, fault.Because(err, fault.Invalid, "Vælg en fil fra din kalender (.ics). Intet er ændret.")
	}
	defer func() {
		// It was read.
		_ = part.Close()
	}()
	return io.ReadAll(part)
}

// Feed answers a calendar program that asks for somebody's meetings.
func (p *Pages) Feed() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		private(w)
		text, err := p.Calls.Feed(r.Context(), r.PathValue("token"))
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
		w.Header().Set("Content-Disposition", `inline; filename="moeder.ics"`)
		// A reader that went away has no use for the error.
		_, _ = io.WriteString(w, text)
		return nil
	})
}
