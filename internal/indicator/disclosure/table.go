package disclosure

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
	Rows       []string    `json:"rows"`
	Columns    []string    `json:"columns"`
	Cells      [][]Shown   `json:"cells"`
	RowSums    []Shown     `json:"row_sums,omitempty"`
	ColumnSums []Shown     `json:"column_sums,omitempty"`
	Sum        *Shown      `json:"sum,omitempty"`
	Exceptions []Exception `json:"exceptions,omitempty"`
}

// A Series is counts over time.
type Series struct {
	Points []Point
	// YearSums reports that the sum of each year is shown as well. The points of
	// a year are then a row with a sum (see [Table]).
	YearSums bool
	// Things reports that the series counts what is not persons.
	Things bool
}

// A Point is the count of one period.
type Point struct {
	Period  string // as it is printed: 2024-03
	Year    string // the year it is summed in
	Value   int
	Missing bool // nothing was counted; this is not 0
	// Override is the decision to show the number although it is small, if any.
	Override *Override
}

// A Course is a series as readers get it.
type Course struct {
	Points []Shown `json:"points"`          // one for each point; Text is empty where it is missing
	Years  []Year  `json:"years,omitempty"` // in the order they come
}

// A Year is the sum of the points of one year.
type Year struct {
	Year string `json:"year"`
	Sum  Shown  `json:"sum"`
}

// Whole reports whether nothing is hidden. Under a chart of a course that is not
// whole no raw numbers may stand, and the chart has a gap marked [Discreet].
func (c Course) Whole() bool {
	for _, p := range c.Points {
		if p.Hidden {
			return false
		}
	}
	return true
}
