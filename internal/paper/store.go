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

// Add keeps a document as the next version of its meeting. The number of one that
// was withdrawn is not used again.
func Add(ctx context.Context, tx *db.Tx, d Document) (_ Document, err error) {
	defer fault.In(&err, "paper: add %s", d.ID)
	if err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(version), 0) + 1 FROM (
		SELECT version FROM document WHERE meeting_id = $1 UNION ALL SELECT version FROM withdrawn_document WHERE meeting_id = $1) known`, d.MeetingID).Scan(&d.Version); err != nil {
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

// Withdraw moves a document out of the public record, as it is.
func Withdraw(ctx context.Context, tx *db.Tx, d Document, slug string) (err error) {
	defer fault.In(&err, "paper: withdraw %s", d.ID)
	if _, err := tx.ExecContext(ctx, `INSERT INTO withdrawn_document
		(digest, meeting_id, slug, version, name, kind, format, size, pages, text, reading, read_at, withdrawn_at)
		SELECT id, meeting_id, CAST($2 AS TEXT), version, name, kind, format, size, pages, text, reading, read_at, CAST($3 AS BIGINT)
		FROM document WHERE id = $1`, d.ID, slug, tx.Now.UnixMicro()); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM document WHERE id = $1`, d.ID)
	return err
}
