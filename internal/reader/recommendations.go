package reader

import (
	"strings"

	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

// introVerbs are the verbs by which somebody recommends.
var introVerbs = map[string]bool{
	"indstiller": true, "indstilles": true, "indstillede": true, "foreslår": true, "foreslås": true, "anbefaler": true,
	"anbefales": true, "innstiller": true, "innstilles": true, "tilrår": true, "tilrås": true, "föreslår": true,
	"föreslås": true, "foreslåes": true, "indstille": true, "bedes": false,
}

// An intro is a sentence that opens recommendations: "Direktionen indstiller
// til udvalget, at". rest is where the first of them starts, the end of the
// line when they all follow below.
type intro struct {
	rest  int
	list  bool // it ends where the recommendations should follow
	clear bool // it is "Det indstilles …", which nothing else begins with
}

// introOf reads such a sentence at the start of a text.
func introOf(text string) (intro, bool) {
	at, words := 0, 0
	first := ""
	for at < len(text) && at < 160 && words < 16 {
		word, next := foldedWord(text, at)
		if next == at {
			if i := nextWord(text, at); i > at {
				at = i
				continue
			}
			break
		}
		if words == 0 {
			first = word
		}
		words++
		if introVerbs[word] && (words > 1 || word == "indstilles") {
			return introRest(text, next, first == "det" || first == "der" || word[:3] == "ind")
		}
		at = next
		if at < len(text) && text[at] == '.' && words > 1 && at+1 < len(text) && text[at+1] == ' ' {
			break
		}
	}
	return intro{}, false
}

// nextWord skips what is not a letter, up to the end of the sentence.
func nextWord(text string, i int) int {
	for i < len(text) && strings.IndexByte(" ,-&/()\"0123456789|", text[i]) >= 0 {
		i++
	}
	return i
}

// introRest looks behind the verb for "at", a colon, or the end.
func introRest(text string, i int, clear bool) (intro, bool) {
	tail := strings.TrimRight(text[i:], " |")
	if trimmed := strings.Trim(tail, " ,:"); trimmed == "" || trimmed == "at" || trimmed == "følgende" {
		return intro{rest: len(text), list: true, clear: clear}, true
	}
	low := strings.ToLower(tail)
	if strings.HasSuffix(low, " at") || strings.HasSuffix(low, " at:") || strings.HasSuffix(low, ",") || strings.HasSuffix(low, ":") {
		return intro{rest: len(text), list: true, clear: clear}, true
	}
	if j := strings.Index(low, "at "); len(low) == len(tail) && j >= 0 && j < 120 && (j == 0 || low[j-1] == ' ' || low[j-1] == ',') {
		return intro{rest: i + j + len("at "), clear: clear}, true
	}
	if clear && strings.HasPrefix(strings.TrimLeft(low, " "), "til ") && len(words(low)) <= 6 && !strings.ContainsAny(low, ".:;") {
		return intro{rest: len(text), list: true, clear: clear}, true // "Forvaltningen indstiller til udvalget", and "At …" below
	}
	if clear && strings.HasPrefix(low, ":") {
		return intro{rest: i + 1, clear: clear}, true
	}
	return intro{}, false
}

// introAt reports whether a line opens recommendations without a rubric. In
// running text somebody recommends things too, so a sentence must either say
// that the list follows or be the set phrase.
func (s *sheet) introAt(i int) bool {
	l := &s.lines[i]
	if len(l.text) > 400 || l.label != "" || l.row > 0 && l.col > 0 {
		return false
	}
	in, ok := introOf(l.text)
	if !ok {
		return false
	}
	return in.list && len(l.text) < 200 || in.clear || !s.rubrics && officials[firstFolded(l.text)]
}

// officials are those who recommend to a body, as the first word of a sentence.
var officials = setOf(`sekretariatet administrationen forvaltningen direktionen direktøren formandskabet styregruppen centret
	afdelingen ledelsen arbejdsgruppen centerchefen rådmannen forretningsudvalget kommunedirektøren sygehusledelsen`)

// hasExplicit reports whether recommendations stand under a rubric, so that
// sentences elsewhere need not be taken for them.
func (s *sheet) hasExplicit(parts []region) bool {
	for i := range parts {
		if p := &parts[i]; p.rubric == recommendationLabel && !p.intro {
			if found, _ := clauses(p.lines); len(found) > 0 {
				return true
			}
		}
	}
	return false
}

// credible reports whether a region holds recommendations and not the proposal
// behind them, which is prose: it has a list or an opening sentence, or it is
// short. Where the document has a rubric for them, a sentence that proposes
// something in running text is not enough.
func (s *sheet) credible(p *region, parts []region) bool {
	if p.intro {
		in, _ := introOf(p.lines[0].text)
		return !s.rubrics || in.clear
	}
	if listedLines(p.lines) {
		return true
	}
	for k := range parts {
		if o := &parts[k]; o.rubric == recommendationLabel && !o.intro && o.opener != p.opener && listedLines(o.lines) {
			return false
		}
	}
	size := 0
	for i := range p.lines {
		size += len(p.lines[i].text)
	}
	return len(p.lines) <= 4 && size < 700 && p.phrase != "beslutningsforslag"
}

// listedLines reports whether lines are opened as recommendations are, or begin
// with "at".
func listedLines(lines []line) bool {
	for i := range lines {
		if _, ok := introOf(lines[i].text); ok {
			return true
		}
		if _, ok := clauseStart(&lines[i]); ok {
			return true
		}
	}
	return false
}

// A clause is one thing that is recommended.
type clause struct {
	text string
	from *line // the line it starts on
	open bool  // it may go on in the next line
}

// addRecommendations reads the clauses of a region. It reports false when the
// region holds none.
func (s *sheet) addRecommendations(it *reading.Item, p *region, at func(...any) reading.Path) bool {
	found, rest := clauses(p.lines)
	for _, c := range found {
		if repeats(it, c.text) {
			continue
		}
		s.r.Note(at("recommendations", len(it.Recommendations)), c.from.of(c.text), 0.9)
		it.Recommendations = append(it.Recommendations, reading.Recommendation{Text: c.text})
	}
	rest = s.decisionBelow(it, rest)
	if len(found) > 0 && len(rest) > 0 {
		kept := *p
		kept.lines = rest
		s.addSection(it, &kept)
	}
	return len(found) > 0
}

// decisionBelow takes a paragraph below the recommendations that tells what was
// decided, where the rubric for it was lost. The rest is returned.
func (s *sheet) decisionBelow(it *reading.Item, rest []line) []line {
	for i := range rest {
		l := &rest[i]
		if s.minutesAt == (extract.Passage{}) || l.label != "" || !hasUpperStart(l.text) {
			continue
		}
		if _, ok := introOf(l.text); ok {
			continue
		}
		if outcome, _, _ := outcomeOf(l.text); outcome != "" {
			s.undecided = &undecided{text: l.text, at: l.all()}
			return append(rest[:i:i], rest[i+1:]...)
		}
	}
	return rest
}

func repeats(it *reading.Item, text string) bool {
	for _, r := range it.Recommendations {
		if r.Text == text {
			return true
		}
	}
	return false
}

// clauses cuts the lines under a recommendation into what is recommended: one
// for each "at", number or bullet; a line without any of them is one by itself
// or goes on with the line before. The rest is who recommends, and what stands
// below the list.
func clauses(lines []line) (found []clause, rest []line) {
	lines = joined(lines)
	listed := false // the lines have labels or begin with "at"
	intros := false
	for i := range lines {
		l := &lines[i]
		if _, ok := clauseStart(l); ok {
			listed = true
		} else if _, ok := introOf(l.text); ok {
			intros = true
		}
	}
	add := func(text string, l *line) {
		for _, part := range splitClause(text) {
			if text := trimClause(part); text != "" {
				found = append(found, clause{text: text, from: l, open: !strings.HasSuffix(strings.TrimSpace(part), ".")})
			}
		}
	}
	for i := range lines {
		l := &lines[i]
		text := strings.Trim(l.text, " |*")
		if text == "" || strings.HasPrefix(fold(text), "http") {
			continue
		}
		from, labelled := clauseStart(l)
		in, isIntro := introOf(text)
		if isIntro && in.rest < len(text) && i+1 < len(lines) && onlyNames(text[in.rest:]) {
			if _, below := clauseStart(&lines[i+1]); below {
				in.rest = len(text) // "…, at Udsatterådet" and a list of what it does
			}
		}
		switch {
		case !labelled && !isIntro && l.row > 0 && l.col == 0:
			rest = append(rest, *l)
		case labelled && l.level > 0 && l.row == 0 && nested(lines, i) && len(found) > 0:
			found[len(found)-1].text += " " + text
		case labelled:
			add(l.text[from:], l)
		case isIntro && (in.rest >= len(text) || strings.HasSuffix(text, ":")), strings.HasSuffix(text, ":"):
			rest = append(rest, *l)
		case isIntro:
			add(text[in.rest:], l)
		case listed && len(found) > 0 && hasLowerStart(text):
			last := &found[len(found)-1]
			last.text = trimClause(last.text + " " + text)
		case (listed || intros) && len(found) > 0:
			rest = append(rest, *l)
		default:
			add(text, l)
		}
	}
	return found, rest
}

// onlyNames reports whether what follows "at" only names who should do what the
// list below says: a word or four, or a longer name.
func onlyNames(s string) bool {
	n := len(words(s))
	return (n <= 4 || n <= 12 && hasUpperStart(s)) && strings.IndexByte(".,;", s[len(s)-1]) < 0
}

// joined puts lines together that were broken at the margin.
func joined(lines []line) []line {
	out := make([]line, 0, len(lines))
	for i := range lines {
		l := &lines[i]
		if n := len(out) - 1; n >= 0 && l.row > 0 && l.row == out[n].row {
			out[n].text += " " + l.text // the cells of a row
			continue
		}
		if n := len(out) - 1; n >= 0 && !l.skip && wraps(&out[n], l) && !strings.HasSuffix(out[n].text, ",") {
			if _, starts := clauseStart(l); !starts {
				out[n].text += " " + l.text
				continue
			}
		}
		out = append(out, *l)
	}
	return out
}

// nested reports whether a labelled line stands deeper than the first of the
// list.
func nested(lines []line, i int) bool {
	for k := 0; k < i; k++ {
		if lines[k].label != "" {
			return lines[i].level > lines[k].level
		}
	}
	return false
}

// clauseStart finds a label or "at" in front of a clause and returns where its
// words begin.
func clauseStart(l *line) (int, bool) {
	text := l.text
	low := strings.ToLower(text[:cutAt(text, 12)])
	from, labelled := 0, l.label != ""
	if strings.HasPrefix(low, "at ") || strings.HasPrefix(low, "at)") || strings.HasPrefix(low, "at\t") || low == "at" {
		from, labelled = 2, true
	} else if m, ok := markOf(&line{text: text}); ok && len(m.style) > 1 && m.style[0] == '1' && m.title < len(text) && !labelled {
		from, labelled = m.title, true
	} else if len(text) > 2 && text[1] == ')' && (text[0]|0x20) >= 'a' && (text[0]|0x20) <= 'z' && !labelled {
		from, labelled = 2, true
	}
	if !labelled {
		return 0, false
	}
	for range 3 { // "At 1) at", "1. at"
		rest := strings.TrimLeft(text[from:], " .:)|…\t\u00a0")
		from = len(text) - len(rest)
		low := strings.ToLower(rest[:cutAt(rest, 3)])
		if low == "at " || low == "at)" {
			from += 2
			continue
		}
		if end, n := digits(rest, 0); end > 0 && n < 40 && end < len(rest) && rest[end] == ')' {
			from += end
		}
	}
	return from, true
}

// splitClause cuts "X, og at Y" in two.
func splitClause(text string) []string {
	var parts []string
	for {
		i, skip := -1, 0
		for _, sep := range []string{", og at ", "; at ", ", samt at ", " samt at "} {
			if k := strings.Index(text, sep); k > 0 && (i < 0 || k < i) {
				i, skip = k, len(sep)
			}
		}
		if i < 0 {
			return append(parts, text)
		}
		parts = append(parts, text[:i])
		text = text[i+skip:]
	}
}

// trimClause removes the joints between clauses from the ends of one.
func trimClause(s string) string {
	s = strings.Trim(s, " |*\t\u00a0")
	for {
		before := s
		for _, tail := range []string{" og", " samt", " og at", ",", ";", " |", "**", "*"} {
			s = strings.TrimRight(strings.TrimSuffix(s, tail), " ")
		}
		if s == before {
			break
		}
	}
	if strings.Count(s, ".") == 1 && strings.HasSuffix(s, ".") && !strings.HasSuffix(s, " kr.") {
		s = s[:len(s)-1]
	}
	if f := fold(s); f == "at" || f == "" {
		return ""
	}
	return s
}
