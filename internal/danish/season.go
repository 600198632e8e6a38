package danish

import (
	"fmt"
	"strings"
)

// A Season is a stretch of time that is named and not dated: "foråret 2025",
// "2. kvartal 2025", "ultimo 2024", "primo juni", "marts 2025".
type Season struct {
	From, To int    // byte offsets
	Year     int    // 0 when none is printed
	Part     string // "spring", "summer", "autumn", "winter", "q1".."q4", "h1", "h2", "start", "middle", "end", or ""
	Month    int    // 0 when none is named
}

// Code returns the season as "2025-spring", "2025-03", "2025-q2", "2024-end",
// "2025-06-start", and without the year when none is printed: "spring".
func (s Season) Code() string {
	var parts []string
	if s.Year > 0 {
		parts = append(parts, fmt.Sprintf("%04d", s.Year))
	}
	if s.Month > 0 {
		parts = append(parts, fmt.Sprintf("%02d", s.Month))
	}
	if s.Part != "" {
		parts = append(parts, s.Part)
	}
	return strings.Join(parts, "-")
}

var seasonWords = map[string]string{
	"forår": "spring", "foråret": "spring", "spring": "spring", "våren": "spring",
	"sommer": "summer", "sommeren": "summer", "summer": "summer",
	"efterår": "autumn", "efteråret": "autumn", "autumn": "autumn", "høsten": "autumn",
	"vinter": "winter", "vinteren": "winter", "winter": "winter",
	"ultimo": "end", "primo": "start", "medio": "middle",
	"starten": "start", "begyndelsen": "start", "slutningen": "end", "udgangen": "end", "midten": "middle",
	"årsskiftet": "end",
}

var ordinals = map[string]byte{
	"1": '1', "2": '2', "3": '3', "4": '4',
	"første": '1', "andet": '2', "tredje": '3', "fjerde": '4', "sidste": '4',
}

// Seasons finds the named stretches of time in a text, in order. A month is one
// when a year stands behind it, or "i" before it, and no day.
func Seasons(text string) []Season {
	var found []Season
	previous, from := "", 0 // the word before
	for i := 0; i < len(text); {
		end := word(text, i)
		if end == i {
			if isDigit(text[i]) {
				_, end = number(text, i)
				previous, from, i = text[i:end], i, end
				continue
			}
			if strings.IndexByte("\n\t:;,()-/", text[i]) >= 0 {
				previous = ""
			}
			i++
			continue
		}
		name := text[i:end]
		if s, ok := seasonAt(text, i, end, previous, from); ok {
			found = append(found, s)
			end = s.To
		}
		previous, from, i = name, i, end
	}
	return found
}

// seasonAt reads the season whose main word is s[i:end], with the word before it.
func seasonAt(s string, i, end int, previous string, from int) (Season, bool) {
	lower := strings.ToLower(s[i:end])
	found := Season{From: i, To: end}
	switch {
	case lower == "kvartal" || lower == "halvår":
		n, ok := ordinals[strings.ToLower(previous)]
		if !ok || lower == "halvår" && n != '1' && n != '2' && strings.ToLower(previous) != "sidste" {
			return found, false
		}
		if lower == "halvår" {
			found.Part = "h" + string(min(n, '2'))
		} else {
			found.Part = "q" + string(n)
		}
		found.From = from
	case seasonWords[lower] != "":
		found.Part = seasonWords[lower]
		return withMonth(s, found)
	case months[lower] != 0 && !digitAt(previous, 0):
		found.Month = months[lower]
	default:
		return found, false
	}
	found.Year, found.To = yearAt(s, end)
	if found.Month > 0 && found.Year == 0 {
		return found, strings.EqualFold(previous, "i") && !abbreviation(lower) && !digitAt(s, space(s, end))
	}
	return found, true
}

// withMonth reads the month and year behind "primo", "slutningen af" or a season.
// "Starten" and its like need one: on its own it is the start of anything.
func withMonth(s string, found Season) (Season, bool) {
	at := space(s, found.To)
	if w := word(s, at); s[at:w] == "af" || s[at:w] == "of" {
		at = space(s, w)
	}
	w := word(s, at)
	if month := months[strings.ToLower(s[at:w])]; month > 0 {
		found.Month, found.To, at = month, w, w
	}
	if year, to := yearAt(s, at); year > 0 {
		found.Year, found.To = year, to
	}
	switch found.Part {
	case "spring", "summer", "autumn", "winter":
		return found, true
	}
	return found, found.Month > 0 || found.Year > 0
}
