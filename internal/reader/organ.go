package reader

import (
	"strings"

	"klynge/internal/danish"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

// organEnds are how the names of bodies end: "Sundhedsudvalget", "Ældrerådet".
var organEnds = []string{"udvalg", "udvalget", "råd", "rådet", "klynge", "klyngen", "bestyrelse", "bestyrelsen", "nævn", "nævnet",
	"gruppe", "gruppen", "forum", "forummet", "kommission", "kommissionen", "komité", "komite", "komiteen", "direktion", "direktionen",
	"kommunalbestyrelse", "kommunalbestyrelsen", "utvalg", "utvalget", "nämnd", "nämnden", "ausschuss", "ausschusses", "magistrat",
	"magistraten", "kreds", "kredsen", "netværk", "netværket", "repræsentantskab", "samråd", "team", "teamet", "delegation", "fællesskab",
	"utskott", "utskottet", "styret", "fullmäktige", "kommunestyret", "styrelsen", "kontaktudvalg"}

// notOrgans end like a body and are none.
var notOrgans = setOf(`samråd fællesskab målgruppe målgruppen aldersgruppe arbejdsgruppe brugergruppe forråd valg`)

// organWeight tells how much a text reads like the name of a body: 1 when one
// of its words does, 0 when none does.
func organWeight(text string) float64 {
	if len(text) > 160 {
		return 0
	}
	for _, w := range words(text) {
		bare := strings.TrimSuffix(w, "s")
		if notOrgans[bare] {
			continue
		}
		for _, e := range organEnds {
			if strings.HasSuffix(bare, e) || strings.HasSuffix(w, e) {
				return 1
			}
		}
	}
	return 0
}

// readBody finds which organ met. A label says it, a headline says it with the
// date, a line by itself may be it, and the labels of the decisions repeat it;
// names that agree strengthen each other.
func (s *sheet) readBody() {
	guesses := map[string]*guess{}
	var order []string
	offer := func(text string, at extract.Passage, score float64) {
		text = trimBody(text)
		key := fold(text)
		if key == "" || len(text) > 120 || len(key) < 2 {
			return
		}
		if g := guesses[key]; g != nil {
			if score > 0 {
				g.score += score / 3
			}
			return
		}
		guesses[key] = &guess{text, at, score + 0.4*organWeight(text)}
		order = append(order, key)
	}
	s.headerLines(func(i int, l *line) { s.bodyInLine(i, offer) })
	votes := 0
	for i := range s.lines {
		l := &s.lines[i]
		if l.is.rubric == decisionLabel && l.is.dated && votes < 40 {
			if name := organOfDecision(l.text); name != "" && (l.is.date == s.r.Meeting.Date || s.r.Meeting.Date == "") {
				votes++
				offer(name, l.of(name), 0.4)
			}
		}
	}
	var best *guess
	for _, key := range order {
		if g := guesses[key]; best == nil || g.score > best.score {
			best = g
		}
	}
	if best == nil || best.score < 0.3 {
		return
	}
	for _, key := range order {
		if g := guesses[key]; fullerName(best.text, g.text) {
			best = g
			break
		}
	}
	s.r.Meeting.Body = best.text
	s.r.Note("/body", best.at, min(0.97, 0.45+best.score/2.5))
}

// fullerName reports whether long is the whole name of the body that the one
// word short stands for: "Styregruppen for Plan 2030" for "styregruppen".
func fullerName(short, long string) bool {
	s, l := words(short), words(long)
	if len(s) != 1 || len(l) < 2 || len(l) > 8 || kindWord(long) != "" || strings.ContainsAny(long, `"”:`) {
		return false
	}
	for _, w := range l {
		if len(w) >= 4 && strings.HasPrefix(s[0], w) && len(s[0])-len(w) <= 3 {
			return true
		}
	}
	return false
}

// bodyInLine offers the names of bodies that a line of the header holds.
func (s *sheet) bodyInLine(i int, offer func(string, extract.Passage, float64)) {
	l := &s.lines[i]
	switch {
	case l.is.rubric == bodyLabel && (l.is.exact || l.is.colon || l.is.value < len(l.text)):
		if text, at := s.value(i); text != "" {
			offer(text, at, 1)
		}
		return
	case l.is.rubric == subjectLabel || l.is.rubric == kindLabel || l.is.rubric == titleLabel:
		if text, at := s.value(i); text != "" {
			if name, score := organOfHeadline(text); name != "" {
				offer(name, at, score)
			} else if l.is.phrase == "projekt" {
				offer(text, at, 0.45)
			}
		}
		return
	case l.is.phrase == "til":
		if text, at := s.value(i); organWeight(text) > 0 {
			if _, name, ok := strings.Cut(text, "edlemmerne af "); ok {
				text = name
			}
			offer(text, at, 0.1)
		}
		return
	case strings.Contains(l.text[:cutAt(l.text, 40)], "medlemmer af "):
		if _, name, _ := strings.Cut(l.text, "medlemmer af "); len(words(name)) <= 8 {
			offer(name, l.of(name), 0.3) // the salutation of an invitation
		}
		return
	case l.is.rubric == presentLabel && organWeight(l.is.phrase) > 0 && l.is.phrase == "bestyrelse":
		return
	case l.is.rubric != noRubric && (l.is.rubric != decisionLabel || l.is.dated):
		return
	}
	if l.text == "" || len(l.text) > 200 || l.label != "" && l.row == 0 {
		return
	}
	score := 0.0
	if l.kind == extract.Heading {
		score += 0.2
	}
	if s.aboveTitle(i) {
		offer(l.text, l.all(), 0.5)
	}
	if name, points := organOfHeadline(l.text); name != "" {
		offer(name, l.of(name), points+score-0.004*float64(min(i, 60)))
	}
}

// aboveTitle reports a short line by itself on top of the line that says what
// the document is and when the meeting was: the letterhead.
func (s *sheet) aboveTitle(i int) bool {
	l := &s.lines[i]
	k := s.skipTo(i+1, 1)
	if k < 0 || i > 8 || len(words(l.text)) > 7 || !hasUpperStart(l.text) || strings.ContainsAny(l.text, ".:;?!0123456789>|") || kindWord(l.text) != "" {
		return false
	}
	title := s.lines[k].text
	return len(title) < 200 && kindWord(title) != "" && strings.Contains(strings.ToLower(title), "møde") && len(danish.Dates(title)) > 0
}

// headlineLeads are the words before the name of a body in a headline.
var headlineLeads = []string{"referat fra", "referat af", "referat for", "referat til", "referat", "beslutningsreferat", "mødereferat",
	"dagsordener og referater fra", "dagsordner og referater fra", "dagsordener og referater for", "dagsordener og referater", "dagsordner og referater",
	"åbent", "åben", "dagsorden for", "dagsorden til", "dagsorden",
	"mødenoter", "mødenotater", "mødenotat", "beslutningsprotokol for", "beslutningsprotokol", "protokol fra", "protokol for", "protokol", "møteprotokoll", "møteprotokoll for", "sammanträdesprotokoll",
	"niederschrift über die sitzung des", "über die sitzung des", "sitzung des", "ordinært", "ekstraordinært", "møde i", "mødet i", "møder i", "møde for", "møde med", "til", "for", "fra", "af", "i", "møte i", "the"}

// organOfHeadline cuts the name of a body out of a headline: "REFERAT Politisk
// Klynge Nord d. 19-11-2024", "2. møde i Klynge Vest", "Sundhedsudvalget -
// Referat - 22. november 2016".
func organOfHeadline(text string) (string, float64) {
	score := 0.0
	name := text
	if d := danish.Dates(name); len(d) > 0 {
		score += 0.2
		before, after := name[:d[0].From], name[d[0].To:]
		name = before
		if len(words(before)) < 1 || kindWord(before) != "" && len(words(before)) < 2 && organWeight(after) > 0 {
			name = after
		}
	}
	if t := danish.Times(name); len(t) > 0 {
		name = name[:t[0].From]
	}
	name = trimBody(name)
	for {
		before := name
		if kindWord(firstWords(name)) != "" {
			score = max(score, 0.3)
		}
		low := strings.ToLower(name)
		if len(low) != len(name) {
			break
		}
		if i := strings.Index(low, "møde i "); i >= 0 && i < 40 {
			name, score = name[i+len("møde i "):], max(score, 0.7)
			continue
		}
		if i := strings.Index(low, "mødet i "); i >= 0 && i < 40 {
			name, score = name[i+len("mødet i "):], max(score, 0.7)
			continue
		}
		for _, lead := range headlineLeads {
			if rest, ok := strings.CutPrefix(low, lead); ok && (rest == "" || strings.HasPrefix(rest, " ") || strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, ".")) {
				name = strings.TrimLeft(name[len(lead):], " :.-–")
				break
			}
		}
		if name == before {
			break
		}
	}
	for _, sep := range []string{" - ", " – ", " | ", ", "} {
		parts := strings.Split(name, sep)
		if len(parts) < 2 || sep == ", " && hasLowerStart(parts[1]) {
			continue
		}
		for _, p := range parts {
			if organWeight(p) > 0 && kindWord(p) == "" {
				name = p
				break
			}
		}
		if kindWord(parts[len(parts)-1]) != "" && len(words(parts[len(parts)-1])) == 1 {
			name = strings.Join(parts[:len(parts)-1], sep)
		}
	}
	if cut := beforeMeeting(name); cut != name {
		name = cut
		if score >= 0.2 {
			score += 0.3
		}
	}
	name = trimBody(name)
	if strings.ContainsAny(name, ":;?") || strings.HasSuffix(text, ".") && len(words(text)) > 6 || len(words(name)) > 12 {
		return "", 0
	}
	weight := organWeight(name)
	if weight == 0 && score < 0.3 || kindWord(name) != "" && len(words(name)) < 3 {
		return "", 0
	}
	if weight > 0 && len(words(name)) <= 8 {
		score += 0.25
	}
	return name, score
}

// beforeMeeting cuts "Omsorgsudvalget møde" and "Ældrerådsmøde" down to the body.
func beforeMeeting(name string) string {
	low := strings.ToLower(name)
	if len(low) != len(name) {
		return name
	}
	for _, w := range []string{"s møde", " møde", "s ordinære møde", " projektmøde", "smøde"} {
		i := strings.Index(low, w)
		if i <= 0 || i+len(w) < len(low) && low[i+len(w)] != ' ' && !strings.HasPrefix(low[i+len(w):], "t") {
			continue
		}
		cut := name[:i]
		if w == "smøde" {
			switch {
			case strings.HasSuffix(cut, "råd"), strings.HasSuffix(cut, "udvalg"):
				return cut + "et"
			case strings.HasSuffix(cut, "bestyrelse"):
				return cut + "n"
			case strings.HasSuffix(cut, "gruppe"):
				return cut
			}
			continue
		}
		return cut
	}
	return name
}

// trimBody removes what stands around the name of a body.
func trimBody(s string) string {
	s = strings.Trim(s, " \t\u00a0,.;:-–—|*_#/>")
	if i := strings.LastIndex(s, " > "); i > 0 {
		s = strings.TrimLeft(s[i+3:], " ") // the last step of a path through a website
	}
	if i := strings.IndexByte(s, '('); i > 0 && strings.HasSuffix(s, ")") && strings.ContainsAny(s[i:], "0123456789") {
		s = strings.TrimRight(s[:i], " ")
	}
	for {
		before := s
		low := strings.ToLower(s)
		if len(low) != len(s) {
			return s
		}
		for _, tail := range []string{" d", " den", " onsdag", " mandag", " tirsdag", " torsdag", " fredag", " referat", " dagsorden", " kl", " nr"} {
			if strings.HasSuffix(low, tail) {
				s = strings.TrimRight(s[:len(s)-len(tail)], " ,.-–:|")
				break
			}
		}
		if s == before {
			return s
		}
	}
}

// organOfDecision reads the body from "Beslutning i Sundhedsudvalget den …".
func organOfDecision(text string) string {
	d := danish.Dates(text)
	if len(d) == 0 {
		return ""
	}
	name := strings.TrimSpace(text[:d[0].From])
	for _, lead := range []string{"Beslutning i ", "Beslutning fra ", "Beslutninger i ", "Behandling i ", "Beslutning for ", "Beslutning truffet af ", "Beslutning ", "Beslutninger ", "Beslutning af "} {
		if rest, ok := strings.CutPrefix(name, lead); ok {
			name = rest
			break
		}
	}
	name = trimBody(name)
	name = strings.TrimSuffix(name, "s beslutning")
	name = strings.TrimSuffix(name, "s afgørelse")
	if organWeight(name) == 0 && reading.Kind(kindWord(name)) != "" {
		return ""
	}
	return name
}

// firstWords is the part of a text before its first blank, or all of it.
func firstWords(s string) string {
	if i := strings.IndexByte(s, ' '); i > 0 {
		return s[:i]
	}
	return s
}
