package extract

import (
	"encoding/xml"
	"io"
	"strings"
	"unicode/utf8"
)

// docxLists computes the labels that Word prints before numbered paragraphs.
// The file holds only "level 2 of list 7"; the count is made while reading
// (ECMA-376 part 1, 17.9).
type docxLists struct {
	plans map[int]*listPlan // by abstractNumId
	lists map[int]*docxList // by numId
}

// A listPlan is an abstractNum: how the levels look, and how far they have
// come. Lists that share a plan share its count.
type listPlan struct {
	levels  [9]listLevel
	counts  [9]int
	counted [9]bool
	link    string // to a style that holds the real plan
	style   string // that this plan is for
}

type listLevel struct {
	start  int
	format string // decimal, lowerLetter, bullet, …
	text   string // "%1.%2", or the bullet
	legal  bool   // all numbers as decimals
}

// A docxList is a num: a plan with exceptions.
type docxList struct {
	plan     int
	restarts [9]*int
	used     [9]bool
}

func readDocxLists(e *elements) (*docxLists, error) {
	l := &docxLists{plans: make(map[int]*listPlan), lists: make(map[int]*docxList)}
	for {
		token, err := e.next()
		if err == io.EOF {
			l.follow()
			return l, nil
		}
		if err != nil {
			return nil, err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "abstractNum":
			err = l.readPlan(e, integer(start, "abstractNumId", -1))
		case "num":
			err = l.readList(e, integer(start, "numId", -1))
		}
		if err != nil {
			return nil, err
		}
	}
}

func (l *docxLists) readPlan(e *elements, id int) error {
	p := &listPlan{}
	for i := range p.levels {
		p.levels[i] = listLevel{start: 1, format: "decimal"}
	}
	l.plans[id] = p
	at := 0
	return e.inside(func(t xml.StartElement) error {
		level := &p.levels[at]
		switch t.Name.Local {
		case "lvl":
			at = min(max(integer(t, "ilvl", 0), 0), 8)
		case "start":
			level.start = integer(t, "val", 1)
		case "numFmt":
			level.format = attr(t, "val")
		case "lvlText":
			level.text = attr(t, "val")
		case "isLgl":
			level.legal = on(t)
		case "numStyleLink":
			p.link = attr(t, "val")
		case "styleLink":
			p.style = attr(t, "val")
		}
		return nil
	})
}

func (l *docxLists) readList(e *elements, id int) error {
	n := &docxList{plan: -1}
	l.lists[id] = n
	at := 0
	return e.inside(func(t xml.StartElement) error {
		switch t.Name.Local {
		case "abstractNumId":
			n.plan = integer(t, "val", -1)
		case "lvlOverride":
			at = min(max(integer(t, "ilvl", 0), 0), 8)
		case "startOverride":
			n.restarts[at] = new(integer(t, "val", 1))
		}
		return nil
	})
}

// follow replaces plans that only name a style by the plan for that style.
func (l *docxLists) follow() {
	for id, p := range l.plans {
		if p.link == "" {
			continue
		}
		for _, other := range l.plans {
			if other.style == p.link {
				l.plans[id] = other
			}
		}
	}
}

// label counts one paragraph of a list and returns its label. It is false
// when there is no such list.
func (l *docxLists) label(num, level int) (string, bool) {
	if l == nil || num == 0 {
		return "", false
	}
	n := l.lists[num]
	if n == nil || l.plans[n.plan] == nil {
		return "", false
	}
	level = min(max(level, 0), 8)
	p := l.plans[n.plan]
	switch {
	case n.restarts[level] != nil && !n.used[level]:
		p.counts[level] = *n.restarts[level]
	case p.counted[level]:
		p.counts[level]++
	default:
		p.counts[level] = p.levels[level].start
	}
	n.used[level], p.counted[level] = true, true
	for deeper := level + 1; deeper < 9; deeper++ {
		p.counted[deeper] = false
	}
	return p.print(level), true
}

func (p *listPlan) print(level int) string {
	l := p.levels[level]
	switch l.format {
	case "bullet":
		return bullet(l.text)
	case "none":
		return ""
	}
	var b strings.Builder
	for i := 0; i < len(l.text) && b.Len() < 64; i++ {
		if l.text[i] != '%' || i+1 == len(l.text) || l.text[i+1] < '1' || l.text[i+1] > '9' {
			b.WriteByte(l.text[i])
			continue
		}
		i++
		at := int(l.text[i] - '1')
		n := p.counts[at]
		if !p.counted[at] {
			n = p.levels[at].start
		}
		format := p.levels[at].format
		if l.legal {
			format = "decimal"
		}
		b.WriteString(numeral(n, format))
	}
	return clean(b.String())
}

// bullet returns a bullet as a letter that everybody can print. Word names a
// place in one of its symbol fonts.
func bullet(s string) string {
	r, _ := utf8.DecodeRuneInString(s)
	switch r {
	case 0xf0a7, 0xf06e:
		return "▪"
	case 0xf0d8:
		return "➢"
	case 0xf0fc:
		return "✓"
	case 0xf0a8, 0xf06f, 0xf071:
		return "☐"
	case utf8.RuneError, ' ':
		return "•"
	}
	if r >= 0xe000 && r <= 0xf8ff {
		return "•"
	}
	return clean(s)
}
