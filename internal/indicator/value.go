package indicator

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/indicator/spc"
)

// A State is how far a figure has come.
type State string

const (
	Computed   State = "computed"   // typed or read
	Checked    State = "checked"    // by another person than its author
	Released   State = "released"   // frozen
	Superseded State = "superseded" // by a later figure of the same period, or taken back
	Removed    State = "removed"    // before it was released
)

// Danish returns the state as users read it.
func (s State) Danish() string {
	return map[State]string{Computed: "ikke kontrolleret", Checked: "kontrolleret", Released: "frigivet", Superseded: "erstattet", Removed: "fjernet"}[s]
}

// Open reports whether a figure may still be changed.
func (s State) Open() bool { return s == Computed || s == Checked }

// States are all of them, in their order.
var States = []State{Computed, Checked, Released, Superseded, Removed}

// A Figure is a number with what it was made of.
type Figure struct {
	Numerator   float64 // 0 where there is no denominator
	Denominator float64
	Value       float64 // numerator ÷ denominator where there are such
}

// Over returns the figure of so many among so many.
func Over(numerator, denominator float64) Figure {
	return Figure{numerator, denominator, numerator / denominator}
}

// Single returns a figure that is no ratio.
func Single(value float64) Figure { return Figure{Value: value} }

// A Value is the figure of a period.
type Value struct {
	ID     string
	Number int // in the indicator, from 1
	Period Period
	Figure
	Note         string
	State        State
	At           time.Time // of the figure as it stands
	ByID, By     string    // its author
	CheckedAt    time.Time
	CheckedBy    string
	ReleaseID    string
	ReleasedAt   time.Time
	ReleasedBy   string
	Reason       string // why it was shown although it is small (R11)
	Hidden       bool   // by disclosure control
	Out          Figure // as it was let out
	OutText      string // what stands instead of a hidden figure
	Supersedes   string // Value.ID
	SupersededAt time.Time
	Withdrawn    string // why it was taken back without another in its place
}

// CheckFigure says why a figure cannot be one of an indicator, in a sentence, or nil.
// The day is today.
func (d Definition) CheckFigure(p Period, f Figure, today string) error {
	switch {
	case p.Starts() > today:
		return fault.New(fault.Invalid, "%s ligger ude i fremtiden.", capital(p.String()))
	case p.Ends() > today:
		return fault.New(fault.Invalid, "%s er ikke slut endnu. Skriv tallet, når perioden er forbi.", capital(p.String()))
	case !plain(f.Value) || !plain(f.Numerator) || !plain(f.Denominator):
		return fault.New(fault.Invalid, "Tallet for %s er for stort eller slet ikke et tal.", p)
	case d.Ratio() && f.Denominator == 0:
		return fault.New(fault.Invalid, "Nævneren for %s er 0. Så er der ingen andel. Lad perioden stå tom.", p)
	case d.Ratio() && (f.Numerator < 0 || f.Denominator < 0):
		return fault.New(fault.Invalid, "Tæller og nævner kan ikke være negative (%s).", p)
	case d.Persons && (f.Value < 0 || !d.whole(f)):
		return fault.New(fault.Invalid, "Personer tælles i hele tal (%s).", p)
	case d.Persons && d.Ratio() && d.Percent() && f.Numerator > f.Denominator, (d.Chart == spc.P || d.Chart == spc.PPrime) && f.Numerator > f.Denominator:
		return fault.New(fault.Invalid, "Tælleren er større end nævneren (%s). En andel kan højst være alle.", p)
	case d.Chart == spc.C && (f.Value < 0 || f.Value != math.Trunc(f.Value)):
		return fault.New(fault.Invalid, "Et c-diagram tæller hændelser i hele tal (%s).", p)
	case d.Chart == spc.T && f.Value <= 0:
		return fault.New(fault.Invalid, "Tiden siden sidste hændelse skal være over 0 (%s).", p)
	}
	return nil
}

// whole reports whether the persons of a figure are whole.
func (d Definition) whole(f Figure) bool {
	if !d.Ratio() {
		return f.Value == math.Trunc(f.Value)
	}
	return f.Numerator == math.Trunc(f.Numerator) && f.Denominator == math.Trunc(f.Denominator)
}

func capital(text string) string {
	for i, r := range text {
		return strings.ToUpper(text[:i+len(string(r))]) + text[i+len(string(r)):]
	}
	return text
}

// Farthest is the modified z-score above which a figure stands out (R18b).
const Farthest = 3.5

// Outlying tells which of some figures stand out: those whose modified z-score is
// over [Farthest] (Iglewicz and Hoaglin 1993), and those outside the bounds that
// the definition states. They are marked for somebody to look at and never left
// out (R18b).
func (d Definition) Outlying(figures []float64) []bool {
	out := make([]bool, len(figures))
	for i, y := range figures {
		shown := y * d.Factor
		out[i] = d.Least != nil && shown < *d.Least || d.Most != nil && shown > *d.Most
	}
	for i, z := range modifiedZ(figures) {
		out[i] = out[i] || math.Abs(z) > Farthest
	}
	return out
}

// modifiedZ returns how far each number lies from the median, in units of the
// median distance. Where more than half of the numbers are alike the mean
// distance is used, as Iglewicz and Hoaglin have it. Fewer than 5 say nothing.
func modifiedZ(numbers []float64) []float64 {
	z := make([]float64, len(numbers))
	if len(numbers) < 5 {
		return z
	}
	middle := median(numbers)
	distances := make([]float64, len(numbers))
	sum := 0.0
	for i, y := range numbers {
		distances[i] = math.Abs(y - middle)
		sum += distances[i]
	}
	unit := median(distances) / 0.6745
	if unit == 0 {
		unit = 1.253314 * sum / float64(len(numbers))
	}
	for i, y := range numbers {
		if unit > 0 {
			z[i] = (y - middle) / unit
		}
	}
	return z
}

func median(numbers []float64) float64 {
	sorted := slices.Sorted(slices.Values(numbers))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// Say writes a figure as people read it, times its factor: "57,5 %",
// "1.204,5 timer".
func (d Definition) Say(value float64) string { return d.SayScaled(value * d.Factor) }

// SayScaled is [Definition.Say] of a figure that has its factor already.
func (d Definition) SayScaled(value float64) string {
	if d.Unit == "%" {
		return decimal(value, 1) + " %"
	}
	return decimal(value, 2) + " " + d.Unit
}

// decimal writes a number in Danish with at most so many decimals.
func decimal(value float64, decimals int) string {
	rounded := strconv.FormatFloat(value, 'f', decimals, 64)
	whole, part, _ := strings.Cut(rounded, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "−", whole[1:]
	}
	if n, err := strconv.Atoi(whole); err == nil {
		whole = danish.Number(n)
	}
	if part = strings.TrimRight(part, "0"); part != "" {
		whole += "," + part
	}
	if whole == "0" {
		sign = ""
	}
	return sign + whole
}

// Number writes a count or a measurement in Danish, with at most two decimals.
func Number(value float64) string { return decimal(value, 2) }

// Told writes a figure with what it was made of: "57,5 % (23 af 40)".
func (d Definition) Told(f Figure) string {
	if d.Ratio() {
		return d.Say(f.Value) + " (" + Number(f.Numerator) + " af " + Number(f.Denominator) + ")"
	}
	return d.Say(f.Value)
}
