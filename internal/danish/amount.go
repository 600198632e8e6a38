// Package danish knows how Danish is written: amounts, dates, plurals, the
// words of a sentence and their stems.
package danish

import (
	"math"
	"strconv"
)

// An Amount is a sum of money in øre (1/100 krone).
type Amount int64

// Kroner returns an amount of whole kroner.
func Kroner(n int64) Amount { return Amount(n * 100) }

const (
	krone    Amount = 100
	thousand        = 1_000 * krone
	million         = 1_000_000 * krone
	billion         = 1_000_000_000 * krone

	// largest is the greatest amount that is read: 90 thousand billion kroner.
	largest = 90_000 * billion
)

// String returns "743.000 kr.", with øre only when there are any.
func (a Amount) String() string { return a.digits('.', ',') + " kr." }

// Short returns "4,5 mio. kr.", and amounts under a million to the krone.
func (a Amount) Short() string { return a.short(",", " mia. kr.", " mio. kr.", Amount.rounded) }

// English returns "DKK 743,000".
func (a Amount) English() string { return "DKK " + a.digits(',', '.') }

// ShortEnglish returns "DKK 4.5 million".
func (a Amount) ShortEnglish() string {
	return "DKK " + a.short(".", " billion", " million", func(a Amount) string { return a.whole().digits(',', '.') })
}

// Number returns the digits alone, grouped the Danish way: "743.000".
func (a Amount) Number() string { return a.digits('.', ',') }

func (a Amount) rounded() string { return a.whole().String() }

func (a Amount) whole() Amount { return Amount(math.Round(float64(a)/100)) * krone }

func (a Amount) short(point, billions, millions string, rest func(Amount) string) string {
	size, name := million, millions
	switch limit := a.abs(); {
	case limit >= billion-million/20:
		size, name = billion, billions
	case limit >= million-krone/2:
	default:
		return rest(a)
	}
	tenths := int64((a.abs() + size/20) / (size / 10)) // half a tenth rounds up
	text := strconv.FormatInt(tenths/10, 10)
	if tenths%10 > 0 {
		text += point + strconv.FormatInt(tenths%10, 10)
	}
	if a < 0 {
		text = "-" + text
	}
	return text + name
}

func (a Amount) abs() Amount {
	if a < 0 {
		return -a
	}
	return a
}

func (a Amount) digits(group, point byte) string {
	kroner, ore := int64(a.abs()/krone), int64(a.abs()%krone)
	text := grouped(kroner, group)
	if ore > 0 {
		text += string(point) + strconv.FormatInt(100+ore, 10)[1:]
	}
	if a < 0 {
		text = "-" + text
	}
	return text
}

// grouped writes a number that is not negative in groups of three digits.
func grouped(n int64, group byte) string {
	digits := strconv.FormatInt(n, 10)
	out := make([]byte, 0, len(digits)+len(digits)/3)
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out = append(out, group)
		}
		out = append(out, digits[i])
	}
	return string(out)
}
