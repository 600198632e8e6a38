// Package statement remembers when somebody last went through the site's
// accessibility statement (tilgængelighedserklæring). It has to be brought up to
// date at least once a year, and nobody remembers that by themselves (R40).
package statement

import "time"

// Due returns the day from which the statement should be gone through again: a
// year after the last time, and at once when it never was. Days are YYYY-MM-DD.
func Due(last, today string) string {
	day, err := time.Parse(time.DateOnly, last)
	if err != nil {
		return today
	}
	return day.AddDate(1, 0, 0).Format(time.DateOnly)
}
