package cases

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"klynge/internal/danish"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

// read reads minutes of a meeting on 12 March 2024. A line that begins with
// "Punkt N: " begins an item; the recogniser's work is done here by that rule.
func read(t testing.TB, text string) *reading.Reading {
	t.Helper()
	d, err := extract.ReadText(context.Background(), []byte(text), extract.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	r := &reading.Reading{Document: d}
	r.Meeting = reading.Meeting{Body: "Sundhedsklynge Nordkyst", Date: "2024-03-12", Kind: reading.Minutes}
	p := pageOf(r)
	for i := range p.lines {
		l := &p.lines[i]
		items := &r.Meeting.Items
		if rest, ok := strings.CutPrefix(l.text, "Punkt "); ok && strings.Contains(rest, ": ") {
			number, title, _ := strings.Cut(rest, ": ")
			r.Note(reading.At("items", len(*items), "title"), l.all(), 1)
			*items = append(*items, reading.Item{Number: number, Title: title, Sections: []reading.Section{{}}})
		} else if len(*items) > 0 {
			section := &(*items)[len(*items)-1].Sections[0]
			section.Lines = append(section.Lines, l.printed())
		}
	}
	Read(r)
	return r
}

const boxes = `Punkt 2: Indsatser

Bilag til punkt 2

Udvidelse af medicinskabe	
Projektleder: Eva Dam, farmaceut	Projektgruppe: - Eva Dam (RN), leder- Bo Krag (RN), sygeplejerske- Ida Lund, (Skagerby Kommune)

Mini Businesscase

Indsatsens formål
At borgere kan hente medicin tæt på hjemmet.

Data for indsatsen
Antal afhentninger måles hver måned.

Afgrænsning af indsatsen

Geografi

Gælder i Skagerby.

Tidsramme og milepæle for indsatsen

1. Udvælgelse af borgere
2. Prøveperiode. 1. januar 2025 -?
3. Evaluering i foråret 2026

Ressourceallokering i indsatsen

Der afsættes 185.000 kr. til frikøb.

Projekt indsats: Broen for unge
Projektleder: Bo Krag	Projektgruppe: Ida Lund

Mini Businesscase

Indsatsens formål
At unge får en fast kontakt.
`

func TestReadCases(t *testing.T) {
	r := read(t, boxes)
	if len(r.Meeting.Cases) != 2 {
		t.Fatalf("Read found %d cases, want 2: %+v", len(r.Meeting.Cases), r.Meeting.Cases)
	}
	c := r.Meeting.Cases[0]
	if c.Title != "Udvidelse af medicinskabe" || c.Leader != "Eva Dam" || c.Item != "2" || c.Funding != danish.Kroner(185_000) {
		t.Errorf("case is %q led by %q in item %q with %s", c.Title, c.Leader, c.Item, c.Funding)
	}
	if want := []string{"Eva Dam (RN), leder", "Bo Krag (RN), sygeplejerske", "Ida Lund, (Skagerby Kommune)"}; !slices.Equal(c.Group, want) {
		t.Errorf("group is %q, want %q", c.Group, want)
	}
	for name, lines := range map[string][]reading.Line{
		"At borgere kan hente medicin tæt på hjemmet.": c.Purpose,
		"Antal afhentninger måles hver måned.":         c.Data,
		"Gælder i Skagerby.":                           c.Scope,
		"Udvælgelse af borgere":                        c.Schedule,
		"Der afsættes 185.000 kr. til frikøb.":         c.Resources,
	} {
		if !slices.ContainsFunc(lines, func(l reading.Line) bool { return l.Text == name }) {
			t.Errorf("%q is not in its section %v", name, lines)
		}
	}
	want := []reading.Phase{
		{Label: "1.", Text: "Udvælgelse af borgere"},
		{Label: "2.", Text: "Prøveperiode. 1. januar 2025 -?", Start: "2025-01-01", End: "?", Open: true},
		{Label: "3.", Text: "Evaluering i foråret 2026", Start: "foråret 2026"},
	}
	if !slices.Equal(c.Phases, want) {
		t.Errorf("phases are %+v, want %+v", c.Phases, want)
	}
	if second := r.Meeting.Cases[1]; second.Title != "Broen for unge" || second.Leader != "Bo Krag" {
		t.Errorf("second case is %q led by %q", second.Title, second.Leader)
	}
	if s := r.Sources["/cases/0/leader"]; r.Document.Slice(s.Passage) != "Eva Dam" || s.Confidence < reading.Doubtful {
		t.Errorf("leader comes from %q with confidence %.2f", r.Document.Slice(s.Passage), s.Confidence)
	}
}

// Other ways of filling in a plan, and things that look like one.
func TestReadCasesVariants(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"a table of two columns": {
			"Punkt 1: Sager\n\nProjekttitel\tHurtig hjælp\nProjektleder\tEva Dam\nFormål\tAt hjælpe\nØkonomi\t50.000 kr.\nTidsplan\tforår 2025\n",
			"Hurtig hjælp|Eva Dam|50.000 kr.",
		},
		"headings, the purpose first": {
			"Punkt 1: Sager\n\nMini business case: Hurtig hjælp\n\nFormål\nAt hjælpe unge.\n\nProjektleder\nEva Dam\n\nØkonomi\nDer søges i alt 250.000 kr. fordelt med 100.000 kr. og 150.000 kr.\n\nIndstilling\n\nat det godkendes\n",
			"Hurtig hjælp|Eva Dam|250.000 kr.",
		},
		"several sums, none a total": {
			"Punkt 1: Sager\n\nTitel: Hurtig hjælp\nTovholder: Eva Dam\nFormål: At hjælpe\nMålgruppe: Unge\nØkonomi: 10.000 kr. til løn og 20.000 kr. til drift\n",
			"Hurtig hjælp|Eva Dam|0 kr.",
		},
		"an action list":      {"Punkt 1: Opfølgning\n\nAnsvarlig: ED\n\nFormål: At følge op\n", ""},
		"a project told of":   {"Punkt 1: Status\n\nProjektleder Eva Dam fortæller om formålet med projektet.\n\nBaggrund for projektet\n\nDet begyndte i 2023.\n\nProjektgruppe og samarbejdspartnere\n\nGruppen er bredt sammensat.\n", ""},
		"a plan without name": {"Punkt 1: Sager\n\nProjektleder: Eva Dam\n\n", ""},
	} {
		got := ""
		for _, c := range read(t, tt.text).Meeting.Cases {
			got += fmt.Sprintf("%s|%s|%s", c.Title, c.Leader, c.Funding)
		}
		if got != tt.want {
			t.Errorf("%s: Read found %q, want %q", name, got, tt.want)
		}
	}
}

func TestReadFunds(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"total in the text": {
			"Punkt 1: Midler\n\nKlyngen modtog i alt 2,150 mio. kr. Midlerne er fordelt sådan:\n\nNattesygepleje\t640.000 kr.\nLungeambulatorium\t970.500 kr.\nResterende midler\t539.500 kr.\n",
			"Nattesygepleje=640.000 Lungeambulatorium=970.500 Resterende midler=539.500(rest) total 2.150.000",
		},
		"total in the table's heading": {
			"Punkt 1: Midler\n\nKlyngemidler, i alt 2.150.000 kr.\tBeløb\nNattesygepleje\t640.000 kr.\nLungeambulatorium\t970.500 kr.\nResterende midler\t539.500 kr.\n",
			"Nattesygepleje=640.000 Lungeambulatorium=970.500 Resterende midler=539.500(rest) total 2.150.000",
		},
		"total row and unit in the heading": {
			"Punkt 1: Midler\n\nFormål\tBeløb (1.000 kr.)\nNattesygepleje\t640\nKurser\t95,5\nI alt\t735,5\n",
			"Nattesygepleje=640.000 Kurser=95.500 total 735.500",
		},
		"years before the sum": {
			"Punkt 1: Midler\n\nFormål\t2024\t2025\tI alt (kr.)\nNattesygepleje\t100.000\t200.000\t300.000\nKurser\t50.000\t50.000\t100.000\n",
			"Nattesygepleje=300.000 Kurser=100.000",
		},
		"a list": {
			"Punkt 1: Midler\n\nFordelingen:\n\n- Nattesygepleje: 640.000 kr.\n- Kurser: 95.500 kr.\n- Restmidler: 64.500 kr.\n",
			"Nattesygepleje=640.000 Kurser=95.500 Restmidler=64.500(rest)",
		},
		"votes":       {"Punkt 1: Valg\n\nFor\t12\nImod\t9\nI alt\t21\n", ""},
		"attendance":  {"Punkt 1: Fremmøde\n\nEva Dam\t4 af 5\nBo Krag\t5 af 5\n", ""},
		"page number": {"Indhold\n\nGodkendelse\t3\nMidler\t4\n", ""},
		"sentences":   {"Punkt 1: Midler\n\nDer er afsat 3,5 mio. kr.\n\nTil tandpleje bruges 2,0 mio. kr.\n", ""},
	} {
		got := ""
		for _, f := range read(t, tt.text).Meeting.Funds {
			for _, row := range f.Rows {
				got += row.Label + "=" + row.Amount.Number()
				if row.Rest {
					got += "(rest)"
				}
				got += " "
			}
			if f.HasTotal {
				got += "total " + f.Total.Number()
			}
		}
		if strings.TrimSpace(got) != tt.want {
			t.Errorf("%s: Read found %q, want %q", name, strings.TrimSpace(got), tt.want)
		}
	}
}

func TestReadNext(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"bullets, next year":  {"Punkt 5: Datoer for næste års møder\n\n- 11. marts kl. 15-17\n- 6. september 15-17\n\nGodkendt\n", "2025-03-11 15:00 2025-09-06 15:00"},
		"the year is said":    {"Punkt 5: Mødedatoer\n\n- 11. januar\n- 10. juni\n\n1. Klyngen godkender mødedatoerne for 2025\n", "2025-01-11 2025-06-10"},
		"the year is not":     {"Punkt 5: Kommende møder\n\n- 11. januar\n- 10. juni\n", "2024-06-10 2025-01-11"},
		"a sentence":          {"Punkt 5: Eventuelt\n\nNæste møde er fredag den 12. april 2024, kl. 10 på rådhuset.\n", "2024-04-12 10:00"},
		"under a heading":     {"Punkt 5: Næste møde\n\nTirsdag den 4. juni 2024 kl. 14.00\n", "2024-06-04 14:00"},
		"a plan with old":     {"Mødeplan 2024:\n\n8. februar\n12. marts\n14. september\n\nReferat\n", "2024-09-14"},
		"a deadline":          {"Punkt 5: Næste møde\n\nFristen for punkter er den 4. juni 2024.\n", ""},
		"another body":        {"Punkt 5: Eventuelt\n\nNæste møde i Regionsrådet er den 4. juni 2024.\n", ""},
		"cancelled":           {"Punkt 5: Eventuelt\n\nNæste møde den 4. juni 2024 er aflyst.\n", ""},
		"a date in the past":  {"Punkt 5: Eventuelt\n\nPå næste møde efter den 4. juni 2023 blev det drøftet.\n", ""},
		"a date of a project": {"Punkt 5: Status\n\nProjektet begynder den 4. juni 2024.\n", ""},
		"two in a sentence":   {"Punkt 5: Mødedatoer for 2025\n\nUdvalget foreslår den 11. marts kl. 10-12 og den 6. september kl. 14-16.\n", "2025-03-11 10:00 2025-09-06 14:00"},
		"to meet":             {"Punkt 5: Mødeplan 2025\n\nDet aftales at mødes den 11. marts kl. 13 og den 6. september kl. 13.\n", "2025-03-11 13:00 2025-09-06 13:00"},
		"meets again":         {"Punkt 5: Eventuelt\n\nIntet.\n\nRådet mødes igen den 4. juni 2024 kl. 10.\n", "2024-06-04 10:00"},
		"set to":              {"Punkt 5: Næste møde\n\nFastsat til tirsdag den 4. juni 2024.\n", "2024-06-04"},
		"next time":           {"Punkt 5: Næste gang\n\n12/6-2024 kl. 10 på rådhuset\n", "2024-06-12 10:00"},
		"a period":            {"Punkt 5: Klinik\n\nDer gives en status på perioden 1. maj 2024 - 31. oktober 2024 på næste møde.\n", ""},
	} {
		got := ""
		for _, n := range read(t, tt.text).Meeting.NextMeetings {
			got += " " + strings.TrimSpace(n.Date+" "+n.Start)
		}
		if strings.TrimSpace(got) != tt.want {
			t.Errorf("%s: Read found %q, want %q", name, strings.TrimSpace(got), tt.want)
		}
	}
}

func TestReadPromises(t *testing.T) {
	for text, want := range map[string]string{
		"Der gives en status på næste møde.":                                                         "next meeting",
		"Dette forventes der er en afklaring på i foråret 2025.":                                     "2025-spring",
		"Sagen genoptages i marts 2025.":                                                             "2025-03",
		"Sekretariatet vender tilbage på mødet den 4. juni 2024.":                                    "2024-06-04",
		"Notatet eftersendes.":                                                                       "-",
		"På næstkommende møde vil blive givet en status på perioden 1. maj 2024 - 31. oktober 2024.": "next meeting 2024-05-01 2024-10-31",
		"Klyngen drøftede sagen i foråret 2023.":                                                     "",
		"Det blev besluttet på næste møde i 2022.":                                                   "",
		"Budgettet er på 200.000 kr.":                                                                "",
	} {
		got := ""
		for _, p := range read(t, "Punkt 1: Status\n\n"+text+"\n").Meeting.Promises {
			got += strings.TrimSpace(p.Due + " " + p.From + " " + p.To)
			if got == "" {
				got = "-"
			}
			if p.Item != "1" || p.Text != text {
				t.Errorf("promise of %q is %q in item %q", text, p.Text, p.Item)
			}
		}
		if got != want {
			t.Errorf("Read of %q promises %q, want %q", text, got, want)
		}
	}
}
