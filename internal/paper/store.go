package paper

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/reader/reading"
)

// Find returns the document with a digest.
func Find(ctx context.Context, tx *db.Tx, digest string) (d Document, err error) {
	defer fault.In(&err, "paper: find %s", digest)
	d, err = scan(tx.QueryRowContext(ctx, `SELECT `+columns+` FROM document WHERE id = $1`, digest))
	return d, db.Missing(err, "Dokumentet findes ikke i arkivet.")
}

// Of returns the documents of a meeting, the first version first.
func Of(ctx context.Context, tx *db.Tx, meetingID string) ([]Document, error) {
	return db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM document WHERE meeting_id = $1 ORDER BY version`, meetingID)
}

const columns = `id, meeting_id, version, name, kind, format, size, pages, text, reading, read_at`

func scan(row interface{ Scan(...any) error }) (d Document, err error) {
	var at int64
	err = row.Scan(&d.ID, &d.MeetingID, &d.Version, &d.Name, &d.Kind, &d.Format, &d.Size, &d.Pages, &d.Text, &d.Reading, &at)
	d.ReadAt = time.UnixMicro(at).UTC()
	return d, err
}

// Add keeps a document as the next version of its meeting.
func Add(ctx context.Context, tx *db.Tx, d Document) (_ Document, err error) {
	defer fault.In(&err, "paper: add %s", d.ID)
	if err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(version), 0) + 1 FROM document WHERE meeting_id = $1`, d.MeetingID).Scan(&d.Version); err != nil {
		return d, err
	}
	d.ReadAt = tx.Now
	_, err = tx.ExecContext(ctx, `INSERT INTO document (id, meeting_id, version, name, kind, format, size, pages, text, reading, read_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		d.ID, d.MeetingID, d.Version, d.Name, d.Kind, d.Format, d.Size, d.Pages, d.Text, string(d.Reading), d.ReadAt.UnixMicro())
	return d, err
}

// Encode returns a reading as the JSON that is kept. The document's text is
// kept beside it.
func Encode(r *reading.Reading) ([]byte, error) {
	kept := *r
	kept.Document = nil
	return json.Marshal(kept)
}

// Decode returns the reading of a document as it was read.
func (d Document) Decode() (*reading.Reading, error) {
	var r reading.Reading
	if err := json.Unmarshal(d.Reading, &r); err != nil {
		return nil, errors.Join(fault.New(fault.Internal, "Læsningen af %s kan ikke forstås.", d.Name), err)
	}
	return &r, nil
}
