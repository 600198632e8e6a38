package anonymity_test

import (
	"testing"

	"klynge/internal/anonymity"
	"klynge/internal/fault"
)

func TestRefuse(t *testing.T) {
	for name, c := range map[string]struct {
		texts   []string
		refused bool
	}{
		"nothing":               {nil, false},
		"a number in the last":  {[]string{"Behov", "Se 010203-1234"}, true},
		"without a hyphen":      {[]string{"0102031234"}, true},
		"a telephone and a sum": {[]string{"Ring 20 30 40 50", "743.000 kr."}, false},
	} {
		if err := anonymity.Refuse(c.texts...); fault.Is(err, fault.Invalid) != c.refused {
			t.Errorf("%s: Refuse = %v, want refused %v", name, err, c.refused)
		}
	}
}

func TestDoubts(t *testing.T) {
	for text, want := range map[string]string{
		"Borgere uden telefon nås ikke":                   "",
		"Sundhedsklynge Fjorden og Skagerby Kommune":      "",
		"Det Nære Sundhedsvæsen":                          "",
		"Mette Lund kom ikke":                             "Mette Lund",
		"en borger på 83 år ventede":                      "en borger på 83 år",
		"En 42-årig kvinde":                               "42-årig",
		"Min mor blev indlagt":                            "Min mor",
		"En borger ved navn Bent":                         "ved navn Bent",
		"Vi savner et fælles overblik over ventetiderne.": "",
	} {
		found := ""
		if list := anonymity.Doubts(text); len(list) > 0 {
			found = list[0].Words
		}
		if found != want {
			t.Errorf("Doubts(%q) finds %q first, want %q", text, found, want)
		}
	}
}
