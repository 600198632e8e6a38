package people

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"klynge/internal/pattern"
)

// A token is one word of a line, or something between two words.
type token struct {
	kind     tokenKind
	text     string // of a word; the inside of a bracket; the mark itself
	from, to int    // in the line, in bytes, brackets included
	ev       evidence
}

type tokenKind uint8

const (
	word    tokenKind = iota
	comma             // a comma, which stands inside one entry as often as between two
	stop              // a semicolon, bullet, dash, tag, wide gap or end of a sentence
	colon             // after a label
	slash             // between two people who share a seat
	bracket           // "(A)", "(afbud)"
)

// The work on one line is bounded; what is longer is no list of people.
const (
	maxTokens = 4000
	maxLine   = 32 << 10 // bytes
)

var (
	tag     = pattern.New(`^</?[A-Za-z][^<>]{0,200}>`)
	ordinal = pattern.New(`^\d{1,2}\.$`)
)

// marks end a word wherever they stand.
const marks = ",;:()[]<>|•·●▪◦☐☑☒\t"

// tokens cuts a line and looks at its words.
func tokens(line string) []token {
	out := cutLine(line, findNotes(line))
	for i := range out {
		if out[i].kind != word {
			continue
		}
		if out[i].ev = look(out[i].text); out[i].ev.capital && columnHead[out[i].ev.lower] {
			out[i].kind = stop // the head of a table that was flattened
		}
	}
	return out
}

// cutLine cuts a line. A remark of which notes holds the place is one bracket,
// however it was written; see findNotes.
func cutLine(line string, notes [][2]int) []token {
	var out []token
	put := func(kind tokenKind, from, to int) {
		out = append(out, token{kind: kind, text: line[from:to], from: from, to: to})
	}
	for i := 0; i < len(line) && len(out) < maxTokens; {
		if len(notes) > 0 && i >= notes[0][0] {
			n := notes[0]
			notes = notes[1:]
			if n[1] <= i {
				continue
			}
			put(bracket, i, n[1])
			i = n[1]
			continue
		}
		rest := line[i:]
		if gap := rest[:len(rest)-len(strings.TrimLeftFunc(rest, unicode.IsSpace))]; gap != "" {
			if utf8.RuneCountInString(gap) >= 3 || strings.ContainsAny(gap, "\t\n") {
				put(stop, i, i+len(gap))
			}
			i += len(gap)
			continue
		}
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case r == '<' && tag.MatchString(rest):
			size = len(tag.FindString(rest))
			put(stop, i, i+size)
		case r == '(':
			end := closing(rest)
			put(bracket, i, i+end)
			out[len(out)-1].text = strings.Trim(rest[:end], "() ")
			i += end
			continue
		case r == ',':
			put(comma, i, i+size)
		case r == ':':
			put(colon, i, i+size)
		case strings.ContainsRune(marks, r):
			put(stop, i, i+size)
		default:
			end := wordEnd(rest)
			if len(notes) > 0 && i+end > notes[0][0] {
				end = notes[0][0] - i
			}
			out = cutWord(out, line, i, i+end)
			i += end
			continue
		}
		i += size
	}
	return out
}

var columnHead = set("navn funksjon funktion representerer repræsenterer stilling organisation virksomhed initialer")

// closing returns the length of the bracket that s begins with; one that is
// never closed ends with its word.
func closing(s string) int {
	depth := 0
	for i, r := range s {
		switch r {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		if i > 120 {
			break
		}
	}
	_, size := utf8.DecodeRuneInString(s)
	return size
}

func wordEnd(s string) int {
	for i, r := range s {
		if unicode.IsSpace(r) || strings.ContainsRune(marks, r) {
			return i
		}
	}
	return len(s)
}

// cutWord appends line[from:to] without the marks around it, which become
// tokens of their own.
func cutWord(out []token, line string, from, to int) []token {
	text := line[from:to]
	if strings.Trim(text, "-–—*_.=") == "" {
		return append(out, token{kind: stop, text: text, from: from, to: to})
	}
	if text == "/" {
		return append(out, token{kind: slash, text: text, from: from, to: to})
	}
	lead := len(text) - len(strings.TrimLeft(text, "-–—*_\"“”„«»"))
	if lead > 0 {
		out = append(out, token{kind: stop, text: text[:lead], from: from, to: from + lead})
	}
	body := strings.TrimRight(text[lead:], "*_\"“”„«»")
	from += lead
	end := len(body)
	switch {
	case strings.HasSuffix(body, "-") || strings.HasSuffix(body, "–"):
		if !suspended(line[from+len(body):]) {
			end = len(strings.TrimRight(body, "-–"))
		}
	case strings.HasSuffix(body, ".") && !abbreviated(body):
		end = len(strings.TrimRight(body, "."))
	}
	out = append(out, token{kind: word, text: body[:end], from: from, to: from + end})
	if end < len(body) {
		out = append(out, token{kind: stop, text: body[end:], from: from + end, to: from + len(body)})
	}
	return out
}

// suspended tells the hyphen of "Social- og Sundhedsudvalget" from a dash.
func suspended(after string) bool {
	after = strings.TrimLeft(after, " ")
	for _, next := range []string{",", "og ", "eller ", "samt ", "& ", "/", "och ", "und "} {
		if strings.HasPrefix(after, next) {
			return true
		}
	}
	return false
}

// abbreviated reports whether the point belongs to the word: "R.", "dr.".
func abbreviated(w string) bool {
	bare := strings.TrimSuffix(w, ".")
	if utf8.RuneCountInString(bare) <= 1 || strings.Contains(bare, ".") || ordinal.MatchString(w) {
		return true
	}
	return abbreviations[strings.ToLower(bare)]
}

// evidence is what the form of a word says about it, before its neighbours do.
type evidence struct {
	lower    string
	capital  bool // begins with a capital letter
	acronym  bool // two or more letters, all capitals, digits allowed: "KL", "PLO-V", "4BC"
	given    bool // a common given name
	surname  bool // formed like a Nordic surname
	particle bool // "von", "de"
	initial  bool // "R."
	letter   bool // a single capital letter: a party
	title    bool // "Herr", "dr."
	role     bool // head of a role: "-chef", "formand"
	manner   bool // may stand before a role: "lægefaglig", "AC"
	org      orgForm
	body     bool // a committee or council: "Sundhedsudvalget"
	party    bool // "Venstre", "SF"
	never    bool // no part of a name: function words, the document's own nouns
	noun     bool // formed like a noun, as few names are: "Rolighed", "Birkelse"
}

// orgForm says where the name stands that an organisation's noun asks for.
type orgForm uint8

const (
	noOrg  orgForm = iota
	alone          // "Sekretariatet", "Psykiatrien"
	before         // "Nørre Kommune"
	after          // "Region Nord"
)

func look(w string) evidence {
	low := strings.ToLower(w)
	first, size := utf8.DecodeRuneInString(w)
	ev := evidence{lower: low, capital: unicode.IsUpper(first) || prefixed(w)}
	ev.particle = particles[low]
	ev.letter = size == len(w) && ev.capital
	ev.initial = isInitial(w)
	ev.title = isTitle(low)
	ev.acronym = isAcronym(w)
	ev.party = parties[low] && (ev.capital || ev.acronym)
	s := shapeOf(low)
	ev.role = roles[low] || s&roleShape != 0 && !surnames[low]
	ev.manner = !ev.role && (manners[low] || len(low) > 5 && s&mannerShape != 0)
	ev.body = s&bodyShape != 0
	ev.org = orgOf(low, s)
	if ev.org == noOrg && (ev.acronym || hasAcronym(w)) {
		ev.org = alone
	}
	ev.given = ev.capital && isGiven(low)
	ev.surname = ev.capital && isSurname(low, s)
	ev.never = !ev.given && (never[low] || glued(w))
	ev.noun = !ev.given && s&nounShape != 0
	if ev.given {
		ev.manner = false
	}
	return ev
}

// glued knows a word with an abbreviation stuck to it: "PDFReferat".
func glued(w string) bool {
	capitals := 0
	for _, r := range w {
		switch {
		case unicode.IsUpper(r) || unicode.IsDigit(r):
			capitals++
		case unicode.IsLower(r):
			return capitals > 3
		default:
			return false
		}
	}
	return false
}

// prefixed knows "d'Arc" and "al-Rashid".
func prefixed(w string) bool {
	for _, mark := range []string{"'", "’", "-"} {
		if head, tail, found := strings.Cut(w, mark); found && (head == "d" || mark == "-" && particles[head]) {
			first, _ := utf8.DecodeRuneInString(tail)
			return unicode.IsUpper(first)
		}
	}
	return false
}

func isInitial(w string) bool {
	letters := strings.Split(strings.TrimSuffix(w, "."), ".")
	if !strings.HasSuffix(w, ".") {
		return false
	}
	for _, l := range letters {
		r, size := utf8.DecodeRuneInString(l)
		if size != len(l) || !unicode.IsUpper(r) {
			return false
		}
	}
	return true
}

func isAcronym(w string) bool {
	letters := 0
	for _, r := range w {
		switch {
		case unicode.IsUpper(r):
			letters++
		case unicode.IsDigit(r) || strings.ContainsRune("-/&.", r):
		default:
			return false
		}
	}
	return letters >= 2 && !isInitial(w)
}

// hasAcronym reports a part in capitals: "OS2-sekretariatet", "PLO-Nord".
func hasAcronym(w string) bool {
	head, _, found := strings.Cut(w, "-")
	return found && isAcronym(head)
}

// isGiven knows "Anne-Marie" from its parts.
func isGiven(low string) bool {
	if givenNames[low] {
		return true
	}
	head, tail, found := strings.Cut(low, "-")
	return found && givenNames[head] && givenNames[tail]
}

func isTitle(low string) bool { return titles[strings.TrimSuffix(low, ".")] || degree(low) }

// degree knows "cand.scient." and "ph.d.", which stand before or after a name.
func degree(low string) bool {
	head, _, found := strings.Cut(low, ".")
	return found && (head == "cand" || head == "mag" || head == "stud" || head == "ph")
}
