package when

import (
	"slices"
	"time"
)

// A Holiday is a day on which Danish authorities are closed.
type Holiday struct {
	Date         time.Time // midnight in UTC
	Danish, Name string    // "Skærtorsdag", "Maundy Thursday"
	ByCustom     bool      // closed by agreement or custom, not a public holiday
}

// Easter returns Easter Sunday of a year in the Gregorian calendar, by the
// method of Meeus, Jones and Butcher.
func Easter(year int) time.Time {
	a := year % 19
	b, c := year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	month := (h + l - 7*m + 90) / 25
	day := (h + l - 7*m + 33*month + 19) % 32
	return date(year, time.Month(month), day)
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// lastPrayerDay is the last year with a General Prayer Day; it was abolished
// from 2024 by lov nr. 214 af 6. marts 2023.
const lastPrayerDay = 2023

// Holidays returns the holidays of a year in Denmark, in order. Constitution
// Day, Christmas Eve and New Year's Eve are marked ByCustom: most authorities
// close, and [Calendar] says whether a rule counts them.
func Holidays(year int) []Holiday {
	easter := Easter(year)
	moved := func(days int) time.Time { return easter.AddDate(0, 0, days) }
	days := []Holiday{
		{Date: date(year, time.January, 1), Danish: "Nytårsdag", Name: "New Year's Day"},
		{Date: moved(-3), Danish: "Skærtorsdag", Name: "Maundy Thursday"},
		{Date: moved(-2), Danish: "Langfredag", Name: "Good Friday"},
		{Date: easter, Danish: "Påskedag", Name: "Easter Sunday"},
		{Date: moved(1), Danish: "2. påskedag", Name: "Easter Monday"},
		{Date: moved(26), Danish: "Store bededag", Name: "General Prayer Day"},
		{Date: moved(39), Danish: "Kristi himmelfartsdag", Name: "Ascension Day"},
		{Date: moved(49), Danish: "Pinsedag", Name: "Whit Sunday"},
		{Date: moved(50), Danish: "2. pinsedag", Name: "Whit Monday"},
		{Date: date(year, time.June, 5), Danish: "Grundlovsdag", Name: "Constitution Day", ByCustom: true},
		{Date: date(year, time.December, 24), Danish: "Juleaftensdag", Name: "Christmas Eve", ByCustom: true},
		{Date: date(year, time.December, 25), Danish: "Juledag", Name: "Christmas Day"},
		{Date: date(year, time.December, 26), Danish: "2. juledag", Name: "Second Day of Christmas"},
		{Date: date(year, time.December, 31), Danish: "Nytårsaftensdag", Name: "New Year's Eve", ByCustom: true},
	}
	if year > lastPrayerDay {
		days = slices.DeleteFunc(days, func(h Holiday) bool { return h.Danish == "Store bededag" })
	}
	// Constitution Day may fall on either side of Whitsun.
	slices.SortFunc(days, func(a, b Holiday) int { return a.Date.Compare(b.Date) })
	return days
}

// A Calendar says which days a body counts as weekdays (hverdage). Danish
// administrative use differs on Saturdays, so each body decides.
type Calendar struct {
	Saturdays bool // a Saturday counts as a weekday
	Custom    bool // Constitution Day, Christmas Eve and New Year's Eve count as weekdays
}

// Weekday reports whether the day of t counts. The day is the one that t shows
// in its own location.
func (c Calendar) Weekday(t time.Time) bool {
	day := date(t.Date())
	switch day.Weekday() {
	case time.Sunday:
		return false
	case time.Saturday:
		if !c.Saturdays {
			return false
		}
	}
	for _, h := range Holidays(day.Year()) {
		if h.Date.Equal(day) {
			return h.ByCustom && c.Custom
		}
	}
	return true
}

// Weekdays counts the weekdays from the day of from up to but not including the
// day of to: an agenda sent on Friday for a meeting on Thursday is sent four
// weekdays before. It is 0 when to is not later.
func (c Calendar) Weekdays(from, to time.Time) int {
	n := 0
	for day, end := date(from.Date()), date(to.Date()); day.Before(end); day = day.AddDate(0, 0, 1) {
		if c.Weekday(day) {
			n++
		}
	}
	return n
}

// Latest returns the last day on which something can be sent n weekdays before
// a day: the deadline of an agenda.
func (c Calendar) Latest(before time.Time, n int) time.Time {
	day := date(before.Date())
	for n > 0 {
		day = day.AddDate(0, 0, -1)
		if c.Weekday(day) {
			n--
		}
	}
	return day
}
