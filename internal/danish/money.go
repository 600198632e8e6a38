package danish

import (
	"math"
	"strings"
)

// An AmountMatch is a sum of money found in running text.
type AmountMatch struct {
	From, To int // byte offsets, unit included
	Amount   Amount
	Printed  string // as it stands, "ca." left out
	// Approx is true when the text says "ca." or prints thousands, millions or
	// billions, so that the real amount may differ by half a Step.
	Approx bool
	Step   Amount // what the last printed digit is worth: 100.000 kr. in "1,7 mio. kr."
	Unit   Unit
}

// Agrees reports whether an exact amount is the matched one, rounded.
func (m AmountMatch) Agrees(exact Amount) bool {
	return exact == m.Amount || m.Approx && (exact-m.Amount).abs() <= m.Step/2
}

// A Unit is what a printed number is counted in.
type Unit Amount

const (
	UnitKrone    = Unit(krone)
	UnitThousand = Unit(thousand) // "t.kr.", "i 1.000 kr."
	UnitMillion  = Unit(million)
	UnitBillion  = Unit(billion)
)

var unitWords = map[string]Unit{
	"kr": UnitKrone, "kroner": UnitKrone, "dkk": UnitKrone, "krone": UnitKrone,
	"tkr": UnitThousand, "tdkk": UnitThousand, "tusinde": UnitThousand, "tusind": UnitThousand,
	"mio": UnitMillion, "mill": UnitMillion, "million": UnitMillion, "millioner": UnitMillion, "mkr": UnitMillion, "miokr": UnitMillion,
	"mia": UnitBillion, "milliard": UnitBillion, "milliarder": UnitBillion, "mrd": UnitBillion,
}

// Amounts finds the sums of money in a text, in order: "550.000 kr.",
// "0,55 mio. kr.", "120.000,-", "kr. 1.250,50", "DKK 5.000", "5 t.kr.". A number
// without a unit is not one; for a table see [ParseAmount].
func Amounts(text string) []AmountMatch {
	var found []AmountMatch
	last := 0
	for i := 0; i < len(text); i++ {
		if !isDigit(text[i]) {
			continue
		}
		n := numeralAt(text, i)
		if m, ok := amountAt(text, n, last); ok {
			found = append(found, m)
			last = m.To
		}
		i = max(n.to, last) - 1
	}
	return found
}

// A numeral is a printed number: the digits in groups, and its decimals.
type numeral struct {
	from, to int
	groups   []string // cut at each separator
	marks    string   // the separators
}

// numeralAt reads the number at i with all its separators: "1.250,50". A blank
// separates only whole groups of three: "1 250 000".
func numeralAt(s string, i int) numeral {
	n := numeral{from: i}
	for {
		_, end := number(s, i)
		n.groups = append(n.groups, s[i:end])
		n.to = end
		if end >= len(s) || len(n.groups) == 8 {
			return n
		}
		next, mark := end+1, s[end]
		if mark != '.' && mark != ',' && mark != '\'' {
			next, mark = space(s, end), ' '
			_, after := number(s, next)
			if next == end || after-next != 3 || len(n.groups[0]) > 3 || letterAt(s, after) {
				return n
			}
		}
		if !digitAt(s, next) {
			return n
		}
		n.marks += string(mark)
		i = next
	}
}

// value returns the number times unit, and what its last digit is worth.
//
// Danish groups with dots and cuts decimals with a comma. A single mark is read
// from its digits: three behind a dot are a group; three behind a comma are
// decimals of millions ("4,518 mio.") but a group of kroner, as in English.
func (n numeral) value(unit Unit) (value, step Amount, ok bool) {
	decimals := ""
	whole := n.groups
	if k := len(n.marks); k > 0 {
		last, tail := n.marks[k-1], n.groups[k]
		mixed := strings.Trim(n.marks, string(last)) != ""
		switch {
		case mixed && (last == ',' || last == '.'), k == 1 && len(tail) != 3, k == 1 && last == ',' && unit > UnitThousand:
			decimals, whole = tail, n.groups[:k]
		}
	}
	for i, group := range whole {
		if i > 0 && len(group) != 3 {
			return 0, 0, false // a date, a version, a section
		}
	}
	if len(whole) > 1 && (len(whole[0]) > 3 || whole[0][0] == '0') || len(decimals) > 4 {
		return 0, 0, false
	}
	total, step := 0.0, Amount(unit)
	for _, digit := range strings.Join(whole, "") {
		total = total*10 + float64(digit-'0')
	}
	place := 1.0
	for _, digit := range decimals {
		place /= 10
		total += float64(digit-'0') * place
		step /= 10
	}
	total *= float64(unit)
	if total > float64(largest) {
		return 0, 0, false
	}
	return Amount(math.Round(total)), max(step, 1), true
}

func amountAt(s string, n numeral, last int) (AmountMatch, bool) {
	if letterBefore(s, n.from) || joined(s, n.from) && s[n.from-1] != '-' || n.to < len(s) && s[n.to] == '/' {
		return AmountMatch{}, false
	}
	m := AmountMatch{From: n.from, To: n.to}
	m.Unit, m.To = unitAfter(s, n.to)
	if before, from := unitBefore(s, n.from, last); before != 0 && m.Unit != UnitKrone {
		m.From = from
		m.Unit = max(m.Unit, before)
	}
	if m.Unit == 0 {
		return AmountMatch{}, false
	}
	var ok bool
	if m.Amount, m.Step, ok = n.value(m.Unit); !ok {
		return AmountMatch{}, false
	}
	if m.From > last && s[m.From-1] == '-' && !letterBefore(s, m.From-1) && !digitAt(s, spaceBefore(s, m.From-1)-1) {
		m.From, m.Amount = m.From-1, -m.Amount
	}
	m.Printed = s[m.From:m.To]
	said := false
	if said, m.From = approxBefore(s, m.From, last); said && m.Unit == UnitKrone {
		m.Step = n.zeros() * krone
	}
	m.Approx = said || m.Unit != UnitKrone
	return m, true
}

// zeros returns the power of ten that the number's trailing zeros stand for:
// "ca. 750.000 kr." is said to the nearest 10.000.
func (n numeral) zeros() Amount {
	place := Amount(1)
	digits := strings.Join(n.groups, "")
	for i := len(digits) - 1; i > 0 && digits[i] == '0' && place < 1_000_000; i-- {
		place *= 10
	}
	return place
}

// unitAfter reads "mio. kr.", "t.kr.", "tusinde kroner" or ",-" at i.
func unitAfter(s string, i int) (Unit, int) {
	for _, tail := range []string{",-", ",–", ",=", ".-"} {
		if strings.HasPrefix(s[i:], tail) && !digitAt(s, i+len(tail)) {
			return UnitKrone, i + len(tail)
		}
	}
	unit, to := Unit(0), i
	at := space(s, i)
	for range 2 {
		word, end := unitWord(s, at)
		u, ok := unitWords[word]
		if !ok || unit == UnitKrone {
			break
		}
		unit, to = max(unit, u), end
		at = space(s, end)
	}
	return unit, to
}

// unitWord reads a unit at i in lower case without its dots: "t.kr." is "tkr".
func unitWord(s string, i int) (string, int) {
	end := word(s, i)
	if end == i || end-i > 12 {
		return "", i
	}
	name := strings.ToLower(s[i:end])
	if (name == "t" || name == "mio" || name == "m") && strings.HasPrefix(s[end:], ".") {
		if k := word(s, end+1); strings.EqualFold(s[end+1:k], "kr") {
			name, end = name+"kr", k
		}
	}
	if strings.HasPrefix(s[end:], ".") && unitWords[name] != 0 && len(name) < 5 && name != "dkk" {
		end++ // the dot of an abbreviation, even where it also ends a sentence
	}
	return name, end
}

// unitBefore reads the "kr." or "DKK" that ends before i.
func unitBefore(s string, i, last int) (Unit, int) {
	at := spaceBefore(s, i)
	at = len(strings.TrimRight(s[:at], ".:"))
	from := max(wordBefore(s, at), last)
	if from >= at {
		return 0, i
	}
	switch strings.ToLower(s[from:at]) {
	case "kr", "dkk", "kroner":
		if digitAt(s, spaceBefore(s, from)-1) {
			return 0, i // "5 kr. 10": the unit is the other number's
		}
		return UnitKrone, from
	case "tkr", "tdkk":
		return UnitThousand, from
	}
	return 0, i
}

var approxWords = map[string]bool{
	"ca": true, "cirka": true, "circa": true, "omkring": true, "omtrent": true, "knap": true, "knapt": true,
	"godt": true, "næsten": true, "about": true, "approx": true, "approximately": true,
}

func approxBefore(s string, i, last int) (bool, int) {
	at := spaceBefore(s, i)
	at = len(strings.TrimRight(s[:at], "."))
	from := max(wordBefore(s, at), last)
	if from < at && approxWords[strings.ToLower(s[from:at])] {
		return true, from
	}
	return false, i
}

// ParseAmount reads a whole cell of a table as a sum of money. unit is what a
// bare number counts, such as [UnitThousand] under the heading "i 1.000 kr.";
// with unit 0 the cell must say it.
func ParseAmount(cell string, unit Unit) (AmountMatch, bool) {
	text := strings.TrimSpace(cell)
	if found := Amounts(text); len(found) == 1 {
		m := found[0]
		rest := strings.Trim(text[:m.From]+text[m.To:], " \u00a0*()+.:=")
		if rest == "-" || rest == "−" || rest == "–" {
			m.Amount, rest = -m.Amount.abs(), ""
		}
		return m, rest == ""
	}
	if unit == 0 {
		return AmountMatch{}, false
	}
	bare := strings.Trim(text, " \u00a0*()+")
	sign := Amount(1)
	if next := dash(bare, 0); next > 0 {
		bare, sign = strings.TrimSpace(bare[next:]), -1
	}
	if bare == "" || !isDigit(bare[0]) {
		return AmountMatch{}, false
	}
	n := numeralAt(bare, 0)
	value, step, ok := n.value(unit)
	if !ok || n.to != len(bare) {
		return AmountMatch{}, false
	}
	return AmountMatch{To: len(cell), Amount: sign * value, Printed: text, Approx: unit != UnitKrone, Step: step, Unit: unit}, true
}

// UnitOf reads the unit that a column heading or a caption prints: "i 1.000
// kr.", "Beløb (mio. kr.)", "kr.". It returns 0 when there is none.
func UnitOf(heading string) Unit {
	lower := strings.ToLower(heading)
	for _, thousands := range []string{"1.000 kr", "1000 kr", "1.000 dkk", "1000 dkk"} {
		if strings.Contains(lower, thousands) {
			return UnitThousand
		}
	}
	unit := Unit(0)
	for i := 0; i < len(lower); {
		name, end := unitWord(lower, i)
		unit = max(unit, unitWords[name])
		if end == i {
			end = i + 1
			if w := word(lower, i); w > i {
				end = w
			}
		}
		i = end
	}
	return unit
}
