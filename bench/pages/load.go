package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"sync"
	"time"

	"klynge/bench/measure"
)

// How hard the servers are asked.
const connections = 32

var (
	rounds = measure.Choose(2, 5)
	round  = measure.Choose(500*time.Millisecond, 1500*time.Millisecond)
)

// A target is one page of one server, with what was measured of it.
type target struct {
	server
	address   string // host and port
	request   []byte
	body      []byte // as it was when the benchmark began
	speed     float64
	p50, p99  []float64 // of each round
	requests  int
	processor time.Duration
}

// newTarget asks for a page once. The request is what a program sends that
// wants the page as it is: it names no encoding, so nothing is packed.
func newTarget(s server, path string) (*target, error) {
	home, err := url.Parse(s.home)
	if err != nil {
		return nil, err
	}
	if ip := net.ParseIP(home.Hostname()); ip == nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("%s: only this machine is asked", s.home)
	}
	t := &target{server: s, address: home.Host, request: []byte("GET " + path + " HTTP/1.1\r\nHost: " + home.Host + "\r\n\r\n")}
	conn, err := net.Dial("tcp", t.address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if _, err := conn.Write(t.request); err != nil {
		return nil, err
	}
	var body bytes.Buffer
	if _, err := answer(bufio.NewReader(conn), &body); err != nil {
		return nil, fmt.Errorf("%s%s: %w", s.home, path, err)
	}
	t.body = body.Bytes()
	return t, nil
}

// load keeps all connections busy for a time: each asks again when it has its
// answer.
func (t *target) load(d time.Duration) error {
	var (
		wg     sync.WaitGroup
		mu     sync.Mutex
		took   []time.Duration
		failed error
	)
	before, until := measure.Processor(t.pid), time.Now().Add(d)
	for range connections {
		wg.Go(func() {
			own, err := t.ask(until)
			mu.Lock()
			defer mu.Unlock()
			took, failed = append(took, own...), errors.Join(failed, err)
		})
	}
	wg.Wait()
	t.requests += len(took)
	t.processor += measure.Processor(t.pid) - before
	t.p50, t.p99 = append(t.p50, measure.Percentile(took, 50)), append(t.p99, measure.Percentile(took, 99))
	return failed
}

// ask asks over one connection until a time, and returns how long each answer
// took. The client is kept poor so that it takes little of the machine: it
// parses no more than the length.
func (t *target) ask(until time.Time) (took []time.Duration, err error) {
	conn, err := net.Dial("tcp", t.address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(until.Add(10 * time.Second)); err != nil {
		return nil, err
	}
	reader := bufio.NewReaderSize(conn, 32<<10)
	for start := time.Now(); start.Before(until); start = time.Now() {
		if _, err := conn.Write(t.request); err != nil {
			return took, err
		}
		status, err := answer(reader, io.Discard)
		if err != nil {
			return took, err
		}
		if status != 200 {
			return took, fmt.Errorf("%s answered %d", t.home, status)
		}
		took = append(took, time.Since(start))
	}
	return took, nil
}

// answer reads one HTTP/1.1 response of known length or in chunks (RFC 9112,
// sections 6 and 7).
func answer(r *bufio.Reader, body io.Writer) (status int, err error) {
	line, err := r.ReadSlice('\n')
	if err != nil || len(line) < len("HTTP/1.1 200") {
		return 0, errors.Join(err, fmt.Errorf("answered %q", line))
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, err
	}
	length, chunked := int64(0), false
	for {
		if line, err = r.ReadSlice('\n'); err != nil {
			return status, err
		}
		name, value, _ := bytes.Cut(bytes.TrimSpace(line), []byte(":"))
		value = bytes.TrimSpace(value)
		switch {
		case len(name) == 0 && !chunked:
			_, err = io.CopyN(body, r, length)
			return status, err
		case len(name) == 0:
			return status, chunks(r, body)
		case bytes.EqualFold(name, []byte("Content-Length")):
			if length, err = strconv.ParseInt(string(value), 10, 64); err != nil {
				return status, err
			}
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			chunked = true
		}
	}
}

func chunks(r *bufio.Reader, body io.Writer) error {
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		size, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 64)
		if err != nil {
			return err
		}
		if _, err := io.CopyN(body, r, size); err != nil {
			return err
		}
		if _, err := r.Discard(len("\r\n")); err != nil || size == 0 {
			return err
		}
	}
}

// percentile returns the median of the rounds: 0 for p50, 1 for p99.
func (t *target) percentile(which int) float64 {
	return measure.Median([][]float64{t.p50, t.p99}[which])
}

// cost returns the server's processor time for a request, in microseconds.
func (t *target) cost() float64 {
	if t.requests == 0 {
		return measure.None
	}
	return float64(t.processor.Microseconds()) / float64(t.requests)
}
