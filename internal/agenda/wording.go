package agenda

import (
	"regexp"
	"strings"
)

// A Wording is what a line of a recommendation asks the body to do (R16).
type Wording int

const (
	Unclear Wording = iota // nothing that is known as one of the others
	Notes                  // tages til efterretning
	Debates                // drøftes
	Decides                // godkendes, afsættes, udpeges
)

var (
	notes   = regexp.MustCompile(`(?i)\btil\s+(efterretning|orientering)\b|\borienteres\b`)
	debates = regexp.MustCompile(`(?i)(^|\PL)(drøft|debatter|kommenter)(e|es|er)(\PL|$)`)
	decides = regexp.MustCompile(`(?i)(^|\PL)(` + verbs + `)(es|er|s|r)(\PL|$)|(^|\PL)at\s+(` + verbs + `)e(\PL|$)`)
)

// verbs are the stems with which recommendations of Danish bodies ask for a
// decision: in the passive ("at budgettet godkendes"), after the body ("at
// klyngen godkender budgettet") and in the infinitive ("at godkende budgettet").
// Nouns of the same stems ("udsættelsen") ask for nothing.
const verbs = `godkend|tiltræd|vedtag|beslutt|afsætt|bevilg|frigiv|tildel|udpeg|vælg|konstituer|nedsætt|oprett|etabler|igangsætt|iværksætt|` +
	`fastsætt|fastlægg|udsætt|overfør|viderefør|forlæng|afslutt|nedlægg|afvis|anbefal|indstill|tilslutt|bemyndig|indgå|prioriter|anmod|pålægg|` +
	`send|fremsend|oversend|udbred|implementer|ophæv|ændr|afhold|offentliggør|fortsætt|gennemfør|imødekomm|indfør|juster|revider|deleger`

// WordingOf returns what a line of a recommendation asks for. A line that
// decides something and notes something else decides.
func WordingOf(line string) Wording {
	switch {
	case decides.MatchString(line):
		return Decides
	case debates.MatchString(line):
		return Debates
	case notes.MatchString(line):
		return Notes
	}
	return Unclear
}

// rareWords returns the words of a title that tell who or what it is about:
// those of four letters or more that are not the words of every closed item.
func rareWords(title string) map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsFuncSeq(strings.ToLower(title), func(r rune) bool { return !isLetterOrDigit(r) }) {
		if len([]rune(word)) >= 4 && !neutral[word] {
			words[word] = true
		}
	}
	return words
}

// neutral are words that a neutral title is made of.
var neutral = func() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(`punkt lukket lukkede åbent åben sagen sager personsag personalesag personaleforhold personale orientering
		drøftelse beslutning forslag status godkendelse økonomi økonomisk økonomiske forhold forhandling forhandlinger kontrakt kontraktforhold aftale aftaler
		ejendom ejendomssag ejendomshandel udbud juridisk juridiske retssag medarbejder medarbejdere vedrørende angående omkring efter under mellem
		fortrolig fortrolige sundhedsklynge klynge klyngen region regionen kommune kommunen kommuner hospital hospitalet udvalg udvalget sundhedsråd
		eller samt fremtidig fremtidige ændring ændringer valg udpegning ansættelse anliggende anliggender`) {
		words[word] = true
	}
	return words
}()
