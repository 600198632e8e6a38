package plan

import (
	"context"
	"slices"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
)

// Doubts returns every reason to ask once more before a meeting is planned.
func (s *Store) Doubts(ctx context.Context, m Meeting) (list Doubts, err error) {
	defer fault.In(&err, "plan: doubts about a meeting of %s", m.BodyID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := RulesOf(ctx, tx, m.BodyID)
		if err != nil {
			return err
		}
		m.complete(r)
		list, err = doubts(ctx, tx, m)
		return err
	})
	return list, err
}

// AddSeries plans a meeting on each of some days, all or none of them. Until it
// is confirmed, a day on which the body meets already or the room is taken
// refuses ([Doubts]).
func (s *Store) AddSeries(ctx context.Context, who access.Who, m Meeting, dates []string, confirmed bool) (list []Meeting, err error) {
	defer fault.In(&err, "plan: add a series of %s", m.BodyID)
	dates = slices.Clone(dates)
	slices.Sort(dates)
	dates = slices.Compact(dates)
	switch {
	case len(dates) == 0:
		return nil, fault.New(fault.Invalid, "Vælg mindst én dag. Intet er planlagt.")
	case len(dates) > MostInSeries:
		return nil, fault.New(fault.TooLarge, "Der kan højst planlægges %d møder på én gang. Intet er planlagt.", MostInSeries)
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		list = nil
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		r, err := RulesOf(ctx, tx, m.BodyID)
		if err != nil {
			return err
		}
		m.SeriesID = id.New(tx.Now)
		m.complete(r)
		for _, date := range dates {
			m.Date = date
			if err := r.Check(m); err != nil {
				return err
			}
			if !confirmed {
				if err := refused(ctx, tx, m, []DoubtKind{BodyBusy, RoomBusy}); err != nil {
					return err
				}
			}
			added, err := insert(ctx, tx, who, m)
			if err != nil {
				return err
			}
			list = append(list, added)
		}
		return nil
	})
	return list, err
}
