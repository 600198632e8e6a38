package job

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	mathrand "math/rand/v2"
	"strconv"
	"strings"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// Add adds work that is due at an instant. The payload is kept as JSON.
func Add(ctx context.Context, tx *db.Tx, kind string, payload any, runAt time.Time) error {
	return add(ctx, tx, kind, sql.NullString{}, payload, runAt)
}

// AddOnce adds work unless a job of the same key is there, which then counts
// for both; the payload must follow from the key. A job that waits runs at the
// earlier of both instants, one that waits after a failure keeps its instant, one that
// runs right now runs once more afterwards, and one that has failed begins anew.
func AddOnce(ctx context.Context, tx *db.Tx, kind, key string, payload any, runAt time.Time) error {
	return add(ctx, tx, kind, sql.NullString{String: kind + " " + key, Valid: true}, payload, runAt)
}

func add(ctx context.Context, tx *db.Tx, kind string, key sql.NullString, payload any, runAt time.Time) (err error) {
	defer fault.In(&err, "add job %s %s", kind, key.String)
	encoded, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO job (id, kind, key, payload, state, run_at, attempts, ticket, last_error, created_at)
		VALUES ($1, $2, $3, $4, 'waiting', $5, 0, '', '', $6)
		ON CONFLICT (key) DO UPDATE SET
			again_at = CASE WHEN job.state <> 'running' THEN NULL
			                WHEN job.again_at < excluded.run_at THEN job.again_at ELSE excluded.run_at END,
			run_at   = CASE WHEN job.state = 'failed' OR job.state = 'waiting' AND job.attempts = 0 AND job.run_at > excluded.run_at
			                THEN excluded.run_at ELSE job.run_at END,
			attempts = CASE WHEN job.state = 'failed' THEN 0 ELSE job.attempts END,
			state    = CASE WHEN job.state = 'failed' THEN 'waiting' ELSE job.state END`,
		id.New(tx.Now), kind, key, string(encoded), runAt.UnixMicro(), tx.Now.UnixMicro())
	return err
}

type row = interface{ Scan(...any) error }

const columns = `id, kind, COALESCE(key, ''), payload, state, run_at, attempts, ticket, last_error, created_at`

func scan(r row) (j Job, err error) {
	var payload string
	var runAt, created int64
	err = r.Scan(&j.ID, &j.Kind, &j.Key, &payload, &j.State, &runAt, &j.Attempts, &j.ticket, &j.Error, &created)
	j.Payload, j.RunAt, j.Created = json.RawMessage(payload), time.UnixMicro(runAt).UTC(), time.UnixMicro(created).UTC()
	return j, err
}

// due is the condition of a job that somebody may claim: its time has come, or
// the lease of whoever claimed it has ended. run_at is both.
const due = `state IN ('waiting', 'running') AND run_at <= $1`

// candidates is among how many due jobs a worker picks, so that workers
// seldom reach for the same one.
const candidates = 16

// claim takes one due job of some kinds, and reports whether there was one.
// The condition is restated in the UPDATE: between looking and taking, another
// worker may have been there.
func claim(ctx context.Context, d *db.DB, kinds []string) (j Job, ok bool, err error) {
	defer fault.In(&err, "claim a job")
	var list []Job
	if err = d.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM job WHERE `+due+` AND kind IN (`+marks(2, len(kinds))+`)
			ORDER BY run_at, id LIMIT `+strconv.Itoa(candidates), with(kinds, tx.Now.UnixMicro())...)
		return err
	}); err != nil {
		return j, false, err
	}
	mathrand.Shuffle(len(list), func(i, k int) { list[i], list[k] = list[k], list[i] })
	for _, j = range list {
		if ok, err = take(ctx, d, &j); ok || err != nil {
			return j, ok, err
		}
	}
	return j, false, nil
}

// take claims a job that was due a moment ago. Whoever settles it must still
// hold the ticket of this claim.
func take(ctx context.Context, d *db.DB, j *Job) (ok bool, err error) {
	ticket := rand.Text()
	err = d.Write(ctx, func(tx *db.Tx) error {
		j.RunAt = tx.Now.Add(Lease)
		result, err := tx.ExecContext(ctx, `UPDATE job SET state = 'running', attempts = attempts + 1, ticket = $2, run_at = $3
			WHERE `+due+` AND id = $4 AND ticket = $5`, tx.Now.UnixMicro(), ticket, j.RunAt.UnixMicro(), j.ID, j.ticket)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		ok = n == 1
		return err
	})
	j.State, j.ticket, j.Attempts = Running, ticket, j.Attempts+1
	return ok && err == nil, err
}

// held is the condition that a job still belongs to the worker that claimed it.
const held = ` WHERE id = $1 AND state = 'running' AND ticket = $2`

// done deletes a job, or sets it to run again when that was asked for meanwhile.
func done(ctx context.Context, d *db.DB, j Job) error {
	return settle(ctx, d, j, func(tx *db.Tx) (sql.Result, error) {
		result, err := tx.ExecContext(ctx, `DELETE FROM job`+held+` AND again_at IS NULL`, j.ID, j.ticket)
		if err != nil {
			return nil, err
		}
		if n, err := result.RowsAffected(); n == 1 || err != nil {
			return result, err
		}
		return tx.ExecContext(ctx, `UPDATE job SET state = 'waiting', run_at = again_at, again_at = NULL, attempts = 0, last_error = ''`+
			held+` AND again_at IS NOT NULL`, j.ID, j.ticket)
	})
}

// failed keeps the error of an attempt and says what is next.
func failed(ctx context.Context, d *db.DB, j Job, cause error, wait time.Duration) error {
	state := Waiting
	if IsPermanent(cause) || j.Attempts >= Attempts {
		state = Failed
	}
	return settle(ctx, d, j, func(tx *db.Tx) (sql.Result, error) {
		return tx.ExecContext(ctx, `UPDATE job SET state = CASE WHEN again_at IS NULL THEN $3 ELSE 'waiting' END,
			run_at = $4, again_at = NULL, last_error = $5`+held,
			j.ID, j.ticket, state, tx.Now.Add(wait).UnixMicro(), sentence(cause))
	})
}

// give hands a job back that the worker had no time to finish, as if it had
// not been tried.
func give(ctx context.Context, d *db.DB, j Job) error {
	return settle(ctx, d, j, func(tx *db.Tx) (sql.Result, error) {
		return tx.ExecContext(ctx, `UPDATE job SET state = 'waiting', run_at = $3, attempts = attempts - 1`+held, j.ID, j.ticket, tx.Now.UnixMicro())
	})
}

// settle runs an update that must meet the job as this worker claimed it. When
// it does not, the lease has ended and the job is another's: nothing changes.
func settle(ctx context.Context, d *db.DB, j Job, update func(tx *db.Tx) (sql.Result, error)) (err error) {
	defer fault.In(&err, "settle job %s %s", j.Kind, j.ID)
	return d.Write(ctx, func(tx *db.Tx) error {
		result, err := update(tx)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); n == 1 || err != nil {
			return err
		}
		return errLost
	})
}

var errLost = fault.New(fault.Conflict, "Opgaven tog længere tid, end den måtte, og er overtaget.")

// nextAt returns when the next job of some kinds is due, and whether there is one.
func nextAt(ctx context.Context, d *db.DB, kinds []string) (at time.Time, ok bool, err error) {
	err = d.Read(ctx, func(tx *db.Tx) error {
		var first sql.NullInt64
		err := tx.QueryRowContext(ctx, `SELECT MIN(run_at) FROM job WHERE state IN ('waiting', 'running') AND kind IN (`+marks(1, len(kinds))+`)`,
			with(kinds)...).Scan(&first)
		at, ok = time.UnixMicro(first.Int64), first.Valid
		return err
	})
	return at, ok, err
}

// A Count is how many jobs of a kind are in a state.
type Count struct {
	Kind  string
	State State
	Jobs  int
	Error string // of one that has failed at least once, "" when none has
}

// Counts returns how much work there is.
func Counts(ctx context.Context, d *db.DB) (list []Count, err error) {
	defer fault.In(&err, "count jobs")
	err = d.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, func(r row) (c Count, err error) { return c, r.Scan(&c.Kind, &c.State, &c.Jobs, &c.Error) },
			`SELECT kind, state, COUNT(*), MAX(last_error) FROM job GROUP BY kind, state ORDER BY kind, state`)
		return err
	})
	return list, err
}

// List returns jobs in a state, the one whose time comes first first.
func List(ctx context.Context, d *db.DB, state State, limit int) (list []Job, err error) {
	defer fault.In(&err, "list %s jobs", state)
	err = d.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM job WHERE state = $1 ORDER BY run_at, id LIMIT `+strconv.Itoa(limit), state)
		return err
	})
	return list, err
}

// Retry lets jobs of a kind that have failed, or wait after a failure, run now.
func Retry(ctx context.Context, d *db.DB, kind string) (n int64, err error) {
	defer fault.In(&err, "retry jobs %s", kind)
	err = d.Write(ctx, func(tx *db.Tx) error {
		result, err := tx.ExecContext(ctx, `UPDATE job SET state = 'waiting', attempts = 0, run_at = $2
			WHERE kind = $1 AND (state = 'failed' OR state = 'waiting' AND attempts > 0)`, kind, tx.Now.UnixMicro())
		if err != nil {
			return err
		}
		n, err = result.RowsAffected()
		return err
	})
	return n, err
}

// marks writes n parameters beginning with number from: "$2, $3".
func marks(from, n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = "$" + strconv.Itoa(from+i)
	}
	return strings.Join(list, ", ")
}

// with returns parameters: some first ones, then the kinds.
func with(kinds []string, first ...any) []any {
	for _, kind := range kinds {
		first = append(first, kind)
	}
	return first
}
