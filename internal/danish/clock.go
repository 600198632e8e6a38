package danish

import (
	"fmt"
	"strings"
)

// A TimeMatch is a clock, or a span of time, found in running text.
type TimeMatch struct {
	From, To   int    // byte offsets, "kl." included
	Start, End string // HH:MM; End is "" when only one clock stands there
}

// Minutes returns the length of the span, 0 when it has no end.
func (t TimeMatch) Minutes() int {
	if t.End == "" {
		return 0
	}
	return minutesOf(t.End) - minutesOf(t.Start)
}

func minutesOf(clock string) int {
	return int(clock[0]-'0')*600 + int(clock[1]-'0')*60 + int(clock[3]-'0')*10 + int(clock[4]-'0')
}

// Times finds the clocks in a text, in order: "kl. 13 – 15.30", "13.10-13.40",
// "10:00". A number with a dot is a clock only after "kl." or as a span.
func Times(text string) []TimeMatch {
	var found []TimeMatch
	last := 0
	for i := 0; i < len(text); i++ {
		if !isDigit(text[i]) {
			continue
		}
		if t, ok := timeAt(text, i, last); ok {
			found = append(found, t)
			last, i = t.To, t.To-1
			continue
		}
		_, end := number(text, i)
		for continues(text, end) && !letterAt(text, end) { // 1-31-72-8-18 is one thing
			_, end = number(text, end+1)
		}
		i = end - 1
	}
	return found
}

var clockMarks = map[string]bool{"kl": true, "klokken": true, "klokka": true, "klockan": true, "um": true, "at": true}

func timeAt(s string, i, last int) (TimeMatch, bool) {
	if letterBefore(s, i) || joined(s, i) {
		return TimeMatch{}, false
	}
	at := spaceBefore(s, i)
	at = len(strings.TrimRight(s[:at], ".:"))
	from := max(wordBefore(s, at), last)
	marked := from < at && clockMarks[strings.ToLower(s[from:at])]
	if !marked {
		from = i
	}
	t, ok := clockSpan(s, i, marked)
	t.From = from
	return t, ok
}

// clockSpan reads a clock at i and the end of its span, if any. Without "kl."
// a single clock needs a colon, and a span needs minutes.
func clockSpan(s string, i int, marked bool) (TimeMatch, bool) {
	start, to, exact := clock(s, i, marked)
	if start == "" {
		return TimeMatch{}, false
	}
	t := TimeMatch{From: i, To: to, Start: start}
	if end, after, endExact := spanEnd(s, to, marked || exact); end != "" && end > start && (marked || exact && endExact) {
		t.End, t.To = end, after
	}
	if continues(s, t.To) && !(s[t.To] == ',' || s[t.To] == '-') {
		return TimeMatch{}, false
	}
	if marked || t.End != "" {
		return t, !percentOrMoney(s, t.To)
	}
	_, end := number(s, i)
	return t, exact && s[end] == ':'
}

// spanEnd reads " - 16:35" or " til kl. 15" at i.
func spanEnd(s string, i int, marked bool) (end string, to int, exact bool) {
	at := space(s, i)
	next := dash(s, at)
	if next == at {
		w := word(s, at)
		if name := s[at:w]; name != "til" && name != "to" && name != "bis" {
			return "", i, false
		}
		next = w
	}
	next = space(s, next)
	if w := word(s, next); w > next {
		if !clockMarks[strings.ToLower(s[next:w])] {
			return "", i, false
		}
		next = space(s, w+len(s[w:])-len(strings.TrimLeft(s[w:], ".:")))
	}
	end, to, exact = clock(s, next, marked)
	if end == "" || continues(s, to) && s[to] != ',' {
		return "", i, false
	}
	return end, to, exact
}

// clock reads one clock at i: "14", "14.30", "14:30:00" and, after "kl.",
// "1430". exact is whether its minutes are printed.
func clock(s string, i int, marked bool) (hhmm string, to int, exact bool) {
	hour, end := number(s, i)
	if end-i == 4 && marked {
		return format(hour/100, hour%100), end, true
	}
	if end == i || end-i > 2 {
		return "", i, false
	}
	if end+2 < len(s) && (s[end] == ':' || s[end] == '.') {
		if minute, m := number(s, end+1); m-end == 3 {
			if m+2 < len(s) && s[m] == ':' && s[end] == ':' {
				if _, second := number(s, m+1); second-m == 3 {
					m = second
				}
			}
			return format(hour, minute), m, true
		}
	}
	return format(hour, 0), end, false
}

// format returns HH:MM, or "" for a clock that does not exist.
func format(hour, minute int) string {
	if hour > 24 || minute > 59 || hour == 24 && minute > 0 {
		return ""
	}
	return fmt.Sprintf("%02d:%02d", hour, minute)
}

func percentOrMoney(s string, i int) bool {
	rest := s[space(s, i):]
	for _, unit := range []string{"%", "pct", "procent", "kr", "mio", "mia", "°"} {
		if strings.HasPrefix(rest, unit) {
			return true
		}
	}
	return false
}

// clockAfter reads the clock that stands beside a date which ends at i, and
// returns i unchanged when there is none.
func clockAfter(s string, i int) (to int, start, end string) {
	at := i
	if at < len(s) && s[at] == 'T' {
		if t, ok := clockSpan(s, at+1, false); ok {
			return t.To, t.Start, t.End
		}
		return i, "", ""
	}
	at = space(s, at)
	if at < len(s) && strings.IndexByte(",.;|(", s[at]) >= 0 {
		at = space(s, at+1)
	}
	if next := dash(s, at); next > at {
		at = space(s, next)
	}
	marked := false
	for range 2 { // "fra kl."
		w := word(s, at)
		name := strings.ToLower(s[at:w])
		if w == at || !clockMarks[name] && name != "fra" && name != "tidspunkt" {
			break
		}
		marked = marked || clockMarks[name]
		at = space(s, w+len(s[w:])-len(strings.TrimLeft(s[w:], ".:")))
	}
	if t, ok := clockSpan(s, at, marked); ok {
		return t.To, t.Start, t.End
	}
	if t, ok := bareSpan(s, at); ok {
		return t.To, t.Start, t.End
	}
	if start, to, exact := clock(s, at, false); exact && start != "" && !continues(s, to) && !percentOrMoney(s, to) {
		return to, start, ""
	}
	return i, "", ""
}

// bareSpan reads the "15-17" of "6. september 15-17": whole hours that can only
// be a span of time because a date stands before them.
func bareSpan(s string, i int) (TimeMatch, bool) {
	start, to, _ := clock(s, i, false)
	if start == "" || dash(s, to) == to {
		return TimeMatch{}, false
	}
	end, to, _ := spanEnd(s, to, false)
	return TimeMatch{From: i, To: to, Start: start, End: end}, end > start && !percentOrMoney(s, to)
}
