package people

import (
	"slices"
	"strings"
	"unicode/utf8"

	"klynge/internal/pattern"
	"klynge/internal/reader/extract"
)

// A heading is what stands over names: alone on its line, or before a colon.
type heading struct {
	kind headingKind
	text string
	at   extract.Passage
	org  string // the organisation it names: "Fra Region Nord"
}

type headingKind uint8

const (
	notHeading headingKind = iota
	everybody              // "Deltagere", "Medlemmer"
	away                   // "Afbud", "Fraværende"
	group                  // "Politikere", "Gæster", "Fra Region Nord"
	duty                   // "Referent", "Ordstyrer"
)

var (
	awayWords = pattern.New(`(?i)\b(?:afbud|frav(?:ær|aer)\p{L}*|forfald|forfall|frånvarande|fehlen|entschuldigt|abwesend|absent)\b|` +
		`(?i)\bikke (?:til ?stede|mødt|deltagende)|\bdeltog ikke|\budeblev`)
	hereWords = pattern.New(`(?i)deltagere|deltagelse|til ?stede|tilstedeværende|mødt\b`)
	everyWord = set(`deltager deltagere mødedeltagere mødedeltager faste fast mødedeltagelse deltagelse tilstede til stede tilstedeværende
		mødte mødt medlemmer medlem medlemmar members present navn navne følgende deltagerliste deltagende anwesend beslutande
		ledamöter møtte närvarande inviterede indkaldte indkaldt i mødet deltog og var er deltagerne fremmødte fremmøde udvalgets rådets
		bestyrelsens alle medlemer varamedlemer stimmberechtigte ausschussmitglieder teilnehmer afbud fraværende`)
	calledWord = pattern.New(`(?i)medlem(?:mer)?\b|indkaldt|inviteret|inviterede`)
	clauseVerb = pattern.New(`(?i)\b(?:består af|er udpeget|sind|hat)\b`)
	dutyWord   = pattern.New(`(?i)^(?:møde)?(?:referent(?:er)?|ordstyrer|mødeleder|møteleder|dirigent|sekretær(?:er)?|sekretariatsbetjening|formand|næstformand|mødeleder og referent|` +
		`formand og referent|protokolfører|referet|facilitator|facilitering|faciliteret(?: af)?(?: .{1,40})?|skrevet af|referat ved|referat v/|ref\.?)$`)
	groupWord = pattern.New(`(?i)^(?:fra|for|repræsentanter (?:fra|for)|deltagere fra|medlemmer fra)\s|` +
		`deltagere$|politikere|politisk|administrati|administrasj|embedsmænd|gæst|observatør|observer|sekretariat|øvrige|andre|forvaltning|kommunale|regionale|` +
		`repræsentant|suppleant|stedfortræder|tilforordnede|fagligt niveau|ledelse|praksissektor|almen praksis|medarbejder|närvarande|formandskab`)
	columnWord = set(`navn navne name organisation virksomhed afdeling virksomhed/afdeling init init. initialer titel rolle funktion
		funksjon stilling representerer repræsenterer parti tilstede møtte for næste møde email mail e-mail telefon`)
)

// readHeading tells what a text over names means. It is strict about texts
// without a colon, because a line of a list may be anything.
func readHeading(text string, sure bool) heading {
	text = strings.Trim(strings.Join(strings.Fields(text), " "), " :*_-–")
	words := strings.Fields(strings.ToLower(text))
	h := heading{text: text}
	switch {
	case len(words) == 0 || len(words) > 9:
		return heading{}
	case dutyWord.MatchString(text):
		h.kind = duty
	case awayWords.MatchString(text) && !hereWords.MatchString(awayWords.ReplaceAllString(text, "")):
		h.kind = away
	case every(words, everyWord), clauseVerb.MatchString(text):
		h.kind = everybody
	case groupWord.MatchString(text), sure:
		h.kind = group
	}
	if h.kind == group || h.kind == away {
		h.org = orgIn(text)
	}
	return h
}

func every(words []string, in map[string]bool) bool {
	for _, w := range words {
		for _, part := range strings.Split(strings.Trim(w, "/(),.:"), "/") {
			if part != "" && !in[part] {
				return false
			}
		}
	}
	return true
}

// orgIn finds whom the people under a heading come from, when it names more
// than a kind: "Deltagere fra PLO-Nord", but not "Sekretariat".
func orgIn(text string) string {
	s := scanLine(Line{Text: text})
	for _, p := range s.pieces {
		if p.label != anOrg {
			continue
		}
		for _, t := range s.toks[p.from:p.to] {
			named := t.ev.acronym || hasAcronym(t.text) || (t.ev.org == before || t.ev.org == after) && s.proper(p)
			if named && (p.to-p.from > 1 || t.ev.org == alone) {
				return s.text(p.from, p.to)
			}
		}
	}
	return ""
}

// proper reports whether an organisation has more of a name than its nouns:
// "Region Nord", not "Region og hospital".
func (s scan) proper(p piece) bool {
	return slices.ContainsFunc(s.toks[p.from:p.to], func(t token) bool { return t.ev.capital && t.ev.org == noOrg })
}

// knownLabel finds a label with its colon inside a line of running text.
var knownLabel = pattern.New(`(?i)(?:\b(?:meldt )?(?:afbud|fravær(?:ende)?|forfald|forfall)(?: fra)?|\bikke til ?stede|\b(?:møde|øvrige )?deltagere|\bmedlemmer|` +
	`\bgæst(?:er)?|\breferent|\bordstyrer|\bmødeleder|\bsekretær|\badministration|\bpolitikere|\bsuppleanter|\bobservatører|\btil ?stede|\bbemærkninger|\bes fehlen|\bvaramedlemmer møtte|\b(?:fra|for) \p{L}+ (?:møtte|deltog|deltager|deltok))\s*:`)

// bareLabel begins a line whose label lost its colon.
var bareLabel = pattern.New(`^(?:Mødedeltagere|Deltagere|Medlemmer|Fraværende|Forfald|Tilstede|Til stede|Afbud|Afbud fra|Der er afbud fra|Es fehlen|Gæster)\s+\p{Lu}`)

// invited is the beginning of "Fra forvaltningen deltog …": a label as a clause.
var invited = pattern.New(`^(?i:(?:desuden|endvidere|herudover|derudover)\s+(?:deltog|deltager|mødte)|(?:fra|for)\s+((?:\S+\s+){1,4}?)(?:deltog|deltager|mødte|møtte)(?:\s+(?:desuden|også|endvidere))?)\s*:?\s+`)

// A part is a stretch of a line under one heading.
type part struct {
	heading heading
	line    Line
}

// parts cuts a line at its labels.
func parts(l Line) []part {
	var out []part
	text := l.Text
	start, h := 0, heading{}
	put := func(end int) {
		if p := sub(l, start, end); start == 0 && h.kind == notHeading || h.kind != notHeading || strings.TrimSpace(p.Text) != "" {
			out = append(out, part{h, p})
		}
	}
	if at, found := leading(l); found.kind != notHeading {
		start, h = at, found
	}
	var labels [][]int
	if strings.Contains(text[start:], ":") {
		labels = knownLabel.FindAllStringIndex(text, -1)
	}
	for _, m := range labels {
		if m[0] < start {
			continue
		}
		if m[0] > start {
			put(m[0])
		}
		start = m[1]
		h = readHeading(text[m[0]:m[1]], true)
		h.at = l.place(m[0], m[1]-1)
	}
	put(len(text))
	return out
}

// leading finds the label that a line begins with.
func leading(l Line) (int, heading) {
	text := l.Text
	if m := invited.FindStringSubmatchIndex(text); m != nil {
		h := heading{kind: group, text: "Øvrige"}
		h.at = l.place(0, len(strings.TrimRight(text[:m[1]], " ")))
		if m[2] >= 0 {
			h.text = strings.TrimSpace(text[m[2]:m[3]])
			h.org = orgIn(h.text)
		}
		return m[1], h
	}
	if m := bareLabel.FindStringIndex(text); m != nil {
		_, last := utf8.DecodeLastRuneInString(text[:m[1]])
		end := m[1] - last
		h := readHeading(text[:end], true)
		h.at = l.place(0, len(strings.TrimSpace(text[:end])))
		return end, h
	}
	end := strings.IndexByte(text, ':')
	if end < 1 || utf8.RuneCountInString(text[:end]) > 70 || strings.ContainsAny(text[:end], ".;\t") {
		return 0, heading{}
	}
	h := readHeading(text[:end], true)
	if h.kind != duty && IsPerson(text[:end]) > 0.8 {
		return 0, heading{} // "Ida Holm: …" is somebody speaking
	}
	h.at = l.place(0, end)
	return end + 1, h
}

// sub returns a stretch of a line, with its place.
func sub(l Line, from, to int) Line {
	out := l
	out.Text = l.Text[from:to]
	out.Passage = l.place(from, to)
	out.Cells = nil
	return out
}
