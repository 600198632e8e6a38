package site

import (
	"context"

	"klynge/internal/hearing"
	"klynge/internal/roundup"
)

// roundsView is what a body has asked and been asked, and what its groups said, for
// its public page.
type roundsView struct {
	Hearings []hearing.Hearing
	Roundups []roundup.Roundup
}

func (s *Site) roundsOf(ctx context.Context, bodyID string) (v roundsView, err error) {
	if v.Hearings, err = s.Hearing.Public.Of(ctx, bodyID); err != nil {
		return v, err
	}
	v.Roundups, err = s.Roundups.Public.Of(ctx, bodyID)
	return v, err
}
