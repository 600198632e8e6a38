package measure

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Row compares one thing. A figure that was not measured is [None]; one that
// means nothing here is 0.
type Row struct {
	What, Unit        string
	Ours, Peer, Limit float64
	PeerName          string
	LessIsBetter      bool
	Goal              string // such as "≥ 1/3 of pdftotext"
	Met               bool
}

// A Table prints its rows under each other.
type Table struct {
	title string
	rows  []Row
	notes []string
}

// NewTable begins a table.
func NewTable(title string) *Table { return &Table{title: title} }

// Add adds a row.
func (t *Table) Add(r Row) { t.rows = append(t.rows, r) }

// Note adds a sentence below the table.
func (t *Table) Note(format string, args ...any) {
	t.notes = append(t.notes, fmt.Sprintf(format, args...))
}

// Missing says that a peer was not measured, and how to get it.
func (t *Table) Missing(name, get string) { t.Note("%s: not measured. Get it with: %s", name, get) }

// Print writes the table as Markdown that is also pleasant on a terminal.
func (t *Table) Print(w io.Writer) {
	lines := [][]string{{"what", "unit", "Klynge", "beside it", "the limit", "to others", "to the limit", "goal", ""}}
	for _, r := range t.rows {
		peer := figure(r.Peer)
		if r.PeerName != "" && r.Peer != 0 {
			peer += " " + r.PeerName
		}
		met := ""
		switch {
		case r.Goal != "" && math.IsNaN(r.Ours):
			met = "not measured"
		case r.Goal != "" && r.Met:
			met = "met"
		case r.Goal != "":
			met = "MISSED"
		}
		lines = append(lines, []string{r.What, r.Unit, figure(r.Ours), peer, figure(r.Limit), r.ratio(r.Peer), r.ratio(r.Limit), r.Goal, met})
	}
	width := make([]int, len(lines[0]))
	for _, line := range lines {
		for i, cell := range line {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	fmt.Fprintf(w, "\n%s\n\n", t.title)
	for n, line := range lines {
		for i, cell := range line {
			space := strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell))
			if i >= 2 && i <= 6 && n > 0 {
				cell, space = space+cell, ""
			}
			fmt.Fprintf(w, "| %s%s ", cell, space)
		}
		fmt.Fprintln(w, "|")
		if n == 0 {
			for _, wide := range width {
				fmt.Fprintf(w, "|%s", strings.Repeat("-", wide+2))
			}
			fmt.Fprintln(w, "|")
		}
	}
	for _, note := range t.notes {
		fmt.Fprintf(w, "\n%s\n", note)
	}
}

// ratio says how many times better ours is: above 1 is better than the other.
func (r Row) ratio(other float64) string {
	if other == 0 {
		return ""
	}
	ratio := r.Ours / other
	if r.LessIsBetter {
		ratio = other / r.Ours
	}
	if math.IsNaN(ratio) || math.IsInf(ratio, 0) {
		return ""
	}
	return figure(ratio) + " ×"
}

// figure writes a number with as many digits as it deserves.
func figure(f float64) string {
	decimals := 0
	switch {
	case math.IsNaN(f):
		return "not measured"
	case f == 0:
		return ""
	case math.Abs(f) < 0.1:
		decimals = 3
	case math.Abs(f) < 10:
		decimals = 2
	case math.Abs(f) < 100:
		decimals = 1
	}
	whole, fraction, _ := strings.Cut(strconv.FormatFloat(f, 'f', decimals, 64), ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		return whole + "." + fraction
	}
	return whole
}
