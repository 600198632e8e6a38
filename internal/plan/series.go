package plan

import (
	"time"

	"github.com/teambition/rrule-go"

	"klynge/internal/fault"
)

// MostInSeries bounds how many meetings are planned at once.
const MostInSeries = 60

// A Repeat says how the meetings of a series follow one another: each n-th
// weekday of every m-th month, or the same weekday every m-th week.
type Repeat struct {
	Monthly  bool
	Every    int          // months or weeks, from 1
	Nth      int          // of a month: 1 to 4, or -1 for the last
	Weekday  time.Weekday // of a month
	From, To string       // first and last day that a meeting may be on
	SkipJuly bool         // nobody is there
}

// A Proposed date is one of a series, before anything is planned.
type Proposed struct {
	Date    string
	Instead string // the date of the series that is a day off, "" when it is none
	DayOff  string // what day that is: "skærtorsdag"
	Left    string // why the date is left out, "" when it is proposed
}

// Dates returns the dates of a series in order. One that is a day off is moved a
// week at a time to a day that is none; if the series has that day already, or
// the body is not there any more, the date is left out, and why is told.
func (r Rules) Dates(repeat Repeat) ([]Proposed, error) {
	set, err := repeat.rule()
	if err != nil {
		return nil, err
	}
	days := set.All()
	if len(days) == 0 {
		return nil, fault.New(fault.Invalid, "Der er ingen sådan dag i perioden. Vælg en længere periode.")
	}
	if len(days) > MostInSeries {
		return nil, fault.New(fault.TooLarge, "Det bliver mere end %d møder. Vælg en kortere periode. Intet er planlagt.", MostInSeries)
	}
	taken := map[string]bool{}
	for _, day := range days {
		if dayOff(day) == "" {
			taken[day.Format(time.DateOnly)] = true
		}
	}
	var list []Proposed
	for _, day := range days {
		list = append(list, r.propose(day, repeat, taken))
	}
	return list, nil
}

// propose finds the day for one date of a series.
func (r Rules) propose(day time.Time, repeat Repeat, taken map[string]bool) Proposed {
	p := Proposed{Date: day.Format(time.DateOnly)}
	if repeat.SkipJuly && day.Month() == time.July {
		p.Left = "juli"
		return p
	}
	if name := dayOff(day); name != "" && !weekend(day, repeat) {
		for dayOff(day) != "" {
			day = day.AddDate(0, 0, 7)
		}
		p.Instead, p.DayOff, p.Date = p.Date, name, day.Format(time.DateOnly)
		if taken[p.Date] || p.Date > repeat.To {
			p.Date, p.Instead, p.Left = p.Instead, "", name
			return p
		}
		taken[p.Date] = true
	}
	if r.From != "" && p.Date < r.From || r.To != "" && p.Date > r.To {
		p.Left = "uden for organets periode"
	}
	return p
}

// weekend reports whether a series was asked for on a weekend, which then is no
// reason to move it.
func weekend(day time.Time, repeat Repeat) bool {
	return day.Weekday() == repeat.day() && (day.Weekday() == time.Saturday || day.Weekday() == time.Sunday)
}

// day returns the weekday of a series.
func (r Repeat) day() time.Weekday {
	if r.Monthly {
		return r.Weekday
	}
	first, _ := time.Parse(time.DateOnly, r.From) // rule has checked it
	return first.Weekday()
}

// byDay are the weekdays of RFC 5545, 3.3.10, from Sunday.
var byDay = [...]rrule.Weekday{rrule.SU, rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA}

func (r Repeat) rule() (*rrule.RRule, error) {
	from, err := time.Parse(time.DateOnly, r.From)
	to, err2 := time.Parse(time.DateOnly, r.To)
	switch {
	case err != nil || err2 != nil:
		return nil, fault.New(fault.Invalid, "Skriv den første og den sidste dag, møderne kan ligge på.")
	case to.Before(from):
		return nil, fault.New(fault.Invalid, "Den sidste dag er før den første. Byt dem om.")
	case to.After(from.AddDate(10, 0, 0)):
		return nil, fault.New(fault.Invalid, "En række kan højst gå over ti år. Vælg en kortere periode.")
	case r.Every < 1 || r.Every > 52:
		return nil, fault.New(fault.Invalid, "Skriv, hvor mange uger eller måneder der er imellem, fra 1 til 52.")
	case r.Monthly && (r.Nth == 0 || r.Nth < -1 || r.Nth > 4 || r.Weekday < time.Sunday || r.Weekday > time.Saturday):
		return nil, fault.New(fault.Invalid, "Vælg, hvilken ugedag i måneden det er.")
	}
	option := rrule.ROption{Freq: rrule.WEEKLY, Interval: r.Every, Dtstart: from, Until: to}
	if r.Monthly {
		option.Freq, option.Byweekday = rrule.MONTHLY, []rrule.Weekday{byDay[r.Weekday].Nth(r.Nth)}
	}
	return rrule.NewRRule(option)
}
