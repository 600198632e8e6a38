package access

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// A Browser is where a request comes from.
type Browser struct{ Agent, Address string }

const sessions = `SELECT s.id, s.account_id, s.method, s.agent, s.address, s.created_at, s.seen_at, COALESCE(s.ended_at, 0), s.rotate FROM session s`

type storedSession struct {
	Session
	rotate bool
}

func scanSession(r row) (s storedSession, err error) {
	var made, seen, ended int64
	err = r.Scan(&s.ID, &s.AccountID, &s.Method, &s.Agent, &s.Address, &made, &seen, &ended, &s.rotate)
	s.Made, s.Seen, s.Ended = db.Instant(made), db.Instant(seen), db.Instant(ended)
	return s, err
}

// A Visit is what a token says of a request.
type Visit struct {
	Who     Who    // the zero Who when the session has ended
	Late    bool   // there was a session once, which has ended
	Was     string // id of the account whose session it is or was
	Renew   bool   // ask [Store.Renew] for a new token
	session Session
}

// Who returns who has a token. An unknown token, one of a disabled account, and
// none at all are strangers.
func (s *Store) Who(ctx context.Context, token string) (v Visit, err error) {
	if token == "" {
		return v, nil
	}
	defer fault.In(&err, "access: who")
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		v, err = visit(ctx, tx, token)
		return err
	})
	return v, err
}

func visit(ctx context.Context, tx *db.Tx, token string) (v Visit, err error) {
	hash := hashed(token)
	one, err := scanSession(tx.QueryRowContext(ctx, sessions+` WHERE s.token_hash = $1 OR s.previous_hash = $1 AND s.previous_until > $2`,
		hash, tx.Now.UnixMicro()))
	if known, err := found(err); !known {
		return v, err
	}
	a, err := findAccount(ctx, tx, one.AccountID)
	if err != nil || !a.Disabled.IsZero() {
		return v, err
	}
	v.Was, v.session = a.ID, one.Session
	if !one.Holds(tx.Now) {
		v.Late = true
		return v, nil
	}
	v.Who = Who{Account: a, Session: one.ID}
	if v.Who.Grants, err = holding(ctx, tx, a.ID); err != nil {
		return v, err
	}
	v.Renew = one.rotate || tx.Now.Sub(one.Seen) >= seenStep
	return v, nil
}

// Renew notes that a session is used, and gives it a new token when what it may
// has changed since the last one. The old token works for another minute, for
// requests under way. It returns "" when the token stays.
func (s *Store) Renew(ctx context.Context, v Visit) (token string, err error) {
	defer fault.In(&err, "access: renew session %s", v.Who.Session)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		token = ""
		if _, err := tx.ExecContext(ctx, `UPDATE session SET seen_at = $2 WHERE id = $1 AND ended_at IS NULL`, v.Who.Session, tx.Now.UnixMicro()); err != nil {
			return err
		}
		fresh := newToken()
		done, err := tx.ExecContext(ctx, `UPDATE session SET previous_hash = token_hash, previous_until = $3, token_hash = $2, rotate = $4
			WHERE id = $1 AND ended_at IS NULL AND rotate = $5`, v.Who.Session, hashed(fresh), tx.Now.Add(overlap).UnixMicro(), false, true)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err
		}
		token = fresh
		return nil
	})
	return token, err
}

// begin makes a session and ends the one that the browser had before, so that a
// token from before the sign-in is worth nothing after it.
func begin(ctx context.Context, tx *db.Tx, accountID string, method Method, from Browser, before string) (token string, err error) {
	a, err := findAccount(ctx, tx, accountID)
	if err != nil {
		return "", err
	}
	if !a.Disabled.IsZero() {
		return "", errDisabled
	}
	now := tx.Now.UnixMicro()
	if _, err := tx.ExecContext(ctx, `UPDATE session SET ended_at = $2 WHERE (token_hash = $1 OR previous_hash = $1) AND ended_at IS NULL`, hashed(before), now); err != nil {
		return "", err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM session WHERE account_id = $1 AND created_at < $2`, accountID, tx.Now.Add(-memory).UnixMicro()); err != nil {
		return "", err
	}
	token = newToken()
	_, err = tx.ExecContext(ctx, `INSERT INTO session (id, account_id, token_hash, previous_hash, previous_until, rotate, method, agent, address, created_at, seen_at)
		VALUES ($1, $2, $3, '', 0, $4, $5, $6, $7, $8, $8)`, id.New(tx.Now), accountID, hashed(token), false, method, clip(from.Agent, 200), from.Address, now)
	if err != nil {
		return "", err
	}
	return token, record(ctx, tx, Event{Kind: SignedInAs, AccountID: accountID, By: accountID, Address: from.Address, Detail: string(method)})
}

var errDisabled = fault.New(fault.Forbidden, "Kontoen er spærret. Spørg den, der administrerer Klynge hos jer.")

func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// SignOut ends the session of a token.
func (s *Store) SignOut(ctx context.Context, token string) (err error) {
	defer fault.In(&err, "access: sign out")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := visit(ctx, tx, token)
		if err != nil || !v.Who.SignedIn() {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE session SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL`, v.session.ID, tx.Now.UnixMicro()); err != nil {
			return err
		}
		return record(ctx, tx, Event{Kind: SignedOut, AccountID: v.Was, By: v.Was})
	})
}

// Sessions returns the sessions of an account that have power now, the one that
// was used last first.
func (s *Store) Sessions(ctx context.Context, accountID string) (list []Session, err error) {
	defer fault.In(&err, "access: sessions of %s", accountID)
	var now time.Time
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		now = tx.Now
		stored, err := db.Collect(ctx, tx, scanSession, sessions+` WHERE s.account_id = $1 AND s.ended_at IS NULL ORDER BY s.seen_at DESC, s.id DESC`, accountID)
		for _, one := range stored {
			if one.Holds(now) {
				list = append(list, one.Session)
			}
		}
		return err
	})
	return list, err
}

// EndSession ends one session of an account. Nobody ends another's by its id.
func (s *Store) EndSession(ctx context.Context, sessionID string, by Who) (err error) {
	defer fault.In(&err, "access: end session %s", sessionID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var owner string
		err := tx.QueryRowContext(ctx, `SELECT account_id FROM session WHERE id = $1`, sessionID).Scan(&owner)
		if errors.Is(err, sql.ErrNoRows) || err == nil && owner != by.Account.ID {
			return fault.New(fault.Missing, "Den findes ikke på din konto. Intet er ændret.")
		}
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE session SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL`, sessionID, tx.Now.UnixMicro()); err != nil {
			return err
		}
		return record(ctx, tx, Event{Kind: SessionEnded, AccountID: owner, By: by.Account.ID})
	})
}

// endSessions ends the sessions of an account but one.
func endSessions(ctx context.Context, tx *db.Tx, accountID, but string) error {
	_, err := tx.ExecContext(ctx, `UPDATE session SET ended_at = $3 WHERE account_id = $1 AND id <> $2 AND ended_at IS NULL`, accountID, but, tx.Now.UnixMicro())
	return err
}

// rotateSessions makes the sessions of an account take new tokens, because what
// it may has changed.
func rotateSessions(ctx context.Context, tx *db.Tx, accountID string) error {
	_, err := tx.ExecContext(ctx, `UPDATE session SET rotate = $2 WHERE account_id = $1 AND ended_at IS NULL`, accountID, true)
	return err
}
