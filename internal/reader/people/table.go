package people

import (
	"strings"

	"klynge/internal/pattern"
)

// A column is what one column of a table of people holds.
type column uint8

const (
	unknownColumn column = iota
	nameColumn
	orgColumn
	roleColumn
	presentColumn
	absentColumn
	ignoredColumn
)

var columnNames = []struct {
	column column
	name   *pattern.Pattern
}{
	{ignoredColumn, pattern.New(`(?i)^(?:init|næste møde|e-?mail|mail|telefon|tlf|mobil|parti|adresse|nr\.?$|#$|bemærkning)`)},
	{absentColumn, pattern.New(`(?i)^(?:afbud|fravær|forfald|ikke til ?stede|forfall|frånvar)`)},
	{presentColumn, pattern.New(`(?i)^(?:til ?stede|mødt|deltog|fremmødt?|närvarande|møtte|deltager\?)`)},
	{nameColumn, pattern.New(`(?i)^(?:navn|name|namn|deltager|medlem|mødedeltager|person)`)},
	{roleColumn, pattern.New(`(?i)^(?:titel|rolle|funktion|funksjon|stilling|hverv|befattning)`)},
	{orgColumn, pattern.New(`(?i)^(?:organisation|virksomhed|afdeling|kommune|arbejdssted|ansættelse|enhed|repræsenterer|representerer|region|part|sektor)`)},
}

// table reads consecutive rows of one table. A row of column names tells what
// the cells are; without it each cell is read on its own evidence.
func (r *reader) table(rows []Line) {
	columns := header(rows[0])
	if columns != nil {
		rows = rows[1:]
	} else {
		columns = columnsOf(rows)
	}
	for _, row := range rows {
		cells := cellLines(row)
		switch {
		case header(row) != nil:
			columns = header(row)
		case len(columns) >= len(cells) && columns != nil:
			r.row(row, cells, columns)
		case r.labelled(cells):
		default:
			r.loose(row, cells)
		}
	}
}

// header returns the columns a row names, or nil when it names none. A column
// of names must be among them, and the row itself must hold no person.
func header(row Line) []column {
	var out []column
	named := 0
	for _, cell := range row.Cells {
		kind := unknownColumn
		for _, c := range columnNames {
			if c.name.MatchString(strings.Trim(cell, " *_")) && len(strings.Fields(cell)) < 4 {
				kind = c.column
				break
			}
		}
		if kind == unknownColumn && IsPerson(cell) >= 0.5 {
			return nil
		}
		if kind != unknownColumn {
			named++
		}
		out = append(out, kind)
	}
	for _, c := range out {
		if c == nameColumn && named > 1 {
			return out
		}
	}
	return nil
}

// columnsOf tells the columns of a table without names for them by what most of
// their cells hold, or returns nil when the rows are not one person each.
func columnsOf(rows []Line) []column {
	if len(rows) < 2 {
		return nil
	}
	out := make([]column, len(rows[0].Cells))
	names := 0
	for i := range out {
		votes := map[column]int{}
		for _, row := range rows {
			if len(row.Cells) != len(out) {
				return nil
			}
			votes[cellColumn(row.Cells[i])]++
		}
		for c, n := range votes {
			if 2*n > len(rows) {
				out[i] = c
			}
		}
		switch out[i] {
		case nameColumn:
			names++
		case unknownColumn:
			return nil
		}
	}
	if names != 1 {
		return nil
	}
	return out
}

// cellColumn is the column that a cell would stand in.
func cellColumn(cell string) column {
	s := scanLine(Line{Text: cell})
	roles, orgs := s.count(0, len(s.pieces))
	switch {
	case IsPerson(cell) >= 0.5:
		return nameColumn
	case len(cell) < 3 || awayWords.MatchString(cell):
		return presentColumn
	case roles > 0 && orgs == 0:
		return roleColumn
	case orgs > 0 && roles == 0:
		return orgColumn
	}
	return unknownColumn
}

// cellLines returns the cells as lines with their places in the row's text.
func cellLines(row Line) []Line {
	out := make([]Line, 0, len(row.Cells))
	at := 0
	for _, c := range row.Cells {
		i := strings.Index(row.Text[at:], c)
		if i < 0 {
			out = append(out, Line{Text: c, Passage: row.Passage})
			continue
		}
		out = append(out, sub(row, at+i, at+i+len(c)))
		at += i + len(c)
	}
	return out
}

// row reads a row whose columns are known.
func (r *reader) row(row Line, cells []Line, columns []column) {
	var found []Found
	for i, c := range cells {
		if columns[i] == nameColumn {
			s := scanLine(c)
			for _, e := range s.entries() {
				if f := s.found(e); nameConfidence(s.toks[e.name.from:e.name.to]) >= unsure || len(found) == 0 {
					found = append(found, f)
				}
			}
		}
	}
	for n := range found {
		f := &found[n]
		f.Confidence = max(f.Confidence, 0.8)
		f.At = row.place(0, len(row.Text))
		for i, c := range cells {
			text := strings.TrimSpace(c.Text)
			at := c.place(0, len(c.Text))
			switch {
			case columns[i] == orgColumn && text != "" && strings.Trim(text, "-–") != "":
				f.Organization, f.OrganizationAt = text, at
			case columns[i] == roleColumn && strings.Trim(text, "-–") != "":
				f.Role, f.RoleAt = text, at
			case columns[i] == presentColumn && missing(text), columns[i] == absentColumn && !missing(text):
				f.Absent, f.AbsentAt = true, at
			}
		}
		r.add(*f, false)
	}
}

// missing reports a cell that says no: empty, a dash, "nej", "afbud".
func missing(text string) bool {
	text = strings.ToLower(strings.Trim(text, " -–—."))
	return text == "" || text == "nej" || text == "0" || awayWords.MatchString(text)
}

// labelled reads a row such as "Afbud: | Ida Holm, Bo Lund".
func (r *reader) labelled(cells []Line) bool {
	h := readHeading(cells[0].Text, strings.HasSuffix(strings.TrimSpace(cells[0].Text), ":"))
	if h.kind == notHeading || IsPerson(cells[0].Text) >= 0.5 {
		return false
	}
	h.at = cells[0].place(0, len(cells[0].Text))
	r.enter(h)
	for _, c := range cells[1:] {
		r.line(c)
	}
	return true
}

// loose reads a row of unknown columns: cells that each are a person, or the
// parts of one.
func (r *reader) loose(row Line, cells []Line) {
	persons := 0
	for _, c := range cells {
		if IsPerson(c.Text) >= 0.5 {
			persons++
		}
	}
	if persons > 1 {
		for _, c := range cells {
			r.line(c)
		}
		return
	}
	before := len(r.found)
	var parts []Line
	for _, c := range cells {
		if IsPerson(c.Text) >= 0.5 {
			r.line(c)
		} else {
			parts = append(parts, c)
		}
	}
	if len(r.found) != before+1 {
		return
	}
	f := &r.found[before]
	f.At = row.place(0, len(row.Text))
	for _, c := range parts {
		c.Gap = false
		r.continued(scanLine(c))
		if n := readNote(c.Text, f.Name); n.kind == absentNote {
			f.Absent, f.AbsentAt = true, c.place(0, len(c.Text))
		}
	}
}
