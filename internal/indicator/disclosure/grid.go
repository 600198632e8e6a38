package disclosure

import "slices"

// A grid is a table with its sums as a network in which numbers flow, so that
// "what can this hidden number be?" becomes "how much more or less can flow
// here, when nobody sees a difference?".
//
// Each row and each column is a node, and so are the row of column sums (below)
// and the column of row sums (beside). A cell is a link from its row to its
// column, and carries the cell's number:
//
//	beside ──row sum──▶ row ──cell──▶ column ──column sum──▶ below
//	   ▲                                                       │
//	   └────────────────────── sum of all ─────────────────────┘
//
// In each node as much comes in as goes out: that is what a sum says. A reader
// knows bounds for each link. A sum that is not shown is a link without bounds.
// A hidden number can be one more exactly when there is a way back from its
// column to its row, along links whose bounds leave room. When there is none, the
// cheapest way tells what else must be hidden (the method of Cox, "Network
// models for complementary cell suppression", JASA 1995). In a network of whole
// numbers the bounds found this way are exact, not approximations.
type grid struct {
	rule
	rows, columns int
	places        []place // (rows+1) × (columns+1), the sums last
}

// A place is a cell or a sum.
type place struct {
	Shown
	from, to int // nodes
	n        int // the number itself, which no reader sees
	sum      bool
	// fixed reports that the place cannot be hidden: it is a 0 that stays 0, an
	// exception, or a sum that is not shown at all.
	fixed bool
}

// What hiding one thing more costs. It depends on the place and never on the
// number there: otherwise the choice would tell about the number.
const (
	costCell = 1
	costSum  = 4
	costAll  = 8
)

func newGrid(r rule, rows, columns int) *grid {
	g := &grid{rule: r, rows: rows, columns: columns, places: make([]place, (rows+1)*(columns+1))}
	for row := range rows + 1 {
		for column := range columns + 1 {
			p := g.at(row, column)
			p.from, p.to = row, rows+1+column
			if (row == rows) != (column == columns) {
				p.from, p.to = p.to, p.from
			}
			p.sum = row == rows || column == columns
			p.Shown = Shown{High: Endless}
			p.fixed = true
		}
	}
	return g
}

func (g *grid) at(row, column int) *place { return &g.places[row*(g.columns+1)+column] }

// put lets a place show its number as the rule says of it alone.
func (g *grid) put(p *place) {
	p.fixed = false
	switch {
	case g.hides(p.n):
		p.Shown = g.primary()
	default:
		p.Shown = g.shown(p.n)
		p.fixed = p.n == 0
	}
}

// exempt lets a place show its number whatever it is.
func (g *grid) exempt(p *place) { p.Shown, p.fixed = Plain(p.n), true }

// sums adds up the cells.
func (g *grid) sums() {
	for row := range g.rows {
		for column := range g.columns {
			n := g.at(row, column).n
			g.at(row, g.columns).n += n
			g.at(g.rows, column).n += n
			g.at(g.rows, g.columns).n += n
		}
	}
}

// wider returns what a place shows when one thing more is hidden there, and
// whether that is possible. A cell is hidden behind a word that says it is not
// small itself; of a hidden sum nothing is said, since it can be a small one
// whose sign told too much.
func (g *grid) wider(p *place) (Shown, bool) {
	s := Shown{Text: g.beside, Hidden: true, Low: g.least(), High: Endless}
	switch {
	case p.fixed, p.Hidden && !p.sum, p.Hidden && p.High == Endless:
		return p.Shown, false
	case !p.sum:
		s.Low = g.small
	}
	return s, true
}

// toll returns what it costs to take a step: nothing where there is room, and
// otherwise what it costs to hide more there, if that can be done.
func (g *grid) toll(s step, numbers []int) (cost int, ok bool) {
	if g.room(s, numbers) > 0 {
		return 0, true
	}
	p := &g.places[s.link]
	if _, ok := g.wider(p); !ok {
		return 0, false
	}
	switch {
	case s.link == len(g.places)-1:
		return costAll, true
	case p.sum:
		return costSum, true
	}
	return costCell, true
}

// protect hides what must be hidden beside the hidden places, until none of them
// can be found.
func (g *grid) protect() {
	var queue []int
	for k, p := range g.places {
		if p.Hidden {
			queue = append(queue, k)
		}
	}
	for len(queue) > 0 {
		queue = append(queue[1:], g.loosen(queue[0])...)
	}
}

// loosen gives a hidden place room and returns what it has hidden for that. Room
// once given is never taken again, since hiding more only adds to it.
func (g *grid) loosen(k int) (hidden []int) {
	width := 2
	if g.places[k].Primary {
		width = g.width
	}
	_, hidden = g.widen(k, width, g.numbers())
	return hidden
}

// widen tells how many values a place can have for a reader, counting no further
// than width, and hides what it can to reach that. It starts at numbers that
// agree with what is shown.
func (g *grid) widen(k, width int, numbers []int) (values int, hidden []int) {
	more, less := numbers, slices.Clone(numbers)
	for more[k]-less[k]+1 < width {
		way, cost := g.way(k, true, more)
		moved, by := more, 1
		if down, costDown := g.way(k, false, less); way == nil || down != nil && costDown < cost {
			way, moved, by = down, less, -1
		}
		if way == nil {
			break
		}
		if found := g.walk(way, moved); found != nil {
			hidden = append(hidden, found...)
			continue
		}
		moved[k] += by
	}
	return more[k] - less[k] + 1, hidden
}

func (g *grid) numbers() []int {
	list := make([]int, len(g.places))
	for k, p := range g.places {
		list[k] = p.n
	}
	return list
}

// A step goes along a link with the flow or against it.
type step struct {
	link  int
	along bool
}

// way returns the cheapest way on which the other places give way when place k
// becomes one more or one less than numbers say, and nil if there is none.
func (g *grid) way(k int, more bool, numbers []int) (way []step, cost int) {
	p := &g.places[k]
	switch {
	case more && numbers[k] < p.High:
		return g.cheapest(p.to, p.from, k, numbers)
	case !more && numbers[k] > p.Low:
		return g.cheapest(p.from, p.to, k, numbers)
	}
	return nil, 0
}

// room returns how far a number may move in a step without a reader seeing it.
func (g *grid) room(s step, numbers []int) int {
	p := &g.places[s.link]
	if s.along {
		return p.High - numbers[s.link]
	}
	return numbers[s.link] - p.Low
}

// walk moves the numbers one along a way. When something on it must be hidden
// first, it hides that and returns it, and moves nothing: whether there is room
// then is another question. The order keeps a secret, for if only what helps were
// hidden, a reader could tell from what is left that it would not have helped.
func (g *grid) walk(way []step, numbers []int) (hidden []int) {
	for _, s := range way {
		if g.room(s, numbers) <= 0 {
			p := &g.places[s.link]
			p.Shown, _ = g.wider(p)
			hidden = append(hidden, s.link)
		}
	}
	if len(hidden) > 0 {
		return hidden
	}
	push(way, numbers, 1)
	return nil
}

// push moves numbers along a way.
func push(way []step, numbers []int, by int) {
	for _, s := range way {
		if s.along {
			numbers[s.link] += by
		} else {
			numbers[s.link] -= by
		}
	}
}

// cheapest finds the cheapest way between two nodes that does not use a link
// (Dijkstra's method; among equals the first by row and column).
func (g *grid) cheapest(from, to, without int, numbers []int) (way []step, cost int) {
	nodes := g.rows + g.columns + 2
	dist, done, last := make([]int, nodes), make([]bool, nodes), make([]step, nodes)
	for i := range dist {
		dist[i] = Endless
	}
	dist[from] = 0
	for {
		node := -1
		for i, d := range dist {
			if !done[i] && d < Endless && (node < 0 || d < dist[node]) {
				node = i
			}
		}
		if node < 0 || node == to {
			break
		}
		done[node] = true
		for _, s := range g.leaving(node) {
			end := g.end(s)
			if s.link == without || done[end] {
				continue
			}
			if cost, ok := g.toll(s, numbers); ok && dist[node]+cost < dist[end] {
				dist[end], last[end] = dist[node]+cost, s
			}
		}
	}
	if dist[to] == Endless {
		return nil, 0
	}
	for node := to; node != from; {
		s := last[node]
		way = append(way, s)
		node = g.start(s)
	}
	return way, dist[to]
}

func (g *grid) start(s step) int { return g.end(step{s.link, !s.along}) }

func (g *grid) end(s step) int {
	if s.along {
		return g.places[s.link].to
	}
	return g.places[s.link].from
}

// leaving returns the steps that lead away from a node: of a row (the first
// nodes) those of its line in the grid, of a column those down it.
func (g *grid) leaving(node int) []step {
	first, stride, count := node*(g.columns+1), 1, g.columns+1
	if node > g.rows {
		first, stride, count = node-g.rows-1, g.columns+1, g.rows+1
	}
	steps := make([]step, count)
	for i := range steps {
		link := first + i*stride
		steps[i] = step{link, g.places[link].from == node}
	}
	return steps
}
