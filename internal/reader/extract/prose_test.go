package extract

import (
	"context"
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	for name, tt := range map[string]struct{ data, want string }{
		"paragraphs": {"REFERAT\n\nMøde i klyngen\r\nSted: Teams", `
p||REFERAT
p||Møde i klyngen
p||Sted: Teams`},
		"bullets": {" • Ida Bro\n - Per Lund\no Bo Dal\n* Eva Krag\n-Kortere forløb\n-Fælles visitation", `
li0|•|Ida Bro
li0|-|Per Lund
li0|o|Bo Dal
li0|*|Eva Krag
li0|-|Kortere forløb
li0|-|Fælles visitation`},
		"numbers": {"1. Velkomst\n2) Budget\n(3) Valg\na) første\nb) andet\nAt 1) planen godkendes\n1.2 Baggrund", `
li0|1.|Velkomst
li0|2)|Budget
li0|(3)|Valg
li0|a)|første
li0|b)|andet
li0|At 1)|planen godkendes
li0|1.2|Baggrund`},
		"recommendation":         {"Indstilling:\n1. at orienteringen tages til efterretning", "p||Indstilling:\nli0|1.|at orienteringen tages til efterretning"},
		"debris around a number": {"- 1. Klyngen drøfter indsatserne**", "li0|1.|Klyngen drøfter indsatserne"},
		"no labels": {"11. marts kl. 15-17\n3. møde i klyngen\n1.100.000 kr. til drift\nA. Jensen\n10.30 Ankomst", `
p||11. marts kl. 15-17
p||3. møde i klyngen
p||1.100.000 kr. til drift
p||A. Jensen
p||10.30 Ankomst`},
		"small letters that count on": {"1. kortlægge målgruppen\n2. udvikle modeller", "li0|1.|kortlægge målgruppen\nli0|2.|udvikle modeller"},
		"dates in a list":             {"- 11. marts kl. 15-17\n- 10. juni", "li0|-|11. marts kl. 15-17\nli0|-|10. juni"},
		"levels":                      {"- Et\n  - To\n    - Tre\n- Fire", "li0|-|Et\nli1|-|To\nli2|-|Tre\nli0|-|Fire"},
		"tabs":                        {"Emne:\t2. møde\nMødedato: 3. maj 2021\tSted: Teams\tReferent: Bo", "row||Emne: ¦ 2. møde\nrow||Mødedato: 3. maj 2021 ¦ Sted: Teams ¦ Referent: Bo"},
		"tabs to line things up":      {"Emne:\t\t2. møde\nDeltagere:\tIda Bro", "row||Emne: ¦ 2. møde\nrow||Deltagere: ¦ Ida Bro"},
		"an empty cell":               {"Navn\tInit.\tTlf.\nIda\t\t12\nPer\tPL\t13", "row||Navn ¦ Init. ¦ Tlf.\nrow||Ida ¦  ¦ 12\nrow||Per ¦ PL ¦ 13"},
		"a row that goes on":          {"Emne:\t2. møde\n\t<p>Ida Bro</p> Per Lund", "row||Emne: ¦ 2. møde\nrow|| ¦ Ida Bro / Per Lund"},
		"a label and a tab":           {"1.\tVelkomst\n2.\tBudget", "li0|1.|Velkomst\nli0|2.|Budget"},
		"an indented line":            {"\tReferat fra mødet", "p||Referat fra mødet"},
		"columns of blanks":           {"Mødedato:       3. maj 2021\nSted:           Teams", "row||Mødedato: ¦ 3. maj 2021\nrow||Sted: ¦ Teams"},
		"a hanging column": {"Deltagere:      Ida Bro\n                Per Lund\nAfbud:          Bo Dal", `
row||Deltagere: ¦ Ida Bro / Per Lund
row||Afbud: ¦ Bo Dal`},
		"tags": {"Deltagere:\t<p>Politikere:</p> <p>Ida Bro</p>\n<p>Et</p><p><u>To</u> tre</p> fire\na &lt; b &amp; c", `
row||Deltagere: ¦ Politikere: / Ida Bro
p||Et
p||To tre
p||fire
p||a < b & c`},
		"a list without items": {"Gruppe: <ul style=\"list-style-type: none\">- Ida Bro (RN), leder- Per Lund, social- og sundhedschef</ul>", `
p||Gruppe:
li0|-|Ida Bro (RN), leder
li0|-|Per Lund, social- og sundhedschef`},
		"rules and underlines": {"Referat\n=======\nTekst\n\n-----\nMere", "h0||Referat\np||Tekst\np||Mere"},
		"not a tag":            {"Hvis a <b og c> d\n<Ida Bro>", "p||Hvis a <b og c> d\np||<Ida Bro>"},
		"odd blanks":           {"Ida\u00a0\u00a0Bro\u200b, sund\u00adhed a\u030a", "p||Ida Bro, sundhed å"},
		"file names":           {"Bilag_til_punkt_2.pdf\n2 * 3 * 4", "p||Bilag_til_punkt_2.pdf\np||2 * 3 * 4"},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := ReadText(context.Background(), []byte(tt.data), DefaultLimits)
			if err != nil {
				t.Fatal(err)
			}
			check(t, d)
			same(t, d, tt.want)
		})
	}
}

func TestGapsAndPages(t *testing.T) {
	d := read(t, []byte("Et\nTo\n\nTre\n\fFire\nFem\fSeks"))
	same(t, d, "p||Et\np||To\np||Tre\np||Fire\np||Fem\np||Seks")
	wantGap, wantPage := []bool{false, false, true, false, false, false}, []int{1, 1, 1, 2, 2, 3}
	for i, b := range d.Blocks {
		if b.Gap != wantGap[i] || b.Page != wantPage[i] {
			t.Errorf("%q: gap %t on page %d, want %t on %d", b.Text, b.Gap, b.Page, wantGap[i], wantPage[i])
		}
	}
	if got := len(d.Pages); got != 3 {
		t.Errorf("%d pages, want 3", got)
	}
}

const wrapped = `Referat af møde i Sundhedsklynge Klitten

Klyngen drøftede, hvordan de to kommuner og hospitalet kan hjælpe borgere
med kronisk sygdom hurtigere. Der var enighed om, at sygeplejersken fra
Klitborg Kommune besøger borgeren senest to døgn efter udskrivningen, og at
hospitalet ringer dagen før. Ordningen prøves i et halvt år, og sundheds-
væsenet følger den tæt. Det forventes, at pårørende kan bruge det nære p-
hus uden at betale. Tilbuddet i det nære sundhedsvæsen er gratis for alle, og
det gælder også pårørende, som bor langt væk.

Deltagere:
Karl Aage Mosbæk, borgmester, Brandhede Kommune, medformand og mødeleder,
Lisbeth Østerlund, regionsrådsmedlem, medformand
Ida Bro, direktør

1. Klyngen godkender, at ordningen prøves i et halvt år og betales af de
   fælles midler.
2. Klyngen tager resten til efterretning.
`

func TestWrappedText(t *testing.T) {
	same(t, read(t, []byte(wrapped)), `
p||Referat af møde i Sundhedsklynge Klitten
p||Klyngen drøftede, hvordan de to kommuner og hospitalet kan hjælpe borgere med kronisk sygdom hurtigere. Der var enighed om, at sygeplejersken fra Klitborg Kommune besøger borgeren senest to døgn efter udskrivningen, og at hospitalet ringer dagen før. Ordningen prøves i et halvt år, og sundhedsvæsenet følger den tæt. Det forventes, at pårørende kan bruge det nære p-hus uden at betale. Tilbuddet i det nære sundhedsvæsen er gratis for alle, og det gælder også pårørende, som bor langt væk.
p||Deltagere:
p||Karl Aage Mosbæk, borgmester, Brandhede Kommune, medformand og mødeleder,
p||Lisbeth Østerlund, regionsrådsmedlem, medformand
p||Ida Bro, direktør
li0|1.|Klyngen godkender, at ordningen prøves i et halvt år og betales af de fælles midler.
li0|2.|Klyngen tager resten til efterretning.`)
}

func TestNamesAreNotJoined(t *testing.T) {
	names := strings.TrimSpace(strings.Repeat("Formand for Social- og Sundhedsudvalget, Klitborg Kommune, Ida Bro Lund\n"+
		"Formand for Omsorgsudvalget, Marehalm Kommune, Per Otto Dalgaard-Lauritz\n", 10))
	d := read(t, []byte(names))
	if len(d.Blocks) != 20 {
		t.Errorf("20 lines of names gave %d blocks", len(d.Blocks))
	}
}

func TestMarkdown(t *testing.T) {
	for name, tt := range map[string]struct{ data, want string }{
		"headings":         {"# Referat #\n## **Punkt 2: Budget**\n##### *Klitborg Kommune*", "h1||Referat\nh2||Punkt 2: Budget\nh5||Klitborg Kommune"},
		"underlined":       {"Referat\n===\n\nPunkt 1\n-------\nTekst", "h1||Referat\nh2||Punkt 1\np||Tekst"},
		"facts on lines":   {"**Tid**: 3. maj  \n**Sted**: Online", "p||Tid: 3. maj\np||Sted: Online"},
		"boxes":            {"- [x] Sendt\n- [ ] Godkendt", "li0|[x]|Sendt\nli0|[ ]|Godkendt"},
		"table":            {"| Navn | Afbud |\n|:--|--:|\n| Ida **Bro** | a\\|b |\n| Per |  |", "row||Navn ¦ Afbud\nrow||Ida Bro ¦ a|b\nrow||Per ¦ "},
		"lines in a cell":  {"|a|b|\n|---|---|\n|1|Et<br><br>To|", "row||a ¦ b\nrow||1 ¦ Et / To"},
		"table with tabs":  {"# Midler\n\nDagklinik\t1.710.000 kr.\n<i>Rest</i>\t<i>743.000 kr.</i>", "h1||Midler\nrow||Dagklinik ¦ 1.710.000 kr.\nrow||Rest ¦ 743.000 kr."},
		"links and images": {"Se [referatet](https://eksempel.dk/a_b) og ![kort](k.png), <https://eksempel.dk>", "p||Se referatet og kort, https://eksempel.dk"},
		"emphasis":         {"*kursiv* og __fed__ og ***begge*** i fil_navn_2, 2 * 3", "p||kursiv og fed og begge i fil_navn_2, 2 * 3"},
		"escapes and code": {"Pris: 5 \\* 3, `kode`, \\_ikke\\_", "p||Pris: 5 * 3, kode, _ikke_"},
		"quotes":           {"> Citat\n> mere", "p||Citat\np||mere"},
		"fence":            {"```\n# ikke en overskrift\n```\nTekst", "p||# ikke en overskrift\np||Tekst"},
		"front matter":     {"---\ntitle: \"Referat\"\ndate: 2021\n---\n# Møde", "h1||Møde"},
		"indented text":    {"Deltagere\n\n    Ida Bro\n    Per Lund", "p||Deltagere\np||Ida Bro\np||Per Lund"},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := ReadMarkdown(context.Background(), []byte(tt.data), DefaultLimits)
			if err != nil {
				t.Fatal(err)
			}
			check(t, d)
			same(t, d, tt.want)
		})
	}
}

func TestMarkdownLook(t *testing.T) {
	d := read(t, []byte("## **Punkt 2**\n\n**Beslutning:**\n\n*Udgik*\n\n**Ansvarlig**: Ida\n\n[x](y) # z"))
	for i, want := range []struct{ bold, italic bool }{{true, false}, {true, false}, {false, true}, {false, false}} {
		if b := d.Blocks[i]; b.Bold != want.bold || b.Italic != want.italic {
			t.Errorf("%q: bold %t italic %t, want %t %t", b.Text, b.Bold, b.Italic, want.bold, want.italic)
		}
	}
}
