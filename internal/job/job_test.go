package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"klynge/internal/db"
	"klynge/internal/db/dbtest"
	"klynge/internal/fault"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func write(t *testing.T, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func empty(t *testing.T, d *db.DB) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error {
		_, err := tx.ExecContext(t.Context(), `DELETE FROM job`)
		return err
	})
}

func only(t *testing.T, d *db.DB, state State) Job {
	t.Helper()
	list, err := List(t.Context(), d, state, 10)
	if err != nil || len(list) != 1 {
		t.Fatalf("List(%s) = %+v, %v; want one job", state, list, err)
	}
	return list[0]
}

func count(t *testing.T, d *db.DB) int64 {
	t.Helper()
	return dbtest.Ints(t, d, `SELECT COUNT(*) FROM job`)[0]
}

func TestAddIsPartOfItsTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		refused := errors.New("refused")
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if err := Add(t.Context(), tx, "letter", 1, tx.Now); err != nil {
				return err
			}
			return refused
		})
		if !errors.Is(err, refused) || count(t, d) != 0 {
			t.Errorf("Add in a transaction that fails: %v and %d jobs, want none", err, count(t, d))
		}
		if _, ok, err := claim(t.Context(), d, []string{"letter"}); ok || err != nil {
			t.Errorf("claim = %v, %v of an empty table", ok, err)
		}
	})
}

func TestAddOnce(t *testing.T) {
	early, late := dbtest.Noon, dbtest.Noon.Add(time.Hour)
	cases := map[string]struct {
		before  string // what became of the first job
		runAt   time.Time
		want    State
		wantAt  time.Time
		wantTry int
	}{
		"waits for later":            {"", early, Waiting, early, 0},
		"failed and waits":           {`UPDATE job SET attempts = 3`, early, Waiting, late, 3},
		"failed for good":            {`UPDATE job SET state = 'failed', attempts = 28`, early, Waiting, early, 0},
		"waits for an earlier time":  {`UPDATE job SET run_at = 1`, early, Waiting, time.UnixMicro(1), 0},
		"runs and keeps its own end": {`UPDATE job SET state = 'running', attempts = 1`, early, Running, late, 1},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for name, tt := range cases {
			t.Run(name, func(t *testing.T) {
				empty(t, d)
				write(t, d, func(tx *db.Tx) error {
					if err := AddOnce(t.Context(), tx, "digest", "a", 1, late); err != nil || tt.before == "" {
						return err
					}
					_, err := tx.ExecContext(t.Context(), tt.before)
					return err
				})
				write(t, d, func(tx *db.Tx) error { return AddOnce(t.Context(), tx, "digest", "a", 1, tt.runAt) })
				j := only(t, d, tt.want)
				if !j.RunAt.Equal(tt.wantAt) || j.Attempts != tt.wantTry {
					t.Errorf("AddOnce(%v): at %v after %d attempts, want %v after %d", tt.runAt, j.RunAt, j.Attempts, tt.wantAt, tt.wantTry)
				}
			})
		}
	})
}

// What is asked for while the same work runs may have come too late for it.
func TestAddOnceWhileItRuns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		again := func(tx *db.Tx) error { return AddOnce(t.Context(), tx, "digest", "a", 1, tx.Now) }
		write(t, d, again)
		j, ok, err := claim(t.Context(), d, []string{"digest"})
		if !ok || err != nil {
			t.Fatalf("claim = %v, %v", ok, err)
		}
		write(t, d, again)
		if _, ok, _ := claim(t.Context(), d, []string{"digest"}); ok {
			t.Error("claimed a second time while it runs")
		}
		if err := done(t.Context(), d, j); err != nil {
			t.Fatal(err)
		}
		if j := only(t, d, Waiting); j.Attempts != 0 || !j.RunAt.Equal(dbtest.Noon) {
			t.Errorf("after done: %+v, want it due anew", j)
		}
		j, _, _ = claim(t.Context(), d, []string{"digest"})
		if err := done(t.Context(), d, j); err != nil || count(t, d) != 0 {
			t.Errorf("done = %v with %d jobs left, want none", err, count(t, d))
		}
	})
}

// Many workers claim at once: each job goes to one of them.
func TestClaimGivesEachJobToOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const jobs, workers = 40, 6
		write(t, d, func(tx *db.Tx) error {
			for n := range jobs {
				if err := Add(t.Context(), tx, "letter", n, tx.Now); err != nil {
					return err
				}
			}
			return Add(t.Context(), tx, "other", 0, tx.Now)
		})
		var mu sync.Mutex
		got := map[string]int{}
		var all sync.WaitGroup
		for range workers {
			all.Go(func() {
				for {
					j, ok, err := claim(t.Context(), d, []string{"letter"})
					if err != nil {
						t.Error(err)
					}
					if !ok {
						break
					}
					mu.Lock()
					got[j.ID]++
					mu.Unlock()
				}
			})
		}
		all.Wait()
		// A worker that lost every race stopped early; what it left is still there.
		for {
			j, ok, err := claim(t.Context(), d, []string{"letter"})
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				break
			}
			got[j.ID]++
		}
		if len(got) != jobs {
			t.Errorf("%d jobs were claimed, want %d", len(got), jobs)
		}
		for id, n := range got {
			if n != 1 {
				t.Errorf("job %s was claimed %d times", id, n)
			}
		}
	})
}

// at opens a second door to a database with another time.
func at(t *testing.T, address string, now time.Time) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), address, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// A worker is killed in the middle: when its lease has ended the job runs again,
// and if the dead one turns out to live, it has no say any more.
func TestLeaseEnds(t *testing.T) {
	for engine, address := range map[string]string{"sqlite": filepath.Join(t.TempDir(), "lease.db"), "postgres": dbtest.Postgres(t)} {
		t.Run(engine, func(t *testing.T) {
			first := at(t, address, dbtest.Noon)
			before := at(t, address, dbtest.Noon.Add(Lease-time.Microsecond))
			after := at(t, address, dbtest.Noon.Add(Lease))
			write(t, first, func(tx *db.Tx) error { return Add(t.Context(), tx, "letter", "x", tx.Now) })
			killed, ok, err := claim(t.Context(), first, []string{"letter"})
			if !ok || err != nil {
				t.Fatalf("claim = %v, %v", ok, err)
			}
			if _, ok, _ := claim(t.Context(), before, []string{"letter"}); ok {
				t.Error("claimed while the lease lasts")
			}
			second, ok, err := claim(t.Context(), after, []string{"letter"})
			if !ok || err != nil || second.ID != killed.ID || second.Attempts != 2 {
				t.Fatalf("claim after the lease = %+v, %v, %v; want the job for the second time", second, ok, err)
			}
			for name, settle := range map[string]func() error{
				"done":   func() error { return done(t.Context(), after, killed) },
				"failed": func() error { return failed(t.Context(), after, killed, errors.New("late"), 0) },
				"give":   func() error { return give(t.Context(), after, killed) },
			} {
				if err := settle(); !fault.Is(err, fault.Conflict) {
					t.Errorf("%s of the first worker = %v, want a conflict", name, err)
				}
			}
			if err := done(t.Context(), after, second); err != nil || count(t, after) != 0 {
				t.Errorf("done of the second worker = %v with %d jobs left", err, count(t, after))
			}
		})
	}
}

func TestFailed(t *testing.T) {
	cases := map[string]struct {
		attempts int
		err      error
		want     State
		sentence string
	}{
		"first":      {1, fault.New(fault.Unavailable, "Mailserveren svarer ikke."), Waiting, "Mailserveren svarer ikke."},
		"last":       {Attempts, errors.New("no"), Failed, "no"},
		"permanent":  {1, Permanent(fault.New(fault.Invalid, "Adressen findes ikke.")), Failed, "Adressen findes ikke."},
		"wrapped":    {1, fmt.Errorf("send: %w", Permanent(errors.New("no"))), Failed, "send: no"},
		"no text":    {1, errors.New("\xff\x00"), Waiting, "??"},
		"much to it": {1, errors.New(strings.Repeat("æ", 400)), Waiting, strings.Repeat("æ", 250)},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for name, tt := range cases {
			t.Run(name, func(t *testing.T) {
				empty(t, d)
				write(t, d, func(tx *db.Tx) error {
					if err := Add(t.Context(), tx, "letter", "x", tx.Now); err != nil {
						return err
					}
					_, err := tx.ExecContext(t.Context(), `UPDATE job SET attempts = $1`, tt.attempts-1)
					return err
				})
				j, _, err := claim(t.Context(), d, []string{"letter"})
				if err != nil {
					t.Fatal(err)
				}
				if err := failed(t.Context(), d, j, tt.err, time.Minute); err != nil {
					t.Fatal(err)
				}
				if j := only(t, d, tt.want); j.Error != tt.sentence || !j.RunAt.Equal(dbtest.Noon.Add(time.Minute)) {
					t.Errorf("failed(%v): %q at %v, want %q a minute later", tt.err, j.Error, j.RunAt, tt.sentence)
				}
				counts, err := Counts(t.Context(), d)
				if want := (Count{"letter", tt.want, 1, tt.sentence}); err != nil || len(counts) != 1 || counts[0] != want {
					t.Errorf("Counts = %+v, %v; want %+v", counts, err, want)
				}
				if n, err := Retry(t.Context(), d, "letter"); n != 1 || err != nil {
					t.Errorf("Retry = %d, %v; want 1", n, err)
				}
				if j := only(t, d, Waiting); j.Attempts != 0 || !j.RunAt.Equal(dbtest.Noon) {
					t.Errorf("after Retry: %+v, want it due now", j)
				}
			})
		}
	})
}

func TestWait(t *testing.T) {
	for attempt, want := range map[int]time.Duration{
		0: 30 * time.Second, 1: 30 * time.Second, 2: time.Minute, 5: 8 * time.Minute, 10: 256 * time.Minute, 11: 6 * time.Hour, 12: 6 * time.Hour, 1000: 6 * time.Hour,
	} {
		if got := Wait(attempt, 0.5); got != want {
			t.Errorf("Wait(%d, 0.5) = %v, want %v", attempt, got, want)
		}
		if low, high := Wait(attempt, 0), Wait(attempt, 0.999999); low != want*3/4 || high <= want || high > want*5/4 {
			t.Errorf("Wait(%d) is between %v and %v, want a quarter around %v", attempt, low, high, want)
		}
	}
	var all time.Duration
	for attempt := range Attempts - 1 {
		all += Wait(attempt+1, 0.5)
	}
	if days := all.Hours() / 24; days < 4 || days > 5.5 {
		t.Errorf("all attempts last %.1f days, want four to five (RFC 5321, 4.5.4.1)", days)
	}
}

// begin starts a worker in a bubble where time passes at once. The test calls
// end before it returns.
func begin(t *testing.T, handler Handler) (d *db.DB, end func()) {
	t.Helper()
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "job.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	worker := &Worker{DB: d, Clock: time.Now, Log: slog.New(slog.DiscardHandler), Handlers: map[string]Handler{"letter": handler}, Grace: 3 * time.Second}
	finished := make(chan bool)
	go func() {
		defer close(finished)
		worker.Run(ctx)
	}()
	return d, func() {
		stop()
		<-finished
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
}

func addLetter(t *testing.T, d *db.DB, after time.Duration) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error { return Add(t.Context(), tx, "letter", 1, tx.Now.Add(after)) })
}

func TestRunWakesForWhatIsAddedAndForItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ran := make(chan time.Time)
		d, end := begin(t, func(context.Context, Job) error {
			ran <- time.Now()
			return nil
		})
		defer end()
		time.Sleep(10 * time.Second)
		added := time.Now()
		addLetter(t, d, 0)
		if at := <-ran; at.Sub(added) > time.Second {
			t.Errorf("the job ran %v after it was added, want at once", at.Sub(added))
		}
		due := time.Now().Add(95 * time.Second)
		addLetter(t, d, 95*time.Second)
		if at := <-ran; at.Before(due) || at.Sub(due) > time.Second {
			t.Errorf("the job ran at %v, want %v", at, due)
		}
		time.Sleep(time.Second)
		if n := count(t, d); n != 0 {
			t.Errorf("%d jobs are left, want none", n)
		}
	})
}

func TestRunTriesAgainLaterEachTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ran := make(chan time.Time)
		d, end := begin(t, func(_ context.Context, j Job) error {
			ran <- time.Now()
			switch j.Attempts {
			case 1:
				return fault.New(fault.Unavailable, "Mailserveren svarer ikke.")
			case 2:
				panic("a bug")
			}
			return nil
		})
		defer end()
		addLetter(t, d, 0)
		first := <-ran
		time.Sleep(time.Second)
		if j := only(t, d, Waiting); j.Error != "Mailserveren svarer ikke." || j.Attempts != 1 {
			t.Errorf("after the first attempt: %+v", j)
		}
		second := <-ran
		time.Sleep(time.Second)
		if j := only(t, d, Waiting); j.Error != "Opgaven gik i stykker." || j.Attempts != 2 {
			t.Errorf("after the panic: %+v", j)
		}
		third := <-ran
		if a, b := second.Sub(first), third.Sub(second); a < 22*time.Second || a > 40*time.Second || b < 45*time.Second || b > 80*time.Second {
			t.Errorf("waited %v and %v, want about 30 s and 60 s", a, b)
		}
		time.Sleep(time.Second)
		if n := count(t, d); n != 0 {
			t.Errorf("%d jobs are left, want none", n)
		}
	})
}

func TestRunStopsAHandlerThatTakesTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ran := make(chan time.Duration)
		d, end := begin(t, func(ctx context.Context, _ Job) error {
			begun := time.Now()
			<-ctx.Done()
			ran <- time.Since(begun)
			return ctx.Err()
		})
		defer end()
		addLetter(t, d, 0)
		if took := <-ran; took != Lease-slack {
			t.Errorf("the handler was stopped after %v, want %v", took, Lease-slack)
		}
		time.Sleep(time.Second)
		if j := only(t, d, Waiting); !strings.Contains(j.Error, "ikke færdig på 100 sekunder") {
			t.Errorf("the error is %q", j.Error)
		}
	})
}

// A graceful stop: what can finish does, what cannot is handed back untried.
func TestRunStops(t *testing.T) {
	for name, tt := range map[string]struct {
		takes time.Duration
		left  int64
		after time.Duration
	}{
		"within the grace": {2 * time.Second, 0, 2 * time.Second},
		"beyond it":        {time.Minute, 1, 3 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "job.db"), time.Now)
				if err != nil {
					t.Fatal(err)
				}
				ctx, stop := context.WithCancel(t.Context())
				begun := make(chan bool)
				worker := &Worker{DB: d, Clock: time.Now, Log: slog.New(slog.DiscardHandler), Grace: 3 * time.Second, Handlers: map[string]Handler{
					"letter": func(ctx context.Context, j Job) error {
						begun <- true
						select {
						case <-time.After(tt.takes):
							return nil
						case <-ctx.Done():
							return ctx.Err()
						}
					},
				}}
				write(t, d, func(tx *db.Tx) error { return Add(t.Context(), tx, "letter", 1, tx.Now) })
				finished := make(chan bool)
				go func() {
					worker.Run(ctx)
					close(finished)
				}()
				<-begun
				stopped := time.Now()
				stop()
				<-finished
				if took := time.Since(stopped); took != tt.after {
					t.Errorf("Run ended after %v, want %v", took, tt.after)
				}
				if n := count(t, d); n != tt.left {
					t.Errorf("%d jobs are left, want %d", n, tt.left)
				}
				if tt.left == 1 {
					if j := only(t, d, Waiting); j.Attempts != 0 || j.Error != "" {
						t.Errorf("the job handed back is %+v, want it untried", j)
					}
				}
				if err := d.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// A job that takes the whole process down each time is given up as well.
func TestACrashingJobIsGivenUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		write(t, d, func(tx *db.Tx) error {
			if err := Add(t.Context(), tx, "letter", 1, tx.Now); err != nil {
				return err
			}
			_, err := tx.ExecContext(t.Context(), `UPDATE job SET state = 'running', attempts = $1`, Attempts)
			return err
		})
		j, ok, err := claim(t.Context(), d, []string{"letter"})
		if !ok || err != nil {
			t.Fatalf("claim = %v, %v", ok, err)
		}
		w := &Worker{DB: d, Log: slog.New(slog.DiscardHandler), Handlers: map[string]Handler{"letter": func(context.Context, Job) error {
			t.Error("the job ran once more")
			return nil
		}}}
		w.run(t.Context(), j)
		if j := only(t, d, Failed); !strings.Contains(j.Error, "stoppede") {
			t.Errorf("the error is %q", j.Error)
		}
	})
}
