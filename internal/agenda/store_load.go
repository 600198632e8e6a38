package agenda

import (
	"context"

	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/plan"
	"klynge/internal/seat"
)

// A Store keeps agendas. Every act is one transaction, and asks whether whoever
// acts may.
type Store struct {
	db *db.DB
	// Letters write the mails of a dispatch; without them nothing is mailed.
	Letters Letters
	// Sent is told of a dispatch, in its transaction; nil for nobody.
	Sent func(ctx context.Context, tx *db.Tx, meetingID string) error
}

// NewStore returns the agendas of a database.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// Work returns the agenda of a meeting as it stands.
func (s *Store) Work(ctx context.Context, meetingID string) (w Work, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		w, err = load(ctx, tx, meetingID)
		return err
	})
	return w, err
}

// Item returns an item with its texts.
func (s *Store) Item(ctx context.Context, id string) (it Item, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		it, err = Find(ctx, tx, id)
		return err
	})
	return it, err
}

// History returns the versions of a text of an item, the latest first.
func (s *Store) History(ctx context.Context, itemID, field string) (list []draft.Field, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = draft.History(ctx, tx, itemID, field)
		return err
	})
	return list, err
}

func load(ctx context.Context, tx *db.Tx, meetingID string) (w Work, err error) {
	defer fault.In(&err, "agenda: load the agenda of %s", meetingID)
	w.Now = tx.Now
	if w.Meeting, err = plan.Find(ctx, tx, meetingID); err != nil {
		return w, err
	}
	if w.Body, err = body.Find(ctx, tx, w.Meeting.BodyID); err != nil {
		return w, err
	}
	if w.Rules, err = plan.RulesOf(ctx, tx, w.Meeting.BodyID); err != nil {
		return w, err
	}
	if w.Items, err = Of(ctx, tx, meetingID); err != nil {
		return w, err
	}
	if w.Papers, err = papers(ctx, tx, meetingID); err != nil {
		return w, err
	}
	if w.Sent, err = Dispatches(ctx, tx, meetingID); err != nil {
		return w, err
	}
	if w.Seats, err = seat.Of(ctx, tx, w.Meeting.BodyID, w.Meeting.Date); err != nil {
		return w, err
	}
	w.Head, err = head(ctx, tx, meetingID)
	return w, err
}

// papers returns the papers of all items of a meeting by the item's id.
func papers(ctx context.Context, tx *db.Tx, meetingID string) (map[string][]SentAttachment, error) {
	type paper struct {
		itemID string
		SentAttachment
	}
	list, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (p paper, err error) {
		err = row.Scan(&p.itemID, &p.ID, &p.Name, &p.State, &p.Due, &p.Digest, &p.Closed)
		return p, err
	}, `SELECT a.item_id, a.id, a.name, a.state, a.due, a.digest, a.closed FROM draft_attachment a JOIN draft_item i ON i.id = a.item_id
		WHERE i.meeting_id = $1 ORDER BY a.position, a.id`, meetingID)
	byItem := map[string][]SentAttachment{}
	for _, p := range list {
		byItem[p.itemID] = append(byItem[p.itemID], p.SentAttachment)
	}
	return byItem, err
}
