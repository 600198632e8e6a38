package people

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"klynge/internal/pattern"
)

// A noteKind is what a remark beside a name tells.
type noteKind uint8

const (
	unknownNote noteKind = iota
	absentNote           // "(afbud)", "- afbud"
	partlyNote           // "under punkt 3", "(kommer kl. 14.30)"
	presentNote          // "deltog": said of a substitute among those who were away
	insteadNote          // "stedfortræder for Ida Holm"
	ignoredNote          // "på Teams"
	partyNote
	roleNote
	orgNote
)

const (
	number  = `\d+(?:[.:]\d+)?(?:\s*(?:,|-|–|og|til)\s*\d+(?:[.:]\d+)?)*`
	naming  = `(?:(?:\p{Lu}[\p{L}.'’-]*|von|van|de|af)(?:\s+|$)?){1,5}`
	attend  = `(?:deltog|deltager|deltar|deltagit|kommer|kom|ankom|ankommer|gik|går|forlod|forlader|mødte|møder|møtte|var|fraværende|tilstede|til stede|afbud|inhabil)`
	partOf  = `(?:punkt(?:erne|et)?|pkt\.?|dagsordens(?:punkt(?:erne|et)?|pkt\.?)|sag(?:en|erne)?|sagsnr\.?|kl\.?|klokken)\s*:?\s*(?:nr\.?\s*)?` + number
	linking = `(?:i|under|til|fra|ved|på|af|efter|før|indtil|om|for|undtagen|og med|behandling(?:en)?)`
)

// The order matters: an earlier pattern takes the words from a later one.
var notePatterns = []struct {
	kind    noteKind
	pattern *pattern.Pattern
	needs   []string // in lower case, one of which must be there; it spares the pattern
}{
	{insteadNote, pattern.New(`\b(?i:(?:deltog |deltager |mødte |møtte )?(?:som )?(?:personlig )?(?:stedfortræder|suppleant|vikar|varamedlem|repræsentant)(?:en)? for|i stedet for|på vegne af|møtte for|ersätter|vertritt|vikarierer for)\s+(` + naming + `)`), []string{" for", "i stedet", "på vegne", "ersätter", "vertritt"}},
	{partlyNote, pattern.New(`(?i)\b` + attend + `\b[^,;()]{0,60}?\b` + partOf), []string{"punkt", "pkt", "sag", "kl.", "kl ", "klokken"}},
	{partlyNote, pattern.New(`(?i)\b(?:` + linking + `\s+)+` + partOf), []string{"punkt", "pkt", "sag", "kl.", "kl ", "klokken"}},
	{partlyNote, pattern.New(`(?i)\b(?:deltog|deltager|deltar|medvirkede)\s+ikke\s+(?:i|under|ved)\s+(?:sagens behandling|behandlingen af [^,;().]{1,40}|sagen)`), []string{" ikke"}},
	{partlyNote, pattern.New(`(?i)\b(?:kun )?(?:delvist?|første del|sidste del|en del af mødet)(?: til ?stede)?\b`), []string{"del"}},
	{absentNote, pattern.New(`(?i)\b(?:havde |har |er )?(?:meldt |sendt )?(?:afbud|forfald|forfall|fraværende|frånvarande|entschuldigt|abwesend|udeblevet|ej mødt|ikke mødt|ikke til ?stede|ej til ?stede|deltog ikke(?: i mødet)?|deltager ikke(?: i mødet)?)\b`), []string{"afbud", "forf", "frav", "frånv", "entsch", "abwes", "udebl", "mødt", "stede", "deltog", "deltager"}},
	{ignoredNote, pattern.New(`(?i)\b(?:deltog |deltager |deltagelse |med )?(?:via|på|over|pr\.?|per)\s+(?:teams|skype|zoom|video\p{L}*|telefon|link|vc)\b|\b(?:online|virtuelt|digitalt)\b`), []string{"teams", "skype", "zoom", "video", "telefon", "link", "vc", "online", "virtuelt", "digitalt"}},
	{ignoredNote, pattern.New(`(?i)(?:,\s*)?\b(?:på grund af|pga\.?|som følge af|grundet)\s[^,;()]*`), []string{"på grund", "pga", "som følge", "grundet"}},
	{presentNote, pattern.New(`(?i)\b(?:deltog|deltager|mødte|møtte|var til ?stede)\b`), []string{"delt", "mødte", "møtte", "stede"}},
}

// findNotes returns the byte ranges of remarks outside brackets, in order. A
// remark directly before a colon is a heading instead: "Afbud: …".
func findNotes(line string) [][2]int {
	var found [][2]int
	low := strings.ToLower(line)
	for _, p := range notePatterns {
		if !containsAny(low, p.needs) {
			continue
		}
		for _, at := range p.pattern.FindAllStringIndex(line, -1) {
			from, to := at[0], trimmed(line, at[1])
			if heads(line[to:]) || flattened(line[from:to]) || overlaps(found, from, to) || inBracket(line, from) {
				continue
			}
			found = append(found, [2]int{from, to})
		}
	}
	slices.SortFunc(found, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
	return found
}

func containsAny(s string, parts []string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(s, p) })
}

// trimmed returns end without the white space before it.
func trimmed(line string, end int) int { return len(strings.TrimRight(line[:end], " \t")) }

func heads(after string) bool {
	after = strings.TrimLeft(after, " ")
	return strings.HasPrefix(after, ":") || strings.HasPrefix(after, "fra")
}

// flattened knows the head of a table whose columns lost their lines: "Navn
// Møtte for Representerer".
func flattened(note string) bool {
	return slices.ContainsFunc(strings.Fields(strings.ToLower(note)), func(w string) bool { return columnHead[w] })
}

func overlaps(found [][2]int, from, to int) bool {
	return slices.ContainsFunc(found, func(f [2]int) bool { return from < f[1] && f[0] < to })
}

func inBracket(line string, at int) bool {
	return strings.LastIndexByte(line[:at], '(') > strings.LastIndexByte(line[:at], ')')
}

// A note is a remark with its meaning.
type note struct {
	kind noteKind
	text string
	name string // of insteadNote
}

// readNote tells what the inside of a bracket, or a remark, says of name.
func readNote(text, name string) note {
	text = strings.Trim(text, " .,-–")
	if short, rest, more := strings.Cut(text, ","); more && isAcronym(short) && initialsOf(short, name) {
		text = strings.TrimSpace(rest) // "(IL, mødeleder)"
	}
	low := strings.ToLower(text)
	for _, p := range notePatterns {
		if !containsAny(low, p.needs) {
			continue
		}
		if at := p.pattern.FindStringSubmatchIndex(text); at != nil {
			n := note{kind: p.kind, text: text}
			if len(at) > 3 && at[2] >= 0 {
				n.name = strings.TrimSpace(text[at[2]:at[3]])
			}
			return n
		}
	}
	words := strings.Fields(text)
	ev := look(text)
	switch {
	case text == "", len(words) == 1 && (ev.letter || ev.party):
		return note{kind: partyNote, text: text}
	case len(words) == 1 && ev.acronym && initialsOf(text, name):
		return note{kind: ignoredNote, text: text}
	}
	if len(words) == 1 && ev.capital && !ev.acronym && !ev.given && !ev.never && !ev.role {
		return note{kind: orgNote, text: text} // "(Nordby)"
	}
	for _, w := range words {
		ev := look(strings.Trim(w, ",."))
		switch {
		case ev.role || ev.lower == "sekretariat" || ev.lower == "sekretariatet":
			return note{kind: roleNote, text: text}
		case ev.org != noOrg:
			return note{kind: orgNote, text: text}
		}
	}
	return note{text: text}
}

// parts cuts a remark that holds a role, an organisation or both:
// "(Nørre Kommune, referent)".
func (n note) parts() (role, org string) {
	s := scanLine(Line{Text: n.text})
	if n.kind == orgNote {
		org = n.text
	} else {
		role = n.text
	}
	roles, orgs := s.count(0, len(s.pieces))
	if roles != 1 || orgs == 0 {
		return role, org
	}
	first, last := -1, -1
	for i, p := range s.pieces {
		switch p.label {
		case aRole:
			role = s.text(p.from, p.to)
		case anOrg:
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	return role, strings.TrimSuffix(strings.TrimSpace(strings.Replace(s.text(s.pieces[first].from, s.pieces[last].to), role, "", 1)), ",")
}

// initialsOf reports whether short is made of letters that begin words of name,
// in their order, each with more of its word or not: "IL" and "ILU" of "Ida
// Lund". What organisations are called by is nobody's initials.
func initialsOf(short, name string) bool {
	short = strings.ToLower(strings.NewReplacer(".", "", " ", "", "-", "").Replace(short))
	if orgAlone[short] || len(short) > 12 {
		return false
	}
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r == ' ' || r == '-' })
	return beginWords([]rune(short), words, 0)
}

// beginWords tries all ways to take letters from words, of which begun have
// given theirs already.
func beginWords(letters []rune, words []string, begun int) bool {
	if len(letters) == 0 {
		return begun > 1
	}
	if len(words) == 0 {
		return false
	}
	rest := words[0]
	for n, l := range letters {
		at := strings.IndexRune(rest, l)
		if at < 0 || n == 0 && at > 0 {
			break
		}
		rest = rest[at+utf8.RuneLen(l):]
		if beginWords(letters[n+1:], words[1:], begun+1) {
			return true
		}
	}
	return beginWords(letters, words[1:], begun)
}
