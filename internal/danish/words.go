package danish

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// months holds the names that minutes in Danish, Norwegian, Swedish, German
// and English use, in lower case and without a trailing dot.
var months = map[string]int{
	"januar": 1, "januari": 1, "jänner": 1, "january": 1, "jan": 1,
	"februar": 2, "februari": 2, "february": 2, "feb": 2, "febr": 2,
	"marts": 3, "mars": 3, "märz": 3, "march": 3, "mar": 3, "mrz": 3,
	"april": 4, "apr": 4,
	"maj": 5, "mai": 5, "may": 5,
	"juni": 6, "june": 6, "jun": 6,
	"juli": 7, "july": 7, "jul": 7,
	"august": 8, "augusti": 8, "aug": 8,
	"september": 9, "sept": 9, "sep": 9,
	"oktober": 10, "october": 10, "okt": 10, "oct": 10,
	"november": 11, "nov": 11,
	"december": 12, "desember": 12, "dezember": 12, "dec": 12, "des": 12, "dez": 12,
}

var weekdays = map[string]time.Weekday{
	"mandag": time.Monday, "måndag": time.Monday, "montag": time.Monday, "monday": time.Monday, "man": time.Monday,
	"tirsdag": time.Tuesday, "tisdag": time.Tuesday, "dienstag": time.Tuesday, "tuesday": time.Tuesday, "tirs": time.Tuesday, "tir": time.Tuesday,
	"onsdag": time.Wednesday, "mittwoch": time.Wednesday, "wednesday": time.Wednesday, "ons": time.Wednesday,
	"torsdag": time.Thursday, "donnerstag": time.Thursday, "thursday": time.Thursday, "tors": time.Thursday, "tor": time.Thursday,
	"fredag": time.Friday, "freitag": time.Friday, "friday": time.Friday, "fre": time.Friday,
	"lørdag": time.Saturday, "lördag": time.Saturday, "samstag": time.Saturday, "saturday": time.Saturday, "lør": time.Saturday,
	"søndag": time.Sunday, "söndag": time.Sunday, "sonntag": time.Sunday, "sunday": time.Sunday, "søn": time.Sunday,
}

// WeekdayOf returns the weekday that a printed name means, such as "Tirsdag",
// "tirs." or "mandagen".
func WeekdayOf(name string) (time.Weekday, bool) {
	name = strings.TrimRight(strings.ToLower(name), ". ")
	day, ok := weekdays[name]
	if !ok {
		day, ok = weekdays[strings.TrimSuffix(name, "en")]
	}
	return day, ok
}

// MonthOf returns the number of a month from its name or abbreviation, or 0.
func MonthOf(name string) int {
	return months[strings.TrimRight(strings.ToLower(name), ". ")]
}

// space returns the offset after the blanks at i. Line breaks and tabs end a
// value: they stand between paragraphs and between cells.
func space(s string, i int) int {
	for i < len(s) {
		switch {
		case s[i] == ' ':
			i++
		case strings.HasPrefix(s[i:], "\u00a0"):
			i += len("\u00a0")
		case strings.HasPrefix(s[i:], "\u202f"), strings.HasPrefix(s[i:], "\u2009"):
			i += len("\u202f")
		default:
			return i
		}
	}
	return i
}

// spaceBefore returns the offset before the blanks that end at i.
func spaceBefore(s string, i int) int {
	for i > 0 {
		switch {
		case s[i-1] == ' ':
			i--
		case strings.HasSuffix(s[:i], "\u00a0"):
			i -= len("\u00a0")
		default:
			return i
		}
	}
	return i
}

// number reads up to nine digits at i. It returns end == i when there are
// none, and value -1 when there are more.
func number(s string, i int) (value, end int) {
	for end = i; end < len(s) && isDigit(s[end]); end++ {
		if end-i < 9 {
			value = value*10 + int(s[end]-'0')
		}
	}
	if end-i > 9 {
		value = -1
	}
	return value, end
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

func digitAt(s string, i int) bool { return 0 <= i && i < len(s) && isDigit(s[i]) }

// word returns the end of the letters at i.
func word(s string, i int) int {
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsLetter(r) {
			break
		}
		i += n
	}
	return i
}

// wordBefore returns the start of the letters that end at i. It looks at 24
// bytes at most, which is longer than any word that matters here, so that
// looking back from every digit stays linear.
func wordBefore(s string, i int) int {
	for limit := i - 24; i > 0 && i > limit; {
		r, n := utf8.DecodeLastRuneInString(s[:i])
		if !unicode.IsLetter(r) {
			break
		}
		i -= n
	}
	return i
}

func letterAt(s string, i int) bool {
	if i >= len(s) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return unicode.IsLetter(r)
}

func letterBefore(s string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(s[:i])
	return unicode.IsLetter(r)
}

// dash returns the offset after a hyphen or dash at i, or i.
func dash(s string, i int) int {
	for _, d := range []string{"-", "–", "—", "‐", "‑", "−"} {
		if strings.HasPrefix(s[i:], d) {
			return i + len(d)
		}
	}
	return i
}
