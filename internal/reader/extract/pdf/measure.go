package pdf

import (
	"hash/maphash"
	"slices"
	"strings"
	"unicode"
)

// measure finds the edges of the text, the distance of its lines, its size, its
// words and the lines that come back.
func measure(pages [][]line, width float32) *setter {
	s := &setter{pitch: 1.2, body: 10, words: map[string]bool{}, starts: map[string]bool{}, ends: map[string]bool{}, leads: map[string]int{}}
	var right, left []float32
	pitches, sizes := map[int]int{}, map[int]int{}
	broken, wrapped, open := 0, 0, 0
	for _, page := range pages {
		for i := range page {
			l := &page[i]
			if l.table != nil {
				s.learnTable(l.table)
				continue
			}
			for _, seg := range l.segments {
				sizes[int(2*seg.size+0.5)] += len(seg.text)
				s.learn(seg.text)
			}
			left = append(left, l.x0())
			if text := l.text(); lead(text) != "" {
				s.leads[lead(text)]++
			}
			if len(l.segments) > 1 || len(l.segments[0].text) <= 45 {
				continue
			}
			right = append(right, l.x1())
			if i > 0 && page[i-1].table == nil && len(page[i-1].segments) == 1 {
				if d := (page[i-1].y - l.y) / l.size; d > 0.8 && d < 3 {
					pitches[int(20*d+0.5)]++
				}
			}
			if i+1 < len(page) && page[i+1].table == nil && unicode.IsLower(firstRune(page[i+1].text())) && unicode.IsLetter(lastRune(l.segments[0].text)) {
				wrapped++
				if l.segments[0].open {
					open++
				}
			}
			if strings.HasSuffix(l.segments[0].text, "-") && i+1 < len(page) && page[i+1].table == nil && unicode.IsLower(firstRune(page[i+1].text())) {
				broken++
			}
		}
	}
	s.margin, s.left = percentile(right, 92), percentile(left, 8)
	if len(right) < 3 { // hardly any prose: the right margin is as wide as the left
		s.margin = max(s.margin, percentile(rightEdges(pages), 100), width-s.left)
	}
	s.spaced = wrapped > 0 && 10*open > 9*wrapped
	s.soft = broken >= 4 && 30*broken > len(right)
	if pitch, n := mode(pitches); n > 0 {
		s.pitch = float32(pitch) / 20
	}
	if size, n := mode(sizes); n > 0 {
		s.body = float32(size) / 2
	}
	s.learnRefrains(pages)
	return s
}

func (s *setter) learn(text string) {
	for w := range strings.FieldsSeq(text) {
		if len(w) > 3 {
			s.words[wordOnly(w)] = true
		}
	}
}

func (s *setter) learnTable(t *table) {
	for _, row := range t.rows {
		for _, c := range row {
			for i := range c.lines {
				s.learn(c.lines[i].text())
			}
		}
	}
}

// learnRefrains finds the lines that come back, "Beslutning den 04.12.2012
// Punkt 3", where at least one of them started or ended its paragraph.
func (s *setter) learnRefrains(pages [][]line) {
	// Nearly all lines come once, so they are counted by a hash of theirs.
	seed := maphash.MakeSeed()
	count := map[uint64]int32{}
	comesBack := func(l *line) bool { return l.table == nil && len(l.segments[0].text) <= 100 }
	for _, page := range pages {
		for i := range page {
			if l := &page[i]; comesBack(l) {
				count[maphash.String(seed, refrain(l.text()))]++
			}
		}
	}
	for _, page := range pages {
		for i := range page {
			l := &page[i]
			if !comesBack(l) {
				continue
			}
			text := refrain(l.text())
			if count[maphash.String(seed, text)] < 2 || !hasLetter(text) {
				continue
			}
			first := i == 0 || page[i-1].table != nil
			last := i+1 == len(page) || page[i+1].table != nil
			if !first && (!s.full(&page[i-1], l) || s.apart(&page[i-1], l)) {
				s.starts[text] = true
			}
			if !last && (!s.full(l, &page[i+1]) || s.apart(l, &page[i+1])) {
				s.ends[text] = true
			}
		}
	}
}

func rightEdges(pages [][]line) (edges []float32) {
	for _, page := range pages {
		for i := range page {
			edges = append(edges, page[i].x1())
		}
	}
	return edges
}

func percentile(values []float32, percent int) float32 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[min(len(values)-1, len(values)*percent/100)]
}

func mode(counts map[int]int) (value, n int) {
	for v, c := range counts {
		if c > n || c == n && v < value {
			value, n = v, c
		}
	}
	return value, n
}
