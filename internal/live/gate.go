package live

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// blind is how often in a row the rights may be unreadable before every stream is
// closed: a right that nobody can look up is none.
const blind = 3

// turn is how long the guard stands back after a commit, so that those who are
// told of it are told first; many commits in a row are looked at once.
const turn = 50 * time.Millisecond

// guard closes the streams of those who may not listen any more. It runs beside
// the telling of events, so that nobody waits for it.
func (h *Hub) guard(ctx context.Context, committed <-chan struct{}) {
	tick := time.NewTicker(step / 2)
	defer tick.Stop()
	known, failed := int64(-1), 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-committed:
			pause(ctx, turn)
		case <-tick.C:
		}
		err := h.recheck(ctx, &known)
		switch {
		case ctx.Err() != nil:
			return
		case err == nil:
			failed = 0
			continue
		}
		h.log.ErrorContext(ctx, "it cannot be seen who may listen", "cause", err)
		if failed++; failed >= blind {
			for _, s := range h.all() {
				s.end()
			}
		}
		pause(ctx, again)
	}
}

// recheck asks the gate of every ticket when rights have changed, else of those
// whose time is up.
func (h *Hub) recheck(ctx context.Context, known *int64) error {
	pulse := *known
	if h.Streams() > 0 {
		var err error
		if pulse, err = h.gate.Pulse(ctx); err != nil {
			return err
		}
	}
	tickets := h.due(pulse != *known)
	if len(tickets) > 0 {
		until, err := h.gate.Until(ctx, tickets)
		if err != nil {
			return err
		}
		h.extend(tickets, until)
	}
	*known = pulse
	return nil
}

// due returns the tickets that are to be looked at, those of one pass together.
func (h *Hub) due(all bool) (tickets []Ticket) {
	now := h.clock()
	h.mu.Lock()
	for ticket, held := range h.holds {
		if all || !now.Before(held.until) {
			tickets = append(tickets, ticket)
		}
	}
	h.mu.Unlock()
	slices.SortFunc(tickets, func(a, b Ticket) int {
		return cmp.Or(cmp.Compare(a.Pass, b.Pass), cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Audience, b.Audience))
	})
	return tickets
}

// extend notes until when tickets hold, and ends the streams of those that do not.
func (h *Hub) extend(tickets []Ticket, until []time.Time) {
	over := map[Ticket]bool{}
	h.mu.Lock()
	now := h.clock()
	for i, ticket := range tickets {
		if held := h.holds[ticket]; held != nil {
			held.until = until[i]
		}
		if !now.Before(until[i]) {
			over[ticket] = true
		}
	}
	h.mu.Unlock()
	if len(over) == 0 {
		return
	}
	for _, s := range h.all() {
		if over[s.ticket] {
			s.end()
		}
	}
}
