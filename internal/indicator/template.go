package indicator

import (
	"strings"

	"klynge/internal/fault"
	"klynge/internal/indicator/disclosure"
	"klynge/internal/indicator/spc"
	"klynge/internal/pattern"
)

// A Template is a definition that is filled in for a person to complete. Baseline,
// target and owner are theirs, and stand empty.
type Template struct {
	Key  string // in addresses
	Hint string // what to think of
	Definition
}

// BoxEvaluation is what the evaluation of a box for medicine measures: whether people
// are content, what went wrong, the time each way of working takes, and what the
// journeys that were spared come to (rule R73).
var BoxEvaluation = []Template{
	{"tilfredshed", "Tæl kun dem, der har svaret. Skriv i kilden, hvor mange der blev spurgt.", Definition{
		Name: "Tilfredse med boksen", Numerator: "svar “i høj grad” eller “i meget høj grad”", Denominator: "svar", Unit: "%", Factor: 100,
		Source: "Spørgeskema til dem, der har hentet medicin i boksen", Frequency: Quarterly, Chart: spc.P, Persons: true, Profile: disclosure.DK5,
	}},
	{"haendelser", "Fordelingen på ingen, mild, moderat, alvorlig og dødelig skade skrives i statusrapporten.", Definition{
		Name: "Utilsigtede hændelser ved boksen", Numerator: "utilsigtede hændelser, som har med boksen at gøre, uanset alvor", Unit: "hændelser", Factor: 1,
		Source: "Dansk Patientsikkerhedsdatabase og afdelingens egne tal", Frequency: Monthly, Chart: spc.C,
	}},
	{"skade", "Hver hændelse er et punkt. Jo længere imellem dem, jo bedre.", Definition{
		Name: "Dage mellem hændelser med moderat eller værre skade", Numerator: "dage siden den forrige hændelse med moderat, alvorlig eller dødelig skade", Unit: "dage", Factor: 1,
		Source: "Dansk Patientsikkerhedsdatabase og afdelingens egne tal", Frequency: Event, Chart: spc.T,
	}},
	{"minutter-foer", "Mål den gamle vej mindst ti gange, før boksen begynder.", Definition{
		Name: "Minutter pr. udlevering ved skranken", Numerator: "personalets minutter på en udlevering fra pakning til aflevering", Unit: "minutter", Factor: 1,
		Source: "Tidsmåling ved skranken", Frequency: Weekly, Chart: spc.I,
	}},
	{"minutter-boks", "Mål den nye vej mindst ti gange, og sammenlign midterlinjerne.", Definition{
		Name: "Minutter pr. udlevering gennem boksen", Numerator: "personalets minutter på en udlevering fra pakning til lukket låge", Unit: "minutter", Factor: 1,
		Source: "Tidsmåling ved boksen", Frequency: Weekly, Chart: spc.I,
	}},
	{"co2", "Skriv tallet for faktoren, hvem der har udgivet den, og året. Ture, der var sket alligevel, sparer nul kilometer.", Definition{
		Name: "Sparet CO2", Numerator: "sparede kilometer ganget med udledningen pr. kilometer", Unit: "kg CO2", Factor: 1,
		Source: "Metode: sparede kilometer × udledning pr. kilometer. Faktor: ", Frequency: Quarterly, Chart: spc.Run,
	}},
}

// FromTemplate returns the template with a key.
func FromTemplate(key string) (Template, bool) {
	for _, t := range BoxEvaluation {
		if t.Key == key {
			return t, true
		}
	}
	return Template{}, false
}

var (
	carbon    = pattern.New(`(?i)\bco(?:2|₂)`)
	factorTag = pattern.New(`(?i)faktor\p{L}*\s*:?\s*\S*\d`)
	yearTag   = pattern.New(`\b(?:19|20)\d\d\b`)
)

// checkCarbon holds a measure of CO2 to saying by which method and with which factor,
// from where and which year, it is computed (R73).
func (d Definition) checkCarbon() error {
	if !carbon.MatchString(d.Unit) && !carbon.MatchString(d.Name) {
		return nil
	}
	if strings.Contains(strings.ToLower(d.Source), "metode") && factorTag.MatchString(d.Source) && yearTag.MatchString(d.Source) {
		return nil
	}
	return fault.New(fault.Invalid, "Et tal for CO2 siger, hvordan det er regnet, og hvor faktoren kommer fra. Skriv i kilden “Metode: … Faktor: 0,12 kg pr. km, hvem der har udgivet den, og årstal”. Intet er gemt.")
}
