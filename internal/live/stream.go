package live

import (
	"context"
	"net"
	"sync/atomic"
)

// A Stream is one open connection.
type Stream struct {
	hub    *Hub
	topic  *topic
	ticket Ticket
	owner  string
	conn   net.Conn

	signal  chan struct{} // there may be something to do
	sent    int64         // number of the last event that was written or passed over
	ended   atomic.Bool
	due     atomic.Bool  // of a heartbeat
	writing atomic.Int64 // since when a write is under way, nanoseconds since 1970; 0 for none
}

// wake makes the stream look.
func (s *Stream) wake() {
	select {
	case s.signal <- struct{}{}:
	default: // it has been told, and has not looked yet
	}
}

// end closes the stream. What it was writing is cut: a browser that has half an
// event drops it, and comes back for it.
func (s *Stream) end() {
	s.ended.Store(true)
	_ = s.conn.Close() // whose error would tell of what was not sent, and it is sent again
	s.wake()
}

// watch ends the stream when the browser goes. A browser sends nothing on a
// stream, so whatever comes is the end.
func (s *Stream) watch() {
	var b [1]byte
	_, _ = s.conn.Read(b[:])
	s.end()
}

// run writes until the stream ends. The head of the answer goes out with what is
// there.
func (s *Stream) run(head []byte) {
	defer s.hub.leave(s)
	defer s.end()
	// It outlives its request, whose context would keep all of it in memory.
	ctx := context.Background()
	for !s.ended.Load() {
		bytes, err := s.next(ctx)
		switch {
		case err != nil:
			s.hub.log.ErrorContext(ctx, "a stream cannot go on", "topic", s.topic.name, "cause", err)
			return
		case head != nil:
			bytes, head = append(head, bytes...), nil
		case bytes == nil && s.due.Swap(false):
			bytes = beat
		}
		if bytes == nil {
			<-s.signal
		} else if err := s.write(bytes); err != nil {
			return // the browser went away, or took nothing for too long
		}
	}
}

func (s *Stream) write(bytes []byte) error {
	s.writing.Store(s.hub.now().UnixNano())
	defer s.writing.Store(0)
	_, err := s.conn.Write(bytes)
	return err
}

// next returns what is to be written now, nil when there is nothing.
func (s *Stream) next(ctx context.Context) ([]byte, error) {
	log := s.topic.log.Load()
	if s.sent < log.base {
		return s.older(ctx)
	}
	frames := log.frames[s.sent-log.base:]
	s.sent = log.head()
	return join(s.ticket.Audience, frames), nil
}

// older asks the Source for what the log has forgotten.
func (s *Stream) older(ctx context.Context) ([]byte, error) {
	for {
		events, err := s.hub.source.Since(ctx, s.topic.name, s.sent)
		if err != nil || len(events) == 0 {
			return nil, err
		}
		s.sent = events[len(events)-1].Number
		if bytes := join(s.ticket.Audience, encode(events)); bytes != nil {
			return bytes, nil
		}
	}
}
