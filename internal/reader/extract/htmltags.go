package extract

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"
)

// start opens an element.
func (h *hypertext) start(tag atom.Atom, attrs attributes) error {
	if err := h.flushIf(blocks[tag]); err != nil {
		return err
	}
	h.gap = h.gap || apart[tag] && !(tag == atom.P && h.item)
	switch tag {
	case atom.Span, atom.A, atom.Label:
		h.seam = true
	case atom.Title:
		h.title = true
	case atom.Br:
		h.gap = h.gap || h.broken && h.text.Len() == 0
		h.broken = true
		return h.flush()
	case atom.B, atom.Strong:
		h.bold++
	case atom.I, atom.Em:
		h.italic++
	case atom.Pre:
		h.pre++
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		h.tag = tag
	case atom.Ul, atom.Menu, atom.Dir, atom.Ol:
		return h.startList(tag, attrs)
	case atom.Li:
		h.startItem(attrs)
	case atom.Input:
		if strings.EqualFold(attrs["type"], "checkbox") && h.text.Len() == 0 {
			h.label = "[ ]"
			if _, on := attrs["checked"]; on {
				h.label = "[x]"
			}
		}
	case atom.Table, atom.Dl:
		h.outside = append(h.outside, outside{len(h.lists), h.bold, h.italic})
		h.item = false
		return h.out.begin()
	case atom.Tr, atom.Dt:
		return h.startRow(tag)
	case atom.Td, atom.Th, atom.Dd:
		return h.startCell(tag, attrs)
	}
	return nil
}

// end closes an element.
func (h *hypertext) end(tag atom.Atom) error {
	if err := h.flushIf(blocks[tag]); err != nil {
		return err
	}
	h.gap = h.gap || apart[tag] && !h.item
	switch tag {
	case atom.Span, atom.A, atom.Label:
		h.seam = true
	case atom.Title:
		h.title = false
	case atom.B, atom.Strong:
		h.bold = max(0, h.bold-1)
	case atom.I, atom.Em:
		h.italic = max(0, h.italic-1)
	case atom.Pre:
		h.pre = max(0, h.pre-1)
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		h.tag = 0
	case atom.Ul, atom.Menu, atom.Dir, atom.Ol:
		if len(h.lists) > h.floor() {
			h.lists = h.lists[:len(h.lists)-1]
		}
		h.item = false
	case atom.Li:
		h.item, h.label = false, ""
	case atom.Td, atom.Th, atom.Tr, atom.Thead, atom.Tbody, atom.Tfoot, atom.Dd:
		h.endCell()
	case atom.Table, atom.Dl:
		return h.endTable()
	}
	return nil
}

func (h *hypertext) startList(tag atom.Atom, attrs attributes) error {
	if len(h.lists) >= h.w.limits.Depth {
		return tooDeep(h.w.limits.Depth)
	}
	l := list{style: "•", next: attrs.number("start")}
	if tag == atom.Ol {
		if l.style = attrs["type"]; l.style == "" || !strings.Contains("1aAiI", l.style) {
			l.style = "1"
		}
	} else if strings.Contains(attrs["style"], "none") {
		l.style = ""
	}
	h.lists = append(h.lists, l)
	h.item = false
	return nil
}

func (h *hypertext) startItem(attrs attributes) {
	h.item, h.label = true, "•"
	if len(h.lists) <= h.floor() {
		return
	}
	l := &h.lists[len(h.lists)-1]
	if _, ok := attrs["value"]; ok {
		l.next = attrs.number("value")
	}
	switch l.style {
	case "", "•":
		h.label = l.style
	case "a", "A", "i", "I":
		h.label = numeral(l.next, map[string]string{
			"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}[l.style]) + "."
	default:
		h.label = fmt.Sprintf("%d.", l.next)
	}
	l.next++
}

// floor returns how many of the open lists stand outside the innermost table.
func (h *hypertext) floor() int {
	if len(h.outside) == 0 {
		return 0
	}
	return h.outside[len(h.outside)-1].lists
}

func (h *hypertext) startRow(tag atom.Atom) error {
	if h.out.last() == nil {
		return nil
	}
	h.endCell()
	if err := h.out.newRow(); err != nil || tag != atom.Dt {
		return err
	}
	return h.out.newCell(1, 1)
}

func (h *hypertext) startCell(tag atom.Atom, attrs attributes) error {
	g := h.out.last()
	if g == nil {
		return nil
	}
	again := tag == atom.Dd && len(g.rows) > 0 && len(g.rows[len(g.rows)-1]) > 1
	h.endCell()
	if again {
		g.open = true // a second definition of the same word
		return nil
	}
	if tag == atom.Th {
		h.bold++
	}
	return h.out.newCell(attrs.number("colspan"), min(attrs.number("rowspan"), 1000))
}

// endCell leaves a cell and forgets what was not closed in it.
func (h *hypertext) endCell() {
	if g := h.out.last(); g != nil {
		g.open = false
		o := h.outside[len(h.outside)-1]
		h.lists, h.bold, h.italic = h.lists[:o.lists], o.bold, o.italic
		h.item, h.label, h.tag = false, "", 0
	}
}

func (h *hypertext) endTable() error {
	if h.out.last() == nil || len(h.outside) == 0 {
		return nil
	}
	h.endCell()
	h.outside = h.outside[:len(h.outside)-1]
	h.gap = true
	return h.out.end()
}

// write adds text to the block.
func (h *hypertext) write(s string) error {
	if h.title {
		if h.w.doc.Title == "" {
			h.w.doc.Title = clean(s)
		}
		return nil
	}
	if h.pre == 0 || !strings.Contains(s, "\n") {
		h.put(s)
		return nil
	}
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			if err := h.flush(); err != nil {
				return err
			}
		}
		h.put(line)
	}
	return nil
}

func (h *hypertext) put(s string) {
	if h.seam && glued(h.text.String(), s) {
		h.text.WriteByte(' ')
	}
	h.seam = false
	h.text.WriteString(s)
	h.tally.count(s, h.bold > 0, h.italic > 0)
	if strings.TrimSpace(s) != "" {
		h.broken = false
	}
}

// glued reports whether two texts on either side of <span> or <a> are words
// of their own, which the style sheet of the page kept apart: "Mødested" and
// "Rådssalen", but not "eSundhed" cut in two by a word processor.
func glued(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	if unicode.IsDigit(last) {
		return unicode.IsUpper(next)
	}
	return unicode.IsLower(last) && len(before) > 2 && (unicode.IsUpper(next) || unicode.IsDigit(next))
}

func (h *hypertext) flushIf(block bool) error {
	if !block {
		return nil
	}
	h.broken = false
	return h.flush()
}

// flush ends the block.
func (h *hypertext) flush() error {
	text := clean(h.text.String())
	t := h.tally
	h.text.Reset()
	h.tally = tally{}
	if text == "" {
		return nil
	}
	b := Block{
		Kind:   Paragraph,
		Text:   text,
		Gap:    h.gap,
		Bold:   t.all > 0 && t.bold == t.all,
		Italic: t.all > 0 && t.italic == t.all,
	}
	switch {
	case h.tag != 0:
		b.Kind, b.Level, b.Label = Heading, int(h.tag.String()[1]-'0'), h.label
	case h.item || h.label != "":
		b.Kind, b.Label, b.Level = ListItem, h.label, max(0, len(h.lists)-h.floor()-1)
		h.item = false
	}
	if b.Kind != Heading && b.Label == "" {
		b.takeLabel()
	}
	h.gap, h.label = false, ""
	return h.out.add(b)
}
