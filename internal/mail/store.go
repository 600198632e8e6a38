package mail

import (
	"context"
	"database/sql"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/job"
)

// Kind is the kind of the jobs that send.
const Kind = "mail"

// Queue keeps a message to be sent when the transaction has committed, and
// returns its id.
func Queue(ctx context.Context, tx *db.Tx, m Message) (_ string, err error) {
	defer fault.In(&err, "queue mail")
	if m.To, err = Address(m.To); err != nil {
		return "", err
	}
	m.ID = id.New(tx.Now)
	until := sql.NullInt64{Int64: m.Until.UnixMicro(), Valid: !m.Until.IsZero()}
	if _, err := tx.ExecContext(ctx, `
		INSERT INTO mail_message (id, recipient, subject, body_text, body_html, calendar, unsubscribe, reference, until_at, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		m.ID, m.To, line(m.Subject), m.Text, m.HTML, m.Calendar, m.Unsubscribe, m.Reference, until, tx.Now.UnixMicro()); err != nil {
		return "", err
	}
	return m.ID, job.AddOnce(ctx, tx, Kind, m.ID, m.ID, tx.Now)
}

func find(ctx context.Context, d *db.DB, id string) (m Message, err error) {
	err = d.Read(ctx, func(tx *db.Tx) error {
		var until sql.NullInt64
		var created int64
		err := tx.QueryRowContext(ctx, `SELECT id, recipient, subject, body_text, body_html, calendar, unsubscribe, reference, until_at, created_at
			FROM mail_message WHERE id = $1`, id).
			Scan(&m.ID, &m.To, &m.Subject, &m.Text, &m.HTML, &m.Calendar, &m.Unsubscribe, &m.Reference, &until, &created)
		m.Created = time.UnixMicro(created).UTC()
		if until.Valid {
			m.Until = time.UnixMicro(until.Int64).UTC()
		}
		return db.Missing(err, "Mailen findes ikke.")
	})
	return m, err
}

// Settled is told what became of a message, in the transaction that forgets it:
// refused is nil when the server took it. It may be told twice of one message.
type Settled func(ctx context.Context, tx *db.Tx, m Message, refused error) error

// Deliver returns the handler of the jobs that send.
//
// A message that was taken, refused for good or has outlived its use is deleted.
// One that could not be sent in all its attempts stays, for an operator who asks
// for it again ([job.Retry]).
func Deliver(d *db.DB, post Post, settled Settled) job.Handler {
	return func(ctx context.Context, j job.Job) error {
		var id string
		if err := j.Read(&id); err != nil {
			return err
		}
		m, err := find(ctx, d, id)
		if fault.Is(err, fault.Missing) {
			return nil // an attempt before this one sent it
		}
		if err != nil {
			return err
		}
		late, err := outlived(ctx, d, m)
		if err != nil || late {
			return err
		}
		refused := post.Send(ctx, m)
		if refused != nil && !job.IsPermanent(refused) {
			return refused
		}
		// The server has answered: that is kept even when the program is about to stop.
		if err := forget(context.WithoutCancel(ctx), d, m, refused, settled); err != nil {
			return err
		}
		return refused
	}
}

// outlived deletes a message that is not worth sending any more.
func outlived(ctx context.Context, d *db.DB, m Message) (late bool, err error) {
	if m.Until.IsZero() {
		return false, nil
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		if late = tx.Now.After(m.Until); !late {
			return nil
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM mail_message WHERE id = $1`, m.ID)
		return err
	})
	return late, err
}

func forget(ctx context.Context, d *db.DB, m Message, refused error, settled Settled) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		if settled != nil {
			if err := settled(ctx, tx, m, refused); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM mail_message WHERE id = $1`, m.ID)
		return err
	})
}

// Recall deletes the messages that have not been sent and whose references begin
// with a prefix of letters, digits, ":" and "-", and returns the references. One that is
// on its way to the server this moment is not caught.
func Recall(ctx context.Context, tx *db.Tx, prefix string) (references []string, err error) {
	defer fault.In(&err, "recall mail %s", prefix)
	references, err = db.Collect(ctx, tx, func(r interface{ Scan(...any) error }) (reference string, err error) {
		return reference, r.Scan(&reference)
	}, `SELECT reference FROM mail_message WHERE reference LIKE $1 ORDER BY created_at, id`, prefix+"%")
	if err != nil || len(references) == 0 {
		return nil, err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM mail_message WHERE reference LIKE $1`, prefix+"%")
	return references, err
}

// Waiting returns how many messages are on their way.
func Waiting(ctx context.Context, d *db.DB) (n int, err error) {
	err = d.Read(ctx, func(tx *db.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM mail_message`).Scan(&n)
	})
	return n, err
}
