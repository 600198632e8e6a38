package reader

import (
	"strings"

	"klynge/internal/danish"
	"klynge/internal/reader/extract"
)

// placeWords are parts of words that name a place to meet.
var placeWords = []string{"lokale", "rådhus", "teams", "regionshus", "sal", "sygehus", "hospital", "kantine", "konference", "festsal",
	"skype", "zoom", "online", "virtuel", "videomøde", "telefonmøde", "kulturhus", "bibliotek", "sundhedshus", "sundhedscenter", "plejecenter",
	"hotel", "kursuscenter", "salen", "værelse", "kro", "skole", "multirum", "stuen", "huset", "gården", "zimmer", "verwaltungszentrum", "rådhuset"}

// streetEnds are how the names of Danish streets end.
var streetEnds = []string{"vej", "gade", "allé", "stræde", "plads", "torv", "boulevard", "vænge", "gården", "parken", "torvet", "havn"}

// placeWeight tells from 0 to 1 how much a text reads like a place to meet.
func placeWeight(text string) float64 {
	if len(text) > 160 || strings.HasSuffix(text, ".") && len(text) > 60 {
		return 0
	}
	score := 0.0
	w := words(text)
	for i, word := range w {
		for _, p := range placeWords {
			if strings.Contains(word, p) && (len(p) > 4 || word == p) {
				score = max(score, 0.7)
			}
		}
		if i+1 < len(w) && isNumber(w[i+1]) {
			for _, e := range streetEnds {
				if strings.HasSuffix(word, e) {
					score = max(score, 0.65)
				}
			}
		}
	}
	return score
}

// readPlace finds where the meeting was: its label, what follows the date and
// clock, "i …" under "den …", or a line of the header that reads like a place.
func (s *sheet) readPlace() {
	best := guess{}
	offer := func(text string, at extract.Passage, score float64) {
		text = strings.Trim(text, " ,.;:-–|\t")
		text = strings.TrimPrefix(text, "kl ") // the clock was lost behind it
		if i := strings.Index(text, "holdes i "); i >= 0 && i < 20 {
			text = text[i+len("holdes i "):]
		}
		if text != "" && score > best.score && len(text) < 200 {
			best = guess{text, at, score}
		}
	}
	end := s.headerEnd()
	for i := 0; i < end; i++ {
		l := &s.lines[i]
		if s.listLine(i) || l.skip || l.text == "" {
			continue
		}
		if l.is.rubric == placeLabel && (l.is.exact || l.is.colon || l.is.value < len(l.text)) {
			text, at := s.value(i)
			if t := danish.Times(text); len(t) > 0 && t[0].From > 0 {
				text = text[:t[0].From]
			}
			if text != "" && !isDateLine(text) {
				offer(text, at, 1.2-0.001*float64(i))
			}
			continue
		}
		if l.is.rubric != noRubric && l.is.rubric != dateLabel && l.is.rubric != clockLabel {
			continue
		}
		s.placeInLine(i, offer)
	}
	if best.text == "" {
		best = s.strayPlace(end)
	}
	if best.text == "" {
		return
	}
	s.r.Meeting.Place = best.text
	s.r.Note("/place", best.at, min(0.97, best.score))
}

func isDateLine(text string) bool {
	d := danish.Dates(text)
	return len(d) > 0 && d[0].To-d[0].From > len(text)/2
}

// placeInLine looks for a place in a line without a label.
func (s *sheet) placeInLine(i int, offer func(string, extract.Passage, float64)) {
	l := &s.lines[i]
	near := false
	for k := max(0, i-3); k < i; k++ {
		near = near || len(danish.Dates(s.lines[k].text)) > 0
	}
	for _, lead := range []string{"i ", "på ", "im "} {
		if rest, ok := strings.CutPrefix(l.text, lead); ok && near && len(l.text) < 160 {
			offer(rest, l.passage(len(lead), len(l.text)), 0.9)
			return
		}
	}
	if dates := danish.Dates(l.text); len(dates) > 0 {
		if tail, w := s.placeBehind(l.text, dates[len(dates)-1]); w > 0 {
			offer(tail, l.of(tail), w)
		}
		return
	}
	text := l.text
	from := 0
	if t := danish.Times(text); len(t) > 0 {
		text = strings.TrimRight(text[:t[0].From], " ,-–")
		if k := strings.LastIndex(text, " - "); k > 0 {
			from = k + 3
		}
	}
	if from < len(text) && organWeight(text) == 0 && l.row == 0 {
		if w := placeWeight(text[from:]); w > 0 {
			offer(text[from:], l.of(text[from:]), w-0.1)
		}
	}
}

// placeBehind is what follows the date and the clock in a line without labels:
// "den 3. maj 2024 kl. 10-12, Klinikken på Torvet". Where the clock is told, a
// few words behind it are the place, whatever they are.
func (s *sheet) placeBehind(text string, d danish.DateMatch) (string, float64) {
	to := d.To
	for _, t := range danish.Times(text) {
		to = max(to, t.To)
	}
	rest := text[to:]
	tail := strings.TrimLeft(rest, " ,.;-–|*")
	if inside, ok := strings.CutPrefix(tail, "("); ok {
		tail, _, _ = strings.Cut(inside, ")")
	}
	led := strings.HasPrefix(strings.TrimLeft(rest, " "), ",") || strings.HasPrefix(strings.TrimLeft(rest, " *"), "(")
	for _, lead := range placeLeads {
		if after, ok := strings.CutPrefix(tail, lead); ok {
			tail, led = after, true
			break
		}
	}
	if len(tail) >= 120 {
		return "", 0
	}
	if w := placeWeight(tail); w > 0 {
		return tail, w
	}
	if led && d.Start != "" && hasUpperStart(tail) && len(words(tail)) <= 6 && organWeight(tail) == 0 && kindWord(tail) == "" && labelOf(tail).rubric == noRubric && !strings.Contains(tail, ":") {
		return tail, 0.5
	}
	return "", 0
}

// placeLeads stand between the clock and the place.
var placeLeads = []string{"i ", "på ", "hos ", "im ", "in ", "ved ", "kl "}

// strayPlace takes the place from a label whose value was moved away from it by
// a conversion: a line further down that reads like a place.
func (s *sheet) strayPlace(end int) guess {
	for i := 0; i < end; i++ {
		if s.lines[i].is.rubric != placeLabel {
			continue
		}
		for k := i + 1; k < end; k++ {
			l := &s.lines[k]
			if (l.is.rubric == noRubric || s.rollLine[k]) && placeWeight(l.text) > 0 {
				return guess{l.text, l.all(), 0.6}
			}
		}
	}
	return guess{}
}
