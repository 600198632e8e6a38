package when

import (
	"testing"
	"time"
)

func day(t *testing.T, iso string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestEaster(t *testing.T) {
	for year, want := range map[int]string{
		1943: "1943-04-25", // as late as it gets
		2008: "2008-03-23", 2018: "2018-04-01", 2023: "2023-04-09",
		2024: "2024-03-31", 2025: "2025-04-20", 2026: "2026-04-05", 2038: "2038-04-25",
	} {
		if got := Easter(year).Format(time.DateOnly); got != want {
			t.Errorf("Easter(%d) = %s, want %s", year, got, want)
		}
	}
}

func TestHolidays(t *testing.T) {
	has := func(year int, name string) string {
		for _, h := range Holidays(year) {
			if h.Danish == name {
				return h.Date.Format(time.DateOnly)
			}
		}
		return ""
	}
	for name, tt := range map[string]struct {
		year int
		want string
	}{
		"Store bededag":         {2023, "2023-05-05"},
		"Kristi himmelfartsdag": {2024, "2024-05-09"},
		"2. pinsedag":           {2025, "2025-06-09"},
		"Skærtorsdag":           {2026, "2026-04-02"},
		"Grundlovsdag":          {2026, "2026-06-05"},
	} {
		if got := has(tt.year, name); got != tt.want {
			t.Errorf("Holidays(%d) has %s on %q, want %q", tt.year, name, got, tt.want)
		}
	}
	if got := has(2024, "Store bededag"); got != "" {
		t.Errorf("Holidays(2024) has Store bededag on %s; it was abolished", got)
	}
	for _, year := range []int{2008, 2023, 2025, 2038} {
		days := Holidays(year)
		for i := 1; i < len(days); i++ {
			if days[i].Date.Before(days[i-1].Date) {
				t.Errorf("Holidays(%d): %s comes before %s", year, days[i-1].Danish, days[i].Danish)
			}
		}
	}
}

func TestWeekdays(t *testing.T) {
	for name, tt := range map[string]struct {
		calendar Calendar
		from, to string
		want     int
	}{
		"Friday to Thursday":           {Calendar{}, "2024-11-15", "2024-11-21", 4},
		"with the Saturday":            {Calendar{Saturdays: true}, "2024-11-15", "2024-11-21", 5},
		"over Easter":                  {Calendar{}, "2024-03-25", "2024-04-02", 3},
		"over Easter, Holy Saturday":   {Calendar{Saturdays: true}, "2024-03-25", "2024-04-02", 4},
		"Constitution Day closes":      {Calendar{}, "2024-06-03", "2024-06-07", 3},
		"Constitution Day counts":      {Calendar{Custom: true}, "2024-06-03", "2024-06-07", 4},
		"over New Year":                {Calendar{}, "2024-12-23", "2025-01-02", 3},
		"the last General Prayer Day":  {Calendar{}, "2023-05-04", "2023-05-06", 1},
		"the Friday that came instead": {Calendar{}, "2024-04-25", "2024-04-27", 2},
		"the same day":                 {Calendar{}, "2024-11-15", "2024-11-15", 0},
		"backwards":                    {Calendar{}, "2024-11-21", "2024-11-15", 0},
	} {
		if got := tt.calendar.Weekdays(day(t, tt.from), day(t, tt.to)); got != tt.want {
			t.Errorf("%s: Weekdays(%s, %s) = %d, want %d", name, tt.from, tt.to, got, tt.want)
		}
	}
}

func TestLatest(t *testing.T) {
	meeting := day(t, "2024-04-04")
	for n := range 12 {
		latest := Calendar{}.Latest(meeting, n)
		if got := (Calendar{}).Weekdays(latest, meeting); got != n {
			t.Errorf("Latest(2024-04-04, %d) = %s, which is %d weekdays before", n, latest.Format(time.DateOnly), got)
		}
		if later := latest.AddDate(0, 0, 1); n > 0 && (Calendar{}).Weekdays(later, meeting) >= n {
			t.Errorf("Latest(2024-04-04, %d) = %s, but the day after is early enough", n, latest.Format(time.DateOnly))
		}
	}
}

// A meeting late in the evening in Copenhagen is on the day of Copenhagen.
func TestWeekdayInItsOwnZone(t *testing.T) {
	evening := time.Date(2024, 11, 15, 23, 30, 0, 0, Copenhagen)
	if !(Calendar{}).Weekday(evening) {
		t.Errorf("Weekday(%s) = false, want true: it is Friday there", evening)
	}
}
