package freebusy

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"klynge/internal/fault"
	"klynge/internal/when"
)

var (
	from = time.Date(2026, 1, 1, 0, 0, 0, 0, when.Copenhagen)
	to   = time.Date(2027, 1, 1, 0, 0, 0, 0, when.Copenhagen)
)

func calendar(parts ...string) []byte {
	return []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//DA\r\n" + strings.Join(parts, "") + "END:VCALENDAR\r\n")
}

func event(lines ...string) string {
	return "BEGIN:VEVENT\r\nUID:u\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Hemmelig\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT\r\n"
}

// said shows intervals as Danish clocks.
func said(list []Interval) string {
	var parts []string
	for _, i := range list {
		parts = append(parts, i.Start.In(when.Copenhagen).Format("0102 15:04")+"-"+i.End.In(when.Copenhagen).Format("0102 15:04"))
	}
	return strings.Join(parts, ", ")
}

func TestRead(t *testing.T) {
	for name, tt := range map[string]struct {
		file []byte
		want string
	}{
		"nothing":                           {calendar(), ""},
		"an hour in UTC":                    {calendar(event("DTSTART:20260701T120000Z", "DTEND:20260701T130000Z")), "0701 14:00-0701 15:00"},
		"an hour in Denmark":                {calendar(event("DTSTART;TZID=Europe/Copenhagen:20260701T120000", "DURATION:PT1H")), "0701 12:00-0701 13:00"},
		"an hour as Outlook writes it":      {calendar(event("DTSTART;TZID=Romance Standard Time:20260701T120000", "DURATION:PT1H")), "0701 12:00-0701 13:00"},
		"an hour in an unknown zone":        {calendar(event("DTSTART;TZID=Atlantis:20260701T120000", "DURATION:PT1H")), "0701 12:00-0701 13:00"},
		"an hour elsewhere":                 {calendar(event("DTSTART;TZID=GMT Standard Time:20260701T120000", "DURATION:PT1H")), "0701 13:00-0701 14:00"},
		"a whole day":                       {calendar(event("DTSTART;VALUE=DATE:20260701")), "0701 00:00-0702 00:00"},
		"two days over summer time":         {calendar(event("DTSTART;VALUE=DATE:20260328", "DTEND;VALUE=DATE:20260330")), "0328 00:00-0330 00:00"},
		"past midnight":                     {calendar(event("DTSTART:20260701T210000Z", "DTEND:20260701T233000Z")), "0701 23:00-0702 01:30"},
		"shown as free":                     {calendar(event("DTSTART:20260701T120000Z", "DTEND:20260701T130000Z", "TRANSP:TRANSPARENT")), ""},
		"free as Outlook writes it":         {calendar(event("DTSTART:20260701T120000Z", "DTEND:20260701T130000Z", "X-MICROSOFT-CDO-BUSYSTATUS:FREE")), ""},
		"cancelled":                         {calendar(event("DTSTART:20260701T120000Z", "DTEND:20260701T130000Z", "STATUS:CANCELLED")), ""},
		"ends before it begins":             {calendar(event("DTSTART:20260701T120000Z", "DTEND:20260701T110000Z")), ""},
		"long ago":                          {calendar(event("DTSTART:20160701T120000Z", "DTEND:20160701T130000Z")), ""},
		"over the edge":                     {calendar(event("DTSTART:20251231T200000Z", "DTEND:20260101T010000Z")), "0101 00:00-0101 02:00"},
		"without a time":                    {calendar(event("SUMMARY:x")), ""},
		"every week over summer time":       {calendar(event("DTSTART;TZID=Europe/Copenhagen:20260324T090000", "DURATION:PT30M", "RRULE:FREQ=WEEKLY;COUNT=2")), "0324 09:00-0324 09:30, 0331 09:00-0331 09:30"},
		"a series without one":              {calendar(event("DTSTART:20260701T120000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20260702T120000Z")), "0701 14:00-0701 15:00, 0703 14:00-0703 15:00"},
		"a series with one moved":           {calendar(event("DTSTART:20260701T120000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2"), event("RECURRENCE-ID:20260702T120000Z", "DTSTART:20260702T150000Z", "DURATION:PT1H")), "0701 14:00-0701 15:00, 0702 17:00-0702 18:00"},
		"a series and another day":          {calendar(event("DTSTART:20260701T120000Z", "DURATION:PT1H", "RDATE:20260710T120000Z")), "0701 14:00-0701 15:00, 0710 14:00-0710 15:00"},
		"two that touch":                    {calendar(event("DTSTART:20260701T120000Z", "DURATION:PT1H"), event("DTSTART:20260701T130000Z", "DURATION:PT1H")), "0701 14:00-0701 16:00"},
		"a list of times":                   {calendar("BEGIN:VFREEBUSY\r\nUID:u\r\nDTSTAMP:20260101T000000Z\r\nFREEBUSY:20260701T120000Z/PT1H,20260702T120000Z/20260702T130000Z\r\nFREEBUSY;FBTYPE=FREE:20260703T120000Z/PT1H\r\nEND:VFREEBUSY\r\n"), "0701 14:00-0701 15:00, 0702 14:00-0702 15:00"},
		"a rule for every second":           {calendar(event("DTSTART:20260701T120000Z", "DURATION:PT1H", "RRULE:FREQ=SECONDLY")), "0701 14:00-0701 15:00"},
		"a rule with a thousand values":     {calendar(event("DTSTART:20260701T120000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;BYSECOND=1"+strings.Repeat(",1", 1000))), "0701 14:00-0701 15:00"},
		"a rule that never comes":           {calendar(event("DTSTART:20260701T120000Z", "DURATION:PT1H", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")), ""},
		"a rule from before there were any": {calendar(event("DTSTART:00010101T120000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY")), ""},
	} {
		got, err := Read(tt.file, from, to)
		if err != nil || said(got) != tt.want {
			t.Errorf("%s: %s, %v, want %s", name, said(got), err, tt.want)
		}
	}
}

// A hostile calendar is refused in a time that is bounded.
func TestBombs(t *testing.T) {
	series := event("DTSTART:19000101T120000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23;BYMINUTE=0,10,20,30,40")
	never := event("DTSTART:19000101T120000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")
	for name, tt := range map[string]struct {
		file []byte
		want fault.Kind
	}{
		"larger than 5 MB":       {calendar(strings.Repeat("X-A:"+strings.Repeat("x", 1000)+"\r\n", MaxBytes/1000)), fault.TooLarge},
		"nested a million times": {[]byte(strings.Repeat("BEGIN:VEVENT\n", 300_000)), fault.Invalid},
		"nested in folded lines": {[]byte(strings.Repeat("BEG\n IN;X=1:VEVENT\n", 200_000)), fault.Invalid},
		"a series without end":   {calendar(series), fault.TooLarge},
		"many that never come":   {calendar(strings.Repeat(never, 10_000)), fault.TooLarge},
		"no calendar":            {[]byte("<!doctype html><title>Log ind</title>"), fault.Invalid},
		"empty":                  {nil, fault.Invalid},
		"cut in the middle":      {calendar(event("DTSTART:20260701T120000Z"))[:90], fault.Invalid},
		"nothing but zeros":      {make([]byte, 1<<20), fault.Invalid},
	} {
		began := time.Now()
		got, err := Read(tt.file, from, to)
		if !fault.Is(err, tt.want) {
			t.Errorf("%s: %d intervals, %v, want kind %v", name, len(got), err, tt.want)
		}
		if took := time.Since(began); took > 4*patience {
			t.Errorf("%s took %v", name, took)
		}
	}
	// As many appointments as somebody has in years of work.
	var b strings.Builder
	for i := range 15_000 {
		b.WriteString(event("DTSTART:"+from.AddDate(0, 0, i%365).Format("20060102")+"T120000Z", "DURATION:PT1H", fmt.Sprintf("LOCATION:%d", i)))
	}
	if got, err := Read(calendar(b.String()), from, to); err != nil || len(got) != 365 {
		t.Errorf("15.000 appointments: %d intervals, %v, want 365", len(got), err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(calendar(event("DTSTART;TZID=Romance Standard Time:20260701T120000", "DURATION:P1DT1H", "RRULE:FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270101", "EXDATE:20260731T120000")))
	f.Add(calendar("BEGIN:VFREEBUSY\r\nFREEBUSY:20260701T120000Z/PT1H\r\nEND:VFREEBUSY\r\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		list, err := Read(file, from, to)
		if err != nil && fault.Sentence(err) == "" {
			t.Errorf("an error without a sentence: %v", err)
		}
		for i, one := range list {
			if !one.Start.Before(one.End) || one.Start.Before(from) || one.End.After(to) || i > 0 && !list[i-1].End.Before(one.Start) {
				t.Errorf("interval %d of %v", i, list)
			}
		}
		if !slices.IsSortedFunc(list, func(a, b Interval) int { return a.Start.Compare(b.Start) }) {
			t.Errorf("not in order: %v", list)
		}
	})
}
