package subscription

import (
	"fmt"
	"strings"
	"time"

	"klynge/internal/meeting"
	"klynge/internal/reader/reading"
)

// Facts are what the public may know of a meeting and might be told about.
type Facts struct {
	Slug, BodySlug, BodyName string
	Date, Start, End, Place  string
	Kind                     reading.Kind
	Items                    []ItemFacts
	Coming                   []ComingFacts
}

// ItemFacts are those of one item. Of a closed one there is only the title.
type ItemFacts struct {
	Key             string // its own within the meeting, kept from version to version
	Anchor, Number  string
	Title, Decision string
	Outcome         reading.Outcome
	Closed          bool
}

// ComingFacts announce a meeting.
type ComingFacts struct{ Date, Start, End string }

// factsOf takes the facts from what the public reader returned.
func factsOf(d meeting.Detail) Facts {
	f := Facts{Slug: d.Slug, BodySlug: d.BodySlug, BodyName: d.BodyName, Date: d.Date, Start: d.Start, End: d.End, Place: d.Place, Kind: d.Kind}
	for _, it := range d.Agenda {
		f.Items = append(f.Items, ItemFacts{Anchor: it.Anchor, Number: it.Number, Title: it.Title, Decision: it.Decision, Outcome: it.Outcome, Closed: it.Closed})
	}
	for _, a := range d.Announced {
		if a.BodyID == d.BodyID {
			f.Coming = append(f.Coming, ComingFacts{a.Date, a.Start, a.End})
		}
	}
	return f
}

// What says what a change is about.
type What string

const (
	Minutes   What = "minutes"   // the minutes are there
	Agenda    What = "agenda"    // the agenda is there
	Time      What = "time"      // of the meeting; Was and Is are "2026-11-19 13:00 15:00"
	Place     What = "place"     // of the meeting
	Item      What = "item"      // on the agenda: added, called something else, or taken off
	Decision  What = "decision"  // new, different, or taken out
	Closed    What = "closed"    // an open item became closed; only its title is told
	Announced What = "coming"    // a meeting to come; Was and Is are its times, "13:00 15:00"
	Withdrawn What = "withdrawn" // a text of the meeting; Key is its kind, and nothing else is told
)

// order is how changes of one meeting are told.
var order = map[What]int{Withdrawn: -1, Minutes: 0, Agenda: 1, Time: 2, Place: 3, Item: 4, Decision: 5, Closed: 6, Announced: 7}

// A Change is one thing that became new or different in the public record.
type Change struct {
	Seq       int64     `json:"-"`
	At        time.Time `json:"-"`
	MeetingID string    `json:"-"`

	What                     What
	Key                      string // what of the meeting: an item's key, a date
	Slug, BodySlug, BodyName string // of the meeting and its body
	Date                     string // of the meeting; of an announced one its own
	Anchor, Number, Title    string // of the item
	New                      bool   // it was not there before; else it was Was
	Was, Is                  string
	WasOutcome, Outcome      reading.Outcome
}

// Path returns the address of what changed.
func (c Change) Path() string {
	if c.Anchor == "" {
		return "/moeder/" + c.Slug
	}
	return "/moeder/" + c.Slug + "#" + c.Anchor
}

// changes returns what is news when the facts of a meeting have become now. A
// nil old is a meeting that was not known. It gives the items of now their keys.
func changes(old *Facts, now *Facts) (list []Change) {
	base := Change{Slug: now.Slug, BodySlug: now.BodySlug, BodyName: now.BodyName, Date: now.Date}
	add := func(c Change) { list = append(list, c) }
	fresh := old == nil || old.Kind != now.Kind
	if fresh {
		c := base
		c.What, c.New = Agenda, true
		if now.Kind == reading.Minutes {
			c.What = Minutes
		}
		add(c)
	}
	if old == nil {
		old = &Facts{Date: now.Date, Start: now.Start, End: now.End, Place: now.Place}
	}
	whole := func(what What, was, is string) {
		if was != is {
			c := base
			c.What, c.Was, c.Is = what, was, is
			add(c)
		}
	}
	whole(Time, moment(old.Date, old.Start, old.End), moment(now.Date, now.Start, now.End))
	whole(Place, old.Place, now.Place)
	before := pair(old.Items, now.Items)
	for i := range now.Items {
		for _, c := range itemChanges(before[i], now.Items[i], fresh) {
			c.Slug, c.BodySlug, c.BodyName, c.Date = base.Slug, base.BodySlug, base.BodyName, base.Date
			add(c)
		}
	}
	if !fresh {
		for _, gone := range unpaired(old.Items, before) {
			c := base
			c.What, c.Key, c.Number, c.Title, c.Was = Item, gone.Key, gone.Number, gone.Title, gone.Title
			add(c)
		}
	}
	return append(list, announced(old.Coming, now.Coming, base)...)
}

func moment(date, start, end string) string { return strings.TrimSpace(date + " " + start + " " + end) }

// itemChanges compares an item with what it was; nil when it is new.
func itemChanges(old *ItemFacts, now ItemFacts, fresh bool) (list []Change) {
	base := Change{Key: now.Key, Anchor: now.Anchor, Number: now.Number, Title: now.Title}
	if old == nil && !(fresh && meeting.Formality(now.Title)) || old != nil && !fresh && old.Title != now.Title {
		c := base
		c.What, c.New, c.Is = Item, old == nil, now.Title
		if old != nil {
			c.Was = old.Title
		}
		list = append(list, c)
	}
	if now.Closed {
		if old != nil && !old.Closed {
			c := base
			c.What = Closed
			list = append(list, c)
		}
		return list
	}
	was := ItemFacts{}
	if old != nil && !old.Closed {
		was = *old
	}
	if words(was.Decision) == words(now.Decision) && was.Outcome == now.Outcome || meeting.Formality(now.Title) {
		return list
	}
	c := base
	c.What, c.New = Decision, was.Decision == ""
	c.Was, c.WasOutcome, c.Is, c.Outcome = was.Decision, was.Outcome, now.Decision, now.Outcome
	if c.Was == "" && c.Is == "" {
		return list // an outcome without words is no decision that can be told
	}
	return append(list, c)
}

// words returns a text without regard to how it is set.
func words(text string) string { return strings.Join(strings.Fields(text), " ") }

// pair finds for each item of now the one it was: with the same title, else at
// the same place with a title that means the same. It gives each its key.
func pair(old, now []ItemFacts) []*ItemFacts {
	found, taken := make([]*ItemFacts, len(now)), map[string]bool{}
	match := func(same func(a, b ItemFacts) bool) {
		for i := range now {
			for j := range old {
				if found[i] == nil && !taken[old[j].Key] && same(old[j], now[i]) {
					found[i], now[i].Key = &old[j], old[j].Key
					taken[old[j].Key] = true
				}
			}
		}
	}
	match(func(a, b ItemFacts) bool { return a.Anchor == b.Anchor && fold(a.Title) == fold(b.Title) })
	match(func(a, b ItemFacts) bool { return fold(a.Title) == fold(b.Title) })
	match(func(a, b ItemFacts) bool { return a.Anchor == b.Anchor && meeting.SameMatter(a.Title, b.Title) })
	for _, it := range old {
		taken[it.Key] = true // the key of an item that is gone is not used again
	}
	for i := range now {
		if found[i] != nil {
			continue
		}
		key := now[i].Anchor
		for n := 2; taken[key]; n++ {
			key = fmt.Sprintf("%s~%d", now[i].Anchor, n)
		}
		now[i].Key, taken[key] = key, true
	}
	return found
}

func fold(title string) string { return strings.ToLower(words(title)) }

func unpaired(old []ItemFacts, found []*ItemFacts) (list []ItemFacts) {
	kept := map[string]bool{}
	for _, f := range found {
		if f != nil {
			kept[f.Key] = true
		}
	}
	for _, it := range old {
		if !kept[it.Key] {
			list = append(list, it)
		}
	}
	return list
}

// announced compares the meetings that a document says are to come.
func announced(old, now []ComingFacts, base Change) (list []Change) {
	before := map[string]ComingFacts{}
	for _, c := range old {
		before[c.Date] = c
	}
	for _, coming := range now {
		was, known := before[coming.Date]
		if known && was == coming {
			continue
		}
		c := base
		c.What, c.Key, c.Date, c.New = Announced, coming.Date, coming.Date, !known
		c.Was, c.Is = moment("", was.Start, was.End), moment("", coming.Start, coming.End)
		list = append(list, c)
	}
	return list
}
