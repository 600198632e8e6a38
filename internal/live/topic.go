package live

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
)

// kept is how many events of a topic are held in memory for those who were away.
const kept = 256

// A topic is the log that its streams share.
type topic struct {
	name  string
	users int // streams that are open or about to be; under Hub.mu

	reading sync.Mutex // one asks the Source at a time, and adds what it says
	read    bool       // the Source has been asked
	log     atomic.Pointer[log]

	mu      sync.Mutex
	streams map[*Stream]bool
}

// A log is the last events of a topic, encoded. It never changes; a longer one
// takes its place.
type log struct {
	base   int64                 // number of the event before frames[0]
	frames []map[Audience][]byte // nil where an audience is not told
}

func newTopic(name string) *topic {
	t := &topic{name: name, streams: map[*Stream]bool{}}
	t.log.Store(&log{})
	return t
}

// head returns the number of the last event.
func (l *log) head() int64 { return l.base + int64(len(l.frames)) }

// pull takes in what the Source has that the topic has not.
func (t *topic) pull(ctx context.Context, source Source) error {
	t.reading.Lock()
	defer t.reading.Unlock()
	for {
		after := t.log.Load().head()
		events, err := source.Since(ctx, t.name, after)
		if err != nil {
			return fmt.Errorf("live: events of %s after %d: %w", t.name, after, err)
		}
		if len(events) == 0 {
			t.read = true
			return nil
		}
		for i, e := range events {
			if e.Number != after+1+int64(i) {
				return fmt.Errorf("live: topic %s has event %d where %d was due", t.name, e.Number, after+1+int64(i))
			}
		}
		t.add(events)
	}
}

// add puts events at the end of the log and wakes the streams.
func (t *topic) add(events []Event) {
	old := t.log.Load()
	longer := &log{old.base, append(old.frames, encode(events)...)}
	if over := len(longer.frames) - kept; over > 0 {
		// An array of its own, so that the memory of old events is given back.
		longer = &log{old.base + int64(over), slices.Clone(longer.frames[over:])}
	}
	t.log.Store(longer)
	t.mu.Lock()
	defer t.mu.Unlock()
	for s := range t.streams {
		s.wake()
	}
}

// encode frames events, once for each audience.
func encode(events []Event) []map[Audience][]byte {
	list := make([]map[Audience][]byte, len(events))
	for i, e := range events {
		list[i] = make(map[Audience][]byte, len(e.Data))
		for a, data := range e.Data {
			list[i][a] = frame(e.Number, e.Kind, data)
		}
	}
	return list
}

// join returns the frames of an audience behind each other, ready to be written
// at once. A single one, which is what there nearly always is, is shared and not
// copied: it must not be changed.
func join(a Audience, frames []map[Audience][]byte) (bytes []byte) {
	shared := false
	for _, f := range frames {
		switch one := f[a]; {
		case one == nil:
		case bytes == nil:
			bytes, shared = one, true
		case shared:
			bytes, shared = slices.Concat(bytes, one), false
		default:
			bytes = append(bytes, one...)
		}
	}
	return bytes
}
