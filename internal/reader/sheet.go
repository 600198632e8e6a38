package reader

import (
	"context"
	"strconv"
	"strings"

	"klynge/internal/reader/extract"
	"klynge/internal/reader/people"
	"klynge/internal/reader/reading"
)

// A sheet is a document on the desk of the recogniser: its lines, and what has
// been worked out about them so far.
type sheet struct {
	ctx   context.Context
	doc   *extract.Document
	lines []line
	r     *reading.Reading

	opens        []rubric // for each line, the rubric in force above it
	openedAt     []int    // the line that opened it
	lists        []list   // tables of contents
	contentsLine []bool   // lines of a table of contents that comes again
	titles       map[string]bool
	folds        []string         // of each line, its title without the number, folded
	byTitle      map[string][]int // lines by the first words of their titles

	heads               []head
	head                int // first line that is no longer about the meeting, once known
	appendix            int // first line of the appendices; len(lines) when there are none
	lettered            bool
	rubrics             bool // recommendations stand under a rubric of their own
	stateAbove          bool // "Lukket" stands above the items it closes, not below their titles
	listed              []roll
	rollLine            []bool // lines of a list of people
	heard               []heard
	found               []people.Found
	undecided           *undecided
	rollOf              int             // one more than the item that is nothing but a list of people, 0 for none
	minutesAt, agendaAt extract.Passage // where the document calls itself so
	next                int             // number for the next item without one
}

// undecided is a sentence that may be the decision of the item being read, if
// nothing else is.
type undecided struct {
	text string
	at   extract.Passage
}

// heard is a place inside an item that names people who were there or away.
type heard struct {
	label
	opener   int
	lines    []line
	item     int  // index of the item
	sentence bool // a sentence, not a list
}

func newSheet(ctx context.Context, d *extract.Document, r *reading.Reading) *sheet {
	s := &sheet{ctx: ctx, doc: d, r: r, titles: map[string]bool{}}
	s.lines = linesOf(d)
	s.lines = unglue(spread(s.lines))
	for i := range s.lines {
		l := &s.lines[i]
		l.is = labelOf(l.text)
		if l.row > 0 && (l.is.phrase == "number" && l.col > 0 || l.cols > 2 && isState(l)) {
			l.is = label{} // a cell among others, such as the state of an attachment
		}
	}
	s.bareRubrics()
	s.clean()
	s.indexTitles()
	s.opens = make([]rubric, len(s.lines))
	s.openedAt = make([]int, len(s.lines))
	s.contentsLine = make([]bool, len(s.lines))
	s.appendix = len(s.lines)
	for i := range s.lines {
		if is := s.lines[i].is; is.rubric == recommendationLabel && is.exact && s.introBelow(i, len(s.lines)) {
			s.rubrics = true
			break
		}
	}
	now, at := noRubric, 0
	for i := range s.lines {
		l := &s.lines[i]
		s.openedAt[i] = at
		if l.skip {
			s.opens[i] = now
			continue
		}
		switch r := l.is.rubric; {
		case r.ofItem() && (l.is.exact || l.is.colon || l.is.dated), r == historyLabel && l.is.exact, r == caseLabel, r == competenceLabel && l.is.exact:
			s.opens[i], now, at = r, r, i
			s.openedAt[i] = i
			if r == caseLabel {
				now = noRubric
			}
			continue
		}
		s.opens[i] = now
		if now != recommendationLabel && now != decisionLabel && s.introAt(i) {
			now, at = recommendationLabel, i
			s.opens[i], s.openedAt[i] = now, i
		}
	}
	return s
}

// shortRubrics are the letters that stand for rubrics where a secretary writes
// much by hand.
var shortRubrics = map[string]rubric{"B": decisionLabel, "K": decisionLabel, "I": recommendationLabel}

// bareRubrics accepts rubrics whose value follows without a colon, "Beslutning
// Godkendt.", where the document writes all of them so.
func (s *sheet) bareRubrics() {
	bare := map[string]int{}
	labelled := map[string]bool{}
	find := func(l *line) (phrase, int) {
		word, to := foldedWord(l.text, 0)
		if !wide[word] || to+1 >= len(l.text) || strings.IndexByte(" \t", l.text[to]) < 0 || !hasUpperStart(l.text) || !hasUpperStart(strings.TrimLeft(l.text[to:], " \t")) {
			return phrase{}, 0
		}
		for _, p := range byFirst[word] {
			if len(p.words) == 1 && p.rubric.ofItem() && p.rubric != attachmentsLabel {
				return p, to
			}
		}
		return phrase{}, 0
	}
	short := map[string][]int{} // "B: Godkendt" in item after item
	for i := range s.lines {
		l := &s.lines[i]
		if len(l.text) > 3 && shortRubrics[l.text[:1]] != noRubric && l.text[1] == ':' {
			short[l.text[:1]] = append(short[l.text[:1]], i)
		}
		if l.is.rubric != noRubric {
			labelled[l.is.phrase] = true
		} else if p, to := find(l); to > 0 {
			bare[p.words[0]]++
		}
	}
	for letter, at := range short {
		for _, i := range at {
			if l := &s.lines[i]; len(at) > 1 && !labelled["beslutning"] {
				l.is = label{rubric: shortRubrics[letter], phrase: letter, value: len(l.text) - len(strings.TrimLeft(l.text[2:], " ")), colon: true}
			}
		}
	}
	for i := range s.lines {
		l := &s.lines[i]
		if l.is.rubric != noRubric {
			continue
		}
		p, to := find(l)
		if to == 0 || bare[p.words[0]] == 0 || labelled[p.words[0]] || bare[p.words[0]] < 2 && p.rubric != recommendationLabel {
			continue
		}
		value := len(l.text) - len(strings.TrimLeft(l.text[to:], " \t"))
		l.is = label{rubric: p.rubric, phrase: p.words[0], value: value, colon: true}
	}
}

// nextNumber numbers items that have no number of their own: 1, 2, 3.
func (s *sheet) nextNumber() string {
	s.next++
	return strconv.Itoa(s.next)
}
