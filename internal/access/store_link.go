package access

import (
	"context"
	"database/sql"
	"errors"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// Issue keeps a link and returns its token, which nobody can read afterwards.
func Issue(ctx context.Context, tx *db.Tx, l Link) (token string, err error) {
	defer fault.In(&err, "access: issue link to %s", l.Action)
	token = newToken()
	_, err = tx.ExecContext(ctx, `INSERT INTO access_link (id, token_hash, action, account_id, person_id, object, once, made_at, ends_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, id.New(tx.Now), hashed(token), l.Action, db.Null(l.AccountID), db.Null(l.PersonID),
		l.Object, l.Once, tx.Now.UnixMicro(), l.Ends.UnixMicro())
	return token, err
}

const links = `SELECT l.id, l.action, COALESCE(l.account_id, ''), COALESCE(l.person_id, ''), l.object, l.once, l.made_at, l.ends_at,
	COALESCE(l.used_at, 0), COALESCE(l.revoked_at, 0) FROM access_link l`

func scanLink(r row) (l Link, err error) {
	var made, ends, used, revoked int64
	err = r.Scan(&l.ID, &l.Action, &l.AccountID, &l.PersonID, &l.Object, &l.Once, &made, &ends, &used, &revoked)
	l.Made, l.Ends, l.Used, l.Revoked = db.Instant(made), db.Instant(ends), db.Instant(used), db.Instant(revoked)
	return l, err
}

// Look returns a link that would open an action, without spending it: what a
// page shows before its reader presses the button.
func Look(ctx context.Context, tx *db.Tx, token string, action Action, by Who) (l Link, err error) {
	defer fault.In(&err, "access: link to %s", action)
	l, err = scanLink(tx.QueryRowContext(ctx, links+` WHERE l.token_hash = $1`, hashed(token)))
	if errors.Is(err, sql.ErrNoRows) {
		return l, errNoLink
	}
	if err != nil {
		return l, err
	}
	if l.AccountID != "" {
		a, err := findAccount(ctx, tx, l.AccountID)
		if err != nil {
			return l, err
		}
		if !a.Disabled.IsZero() {
			return l, errNoLink
		}
	}
	return l, l.Open(action, by, tx.Now)
}

// Redeem uses a link, in the transaction of what it opens: both happen or
// neither. Of two clicks at once on a link that opens once, one is refused.
func Redeem(ctx context.Context, tx *db.Tx, token string, action Action, by Who) (Link, error) {
	l, err := Look(ctx, tx, token, action, by)
	if err != nil {
		return l, err
	}
	return l, changed(tx.ExecContext(ctx, `UPDATE access_link SET used_at = $2 WHERE id = $1 AND revoked_at IS NULL AND (used_at IS NULL OR once = $3)`,
		l.ID, tx.Now.UnixMicro(), false))("Linket er allerede brugt.")
}

// revokeLinks closes the links to an action that an account has, or that belong
// to no account ("").
func revokeLinks(ctx context.Context, tx *db.Tx, action Action, accountID string) error {
	_, err := tx.ExecContext(ctx, `UPDATE access_link SET revoked_at = $3 WHERE action = $1 AND COALESCE(account_id, '') = $2 AND revoked_at IS NULL AND used_at IS NULL`,
		action, accountID, tx.Now.UnixMicro())
	return err
}

// Look is [Look] in a transaction of its own.
func (s *Store) Look(ctx context.Context, token string, action Action, by Who) (l Link, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		l, err = Look(ctx, tx, token, action, by)
		return err
	})
	return l, err
}
