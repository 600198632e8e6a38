package paper

import (
	"strings"
	"unicode/utf8"
)

// A digit is one of a text, with its place in bytes and what stands before it.
type digit struct {
	value      byte
	start, end int
	gap        gap
}

// A gap is what stands between a digit and the one before it.
type gap byte

const (
	apart  gap = iota // what makes them two numbers
	none              // nothing that can be seen
	broken            // a line break
	joined            // what may stand between the date and the rest
)

// PersonalNumbers returns the places, in bytes, of what has the shape of a civil
// registration number (CPR): a date of six digits and four more, with or without
// a hyphen or blanks between, also when a line break splits it. Whether its check
// digit is right does not matter; since 2007 valid numbers exist that fail it
// (R29, R75).
func PersonalNumbers(text string) (places [][2]int) {
	if !tenDigits(text) {
		return nil
	}
	digits := digitsOf(text)
	for from := 0; from+10 <= len(digits); {
		number := digits[from : from+10]
		ends := from+10 == len(digits) || digits[from+10].gap != none
		if number[0].gap != none && ends && whole(number) && dated(number) {
			places = append(places, [2]int{number[0].start, number[9].end})
			from += 10
			continue
		}
		from++
	}
	return places
}

// digitsOf lists the digits of a text.
func digitsOf(text string) (list []digit) {
	last := -1 // end of the digit before
	for i, r := range text {
		value, ok := digitOf(r)
		if !ok {
			continue
		}
		d := digit{value: value, start: i, end: i + utf8.RuneLen(r)}
		if last >= 0 {
			d.gap = gapOf(text[last:i])
		}
		list, last = append(list, d), d.end
	}
	return list
}

// mostBreaks is how often a line may end inside one number.
const mostBreaks = 2

// whole reports whether ten digits can be one number.
func whole(number []digit) bool {
	breaks := 0
	for i, d := range number[1:] {
		switch d.gap {
		case apart:
			return false
		case joined:
			if i+1 != 6 {
				return false
			}
		case broken:
			if breaks++; breaks > mostBreaks {
				return false
			}
		}
	}
	return true
}

var monthDays = [...]int{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// dated reports whether digits begin with a day and a month (DDMM).
func dated(number []digit) bool {
	day, month := int(number[0].value)*10+int(number[1].value), int(number[2].value)*10+int(number[3].value)
	return month >= 1 && month <= 12 && day >= 1 && day <= monthDays[month-1]
}

// tenDigits tells quickly whether a text can hold a number at all.
func tenDigits(text string) bool {
	n := 0
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' || text[i] >= 0xEF {
			if n++; n == 10 {
				return true
			}
		}
	}
	return false
}

// digitOf reads a digit, also a full-width one.
func digitOf(r rune) (byte, bool) {
	switch {
	case r >= '0' && r <= '9':
		return byte(r - '0'), true
	case r >= '０' && r <= '９':
		return byte(r - '０'), true
	}
	return 0, false
}

// unseen are characters that stand between digits and are not seen.
const (
	unseen = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
	blanks = " \t\u00a0\u2009\u202f\f"
)

// gapOf tells what stands between two digits.
func gapOf(between string) gap {
	if len(between) > 16 || strings.Count(between, "\n") > 1 {
		return apart
	}
	switch strings.Trim(between, unseen+blanks) {
	case "\n", "\r\n", "\r", "-\n", "-\r\n":
		return broken
	}
	if strings.Trim(between, unseen) == "" {
		return none
	}
	rest := strings.Map(func(r rune) rune {
		if strings.ContainsRune(unseen+blanks+"\r\n", r) {
			return -1
		}
		return r
	}, between)
	switch rest {
	case "", "-", "‐", "‑", "‒", "–", "—", "−", "_", "--":
		return joined
	}
	return apart
}

// Mask hides personal numbers in a text that is going to be published, and
// keeps its lines and its length in characters.
func Mask(text string) string {
	places := PersonalNumbers(text)
	if places == nil {
		return text
	}
	var b strings.Builder
	last := 0
	for _, place := range places {
		b.WriteString(text[last:place[0]])
		for _, r := range text[place[0]:place[1]] {
			if r != '\n' && r != '\r' {
				r = '▒'
			}
			b.WriteRune(r)
		}
		last = place[1]
	}
	b.WriteString(text[last:])
	return b.String()
}
