package paper_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"klynge/internal/paper"
)

// R29, R75: the shape is enough, and nothing that only looks like it is taken.
func TestR29PersonalNumbers(t *testing.T) {
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"with a hyphen":                {"Fru Dam, 010190-1234, klager.", []string{"010190-1234"}},
		"without":                      {"0101901234", []string{"0101901234"}},
		"with a blank":                 {"cpr 010190 1234", []string{"010190 1234"}},
		"with a hyphen and blanks":     {"010190 - 1234", []string{"010190 - 1234"}},
		"a dash":                       {"010190–1234", []string{"010190–1234"}},
		"a hyphen that does not break": {"010190\u20111234", []string{"010190\u20111234"}},
		"split after the hyphen":       {"010190-\n1234", []string{"010190-\n1234"}},
		"split before it":              {"010190\n-1234", []string{"010190\n-1234"}},
		"split inside the date":        {"0101\n90-1234", []string{"0101\n90-1234"}},
		"split inside the end":         {"010190-12\n34", []string{"010190-12\n34"}},
		"unseen characters":            {"0101\u200b90-\u00ad1234", []string{"0101\u200b90-\u00ad1234"}},
		"full-width digits":            {"０１０１９０-１２３４", []string{"０１０１９０-１２３４"}},
		"glued to a word":              {"CPR0101901234x", []string{"0101901234"}},
		"a file name":                  {"Notat_010190_1234.pdf", []string{"010190_1234"}},
		"a check digit that fails":     {"010180-0000", []string{"010180-0000"}},
		"29 February":                  {"290200-1234", []string{"290200-1234"}},
		"two":                          {"010190-1234 og 311299-4321.", []string{"010190-1234", "311299-4321"}},
		"two in a column":              {"010190-1234\n311299-4321\n", []string{"010190-1234", "311299-4321"}},
		"after another number":         {"12\n010190-1234", []string{"010190-1234"}},
		"two paragraphs":               {"010190\n\n1234", nil},
		"no month":                     {"011390-1234", nil},
		"no day":                       {"310490-1234", nil},
		"eleven digits":                {"01019012345", nil},
		"a telephone number":           {"12 34 56 78", nil},
		"a case number":                {"1-31-72-8-18", nil},
		"amounts":                      {"1.710.000 kr. og 743.000 kr.", nil},
		"a date and a year":            {"19. november 2024", nil},
		"an article number":            {"5790000120123", nil},
	} {
		var got []string
		for _, place := range paper.PersonalNumbers(tt.text) {
			got = append(got, tt.text[place[0]:place[1]])
		}
		if strings.Join(got, "|") != strings.Join(tt.want, "|") {
			t.Errorf("%s: PersonalNumbers(%q) = %q, want %q", name, tt.text, got, tt.want)
		}
		masked := paper.Mask(tt.text)
		if utf8.RuneCountInString(masked) != utf8.RuneCountInString(tt.text) || strings.Count(masked, "\n") != strings.Count(tt.text, "\n") {
			t.Errorf("%s: Mask(%q) = %q, want the same length and lines", name, tt.text, masked)
		}
		if left := paper.PersonalNumbers(masked); left != nil {
			t.Errorf("%s: Mask(%q) = %q, which still holds a number", name, tt.text, masked)
		}
	}
}

// Wherever a number stands, and however it is broken, it is found.
func TestR29FoundAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.SampledFrom([]string{"0101", "3112", "2902", "3006"}).Draw(t, "date") + rapid.StringMatching(`\d{6}`).Draw(t, "rest")
		at := rapid.IntRange(1, 9).Draw(t, "at")
		number := digits[:6] + rapid.SampledFrom([]string{"", "-", " ", " - ", "–"}).Draw(t, "hyphen") + digits[6:]
		if rapid.Bool().Draw(t, "broken") {
			number = digits[:at] + "\n" + digits[at:]
		}
		before := rapid.SampledFrom([]string{"", "a ", "Punkt 3\n", "(", "sag nr. 12, "}).Draw(t, "before")
		after := rapid.SampledFrom([]string{"", ".", " og så", "\nslut", ")"}).Draw(t, "after")
		if len(paper.PersonalNumbers(before+number+after)) == 0 {
			t.Fatalf("PersonalNumbers(%q) found nothing", before+number+after)
		}
	})
}
