package access

import (
	"context"
	"database/sql"

	"klynge/internal/db"
	"klynge/internal/fault"
)

// What comes and goes with a seat in a body, in the transaction of package seat.

// Enrol makes an account and the token of its welcome link. Where the address
// has an account already it is that one, and the token is "" when its owner can
// sign in.
func Enrol(ctx context.Context, tx *db.Tx, name, email, by string) (a Account, token string, err error) {
	defer fault.In(&err, "access: enrol")
	a, err = scanAccount(tx.QueryRowContext(ctx, `SELECT `+accountColumns+` FROM account a WHERE a.email_key = $1`, emailKey(email)))
	known, err := found(err)
	if err != nil {
		return a, "", err
	}
	if known && !a.Disabled.IsZero() {
		return a, "", fault.New(fault.Conflict, "Kontoen med den mailadresse er spærret. Intet er gemt. Spørg den, der administrerer Klynge hos jer.")
	}
	if known {
		var able bool
		if err := tx.QueryRowContext(ctx, `SELECT `+ready+` FROM account a WHERE a.id = $1`, a.ID).Scan(&able); err != nil || able {
			return a, "", err
		}
		if err := revokeLinks(ctx, tx, Welcome, a.ID); err != nil {
			return a, "", err
		}
	} else if a, err = addAccount(ctx, tx, name, email, ""); err != nil {
		return a, "", err
	}
	kind := Invited
	if known {
		kind = WelcomeMade
	}
	if err := record(ctx, tx, Event{Kind: kind, AccountID: a.ID, By: by}); err != nil {
		return a, "", err
	}
	token, err = Issue(ctx, tx, Link{Action: Welcome, AccountID: a.ID, Once: true, Ends: tx.Now.Add(welcomeLife)})
	return a, token, err
}

// Bestow gives an account a role, as [Store.Grant] does.
func Bestow(ctx context.Context, tx *db.Tx, g Grant, by string) (_ Grant, err error) {
	defer fault.In(&err, "access: bestow %s on %s", g.Role, g.AccountID)
	if g, err = grant(ctx, tx, g, by); err != nil {
		return g, err
	}
	return g, rotateSessions(ctx, tx, g.AccountID)
}

// Expire lets a grant end on a day (the last it holds), "" for no end. A grant
// that was revoked meanwhile stays so. Only of a role in one body: nobody's seat
// decides over an administrator.
func Expire(ctx context.Context, tx *db.Tx, grantID, day, by string) (err error) {
	defer fault.In(&err, "access: expire %s", grantID)
	g, err := scanGrant(tx.QueryRowContext(ctx, grants+` WHERE g.id = $1 AND g.body_id IS NOT NULL`, grantID))
	if known, err := found(err); err != nil || !known {
		return err
	}
	if !g.Revoked.IsZero() || g.To == day {
		return nil
	}
	// A role that would end before it began has never been one.
	if day != "" && day < g.From {
		_, err = tx.ExecContext(ctx, `UPDATE role_grant SET revoked_at = $2, revoked_by = $3 WHERE id = $1 AND revoked_at IS NULL`, grantID, tx.Now.UnixMicro(), by)
	} else {
		_, err = tx.ExecContext(ctx, `UPDATE role_grant SET end_date = $2 WHERE id = $1 AND revoked_at IS NULL`, grantID, day)
	}
	if err != nil {
		return err
	}
	if err := rotateSessions(ctx, tx, g.AccountID); err != nil {
		return err
	}
	return record(ctx, tx, Event{Kind: Revoked, AccountID: g.AccountID, By: by, Detail: g.detail()})
}

// AccountOf returns the id of the account with a mail address, "" when there is none.
func AccountOf(ctx context.Context, tx *db.Tx, email string) (accountID string, err error) {
	err = tx.QueryRowContext(ctx, `SELECT id FROM account WHERE email_key = $1`, emailKey(email)).Scan(&accountID)
	_, err = found(err)
	return accountID, err
}

// Withdraw closes the links to an action on an object, also those that were used.
func Withdraw(ctx context.Context, tx *db.Tx, action Action, object string) error {
	_, err := tx.ExecContext(ctx, `UPDATE access_link SET revoked_at = $3 WHERE action = $1 AND object = $2 AND revoked_at IS NULL`,
		action, object, tx.Now.UnixMicro())
	return err
}

// WithdrawSeat closes the links that were sent to the holder of a seat, whatever
// they open: their objects name it after the meeting or the poll.
func WithdrawSeat(ctx context.Context, tx *db.Tx, seatID string) error {
	_, err := tx.ExecContext(ctx, `UPDATE access_link SET revoked_at = $2 WHERE (object LIKE '%/' || $1 OR object LIKE '%/' || $1 || '/%') AND revoked_at IS NULL`,
		seatID, tx.Now.UnixMicro())
	return err
}

// Linked reports whether a link to an action on an object is open.
func Linked(ctx context.Context, tx *db.Tx, action Action, object string) (linked bool, err error) {
	var id sql.NullString
	err = tx.QueryRowContext(ctx, `SELECT MIN(id) FROM access_link WHERE action = $1 AND object = $2 AND revoked_at IS NULL AND ends_at > $3`,
		action, object, tx.Now.UnixMicro()).Scan(&id)
	return id.Valid, err
}
