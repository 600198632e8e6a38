package live

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A house is a hub with a source, a gate and a server, over connections in
// memory: time in it is the test's own (testing/synctest).
type house struct {
	*testing.T
	hub     *Hub
	source  *shelf
	gate    *doorman
	commits []chan struct{}
	doors   chan net.Conn
	ctx     context.Context
	stop    context.CancelFunc
}

// A shelf is a source in memory.
type shelf struct {
	mu     sync.Mutex
	events map[string][]Event
	asked  int
	err    error
}

func (s *shelf) Since(_ context.Context, topic string, after int64) ([]Event, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	list := s.events[topic]
	if s.err != nil || after >= int64(len(list)) {
		return nil, s.err
	}
	return slices.Clone(list[after:min(int(after)+100, len(list))]), nil
}

// A doorman is a gate in memory.
type doorman struct {
	mu    sync.Mutex
	pulse int64
	until map[string]time.Time // by pass
	err   error
	asked [][]Ticket
}

func (d *doorman) Pulse(context.Context) (int64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.pulse, d.err
}

func (d *doorman) Until(_ context.Context, tickets []Ticket) ([]time.Time, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked = append(d.asked, tickets)
	list := make([]time.Time, len(tickets))
	for i, t := range tickets {
		list[i] = time.Now().Add(time.Hour)
		if until, ok := d.until[t.Pass]; ok {
			list[i] = until
		}
	}
	return list, d.err
}

// inside runs a test in a house with its own time.
func inside(t *testing.T, test func(t *testing.T, h *house)) {
	synctest.Test(t, func(t *testing.T) {
		h := &house{T: t, source: &shelf{events: map[string][]Event{}}, gate: &doorman{until: map[string]time.Time{}}}
		h.ctx, h.stop = context.WithCancel(t.Context())
		h.begin()
		test(t, h)
		h.stop()
		synctest.Wait()
	})
}

// begin starts a hub, as when the program starts.
func (h *house) begin() {
	h.hub = New(h.source, h.gate, time.Now, slog.New(slog.DiscardHandler))
	h.commits, h.doors = nil, make(chan net.Conn)
	doors, hub := h.doors, h.hub
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		v := Viewer{Pass: q.Get("pass"), Owner: q.Get("pass"), Audience: Audience(q.Get("audience")), Most: 50}
		if err := hub.Serve(w, r, q.Get("topic"), v); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
		}
	})}
	ended := h.ctx.Done()
	go server.Serve(&pipes{doors, ended})
	var mu sync.Mutex
	go hub.Run(h.ctx, func(context.Context) <-chan struct{} {
		mu.Lock()
		defer mu.Unlock()
		h.commits = append(h.commits, make(chan struct{}, 1))
		return h.commits[len(h.commits)-1]
	})
	synctest.Wait()
	context.AfterFunc(h.ctx, func() { server.Close() })
}

// pipes listen in memory.
type pipes struct {
	doors chan net.Conn
	ended <-chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.doors:
		return c, nil
	case <-p.ended:
		return nil, net.ErrClosed
	}
}
func (p *pipes) Close() error   { return nil }
func (p *pipes) Addr() net.Addr { return &net.IPAddr{} }

// tell puts events on a topic and commits.
func (h *house) tell(topic string, data ...map[Audience]string) {
	h.source.mu.Lock()
	for _, one := range data {
		e := Event{Number: int64(len(h.source.events[topic]) + 1), Kind: "k", Data: map[Audience][]byte{}}
		for a, text := range one {
			e.Data[a] = []byte(text)
		}
		h.source.events[topic] = append(h.source.events[topic], e)
	}
	h.source.mu.Unlock()
	h.commit()
}

func (h *house) commit() {
	for _, watcher := range h.commits {
		select {
		case watcher <- struct{}{}:
		default:
		}
	}
}

// A browser has a stream open.
type browser struct {
	conn net.Conn
	in   *bufio.Reader
	last string
}

// visit opens a stream. status is the line that the server answered with.
func (h *house) visit(topic, pass string, a Audience, last string) (b *browser, status string) {
	h.Helper()
	here, there := net.Pipe()
	h.doors <- there
	fmt.Fprintf(here, "GET /?topic=%s&pass=%s&audience=%s HTTP/1.1\r\nHost: x\r\nLast-Event-ID: %s\r\n\r\n", topic, pass, a, last)
	b = &browser{here, bufio.NewReader(here), last}
	for line := "x"; line != ""; {
		text, err := b.in.ReadString('\n')
		if err != nil {
			h.Fatalf("the head of the answer: %v", err)
		}
		line = strings.TrimSpace(text)
		if status == "" {
			status = line
		}
	}
	return b, status
}

// read returns the data of the next event, or a comment; it fails when the stream
// ends.
func (b *browser) read() (data string, err error) {
	last := b.last
	for {
		line, err := b.in.ReadString('\n')
		if err != nil {
			return "", err
		}
		switch name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": "); {
		case name == "id":
			last = value
		case name == "data":
			data = value
		case strings.HasPrefix(name, ":"):
			data = ":"
		case name == "" && data != "":
			b.last = last
			return data, nil
		}
	}
}

// readTo reads until an event with this data, and returns all.
func (b *browser) readTo(t *testing.T, end string) (list []string) {
	t.Helper()
	for {
		data, err := b.read()
		if err != nil {
			t.Fatalf("after %d events: %v, want %q", len(list), err, end)
		}
		if data == ":" {
			continue
		}
		if list = append(list, data); data == end {
			return list
		}
	}
}

// closed reads until the stream ends.
func (b *browser) closed() error {
	for {
		if _, err := b.read(); err != nil {
			return nil
		}
	}
}

var both = []Audience{"open", "closed"}

func toAll(text string) map[Audience]string {
	return map[Audience]string{"open": text, "closed": text}
}
