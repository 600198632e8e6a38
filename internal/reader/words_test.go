package reader

import (
	"reflect"
	"testing"

	"klynge/internal/reader/reading"
)

func TestLabelOf(t *testing.T) {
	for text, want := range map[string]struct {
		rubric rubric
		value  string // beside the label
	}{
		"Beslutning":           {decisionLabel, ""},
		"Beslutning: Godkendt": {decisionLabel, "Godkendt"},
		"BESLUTNING":           {decisionLabel, ""},
		"Beslutning i Ældreudvalget den 14-11-2018":      {decisionLabel, ""},
		"Beslutning Ældrerådet den 4. maj 2020, pkt. 3:": {decisionLabel, ""},
		"Ældreudvalget, 07-04-2016, pkt. 21":             {decisionLabel, ""},
		"Ældreudvalgets beslutning den 4. december 2012": {decisionLabel, ""},
		"Beslutning om ny struktur":                      {noRubric, ""},
		"Beslutningen træffes i marts.":                  {noRubric, ""},
		"Indstilling":                                    {recommendationLabel, ""},
		"Forvaltningens indstilling:":                    {recommendationLabel, ""},
		"Forslag til mødeplan":                           {noRubric, ""},
		"Bilag til punkt 2:":                             {attachmentsLabel, ""},
		"Bilag 1: Tidsplan":                              {noRubric, ""},
		"Mødested Rådhuset":                              {placeLabel, "Rådhuset"},
		"MødestedRådhuset":                               {placeLabel, "Rådhuset"},
		"Fraværende: Ib Sørup":                           {absentLabel, "Ib Sørup"},
		"Afbud/Fraværende":                               {absentLabel, ""},
		"Sagsnr.: 24/10877":                              {caseLabel, "24/10877"},
		"Sag nr. 24/10877":                               {caseLabel, "24/10877"},
		"Sag nr. 24":                                     {noRubric, ""},
		"Deltagere (D) / afbud (A):":                     {presentLabel, ""},
		"Økonomi":                                        {presentationLabel, ""},
		"Sagen genoptages i marts.":                      {noRubric, ""},
	} {
		l := labelOf(text)
		value := text[min(l.value, len(text)):]
		if l.rubric == noRubric {
			value = ""
		}
		if l.rubric != want.rubric || value != want.value {
			t.Errorf("labelOf(%q) = rubric %d, value %q, want %d, %q", text, l.rubric, value, want.rubric, want.value)
		}
	}
}

func TestReadMark(t *testing.T) {
	for text, want := range map[string]struct {
		style, number, title string
	}{
		"3. Budget":                 {"1.", "3", "Budget"},
		"3) Budget":                 {"1)", "3", "Budget"},
		"45Godkendelse":             {"1A", "45", "Godkendelse"},
		"5b. Budget":                {"1.", "5b", "Budget"},
		"Punkt 4: Budget":           {"punkt", "4", "Budget"},
		"Pkt. 2 Budget":             {"punkt", "2", "Budget"},
		"DAGSORDENENS PUNKT 3":      {"punkt", "3", ""},
		"AD 7: Næste møde":          {"ad", "7", "Næste møde"},
		"Ad punkt 7 Næste møde":     {"ad", "7", "Næste møde"},
		"§ 118 Ekonomirapport":      {"§", "118", "Ekonomirapport"},
		"PS 5/14 Budsjett":          {"ps", "5/14", "Budsjett"},
		"TOP 2 Bericht":             {"top", "2", "Bericht"},
		"Sag nr. 24":                {"sag", "24", ""},
		"IV. Eventuelt":             {"I", "IV", "Eventuelt"},
		"12/18 Plan for legevakt":   {"1/", "12/18", "Plan for legevakt"},
		"12/6 kl. 10":               {},
		"10.30 Pause":               {},
		"200.000 kr. til kørsel":    {},
		"1.2 Uddybning":             {},
		"17 borgere deltog":         {},
		"Punktet blev udsat.":       {},
		"Sag nr. 24/10877":          {},
		"Mandag den 3. marts":       {},
		"Dagsorden for møde nr. 12": {},
	} {
		m, ok := readMark(text)
		title := ""
		if ok {
			title = text[m.title:]
		}
		if !ok {
			m = mark{}
		}
		if m.style != want.style || m.number != want.number || title != want.title {
			t.Errorf("readMark(%q) = %q, %q, %q, want %q, %q, %q", text, m.style, m.number, title, want.style, want.number, want.title)
		}
	}
}

func TestTitleOf(t *testing.T) {
	for heading, want := range map[string]title{
		"Orientering: Status på puljen":      {text: "Status på puljen", kind: reading.Orientation, sure: true},
		"Temadrøftelse - Arbejdskraft":       {text: "Arbejdskraft", kind: reading.Discussion, sure: true},
		"Godkendelse af dagsorden – 5 min.":  {text: "Godkendelse af dagsorden", kind: reading.Approval, minutes: 5},
		"Drøftelse af tal (kl. 13.10-13.40)": {text: "Drøftelse af tal", kind: reading.Discussion, minutes: 30},
		"LUKKET PUNKT - Køb af grund":        {text: "Køb af grund", closed: true},
		"Orientering om valg - Lukket punkt": {text: "Orientering om valg", kind: reading.Orientation, closed: true},
		"Sag til beslutning: Fordeling":      {text: "Fordeling", kind: reading.DecisionOn, sure: true},
		"Tema 2: Risici":                     {text: "Risici"},
		"Tema: Hoftepatienter":               {text: "Tema: Hoftepatienter"},
		"Budget 2021-2024":                   {text: "Budget 2021-2024"},
		"Henvendelse fra Ib Sørup (B)":       {text: "Henvendelse fra Ib Sørup (B)", letter: "B"},
		"Meddelelser (Åben)":                 {text: "Meddelelser"},
	} {
		if got := titleOf(heading); got != want {
			t.Errorf("titleOf(%q) = %+v, want %+v", heading, got, want)
		}
	}
}

func TestOutcomeOf(t *testing.T) {
	for text, want := range map[string]reading.Outcome{
		"Godkendt.":                                                             reading.Approved,
		"Ikke godkendt.":                                                        reading.Rejected,
		"Indstillingen kunne ikke tiltrædes.":                                   reading.Rejected,
		"Tiltrådt. Et mindretal (C) stemte imod.":                               reading.Approved,
		"Anbefales. Ib Sørup kan ikke anbefale.":                                reading.Approved,
		"Taget til efterretning. Ad 2) Godkendt.":                               reading.Noted,
		"Drøftet. Sagen genoptages i marts.":                                    reading.Discussed,
		"Udvalget drøftede og godkendte planen.":                                reading.Approved,
		"Sagen blev udsat uden behandling.":                                     reading.Postponed,
		"Godkendt med den ændring, at punkt 4 udsættes til marts.":              reading.Approved,
		"Udvalget drøftede sagen. Udvalget besluttede at udsætte behandlingen.": reading.Postponed,
		"Lis Beck orienterede.\nTaget til efterretning.":                        reading.Noted,
		"Bestyrelsen drøftede ansøgningen. Den blev afvist.":                    reading.Rejected,
		"Rikke Thy blev valgt.":                                                 "",
		"Intet.":                                                                "",
		"Vedtak: Utsettes.":                                                     reading.Postponed,
		"Ärendet bordläggs.":                                                    reading.Postponed,
		"Såfremt det godkendes, begynder arbejdet.":                             "",
	} {
		if got, from, _ := outcomeOf(text); got != want {
			t.Errorf("outcomeOf(%q) = %q from %q, want %q", text, got, from, want)
		}
	}
}

func TestClauses(t *testing.T) {
	for name, tt := range map[string]struct {
		lines []line
		want  []string
	}{
		"one sentence":          {[]line{{text: "Forvaltningen indstiller, at salen lukkes."}}, []string{"salen lukkes"}},
		"at, and at":            {[]line{{text: "Direktionen indstiller,"}, {text: "at planen godkendes, og"}, {text: "at der følges op."}}, []string{"planen godkendes", "der følges op"}},
		"numbered at":           {[]line{{text: "Det indstilles:"}, {label: "At 1)", text: "planen godkendes"}, {label: "At 2)", text: "der følges op"}}, []string{"planen godkendes", "der følges op"}},
		"two in one sentence":   {[]line{{text: "Det indstilles, at planen godkendes, og at der følges op."}}, []string{"planen godkendes", "der følges op"}},
		"pipes of a table":      {[]line{{text: "at | planen godkendes"}}, []string{"planen godkendes"}},
		"without at":            {[]line{{text: "Det indstilles, at Klyngen:"}, {label: "1.", text: "Drøfter planen."}}, []string{"Drøfter planen"}},
		"the body, then a list": {[]line{{text: "Forvaltningen indstiller, at Ældrerådet"}, {label: "-", text: "drøfter planen"}}, []string{"drøfter planen"}},
		"no list at all":        {[]line{{text: "Til orientering."}}, []string{"Til orientering"}},
		"intro printed again":   {[]line{{text: "Formanden indstiller,"}, {text: "at datoen vælges."}, {text: "Formanden indstiller,"}}, []string{"datoen vælges"}},
	} {
		found, _ := clauses(tt.lines)
		var got []string
		for _, c := range found {
			got = append(got, c.text)
		}
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: clauses = %q, want %q", name, got, tt.want)
		}
	}
}

func TestClockAhead(t *testing.T) {
	for text, want := range map[string]string{
		"8.40  2. Budget":         "2. Budget",
		"kl. 9.00-9.20 3. Budget": "3. Budget",
		"09:00 – 09:20 3. Budget": "3. Budget",
		"8.40 Pause":              "",
		"8.402. Budget":           "",
		"27.00 1. Budget":         "",
		"12.75 1. Budget":         "",
		"3. Budget":               "",
	} {
		got := ""
		if at := clockAhead(text); at > 0 {
			got = text[at:]
		}
		if got != want {
			t.Errorf("clockAhead(%q) leaves %q, want %q", text, got, want)
		}
	}
}
