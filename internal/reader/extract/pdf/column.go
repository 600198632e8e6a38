package pdf

// splitColumns puts the lines of a page into reading order where text runs in
// columns: what stands above, then each column from top to bottom, then what
// stands below. A table is no columns: its cells are not full of prose.
func splitColumns(lines []line) []line {
	from, to, gutter := widestGutter(lines)
	if to == 0 {
		return lines
	}
	out := append([]line(nil), lines[:from]...)
	var left, right []line
	for _, l := range lines[from:to] {
		a, b := l, l
		a.segments, b.segments = nil, nil
		for _, s := range l.segments {
			if s.x0 < gutter {
				a.segments = append(a.segments, s)
			} else {
				b.segments = append(b.segments, s)
			}
		}
		if len(a.segments) > 0 {
			left = append(left, a)
		}
		if len(b.segments) > 0 {
			right = append(right, b)
		}
	}
	out = append(out, column(left)...)
	out = append(out, column(splitColumns(right))...)
	if to < len(lines) {
		rest := splitColumns(lines[to:])
		rest[0].top = true
		out = append(out, rest...)
	}
	return out
}

// column gives lines the right edge of their own column.
func column(lines []line) []line {
	var edge float32
	for i := range lines {
		edge = max(edge, lines[i].x1())
	}
	for i := range lines {
		if lines[i].margin == 0 {
			lines[i].margin = edge
		}
	}
	if len(lines) > 0 {
		lines[0].top = true
	}
	return lines
}

// A stretch of this many lines with prose on both sides is columns.
const columnLines = 5

// widestGutter finds the longest stretch of lines that one vertical band of
// white parts in two sides of prose. It answers to = 0 when there is none.
func widestGutter(lines []line) (from, to int, gutter float32) {
	best := 0
	tried := map[int]bool{}
	for i := range lines {
		for _, s := range lines[i].segments {
			x := s.x0 - 1
			if tried[int(x/4)] || len(tried) > 64 {
				continue
			}
			tried[int(x/4)] = true
			if a, b, count := stretch(lines, i, x); count > best {
				best, from, to, gutter = count, a, b, x
			}
		}
	}
	if best < columnLines {
		return 0, 0, 0
	}
	return from, to, gutter
}

// besides leaves out the lines above and below that are only on the left of x
// and do not hang together with the columns: a short heading, a last line.
func besides(lines []line, from, to int, x float32) (int, int) {
	top, bottom := -1, -1
	for k := from; k < to; k++ {
		if lines[k].x1() > x {
			if top < 0 {
				top = k
			}
			bottom = k
		}
	}
	if top < 0 {
		return from, from
	}
	close := func(a, b int) bool {
		return lines[a].y-lines[b].y < 1.7*lines[b].size && abs32(lines[a].size-lines[b].size) < 0.1*lines[a].size && lines[a].bold() == lines[b].bold()
	}
	first := top
	for first > from && close(first-1, first) && lines[first-1].y-lines[top].y < 2*lines[top].size {
		first--
	}
	last := bottom
	for last+1 < to && close(last, last+1) {
		last++
	}
	return first, last + 1
}

// stretch widens from line i as long as no segment crosses x, and counts the
// lines of the shorter side, 0 when the sides are not prose.
func stretch(lines []line, i int, x float32) (from, to, count int) {
	free := func(l *line) bool {
		if l.table != nil {
			return false
		}
		for _, s := range l.segments {
			if s.x0 < x && s.x1 > x {
				return false
			}
		}
		return true
	}
	for from = i; from > 0 && free(&lines[from-1]); from-- {
	}
	for to = i + 1; to < len(lines) && free(&lines[to]); to++ {
	}
	from, to = besides(lines, from, to, x)
	var l0, l1, r0, r1 float32 = 1e9, 0, 1e9, 0
	for k := from; k < to; k++ {
		for _, s := range lines[k].segments {
			if s.x0 < x {
				l0, l1 = min(l0, s.x0), max(l1, s.x1)
			} else {
				r0, r1 = min(r0, s.x0), max(r1, s.x1)
			}
		}
	}
	var left, right, leftFull, rightFull int // lines, and those that fill their column
	for k := from; k < to; k++ {
		a, b := false, false
		for _, s := range lines[k].segments {
			full := func(x0, x1 float32) bool { return s.x1-s.x0 > 0.7*(x1-x0) && len(s.text) >= 20 }
			if s.x0 < x {
				a = true
				if full(l0, l1) {
					leftFull++
				}
			} else {
				b = true
				if full(r0, r1) {
					rightFull++
				}
			}
		}
		if a {
			left++
		}
		if b {
			right++
		}
	}
	if left < columnLines || right < columnLines || 2*leftFull < left || 2*rightFull < right {
		return 0, 0, 0
	}
	return from, to, min(left, right)
}
