package body

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// A Name is what the words of an organisation's name tell about it.
type Name struct {
	Show           string // the name to show: spaces and hyphens in order, "Kommune" with a capital
	Key            string // equal for all spellings of one organisation
	Classification Classification
	Sector         Sector
	Level          Level  // of a cluster
	Parent         string // the name of what it is a part of, "" when the name does not tell
}

// kinds tell the classification from a word of the folded name; the first that
// matches wins, so what is special stands before what is general.
var kinds = []struct {
	word   *regexp.Regexp
	kind   Classification
	sector Sector
}{
	{regexp.MustCompile(`\bsundhedskoordinationsudvalg|\bsundhedssamarbejdsudvalg|\bkoordinationsudvalg|^sku$`), Coordination, Shared},
	{regexp.MustCompile(`klynge`), Cluster, Shared},
	{regexp.MustCompile(`\bsundhedsraad`), Council, Shared},
	{regexp.MustCompile(`^plo\b|\bplo$|praktiserende laegers|almen praksis|\blaegehus|\blaegerne\b|\bkvalitetsklynge`), GPOrganisation, GeneralPractice},
	{regexp.MustCompile(`sekretariat|faellesadministration`), Secretariat, Shared},
	{regexp.MustCompile(`hospital|sygehus|psykiatri`), Hospital, RegionSector},
	{regexp.MustCompile(`udvalg|utvalg|naemnd|ausschuss|byraad|kommunalbestyrelse|regionsraad(et)?\b`), Committee, OtherSector},
	{regexp.MustCompile(`\bkommune\b`), Municipality, MunicipalitySector},
	{regexp.MustCompile(`^region\b`), Region, RegionSector},
	{regexp.MustCompile(`netvaerk|forum\b|raad(et)?\b|gruppen?\b|bestyrelsen?\b`), Forum, OtherSector},
	{regexp.MustCompile(`kommunekontaktraad|\bkkr\b|^kl$`), Other, MunicipalitySector},
}

// Describe tells what the words of a name say. The same organisation has the
// same key however it is spelled.
func Describe(printed string) Name {
	show := tidy(printed)
	level, rest := levelOf(show)
	folded := fold(rest)
	n := Name{Show: show, Classification: Other, Sector: OtherSector}
	for _, k := range kinds {
		if k.word.MatchString(folded) {
			n.Classification, n.Sector = k.kind, k.sector
			break
		}
	}
	n.Key = keyOf(folded, n.Classification)
	switch {
	case n.Classification == Cluster && level != "":
		n.Level = level
		n.Parent = capital(indefinite(rest))
		n.Show = levelName[level] + " " + n.Parent
		n.Key += "/" + string(level)
	case n.Classification == Cluster:
		n.Show = capital(indefinite(rest))
	case n.Classification == Committee || n.Classification == Forum:
	default:
		if owner, _, ok := strings.Cut(show, ", "); ok && partOf(owner) {
			n.Parent = owner
		}
	}
	return n
}

// indefinite takes the article off a cluster that has a name of its own:
// "Sundhedsklyngen Nord", but not "Sundhedsklyngen".
func indefinite(name string) string {
	return strings.NewReplacer("klyngen ", "klynge ", "Klyngen ", "Klynge ").Replace(name)
}

// partOf reports whether a name is one that others are parts of: "Østfjord
// Universitetshospital, Klitby" is a place of the hospital.
func partOf(owner string) bool {
	switch Describe(owner).Classification {
	case Region, Municipality, Hospital:
		return true
	}
	return false
}

var levelName = map[Level]string{Political: "Politisk", Administrative: "Administrativ"}

// levels find the tier of a cluster in its name.
var levels = []struct {
	level Level
	words *regexp.Regexp
}{
	{Political, regexp.MustCompile(`(?i)\bpolitiske?\b`)},
	{Administrative, regexp.MustCompile(`(?i)\b(?:faglig[te]?[ -](?:og[ -])?)?(?:administrativ|strategisk)[te]?\b|\bfaglig[te]?\b`)},
}

// tierWords are what is left around the tier: "det … niveau i", "(… niveau)".
var tierWords = regexp.MustCompile(`(?i)^(?:den |det )|\b(?:niveau|del|styregruppe|gruppe)\b(?: (?:i|for)\b)?|[()]`)

// levelOf takes the tier out of a name. Only clusters have tiers.
func levelOf(name string) (Level, string) {
	if !strings.Contains(strings.ToLower(name), "klynge") {
		return "", name
	}
	for _, l := range levels {
		if at := l.words.FindStringIndex(name); at != nil {
			return l.level, tidy(tierWords.ReplaceAllString(name[:at[0]]+name[at[1]:], ""))
		}
	}
	return "", name
}

var (
	spaces  = regexp.MustCompile(`\s+`)
	dashes  = regexp.MustCompile(`\s+[-–—]\s+`)
	kommune = regexp.MustCompile(`\b[Kk]ommunes?\b|\bKOMMUNE\b`)
)

// tidy puts spaces, dashes and capitals of a printed name in order.
func tidy(printed string) string {
	name := strings.Trim(spaces.ReplaceAllString(printed, " "), " .,;:-–")
	name = dashes.ReplaceAllString(name, " - ")
	return capital(kommune.ReplaceAllString(name, "Kommune"))
}

func capital(name string) string {
	for i, r := range name {
		return string(unicode.ToUpper(r)) + name[i+len(string(r)):]
	}
	return name
}

var letters = strings.NewReplacer("æ", "ae", "ø", "oe", "å", "aa", "ä", "ae", "ö", "oe", "ü", "u", "é", "e")

// fold writes a name in lower case ASCII with one space between words.
func fold(name string) string {
	return strings.Join(strings.FieldsFunc(letters.Replace(strings.ToLower(name)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

// little are words that a name may have or lack.
var little = []string{"den", "det", "de", "i", "for", "af", "og", "ved", "omkring", "mellem"}

// keyOf folds what differs between the spellings of one organisation: little
// words, genitives, the definite form, and klynge for sundhedsklynge.
func keyOf(folded string, c Classification) string {
	var words []string
	for word := range strings.FieldsSeq(folded) {
		if slices.Contains(little, word) {
			continue
		}
		switch {
		case c == Cluster && strings.Contains(word, "klynge"):
			word = "klynge"
		case c == Coordination:
			// A region has one, and minutes seldom say which region's.
			word = strings.TrimSuffix(strings.TrimSuffix(word, "et"), "ets")
			if word == "sku" {
				word = "sundhedskoordinationsudvalg"
			}
		default:
			word = definite(word)
		}
		words = append(words, word)
	}
	if c == Cluster {
		// "Nord Klynge" is "Klynge Nord".
		rest := slices.DeleteFunc(words, func(word string) bool { return word == "klynge" })
		words = append([]string{"klynge"}, rest...)
	}
	return strings.Join(words, " ")
}

// definite takes the definite article and the genitive off the words that name
// a kind of organisation: "kommunes", "regionshospitalet", "psykiatrien".
func definite(word string) string {
	for _, stem := range []string{"kommune", "hospital", "sygehus", "psykiatri", "region", "sekretariat", "udvalg", "raad", "administration"} {
		if i := strings.LastIndex(word, stem); i >= 0 {
			switch word[i+len(stem):] {
			case "n", "ns", "s", "et", "ets", "en", "ens":
				return word[:i+len(stem)]
			}
		}
	}
	return word
}

// Title returns the name of a body to put in the address of its meetings, from
// the name as printed. The political tier is the one that a citizen means by
// the cluster, so its meetings are "2024-11-19-sundhedsklynge-nord".
func Title(printed string) string {
	n := Describe(printed)
	if n.Level == Political {
		return n.Parent
	}
	return n.Show
}

// Better returns the better of two spellings to show: the one with more of its
// words begun with a capital, then the longer, then the first in the alphabet.
// It does not depend on which was seen first.
func Better(a, b string) string {
	ca, cb := capitals(a), capitals(b)
	switch {
	case ca != cb:
		if ca > cb {
			return a
		}
		return b
	case len(a) != len(b):
		if len(a) > len(b) {
			return a
		}
		return b
	}
	return min(a, b)
}

// capitals counts the words with one capital; a name in capitals counts least.
func capitals(name string) int {
	if strings.ToUpper(name) == name {
		return -1
	}
	n := 0
	for word := range strings.FieldsSeq(name) {
		if r := []rune(word)[0]; unicode.IsUpper(r) {
			n++
		}
	}
	return n
}

// Abbreviation reports whether a printed organisation is only initials: "RN".
// The organisations that are known by theirs (PLO, KL, KKR) are names.
func Abbreviation(printed string) bool {
	name := tidy(printed)
	switch name {
	case "PLO", "KL", "KKR", "FOA", "DSR", "SKU":
		return false
	}
	runes := []rune(name)
	if len(runes) < 2 || len(runes) > 5 {
		return false
	}
	return !slices.ContainsFunc(runes, func(r rune) bool { return !unicode.IsUpper(r) })
}

// Abbreviates reports whether initials may stand for a name: the first letters
// of its words, and of the parts of a compound that the initials need.
func Abbreviates(initials, name string) bool {
	var first []rune
	for word := range strings.FieldsSeq(name) {
		if r := []rune(word)[0]; unicode.IsLetter(r) {
			first = append(first, unicode.ToUpper(r))
		}
	}
	return string(first) == initials
}

// SectorOf returns the sector of somebody from a role, when the role itself
// tells: a member of the regional council sits for the region.
func SectorOf(role string) Sector {
	folded := fold(role)
	switch {
	case strings.Contains(folded, "regionsraad"):
		return RegionSector
	case strings.Contains(folded, "borgmester"), strings.Contains(folded, "byraad"), strings.Contains(folded, "kommunal"), strings.Contains(folded, "raadmand"):
		return MunicipalitySector
	case strings.Contains(folded, "plo"), strings.Contains(folded, "praktiserende laege"), strings.Contains(folded, "praksiskonsulent"):
		return GeneralPractice
	}
	return OtherSector
}
