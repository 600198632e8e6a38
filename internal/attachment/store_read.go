package attachment

import (
	"context"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
)

const columns = `a.id, a.item_id, a.position, a.name, a.state, a.due, a.closed, a.file_name, a.digest, a.media_type, a.size,
	COALESCE((SELECT MAX(f.number) FROM draft_attachment_file f WHERE f.attachment_id = a.id), 0), COALESCE(a.supplied_at, 0), a.supplied_by,
	a.version, a.made_at, a.made_by`

func scan(row interface{ Scan(...any) error }) (a Attachment, err error) {
	var made, supplied int64
	err = row.Scan(&a.ID, &a.ItemID, &a.Position, &a.Name, &a.State, &a.Due, &a.Closed, &a.FileName, &a.Digest, &a.MediaType, &a.Size,
		&a.Number, &supplied, &a.SuppliedBy, &a.Version, &made, &a.MadeBy)
	a.Made = time.UnixMicro(made).UTC()
	if supplied != 0 {
		a.Supplied = time.UnixMicro(supplied).UTC()
	}
	return a, err
}

// Find returns a paper by id.
func Find(ctx context.Context, tx *db.Tx, id string) (_ Attachment, err error) {
	defer fault.In(&err, "attachment: find %s", id)
	a, err := scan(tx.QueryRowContext(ctx, `SELECT `+columns+` FROM draft_attachment a WHERE a.id = $1`, id))
	return a, db.Missing(err, "Bilaget findes ikke.")
}

// Of returns the papers of an item in order, those that were withdrawn too.
func Of(ctx context.Context, tx *db.Tx, itemID string) (_ []Attachment, err error) {
	defer fault.In(&err, "attachment: of item %s", itemID)
	return db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM draft_attachment a WHERE a.item_id = $1 ORDER BY a.position, a.id`, itemID)
}

// OfMeeting returns the papers of all items of a meeting's agenda, by the item's
// id, each in order.
func OfMeeting(ctx context.Context, tx *db.Tx, meetingID string) (papers map[string][]Attachment, err error) {
	defer fault.In(&err, "attachment: of meeting %s", meetingID)
	list, err := db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM draft_attachment a JOIN draft_item i ON i.id = a.item_id
		WHERE i.meeting_id = $1 ORDER BY a.position, a.id`, meetingID)
	papers = map[string][]Attachment{}
	for _, a := range list {
		papers[a.ItemID] = append(papers[a.ItemID], a)
	}
	return papers, err
}

// Files returns every file that a paper has had, the latest first.
func Files(ctx context.Context, tx *db.Tx, id string) (_ []File, err error) {
	defer fault.In(&err, "attachment: files of %s", id)
	return db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (f File, err error) {
		var at int64
		err = row.Scan(&f.Number, &f.FileName, &f.Digest, &f.MediaType, &f.Size, &at, &f.SuppliedBy)
		f.Supplied = time.UnixMicro(at).UTC()
		return f, err
	}, `SELECT number, file_name, digest, media_type, size, at, by_whom FROM draft_attachment_file WHERE attachment_id = $1 ORDER BY number DESC`, id)
}
