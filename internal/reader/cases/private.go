package cases

import (
	"strings"

	"klynge/internal/pattern"
	"klynge/internal/reader/reading"
)

var (
	// tenDigits may be a civil registration number: DDMMYY-NNNN.
	tenDigits = pattern.New(`\d{6}[- –]?\d{4}`)
	// otherNumber is a word that tells what kind of number follows it.
	otherNumber = pattern.New(`(?i)(?:sags?|dok|journal|j\.|konto|ean|cvr|ordre|faktura|tlf|telefon|mobil|matr|isbn|løbe|reg|id|gln|p-)[\p{L}]*[ .:-]*(?:nr|nummer|nummeret|id)?[ .:]*$`)
	civil       = pattern.New(`(?i)cpr|personnummer|født`)
	// pairs and plain are the ways of printing a Danish telephone number of
	// eight digits, the first from 2 to 9.
	pairs   = pattern.New(`(?:\+45 ?|0045 ?)?[2-9]\d \d\d \d\d \d\d`)
	plain   = pattern.New(`(?:\+45 ?|0045 ?)?[2-9]\d{3} ?\d{4}|\+45 ?[2-9]\d(?:[ -]?\d\d){3}`)
	calling = pattern.New(`(?i)(?:tlf|telefon|mobil|ring|tel|direkte|sms|phone)[\p{L}]*[ .:]*(?:nr\.?|nummer|på|til)?[ .:(]*$`)
	// street is a street with a number, and the postcode and town or the floor
	// behind it.
	street = pattern.New(`\p{Lu}[\p{L}. ]{0,40}?(?:` + strings.Join(streetEnds, "|") + `) \d{1,3} ?[A-Za-z]?(?:, ?(?:st|\d{1,2})\.? ?(?:tv|th|mf)?\.?)?,? (?:\d{4} \p{Lu}\p{L}+)`)
	// home is a street with a number after a word that says that somebody lives there.
	home = pattern.New(`\b(?:[Bb]or|[Bb]oede|[Bb]oende|[Bb]opæl) (?:på |i )?(\p{Lu}[\p{L}. ]{0,40}?(?:` + strings.Join(streetEnds, "|") + `) \d{1,3} ?[A-Za-z]?\b)`)
	// office are words that make an address a public one.
	office = pattern.New(`(?i)rådhus|hospital|sygehus|kommune|region|sundheds|center|centret|skole|huset|plejehjem|mødested|sted:|lokale|kontor|forvaltning|sekretariat|bibliotek|kirke|hotel|kro\b|klinik|lægehus|apotek|adresse: `)
)

// streetEnds are how the names of streets end.
var streetEnds = strings.Fields("vej vejen gade gaden allé alle stræde vænge vænget parken boulevard toften bakken engen lunden krogen stien brinken marken højen haven kæret ager skrænten vangen sti")

// private looks for what must not be published: civil registration numbers,
// telephone numbers and private addresses. The finding never repeats them.
func (c *checker) private() {
	place := fold(c.Meeting.Place)
	for i := range c.lines {
		l := &c.lines[i]
		if longest := longestNumber(l.text); longest >= 8 {
			if longest >= 10 {
				for _, m := range tenDigits.FindAllStringIndex(l.text, -1) {
					if isCivil(l.text, m[0], m[1]) {
						c.find("cpr", reading.Serious, "", l.passage(m[0], m[1]))
					}
				}
			}
			for _, m := range phones(l.text) {
				c.find("phone", reading.Notice, "", l.passage(m[0], m[1]))
			}
		}
		if !streetNumber(l.text) {
			continue
		}
		for _, m := range home.FindAllStringSubmatchIndex(l.text, -1) {
			if !street.MatchString(l.text[m[2]:]) {
				c.find("address", reading.Warning, "", l.passage(m[2], m[3]))
			}
		}
		for _, m := range street.FindAllStringIndex(l.text, -1) {
			address := l.text[m[0]:m[1]]
			near := l.text[max(0, m[0]-60):min(len(l.text), m[1]+30)]
			if !office.MatchString(near) && !strings.Contains(place, fold(address)) && (place == "" || !strings.Contains(fold(address), place)) {
				c.find("address", reading.Warning, "", l.passage(m[0], m[1]))
			}
		}
	}
}

// isCivil reports whether ten digits are a civil registration number: they
// begin with a date, and neither the digits around them nor the word before
// them make them something else. The check digit is not used: numbers given
// since 2007 need not have one.
func isCivil(text string, from, to int) bool {
	if !alone(text, from, to) {
		return false
	}
	day, month := int(text[from]-'0')*10+int(text[from+1]-'0'), int(text[from+2]-'0')*10+int(text[from+3]-'0')
	if month < 1 || month > 12 || day < 1 || day > [...]int{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1] {
		return false
	}
	before := text[max(0, from-30):from]
	return civil.MatchString(before) || !otherNumber.MatchString(before)
}

// alone reports whether no digit, and no mark that joins digits, is next to
// from..to: 1-31-72-8-18 and 010190-1234-5 are other things.
func alone(text string, from, to int) bool {
	if from > 0 && (isDigit(text[from-1]) || strings.IndexByte("-/.,+", text[from-1]) >= 0 && from > 1 && isDigit(text[from-2])) {
		return false
	}
	if to < len(text) && (isDigit(text[to]) || strings.IndexByte("-/.,", text[to]) >= 0 && to+1 < len(text) && isDigit(text[to+1])) {
		return false
	}
	return true
}

// longestNumber counts the digits of the longest number of a text; single blanks
// and marks do not end it.
func longestNumber(text string) int {
	longest, now, since := 0, 0, 0
	for i := range len(text) {
		switch {
		case isDigit(text[i]):
			now, since = now+1, 0
			longest = max(longest, now)
		default:
			if since++; since > 3 || text[i] == '\t' { // a dash has three bytes
				now = 0
			}
		}
	}
	return longest
}

// streetNumber reports whether a word that ends like a street stands before a
// number.
func streetNumber(text string) bool {
	for i := 2; i < len(text); i++ {
		if !isDigit(text[i]) || text[i-1] != ' ' {
			continue
		}
		for _, end := range streetEnds {
			if strings.HasSuffix(text[:i-1], end) {
				return true
			}
		}
	}
	return false
}

// digits counts the digits of a text.
func digits(text string) int {
	n := 0
	for i := range len(text) {
		if isDigit(text[i]) {
			n++
		}
	}
	return n
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// phones returns the telephone numbers of a text. Pairs of digits are enough
// where no more pairs surround them; other groupings need "tlf." or +45.
func phones(text string) [][]int {
	if digits(text) < 8 {
		return nil
	}
	var out [][]int
	for _, m := range pairs.FindAllStringIndex(text, -1) {
		if alone(text, m[0], m[1]) && !digitsBeside(text, m[0], m[1]) {
			out = append(out, m)
		}
	}
	for _, m := range plain.FindAllStringIndex(text, -1) {
		said := text[m[0]] == '+' || calling.MatchString(text[max(0, m[0]-24):m[0]])
		if said && alone(text, m[0], m[1]) && !overlaps(out, m) {
			out = append(out, m)
		}
	}
	return out
}

func overlaps(found [][]int, m []int) bool {
	for _, f := range found {
		if m[0] < f[1] && f[0] < m[1] {
			return true
		}
	}
	return false
}

// digitsBeside reports more groups of digits around from..to: a row of figures.
func digitsBeside(text string, from, to int) bool {
	return from > 1 && text[from-1] == ' ' && isDigit(text[from-2]) || to+1 < len(text) && text[to] == ' ' && isDigit(text[to+1])
}
