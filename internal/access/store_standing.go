package access

import (
	"context"
	"hash/fnv"
	"strconv"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/when"
)

// Standing returns who a session is now, and until when that holds as far as is
// known: until the session ends unless it is used again, or the day does, which
// grants are measured by. A session that has ended is the zero Who. Whoever keeps
// a stream open asks it again.
func Standing(ctx context.Context, tx *db.Tx, sessionID string) (who Who, until time.Time, err error) {
	defer fault.In(&err, "access: standing of session %s", sessionID)
	one, err := scanSession(tx.QueryRowContext(ctx, sessions+` WHERE s.id = $1`, sessionID))
	if known, err := found(err); !known || !one.Holds(tx.Now) {
		return who, until, err
	}
	a, err := findAccount(ctx, tx, one.AccountID)
	if err != nil || !a.Disabled.IsZero() {
		return who, until, err
	}
	until = one.Ends()
	year, month, day := tx.Now.In(when.Copenhagen).Date()
	if midnight := time.Date(year, month, day+1, 0, 0, 0, 0, when.Copenhagen); midnight.Before(until) {
		until = midnight
	}
	who = Who{Account: a, Session: one.ID}
	who.Grants, err = holding(ctx, tx, a.ID)
	return who, until, err
}

// Holder returns somebody by their account, with the roles they hold today and no
// session: whose right a link stands on that opens without signing in. Who is
// disabled is the zero Who.
func Holder(ctx context.Context, tx *db.Tx, accountID string) (who Who, err error) {
	defer fault.In(&err, "access: holder %s", accountID)
	a, err := findAccount(ctx, tx, accountID)
	if known, err := found(err); !known || !a.Disabled.IsZero() {
		return who, err
	}
	who.Account = a
	who.Grants, err = holding(ctx, tx, a.ID)
	return who, err
}

// Pulse returns a number that is another when something has happened to
// anybody's access. It looks at the events of the last hour, so that also one that
// is committed late, or by a machine whose clock is behind, is seen.
func Pulse(ctx context.Context, tx *db.Tx) (pulse int64, err error) {
	defer fault.In(&err, "access: pulse")
	var count int64
	var last string
	err = tx.QueryRowContext(ctx, `SELECT COUNT(*), COALESCE(MAX(id), '') FROM access_event WHERE id > $1`, id.New(tx.Now.Add(-time.Hour))).Scan(&count, &last)
	sum := fnv.New64a()
	sum.Write([]byte(last + strconv.FormatInt(count, 10)))
	return int64(sum.Sum64() >> 1), err
}
