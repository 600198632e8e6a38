// Package desk is the form of what waits for somebody: one action a line, with
// the day it is due. Each noun tells its own lines; the page puts them in order.
package desk

import (
	"cmp"
	"slices"
)

// A Line is one thing that waits.
type Line struct {
	Due    string // YYYY-MM-DD, "" when no day is set
	Text   string // Danish, what to do: "Godkend referatet"
	About  string // of what: "Punkt 4, Medicinboks"
	Body   string // name of the body
	Path   string // where it is done
	Others bool   // it waits for others, and I keep an eye on it
}

// Sort puts lines in the order of their days; those without one come last.
func Sort(lines []Line) {
	slices.SortStableFunc(lines, func(a, b Line) int {
		if (a.Due == "") != (b.Due == "") {
			return cmp.Compare(b.Due, a.Due)
		}
		return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.Body, b.Body), cmp.Compare(a.Text, b.Text))
	})
}
