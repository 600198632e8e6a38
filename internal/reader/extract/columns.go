package extract

import (
	"strings"
	"unicode/utf8"

	"klynge/internal/pattern"
)

// pipes returns how many lines from i on are a table with pipes: at least two
// that start with a pipe, or one followed by a line of dashes.
func (p *proser) pipes(i int) int {
	if !strings.Contains(p.lines[i].text, "|") {
		return 0
	}
	ruled := i+1 < len(p.lines) && p.follows(i, i+1) && strings.Contains(p.lines[i+1].text, "|") && delimiters.MatchString(p.lines[i+1].text)
	if !ruled && p.lines[i].text[0] != '|' {
		return 0
	}
	n := 1
	for i+n < len(p.lines) && p.follows(i, i+n) &&
		strings.Contains(p.lines[i+n].text, "|") && (ruled || p.lines[i+n].text[0] == '|') {
		n++
	}
	if n < 2 {
		return 0
	}
	return n
}

func (p *proser) pipeTable(i, n int) error {
	p.table++
	for _, l := range p.lines[i : i+n] {
		if delimiters.MatchString(l.text) {
			continue
		}
		var cells []Cell
		for _, text := range splitPipes(l.text) {
			cells = append(cells, p.cell(text))
		}
		if err := p.w.addRow(Block{Cells: cells, Table: p.table}); err != nil {
			return err
		}
	}
	return nil
}

// splitPipes cuts a row at its pipes, except those that are escaped.
func splitPipes(s string) []string {
	s = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(s), "|"), "|")
	var cells []string
	from := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '|':
			cells = append(cells, s[from:i])
			from = i + 1
		}
	}
	return append(cells, s[from:])
}

// cell turns the text of a cell into its lines.
func (p *proser) cell(text string) Cell {
	var c Cell
	for _, part := range pieces(text, p.markdown) {
		l := Line{Text: strings.TrimSpace(part.text)}
		if label, ok := splitLabel(l.Text); ok && !label.weak {
			l.Label, l.Text = label.label, label.rest
		} else if part.item {
			l.Label = "•"
		}
		c.Lines = append(c.Lines, l)
	}
	return c
}

// wideBlank separates columns that were lined up with blanks. Two are enough
// after a colon.
var wideBlank = pattern.New(`[ \x{a0}]{3,}|:[ \x{a0}]{2,}`)

// splitBlanks cuts a line at its wide blanks.
func splitBlanks(s string) []string {
	var cells []string
	from := 0
	for _, at := range wideBlank.FindAllStringIndex(s, -1) {
		end := at[0]
		if s[end] == ':' {
			end++
		}
		cells = append(cells, s[from:end])
		from = at[1]
	}
	return append(cells, s[from:])
}

// columns returns how many lines from i on are a table made with tabs or with
// blanks.
func (p *proser) columns(i int) int {
	switch {
	case p.tabbed(i):
		n := 1
		for i+n < len(p.lines) && p.follows(i, i+n) && (p.tabbed(i+n) || strings.HasPrefix(p.lines[i+n].raw, "\t")) {
			n++
		}
		return n
	case p.spaced(i):
		n := 1
		for i+n < len(p.lines) && p.follows(i, i+n) && (p.spaced(i+n) || p.hangs(i+n-1, i+n)) {
			n++
		}
		return n
	}
	return 0
}

// follows reports whether line j may belong to the table that line i begins.
func (p *proser) follows(i, j int) bool {
	return !p.lines[j].gap && p.lines[j].page == p.lines[i].page && len(p.lines[j].text) <= longLine
}

// tabbed reports whether line i has a tab between two texts, apart from the
// one that may follow its label.
func (p *proser) tabbed(i int) bool {
	text := p.lines[i].text
	if p.labelled(i) {
		text = p.labels[i].rest
	}
	return len(text) <= longLine && strings.Contains(text, "\t")
}

func (p *proser) spaced(i int) bool {
	text := p.lines[i].text
	if p.labelled(i) {
		text = p.labels[i].rest
	}
	return len(text) <= longLine && strings.Contains(text, "  ") && !strings.Contains(text, "\t") &&
		wideBlank.MatchString(text)
}

// hangs reports whether line j stands under the last column of line i.
func (p *proser) hangs(i, j int) bool {
	if p.lines[j].indent < 8 || p.lines[j].tabs() {
		return false
	}
	if p.lines[i].indent == p.lines[j].indent && !p.spaced(i) {
		return true
	}
	at := wideBlank.FindAllStringIndex(p.lines[i].text, -1)
	if len(at) == 0 {
		return false
	}
	column := p.lines[i].indent + utf8.RuneCountInString(p.lines[i].text[:at[len(at)-1][1]])
	return column == p.lines[j].indent
}

// columnTable adds the rows of lines i to i+n.
func (p *proser) columnTable(i, n int) error {
	p.table++
	rows := make([][]string, 0, n)
	for _, l := range p.lines[i : i+n] {
		switch {
		case strings.HasPrefix(l.raw, "\t"):
			rows = append(rows, strings.Split(l.raw, "\t"))
		case l.tabs():
			rows = append(rows, strings.Split(l.text, "\t"))
		case wideBlank.MatchString(l.text):
			rows = append(rows, splitBlanks(l.text))
		case len(rows[len(rows)-1][len(rows[len(rows)-1])-1]) > longLine:
			rows = append(rows, []string{l.text})
		default: // under the last column of the row before
			last := rows[len(rows)-1]
			last[len(last)-1] += "<br>" + l.text
		}
	}
	squeeze := padded(rows)
	for j, row := range rows {
		var cells []Cell
		for k, text := range row {
			if !squeeze || strings.TrimSpace(text) != "" || k == 0 {
				cells = append(cells, p.cell(text))
			}
		}
		for len(cells) > 1 && len(cells[len(cells)-1].Lines) == 0 {
			cells = cells[:len(cells)-1]
		}
		b := Block{Cells: cells, Table: p.table, Indent: float64(p.lines[i+min(j, n-1)].indent)}
		if err := p.w.addRow(b); err != nil {
			return err
		}
	}
	return nil
}

// padded reports whether empty cells inside the rows are only tabs that
// somebody pressed to line things up: without them all rows are equally long,
// with them they are not.
func padded(rows [][]string) bool {
	full, squeezed := make(map[int]bool), make(map[int]bool)
	for _, row := range rows {
		n := 0
		for _, cell := range row {
			if strings.TrimSpace(cell) != "" {
				n++
			}
		}
		full[len(row)], squeezed[n] = true, true
	}
	return len(squeezed) == 1 && (len(full) > 1 || len(rows) == 1)
}
