package matter

import (
	"strings"
	"unicode"

	"klynge/internal/matter"
	"klynge/internal/reader/reading"
	"klynge/internal/web"
)

var outcomes = map[reading.Outcome]string{
	reading.Approved: "Godkendt", reading.Noted: "Taget til efterretning", reading.Discussed: "Drøftet", reading.Postponed: "Udsat", reading.Rejected: "Ikke godkendt",
}

// heading says what a station is, in a word or a few: "Rejst og godkendt".
func heading(l web.Language, s matter.Station) string {
	said := s.Kind.Danish()
	if s.Lane() == matter.Meeting && s.Kind != matter.Raised {
		if outcome, ok := outcomes[s.Outcome]; ok {
			said = outcome
		}
	}
	said = l.Say(said)
	if s.Begins && s.Lane() == matter.Meeting {
		return l.Say("Rejst") + " " + l.Say("og") + " " + lower(said)
	}
	return said
}

// lower begins a word with a small letter.
func lower(said string) string {
	for i, first := range said {
		return string(unicode.ToLower(first)) + said[i+len(string(first)):]
	}
	return said
}

// figure says the amount of a station of money: "1.710.000 kr.", or how much of it
// was spent.
func figure(l web.Language, s matter.Station) string {
	if s.Lane() != matter.Money || s.Amount == 0 {
		return ""
	}
	if s.Of != 0 {
		return l.Say("%s af %s", l.Amount(s.Amount), l.Amount(s.Of))
	}
	return l.Amount(s.Amount)
}

// says says a whole station in a line, for who does not see the drawing.
func says(l web.Language, s matter.Station, today string) string {
	var parts []string
	add := func(text string) {
		if text = strings.TrimSpace(text); text != "" {
			parts = append(parts, strings.TrimRight(text, "."))
		}
	}
	add(heading(l, s))
	add(arrival(l, s, today))
	add(figure(l, s))
	add(s.Title)
	if s.Body != s.Title {
		add(s.Body)
	}
	if s.Inside {
		add(l.Say("Ikke offentligt"))
	}
	return strings.Join(parts, ". ") + "."
}

// arrival says the day of a station, and of one that has not come that it has not.
func arrival(l web.Language, s matter.Station, today string) string {
	switch {
	case s.Kind == matter.Coming:
		return l.Date(s.Day)
	case s.Due && s.Day == "":
		return l.Say("Endnu ikke")
	case s.Late(today):
		return l.Say("Endnu ikke. Skulle være kommet senest %s", l.Date(s.Day))
	case s.Due:
		return l.Say("Endnu ikke. Ventes senest %s", l.Date(s.Day))
	case s.Kind == matter.Booked:
		return l.Say("Indtil i dag")
	}
	return l.Date(s.Day)
}

// short says a day in few letters: "19. nov. 2024".
func short(l web.Language, day string) string {
	if l == web.Danish {
		return web.Day(day) + ". " + l.Month(day) + " " + web.Year(day)
	}
	return web.Day(day) + " " + l.Month(day) + " " + web.Year(day)
}

// describe says a way in a few sentences.
func describe(l web.Language, w matter.Way, today string) string {
	var said []string
	past := len(w.Past())
	if past > 0 {
		said = append(said, l.Say("%s fra %s til %s.", l.Count(past, "station", "stationer"), l.Date(w.First()), l.Date(w.Last())))
	}
	if w.Granted > 0 {
		said = append(said, l.Say("Penge: %s.", strings.TrimRight(l.Amount(w.Granted), ".")))
	}
	var not []string
	for _, name := range w.Next() {
		not = append(not, lower(l.Say(stageNames[name].name)))
	}
	for _, s := range w.Ahead() {
		if s.Late(today) {
			not = append(not, lower(heading(l, s))+" "+l.Date(s.Day))
		}
	}
	if len(not) > 0 {
		said = append(said, l.Say("Endnu ikke: %s.", strings.Join(not, ", ")))
	}
	return strings.Join(append(said, l.Say("Alle stationer står i listen under tegningen.")), " ")
}

// stageNames are what the parts of the whole way are called, and what would fill
// one that is empty.
var stageNames = map[matter.StageName]struct{ name, wanting string }{
	matter.StageRaised:     {"Rejst", "Kommer, når sagen er på en dagsorden."},
	matter.StageDecided:    {"Besluttet", "Kommer, når et referat har en beslutning om sagen."},
	matter.StageMoney:      {"Penge", "Kommer, når et referat eller regnskabet har et beløb til sagen."},
	matter.StageInitiative: {"Indsats", "Kommer, når indsatsen er beskrevet eller i gang, og det er vist offentligt."},
	matter.StageMeasured:   {"Målt", "Kommer, når den første måling er frigivet."},
	matter.StageReported:   {"Rapporteret", "Kommer, når en status, evaluering eller rapport er forelagt."},
	matter.StageEnded:      {"Udbredt eller stoppet", "Kommer, når det er besluttet, hvad der skal ske med indsatsen."},
	matter.StageHanded:     {"Overdraget", "Kommer kun, hvis et andet organ overtager sagen."},
	matter.StageAgain:      {"Tilbage på dagsordenen", "Kommer, når sagen er på dagsordenen til et kommende møde."},
}

// letters is how wide a letter is, in tenths of the size of the type: enough to
// break lines that are drawn.
func letters(r rune) int {
	switch {
	case strings.ContainsRune("iljtfrI.,:;'!|()/- ", r):
		return 3
	case strings.ContainsRune("mwMWæÆ%@", r):
		return 9
	case unicode.IsUpper(r):
		return 7
	}
	return 6
}

func wide(text string, size int) (width int) {
	for _, r := range text {
		width += letters(r)
	}
	return width * size / 10
}

// wrap breaks a text into lines of a width at a size of type, and at most so many.
// A word that is wider than a line is divided.
func wrap(text string, width, size, most int) (lines []string) {
	line := ""
	push := func() {
		if line != "" {
			lines, line = append(lines, line), ""
		}
	}
	for _, word := range strings.Fields(text) {
		for wide(word, size) > width {
			push()
			head := []rune{}
			for _, r := range word {
				if wide(string(head)+string(r)+"-", size) > width {
					break
				}
				head = append(head, r)
			}
			if len(head) == 0 || len(head) == len([]rune(word)) {
				break
			}
			lines, word = append(lines, string(head)+"-"), string([]rune(word)[len(head):])
		}
		if line != "" && wide(line+" "+word, size) > width {
			push()
		}
		line = strings.TrimSpace(line + " " + word)
	}
	push()
	if len(lines) > most {
		lines = lines[:most]
		last := []rune(lines[most-1])
		for len(last) > 0 && wide(string(last)+" …", size) > width {
			last = last[:len(last)-1]
		}
		lines[most-1] = strings.TrimRight(string(last), " -,.:") + " …"
	}
	return lines
}
