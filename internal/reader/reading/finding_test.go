package reading

import "testing"

func TestSay(t *testing.T) {
	dated := Finding{Code: "date-without-year", Args: map[string]string{"text": "11. marts", "date": "2021-03-11"}}
	for name, tt := range map[string]struct {
		finding  Finding
		language string
		want     string
	}{
		"a date in Danish":   {dated, "da", "“11. marts” har intet årstal. Det er læst som 11. marts 2021."},
		"a date in English":  {dated, "en", "“11. marts” has no year. It was read as 11 March 2021."},
		"a code of tomorrow": {Finding{Code: "unheard-of"}, "da", "unheard-of"},
	} {
		if got := tt.finding.Say(tt.language); got != tt.want {
			t.Errorf("%s: Say(%q) = %q, want %q", name, tt.language, got, tt.want)
		}
	}
}
