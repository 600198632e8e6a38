package roundup

import (
	"context"

	"klynge/internal/db"
	"klynge/internal/fault"
)

// Public reads what everybody may.
type Public struct{ db *db.DB }

// NewPublic returns the public round-ups of a database.
func NewPublic(d *db.DB) *Public { return &Public{d} }

// Find returns a published round-up, without its note-takers.
func (p *Public) Find(ctx context.Context, id string) (r Roundup, err error) {
	defer fault.In(&err, "roundup: public %s", id)
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		if r, err = head(ctx, tx, id); err != nil {
			return err
		}
		if r.State != Published {
			return fault.New(fault.Missing, "Opsamlingen findes ikke, eller den er ikke offentlig.")
		}
		r, err = load(ctx, tx, id)
		return err
	})
	if err != nil {
		return Roundup{}, err
	}
	return r.Anonymous(), nil
}

// Anonymous returns a round-up as groups and sectors made it: no person has
// written anything in it (the attribution is never a person's).
func (r Roundup) Anonymous() Roundup {
	groups, notes := make([]Group, len(r.Groups)), make([]Note, len(r.Notes))
	for i, g := range r.Groups {
		groups[i] = Group{ID: g.ID, RoundupID: g.RoundupID, Name: g.Name, Delivered: g.Delivered}
	}
	for i, n := range r.Notes {
		n.By = ""
		notes[i] = n
	}
	r.Groups, r.Notes, r.Remarks, r.MadeBy = groups, notes, nil, ""
	return r
}

// List returns the published round-ups, the latest first.
func (p *Public) List(ctx context.Context) (list []Roundup, err error) {
	defer fault.In(&err, "roundup: public list")
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		list, err = db.Collect(ctx, tx, func(row row) (Roundup, error) { return scan(row) }, heads+`WHERE r.state = $1 ORDER BY r.published_at DESC, r.id`, Published)
		return err
	})
	return list, err
}

// Of returns the published round-ups of a body, the latest first.
func (p *Public) Of(ctx context.Context, bodyID string) (list []Roundup, err error) {
	all, err := p.List(ctx)
	for _, r := range all {
		if r.BodyID == bodyID {
			list = append(list, r)
		}
	}
	return list, err
}
