package plan

import (
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/when"
)

// Longest bounds what is written of a meeting, in characters.
const Longest = 300

// longestMeeting is the longest that a meeting can be planned to last. What is
// longer is two times that were mistyped.
const longestMeeting = 14 * time.Hour

// Check refuses a meeting that cannot be held (R3): on a day that does not
// exist or on which the body does not, at an hour that the change to summer time
// skips, or with a link that is not safe.
func (r Rules) Check(m Meeting) error {
	day, err := time.Parse(time.DateOnly, m.Date)
	if err != nil {
		return fault.New(fault.Invalid, "“%s” er ikke en dato. Vælg en dag i kalenderen. Intet er gemt.", m.Date)
	}
	switch {
	case r.From != "" && m.Date < r.From:
		return fault.New(fault.Invalid, "Organet kan først holde møde fra %s. Vælg en senere dag, eller ret organets regler. Intet er gemt.", written(r.From))
	case r.To != "" && m.Date > r.To:
		return fault.New(fault.Invalid, "Organet ophører %s, så det kan ikke holde møde %s. Planlæg mødet i det organ, der følger efter, eller ret organets regler. Intet er gemt.",
			written(r.To), danish.LongDate(day))
	}
	if err := checkClock(m); err != nil {
		return err
	}
	switch m.Form {
	case Physical, Online, Hybrid:
	default:
		return fault.New(fault.Invalid, "Vælg, om mødet er fysisk, online eller begge dele. Intet er gemt.")
	}
	for _, text := range []string{m.Title, m.Place} {
		if utf8.RuneCountInString(text) > Longest {
			return fault.New(fault.Invalid, "Teksten må højst være på %d tegn. Intet er gemt.", Longest)
		}
	}
	return checkLink(m.OnlineURL)
}

func checkClock(m Meeting) error {
	for _, clock := range []string{m.Start, m.End} {
		t, err := time.Parse("15:04", clock)
		if err != nil || t.Format("15:04") != clock {
			return fault.New(fault.Invalid, "Skriv, hvornår mødet begynder og slutter, for eksempel 14:00 og 16:00. Intet er gemt.")
		}
	}
	for clock, instant := range map[string]time.Time{m.Start: m.Begins(), m.End: m.Ends()} {
		if instant.In(when.Copenhagen).Format("15:04") != clock {
			return fault.New(fault.Invalid, "Klokken bliver ikke %s den nat, for uret stilles en time frem. Vælg et andet tidspunkt. Intet er gemt.", danish.Clock(clock))
		}
	}
	if m.Ends().Sub(m.Begins()) > longestMeeting {
		return fault.New(fault.Invalid, "Et møde fra kl. %s til kl. %s ville vare hele natten. Se tiderne efter. Intet er gemt.", danish.Clock(m.Start), danish.Clock(m.End))
	}
	return nil
}

// checkLink refuses a link to an online meeting that others could listen in on
// the way to, or that carries a name and a password.
func checkLink(link string) error {
	if link == "" {
		return nil
	}
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || len(link) > 2000 || strings.ContainsAny(link, " \r\n\t") {
		return fault.New(fault.Invalid, "Linket til onlinemødet skal begynde med https:// og være en hel adresse. Intet er gemt.")
	}
	return nil
}

// written returns a day as people write it.
func written(iso string) string {
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return danish.Date(day)
}

// overlaps reports whether two meetings are on at the same time.
func overlaps(a, b Meeting) bool { return a.Begins().Before(b.Ends()) && b.Begins().Before(a.Ends()) }

// A DoubtKind is a reason to ask once more.
type DoubtKind string

const (
	Past     DoubtKind = "past"      // the day has been
	DayOff   DoubtKind = "day-off"   // a holiday or a weekend
	BodyBusy DoubtKind = "body-busy" // the body meets at the same time
	RoomBusy DoubtKind = "room-busy" // somebody else has the room
)

// A Doubt is a reason to ask whether a meeting is meant as it was written.
type Doubt struct {
	Kind DoubtKind
	Text string // a Danish sentence
}

// Doubts are the reasons together, as the error of an act that was not
// confirmed. Nothing was changed.
type Doubts []Doubt

func (d Doubts) Error() string { return "plan: " + d.sentence() }

// Unwrap classifies the doubts.
func (d Doubts) Unwrap() error { return fault.New(fault.Conflict, "%s Intet er gemt.", d.sentence()) }

func (d Doubts) sentence() string {
	texts := make([]string, len(d))
	for i, doubt := range d {
		texts[i] = doubt.Text
	}
	return strings.Join(texts, " ")
}

// doubtsOf returns what a day alone is doubtful for.
func doubtsOf(m Meeting, today string) (d Doubts) {
	day, err := time.Parse(time.DateOnly, m.Date)
	if err != nil {
		return nil
	}
	if m.Date < today {
		d = append(d, Doubt{Past, "Dagen er gået. Et møde kan planlægges bagud, når det er holdt og skal have et referat."})
	}
	if name := dayOff(day); name != "" {
		d = append(d, Doubt{DayOff, danish.Date(day) + " er " + name + "."})
	}
	return d
}

// dayOff returns why a day is no working day, "" when it is one.
func dayOff(day time.Time) string {
	for _, h := range when.Holidays(day.Year()) {
		if h.Date.Equal(day) {
			return strings.ToLower(h.Danish[:1]) + h.Danish[1:]
		}
	}
	if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
		return "en " + danish.Weekday(w)
	}
	return ""
}
