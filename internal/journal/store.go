package journal

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// Store keeps the journal.
type Store struct{ db *db.DB }

// NewStore returns the journal of a database.
func NewStore(d *db.DB) *Store { return &Store{d} }

const columns = `id, body_id, case_number, case_code, direction, date, theme, party, what, text, item_id, digest, file_name, closed,
	made_at, made_by, version`

func scan(row interface{ Scan(...any) error }) (e Entry, err error) {
	var made int64
	err = row.Scan(&e.ID, &e.BodyID, &e.Case, &e.Code, &e.Direction, &e.Date, &e.Theme, &e.Party, &e.What, &e.Text, &e.ItemID, &e.Digest,
		&e.FileName, &e.Closed, &made, &e.By, &e.Version)
	e.Made = time.UnixMicro(made).UTC()
	return e, err
}

// Enter keeps a new line, in the transaction of what it tells of. It takes its
// case from the item and its code from the lines of the case. A document that
// already has the same line on the same day is not entered again, so a retry and
// a double click leave one.
func Enter(ctx context.Context, tx *db.Tx, e Entry) (err error) {
	defer fault.In(&err, "journal: enter")
	if e, err = e.tidy(access.Day(tx.Now)); err != nil {
		return err
	}
	if err := e.inherit(ctx, tx); err != nil {
		return err
	}
	if e.What == Document {
		var there int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM journal_entry WHERE body_id = $1 AND item_id = $2 AND what = $3 AND direction = $4
			AND date = $5 AND theme = $6 AND party = $7 AND digest = $8`, e.BodyID, e.ItemID, e.What, e.Direction, e.Date, e.Theme, e.Party,
			e.Digest).Scan(&there); err != nil || there > 0 {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO journal_entry (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1)`,
		id.New(tx.Now), e.BodyID, e.Case, e.Code, e.Direction, e.Date, e.Theme, e.Party, e.What, e.Text, e.ItemID, e.Digest, e.FileName,
		e.Closed, tx.Now.UnixMicro(), e.By)
	return err
}

// inherit gives an entry what its item and its case know: the number of the
// case, its code, and that the item is closed.
func (e *Entry) inherit(ctx context.Context, tx *db.Tx) error {
	missing := func(err error) bool { return err != nil && !errors.Is(err, sql.ErrNoRows) }
	if e.ItemID != "" {
		var number string
		var closed bool
		if err := tx.QueryRowContext(ctx, `SELECT case_number, closed FROM draft_item WHERE id = $1`, e.ItemID).Scan(&number, &closed); missing(err) {
			return err
		}
		e.Case, e.Closed = cmp.Or(e.Case, oneLine(number)), e.Closed || closed
	}
	if e.Code == "" && e.Case != "" {
		err := tx.QueryRowContext(ctx, `SELECT case_code FROM journal_entry WHERE body_id = $1 AND case_number = $2 AND case_code <> ''
			ORDER BY date DESC, id DESC LIMIT 1`, e.BodyID, e.Case).Scan(&e.Code)
		if missing(err) {
			return err
		}
	}
	return nil
}

// EnterAll keeps lines in a transaction of their own: all of them or none.
func (s *Store) EnterAll(ctx context.Context, list []Entry) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		for _, e := range list {
			if err := Enter(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// Amend puts a line right: its case, code, theme, party and date. What it said
// before is kept.
func (s *Store) Amend(ctx context.Context, e Entry, by string) (err error) {
	defer fault.In(&err, "journal: amend %s", e.ID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := scan(tx.QueryRowContext(ctx, `SELECT `+columns+` FROM journal_entry WHERE id = $1 AND body_id = $2`, e.ID, e.BodyID))
		if err != nil {
			return db.Missing(err, "Linjen findes ikke i journalen.")
		}
		now := was
		now.Case, now.Code, now.Theme, now.Party, now.Date = e.Case, e.Code, e.Theme, e.Party, e.Date
		if now, err = now.tidy(access.Day(tx.Now)); err != nil {
			return err
		}
		if now == was {
			return nil
		}
		result, err := tx.ExecContext(ctx, `UPDATE journal_entry SET case_number = $3, case_code = $4, theme = $5, party = $6, date = $7, version = version + 1
			WHERE id = $1 AND version = $2`, e.ID, e.Version, now.Case, now.Code, now.Theme, now.Party, now.Date)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, fault.New(fault.Conflict, "En anden har rettet linjen imens. Deres rettelse er gemt, din er ikke. Se den, og ret igen."))
		}
		before, err := json.Marshal(was)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO journal_change (id, entry_id, at, by_whom, was) VALUES ($1, $2, $3, $4, $5)`,
			id.New(tx.Now), e.ID, tx.Now.UnixMicro(), by, string(before))
		return err
	})
}
