package cases

import (
	"strings"

	"klynge/internal/reader/extract"
)

// A part is what a line of a plan tells of, whatever word was used for it.
type part int

const (
	noPart    part = iota
	banner         // "Mini business case"
	title          // "Projekttitel:"
	leader         // "Projektleder:", "Tovholder:"
	group          // "Projektgruppe:"
	funding        // "Ansøgt beløb:"
	purpose        // "Formål"
	data           // "Data for indsatsen", "Succeskriterier"
	scope          // "Afgrænsning", "Målgruppe"
	schedule       // "Tidsramme og milepæle"
	resources      // "Ressourceallokering", "Økonomi"
)

// section reports whether the part is one of the five that a plan is made of.
func (p part) section() bool { return p >= purpose }

// partWords are the words that give a rubric its meaning; the first one found
// in a rubric decides. A rubric holds nothing but these and fillers.
var partWords = wordsOf(map[part]string{
	banner: `businesscase businesscases casebeskrivelse projektskema indsatsbeskrivelse projektbeskrivelse`,
	title:  `titel projekttitel projektnavn indsatstitel navn overskrift`,
	leader: `projektleder projektledere projektlederen tovholder tovholdere projektansvarlig indsatsleder
		indsatsansvarlig projektejer ansvarlig ansvarlige`,
	group: `projektgruppe projektgruppen projektgruppens arbejdsgruppe arbejdsgruppen projektdeltagere gruppen
		projektmedlemmer samarbejdspartnere samarbejdspartner styregruppe`,
	funding: `beløb ansøgt finansiering bevilling ansøgning`,
	purpose: `formål formålet mål målet baggrund hensigt vision problemstilling udfordring idé indhold`,
	data: `data datagrundlag datagrundlaget succeskriterier succeskriterium evaluering evalueringen effekt effekter
		effektmål måling målinger målepunkter indikatorer resultater resultatmål opfølgning gevinster gevinst dokumentation`,
	scope: `afgrænsning afgrænsninger afgrænsningen målgruppe målgruppen målgrupper omfang geografi`,
	schedule: `tidsramme tidsrammen tidsplan tidsplanen milepæle milepæl milepælene milepælsplan tidsperspektiv
		opstart opstartsdato projektperiode projektperioden periode varighed faser køreplan proces tidspunkt`,
	resources: `ressourcer ressourceallokering ressourceforbrug ressourcetræk økonomi økonomien budget udgifter
		omkostninger bemanding timer personale udgift`,
})

// fillers may stand beside the words of a rubric without changing it.
var fillers = setOf(`og for i af til på om ved med indsatsen indsatsens indsats projektet projektets projekt
	den det de en et overordnede overordnet forventede forventet mini case business klyngeprojekt klyngeprojektet
	samlet samlede beskrivelse samt eller deltagere overordnet kort klyngens lokal lokale navn`)

func wordsOf(texts map[part]string) map[string]part {
	all := map[string]part{}
	for p, text := range texts {
		for word := range setOf(text) {
			all[word] = p
		}
	}
	return all
}

// A rubric is a part's label found at the start of a line.
type rubric struct {
	part
	value int  // where in the line its value starts
	exact bool // nothing but the label stands there
	weak  bool // a word that also stands in ordinary minutes: "Ansvarlig"
}

// longestRubric bounds the label, in bytes: longer is a sentence.
const longestRubric = 60

// rubricOf finds the rubric that a line opens, if any.
func rubricOf(l *line) rubric {
	if l.label != "" && l.kind != extract.Heading {
		return rubric{}
	}
	head, value := l.text, len(l.text)
	if i := strings.IndexByte(l.text, ':'); i >= 0 && i <= longestRubric {
		head, value = l.text[:i], i+1
		for value < len(l.text) && l.text[value] == ' ' {
			value++
		}
	}
	if len(head) > longestRubric {
		return bannerOf(l)
	}
	found := rubric{value: value, exact: value == len(l.text)}
	for _, word := range words(head) {
		p, ok := partWords[word]
		if !ok && !fillers[word] {
			return bannerOf(l)
		}
		if ok && found.part == noPart {
			found.part = p
			found.weak = p == leader && !strings.HasPrefix(word, "projekt") && !strings.HasPrefix(word, "indsats")
		}
	}
	switch lower := strings.ToLower(strings.TrimSpace(head)); {
	case strings.HasPrefix(lower, "mini") && strings.Contains(lower, "case"), lower == "business case":
		found.part = banner
	case lower == "projekt indsats" || lower == "projekt/indsats" || lower == "indsats" || lower == "projekt":
		if found.exact {
			return rubric{}
		}
		found.part = title
	case found.part == noPart:
		return rubric{}
	case strings.HasSuffix(lower, "."):
		return rubric{}
	}
	return found
}

// bannerOf reads "Mini business case for Ungebroen" and "Mini-businesscase –
// Ungebroen", where the title stands in the banner.
func bannerOf(l *line) rubric {
	lower := strings.ToLower(l.text)
	for _, opening := range []string{"mini business case", "mini businesscase", "mini-business case", "mini-businesscase", "minibusinesscase"} {
		rest, ok := strings.CutPrefix(lower, opening)
		if !ok || len(l.text) > 160 || len(lower) != len(l.text) {
			continue
		}
		rest = strings.TrimLeft(rest, " -–:")
		for _, joint := range []string{"for ", "vedr. ", "vedrørende ", "om "} {
			rest = strings.TrimPrefix(rest, joint)
		}
		return rubric{part: banner, value: len(l.text) - len(rest)}
	}
	return rubric{}
}
