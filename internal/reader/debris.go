package reader

import "strings"

// debris are the words of websites and document sites around minutes, folded.
// A line that is one of them tells nothing of the meeting.
var debris = setOfLines(`
	til top
	til toppen
	tilbage til toppen
	tilbage til top
	tilbage til forsiden
	tilbage
	hent som pdf
	kopier link
	del
	print
	udskriv
	abonnér
	abonner
	se alle bilag
	se alle dagsordener og referater fra dette mødeforum
	fold alle ud
	fold alle punkter
	fold alle punkter ud
	luk alle punkter
	åbn alle punkter
	luk alle punkter referat
	hele pdf for åben dagsorden
	vælg hele dagsordenen referatet som pdf
	bemærk at links i pdf er ikke kan vælges
	gå til indhold
	gå til hovedindhold
	spring til indhold
	spring til hovedindhold
	skip til hoved indholdet
	skip to main content
	you are here
	du er her
	søg
	menu
	størrelse px
	starte visningen fra side
	transkript
	transkription
	relaterede dokumenter
	save this pdf as
	word png txt jpg
	hent fil
	luk
	vis mere
	læs mere
	læs op
	accepter cookies
	luk vindue
	luk vinduet
	print siden
	print side
	udskriv siden
	send til en ven
	tip en ven
	del siden
	til forsiden
	næste
	forrige
	vis alle punkter
	vis pdf
	hent dagsorden
	hent referat
	download pdf
	forsiden
`)

func setOfLines(text string) map[string]bool {
	set := map[string]bool{}
	for _, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			set[l] = true
		}
	}
	return set
}

// clean marks the lines that are not of the minutes: navigation, cookie texts,
// page numbers and running heads; and takes a prefix that a page repeats before
// every rubric, such as "fold dette punkt ind", off its lines.
func (s *sheet) clean() {
	s.dropPrefixes()
	for i := range s.lines {
		l := &s.lines[i]
		f := ""
		if len(l.text) < 120 {
			f = fold(l.text)
		}
		l.skip = f != "" && debris[f] || isPageNumber(l) || isCookie(l.text)
	}
	s.dropFoot()
	s.dropRepeatedRows()
	s.dropRunningHeads()
}

// dropFoot marks the links at the foot of a page, "Tip en ven | Udskriv".
func (s *sheet) dropFoot() {
	for i, seen := len(s.lines)-1, 0; i >= 0 && seen < 4; i-- {
		l := &s.lines[i]
		if l.skip {
			continue
		}
		seen++
		links := strings.Split(l.text, " | ")
		if len(links) < 2 || l.row > 0 || len(l.text) > 100 || strings.HasSuffix(l.text, ".") {
			continue
		}
		l.skip = true
		for _, link := range links {
			l.skip = l.skip && len(words(link)) <= 3 && !strings.ContainsAny(link, "0123456789@")
		}
	}
}

// dropRepeatedRows marks the rows that a table repeats on its next page.
func (s *sheet) dropRepeatedRows() {
	seen := map[string]bool{}
	for i := 0; i < len(s.lines); {
		j := i + 1
		for j < len(s.lines) && s.lines[j].row == s.lines[i].row && s.lines[i].row > 0 {
			j++
		}
		if s.lines[i].row > 0 && s.lines[i].is.rubric.ofHeader() && j-i < 8 {
			key := ""
			for k := i; k < j; k++ {
				key += s.lines[k].text + "\t"
			}
			for k := i; k < j && seen[key]; k++ {
				s.lines[k].skip = true
			}
			seen[key] = true
		}
		i = j
	}
}

// isPageNumber reports "Side 749", "Side 3 af 12" and "- 4 -".
func isPageNumber(l *line) bool {
	if len(l.text) > 24 || l.row > 0 {
		return false
	}
	f := words(l.text)
	switch len(f) {
	case 2:
		return (f[0] == "side" || f[0] == "seite" || f[0] == "page" || f[0] == "sida") && isNumber(f[1])
	case 4:
		return f[0] == "side" && isNumber(f[1]) && isNumber(f[3])
	case 1:
		return isNumber(f[0]) && strings.ContainsAny(l.text, "-–")
	}
	return false
}

func isNumber(s string) bool {
	end, _ := digits(s, 0)
	return end == len(s) && end > 0
}

func isCookie(text string) bool {
	if len(text) > 300 || !strings.Contains(text, "ookie") {
		return false
	}
	low := strings.ToLower(text)
	return strings.Contains(low, "cookies") && (strings.Contains(low, "bruger") || strings.Contains(low, "accept") || strings.Contains(low, "uses") || strings.Contains(low, "may be used") || strings.Contains(low, "samtykke"))
}

// dropPrefixes finds words that stand before a rubric again and again, and
// takes them off.
func (s *sheet) dropPrefixes() {
	count := map[string]int{}
	for i := range s.lines {
		if p := prefixOf(&s.lines[i]); p > 0 {
			count[s.lines[i].text[:p]]++
		}
	}
	for i := range s.lines {
		l := &s.lines[i]
		if p := prefixOf(l); p > 0 && count[l.text[:p]] >= 3 {
			gap := l.gap
			*l = l.tail(p)
			l.gap = gap
			l.is = labelOf(l.text)
		}
	}
}

// prefixOf returns where a rubric starts inside a short line, 0 when none does.
func prefixOf(l *line) int {
	if len(l.text) > 120 || l.is.rubric != noRubric || l.row > 0 {
		return 0
	}
	for i := 1; i < len(l.text) && i < 40; i++ {
		if l.text[i-1] != ' ' || !hasUpperStart(l.text[i:]) {
			continue
		}
		if strings.ContainsAny(l.text[:i], ":.,0123456789") {
			return 0
		}
		if is := labelOf(l.text[i:]); is.ofItem() && (is.exact || is.dated) {
			return i
		}
	}
	return 0
}

// dropRunningHeads marks lines that stand again and again beside a page number
// or at the edge of a page.
func (s *sheet) dropRunningHeads() {
	edge := make([]bool, len(s.lines))
	for i := range s.lines {
		newPage := i > 0 && s.lines[i].page != s.lines[i-1].page
		if !newPage && !(s.lines[i].skip && isPageNumber(&s.lines[i])) {
			continue
		}
		for k := max(0, i-4); k < min(len(s.lines), i+6); k++ {
			edge[k] = true
		}
	}
	count := map[string]int{}
	key := func(l *line) string {
		if len(l.text) > 100 || l.row > 0 || l.label != "" {
			return ""
		}
		return shape(l.text)
	}
	for i := range s.lines {
		if edge[i] {
			if k := key(&s.lines[i]); k != "" {
				count[k]++
			}
		}
	}
	pages := 0
	for i := range s.lines {
		if i > 0 && s.lines[i].page != s.lines[i-1].page || s.lines[i].skip && isPageNumber(&s.lines[i]) {
			pages++
		}
	}
	seen := map[string]bool{}
	for i := range s.lines {
		l := &s.lines[i]
		k := key(l)
		if !edge[i] || k == "" || count[k] < 3 || count[k]*2 < pages || l.is.rubric.ofItem() || l.is.rubric == openLabel || l.is.rubric == closedLabel || l.is.rubric == absentLabel || l.is.rubric == caseLabel {
			continue
		}
		if _, ok := markOf(l); ok && strings.Contains(k, "#") && !strings.HasPrefix(l.text, "Side") {
			continue
		}
		l.skip = l.skip || seen[k]
		seen[k] = true
	}
}
