package publication

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"klynge/internal/meeting"
	"klynge/internal/paper"
	"klynge/internal/pattern"
	"klynge/internal/reader/reading"
)

// A Piece is a text that the gate looks through, with where it stands.
type Piece struct {
	Place string // meeting.Value.At, or "bilag/ID/tekst"
	Page  int
	Text  string
	Kind  FindingKind // that there is such a text is itself a finding; "" when it is not
	Table bool        // cells of a spreadsheet, where a number may have lost its zero
}

// Known is what may stand in public: the names of those who are spoken of by
// office, and the place of the meeting.
type Known struct {
	Names []string
	Place string
}

// Pieces returns the texts of a composed reading, each with its address.
func Pieces(r *reading.Reading) (list []Piece) {
	for _, v := range meeting.Values(&r.Meeting) {
		if v.Text != "" && v.Text != "nej" {
			list = append(list, Piece{Place: v.At, Text: v.Text})
		}
	}
	return list
}

// Scan looks through texts and returns what somebody should look at, in order.
// What is found twice in one place is told once.
func Scan(pieces []Piece, known Known) (list []Finding) {
	seen := map[string]bool{}
	for _, p := range pieces {
		for _, f := range scan(p, known) {
			key := f.Place + "\x00" + string(f.Kind) + "\x00" + f.Excerpt
			if !seen[key] {
				seen[key] = true
				list = append(list, f)
			}
		}
	}
	return list
}

// mostOfOne is how many findings of one kind one piece gives: the rest are like
// them, and are found again when those are gone.
const mostOfOne = 20

func scan(p Piece, known Known) (list []Finding) {
	var masked []rune
	add := func(kind FindingKind, places [][2]int) {
		if len(places) > 0 && masked == nil {
			text := p.Text
			if p.Table {
				text = nine.ReplaceAllStringFunc(text, func(number string) string { return strings.Repeat("▒", len(number)) })
			}
			masked = []rune(paper.Mask(text))
		}
		for _, place := range places[:min(len(places), mostOfOne)] {
			list = append(list, Finding{Place: p.Place, Page: p.Page, Kind: kind, State: Open, Excerpt: excerpt(p.Text, masked, place)})
		}
	}
	if p.Kind != "" {
		add(p.Kind, [][2]int{{0, 0}})
	}
	add(PersonalNumber, paper.PersonalNumbers(p.Text))
	if p.Table {
		add(PossibleNumber, shortened(p.Text))
	}
	add(Phone, phones(p.Text))
	add(MailAddress, match(privateMail, p.Text))
	add(Address, addresses(p.Text, known))
	add(Health, health(p.Text, known))
	add(Signature, match(signature, p.Text))
	add(MailHeader, match(mailHeader, p.Text))
	return list
}

func match(pattern *pattern.Pattern, text string) (places [][2]int) {
	for _, m := range pattern.FindAllStringIndex(text, -1) {
		places = append(places, [2]int{m[0], m[1]})
	}
	return places
}

var (
	pairs  = pattern.New(`(?:\+45 ?|0045 ?)?[2-9]\d[ \x{a0}]\d\d[ \x{a0}]\d\d[ \x{a0}]\d\d`)
	called = pattern.New(`(?i)(?:\b(?:tlf|telefon|mobil|tel|ring|sms)[\p{L}]*[ .:]*(?:nr\.?|på|til)?[ .:(]*|\+45 ?)[2-9]\d{3}[ -]?\d{4}`)
	// privateMail are addresses with those who sell or give them to anybody.
	privateMail = pattern.New(`(?i)[\w.+-]+@(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|icloud|me|mac|aol|proton|protonmail|gmx|mail|jubii|ofir|stofanet|` +
		`webspeed|tdcadsl|tdcspace|get2net|tele2adsl|youmail|privat|fasttvnet|mailme|energimail|post\d?|dadlnet|c|it)\.(?:com|dk|net|me|org)\b`)
	signature = pattern.New(`(?i)penneo|underskriv(?:er|ne) (?:i|af) (?:dette|dokument)|underskrifterne i dette dokument|dokumentnøgle|addo ?sign|esignatur|` +
		`digitalt? (?:underskrevet|signeret)|digitally signed|scrive|docusign|signaturbevis|kvitteringsside|serienummer: ?pid|\bPID:\d{4}-|nemid|mitid`)
	mailHeader = pattern.New(`(?im)^[ \t]*(?:fra|from):[^\n]{1,200}@[^\n]*$|^[ \t]*(?:fra|from):[^\n]{1,200}\n(?:[^\n]{1,200}\n){0,3}?[ \t]*(?:sendt|sent|dato|date|til|to):`)
	street     = pattern.New(`\p{Lu}[\p{L}.]*(?: \p{L}+)?(?:vej|vejen|gade|gaden|alle|allé|stræde|vænge|vænget|parken|boulevard|toften|bakken|engen|lunden|krogen|stien|marken|højen|haven|skrænten|vangen)` +
		` \d{1,3} ?[A-Za-z]?(?:, ?(?:st|kl|\d{1,2})\.? ?(?:tv|th|mf)?\.?)?(?:,? ?\d{4} \p{Lu}\p{L}+)?`)
	office = pattern.New(`(?i)rådhus|hospital|sygehus|kommune|region|sundheds|center|centret|skole|huset|plejehjem|mødested|sted:|lokale|kontor|forvaltning|sekretariat|bibliotek|kirke|hotel|klinik|lægehus|apotek`)
	ill    = pattern.New(`(?i)\b(?:diagnose\p{L}*|diagnosticeret|kræft(?:ramt|syg|sygdom)?|depression\p{L}*|skizofren\p{L}*|psykotisk|demens|dement|alkoholi\p{L}*|misbrug\p{L}*|selvmord\p{L}*|` +
		`handicap(?:pet)?|sygemeldt|indlagt|udskrevet|patienten|medicineret|hiv|epilepsi|sclerose|sklerose|adhd|autis\p{L}*|lidelse|klagesag\p{L}*|journaloplysning\p{L}*)\b`)
	fullName = pattern.New(`\p{Lu}\p{Ll}{1,20}(?: \p{Lu}\.| \p{Lu}\p{Ll}{1,20}(?:-\p{Lu}\p{Ll}+)?){1,3}`)
	nine     = pattern.New(`\b[1-9](?:0[1-9]|1[0-2])\d{6}\b`)
)

// phones returns the telephone numbers of a text: eight digits in pairs that no
// other figures stand beside, and those that are said to be one.
func phones(text string) (places [][2]int) {
	for _, m := range pairs.FindAllStringIndex(text, -1) {
		before, behind := strings.TrimRight(text[:m[0]], " \u00a0"), strings.TrimLeft(text[m[1]:], " \u00a0")
		if !endsInDigit(before) && !startsWithDigit(behind) {
			places = append(places, [2]int{m[0], m[1]})
		}
	}
	return append(places, match(called, text)...)
}

func endsInDigit(s string) bool { return s != "" && s[len(s)-1] >= '0' && s[len(s)-1] <= '9' }

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// addresses returns streets with a number that are not where an authority has its
// doors, nor where the meeting is.
func addresses(text string, known Known) (places [][2]int) {
	place := strings.ToLower(known.Place)
	for _, m := range street.FindAllStringIndex(text, -1) {
		found := strings.ToLower(text[m[0]:m[1]])
		near := around(text, m[0], m[1], 60)
		if !office.MatchString(near) && (place == "" || !strings.Contains(place, found) && !strings.Contains(found, place)) {
			places = append(places, [2]int{m[0], m[1]})
		}
	}
	return places
}

// health returns words on somebody's health with a name near them that is not
// the name of somebody who is there by office.
func health(text string, known Known) (places [][2]int) {
	for _, m := range ill.FindAllStringIndex(text, -1) {
		near := around(text, m[0], m[1], 80)
		for _, name := range fullName.FindAllString(near, -1) {
			if !slices.ContainsFunc(known.Names, func(n string) bool { return strings.Contains(n, name) || strings.Contains(name, n) }) && !official(name) {
				places = append(places, [2]int{m[0], m[1]})
				break
			}
		}
	}
	return places
}

// official reports whether words in capitals name something else than a person.
func official(name string) bool {
	return office.MatchString(name) || strings.HasPrefix(name, "Det ") || strings.HasPrefix(name, "Den ") || strings.HasPrefix(name, "Klynge") || strings.HasPrefix(name, "Punkt")
}

// shortened returns numbers of nine digits that would be a civil registration
// number with the zero in front that spreadsheets drop.
func shortened(text string) (places [][2]int) { return match(nine, text) }

// around returns so many bytes before and behind a place, cut between characters.
func around(text string, from, to, reach int) string {
	from, to = max(0, from-reach), min(len(text), to+reach)
	for from > 0 && !utf8.RuneStart(text[from]) {
		from--
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	return text[from:to]
}

// beside is how many characters beside a finding are shown.
const beside = 40

// excerpt returns what stands around a place on one line, with numbers masked:
// the list of findings must not itself become a list of personal data. masked is
// the text in characters with its numbers masked.
func excerpt(text string, masked []rune, place [2]int) string {
	from := utf8.RuneCountInString(text[:place[0]])
	to := from + utf8.RuneCountInString(text[place[0]:place[1]])
	said := slices.Clone(masked[max(0, from-beside):min(len(masked), to+beside)])
	for i, r := range said {
		if unicode.IsControl(r) {
			said[i] = ' '
		}
	}
	return strings.Join(strings.Fields(string(said)), " ")
}
