package document

import (
	"slices"
	"strings"
)

// block sets one block into lines and puts it in the structure tree.
func (p *press) block(b block) []line {
	body := style{p.regular, 10.5, 14.5, black, 5}
	small := style{p.regular, 9, 12.5, grey, 3}
	switch b.Role {
	case heading:
		return p.heading(b)
	case kind:
		return p.paragraph(style{p.bold, 11, 15, blue, 0}, strings.ToUpper(b.Text), left, 0)
	case fact:
		return p.fact(style{p.regular, 10.5, 15, black, 1}, b.Text)
	case remark:
		return p.paragraph(small, b.Text, left, 0)
	case decided:
		lines := p.heading(b)
		lines[0].above = 16
		return shaded(indent(lines, 11))
	case decision:
		return shaded(p.paragraph(body, b.Text, left+11, 11))
	case list, numbered:
		return p.list(body, b)
	case table:
		return p.table(b)
	}
	return p.paragraph(body, b.Text, left, 0)
}

// headings are how headings look, by level.
func (p *press) headings(level int) style {
	switch level {
	case 1:
		return style{p.bold, 20, 26, black, 2}
	case 2:
		return style{p.bold, 13, 17, black, 24}
	case 3:
		return style{p.bold, 10.5, 14.5, blue, 11}
	}
	return style{p.bold, 10.5, 14.5, black, 8}
}

// heading sets a heading. The number of an item stands before its title, and no
// heading stands at the foot of a page.
func (p *press) heading(b block) []line {
	level := min(b.Level, 6)
	st, owner := p.headings(level), p.document.under("H"+string(rune('0'+level)))
	number, title, ok := strings.Cut(b.Text, ". ")
	const room = 30
	var lines []line
	if level == 2 && ok && title != "" && strings.ContainsAny(number, "0123456789") && st.width(number+". ") < room {
		lines = st.hang(st.set(title, left+room, column-room, owner), number+".", left, owner)
	} else {
		lines = st.set(b.Text, left, column, owner)
	}
	for i := range lines {
		lines[i].keep = true
	}
	if level == 2 {
		lines[0].bookmark = b.Text
	}
	return lines
}

func (p *press) paragraph(st style, text string, x, margin float64) []line {
	return st.set(text, x, right-x-margin, p.document.under("P"))
}

// fact sets "Sted: Rådhuset" with the word before the colon in bold and the rest
// in a column of its own.
func (p *press) fact(st style, text string) []line {
	const room = 70
	name, value, _ := strings.Cut(text, ": ")
	owner := p.document.under("P")
	lines := st.set(value, left+room, column-room, owner)
	st.face = p.bold
	return st.hang(lines, name+":", left, owner)
}

// list sets a list: each line an LI of its label and its body (ISO 32000-1,
// 14.8.4.3.3).
func (p *press) list(st style, b block) (lines []line) {
	l := p.document.under("L")
	numbering := map[bool]string{true: "Decimal", false: "Disc"}[b.Role == numbered]
	if b.Role == list && slices.ContainsFunc(b.Entries, func(e entry) bool { return e.Label != "•" }) {
		numbering = "None" // each label stands as the minutes print it
	}
	l.attributes = "<</O /List /ListNumbering /" + numbering + ">>"
	st.above = 2
	for _, e := range b.Entries {
		item := l.under("LI")
		label, text := item.under("Lbl"), item.under("LBody")
		room := max(20, st.width(e.Label+" ")+4)
		lines = append(lines, st.hang(st.set(e.Text, left+room, column-room, text), e.Label, left, label)...)
	}
	lines[0].above = 5
	return lines
}

// table sets a table with its head said again on each page it runs over.
func (p *press) table(b block) (lines []line) {
	text := style{p.regular, 9.5, 12.5, black, 4}
	title := text
	title.face = p.bold
	widths := columns(p.alike(b), title, column)
	t := p.document.under("Table")
	t.attributes = "<</O /Table /Summary " + literal(b.Name) + ">>"
	row := func(parent *element, st style, cells []string, role, attributes string) []line {
		tr := parent.under("TR")
		cells = append(slices.Clone(cells), make([]string, len(widths)-len(cells))...)
		owners := make([]*element, len(cells))
		for i := range owners {
			owners[i] = tr.under(role)
			owners[i].attributes = attributes
		}
		set := st.setRow(cells, widths, left, bottom-top, owners)
		set[len(set)-1].width = column
		return set
	}
	var head, again []line
	if len(b.Head) > 0 {
		head = row(t.under("THead"), title, b.Head, "TH", "<</O /Table /Scope /Column>>")
		for i := range head {
			head[i].keep = true
		}
		again = unowned(head)
	}
	lines = append(lines, head...)
	rows := t.under("TBody")
	for _, cells := range b.Rows {
		set := row(rows, text, cells, "TD", "")
		for i := range set {
			set[i].head = again
		}
		lines = append(lines, set...)
	}
	lines[0].above = 8
	return lines
}

// alike returns the rows of every table that has the same head, so that the
// columns of all of them stand below each other.
func (p *press) alike(b block) (rows [][]string) {
	rows = append(rows, b.Head)
	rows = append(rows, b.Rows...)
	for _, other := range p.script.Blocks {
		if other.Role == table && len(b.Head) > 0 && slices.Equal(other.Head, b.Head) {
			rows = append(rows, other.Rows...)
		}
	}
	return rows
}

// unowned returns lines as decoration.
func unowned(lines []line) (copies []line) {
	for _, l := range lines {
		l.runs = slices.Clone(l.runs)
		for i := range l.runs {
			l.runs[i].owner = nil
		}
		copies = append(copies, l)
	}
	return copies
}

func shaded(lines []line) []line {
	for i := range lines {
		lines[i].shade = true
	}
	return lines
}

func indent(lines []line, by float64) []line {
	for i := range lines {
		for j := range lines[i].runs {
			lines[i].runs[j].x += by
		}
	}
	return lines
}
