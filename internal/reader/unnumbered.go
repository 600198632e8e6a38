package reader

import (
	"strings"

	"klynge/internal/reader/extract"
	"klynge/internal/reader/people"
)

// outlines finds the items: the numbered chain when it is convincing, else the
// best of the ways in which unnumbered items are told apart.
func (s *sheet) outline() {
	repeats := s.repeats()
	byRepeat := func() ([]head, float64) { return repeats, 3.5 * float64(len(repeats)) }
	heads, score := s.numbered()
	if score < 4 || len(heads) == 0 || len(heads) == 1 && score < 4 {
		heads, score = nil, max(score, 0)
	}
	if len(heads) == 1 { // one number is no count
		score = min(score, 2.5)
	}
	if answered, points := s.byAnswers(); points > 0 {
		heads, score = answered, max(points, score)
	}
	for _, find := range []func() ([]head, float64){byRepeat, s.byTable, s.byContents, s.byHeadings, s.byTitles, s.byRestart} {
		if other, points := find(); points > score && (len(other) > len(heads) || len(other) > 1 && other[0].source == byNumber) {
			heads, score = other, points
		}
	}
	if len(heads) == 0 {
		heads = s.single()
	}
	s.heads = heads
	s.findAppendix()
	s.groups()
}

// repeats finds the items whose number stands only right below "Beslutning",
// where "Punkt 3: Titel" names the item once more. These lines are marked: the
// next item would have its title above its own rubrics.
func (s *sheet) repeats() []head {
	var heads []head
	for i := range s.lines {
		l := &s.lines[i]
		if l.skip || s.opens[i] != decisionLabel || s.skipTo(i-1, -1) != s.openedAt[i] {
			continue
		}
		m, ok := markOf(l)
		if !ok || m.style != "punkt" {
			continue
		}
		if k := s.titleBefore(i); k >= 0 {
			heads = append(heads, head{from: k, line: i, body: k + 1, number: m.number, value: m.value, title: s.lines[k].text, titled: s.lines[k].all(), source: byHeading})
			l.skip = true
		}
	}
	return heads
}

// titleBefore returns the line above i that has the same title, or -1 when
// another numbered item lies between.
func (s *sheet) titleBefore(i int) int {
	m, _ := markOf(&s.lines[i])
	title := fold(s.lines[i].text[m.title:])
	for k := i - 1; k >= 0; k-- {
		l := &s.lines[k]
		if l.skip || l.is.rubric != noRubric {
			continue
		}
		if f := s.foldedTitle(k); f != "" && (f == title || alike(f, title) > 0.9 && len(f)*3 > len(title)*2) {
			return k
		}
		if other, ok := markOf(l); ok && other.style == m.style {
			return -1
		}
	}
	return -1
}

// byContents finds the entries of an unnumbered table of contents in the text.
func (s *sheet) byContents() ([]head, float64) {
	var best []head
	for _, c := range s.lists {
		if !c.repeated {
			continue
		}
		var heads []head
		from := c.to
		for k := range c.entries {
			e := &c.entries[k]
			i := s.standsAt(e, from)
			if i < 0 {
				continue
			}
			l := &s.lines[i]
			heads = append(heads, head{from: i, line: i, body: i + 1, number: e.number, title: l.text, titled: l.all(), source: byContents})
			from = i + 1
		}
		if len(heads) > len(best) {
			best = heads
		}
	}
	for k := range best {
		floor := 0
		if k > 0 {
			floor = best[k-1].body
		}
		s.claimAbove(&best[k], floor)
	}
	return best, 2.2 * float64(len(best))
}

// byHeadings takes the headings of one level for items, when rubrics stand
// below them and not among them.
func (s *sheet) byHeadings() ([]head, float64) {
	var best []head
	top := 0.0
	for level := 1; level <= 6; level++ {
		var heads []head
		score := 0.0
		for i := range s.lines {
			l := &s.lines[i]
			if l.skip || l.kind != extract.Heading || l.level != level || l.text == "" || s.contentsLine[i] {
				continue
			}
			if l.is.rubric != noRubric && (l.is.exact || l.is.colon) {
				score -= 1
				continue
			}
			points := s.after(i) + titleWeight(l.text)
			if points < 0.5 {
				continue
			}
			score += points
			heads = append(heads, head{from: i, line: i, body: i + 1, title: l.text, titled: l.all(), source: byHeading})
		}
		if len(heads) >= 2 && score > top {
			best, top = heads, score
		}
	}
	return best, top * 0.8
}

// byTitles takes lines that read like titles and stand right above a rubric,
// where the item before them has ended.
func (s *sheet) byTitles() ([]head, float64) {
	var heads []head
	score := 0.0
	shapes := map[string]int{} // a line that comes again with other digits is a label, not a title
	for i := range s.lines {
		if l := &s.lines[i]; len(l.text) < 120 {
			shapes[shape(l.text)]++
		}
	}
	for i := range s.lines {
		if !s.titleAboveRubric(i) || strings.ContainsAny(s.lines[i].text, "0123456789") && shapes[shape(s.lines[i].text)] > 1 {
			continue
		}
		if len(heads) == 0 && organWeight(s.lines[i].text) > 0 && titleWeight(s.lines[i].text) <= 0 {
			continue
		}
		l := &s.lines[i]
		points := 1.2 + 0.4*titleWeight(l.text)
		if l.gap {
			points += 0.3
		}
		score += points
		heads = append(heads, head{from: i, line: i, body: i + 1, title: l.text, titled: l.all(), source: byHeading})
	}
	if len(heads) < 2 {
		return nil, 0
	}
	for k := range heads {
		to := len(s.lines)
		if k+1 < len(heads) {
			to = heads[k+1].from
		}
		decisions := 0
		for i := heads[k].body; i < to; i++ {
			if l := &s.lines[i]; !l.skip && l.is.rubric == decisionLabel && (l.is.exact || l.is.colon) {
				decisions++
			}
		}
		score -= 1.5 * float64(max(0, decisions-1))
	}
	return heads, score
}

// shape is a text with its digits made alike.
func shape(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '#'
		}
		return r
	}, text)
}

// titleAboveRubric reports whether a line may be the title of an unnumbered
// item.
func (s *sheet) titleAboveRubric(i int) bool {
	l := &s.lines[i]
	if s.contentsLine[i] || !s.isTitleLike(i) || l.label != "" || len(l.text) < 4 || isNone(l.text) || kindWord(l.text) != "" && len(words(l.text)) < 3 {
		return false
	}
	switch s.opens[i] {
	case noRubric, decisionLabel, attachmentsLabel:
	case presentationLabel:
		if titleWeight(l.text) <= 0 {
			return false
		}
	default:
		return false
	}
	k := s.skipTo(i+1, 1)
	if k < 0 || people.IsPerson(l.text) >= 0.6 || isFileName(l.text) {
		return false
	}
	switch is := s.lines[k].is; {
	case is.rubric.ofItem() && is.rubric != attachmentsLabel && (is.exact || is.colon), is.rubric == caseLabel, isState(&s.lines[k]):
		return true
	}
	return s.introAt(k)
}

// byRestart finds items that have lost their titles, or never had one: they
// begin where the same rubric, or the same case number label, starts again.
func (s *sheet) byRestart() ([]head, float64) {
	type start struct {
		lines []int
		first int
	}
	starts := map[string]*start{}
	var order []string
	for i := range s.lines {
		l := &s.lines[i]
		if l.skip || s.contentsLine[i] || !l.is.ofItem() && l.is.rubric != caseLabel && l.is.rubric != titleLabel {
			continue
		}
		if !l.is.exact && !l.is.colon && l.is.rubric != caseLabel {
			continue
		}
		key := l.is.phrase
		if starts[key] == nil {
			starts[key] = &start{first: i}
			order = append(order, key)
		}
		starts[key].lines = append(starts[key].lines, i)
	}
	if s.returningCase() {
		return nil, 0
	}
	var best []int
	top := 0.0
	for rank, key := range order {
		at := starts[key].lines
		if len(at) < 2 {
			continue
		}
		score := s.restartScore(at) - 0.4*float64(min(rank, 5))
		if score > top {
			best, top = at, score
		}
	}
	heads := make([]head, 0, len(best))
	for k, i := range best {
		floor := 0
		if k > 0 {
			floor = heads[k-1].body
		}
		heads = append(heads, s.restartHead(i, floor))
	}
	return heads, top
}

// returningCase reports whether the decisions carry different dates: one case
// with its history, not several.
func (s *sheet) returningCase() bool {
	dates := map[string]bool{}
	n := 0
	for i := range s.lines {
		if l := &s.lines[i]; !l.skip && l.is.rubric == decisionLabel && l.is.dated {
			dates[l.is.date] = true
			n++
		}
	}
	return len(dates) > 1 && n <= len(dates)+1
}

// restartScore rates a rubric as the opener of items: each stretch between two
// of its lines should hold at most one decision, and most should hold one.
func (s *sheet) restartScore(at []int) float64 {
	score := 0.0
	for k, i := range at {
		to := len(s.lines)
		if k+1 < len(at) {
			to = at[k+1]
		}
		decisions := 0
		for j := i; j < to; j++ {
			if l := &s.lines[j]; !l.skip && l.is.rubric == decisionLabel && (l.is.exact || l.is.colon) {
				decisions++
			}
		}
		switch {
		case decisions == 1:
			score += 1.5
		case decisions > 1:
			score -= float64(decisions)
		case k < len(at)-1:
			score -= 0.3
		}
		if s.lines[i].is.rubric == caseLabel {
			score += 0.7
		}
		if s.lines[i].is.rubric == decisionLabel || s.lines[i].is.rubric == attachmentsLabel || s.lines[i].is.rubric == recommendationLabel {
			score -= 0.5
		}
	}
	return score
}

// restartHead makes a head where a rubric starts again. The line above is the
// title when it looks like one, else the first sentence below serves.
func (s *sheet) restartHead(i, floor int) head {
	l := &s.lines[i]
	h := head{from: i, line: i, body: i, source: byRestart}
	if l.is.rubric == titleLabel {
		if l.is.value < len(l.text) {
			h.title, h.titled, h.body = l.text[l.is.value:], l.passage(l.is.value, len(l.text)), i+1
		} else if i+1 < len(s.lines) {
			h.title, h.titled, h.body = s.lines[i+1].text, s.lines[i+1].all(), i+2
		}
		return h
	}
	k := s.skipTo(i-1, -1)
	if k >= floor && k >= 0 && isState(&s.lines[k]) {
		k = s.skipTo(k-1, -1)
	}
	if k >= floor && k >= 0 && s.isTitleLike(k) && (s.lines[k].gap || s.lines[k].bold || k < i-1 || s.lines[k].kind == extract.Heading) && s.lines[k].label == "" && s.opens[k] != recommendationLabel && !isFileName(s.lines[k].text) && titleWeight(s.lines[k].text) > 0 {
		h.from, h.line, h.title, h.titled = k, k, s.lines[k].text, s.lines[k].all()
		return h
	}
	for k := i; k < len(s.lines) && k < i+6; k++ {
		n := &s.lines[k]
		if n.skip || k > i && n.is.rubric == decisionLabel {
			if n.skip {
				continue
			}
			break
		}
		if n.is.rubric != noRubric || n.text == "" || n.label != "" {
			continue
		}
		first := sentences(n.text)[0]
		h.title = strings.TrimRight(first, ".: ")
		h.titled = n.of(h.title)
		break
	}
	return h
}

// single is the page of one item: a title with a decision below it.
func (s *sheet) single() []head {
	for i := range s.lines {
		l := &s.lines[i]
		if l.skip || l.is.rubric != decisionLabel && l.is.rubric != recommendationLabel || !l.is.exact && !l.is.colon {
			continue
		}
		for k := i - 1; k >= 0 && k >= i-12; k-- {
			t := &s.lines[k]
			if s.isTitleLike(k) && titleWeight(t.text) > 0.5 {
				return []head{{from: k, line: k, body: k + 1, title: t.text, titled: t.all(), source: byHeading}}
			}
		}
		return nil
	}
	return nil
}

// signatures are the headings over the names that sign the minutes.
var signatures = setOfLines(`
	underskriftsside
	underskrifter
	underskriftsblad
	underskriftsark
	underskriftssider
`)

// findAppendix finds where the attachments begin that are printed behind the
// last item: a heading for the attachments of an earlier item.
func (s *sheet) findAppendix() {
	if len(s.heads) == 0 {
		return
	}
	last := s.heads[len(s.heads)-1]
	for i := last.body; i < len(s.lines); i++ {
		l := &s.lines[i]
		if !l.skip && signatures[fold(l.text)] {
			s.appendix = i
			return
		}
		if l.skip || l.is.rubric != attachmentsLabel || !l.is.exact {
			continue
		}
		other := l.is.phrase == "bilag til punkt" && !strings.Contains(l.text, " "+last.number)
		follows := l.is.phrase != "bilag til punkt" && i+1 < len(s.lines) && s.lines[i+1].is.phrase == "bilag til punkt" && s.lines[i+1].is.exact
		if other || follows {
			s.appendix = i
			return
		}
	}
}

// skipTo returns the first line from i in a direction that counts, or -1.
func (s *sheet) skipTo(i, step int) int {
	for ; i >= 0 && i < len(s.lines); i += step {
		if !s.lines[i].skip {
			return i
		}
	}
	return -1
}
