package invitation

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"klynge/internal/fault"
)

// A Reply is what somebody's calendar answers to a call (RFC 5546, 3.2.3).
type Reply struct {
	UID      string
	Email    string // of who answers
	Answer   Answer
	Note     string
	Sequence int       // of the call that is answered
	Stamp    time.Time // by the clock of who answers
}

// MaxReply is how many bytes an answer may have. They have about one kilobyte.
const MaxReply = 256 << 10

// answers are what calendars call answers.
var answers = map[string]Answer{"ACCEPTED": Coming, "DECLINED": Apology, "TENTATIVE": Maybe}

func unusable(format string, args ...any) error {
	return fault.New(fault.Invalid, format+" Brug linket i indkaldelsen, eller skriv til sekretariatet.", args...)
}

// ParseReply reads the answer of a calendar. Everything in it is a stranger's
// word; what it proves is found out by [Store.Receive].
func ParseReply(text []byte) (r Reply, err error) {
	defer fault.In(&err, "invitation: parse reply")
	if len(text) > MaxReply || bytes.Count(text, []byte("BEGIN")) > 50 {
		return r, unusable("Kalendersvaret er for stort.")
	}
	calendar, err := ics.ParseCalendarWithOptions(bytes.NewReader(text), ics.WithUnknownPropertyHandler(ics.AcceptUnknownPropertyHandler))
	if err != nil {
		return r, fault.Because(err, fault.Invalid, "%s", fault.Sentence(unusable("Kalendersvaret kan ikke læses.")))
	}
	method := ""
	for _, p := range calendar.CalendarProperties {
		if p.IANAToken == string(ics.PropertyMethod) {
			method = strings.ToUpper(strings.TrimSpace(p.Value))
		}
	}
	switch method {
	case "REPLY":
	case "COUNTER":
		return r, unusable("Klynge kan ikke tage imod forslag om en anden tid.")
	default:
		return r, unusable("Det er ikke et svar på en indkaldelse.")
	}
	events := calendar.Events()
	if len(events) != 1 {
		return r, unusable("Kalendersvaret er ikke på én indkaldelse.")
	}
	return readReply(events[0])
}

func readReply(e *ics.VEvent) (r Reply, err error) {
	people := e.Attendees()
	if len(people) != 1 {
		return r, unusable("Kalendersvaret er ikke fra én person.")
	}
	address := people[0].Value
	if len(address) > len("mailto:") && strings.EqualFold(address[:len("mailto:")], "mailto:") {
		address = address[len("mailto:"):]
	}
	r.UID, r.Email = strings.TrimSpace(e.Id()), strings.TrimSpace(address)
	status := ""
	if values := people[0].ICalParameters[string(ics.ParameterParticipationStatus)]; len(values) == 1 {
		status = strings.ToUpper(values[0])
	}
	if status == "DELEGATED" {
		return r, unusable("Klynge kan ikke se af et kalendersvar, hvem der kommer i stedet.")
	}
	known := false
	if r.Answer, known = answers[status]; !known {
		return r, unusable("Kalendersvaret siger hverken ja, nej eller måske.")
	}
	if p := e.GetProperty(ics.ComponentPropertySequence); p != nil {
		if r.Sequence, err = strconv.Atoi(strings.TrimSpace(p.Value)); err != nil || r.Sequence < 0 {
			return r, unusable("Kalendersvaret siger ikke, hvilken indkaldelse det er på.")
		}
	}
	if p := e.GetProperty(ics.ComponentPropertyDtstamp); p != nil {
		// Without a stamp the answer counts as the latest.
		r.Stamp, _ = time.Parse("20060102T150405Z", strings.TrimSpace(p.Value))
	}
	if p := e.GetProperty(ics.ComponentPropertyComment); p != nil {
		r.Note = clip(tidy(strings.ToValidUTF8(ics.FromText(p.Value), "?")), longestNote)
	}
	if r.UID == "" || r.Email == "" {
		return r, unusable("Kalendersvaret siger ikke, hvilken indkaldelse det er på.")
	}
	return r, nil
}

func clip(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most])
	}
	return text
}
