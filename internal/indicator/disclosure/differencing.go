package disclosure

import (
	"fmt"
	"slices"
)

// A Doubt is a small number that a reader can find who has two releases.
type Doubt struct {
	Row    string `json:"row"` // headings; SumHeading for a sum
	Column string `json:"column"`
	Why    string `json:"why"` // Danish
}

// SumHeading is what a doubt calls the row or column of sums.
const SumHeading = "i alt"

const (
	whyFound = "Tallet er skjult, men kan findes, når de to udgivelser lægges ved siden af hinanden."
	whyMoved = "Tallet er ændret fra %s til %s, og forskellen er så lille, at den selv skulle skjules."
)

// Differencing holds a new release of a table against the one before it, and
// returns what stands in the way of the new one. There are three ways to a small
// number:
//
//   - a number that both show has moved by less than the profile shows;
//   - what one hides the other shows, and from there a hidden number follows, if
//     the rest is unchanged;
//   - one has a row or column more than the other, and the difference of the sums
//     is what stands there.
//
// Rows and columns are the same when their headings are. Two tables that cut the
// same people along other lines (66 years and over, 67 years and over) must be
// compared by somebody who knows the lines.
func Differencing(before, after Released) (doubts []Doubt) {
	if before.Things || after.Things {
		return nil
	}
	r := after.Profile.rule()
	doubts = moved(r, before, after)
	for _, pair := range [][2]Released{{after, before}, {before, after}} {
		this, other := pair[0], pair[1]
		doubts = append(doubts, found(r, this, this.tightened(other))...)
		doubts = append(doubts, grown(r, this, other)...)
		for _, d := range grown(r, this.turned(), other.turned()) {
			doubts = append(doubts, Doubt{d.Column, d.Row, d.Why})
		}
	}
	var once []Doubt
	for _, d := range doubts {
		if !slices.ContainsFunc(once, func(o Doubt) bool { return o.Row == d.Row && o.Column == d.Column }) {
			once = append(once, d)
		}
	}
	return once
}

// DifferencingCourses is Differencing for series, year by year.
func DifferencingCourses(before, after Course) (doubts []Doubt) {
	for _, year := range after.years() {
		if slices.Contains(before.years(), year) {
			doubts = append(doubts, Differencing(before.table(year), after.table(year))...)
		}
	}
	return doubts
}

func (c Course) years() (list []string) {
	for _, p := range c.Points {
		if !p.Missing && !slices.Contains(list, p.Year) {
			list = append(list, p.Year)
		}
	}
	return list
}

// table returns one year as a table of one row.
func (c Course) table(year string) Released {
	r := Released{Profile: c.Profile, Things: c.Things, Rows: []string{year}, Cells: [][]Shown{nil}}
	for _, p := range c.Points {
		if p.Year == year && !p.Missing {
			r.Columns, r.Cells[0] = append(r.Columns, p.Period), append(r.Cells[0], p.Shown)
		}
	}
	for _, y := range c.Years {
		if y.Year == year {
			r.RowSums = []Shown{y.Shown}
		}
	}
	return r
}

// moved finds what both show and what has changed by a small number.
func moved(r rule, before, after Released) (doubts []Doubt) {
	columns := after.across()
	for _, row := range after.down() {
		for _, column := range columns {
			old, was := before.at(row, column)
			now, is := after.at(row, column)
			if !was || !is || old.Hidden || now.Hidden || !alike(before, after, row, column) {
				continue
			}
			low, high := now.Low-old.High, now.High-old.Low
			if low > 0 && high < r.small || high < 0 && low > -r.small {
				doubts = append(doubts, Doubt{row, column, fmt.Sprintf(whyMoved, old.Text, now.Text)})
			}
		}
	}
	return doubts
}

// found returns the small numbers of a table that have fewer values left for a
// reader who knows more of it.
func found(r rule, alone, known Released) (doubts []Doubt) {
	first, second := alone.grid(r), known.grid(r)
	numbers, ok := first.solve()
	more, okMore := second.solve()
	if !ok || !okMore {
		return nil // the numbers behind the two have changed too much to be put together
	}
	for k, p := range first.places {
		if !p.Primary {
			continue
		}
		now, _ := first.widen(k, r.width, slices.Clone(numbers))
		if then, _ := second.widen(k, r.width, slices.Clone(more)); then < now {
			row, column := first.headings(alone, k)
			doubts = append(doubts, Doubt{row, column, whyFound})
		}
	}
	return doubts
}

// grown finds the small numbers in columns that other does not have: their sum is
// the difference of the sums.
func grown(r rule, this, other Released) []Doubt {
	if this.RowSums == nil || other.RowSums == nil || slices.ContainsFunc(other.Columns, func(c string) bool { return !slices.Contains(this.Columns, c) }) {
		return nil
	}
	alone := Released{Profile: this.Profile}
	for _, column := range this.Columns {
		if !slices.Contains(other.Columns, column) {
			alone.Columns = append(alone.Columns, column)
		}
	}
	known := alone
	for i, row := range this.Rows {
		sum, ok := other.at(row, SumHeading)
		if !ok || len(alone.Columns) == 0 {
			continue
		}
		var line []Shown
		for _, column := range alone.Columns {
			s, _ := this.at(row, column)
			line = append(line, s)
		}
		rest := Shown{Low: max(0, this.RowSums[i].Low-sum.High), High: Endless}
		if this.RowSums[i].High < Endless {
			rest.High = this.RowSums[i].High - sum.Low
		}
		alone.Rows, alone.Cells = append(alone.Rows, row), append(alone.Cells, line)
		known.Rows, known.Cells, known.RowSums = alone.Rows, alone.Cells, append(known.RowSums, rest)
	}
	return found(r, alone, known)
}

// alike reports whether a place means the same in two tables. A cell does
// when its headings are; a sum only when it is the sum of the same.
func alike(a, b Released, row, column string) bool {
	same := func(a, b []string) bool {
		return len(a) == len(b) && !slices.ContainsFunc(a, func(s string) bool { return !slices.Contains(b, s) })
	}
	return (row != SumHeading || same(a.Rows, b.Rows)) && (column != SumHeading || same(a.Columns, b.Columns))
}

// tightened returns the table as known to somebody who has another as well.
func (r Released) tightened(other Released) Released {
	tight := func(s *Shown, row, column string) {
		o, ok := other.at(row, column)
		if !ok || !alike(r, other, row, column) {
			return
		}
		if low, high := max(s.Low, o.Low), min(s.High, o.High); low <= high {
			s.Low, s.High = low, high
		}
	}
	t := r
	t.Cells, t.RowSums, t.ColumnSums = nil, slices.Clone(r.RowSums), slices.Clone(r.ColumnSums)
	for i, row := range r.Rows {
		t.Cells = append(t.Cells, slices.Clone(r.Cells[i]))
		for j, column := range r.Columns {
			tight(&t.Cells[i][j], row, column)
		}
		if r.RowSums != nil {
			tight(&t.RowSums[i], row, SumHeading)
		}
	}
	for j := range r.ColumnSums {
		tight(&t.ColumnSums[j], SumHeading, r.Columns[j])
	}
	if r.Sum != nil {
		sum := *r.Sum
		tight(&sum, SumHeading, SumHeading)
		t.Sum = &sum
	}
	return t
}

// down and across are the headings of the rows and of the columns, with that of
// the sums.
func (r Released) down() []string   { return append(slices.Clone(r.Rows), SumHeading) }
func (r Released) across() []string { return append(slices.Clone(r.Columns), SumHeading) }

// at returns what stands at two headings, if anything does.
func (r Released) at(row, column string) (Shown, bool) {
	i, j := slices.Index(r.Rows, row), slices.Index(r.Columns, column)
	switch {
	case i >= 0 && j >= 0:
		return r.Cells[i][j], true
	case i >= 0 && column == SumHeading && r.RowSums != nil:
		return r.RowSums[i], true
	case j >= 0 && row == SumHeading && r.ColumnSums != nil:
		return r.ColumnSums[j], true
	case row == SumHeading && column == SumHeading && r.Sum != nil:
		return *r.Sum, true
	}
	return Shown{}, false
}

// turned returns the table with rows for columns.
func (r Released) turned() Released {
	t := Released{Profile: r.Profile, Rows: r.Columns, Columns: r.Rows, RowSums: r.ColumnSums, ColumnSums: r.RowSums, Sum: r.Sum}
	for j := range r.Columns {
		line := make([]Shown, len(r.Rows))
		for i := range r.Rows {
			line[i] = r.Cells[i][j]
		}
		t.Cells = append(t.Cells, line)
	}
	return t
}

// grid returns what a reader knows of a table. Nothing in it can be hidden more.
func (r Released) grid(by rule) *grid {
	g := newGrid(by, len(r.Rows), len(r.Columns))
	columns := r.across()
	for i, row := range r.down() {
		for j, column := range columns {
			if s, ok := r.at(row, column); ok {
				g.at(i, j).Shown = s
			}
		}
	}
	return g
}

func (g *grid) headings(r Released, k int) (row, column string) {
	return r.down()[k/(g.columns+1)], r.across()[k%(g.columns+1)]
}

// solve finds numbers that agree with all that is known, if there are any: it
// starts with the least everywhere and leads what is too much in one node to
// where there is too little (Ford and Fulkerson).
func (g *grid) solve() (numbers []int, ok bool) {
	numbers = make([]int, len(g.places))
	over := make([]int, g.rows+g.columns+2) // by node, what comes in but does not go out
	for k, p := range g.places {
		if p.Low > p.High {
			return nil, false
		}
		numbers[k] = p.Low
		over[p.to] += p.Low
		over[p.from] -= p.Low
	}
	for from := range over {
		for to := range over {
			for over[from] > 0 && over[to] < 0 {
				way, _ := g.cheapest(from, to, -1, numbers)
				if way == nil {
					break
				}
				by := min(over[from], -over[to])
				for _, s := range way {
					by = min(by, g.room(s, numbers))
				}
				push(way, numbers, by)
				over[from] -= by
				over[to] += by
			}
		}
	}
	return numbers, !slices.ContainsFunc(over, func(n int) bool { return n != 0 })
}
