package danish

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A DateMatch is a date found in running text.
type DateMatch struct {
	From, To         int // byte offsets of all that belongs to it, weekday and clock included
	Year, Month, Day int
	Weekday          string // as printed, "" when none stands there
	NoYear           bool   // no year is printed; Year is 0
	Start, End       string // HH:MM, "" when no clock stands beside it
}

// Valid reports whether the date exists. A date without a year exists when it
// does in some year.
func (d DateMatch) Valid() bool {
	year := d.Year
	if d.NoYear {
		year = 2000 // a leap year
	}
	return d.Month >= 1 && d.Month <= 12 && d.Day >= 1 && d.Day <= daysIn(year, d.Month)
}

// Time returns midnight of the date in UTC.
func (d DateMatch) Time() time.Time {
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
}

// ISO returns the date as YYYY-MM-DD, or "" when the year is not known or the
// date does not exist in that year.
func (d DateMatch) ISO() string {
	if d.Year == 0 || d.Day > daysIn(d.Year, d.Month) {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// Dates finds the dates in a text, in order and without overlap, with the clock
// that stands beside each: "Tirsdag d. 19. november 2024 kl. 14:00",
// "22-11-2016 kl. 15:00 - 16:35", "3/10-19", "Marts 3, 2016".
//
// Dates that do not exist, case numbers, sections, versions and telephone
// numbers are not matched. In a list that prints the year once, "11. marts og
// 10. juni 2021", each date has it.
func Dates(text string) []DateMatch {
	text = scannedDays(text)
	var found []DateMatch
	last := 0
	for i := 0; i < len(text); i++ {
		if !isDigit(text[i]) {
			continue
		}
		if d, ok := dateAt(text, i, last); ok {
			found = append(found, d)
			last, i = d.To, d.To-1
			continue
		}
		_, end := number(text, i)
		i = end - 1
	}
	shareYears(text, found)
	return found
}

// scannedDays puts right what a scanner took for letters in the day of a date:
// "d. l4. november", "den 3O. maj". Offsets stay the same.
func scannedDays(text string) string {
	beside := false // a letter beside a digit, which most texts do not have
	for i := 1; i < len(text) && !beside; i++ {
		a, b := text[i-1], text[i]
		beside = isDigit(a) && strings.IndexByte("lIO", b) >= 0 || isDigit(b) && strings.IndexByte("lI", a) >= 0
	}
	if !beside {
		return text
	}
	var out []byte
	for _, at := range scannedDay.FindAllStringSubmatchIndex(text, -1) {
		if out == nil {
			out = []byte(text)
		}
		for i := at[2]; i < at[3]; i++ {
			switch out[i] {
			case 'l', 'I':
				out[i] = '1'
			case 'O':
				out[i] = '0'
			}
		}
	}
	if out == nil {
		return text
	}
	return string(out)
}

var scannedDay = regexp.MustCompile(`\b(?:den|d\.) ([lI]\d|\d[lIO])\. \p{Ll}`)

// forms are the ways of writing a date, each tried at its first digit.
var forms = []func(s string, i int, before lead) (DateMatch, bool){
	isoDate, namedDate, monthFirst, numericDate, firstOfRange,
}

// dateAt reads the date whose first digit is at i. Nothing before last is used.
func dateAt(s string, i, last int) (DateMatch, bool) {
	if letterBefore(s, i) {
		return DateMatch{}, false
	}
	before := leadOf(s, i, last)
	if before.refused {
		return DateMatch{}, false
	}
	for _, form := range forms {
		d, ok := form(s, i, before)
		if !ok || !d.Valid() {
			continue
		}
		d.From = min(d.From, before.from)
		if d.Weekday == "" {
			d.Weekday = before.weekday
		}
		d.To, d.Start, d.End = clockAfter(s, d.To)
		return d, true
	}
	return DateMatch{}, false
}

// A lead is what stands before the first digit of a date.
type lead struct {
	from    int    // where the date begins with it
	weekday string // as printed
	marked  bool   // "den", "d." or a weekday: a number here is a day
	refused bool   // "§", "version", "punkt": a number here is no day
}

var dayMarks = map[string]bool{"den": true, "d": true, "dagen": true, "the": true, "der": true, "am": true, "dato": true, "mødedato": true}

var noDayMarks = map[string]bool{
	"version": true, "v": true, "punkt": true, "pkt": true, "afsnit": true, "kapitel": true, "kap": true,
	"stk": true, "nr": true, "side": true, "bilag": true, "tlf": true, "telefon": true, "kl": true, "klokken": true, "uge": true,
}

// leadOf looks back from i, not further than last.
func leadOf(s string, i, last int) lead {
	l := lead{from: i}
	end := spaceBefore(s, i)
	if strings.HasSuffix(s[:end], "§") {
		l.refused = true
		return l
	}
	for range 3 { // "Tirsdag, d. 19" has two words before the day; a third would be another date's
		at := spaceBefore(s, l.from)
		at = len(strings.TrimRight(s[:at], ".,:"))
		at = spaceBefore(s, at)
		from := max(wordBefore(s, at), last)
		if from >= at {
			return l
		}
		switch name := strings.ToLower(s[from:at]); {
		case dayMarks[name]:
			l.marked, l.from = true, from
			if strings.HasSuffix(name, "dato") {
				l.from = i
				return l
			}
		case isWeekday(name, s[at:]):
			l.marked, l.weekday, l.from = true, s[from:at], from
			return l
		default:
			l.refused = !l.marked && noDayMarks[name]
			return l
		}
	}
	return l
}

// isWeekday tells "man." from the pronoun "man".
func isWeekday(name, after string) bool {
	if _, ok := WeekdayOf(name); !ok {
		return false
	}
	return utf8.RuneCountInString(name) > 4 || strings.HasPrefix(after, ".")
}

// isoDate reads 2024-11-19, also with a clock behind a T.
func isoDate(s string, i int, _ lead) (DateMatch, bool) {
	year, end := number(s, i)
	if end-i != 4 || joined(s, i) || end >= len(s) || s[end] != '-' && s[end] != '/' {
		return DateMatch{}, false
	}
	month, m := number(s, end+1)
	if m-end != 3 || m >= len(s) || s[m] != s[end] {
		return DateMatch{}, false
	}
	day, to := number(s, m+1)
	if to-m != 3 || to < len(s) && s[to] != 'T' && continues(s, to) {
		return DateMatch{}, false
	}
	return DateMatch{From: i, To: to, Year: year, Month: month, Day: day}, plausible(year)
}

// namedDate reads "19. november 2024" and "11 januar, 2021".
func namedDate(s string, i int, before lead) (DateMatch, bool) {
	day, end := number(s, i)
	if end-i > 2 || i > 0 && (s[i-1] == '.' || s[i-1] == ',') && digitAt(s, i-2) {
		return DateMatch{}, false
	}
	comma := end < len(s) && s[end] == ','
	if end < len(s) && s[end] == '.' || comma {
		end++
	}
	d, ok := monthAndYear(s, i, space(s, end), day, before)
	return d, ok && !(comma && d.NoYear) // a scanner reads "9, marts 2021" for "9. marts"
}

// monthAndYear reads the rest of a named date at m.
func monthAndYear(s string, from, m, day int, before lead) (DateMatch, bool) {
	end := word(s, m)
	name := strings.ToLower(s[m:end])
	month := months[name]
	if month == 0 || dash(s, end) > end && letterAt(s, dash(s, end)) {
		return DateMatch{}, false // "2. Maj-Britt" is a person
	}
	d := DateMatch{From: from, To: end, Month: month, Day: day}
	at, dot := end, strings.HasPrefix(s[end:], ".")
	if dot {
		at++
	}
	if year, to := yearAt(s, at); year > 0 {
		d.Year, d.To = year, to
		return d, true
	}
	if dot && abbreviation(name) {
		d.To++
	}
	d.NoYear = true
	capital, _ := utf8.DecodeRuneInString(s[m:])
	switch {
	case before.marked:
	case abbreviation(name) && !dot:
		return DateMatch{}, false
	case unicode.IsUpper(capital) && capitalAt(s, space(s, end)):
		return DateMatch{}, false // "1. Maj Hansen" is a person in a list
	}
	return d, true
}

// abbreviation reports whether a month's name is cut short, and so needs a dot,
// a year or a mark to be one: "jul" is also Christmas.
func abbreviation(name string) bool {
	switch name {
	case "maj", "mai", "may", "mars", "märz", "juni", "juli", "june", "july":
		return false
	}
	return utf8.RuneCountInString(name) <= 4
}

func capitalAt(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[min(i, len(s)):])
	return unicode.IsUpper(r)
}

// yearAt reads a year of four digits after blanks and a comma, or returns 0.
func yearAt(s string, i int) (year, to int) {
	at := space(s, i)
	if at < len(s) && s[at] == ',' {
		at = space(s, at+1)
	}
	year, to = number(s, at)
	if to-at != 4 || !plausible(year) || letterAt(s, to) || (to < len(s) && s[to] == '.' && digitAt(s, to+1)) {
		return 0, i
	}
	return year, to
}

// plausible keeps "19. november 1000 kr." from being a year.
func plausible(year int) bool { return year >= 1800 && year < 2200 }

// monthFirst reads "Marts 3, 2016"; i is at the 3.
func monthFirst(s string, i int, before lead) (DateMatch, bool) {
	day, end := number(s, i)
	m := spaceBefore(s, i)
	if end-i > 2 || m == i {
		return DateMatch{}, false
	}
	m = len(strings.TrimRight(s[:m], "."))
	from := wordBefore(s, m)
	month := months[strings.ToLower(s[from:m])]
	if month == 0 || digitAt(s, len(strings.TrimRight(s[:from], " ."))-1) {
		return DateMatch{}, false // "1. marts 15-17": the number belongs to the clock
	}
	year, to := yearAt(s, end)
	if year == 0 {
		return DateMatch{}, false
	}
	d := DateMatch{From: from, To: to, Year: year, Month: month, Day: day}
	if outer := leadOf(s, from, 0); outer.weekday != "" && before.from == i {
		d.From, d.Weekday = outer.from, outer.weekday
	}
	return d, true
}

// numericDate reads 04-06-2020, 19.11.24, 19/11-2024, 3/10-19 and, after "den",
// "d." or a weekday, also 20.11. without a year.
func numericDate(s string, i int, before lead) (DateMatch, bool) {
	day, end := number(s, i)
	if end-i > 2 || joined(s, i) || end >= len(s) || !strings.ContainsRune("-./", rune(s[end])) {
		return DateMatch{}, false
	}
	first := s[end]
	at := end + 1
	if first == '.' {
		at = space(s, at) // "3. 12. 2024"
	}
	month, m := number(s, at)
	if m == at || m-at > 2 {
		return DateMatch{}, false
	}
	d := DateMatch{From: i, To: m, Month: month, Day: day}
	if year, to := numericYear(s, m, first, m-at == 2 && end-i == 2 || before.marked); year > 0 {
		d.Year, d.To = year, to
		return d, true
	}
	if m < len(s) && s[m] == '.' && first == '.' {
		m++
	}
	d.NoYear, d.To = true, m
	return d, before.marked && first != '-' && !continues(s, m) && !digitAt(s, m)
}

// numericYear reads the year of a numeric date at i, where two is whether two
// digits may be a year although the day is followed by a dot or a hyphen.
func numericYear(s string, i int, first byte, two bool) (year, to int) {
	if i >= len(s) {
		return 0, i
	}
	at := i
	switch {
	case s[i] == first:
		at = i + 1
		if first == '.' {
			at = space(s, at)
		}
	case first == '/' && (s[i] == '-' || s[i] == ' '):
		at = i + 1
	default:
		return 0, i
	}
	year, to = number(s, at)
	switch {
	case to-at == 4 && plausible(year) && !letterAt(s, to) && (!continues(s, to) || first != '-' && s[to] == '-'):
		return year, to
	case to-at == 2 && (two || first == '/') && s[i] != ' ' && !continues(s, to):
		return century(year), to
	}
	return 0, i
}

// century reads a year of two digits: 19 is 2019, 84 is 1984.
func century(year int) int {
	if year < 70 {
		return 2000 + year
	}
	return 1900 + year
}

// firstOfRange reads the 8 of "8. og 9. maj 2024"; the 9 is a date of its own.
func firstOfRange(s string, i int, before lead) (DateMatch, bool) {
	day, end := number(s, i)
	if end-i > 2 || joined(s, i) {
		return DateMatch{}, false
	}
	to := end
	if end < len(s) && s[end] == '.' {
		to++
	}
	at := space(s, to)
	next := dash(s, at)
	if next == at {
		w := word(s, at)
		if name := s[at:w]; name != "og" && name != "til" && name != "and" {
			return DateMatch{}, false
		}
		next = w
	}
	next = space(s, next)
	later, end := number(s, next)
	if end == next || later <= day || later > day+10 {
		return DateMatch{}, false
	}
	d, ok := namedDate(s, next, before)
	d.From, d.To, d.Day = i, to, day
	return d, ok
}

// joined reports whether the digit at i continues something longer, such as a
// case number or a decimal.
func joined(s string, i int) bool {
	if i == 0 {
		return false
	}
	switch s[i-1] {
	case '-', '/', '.', ',', ':', '+':
		return digitAt(s, i-2)
	}
	return false
}

// continues reports whether a number goes on at i, as in 1-31-72-8-18.
func continues(s string, i int) bool {
	if i >= len(s) {
		return false
	}
	if strings.IndexByte("-./:,", s[i]) >= 0 {
		return digitAt(s, i+1)
	}
	return isDigit(s[i]) || letterAt(s, i)
}

// shareYears gives the dates of a list the year that is printed once behind it.
// A date that would then come after its successor belongs to the year before:
// "1. september - 30. august 2024".
func shareYears(s string, dates []DateMatch) {
	for i := len(dates) - 2; i >= 0; i-- {
		d, next := &dates[i], dates[i+1]
		if !d.NoYear || next.Year == 0 || !listed(s[d.To:next.From]) {
			continue
		}
		d.NoYear, d.Year = false, next.Year
		if d.Month > next.Month || d.Month == next.Month && d.Day > next.Day {
			d.Year--
		}
		if !d.Valid() {
			d.NoYear, d.Year = true, 0
		}
	}
}

// listed reports whether nothing but a separator stands between two dates.
func listed(between string) bool {
	switch strings.Trim(between, " ,;\u00a0") {
	case "", "og", "samt", "eller", "and", "-", "–", "—", "til", "til og med":
		return true
	}
	return false
}
