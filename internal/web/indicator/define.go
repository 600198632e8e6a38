package indicator

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"klynge/internal/fault"
	"klynge/internal/indicator"
	"klynge/internal/indicator/disclosure"
	"klynge/internal/indicator/spc"
	"klynge/internal/web"
	"klynge/internal/web/signin"
)

// Fields are the form of a definition, as it is filled.
type Fields struct {
	Form        url.Values
	Frequencies []indicator.Frequency
	Charts      []spc.Type
	Profiles    []disclosure.Profile
	Factors     []float64
	Wrong       string
}

func newFields(form url.Values) Fields {
	return Fields{Form: form, Frequencies: indicator.Frequencies, Charts: spc.Types, Profiles: disclosure.Profiles, Factors: indicator.Factors}
}

// Is reports whether a field holds a value.
func (f Fields) Is(field, value string) bool { return f.Form.Get(field) == value }

// IsFactor reports whether a factor is the one that is chosen.
func (f Fields) IsFactor(n float64) bool {
	return f.Form.Get("faktor") == strconv.FormatFloat(n, 'f', -1, 64)
}

// formOf returns a definition as the form has it.
func formOf(d indicator.Definition) url.Values {
	form := url.Values{
		"navn": {d.Name}, "taeller": {d.Numerator}, "naevner": {d.Denominator}, "enhed": {d.Unit}, "faktor": {strconv.FormatFloat(d.Factor, 'f', -1, 64)}, "kilde": {d.Source},
		"hyppighed": {string(d.Frequency)}, "diagram": {string(d.Chart)}, "profil": {string(d.Profile)}, "ejer": {d.Owner}, "baseline-dag": {d.BaselineOn},
	}
	for name, n := range map[string]*float64{"baseline": d.Baseline, "maal": d.Target, "mindst": d.Least, "hoejst": d.Most} {
		if n != nil {
			form.Set(name, strings.ReplaceAll(strconv.FormatFloat(*n, 'f', -1, 64), ".", ","))
		}
	}
	for name, on := range map[string]bool{"personer": d.Persons, "gevinst": d.Benefit, "uden-spring": d.Screened} {
		if on {
			form.Set(name, "ja")
		}
	}
	return form
}

// definitionOf reads a definition of a form.
func definitionOf(form url.Values) (d indicator.Definition, err error) {
	get := form.Get
	d = indicator.Definition{
		Name: get("navn"), Numerator: get("taeller"), Denominator: get("naevner"), Unit: get("enhed"), Source: get("kilde"), Frequency: indicator.Frequency(get("hyppighed")),
		Chart: spc.Type(get("diagram")), Persons: get("personer") != "", Profile: disclosure.Profile(get("profil")), Benefit: get("gevinst") != "", Screened: get("uden-spring") != "",
		Owner: get("ejer"), BaselineOn: get("baseline-dag"),
	}
	if d.Factor, err = strconv.ParseFloat(get("faktor"), 64); err != nil {
		d.Factor = 1
	}
	for name, into := range map[string]**float64{"baseline": &d.Baseline, "maal": &d.Target, "mindst": &d.Least, "hoejst": &d.Most} {
		if strings.TrimSpace(get(name)) == "" {
			continue
		}
		n, err := indicator.ParseNumber(get(name))
		if err != nil {
			return d, err
		}
		*into = &n
	}
	return d, nil
}

// Define gives an initiative one more indicator.
func (p *Pages) Define() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		var i indicator.Indicator
		d, err := definitionOf(r.PostForm)
		if err == nil {
			i, err = p.Indicators.Define(r.Context(), signin.Who(r), r.PathValue("indsats"), d)
		}
		if isOurs(err) {
			return p.list(w, r, err)
		}
		if err != nil {
			return err
		}
		web.Done(w, r, i.Path(), web.LanguageOf(r).Say("Målingen er oprettet. Skriv nu den første værdi, eller læs en fil ind."))
		return nil
	})
}

// A defineView is the form of a definition that there is.
type defineView struct {
	indicator.Work
	Figures int
	Fields
}

// ShowDefinition shows how an indicator is defined, as a form.
func (p *Pages) ShowDefinition() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error { return p.showDefinition(w, r, nil) })
}

func (p *Pages) showDefinition(w http.ResponseWriter, r *http.Request, refused error) (err error) {
	var v defineView
	if v.Work, err = p.Indicators.Open(r.Context(), signin.Who(r), r.PathValue("maaling")); err != nil {
		return err
	}
	v.Fields, v.Figures = newFields(formOf(v.Definition)), len(v.Values)
	status := http.StatusOK
	if refused != nil {
		v.Fields, status = newFields(r.PostForm), fault.KindOf(refused).Status()
		v.Wrong = fault.Sentence(refused)
	}
	w.Header().Set("Cache-Control", "no-store")
	return definePage.RenderStatus(w, r, status, v)
}

// Alter defines an indicator anew.
func (p *Pages) Alter() http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		if err := web.ParseForm(w, r, web.SmallForm); err != nil {
			return err
		}
		id := r.PathValue("maaling")
		d, err := definitionOf(r.PostForm)
		if err == nil {
			err = p.Indicators.Alter(r.Context(), signin.Who(r), id, seen(r), d, r.PostForm.Get("hvorfor"))
		}
		if isOurs(err) {
			return p.showDefinition(w, r, err)
		}
		if err != nil {
			return err
		}
		p.Forget()
		web.Done(w, r, "/arbejde/maaling/"+id, web.LanguageOf(r).Say("Beskrivelsen er gemt."))
		return nil
	})
}
