// Package gallery is the places from which a meeting is followed while it is held
// (tilhørerpladser): the tablets of the members, and the big screen.
//
// What is seen from there is made of two things only: the agenda as it was sent,
// and the events of package minutes, of which there is none before the secretary
// releases what it tells. Nothing is read that is still being written.
//
// There are two audiences. Those who may read what is closed see everything; of a
// closed item the others see its number and its public title, and that it is
// being treated (R32, R33). [Told] is the rule for events and [See] the one for
// the whole.
package gallery

import (
	"slices"
	"time"

	"klynge/internal/agenda"
	"klynge/internal/live"
	"klynge/internal/minutes"
	"klynge/internal/plan"
	"klynge/internal/reader/reading"
)

// The audiences.
const (
	Open   live.Audience = "open"
	Closed live.Audience = "closed" // may read what is closed
)

// News is what an open page is told: the data of one event.
type News struct {
	minutes.Told
	At int64 `json:"at"` // milliseconds since 1970
}

// Told returns what each audience is told of an event. Whoever may read what is
// closed is told everything. The others are told nothing of a closed item but
// that it is taken up, by its public title, also when the event does not know
// that it is closed. items are the agenda as it was sent, by id.
func Told(e minutes.Event, items map[string]agenda.SentItem) map[live.Audience]News {
	all := News{e.Data, e.At.UnixMilli()}
	it, known := items[e.Data.Item]
	switch {
	case !e.Closed && !it.Closed && (known || e.Data.Item == ""):
		return map[live.Audience]News{Open: all, Closed: all}
	case e.Kind != minutes.ItemBegan || !known:
		return map[live.Audience]News{Closed: all}
	}
	title := shown(it, Open).Title
	neutral := News{minutes.Told{Item: it.ID, Number: it.Number, Title: title, Minutes: it.Minutes, Since: e.Data.Since}, all.At}
	return map[live.Audience]News{Open: neutral, Closed: all}
}

// shown returns an item as an audience sees it. An open item may have closed
// papers, whose names are not for everybody either.
func shown(it agenda.SentItem, a live.Audience) agenda.SentItem {
	if a == Closed {
		return it
	}
	if !it.Closed {
		it.Attachments = slices.DeleteFunc(slices.Clone(it.Attachments), func(p agenda.SentAttachment) bool { return p.Closed })
		return it
	}
	if it = it.Public(); it.Title == "" {
		it.Title = "Lukket punkt"
	}
	return it
}

// A Stage is how far the meeting has come.
type Stage string

const (
	Before  Stage = ""
	Running Stage = "running"
	Break   Stage = "break"
	Over    Stage = "over"
)

// A View is a meeting as an audience sees it now.
type View struct {
	Meeting  plan.Meeting
	Body     string // its name
	Audience live.Audience
	Items    []Item
	Stage    Stage
	Current  string // id of the item that is treated, "" between items
	Speakers []string
	Last     int64 // number of the last event that is in it
	Now      time.Time
}

// An Item is a point of the agenda, with what was released of it.
type Item struct {
	agenda.SentItem
	Hidden   bool // more is known of it than this audience sees
	Current  bool
	Treated  bool // it was taken up and left
	Decision string
	Outcome  reading.Outcome
	Spent    time.Duration // before Since
	Since    time.Time     // when the present stretch began, zero when its clock stands
}

// Item returns the item that is treated, nil between items.
func (v View) Item() *Item {
	for i := range v.Items {
		if v.Items[i].ID == v.Current {
			return &v.Items[i]
		}
	}
	return nil
}

// See returns what an audience sees of an agenda and the events of its meeting.
func See(items []agenda.SentItem, events []minutes.Event, a live.Audience) (v View) {
	v.Audience = a
	byID, place := map[string]agenda.SentItem{}, map[string]int{}
	for i, it := range items {
		byID[it.ID], place[it.ID] = it, i
		v.Items = append(v.Items, Item{SentItem: shown(it, a), Hidden: it.Closed && a != Closed})
	}
	for _, e := range events {
		v.Last = e.Number
		news, told := Told(e, byID)[a]
		if !told {
			continue
		}
		item := &Item{} // of an event that is about none
		if i, known := place[news.Item]; known {
			item = &v.Items[i]
		}
		v.take(e.Kind, news, item)
	}
	return v
}

// take changes the view by one event. live.ts does the same in the browser.
func (v *View) take(kind string, n News, item *Item) {
	at := time.UnixMilli(n.At).UTC()
	switch kind {
	case minutes.Opened:
		v.Stage = Running
	case minutes.ItemBegan:
		v.stop(at)
		v.Stage, v.Current, v.Speakers = Running, n.Item, nil
		item.Current, item.Since = item.ID != "", at
	case minutes.Released:
		item.Decision, item.Outcome = n.Text, reading.Outcome(n.Outcome)
	case minutes.Speakers:
		if n.Item == v.Current {
			v.Speakers = n.Names
		}
	case minutes.Adjourned:
		v.stop(at)
		v.Stage = Break
	case minutes.ClosedEvent:
		v.stop(at)
		v.Stage, v.Current, v.Speakers = Over, "", nil
	}
}

// stop ends the stretch of the item that is treated.
func (v *View) stop(at time.Time) {
	if it := v.Item(); it != nil {
		if !it.Since.IsZero() {
			it.Spent += max(at.Sub(it.Since), 0)
		}
		it.Since, it.Current, it.Treated = time.Time{}, false, true
	}
}
