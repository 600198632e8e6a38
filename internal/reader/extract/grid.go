package extract

import "strings"

// A grid is a table while it is being read. Its cells hold blocks, which may
// be the rows of tables inside it.
//
// Tables also serve as page layout. That is decided row by row when the table
// ends: see [grid.layout].
type grid struct {
	number int
	rows   [][][]Block // row, cell, block
	taken  []int       // for how many rows each column is still taken from above
	at     int         // the open cell in the last row
	open   bool        // there is one
}

const (
	maxSpan    = 64  // columns that one cell may cover
	maxColumns = 256 // what follows goes into the last one
	longCell   = 60  // blocks above which a cell is text and not a value
)

func (g *grid) newRow() {
	g.open = false
	g.rows = append(g.rows, nil)
}

// newCell opens a cell that covers some columns and rows. What it covers stays
// in the grid as empty cells, so that the columns line up.
func (g *grid) newCell(columns, rows int) {
	if len(g.rows) == 0 {
		g.newRow()
	}
	row := &g.rows[len(g.rows)-1]
	for len(*row) < len(g.taken) && g.taken[len(*row)] > 0 {
		g.taken[len(*row)]--
		*row = append(*row, nil)
	}
	if len(*row) >= maxColumns {
		g.at, g.open = len(*row)-1, true
		return
	}
	g.at, g.open = len(*row), true
	for range min(max(columns, 1), maxSpan, maxColumns-len(*row)) {
		for len(g.taken) <= len(*row) {
			g.taken = append(g.taken, 0)
		}
		g.taken[len(*row)] = max(rows, 1) - 1
		*row = append(*row, nil)
	}
}

// widen lets the open cell cover more columns.
func (g *grid) widen(columns int) {
	if row := len(g.rows) - 1; row >= 0 {
		n := min(columns-1, maxSpan-1, maxColumns-len(g.rows[row]))
		g.rows[row] = append(g.rows[row], make([][]Block, max(n, 0))...)
	}
}

func (g *grid) add(b Block) {
	cell := &g.rows[len(g.rows)-1][g.at]
	*cell = append(*cell, b)
}

// blocks returns what the table adds to the document.
func (g *grid) blocks() []Block {
	wide := false
	for _, row := range g.rows {
		wide = wide || filled(row) > 1
	}
	var out []Block
	for i, row := range g.rows {
		if !wide || layout(row) {
			for _, cell := range row {
				out = append(out, cell...)
			}
		} else if filled(row) > 0 {
			out = append(out, g.row(row))
		}
		g.rows[i] = nil
	}
	return out
}

func filled(row [][]Block) int {
	n := 0
	for _, cell := range row {
		if len(cell) > 0 {
			n++
		}
	}
	return n
}

// layout reports whether a row only places blocks on the page: it holds
// another table, a long text, or a heading with the text under it.
func layout(row [][]Block) bool {
	for _, cell := range row {
		if len(cell) > longCell {
			return true
		}
		for _, b := range cell {
			if b.Kind == Row || b.Kind == Heading && (len(cell) > 1 || filled(row) == 1) {
				return true
			}
		}
	}
	return false
}

func (g *grid) row(row [][]Block) Block {
	r := Block{Kind: Row, Table: g.number, Bold: true, Italic: true, Cells: make([]Cell, len(row))}
	for i, cell := range row {
		for _, b := range cell {
			if r.Page == 0 {
				r.Page, r.Gap, r.Size = b.Page, b.Gap, b.Size
			}
			r.Bold, r.Italic = r.Bold && b.Bold, r.Italic && b.Italic
			r.Cells[i].Lines = append(r.Cells[i].Lines, Line{Label: b.Label, Text: b.Text})
		}
	}
	for n := len(r.Cells); n > 1 && len(r.Cells[n-1].Lines) == 0; n-- {
		r.Cells = r.Cells[:n-1]
	}
	return r
}

// tables is the stack of open tables. Blocks go to the innermost open cell, or
// to the document when there is none.
type tables struct {
	w     *writer
	open  []*grid
	count int // tables so far
	held  int // blocks in open tables
	cells int // in all tables, with the empty ones
}

func (t *tables) add(b Block) error {
	for i := len(t.open) - 1; i >= 0; i-- {
		if t.open[i].open {
			if b.Text = clean(b.Text); b.Text == "" && b.Kind != Row {
				return nil
			}
			t.open[i].add(b)
			t.held++
			return t.w.room(t.held)
		}
	}
	t.held = 0
	if b.Kind == Row {
		return t.w.addRow(b)
	}
	return t.w.add(b)
}

// newRow starts a row of the innermost table.
func (t *tables) newRow() error {
	t.last().newRow()
	return t.charge(1)
}

// newCell starts a cell in it.
func (t *tables) newCell(columns, rows int) error {
	g, before := t.last(), 0
	if n := len(g.rows); n > 0 {
		before = len(g.rows[n-1])
	}
	g.newCell(columns, rows)
	return t.charge(len(g.rows[len(g.rows)-1]) - before)
}

// charge counts cells, since a file of few bytes can have many empty ones.
func (t *tables) charge(n int) error {
	t.cells += n
	return t.w.room(t.cells / 16)
}

// inCell reports whether blocks now go to a cell.
func (t *tables) inCell() bool {
	for _, g := range t.open {
		if g.open {
			return true
		}
	}
	return false
}

// addTabbed adds a block; a paragraph with tabs between its texts is a row.
// Rows that follow each other belong to the table that latest names.
func (t *tables) addTabbed(b Block, latest *int) error {
	if b.Kind != Paragraph || !strings.Contains(b.Text, "\t") || t.inCell() {
		*latest = 0
		return t.add(b)
	}
	var cells []Cell
	for text := range strings.SplitSeq(b.Text, "\t") {
		if text = clean(text); text != "" {
			cells = append(cells, Cell{Lines: []Line{{Text: text}}})
		}
	}
	if len(cells) < 2 {
		*latest = 0
		return t.add(b)
	}
	if *latest == 0 {
		t.count++
		*latest = t.count
	}
	b.Kind, b.Cells, b.Table = Row, cells, *latest
	return t.add(b)
}

func (t *tables) begin() error {
	if len(t.open) >= t.w.limits.Depth {
		return tooDeep(t.w.limits.Depth)
	}
	t.count++
	t.open = append(t.open, &grid{number: t.count})
	return nil
}

// last returns the innermost table, or nil.
func (t *tables) last() *grid {
	if len(t.open) == 0 {
		return nil
	}
	return t.open[len(t.open)-1]
}

func (t *tables) end() error {
	g := t.last()
	if g == nil {
		return nil
	}
	t.open = t.open[:len(t.open)-1]
	for i, b := range g.blocks() {
		b.Gap = b.Gap || i == 0
		if err := t.add(b); err != nil {
			return err
		}
	}
	return nil
}
