package people

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Thresholds for [SameName]. To take two people for one is worse than to take
// one for two: the first puts words in somebody's mouth, the second is seen and
// mended. So a caller merges without asking only from Same.
const (
	// Same: no difference but word order, titles, case, accents and the slips
	// of a scanner.
	Same = 0.9
	// Likely: one name is a shortened form of the other, or differs by a letter.
	// Take it for the same only with more evidence: the same organisation, or
	// the same list of one meeting.
	Likely = 0.75
	// Possible: nothing contradicts it. For a person to decide.
	Possible = 0.5
)

// Canonical returns the form of a name to show: without party letters, initials
// in brackets, titles and degrees, white space collapsed.
func Canonical(name string) string {
	var out []string
	for _, t := range cutLine(name, nil) {
		if t.kind != word {
			if t.kind != bracket && len(out) > 1 {
				break
			}
			continue
		}
		if low := strings.ToLower(t.text); isTitle(low) || utf8.RuneCountInString(low) == 1 {
			continue
		}
		out = append(out, t.text)
	}
	if len(out) == 0 {
		return strings.Join(strings.Fields(name), " ")
	}
	return strings.Join(out, " ")
}

// Key returns a short text that is equal for most spellings of one name: the
// folded last name and the first letter of the first. Names with different
// keys can still be the same: an OCR slip in the first letter, a surname that
// was added. Use it to find candidates, and [SameName] to judge them.
func Key(name string) string {
	words := nameWords(name)
	if len(words) == 0 {
		return ""
	}
	if len(words) > 1 && !isGiven(words[0].plain) && isGiven(words[len(words)-1].plain) {
		slices.Reverse(words) // "Hestvik Sigrun"
	}
	last := words[len(words)-1].shape
	if len(words) == 1 {
		return last
	}
	return last + " " + string([]rune(words[0].shape)[:1])
}

// maxWords is more than any name has.
const maxWords = 12

// A foldedWord is one word of a name in the forms it is compared by.
type foldedWord struct {
	plain string // lower case
	fold  string // without accents: ø, ö and o are one, å and aa
	shape string // what a scanner confuses is one: rn and m, l and i
}

func nameWords(name string) []foldedWord {
	var out []foldedWord
	for _, w := range strings.FieldsFunc(Canonical(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’' && !unicode.Is(unicode.Mn, r)
	}) {
		low := strings.ToLower(w)
		if fold := foldWord(low); fold != "" {
			out = append(out, foldedWord{low, fold, scanned(fold)})
		}
		if len(out) == maxWords {
			break
		}
	}
	return out
}

var (
	folding = strings.NewReplacer("æ", "ae", "ä", "ae", "ø", "o", "ö", "o", "oe", "o", "å", "a", "aa", "a", "ü", "u", "ð", "d", "þ", "th", "ß", "ss",
		"á", "a", "à", "a", "â", "a", "ã", "a", "é", "e", "è", "e", "ê", "e", "ë", "e", "í", "i", "ì", "i", "î", "i", "ï", "i",
		"ó", "o", "ò", "o", "ô", "o", "õ", "o", "ú", "u", "ù", "u", "û", "u", "ý", "y", "ÿ", "y", "ç", "c", "ñ", "n", "š", "s", "ž", "z", "č", "c", "ć", "c", "ł", "l")
	shaping = strings.NewReplacer("rn", "m", "l", "i", "1", "i", "j", "i", "0", "o", "vv", "w", "cl", "d", "5", "s")
)

func foldWord(low string) string {
	var b strings.Builder
	for _, r := range folding.Replace(low) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// scanned folds what scanners confuse.
func scanned(fold string) string { return shaping.Replace(fold) }

// SameName returns how likely two texts name the same person, as far as names
// can tell, from 0 to 1; see [Same], [Likely] and [Possible].
func SameName(a, b string) float64 {
	short, long := nameWords(a), nameWords(b)
	if len(short) > len(long) {
		short, long = long, short
	}
	if len(short) == 0 {
		return 0
	}
	if len(short) == 1 {
		if len(long) == 1 && short[0].fold == long[0].fold {
			return Possible
		}
		return 0
	}
	m := matchWords(short, long)
	if m.missed > 0 || m.whole == 0 || !m.surname {
		return 0
	}
	score := m.score
	extra := len(long) - len(short)
	switch {
	case extra == 0:
	case m.first && m.last: // a middle name is left out
		score *= 0.87
	default: // a name at the end more: a second surname, or somebody else
		score *= 0.7
	}
	if m.turned {
		score *= 0.95
	}
	return score
}

// A match tells how the words of a shorter name stand in a longer one.
type match struct {
	score       float64 // product over the words
	missed      int     // words without a like
	whole       int     // words written out in both
	surname     bool    // the last word of the one is whole in the other
	first, last bool    // the ends meet
	turned      bool    // in another order
}

func matchWords(short, long []foldedWord) match {
	m := match{score: 1}
	taken := make([]bool, len(long))
	previous := -1
	for i, w := range short {
		best, at := 0.0, -1
		for j, v := range long {
			if s := sameWord(w, v); !taken[j] && s > best {
				best, at = s, j
			}
		}
		if at < 0 {
			m.missed++
			continue
		}
		taken[at] = true
		m.score *= best
		whole := len([]rune(w.fold)) > 1 && len([]rune(long[at].fold)) > 1
		if whole {
			m.whole++
		}
		if i == len(short)-1 || at == len(long)-1 {
			m.surname = m.surname || whole
		}
		m.first = m.first || i == 0 && at == 0
		m.last = m.last || i == len(short)-1 && at == len(long)-1
		if at < previous {
			m.turned = true
		}
		previous = at
	}
	return m
}

// sameWord compares one word. An initial fits every word it begins.
func sameWord(a, b foldedWord) float64 {
	short, long := a.fold, b.fold
	if len(short) > len(long) {
		short, long = long, short
	}
	switch {
	case short == long:
		return 1
	case len([]rune(short)) == 1:
		if strings.HasPrefix(long, short) {
			return 0.9
		}
		return 0
	case isGiven(a.plain) && isGiven(b.plain):
		return 0 // Karen is not Karin, and Jens not Jes
	case a.shape == b.shape:
		return 0.95
	case surnames[a.plain] && surnames[b.plain]:
		return 0
	case len(short) >= 6 && oneSlip([]rune(short), []rune(long)):
		return 0.8
	}
	return 0
}

// oneSlip reports whether one letter was changed, lost, added, or two swapped.
func oneSlip(a, b []rune) bool {
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return string(a[i:]) == string(b[i+1:])
	}
	if i == len(a) || string(a[i+1:]) == string(b[i+1:]) {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && string(a[i+2:]) == string(b[i+2:])
}
