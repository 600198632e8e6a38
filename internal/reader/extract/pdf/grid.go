package pdf

import (
	"cmp"
	"slices"
)

// A rule is a drawn line of a table: where it stands and how far it goes.
type rule struct {
	at             float32 // x of a vertical, y of a horizontal one
	along0, along1 float32
}

const near = 3.0 // points within which lines meet

// straight sorts drawn lines into horizontal and vertical ones and joins the
// pieces of one line: browsers draw each cell's borders by themselves.
func straight(rects []rect) (horizontal, vertical []rule) {
	for _, r := range rects {
		if r.x1-r.x0 >= r.y1-r.y0 {
			horizontal = append(horizontal, rule{float32(r.y0+r.y1) / 2, float32(r.x0), float32(r.x1)})
		} else {
			vertical = append(vertical, rule{float32(r.x0+r.x1) / 2, float32(r.y0), float32(r.y1)})
		}
	}
	return joinRules(horizontal), joinRules(vertical)
}

func joinRules(rules []rule) []rule {
	slices.SortFunc(rules, func(a, b rule) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.along0, b.along0)) })
	var out []rule
	for from := 0; from < len(rules); {
		to := from + 1
		for to < len(rules) && rules[to].at-rules[from].at < 1.5 {
			to++
		}
		group := rules[from:to]
		slices.SortFunc(group, func(a, b rule) int { return cmp.Compare(a.along0, b.along0) })
		joined := group[0]
		for _, r := range group[1:] {
			if r.along0 <= joined.along1+near {
				joined.along1 = max(joined.along1, r.along1)
				continue
			}
			out = append(out, joined)
			joined = r
		}
		out = append(out, joined)
		from = to
	}
	return out
}

// A grid is a table drawn with lines: the borders of its columns from the left
// and of its rows from the top.
type grid struct {
	xs, ys               []float32
	horizontal, vertical []rule
}

// More lines than this on a page are a drawing, not tables.
const maxGridRules = 4000

// grids finds groups of lines that cross and enclose at least two columns.
func grids(horizontal, vertical []rule) (found []grid) {
	if len(horizontal) < 2 || len(vertical) < 1 || len(horizontal)+len(vertical) > maxGridRules {
		return nil
	}
	group := make([]int, len(horizontal)+len(vertical))
	for i := range group {
		group[i] = i
	}
	root := func(i int) int {
		for group[i] != i {
			group[i] = group[group[i]]
			i = group[i]
		}
		return i
	}
	for i, h := range horizontal {
		for j, v := range vertical {
			if v.at >= h.along0-near && v.at <= h.along1+near && h.at >= v.along0-near && h.at <= v.along1+near {
				group[root(i)] = root(len(horizontal) + j)
			}
		}
	}
	members := map[int]*grid{}
	var order []int
	member := func(i int) *grid {
		r := root(i)
		if members[r] == nil {
			members[r] = &grid{}
			order = append(order, r)
		}
		return members[r]
	}
	for i, h := range horizontal {
		g := member(i)
		g.horizontal = append(g.horizontal, h)
	}
	for j, v := range vertical {
		g := member(len(horizontal) + j)
		g.vertical = append(g.vertical, v)
	}
	for _, r := range order {
		if g := members[r]; g.measure() {
			found = append(found, *g)
		}
	}
	return found
}

// measure works out rows and columns, and reports whether it is a table.
func (g *grid) measure() bool {
	if len(g.horizontal) < 2 || len(g.vertical) == 0 {
		return false
	}
	for _, v := range g.vertical {
		g.xs = append(g.xs, v.at)
		g.ys = append(g.ys, v.along0, v.along1) // a table may lack its outermost lines
	}
	for _, h := range g.horizontal {
		g.ys = append(g.ys, h.at)
		g.xs = append(g.xs, h.along0, h.along1)
	}
	g.xs, g.ys = distinct(g.xs), distinct(g.ys)
	slices.Reverse(g.ys)
	return len(g.xs) > 2 && len(g.ys) > 1
}

func distinct(values []float32) (out []float32) {
	slices.Sort(values)
	for _, v := range values {
		if len(out) == 0 || v-out[len(out)-1] > 2*near {
			out = append(out, v)
		}
	}
	return out
}

// place returns the row and column of a point, or ok false outside.
func (g *grid) place(x, y float32) (row, column int, ok bool) {
	if x < g.xs[0] || x > g.xs[len(g.xs)-1] || y > g.ys[0] || y < g.ys[len(g.ys)-1] {
		return 0, 0, false
	}
	for column+2 < len(g.xs) && x > g.xs[column+1] {
		column++
	}
	for row+2 < len(g.ys) && y < g.ys[row+1] {
		row++
	}
	return row, column, true
}

// walled reports whether a line stands between column-1 and column in a row.
func (g *grid) walled(row, column int) bool {
	return crossed(g.vertical, g.xs[column], (g.ys[row]+g.ys[row+1])/2)
}

// floored reports whether a line stands between row-1 and row in a column.
func (g *grid) floored(row, column int) bool {
	return crossed(g.horizontal, g.ys[row], (g.xs[column]+g.xs[column+1])/2)
}

func crossed(rules []rule, at, along float32) bool {
	for _, r := range rules {
		if abs32(r.at-at) <= 2*near && r.along0 <= along && along <= r.along1 {
			return true
		}
	}
	return false
}

// table takes the words that stand inside the grid out of words and puts them
// into cells. A cell without a wall or floor is part of its neighbour.
func (g *grid) table(p *page, words []word, number int) (t *table, rest []word) {
	rows, columns := len(g.ys)-1, len(g.xs)-1
	owner := make([]int, rows*columns) // cell to the cell it is a part of
	for row := range rows {
		for column := range columns {
			at := row*columns + column
			owner[at] = at
			switch {
			case column > 0 && !g.walled(row, column):
				owner[at] = owner[at-1]
			case row > 0 && !g.floored(row, column):
				owner[at] = owner[at-columns]
			}
		}
	}
	inside := map[int][]word{}
	for _, w := range words {
		row, column, ok := g.place((w.x0+w.x1)/2, w.y+0.3*w.size)
		if !ok {
			rest = append(rest, w)
			continue
		}
		at := owner[row*columns+column]
		inside[at] = append(inside[at], w)
	}
	if len(inside) == 0 {
		return nil, words
	}
	t = &table{columns: g.xs[:columns], x1: g.xs[columns]}
	for row := range rows {
		var cells []cell
		filled := false
		for column := range columns {
			at := row*columns + column
			if owner[at] != at && owner[at]/columns == row {
				continue // part of the cell to the left
			}
			right := column + 1
			for right < columns && owner[row*columns+right] == at {
				right++
			}
			c := cell{right: g.xs[right]}
			if found := inside[at]; len(found) > 0 && owner[at] == at {
				c.lines = p.lines(found, number)
				filled = true
			}
			cells = append(cells, c)
		}
		if filled {
			t.rows = append(t.rows, cells)
		}
	}
	return t, rest
}
