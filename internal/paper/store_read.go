package paper

import (
	"context"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/reader/extract"
)

// Public reads the files behind the record.
type Public struct{ db *db.DB }

// NewPublic returns the documents of a database.
func NewPublic(d *db.DB) *Public { return &Public{d} }

// Shown returns the version that stands for a meeting, with its text and its
// whole reading.
func (p *Public) Shown(ctx context.Context, meetingSlug string) (d Document, err error) {
	defer fault.In(&err, "document of meeting %s", meetingSlug)
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		var format string
		err := tx.QueryRowContext(ctx, `
			SELECT d.id, d.meeting_id, d.version, d.name, m.kind, d.format, d.size, d.pages, d.text, d.reading
			FROM meeting m JOIN document d ON d.id = m.document_id WHERE m.slug = $1`, meetingSlug).
			Scan(&d.ID, &d.MeetingID, &d.Version, &d.Name, &d.Kind, &format, &d.Size, &d.Pages, &d.Text, &d.Reading)
		d.Format = extract.Kind(format)
		return db.Missing(err, "Dokumentet findes ikke her.")
	})
	return d, err
}
