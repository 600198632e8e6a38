package demo

import (
	"time"

	"klynge/internal/indicator"
	"klynge/internal/indicator/disclosure"
	"klynge/internal/indicator/spc"
)

// A measure is an indicator of the story: its figures period by period from the
// first, and the days on which those so far were let out.
type measure struct {
	indicator.Definition
	first   string // a day of the first period
	figures []indicator.Figure
	out     []string
}

// counts are figures without a denominator.
func counts(values ...float64) (list []indicator.Figure) {
	for _, v := range values {
		list = append(list, indicator.Single(v))
	}
	return list
}

// shares are pairs of numerator and denominator.
func shares(pairs ...float64) (list []indicator.Figure) {
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, indicator.Over(pairs[i], pairs[i+1]))
	}
	return list
}

func figure(v float64) *float64 { return &v }

// measures are the indicators by the address of their initiative.
var measures = map[string][]measure{
	"aeldremedicinsk-dagklinik": {
		{indicator.Definition{
			Name: "Korte indlæggelser af borgere over 75 år", Numerator: "Indlæggelser under to døgn af borgere over 75 år", Unit: "indlæggelser om måneden", Factor: 1,
			Source: "Regionshospital Fjordhavn, patientadministrativt system", Frequency: indicator.Monthly, Chart: spc.Run, Persons: true, Profile: disclosure.DK5,
			Benefit: true, Owner: "Kirsten Elkjær", Baseline: figure(38), BaselineOn: "2023-12-31", Target: figure(30),
		}, "2023-05-01", counts(
			38, 41, 36, 39, 35, 40, 37, 42, 38, 36, 39, 37, // before the clinic
			36, 34, 38, 33, 35, 32, 33, 34, 31, 30, 32, 29,
			30, 28, 31, 29, 27, 30, 28, 29, 26, 29, 28, 30,
			27, 29, 28, 26, 29, 27, 28), []string{"2024-11-05", "2025-09-02", "2026-12-03"}},
		{indicator.Definition{
			Name: "Dage fra henvisning til klinik", Numerator: "Dage fra henvisning til første besøg, median", Unit: "dage", Factor: 1,
			Source: "Dagklinikkens venteliste", Frequency: indicator.Monthly, Chart: spc.I,
			Benefit: true, Owner: "Trine Overby", Baseline: figure(9), BaselineOn: "2024-01-31", Target: figure(3),
		}, "2024-05-01", counts(8, 7, 7, 6, 5, 5, 4, 4, 3, 4, 3, 3, 2, 3, 3, 4, 3, 3, 3, 2, 3, 3, 4, 3, 2, 3, 3, 3, 2, 3, 3), []string{"2024-11-05", "2025-09-02", "2026-12-03"}},
	},
	"samraad-om-boern-og-unge": {
		{indicator.Definition{
			Name: "Dage fra ønske til samråd", Numerator: "Dage fra ønske til afholdt samråd, median", Unit: "dage", Factor: 1, Source: "Samrådenes mødelister",
			Frequency: indicator.Quarterly, Chart: spc.Run, Benefit: true, Owner: "Camilla Brønnum", Baseline: figure(34), BaselineOn: "2023-04-30", Target: figure(14),
		}, "2023-10-01", counts(31, 27, 24, 22, 21, 19, 16, 15, 14, 15, 16, 13), []string{"2024-11-05", "2025-09-02", "2026-12-03"}},
		{indicator.Definition{
			Name: "Børn drøftet på samråd", Numerator: "Børn og unge, der er drøftet på samråd", Unit: "børn i kvartalet", Factor: 1, Source: "Samrådenes mødelister",
			Frequency: indicator.Quarterly, Chart: spc.Run, Persons: true, Profile: disclosure.DK5,
		}, "2023-10-01", counts(3, 8, 7, 6, 9, 11, 4, 8, 12, 10, 9, 11), []string{"2024-11-05", "2025-09-02", "2026-12-03"}},
	},
	"forum-for-tidlig-hjaelp-til-unge-2": {
		{indicator.Definition{
			Name: "Dage fra ønske til møde", Numerator: "Dage fra nogen beder om et møde, til det holdes, median", Unit: "dage", Factor: 1, Source: "Tovholderens mødeliste",
			Frequency: indicator.Monthly, Chart: spc.Run, Benefit: true, Owner: "Mogens Dybdal", Baseline: figure(21), BaselineOn: "2025-06-01", Target: figure(7),
		}, "2025-10-01", counts(12, 9, 11, 8, 8, 7, 9, 6), []string{"2026-06-10"}},
	},
	"doegnaaben-medicinboks-for-udvalgte-patienter-i-psykiatrien": {
		{indicator.Definition{
			Name: "Minutter pr. udlevering", Numerator: "Minutter fra pakken er klar, til den er udleveret, gennemsnit", Unit: "minutter", Factor: 1, Source: "Tidsregistrering i to uger om måneden",
			Frequency: indicator.Monthly, Chart: spc.I, Benefit: true, Owner: "Nikolaj Holt", Baseline: figure(11), BaselineOn: "2020-10-01", Target: figure(5),
		}, "2021-05-01", counts(9, 8, 7, 6, 5, 5, 4, 5, 4, 4, 5, 4, 4, 3, 4, 4, 4, 4), []string{"2022-11-02"}},
	},
	"udskrivningssygeplejersken-besoeg-senest-72-timer-efter-udskrivning": {
		{indicator.Definition{
			Name: "Besøg senest 72 timer efter udskrivning", Numerator: "Udskrivninger med besøg senest 72 timer efter", Denominator: "Udskrivninger i målgruppen", Unit: "%", Factor: 100,
			Source: "Kommunernes omsorgssystem", Frequency: indicator.Monthly, Chart: spc.P, Persons: true, Profile: disclosure.DK5,
			Benefit: true, Owner: "Nikolaj Holt", Baseline: figure(41), BaselineOn: "2021-06-30", Target: figure(80),
		}, "2021-10-01", shares(19, 41, 22, 44, 25, 46, 26, 40, 28, 43, 31, 45, 29, 39, 33, 44, 35, 46, 34, 42, 36, 44, 37, 46, 35, 41, 38, 45), []string{"2022-12-05"}},
	},
	"faelles-visitation-indfasning-i-to-aar": {
		{indicator.Definition{
			Name: "Ventetid på midlertidig plads", Numerator: "Døgn fra færdigbehandlet til midlertidig plads, gennemsnit", Unit: "døgn", Factor: 1, Source: "Kommunernes visitation",
			Frequency: indicator.Monthly, Chart: spc.I, Benefit: true, Owner: "Martin Skjoldborg", Baseline: figure(2.1), BaselineOn: "2022-06-30", Target: figure(1.5),
		}, "2023-01-01", counts(2.0, 2.2, 1.9, 1.8, 1.9, 1.7, 1.6, 1.7, 1.5, 1.6, 1.4, 1.5, 1.4, 1.3, 1.5, 1.3, 1.4, 1.2, 1.3, 1.2, 1.1, 1.3, 1.2, 1.2), []string{"2025-02-04"}},
	},
}

// define says what an initiative is measured by, before it runs.
func (t *teller) define(u undertaking, id string) {
	for _, m := range measures[u.slug] {
		i, err := t.indicators.Define(t.ctx, t.as(u.by), id, m.Definition)
		t.must(err)
		t.defined = append(t.defined, defined{u, m, i.ID})
	}
}

// A defined measure is one with its id.
type defined struct {
	undertaking
	measure
	id string
}

// effects writes the figures down, has them looked at by another, and lets them
// out, some at a time.
func (t *teller) effects() {
	for _, d := range t.defined {
		given, first := 0, at(d.first, "12:00")
		period := indicator.PeriodOf(d.Frequency, first)
		for _, day := range d.out {
			t.on(day)
			for given < len(d.figures) && period.Ends() < day {
				t.must(t.indicators.Enter(t.ctx, t.as(d.by), d.id, indicator.Entry{Period: period, Figure: d.figures[given]}))
				given, period = given+1, period.Next()
			}
			t.letOut(d)
		}
	}
}

// letOut has everything that waits checked by a colleague and released.
func (t *teller) letOut(d defined) {
	s, colleague := t.indicators, t.as(colleagues[d.by.mail])
	var waiting, checked []string
	w, err := s.Open(t.ctx, colleague, d.id)
	t.must(err)
	for _, v := range w.InState(indicator.Computed) {
		waiting = append(waiting, v.ID)
	}
	t.must(s.Check(t.ctx, colleague, d.id, w.Version, waiting, "Tallene er set efter i kilden."))
	w, err = s.Open(t.ctx, colleague, d.id)
	t.must(err)
	for _, v := range w.InState(indicator.Checked) {
		checked = append(checked, v.ID)
	}
	t.clock.Set(t.clock.Now().Add(time.Hour))
	t.must(s.Release(t.ctx, colleague, d.id, w.Version, indicator.Releasing{Values: checked}))
}
