package pdf

import (
	"context"
	"slices"
)

// layout turns what was drawn on a page into lines in reading order, and gives
// back the horizontal lines drawn there.
func layout(p *page, words []word, number int) ([]line, []rule) {
	angles := map[int16]int{}
	for _, w := range words {
		angles[w.angle] += int(w.to - w.from)
	}
	main, most := int16(0), 0
	for angle, n := range angles {
		if n > most || n == most && angle < main {
			main, most = angle, n
		}
	}
	upright, others := words, []word(nil)
	if len(angles) > 1 {
		upright = nil
		for _, w := range words {
			if w.angle == main {
				upright = append(upright, w)
			} else {
				others = append(others, w)
			}
		}
	}
	var horizontal, vertical []rule
	var tables []line
	if main == 0 && len(p.rules) > 0 {
		horizontal, vertical = straight(p.rules)
		for _, g := range grids(horizontal, vertical) {
			t, rest := g.table(p, upright, number)
			if t == nil || len(t.rows) == 0 {
				continue
			}
			upright = rest
			tables = append(tables, line{page: number, y: g.ys[0], size: 10, table: t, segments: []segment{{x0: t.columns[0], x1: t.x1, text: t.text()}}})
		}
	}
	lines := p.lines(upright, number)
	lines = append(lines, tables...)
	slices.SortStableFunc(lines, func(a, b line) int {
		switch {
		case a.y > b.y:
			return -1
		case a.y < b.y:
			return 1
		}
		return 0
	})
	lines = splitColumns(lines)
	slices.SortStableFunc(others, func(a, b word) int { return int(a.angle) - int(b.angle) })
	for from := 0; from < len(others); {
		to := from
		for to < len(others) && others[to].angle == others[from].angle {
			to++
		}
		lines = append(lines, p.lines(others[from:to], number)...)
		from = to
	}
	if len(lines) > 0 {
		lines[0].top = true
	}
	return lines, horizontal
}

func layoutAll(ctx context.Context, pages []*page, words func(*page, int) []word) (lines [][]line, rules [][]rule) {
	for i, p := range pages {
		l, horizontal := p.laid, p.between
		if l == nil && ctx.Err() == nil {
			l, horizontal = layout(p, words(p, i), i+1)
		}
		lines, rules = append(lines, l), append(rules, horizontal)
	}
	return lines, rules
}

// interleave puts the blocks that a structure tree left out after the blocks
// of their page.
func interleave(paras, rest []para) []para {
	if len(rest) == 0 {
		return paras
	}
	if len(paras) == 0 {
		return rest
	}
	var out []para
	for _, p := range paras {
		for len(rest) > 0 && rest[0].page < p.page {
			out, rest = append(out, rest[0]), rest[1:]
		}
		out = append(out, p)
	}
	return append(out, rest...)
}
