package reader

import (
	"strings"

	"klynge/internal/danish"
	"klynge/internal/reader/reading"
)

// A title is what the words of an item's heading tell beside the title itself.
type title struct {
	text    string
	kind    reading.ItemType
	sure    bool // an explicit marker tells the type, not the first words
	closed  bool
	minutes int
	letter  string // a last "(B)", which may be a type or a party
}

// titleOf takes type, closed marker and duration off a heading.
func titleOf(heading string) title {
	t := title{text: strings.Trim(heading, " \t\u00a0*_")}
	for range 4 {
		before := t
		t.text, t.closed = cutClosed(t.text, t.closed)
		if text, minutes := cutDuration(t.text); minutes > 0 {
			t.text, t.minutes = text, minutes
		}
		t = t.cutType().cutMarker()
		if t == before {
			break
		}
	}
	if !t.sure {
		t.kind = typeOfWords(t.text)
	}
	if n := len(t.text); n > 4 && t.text[n-1] == ')' && t.text[n-3] == '(' && t.text[n-2] >= 'A' && t.text[n-2] <= 'Z' {
		t.letter = t.text[n-2 : n-1]
	}
	return t
}

var closedMarks = []string{"lukket punkt", "lukket sag", "lukket dagsordenspunkt", "lukket behandling", "lukket", "fortroligt"}

// openMarks tell that an item is open, as most are.
var openMarks = []string{" (åben)", " (åbent)", " - åbent punkt", " - åben", " - åbent", " (åbent punkt)", " (åben sag)"}

// cutClosed removes "Lukket punkt: " in front and " - Lukket punkt" behind.
func cutClosed(s string, closed bool) (string, bool) {
	low := strings.ToLower(s)
	if len(low) != len(s) {
		return s, closed
	}
	for _, m := range openMarks {
		if strings.HasSuffix(low, m) {
			return strings.TrimRight(s[:len(s)-len(m)], " "), closed
		}
	}
	for _, m := range closedMarks {
		if rest, ok := strings.CutPrefix(low, m); ok {
			cut := strings.TrimLeft(rest, " ")
			if cut != "" && (strings.HasPrefix(cut, ":") || strings.HasPrefix(cut, "-") || strings.HasPrefix(cut, "–")) {
				return strings.TrimLeft(s[len(s)-len(cut):], ":-– "), true
			}
			if cut == "" {
				return s, true
			}
		}
		if rest, ok := strings.CutPrefix(low, "("+m+")"); ok && rest != "" {
			return strings.TrimLeft(s[len(s)-len(rest):], " -–:"), true
		}
		for _, tail := range []string{" - " + m, " – " + m, " (" + m + ")"} {
			if strings.HasSuffix(low, tail) {
				return strings.TrimRight(s[:len(s)-len(tail)], " -–"), true
			}
		}
	}
	return s, closed
}

// typePrefixes are the words before a colon or a dash that tell the type.
var typePrefixes = map[string]reading.ItemType{
	"orientering": reading.Orientation, "til orientering": reading.Orientation, "orienteringssag": reading.Orientation,
	"orienteringspunkt": reading.Orientation, "orienteringspunkter": reading.Orientation, "til efterretning": reading.Orientation,
	"information": reading.Orientation,
	"beslutning":  reading.DecisionOn, "til beslutning": reading.DecisionOn, "beslutningssag": reading.DecisionOn,
	"beslutningspunkt": reading.DecisionOn, "til afgørelse": reading.DecisionOn, "afgørelse": reading.DecisionOn,
	"drøftelse": reading.Discussion, "til drøftelse": reading.Discussion, "drøftelsessag": reading.Discussion,
	"drøftelsespunkt": reading.Discussion, "temadrøftelse": reading.Discussion, "debat": reading.Discussion,
	"temadebat": reading.Discussion, "godkendelse": reading.Approval, "til godkendelse": reading.Approval,
	"meddelelse": "",
}

// cutType removes "Orientering: ", "Temadrøftelse - " and "Tema 2: ".
func (t title) cutType() title {
	for _, sep := range []string{":", " - ", " – "} {
		i := strings.Index(t.text, sep)
		if i <= 0 || i > 24 || strings.TrimSpace(t.text[i+len(sep):]) == "" {
			continue
		}
		word := strings.ToLower(strings.TrimSpace(t.text[:i]))
		for _, lead := range []string{"sag ", "punkt ", "emne "} {
			if rest, ok := strings.CutPrefix(word, lead); ok && strings.HasPrefix(rest, "til ") {
				word = rest
			}
		}
		kind, ok := typePrefixes[word]
		if !ok && strings.Trim(word, "0123456789 ") == "tema" && word != "tema" {
			ok = true
		}
		if !ok {
			continue
		}
		t.text = strings.Trim(t.text[i+len(sep):], " *")
		if kind != "" && !t.sure {
			t.kind, t.sure = kind, true
		}
		return t
	}
	return t
}

// cutMarker removes "(til drøftelse)" from the end, with the presenter behind it.
func (t title) cutMarker() title {
	open := strings.LastIndexByte(t.text, '(')
	if open <= 0 {
		return t
	}
	inside, after, ok := strings.Cut(t.text[open+1:], ")")
	kind := typePrefixes[strings.ToLower(strings.TrimSpace(inside))]
	if after = strings.TrimSpace(after); !ok || kind == "" || after != "" && !strings.HasPrefix(strings.ToLower(after), "v/") {
		return t
	}
	t.text = strings.TrimRight(t.text[:open], " -–")
	if !t.sure {
		t.kind, t.sure = kind, true
	}
	return t
}

// typeOfWords tells the type from how a title begins.
func typeOfWords(s string) reading.ItemType {
	word, at := foldedWord(s, 0)
	next, _ := foldedWord(s, at)
	switch word {
	case "godkendelse", "godkjenning", "godkännande", "genehmigung", "godkjennelse":
		return reading.Approval
	case "orientering":
		return reading.Orientation
	case "drøftelse", "temadrøftelse", "drøfting", "temadrøftelser":
		return reading.Discussion
	case "beslutning":
		if next == "om" || next == "vedrørende" || next == "vedr" {
			return reading.DecisionOn
		}
	}
	return ""
}

// typeOfLetter is what "(O)", "(B)" and "(D)" behind a title mean.
var typeOfLetter = map[string]reading.ItemType{
	"O": reading.Orientation, "B": reading.DecisionOn, "D": reading.Discussion, "T": reading.Discussion,
	"G": reading.Approval, "I": reading.Orientation, "E": reading.Orientation,
}

// typeOfPhrase reads a type from the value of a label or a line such as
// "Beslutningssag", "Sager til drøftelse" or "Seniorrådet (orientering)".
func typeOfPhrase(s string) reading.ItemType {
	low := strings.ToLower(s)
	found := reading.ItemType("")
	for _, w := range []struct {
		word string
		kind reading.ItemType
	}{
		{"orientering", reading.Orientation}, {"efterretning", reading.Orientation}, {"drøftelse", reading.Discussion},
		{"beslutning", reading.DecisionOn}, {"afgørelse", reading.DecisionOn}, {"godkendelse", reading.Approval},
	} {
		if strings.Contains(low, w.word) {
			if found != "" {
				return ""
			}
			found = w.kind
		}
	}
	return found
}

// cutDuration removes "– 15 min." or "(kl. 13.10-13.40)" from the end of a
// heading and returns how many minutes it says, 0 when it says nothing.
func cutDuration(s string) (string, int) {
	open := -1
	end := len(strings.TrimRight(s, " ."))
	if strings.HasSuffix(s[:end], ")") {
		open = strings.LastIndexByte(s, '(')
	}
	if open < 0 {
		for _, sep := range []string{" – ", " - ", ", ", " — ", "–", "\t"} {
			if i := strings.LastIndex(s, sep); i > open && i > 0 {
				if minutesIn(s[i+len(sep):]) > 0 {
					open = i
				}
			}
		}
	}
	if open < 0 {
		return cutMinutes(s)
	}
	if n := minutesIn(strings.Trim(s[open:], " ()–-—,.\t")); n > 0 {
		return strings.TrimRight(s[:open], " –-—,(\t"), n
	}
	return s, 0
}

// cutMinutes removes a bare "25 min." from the end of a heading.
func cutMinutes(s string) (string, int) {
	unit := strings.LastIndexByte(s, ' ')
	if unit <= 0 || !strings.HasPrefix(strings.ToLower(s[unit+1:]), "min") {
		return s, 0
	}
	rest := strings.TrimRight(s[:unit], " ")
	number := strings.LastIndexByte(rest, ' ')
	if n := minutesIn(s[number+1:]); number > 0 && n > 0 {
		return strings.TrimRight(rest[:number], " "), n
	}
	return s, 0
}

// minutesIn reads a text that is nothing but a duration or a span of time.
func minutesIn(s string) int {
	if len(s) > 40 {
		return 0
	}
	low := strings.ToLower(strings.Trim(s, " ()."))
	for _, ca := range []string{"ca.", "ca", "max", "maks.", "maks", "varighed:", "varighed", "tid:"} {
		low = strings.TrimLeft(strings.TrimPrefix(low, ca), " ")
	}
	if end, n := digits(low, 0); end > 0 && n > 0 {
		switch strings.Trim(low[end:], " .") {
		case "min", "minutter", "minut", "minutes", "mins", "m":
			return n
		case "time", "timer", "t":
			return n * 60
		}
	}
	if times := danish.Times(s); len(times) == 1 {
		t := times[0]
		around := strings.Trim(strings.ToLower(s[:t.From]+s[t.To:]), " .,:()-–")
		if n := t.Minutes(); n > 0 && (around == "" || around == "kl" || around == "tid" || around == "fra") {
			return n
		}
	}
	return 0
}
