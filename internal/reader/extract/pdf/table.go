package pdf

import (
	"slices"
	"strings"
)

// A table is rows of cells, each cell the lines that stand in it.
type table struct {
	columns []float32 // the left edges, to recognise the table on the next page
	rows    [][]cell
	x1      float32
}

type cell struct {
	lines []line
	right float32 // edge of the column: a line that ends well before it did not wrap
}

// openTables finds tables without drawn borders: neighbouring lines whose
// segments stand in the same columns. It replaces those lines by a table.
func openTables(lines []line, rules []rule) []line {
	var out []line
	for i := 0; i < len(lines); {
		if n := tableRun(lines[i:]); n > 1 {
			t := openTable(lines[i:i+n], rules)
			first := lines[i]
			out = append(out, line{page: first.page, y: first.y, size: first.size, table: t, top: first.top, segments: first.segments})
			i += n
			continue
		}
		out = append(out, lines[i])
		i++
	}
	return out
}

// A span is a column: the space its segments take.
type span struct{ x0, x1 float32 }

// tableRun counts the lines of the table that starts here, 0 when none does.
func tableRun(lines []line) int {
	if !tabular(&lines[0]) {
		return 0
	}
	columns := spans(&lines[0])
	full, n := 1, 1
	for ; n < len(lines); n++ {
		l := &lines[n]
		d := lines[n-1].y - l.y
		if l.table != nil || d <= 0 || d > 4*l.size {
			break
		}
		merged := merge(columns, spans(l))
		if len(merged) < len(columns) && len(merged) < max(2, len(spans(l))) || len(merged) < 2 {
			break
		}
		if len(l.segments) == 1 {
			// A single segment continues a cell only close under it and
			// inside its column; else the table is over.
			inside := inColumn(columns, l.segments[0])
			if inside < 0 || d > 1.7*l.size || inside == 0 && len(merged) > 1 && !wraps(lines[n-1], l) {
				break
			}
		} else {
			if !tabular(l) || len(merged) < len(columns) && len(columns) > 2 && len(merged) == 2 {
				break
			}
			full++
		}
		columns = merged
	}
	if full < 2 {
		return 0
	}
	for n > 1 && len(lines[n-1].segments) == 1 && inColumn(columns, lines[n-1].segments[0]) == 0 {
		n--
	}
	return n
}

// wraps reports whether l may go on with the first cell of the line before.
func wraps(before line, l *line) bool {
	return len(before.segments) > 1 && before.segments[0].x1+l.segments[0].firstWidth+0.3*l.size > before.segments[1].x0-l.size
}

// tabular reports whether the segments of a line are cells, not a label or a
// "Field:" in front of its text.
func tabular(l *line) bool {
	if l.table != nil || len(l.segments) < 2 {
		return false
	}
	if len(l.segments) == 2 && (isLabel(l.segments[0].text) || strings.HasSuffix(l.segments[0].text, ":")) {
		return false
	}
	return true
}

func spans(l *line) []span {
	var out []span
	for i, s := range l.segments {
		if i == 0 && isLabel(s.text) && len(l.segments) > 2 {
			continue // the label belongs to the cell after it
		}
		x0 := s.x0
		if i == 1 && isLabel(l.segments[0].text) && len(l.segments) > 2 {
			x0 = l.segments[0].x0
		}
		out = append(out, span{x0, s.x1})
	}
	return out
}

// merge joins two sets of columns; spans that overlap are one column.
func merge(a, b []span) []span {
	all := append(slices.Clone(a), b...)
	slices.SortFunc(all, func(p, q span) int {
		if p.x0 < q.x0 {
			return -1
		}
		return 1
	})
	out := all[:1]
	for _, s := range all[1:] {
		last := &out[len(out)-1]
		if s.x0 <= last.x1 {
			last.x1 = max(last.x1, s.x1)
			continue
		}
		out = append(out, s)
	}
	return out
}

func inColumn(columns []span, s segment) int {
	for i, c := range columns {
		right := s.x1
		if i+1 < len(columns) {
			right = columns[i+1].x0
		}
		if s.x0 >= c.x0-2 && s.x0 <= c.x1 && s.x1 <= max(right, c.x1+2) {
			return i
		}
	}
	return -1
}

// openTable puts the segments of a run of lines into cells, and the lines into
// rows: a line starts a row unless it goes on with cells of the line above.
func openTable(lines []line, rules []rule) *table {
	columns := spans(&lines[0])
	for i := range lines[1:] {
		columns = merge(columns, spans(&lines[i+1]))
	}
	t := &table{x1: columns[len(columns)-1].x1}
	for _, c := range columns {
		t.columns = append(t.columns, c.x0)
	}
	tight := float32(1e9)
	for i := range lines[1:] {
		tight = min(tight, lines[i].y-lines[i+1].y)
	}
	for i := range lines {
		if i == 0 || !continuesRow(&lines[i-1], &lines[i], columns, tight, rules, t.rows[len(t.rows)-1]) {
			t.rows = append(t.rows, make([]cell, len(columns)))
		}
		row := t.rows[len(t.rows)-1]
		for _, s := range lines[i].segments {
			at := 0
			for c := range columns {
				if s.x0 >= columns[c].x0-1 {
					at = c
				}
			}
			row[at].right = columns[at].x1
			part := line{page: lines[i].page, y: lines[i].y, size: s.size, segments: []segment{s}}
			if n := len(row[at].lines); n > 0 && row[at].lines[n-1].y == part.y {
				row[at].lines[n-1].segments = append(row[at].lines[n-1].segments, s)
				continue
			}
			row[at].lines = append(row[at].lines, part)
		}
	}
	return t
}

func continuesRow(above, l *line, columns []span, tight float32, rules []rule, row []cell) bool {
	d := above.y - l.y
	if d > 1.25*tight || d > 1.7*l.size {
		return false
	}
	lineBetween, anyLine := false, false
	for _, r := range rules {
		if r.along0 < columns[len(columns)-1].x0 && r.along1 > columns[0].x1 {
			anyLine = true
			lineBetween = lineBetween || r.at < above.y && r.at > l.y
		}
	}
	if anyLine {
		return !lineBetween
	}
	if l.segments[0].x0 > columns[0].x1 {
		return true // nothing in the first column
	}
	// Each cell of a continuing line goes on with a full one.
	if len(l.segments) == len(columns) {
		return false
	}
	for _, s := range l.segments {
		c := inColumn(columns, s)
		if c < 0 || len(row[c].lines) == 0 {
			return false
		}
		last := row[c].lines[len(row[c].lines)-1]
		if last.x1()+s.firstWidth+0.3*s.size < columns[c].x1-0.5*s.size {
			return false
		}
	}
	return true
}
