// Package phrase keeps what a secretariat writes again and again: standard
// phrases, and templates of items and whole agendas.
//
// A body begins with the [Defaults], which are the words that Danish minutes of
// this field use. The first change a body makes gives it a list of its own; a
// body that empties its list has the defaults again. A [Template] is made from
// an item or an agenda that exists, and holds texts only: no dates, no papers,
// nothing closed.
package phrase

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"klynge/internal/agenda"
	"klynge/internal/fault"
)

// A Kind is where a phrase is used.
type Kind string

const (
	Recommendation Kind = "recommendation" // indstilling
	Decision       Kind = "decision"       // beslutning
	Presentation   Kind = "presentation"   // sagsfremstilling
)

// Kinds are all of them, in the order they are shown.
var Kinds = []Kind{Recommendation, Decision, Presentation}

var words = map[Kind]string{Recommendation: "Indstilling", Decision: "Beslutning", Presentation: "Sagsfremstilling"}

// Danish returns the kind's word for users.
func (k Kind) Danish() string { return words[k] }

// A Phrase is one standard sentence. Where it holds an ellipsis the writer fills
// in.
type Phrase struct {
	ID   string // "" for a default
	Text string
}

// Defaults returns the phrases of a body that has none of its own.
func Defaults(k Kind) []Phrase {
	var list []Phrase
	for _, text := range defaults[k] {
		list = append(list, Phrase{Text: text})
	}
	return list
}

var defaults = map[Kind][]string{
	Recommendation: {
		"Det indstilles, at orienteringen tages til efterretning.",
		"Det indstilles, at punktet drøftes.",
		"Det indstilles, at … godkendes.",
		"Det indstilles, at der afsættes … kr. til …",
		"Det indstilles, at midlerne overføres til …",
		"Det indstilles, at … udpeger … til …",
		"Det indstilles, at … bemyndiger administrationen til at …",
		"Det indstilles, at indsatsen forlænges til og med …",
		"Det indstilles, at indsatsen afsluttes, og at erfaringerne deles med …",
		"Det indstilles, at der gives en status på …",
		"Det indstilles, at punktet sendes til behandling i …",
		"Det indstilles, at sagen sendes i høring hos … med frist den …",
	},
	Decision: {
		"Taget til efterretning.",
		"Drøftet.",
		"Godkendt.",
		"Godkendt, idet …",
		"Indstillingen blev fulgt.",
		"Indstillingen blev fulgt, idet …",
		"Der afsættes … kr. til …",
		"Udsat til næste møde.",
		"Udsat, idet …",
		"Ikke godkendt.",
		"Sendes til …",
		"Administrationen vender tilbage med en status på …",
		"Der blev ikke truffet beslutning.",
	},
	Presentation: {
		"På mødet den … besluttede …, at …",
		"Punktet er en opfølgning på …",
		"Sagen har været behandlet i … den …",
		"… holder et kort oplæg, hvorefter der er drøftelse.",
		"Der foreligger følgende data for indsatsen: …",
		"Sagen har ingen økonomiske konsekvenser.",
		"Udgiften er … kr. og foreslås dækket af …",
		"Indsatsen løber til og med … og evalueres …",
		"Næste skridt er …",
	},
}

// Longest is how many characters a phrase may have.
const Longest = 500

// Clean returns a phrase as it is kept, on one line.
func Clean(text string) (string, error) {
	text = strings.Join(strings.Fields(text), " ")
	switch n := len([]rune(text)); {
	case n == 0:
		return "", fault.New(fault.Invalid, "Skriv vendingen. Intet er gemt.")
	case n > Longest:
		return "", fault.New(fault.Invalid, "Vendingen er på %d tegn, og der er plads til %d. Den er ikke gemt.", n, Longest)
	}
	return text, nil
}

// A Template is an agenda or one item to begin from.
type Template struct {
	ID     string
	BodyID string
	Name   string
	Items  []Item
	Made   time.Time
	MadeBy string // name
}

// Whole reports whether it is a template of a whole agenda.
func (t Template) Whole() bool { return len(t.Items) != 1 }

// An Item is an item of a template. It is plain, so that what is kept can be
// read by programs that come later.
type Item struct {
	Type            agenda.Type
	Task            agenda.Task `json:",omitempty"`
	Title           string
	Minutes         int       `json:",omitempty"`
	Presentation    string    `json:",omitempty"`
	Sections        []Section `json:",omitempty"`
	Recommendations []string  `json:",omitempty"`
}

// A Section is a part of the presentation with a heading of its own.
type Section struct{ Heading, Text string }

// From makes the template of items. A closed item gives nothing but its kind: a
// template is read by more people than the matter.
func From(items []agenda.Item) (list []Item) {
	for _, it := range items {
		made := Item{Type: it.Type, Task: it.Task, Minutes: it.Minutes}
		if !it.Closed {
			made.Title, made.Presentation = it.Title(), it.Text(agenda.Presentation)
			for _, s := range it.Sections {
				made.Sections = append(made.Sections, Section{s.Heading, s.Text})
			}
			for _, r := range it.Recommendations {
				made.Recommendations = append(made.Recommendations, r.Text)
			}
		}
		list = append(list, made)
	}
	return list
}

// Named returns the name of a template as it is kept.
func Named(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	if n := len([]rune(name)); n == 0 || n > 100 {
		return "", fault.New(fault.Invalid, "Giv skabelonen et navn på højst 100 tegn. Den er ikke gemt.")
	}
	return name, nil
}

// Minutes returns how long the items of a template are planned to take.
func (t Template) Minutes() (n int) {
	for _, it := range t.Items {
		n += it.Minutes
	}
	return n
}

// Print returns what tells one list of phrases from another, so that whoever
// changes a list has seen the one that stands.
func Print(list []Phrase) string {
	sum := sha256.New()
	for _, p := range list {
		fmt.Fprintf(sum, "%q\n", p.Text)
	}
	return hex.EncodeToString(sum.Sum(nil))[:16]
}

// Valid reports whether there is such a kind.
func (k Kind) Valid() bool { return slices.Contains(Kinds, k) }
