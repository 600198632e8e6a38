package live

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"klynge/internal/fault"
	"klynge/internal/when"
)

// A Hub writes events to streams.
type Hub struct {
	source Source
	gate   Gate
	clock  when.Clock
	log    *slog.Logger
	now    when.Clock // of the machine, for how long a write takes

	mu      sync.Mutex
	topics  map[string]*topic
	owners  map[string]int // streams of each
	holds   map[Ticket]*hold
	streams int
	stopped bool
}

// A hold is what is known of a ticket that streams are open by.
type hold struct {
	until   time.Time
	streams int
}

const (
	most     = 20_000           // streams at once
	step     = time.Second      // how often streams are looked after
	silence  = 15               // steps between heartbeats
	patience = 10 * time.Second // how long one write may take
	again    = 250 * time.Millisecond
)

// New returns a hub.
func New(source Source, gate Gate, clock when.Clock, log *slog.Logger) *Hub {
	return &Hub{source: source, gate: gate, clock: clock, log: log, now: time.Now,
		topics: map[string]*topic{}, owners: map[string]int{}, holds: map[Ticket]*hold{}}
}

var (
	errMany = fault.New(fault.Unavailable, "Der følger for mange med lige nu. Siden virker stadig: genindlæs den for at se, hvad der er sket.")
	errOwn  = fault.New(fault.Unavailable, "Du følger allerede med i mange vinduer. Luk nogle af dem, og genindlæs siden.")
	errStop = fault.New(fault.Unavailable, "Klynge starter igen lige nu. Prøv igen om lidt.")
)

// Run tells streams of what happens until ctx ends; then it closes them, and
// opens no more. Watch returns a channel that receives after commits.
func (h *Hub) Run(ctx context.Context, watch func(context.Context) <-chan struct{}) {
	var both sync.WaitGroup
	both.Go(func() { h.guard(ctx, watch(ctx)) })
	both.Go(func() { h.lookAfter(ctx) })
	for committed := watch(ctx); ; {
		select {
		case <-ctx.Done():
			both.Wait()
			h.stop()
			return
		case <-committed:
		}
		for !h.pullAll(ctx) && ctx.Err() == nil {
			pause(ctx, again)
		}
	}
}

// pullAll reads what is new on every topic. It reports whether all could be read.
func (h *Hub) pullAll(ctx context.Context) bool {
	h.mu.Lock()
	topics := slices.Collect(maps.Values(h.topics))
	h.mu.Unlock()
	all := true
	for _, t := range topics {
		if err := t.pull(ctx, h.source); err != nil && ctx.Err() == nil {
			h.log.ErrorContext(ctx, "events cannot be read", "cause", err)
			all = false
		}
	}
	return all
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// lookAfter closes streams that take nothing, and gives the others a heartbeat.
func (h *Hub) lookAfter(ctx context.Context) {
	tick := time.NewTicker(step)
	defer tick.Stop()
	for steps := 1; ; steps++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			now := h.now()
			for _, s := range h.all() {
				if since := s.writing.Load(); since != 0 && now.Sub(time.Unix(0, since)) > patience {
					s.end()
				} else if steps%silence == 0 {
					s.due.Store(true)
					s.wake()
				}
			}
		}
	}
}

// all returns the streams that are open.
func (h *Hub) all() (list []*Stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	list = make([]*Stream, 0, h.streams)
	for _, t := range h.topics {
		t.mu.Lock()
		list = slices.AppendSeq(list, maps.Keys(t.streams))
		t.mu.Unlock()
	}
	return list
}

// stop closes every stream.
func (h *Hub) stop() {
	h.mu.Lock()
	h.stopped = true
	h.mu.Unlock()
	for _, s := range h.all() {
		s.end()
	}
}

// Streams returns how many streams there are.
func (h *Hub) Streams() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.streams
}

// enter counts a stream in, or says why there is no room for it. A stream that
// entered is opened, and it leaves.
func (h *Hub) enter(s *Stream, atMost int) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.stopped:
		return errStop
	case h.streams >= most:
		return errMany
	case h.owners[s.owner] >= atMost:
		return errOwn
	}
	t := h.topics[s.ticket.Topic]
	if t == nil {
		t = newTopic(s.ticket.Topic)
		h.topics[t.name] = t
	}
	s.topic = t
	t.users++
	h.streams++
	h.owners[s.owner]++
	if h.holds[s.ticket] == nil {
		// Rights may have changed since the request was let in: they are looked at
		// once more, within a step.
		h.holds[s.ticket] = &hold{}
	}
	h.holds[s.ticket].streams++
	return nil
}

// open begins to tell a stream.
func (h *Hub) open(s *Stream) {
	h.mu.Lock()
	s.topic.mu.Lock()
	s.topic.streams[s] = true
	s.topic.mu.Unlock()
	stopped := h.stopped
	h.mu.Unlock()
	if stopped {
		s.end()
	}
}

func (h *Hub) leave(s *Stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := s.topic
	t.mu.Lock()
	delete(t.streams, s)
	t.mu.Unlock()
	if t.users--; t.users == 0 {
		delete(h.topics, t.name)
	}
	h.streams--
	if h.owners[s.owner]--; h.owners[s.owner] == 0 {
		delete(h.owners, s.owner)
	}
	if h.holds[s.ticket].streams--; h.holds[s.ticket].streams == 0 {
		delete(h.holds, s.ticket)
	}
}
