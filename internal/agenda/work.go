package agenda

import (
	"reflect"
	"strconv"
	"time"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/plan"
	"klynge/internal/seat"
	"klynge/internal/when"
)

// Work is an agenda on the table: all that is known of it at one moment.
type Work struct {
	Meeting plan.Meeting
	Body    body.Organization
	Rules   plan.Rules
	Items   []Item // as they stand, in order; those that were withdrawn too
	Papers  map[string][]SentAttachment
	Sent    []Dispatch
	Seats   []seat.Seat // held on the day of the meeting
	Head    int64       // version of the order
	Now     time.Time
}

// IsSent reports whether the agenda has been sent. What comes afterwards is a
// supplement (R10).
func (w Work) IsSent() bool { return len(w.Sent) > 0 }

// Frozen reports whether an item was sent and is not open for a supplement.
func (it Item) Frozen() bool { return it.Supplement >= 0 }

// Reopened reports whether an item that was sent is being changed for the next
// supplement.
func (it Item) Reopened() bool { return it.Number != "" && it.Supplement < 0 }

// Deadline returns the last day on which the agenda is sent in time (R8).
func (w Work) Deadline() string { return w.Rules.Deadlines(w.Meeting).Agenda }

// Late reports whether an agenda that is sent now is late (R8).
func (w Work) Late() bool { return late(w.Rules, w.Meeting, w.Now) }

func late(r plan.Rules, m plan.Meeting, at time.Time) bool {
	deadline := r.Deadlines(m).Agenda
	return deadline != "" && access.Day(at) > deadline
}

// Numbers returns the number of each item by its id: the one it was sent with,
// or the one it would get if the agenda were sent now. A number that was given is
// never given again, so a supplement goes on from the highest.
func Numbers(items []Item) map[string]string {
	numbers, highest := map[string]string{}, 0
	for _, it := range items {
		if n, err := strconv.Atoi(it.Number); err == nil {
			highest = max(highest, n)
		}
	}
	for _, it := range items {
		switch {
		case it.Number != "":
			numbers[it.ID] = it.Number
		case it.State == OnAgenda:
			highest++
			numbers[it.ID] = strconv.Itoa(highest)
		}
	}
	return numbers
}

// A Slot is when an item is treated if every item takes the minutes planned.
type Slot struct{ From, To time.Time }

// Slots returns the slot of each item by its id, from the beginning of the
// meeting. The clock is that of Copenhagen, also on the night it is changed.
func (w Work) Slots() map[string]Slot {
	slots, at := map[string]Slot{}, w.Meeting.Begins()
	for _, it := range w.Items {
		if it.State != OnAgenda {
			continue
		}
		to := at.Add(time.Duration(it.Minutes) * time.Minute).In(when.Copenhagen)
		slots[it.ID] = Slot{at.In(when.Copenhagen), to}
		at = to
	}
	return slots
}

// Minutes returns how long the items take together, and how long the meeting is.
func (w Work) Minutes() (planned, length int) {
	for _, it := range w.Items {
		if it.State == OnAgenda {
			planned += it.Minutes
		}
	}
	return planned, int(w.Meeting.Ends().Sub(w.Meeting.Begins()) / time.Minute)
}

// Current returns the agenda as it has been sent: each item as the last dispatch
// that names it has it, in the order they came. An item that was withdrawn stays,
// and says so.
func Current(sent []Dispatch) (items []SentItem) {
	at := map[string]int{}
	for _, d := range sent {
		for _, it := range d.Content.Items {
			if i, known := at[it.ID]; known {
				items[i] = it
				continue
			}
			at[it.ID] = len(items)
			items = append(items, it)
		}
	}
	return items
}

// Next returns what would be sent now: the whole agenda, or of one that has been
// sent the items that are new, changed or withdrawn since.
func (w Work) Next() Sent {
	var content Sent
	numbers, before := Numbers(w.Items), map[string]SentItem{}
	for _, it := range Current(w.Sent) {
		before[it.ID] = it
	}
	for _, it := range w.Items {
		was, known := before[it.ID]
		if it.State == Withdrawn && known {
			if !was.Withdrawn {
				was.Withdrawn = true
				content.Items = append(content.Items, was)
			}
			continue
		}
		if it.State != OnAgenda || it.Frozen() {
			continue
		}
		if as := it.sent(numbers[it.ID], w.Papers[it.ID]); !known || !reflect.DeepEqual(as, was) {
			content.Items = append(content.Items, as)
		}
	}
	return content
}

// sent returns an item as it is sent.
func (it Item) sent(number string, papers []SentAttachment) SentItem {
	s := SentItem{
		ID: it.ID, Number: number, Title: it.Title(), Type: it.Type, Task: it.Task, Subject: it.Subject, Closed: it.Closed, ClosedUntil: it.ClosedUntil,
		Minutes: it.Minutes, Presenter: it.Presenter, CaseNumber: it.CaseNumber, Presentation: it.Text(Presentation),
		Sections: it.Sections, Recommendations: it.Recommendations, Late: it.Late,
	}
	if it.Closed {
		s.PublicTitle = it.Text(PublicTitle)
	}
	if it.Late {
		s.LateReason = it.Text(LateReason)
	}
	for _, p := range papers {
		if p.State != withdrawn {
			s.Attachments = append(s.Attachments, p)
		}
	}
	return s
}

// Public returns what those see of an item who may not read what is closed: of a
// closed one its number and its neutral title (R32).
func (s SentItem) Public() SentItem {
	if !s.Closed {
		return s
	}
	return SentItem{ID: s.ID, Number: s.Number, Title: s.PublicTitle, PublicTitle: s.PublicTitle, Type: s.Type, Task: s.Task, Closed: true,
		ClosedUntil: s.ClosedUntil, Minutes: s.Minutes, Late: s.Late, Withdrawn: s.Withdrawn}
}

// For returns the items as somebody may see them.
func For(items []SentItem, who access.Who, bodyID string) []SentItem {
	if who.May(access.ReadClosed, bodyID) {
		return items
	}
	seen := make([]SentItem, len(items))
	for i, it := range items {
		seen[i] = it.Public()
	}
	return seen
}
