package site

import (
	"context"

	"klynge/internal/hearing"
	"klynge/internal/mapping"
	"klynge/internal/roundup"
)

// roundsView is what a body has asked and been asked, what its groups said, and
// the mapping studies it made, for its public page.
type roundsView struct {
	Hearings []hearing.Hearing
	Roundups []roundup.Roundup
	Mappings []mapping.Report
}

func (s *Site) roundsOf(ctx context.Context, bodyID string) (v roundsView, err error) {
	if v.Hearings, err = s.Hearing.Public.Of(ctx, bodyID); err != nil {
		return v, err
	}
	if v.Roundups, err = s.Roundups.Public.Of(ctx, bodyID); err != nil {
		return v, err
	}
	v.Mappings, err = s.Mappings.Public.Of(ctx, bodyID)
	return v, err
}
