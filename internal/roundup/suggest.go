package roundup

import (
	"strings"
)

// mostInOne is how many different things one suggested sentence says.
const mostInOne = 5

// Suggest returns sentences for the comments under a heading that no sentence has,
// theme by theme, in the comments' own words. It writes nothing of its own but the
// name of the theme and how broadly it was said. A suggestion is marked as one until
// somebody accepts it (H6).
func Suggest(r Roundup, headingID string) (list []Sentence) {
	groups := r.groupsByTheme()
	for _, theme := range r.Themes {
		said := Wording{Groups: len(groups[theme.ID]), Of: len(r.Groups)}
		var parts [][]Comment // comments that say the same share their words
		at := map[string]int{}
		for _, c := range r.Comments {
			if c.HeadingID != headingID || c.ThemeID != theme.ID || c.Accounted() {
				continue
			}
			key := strings.ToLower(strings.Trim(strings.Join(strings.Fields(c.Text), " "), " .;,"))
			i, ok := at[key]
			if !ok {
				i, at[key] = len(parts), len(parts)
				parts = append(parts, nil)
			}
			parts[i] = append(parts[i], c)
		}
		for len(parts) > 0 {
			n := min(mostInOne, len(parts))
			list = append(list, sentenceOf(headingID, label(theme.Name, said.Broad()), parts[:n]))
			parts = parts[n:]
		}
	}
	return list
}

func sentenceOf(headingID, label string, parts [][]Comment) Sentence {
	s := Sentence{HeadingID: headingID, Suggested: true}
	var words []string
	for _, same := range parts {
		s.Comments = append(s.Comments, same...)
		words = append(words, strings.TrimRight(strings.Join(strings.Fields(same[0].Text), " "), ".;, "))
	}
	s.Text = label + " " + strings.Join(words, "; ") + "."
	return s
}
