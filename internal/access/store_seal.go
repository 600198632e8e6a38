package access

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
)

var errStep = fault.New(fault.Forbidden, "Det tog for lang tid, eller siden blev åbnet i en anden browser. Intet er ændret. Begynd forfra.")

// Seal encrypts what a browser is to keep between two steps, so that a stranger
// who only begins leaves nothing in the database. It opens for the same purpose
// until life has passed (AES-256-GCM; the purpose is authenticated with it).
func (s *Store) Seal(ctx context.Context, purpose string, data []byte, life time.Duration) (sealed string, err error) {
	defer fault.In(&err, "access: seal %s", purpose)
	box, now, err := s.box(ctx)
	if err != nil {
		return "", err
	}
	plain := binary.BigEndian.AppendUint64(nil, uint64(now.Add(life).UnixMicro()))
	return base64.RawURLEncoding.EncodeToString(box.Seal(nil, nil, append(plain, data...), []byte(purpose))), nil
}

// Unseal opens what [Store.Seal] made for the same purpose.
func (s *Store) Unseal(ctx context.Context, purpose, sealed string) (data []byte, err error) {
	defer fault.In(&err, "access: unseal %s", purpose)
	box, now, err := s.box(ctx)
	if err != nil {
		return nil, err
	}
	bytes, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return nil, errStep
	}
	plain, err := box.Open(nil, nil, bytes, []byte(purpose))
	if err != nil || len(plain) < 8 || now.UnixMicro() >= int64(binary.BigEndian.Uint64(plain)) {
		return nil, errStep
	}
	return plain[8:], nil
}

// box returns the cipher with the installation's key, which is made the first
// time, and the time.
func (s *Store) box(ctx context.Context) (box cipher.AEAD, now time.Time, err error) {
	var text string
	read := func(tx *db.Tx) error {
		now = tx.Now
		_, err := found(tx.QueryRowContext(ctx, `SELECT key FROM seal WHERE id = 1`).Scan(&text))
		return err
	}
	if err := s.db.Read(ctx, read); err != nil {
		return nil, now, err
	}
	if text == "" {
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			var key [32]byte
			rand.Read(key[:]) // never fails: it crashes the program instead
			if _, err := tx.ExecContext(ctx, `INSERT INTO seal (id, key) VALUES (1, $1) ON CONFLICT (id) DO NOTHING`,
				base64.RawURLEncoding.EncodeToString(key[:])); err != nil {
				return err
			}
			return read(tx)
		})
		if err != nil {
			return nil, now, err
		}
	}
	key, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, now, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, now, err
	}
	box, err = cipher.NewGCMWithRandomNonce(block)
	return box, now, err
}

// Spend uses up a sealed step.
func (s *Store) Spend(ctx context.Context, step string) (err error) {
	defer fault.In(&err, "access: spend a step")
	return s.db.Write(ctx, func(tx *db.Tx) error { return spend(ctx, tx, step) })
}

func spend(ctx context.Context, tx *db.Tx, step string) error {
	// What is sealed, not how it is written: base64 has several ways to end.
	bytes, err := base64.RawURLEncoding.DecodeString(step)
	if err != nil {
		return errStep
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM spent WHERE ends_at < $1`, tx.Now.UnixMicro()); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO spent (step, ends_at) VALUES ($1, $2)`, hashed(string(bytes)), tx.Now.Add(stepLife).UnixMicro())
	if db.Duplicate(err) {
		return fault.Because(err, fault.Conflict, "Det trin er allerede taget. Intet er ændret. Begynd forfra.")
	}
	return err
}
