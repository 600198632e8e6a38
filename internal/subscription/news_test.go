package subscription

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"klynge/internal/meeting"
	"klynge/internal/reader/reading"
)

func item(anchor, title, decision string) ItemFacts {
	return ItemFacts{Anchor: anchor, Title: title, Decision: decision}
}

func shut(anchor, title string) ItemFacts {
	return ItemFacts{Anchor: anchor, Title: title, Closed: true}
}

func facts(kind reading.Kind, items ...ItemFacts) Facts {
	return Facts{Slug: "m", BodySlug: "b", Date: "2026-03-12", Start: "13:00", Kind: kind, Items: items}
}

// short writes changes as "decision Medicin: was → is".
func short(list []Change) string {
	var lines []string
	for _, c := range list {
		text := string(c.What)
		if c.Title != "" {
			text += " " + c.Title
		}
		if c.Was != "" || c.Is != "" {
			text += ": " + c.Was + " → " + c.Is
		}
		if c.New {
			text += " (new)"
		}
		lines = append(lines, text)
	}
	return strings.Join(lines, "\n")
}

func TestChanges(t *testing.T) {
	old := func(f Facts) *Facts { return &f }
	agenda := facts(reading.Agenda, item("punkt-1", "Godkendelse af dagsorden", ""), item("punkt-2", "Medicinskabe i hjemmet", ""))
	minutes := facts(reading.Minutes, item("punkt-1", "Godkendelse af dagsorden", "Godkendt."), item("punkt-2", "Medicinskabe i hjemmet", "Godkendt."))
	with := func(f Facts, change func(*Facts)) Facts {
		f.Items = slices.Clone(f.Items)
		change(&f)
		return f
	}
	for name, tt := range map[string]struct {
		old  *Facts
		now  Facts
		want string
	}{
		"nothing":        {old(minutes), minutes, ""},
		"a first agenda": {nil, agenda, "agenda (new)\nitem Medicinskabe i hjemmet:  → Medicinskabe i hjemmet (new)"},
		"first minutes": {nil, minutes,
			"minutes (new)\nitem Medicinskabe i hjemmet:  → Medicinskabe i hjemmet (new)\ndecision Medicinskabe i hjemmet:  → Godkendt. (new)"},
		"minutes after the agenda": {old(agenda), minutes, "minutes (new)\ndecision Medicinskabe i hjemmet:  → Godkendt. (new)"},
		"a decision changes": {old(minutes), with(minutes, func(f *Facts) { f.Items[1].Decision = "Udsat." }),
			"decision Medicinskabe i hjemmet: Godkendt. → Udsat."},
		"a decision is set otherwise":     {old(minutes), with(minutes, func(f *Facts) { f.Items[1].Decision = "  Godkendt.\n" }), ""},
		"a decision is taken out":         {old(minutes), with(minutes, func(f *Facts) { f.Items[1].Decision = "" }), "decision Medicinskabe i hjemmet: Godkendt. → "},
		"of a formality":                  {old(minutes), with(minutes, func(f *Facts) { f.Items[0].Decision = "Ikke godkendt." }), ""},
		"an outcome changes":              {old(minutes), with(minutes, func(f *Facts) { f.Items[1].Outcome = reading.Noted }), "decision Medicinskabe i hjemmet: Godkendt. → Godkendt."},
		"an item is closed":               {old(minutes), with(minutes, func(f *Facts) { f.Items[1] = shut("punkt-2", "Medicinskabe i hjemmet") }), "closed Medicinskabe i hjemmet"},
		"a closed item is opened":         {old(facts(reading.Minutes, shut("punkt-2", "Medicinskabe i hjemmet"))), facts(reading.Minutes, item("punkt-2", "Medicinskabe i hjemmet", "Godkendt.")), "decision Medicinskabe i hjemmet:  → Godkendt. (new)"},
		"a closed item is new":            {old(minutes), with(minutes, func(f *Facts) { f.Items = append(f.Items, shut("punkt-3", "Ansættelse af leder")) }), "item Ansættelse af leder:  → Ansættelse af leder (new)"},
		"time and place":                  {old(agenda), with(agenda, func(f *Facts) { f.Start, f.Place = "14:00", "Rådhuset" }), "time: 2026-03-12 13:00 → 2026-03-12 14:00\nplace:  → Rådhuset"},
		"an item before renumbers":        {old(agenda), facts(reading.Agenda, agenda.Items[0], item("punkt-2", "Fælles kørsel", ""), item("punkt-3", "Medicinskabe i hjemmet", "")), "item Fælles kørsel:  → Fælles kørsel (new)"},
		"an item is called otherwise":     {old(agenda), with(agenda, func(f *Facts) { f.Items[1].Title = "Medicinskabe i eget hjemmet" }), "item Medicinskabe i eget hjemmet: Medicinskabe i hjemmet → Medicinskabe i eget hjemmet"},
		"an item is taken off":            {old(agenda), with(agenda, func(f *Facts) { f.Items = f.Items[:1] }), "item Medicinskabe i hjemmet: Medicinskabe i hjemmet → "},
		"a meeting is announced":          {old(minutes), with(minutes, func(f *Facts) { f.Coming = []ComingFacts{{"2026-06-01", "13:00", "15:00"}} }), "coming: → 13:00 15:00 (new)"},
		"an announced meeting is moved":   {old(with(minutes, func(f *Facts) { f.Coming = []ComingFacts{{"2026-06-01", "13:00", ""}} })), with(minutes, func(f *Facts) { f.Coming = []ComingFacts{{"2026-06-01", "14:00", ""}} }), "coming: 13:00 → 14:00"},
		"two items of one title, one new": {old(agenda), facts(reading.Agenda, agenda.Items[0], agenda.Items[1], item("punkt-3", "Medicinskabe i hjemmet", "")), "item Medicinskabe i hjemmet:  → Medicinskabe i hjemmet (new)"},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.old != nil {
				first := *tt.old
				first.Items = slices.Clone(first.Items)
				changes(nil, &first) // gives the items their keys
				tt.old = &first
			}
			now := tt.now
			now.Items = slices.Clone(now.Items)
			got := strings.ReplaceAll(short(changes(tt.old, &now)), "coming:  →", "coming: →")
			if got != tt.want {
				t.Errorf("changes:\n%s\nwant:\n%s", got, tt.want)
			}
			keys := map[string]bool{}
			for _, it := range now.Items {
				if it.Key == "" || keys[it.Key] {
					t.Errorf("keys of %+v are not its own", now.Items)
				}
				keys[it.Key] = true
			}
		})
	}
}

func TestCollapse(t *testing.T) {
	c := func(what What, key, was, is string, fresh bool) Change {
		return Change{MeetingID: "m", What: what, Key: key, Was: was, Is: is, New: fresh, Title: key}
	}
	for name, tt := range map[string]struct {
		kind Kind
		log  []Change
		want string
	}{
		"changed twice":                      {Body, []Change{c(Decision, "a", "1", "2", false), c(Decision, "a", "2", "3", false)}, "decision a: 1 → 3"},
		"changed back":                       {Body, []Change{c(Decision, "a", "1", "2", false), c(Decision, "a", "2", "1", false)}, ""},
		"new and changed":                    {Body, []Change{c(Decision, "a", "", "1", true), c(Decision, "a", "1", "2", false)}, "decision a:  → 2 (new)"},
		"new and taken out":                  {Body, []Change{c(Decision, "a", "", "1", true), c(Decision, "a", "1", "", false)}, ""},
		"agenda, then minutes":               {Body, []Change{c(Agenda, "", "", "", true), c(Minutes, "", "", "", true)}, "minutes (new)"},
		"the items of a new agenda":          {Body, []Change{c(Agenda, "", "", "", true), c(Item, "a", "", "a", true)}, "agenda (new)"},
		"the items for who seeks them":       {Search, []Change{c(Agenda, "", "", "", true), c(Item, "a", "", "a", true)}, "agenda (new)\nitem a:  → a (new)"},
		"an item with its decision":          {Search, []Change{c(Item, "a", "", "a", true), c(Decision, "a", "", "1", true)}, "decision a:  → 1 (new)"},
		"of two meetings they are two":       {Body, []Change{c(Decision, "a", "", "1", true), {MeetingID: "n", What: Decision, Key: "a", Title: "a", Is: "1", New: true}}, "decision a:  → 1 (new)\ndecision a:  → 1 (new)"},
		"an added item is taken off again":   {Body, []Change{c(Item, "a", "", "a", true), c(Item, "a", "a", "", false)}, ""},
		"moved to another time and back":     {Body, []Change{c(Time, "", "1", "2", false), c(Time, "", "2", "1", false)}, ""},
		"a place that the agenda also tells": {Body, []Change{c(Agenda, "", "", "", true), c(Place, "", "x", "y", false)}, "agenda (new)"},
	} {
		if got := short(collapse(tt.log, tt.kind)); got != tt.want {
			t.Errorf("%s: collapse:\n%s\nwant:\n%s", name, got, tt.want)
		}
	}
}

// What is public now decides, not what was when the news were written.
func TestWithhold(t *testing.T) {
	decided := Change{What: Decision, Key: "punkt-2", Anchor: "punkt-2", Title: "Medicinskabe i hjemmet", Was: "hemmeligt før", Is: "hemmeligt nu"}
	now := func(items ...meeting.Item) (d meeting.Detail) {
		d.Slug, d.Agenda = "m", items
		return d
	}
	for name, tt := range map[string]struct {
		change Change
		now    meeting.Detail
		tell   bool
		secret bool // the text is still told
		anchor string
	}{
		"open":            {decided, now(meeting.Item{Anchor: "punkt-2", Title: "Medicinskabe i hjemmet"}), true, true, "punkt-2"},
		"renumbered":      {decided, now(meeting.Item{Anchor: "punkt-7", Title: "Medicinskabe i hjemmet"}), true, true, "punkt-7"},
		"closed":          {decided, now(meeting.Item{Anchor: "punkt-2", Title: "Medicinskabe i hjemmet", Closed: true}), true, false, "punkt-2"},
		"closed, renamed": {decided, now(meeting.Item{Anchor: "punkt-2", Title: "Medicinskabe i eget hjemmet", Closed: true}), true, false, "punkt-2"},
		"gone":            {decided, now(meeting.Item{Anchor: "punkt-2", Title: "Noget helt andet"}), false, false, ""},
		"opened again":    {Change{What: Closed, Anchor: "punkt-2", Title: "A"}, now(meeting.Item{Anchor: "punkt-2", Title: "A"}), false, false, ""},
		"of the meeting":  {Change{What: Minutes}, now(), true, false, ""},
		"taken off":       {Change{What: Item, Anchor: "punkt-2", Title: "A", Was: "A"}, now(), true, false, ""},
	} {
		c := tt.change
		tell := withhold(&c, tt.now)
		if tell != tt.tell || tell && c.Anchor != tt.anchor {
			t.Errorf("%s: withhold = %v at %q, want %v at %q", name, tell, c.Anchor, tt.tell, tt.anchor)
		}
		if told := strings.Contains(fmt.Sprint(c), "hemmeligt"); tell && told != tt.secret {
			t.Errorf("%s: %+v is told, want its text told %v", name, c, tt.secret)
		}
	}
}

func TestDue(t *testing.T) {
	at := func(text string) time.Time {
		parsed, err := time.Parse("2006-01-02 15:04", text)
		if err != nil {
			t.Fatal(err)
		}
		return parsed
	}
	for name, tt := range map[string]struct {
		frequency       Frequency
		now, sent, want string
	}{
		"at once":                    {AtOnce, "2026-11-21 12:00", "2026-11-21 09:00", "2026-11-21 12:00"},
		"not again so soon":          {AtOnce, "2026-11-21 12:00", "2026-11-21 11:55", "2026-11-21 12:10"},
		"tomorrow morning":           {Daily, "2026-11-21 12:00", "2026-11-21 06:00", "2026-11-22 06:00"},
		"this morning":               {Daily, "2026-11-21 05:00", "2026-11-20 06:00", "2026-11-21 06:00"},
		"not twice in one morning":   {Daily, "2026-11-21 06:00", "2026-11-21 06:00", "2026-11-22 06:00"},
		"on Monday":                  {Weekly, "2026-11-21 12:00", "2026-11-16 06:00", "2026-11-23 06:00"},
		"on the Monday after":        {Weekly, "2026-11-23 06:00", "2026-11-23 06:00", "2026-11-30 06:00"},
		"over to summer time":        {Daily, "2026-03-28 12:00", "2026-03-28 06:00", "2026-03-29 05:00"},
		"over to winter time":        {Daily, "2026-10-24 12:00", "2026-10-24 05:00", "2026-10-25 06:00"},
		"just after midnight abroad": {Daily, "2026-07-01 22:30", "2026-07-01 05:00", "2026-07-02 05:00"},
	} {
		if got := tt.frequency.Due(at(tt.now), at(tt.sent)); !got.Equal(at(tt.want)) {
			t.Errorf("%s: %s.Due(%s) = %s, want %s", name, tt.frequency, tt.now, got.UTC().Format("2006-01-02 15:04"), tt.want)
		}
	}
}
