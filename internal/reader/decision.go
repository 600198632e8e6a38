package reader

import (
	"strings"

	"klynge/internal/reader/extract"
	"klynge/internal/reader/people"
	"klynge/internal/reader/reading"
)

// thisMeetings marks the decision regions that tell what this meeting decided.
// A case that returns carries the decisions of earlier meetings with it, each
// under its own date.
func (s *sheet) thisMeetings(parts []region) map[int]bool {
	ours := map[int]bool{}
	last, dated := -1, false
	for k := range parts {
		p := &parts[k]
		if p.rubric != decisionLabel {
			continue
		}
		if p.dated && p.date != "" && p.date == s.r.Meeting.Date {
			dated = true
		}
		last = k
	}
	for k := range parts {
		p := &parts[k]
		if p.rubric != decisionLabel {
			continue
		}
		switch {
		case dated:
			ours[k] = p.date == s.r.Meeting.Date || p.date == "" && !p.dated || p.phrase == "…" && ours[previous(parts, k)]
		case p.dated && s.manyDates(parts):
			ours[k] = k == last || p.phrase == "…"
		default:
			ours[k] = true
		}
	}
	return ours
}

func previous(parts []region, k int) int {
	for k--; k >= 0; k-- {
		if parts[k].rubric == decisionLabel {
			return k
		}
	}
	return -1
}

// manyDates reports whether the decisions of an item carry different dates.
func (s *sheet) manyDates(parts []region) bool {
	first := ""
	for k := range parts {
		if p := &parts[k]; p.rubric == decisionLabel && p.dated {
			if first != "" && p.date != first {
				return true
			}
			first = p.date
		}
	}
	return false
}

// addDecision joins the decision regions of this meeting into the decision.
// Lines that only repeat who was away go to the participants.
func (s *sheet) addDecision(it *reading.Item, parts []region, ours map[int]bool, at func(...any) reading.Path) {
	var text []string
	var first, last *line
	var away []line
	done := false
	for k := range parts {
		p := &parts[k]
		if p.rubric != decisionLabel || !ours[k] {
			continue
		}
		if done && p.phrase == "behandling" {
			continue
		}
		for i := range p.lines {
			l := &p.lines[i]
			if l.skip || l.text == "" || strings.Trim(l.text, ". -–_") == "" || s.r.Meeting.Body != "" && len(l.text) < 80 && strings.HasSuffix(l.text, " den") && fold(trimBody(l.text)) == fold(s.r.Meeting.Body) {
				continue
			}
			if tellsAbsence(l.text) {
				s.heard = append(s.heard, heard{label: label{rubric: absentLabel}, lines: []line{*l}, item: len(s.r.Meeting.Items), sentence: true})
				if s.onlyAbsence(l) {
					away = append(away, *l)
					continue
				}
			}
			if first == nil {
				first = l
			}
			if last != nil && wraps(last, l) {
				text[len(text)-1] += " " + l.text
			} else {
				text = append(text, printed(l))
			}
			last = l
		}
		done = done || len(text) > 0
	}
	if len(away) > 0 {
		defer s.addSection(it, &region{label: label{phrase: "…"}, opener: -1, lines: away})
	}
	if u := s.undecided; len(text) == 0 && u != nil && !it.Decided {
		it.Decision = u.text
		s.r.Infer(at("decision"), u.at, 0.6)
		it.Outcome, _, _ = outcomeOf(u.text)
		s.r.Infer(at("outcome"), u.at, 0.6)
	}
	if len(text) == 0 && it.Decision == "" && !it.Decided {
		s.bareDecision(it, at)
	}
	if len(text) == 0 {
		return
	}
	it.Decision = strings.Join(text, "\n")
	place := first.all()
	if last.at >= first.at {
		place = span(place, last.all())
	}
	s.r.Note(at("decision"), place, 0.9)
	outcome, from, sure := outcomeOf(it.Decision)
	if outcome == "" {
		return
	}
	it.Outcome = outcome
	s.r.Note(at("outcome"), first.of(from), sure)
	s.clauseOutcomes(it)
}

// doneLeads are how a decision without a rubric begins.
var doneLeads = []string{"godkendt", "taget til efterretning", "orienteringen blev taget", "orienteringen taget", "drøftet", "udsat", "tiltrådt",
	"vedtaget", "indstillingen blev", "indstillingen godkendt", "dagsordenen blev godkendt", "dagsordenen godkendt", "anbefales", "referatet blev godkendt",
	"referatet godkendt", "til efterretning", "punktet blev", "punktet udsat", "sagen blev", "sagen udsat", "punktet udgik", "blev godkendt"}

// bareDecision takes the last paragraph of an item for its decision, in minutes
// that print no rubric over it, when it reads like one.
func (s *sheet) bareDecision(it *reading.Item, at func(...any) reading.Path) {
	n := len(it.Sections)
	for n > 0 && labelOf(it.Sections[n-1].Heading).rubric == absentLabel {
		n--
	}
	if s.minutesAt == (extract.Passage{}) || n == 0 || len(it.Sections[n-1].Lines) == 0 {
		return
	}
	lines := it.Sections[n-1].Lines
	last := lines[len(lines)-1]
	low := strings.ToLower(last.Text)
	told := strings.Contains(low, " tog orienteringen til efterretning") || strings.Contains(low, " tog status til efterretning")
	for _, lead := range doneLeads {
		told = told || strings.HasPrefix(low, lead)
	}
	outcome, _, _ := outcomeOf(last.Text)
	if !told || outcome == "" || len(last.Text) > 300 || last.Cells != nil {
		return
	}
	it.Decision, it.Outcome = last.Text, outcome
	s.r.Infer(at("decision"), last.Passage, 0.65)
	s.r.Infer(at("outcome"), last.Passage, 0.65)
	it.Sections[n-1].Lines = lines[:len(lines)-1]
	if len(lines) == 1 && it.Sections[n-1].Heading == "" {
		it.Sections = append(it.Sections[:n-1], it.Sections[n:]...)
	}
}

// wraps reports whether a line goes on with the sentence of the one above.
func wraps(last, l *line) bool {
	return l.label == "" && !l.gap && l.row == last.row && hasLowerStart(l.text) && len(last.text) > 30 && strings.IndexByte(".:;!?", last.text[len(last.text)-1]) < 0
}

// printed is a line as it is printed, with its label.
func printed(l *line) string {
	if l.label == "" {
		return l.text
	}
	return l.label + " " + l.text
}

// onlyAbsence reports whether a line of a decision does nothing but name who
// was away: "Lasse Krogh deltog ikke i sagens behandling."
func (s *sheet) onlyAbsence(l *line) bool {
	if len(l.text) > 300 || l.label != "" && !strings.Contains(l.text, "deltog") {
		return false
	}
	for _, sentence := range sentences(l.text) {
		if !tellsAbsence(sentence) {
			return false
		}
	}
	return len(people.Absences(l.text)) > 0
}

func tellsAbsence(sentence string) bool {
	low := strings.ToLower(sentence)
	for _, w := range []string{"deltog ikke", "fraværende", "forhindret", "forhindrede", "afbud", "ikke til stede", "deltager ikke", "var ikke mødt", "forfall", "deltok ikke", "frånvarande", "inhabil"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// outcomeWord is one way of saying what a body did. Strong words settle it;
// "drøftet" does only when nothing stronger follows.
type outcomeWord struct {
	stem    string
	outcome reading.Outcome
}

var outcomeWords = []outcomeWord{
	{"udsat", reading.Postponed}, {"udsættes", reading.Postponed}, {"udsætte", reading.Postponed}, {"udskydes", reading.Postponed},
	{"udskudt", reading.Postponed}, {"utsatt", reading.Postponed}, {"utsett", reading.Postponed}, {"bordläggs", reading.Postponed},
	{"bordlagt", reading.Postponed}, {"vertagt", reading.Postponed}, {"genoptages", reading.Postponed}, {"overgår til", reading.Postponed},
	{"til efterretning", reading.Noted}, {"til orientering", reading.Noted}, {"til etterretning", reading.Noted}, {"til kenntnis", reading.Noted},
	{"zur kenntnis", reading.Noted}, {"till handlingarna", reading.Noted}, {"orienteredes", reading.Noted}, {"orientering givet", reading.Noted},
	{"blev orienteret", reading.Noted}, {"orienteret", reading.Noted}, {"tagit del av", reading.Noted}, {"noteres", reading.Noted}, {"noteret", reading.Noted},
	{"tog orienteringen", reading.Noted}, {"tages orienteringen", reading.Noted}, {"til kendskab", reading.Noted},
	{"forkastet", reading.Rejected}, {"forkastes", reading.Rejected}, {"afvist", reading.Rejected}, {"afvises", reading.Rejected}, {"nedstemt", reading.Rejected},
	{"afslået", reading.Rejected}, {"afslås", reading.Rejected}, {"abgelehnt", reading.Rejected}, {"avslås", reading.Rejected}, {"avslår", reading.Rejected}, {"stemt ned", reading.Rejected},
	{"godkend", reading.Approved}, {"tiltråd", reading.Approved}, {"tiltrædes", reading.Approved}, {"tiltræde", reading.Approved}, {"tiltrådte", reading.Approved},
	{"anbefal", reading.Approved}, {"vedtag", reading.Approved}, {"imødekom", reading.Approved}, {"bevilge", reading.Approved},
	{"tilslut", reading.Approved}, {"godkjen", reading.Approved}, {"vedtatt", reading.Approved}, {"vedtas", reading.Approved}, {"godkänn", reading.Approved},
	{"genehmigt", reading.Approved}, {"beschlossen", reading.Approved}, {"fastställer", reading.Approved}, {"bifall", reading.Approved},
	{"følges indstillingen", reading.Approved}, {"som indstillet", reading.Approved}, {"indstillingen følges", reading.Approved}, {"indstillingen blev fulgt", reading.Approved},
	{"fuld opbakning", reading.Approved}, {"accepteret", reading.Approved},
	{"drøft", reading.Discussed}, {"diskutere", reading.Discussed}, {"debatteret", reading.Discussed}, {"drøfta", reading.Discussed}, {"beraten", reading.Discussed}, {"diskuterades", reading.Discussed},
}

// outcomeOf reads what was done from the text of a decision: the first
// sentence that settles it. It returns the words it was read from.
func outcomeOf(text string) (reading.Outcome, string, float64) {
	weak, weakFrom := reading.Outcome(""), ""
	for k, sentence := range sentences(text) {
		if k > 12 {
			break
		}
		outcome, word := sentenceOutcome(sentence)
		switch {
		case outcome == "":
		case outcome == reading.Discussed:
			if weak == "" {
				weak, weakFrom = outcome, word
				if len(strings.Fields(sentence)) <= 2 {
					return weak, word, 0.93
				}
			}
		case k == 0:
			return outcome, word, 0.93
		default:
			if weak != "" && (outcome == reading.Noted || strings.HasPrefix(strings.ToLower(word), "genoptages")) {
				continue
			}
			return outcome, word, 0.8
		}
	}
	return weak, weakFrom, 0.85
}

// sentences cuts a text at full stops and line breaks.
func sentences(text string) []string {
	var all []string
	for _, l := range strings.Split(text, "\n") {
		for {
			i := strings.Index(l, ". ")
			for i > 0 && shortWord(l[:i]) {
				k := strings.Index(l[i+2:], ". ")
				if k < 0 {
					i = -1
					break
				}
				i += 2 + k
			}
			if i < 0 {
				break
			}
			all = append(all, l[:i+1])
			l = l[i+2:]
		}
		if strings.TrimSpace(l) != "" {
			all = append(all, l)
		}
	}
	return all
}

// shortWord reports whether a text ends in an abbreviation or an ordinal, so
// that its full stop ends no sentence.
func shortWord(s string) bool {
	i := strings.LastIndexByte(s, ' ')
	w := strings.ToLower(s[i+1:])
	if end, _ := digits(w, 0); end == len(w) && end > 0 {
		return true
	}
	switch w {
	case "kl", "d", "pkt", "nr", "mio", "ca", "bl.a", "evt", "jf", "f.eks", "vedr", "dvs", "inkl", "min", "stk", "mv", "kr":
		return true
	}
	return false
}

// sentenceOutcome finds the outcome that one sentence tells. Where a sentence
// tells two, the stronger wins: discussed and approved is approved.
func sentenceOutcome(sentence string) (reading.Outcome, string) {
	low := strings.ToLower(sentence)
	best, from := reading.Outcome(""), ""
	at := len(low)
	for _, w := range outcomeWords {
		i := indexWord(low, w.stem)
		if i < 0 || conditional(low, i) {
			continue
		}
		outcome := w.outcome
		if outcome == reading.Approved && negated(low, i, len(w.stem)) {
			outcome = reading.Rejected
		} else if outcome != reading.Approved && negated(low, i, len(w.stem)) {
			continue
		}
		if best == "" || best == reading.Discussed && outcome != reading.Discussed || outcome != reading.Discussed && i < at {
			best, at = outcome, i
			from = wordAround(sentence, low, i, len(w.stem))
		}
	}
	return best, from
}

// indexWord finds a stem at the start of a word.
func indexWord(low, stem string) int {
	for from := 0; ; {
		i := strings.Index(low[from:], stem)
		if i < 0 {
			return -1
		}
		i += from
		if i == 0 || !isLetterBefore(low, i) {
			return i
		}
		from = i + len(stem)
	}
}

func isLetterBefore(s string, i int) bool {
	b := s[i-1]
	return b >= 'a' && b <= 'z' || b >= 0x80
}

// negated reports "ikke" close before a word, or right behind it.
func negated(low string, i, n int) bool {
	before := strings.Fields(low[:i])
	for k := len(before) - 1; k >= 0 && k >= len(before)-3; k-- {
		switch strings.Trim(before[k], ".,:") {
		case "ikke", "ikkje", "inte", "nicht", "ej":
			return true
		}
		if strings.HasSuffix(before[k], ",") {
			break
		}
	}
	after := strings.Fields(low[i+n:])
	for k := 0; k < len(after) && k < 2; k++ {
		if strings.Trim(after[k], ".,") == "ikke" {
			return true
		}
	}
	return false
}

// conditional reports whether a word stands in a clause that tells a wish or a
// condition and not what was done: "såfremt det godkendes".
func conditional(low string, i int) bool {
	lead := low[max(0, i-60):i]
	for _, w := range []string{"såfremt", " hvis ", "forudsat", " inden ", " bede om"} {
		if strings.Contains(lead, w) {
			return true
		}
	}
	return false
}

// wordAround is the whole word in which a stem was found.
func wordAround(sentence, low string, i, n int) string {
	if len(sentence) != len(low) {
		return sentence
	}
	end := i + n
	for end < len(sentence) && strings.IndexByte(" .,;:!?\n", sentence[end]) < 0 {
		end++
	}
	return sentence[i:end]
}

// clauseOutcomes reads "Ad 1: Godkendt. Ad 2: Udsat." into the recommendations
// they belong to.
func (s *sheet) clauseOutcomes(it *reading.Item) {
	low := strings.ToLower(it.Decision)
	if len(low) != len(it.Decision) || !strings.Contains(low, "ad ") {
		return
	}
	for i := 0; i < len(low); {
		k := strings.Index(low[i:], "ad ")
		if k < 0 {
			return
		}
		k += i
		i = k + 3
		if k > 0 && isLetterBefore(low, k) {
			continue
		}
		end, n := digits(low, k+3)
		if end == k+3 || n < 1 || n > len(it.Recommendations) {
			continue
		}
		part := it.Decision[end:]
		if next := strings.Index(strings.ToLower(part), "ad "); next > 0 && !isLetterBefore(strings.ToLower(part), next) {
			part = part[:next]
		}
		it.Recommendations[n-1].Outcome, _, _ = outcomeOf(strings.TrimLeft(part, ".:) "))
	}
}
