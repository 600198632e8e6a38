package minutes

import (
	"time"

	"klynge/internal/access"
	"klynge/internal/fault"
)

// A Stage is how far a meeting has come while it is held.
type Stage string

const (
	Sits       Stage = "open"
	OnBreak    Stage = "adjourned"
	Over       Stage = "closed"
	Correcting Stage = "correcting" // closed, and its minutes are being put right
)

// A Sitting is a meeting while it is held. Whoever changes anything of it raises
// Version first, so that the acts of one meeting happen one after the other.
type Sitting struct {
	MeetingID  string
	Stage      Stage
	Correction string // why it is being put right
	Opened     time.Time
	Closed     time.Time // zero until it is
	Current    string    // agenda.Item, "" between items
	Secretary  string    // account
	Version    int64
}

// Running reports whether the meeting is being held, breaks included.
func (s Sitting) Running() bool { return s.Stage == Sits || s.Stage == OnBreak }

// Writable returns why nothing more can be written in the minutes, or nil.
func (s Sitting) Writable() error {
	if s.Stage == Over {
		return fault.New(fault.Conflict, "Mødet er hævet, og referatet ligger fast. Det sidste er ikke gemt. Begynd en rettelse, hvis noget skal ændres.")
	}
	return nil
}

// Held returns why something that belongs to the meeting itself cannot be done
// any more, or nil: a dissent, a notice of disqualification, the speakers' list.
func (s Sitting) Held() error {
	if !s.Running() {
		return fault.New(fault.Conflict, "Mødet er hævet, så det kan ikke ske mere. Intet er ændret.")
	}
	return nil
}

// By is who does something, and when. A browser that was without a network sends
// what was done afterwards: Act is the same every time it sends the same thing,
// and Ago is how long ago it was done, so that a clock that is wrong does not
// matter.
type By struct {
	Who access.Who
	Act string
	Ago time.Duration
}

// longestAgo is as long as a browser may have waited for a network.
const longestAgo = 12 * time.Hour

// when returns the instant something was done: never in the future, never before
// the meeting began.
func (b By) when(now, opened time.Time) time.Time {
	at := now.Add(-min(max(b.Ago, 0), longestAgo)).Truncate(time.Microsecond).UTC()
	if at.Before(opened) {
		return opened
	}
	return at
}

// A Span is a stretch of time. A zero To has not ended.
type Span struct{ From, To time.Time }

// overlaps reports whether two stretches have an instant in common. A zero From
// is the beginning of time, a zero To its end.
func (s Span) overlaps(o Span) bool {
	before := func(a, b time.Time) bool { return a.IsZero() || b.IsZero() || a.Before(b) }
	return before(s.From, o.To) && before(o.From, s.To)
}

// Timeline returns when each item was treated, by its id, as the events tell:
// the stretches of one that was left and taken up again, or that a break cut.
func Timeline(events []Event) map[string][]Span {
	spans, current := map[string][]Span{}, ""
	end := func(at time.Time) {
		if list := spans[current]; current != "" {
			list[len(list)-1].To = at
		}
		current = ""
	}
	for _, e := range events {
		switch e.Kind {
		case ItemBegan:
			if e.Data.Item == current && current != "" {
				continue
			}
			end(e.At)
			if e.Data.Item != "" {
				current = e.Data.Item
				spans[current] = append(spans[current], Span{From: e.At})
			}
		case Adjourned, ClosedEvent:
			end(e.At)
		}
	}
	return spans
}

// A Clock is what a treatment has taken of what was planned for it.
type Clock struct {
	Planned, Spent time.Duration
	Since          time.Time // when the present stretch began, zero when it does not run
}

// Left returns what is left of what was planned; it is negative when more was
// taken. Instants are counted, not hours of the day: neither midnight nor the
// change to summer time matters.
func (c Clock) Left(now time.Time) time.Duration {
	spent := c.Spent
	if !c.Since.IsZero() {
		spent += now.Sub(c.Since)
	}
	return c.Planned - spent
}
