package pdf

import "klynge/internal/reader/extract"

// table gathers the rows of a table.
func (t *tagger) table(d dict, page object, depth int) {
	var rows [][][]element
	var walk func(k, page object, depth int)
	walk = func(k, page object, depth int) {
		if t.steps++; depth <= 0 || t.steps > 4*t.f.limits.Blocks {
			return
		}
		switch k := t.f.resolve(k).(type) {
		case array:
			for _, kid := range k {
				walk(kid, page, depth-1)
			}
		case dict:
			if k["Pg"] != nil {
				page = k["Pg"]
			}
			switch t.role(k) {
			case "TR":
				rows = append(rows, nil)
				walk(k["K"], page, depth-1)
			case "TH", "TD":
				if len(rows) == 0 {
					rows = append(rows, nil)
				}
				last := len(rows) - 1
				rows[last] = append(rows[last], t.cell(k["K"], page, depth-1))
			case "Caption":
				t.element(k, page, depth-1)
			default:
				walk(k["K"], page, depth-1)
			}
		}
	}
	walk(d["K"], page, depth)
	if rows != nil {
		t.out = append(t.out, element{kind: extract.Row, rows: rows})
	}
}

// cell gathers the elements of one cell. A table inside a cell gives its text.
func (t *tagger) cell(k, page object, depth int) []element {
	out := t.out
	t.out = nil
	t.children(k, page, depth)
	t.flush(extract.Paragraph, 0)
	elements := t.out
	t.out = out
	return elements
}

// taggedRows makes row blocks. A column reaches as far to the right as its
// longest line: that tells which lines of a cell wrapped.
func (s *setter) taggedRows(rows [][][]element) (out []para) {
	*s.tables++
	edges := aligned(rows)
	inner := *s
	inner.body, inner.narrow = 1e9, true // nothing in a cell is a heading for its size
	for _, row := range rows {
		p := para{kind: extract.Row, table: *s.tables, bold: true, italic: true, gap: len(out) == 0}
		for column, c := range row {
			var paras []para
			for _, e := range c {
				e.lines = onePage(e.lines)
				for i := range e.lines {
					e.lines[i].margin = edges[column].x1
				}
				paras = append(paras, inner.element(e)...)
			}
			for i := range paras {
				if p.page == 0 {
					p.page, p.x0 = paras[i].page, paras[i].x0
				}
				p.bold, p.italic, p.size = p.bold && paras[i].bold, p.italic && paras[i].italic, max(p.size, paras[i].size)
				paras[i].text = s.healed(paras[i].text)
			}
			p.cells = append(p.cells, paras)
		}
		if p.page > 0 {
			out = append(out, p)
		}
	}
	s.above = inner.above
	return out
}

// onePage drops the lines of a heading row that was printed again on later pages.
func onePage(lines []line) []line {
	first := lines[0].text()
	for i := range lines {
		if i > 0 && lines[i].page != lines[i-1].page && lines[i].text() == first {
			return lines[:i]
		}
	}
	return lines
}

// aligned measures the columns of a table, and puts the cells of rows that lack
// some into their columns: browsers leave empty cells out of the tree.
func aligned(rows [][][]element) (columns []span) {
	for _, row := range rows {
		if len(row) > len(columns) {
			columns = make([]span, len(row))
		}
	}
	for i := range columns {
		columns[i] = span{1e9, 0}
	}
	for _, row := range rows {
		if len(row) == len(columns) {
			for i, c := range row {
				columns[i] = cover(columns[i], c)
			}
		}
	}
	for i, row := range rows {
		if len(row) < len(columns) {
			rows[i] = spread(row, columns)
		}
	}
	for _, row := range rows {
		for i, c := range row {
			columns[i] = cover(columns[i], c)
		}
	}
	return columns
}

func cover(s span, c []element) span {
	for _, e := range c {
		for i := range e.lines {
			s = span{min(s.x0, e.lines[i].x0()), max(s.x1, e.lines[i].x1())}
		}
	}
	return s
}

// spread puts each cell of a row at the column it overlaps, in order.
func spread(row [][]element, columns []span) [][]element {
	out := make([][]element, 0, len(columns))
	for i, c := range row {
		at := cover(span{1e9, 0}, c)
		for len(out)+len(row)-i < len(columns) && at.x1 > 0 && at.x0 > columns[len(out)].x1 {
			out = append(out, nil)
		}
		out = append(out, c)
	}
	return out
}
