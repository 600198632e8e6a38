package access

import (
	"context"
	"database/sql"
	"time"

	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/fault"
)

var errWrong = fault.New(fault.Unknown, "Mailadressen og koden passer ikke sammen. Prøv igen, eller bed den, der administrerer Klynge hos jer, om et nyt link.")

// SignIn signs somebody in by mail address and password and returns the token
// of the new session. before is the token that the browser came with.
//
// The attempt is counted before the password is looked at, so that many at once
// are not more than one after another. An account that does not exist is
// answered like a wrong password, after the same work.
func (s *Store) SignIn(ctx context.Context, email, password string, from Browser, before string) (token string, err error) {
	defer fault.In(&err, "access: sign in")
	keys := []string{hashed("account " + emailKey(email)), hashed("address " + from.Address)}
	var accountID, hash string
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		accountID, hash = "", ""
		for i, free := range []int{freeOfAccount, freeOfAddress} {
			if err := attempt(ctx, tx, keys[i], free); err != nil {
				return err
			}
		}
		err := tx.QueryRowContext(ctx, `SELECT p.account_id, p.hash FROM account a JOIN password p ON p.account_id = a.id
			WHERE a.email_key = $1 AND a.disabled_at IS NULL`, emailKey(email)).Scan(&accountID, &hash)
		_, err = found(err)
		return err
	})
	if err != nil {
		return "", err
	}
	ok, err := fits(password, hash)
	if err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if !ok {
			// What was typed is not kept: people type passwords in the wrong field.
			return record(ctx, tx, Event{Kind: Failed, AccountID: accountID, Address: from.Address, Detail: string(ByPassword)})
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM throttle WHERE key = $1 OR last_at < $2`, keys[0], tx.Now.Add(-forgotten).UnixMicro()); err != nil {
			return err
		}
		// The address keeps the failures of others, so that one who has an account
		// cannot sign in between guesses to be forgiven.
		if _, err := tx.ExecContext(ctx, `UPDATE throttle SET failures = failures - 1 WHERE key = $1 AND failures > 0`, keys[1]); err != nil {
			return err
		}
		token, err = begin(ctx, tx, accountID, ByPassword, from, before)
		return err
	})
	if err == nil && !ok {
		err = errWrong
	}
	return token, err
}

// attempt counts a failure ahead, or refuses when it is too soon.
func attempt(ctx context.Context, tx *db.Tx, key string, free int) error {
	var t throttle
	var last int64
	err := tx.QueryRowContext(ctx, `SELECT failures, last_at FROM throttle WHERE key = $1`, key).Scan(&t.failures, &last)
	known, err := found(err)
	if err != nil {
		return err
	}
	if known {
		t.last = db.Instant(last)
	}
	if pause := t.wait(free, tx.Now); pause > 0 {
		seconds := int((pause + time.Second - 1) / time.Second)
		return fault.New(fault.Forbidden, "Der er prøvet for mange gange. Vent %s, og prøv igen.", danish.Count(seconds, "sekund", "sekunder"))
	}
	t = t.next(tx.Now)
	_, err = tx.ExecContext(ctx, `INSERT INTO throttle (key, failures, last_at) VALUES ($1, $2, $3)
		ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at`, key, t.failures, tx.Now.UnixMicro())
	return err
}

func putPassword(ctx context.Context, tx *db.Tx, accountID, hash string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO password (account_id, hash, changed_at) VALUES ($1, $2, $3)
		ON CONFLICT (account_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at`, accountID, hash, tx.Now.UnixMicro())
	if err != nil {
		return err
	}
	return record(ctx, tx, Event{Kind: PasswordSet, AccountID: accountID, By: accountID})
}

// AcceptByPassword spends a welcome link on a password and signs its owner in.
// Sessions and the password from before end: whoever asks for a new link has
// lost something.
func (s *Store) AcceptByPassword(ctx context.Context, token, password string, by Who, from Browser, before string) (session string, err error) {
	defer fault.In(&err, "access: accept by password")
	l, err := s.Look(ctx, token, Welcome, by)
	if err != nil {
		return "", err
	}
	a, err := s.Account(ctx, l.AccountID)
	if err != nil {
		return "", err
	}
	if err := checkPassword(password, a); err != nil {
		return "", err
	}
	hash, err := hashPassword(password)
	if err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := Redeem(ctx, tx, token, Welcome, by); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, a.ID, ""); err != nil {
			return err
		}
		if err := putPassword(ctx, tx, a.ID, hash); err != nil {
			return err
		}
		session, err = begin(ctx, tx, a.ID, ByPassword, from, before)
		return err
	})
	return session, err
}

// ChangePassword changes one's own password by the old one, and ends one's
// other sessions. Who has none yet needs no old one.
func (s *Store) ChangePassword(ctx context.Context, by Who, old, password string) (err error) {
	defer fault.In(&err, "access: change password of %s", by.Account.ID)
	if err := checkPassword(password, by.Account); err != nil {
		return err
	}
	var hash string
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := attempt(ctx, tx, hashed("account "+emailKey(by.Account.Email)), freeOfAccount); err != nil {
			return err
		}
		_, err := found(tx.QueryRowContext(ctx, `SELECT hash FROM password WHERE account_id = $1`, by.Account.ID).Scan(&hash))
		return err
	})
	if err != nil {
		return err
	}
	if hash != "" {
		ok, err := fits(old, hash)
		if err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.Invalid, "Den gamle kode passer ikke. Intet er ændret. Prøv igen.")
		}
	}
	fresh, err := hashPassword(password)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if hash != "" {
			if err := changed(tx.ExecContext(ctx, `UPDATE password SET changed_at = $3 WHERE account_id = $1 AND hash = $2`,
				by.Account.ID, hash, tx.Now.UnixMicro()))("Koden blev lige skiftet fra et andet sted."); err != nil {
				return err
			}
		}
		if err := putPassword(ctx, tx, by.Account.ID, fresh); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM throttle WHERE key = $1`, hashed("account "+emailKey(by.Account.Email))); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, by.Account.ID, by.Session); err != nil {
			return err
		}
		return rotateSessions(ctx, tx, by.Account.ID)
	})
}

// HasPassword reports whether an account can sign in by password.
func (s *Store) HasPassword(ctx context.Context, accountID string) (has bool, err error) {
	defer fault.In(&err, "access: has password %s", accountID)
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		var one sql.NullInt64
		has, err = found(tx.QueryRowContext(ctx, `SELECT 1 FROM password WHERE account_id = $1`, accountID).Scan(&one))
		return err
	})
	return has, err
}
