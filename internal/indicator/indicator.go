// Package indicator holds the measures that show whether an initiative works:
// their definitions, the figures of each period, and what was let out of them.
// No figure here belongs to a person: counts and shares only.
//
// A [Definition] says what is counted, among what, how often and by whom. A
// [Value] is the figure of one [Period] and goes one way:
//
//	computed → checked (by another person) → released → superseded
//
// Until it is released it may be changed, and what it was is remembered. When it
// is released it is frozen, after disclosure control has looked at it; a later
// figure of the same period takes its place and both are told of. A [Series] is
// the figures in the order of time with the gaps between them, and the chart
// (package spc) that says whether they show more than chance.
//
// Rules: section 4 of the charts (R70, R72), small numbers (R71; R10 to R13 of
// the operations room), what is done to figures (R18b), benefits (P1, P2).
package indicator

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"klynge/internal/fault"
	"klynge/internal/indicator/disclosure"
	"klynge/internal/indicator/spc"
)

// A Definition says how an indicator is measured. Target, Baseline and the
// bounds are figures as people read them: the value times the factor.
type Definition struct {
	Name        string             `json:"name"`
	Numerator   string             `json:"numerator"`             // what is counted or measured
	Denominator string             `json:"denominator,omitempty"` // among what, "" where the figure is no ratio
	Unit        string             `json:"unit"`                  // "%", "timer", "pr. 1.000 sengedage"
	Factor      float64            `json:"factor"`                // of a ratio: 100 for per cent, else 1
	Source      string             `json:"source"`
	Frequency   Frequency          `json:"frequency"`
	Chart       spc.Type           `json:"chart"`
	Screened    bool               `json:"screened,omitempty"` // limits of an I chart leave out the largest leaps
	Persons     bool               `json:"persons,omitempty"`  // what is counted are persons: disclosure control applies
	Profile     disclosure.Profile `json:"profile,omitempty"`
	Benefit     bool               `json:"benefit,omitempty"` // it shows a benefit, which has owner, baseline and target (P1)
	Owner       string             `json:"owner,omitempty"`   // of the benefit
	Baseline    *float64           `json:"baseline,omitempty"`
	BaselineOn  string             `json:"baseline_on,omitempty"` // YYYY-MM-DD
	Target      *float64           `json:"target,omitempty"`
	Least       *float64           `json:"least,omitempty"` // a figure below stands out
	Most        *float64           `json:"most,omitempty"`  // a figure above stands out
}

// Ratio reports whether the figures have numerator and denominator.
func (d Definition) Ratio() bool { return d.Denominator != "" }

// Percent reports whether a figure is read as per cent.
func (d Definition) Percent() bool { return d.Ratio() && d.Factor == 100 && d.Unit == "%" }

// An Indicator is a definition with its place.
type Indicator struct {
	ID           string
	Slug         string
	Number       int // in the initiative
	InitiativeID string
	Version      int64
	Definition
	Changes []Change // of the definition after the first, the first first
}

// A Change is why a definition was made another. Figures on either side of it
// may not be comparable.
type Change struct {
	At   time.Time
	By   string
	Note string
}

// Path returns the address of the indicator in the working rooms.
func (i Indicator) Path() string { return "/arbejde/maaling/" + i.ID }

// PublicPath returns the address where the public reads its released figures.
func (i Indicator) PublicPath() string { return "/maalinger/" + i.Slug }

// Factors are what a ratio may be multiplied by.
var Factors = []float64{1, 100, 1_000, 10_000, 100_000}

// The most letters in a line of a definition, and the largest figure.
const (
	MaxLine   = 300
	MaxFigure = 1e12
)

// tidy makes the lines of a definition one line each.
func (d *Definition) tidy() {
	for _, text := range []*string{&d.Name, &d.Numerator, &d.Denominator, &d.Unit, &d.Source, &d.Owner, &d.BaselineOn} {
		*text = oneLine(*text)
	}
	if d.Chart == spc.P || d.Chart == spc.PPrime {
		d.Factor, d.Unit = 100, "%"
	}
	if !d.Ratio() {
		d.Factor = 1
	}
	if !d.Persons {
		d.Profile = ""
	} else if d.Profile == "" {
		d.Profile = disclosure.DK5
	}
}

func oneLine(text string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(text, "\uFFFD")), " ")
}

// Check says what is wrong with a definition of an initiative that starts on a
// day ("" while that is not known), as a sentence, or nil.
func (d Definition) Check(start, today string) error {
	for _, field := range []struct{ what, text string }{{"navnet", d.Name}, {"tælleren", d.Numerator}, {"enheden", d.Unit}, {"kilden", d.Source}} {
		if field.text == "" || strings.Trim(field.text, "?- ") == "" {
			return fault.New(fault.Invalid, "Skriv %s. Intet er gemt.", field.what)
		}
	}
	for _, text := range []string{d.Name, d.Numerator, d.Denominator, d.Unit, d.Source, d.Owner} {
		if utf8.RuneCountInString(text) > MaxLine {
			return fault.New(fault.Invalid, "Der er plads til %d tegn i hvert felt. Intet er gemt.", MaxLine)
		}
	}
	if err := cmp.Or(d.checkChart(), d.checkCarbon()); err != nil {
		return err
	}
	for _, n := range []*float64{d.Baseline, d.Target, d.Least, d.Most} {
		if n != nil && !plain(*n) {
			return fault.New(fault.Invalid, "Et af tallene er for stort eller slet ikke et tal. Intet er gemt.")
		}
	}
	if d.Least != nil && d.Most != nil && *d.Least > *d.Most {
		return fault.New(fault.Invalid, "Den mindste rimelige værdi er større end den største. Intet er gemt.")
	}
	return d.checkBenefit(start, today)
}

func plain(n float64) bool { return !math.IsNaN(n) && math.Abs(n) <= MaxFigure }

func (d Definition) checkChart() error {
	switch {
	case !slices.Contains(spc.Types, d.Chart):
		return fault.New(fault.Invalid, "Vælg et diagram. Intet er gemt.")
	case !slices.Contains(Frequencies, d.Frequency):
		return fault.New(fault.Invalid, "Vælg, hvor ofte der måles. Intet er gemt.")
	case d.Chart.Ratio() && !d.Ratio():
		return fault.New(fault.Invalid, "Et %s viser en tæller ud af en nævner. Skriv, hvad nævneren er, eller vælg et andet diagram. Intet er gemt.", spc.Names[d.Chart])
	case d.Ratio() && (d.Chart == spc.C || d.Chart == spc.T):
		return fault.New(fault.Invalid, "Et %s har ingen nævner. Lad nævneren stå tom, eller vælg et andet diagram. Intet er gemt.", spc.Names[d.Chart])
	case (d.Chart == spc.T) != (d.Frequency == Event):
		return fault.New(fault.Invalid, "Et t-diagram viser tiden mellem sjældne hændelser og måles ved hver hændelse. Vælg begge dele eller ingen af dem. Intet er gemt.")
	case !slices.Contains(Factors, d.Factor):
		return fault.New(fault.Invalid, "Vælg, hvad tallet regnes pr. Intet er gemt.")
	case d.Persons && !slices.Contains(disclosure.Profiles, d.Profile):
		return fault.New(fault.Invalid, "Vælg, hvordan små tal skjules. Intet er gemt.")
	}
	return nil
}

// checkBenefit holds a benefit against P1 and P2: none is without owner,
// baseline and target, and the baseline lies before the start.
func (d Definition) checkBenefit(start, today string) error {
	switch {
	case (d.Baseline == nil) != (d.BaselineOn == ""):
		return fault.New(fault.Invalid, "En baseline har både en værdi og en dato. Intet er gemt.")
	case d.Benefit && (d.Owner == "" || d.Baseline == nil || d.Target == nil):
		return fault.New(fault.Invalid, "En gevinst har en ejer, en baseline med dato og et mål. Udfyld dem, eller fjern krydset ved gevinst. Intet er gemt.")
	case d.BaselineOn == "":
		return nil
	case !isDay(d.BaselineOn):
		return fault.New(fault.Invalid, "Datoen %q findes ikke. Intet er gemt.", d.BaselineOn)
	case d.BaselineOn > today:
		return fault.New(fault.Invalid, "Baseline ligger ude i fremtiden. Intet er gemt.")
	case start != "" && d.BaselineOn >= start:
		return fault.New(fault.Invalid, "Baseline skal være målt, før indsatsen begynder den %s. Intet er gemt.", start)
	}
	return nil
}

// Comparable reports whether figures measured by one definition may stand beside
// those of another without a word: only what is around the measure was changed.
func (d Definition) Comparable(to Definition) bool {
	return d.Numerator == to.Numerator && d.Denominator == to.Denominator && d.Unit == to.Unit && d.Factor == to.Factor && d.Source == to.Source
}

// checkChange says why a definition that has figures cannot become another.
func (d Definition) checkChange(to Definition, figures int, note string) error {
	switch {
	case figures == 0:
		return nil
	case d.Frequency != to.Frequency:
		return fault.New(fault.Conflict, "Målingen har værdier og kan ikke måles med en anden hyppighed. Intet er gemt. Opret en ny måling.")
	case d.Ratio() != to.Ratio():
		return fault.New(fault.Conflict, "Målingen har værdier og kan ikke få eller miste en nævner. Intet er gemt. Opret en ny måling.")
	case d.Persons && (!to.Persons || d.Profile != to.Profile) && note == "":
		return fault.New(fault.Invalid, "Målingen tæller personer. Skriv, hvorfor små tal skal skjules på en anden måde. Intet er gemt.")
	case !d.Comparable(to) && note == "":
		return fault.New(fault.Invalid, "Målingen har værdier. Skriv, hvorfor der måles på en anden måde. Det kommer til at stå under diagrammet. Intet er gemt.")
	}
	return nil
}

func isDay(s string) bool {
	t, err := time.Parse(time.DateOnly, s)
	return err == nil && t.Year() >= 1970 && t.Year() < 2200
}
