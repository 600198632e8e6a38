package minutes

import (
	"context"
	"strings"

	"klynge/internal/db"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/reader/reading"
)

// meetingOf returns the meeting that an item is on the agenda of.
func meetingOf(ctx context.Context, tx *db.Tx, itemID string) (meetingID string, err error) {
	err = tx.QueryRowContext(ctx, `SELECT COALESCE(meeting_id, '') FROM draft_item WHERE id = $1`, itemID).Scan(&meetingID)
	return meetingID, db.Missing(err, "Punktet findes ikke. Intet er gemt.")
}

// actOn is [Store.act] on the meeting of an item.
func (s *Store) actOn(ctx context.Context, itemID string, by By, do func(h *held) error) error {
	var meetingID string
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		meetingID, err = meetingOf(ctx, tx, itemID)
		return err
	}); err != nil {
		return err
	}
	return s.act(ctx, meetingID, by, do)
}

func (b By) writer() draft.Writer {
	return draft.Writer{ID: b.Who.Account.ID, Name: b.Who.Account.Name}
}

// Write saves a text of an item's minutes, [Discussion] or [Decided], over the
// version it began from (package draft). Members do not see it until it is
// released.
func (s *Store) Write(ctx context.Context, itemID, field string, base int64, text string, by By) (f draft.Field, c *draft.Conflict, err error) {
	defer fault.In(&err, "minutes: write %s of %s", field, itemID)
	if field != Discussion && field != Decided {
		return f, nil, fault.New(fault.Missing, "Referatet har ikke det felt. Intet er gemt.")
	}
	err = s.actOn(ctx, itemID, by, func(h *held) (err error) {
		f, c, err = draft.Save(ctx, h.Tx, itemID, field, base, text, by.writer())
		return err
	})
	return f, c, err
}

// Release lets those who follow the meeting see the decision of an item as it
// stands. What is written afterwards they do not see until it is released again.
func (s *Store) Release(ctx context.Context, itemID string, by By) (err error) {
	defer fault.In(&err, "minutes: release %s", itemID)
	return s.actOn(ctx, itemID, by, func(h *held) error {
		f, err := draft.Find(ctx, h.Tx, itemID, Decided)
		if err != nil {
			return err
		}
		if strings.TrimSpace(f.Text) == "" {
			return fault.New(fault.Invalid, "Der er ikke skrevet en beslutning endnu, så der er intet at vise.")
		}
		it, err := h.sentItem(ctx, itemID)
		if err != nil {
			return err
		}
		if err := h.treat(ctx, itemID); err != nil {
			return err
		}
		outcome, err := h.outcome(ctx, itemID)
		if err != nil {
			return err
		}
		done, err := h.ExecContext(ctx, `UPDATE treatment SET released = $2, released_at = $3, released_text = $4, version = version + 1
			WHERE item_id = $1 AND (released <> $2 OR released_text <> $4)`, itemID, f.Version, h.at.UnixMicro(), f.Text)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err
		}
		told := neutral(it)
		told.Text, told.Outcome, told.Minutes = f.Text, string(outcome), 0
		return h.tell(ctx, Released, it.Closed, told)
	})
}

// outcome returns what has become of an item so far.
func (h *held) outcome(ctx context.Context, itemID string) (reading.Outcome, error) {
	r, err := RecordOf(ctx, h.Tx, h.MeetingID)
	if err != nil {
		return "", err
	}
	for _, it := range r.Items {
		if it.ID == itemID {
			return it.Outcome, nil
		}
	}
	return "", nil
}
