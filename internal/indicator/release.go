package indicator

import (
	"fmt"
	"strconv"
	"strings"

	"klynge/internal/fault"
	"klynge/internal/indicator/disclosure"
	"klynge/internal/paper"
)

// An Outward figure is what readers get of a figure.
type Outward struct {
	Figure        // zero where it is hidden
	Hidden bool   // by disclosure control (R10)
	Text   string // the figure as it is read, or what stands instead
	cells  map[string]disclosure.Shown
}

// Outward lets a figure through disclosure control. Where no persons are counted
// everything passes (R11); where somebody has a reason small numbers do too.
func (d Definition) Outward(f Figure, despite bool) Outward {
	o := Outward{Figure: f, Text: d.Say(f.Value)}
	if !d.Persons {
		return o
	}
	if !d.Ratio() {
		count := d.Profile.Count(int(f.Value))
		o.cells = map[string]disclosure.Shown{"antal": count}
		o.Hidden, o.Text = count.Hidden, count.Text
		o.Value = printed(count)
	} else {
		over, under := d.Profile.Count(int(f.Numerator)), d.Profile.Count(int(f.Denominator))
		share := d.Profile.Ratio(int(f.Numerator), int(f.Denominator))
		if o.Hidden, o.Text = share.Hidden, share.Text; o.Hidden {
			// Nothing is told of a hidden share, not even what it is a share of.
			over, under = unknown(over), unknown(under)
		}
		o.cells = map[string]disclosure.Shown{"tæller": over, "nævner": under}
		if over.Exact() && under.Exact() && f.Denominator >= f.Numerator {
			o.cells["resten"] = disclosure.Plain(int(f.Denominator - f.Numerator))
		}
		o.Figure = Over(printed(over), printed(under))
	}
	switch {
	case o.Hidden && despite:
		exact := map[string]disclosure.Shown{}
		for name, n := range map[string]float64{"antal": f.Value, "tæller": f.Numerator, "nævner": f.Denominator, "resten": f.Denominator - f.Numerator} {
			exact[name] = disclosure.Plain(int(n))
		}
		return Outward{Figure: f, Text: d.Say(f.Value), cells: exact}
	case o.Hidden:
		o.Figure = Figure{}
	default:
		o.Text = d.Say(o.Value)
	}
	return o
}

// unknown is a number that nothing is told of.
func unknown(s disclosure.Shown) disclosure.Shown {
	if s.Hidden {
		return s
	}
	return disclosure.Shown{Text: disclosure.Discreet, Hidden: true, High: disclosure.Endless}
}

// printed returns the number that a text says, 0 of a hidden one.
func printed(s disclosure.Shown) float64 {
	n, err := strconv.Atoi(strings.ReplaceAll(s.Text, ".", ""))
	if s.Hidden || err != nil {
		return 0
	}
	return float64(n)
}

// table returns what readers get of a period as a table of one column.
func (o Outward) table(d Definition, p Period) disclosure.Released {
	t := disclosure.Released{Profile: d.Profile, Things: !d.Persons, Columns: []string{p.Key()}}
	for _, row := range []string{"antal", "tæller", "nævner", "resten"} {
		if cell, ok := o.cells[row]; ok {
			t.Rows, t.Cells = append(t.Rows, row), append(t.Cells, []disclosure.Shown{cell})
		}
	}
	return t
}

// differs holds what would be let out of a period against everything that has been
// let out of it before (R12), and says what stands in the way, "" when nothing
// does. The sums of periods are never shown, so that periods do not tell on each
// other.
func (d Definition) differs(p Period, now Outward, before []Value) string {
	for _, v := range before {
		was := d.Outward(v.Figure, !v.Hidden)
		for _, doubt := range disclosure.Differencing(was.table(d, p), now.table(d, p)) {
			return fmt.Sprintf("%s, %s: %s", capital(p.String()), doubt.Row, lower(doubt.Why))
		}
	}
	return ""
}

// lower makes the first letter of a sentence small.
func lower(text string) string {
	for _, r := range text {
		return strings.ToLower(string(r)) + text[len(string(r)):]
	}
	return text
}

// outward refuses a text that the public would read when it holds a personal
// number or a mail address (R7).
func outward(text string) error {
	if len(paper.PersonalNumbers(text)) > 0 || strings.Contains(text, "@") {
		return fault.New(fault.Invalid, "Teksten indeholder et CPR-nummer eller en mailadresse, og den kan blive offentlig. Intet er gemt. Tag det ud, og prøv igen.")
	}
	return nil
}
