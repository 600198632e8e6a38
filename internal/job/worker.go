package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/when"
)

// A Handler does one job. It must end when its context does. A nil error means
// that the work is done; see [Permanent] for the others.
type Handler func(ctx context.Context, j Job) error

// A Worker runs the jobs of the kinds that it has handlers for. Other jobs wait
// for a worker that has.
type Worker struct {
	DB       *db.DB
	Clock    when.Clock // the database's
	Log      *slog.Logger
	Handlers map[string]Handler
	Parallel int           // jobs at a time, 1 when zero
	Grace    time.Duration // for running jobs when Run is to end
}

// idle is the longest that a worker sleeps. Changes wake it; this is for a wall
// clock that was set.
const idle = time.Minute

// Run runs jobs until ctx ends: those that are due when it starts, those that
// are added, in this process or another, and those whose time comes. When ctx
// ends, running jobs get the grace to finish and are else handed back.
func (w *Worker) Run(ctx context.Context) {
	if len(w.Handlers) == 0 {
		return
	}
	changed := w.DB.Watch(ctx)
	kinds := slices.Sorted(maps.Keys(w.Handlers))
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var running sync.WaitGroup
	places := make(chan struct{}, max(w.Parallel, 1))
	for ctx.Err() == nil {
		select {
		case places <- struct{}{}:
		case <-ctx.Done():
			continue
		}
		j, ok, err := claim(ctx, w.DB, kinds)
		if !ok {
			<-places
			w.sleep(ctx, changed, kinds, err)
			continue
		}
		running.Go(func() {
			defer func() { <-places }()
			w.run(work, j)
		})
	}
	grace := time.AfterFunc(w.Grace, stop)
	running.Wait()
	grace.Stop()
}

// sleep waits for a change or for the time of the next job.
func (w *Worker) sleep(ctx context.Context, changed <-chan struct{}, kinds []string, err error) {
	wait := idle
	if err == nil {
		var at time.Time
		var ok bool
		if at, ok, err = nextAt(ctx, w.DB, kinds); ok {
			wait = min(idle, max(at.Sub(w.Clock()), 0))
		}
	}
	if err != nil && ctx.Err() == nil {
		w.Log.ErrorContext(ctx, "jobs cannot be read", "error", err)
		wait, changed = 5*time.Second, nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-changed:
	}
}

// errCrashed is the error of a job that never came to an end in all its attempts.
var errCrashed = Permanent(fault.New(fault.Internal, "Programmet stoppede, hver gang opgaven blev forsøgt."))

// run does one job and settles it.
func (w *Worker) run(ctx context.Context, j Job) {
	limited, cancel := context.WithTimeout(ctx, Lease-slack)
	defer cancel()
	err := errCrashed
	if j.Attempts <= Attempts {
		err = w.try(limited, j)
	}
	// What the job did is settled even though the worker is about to stop.
	settling, stop := context.WithTimeout(context.WithoutCancel(ctx), slack)
	defer stop()
	var settled error
	switch {
	case err == nil:
		settled = done(settling, w.DB, j)
	case ctx.Err() != nil:
		settled = give(settling, w.DB, j)
	default:
		if errors.Is(err, context.DeadlineExceeded) && fault.Sentence(err) == "" {
			err = fault.Because(err, fault.Unavailable, "Opgaven blev ikke færdig på %d sekunder.", int((Lease - slack).Seconds()))
		}
		w.Log.WarnContext(ctx, "a job failed", "kind", j.Kind, "id", j.ID, "attempt", j.Attempts, "given up", IsPermanent(err) || j.Attempts >= Attempts, "error", err)
		settled = failed(settling, w.DB, j, err, waitNow(j.Attempts))
	}
	if settled != nil {
		w.Log.WarnContext(ctx, "a job is not settled and will run again", "kind", j.Kind, "id", j.ID, "error", settled)
	}
}

// try runs the handler. A panic is an error of this attempt.
func (w *Worker) try(ctx context.Context, j Job) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fault.Because(fmt.Errorf("%v\n%s", cause, debug.Stack()), fault.Internal, "Opgaven gik i stykker.")
		}
	}()
	return w.Handlers[j.Kind](ctx, j)
}
