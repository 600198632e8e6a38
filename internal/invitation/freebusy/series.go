package freebusy

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/teambition/rrule-go"
)

// series adds an event and its occurrences (RFC 5545, 3.8.5).
func (r *reader) series(c *ics.ComponentBase, start time.Time, length span) error {
	except := map[int64]bool{}
	for _, at := range r.moved[value(c, ics.ComponentPropertyUniqueId)] {
		except[at.Unix()] = true
	}
	for _, at := range r.moved[c.Id()] {
		except[at.Unix()] = true
	}
	for _, at := range dates(c, ics.ComponentPropertyExdate) {
		except[at.Unix()] = true
	}
	occurs := func(at time.Time) {
		if !except[at.Unix()] {
			r.add(Interval{at, length.from(at)})
		}
	}
	for _, at := range dates(c, ics.ComponentPropertyRdate) {
		if r.times++; r.times > maxTimes {
			return errTooMuch
		}
		occurs(at)
	}
	rules := c.GetProperties(ics.ComponentPropertyRrule)
	if len(rules) == 0 {
		occurs(start)
		return nil
	}
	for _, p := range rules {
		rule := ruleOf(p.Value, start)
		if rule == nil {
			occurs(start) // a rule nobody meets by; the first time is certain
			continue
		}
		next := rule.Iterator()
		for at, ok := next(); ok && at.Before(r.to); at, ok = next() {
			if r.times++; r.times > maxTimes || time.Now().After(r.until) {
				return errTooMuch
			}
			occurs(at)
		}
	}
	if time.Now().After(r.until) {
		return errTooMuch
	}
	return nil
}

// dates reads the instants of a property that may come more than once and list
// more than one.
func dates(c *ics.ComponentBase, property ics.ComponentProperty) (list []time.Time) {
	for _, p := range c.GetProperties(property) {
		for text := range strings.SplitSeq(p.Value, ",") {
			text, _, _ = strings.Cut(text, "/") // a PERIOD begins with its start
			if at, _, ok := instant(text, p.ICalParameters); ok {
				list = append(list, at)
			}
		}
	}
	return list
}

// mostParts is how many values the parts of a rule may have together: no series
// of appointments needs the second of every minute.
const mostParts = 64

// ruleOf returns a rule, or nil for one that cannot be read, that comes round
// more than daily, or that would take the machine's memory.
func ruleOf(text string, start time.Time) *rrule.RRule {
	if strings.Count(text, ",") > mostParts {
		return nil
	}
	option, err := rrule.StrToROptionInLocation(strings.ToUpper(text), start.Location())
	if err != nil || option.Freq > rrule.DAILY || option.Interval < 0 || len(option.Bysecond)*len(option.Byminute) > 60 {
		return nil
	}
	if start.Year() < 1900 || len(option.Byeaster) > 0 {
		return nil
	}
	option.Dtstart = start
	rule, err := rrule.NewRRule(*option)
	if err != nil {
		return nil
	}
	return rule
}

var durationForm = regexp.MustCompile(`^\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?$`)

// duration reads a DURATION (RFC 5545, 3.3.6) that is not negative.
func duration(text string) (s span, ok bool) {
	m := durationForm.FindStringSubmatch(text)
	if m == nil || text == "P" || strings.HasSuffix(text, "T") {
		return s, false
	}
	number := func(i int) int {
		n, _ := strconv.Atoi(m[i]) // digits, or nothing
		return n
	}
	s.days = 7*number(1) + number(2)
	s.rest = time.Duration(number(3))*time.Hour + time.Duration(number(4))*time.Minute + time.Duration(number(5))*time.Second
	return s, true
}
