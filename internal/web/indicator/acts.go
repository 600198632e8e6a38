package indicator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"klynge/internal/access"
	"klynge/internal/fault"
	"klynge/internal/indicator"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// What a form says that it did.
const (
	saidEntered   = "Værdien er gemt. En anden end dig skal kontrollere den."
	saidRemoved   = "Værdien er fjernet. Historikken husker den."
	saidChecked   = "Værdierne er kontrolleret."
	saidReleased  = "Værdierne er frigivet og frosset. Offentligheden kan læse dem."
	saidWithdrawn = "Værdien er trukket tilbage."
	saidMarked    = "Diagrammet er regnet om. Begrundelsen står under det."
	saidUnmarked  = "Mærket er ophævet. Det kan stadig ses, at det var der."
)

// Change does one thing with the figures of an indicator or its chart: "goer" as
// DEED or DEED:PART.
func (p *Pages) Change() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.LargeForm); err != nil {
			return err
		}
		deed, part, _ := strings.Cut(r.PostForm.Get("goer"), ":")
		sentence, place, err := p.figures(r, deed)
		if err == web.ErrForm {
			sentence, place, err = p.chart(r, deed, part)
		}
		if isOurs(err) {
			return p.show(w, r, err)
		}
		if err != nil {
			return err
		}
		p.Forget()
		web.Done(w, r, "/arbejde/maaling/"+r.PathValue("maaling")+place, web.LanguageOf(r).Say(sentence))
		return nil
	})
}

// figures does what is done to figures.
func (p *Pages) figures(r *http.Request, deed string) (sentence, place string, err error) {
	ctx, who, id, form := r.Context(), signin.Who(r), r.PathValue("maaling"), r.PostForm
	switch deed {
	case "vaerdi":
		return saidEntered, "#vaerdier", p.enter(r, form.Get("periode"), "")
	case "kontrol":
		return saidChecked, "#kontrol", p.Indicators.Check(ctx, who, id, seen(r), form["vaerdi"], form.Get("bemaerkning"))
	case "frigiv":
		return saidReleased, "#frigiv",
			p.Indicators.Release(ctx, who, id, seen(r), indicator.Releasing{Values: form["vaerdi"], Reason: form.Get("begrundelse")})
	}
	return "", "", web.ErrForm
}

// chart does what is done to the chart.
func (p *Pages) chart(r *http.Request, deed, part string) (sentence, place string, err error) {
	ctx, who, id, form := r.Context(), signin.Who(r), r.PathValue("maaling"), r.PostForm
	switch deed {
	case "maerke":
		work, err := p.Indicators.Open(ctx, who, id)
		if err != nil {
			return "", "", err
		}
		period, err := indicator.ParsePeriod(work.Frequency, form.Get("fra"))
		if err == nil {
			err = p.Indicators.Mark(ctx, who, id, indicator.MarkKind(form.Get("slags")), period, form.Get("grund"))
		}
		return saidMarked, "#midterlinje", err
	case "ophaev":
		return saidUnmarked, "#midterlinje", p.Indicators.Unmark(ctx, who, id, part, form.Get("hvorfor."+part))
	}
	return "", "", web.ErrForm
}

// enter takes in the figure of a form, over another one or over none.
func (p *Pages) enter(r *http.Request, period, over string) error {
	work, err := p.Indicators.Open(r.Context(), signin.Who(r), r.PathValue("maaling"))
	if err != nil {
		return err
	}
	e := indicator.Entry{Note: r.PostForm.Get("note"), Over: over}
	if e.Period, err = indicator.ParsePeriod(work.Frequency, period); err != nil {
		return err
	}
	if e.Figure, err = figureOf(r, work.Ratio()); err != nil {
		return err
	}
	return p.Indicators.Enter(r.Context(), signin.Who(r), work.ID, e)
}

// figureOf reads the figure of a form.
func figureOf(r *http.Request, ratio bool) (indicator.Figure, error) {
	if !ratio {
		n, err := indicator.ParseNumber(r.PostForm.Get("tal"))
		return indicator.Single(n), err
	}
	numerator, err := indicator.ParseNumber(r.PostForm.Get("taeller"))
	if err != nil {
		return indicator.Figure{}, err
	}
	denominator, err := indicator.ParseNumber(r.PostForm.Get("naevner"))
	if err == nil && denominator == 0 {
		err = fault.New(fault.Invalid, "Nævneren er 0. Så er der ingen andel. Lad perioden stå tom. Intet er gemt.")
	}
	return indicator.Over(numerator, denominator), err
}

// A valueView is one figure, to be changed, replaced or taken away.
type valueView struct {
	indicator.Work
	One       indicator.Value
	Publishes bool
	Wrong     string
	Typed     url.Values
}

// ShowValue shows one figure with what may be done to it.
func (p *Pages) ShowValue() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.showValue(w, r, nil) })
}

func (p *Pages) showValue(w http.ResponseWriter, r *http.Request, refused error) error {
	v, err := p.value(r)
	if err != nil {
		return err
	}
	v.Typed = url.Values{"tal": {comma(v.One.Value)}, "taeller": {comma(v.One.Numerator)}, "naevner": {comma(v.One.Denominator)}, "note": {v.One.Note}}
	if v.One.State == indicator.Released {
		v.Typed.Del("note")
	}
	status := http.StatusOK
	if refused != nil {
		v.Wrong, v.Typed, status = fault.Sentence(refused), r.PostForm, fault.KindOf(refused).Status()
	}
	w.Header().Set("Cache-Control", "no-store")
	return valuePage.RenderStatus(w, r, status, v)
}

// value finds the figure of an address.
func (p *Pages) value(r *http.Request) (v valueView, err error) {
	who := signin.Who(r)
	if v.Work, err = p.Indicators.Open(r.Context(), who, r.PathValue("maaling")); err != nil {
		return v, err
	}
	v.Publishes = who.May(access.Publish, v.BodyID)
	for _, one := range slices.Concat(v.Values, v.Earlier) {
		if one.ID == r.PathValue("vaerdi") {
			v.One = one
			return v, nil
		}
	}
	return v, fault.New(fault.Missing, "Værdien findes ikke længere.")
}

// ChangeValue changes, replaces, removes or takes back one figure.
func (p *Pages) ChangeValue() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		v, err := p.value(r)
		if err != nil {
			return err
		}
		ctx, who, form, sentence := r.Context(), signin.Who(r), r.PostForm, ""
		switch form.Get("goer") {
		case "ret":
			err, sentence = p.enter(r, v.One.Period.Key(), v.One.ID), saidEntered
		case "fjern":
			err, sentence = p.Indicators.Remove(ctx, who, v.ID, v.One.ID, form.Get("hvorfor")), saidRemoved
		case "traek":
			err, sentence = p.Indicators.Withdraw(ctx, who, v.ID, v.One.ID, form.Get("hvorfor")), saidWithdrawn
		default:
			err = web.ErrForm
		}
		if isOurs(err) {
			return p.showValue(w, r, err)
		}
		if err != nil {
			return err
		}
		p.Forget()
		web.Done(w, r, v.Path()+"#vaerdier", web.LanguageOf(r).Say(sentence))
		return nil
	})
}
