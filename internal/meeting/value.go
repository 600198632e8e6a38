package meeting

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"klynge/internal/danish"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/reader/reading"
)

// A Value is one value of a reading that a person may compare and correct.
type Value struct {
	// At is the value's address in every version of the document: an item is
	// named by its anchor and a participant by name, not by position.
	// "/items/punkt-6/decision".
	At string
	// Path is its address in this reading: "/items/5/decision".
	Path reading.Path
	// Field is its place in the schema: "item.decision".
	Field string
	// Of is what it belongs to, in Danish: "Punkt 6", a name, or "" for the meeting.
	Of   string
	Text string
	set  func(string) error
}

// fields are the Danish names of what can be compared and corrected.
var fields = map[string]string{
	"body": "organ", "date": "dato", "start": "start", "end": "slut", "place": "sted", "kind": "dokumentets art",
	"participant.name": "navn", "participant.role": "rolle", "participant.organization": "organisation",
	"participant.group": "gruppe", "participant.absent": "afbud", "participant.chair": "ordstyrer", "participant.partly": "delvis deltagelse",
	"item.number": "nummer", "item.title": "overskrift", "item.case": "sagsnummer", "item.type": "punktets art", "item.closed": "lukket",
	"item.minutes": "minutter", "item.decision": "beslutning", "item.outcome": "udfald", "item.presentation": "sagsfremstilling",
	"recommendation.text": "indstilling", "attachment.name": "bilag", "attachment.state": "bilagets tilstand",
	"case.title": "titel", "case.leader": "projektleder", "case.funding": "bevilling",
	"fund.total": "i alt", "fund.remaining": "tilbage", "fundrow.label": "post", "fundrow.amount": "beløb",
	"next.date": "dato for kommende møde", "promise.text": "løfte",
}

// Label returns what the value is, in Danish: "Punkt 6, beslutning".
func (v Value) Label() string {
	name := fields[v.Field]
	if v.Of == "" {
		return strings.ToUpper(name[:1]) + name[1:]
	}
	return v.Of + ", " + name
}

// Set changes the value in the reading it came from. The new value is written
// the Danish way; one that cannot be understood is refused with a sentence.
func (v Value) Set(text string) error {
	if v.set == nil {
		return fault.New(fault.Invalid, "%s kan ikke rettes her. Intet er ændret.", v.Label())
	}
	return v.set(strings.TrimSpace(text))
}

// Values returns every value of a meeting in the order of the document. Setting
// one changes m.
func Values(m *reading.Meeting) []Value {
	l := lister{}
	l.text("body", &m.Body, "body")
	l.add("date", m.Date, "date", setDate(&m.Date))
	l.add("start", m.Start, "start", setClock(&m.Start))
	l.add("end", m.End, "end", setClock(&m.End))
	l.text("place", &m.Place, "place")
	l.add("kind", string(m.Kind), "kind", choose(&m.Kind, kinds))
	l.participants(m.Participants)
	l.items(m.Items)
	l.cases(m.Cases)
	l.funds(m.Funds)
	for i := range m.NextMeetings {
		l.at, l.path, l.of = At("next_meetings", i), reading.At("next_meetings", i), ""
		l.add("next.date", m.NextMeetings[i].Date, "", setDate(&m.NextMeetings[i].Date))
	}
	for i := range m.Promises {
		l.at, l.path, l.of = At("promises", i), reading.At("promises", i), ""
		l.whole("promise.text", &m.Promises[i].Text)
	}
	return l.list
}

// At returns an address made of parts, each escaped as in a JSON pointer.
func At(parts ...any) string {
	var b strings.Builder
	for _, part := range parts {
		b.WriteByte('/')
		b.WriteString(escaped.Replace(fmt.Sprint(part)))
	}
	return b.String()
}

// escaped is RFC 6901 section 3.
var escaped = strings.NewReplacer("~", "~0", "/", "~1")

// Anchors returns the place of each item on the meeting's page: punkt-6, and
// for an item without a number its title.
func Anchors(items []reading.Item) []string {
	anchors := make([]string, len(items))
	names := map[string]int{}
	for i, item := range items {
		name := item.Number
		if name == "" {
			name = item.Title
		}
		anchors[i] = unique(names, "punkt-"+id.Slug(name), "-")
	}
	return anchors
}

// unique returns name, or name with a running number when it was used before.
func unique(used map[string]int, name, between string) string {
	used[name]++
	if n := used[name]; n > 1 {
		return unique(used, name+between+strconv.Itoa(n), between)
	}
	return name
}

// A lister gathers values. at, path and of are where it stands.
type lister struct {
	list []Value
	at   string
	path reading.Path
	of   string
}

func (l *lister) add(field, text, name string, set func(string) error) {
	at, path := l.at, l.path
	if name != "" {
		at, path = at+At(name), path+reading.At(name)
	}
	l.list = append(l.list, Value{At: at, Path: path, Field: field, Of: l.of, Text: text, set: set})
}

// whole adds what is listed as one text, and named by its place in the list.
func (l *lister) whole(field string, value *string) { l.text(field, value, "") }

func (l *lister) text(field string, value *string, name string) {
	l.add(field, *value, name, func(s string) error { *value = s; return nil })
}

func (l *lister) flag(field string, value *bool, name string) {
	text := "nej"
	if *value {
		text = "ja"
	}
	l.add(field, text, name, func(s string) error {
		switch strings.ToLower(s) {
		case "ja", "true", "yes":
			*value = true
		case "nej", "false", "no", "":
			*value = false
		default:
			return fault.New(fault.Invalid, "“%s” er hverken ja eller nej. Skriv ja eller nej.", s)
		}
		return nil
	})
}

func (l *lister) amount(field string, value *danish.Amount, has *bool, name string) {
	text := ""
	if has == nil && *value != 0 || has != nil && *has {
		text = value.String()
	}
	l.add(field, text, name, func(s string) error {
		found, ok := danish.ParseAmount(s, danish.UnitKrone)
		if !ok && s != "" {
			return fault.New(fault.Invalid, "“%s” er ikke et beløb. Skriv det for eksempel som 743.000 kr.", s)
		}
		*value = found.Amount
		if has != nil {
			*has = ok
		}
		return nil
	})
}

func (l *lister) participants(list []reading.Participant) {
	names := map[string]int{}
	for i := range list {
		p := &list[i]
		l.at, l.path, l.of = At("participants", unique(names, p.Name, "#")), reading.At("participants", i), p.Name
		l.text("participant.name", &p.Name, "name")
		l.text("participant.role", &p.Role, "role")
		l.text("participant.organization", &p.Organization, "organization")
		l.text("participant.group", &p.Group, "group")
		l.flag("participant.absent", &p.Absent, "absent")
		l.flag("participant.chair", &p.Chair, "chair")
		l.text("participant.partly", &p.Partly, "partly")
	}
}

func (l *lister) items(items []reading.Item) {
	anchors := Anchors(items)
	for i := range items {
		item := &items[i]
		at, path := At("items", anchors[i]), reading.At("items", i)
		l.at, l.path, l.of = at, path, "Punkt "+item.Number
		if item.Number == "" {
			l.of = "“" + item.Title + "”"
		}
		l.text("item.number", &item.Number, "number")
		l.text("item.title", &item.Title, "title")
		l.text("item.case", &item.Case, "case")
		l.add("item.type", string(item.Type), "type", choose(&item.Type, types))
		l.flag("item.closed", &item.Closed, "closed")
		l.add("item.minutes", whole(item.Minutes), "duration_min", setWhole(&item.Minutes))
		l.add("item.presentation", presentation(item.Sections), "sections", nil)
		for j := range item.Recommendations {
			l.at, l.path = at+At("recommendations", j), path+reading.At("recommendations", j)
			l.whole("recommendation.text", &item.Recommendations[j].Text)
		}
		l.at, l.path = at, path
		l.text("item.decision", &item.Decision, "decision")
		l.add("item.outcome", string(item.Outcome), "outcome", choose(&item.Outcome, outcomes))
		for j := range item.Attachments {
			l.at, l.path = at+At("attachments", j), path+reading.At("attachments", j)
			l.whole("attachment.name", &item.Attachments[j].Name)
			l.add("attachment.state", string(item.Attachments[j].State), "state", choose(&item.Attachments[j].State, states))
		}
	}
}

func (l *lister) cases(cases []reading.Case) {
	for i := range cases {
		c := &cases[i]
		l.at, l.path, l.of = At("cases", i), reading.At("cases", i), "“"+c.Title+"”"
		l.text("case.title", &c.Title, "title")
		l.text("case.leader", &c.Leader, "leader")
		l.amount("case.funding", &c.Funding, nil, "funding")
	}
}

func (l *lister) funds(funds []reading.Fund) {
	for i := range funds {
		f := &funds[i]
		at, path := At("funds", i), reading.At("funds", i)
		for j := range f.Rows {
			l.at, l.path, l.of = at+At("rows", j), path+reading.At("rows", j), "“"+f.Rows[j].Label+"”"
			l.text("fundrow.label", &f.Rows[j].Label, "label")
			l.amount("fundrow.amount", &f.Rows[j].Amount, new(true), "")
		}
		l.at, l.path, l.of = at, path, "Midler"
		l.amount("fund.total", &f.Total, &f.HasTotal, "total")
		l.amount("fund.remaining", &f.Remaining, &f.HasRest, "remaining")
	}
}

func presentation(sections []reading.Section) string {
	var b strings.Builder
	for _, section := range sections {
		if section.Heading != "" {
			b.WriteString(section.Heading + "\n")
		}
		for _, line := range section.Lines {
			b.WriteString(line.Text + "\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func whole(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func setWhole(value *int) func(string) error {
	return func(s string) error {
		if s == "" {
			*value = 0
			return nil
		}
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 || n > 24*60 {
			return fault.New(fault.Invalid, "“%s” er ikke et antal minutter. Skriv for eksempel 15.", s)
		}
		*value = n
		return nil
	}
}

func setDate(value *string) func(string) error {
	return func(s string) error {
		if s == "" {
			*value = ""
			return nil
		}
		if day, err := time.Parse(time.DateOnly, s); err == nil {
			*value = day.Format(time.DateOnly)
			return nil
		}
		if found := danish.Dates(s); len(found) == 1 && found[0].Valid() && found[0].ISO() != "" {
			*value = found[0].ISO()
			return nil
		}
		return fault.New(fault.Invalid, "“%s” er ikke en hel dato. Skriv den for eksempel som 19. november 2024.", s)
	}
}

func setClock(value *string) func(string) error {
	return func(s string) error {
		if s == "" {
			*value = ""
			return nil
		}
		digits := strings.TrimSpace(strings.TrimPrefix(strings.ToLower(s), "kl."))
		at, err := time.Parse("15:04", strings.Replace(digits, ".", ":", 1))
		if err != nil {
			return fault.New(fault.Invalid, "“%s” er ikke et klokkeslæt. Skriv det for eksempel som 14.00.", s)
		}
		*value = at.Format("15:04")
		return nil
	}
}

// A choice is one of the values a field may have, and what people call it.
type choice struct{ value, name string }

var (
	kinds    = []choice{{string(reading.Minutes), "referat"}, {string(reading.Agenda), "dagsorden"}}
	types    = []choice{{"", "ingen"}, {string(reading.Orientation), "orientering"}, {string(reading.DecisionOn), "beslutning"}, {string(reading.Discussion), "drøftelse"}, {string(reading.Approval), "godkendelse"}}
	outcomes = []choice{{"", "intet"}, {string(reading.Approved), "godkendt"}, {string(reading.Noted), "taget til efterretning"}, {string(reading.Discussed), "drøftet"}, {string(reading.Postponed), "udsat"}, {string(reading.Rejected), "ikke godkendt"}}
	states   = []choice{{string(reading.Enclosed), "vedlagt"}, {string(reading.Mailed), "sendt i mail"}, {string(reading.ToFollow), "eftersendes"}}
)

func choose[T ~string](value *T, from []choice) func(string) error {
	return func(s string) error {
		i := slices.IndexFunc(from, func(c choice) bool { return strings.EqualFold(s, c.value) || strings.EqualFold(s, c.name) })
		if i < 0 {
			var names []string
			for _, c := range from {
				names = append(names, c.name)
			}
			return fault.New(fault.Invalid, "“%s” kan ikke vælges her. Vælg en af disse: %s.", s, strings.Join(names, ", "))
		}
		*value = T(from[i].value)
		return nil
	}
}
