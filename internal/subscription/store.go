package subscription

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"strings"
	"time"

	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/initiative"
	"klynge/internal/job"
	"klynge/internal/mail"
	"klynge/internal/meeting"
	"klynge/internal/person"
	"klynge/internal/search"
)

// A Searcher finds what the public may see.
type Searcher interface {
	Search(ctx context.Context, q search.Query) (search.Results, error)
}

// A Store keeps who follows what. It reads the record as the public may.
type Store struct {
	db          *db.DB
	meetings    *meeting.Public
	bodies      *body.Public
	people      *person.Public
	initiatives *initiative.Public
	search      Searcher
	writer      Writer
}

// New returns the subscriptions of a database.
func New(d *db.DB, search Searcher, writer Writer) *Store {
	return &Store{d, meeting.NewPublic(d), body.NewPublic(d), person.NewPublic(d), initiative.NewPublic(d), search, writer}
}

// A Wish is what somebody asks to follow.
type Wish struct {
	Target
	Address   string
	Frequency Frequency
	Language  string
	From      string // network address of who asks
}

// Ask sends a mail to the address, with a link to confirm. It answers alike
// whether the address follows something or not, and whether it was written to
// too often today, in which case nothing is sent.
func (s *Store) Ask(ctx context.Context, w Wish) (err error) {
	defer fault.In(&err, "ask to follow %s %s", w.Kind, w.Subject)
	if w.Subject == "" {
		return errNothing
	}
	if !w.Frequency.Valid() {
		w.Frequency = Daily
	}
	if w.Address, err = mail.Address(w.Address); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		allowed, err := throttle(ctx, tx, w)
		if err != nil || !allowed {
			return err
		}
		sub, err := s.keep(ctx, tx, w)
		if err != nil {
			return err
		}
		write := s.writer.Invite
		if !sub.Confirmed.IsZero() {
			write = s.writer.Remind
		}
		m, err := write(sub)
		if err != nil {
			return err
		}
		m.To, m.Reference, m.Until = sub.Address, inviting+sub.ID, tx.Now.Add(Patience)
		if _, err := mail.Queue(ctx, tx, m); err != nil {
			return err
		}
		return job.AddOnce(ctx, tx, PurgeKind, "", nil, tx.Now.Add(Patience))
	})
}

// throttle counts who asks for whom. Both are kept for a day as keyed hashes,
// which say nothing without the key.
func throttle(ctx context.Context, tx *db.Tx, w Wish) (allowed bool, err error) {
	// The head row is also what makes two that ask at once come one after the other.
	if _, err := tx.ExecContext(ctx, `UPDATE news_head SET salt = CASE WHEN salt = '' THEN $1 ELSE salt END WHERE id = 1`, rand.Text()); err != nil {
		return false, err
	}
	var salt string
	if err := tx.QueryRowContext(ctx, `SELECT salt FROM news_head WHERE id = 1`).Scan(&salt); err != nil {
		return false, err
	}
	count := func(who string, since time.Duration) (hash string, n int, err error) {
		sum := hmac.New(sha256.New, []byte(salt))
		sum.Write([]byte(who))
		hash = hex.EncodeToString(sum.Sum(nil))
		err = tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM subscription_ask WHERE who = $1 AND at > $2`, hash, tx.Now.Add(-since).UnixMicro()).Scan(&n)
		return hash, n, err
	}
	from, asked, err := count("from "+w.From, time.Hour)
	if err != nil {
		return false, err
	}
	if asked >= AsksFrom {
		return false, errTooMany
	}
	to, sent, err := count("to "+mail.Key(w.Address), 24*time.Hour)
	if err != nil {
		return false, err
	}
	allowed = sent < AsksOfAddress
	for _, who := range []string{from, to} {
		if who == to && !allowed {
			continue
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO subscription_ask (who, at) VALUES ($1, $2)`, who, tx.Now.UnixMicro()); err != nil {
			return false, err
		}
	}
	return allowed, nil
}

// keep finds the subscription that a wish is for, or makes it.
func (s *Store) keep(ctx context.Context, tx *db.Tx, w Wish) (sub Subscription, err error) {
	key := mail.Key(w.Address)
	sub, err = one(ctx, tx, `WHERE address_key = $1 AND kind = $2 AND subject = $3`, key, w.Kind, w.Subject)
	if err == nil && !sub.Confirmed.IsZero() {
		return sub, nil // what it wants now is changed behind the link, by whoever gets the mail
	}
	if err == nil {
		_, err = tx.ExecContext(ctx, `UPDATE subscription SET frequency = $2, language = $3, created_at = $4 WHERE id = $1`, sub.ID, w.Frequency, w.Language, tx.Now.UnixMicro())
		sub.Frequency, sub.Language, sub.Created = w.Frequency, w.Language, tx.Now
		return sub, err
	}
	if !fault.Is(err, fault.Missing) {
		return sub, err
	}
	sub = Subscription{ID: id.New(tx.Now), Token: rand.Text(), Target: w.Target, Address: w.Address, Frequency: w.Frequency, Language: w.Language, Created: tx.Now}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO subscription (id, token, address, address_key, kind, subject, name, frequency, language, seen, refusals, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, $10)`,
		sub.ID, sub.Token, sub.Address, key, sub.Kind, sub.Subject, sub.Name, sub.Frequency, sub.Language, tx.Now.UnixMicro())
	return sub, err
}

type row = interface{ Scan(...any) error }

const columns = `id, token, kind, subject, name, address, frequency, language, seen, created_at, confirmed_at, sent_at`

func scan(r row) (s Subscription, err error) {
	var created int64
	var confirmed, sent sql.NullInt64
	err = r.Scan(&s.ID, &s.Token, &s.Kind, &s.Subject, &s.Name, &s.Address, &s.Frequency, &s.Language, &s.Seen, &created, &confirmed, &sent)
	s.Created = time.UnixMicro(created).UTC()
	if confirmed.Valid {
		s.Confirmed = time.UnixMicro(confirmed.Int64).UTC()
	}
	if sent.Valid {
		s.Sent = time.UnixMicro(sent.Int64).UTC()
	}
	return s, err
}

func one(ctx context.Context, tx *db.Tx, where string, args ...any) (s Subscription, err error) {
	s, err = scan(tx.QueryRowContext(ctx, `SELECT `+columns+` FROM subscription `+where, args...))
	if db.Missing(err, "") != err {
		return s, errGone
	}
	return s, err
}

// byToken returns the subscription that a link opens. A link to confirm is good
// for [Patience].
func byToken(ctx context.Context, tx *db.Tx, token string) (s Subscription, err error) {
	s, err = one(ctx, tx, `WHERE token = $1`, token)
	if err == nil && s.Confirmed.IsZero() && tx.Now.Sub(s.Created) > Patience {
		return s, errGone
	}
	return s, err
}

// Find returns the subscription that a link opens, and the others of the same
// address. The one who has the link has read the mail to that address.
func (s *Store) Find(ctx context.Context, token string) (sub Subscription, others []Subscription, err error) {
	defer fault.In(&err, "find a subscription")
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if sub, err = byToken(ctx, tx, token); err != nil || sub.Confirmed.IsZero() {
			return err
		}
		others, err = db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM subscription
			WHERE address_key = $1 AND id <> $2 AND confirmed_at IS NOT NULL ORDER BY name, id`, mail.Key(sub.Address), sub.ID)
		return err
	})
	return sub, others, err
}

// Confirm says that the owner of the address wants it. What is known already is
// not news to them.
func (s *Store) Confirm(ctx context.Context, token string) (err error) {
	defer fault.In(&err, "confirm a subscription")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		sub, err := byToken(ctx, tx, token)
		if err != nil || !sub.Confirmed.IsZero() {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE subscription SET confirmed_at = $2, seen = (SELECT next - 1 FROM news_head WHERE id = 1)
			WHERE id = $1 AND confirmed_at IS NULL`, sub.ID, tx.Now.UnixMicro())
		return err
	})
}

// SetFrequency changes how often. What waits to be told comes at the new time
// when that is earlier.
func (s *Store) SetFrequency(ctx context.Context, token string, f Frequency) (err error) {
	defer fault.In(&err, "change a subscription")
	if !f.Valid() {
		return fault.New(fault.Invalid, "Vælg, hvor ofte du vil have mail. Intet er ændret.")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		sub, err := byToken(ctx, tx, token)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE subscription SET frequency = $2 WHERE id = $1`, sub.ID, f); err != nil || sub.Confirmed.IsZero() {
			return err
		}
		return job.AddOnce(ctx, tx, DigestKind, sub.ID, sub.ID, f.Due(tx.Now, sub.Sent))
	})
}

// End deletes a subscription and the mails of it that wait. One that is gone
// already is no error: a mail program may press the button twice.
func (s *Store) End(ctx context.Context, token string) (err error) {
	defer fault.In(&err, "end a subscription")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		sub, err := one(ctx, tx, `WHERE token = $1`, token)
		if fault.Is(err, fault.Missing) {
			return nil
		}
		if err != nil {
			return err
		}
		return forget(ctx, tx, sub.ID)
	})
}

// EndAll deletes all subscriptions of the address that a link belongs to.
func (s *Store) EndAll(ctx context.Context, token string) (err error) {
	defer fault.In(&err, "end all subscriptions of an address")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		sub, err := byToken(ctx, tx, token)
		if err != nil {
			return err
		}
		all, err := db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM subscription WHERE address_key = $1`, mail.Key(sub.Address))
		if err != nil {
			return err
		}
		for _, one := range all {
			if err := forget(ctx, tx, one.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

func forget(ctx context.Context, tx *db.Tx, id string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM subscription WHERE id = $1`, id); err != nil {
		return err
	}
	for _, prefix := range []string{inviting + id, digesting + id + ":"} {
		if _, err := mail.Recall(ctx, tx, prefix); err != nil {
			return err
		}
	}
	return nil
}

// What mails of a subscription refer to: its id, and of a digest where it stood in
// the log before.
const (
	inviting  = "invitation:"
	digesting = "digest:"
)

// Settled hears what became of a mail (mail.Settled): an address that refuses
// for good, three times in a row or before it was confirmed, is deleted.
func (s *Store) Settled(ctx context.Context, tx *db.Tx, m mail.Message, refused error) error {
	kind, id, _ := strings.Cut(m.Reference, ":")
	if id, _, _ = strings.Cut(id, ":"); kind+":" != inviting && kind+":" != digesting {
		return nil
	}
	if refused == nil {
		_, err := tx.ExecContext(ctx, `UPDATE subscription SET refusals = 0 WHERE id = $1 AND refusals > 0`, id)
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE subscription SET refusals = refusals + 1 WHERE id = $1`, id); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM subscription WHERE id = $1 AND (refusals >= $2 OR confirmed_at IS NULL)`, id, refusals)
	return err
}

// kept is how long the log of news is kept: longer than anybody is behind.
const kept = 90 * 24 * time.Hour

// purge deletes what is not needed any more, and sees to it that it runs again
// while there is anything that will be.
func (s *Store) purge(ctx context.Context, _ job.Job) (err error) {
	defer fault.In(&err, "purge subscriptions")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		late, err := db.Collect(ctx, tx, func(r row) (id string, err error) { return id, r.Scan(&id) },
			`SELECT id FROM subscription WHERE confirmed_at IS NULL AND created_at < $1`, tx.Now.Add(-Patience).UnixMicro())
		if err != nil {
			return err
		}
		for _, id := range late {
			if err := forget(ctx, tx, id); err != nil {
				return err
			}
		}
		for statement, before := range map[string]time.Duration{
			`DELETE FROM subscription_ask WHERE at < $1`: 24 * time.Hour,
			`DELETE FROM news WHERE at < $1`:             kept,
		} {
			if _, err := tx.ExecContext(ctx, statement, tx.Now.Add(-before).UnixMicro()); err != nil {
				return err
			}
		}
		var left int
		if err := tx.QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM subscription WHERE confirmed_at IS NULL) +
			(SELECT COUNT(*) FROM subscription_ask) + (SELECT COUNT(*) FROM news)`).Scan(&left); err != nil || left == 0 {
			return err
		}
		return job.AddOnce(ctx, tx, PurgeKind, "", nil, tx.Now.Add(24*time.Hour))
	})
}
