package access

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"

	"github.com/go-webauthn/webauthn/webauthn"

	"klynge/internal/db"
	"klynge/internal/fault"
)

// owner returns an account that is not disabled, with its passkeys.
func (s *Store) owner(ctx context.Context, accountID string) (o owner, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if o.Account, err = findAccount(ctx, tx, accountID); err != nil {
			return err
		}
		if !o.Disabled.IsZero() {
			return errDisabled
		}
		o.keys, err = db.Collect(ctx, tx, func(r row) (key webauthn.Credential, err error) {
			var text string
			if err := r.Scan(&text); err != nil {
				return key, err
			}
			return key, json.Unmarshal([]byte(text), &key)
		}, `SELECT credential FROM passkey WHERE account_id = $1 ORDER BY created_at, id`, accountID)
		return err
	})
	return o, err
}

func (s *Store) signInByPasskey(ctx context.Context, accountID string, key webauthn.Credential, step string, from Browser, before string) (token string, err error) {
	text, err := json.Marshal(key)
	if err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := spend(ctx, tx, step); err != nil {
			return err
		}
		// The counter tells a copied key from the real one (WebAuthn level 3, 6.1.1).
		if err := changed(tx.ExecContext(ctx, `UPDATE passkey SET credential = $3, used_at = $4 WHERE id = $1 AND account_id = $2`,
			passkeyID(key), accountID, string(text), tx.Now.UnixMicro()))("Passkeyen er slettet."); err != nil {
			return err
		}
		token, err = begin(ctx, tx, accountID, ByPasskey, from, before)
		return err
	})
	return token, err
}

func passkeyID(key webauthn.Credential) string { return base64.RawURLEncoding.EncodeToString(key.ID) }

func (s *Store) addPasskey(ctx context.Context, by Who, key webauthn.Credential, name, step string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := spend(ctx, tx, step); err != nil {
			return err
		}
		if err := putPasskey(ctx, tx, by.Account.ID, key, name); err != nil {
			return err
		}
		return rotateSessions(ctx, tx, by.Account.ID)
	})
}

func (s *Store) acceptByPasskey(ctx context.Context, token string, key webauthn.Credential, name, step string, from Browser, before string) (session string, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := spend(ctx, tx, step); err != nil {
			return err
		}
		l, err := Redeem(ctx, tx, token, Welcome, Who{})
		if err != nil {
			return err
		}
		if err := endSessions(ctx, tx, l.AccountID, ""); err != nil {
			return err
		}
		if err := putPasskey(ctx, tx, l.AccountID, key, name); err != nil {
			return err
		}
		session, err = begin(ctx, tx, l.AccountID, ByPasskey, from, before)
		return err
	})
	return session, err
}

func putPasskey(ctx context.Context, tx *db.Tx, accountID string, key webauthn.Credential, name string) error {
	text, err := json.Marshal(key)
	if err != nil {
		return err
	}
	if name = clip(strings.Join(strings.Fields(name), " "), 60); name == "" {
		name = "Passkey"
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO passkey (id, account_id, name, credential, created_at, used_at) VALUES ($1, $2, $3, $4, $5, $5)`,
		passkeyID(key), accountID, name, string(text), tx.Now.UnixMicro())
	if db.Duplicate(err) {
		return fault.Because(err, fault.Conflict, "Den passkey er her allerede. Intet er ændret.")
	}
	if err != nil {
		return err
	}
	return record(ctx, tx, Event{Kind: PasskeyAdded, AccountID: accountID, By: accountID, Detail: name})
}

// PasskeysOf returns the passkeys of an account, the oldest first.
func (s *Store) PasskeysOf(ctx context.Context, accountID string) (list []Passkey, err error) {
	defer fault.In(&err, "access: passkeys of %s", accountID)
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, func(r row) (k Passkey, err error) {
			var made, used int64
			err = r.Scan(&k.ID, &k.Name, &made, &used)
			k.Made, k.Used = db.Instant(made), db.Instant(used)
			return k, err
		}, `SELECT id, name, created_at, used_at FROM passkey WHERE account_id = $1 ORDER BY created_at, id`, accountID)
		return err
	})
	return list, err
}

// RemovePasskey takes a passkey from one's own account, unless it is the last
// way in. Nobody removes another's by its id.
func (s *Store) RemovePasskey(ctx context.Context, passkeyID string, by Who) (err error) {
	defer fault.In(&err, "access: remove a passkey of %s", by.Account.ID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		// The account's row first: two tabs that each remove one of the last two
		// would both find the other.
		if _, err := tx.ExecContext(ctx, `UPDATE account SET name = name WHERE id = $1`, by.Account.ID); err != nil {
			return err
		}
		if err := changed(tx.ExecContext(ctx, `DELETE FROM passkey WHERE id = $1 AND account_id = $2`, passkeyID, by.Account.ID))(
			"Passkeyen findes ikke på din konto."); err != nil {
			return err
		}
		var left bool
		if err := tx.QueryRowContext(ctx, `SELECT `+ready+` FROM account a WHERE a.id = $1`, by.Account.ID).Scan(&left); err != nil {
			return err
		}
		if !left {
			return fault.New(fault.Conflict, "Det er din eneste måde at logge ind på. Den er ikke slettet. Vælg først en kode, eller tilføj en anden passkey.")
		}
		if err := rotateSessions(ctx, tx, by.Account.ID); err != nil {
			return err
		}
		return record(ctx, tx, Event{Kind: PasskeyRemoved, AccountID: by.Account.ID, By: by.Account.ID})
	})
}
