package fund

import (
	"context"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// Clear removes the statements of a meeting.
func Clear(ctx context.Context, tx *db.Tx, meetingID string) (err error) {
	defer fault.In(&err, "fund: clear %s", meetingID)
	for _, statement := range []string{
		`DELETE FROM fund_line WHERE statement_id IN (SELECT id FROM fund_statement WHERE meeting_id = $1)`,
		`DELETE FROM fund_statement WHERE meeting_id = $1`,
	} {
		if _, err := tx.ExecContext(ctx, statement, meetingID); err != nil {
			return err
		}
	}
	return nil
}

// Add writes one statement with its lines.
func Add(ctx context.Context, tx *db.Tx, s Statement) (err error) {
	defer fault.In(&err, "fund: add %d of meeting %s", s.Position, s.MeetingID)
	s.ID = id.New(tx.Now)
	if _, err := tx.ExecContext(ctx, `INSERT INTO fund_statement (id, meeting_id, position, item_id, title, total, has_total, remaining, has_rest)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, s.ID, s.MeetingID, s.Position, db.Null(s.ItemID), s.Title,
		int64(s.Total), s.HasTotal, int64(s.Remaining), s.HasRest); err != nil {
		return err
	}
	for _, line := range s.Lines {
		if _, err := tx.ExecContext(ctx, `INSERT INTO fund_line (statement_id, position, label, amount, rest) VALUES ($1, $2, $3, $4, $5)`,
			s.ID, line.Position, line.Label, int64(line.Amount), line.Rest); err != nil {
			return err
		}
	}
	return nil
}

// Link says which initiative a line of a meeting's statement is for.
func Link(ctx context.Context, tx *db.Tx, meetingID string, statement, line int, initiativeID string) error {
	_, err := tx.ExecContext(ctx, `UPDATE fund_line SET initiative_id = $4
		WHERE position = $3 AND statement_id = (SELECT id FROM fund_statement WHERE meeting_id = $1 AND position = $2)`,
		meetingID, statement, line, db.Null(initiativeID))
	return err
}
