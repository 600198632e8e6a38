package indicator

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"klynge/internal/danish"
	"klynge/internal/fault"
)

// A Frequency is how often an indicator is measured.
type Frequency string

const (
	Daily     Frequency = "day"
	Weekly    Frequency = "week"
	Monthly   Frequency = "month"
	Quarterly Frequency = "quarter"
	HalfYear  Frequency = "half"
	Yearly    Frequency = "year"
	Event     Frequency = "event" // at each event: its periods are days, and none is missing between them
)

// Frequencies are all of them, the most common first.
var Frequencies = []Frequency{Monthly, Quarterly, Weekly, Daily, HalfYear, Yearly, Event}

// Danish returns the frequency in words.
func (f Frequency) Danish() string {
	return map[Frequency]string{Daily: "hver dag", Weekly: "hver uge", Monthly: "hver måned", Quarterly: "hvert kvartal", HalfYear: "hvert halvår",
		Yearly: "hvert år", Event: "ved hver hændelse"}[f]
}

// example is how a period is typed.
func (f Frequency) example() string {
	return map[Frequency]string{Daily: "21-11-2026", Weekly: "uge 47 2026", Monthly: "november 2026", Quarterly: "4. kvartal 2026", HalfYear: "2. halvår 2026",
		Yearly: "2026", Event: "21-11-2026"}[f]
}

// Example returns how a period of the frequency is typed.
func (f Frequency) Example() string { return f.example() }

// A Period is a stretch of days that has one figure.
type Period struct {
	Frequency Frequency
	From      time.Time // first day, midnight UTC
}

// PeriodOf returns the period of a frequency that a day lies in.
func PeriodOf(f Frequency, day time.Time) Period {
	y, m, d := day.Date()
	switch f {
	case Weekly:
		d -= (int(day.Weekday()) + 6) % 7
	case Monthly:
		d = 1
	case Quarterly:
		m, d = (m-1)/3*3+1, 1
	case HalfYear:
		m, d = (m-1)/6*6+1, 1
	case Yearly:
		m, d = 1, 1
	}
	return Period{f, time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}
}

// Next returns the period after. Of events it is the day after.
func (p Period) Next() Period { return p.Plus(1) }

// Plus returns the period so many later.
func (p Period) Plus(n int) Period {
	at := p.From
	switch p.Frequency {
	case Weekly:
		at = at.AddDate(0, 0, 7*n)
	case Monthly:
		at = at.AddDate(0, n, 0)
	case Quarterly:
		at = at.AddDate(0, 3*n, 0)
	case HalfYear:
		at = at.AddDate(0, 6*n, 0)
	case Yearly:
		at = at.AddDate(n, 0, 0)
	default:
		at = at.AddDate(0, 0, n)
	}
	return Period{p.Frequency, at}
}

// Starts and Ends return the first and the last day, YYYY-MM-DD.
func (p Period) Starts() string { return p.From.Format(time.DateOnly) }

// Ends returns the last day, YYYY-MM-DD.
func (p Period) Ends() string { return p.Next().From.AddDate(0, 0, -1).Format(time.DateOnly) }

// Key returns the name that the period is kept under, by ISO 8601 where that has
// one: 2026-11-21, 2026-W47, 2026-11, 2026-Q4, 2026-H2, 2026.
func (p Period) Key() string {
	year, month := p.From.Year(), int(p.From.Month())
	switch p.Frequency {
	case Weekly:
		year, week := p.From.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", year, week)
	case Monthly:
		return p.From.Format("2006-01")
	case Quarterly:
		return fmt.Sprintf("%04d-Q%d", year, (month+2)/3)
	case HalfYear:
		return fmt.Sprintf("%04d-H%d", year, (month+5)/6)
	case Yearly:
		return strconv.Itoa(year)
	}
	return p.Starts()
}

// String returns the period as people write it: "november 2026".
func (p Period) String() string {
	year, month := p.From.Year(), int(p.From.Month())
	switch p.Frequency {
	case Weekly:
		year, week := p.From.ISOWeek()
		return fmt.Sprintf("uge %d %d", week, year)
	case Monthly:
		return danish.Month(p.From.Month()) + " " + strconv.Itoa(year)
	case Quarterly:
		return fmt.Sprintf("%d. kvartal %d", (month+2)/3, year)
	case HalfYear:
		return fmt.Sprintf("%d. halvår %d", (month+5)/6, year)
	case Yearly:
		return strconv.Itoa(year)
	}
	return danish.Date(p.From)
}

// The ways that a period is written.
var (
	isoDay      = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})(?:[t ].*)?$`)
	yearMonth   = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})$`)
	monthYear   = regexp.MustCompile(`^(\d{1,2})[-/.](\d{4})$`)
	namedMonth  = regexp.MustCompile(`^(\p{L}{3,9})\.?[ -](\d{4}|\d{2})$`)
	weekOfYear  = regexp.MustCompile(`^(?:uge|week|[uw])\.? ?(\d{1,2})[,/ -]+(\d{4})$`)
	yearWeek    = regexp.MustCompile(`^(\d{4})[- ]?(?:uge|week|[uw]) ?(\d{1,2})$`)
	yearPart    = regexp.MustCompile(`^(\d{4})[- ]?([qkh]) ?(\d)$`)
	partOfYear  = regexp.MustCompile(`^([qkh]) ?(\d)[,/ -]*(\d{4})$`)
	spelledPart = regexp.MustCompile(`^(\d)\. ?(kvartal|kvt\.?|halvår)[, ]+(\d{4})$`)
	yearAlone   = regexp.MustCompile(`^\d{4}$`)
)

// ParsePeriod reads a period as people and finance systems write it. A day stands
// for the period that it begins or ends, and for no other.
func ParsePeriod(f Frequency, text string) (Period, error) {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	found, ok := readPeriod(f, text)
	if !ok {
		return Period{}, fault.New(fault.Invalid, "“%s” er ikke en periode, når der måles %s. Skriv den som %s.", clip(text), f.Danish(), f.example())
	}
	if y := found.From.Year(); y < 1970 || y >= 2200 {
		return Period{}, fault.New(fault.Invalid, "Perioden %s ligger uden for årene 1970-2199.", found)
	}
	return found, nil
}

func readPeriod(f Frequency, text string) (Period, bool) {
	switch f {
	case Monthly:
		if p, ok := readMonth(text); ok {
			return p, true
		}
	case Weekly:
		if p, ok := readWeek(text); ok {
			return p, true
		}
	case Quarterly, HalfYear:
		if p, ok := readPart(f, text); ok {
			return p, true
		}
	case Yearly:
		if yearAlone.MatchString(text) {
			return Period{f, time.Date(atoi(text), 1, 1, 0, 0, 0, 0, time.UTC)}, true
		}
	}
	day, ok := readDay(text)
	if !ok {
		return Period{}, false
	}
	p := PeriodOf(f, day)
	iso := day.Format(time.DateOnly)
	return p, iso == p.Starts() || iso == p.Ends()
}

func readDay(text string) (time.Time, bool) {
	if m := isoDay.FindStringSubmatch(text); m != nil {
		return dayOf(atoi(m[1]), atoi(m[2]), atoi(m[3]))
	}
	found := danish.Dates(text)
	if len(found) != 1 || found[0].From != 0 || found[0].To != len(text) || found[0].ISO() == "" {
		return time.Time{}, false
	}
	return found[0].Time(), true
}

// dayOf returns a day that exists.
func dayOf(year, month, day int) (time.Time, bool) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t, t.Year() == year && int(t.Month()) == month && t.Day() == day
}

func readMonth(text string) (Period, bool) {
	year, month := 0, 0
	if m := yearMonth.FindStringSubmatch(text); m != nil {
		year, month = atoi(m[1]), atoi(m[2])
	} else if m := monthYear.FindStringSubmatch(text); m != nil {
		year, month = atoi(m[2]), atoi(m[1])
	} else if m := namedMonth.FindStringSubmatch(text); m != nil {
		if year, month = atoi(m[2]), monthNamed(m[1]); year < 100 {
			year += 2000
		}
	}
	at, ok := dayOf(year, month, 1)
	return Period{Monthly, at}, ok && year > 0
}

// monthNamed returns the month with a Danish or English name, or the first three
// letters of it, 0 for none.
func monthNamed(name string) int {
	for m := time.January; m <= time.December; m++ {
		for _, full := range []string{danish.Month(m), strings.ToLower(m.String())} {
			if name == full || len(name) == 3 && strings.HasPrefix(full, name) || name == "sept" && m == time.September {
				return int(m)
			}
		}
	}
	return 0
}

func readWeek(text string) (Period, bool) {
	year, week := 0, 0
	if m := weekOfYear.FindStringSubmatch(text); m != nil {
		year, week = atoi(m[2]), atoi(m[1])
	} else if m := yearWeek.FindStringSubmatch(text); m != nil {
		year, week = atoi(m[1]), atoi(m[2])
	} else {
		return Period{}, false
	}
	// The fourth of January lies in the first week (ISO 8601).
	p := PeriodOf(Weekly, time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC)).Plus(week - 1)
	y, w := p.From.ISOWeek()
	return p, y == year && w == week
}

func readPart(f Frequency, text string) (Period, bool) {
	year, part, sign := 0, 0, ""
	if m := yearPart.FindStringSubmatch(text); m != nil {
		year, sign, part = atoi(m[1]), m[2], atoi(m[3])
	} else if m := partOfYear.FindStringSubmatch(text); m != nil {
		year, sign, part = atoi(m[3]), m[1], atoi(m[2])
	} else if m := spelledPart.FindStringSubmatch(text); m != nil {
		year, sign, part = atoi(m[3]), m[2][:1], atoi(m[1])
	}
	months, most := 3, 4
	if f == HalfYear {
		months, most = 6, 2
	}
	ok := part >= 1 && part <= most && (sign == "h") == (f == HalfYear)
	return Period{f, time.Date(year, time.Month((part-1)*months+1), 1, 0, 0, 0, 0, time.UTC)}, ok
}

// atoi reads digits that a pattern has let through.
func atoi(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

func clip(text string) string {
	if runes := []rune(text); len(runes) > 40 {
		return string(runes[:40]) + " …"
	}
	return text
}

// parseKey reads a period that was kept.
func parseKey(f Frequency, starts string) (Period, error) {
	at, err := time.Parse(time.DateOnly, starts)
	return PeriodOf(f, at), err
}

// Short returns the period as it stands under a chart: "nov. 26".
func (p Period) Short() string {
	year, month := p.From.Format("06"), int(p.From.Month())
	switch p.Frequency {
	case Weekly:
		year, week := p.From.ISOWeek()
		return fmt.Sprintf("u%d %02d", week, year%100)
	case Monthly:
		name := danish.Month(p.From.Month())
		if len(name) > 4 {
			name = name[:3] + "."
		}
		return name + " " + year
	case Quarterly:
		return fmt.Sprintf("%d. kvt. %s", (month+2)/3, year)
	case HalfYear:
		return fmt.Sprintf("%d. halvår %s", (month+5)/6, year)
	case Yearly:
		return p.Key()
	}
	return p.From.Format("2-1-06")
}
