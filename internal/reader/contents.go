package reader

import (
	"sort"
	"strings"
	"unicode"

	"klynge/internal/reader/extract"
)

// An entry is one line of a table of contents or of the list of items that
// opens an agenda.
type entry struct {
	line   int
	number string
	value  int
	title  string
	folded string
	closed bool
	at     extract.Passage
}

// A list is a table of contents: the lines from..to and what they name. Its
// titles stand again over the items; where they do not, the list is all there
// is of the items.
type list struct {
	from, to int
	entries  []entry
	repeated bool // the titles stand again further down
}

// findContents looks for lists of items: after a word such as
// "Indholdsfortegnelse", or a run of numbered lines whose titles come again.
func (s *sheet) findContents() {
	for i := 0; i < len(s.lines); i++ {
		l := &s.lines[i]
		if l.skip || s.inContents(i) {
			continue
		}
		var found list
		switch {
		case l.is.rubric == contentsLabel && (l.is.exact || l.is.colon || l.is.phrase == "indholdsfortegnelse" || l.is.phrase == "sagsoversigt" || l.is.phrase == "saksliste"):
			found = s.listFrom(i, true)
		default:
			opens := s.opens[i]
			if m, ok := markOf(l); ok && l.kind != extract.Heading && opens != recommendationLabel && opens != attachmentsLabel && opens != decisionLabel && s.follows(i, m) {
				found = s.listFrom(i-1, false)
			}
		}
		if len(found.entries) < 2 {
			continue
		}
		found.repeated = s.comeAgain(&found)
		if found.repeated || l.is.rubric == contentsLabel {
			s.lists = append(s.lists, found)
			i = found.to - 1
		}
	}
	for _, c := range s.lists {
		if c.repeated {
			for i := c.from; i < c.to; i++ {
				s.contentsLine[i] = true
			}
			for _, e := range c.entries {
				s.titles[e.folded] = true
			}
		}
	}
}

// follows reports whether the next line is the next number.
func (s *sheet) follows(i int, m mark) bool {
	k := s.skipTo(i+1, 1)
	for k >= 0 && s.lines[k].row > 0 && s.lines[k].col > 0 {
		k = s.skipTo(k+1, 1)
	}
	if k < 0 {
		return false
	}
	next, ok := markOf(&s.lines[k])
	return ok && next.value == m.value+suffixes
}

// listFrom collects the entries below line i. With a label above them entries
// need no number.
func (s *sheet) listFrom(i int, labelled bool) list {
	found := list{from: max(i, 0), to: i + 1}
	if labelled {
		if l := &s.lines[i]; l.is.value < len(l.text) {
			t := l.tail(l.is.value)
			if m, ok := markOf(&t); ok {
				found.entries = append(found.entries, s.entryOf(&t, i, m, true))
			}
		}
	}
	seen := map[string]bool{}
	numbered, dotted := len(found.entries) > 0, false
	level := -1
	for k := i + 1; k < len(s.lines); k++ {
		l := &s.lines[k]
		if l.skip || l.row > 0 && l.col > 0 {
			continue
		}
		m, ok := markOf(l)
		_, leader := cutLeader(l.text)
		if level < 0 {
			level = l.level
		}
		if ok && l.kind == extract.ListItem && l.level > level {
			continue
		}
		if len(found.entries) > 0 && (l.kind == extract.Heading || l.is.ofItem() && l.is.exact) && !leader {
			break
		}
		if numbered && !ok && !leader {
			if labelled && (l.is.rubric == openLabel || l.is.rubric == closedLabel) || isPageWord(l.text) {
				continue
			}
			break
		}
		if e, _ := cutLeader(l.text); isPageWord(e) && !ok {
			continue
		}
		if !ok && (!labelled || !leader && (dotted || !s.bareEntry(k))) {
			break
		}
		e := s.entryOf(l, k, m, ok)
		last := len(found.entries) - 1
		if e.folded == "" || seen[e.folded] && !ok || ok && last >= 0 && numbered && e.value <= found.entries[last].value {
			break
		}
		numbered, dotted = numbered || ok, dotted || leader
		seen[e.folded] = true
		found.entries = append(found.entries, e)
		found.to = k + 1
	}
	for k := found.to; k < len(s.lines) && len(found.entries) > 1; k++ { // "Lukket referat", with nothing below it
		l := &s.lines[k]
		if l.row > 0 && l.row == s.lines[k-1].row {
			found.to = k + 1
			continue
		}
		if !l.skip && !isState(l) {
			break
		}
		if next := s.skipTo(k+1, 1); !s.lines[k].skip && next >= 0 {
			if m, ok := markOf(&s.lines[next]); ok && m.value > found.entries[len(found.entries)-1].value {
				break
			}
			found.to = k + 1
		}
	}
	dropPages(found.entries)
	return found
}

// bareEntry reports whether a line without number and leader may be an entry.
func (s *sheet) bareEntry(i int) bool {
	l := &s.lines[i]
	return l.is.rubric == noRubric && len(l.text) < 160 && !strings.HasSuffix(l.text, ".") && l.row == 0
}

// isPageWord reports lines of a table of contents that are no entry.
func isPageWord(text string) bool {
	f := fold(text)
	return f == "bilagsliste" || f == "bilagsoversigt" || f == "side" || f == "sidetal" || f == "punkt titel" || f == "titel" || f == "punkt nr side" || strings.HasPrefix(f, "hele pdf")
}

// entryOf reads one entry from line i, or from the part of it in l.
func (s *sheet) entryOf(l *line, i int, m mark, numbered bool) entry {
	e := entry{line: i}
	from := 0
	if numbered {
		e.number, e.value, from = m.number, m.value, m.title
	}
	e.title, _ = cutLeader(l.text[from:])
	e.at = l.passage(from, from+len(e.title))
	if next := i + 1; e.title == "" && l.row > 0 && next < len(s.lines) && s.lines[next].row == l.row {
		e.title, _ = cutLeader(s.lines[next].text)
		e.at = s.lines[next].passage(0, len(e.title))
	}
	t := titleOf(e.title)
	e.folded, e.closed = fold(e.title), t.closed
	return e
}

// cutLeader removes the dots and the page number behind an entry.
func cutLeader(s string) (string, bool) {
	cut := strings.TrimRightFunc(s, func(r rune) bool { return unicode.IsDigit(r) || unicode.IsSpace(r) })
	dots := strings.TrimRight(cut, ".…_· ")
	if strings.Count(cut[len(dots):], ".") >= 4 || strings.Contains(cut[len(dots):], "…") || strings.Contains(cut[len(dots):], "___") {
		return dots, true
	}
	if i := strings.LastIndexByte(s, '\t'); i > 0 && strings.Trim(s[i:], "\t0123456789 ") == "" {
		return strings.TrimSpace(s[:i]), true
	}
	return s, false
}

// dropPages removes page numbers without dots, when all entries end in numbers
// that do not fall.
func dropPages(entries []entry) {
	last := 0
	for _, e := range entries {
		i := strings.LastIndexByte(e.title, ' ')
		if i < 0 {
			return
		}
		end, page := digits(e.title, i+1)
		if end != len(e.title) || end == i+1 || page < last {
			return
		}
		last = page
	}
	for k := range entries {
		e := &entries[k]
		e.title = strings.TrimRight(e.title[:strings.LastIndexByte(e.title, ' ')], " ")
		e.folded = fold(e.title)
	}
}

// comeAgain reports whether the titles of a list stand once more below it.
func (s *sheet) comeAgain(c *list) bool {
	hits := 0
	for k := range c.entries {
		if s.standsAt(&c.entries[k], c.to) >= 0 {
			hits++
		}
		if hits > 2 {
			break
		}
	}
	return hits >= 2 || hits == 1 && len(c.entries) <= 4
}

// standsAt returns the first line from a line on that is the title of an entry,
// or -1.
func (s *sheet) standsAt(e *entry, from int) int {
	best := -1
	for _, folded := range []string{e.folded, fold(titleOf(e.title).text)} {
		lines := s.byTitle[titleKey(folded)]
		k := sort.SearchInts(lines, from)
		for tries := 0; k < len(lines) && tries < 40; k, tries = k+1, tries+1 {
			i := lines[k]
			if best >= 0 && i >= best {
				break
			}
			if !s.lines[i].skip && !s.contentsLine[i] && alike(folded, s.foldedTitle(i)) > 0.8 {
				best = i
				break
			}
		}
	}
	return best
}

// indexTitles files the lines that may be titles under their first words.
func (s *sheet) indexTitles() {
	s.folds = make([]string, len(s.lines))
	s.byTitle = map[string][]int{}
	for i := range s.lines {
		l := &s.lines[i]
		if l.skip || len(l.text) > 200 {
			continue
		}
		from := 0
		if m, ok := markOf(l); ok {
			from = m.title
		}
		s.folds[i] = fold(l.text[from:])
		if key := titleKey(s.folds[i]); key != "" {
			s.byTitle[key] = append(s.byTitle[key], i)
		}
		if !strings.ContainsAny(l.text, ":-–()") {
			continue
		}
		if t := titleOf(l.text[from:]); t.text != l.text[from:] {
			if key := titleKey(fold(t.text)); key != "" && key != titleKey(s.folds[i]) {
				s.byTitle[key] = append(s.byTitle[key], i)
			}
		}
	}
}

// titleKey is the first two words of a folded title.
func titleKey(folded string) string {
	i := strings.IndexByte(folded, ' ')
	if i < 0 {
		return folded
	}
	if k := strings.IndexByte(folded[i+1:], ' '); k >= 0 {
		return folded[:i+1+k]
	}
	return folded
}

func (s *sheet) inContents(i int) bool { return s.contentsLine[i] }

// contentsTitle reports whether a folded title stands in a table of contents.
func (s *sheet) contentsTitle(folded string) bool { return folded != "" && s.titles[folded] }
