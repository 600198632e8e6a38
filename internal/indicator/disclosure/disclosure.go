// Package disclosure keeps small numbers small: it decides what may be shown of
// counts of persons, so that nobody can be recognised in them.
//
// A count of four patients in a small municipality may point at four people
// whom the reader knows. Numbers leave the room where they were counted through
// a named [Profile], a set of rules somebody else has thought through:
//
//   - dk5, which is used unless somebody chooses another: 1 to 4 persons become
//     "<5", and 0 stays 0;
//   - hes, as NHS Digital publishes hospital episodes since September 2018: 1 to 7
//     become "*", 0 stays 0, and the rest are rounded to the nearest 5;
//   - acro, as the tool ACRO has it out of the box: what is below 10 is hidden, 0
//     too, and the rest are rounded to the nearest 5.
//
// One number by itself is [Profile.Count], a share [Profile.Ratio]. Numbers that
// are shown together with their sum are [Profile.Table] and [Profile.Series],
// because there a small number can be found by subtraction and more must be
// hidden beside it; see [Table]. A new release is held against the one before it
// by [Differencing].
//
// Whatever comes out ([Shown], [Released], [Course]) holds what a reader gets and
// nothing else: the number behind "<5" is not in it. It can be kept, frozen and
// sent without a second thought.
//
// Meetings, boxes and municipalities are not persons. Their number is [Plain].
//
// Somebody may decide that a small number is shown all the same, and then says
// why: [Override].
package disclosure

import (
	"math"
	"strconv"
	"strings"
	"time"

	"klynge/internal/danish"
	"klynge/internal/fault"
)

// A Profile is a named set of rules. The zero value is DK5. A name that is not
// known hides everything.
type Profile string

const (
	DK5  Profile = "dk5"
	HES  Profile = "hes"
	ACRO Profile = "acro"
)

// Profiles are the profiles there are, the usual one first.
var Profiles = []Profile{DK5, HES, ACRO}

// Find returns the profile of a name, DK5 for none.
func Find(name string) (Profile, error) {
	for _, p := range Profiles {
		if name == string(p) {
			return p, nil
		}
	}
	if name == "" {
		return DK5, nil
	}
	return "", fault.New(fault.Invalid, "Diskretioneringsprofilen “%s” findes ikke. Vælg dk5, hes eller acro.", name)
}

// Discreet is what stands where a number is hidden and nothing else is said of it.
const Discreet = "diskretioneret"

// Endless is the High of a number that has no known upper bound.
const Endless = math.MaxInt32

// A rule is what a profile says.
type rule struct {
	small  int    // numbers below it are hidden
	zero   bool   // 0 is hidden too
	base   int    // the rest are rounded to the nearest multiple of it
	sign   string // what stands for a small number
	beside string // what stands for a number that is hidden to protect another
	// width is how many values a small number must be able to have for somebody
	// who works backwards from the sums.
	width int
}

var rules = map[Profile]rule{
	DK5:  {small: 5, base: 1, sign: "<5", beside: Discreet, width: 4},
	HES:  {small: 8, base: 5, sign: "*", beside: Discreet, width: 2},
	ACRO: {small: 10, zero: true, base: 5, sign: "<10", beside: Discreet, width: 2},
}

// nothing hides every number.
var nothing = rule{small: Endless, zero: true, base: 1, sign: Discreet, beside: Discreet, width: 2}

func (p Profile) rule() rule {
	if p == "" {
		p = DK5
	}
	if r, ok := rules[p]; ok {
		return r
	}
	return nothing
}

// hides reports whether a count of persons is too small to be shown. A number
// below 0 counts nothing and is hidden.
func (r rule) hides(n int) bool { return n < r.small && (n != 0 || r.zero) }

// least is the smallest number that a small count can be.
func (r rule) least() int {
	if r.zero {
		return 0
	}
	return 1
}

// Shown is what a reader gets of one number.
type Shown struct {
	Text string `json:"text"` // as it is printed: 12, 1.240, <5, *, 21,5 %, diskretioneret
	// Hidden reports that the number is not told.
	Hidden bool `json:"hidden,omitempty"`
	// Primary reports that it is hidden because it is small itself, and not to
	// protect another. A reader of dk5 and acro can tell by the text.
	Primary bool `json:"primary,omitempty"`
	// Low and High are the bounds of the number as the text gives them, both
	// included. A shown number that is not rounded has Low and High alike. They
	// are 0 of a ratio.
	Low  int `json:"low"`
	High int `json:"high"`
}

// Exact reports whether the number itself is told, neither hidden nor rounded.
func (s Shown) Exact() bool { return !s.Hidden && s.Low == s.High }

// Count shows a number of persons that stands alone.
func (p Profile) Count(n int) Shown {
	r := p.rule()
	if r.hides(n) {
		return r.primary()
	}
	return r.shown(n)
}

// Plain shows a number of what is not persons: meetings, boxes, municipalities.
func Plain(n int) Shown { return Shown{Text: danish.Number(n), Low: n, High: n} }

func (r rule) primary() Shown {
	return Shown{Text: r.sign, Hidden: true, Primary: true, Low: r.least(), High: r.small - 1}
}

// shown rounds a number that may be shown.
func (r rule) shown(n int) Shown {
	if n == 0 || r.base == 1 {
		return Plain(n)
	}
	near := r.round(n)
	return Shown{Text: danish.Number(near), Low: max(near-r.base/2, r.small), High: near + r.base/2}
}

func (r rule) round(n int) int { return (n + r.base/2) / r.base * r.base }

// A Ratio is so many of so many persons.
type Ratio struct {
	Numerator   int `json:"numerator"`
	Denominator int `json:"denominator"`
}

// Ratio shows a share of persons in percent. It is hidden when the numerator is
// small, when the rest, those who are not in the numerator, are few but somebody
// (98 of 100 tells on two as 2 of 100 does), when the denominator is smaller than
// the profile shows, and when there is nobody to be a share of. A profile that
// rounds takes the share of the rounded numbers, so that it tells no more than
// they do.
//
// A numerator above its denominator is no part of it, contacts of patients for
// one, and has no rest.
//
// Where numerators are shown with their sums, a share is hidden as well when
// [Profile.Series] hides its numerator or its denominator.
func (p Profile) Ratio(numerator, denominator int) Shown {
	r := p.rule()
	rest := denominator - numerator
	if denominator < r.small || r.hides(numerator) || rest >= 0 && r.hides(rest) {
		return Shown{Text: r.beside, Hidden: true, Primary: true}
	}
	return Shown{Text: percent(r.round(numerator), r.round(denominator))}
}

// percent writes a share with one decimal, and none when that is 0.
func percent(numerator, denominator int) string {
	tenths := math.Round(1000 * float64(numerator) / float64(denominator))
	return strings.Replace(strconv.FormatFloat(tenths/10, 'f', -1, 64), ".", ",", 1) + " %"
}

// An Override is the decision that a number is shown although it is small.
type Override struct {
	Reason string    `json:"reason"`
	By     string    `json:"by"` // the name of who decided
	At     time.Time `json:"at"`
}

// Check refuses a decision without a reason or without somebody behind it.
func (o Override) Check() error {
	switch {
	case strings.TrimSpace(o.Reason) == "":
		return fault.New(fault.Invalid, "Skriv, hvorfor tallet må vises, selv om det er lille. Begrundelsen gemmes sammen med tallet.")
	case strings.TrimSpace(o.By) == "" || o.At.IsZero():
		return fault.New(fault.Invalid, "Det skal stå, hvem der har besluttet at vise tallet, og hvornår.")
	}
	return nil
}

// CountDespite shows a small number of persons because somebody has decided it.
func (p Profile) CountDespite(n int, o Override) (Shown, error) {
	if err := o.Check(); err != nil {
		return p.Count(n), err
	}
	return Plain(n), nil
}
