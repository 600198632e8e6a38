package disclosure

import (
	"slices"

	"klynge/internal/danish"
	"klynge/internal/fault"
)

// A Table is counts by rows and columns, shown with some or all of their sums.
//
// A hidden number can be found when its row or column has a sum: 3 and 12 with
// the sum 15 are no secret when only the 3 is hidden. So more is hidden, until
// whoever knows all that is shown, and how the profile works, can still not find
// a small number: under dk5 each keeps every value from 1 to 4, under the
// profiles that round each keeps at least two, and a number that is hidden for
// the sake of another keeps at least two as well.
type Table struct {
	Rows    []string // headings
	Columns []string
	Cells   [][]int // by row, then column
	// RowSums and ColumnSums report that the sum of each row and of each column
	// is shown; with both, the sum of all is shown too.
	RowSums    bool
	ColumnSums bool
	// Things reports that the table counts what is not persons.
	Things bool
	// Exceptions are cells that are shown although they are small.
	Exceptions []Exception
}

// An Exception is a cell that somebody has decided to show.
type Exception struct {
	Row    int `json:"row"` // from 0
	Column int `json:"column"`
	Override
}

// Released is a table as readers get it.
type Released struct {
	Profile    Profile     `json:"profile"`
	Things     bool        `json:"things,omitempty"`
	Rows       []string    `json:"rows"`
	Columns    []string    `json:"columns"`
	Cells      [][]Shown   `json:"cells"`
	RowSums    []Shown     `json:"row_sums,omitempty"`
	ColumnSums []Shown     `json:"column_sums,omitempty"`
	Sum        *Shown      `json:"sum,omitempty"`
	Exceptions []Exception `json:"exceptions,omitempty"`
}

// most is how many cells a table may have: more than anybody reads, and few
// enough to be decided upon while somebody waits.
const most = 20000

// Check refuses a table that is not one.
func (t Table) Check() error {
	if len(t.Rows) == 0 || len(t.Columns) == 0 {
		return fault.New(fault.Invalid, "Tabellen er tom. Der skal være mindst en række og en kolonne.")
	}
	if len(t.Rows)*len(t.Columns) > most {
		return fault.New(fault.Invalid, "Tabellen har %s celler, og der kan højst være %s. Del den op.", danish.Number(len(t.Rows)*len(t.Columns)), danish.Number(most))
	}
	for _, headings := range [][]string{t.Rows, t.Columns} {
		for i, heading := range headings {
			if slices.Contains(headings[:i], heading) {
				return fault.New(fault.Invalid, "Overskriften “%s” står to gange i tabellen. Giv hver række og hver kolonne sit eget navn.", heading)
			}
		}
	}
	if len(t.Cells) != len(t.Rows) {
		return fault.New(fault.Invalid, "Tabellen har %d overskrifter til rækker, men %s.", len(t.Rows), danish.Count(len(t.Cells), "række", "rækker"))
	}
	for i, row := range t.Cells {
		if len(row) != len(t.Columns) {
			return fault.New(fault.Invalid, "Rækken “%s” har %s, og der er %d kolonner.", t.Rows[i], danish.Count(len(row), "tal", "tal"), len(t.Columns))
		}
		for j, n := range row {
			if err := countable(n, t.Rows[i]+", "+t.Columns[j]); err != nil {
				return err
			}
		}
	}
	return t.checkExceptions()
}

func (t Table) checkExceptions() error {
	for _, e := range t.Exceptions {
		if e.Row < 0 || e.Row >= len(t.Rows) || e.Column < 0 || e.Column >= len(t.Columns) {
			return fault.New(fault.Invalid, "Undtagelsen peger på række %d, kolonne %d, som tabellen ikke har.", e.Row+1, e.Column+1)
		}
		if err := e.Check(); err != nil {
			return err
		}
	}
	return nil
}

// mostPersons is far above the number of people there are, and small enough that
// sums of it can be added.
const mostPersons = 100_000_000

func countable(n int, place string) error {
	if n < 0 || n > mostPersons {
		return fault.New(fault.Invalid, "%s: %s er ikke et antal personer.", place, danish.Number(n))
	}
	return nil
}

// Table shows a table as the profile allows.
func (p Profile) Table(t Table) (Released, error) {
	if err := t.Check(); err != nil {
		return Released{}, err
	}
	g := newGrid(p.rule(), len(t.Rows), len(t.Columns))
	for i, row := range t.Cells {
		for j, n := range row {
			g.at(i, j).n = n
		}
	}
	g.sums()
	for i := range g.rows + 1 {
		for j := range g.columns + 1 {
			if place := g.at(i, j); t.shows(i, j) {
				t.reveal(g, place)
			}
		}
	}
	for _, e := range t.Exceptions {
		g.exempt(g.at(e.Row, e.Column))
	}
	g.protect()
	return p.released(t, g), nil
}

// shows reports whether a cell or sum is part of what is shown.
func (t Table) shows(row, column int) bool {
	return (column < len(t.Columns) || t.RowSums) && (row < len(t.Rows) || t.ColumnSums)
}

func (t Table) reveal(g *grid, p *place) {
	if t.Things {
		g.exempt(p)
		return
	}
	g.put(p)
}

func (p Profile) released(t Table, g *grid) Released {
	r := Released{Profile: p, Things: t.Things, Rows: t.Rows, Columns: t.Columns, Exceptions: t.Exceptions}
	for i := range g.rows {
		r.Cells = append(r.Cells, g.line(i, g.columns))
		if t.RowSums {
			r.RowSums = append(r.RowSums, g.at(i, g.columns).Shown)
		}
	}
	if t.ColumnSums {
		r.ColumnSums = g.line(g.rows, g.columns)
	}
	if t.RowSums && t.ColumnSums {
		r.Sum = &g.at(g.rows, g.columns).Shown
	}
	return r
}

func (g *grid) line(row, columns int) []Shown {
	list := make([]Shown, columns)
	for column := range list {
		list[column] = g.at(row, column).Shown
	}
	return list
}

// Hidden returns how many cells and sums are hidden.
func (r Released) Hidden() (count int) {
	for _, line := range append([][]Shown{r.RowSums, r.ColumnSums}, r.Cells...) {
		for _, s := range line {
			if s.Hidden {
				count++
			}
		}
	}
	if r.Sum != nil && r.Sum.Hidden {
		count++
	}
	return count
}
