// Package live tells open browsers at once what happened (server-sent events,
// HTML Living Standard, 9.2). It knows nothing of what it tells.
//
// A [Source] keeps the events of each topic, numbered from 1 without gaps. A
// [Hub] reads new ones when the database says that something was committed,
// by this process or another, and writes them to every stream that is open:
//
//	hub := live.New(source, gate, clock, log)
//	go hub.Run(ctx, database.Watch)
//	…
//	return hub.Serve(w, r, topic, live.Viewer{Pass: session, Owner: account, Audience: "open"})
//
// What is promised:
//
//   - A stream gets the events of its audience, all of them, in order, and no
//     others. Who belongs to which audience is decided once, when the stream
//     opens, and asked again when rights change; an event is encoded once for
//     each audience and never for each stream.
//   - A browser that was away goes on after the last event it saw
//     (Last-Event-ID). What is older than the buffer comes from the Source. An id
//     that the topic never had begins from the start: events say how things are,
//     so hearing one twice does no harm.
//   - Whoever reads slowly waits for themselves alone. A stream is a place in a
//     log that all share, so it holds no queue; one that takes nothing for ten
//     seconds is closed.
//   - A pass that no longer opens anything closes its streams within a second
//     of the commit that said so, and so does a session that runs out.
//
// What it costs: an open stream has left net/http, with its buffers and its
// request. What remains is the connection and two goroutines, one that waits for
// events and one that waits for the browser to go.
package live

import (
	"context"
	"strconv"
	"time"
)

// An Audience is everybody who may see the same.
type Audience string

// An Event is one thing that happened on a topic. Data is one line of JSON for
// each audience; an audience that is not among them is not told.
type Event struct {
	Number int64 // from 1, without gaps
	Kind   string
	Data   map[Audience][]byte
}

// A Source keeps events.
type Source interface {
	// Since returns the events of a topic after a number, in order and without
	// gaps. It may return only the first of them, but none when there are none.
	Since(ctx context.Context, topic string, after int64) ([]Event, error)
}

// A Ticket is what a stream was opened by, and for what.
type Ticket struct {
	Pass     string // a session, or a link
	Topic    string
	Audience Audience
}

// A Gate knows who may still listen.
type Gate interface {
	// Pulse returns a number that is another whenever anybody's rights have
	// changed. It is asked after every commit.
	Pulse(ctx context.Context) (int64, error)
	// Until returns until when each ticket holds as far as is known now: the zero
	// time for one that no longer does. Tickets of one pass stand together.
	Until(ctx context.Context, tickets []Ticket) ([]time.Time, error)
}

// A Viewer is who opens a stream.
type Viewer struct {
	Pass     string
	Owner    string // whom the stream counts for: an account, or an address
	Audience Audience
	Most     int // streams of the owner at once
}

// frame writes an event as the browser reads it.
func frame(number int64, kind string, data []byte) []byte {
	b := make([]byte, 0, len(kind)+len(data)+40)
	b = append(b, "id: "...)
	b = strconv.AppendInt(b, number, 10)
	b = append(b, "\nevent: "...)
	b = append(b, kind...)
	b = append(b, "\ndata: "...)
	b = append(b, data...)
	return append(b, "\n\n"...)
}

// beat is a comment that keeps proxies from taking silence for an end.
var beat = []byte(":\n\n")
