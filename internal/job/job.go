// Package job does work later: rows in the database that workers pick up.
//
// Work is added in the transaction that makes it necessary, so that either both
// happen or neither:
//
//	err := d.Write(ctx, func(tx *db.Tx) error {
//		// … change rows …
//		return job.Add(ctx, tx, "mail", payload, tx.Now)
//	})
//
// A [Worker] runs what is due, with any number of workers in any number of
// processes on one database. What is promised:
//
//   - A job that was committed runs at least once. It runs a second time when
//     the process is killed, or loses the database, after the work and before
//     the row says so. So a handler must bear to run twice; it never may
//     believe that it is the first.
//   - Two workers do not run one job at the same time, as long as their clocks
//     differ by less than the slack between a handler's deadline and the end of
//     its lease ([Lease], [slack]). A handler that ignores its context breaks this.
//   - A job that fails is tried again, later each time, [Attempts] times in
//     about five days. Then it stays as [Failed], with its last error, until
//     somebody asks for it again.
//   - Jobs of one key are one job while it is there ([AddOnce]).
//   - Jobs run in no particular order.
package job

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"klynge/internal/fault"
)

// A State says what is happening to a job. One that is done is deleted.
type State string

const (
	Waiting State = "waiting" // for its time, or for a worker
	Running State = "running"
	Failed  State = "failed" // given up
)

// A Job is one piece of work.
type Job struct {
	ID       string
	Kind     string
	Key      string // "" when no other job is the same work
	Payload  json.RawMessage
	State    State
	RunAt    time.Time // not before; of a running job, when its lease ends
	Attempts int       // begun so far
	Error    string    // the sentence of the last attempt that failed, "" before
	Created  time.Time

	ticket string // of the claim that this is
}

// Read decodes the payload.
func (j Job) Read(into any) error {
	if err := json.Unmarshal(j.Payload, into); err != nil {
		return Permanent(fault.Because(err, fault.Internal, "Opgaven kan ikke læses."))
	}
	return nil
}

const (
	// Lease is how long a job belongs to the worker that claimed it. A worker
	// that dies leaves the job to others when it ends.
	Lease = 2 * time.Minute
	// slack is the part of the lease that the handler does not get.
	slack = 20 * time.Second
	// Attempts is how often a job is tried: with [Wait] about five days, as mail
	// asks for (RFC 5321, 4.5.4.1).
	Attempts = 28
)

const (
	shortest = 30 * time.Second
	longest  = 6 * time.Hour
)

// Wait returns how long to wait after an attempt, counted from 1: twice as long
// each time, from half a minute to six hours, give or take a quarter, so that
// jobs that failed together do not come back together. Chance is in [0, 1).
func Wait(attempt int, chance float64) time.Duration {
	d := longest
	if attempt < 12 {
		d = min(shortest<<max(attempt-1, 0), longest)
	}
	return time.Duration(float64(d) * (0.75 + chance/2))
}

func waitNow(attempt int) time.Duration { return Wait(attempt, rand.Float64()) }

// permanent marks an error that no further attempt will mend.
type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }

// Permanent returns err marked as one that trying again will not mend: the job
// fails at once.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return permanent{err}
}

// IsPermanent reports whether an error was marked with [Permanent].
func IsPermanent(err error) bool {
	_, ok := errors.AsType[permanent](err)
	return ok
}

// sentenceLength bounds, in bytes, what is kept of an error.
const sentenceLength = 500

// sentence returns what is kept of the error of an attempt: what a person may
// read of it, or else the error itself, which only operators see.
func sentence(err error) string {
	text := fault.Sentence(err)
	if text == "" {
		text = err.Error()
	}
	if len(text) > sentenceLength {
		text = text[:sentenceLength]
	}
	// What a server answered need not be text that a database takes.
	return strings.ReplaceAll(strings.ToValidUTF8(text, "?"), "\x00", "?")
}
