package pdf

import (
	"slices"
	"strings"
	"unicode"
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

// sameColumns reports whether t goes on where the table before stopped.
func (t *table) sameColumns(next *table) bool {
	return slices.EqualFunc(t.columns, next.columns, func(a, b float32) bool { return abs32(a-b) < 4 })
}

// text returns the text of a small table, to recognise a letterhead on another
// page; a larger table is never one.
func (t *table) text() string {
	if len(t.rows) > 2 {
		return ""
	}
	var out strings.Builder
	for _, row := range t.rows {
		for _, c := range row {
			for i := range c.lines {
				out.WriteString(c.lines[i].text())
				out.WriteByte(' ')
			}
		}
	}
	return out.String()
}

// openTables finds tables without drawn borders: neighbouring lines whose
// segments stand in the same columns. It replaces those lines by a table.
func openTables(lines []line, rules []rule) []line {
	loosen(lines)
	var out []line
	for i := 0; i < len(lines); {
		if n := tableRun(lines[i:]); n > 0 {
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
			if inside > 0 && n+1 < len(lines) && l.y-lines[n+1].y < 0.8*l.size && len(lines[n+1].segments) > 1 {
				continue // the first line of a taller cell, half a line above its row
			}
			if inside < 0 || d > 1.7*l.size || inside == 0 && len(merged) > 1 && !wraps(lines[n-1], l) {
				break
			}
		} else {
			if !tabular(l) && !oneCell(l) || len(merged) < len(columns) && len(columns) > 2 && len(merged) == 2 {
				break
			}
			if !oneCell(l) {
				full++
			}
		}
		columns = merged
	}
	if full < 2 {
		if gap := lines[0].segments[1].x0 - lines[0].segments[0].x1; gap > 2*lines[0].size || len(columns) > 2 {
			return 1
		}
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

// oneCell reports whether a line is a label and its text, which may be the
// first cell of a row whose other cells stand on the next line.
func oneCell(l *line) bool { return len(l.segments) == 2 && isLabel(l.segments[0].text) }

// spans returns the columns of one line; a label belongs to the cell after it.
func spans(l *line) []span {
	out := make([]span, 0, len(l.segments))
	for i, s := range l.segments {
		if i == 1 && isLabel(l.segments[0].text) {
			out[0].x1 = s.x1
			continue
		}
		out = append(out, span{s.x0, s.x1})
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

// inColumn returns the column that a segment stands in, -1 when it reaches
// into two or stands between them.
func inColumn(columns []span, s segment) int {
	found := -1
	for i, c := range columns {
		if s.x0 <= c.x1 && s.x1 >= c.x0 {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

// loosen parts segments at the narrower gaps where a line close by starts a
// segment at the same place: the columns of a tight table.
func loosen(lines []line) {
	for i := range lines {
		for s := 0; s < len(lines[i].segments); s++ {
			for _, gap := range lines[i].segments[s].loose {
				if startsNear(lines, i, gap.x1) {
					lines[i].part(s, gap)
					break
				}
			}
		}
	}
}

func startsNear(lines []line, i int, x float32) bool {
	for k := max(0, i-2); k < min(len(lines), i+3); k++ {
		if k == i || abs32(lines[k].y-lines[i].y) > 3.5*lines[i].size || len(lines[k].segments) < 2 {
			continue
		}
		for _, s := range lines[k].segments[1:] {
			if abs32(s.x0-x) < 1.5 {
				return true
			}
		}
	}
	return false
}

// part cuts segment number s in two at a gap.
func (l *line) part(s int, gap loose) {
	whole := l.segments[s]
	left, right := whole, whole
	left.text, left.x1, left.loose = strings.TrimRight(whole.text[:gap.at], " "), gap.x0, nil
	right.text, right.x0, right.loose = whole.text[gap.at:], gap.x1, nil
	for _, later := range whole.loose {
		if later.at > gap.at {
			right.loose = append(right.loose, loose{later.at - gap.at, later.x0, later.x1})
		}
	}
	left.secondX, left.firstWidth = min(left.secondX, left.x1), min(left.firstWidth, left.x1-left.x0)
	word, _, _ := strings.Cut(right.text, " ")
	right.firstWidth = (right.x1 - right.x0) * float32(len(word)) / float32(max(1, len(right.text)))
	right.secondX = min(right.x0+right.firstWidth, right.x1)
	l.segments = slices.Replace(slices.Clone(l.segments), s, s+1, left, right)
}

// openTable puts the segments of a run of lines into cells, and the lines into
// rows: a line starts a row unless it goes on with cells of the line above.
func openTable(lines []line, rules []rule) *table {
	columns := spans(&lines[0])
	for i := range lines[1:] {
		columns = merge(columns, spans(&lines[i+1]))
	}
	rules = slices.DeleteFunc(slices.Clone(rules), func(r rule) bool { return r.at > lines[0].y || r.at < lines[len(lines)-1].y })
	t := &table{x1: columns[len(columns)-1].x1}
	for _, c := range columns {
		t.columns = append(t.columns, c.x0)
	}
	tight := float32(1e9)
	for i := range lines[1:] {
		if d := lines[i].y - lines[i+1].y; d >= 0.8*lines[i].size {
			tight = min(tight, d)
		}
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
	if d < 0.8*l.size {
		return true // a cell set half a line lower than its neighbours
	}
	if d > 1.25*tight || d > 1.7*l.size {
		return false
	}
	if drawn, between := ruled(rules, above.y, l.y, columns); drawn {
		return !between
	}
	label, _, _, _ := l.label()
	goesOn := l.segments[0].x0 > columns[0].x1 // nothing in the first column
	for _, s := range l.segments {
		c := inColumn(columns, s)
		if c < 0 || label != "" {
			return false
		}
		if n := len(row[c].lines); n > 0 {
			last := row[c].lines[n-1]
			if last.x1()+s.firstWidth+0.3*s.size < columns[c].x1-0.5*s.size {
				return goesOn
			}
			goesOn = goesOn || len(l.segments) < len(columns) || unicode.IsLower(firstRune(s.text))
		}
	}
	return goesOn
}

// ruled reports whether lines are drawn between the rows of the table, and
// whether one stands between two heights.
func ruled(rules []rule, upper, lower float32, columns []span) (drawn, between bool) {
	for _, r := range rules {
		if r.along0 < columns[0].x1 && r.along1 > columns[len(columns)-1].x0 { // longer than the underline of a cell's text
			drawn = true
			between = between || r.at < upper && r.at > lower
		}
	}
	return drawn, between
}
