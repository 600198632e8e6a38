package reader

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// spread cuts blocks in which all line breaks were lost, as copies on document
// sites have lost them, back into lines: before each label with a colon, each
// rubric and each number that counts on. Running text is left alone.
func spread(lines []line) []line {
	total, long := 0, 0
	for i := range lines {
		total += len(lines[i].text)
		if len(lines[i].text) > 200 && runOn(lines[i].text) {
			long += len(lines[i].text)
		}
	}
	paged := dropPageNumbers(lines)
	if !paged && (long == 0 || long*2 < total) {
		return lines
	}
	dropPageHeads(lines)
	var out []line
	for i := range lines {
		l := &lines[i]
		if len(l.text) < 60 || l.row > 0 {
			out = append(out, *l)
			continue
		}
		rest, from := *l, 0
		for _, at := range cuts(l.text) {
			if at > from {
				out = append(out, trimmed(piece(&rest, 0, at-from)))
				rest = piece(&rest, at-from, len(rest.text)) // only what is passed is counted again
				from = at
			}
		}
		out = append(out, trimmed(rest))
	}
	return splitTitles(out)
}

func piece(l *line, from, to int) line {
	t := *l
	if from > 0 {
		t = l.tail(from)
		t.gap = false
	}
	t.text = l.text[from:to]
	return t
}

// runOn reports whether several labels stand inside one block.
func runOn(text string) bool { return len(cuts(text)) >= 3 }

// wide are labels so telling that they open a line even without a colon.
var wide = setOf(`indstilling indstillinger beslutning beslutninger sagsfremstilling resume resumé indholdsfortegnelse sagsoversigt
	deltagere afbud fraværende gæster saksliste vedtak innstilling beslut beslutande innehållsförteckning behandling bilag`)

// doneWords are how short decisions begin.
var doneWords = setOf(`dagsordenen dagsorden orienteringen indstillingen godkendt taget drøftet udsat tiltrådt anbefales godkendes referatet`)

// cuts returns where in a text a new line probably began.
func cuts(text string) []int {
	var at []int
	last := 0
	for i := 0; i < len(text); i++ {
		if i > 0 && text[i-1] != ' ' {
			continue
		}
		r, _ := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsUpper(r):
			word, to := foldedWord(text, i)
			if itemWords[word] != "" && !midSentence(text[:i]) {
				if m, ok := readMark(text[i:]); ok && m.title > 0 && i+m.title < len(text) && hasUpperStart(text[i+m.title:]) {
					at = append(at, i)
				}
			}
			if next, end := foldedWord(text, to); strings.HasSuffix(word, "s") && (next == "innstilling" || next == "indstilling") && end < len(text) && text[end] == ':' {
				at = append(at, i)
				continue
			}
			if doneWords[word] && i > 0 && text[i-1] == ' ' && !midSentence(text[:i]) && isLetterBefore(text, i-1) {
				if outcome, _ := sentenceOutcome(text[i : i+cutAt(text[i:], 50)]); outcome != "" {
					at = append(at, i)
					continue
				}
			}
			if byFirst[word] == nil {
				continue
			}
			if is := phraseAt(text[i : i+cutAt(text[i:], 160)]); is.colon || is.dated {
				at = append(at, i)
				continue
			}
			if midSentence(text[:i]) {
				continue
			}
			if end := longPhrase(text, i, word, to); end > 0 {
				at = append(at, i, end)
				continue
			}
			if word == "åben" || word == "lukket" || word == "åbent" {
				if next, end := foldedWord(text, to); next == "sag" || next == "punkt" {
					at = append(at, i, end)
				}
				continue
			}
			if wide[word] {
				at = append(at, i, to)
			}
		case r == '§' || unicode.IsDigit(r):
			m, ok := readMark(text[i:])
			if !ok || m.style != "1." && m.style != "§" || i+m.title >= len(text) || !hasUpperStart(text[i+m.title:]) {
				continue
			}
			if m.value > last && (last == 0 || m.value <= last+2*suffixes) {
				at = append(at, i)
				last = m.value
			}
		}
	}
	return at
}

// longPhrase returns the end of a label of several words at i, such as "Förslag
// till beslut", or 0.
func longPhrase(text string, i int, word string, to int) int {
	for _, p := range byFirst[word] {
		if len(p.words) < 2 || !p.rubric.ofItem() && p.rubric != presentLabel && p.rubric != absentLabel && p.rubric != placeLabel {
			continue
		}
		if end, ok := matchRest(text, to, p.words[1:]); ok {
			return end
		}
	}
	return 0
}

// midSentence reports whether a text breaks off after a small word, so that what
// follows cannot begin a line.
func midSentence(before string) bool {
	f := strings.Fields(before[max(0, len(before)-24):])
	if len(f) == 0 {
		return false
	}
	switch f[len(f)-1] {
	case "at", "og", "i", "af", "den", "der", "som", "til", "for", "fra", "om", "på", "med", "en", "et", "denne", "mellem", "eller":
		return true
	}
	return false
}

// dropPageNumbers removes the number of the page that a conversion put before
// the text of each page and often behind it.
func dropPageNumbers(lines []line) bool {
	page, counted := 0, []int{}
	for i := range lines {
		end, n := digits(lines[i].text, 0)
		if end > 0 && n == page+1 && lines[i].label == "" && lines[i].row == 0 && (end == len(lines[i].text) || lines[i].text[end] == ' ') {
			page = n
			counted = append(counted, i)
		}
	}
	paged, total := 0, 0
	for i := range lines {
		total += len(lines[i].text)
	}
	for k, i := range counted {
		to := len(lines)
		if k+1 < len(counted) {
			to = counted[k+1]
		}
		if size := len(lines[i].text); size > 40 || to == i+1 && k+1 < len(counted) {
			paged += size
		}
	}
	if page < 3 || paged*2 < total { // the pages hold the text, the items only their titles
		return false
	}
	for _, i := range counted {
		l := &lines[i]
		end, _ := digits(l.text, 0)
		*l = trimmed(piece(l, end, len(l.text)))
		k := strings.LastIndexByte(l.text, ' ')
		if to, n := digits(l.text, k+1); k > 0 && to == len(l.text) && n > 0 && n <= page+2 {
			l.text = strings.TrimRight(l.text[:k], " ")
		}
	}
	return true
}

// dropPageHeads removes the words with which several pages begin.
func dropPageHeads(lines []line) {
	count := map[string]int{}
	heads := func(text string) []string {
		var all []string
		at := 0
		for n := 1; n <= 8 && at < len(text); n++ {
			k := strings.IndexByte(text[at:], ' ')
			if k < 0 {
				break
			}
			at += k + 1
			if n >= 2 {
				all = append(all, text[:at])
			}
		}
		return all
	}
	for i := range lines {
		if len(lines[i].text) > 80 && lines[i].row == 0 {
			for _, h := range heads(lines[i].text) {
				count[h]++
			}
		}
	}
	for i := range lines {
		l := &lines[i]
		cut := 0
		for _, h := range heads(l.text) {
			if count[h] >= 2 && labelOf(h).rubric == noRubric && len(l.text) > 80 {
				cut = len(h)
			}
		}
		if cut > 0 {
			*l = trimmed(piece(l, cut, len(l.text)))
		}
	}
}

// splitTitles cuts a numbered line behind its title where a list of the titles
// stands further up.
func splitTitles(lines []line) []line {
	titles := map[string]string{}
	var out []line
	for i := range lines {
		l := &lines[i]
		m, ok := readMark(l.text)
		if !ok {
			out = append(out, *l)
			continue
		}
		title := strings.TrimSpace(l.text[m.title:])
		known, seen := titles[m.number]
		if seen && len(title) > len(known) && strings.HasPrefix(title, known) {
			to := m.title + len(known)
			out = append(out, trimmed(piece(l, 0, to)), trimmed(piece(l, to, len(l.text))))
			continue
		}
		if !seen && len(title) < 160 {
			titles[m.number] = title
		}
		out = append(out, *l)
	}
	kept := out[:0]
	for _, l := range out {
		if l.text != "" || l.label != "" {
			kept = append(kept, l)
		}
	}
	return kept
}

// unglue cuts a line in two where a conversion lost the break between a list
// and what follows it: a label with the first entry behind it, or the last entry
// with the first heading.
func unglue(lines []line) []line {
	first := ""
	var out []line
	for i := range lines {
		l := &lines[i]
		is := phraseAt(l.text[:cutAt(l.text, 60)])
		if is.rubric == contentsLabel && is.value < len(l.text) && !is.colon {
			if _, ok := readMark(l.text[is.value:]); ok {
				out = append(out, piece(l, 0, is.value), piece(l, is.value, len(l.text)))
				continue
			}
		}
		m, ok := markOf(l)
		if !ok {
			out = append(out, *l)
			continue
		}
		if first == "" && m.title < len(l.text) {
			first = m.number + ". " + l.text[m.title:]
		} else if k := strings.Index(l.text, first); k > m.title && first != "" && l.text[k-1] != ' ' {
			out = append(out, piece(l, 0, k), piece(l, k, len(l.text)))
			continue
		}
		out = append(out, *l)
	}
	return out
}
