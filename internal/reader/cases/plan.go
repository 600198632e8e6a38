package cases

import (
	"strings"
	"unicode/utf8"

	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

const (
	longestPlan  = 400 // lines
	longestBack  = 60  // lines before the person in charge
	longestTitle = 160 // characters
)

// readCases finds the plans: it looks for somebody in charge, then for the
// sections around that line.
func readCases(r *reading.Reading, p *page) {
	f := &planFinder{page: p, rubrics: make([]rubric, len(p.lines))}
	var anchors []int
	for i := range p.lines {
		f.rubrics[i] = rubricOf(&p.lines[i])
		if f.rubrics[i].part == leader {
			anchors = append(anchors, i)
		}
	}
	anchors = f.strong(anchors)
	end := 0
	for k, anchor := range anchors {
		if anchor < end {
			continue // a second person in charge of the same plan
		}
		next := len(p.lines)
		if k+1 < len(anchors) {
			next = anchors[k+1]
		}
		after := f.partsAfter(anchor, next)
		begin := f.begin(anchor, end, after)
		stop := f.stop(anchor)
		for _, other := range anchors[k+1:] {
			if other >= stop {
				break
			}
			if b := f.begin(other, anchor+1, f.partsAfter(other, stop)); b < stop && f.ownPlan(other, b) {
				stop = b
				break
			}
		}
		if f.add(r, begin, stop) {
			end = stop
		}
	}
}

type planFinder struct {
	*page
	rubrics []rubric
}

// strong drops an everyday "Ansvarlig:" that a real person in charge follows
// before anything ends the plan.
func (f *planFinder) strong(anchors []int) []int {
	var kept []int
	for k, anchor := range anchors {
		if f.rubrics[anchor].weak && k+1 < len(anchors) && !f.rubrics[anchors[k+1]].weak && anchors[k+1] < f.stop(anchor) {
			continue
		}
		kept = append(kept, anchor)
	}
	return kept
}

// ownPlan reports whether the person in charge at anchor opens a plan of their
// own: a title stands between the last section and them.
func (f *planFinder) ownPlan(anchor, begin int) bool {
	text, _ := f.title(begin, anchor)
	return text != ""
}

// ends reports whether a plan cannot go on over line i.
func (f *planFinder) ends(i int) bool {
	l := &f.lines[i]
	if f.starts(l) {
		return true
	}
	if utf8.RuneCountInString(l.text) > 80 {
		return false
	}
	w := words(l.text)
	switch {
	case len(w) == 0:
		return false
	case w[0] == "bilag" && len(w) > 1 && l.label == "" && (w[1] == "til" || isNumber(w[1])):
		return true
	}
	return len(w) <= 2 && itemRubrics[w[0]] && l.label == ""
}

// itemRubrics end a plan that stands in the middle of an item.
var itemRubrics = setOf("indstilling beslutning sagsfremstilling bilag referat konklusion beslutninger")

func isNumber(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}

// stop returns the line after the last that can belong to a plan.
func (f *planFinder) stop(anchor int) int {
	for i := anchor + 1; i < len(f.lines); i++ {
		if f.ends(i) || i-anchor > longestPlan {
			return i
		}
	}
	return len(f.lines)
}

// partsAfter returns the sections that follow the anchor.
func (f *planFinder) partsAfter(anchor, limit int) map[part]bool {
	parts := map[part]bool{}
	for i := anchor + 1; i < min(limit, anchor+longestPlan) && !f.ends(i); i++ {
		if p := f.rubrics[i].part; p.section() {
			parts[p] = true
		}
	}
	return parts
}

// begin returns the first line of the plan, going back from the anchor over
// sections that do not stand after it, to the title.
func (f *planFinder) begin(anchor, floor int, after map[part]bool) int {
	first := anchor
	seen := map[part]bool{}
	for i := anchor - 1; i >= max(floor, anchor-longestBack); i-- {
		if f.ends(i) {
			break
		}
		p := f.rubrics[i].part
		if p == noPart {
			continue
		}
		if after[p] || seen[p] || p == leader {
			break // the plan before this one
		}
		if p == title {
			return i
		}
		seen[p] = true
		first = i
	}
	if text, at := f.title(max(floor, first-4), first); text != "" {
		return at
	}
	return first
}

// title returns the text and line of the plan's name: a rubric says it, or it
// is the last short line before the first rubric.
func (f *planFinder) title(from, to int) (string, int) {
	for i := to - 1; i >= from; i-- {
		l := &f.lines[i]
		if f.ends(i) {
			break
		}
		switch rb := f.rubrics[i]; {
		case rb.part == title && !rb.exact, rb.part == banner && !rb.exact:
			return l.text[rb.value:], i
		case rb.part == banner:
			continue
		case rb.part != noPart:
			return "", to
		}
		if utf8.RuneCountInString(l.text) > longestTitle || strings.ContainsAny(l.text[len(l.text)-1:], ".:;,") ||
			l.label != "" && l.kind != extract.Heading || !upperStart(l.text) {
			return "", to
		}
		return l.text, i
	}
	return "", to
}

// add reads the plan in the lines begin..end, and reports whether it is one.
func (f *planFinder) add(r *reading.Reading, begin, end int) bool {
	form := newForm()
	for i := begin; i < end; i++ {
		form.line(&f.lines[i], f.rubrics[i])
	}
	if form.title == nil {
		if text, at := f.title(begin, begin+1); text != "" {
			form.setTitle(&f.lines[at], text)
		}
	}
	if !form.isPlan() {
		return false
	}
	c := &form.Case
	i := len(r.Meeting.Cases)
	c.Item = f.itemOf(r, begin)
	c.Phases = phasesOf(c.Schedule)
	sum, source := form.money()
	c.Funding = sum
	r.Meeting.Cases = append(r.Meeting.Cases, *c)

	confidence := form.confidence()
	r.Note(reading.At("cases", i), span(&f.lines[begin], &f.lines[end-1]), confidence)
	r.Note(reading.At("cases", i, "title"), form.title.of(c.Title), confidence)
	if form.leader != nil {
		r.Note(reading.At("cases", i, "leader"), form.leader.of(c.Leader), confidence)
	}
	if sum != 0 {
		r.Note(reading.At("cases", i, "funding"), source, confidence)
	}
	return true
}

// itemOf returns the number of the item that a plan belongs to: the appendix
// that it stands in says so, or the item around it.
func (f *planFinder) itemOf(r *reading.Reading, begin int) string {
	for i := begin - 1; i >= max(0, begin-longestPlan); i-- {
		w := words(f.lines[i].text)
		if len(w) >= 4 && len(w) <= 6 && w[0] == "bilag" && w[1] == "til" && isNumber(w[3]) {
			return w[3]
		}
		if f.starts(&f.lines[i]) {
			break
		}
	}
	return f.number(r, f.lines[begin].start)
}
