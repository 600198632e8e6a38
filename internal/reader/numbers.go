package reader

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A mark is the printed number in front of an item's title.
type mark struct {
	style  string // the way it is written: "punkt", "1.", "§"; one agenda uses one style
	number string // as printed, without a trailing dot
	value  int    // its place in the count; 5b lies between 5 and 6
	title  int    // byte in the line's text at which the title starts
	ahead  bool   // the style of "Sag nr. 24": the title stands on the line above
}

// suffixes is how many lettered items ("5b") fit between two numbers.
const suffixes = 32

// itemWords are the words that stand before the number of an item.
var itemWords = map[string]string{
	"punkt": "punkt", "pkt": "punkt", "dagsordenspunkt": "punkt", "dagsordenpunkt": "punkt", "sag": "sag",
	"ad": "ad", "ps": "ps", "top": "top", "sak": "sak", "item": "item", "§": "§", "emne": "emne", "tema": "",
	"dagsordenens": "punkt", "ärende": "ärende", "ad.pkt": "ad", "rs": "ps", "fo": "ps", "post": "",
}

// markOf reads the number at the start of a line.
func markOf(l *line) (mark, bool) {
	if l.label != "" {
		if m, ok := readMark(l.label + " "); ok && m.title >= len(l.label) {
			m.title = 0
			return m, true
		}
		if strings.ContainsAny(l.label, "0123456789") {
			return mark{}, false
		}
	}
	if at := clockAhead(l.text); at > 0 {
		if m, ok := readMark(l.text[at:]); ok && m.style == "1." {
			m.title += at
			return m, true
		}
	}
	return readMark(l.text)
}

// clockAhead returns the end of the time that stands before the number of an
// item, "8.30  1. Velkomst" or "kl. 8.30-9.00  1. Velkomst", or 0.
func clockAhead(s string) int {
	to := clocks(s)
	rest := strings.TrimLeft(s[to:], " \u00a0\t")
	if to == 0 || len(rest) == len(s)-to || rest == "" || rest[0] < '0' || rest[0] > '9' {
		return 0
	}
	return len(s) - len(rest)
}

// isClock reports a text that is nothing but a time of day or a span of it.
func isClock(s string) bool { return s != "" && clocks(s) == len(s) }

// clocks returns the end of "8.30" or "kl. 8.30-9.00" at the start of s, or 0.
func clocks(s string) int {
	at := 0
	if len(s) > 3 && strings.EqualFold(s[:3], "kl.") {
		at = len(s) - len(strings.TrimLeft(s[3:], " "))
	}
	to := clockAt(s, at)
	if to == at {
		return 0
	}
	span := len(s) - len(strings.TrimLeft(s[to:], " "))
	if dash := len(s) - len(strings.TrimLeft(s[span:], "-– ")); dash > span {
		return max(to, clockAt(s, dash))
	}
	return to
}

// clockAt returns the end of "8.30" or "08:30" at i, or i.
func clockAt(s string, i int) int {
	dot, hour := digits(s, i)
	if dot == i || dot > i+2 || hour > 24 || dot == len(s) || s[dot] != '.' && s[dot] != ':' {
		return i
	}
	end, minute := digits(s, dot+1)
	if end != dot+3 || minute > 59 {
		return i
	}
	return end
}

func readMark(s string) (mark, bool) {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case unicode.IsDigit(r):
		return bareMark(s)
	case r == '§':
		m, ok := numberAt(s, size)
		m.style = "§"
		return m, ok
	case !unicode.IsLetter(r) && r != '(':
		return mark{}, false
	}
	if r == '(' {
		return mark{}, false
	}
	word, at := foldedWord(s, 0)
	if style := itemWords[word]; style != "" {
		return wordMark(s, word, style, at)
	}
	return romanMark(s, word, at)
}

// wordMark reads "Punkt 3:", "Pkt. 3", "Sag nr. 24", "Ad punkt 3", "PS 5/14",
// "Dagsordenens punkt 3".
func wordMark(s, word, style string, at int) (mark, bool) {
	numberWord := false
	for range 2 {
		next, to := foldedWord(s, at)
		if next == "" || next != "punkt" && next != "pkt" && next != "nr" && next != "nummer" {
			break
		}
		if next == "nr" || next == "nummer" {
			numberWord = true
		}
		at = to
	}
	m, ok := numberAt(s, at)
	m.style = style
	if ok && style == "sag" && strings.Contains(m.number, "/") && len(m.number) > 6 {
		return mark{}, false // a case number
	}
	m.ahead = ok && m.title == len(s) && (numberWord || style == "sag")
	if ok && word == "sag" && !numberWord && m.title < len(s) && hasLowerStart(s[m.title:]) {
		return mark{}, false
	}
	return m, ok
}

// numberAt reads the number behind a word, and the punctuation after it.
func numberAt(s string, i int) (mark, bool) {
	i += len(s[i:]) - len(strings.TrimLeft(s[i:], " .\u00a0"))
	j, value := digits(s, i)
	if j == i || value < 0 {
		return mark{}, false
	}
	m := mark{value: value * suffixes}
	if j < len(s) && s[j] == '/' { // "5/14" is the fifth of the year
		if k, _ := digits(s, j+1); k > j+1 {
			j = k
		}
	} else if k := suffix(s, j); k > j {
		m.value += int(s[j]|0x20-'a') + 1
		j = k
	}
	m.number = s[i:j]
	rest := strings.TrimLeft(s[j:], " \u00a0")
	cut := strings.TrimLeft(rest, ".:)-–— \u00a0\t|")
	if cut != "" && len(rest) == len(s[j:]) && len(cut) == len(rest) {
		return mark{}, false // "punkt 3a2", "§ 12stk"
	}
	if strings.HasPrefix(rest, ",") || strings.HasPrefix(rest, ";") {
		return mark{}, false
	}
	m.title = len(s) - len(cut)
	return m, true
}

// bareMark reads "3.", "3)", "3 -", "3", "5b." and "45Godkendelse".
func bareMark(s string) (mark, bool) {
	j, value := digits(s, 0)
	if value < 0 || value > 20_000 {
		return mark{}, false
	}
	m := mark{value: value * suffixes}
	k := suffix(s, j)
	if k > j && (k == len(s) || strings.IndexByte(".) :", s[k]) >= 0) {
		m.value += int(s[j]|0x20-'a') + 1
		j = k
	}
	m.number = s[:j]
	rest := s[j:]
	if rest == "" {
		m.style, m.title = "1", len(s)
		return m, true
	}
	r, _ := utf8.DecodeRuneInString(rest)
	switch {
	case rest[0] == '.' || rest[0] == ')' || rest[0] == ':':
		m.style = "1" + rest[:1]
		title := strings.TrimLeft(rest[1:], " \u00a0\t-–|")
		if end, _ := digits(title, 0); end > 0 && len(title) == len(rest)-1 {
			return mark{}, false // 1.1, 10.30, 1.2.2024, 200.000
		}
		m.title = len(s) - len(title)
	case r == ' ' || r == '\t' || r == '\u00a0':
		m.style = "1"
		m.title = len(s) - len(strings.TrimLeft(rest, " \u00a0\t-–—|:"))
		if strings.IndexByte(" \t", rest[0]) >= 0 && m.title < len(s) && strings.ContainsAny(s[j:m.title], "-–—") {
			m.style = "1-"
		}
	case unicode.IsUpper(r):
		m.style, m.title = "1A", j
	case r == '/':
		return yearMark(s, j, m)
	default:
		return mark{}, false
	}
	if m.title < len(s) && hasLowerStart(s[m.title:]) && m.style == "1" {
		return mark{}, false // "5 min", "17 borgere"
	}
	return m, true
}

// yearMark reads "12/18 Plan for legevakt", the twelfth item of the year 2018. In
// a date a blank and a capital seldom follow.
func yearMark(s string, slash int, m mark) (mark, bool) {
	end, _ := digits(s, slash+1)
	rest := strings.TrimLeft(s[end:], " \u00a0\t")
	if n := end - slash - 1; n != 2 && n != 4 || len(rest) == len(s)-end || !hasUpperStart(rest) {
		return mark{}, false
	}
	m.style, m.number, m.title = "1/", s[:end], len(s)-len(rest)
	return m, true
}

// gluedMark reads "9912 nye boliger" as item 99 when item 98 came glued to its
// title before: the count tells where the number ends and the title begins.
func gluedMark(l *line, before int) (mark, bool) {
	next := strconv.Itoa(before/suffixes + 1)
	rest, ok := strings.CutPrefix(l.text, next)
	if before == 0 || !ok || rest == "" || rest[0] < '0' || rest[0] > '9' || l.label != "" || len(l.text) > 200 {
		return mark{}, false
	}
	if end, _ := digits(rest, 0); end == len(rest) || strings.IndexByte(" .", rest[end]) < 0 {
		return mark{}, false
	}
	return mark{style: "1A", number: next, value: before + suffixes, title: len(next)}, true
}

// romanMark reads "IV. Titel".
func romanMark(s, word string, at int) (mark, bool) {
	if at >= len(s) || s[at] != '.' && s[at] != ')' || !hasUpperStart(s) || len(word) > 6 {
		return mark{}, false
	}
	value := roman(word)
	if value == 0 || s[:at] != strings.ToUpper(word) {
		return mark{}, false
	}
	title := strings.TrimLeft(s[at+1:], " \u00a0\t-–")
	return mark{style: "I", number: s[:at], value: value * suffixes, title: len(s) - len(title)}, true
}

// roman returns the value of a numeral up to 89 in lower case, or 0.
func roman(s string) int {
	digit := map[rune]int{'i': 1, 'v': 5, 'x': 10, 'l': 50}
	total, last := 0, 0
	for _, r := range s {
		d := digit[r]
		if d == 0 {
			return 0
		}
		total += d
		if d > last && last > 0 {
			total -= 2 * last
		}
		last = d
	}
	return total
}

// digits reads up to five digits at i; value is -1 when there are more.
func digits(s string, i int) (end, value int) {
	for end = i; end < len(s) && s[end] >= '0' && s[end] <= '9'; end++ {
		value = min(value*10+int(s[end]-'0'), 100_000)
	}
	if end-i > 5 {
		value = -1
	}
	return end, value
}

// suffix returns the end of the single letter at i, or i.
func suffix(s string, i int) int {
	if i < len(s) && (s[i]|0x20) >= 'a' && (s[i]|0x20) <= 'z' {
		r, _ := utf8.DecodeRuneInString(s[i+1:])
		if i+1 == len(s) || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return i + 1
		}
	}
	return i
}
