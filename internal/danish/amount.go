// Package danish knows how Danish is written: amounts, dates, plurals, the
// words of a sentence and their stems.
package danish

// An Amount is a sum of money in øre (1/100 krone).
type Amount int64

// Kroner returns an amount of whole kroner.
func Kroner(n int64) Amount { return Amount(n * 100) }
