package subscription

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"klynge/internal/meeting"
)

// A Digest is what somebody is told.
type Digest struct {
	Subscription
	Entries []Entry
	More    int // meetings with news that are not among the entries
}

// An Entry is what is new of one meeting.
type Entry struct {
	BodyName, Date, Path string
	Changes              []Change
}

// most is how many meetings one mail tells of.
const most = 30

// collapse makes one change of all that became of the same thing, and drops
// what came back to where it was and what is said by another: that the agenda
// is there, by the minutes; an item, by its decision, and to those who follow the
// whole meeting by its agenda.
func collapse(log []Change, kind Kind) (list []Change) {
	type same struct {
		meeting string
		what    What
		key     string
	}
	at := map[same]int{}
	told := map[same]bool{} // the minutes and agendas that arrived, and the decisions
	whole := kind == Body || kind == Person
	for _, c := range log {
		key := same{c.MeetingID, c.What, c.Key}
		i, seen := at[key]
		if !seen {
			at[key] = len(list)
			list = append(list, c)
		} else {
			c.New, c.Was, c.WasOutcome = list[i].New, list[i].Was, list[i].WasOutcome
			list[i] = c
		}
		told[key] = true
	}
	return slices.DeleteFunc(list, func(c Change) bool {
		minutes, agenda := told[same{c.MeetingID, Minutes, ""}], told[same{c.MeetingID, Agenda, ""}]
		switch c.What {
		case Agenda:
			return minutes
		case Minutes:
			return false
		case Closed, Withdrawn:
			return false
		case Item:
			return whole && (minutes || agenda) || told[same{c.MeetingID, Decision, c.Key}] || c.Was == c.Is
		case Time, Place:
			return agenda || c.Was == c.Is
		case Announced:
			return !c.New && c.Was == c.Is
		}
		return words(c.Was) == words(c.Is) && c.WasOutcome == c.Outcome
	})
}

// withhold takes out of a change what the public may not see of its meeting any
// more, and reports whether anything is left to tell. The log was public when it was
// written; since then an item may have been closed or taken away.
func withhold(c *Change, now meeting.Detail) bool {
	c.Slug, c.BodySlug, c.BodyName = now.Slug, now.BodySlug, now.BodyName
	if c.What != Item && c.What != Decision && c.What != Closed {
		return true
	}
	it, ok := find(now.Agenda, *c)
	switch {
	case !ok && c.What == Item && c.Is == "":
		// Taken off the agenda: the title was public, and no text goes with it.
		c.Anchor = ""
		return true
	case !ok:
		return false
	case it.Closed:
		*c = Change{Seq: c.Seq, At: c.At, MeetingID: c.MeetingID, What: Closed, Key: c.Key, Slug: c.Slug, BodySlug: c.BodySlug, BodyName: c.BodyName,
			Date: c.Date, Anchor: it.Anchor, Number: it.Number, Title: it.Title}
	case c.What == Closed:
		return false // it is open again
	}
	c.Anchor, c.Number, c.Title = it.Anchor, it.Number, it.Title
	return true
}

// find returns the item of an agenda that a change is about.
func find(agenda []meeting.Item, c Change) (meeting.Item, bool) {
	for _, it := range agenda {
		if fold(it.Title) == fold(c.Title) && (it.Anchor == c.Anchor || c.Anchor == "") {
			return it, true
		}
	}
	for _, it := range agenda {
		if fold(it.Title) == fold(c.Title) {
			return it, true
		}
	}
	for _, it := range agenda {
		if it.Anchor == c.Anchor && meeting.SameMatter(it.Title, c.Title) {
			return it, true
		}
	}
	return meeting.Item{}, false
}

// entries sets changes in order by meeting, the latest meeting first.
func entries(list []Change) (all []Entry) {
	at := map[string]int{}
	dates := map[string]string{}
	for _, c := range list {
		if c.What != Announced {
			dates[c.MeetingID] = c.Date
		}
	}
	slices.SortStableFunc(list, func(a, b Change) int {
		return cmp.Or(cmp.Compare(order[a.What], order[b.What]), cmp.Compare(a.Seq, b.Seq))
	})
	for _, c := range list {
		i, ok := at[c.MeetingID]
		if !ok {
			i = len(all)
			at[c.MeetingID] = i
			all = append(all, Entry{BodyName: c.BodyName, Date: dates[c.MeetingID], Path: "/moeder/" + c.Slug})
		}
		if !slices.ContainsFunc(all[i].Changes, func(o Change) bool { return o.What == Closed && c.What == Closed && o.Key == c.Key }) {
			all[i].Changes = append(all[i].Changes, c)
		}
	}
	slices.SortStableFunc(all, func(a, b Entry) int { return strings.Compare(b.Date, a.Date) })
	return all
}

// Since returns from when on the digest tells: the digest before, or the
// confirmation.
func (d Digest) Since() time.Time {
	if !d.Sent.IsZero() {
		return d.Sent
	}
	return d.Confirmed
}
