package agenda

import (
	"context"

	"klynge/internal/db"
	"klynge/internal/fault"
)

// Places find the body that something belongs to, before anybody is asked
// whether they may see it.
type Places struct{ db *db.DB }

// NewPlaces returns the places of a database.
func NewPlaces(d *db.DB) *Places { return &Places{d} }

var errNowhere = fault.New(fault.Missing, "Der er ingen side på denne adresse.")

func (p *Places) find(ctx context.Context, query, key string) (bodyID string, err error) {
	err = p.db.Read(ctx, func(tx *db.Tx) error { return tx.QueryRowContext(ctx, query, key).Scan(&bodyID) })
	return bodyID, db.Missing(err, "%s", fault.Sentence(errNowhere))
}

// OfMeeting returns the body of a planned meeting.
func (p *Places) OfMeeting(ctx context.Context, id string) (bodyID string, err error) {
	return p.find(ctx, `SELECT body_id FROM planned_meeting WHERE id = $1`, id)
}

// OfItem returns the body of an item.
func (p *Places) OfItem(ctx context.Context, id string) (bodyID string, err error) {
	return p.find(ctx, `SELECT body_id FROM draft_item WHERE id = $1`, id)
}

// OfSlug returns the body with an address.
func (p *Places) OfSlug(ctx context.Context, slug string) (bodyID string, err error) {
	return p.find(ctx, `SELECT id FROM organization WHERE slug = $1`, slug)
}
