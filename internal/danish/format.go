package danish

import (
	"strconv"
	"strings"
	"time"
)

var weekdayNames = [...]string{"søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"}

var monthNames = [...]string{
	"januar", "februar", "marts", "april", "maj", "juni",
	"juli", "august", "september", "oktober", "november", "december",
}

// Weekday returns the Danish name of a weekday: "tirsdag".
func Weekday(day time.Weekday) string { return weekdayNames[day] }

// Month returns the Danish name of a month: "november".
func Month(month time.Month) string { return monthNames[month-1] }

// Date returns "19. november 2024".
func Date(t time.Time) string {
	return strconv.Itoa(t.Day()) + ". " + Month(t.Month()) + " " + strconv.Itoa(t.Year())
}

// LongDate returns "tirsdag 19. november 2024".
func LongDate(t time.Time) string { return Weekday(t.Weekday()) + " " + Date(t) }

// LongDateEnglish returns "Tuesday 19 November 2024".
func LongDateEnglish(t time.Time) string { return t.Format("Monday 2 January 2006") }

// Clock returns "kl. 14.00" of "14:00", and "" of "".
func Clock(hhmm string) string {
	if hhmm == "" {
		return ""
	}
	return "kl. " + strings.Replace(hhmm, ":", ".", 1)
}

// Span returns "kl. 14.00-15.30", or [Clock] of the start when there is no end.
func Span(start, end string) string {
	if start == "" || end == "" {
		return Clock(start)
	}
	return Clock(start) + "-" + strings.Replace(end, ":", ".", 1)
}

// Count returns the number with the word that agrees with it: "1 møde",
// "3 møder", "1.204 møder". The English site passes English words.
func Count(n int, one, many string) string {
	word := many
	if n == 1 || n == -1 {
		word = one
	}
	return Number(n) + " " + word
}

// Number returns a whole number grouped the Danish way: "1.204".
func Number(n int) string {
	if n < 0 {
		return "-" + grouped(-int64(n), '.')
	}
	return grouped(int64(n), '.')
}
