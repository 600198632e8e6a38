package access

import (
	"context"
	"database/sql"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

const grants = `SELECT g.id, g.account_id, COALESCE(g.body_id, ''), COALESCE(o.name, ''), g.role, g.start_date, g.end_date, g.made_at, g.made_by,
	COALESCE(g.revoked_at, 0) FROM role_grant g LEFT JOIN organization o ON o.id = g.body_id`

func scanGrant(r row) (g Grant, err error) {
	var made, revoked int64
	err = r.Scan(&g.ID, &g.AccountID, &g.BodyID, &g.BodyName, &g.Role, &g.From, &g.To, &made, &g.MadeBy, &revoked)
	g.Made, g.Revoked = db.Instant(made), db.Instant(revoked)
	return g, err
}

// holding returns the grants of an account that have power now.
func holding(ctx context.Context, tx *db.Tx, accountID string) ([]Grant, error) {
	return db.Collect(ctx, tx, scanGrant, grants+` WHERE g.account_id = $1 AND g.revoked_at IS NULL AND g.start_date <= $2
		AND (g.end_date = '' OR g.end_date >= $2) ORDER BY g.made_at, g.id`, accountID, Day(tx.Now))
}

// Grant gives an account a role. Its sessions get new tokens.
func (s *Store) Grant(ctx context.Context, g Grant, by string) (_ Grant, err error) {
	defer fault.In(&err, "access: grant %s to %s", g.Role, g.AccountID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := findAccount(ctx, tx, g.AccountID); err != nil {
			return err
		}
		if g, err = grant(ctx, tx, g, by); err != nil {
			return err
		}
		return rotateSessions(ctx, tx, g.AccountID)
	})
	return g, err
}

func grant(ctx context.Context, tx *db.Tx, g Grant, by string) (Grant, error) {
	g.ID, g.Made, g.MadeBy = id.New(tx.Now), tx.Now, by
	if g.From == "" {
		g.From = Day(tx.Now)
	}
	switch {
	case g.Role.Danish() == "":
		return g, fault.New(fault.Invalid, "Rollen findes ikke. Vælg en af rollerne på listen.")
	case !isDay(g.From) || g.To != "" && !isDay(g.To):
		return g, fault.New(fault.Invalid, "Datoen kan ikke læses. Skriv den som 2027-01-31.")
	case g.To != "" && g.To < g.From:
		return g, fault.New(fault.Invalid, "Rollen slutter, før den begynder. Ret en af datoerne.")
	case g.Role == Administrator && g.BodyID != "":
		return g, fault.New(fault.Invalid, "En administrator er det for det hele. Vælg en anden rolle, eller vælg alle organer.")
	}
	if g.BodyID != "" {
		err := tx.QueryRowContext(ctx, `SELECT name FROM organization WHERE id = $1`, g.BodyID).Scan(&g.BodyName)
		if err != nil {
			return g, db.Missing(err, "Organet findes ikke. Vælg et af organerne på listen.")
		}
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO role_grant (id, account_id, body_id, role, start_date, end_date, made_at, made_by, revoked_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')`, g.ID, g.AccountID, sql.NullString{String: g.BodyID, Valid: g.BodyID != ""},
		g.Role, g.From, g.To, tx.Now.UnixMicro(), by)
	if err != nil {
		return g, err
	}
	return g, record(ctx, tx, Event{Kind: Granted, AccountID: g.AccountID, By: by, Detail: g.detail()})
}

// detail says what a grant is about, for the list of events.
func (g Grant) detail() string {
	if g.BodyName == "" {
		return g.Role.Danish()
	}
	return g.Role.Danish() + ", " + g.BodyName
}

func isDay(day string) bool {
	_, err := time.Parse(time.DateOnly, day)
	return err == nil
}

// Revoke takes a grant back. The last administrator stays.
func (s *Store) Revoke(ctx context.Context, grantID, by string) (err error) {
	defer fault.In(&err, "access: revoke %s", grantID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		g, err := scanGrant(tx.QueryRowContext(ctx, grants+` WHERE g.id = $1`, grantID))
		if err != nil {
			return db.Missing(err, "Rollen findes ikke.")
		}
		err = keepAdministrator(ctx, tx, func() error {
			return changed(tx.ExecContext(ctx, `UPDATE role_grant SET revoked_at = $2, revoked_by = $3 WHERE id = $1 AND revoked_at IS NULL`,
				grantID, tx.Now.UnixMicro(), by))("Rollen er allerede taget tilbage.")
		})
		if err != nil {
			return err
		}
		if err := rotateSessions(ctx, tx, g.AccountID); err != nil {
			return err
		}
		return record(ctx, tx, Event{Kind: Revoked, AccountID: g.AccountID, By: by, Detail: g.detail()})
	})
}

// administrators counts those who can sign in and manage access now.
func administrators(ctx context.Context, tx *db.Tx) (n int, err error) {
	err = tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM account a WHERE a.disabled_at IS NULL AND `+ready+` AND EXISTS (
		SELECT 1 FROM role_grant g WHERE g.account_id = a.id AND g.role = $1 AND g.body_id IS NULL AND g.revoked_at IS NULL
		AND g.start_date <= $2 AND (g.end_date = '' OR g.end_date >= $2))`, Administrator, Day(tx.Now)).Scan(&n)
	return n, err
}

// keepAdministrator makes a change unless it takes the last administrator away.
// Two administrators who take it from each other at once do not both succeed.
func keepAdministrator(ctx context.Context, tx *db.Tx, change func() error) error {
	if err := takeHead(ctx, tx); err != nil {
		return err
	}
	before, err := administrators(ctx, tx)
	if err != nil {
		return err
	}
	if err := change(); err != nil {
		return err
	}
	after, err := administrators(ctx, tx)
	if err == nil && before > 0 && after == 0 {
		return fault.New(fault.Conflict, "Der skal være mindst én administrator, der kan logge ind. Intet er ændret. Giv først rollen til en anden.")
	}
	return err
}

// takeHead serialises what depends on all administrators together.
func takeHead(ctx context.Context, tx *db.Tx) error {
	_, err := tx.ExecContext(ctx, `UPDATE access_head SET changes = changes + 1 WHERE id = 1`)
	return err
}

// HasAdministrator reports whether somebody can manage access.
func (s *Store) HasAdministrator(ctx context.Context) (has bool, err error) {
	defer fault.In(&err, "access: has administrator")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err := administrators(ctx, tx)
		has = n > 0
		return err
	})
	return has, err
}

// FoundingLife is how long the link on the terminal works.
const FoundingLife = time.Hour

// Found makes the token of the link by which the one who can read the terminal
// becomes the first administrator. It returns "" when there is one. Links made
// before no longer open.
func (s *Store) Found(ctx context.Context) (token string, err error) {
	defer fault.In(&err, "access: found")
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := administrators(ctx, tx)
		if err != nil || n > 0 {
			return err
		}
		if err := revokeLinks(ctx, tx, Found, ""); err != nil {
			return err
		}
		token, err = Issue(ctx, tx, Link{Action: Found, Once: true, Ends: tx.Now.Add(FoundingLife)})
		return err
	})
	return token, err
}

// A Founder is the first administrator, as the form has them.
type Founder struct{ Name, Email, Password string }

// FoundBy spends the link from the terminal and makes the first administrator.
func (s *Store) FoundBy(ctx context.Context, token string, f Founder) (a Account, err error) {
	defer fault.In(&err, "access: found by")
	if err := checkPassword(f.Password, Account{Email: f.Email}); err != nil {
		return a, err
	}
	hash, err := hashPassword(f.Password)
	if err != nil {
		return a, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := Redeem(ctx, tx, token, Found, Who{}); err != nil {
			return err
		}
		if err := takeHead(ctx, tx); err != nil {
			return err
		}
		n, err := administrators(ctx, tx)
		if err != nil {
			return err
		}
		if n > 0 {
			return fault.New(fault.Conflict, "Der er allerede en administrator. Intet er ændret. Bed om en invitation.")
		}
		if a, err = addAccount(ctx, tx, f.Name, f.Email, ""); err != nil {
			return err
		}
		if err := putPassword(ctx, tx, a.ID, hash); err != nil {
			return err
		}
		if err := record(ctx, tx, Event{Kind: Founded, AccountID: a.ID, By: a.ID}); err != nil {
			return err
		}
		_, err = grant(ctx, tx, Grant{AccountID: a.ID, Role: Administrator}, a.ID)
		return err
	})
	return a, err
}
