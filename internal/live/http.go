package live

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
)

// Serve answers a request with the events of a topic. It begins after the last
// one that the browser saw (Last-Event-ID), or that its page was made from (the
// parameter "efter").
//
// The connection is taken over, out of the server's limits on time, and Serve
// returns at once. Where it cannot be, as over HTTP/2, the answer is what there is
// now, and the browser asks again two seconds later.
func (h *Hub) Serve(w http.ResponseWriter, r *http.Request, topicName string, v Viewer) error {
	if r.Method == http.MethodHead {
		header(w.Header())
		return nil
	}
	s := &Stream{hub: h, ticket: Ticket{v.Pass, topicName, v.Audience}, owner: v.Owner, signal: make(chan struct{}, 1)}
	if err := h.enter(s, v.Most); err != nil {
		return err
	}
	if err := s.begin(r.Context(), After(r)); err != nil {
		h.leave(s)
		return err
	}
	header(w.Header())
	conn, _, err := http.NewResponseController(w).Hijack()
	if errors.Is(err, http.ErrNotSupported) {
		defer h.leave(s)
		return s.answer(r.Context(), w)
	}
	if err != nil {
		h.leave(s)
		return err
	}
	var first bytes.Buffer
	first.WriteString("HTTP/1.1 200 OK\r\n")
	// Writing to memory does not fail.
	_ = w.Header().Write(&first)
	// Browsers come back after different times, so that they do not all come at
	// once when the program starts again.
	first.WriteString("Connection: close\r\n\r\nretry: " + strconv.Itoa(1000+rand.IntN(2000)) + "\n\n")
	s.conn = conn
	h.open(s)
	go s.watch()
	go s.run(first.Bytes())
	return nil
}

func header(h http.Header) {
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx hands on each event as it comes
}

// After returns the number of the last event that a request has seen, or -1 when
// it says what is no number.
func After(r *http.Request) int64 {
	said := r.Header.Get("Last-Event-ID")
	if said == "" {
		said = r.URL.Query().Get("efter")
	}
	if said == "" {
		return 0
	}
	number, err := strconv.ParseInt(said, 10, 64)
	if err != nil || number < 0 {
		return -1
	}
	return number
}

// begin finds the stream's place in the log.
func (s *Stream) begin(ctx context.Context, after int64) error {
	t := s.topic
	t.reading.Lock()
	read := t.read
	t.reading.Unlock()
	// Another process may have told of what this one has not read yet.
	if !read || after > t.log.Load().head() {
		if err := t.pull(ctx, s.hub.source); err != nil {
			return err
		}
	}
	if after >= 0 && after <= t.log.Load().head() {
		s.sent = after
	}
	return nil
}

// answer writes what there is and ends.
func (s *Stream) answer(ctx context.Context, w http.ResponseWriter) error {
	bytes, err := s.next(ctx)
	if err != nil {
		return err
	}
	// A reader that went away has no use for the error.
	_, _ = w.Write(append([]byte("retry: 2000\n\n"), bytes...))
	return nil
}
