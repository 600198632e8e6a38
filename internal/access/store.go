package access

import (
	"context"
	"database/sql"
	"errors"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// A Store keeps accounts and what they may in a database.
type Store struct{ db *db.DB }

// NewStore returns the accounts of a database.
func NewStore(d *db.DB) *Store { return &Store{d} }

type row = interface{ Scan(...any) error }

// emailKey folds a mail address to what it is found by. Capitals in the first
// part may mean something to a mail server (RFC 5321, 2.4), and in practice do not.
func emailKey(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

const accountColumns = `a.id, a.name, a.email, COALESCE(a.person_id, ''), a.created_at, COALESCE(a.disabled_at, 0)`

func (a *Account) fields() (fields []any, made, disabled *int64) {
	made, disabled = new(int64), new(int64)
	return []any{&a.ID, &a.Name, &a.Email, &a.PersonID, made, disabled}, made, disabled
}

func scanAccount(r row) (a Account, err error) {
	fields, made, disabled := a.fields()
	err = r.Scan(fields...)
	a.Made, a.Disabled = db.Instant(*made), db.Instant(*disabled)
	return a, err
}

func findAccount(ctx context.Context, tx *db.Tx, accountID string) (Account, error) {
	a, err := scanAccount(tx.QueryRowContext(ctx, `SELECT `+accountColumns+` FROM account a WHERE a.id = $1`, accountID))
	return a, db.Missing(err, "Kontoen findes ikke.")
}

// Account returns an account by id.
func (s *Store) Account(ctx context.Context, accountID string) (a Account, err error) {
	defer fault.In(&err, "access: account %s", accountID)
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		a, err = findAccount(ctx, tx, accountID)
		return err
	})
	return a, err
}

// ByEmail returns an account by its mail address.
func (s *Store) ByEmail(ctx context.Context, email string) (a Account, err error) {
	defer fault.In(&err, "access: account by mail address")
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		a, err = scanAccount(tx.QueryRowContext(ctx, `SELECT `+accountColumns+` FROM account a WHERE a.email_key = $1`, emailKey(email)))
		return db.Missing(err, "Der er ingen konto med den mailadresse.")
	})
	return a, err
}

// A Listed account is a line of the administrator's list.
type Listed struct {
	Account
	Grants []Grant // those that are not revoked
	Ready  bool    // there is a password, a passkey or an identity to sign in with
	Seen   time.Time
}

const ready = `(EXISTS (SELECT 1 FROM password p WHERE p.account_id = a.id) OR EXISTS (SELECT 1 FROM passkey k WHERE k.account_id = a.id)
	OR EXISTS (SELECT 1 FROM identity i WHERE i.account_id = a.id))`

// List returns all accounts with their grants, by name.
func (s *Store) List(ctx context.Context) (list []Listed, err error) {
	defer fault.In(&err, "access: list")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = db.Collect(ctx, tx, func(r row) (l Listed, err error) {
			fields, made, disabled := l.fields()
			var seen int64
			err = r.Scan(append(fields, &l.Ready, &seen)...)
			l.Made, l.Disabled, l.Seen = db.Instant(*made), db.Instant(*disabled), db.Instant(seen)
			return l, err
		}, `SELECT `+accountColumns+`, `+ready+`, COALESCE((SELECT MAX(s.seen_at) FROM session s WHERE s.account_id = a.id), 0)
			FROM account a ORDER BY a.name, a.id`)
		if err != nil {
			return err
		}
		grants, err := db.Collect(ctx, tx, scanGrant, grants+` WHERE g.revoked_at IS NULL ORDER BY g.made_at, g.id`)
		if err != nil {
			return err
		}
		of := map[string][]Grant{}
		for _, g := range grants {
			of[g.AccountID] = append(of[g.AccountID], g)
		}
		for i := range list {
			list[i].Grants = of[list[i].ID]
		}
		return nil
	})
	return list, err
}

// addAccount makes an account that nobody can sign in to yet.
func addAccount(ctx context.Context, tx *db.Tx, name, email, personID string) (a Account, err error) {
	a = Account{ID: id.New(tx.Now), Name: strings.Join(strings.Fields(name), " "), Email: strings.TrimSpace(email), PersonID: personID, Made: tx.Now}
	parsed, err := mail.ParseAddress(a.Email)
	switch {
	case a.Name == "" || utf8.RuneCountInString(a.Name) > 100:
		return a, fault.New(fault.Invalid, "Skriv et navn på højst 100 tegn, så andre kan se, hvem det er.")
	case err != nil || parsed.Address != a.Email || len(a.Email) > 254:
		return a, fault.New(fault.Invalid, "Mailadressen kan ikke læses. Skriv den som navn@eksempel.dk.")
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO account (id, name, email, email_key, person_id, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		a.ID, a.Name, a.Email, emailKey(a.Email), sql.NullString{String: personID, Valid: personID != ""}, tx.Now.UnixMicro())
	if db.Duplicate(err) {
		return a, fault.Because(err, fault.Conflict, "Der er allerede en konto med den mailadresse. Intet er ændret.")
	}
	return a, err
}

// An Invitation is a new account and the first thing it may.
type Invitation struct {
	Name, Email string
	PersonID    string
	Grant       Grant // without a role nothing is granted
}

// welcomeLife is how long somebody has to answer an invitation.
const welcomeLife = 7 * 24 * time.Hour

// Invite makes an account and the token of the link that its owner chooses a
// password or a passkey by. Until then the account has no power.
func (s *Store) Invite(ctx context.Context, i Invitation, by string) (a Account, token string, err error) {
	defer fault.In(&err, "access: invite")
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if a, err = addAccount(ctx, tx, i.Name, i.Email, i.PersonID); err != nil {
			return err
		}
		if err := record(ctx, tx, Event{Kind: Invited, AccountID: a.ID, By: by}); err != nil {
			return err
		}
		if i.Grant.Role != "" {
			i.Grant.AccountID = a.ID
			if _, err := grant(ctx, tx, i.Grant, by); err != nil {
				return err
			}
		}
		token, err = Issue(ctx, tx, Link{Action: Welcome, AccountID: a.ID, Once: true, Ends: tx.Now.Add(welcomeLife)})
		return err
	})
	return a, token, err
}

// NewWelcome makes a new link for an account whose owner has lost the first one
// or the password. Earlier links to the same end no longer open.
func (s *Store) NewWelcome(ctx context.Context, accountID, by string) (token string, err error) {
	defer fault.In(&err, "access: new welcome for %s", accountID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := findAccount(ctx, tx, accountID)
		if err != nil {
			return err
		}
		if !a.Disabled.IsZero() {
			return fault.New(fault.Conflict, "Kontoen er spærret. Åbn den, før du laver et link.")
		}
		if err := revokeLinks(ctx, tx, Welcome, accountID); err != nil {
			return err
		}
		if err := record(ctx, tx, Event{Kind: WelcomeMade, AccountID: accountID, By: by}); err != nil {
			return err
		}
		token, err = Issue(ctx, tx, Link{Action: Welcome, AccountID: accountID, Once: true, Ends: tx.Now.Add(welcomeLife)})
		return err
	})
	return token, err
}

// Disable takes all power from an account at once: its sessions end and its
// links no longer open. Its name stays on what it has done.
func (s *Store) Disable(ctx context.Context, accountID, by string) (err error) {
	defer fault.In(&err, "access: disable %s", accountID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := findAccount(ctx, tx, accountID); err != nil {
			return err
		}
		err := keepAdministrator(ctx, tx, func() error {
			return changed(tx.ExecContext(ctx, `UPDATE account SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL`,
				accountID, tx.Now.UnixMicro()))("Kontoen er allerede spærret.")
		})
		if err != nil {
			return err
		}
		if err := endSessions(ctx, tx, accountID, ""); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE access_link SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL`, accountID, tx.Now.UnixMicro()); err != nil {
			return err
		}
		return record(ctx, tx, Event{Kind: Disabled, AccountID: accountID, By: by})
	})
}

// Enable lets a disabled account sign in again.
func (s *Store) Enable(ctx context.Context, accountID, by string) (err error) {
	defer fault.In(&err, "access: enable %s", accountID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := findAccount(ctx, tx, accountID); err != nil {
			return err
		}
		if err := changed(tx.ExecContext(ctx, `UPDATE account SET disabled_at = NULL WHERE id = $1 AND disabled_at IS NOT NULL`, accountID))(
			"Kontoen er ikke spærret."); err != nil {
			return err
		}
		return record(ctx, tx, Event{Kind: Enabled, AccountID: accountID, By: by})
	})
}

// changed turns an update of no row into a conflict with a sentence.
func changed(done sql.Result, err error) func(sentence string) error {
	return func(sentence string) error {
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		if err == nil && n == 0 {
			return fault.New(fault.Conflict, "%s Intet er ændret.", sentence)
		}
		return err
	}
}

// found reports whether a query that returns one row did.
func found(err error) (bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// record keeps an event.
func record(ctx context.Context, tx *db.Tx, e Event) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO access_event (id, at, kind, account_id, by_whom, address, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id.New(tx.Now), tx.Now.UnixMicro(), e.Kind, sql.NullString{String: e.AccountID, Valid: e.AccountID != ""}, e.By, e.Address, e.Detail)
	return err
}

// Events returns what happened, the latest first, before an event of the page
// before ("" for the first page). With an account it is what is about it.
func (s *Store) Events(ctx context.Context, accountID, before string, limit int) (list []Event, err error) {
	defer fault.In(&err, "access: events")
	if before == "" {
		before = "~" // after every id
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, func(r row) (e Event, err error) {
			var at int64
			err = r.Scan(&e.ID, &at, &e.Kind, &e.AccountID, &e.Name, &e.By, &e.ByName, &e.Address, &e.Detail)
			e.At = db.Instant(at)
			return e, err
		}, `SELECT e.id, e.at, e.kind, COALESCE(e.account_id, ''), COALESCE(a.name, ''), e.by_whom, COALESCE(b.name, ''), e.address, e.detail
			FROM access_event e LEFT JOIN account a ON a.id = e.account_id LEFT JOIN account b ON b.id = e.by_whom
			WHERE (e.account_id = $1 OR $1 = '') AND e.id < $2 ORDER BY e.id DESC LIMIT $3`, accountID, before, limit)
		return err
	})
	return list, err
}
