// Package invent makes minutes and items that nobody ever held: Danish-looking
// words drawn as often as words are in real text, the same for the same seed.
//
// The vocabulary is about 114,000 words, most of them compounds such as
// "plejeboligtilsynet", because that is what a Danish index is full of and what
// makes searching it hard. A few words stand in nearly every text and most in
// hardly any (Zipf's law). People, places and decisions are invented.
package invent

import (
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"
)

// firsts can begin a compound, lasts can end one; both are words alone.
var (
	firsts = strings.Fields(`pleje bolig nat aften skole akut forløbs patient borger hjemme læge klinik praksis medicin recept
		vagt sygehus kommune region distrikt ungdoms børne familie ældre senior trafik kørsels it data sprog tolke fysio ergo
		genoptrænings hospitals indlæggelses udskrivnings forebyggelses sundheds kost motions bevægelses ryge alkohol smerte sår
		demens hjerte lunge nyre sukkersyge kræft fødsels barsels sorg krise misbrugs social psykiatri støtte kontakt vejleder
		uddannelses kursus elev praktik vikar bemandings løn budget regnskabs indkøbs udbuds kontrakt aftale tilsyns kvalitets
		måle registrerings journal bilags mødesal lokale bygge anlægs energi miljø affalds vand varme hygiejne vaccinations
		smitte beredskabs krisestabs tryghed frivillig forenings pårørende bruger inddragelses høring informations web skærm
		telefon video sensor robot depot hjælpemiddel apoteks laboratorie prøve billed røntgen scannings operations`)
	lasts = strings.Fields(`råd tilsyn hus center hold kreds leder chef konsulent sekretær koordinator plan ordning ramme
		bevilling pulje konto model metode skema liste oversigt notat brev svar spørgsmål oplæg udspil forslag drøftelse
		indsats opgave opfølgning aftale samtale besøg måling test undersøgelse vurdering visitation henvisning overgang
		forløb pakke kæde bånd bro port linje funktion enhed afdeling afsnit gruppe netværk forum udvalg nævn møde seminar
		temadag kursus uddannelse undervisning vejledning håndbog retningslinje standard krav frist dato periode årsplan
		strategi vision mål delmål resultat effekt gevinst udgift indtægt tilskud gebyr takst pris kapacitet plads seng
		stue udstyr system register base løsning platform app nøgle adgang kode sikkerhed risiko hændelse klage sag`)
	glue = strings.Fields(`og i at det er til af på for med den der som en de har ikke om fra kan skal bliver ved også efter
		eller vil under mellem når så men hvor blev både samt over inden`)
	endings = []string{"", "et", "en", "er", "erne", "ets", "ens", "s", "ernes", "ene"}
)

// Size is about how many words the vocabulary has.
const Size = 114_000

// Words is a vocabulary, the most frequent words first.
type Words []string

// NewWords returns the vocabulary. It is the same every time.
func NewWords() Words {
	random := rand.New(rand.NewPCG(1849, 5))
	seen := map[string]bool{}
	var simple, joined Words
	add := func(to *Words, word string) {
		if !seen[word] {
			seen[word] = true
			*to = append(*to, word)
		}
	}
	for _, ending := range endings {
		for _, last := range lasts {
			add(&simple, last+ending)
		}
	}
	for _, first := range firsts {
		add(&simple, strings.TrimSuffix(first, "s"))
		for _, last := range lasts {
			for _, ending := range endings {
				add(&joined, first+last+ending)
			}
		}
	}
	random.Shuffle(len(simple)-60, func(i, j int) { i += 60; j += 60; simple[i], simple[j] = simple[j], simple[i] })
	random.Shuffle(len(joined), func(i, j int) { joined[i], joined[j] = joined[j], joined[i] })
	return append(simple, joined...)[:min(Size, len(simple)+len(joined))]
}

// A Writer writes text with the words of a vocabulary.
type Writer struct {
	Words  Words
	Random *rand.Rand
	zipf   *rand.Zipf
}

// NewWriter returns a writer that writes the same for the same seed.
func NewWriter(words Words, seed uint64) *Writer {
	random := rand.New(rand.NewPCG(seed, 701))
	return &Writer{words, random, rand.NewZipf(random, 1.08, 9, uint64(len(words)-1))}
}

// Word returns a word that says something, frequent words more often.
func (w *Writer) Word() string { return w.Words[w.zipf.Uint64()] }

// Words returns n words with the small words between them that Danish has.
func (w *Writer) words(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		if w.Random.IntN(5) < 2 {
			b.WriteString(glue[w.Random.IntN(len(glue))])
		} else {
			b.WriteString(w.Word())
		}
	}
	return b.String()
}

// Title returns a title of three to seven words.
func (w *Writer) Title() string { return capital(w.Word() + " " + w.words(2+w.Random.IntN(5))) }

// Text returns a number of sentences.
func (w *Writer) Text(sentences int) string {
	var b strings.Builder
	for i := range sentences {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(capital(w.words(8+w.Random.IntN(10))) + ".")
	}
	return b.String()
}

func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}

// pick returns one of a list.
func pick[T any](w *Writer, list []T) T { return list[w.Random.IntN(len(list))] }
