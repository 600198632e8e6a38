package meeting

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// formalities are the words of titles that every agenda has: they open, close
// and approve a meeting, and say nothing of a matter.
var formalities = map[string]bool{
	"godkendelse": true, "dagsorden": true, "dagsordenen": true, "referat": true, "referatet": true, "eventuelt": true,
	"velkomst": true, "mødedeltagere": true, "deltagere": true, "næste": true, "møde": true, "møder": true, "mødet": true,
	"kommende": true, "meddelelser": true, "evaluering": true, "punkter": true, "præsentation": true, "præsentationsrunde": true,
	"seneste": true, "sidste": true, "orientering": true, "gensidig": true, "status": true, "drøftelse": true, "beslutning": true,
	"opfølgning": true, "temadrøftelse": true, "kort": true, "underskrift": true, "digital": true, "mødeplan": true,
}

// Formality reports whether a title belongs to the meeting itself, such as
// "Godkendelse af dagsorden" or "Eventuelt", and not to a matter.
func Formality(title string) bool { return len(matter(title)) == 0 }

// SameMatter reports whether two titles speak of the same matter: most of the
// words that mean something in the shorter title stand in the other. One shared
// word is enough only when it is all there is of both.
func SameMatter(a, b string) bool { return sameWords(matter(a), matter(b)) }

func sameWords(short, long map[string]bool) bool {
	if len(short) > len(long) {
		short, long = long, short
	}
	shared := 0
	for word := range short {
		if long[word] {
			shared++
		}
	}
	if len(short) == 1 {
		return shared == 1 && len(long) == 1
	}
	return len(short) > 0 && shared*3 >= len(short)*2 && shared*2 >= len(long)
}

// matter returns the words of a title that tell what it is about.
func matter(title string) map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsFuncSeq(strings.ToLower(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if utf8.RuneCountInString(word) > 3 && !formalities[word] && !strings.HasPrefix(word, "20") {
			words[word] = true
		}
	}
	return words
}
