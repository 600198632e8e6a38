package mapping

import (
	"regexp"
	"slices"
	"strings"

	"klynge/internal/anonymity"
)

const (
	whyEvent     = "kan være en enkelt hændelse, som nogen kan genkende"
	whyDiagnosis = "siger kun en diagnose. Skriv, hvad borgerne har brug for, og hvad der står i vejen"
)

// DoubtWords returns what doubts about a card say.
func DoubtWords() []string { return append(anonymity.Words(), whyEvent, whyDiagnosis) }

var (
	// events are what happened once: a day, or something that was in the news.
	events = regexp.MustCompile(`(?i)\b(?:\d{1,2}\. ?(?:januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december)(?: \d{4})?|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|` +
		`(?:den|det) eneste\p{L}*(?: \p{L}+)?|første gang i landet|kendt fra (?:avisen|medierne|tv)|omtalt i (?:avisen|medierne|pressen)|var i avisen|` +
		`(?:drab|mord|gidsel|brand|ildspåsæt|eksplosion)\p{L}*|(?:trafik|tog|arbejds|drukne)ulykke\p{L}*)`)
	diagnoses = regexp.MustCompile(`(?i)\b(?:paranoid skizofreni|skizo\p{L}*|psykose\p{L}*|bipolar\p{L}*|mani\p{L}*|depressi\p{L}*|angst\p{L}*|adhd|add|autis\p{L}*|asperger\p{L}*|ptsd|ocd|borderline|` +
		`personlighedsforstyrrelse\p{L}*|demens\p{L}*|alzheimer\p{L}*|anoreksi\p{L}*|bulimi\p{L}*|misbrug\p{L}*|f\d{2}(?:\.\d+)?|kol|diabetes|epilepsi)\b`)
	// filling are the words that stand around a diagnosis and tell nothing more.
	filling = regexp.MustCompile(`(?i)\b(?:borger\p{L}*|patient\p{L}*|person\p{L}*|mennesk\p{L}*|diagnose\p{L}*|diagnosticeret|med|og|eller|har|af|en|et|de|der|som|er|samt|svær|let|kronisk|lidelse\p{L}*|sygdom\p{L}*|syge?)\b`)
	letters = regexp.MustCompile(`\p{L}{2,}`)
)

// Doubts returns what on a card somebody should look at: what may tell who it is
// about, an event that others know of, and a group that is nothing but a diagnosis.
func (c Card) Doubts() (list []anonymity.Doubt) {
	for _, p := range Parts {
		for _, d := range Doubts(c.Text(p)) {
			if !slices.Contains(list, d) {
				list = append(list, d)
			}
		}
	}
	if words, only := c.onlyDiagnosis(); only {
		list = append(list, anonymity.Doubt{Words: words, Why: whyDiagnosis})
	}
	return list
}

// Doubts returns what of one text may tell who it is about.
func Doubts(text string) []anonymity.Doubt {
	list := anonymity.Doubts(text)
	for _, found := range events.FindAllString(text, -1) {
		list = append(list, anonymity.Doubt{Words: found, Why: whyEvent})
	}
	return list
}

// onlyDiagnosis reports whether a card tells of a diagnosis and of nothing else.
func (c Card) onlyDiagnosis() (words string, only bool) {
	words = diagnoses.FindString(c.Need)
	if words == "" {
		return "", false
	}
	rest := filling.ReplaceAllString(diagnoses.ReplaceAllString(c.Need, " "), " ")
	return words, len(letters.FindAllString(rest, -1)) < 2 && strings.TrimSpace(c.Barrier+c.Contact+c.Strength) == ""
}
