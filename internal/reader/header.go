package reader

import (
	"strings"

	"klynge/internal/danish"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

// A guess is a possible value of one field, with what speaks for it.
type guess struct {
	text  string
	at    extract.Passage
	score float64
}

// headerEnd returns the first line that is no longer about the meeting.
func (s *sheet) headerEnd() int {
	if s.head == 0 {
		s.head = min(len(s.lines), 60)
		if len(s.heads) > 0 {
			s.head = s.heads[0].from
		}
		for i := range s.head {
			l := &s.lines[i]
			if !l.skip && (l.is.dated || l.is.exact && l.is.rubric == historyLabel || l.is.exact && l.is.rubric == recommendationLabel) {
				s.head = i
				break
			}
		}
	}
	return s.head
}

// header reads what the document says of the meeting as a whole.
func (s *sheet) header() {
	s.readKind()
	s.readDate()
	s.readBody()
	s.readTimes()
	s.readPlace()
}

// value returns the value of a label: beside it, or on the next line.
func (s *sheet) value(i int) (string, extract.Passage) {
	l := &s.lines[i]
	if l.is.value < len(l.text) {
		return strings.TrimRight(l.text[l.is.value:], " |"), l.passage(l.is.value, len(l.text))
	}
	k := s.skipTo(i+1, 1)
	if k < 0 || k > i+3 {
		return "", extract.Passage{}
	}
	n := &s.lines[k]
	if l.row > 0 && n.row != l.row {
		return "", extract.Passage{}
	}
	if n.is.rubric != noRubric && (n.is.exact || n.is.colon) || isNone(n.text) {
		return "", extract.Passage{}
	}
	if _, ok := markOf(n); ok && s.isHead(k) {
		return "", extract.Passage{}
	}
	return n.text, n.all()
}

func (s *sheet) isHead(i int) bool {
	for _, h := range s.heads {
		if h.line == i || h.from == i {
			return true
		}
	}
	return false
}

// headerLines calls f for the lines that tell of the meeting.
func (s *sheet) headerLines(f func(i int, l *line)) {
	for i := 0; i < s.headerEnd(); i++ {
		if !s.listLine(i) {
			f(i, &s.lines[i])
		}
	}
}

// listLine reports a line of the table of contents or of a list of people. A
// label with its value beside it tells of the meeting wherever it stands.
func (s *sheet) listLine(i int) bool {
	is := s.lines[i].is
	told := is.rubric.ofHeader() && is.colon && !is.exact
	return s.contentsLine[i] && !told || s.rollLine[i]
}

// readDate takes the date with the most evidence: its label, the words around
// it, and how often the decisions name it.
func (s *sheet) readDate() {
	votes := map[string]float64{}
	for i := range s.lines {
		if l := &s.lines[i]; l.is.dated && l.is.date != "" {
			votes[l.is.date] += 0.15
		}
	}
	best := guess{}
	var match danish.DateMatch
	take := func(l *line, text string, offset int, score float64) {
		for k, d := range danish.Dates(text) {
			points := score - 0.02*float64(k)
			if d.NoYear {
				points -= 0.5
			}
			if d.Weekday != "" {
				points += 0.1
			}
			if d.Start != "" {
				points += 0.15
			}
			points += min(votes[d.ISO()], 0.5)
			if points > best.score {
				best = guess{d.ISO(), l.passage(offset+d.From, offset+d.To), points}
				match = d
			}
		}
	}
	header := s.headerEnd()
	for i := 0; i < header; i++ {
		l := &s.lines[i]
		if s.listLine(i) || l.is.rubric == otherLabel || l.text == "" {
			continue
		}
		score := 0.45 - 0.002*float64(min(i, 100))
		switch {
		case l.is.rubric == dateLabel || l.is.rubric == startLabel:
			score = 1.2
		case l.is.rubric == clockLabel:
			score = 1.1
		case l.is.rubric == endLabel:
			score = 0.5
		case heldWords(l.text):
			score = 1.3
		case kindWord(l.text) != "" || organWeight(l.text) > 0:
			score = 0.8
		}
		if k := s.skipTo(i-1, -1); l.is.rubric == noRubric && k >= 0 && s.lines[k].is.value >= len(s.lines[k].text) {
			switch s.lines[k].is.rubric {
			case dateLabel, clockLabel, startLabel:
				score = 1.2
			case otherLabel:
				score = 0.1
			case endLabel:
				score = 0.5
			}
		}
		if len(l.text) > 300 {
			score -= 0.2
		}
		take(l, l.text, 0, score)
	}
	if best.text == "" && match.Day == 0 {
		for date, n := range votes {
			if n > best.score || n == best.score && date < best.text {
				best = guess{text: date, score: n}
			}
		}
		if best.text != "" {
			s.voted(best.text)
		}
		return
	}
	if match.NoYear {
		s.inferYear(match, best)
		return
	}
	s.r.Meeting.Date = best.text
	s.r.Note("/date", best.at, min(0.99, 0.35+best.score/2))
	if match.Start != "" {
		s.r.Meeting.Start, s.r.Meeting.End = match.Start, match.End
		s.r.Note("/start", best.at, 0.95)
		if match.End != "" {
			s.r.Note("/end", best.at, 0.95)
		}
	}
}

// heldWords reports a sentence that says when the meeting was held.
func heldWords(text string) bool {
	low := strings.ToLower(text[:cutAt(text, 120)])
	for _, w := range []string{"mødet fandt sted", "mødet blev holdt", "mødet blev afholdt", "møde afholdt", "mødet holdes", "mødet afholdes", "møde holdt"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// voted takes the date from the labels of the decisions.
func (s *sheet) voted(date string) {
	for i := range s.lines {
		if l := &s.lines[i]; l.is.dated && l.is.date == date {
			s.r.Meeting.Date = date
			s.r.Note("/date", l.all(), 0.85)
			return
		}
	}
}

// inferYear gives a date without a year the year of the weekday or of the other
// dates in the document; without either the date stays unknown.
func (s *sheet) inferYear(d danish.DateMatch, g guess) {
	years := map[int]int{}
	for i := range s.lines {
		if i > 400 {
			break
		}
		for _, o := range danish.Dates(s.lines[i].text) {
			if !o.NoYear {
				years[o.Year]++
			}
		}
	}
	best, n := 0, 0
	for y, c := range years {
		if c > n || c == n && y > best {
			best, n = y, c
		}
	}
	if best == 0 {
		return
	}
	d.Year, d.NoYear = best, false
	s.r.Meeting.Date = d.ISO()
	s.r.Infer("/date", g.at, 0.5)
	s.r.Meeting.Start, s.r.Meeting.End = d.Start, d.End
}

// readTimes takes start and end from their labels and from sentences such as
// "Mødet blev hævet kl. 11.40".
func (s *sheet) readTimes() {
	m := &s.r.Meeting
	s.headerLines(func(i int, l *line) {
		switch l.is.rubric {
		case clockLabel, startLabel, dateLabel, endLabel:
			value, at := s.value(i)
			s.takeClock(value, at, l.is.rubric == endLabel)
		}
	})
	ended := false
	for i := range s.lines {
		l := &s.lines[i]
		if ended || len(l.text) > 400 {
			continue
		}
		if k := closingWord(l.text); k >= 0 {
			for _, t := range danish.Times(l.text[k:]) {
				m.End, ended = t.Start, true // when it ended, not when it should
				s.closedAt(i)
				s.r.Note("/end", l.passage(k+t.From, k+t.To), 0.9)
				break
			}
		}
	}
	if m.Start != "" {
		return
	}
	s.headerLines(func(i int, l *line) {
		if m.Start != "" || l.skip || l.is.rubric == otherLabel || len(l.text) > 200 || closingWord(l.text) >= 0 {
			return
		}
		times := danish.Times(l.text)
		if len(times) == 0 {
			return
		}
		t := times[0]
		m.Start = t.Start
		s.r.Note("/start", l.passage(t.From, t.To), 0.8)
		if m.End == "" && t.End != "" {
			m.End = t.End
			s.r.Note("/end", l.passage(t.From, t.To), 0.8)
		}
	})
}

// closedAt ends the last item at the line that tells when the meeting ended,
// where no item goes on behind it: what follows is the foot of the document.
func (s *sheet) closedAt(i int) {
	if n := len(s.heads); n == 0 || i < s.heads[n-1].body || len(s.lines[i].text) > 90 || closingWord(s.lines[i].text) > 12 {
		return
	}
	for k := i; k < len(s.lines); k++ {
		if r := s.lines[k].is.rubric; r.ofItem() && (s.lines[k].is.exact || s.lines[k].is.colon) {
			return
		}
	}
	s.appendix = min(s.appendix, i)
}

// takeClock reads the value of a label of time.
func (s *sheet) takeClock(value string, at extract.Passage, isEnd bool) {
	m := &s.r.Meeting
	start, end := "", ""
	if times := danish.Times(value); len(times) > 0 {
		start, end = times[0].Start, times[0].End
		if len(times) == 2 && end == "" && times[1].Start > start {
			end = times[1].Start
		}
	} else if dates := danish.Dates(value); len(dates) > 0 {
		start, end = dates[0].Start, dates[0].End
	} else if t := danish.Times("kl. " + strings.TrimSpace(value)); len(t) > 0 && len(value) < 24 {
		start, end = t[0].Start, t[0].End
	}
	switch {
	case start == "":
	case isEnd:
		m.End = start
		s.r.Note("/end", at, 0.95)
	default:
		if m.Start == "" {
			m.Start = start
			s.r.Note("/start", at, 0.95)
		}
		if end != "" && m.End == "" {
			m.End = end
			s.r.Note("/end", at, 0.95)
		}
	}
}

// closingWord returns where a text says that the meeting ended, or -1.
func closingWord(text string) int {
	low := strings.ToLower(text)
	if len(low) != len(text) {
		return -1
	}
	for _, w := range []string{"hævet kl", "mødet hævet", "mødet blev hævet", "mødet sluttede", "sluttede kl", "slut kl", "mødet slut", "afsluttet kl", "mødet ophævet", "møtet hevet", "møtet slutt", "mødets afslutning", "ende der sitzung"} {
		if i := strings.Index(low, w); i >= 0 {
			return i
		}
	}
	return -1
}

// readKind tells minutes from an agenda. Written decisions are minutes whatever
// the document calls itself; without any the words at its head decide.
func (s *sheet) readKind() {
	var minutes, agenda extract.Passage
	for i := 0; i < min(s.headerEnd(), 40); i++ {
		l := &s.lines[i]
		if s.contentsLine[i] || len(l.text) > 200 || l.text == "" {
			continue
		}
		switch kindWord(l.text) {
		case reading.Minutes:
			if minutes == (extract.Passage{}) {
				minutes = l.all()
			}
		case reading.Agenda:
			if agenda == (extract.Passage{}) {
				agenda = l.all()
			}
		}
	}
	s.minutesAt, s.agendaAt = minutes, agenda
}

// decideKind settles the kind when the items have been read.
func (s *sheet) decideKind() {
	m := &s.r.Meeting
	decided := 0
	for i := range m.Items {
		if m.Items[i].Decision != "" {
			decided++
		}
	}
	none := extract.Passage{}
	switch {
	case s.minutesAt != none && s.agendaAt == none:
		m.Kind = reading.Minutes
		s.r.Note("/kind", s.minutesAt, 0.95)
	case decided > 0:
		m.Kind = reading.Minutes
		if s.minutesAt != none {
			s.r.Note("/kind", s.minutesAt, 0.9)
		} else {
			for i := range m.Items {
				if m.Items[i].Decision != "" {
					s.r.Infer("/kind", s.r.Sources[reading.At("items", i, "decision")].Passage, 0.8)
					break
				}
			}
		}
	case s.minutesAt != none:
		m.Kind = reading.Minutes
		s.r.Note("/kind", s.minutesAt, 0.6)
	default:
		m.Kind = reading.Agenda
		if s.agendaAt != none {
			s.r.Note("/kind", s.agendaAt, 0.95)
		} else {
			s.r.Infer("/kind", s.lines[0].all(), 0.6)
		}
	}
}

// kindWord reads what a line calls the document.
func kindWord(text string) reading.Kind {
	minutes, agenda := false, false
	for k, w := range words(text) {
		if k > 14 {
			break
		}
		switch w {
		case "referat", "beslutningsreferat", "beslutningsprotokol", "protokol", "mødereferat", "møteprotokoll", "protokoll",
			"sammanträdesprotokoll", "niederschrift", "ekstraktudskrift", "udskrift", "møtereferat", "møtebok", "mødeprotokol",
			"mødenoter", "mødenotater", "mødenotat":
			minutes = true
		case "dagsorden", "dagsordenen", "mødeindkaldelse", "indkaldelse", "tagesordnung", "saksliste", "kallelse", "mødedagsorden", "sakliste":
			agenda = true
		}
	}
	switch {
	case minutes && !agenda:
		return reading.Minutes
	case agenda && !minutes:
		return reading.Agenda
	}
	return ""
}
