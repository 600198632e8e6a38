package mapping

import (
	"context"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/decision"
	"klynge/internal/fault"
)

// decided returns what became of the recommendations of a study: the decisions that
// stand on the items they became, wherever those went. The public sees those of
// published minutes. What was decided behind closed doors is nobody's here.
func decided(ctx context.Context, tx *db.Tx, studyID string, public bool) (map[string][]Decided, error) {
	type found struct {
		of string
		Decided
		slug, anchor string
	}
	const published = `EXISTS (SELECT 1 FROM publication p WHERE p.planned_id = d.meeting_id AND p.kind = 'minutes' AND p.state = 'published')`
	list, err := db.Collect(ctx, tx, func(r row) (f found, err error) {
		return f, r.Scan(&f.of, &f.Date, &f.Text, &f.Tasks, &f.Done, &f.slug, &f.anchor)
	}, `SELECT r.id, d.date, d.text,
			(SELECT COUNT(*) FROM follow_up f WHERE f.decision_id = d.id AND f.closed = $3), (SELECT COUNT(*) FROM follow_up f WHERE f.decision_id = d.id AND f.closed = $3 AND f.state = 'done'),
			COALESCE(v.slug, ''), COALESCE(i.anchor, '')
		FROM mapping_recommendation r JOIN draft_item t ON t.matter_id = r.item_id JOIN decision d ON d.item_id = t.id
		LEFT JOIN planned_meeting m ON m.id = d.meeting_id AND `+published+` LEFT JOIN meeting v ON v.id = m.meeting_id LEFT JOIN agenda_item i ON i.meeting_id = v.id AND i.number = d.number
		WHERE r.study_id = $1 AND r.item_id <> '' AND d.closed = $3 AND d.state = 'in-force' AND ($2 = $3 OR `+published+`) ORDER BY d.date, d.id`, studyID, public, false)
	if err != nil {
		return nil, err
	}
	of := map[string][]Decided{}
	for _, f := range list {
		if public && !decision.Harmless(f.Text) {
			f.Text = ""
		}
		if f.slug != "" && f.anchor != "" {
			f.Path = "/moeder/" + f.slug + "/" + f.anchor
		}
		of[f.of] = append(of[f.of], f.Decided)
	}
	return of, nil
}

// Public reads what everybody may.
type Public struct{ db *db.DB }

// NewPublic returns the published reports of a database.
func NewPublic(d *db.DB) *Public { return &Public{d} }

// Find returns a published report.
func (p *Public) Find(ctx context.Context, id string) (r Report, err error) {
	defer fault.In(&err, "mapping: public %s", id)
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		s, err := load(ctx, tx, access.Who{}, id)
		if err != nil {
			return err
		}
		if s.Published.IsZero() {
			return fault.New(fault.Missing, "Kortlægningen findes ikke, eller den er ikke offentlig.")
		}
		s.Decided, err = decided(ctx, tx, id, true)
		r = s.Report()
		return err
	})
	return r, err
}

// List returns the published studies, the latest first, with nothing in them.
func (p *Public) List(ctx context.Context) ([]Report, error) { return p.Of(ctx, "") }

// Of returns the published studies of a body, or of all of them with "".
func (p *Public) Of(ctx context.Context, bodyID string) (list []Report, err error) {
	defer fault.In(&err, "mapping: public list")
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		list, err = db.Collect(ctx, tx, func(r row) (Report, error) {
			s, err := scan(r)
			return s.Report(), err
		}, heads+`WHERE s.published_at IS NOT NULL AND ($1 = '' OR s.body_id = $1) ORDER BY s.published_at DESC, s.id`, bodyID)
		return err
	})
	return list, err
}
