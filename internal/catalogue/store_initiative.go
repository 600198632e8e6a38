package catalogue

import (
	"context"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/search"
)

// told is the condition that the public is told of an initiative i: by minutes, or
// by a business case that was let out.
const told = `(EXISTS (SELECT 1 FROM initiative_mention w WHERE w.initiative_id = i.id)
	OR EXISTS (SELECT 1 FROM initiative_release v WHERE v.initiative_id = i.id AND v.withdrawn_at IS NULL))`

// IndexInitiative writes an initiative to the catalogue in place of what was
// there. One that the public is not told of is taken out.
func IndexInitiative(ctx context.Context, tx *db.Tx, initiativeID string) (err error) {
	defer fault.In(&err, "catalogue: initiative %s", initiativeID)
	w, err := search.NewWriter(ctx, tx)
	if err != nil {
		return err
	}
	list, err := initiatives(ctx, tx, `WHERE i.id = $1 AND `+told, initiativeID)
	if err != nil {
		return err
	}
	if err := w.Put("initiative:"+initiativeID, list...); err != nil {
		return err
	}
	return w.Flush()
}

// indexInitiatives writes the initiatives that a meeting speaks of.
func indexInitiatives(ctx context.Context, tx *db.Tx, w *search.Writer, meetingID string) error {
	list, err := initiatives(ctx, tx, `JOIN initiative_mention m ON m.initiative_id = i.id WHERE m.meeting_id = $1 ORDER BY i.id`, meetingID)
	for _, d := range list {
		if err := w.Put("initiative:"+d.ID, d); err != nil {
			return err
		}
	}
	return err
}

func initiatives(ctx context.Context, tx *db.Tx, where string, args ...any) ([]search.Document, error) {
	return db.Collect(ctx, tx, func(r row) (d search.Document, err error) {
		var slug, title, leader, purpose string
		err = r.Scan(&d.ID, &slug, &title, &leader, &purpose)
		d.Kind, d.Path = search.Initiative, "/indsatser/"+slug
		d.Fields = []search.Field{
			{Name: "title", Text: title, Weight: titleWeight}, {Name: "purpose", Text: purpose, Weight: 1}, {Name: "leader", Text: leader, Weight: 1},
		}
		return d, err
	}, `SELECT DISTINCT i.id, i.slug, i.title, i.leader, i.purpose FROM initiative i `+where, args...)
}
