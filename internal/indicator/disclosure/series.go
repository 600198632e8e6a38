package disclosure

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
	Profile Profile `json:"profile"`
	Things  bool    `json:"things,omitempty"`
	Points  []Step  `json:"points"`
	Years   []Year  `json:"years,omitempty"` // in the order they come
}

// A Step is a point as readers get it. Its Text is empty when it is missing.
type Step struct {
	Period    string    `json:"period"`
	Year      string    `json:"year,omitempty"`
	Missing   bool      `json:"missing,omitempty"`
	Exception *Override `json:"exception,omitempty"`
	Shown
}

// A Year is the sum of the points of one year.
type Year struct {
	Year string `json:"year"`
	Shown
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

// Series shows a series as the profile allows. Missing points are no part of
// any sum, and a year without points has none.
func (p Profile) Series(s Series) (Course, error) {
	c := Course{Profile: p, Things: s.Things, Points: make([]Step, len(s.Points))}
	var years []string
	counted := map[string][]int{} // by year, the points that have a number
	for i, point := range s.Points {
		c.Points[i] = Step{Period: point.Period, Year: point.Year, Missing: point.Missing, Exception: point.Override}
		if point.Missing {
			continue
		}
		if counted[point.Year] == nil {
			years = append(years, point.Year)
		}
		counted[point.Year] = append(counted[point.Year], i)
	}
	for _, year := range years {
		t := Table{Rows: []string{year}, Cells: [][]int{nil}, RowSums: s.YearSums, Things: s.Things}
		for column, i := range counted[year] {
			point := s.Points[i]
			t.Columns, t.Cells[0] = append(t.Columns, point.Period), append(t.Cells[0], point.Value)
			if point.Override != nil {
				t.Exceptions = append(t.Exceptions, Exception{Column: column, Override: *point.Override})
			}
		}
		r, err := p.Table(t)
		if err != nil {
			return Course{}, err
		}
		for column, i := range counted[year] {
			c.Points[i].Shown = r.Cells[0][column]
		}
		if s.YearSums {
			c.Years = append(c.Years, Year{year, r.RowSums[0]})
		}
	}
	return c, nil
}
