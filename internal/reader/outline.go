package reader

import (
	"math"
	"strings"

	"klynge/internal/reader/extract"
)

// A head is where an item starts: its number and title, as far as printed.
type head struct {
	from   int // first line that belongs to the item: a case number may stand before the title
	line   int // the line of the number, or of the title when there is none
	body   int // first line after the title
	number string
	value  int
	title  string
	titled extract.Passage
	group  label  // the state or type that a heading above gives to all items below
	source source // how it was found
}

// A source tells what a head was found by, for the confidence of its values.
type source int

const (
	byNumber source = iota
	byHeading
	byRestart // the same rubric starts again
	byContents
)

// A candidate is a line that may be the head of an item.
type candidate struct {
	line  int
	mark  mark
	score float64
	next  bool // the next line is the next number: a list without text between

	best float64 // of the best chain that ends here
	prev int     // the candidate before it in that chain, or -1
}

// candidates collects the lines that may be numbered heads by the style of
// their numbers, and the styles in the order in which they come.
func (s *sheet) candidates() (styles map[string][]candidate, order []string) {
	styles = map[string][]candidate{}
	last := map[string]int{} // the number before, in each style
	for i := range s.lines {
		l := &s.lines[i]
		if l.skip || s.inContents(i) || l.row > 0 && l.col > 0 && !s.besideClock(i) {
			continue
		}
		m, ok := markOf(l)
		if glued, is := gluedMark(l, last["1A"]); is {
			m, ok = glued, true
		}
		if !ok {
			continue
		}
		if styles[m.style] == nil {
			order = append(order, m.style)
		}
		last[m.style] = m.value
		styles[m.style] = append(styles[m.style], candidate{line: i, mark: m, prev: -1})
	}
	for _, list := range styles {
		for k := range list {
			list[k].next = k+1 < len(list) && list[k+1].line == list[k].line+1 && list[k+1].mark.value > list[k].mark.value
			list[k].score = s.weigh(list, k)
		}
	}
	return styles, order
}

// numbered finds the chain of numbered lines that explains the document best:
// numbers that count on, titles that read like titles, text that follows the
// way it follows a title. It returns no heads when nothing counts.
func (s *sheet) numbered() ([]head, float64) {
	styles, order := s.candidates()
	var chain []candidate
	total := 0.0
	for _, style := range order {
		if c, score := bestChain(styles[style]); score > total {
			chain, total = c, score
		}
	}
	if len(chain) > 0 {
		s.firstOfTwins(chain, styles[chain[0].mark.style])
	}
	return s.headsOf(chain), total
}

// besideClock reports the second cell of a row whose first is a time of day.
func (s *sheet) besideClock(i int) bool {
	l := &s.lines[i]
	return l.col == 1 && i > 0 && s.lines[i-1].row == l.row && isClock(s.lines[i-1].text)
}

// firstOfTwins moves each head to the first of several lines with its number
// and title: some systems print a title two or three times over.
func (s *sheet) firstOfTwins(chain, all []candidate) {
	k := 0
	for i := range all {
		c := &all[i]
		for k < len(chain) && chain[k].line < c.line {
			k++
		}
		if k == len(chain) || c.line == chain[k].line || c.mark.value != chain[k].mark.value || k > 0 && c.line <= chain[k-1].line {
			continue
		}
		title := s.foldedTitle(c.line)
		twin := s.foldedTitle(chain[k].line)
		if twin == "" && chain[k].line+1 < len(s.lines) {
			twin = s.foldedTitle(chain[k].line + 1)
		}
		if title != "" && alike(title, twin) > 0.85 {
			chain[k].line, chain[k].mark = c.line, c.mark
		}
	}
}

// skipTwins marks the repetitions of a title below it.
func (s *sheet) skipTwins(h *head, limit int) {
	title := fold(h.title)
	if title == "" {
		return
	}
	for k, seen := h.body, 0; k < limit && seen < 4; k++ {
		l := &s.lines[k]
		if l.skip {
			continue
		}
		seen++
		if l.is.rubric != noRubric && (l.is.exact || l.is.colon) {
			return
		}
		m, numbered := markOf(l)
		same := alike(s.foldedTitle(k), title) > 0.9 && len(l.text) < len(h.title)+20
		if same || numbered && m.value == h.value && m.title == len(l.text) {
			l.skip = true
		}
	}
}

// styleWeight is how sure a style is to number items and not something else.
var styleWeight = map[string]float64{
	"punkt": 3, "sag": 3, "ad": 3.5, "§": 2, "top": 3, "ps": 3, "sak": 3, "item": 2, "ärende": 3, "emne": 2,
	"1.": 1, "1:": 0.8, "1)": 0, "1/": 0.7, "1": 0.3, "1-": 0.7, "1A": 0.6, "I": 0.7,
}

// weigh scores one candidate by its own look and by its neighbours.
func (s *sheet) weigh(list []candidate, k int) float64 {
	c := &list[k]
	l := &s.lines[c.line]
	title := strings.TrimSpace(l.text[c.mark.title:])
	score := styleWeight[c.mark.style] + titleWeight(title)
	if l.kind == extract.Heading {
		score += 1.5
	}
	if l.bold {
		score += 0.7
	}
	if l.gap {
		score += 0.2
	}
	if l.kind == extract.ListItem && l.level > 0 {
		score -= 1
	}
	if r := s.opens[c.line]; r == recommendationLabel || r == attachmentsLabel {
		score -= s.nestedCost(list, k, title)
	}
	if s.contentsTitle(fold(title)) {
		score += 2.5
	}
	score += s.before(c.line) + s.after(c.line)
	if _, leader := cutLeader(title); leader {
		score -= 3
	}
	if c.next {
		score--
	}
	return score
}

// nestedCost is how much a numbered line under "Indstilling" or "Bilag" loses
// because it counts what stands there, from 1 on.
func (s *sheet) nestedCost(list []candidate, k int, title string) float64 {
	l := &s.lines[list[k].line]
	root := k
	for root > 0 && list[root-1].mark.value == list[root].mark.value-suffixes && s.openedAt[list[root-1].line] == s.openedAt[list[k].line] {
		root--
	}
	word := firstFolded(title)
	switch {
	case word == "åben" || word == "lukket" || word == "at":
		return 3
	case list[root].mark.value > suffixes:
		return 0.3
	case root < k && l.gap && titleStarts[word]:
		return 1.5
	}
	return 3.5
}

// titleWeight scores a text for being the title of an item.
func titleWeight(title string) float64 {
	switch {
	case title == "":
		return -0.8
	case hasLowerStart(title):
		return -1.7
	case len(title) > 260:
		return -2
	}
	score := 0.0
	word, at := foldedWord(title, 0)
	if titleStarts[word] {
		score += 1.7
	}
	if word == "at" {
		score -= 3
	}
	if l := labelOf(title); l.exact && (l.ofItem() || l.rubric == caseLabel) {
		score -= 2
	}
	switch title[len(title)-1] {
	case '.':
		if at > 0 && !strings.EqualFold(word, "evt") {
			score -= 0.9
		}
	case ',', ';':
		score -= 2.5
	case ':':
		score -= 0.6
	}
	if _, minutes := cutDuration(title); minutes > 0 {
		score += 2
	}
	if strings.Contains(title, ". ") {
		score -= 0.6
	}
	return score
}

var titleStarts = setOf(`godkendelse orientering orienteringer drøftelse drøftelser eventuelt evt meddelelser meddelelse
	temadrøftelse tema lukket lukkede status opfølgning beslutning valg velkomst bemærkninger underskriftsark underskriftsblad
	underskrifter underskrift næste kommende mødeplan mødedatoer budget budgetopfølgning økonomi regnskab høring høringssvar
	punkter gensidig nyt siden forslag henvendelse fastlæggelse konstituering fraværende deltagere mødedeltagere dagsorden
	præsentation oplæg igangsættelse datoer afslutning formalia evaluering anlægsbevilling revision årshjul fordeling
	indkomne fravær bordet runde gennemgang initiativer udpegning rapport afrapportering evaluering
	godkjenning referatsaker orienteringssaker eventuelt meldinger genehmigung verschiedenes bericht meddelanden
	justering fastställande ekonomirapport mitteilungen anfragen ordstyrer protokol aktuelle sag kommunikation`)

// before scores what stands above a head: a case number, a heading of a group.
func (s *sheet) before(i int) float64 {
	for k := i - 1; k >= 0 && k >= i-2; k-- {
		l := &s.lines[k]
		if l.skip {
			continue
		}
		switch l.is.rubric {
		case caseLabel:
			return 2
		case openLabel, closedLabel:
			return 0.7
		}
		break
	}
	return 0
}

// after scores what stands below a head: the rubrics that open an item, or its
// title once more.
func (s *sheet) after(i int) float64 {
	first := true
	_, isMark := markOf(&s.lines[i])
	title := s.foldedTitle(i)
	for k, seen := i+1, 0; k < len(s.lines) && seen < 3; k++ {
		l := &s.lines[k]
		if l.skip {
			continue
		}
		seen++
		switch r := l.is.rubric; {
		case r.ofItem() || r == caseLabel || r == competenceLabel || r == openLabel || r == closedLabel || r == typeLabel || r == historyLabel:
			return 2.5
		}
		if s.opens[k] == recommendationLabel {
			return 1.5
		}
		if first && isMark && title != "" && alike(s.foldedTitle(k), title) > 0.85 {
			return 2
		}
		if _, ok := markOf(l); ok {
			return 0
		}
		first = false
	}
	return 0
}

// foldedTitle is the title on a line without its number, for comparing.
func (s *sheet) foldedTitle(i int) string {
	return s.folds[i]
}

// bestChain returns the ascending chain with the highest sum of scores. Numbers
// that count on by one are worth more than gaps; a chain may begin anywhere.
func bestChain(list []candidate) ([]candidate, float64) {
	const reach = 8
	best := map[int]int{} // number without suffix → the best chain that ends with it
	top := -1
	for i := range list {
		c := &list[i]
		c.best, c.prev = c.score-startCost(c.mark.value/suffixes), -1
		n := c.mark.value / suffixes
		for back := range reach {
			j, ok := best[n-back]
			if !ok || list[j].mark.value >= c.mark.value {
				continue
			}
			step := 0.6
			if back > 1 {
				step = -0.7 * float64(back-1)
			}
			if b := list[j].best + c.score + step; b > c.best {
				c.best, c.prev = b, j
			}
		}
		if j, ok := best[n]; !ok || c.best > list[j].best+1e-9 {
			best[n] = i
		}
		if top < 0 || c.best > list[top].best+1e-9 {
			top = i
		}
	}
	if top < 0 {
		return nil, 0
	}
	total := list[top].best
	var chain []candidate
	for i := top; i >= 0; i = list[i].prev {
		chain = append(chain, list[i])
	}
	for i, j := 0, len(chain)-1; i < j; i, j = i+1, j-1 {
		chain[i], chain[j] = chain[j], chain[i]
	}
	return chain, total
}

// startCost is what it costs a chain to begin with n: an agenda begins with 1,
// or somewhere in a count that runs over the year.
func startCost(n int) float64 {
	if n <= 1 {
		return 0
	}
	return math.Min(1, 0.3*float64(n-1))
}

// headsOf makes heads of a chain: the title with its wrapped lines, and the
// lines above it that belong to it.
func (s *sheet) headsOf(chain []candidate) []head {
	heads := make([]head, 0, len(chain))
	for k, c := range chain {
		h := head{from: c.line, line: c.line, body: c.line + 1, number: c.mark.number, value: c.mark.value, source: byNumber}
		limit := len(s.lines)
		if k+1 < len(chain) {
			limit = chain[k+1].line
		}
		floor := 0
		if k > 0 {
			floor = heads[k-1].body
		}
		if !c.mark.ahead || !s.titleAbove(&h, floor, limit) {
			s.titleOn(&h, c.mark.title, limit)
		}
		if s.besideClock(c.line) {
			h.from = c.line - 1
		}
		s.claimAbove(&h, floor)
		s.skipTwins(&h, limit)
		heads = append(heads, h)
	}
	return heads
}

// titleOn takes the title from the line of the number, or from what stands below.
func (s *sheet) titleOn(h *head, from, limit int) {
	l := &s.lines[h.line]
	text := l.text[from:]
	h.title, h.titled = text, l.passage(from, len(l.text))
	if strings.TrimSpace(text) == "" {
		switch {
		case s.titleLabelled(h, limit):
		case l.row > 0:
			if k := h.line + 1; k < limit && s.lines[k].row == l.row && !s.lines[k].is.exact {
				h.title, h.titled, h.body = s.lines[k].text, s.lines[k].all(), k+1
			}
		default:
			s.titleBelow(h, limit)
		}
	}
	if l.row == 0 {
		s.joinWrapped(h, limit)
	}
}

// titleBelow takes the title from the line below the number.
func (s *sheet) titleBelow(h *head, limit int) {
	for k := h.line + 1; k < limit && k < h.line+4; k++ {
		n := &s.lines[k]
		if n.skip {
			continue
		}
		if n.is.rubric != noRubric && (n.is.exact || n.is.colon) && !isClosedTitle(n) || len(n.text) > 250 || n.text == "" {
			return
		}
		h.title, h.titled, h.body = n.text, n.all(), k+1
		return
	}
}

// titleLabelled takes the title from "Emne: …" among the labels right below a
// bare number. The labels above it stay with the item.
func (s *sheet) titleLabelled(h *head, limit int) bool {
	for k := h.line + 1; k < limit && k < h.line+6; k++ {
		n := &s.lines[k]
		switch {
		case n.skip:
		case (n.is.rubric == titleLabel || n.is.rubric == subjectLabel) && n.is.colon && n.is.value < len(n.text):
			h.title, h.titled = n.text[n.is.value:], n.passage(n.is.value, len(n.text))
			h.body = k + 1
			return true
		case n.is.rubric != caseLabel && n.is.rubric != otherLabel && n.is.rubric != typeLabel:
			return false
		}
	}
	return false
}

// joinWrapped adds the second line of a title that was broken at the margin.
func (s *sheet) joinWrapped(h *head, limit int) {
	for k := h.body; k < limit && k < h.body+2 && k < len(s.lines); k++ {
		n, last := &s.lines[k], &s.lines[h.body-1]
		if n.skip || n.gap || n.text == "" || n.label != "" || n.is.rubric != noRubric || n.row != last.row || n.kind != last.kind && last.kind == extract.Heading {
			return
		}
		longer := h.title + " " + n.text
		known := s.contentsTitle(fold(longer)) && !s.contentsTitle(fold(h.title))
		wide := len(last.text) >= 60 && len(last.text) < 140 && len(n.text) < len(last.text) && s.opensItem(k+1) && !strings.ContainsAny(h.title[len(h.title)-1:], ".:?") && !strings.HasSuffix(n.text, ".")
		runsOn := hasLowerStart(n.text) && len(last.text) >= 40 && !strings.HasSuffix(h.title, ".") && s.opensItem(k+1)
		hanging := n.indent >= s.lines[h.line].indent+2 && len(last.text) >= 38 && len(n.text) <= len(last.text) && s.opensItem(k+1) && !strings.HasSuffix(n.text, ".")
		if !known && !wide && !runsOn && !hanging {
			return
		}
		h.title, h.titled, h.body = longer, span(h.titled, n.all()), k+1
	}
}

// opensItem reports whether the next line that counts is a rubric.
func (s *sheet) opensItem(i int) bool {
	for ; i < len(s.lines); i++ {
		if l := &s.lines[i]; !l.skip {
			return l.is.rubric != noRubric && (l.is.exact || l.is.colon || l.is.rubric == caseLabel)
		}
	}
	return false
}

// titleAbove takes the title from the line above a bare "Sag nr. 24". It reports
// false when the title stands on the line or below it, and when the line above
// is all that an earlier rubric has.
func (s *sheet) titleAbove(h *head, floor, limit int) bool {
	below := *h
	if next := h.line + 1; s.titleLabelled(&below, limit) || next < limit && s.lines[h.line].row > 0 && s.lines[next].row == s.lines[h.line].row {
		return false
	}
	k := s.skipTo(h.line-1, -1)
	if k < floor || k < h.line-2 {
		return true
	}
	l := &s.lines[k]
	if l.is.rubric != noRubric && !isClosedTitle(l) || len(l.text) >= 250 {
		return true
	}
	if up := s.skipTo(k-1, -1); up >= floor && s.lines[up].is.exact && s.lines[up].is.rubric.ofItem() && !s.lines[k].gap {
		return false
	}
	h.title, h.titled, h.from = l.text, l.all(), k
	return true
}

// isClosedTitle reports "Lukket sag: Titel", a title that looks like a label.
func isClosedTitle(l *line) bool {
	return l.is.rubric == closedLabel && l.is.colon && l.is.value < len(l.text)
}

// claimAbove moves the start of an item up over its case number.
func (s *sheet) claimAbove(h *head, floor int) {
	for k := h.from - 1; k >= floor && k >= 0; k-- {
		l := &s.lines[k]
		if l.skip {
			continue
		}
		if l.is.rubric != caseLabel {
			return
		}
		if up := k - 1; up >= floor && up >= 0 && s.isTitleLike(up) && h.title == "" {
			return
		}
		h.from = k
	}
}

func (s *sheet) isTitleLike(i int) bool {
	l := &s.lines[i]
	return !l.skip && l.text != "" && l.is.rubric == noRubric && len(l.text) < 200 && !strings.HasSuffix(l.text, ".") && hasUpperStart(l.text) && l.row == 0
}

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}
