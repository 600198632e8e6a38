package reader

import "strings"

// byAnswers finds minutes that answer a list of titles: "Dagsorden" with
// "3. Vagtplan", and further down "Ad 3) Planen blev drøftet". The list has the
// titles, the answers have what was said.
func (s *sheet) byAnswers() ([]head, float64) {
	styles, order := s.candidates()
	var below []candidate
	for _, c := range styles["ad"] {
		if s.opens[c.line] == noRubric { // under a rubric it answers a recommendation
			below = append(below, c)
		}
	}
	answers, score := bestChain(below)
	if len(answers) < 2 {
		return nil, 0
	}
	for _, style := range order {
		var above []candidate
		for _, c := range styles[style] {
			if style != "ad" && c.line < answers[0].line {
				above = append(above, c)
			}
		}
		if list, _ := bestChain(above); s.answer(list, answers) {
			return s.pair(s.headsOf(list), answers), score + float64(len(answers))
		}
	}
	return nil, 0
}

// answer reports whether lines count as a list does and do not repeat its titles.
func (s *sheet) answer(list, answers []candidate) bool {
	titles := map[int]string{}
	for _, c := range list {
		titles[c.mark.value] = s.foldedTitle(c.line)
	}
	listed, same := 0, 0
	for _, c := range answers {
		title, ok := titles[c.mark.value]
		if !ok {
			continue
		}
		listed++
		if text := s.foldedTitle(c.line); text == "" || alike(title, text) > 0.8 || strings.HasPrefix(text, title) {
			same++
		}
	}
	return listed > 1 && listed*2 > max(len(list), len(answers)) && same*2 < listed
}

// pair gives each listed head its answer for a body. A title without an answer
// has none.
func (s *sheet) pair(heads []head, answers []candidate) []head {
	at := len(s.lines)
	for k, n := len(heads)-1, len(answers)-1; k >= 0; k-- {
		h := &heads[k]
		for n >= 0 && answers[n].mark.value > h.value {
			n--
		}
		if n >= 0 && answers[n].mark.value == h.value {
			at = answers[n].line
			l := &s.lines[at]
			*l = l.tail(answers[n].mark.title)
			l.is = labelOf(l.text)
		}
		h.from, h.body = at, at
	}
	return heads
}
