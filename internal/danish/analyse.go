package danish

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/danish"
)

// A Token is a word of a text as a search sees it.
type Token struct {
	Term       string // folded and stemmed; "" for a stop word
	Start, End int    // bytes of the text
}

// An Analyser turns text into tokens. It remembers the stems it has worked
// out, so keep one for a long text or many. It is not for two goroutines at once.
type Analyser struct {
	stems map[string]string
	env   *snowballstem.Env
}

// NewAnalyser returns an analyser that remembers nothing yet.
func NewAnalyser() *Analyser {
	return &Analyser{stems: map[string]string{}, env: snowballstem.NewEnv("")}
}

// remembered bounds the stems an analyser keeps.
const remembered = 200_000

// Tokens calls yield with each word of a text, stop words included, since they
// count as positions in a phrase.
func (a *Analyser) Tokens(text string, yield func(Token)) {
	for i := 0; i < len(text); {
		start := i
		for i < len(text) {
			r, size := decode(text[i:])
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				break
			}
			i += size
		}
		if i > start {
			yield(Token{Term: a.Term(text[start:i]), Start: start, End: i})
			continue
		}
		_, size := decode(text[i:])
		i += size
	}
}

func decode(s string) (rune, int) {
	if s[0] < utf8.RuneSelf {
		return rune(s[0]), 1
	}
	return utf8.DecodeRuneInString(s)
}

// Term returns what a word is found by: lower case, aa, ae and oe as å, æ and
// ø, accents dropped, inflection cut off by the Danish Snowball stemmer. It is
// "" for a stop word.
func (a *Analyser) Term(word string) string {
	if term, ok := a.stems[word]; ok {
		return term
	}
	term := a.stem(Fold(word))
	if len(a.stems) >= remembered {
		clear(a.stems)
	}
	a.stems[strings.Clone(word)] = term
	return term
}

func (a *Analyser) stem(folded string) string {
	if stopWords[folded] {
		return ""
	}
	if len(folded) > 120 { // no word: a run of letters that only fills the index
		folded = string([]rune(folded)[:40])
	}
	a.env.SetCurrent(folded)
	danish.Stem(a.env)
	return a.env.Current()
}

var accents = strings.NewReplacer(
	"aa", "å", "ae", "æ", "oe", "ø", "ä", "æ", "ö", "ø", "ü", "y",
	"é", "e", "è", "e", "ê", "e", "ë", "e", "á", "a", "à", "a", "â", "a", "ó", "o", "ò", "o", "ô", "o", "í", "i", "ú", "u", "ç", "c", "ñ", "n",
)

// Fold returns a word without what people spell differently: letter case, aa
// for å, ae for æ, oe for ø, accents.
func Fold(word string) string {
	lower := strings.ToLower(word)
	for i := range len(lower) {
		c := lower[i]
		if c >= utf8.RuneSelf || i > 0 && (c == 'a' && lower[i-1] == 'a' || c == 'e' && (lower[i-1] == 'a' || lower[i-1] == 'o')) {
			return accents.Replace(lower)
		}
	}
	return lower
}

// stopWords are so common that searching for them finds everything.
var stopWords = func() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(`
		ad af alle alt anden at bl da de den denne der deres det dette dig din disse dog du efter eller en end er et
		for fra få gennem ham han har havde have hen hende her hos hun hvad hvis hvor i ikke ind jeg jer jo kan kunne
		man mange med meget men mig min mod må ned noget nogle når og også om op os over på samt selv sig sin skal
		skulle som så til ud under var ved vi vil ville være været`) {
		words[Fold(word)] = true
	}
	return words
}()
