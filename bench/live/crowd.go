package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A crowd is those who have a stream open to one server.
type crowd struct {
	address string
	conns   []net.Conn // that are read
	idle    []net.Conn // that are not
	client  http.Client
	wait    atomic.Pointer[wait]
}

// A wait is for one change to be everywhere.
type wait struct {
	mark  []byte
	left  atomic.Int64
	begun time.Time
	done  chan time.Duration
}

// late is how long anything may take before the run is given up.
const late = 30 * time.Second

func newCrowd(address string) *crowd {
	return &crowd{address: address, client: http.Client{Timeout: late}}
}

// open opens a stream and reads until its first line.
func (c *crowd) open(request string) (net.Conn, error) {
	conn, err := net.DialTimeout("tcp", c.address, late)
	if err != nil {
		return nil, err
	}
	if _, err := conn.Write([]byte(request)); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	var head []byte
	for buffer := make([]byte, 1024); ; {
		n, err := conn.Read(buffer)
		head = append(head, buffer[:n]...)
		switch {
		case err != nil:
			return nil, errors.Join(err, conn.Close())
		case !bytes.HasPrefix(head, []byte("HTTP/1.1 200")):
			return nil, errors.Join(fmt.Errorf("a stream was refused: %.80q", head), conn.Close())
		case bytes.Contains(head, []byte("\n\n")): // the first event or comment
			return conn, nil
		}
	}
}

// warm opens and closes some streams, so that what a server needs once is not
// counted for each.
func (c *crowd) warm(requests []string) error {
	var all sync.WaitGroup
	failed := make([]error, min(max(len(requests), 16), 64))
	for i := range failed {
		all.Go(func() {
			conn, err := c.open(requests[i%len(requests)])
			if failed[i] = err; err == nil {
				failed[i] = conn.Close()
			}
		})
	}
	all.Wait()
	return errors.Join(failed...)
}

// join opens so many streams, fifty at a time, and reads them.
func (c *crowd) join(n int, requests []string) error {
	conns, failed := make([]net.Conn, n), make([]error, n)
	var all sync.WaitGroup
	turns := make(chan bool, 50)
	for i := range n {
		turns <- true
		all.Go(func() {
			conns[i], failed[i] = c.open(requests[i%len(requests)])
			<-turns
		})
	}
	all.Wait()
	if err := errors.Join(failed...); err != nil {
		return err
	}
	c.conns = append(c.conns, conns...)
	for _, conn := range conns {
		go c.read(conn)
	}
	return nil
}

// read looks for the mark of the change that is waited for.
func (c *crowd) read(conn net.Conn) {
	buffer, kept := make([]byte, 4096), 0
	var seen *wait
	for {
		n, err := conn.Read(buffer[kept:])
		if err != nil {
			return
		}
		w := c.wait.Load()
		if w != nil && w != seen && bytes.Contains(buffer[:kept+n], w.mark) {
			seen = w
			if w.left.Add(-1) == 0 {
				w.done <- time.Since(w.begun)
			}
		}
		// The end may hold the beginning of a mark.
		kept = copy(buffer, buffer[max(kept+n-32, 0):kept+n])
	}
}

// stall opens streams that take nothing, with as small a buffer as there is.
func (c *crowd) stall(n int, requests []string) error {
	for i := range n {
		conn, err := c.open(requests[i%len(requests)])
		if err != nil {
			return err
		}
		c.idle = append(c.idle, conn)
		if err := conn.(*net.TCPConn).SetReadBuffer(4096); err != nil {
			return err
		}
	}
	return nil
}

// change saves and releases a text, and returns when the last had it.
func (c *crowd) change(number, size int) (time.Duration, error) {
	mark := fmt.Sprintf("Z%010dZ", number)
	text := mark + strings.Repeat("x", max(size-len(mark), 0))
	if err := c.post("/bench/skriv", text); err != nil {
		return 0, err
	}
	w := &wait{mark: []byte(mark), done: make(chan time.Duration, 1)}
	w.left.Store(int64(len(c.conns)))
	w.begun = time.Now()
	c.wait.Store(w)
	if err := c.post("/bench/vis", ""); err != nil {
		return 0, err
	}
	select {
	case took := <-w.done:
		return took, nil
	case <-time.After(late):
		return 0, fmt.Errorf("%d of %d streams were not told of change %d", w.left.Load(), len(c.conns), number)
	}
}

func (c *crowd) post(path, text string) error {
	answer, err := c.client.Post("http://"+c.address+path, "text/plain", strings.NewReader(text))
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusNoContent {
		err = fmt.Errorf("POST %s: %s", path, answer.Status)
	}
	return errors.Join(err, answer.Body.Close())
}

func (c *crowd) leave() {
	for _, conn := range append(c.conns, c.idle...) {
		_ = conn.Close() // nobody listens any more
	}
}
