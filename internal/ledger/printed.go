package ledger

import (
	"strings"

	"klynge/internal/danish"
	"klynge/internal/fund"
)

// A Match is how a printed amount stands to the exact one (R44).
type Match string

const (
	Same    Match = "same"
	Rounded Match = "rounded" // the exact amount, said in fewer digits
	Differs Match = "differs"
	Partial Match = "partial" // the statement is of something else than the whole fund
)

// Compare holds an amount that a table prints against the exact one. One that ends
// in noughts may be rounded there, so long as two digits or more say something.
func Compare(printed, exact danish.Amount) Match {
	if printed == exact {
		return Same
	}
	diff, size := exact-printed, printed
	if diff < 0 {
		diff = -diff
	}
	if size < 0 {
		size = -size
	}
	for step := danish.Amount(1_000_00); step <= size/10; step *= 10 {
		if printed%step != 0 {
			break
		}
		if diff <= step/2 {
			return Rounded
		}
	}
	return Differs
}

// Against returns a doubt when the words of a decision name amounts and none of
// them is the exact one, rounded or not: 1,7 mio. kr. is 1.710.000 kr. (R44).
func Against(text string, exact danish.Amount) Doubts {
	var said []string
	for _, m := range danish.Amounts(text) {
		if m.Agrees(exact) {
			return nil
		}
		said = append(said, m.Printed)
	}
	if len(said) == 0 {
		return nil
	}
	return Doubts{"Beslutningen nævner " + strings.Join(said, " og ") + ", og du fører " + exact.String()}
}

// A Line is one printed amount beside what the ledger says on that day.
type Line struct {
	Label   string
	Printed danish.Amount
	Exact   danish.Amount
	Known   bool // the ledger has something to hold it against
	Match   Match
}

// Diff returns how much more was printed than the ledger has.
func (l Line) Diff() danish.Amount { return l.Printed - l.Exact }

// A Comparison is one printed statement beside the ledger.
type Comparison struct {
	Path, Date, Title string // of the item that prints it
	Received          Line
	Allocated         Line
	Left              Line
	Lines             []Line
	Explained         Match // the worst of them
}

// compare holds a printed statement against a report of its day.
func compare(p fund.Printed, r Report) Comparison {
	c := Comparison{Path: p.Path(), Date: p.Date, Title: p.ItemTitle}
	line := func(label string, printed, exact danish.Amount) Line {
		return Line{Label: label, Printed: printed, Exact: exact, Known: true, Match: Compare(printed, exact)}
	}
	c.Received = line("Modtaget", p.Received(), r.Total.In())
	c.Allocated = line("Bevilget", p.Allocated(), r.Total.Allocated)
	c.Left = line("Tilbage", p.Left(), r.Total.Left)
	for _, printed := range p.Rows {
		if printed.Rest {
			continue
		}
		l := Line{Label: printed.Label, Printed: printed.Amount, Match: Differs}
		for _, one := range r.Purposes {
			if printed.InitiativeID != "" && one.InitiativeID == printed.InitiativeID || strings.EqualFold(one.Name, named(printed.Label)) {
				l.Exact, l.Known = one.Allocated, true
				l.Match = Compare(l.Printed, l.Exact)
			}
		}
		c.Lines = append(c.Lines, l)
	}
	c.Explained = c.explain()
	return c
}

// explain returns how a statement as a whole stands to the ledger: as the worst of
// its lines that the ledger knows. One whose sum is not what came in is of something
// else, such as the budget of one initiative or what was carried to another year.
func (c Comparison) explain() Match {
	if c.Received.Match == Differs {
		return Partial
	}
	worst := Same
	for _, l := range append([]Line{c.Received, c.Allocated, c.Left}, c.Lines...) {
		switch {
		case l.Known && l.Match == Differs:
			return Differs
		case l.Known && l.Match == Rounded:
			worst = Rounded
		}
	}
	return worst
}

// named returns the name in a printed label, without a remark in brackets after it:
// "Kortlægning (afsluttet)".
func named(label string) string {
	label = oneLine(label)
	if before, remark, found := strings.Cut(label, " ("); found && strings.HasSuffix(remark, ")") {
		return before
	}
	return label
}
