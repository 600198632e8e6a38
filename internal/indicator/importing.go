package indicator

import (
	"strings"

	"klynge/internal/danish"
)

// MaxImport bounds how many rows a file may have that is taken in.
const MaxImport = 100_000

// What taking in a row would do.
type Fate string

const (
	Fresh     Fate = "fresh"     // a figure where none was
	Corrects  Fate = "corrects"  // another figure than the one there, which is not released
	Overtakes Fate = "overtakes" // another figure than the released one
	Known     Fate = "known"     // the same figure: nothing happens
	Nothing   Fate = "nothing"   // nothing was measured
	Refused   Fate = "refused"   // Wrong says why
)

// Fates are all of them.
var Fates = []Fate{Fresh, Corrects, Overtakes, Known, Nothing, Refused}

// Danish returns what happens to the row.
func (f Fate) Danish() string {
	return map[Fate]string{Fresh: "ny værdi", Corrects: "retter værdien", Overtakes: "erstatter den frigivne værdi", Known: "står der allerede", Nothing: "uden værdi",
		Refused: "fejl"}[f]
}

// A Reading is a row of a file with what it would do.
type Reading struct {
	Line
	Period Period
	Fate   Fate
	Was    string // the figure that stands there, ""
	Over   string // its Value.ID
	Stands bool   // the figure stands out among the others (R18b)
}

// A Preview is what a file would do when it is taken in.
type Preview struct {
	Import   Import
	Comma    bool // before the decimals
	Readings []Reading
	Counts   map[Fate]int
	Refused  string // why it cannot be taken in, "" when it can
}

// Changes reports whether figures that stand there would be others.
func (p Preview) Changes() bool { return p.Counts[Corrects]+p.Counts[Overtakes] > 0 }

// preview holds rows against the figures that are there.
func (d Definition) preview(lines []Line, g ground, today string) (p Preview) {
	p.Counts = map[Fate]int{}
	seen := map[Period]int{}
	for _, l := range lines {
		r := d.reading(l, g, today)
		if first := seen[r.Period]; r.Fate != Refused && first > 0 {
			r.Fate, r.Wrong = Refused, "perioden står også i række "+danish.Number(first)+"."
		} else if r.Fate != Refused {
			seen[r.Period] = l.Row
		}
		p.Readings = append(p.Readings, r)
		p.Counts[r.Fate]++
	}
	d.standing(p.Readings)
	changing := p.Counts[Fresh] + p.Counts[Corrects] + p.Counts[Overtakes]
	switch {
	case len(lines) > MaxImport:
		p.Refused = "Filen har over " + danish.Number(MaxImport) + " rækker. Del den i flere."
	case p.Counts[Refused] > 0:
		p.Refused = danish.Count(p.Counts[Refused], "række har en fejl", "rækker har fejl") + ". Alt bliver læst ind, eller intet gør. Ret filen, og læs den igen."
	case len(lines) == 0:
		p.Refused = "Filen har overskrifter, men ingen rækker med værdier. Intet er læst ind."
	case changing == 0:
		p.Refused = "Der er intet nyt i filen: alle dens værdier står her allerede."
	}
	return p
}

// reading reads one row.
func (d Definition) reading(l Line, g ground, today string) (r Reading) {
	r.Line, r.Fate = l, Refused
	if l.Wrong != "" {
		return r
	}
	var err error
	if r.Period, err = ParsePeriod(d.Frequency, l.Text); err != nil {
		r.Wrong = sentence(err)
		return r
	}
	if l.Missing {
		r.Fate = Nothing
		return r
	}
	if d.Ratio() && l.Denominator == 0 {
		r.Wrong = "målingen har tæller og nævner, og filen har kun en værdi."
		return r
	}
	if !d.Ratio() && l.Denominator != 0 {
		r.Figure = Single(l.Value)
		r.Wrong = "målingen er et tal uden nævner, og filen har tæller og nævner."
		return r
	}
	if err := d.CheckFigure(r.Period, l.Figure, today); err != nil {
		r.Wrong = sentence(err)
		return r
	}
	r.weigh(d, g)
	return r
}

// weigh says what a row that can be read does to the figure that is there.
func (r *Reading) weigh(d Definition, g ground) {
	open, isOpen := g.open[r.Period]
	out, isOut := g.released[r.Period]
	there := out
	if isOpen {
		there = open
	}
	switch {
	case !isOpen && !isOut:
		r.Fate = Fresh
		return
	case there.Figure == r.Figure:
		r.Fate = Known
	case isOpen:
		r.Fate = Corrects
	default:
		r.Fate = Overtakes
	}
	r.Was, r.Over = d.Told(there.Figure), there.ID
}

// standing marks the rows whose figures stand out among each other.
func (d Definition) standing(list []Reading) {
	var figures []float64
	var at []int
	for i, r := range list {
		if r.Fate != Refused && r.Fate != Nothing {
			figures, at = append(figures, r.Value), append(at, i)
		}
	}
	for i, out := range d.Outlying(figures) {
		list[at[i]].Stands = out
	}
}

// sentence returns what is said of an error within a row: small, as it follows the
// number of the row.
func sentence(err error) string {
	text := err.Error()
	for i, r := range text {
		return strings.ToLower(string(r)) + text[i+len(string(r)):]
	}
	return text
}
