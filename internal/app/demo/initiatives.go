package demo

import (
	"klynge/internal/access"
	"klynge/internal/initiative"
)

// A step of the story takes an initiative on.
type step struct {
	day      string
	to       initiative.State
	decision string // address of the item, "" where none is asked for
}

// An undertaking is an initiative of the drawer as its lead keeps it.
type undertaking struct {
	slug        string
	home        string // body
	by          person
	pilot       bool
	from        string // the day on which the lead writes the case
	start, end  string
	texts       map[initiative.Field]string
	group       []initiative.Member
	marks       []initiative.Mark
	benefits    []initiative.Benefit
	assumptions []initiative.Assumption
	aim         string
	drivers     []driver
	steps       []step
}

// A driver of the story: what hangs under what, by its text.
type driver struct {
	under, text string
	rank        initiative.Rank
}

var undertakings = []undertaking{
	{
		slug: "aeldremedicinsk-dagklinik", home: fjorden, by: trine, from: "2024-02-05", start: "2024-05-01", end: "2026-12-31",
		texts: map[initiative.Field]string{
			initiative.Lead:      "Trine Overby, afdelingsleder, Fjordhavn Kommune",
			initiative.Purpose:   "At ældre medicinske patienter udredes og behandles på én dag tæt på hjemmet, så korte indlæggelser undgås.",
			initiative.Data:      "Henvisninger, ventetid og indlæggelser inden for 30 dage fra Regionshospital Fjordhavn. Tilfredshed fra et spørgeskema.",
			initiative.Measure:   "Korte indlæggelser pr. 1.000 borgere over 75 år. Udgangspunktet er målt i 2023: 38 om måneden.",
			initiative.Patients:  "Borgere over 75 år med begyndende medicinsk sygdom, som kan klare sig hjemme om natten.",
			initiative.Geography: "Skagerby, Fjordhavn, Lyngsø og Tangø kommuner.",
			initiative.Schedule:  "Begynder i Fjordhavn den 1. maj 2024. Udvides til alle fire kommuner i løbet af 2025.",
			initiative.Resources: "1.710.000 kr.: geriater og sygeplejerske 980.000, kørsel 430.000, evaluering og it 300.000.",
		},
		group: []initiative.Member{
			{Name: "Kirsten Elkjær", Role: "Sponsor", Employer: "Regionshospital Fjordhavn"},
			{Name: "Ulla Steensgaard Vie", Role: "Almen praksis", Employer: "PLO-Nordkyst"},
			{Name: "Camilla Brønnum", Role: "Kommunerne", Employer: "Skagerby Kommune"},
		},
		marks: []initiative.Mark{
			{Label: "Klinik i Fjordhavn", From: "2024-05-01", To: "2025-02-28"},
			{Label: "Klinik for alle fire kommuner", From: "2025-03-01", To: "2026-12-31"},
			{Milestone: true, Label: "De første borgere", From: "2024-05-06"},
			{Milestone: true, Label: "Tangø er med", From: "2024-12-01"},
			{Milestone: true, Label: "Evaluering", From: "2025-09-01"},
		},
		benefits: []initiative.Benefit{
			{Measure: "Korte indlæggelser om måneden", Owner: "Kirsten Elkjær", Baseline: "38", BaselineOn: "2023-12-31", Target: "30"},
			{Measure: "Dage fra henvisning til klinik", Owner: "Trine Overby", Baseline: "9", BaselineOn: "2024-01-31", Target: "3"},
		},
		assumptions: []initiative.Assumption{
			{Text: "Kørslen kan klares inden for to timer hver vej.", On: "2024-11-01"},
			{Text: "Lejemålet på havnen kan forlænges.", On: "2026-11-01"},
			{Text: "Klinikken hører til klyngen, og ikke til hospitalet.", Rule: "Sundhedsreformen"},
		},
		aim: "Højst 30 korte indlæggelser om måneden inden udgangen af 2025.",
		drivers: []driver{
			{"", "Hurtig vej ind", initiative.Primary}, {"", "Én dag er nok", initiative.Primary}, {"", "Trygt hjem igen", initiative.Primary},
			{"Hurtig vej ind", "Ét nummer for lægen og hjemmesygeplejen", initiative.Change}, {"Hurtig vej ind", "Tider holdt fri til samme uge", initiative.Change},
			{"Én dag er nok", "Blodprøver og skanning samme formiddag", initiative.Change}, {"Én dag er nok", "Kørsel for dem, der bor på Tangø", initiative.Change},
			{"Trygt hjem igen", "Opkald fra klinikken dagen efter", initiative.Change}, {"Trygt hjem igen", "Medicinen er rettet, før borgeren er hjemme", initiative.Change},
			{"Hurtig vej ind", "Dage fra henvisning til klinik", initiative.Indicated}, {"Trygt hjem igen", "Korte indlæggelser af borgere over 75 år", initiative.Indicated},
		},
		steps: []step{
			{"2024-02-12", initiative.Described, ""}, {"2024-02-20", initiative.Proposed, ""}, {"2024-03-13", initiative.Approved, march2024 + "punkt-2"},
			{"2024-05-01", initiative.Running, ""}, {"2025-08-01", initiative.Evaluating, ""},
		},
	},
	{
		slug: "samraad-om-boern-og-unge", home: fjorden, by: signe, from: "2023-05-22", start: "2023-09-01",
		texts: map[initiative.Field]string{
			initiative.Lead:      "Signe Hald Mørch, Skagerby Kommune",
			initiative.Purpose:   "At fagfolk fra skole, kommune, almen praksis og psykiatri taler sammen med familien om et barn i mistrivsel, før der henvises.",
			initiative.Data:      "Antal samråd, ventetid fra ønske til samråd, og hvad der blev anbefalet. Ingen personoplysninger forlader samrådet.",
			initiative.Measure:   "Dage fra ønske til samråd. Udgangspunktet måles i efteråret 2023.",
			initiative.Patients:  "Børn og unge fra 6 til 17 år med tegn på mistrivsel.",
			initiative.Geography: "Skagerby, Fjordhavn, Lyngsø og Tangø kommuner.",
			initiative.Schedule:  "Fra den 1. september 2023. Sluttidspunktet er ikke fastlagt.",
			initiative.Resources: "1.265.000 kr. til mødeledelse og frikøb af almen praksis.",
		},
		marks: []initiative.Mark{
			{Label: "Opbygning", From: "2023-09-01", To: "2023-12-31"}, {Label: "Samråd i fire kommuner", From: "2024-01-01"},
			{Milestone: true, Label: "Første samråd", From: "2023-11-01"}, {Milestone: true, Label: "Første status", From: "2024-03-12"},
		},
		benefits:    []initiative.Benefit{{Measure: "Dage fra ønske til samråd", Owner: "Camilla Brønnum", Baseline: "34", BaselineOn: "2023-04-30", Target: "14"}},
		assumptions: []initiative.Assumption{{Text: "Almen praksis kan frikøbes til at være med.", On: "2024-06-01"}},
		steps: []step{
			{"2023-05-30", initiative.Described, ""}, {"2023-06-05", initiative.Proposed, ""}, {"2023-06-20", initiative.Approved, june2023 + "punkt-5"},
			{"2023-09-01", initiative.Running, ""},
		},
	},
	{
		slug: "forum-for-tidlig-hjaelp-til-unge-2", home: fjorden, by: signe, pilot: true, from: "2025-08-18", start: "2025-10-01", end: "2027-09-30",
		texts: map[initiative.Field]string{
			initiative.Lead:      "Signe Hald Mørch, Skagerby Kommune",
			initiative.Purpose:   "At den, der ser en ung i vanskeligheder, kan indkalde til et møde inden for en uge, uanset hvor vedkommende er ansat.",
			initiative.Data:      "Antal møder, hvem der indkaldte, og dage fra ønske til møde.",
			initiative.Measure:   "Dage fra ønske til møde. Udgangspunktet er målt i Lyngsø i foråret 2025: 21 dage.",
			initiative.Patients:  "Unge fra 15 til 25 år.",
			initiative.Geography: "Lyngsø Kommune i forsøget.",
			initiative.Schedule:  "Fra den 1. oktober 2025 i to år.",
			initiative.Resources: "400.000 kr. til tovholder og forløb.",
		},
		marks: []initiative.Mark{
			{Label: "Forsøg i Lyngsø", From: "2025-10-01", To: "2027-09-30"},
			{Milestone: true, Label: "Første møde", From: "2025-10-20"}, {Milestone: true, Label: "Afrapportering", From: "2026-10-15"},
		},
		benefits: []initiative.Benefit{{Measure: "Dage fra ønske til møde", Owner: "Mogens Dybdal", Baseline: "21", BaselineOn: "2025-06-01", Target: "7"}},
		steps: []step{
			{"2025-08-25", initiative.Described, ""}, {"2025-09-01", initiative.Proposed, ""}, {"2025-09-17", initiative.Approved, sept2025 + "punkt-5"},
			{"2025-10-01", initiative.Running, ""},
		},
	},
	{
		slug: "doegnaaben-medicinboks-for-udvalgte-patienter-i-psykiatrien", home: klitten, by: malene, pilot: true, from: "2020-11-16", start: "2021-01-01", end: "2022-10-31",
		texts: map[initiative.Field]string{
			initiative.Lead:       "Malene Lyngdorf, Klitborg Kommune",
			initiative.Purpose:    "At patienter kan hente deres medicin, når det passer dem, også om aftenen og i weekenden.",
			initiative.Data:       "Afhentninger, sene afhentninger, tilfredshed og minutter pr. udlevering.",
			initiative.Measure:    "Minutter pr. udlevering. Udgangspunktet er målt i 2020: 11 minutter.",
			initiative.Patients:   "Udvalgte patienter i psykiatrien.",
			initiative.Geography:  "Klitborg Kommune.",
			initiative.Schedule:   "Fra den 1. januar 2021. Evalueres i efteråret 2022.",
			initiative.Resources:  "Inden for parternes egne rammer.",
			initiative.Evaluation: "Boksen bruges mest efter kl. 16. Udleveringen tager 4 minutter mod 11 før, og ingen har fået forkert medicin.",
		},
		marks: []initiative.Mark{
			{Label: "Valg af boks", From: "2021-01-01", To: "2021-04-30"}, {Label: "Drift", From: "2021-05-01", To: "2022-10-31"},
			{Milestone: true, Label: "Evaluering", From: "2022-10-15"},
		},
		benefits: []initiative.Benefit{{Measure: "Minutter pr. udlevering", Owner: "Nikolaj Holt", Baseline: "11", BaselineOn: "2020-10-01", Target: "5"}},
		steps: []step{
			{"2020-11-20", initiative.Described, ""}, {"2020-11-23", initiative.Proposed, ""}, {"2020-12-07", initiative.Approved, "/moeder/2020-12-04-klynge-klitten/punkt-2"},
			{"2021-01-01", initiative.Running, ""}, {"2022-09-01", initiative.Evaluating, ""}, {"2022-11-01", initiative.Concluded, ""},
			{"2022-11-16", initiative.Scaled, "/moeder/2022-11-15-sundhedsklynge-klitten/punkt-2"},
		},
	},
	{
		slug: "udskrivningssygeplejersken-besoeg-senest-72-timer-efter-udskrivning", home: klitten, by: malene, from: "2021-08-09", start: "2021-10-01",
		texts: map[initiative.Field]string{
			initiative.Lead:      "Malene Lyngdorf, Klitborg Kommune",
			initiative.Purpose:   "At borgere med flere sygdomme får besøg af en sygeplejerske senest 72 timer efter udskrivning.",
			initiative.Data:      "Besøg inden for 72 timer og genindlæggelser inden for 30 dage.",
			initiative.Measure:   "Andel, der er besøgt inden for 72 timer. Udgangspunktet er målt i 2021: 41 procent.",
			initiative.Patients:  "Borgere over 65 år med mindst to kroniske sygdomme.",
			initiative.Geography: "Klitborg og Marehalm kommuner.",
			initiative.Resources: "920.000 kr. til to sygeplejersker.",
		},
		marks:    []initiative.Mark{{Label: "Besøg i to kommuner", From: "2021-10-01"}, {Milestone: true, Label: "Samlet evaluering", From: "2024-05-01"}},
		benefits: []initiative.Benefit{{Measure: "Andel besøgt inden for 72 timer", Owner: "Nikolaj Holt", Baseline: "41 %", BaselineOn: "2021-06-30", Target: "80 %"}},
		steps: []step{
			{"2021-08-16", initiative.Described, ""}, {"2021-08-20", initiative.Proposed, ""}, {"2021-09-07", initiative.Approved, "/moeder/2021-09-06-klynge-klitten/punkt-3"},
			{"2021-10-01", initiative.Running, ""},
		},
	},
	{
		slug: "faelles-visitation-indfasning-i-to-aar", home: aadalen, by: ea, from: "2022-08-22", start: "2023-01-01", end: "2024-12-31",
		texts: map[initiative.Field]string{
			initiative.Lead:       "Ea Lindbjerg, Åholm Kommune",
			initiative.Purpose:    "At borgere får en midlertidig plads efter de samme regler i tre kommuner.",
			initiative.Data:       "Døgn fra færdigbehandlet til midlertidig plads.",
			initiative.Measure:    "Gennemsnitlig ventetid i døgn. Udgangspunktet er målt i 2022: 2,1 døgn.",
			initiative.Patients:   "Borgere, der er færdigbehandlet på hospital og ikke kan være hjemme endnu.",
			initiative.Geography:  "Åholm, Engholm og Møllebæk kommuner.",
			initiative.Resources:  "775.000 kr. til indfasning i to år.",
			initiative.Evaluation: "Efter to år er den gennemsnitlige ventetid faldet fra 2,1 til 1,2 døgn.",
		},
		marks:    []initiative.Mark{{Label: "Indfasning", From: "2023-01-01", To: "2024-12-31"}, {Milestone: true, Label: "Evaluering", From: "2025-03-01"}},
		benefits: []initiative.Benefit{{Measure: "Ventetid på midlertidig plads", Owner: "Martin Skjoldborg", Baseline: "2,1 døgn", BaselineOn: "2022-06-30", Target: "1,5 døgn"}},
		steps: []step{
			{"2022-08-29", initiative.Described, ""}, {"2022-09-05", initiative.Proposed, ""}, {"2022-10-03", initiative.Approved, "/moeder/2022-09-22-sundhedsklynge-aadalen/punkt-3"},
			{"2023-01-01", initiative.Running, ""}, {"2025-02-03", initiative.Evaluating, ""},
		},
	},
}

// initiatives leads each of them through its life.
func (t *teller) initiatives() {
	for _, u := range undertakings {
		id := t.describe(u)
		t.define(u, id)
		for _, s := range u.steps {
			t.on(s.day)
			l := t.life(id, u)
			t.must(t.site.Leading.Initiatives.Advance(t.ctx, t.secretary(u), id, l.Steps(), initiative.Advance{To: s.to, Day: s.day}, initiative.Pointing{Address: s.decision}))
			t.between(u, id, s.to)
		}
	}
}

// secretary is who takes an initiative on: the step asks for a secretariat.
func (t *teller) secretary(u undertaking) access.Who {
	if u.home == fjorden {
		return t.as(signe)
	}
	return t.as(u.by)
}

func (t *teller) life(id string, u undertaking) initiative.Life {
	l, err := t.site.Leading.Initiatives.Open(t.ctx, t.secretary(u), id)
	t.must(err)
	return l
}

// describe takes an initiative up from the minutes and writes its business case.
func (t *teller) describe(u undertaking) (id string) {
	t.on(u.from)
	s, who := t.site.Leading.Initiatives, t.as(u.by)
	found, err := t.site.Initiatives.BySlug(t.ctx, u.slug)
	t.must(err)
	l, err := s.Take(t.ctx, t.secretary(u), t.body(u.home).ID, found.ID)
	t.must(err)
	id = l.ID
	if u.pilot {
		t.must(s.SetName(t.ctx, who, id, l.Title, true))
	}
	for _, f := range append(initiative.CaseFields, initiative.Aim) {
		text := u.texts[f]
		if f == initiative.Aim {
			text = u.aim
		}
		if text == "" {
			continue
		}
		_, conflict, err := s.SaveField(t.ctx, who, id, string(f), t.life(id, u).Texts[string(f)].Version, text)
		t.must(err)
		if conflict != nil {
			t.must(errTwo)
		}
	}
	t.must(s.SetFrame(t.ctx, who, id, u.start, u.end, "Aftalt i projektgruppen."))
	for _, m := range u.group {
		t.must(s.AddMember(t.ctx, who, id, m))
	}
	for _, m := range u.marks {
		t.must(s.AddMark(t.ctx, who, id, m))
	}
	for _, b := range u.benefits {
		t.must(s.AddBenefit(t.ctx, who, id, b))
	}
	for _, a := range u.assumptions {
		t.must(s.AddAssumption(t.ctx, who, id, a))
	}
	for _, d := range u.drivers {
		under := ""
		for _, above := range t.life(id, u).Drivers {
			if above.Text == d.under {
				under = above.ID
			}
		}
		t.must(s.AddDriver(t.ctx, who, id, initiative.Driver{Under: under, Rank: d.rank, Text: d.text}))
	}
	return id
}

// between plays what happens in the day clinic between its steps.
func (t *teller) between(u undertaking, id string, now initiative.State) {
	s, who := t.site.Leading.Initiatives, t.as(u.by)
	reach := func(label, on string) {
		for _, m := range t.life(id, u).Marks {
			if m.Label == label {
				t.must(s.ReachMark(t.ctx, who, id, m.ID, on))
			}
		}
	}
	switch {
	case now == initiative.Running:
		t.must(s.LetOut(t.ctx, t.secretary(u), id))
		if u.slug == "aeldremedicinsk-dagklinik" {
			t.turn(id, u)
		}
	case now == initiative.Evaluating && u.slug == "aeldremedicinsk-dagklinik":
		t.on("2025-09-01")
		reach("Evaluering", "2025-09-01")
		_, _, err := s.SaveField(t.ctx, who, id, string(initiative.Evaluation), t.life(id, u).Texts[string(initiative.Evaluation)].Version,
			"Korte indlæggelser er faldet fra 38 til 29 om måneden. Borgerne er trygge, og kørslen fra Tangø er det, der er sværest. Evalueringen anbefaler, at klinikken fortsætter.")
		t.must(err)
		t.must(s.LetOut(t.ctx, t.secretary(u), id))
	}
}

// turn plays the first year of the day clinic: a milestone that is moved, a turn
// of plan, do, study, act, and an assumption that is looked at again.
func (t *teller) turn(id string, u undertaking) {
	s, who := t.site.Leading.Initiatives, t.as(u.by)
	mark := func(label string) initiative.Mark {
		for _, m := range t.life(id, u).Marks {
			if m.Label == label {
				return m
			}
		}
		return initiative.Mark{}
	}
	t.on("2024-05-07")
	t.must(s.ReachMark(t.ctx, who, id, mark("De første borgere").ID, "2024-05-06"))
	t.must(s.AddCycle(t.ctx, who, id))
	t.on("2024-10-21")
	moved := mark("Tangø er med")
	seen := moved.Version
	moved.From = "2025-03-01"
	t.must(s.MoveMark(t.ctx, who, id, seen, moved, "Færgen sejler ikke, så kørslen kan nås, før sommerfartplanen."))
	t.on("2024-11-04")
	l := t.life(id, u)
	t.must(s.Review(t.ctx, who, id, l.Assumptions[0].ID, "Kørslen tager op til to en halv time fra Tangø. Vi flytter tiderne til formiddagen.", "2025-11-01"))
	cycle := l.Cycles[0]
	for part, text := range map[string]string{
		"prediction": "Hvis klinikken ringer dagen efter, kommer færre igen inden for en uge.",
		"change":     "Sygeplejersken ringer til alle i september og oktober.",
		"data":       "82 opkald. 6 kom igen inden for en uge mod 13 i de to måneder før.",
		"learning":   "Opkaldet fanger forkert medicin. Det tager syv minutter.",
	} {
		_, _, err := s.SaveField(t.ctx, who, id, cycle.Field(part), 0, text)
		t.must(err)
	}
	t.must(s.SettleCycle(t.ctx, who, id, cycle.ID, initiative.Adopt))
	t.on("2025-03-12")
	t.must(s.ReachMark(t.ctx, who, id, mark("Tangø er med").ID, "2025-03-03"))
}
