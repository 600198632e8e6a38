package reader

import "strings"

// groups finds the headings that stand over several items and give them all a
// state or a type: "LUKKEDE SAGER", "B: Sager til drøftelse".
func (s *sheet) groups() {
	below, above := 0, 0
	under := -1 // the line below the title before
	for _, h := range s.heads {
		// A state that is all an item holds stands below its title, though it
		// stands above the next.
		if k := s.skipTo(h.from-1, -1); k >= 0 && k != under && isState(&s.lines[k]) {
			above++
		}
		if under = s.skipTo(h.body, 1); under >= 0 && isState(&s.lines[under]) {
			below++
		}
	}
	s.stateAbove = above > 0 && below*2 < len(s.heads)
	var state, kind label
	from := 0
	letters, titles := 0, 0
	closed := s.closedInList()
	for n := range s.heads {
		h := &s.heads[n]
		for i := from; i < h.from; i++ {
			l := &s.lines[i]
			if l.skip || s.contentsLine[i] {
				continue
			}
			plural := strings.Contains(l.is.phrase, "sager") || strings.Contains(l.is.phrase, "punkter") || strings.Contains(l.is.phrase, "dagsorden") || strings.Contains(l.is.phrase, "referat")
			if isState(l) && (s.stateAbove || plural) {
				if n > 0 || s.skipTo(i+1, 1) >= h.from { // else it stands in the list of items
					state = l.is
				}
				l.skip = true
			} else if g, ok := letteredState(l); ok {
				state, kind = g, label{}
				l.skip = true
			} else if g, ok := groupOf(l); ok && i >= h.from-3 {
				kind = g
				if isLettered(l.text) {
					state = label{} // "E: Sager til drøftelse" ends "D: Lukkede sager"
				}
				l.skip = true
			}
		}
		h.group = label{rubric: state.rubric, phrase: kind.phrase}
		if title := fold(h.title); title != "" && closed[title] {
			h.group.rubric = closedLabel
		}
		from = h.body
		if t := titleOf(h.title); t.text != "" {
			titles++
			if typeOfLetter[t.letter] != "" {
				letters++
			}
		}
	}
	s.lettered = letters > 0 && letters*2 > titles
}

// closedInList returns the titles, folded, under "Lukkede punkter" in a list
// above the first item.
func (s *sheet) closedInList() map[string]bool {
	titles := map[string]bool{}
	closed := false
	for i := 0; len(s.heads) > 0 && i < s.heads[0].from; i++ {
		if l := &s.lines[i]; isState(l) {
			closed = l.is.rubric == closedLabel && strings.HasSuffix(l.is.phrase, "er")
		} else if _, ok := markOf(l); ok && closed {
			titles[s.foldedTitle(i)] = true
		}
	}
	return titles
}

func isState(l *line) bool {
	return (l.is.rubric == openLabel || l.is.rubric == closedLabel) && l.is.exact
}

// isLettered reports "A: …" and "B. …", as the groups of an agenda are counted.
func isLettered(text string) bool {
	return len(text) > 3 && text[0] >= 'A' && text[0] <= 'H' && strings.IndexByte(":.)", text[1]) >= 0
}

// letteredState reads "D: Lukkede sager".
func letteredState(l *line) (label, bool) {
	if !isLettered(l.text) {
		return label{}, false
	}
	is := labelOf(strings.TrimSpace(l.text[2:]))
	return is, is.exact && (is.rubric == closedLabel || is.rubric == openLabel)
}

// groupOf reads "A: Sager til afgørelse" and "Punkter til orientering".
func groupOf(l *line) (label, bool) {
	if len(l.text) > 60 || strings.HasSuffix(l.text, ".") {
		return label{}, false
	}
	text := l.text
	lettered := isLettered(text)
	if lettered {
		text = strings.TrimSpace(text[2:])
	}
	w := words(text)
	til := false
	for _, word := range w {
		til = til || word == "til"
	}
	many := len(w) > 0 && (w[0] == "sager" || w[0] == "punkter" || w[0] == "emner" || strings.HasSuffix(w[0], "spunkter") || strings.HasSuffix(w[0], "ssager"))
	if (lettered || many && til || len(w) == 1 && many) && len(w) <= 5 && typeOfPhrase(text) != "" {
		return label{rubric: typeLabel, phrase: text}, true
	}
	return label{}, false
}
