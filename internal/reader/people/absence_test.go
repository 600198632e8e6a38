package people

import (
	"slices"
	"strings"
	"testing"
)

func TestAbsences(t *testing.T) {
	for text, want := range map[string][]string{
		"Fraværende: Ida Lund (A), Bo Kirk (V)": {"Ida Lund A absent", "Bo Kirk V absent"},
		"Fraværende: Ingen":                     nil,
		"Ingen":                                 nil,
		"Der er afbud fra Martin Bekmann og Bettina Bøgh.":                                                            {"Martin Bekmann absent", "Bettina Bøgh absent"},
		"Afbud fra:\nVivi Kirkelund":                                                                                  nil, // a heading and its list, for Read
		"Martin Bekmann og Bettina Bøgh var fraværende.":                                                              {"Martin Bekmann absent", "Bettina Bøgh absent"},
		"Ida Lund deltog ikke i mødet.":                                                                               {"Ida Lund absent"},
		"Ida Lund (A) deltog ikke i sagens behandling.":                                                               {"Ida Lund A partly: deltog ikke i sagens behandling"},
		"Liv Gro Jespersen var forhindret i at deltage i udvalgets behandling af sagen.":                              {"Liv Gro Jespersen partly: var forhindret i at deltage i udvalgets behandling af sagen"},
		"Karl Stengaard (C), Næstformand og Jan Hvidtfelt (V) deltog ikke i rådets behandling af sagen.":              {"Karl Stengaard C partly: deltog ikke i rådets behandling af sagen", "Jan Hvidtfelt V partly: deltog ikke i rådets behandling af sagen"},
		"Alle medlemmer var mødt undtagen Rasmus Folkmann, Kristian Møgelbjerg og Else Karup, der havde meldt afbud.": {"Rasmus Folkmann absent", "Kristian Møgelbjerg absent", "Else Karup absent"},
		"Som stedfortræder for Ida Lund deltog Bo Kirk.":                                                              {"Ida Lund absent", "Bo Kirk for Ida Lund"},
		"I stedet for Vivi Kirkelund deltog Preben Pedersholm. Rådmand Jane Jegstrup forlod mødet efter pkt. 3.":      {"Vivi Kirkelund absent", "Preben Pedersholm for Vivi Kirkelund", "Jane Jegstrup partly: forlod mødet efter pkt. 3"},
		"Lars Løgholt deltog som suppleant for Haldis Glerup.":                                                        {"Lars Løgholt for Haldis Glerup", "Haldis Glerup absent"},
		"Meldt afbud: Ida Lund":                                                    {"Ida Lund absent"},
		"Forfald: Ida Lund og Bo Kirk":                                             {"Ida Lund absent", "Bo Kirk absent"},
		"Ikke til stede: Filip Løvborg, Haldis Glerup":                             {"Filip Løvborg absent", "Haldis Glerup absent"},
		"Udvalget drøftede oplægget og bad om tal for, hvor mange der falder fra.": nil,
		"Godkendt.": nil,
		"Mødet blev ledet af formand Ida Lund. Til stede var desuden næstformand Bo Kirk samt Vita Gamst og Sune Ohlsen. Der var afbud fra Rie Holm. Fra sekretariatet deltog Nanna Juhl.": {
			"Ida Lund chair", "Bo Kirk", "Vita Gamst", "Sune Ohlsen", "Rie Holm absent", "Nanna Juhl"},
		"Fra rådet deltog Ida Lund og Bo Kirk. Centerleder Vita Gamst deltog i hele mødet. Bo Kirk var ordstyrer.": {"Ida Lund", "Bo Kirk", "Vita Gamst", "Bo Kirk chair"},
	} {
		var got []string
		for _, a := range Absences(text) {
			say := a.Name
			if a.Group != "" {
				say += " " + a.Group
			}
			if a.Absent {
				say += " absent"
			}
			if a.Chair {
				say += " chair"
			}
			if a.Partly != "" {
				say += " partly: " + a.Partly
			}
			if a.Substitute {
				say += " for " + a.For
			}
			got = append(got, say)
			if named := text[a.Start:a.End]; named != a.Name {
				t.Errorf("Absences(%q): the place of %q holds %q", text, a.Name, named)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("Absences(%q)\n got %s\nwant %s", text, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
		}
	}
}
