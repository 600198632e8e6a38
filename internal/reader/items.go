package reader

import (
	"strings"
	"unicode"

	"klynge/internal/reader/extract"
	"klynge/internal/reader/people"
	"klynge/internal/reader/reading"
)

// A region is a run of lines of an item that stand under one rubric.
type region struct {
	label         // of the line that opened it
	opener int    // that line, -1 for the lines below the title
	lines  []line // what stands in it, the value beside the label included
	intro  bool   // a sentence such as "Direktionen indstiller," opened it, not a rubric
}

// regions cuts the lines of an item by the rubrics among them.
func (s *sheet) regions(from, to int) []region {
	all := []region{{opener: -1}}
	now := &all[0]
	open := func(l label, i int, intro bool) {
		all = append(all, region{label: l, opener: i, intro: intro})
		now = &all[len(all)-1]
	}
	for i := from; i < to; i++ {
		l := &s.lines[i]
		if l.skip {
			if now.rubric == attachmentsLabel && len(now.lines) > 0 && to == len(s.lines) && debris[fold(l.text)] {
				open(label{}, -1, false) // the website begins again behind the last attachment
			}
			continue
		}
		is := s.roleIn(now, i, to)
		switch {
		case is.rubric == absentLabel || is.rubric == presentLabel || is.rubric == chairLabel || is.rubric == secretaryLabel:
			resume := now.label
			if !resume.ofItem() {
				resume = label{} // a list of people, or a case number, does not go on behind it
			}
			open(is, i, false)
			if is.value < len(l.text) {
				now.lines = append(now.lines, l.tail(is.value))
			}
			i = s.takePeople(now, i, to)
			if is.rubric == absentLabel || resume.rubric == decisionLabel {
				open(resume, -1, false)
				now.phrase = "…" // goes on after the names
			}
		case is.rubric != noRubric:
			open(is, i, false)
			if is.value < len(l.text) {
				now.lines = append(now.lines, l.tail(is.value))
			}
		case now.rubric != recommendationLabel && now.rubric != decisionLabel && now.rubric != attachmentsLabel && s.introAt(i):
			open(label{rubric: recommendationLabel, value: 0}, i, true)
			now.lines = append(now.lines, *l)
		case now.rubric == attachmentsLabel && l.label != "" && len(now.lines) > 0 && now.lines[0].label == "" && l.kind == extract.ListItem && hasLetter(l.label):
			open(label{}, -1, false) // the list of the item goes on below the attachments of one of its points
			now.lines = append(now.lines, *l)
		case l.kind == extract.Heading && now.rubric != noRubric, s.strangeHeading(now, i, to):
			open(label{rubric: presentationLabel, phrase: l.text, value: len(l.text), exact: true}, i, false)
		default:
			now.lines = append(now.lines, *l)
		}
	}
	return all
}

// hasLetter reports a label such as "c." or "4)", not a bullet.
func hasLetter(label string) bool {
	for _, r := range label {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return true
		}
	}
	return false
}

// roleIn decides whether the label on a line counts under the rubric that is
// open: the history of a case repeats dates and committees, and a paragraph
// may begin with a word that is a rubric elsewhere.
func (s *sheet) roleIn(now *region, i, to int) label {
	l := &s.lines[i]
	is := l.is
	strong := is.exact || is.colon || is.dated
	switch {
	case is.rubric == noRubric:
		return label{}
	case is.rubric.ofItem():
		if !strong {
			return label{}
		}
		if is.rubric == decisionLabel && !is.dated && now.rubric == historyLabel && l.is.phrase == "referat" {
			return label{}
		}
		if now.rubric == attachmentsLabel && is.rubric == recommendationLabel && !is.colon && l.kind != extract.Heading && !l.bold && !s.introBelow(i, to) {
			return label{} // an attachment that is called "Indstilling"
		}
		if is.rubric == presentationLabel && !is.exact && is.phrase != "opfølgning" && (now.rubric == decisionLabel || now.rubric == attachmentsLabel || now.rubric == recommendationLabel) {
			return label{}
		}
		if l.label != "" && is.rubric != decisionLabel && !is.exact {
			return label{}
		}
		return is
	case is.rubric == absentLabel:
		if !strong && now.rubric != decisionLabel && len(l.text) > 120 {
			return label{}
		}
		return is
	case is.rubric == presentLabel, is.rubric == chairLabel, is.rubric == secretaryLabel:
		if (strong || is.value < len(l.text)) && s.namesFollow(i) {
			return is
		}
		return label{}
	case is.phrase == "number" && now.rubric == attachmentsLabel:
		return label{}
	case is.rubric == historyLabel, is.rubric == competenceLabel:
		if strong {
			return is
		}
	case is.rubric == caseLabel, is.rubric == typeLabel, is.rubric == durationLabel, is.rubric == openLabel, is.rubric == closedLabel, is.rubric == otherLabel:
		if now.rubric == historyLabel && is.rubric == otherLabel {
			return label{}
		}
		if strong || is.rubric == caseLabel {
			return is
		}
	}
	return label{}
}

// introBelow reports whether the next line opens or is a recommendation.
func (s *sheet) introBelow(i, to int) bool {
	k := s.skipTo(i+1, 1)
	if k < 0 || k >= to {
		return false
	}
	_, clause := clauseStart(&s.lines[k])
	_, opens := introOf(s.lines[k].text)
	return clause || opens
}

// namesFollow reports whether people stand beside a label or below it.
func (s *sheet) namesFollow(i int) bool {
	l := &s.lines[i]
	if l.is.value < len(l.text) {
		return people.IsPerson(l.text[l.is.value:]) >= 0.4 || strings.Count(l.text, ",") > 1 && people.IsPerson(firstOf(l.text[l.is.value:])) >= 0.4
	}
	for k := i + 1; k < len(s.lines) && k < i+4; k++ {
		if n := &s.lines[k]; !n.skip && n.text != "" {
			return people.IsPerson(n.text) >= 0.5 || n.row > 0
		}
	}
	return false
}

func firstOf(list string) string {
	first, _, _ := strings.Cut(list, ",")
	return first
}

// takePeople adds the lines below i that list people, and returns the last.
func (s *sheet) takePeople(now *region, i, to int) int {
	beside := len(now.lines) > 0
	for k := i + 1; k < to; k++ {
		l := &s.lines[k]
		if l.skip {
			continue
		}
		if l.is.rubric != noRubric && (l.is.exact || l.is.colon || l.is.dated) || s.introAt(k) {
			return k - 1
		}
		none := isNone(l.text)
		if beside && now.rubric == absentLabel && !(l.label != "" && people.IsPerson(l.text) >= 0.6) {
			return k - 1
		}
		if !none && people.IsPerson(l.text) < 0.5 && l.row == 0 {
			return k - 1
		}
		now.lines = append(now.lines, *l)
		if none {
			return k
		}
	}
	return to - 1
}

func isNone(text string) bool {
	switch fold(text) {
	case "ingen", "intet", "ingen afbud", "ikke nogen", "inga", "keine", "alle var til stede", "":
		return true
	}
	return false
}

// strangeHeading reports whether a line is a heading that no word list knows: it
// is short, has no full stop, and the document prints it as it prints the
// rubrics that are known.
func (s *sheet) strangeHeading(now *region, i, to int) bool {
	l := &s.lines[i]
	if now.rubric == attachmentsLabel || now.rubric == recommendationLabel && !l.bold || l.label != "" || l.row > 0 || len(l.text) > 70 || !hasUpperStart(l.text) || i+1 >= to {
		return false
	}
	if strings.ContainsAny(l.text[len(l.text)-1:], ".,;)?!") || now.opener < 0 && now.rubric == noRubric {
		return false
	}
	if !l.bold || now.opener < 0 {
		return false
	}
	o := &s.lines[now.opener]
	return o.bold && o.is.exact
}

// fillItem reads one item from its head and the lines below it.
func (s *sheet) fillItem(h *head, to int) reading.Item {
	n := len(s.r.Meeting.Items)
	at := func(field ...any) reading.Path { return reading.At(append([]any{"items", n}, field...)...) }
	it := reading.Item{Number: strings.Trim(h.number, ". ")}
	t := titleOf(h.title)
	it.Title, it.Type, it.Closed, it.Minutes = t.text, t.kind, t.closed || h.group.rubric == closedLabel, t.minutes
	if it.Minutes == 0 {
		it.Minutes = s.clockMinutes(h)
	}
	sure := s.headConfidence(h)
	if h.number != "" {
		s.r.Note(at("number"), s.lines[h.line].all(), sure)
	} else {
		it.Number = s.nextNumber()
		s.r.Infer(at("number"), s.lines[h.line].all(), sure)
	}
	if t.letter != "" && s.lettered {
		it.Title = strings.TrimRight(it.Title[:len(it.Title)-3], " ")
		it.Type, t.sure = typeOfLetter[t.letter], true
	}
	s.noteTitle(at, h, it, t, sure)
	parts := s.regions(h.body, to)
	for k := h.from; k < h.body; k++ {
		if l := &s.lines[k]; l.is.rubric == caseLabel && !l.skip {
			s.readCase(&it, l, at)
		}
	}
	s.fillRegions(&it, h, parts, at)
	if it.Type == "" && h.group.phrase != "" {
		if kind := typeOfPhrase(h.group.phrase); kind != "" {
			it.Type = kind
			s.r.Infer(at("type"), s.lines[h.line].all(), 0.8)
		}
	}
	return it
}

// clockMinutes is how long "9.00-9.20" before the number of an item lasts, or 0.
func (s *sheet) clockMinutes(h *head) int {
	l := &s.lines[h.line]
	if s.besideClock(h.line) {
		return minutesIn(s.lines[h.line-1].text)
	}
	return minutesIn(l.text[:clockAhead(l.text)])
}

func (s *sheet) headConfidence(h *head) float64 {
	switch h.source {
	case byNumber:
		return 0.97
	case byHeading:
		return 0.85
	case byContents:
		return 0.9
	}
	return 0.7
}

func (s *sheet) noteTitle(at func(...any) reading.Path, h *head, it reading.Item, t title, sure float64) {
	if it.Title != "" {
		s.r.Note(at("title"), h.titled, sure)
	}
	if it.Type != "" {
		confidence := 0.85
		if t.sure {
			confidence = 0.97
		}
		s.r.Note(at("type"), h.titled, confidence)
	}
	if it.Closed {
		s.r.Note(at("closed"), h.titled, 0.95)
	}
	if it.Minutes > 0 {
		s.r.Note(at("duration_min"), h.titled, 0.95)
	}
}

// fillRegions gives each region to the field it belongs to.
func (s *sheet) fillRegions(it *reading.Item, h *head, parts []region, at func(...any) reading.Path) {
	s.undecided = nil
	hasDecision := s.thisMeetings(parts)
	explicit := s.hasExplicit(parts)
	for k := range parts {
		p := &parts[k]
		switch p.rubric {
		case decisionLabel:
			it.Decided = it.Decided || hasDecision[k]
			if !hasDecision[k] {
				s.addSection(it, p)
			}
		case recommendationLabel:
			if (!p.intro || !explicit) && s.credible(p, parts) && s.addRecommendations(it, p, at) {
				continue
			}
			s.addSection(it, p)
		case attachmentsLabel:
			s.addAttachments(it, p, at)
		case caseLabel:
			s.readCase(it, &s.lines[p.opener], at)
			s.addRest(it, p, at)
		case openLabel, closedLabel:
			if !s.stateAbove && !it.Closed && p.rubric == closedLabel && k <= 3 {
				it.Closed = true
				s.r.Note(at("closed"), s.lines[p.opener].all(), 0.9)
			}
			s.addRest(it, p, at)
		case typeLabel, competenceLabel:
			s.readType(it, p, at)
			if p.rubric == typeLabel {
				s.addRest(it, p, at)
			} else {
				s.addSection(it, p)
			}
		case durationLabel:
			if it.Minutes == 0 && len(p.lines) > 0 {
				if it.Minutes = minutesIn(p.lines[0].text); it.Minutes > 0 {
					s.r.Note(at("duration_min"), p.lines[0].all(), 0.9)
				}
			}
			s.addRest(it, p, at)
		case absentLabel, presentLabel, chairLabel, secretaryLabel:
			s.heard = append(s.heard, heard{label: p.label, opener: p.opener, lines: p.lines, item: len(s.r.Meeting.Items)})
			s.addSection(it, p)
		case otherLabel:
			if beside := s.beside(p); beside > 0 {
				s.addSection(it, &region{label: p.label, opener: p.opener, lines: p.lines[:beside]})
			}
			s.addRest(it, p, at)
		default:
			s.addSection(it, p)
		}
	}
	s.addDecision(it, parts, hasDecision, at)
	s.looseFiles(it, at)
}

// addRest keeps the lines below a label of one line, such as a case number.
func (s *sheet) addRest(it *reading.Item, p *region, at func(...any) reading.Path) {
	rest := p.lines[s.beside(p):]
	for i := range rest {
		if l := &rest[i]; it.Type == "" && len(l.text) < 30 && strings.HasSuffix(strings.ToLower(l.text), "ssag") {
			it.Type = typeOfPhrase(l.text)
			s.r.Note(at("type"), l.all(), 0.95)
		}
	}
	if len(rest) > 0 {
		s.addSection(it, &region{opener: -1, lines: rest})
	}
}

// beside is how many lines of a region stand beside its label: one when it has
// a value on its line or in the next cell, else none.
func (s *sheet) beside(p *region) int {
	if len(p.lines) == 0 || p.opener < 0 {
		return 0
	}
	o := &s.lines[p.opener]
	if o.is.value < len(o.text) || o.row > 0 && p.lines[0].row == o.row {
		return 1
	}
	return 0
}

// addSection keeps what stands under a rubric that has no field of its own.
func (s *sheet) addSection(it *reading.Item, p *region) {
	heading, level := "", 0
	if p.opener >= 0 && !p.intro {
		o := &s.lines[p.opener]
		heading = strings.TrimRight(o.text[:min(max(o.is.value, 0), len(o.text))], " :")
		if o.is.rubric == noRubric {
			heading = o.text
		}
		level = max(0, o.level-1)
	}
	lines := sectionLines(p.lines)
	if heading == "" && len(lines) == 0 {
		return
	}
	if n := len(it.Sections); heading == "" && n > 0 && p.opener < 0 && p.phrase != "…" {
		it.Sections[n-1].Lines = append(it.Sections[n-1].Lines, lines...)
		return
	}
	it.Sections = append(it.Sections, reading.Section{Heading: heading, Level: level, Lines: lines})
}

// readCase takes the case number from its line.
func (s *sheet) readCase(it *reading.Item, l *line, at func(...any) reading.Path) {
	low := strings.ToLower(l.text)
	if strings.Contains(low, "lukket") && !it.Closed {
		it.Closed = true
		s.r.Note(at("closed"), l.all(), 0.9)
	}
	if it.Case != "" || l.is.value >= len(l.text) {
		return
	}
	value := l.text[l.is.value:]
	if i := strings.IndexAny(value, " \t"); i > 0 {
		value = value[:i]
	}
	it.Case = strings.TrimRight(value, ".,;")
	s.r.Note(at("case"), l.of(value), 0.95)
}

// readType reads the type from "Sagstype: Beslutningssag" and from "Sagen
// behandles i … (orientering)".
func (s *sheet) readType(it *reading.Item, p *region, at func(...any) reading.Path) {
	for i := range p.lines {
		l := &p.lines[i]
		text := l.text
		if p.rubric == competenceLabel {
			open := strings.IndexByte(text, '(')
			if open < 0 {
				continue
			}
			text = text[open:]
		}
		if kind := typeOfPhrase(text); kind != "" && it.Type == "" {
			it.Type = kind
			s.r.Note(at("type"), l.all(), 0.9)
			return
		}
	}
}

// looseFiles finds attachments that stand without a heading: bare file names, and
// "Bilag 1: Tidsplan".
func (s *sheet) looseFiles(it *reading.Item, at func(...any) reading.Path) {
	if len(it.Attachments) > 0 {
		return
	}
	for i := range it.Sections {
		kept := it.Sections[i].Lines[:0]
		for _, l := range it.Sections[i].Lines {
			if (isFileName(l.Text) || isNumberedPaper(l.Text)) && l.Cells == nil {
				s.r.Note(at("attachments", len(it.Attachments)), l.Passage, 0.85)
				it.Attachments = append(it.Attachments, reading.Attachment{Name: l.Text, State: reading.Enclosed})
				continue
			}
			kept = append(kept, l)
		}
		it.Sections[i].Lines = kept
	}
}

// isNumberedPaper reports "Bilag 1: Tidsplan", a paper and no sentence about one.
func isNumberedPaper(s string) bool {
	word, at := foldedWord(s, 0)
	rest := strings.TrimLeft(s[at:], " ")
	end, _ := digits(rest, 0)
	return word == "bilag" && end > 0 && end+1 < len(rest) && rest[end] == ':' && len(s) < 120 && !strings.HasSuffix(s, ".")
}

func isFileName(s string) bool {
	if len(s) > 160 {
		return false
	}
	low := strings.ToLower(s)
	for _, ext := range []string{".pdf", ".docx", ".doc", ".pptx", ".xlsx", ".xls", ".msg", ".ppt", ".odt"} {
		if strings.HasSuffix(low, ext) {
			return true
		}
	}
	return false
}
