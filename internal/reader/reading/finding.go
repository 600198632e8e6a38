package reading

import (
	"strings"
	"time"

	"klynge/internal/danish"
	"klynge/internal/reader/extract"
)

// A Level says how much a finding matters.
type Level string

const (
	Good    Level = "good"    // checked, and it agrees
	Notice  Level = "notice"  // worth knowing
	Warning Level = "warning" // somebody should look
	Serious Level = "serious" // must not be published as it is
)

// A Finding is something that the document's own check found, with the passage
// that shows it. The sentence comes from the code and Args: see [Finding.Say].
type Finding struct {
	Code    string            `json:"code"`
	Level   Level             `json:"level"`
	Args    map[string]string `json:"args,omitempty"`
	Path    Path              `json:"path,omitempty"`
	Passage extract.Passage   `json:"passage"`
}

// sentences holds each finding in Danish and English. {name} is an argument.
var sentences = map[string][2]string{
	"empty-decision":       {"Punkt {number} har en overskrift til beslutningen, men der står ingen beslutning.", "Item {number} has a heading for the decision, but no decision is written."},
	"contents-title":       {"Indholdsfortegnelsen siger “{contents}”, overskriften siger “{heading}”.", "The table of contents says “{contents}”, the heading says “{heading}”."},
	"contents-missing":     {"“{contents}” står i indholdsfortegnelsen, men findes ikke som punkt.", "“{contents}” is in the table of contents but is not an item."},
	"sum-agrees":           {"{sum} kr. i alt svarer til delene: {parts}.", "The total of DKK {sum} equals its parts: {parts}."},
	"sum-differs":          {"Der står {printed} kr. i alt, men delene giver {sum} kr.: en forskel på {difference} kr.", "The total printed is DKK {printed}, but the parts add up to DKK {sum}: a difference of DKK {difference}."},
	"amount-rounded":       {"“{text}” i teksten og {table} kr. i tabellen er det samme beløb, afrundet.", "“{text}” in the text and DKK {table} in the table are the same amount, rounded."},
	"amount-differs":       {"“{text}” i teksten passer ikke med {table} kr. i tabellen for “{label}”.", "“{text}” in the text does not agree with DKK {table} in the table for “{label}”."},
	"attachment-missing":   {"Punkt {number} nævner et bilag, men der er ingen bilag på listen.", "Item {number} mentions an attachment, but none is listed."},
	"attachment-to-follow": {"Bilaget “{name}” skulle eftersendes.", "The attachment “{name}” was to follow."},
	"person-twice":         {"{name} står to gange på deltagerlisten.", "{name} is listed twice."},
	"present-and-absent":   {"{name} står både som deltager og med afbud.", "{name} is listed both as present and as absent."},
	"number-gap":           {"Efter punkt {before} kommer punkt {after}.", "Item {before} is followed by item {after}."},
	"date-without-year":    {"“{text}” har intet årstal. Det er læst som {date}.", "“{text}” has no year. It was read as {date}."},
	"weekday-differs":      {"{date} er en {weekday}, men der står “{printed}”.", "{date} was printed as “{printed}”, but that is another day of the week."},
	"date-unknown":         {"Mødets dato står ikke i dokumentet.", "The document does not tell the date of the meeting."},
	"body-unknown":         {"Det fremgår ikke, hvilket organ der mødtes.", "The document does not tell which body met."},
	"nobody-listed":        {"Dokumentet har ingen deltagerliste.", "The document lists no participants."},
	"cpr":                  {"Der står noget, der ligner et CPR-nummer. Det må ikke offentliggøres.", "There is something that looks like a civil registration number. It must not be published."},
	"phone":                {"Der står et telefonnummer i teksten.", "There is a telephone number in the text."},
	"address":              {"Der står noget, der ligner en privat adresse.", "There is something that looks like a private address."},
	"truncated":            {"Dokumentet ser ud til at stoppe midt i en sætning.", "The document seems to stop in the middle of a sentence."},
	"extract":              {"{say}", "{say}"},
}

// Say returns the finding as a sentence, in English for "en", else in Danish.
func (f Finding) Say(language string) string {
	both, ok := sentences[f.Code]
	if !ok {
		return f.Code
	}
	say := both[0]
	if language == "en" {
		say = both[1]
	}
	for name, value := range f.Args {
		say = strings.ReplaceAll(say, "{"+name+"}", spoken(value, language))
	}
	return say
}

// spoken writes an argument that is a date (YYYY-MM-DD) the way the language
// does. Anything else stands as it is.
func spoken(value, language string) string {
	day, err := time.Parse(time.DateOnly, value)
	switch {
	case err != nil:
		return value
	case language == "en":
		return day.Format("2 January 2006")
	}
	return danish.Date(day)
}
