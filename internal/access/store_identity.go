package access

import (
	"context"
	"database/sql"

	"klynge/internal/db"
	"klynge/internal/fault"
)

// An Identity is somebody as a provider knows them. Provider and subject
// together are the identity (OpenID Connect Core 1.0, 5.7); name and address
// are what the provider last claimed, and nobody is ever found by them.
type Identity struct {
	Provider  string // issuer
	Subject   string
	AccountID string // "" while it waits for an administrator
	Name      string
	Email     string
}

var errNoAccount = fault.New(fault.Forbidden, "Du er kendt af den, du loggede ind hos, men har ingen konto her. "+
	"Den, der administrerer Klynge hos jer, kan nu se, at du har prøvet, og kan give dig adgang.")

const identityColumns = `SELECT provider, subject, COALESCE(account_id, ''), name, email FROM identity`

func scanIdentity(r row) (i Identity, err error) {
	return i, r.Scan(&i.Provider, &i.Subject, &i.AccountID, &i.Name, &i.Email)
}

// SignInBy signs in whoever a provider vouches for. An identity that belongs to
// no account is kept, so that an administrator can link it.
func (s *Store) SignInBy(ctx context.Context, i Identity, from Browser, before string) (token string, err error) {
	defer fault.In(&err, "access: sign in by %s", i.Provider)
	var known bool
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := scanIdentity(tx.QueryRowContext(ctx, identityColumns+` WHERE provider = $1 AND subject = $2`, i.Provider, i.Subject))
		seen, err := found(err)
		if err != nil {
			return err
		}
		if known = was.AccountID != ""; known {
			token, err = begin(ctx, tx, was.AccountID, ByProvider, from, before)
			return err
		}
		if err := see(ctx, tx, i); err != nil || seen {
			return err
		}
		return record(ctx, tx, Event{Kind: IdentityRefused, Address: from.Address, Detail: i.Provider})
	})
	if err == nil && !known {
		err = errNoAccount
	}
	return token, err
}

// see keeps what a provider claims of an identity.
func see(ctx context.Context, tx *db.Tx, i Identity) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO identity (provider, subject, name, email, seen_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (provider, subject) DO UPDATE SET name = excluded.name, email = excluded.email, seen_at = excluded.seen_at`,
		i.Provider, i.Subject, clip(i.Name, 100), clip(i.Email, 254), tx.Now.UnixMicro())
	return err
}

// AcceptBy spends a welcome link on an identity, which belongs to the account
// from then on, and signs its owner in.
func (s *Store) AcceptBy(ctx context.Context, token string, i Identity, from Browser, before string) (session string, err error) {
	defer fault.In(&err, "access: accept by %s", i.Provider)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := Redeem(ctx, tx, token, Welcome, Who{})
		if err != nil {
			return err
		}
		if err := see(ctx, tx, i); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, l.AccountID, ""); err != nil {
			return err
		}
		if err := link(ctx, tx, i, l.AccountID, l.AccountID); err != nil {
			return err
		}
		session, err = begin(ctx, tx, l.AccountID, ByProvider, from, before)
		return err
	})
	return session, err
}

// Waiting returns the identities that somebody has signed in with and that no
// account has, the latest first.
func (s *Store) Waiting(ctx context.Context) (list []Identity, err error) {
	defer fault.In(&err, "access: waiting identities")
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, scanIdentity, identityColumns+` WHERE account_id IS NULL ORDER BY seen_at DESC, provider, subject LIMIT 100`)
		return err
	})
	return list, err
}

// Relink gives an account the identity that its owner has now, in place of the
// one it had with the same provider (R77: the account survives a changed
// external id). Only an identity that somebody has shown by signing in can be
// linked, only by another than its owner, and the account's sessions end.
func (s *Store) Relink(ctx context.Context, provider, subject, accountID string, by Who) (err error) {
	defer fault.In(&err, "access: relink %s", accountID)
	if by.Account.ID == accountID {
		return fault.New(fault.Forbidden, "Du kan ikke knytte en identitet til din egen konto. Intet er ændret. Bed en anden administrator om det.")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := findAccount(ctx, tx, accountID)
		if err != nil {
			return err
		}
		if !a.Disabled.IsZero() {
			return fault.New(fault.Conflict, "Kontoen er spærret. Intet er ændret.")
		}
		if _, err := tx.ExecContext(ctx, `UPDATE identity SET account_id = NULL, linked_at = NULL WHERE provider = $1 AND account_id = $2`, provider, accountID); err != nil {
			return err
		}
		if err := link(ctx, tx, Identity{Provider: provider, Subject: subject}, accountID, by.Account.ID); err != nil {
			return err
		}
		return endSessions(ctx, tx, accountID, "")
	})
}

// link gives an identity that waits to an account.
func link(ctx context.Context, tx *db.Tx, i Identity, accountID, by string) error {
	if err := changed(tx.ExecContext(ctx, `UPDATE identity SET account_id = $3, linked_at = $4 WHERE provider = $1 AND subject = $2 AND account_id IS NULL`,
		i.Provider, i.Subject, accountID, tx.Now.UnixMicro()))("Identiteten findes ikke eller hører til en konto."); err != nil {
		return err
	}
	return record(ctx, tx, Event{Kind: IdentityLinked, AccountID: accountID, By: by, Detail: i.Provider})
}

// Identities returns the identities of an account.
func (s *Store) Identities(ctx context.Context, accountID string) (list []Identity, err error) {
	defer fault.In(&err, "access: identities of %s", accountID)
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, scanIdentity, identityColumns+` WHERE account_id = $1 ORDER BY provider, subject`,
			sql.NullString{String: accountID, Valid: true})
		return err
	})
	return list, err
}
