package reader

import (
	"cmp"
	"slices"
	"strings"

	"klynge/internal/reader/extract"
	"klynge/internal/reader/people"
	"klynge/internal/reader/reading"
)

// A roll is a run of lines that list people, under the label that opened it.
type roll struct {
	label
	opener int
	end    int // the line behind it, for a list at the head of the document
	lines  []line
}

// readPeople gathers the lists of people and lets package people read them. Who
// led the meeting and who wrote comes last: most of them stand in a list too.
func (s *sheet) readPeople() {
	isDuty := func(ro roll) bool { return ro.rubric == chairLabel || ro.rubric == secretaryLabel }
	members := map[extract.Passage]bool{} // who is on the list whether they came or not
	for _, ro := range s.listed {
		if isDuty(ro) {
			continue
		}
		from := len(s.found)
		s.addRoll(ro)
		for _, f := range s.found[from:] {
			members[f.NameAt] = strings.Contains(ro.phrase, "medlem")
		}
	}
	s.mergeLists(members)
	for _, ro := range s.listed {
		if isDuty(ro) {
			s.addRoll(ro)
		}
	}
	s.addHeard()
	s.addSentences()
	s.oneChair()
	s.settle()
}

// mergeLists makes one person of those who stand in two lists, and tells of them.
// A list of the members says nothing of who came, so that those away may stand
// there as well.
func (s *sheet) mergeLists(members map[extract.Passage]bool) {
	var clashes []people.Clash
	s.found, clashes = people.Merge(s.found)
	for _, c := range clashes {
		code := "person-twice"
		if c.Absent {
			code = "present-and-absent"
		}
		if c.Absent && members[c.First] {
			continue
		}
		s.r.Findings = append(s.r.Findings, reading.Finding{Code: code, Level: reading.Notice, Args: map[string]string{"name": c.Name}, Passage: c.Second})
	}
}

// findRolls finds the lists of people, so that nobody's role is taken for the
// name of the body.
func (s *sheet) findRolls() {
	s.listed = s.rolls()
	s.rollLine = make([]bool, len(s.lines))
	for _, ro := range s.listed {
		for i := ro.opener; i < min(ro.end, len(s.lines)); i++ {
			s.rollLine[i] = true
		}
	}
}

// rolls finds the lists at the head of the document and in an item that is
// about nothing but who came.
func (s *sheet) rolls() []roll {
	var all []roll
	end := s.headerEnd()
	for i := 0; i < end; i++ {
		l := &s.lines[i]
		if l.skip || s.contentsLine[i] || !isRoll(l.is) {
			continue
		}
		ro := roll{label: l.is, opener: i}
		ro.lines, i = s.rollLines(i, end)
		ro.end = i + 1
		all = append(all, ro)
	}
	for n, h := range s.heads {
		if n > 1 {
			break
		}
		all = append(all, s.memberLists(h.body, s.itemEnd(n))...)
		if len(h.title) > 60 {
			continue
		}
		is := labelOf(titleOf(h.title).text)
		if is.rubric != presentLabel && is.rubric != absentLabel || !is.exact {
			continue
		}
		to := s.itemEnd(n)
		ro := roll{label: is, opener: h.line}
		for k := h.body; k < to; k++ {
			l := &s.lines[k]
			if l.skip || l.is.ofItem() && (l.is.exact || l.is.colon) || s.introAt(k) {
				break
			}
			if isRoll(l.is) && (l.is.exact || l.is.colon) && len(ro.lines) > 0 && ro.rubric != l.is.rubric {
				all = append(all, ro)
				ro = roll{label: l.is, opener: k}
				if l.is.value < len(l.text) {
					ro.lines = append(ro.lines, l.tail(l.is.value))
				}
				continue
			}
			ro.lines = append(ro.lines, *l)
		}
		all = append(all, ro)
		s.rollOf = n + 1
	}
	return all
}

// memberLists finds lists of people that a sentence opens: "Udvalget består af
// fem medlemmer:".
func (s *sheet) memberLists(from, to int) []roll {
	var all []roll
	for i := from; i < to; i++ {
		l := &s.lines[i]
		if l.skip || !strings.HasSuffix(l.text, ":") || l.is.rubric != noRubric || len(l.text) > 160 {
			continue
		}
		low := strings.ToLower(l.text)
		if !strings.Contains(low, "medlemmer") && !strings.Contains(low, "deltagere") && !strings.Contains(low, "deltager") && !strings.Contains(low, "deltog") && !strings.Contains(low, "består af") {
			continue
		}
		ro := roll{label: label{rubric: presentLabel, phrase: "deltagere"}, opener: i}
		for k := i + 1; k < to && (s.lines[k].skip || people.IsPerson(s.lines[k].text) >= 0.6); k++ {
			if !s.lines[k].skip {
				ro.lines = append(ro.lines, s.lines[k])
			}
		}
		if len(ro.lines) >= 2 {
			all = append(all, ro)
		}
	}
	return all
}

func isRoll(l label) bool {
	switch l.rubric {
	case presentLabel, absentLabel, chairLabel, secretaryLabel:
		return true
	}
	return false
}

// rollLines collects the lines of a list: what stands beside the label and the
// lines below it, until something else begins.
func (s *sheet) rollLines(i, end int) ([]line, int) {
	l := &s.lines[i]
	var lines []line
	beside := l.is.value < len(l.text)
	if beside {
		lines = append(lines, l.tail(l.is.value))
	}
	if beside && !l.is.colon && !l.is.exact && len(lines[0].text) > 200 && people.IsPerson(firstOf(lines[0].text)) < 0.4 {
		return nil, i
	}
	single := l.is.rubric == chairLabel || l.is.rubric == secretaryLabel
	other := 0
	for k := i + 1; k < end; k++ {
		n := &s.lines[k]
		if n.skip || n.text == "" {
			continue
		}
		sameRow := n.row > 0 && n.col > 0
		if s.contentsLine[k] || n.is.rubric != noRubric && (n.is.exact || n.is.colon || n.is.dated) && !sameRow {
			return lines, k - 1
		}
		weight := people.IsPerson(n.text)
		if single && (beside || len(lines) > 0) && !sameRow && !(n.label != "" && weight >= 0.5) {
			return lines, k - 1
		}
		if weight < 0.5 && n.row == 0 {
			other++
			if s.endsRoll(k, weight) || other > 2 {
				return lines, k - 1
			}
		} else {
			other = 0
		}
		lines = append(lines, *n)
	}
	return lines, end - 1
}

// endsRoll reports whether a line that is no person ends the list: it is a
// sentence, a headline, or stands apart with nobody below it.
func (s *sheet) endsRoll(k int, weight float64) bool {
	l := &s.lines[k]
	if len(l.text) > 120 && strings.Count(l.text, ",") < 2 || kindWord(l.text) != "" && len(l.text) < 40 {
		return true
	}
	if strings.HasSuffix(l.text, ".") && len(words(l.text)) > 8 {
		return true
	}
	next := s.skipTo(k+1, 1)
	return l.gap && (next < 0 || next >= s.headerEnd() || people.IsPerson(s.lines[next].text) < 0.5)
}

// addRoll reads one list.
func (s *sheet) addRoll(ro roll) {
	if len(ro.lines) == 0 {
		return
	}
	hint := people.Hint{Absent: ro.rubric == absentLabel, Body: s.r.Meeting.Body}
	if g := s.groupName(ro); g != "" {
		hint.Group = g
	}
	found := people.Read(s.peopleLines(ro.lines), hint)
	if ro.rubric == chairLabel && len(found) == 0 {
		s.seatInitials(ro.lines[0].text)
	}
	for _, f := range found {
		switch ro.rubric {
		case chairLabel:
			f.Chair = true
		case secretaryLabel:
			if f.Role == "" {
				f.Role, f.RoleAt = s.duty(ro)
			}
			f.Chair = false
		}
		if ro.rubric == chairLabel || ro.rubric == secretaryLabel {
			i := s.known(f.Name)
			if i >= 0 && ro.rubric == chairLabel && !s.found[i].Absent {
				s.found[i].Chair = true
			}
			if i >= 0 || !strings.Contains(f.Name, " ") {
				continue
			}
		}
		s.found = append(s.found, f)
	}
}

// duty is the label over whoever wrote the minutes, as printed.
func (s *sheet) duty(ro roll) (string, extract.Passage) {
	o := &s.lines[ro.opener]
	printed := strings.TrimRight(o.text[:min(len(o.text), max(o.is.value, 0))], " :.|")
	at := o.of(printed)
	if len(printed) < 5 || strings.Contains(printed, " ") {
		return "Referent", at
	}
	return printed, at
}

// groupName is the heading over a list when it says more than "Deltagere".
func (s *sheet) groupName(ro roll) string {
	if ro.rubric != presentLabel {
		return ""
	}
	plain := true
	for _, w := range strings.Fields(ro.phrase) {
		plain = plain && plainWords[w]
	}
	if plain {
		return ""
	}
	o := &s.lines[ro.opener]
	return strings.Trim(o.text[:min(len(o.text), max(o.is.value, 1))], " :|")
}

// plainWords make up the headings that say no more than who was there.
var plainWords = setOf(`deltagere mødedeltagere deltager mødedeltagelse til stede tilstede tilstedeværende fremmødte fremmødt mødte mødt faste
	deltagerliste deltog i på mødet anwesend teilnehmer närvarande beslutande ledamöter indkaldte inviterede følgende medlemmer møtte varamedlemmer
	stades og afbud / deltagende møtende desse var udvalgsmedlemmer rådsmedlemmer bestyrelsesmedlemmer mødende medlemmerne`)

// peopleLines hands lines over to package people; a row is one line with cells.
func (s *sheet) peopleLines(lines []line) []people.Line {
	var out []people.Line
	row := 0
	for i := range lines {
		l := &lines[i]
		if l.text == "" {
			continue
		}
		if l.row > 0 && l.row == row && len(out) > 0 {
			last := &out[len(out)-1]
			last.Cells = append(last.Cells, l.text)
			last.Text += "\t" + l.text
			last.Passage = span(last.Passage, l.all())
			continue
		}
		row = 0
		p := people.Line{Text: l.text, Label: l.label, Heading: l.kind == extract.Heading, Bold: l.bold, Gap: l.gap, Passage: l.all()}
		if l.row > 0 && i+1 < len(lines) && lines[i+1].row == l.row && lines[i+1].col != l.col {
			p.Cells, row = []string{l.text}, l.row
		}
		out = append(out, p)
	}
	return out
}

// known returns the index of somebody who is on the list already, or -1. Of two
// people with one first name and surname the names in the middle may be left
// out where they are named again.
func (s *sheet) known(name string) int {
	x := strings.Fields(name)
	for i := range s.found {
		if people.SameName(s.found[i].Name, name) >= people.Likely {
			return i
		}
	}
	for i := range s.found {
		y := strings.Fields(s.found[i].Name)
		if len(x) > 1 && len(y) > 1 && x[0] == y[0] && x[len(x)-1] == y[len(y)-1] {
			return i
		}
	}
	return -1
}

// addFound adds somebody who is named outside the lists. Who is there already
// gains what the new place tells of them.
func (s *sheet) addFound(f people.Found) {
	if s.known(f.Name) < 0 && (f.Confidence < 0.5 || !strings.Contains(f.Name, " ")) {
		return
	}
	s.found, _ = people.Merge(append(s.found, f))
}

// settle turns what was found into the participants, in the order of the
// document and with their sources.
func (s *sheet) settle() {
	slices.SortStableFunc(s.found, func(a, b people.Found) int { return cmp.Compare(a.NameAt.Start, b.NameAt.Start) })
	for n, f := range s.found {
		s.r.Meeting.Participants = append(s.r.Meeting.Participants, f.Participant)
		note := func(field string, at extract.Passage, given bool) {
			switch {
			case !given:
			case at == (extract.Passage{}):
				s.r.Infer(reading.At("participants", n, field), f.At, f.Confidence*0.9)
			default:
				s.r.Note(reading.At("participants", n, field), at, f.Confidence)
			}
		}
		note("name", f.NameAt, true)
		note("role", f.RoleAt, f.Role != "")
		note("organization", f.OrganizationAt, f.Organization != "")
		note("group", f.GroupAt, f.Group != "")
		note("absent", f.AbsentAt, f.Absent)
		note("partly", f.PartlyAt, f.Partly != "")
		note("substitute_for", f.At, f.SubstituteFor != "")
		note("chair", f.RoleAt, f.Chair)
	}
}

// addHeard reads the lists and the sentences about people inside items.
func (s *sheet) addHeard() {
	for _, h := range s.heard {
		switch {
		case h.item+1 == s.rollOf && !h.sentence:
		case h.sentence:
			for i := range h.lines {
				s.addAbsences(&h.lines[i], true)
			}
		case h.rubric == absentLabel:
			s.addAbsentList(h)
		default:
			s.addRoll(roll{label: h.label, opener: h.opener, lines: h.lines})
			s.found, _ = people.Merge(s.found)
		}
	}
}

// addAbsentList reads the names under "Fraværende:" in an item.
func (s *sheet) addAbsentList(h heard) {
	for _, f := range people.Read(s.peopleLines(h.lines), people.Hint{Absent: true, Body: s.r.Meeting.Body}) {
		if strings.Contains(h.phrase, "behandling") {
			f.Partly = s.lines[h.opener].text
			s.partlyAway(f)
			continue
		}
		f.Absent, f.Group = true, ""
		s.addFound(f)
	}
}

// addSentences reads what sentences at the head of the document, and in an item
// about absence, say of who was away.
func (s *sheet) addSentences() {
	s.headerLines(func(_ int, l *line) {
		if !l.skip && l.is.rubric == noRubric && len(l.text) > 20 && len(l.text) < 600 {
			s.addAbsences(l, false)
		}
	})
	for n := range s.heads {
		if n > 1 || n >= len(s.r.Meeting.Items) || labelOf(s.r.Meeting.Items[n].Title).rubric != absentLabel {
			continue
		}
		for k := s.heads[n].body; k < s.itemEnd(n); k++ {
			if l := &s.lines[k]; !l.skip && len(l.text) < 600 {
				s.addAbsences(l, false)
			}
		}
	}
}

// addAbsences reads one sentence. In a decision "deltog ikke i sagens
// behandling" is about that item, unless the person is away from all of them.
func (s *sheet) addAbsences(l *line, ofItem bool) {
	for _, a := range people.Absences(l.text) {
		at := l.passage(a.Start, a.End)
		f := people.Found{Confidence: a.Confidence, At: at, NameAt: at}
		f.Name, f.Absent, f.Partly, f.Role, f.SubstituteFor, f.Chair = a.Name, a.Absent, a.Partly, a.Role, a.For, a.Chair
		if f.Absent {
			f.AbsentAt = at
		}
		if ofItem && !a.Absent {
			s.partlyAway(f)
			continue
		}
		s.addFound(f)
	}
}

// partlyAway notes that somebody on the list missed an item.
func (s *sheet) partlyAway(f people.Found) {
	if i := s.known(f.Name); i >= 0 && !s.found[i].Absent && s.found[i].Partly == "" {
		s.found[i].Partly, s.found[i].PartlyAt = f.Partly, f.At
	}
}
