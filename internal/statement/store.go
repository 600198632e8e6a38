package statement

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/desk"
	"klynge/internal/fault"
)

// Path is where somebody says that they have gone through the statement.
const Path = "/arbejde/tilgaengelighed"

// Notice is how many days before it is due that the desk says so.
const Notice = 30

// Store keeps when the statement was gone through.
type Store struct{ db *db.DB }

// NewStore returns what a database knows of the statement.
func NewStore(d *db.DB) *Store { return &Store{d} }

// Last returns the day of the last review, "" when there was none.
func (s *Store) Last(ctx context.Context) (day string, err error) {
	defer fault.In(&err, "statement: last review")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT day FROM statement_review ORDER BY day DESC LIMIT 1`).Scan(&day)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return day, err
}

// Review keeps that somebody has gone through the statement today. A second time
// on one day changes nothing.
func (s *Store) Review(ctx context.Context, who access.Who) (err error) {
	defer fault.In(&err, "statement: review")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO statement_review (day, at, by_id, by_name) VALUES ($1, $2, $3, $4) ON CONFLICT (day) DO NOTHING`,
			access.Day(tx.Now), tx.Now.UnixMicro(), who.Account.ID, who.Account.Name)
		return err
	})
}

// Waiting reminds those who manage the installation of the yearly review.
func (s *Store) Waiting(ctx context.Context, who access.Who, day string) ([]desk.Line, error) {
	if !who.May(access.ManageAccess, "") {
		return nil, nil
	}
	last, err := s.Last(ctx)
	if err != nil {
		return nil, err
	}
	today, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return nil, fault.Because(err, fault.Internal, "the day %q", day)
	}
	due := Due(last, day)
	if due > today.AddDate(0, 0, Notice).Format(time.DateOnly) {
		return nil, nil
	}
	return []desk.Line{{Due: due, Text: "Gå tilgængelighedserklæringen igennem", About: "Den skal ajourføres mindst en gang om året", Path: Path}}, nil
}
