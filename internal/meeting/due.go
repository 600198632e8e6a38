package meeting

import (
	"strconv"
	"strings"
	"time"
)

// parts are the last month of each named part of a year. Winter ends in the
// year after the one it is named by.
var parts = map[string]int{
	"start": 1, "q1": 3, "spring": 5, "q2": 6, "h1": 6, "middle": 6,
	"summer": 8, "q3": 9, "autumn": 11, "q4": 12, "h2": 12, "end": 12, "winter": 14,
}

// By returns the last day on which the promise is kept in time (YYYY-MM-DD), or
// "" when the document names no year: "foråret 2025" lasts until 31 May 2025.
func (p Promise) By() string {
	if day, err := time.Parse(time.DateOnly, p.Due); err == nil {
		return day.Format(time.DateOnly)
	}
	words := strings.Split(p.Due, "-")
	year, err := strconv.Atoi(words[0])
	if err != nil || len(words[0]) != 4 {
		return ""
	}
	month, day := 12, 0
	for _, word := range words[1:] {
		if n, err := strconv.Atoi(word); err == nil && n >= 1 && n <= 12 {
			month = n
			continue
		}
		last, known := parts[word]
		switch {
		case !known:
			return ""
		case len(words) == 2:
			month = last
		case word == "start": // of a month
			day = 10
		case word == "middle":
			day = 20
		}
	}
	if day > 0 {
		return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	}
	return time.Date(year, time.Month(month+1), 0, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}
