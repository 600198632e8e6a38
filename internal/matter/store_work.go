package matter

import (
	"context"
	"slices"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/indicator"
	"klynge/internal/initiative"
	"klynge/internal/ledger"
	"klynge/internal/when"
)

// A Store reads the ways of matters for those who work with them.
type Store struct {
	public      *Public
	initiatives *initiative.Store
}

// NewStore returns the ways of a database.
func NewStore(d *db.DB, clock when.Clock) *Store {
	return &Store{NewPublic(d, clock), initiative.NewStore(d)}
}

// Open returns the whole way of an initiative that is worked with here, as somebody
// may see it. What the public does not see is marked.
func (s *Store) Open(ctx context.Context, who access.Who, initiativeID string) (w Way, err error) {
	defer fault.In(&err, "matter: open %s", initiativeID)
	life, err := s.initiatives.Open(ctx, who, initiativeID)
	if err != nil {
		return w, err
	}
	today := access.Day(s.public.clock())
	h := Head{ID: life.ID, Slug: life.Slug, Title: life.Title, Purpose: life.Text(initiative.Purpose), BodyID: life.BodyID, BodyName: life.BodyName, BodySlug: life.BodySlug, State: life.State}
	found := fromWork(life)
	var told []mention
	err = s.public.db.Read(ctx, func(tx *db.Tx) error {
		if told, err = mentionsOf(ctx, tx, h.ID); err != nil {
			return err
		}
		found = append(found, stations(told, today)...)
		promised, err := promisesOf(ctx, tx, h.ID)
		if err != nil {
			return err
		}
		for _, p := range promised {
			found = append(found, p.station())
		}
		for _, part := range []func() ([]Station, error){
			func() ([]Station, error) { return effectsOf(ctx, tx, h.ID, true) },
			func() ([]Station, error) { return unmeasured(ctx, tx, who, life) },
			func() ([]Station, error) { return handedOf(ctx, tx, h) },
			func() ([]Station, error) { return askedOf(ctx, tx, h.ID) },
			func() ([]Station, error) { return childrenOf(ctx, tx, life.Children) },
			func() ([]Station, error) { return movesOf(ctx, tx, who, h.ID, today) },
		} {
			more, err := part()
			if err != nil {
				return err
			}
			found = append(found, more...)
		}
		return nil
	})
	if err != nil {
		return w, err
	}
	shelf := shelf{Public: s.public, today: today}
	tasks, err := shelf.tasks(ctx, told)
	if err != nil {
		return w, err
	}
	shown, err := s.public.ways(ctx, heads+`WHERE `+known+` AND n.id = $1`, h.ID)
	if err != nil {
		return w, err
	}
	return Lay(h, append(found, tasks...)).marked(shown), nil
}

// marked marks the stations that are not on the way as the public sees it.
func (w Way) marked(shown []Way) Way {
	for i := range w.Stations {
		s := &w.Stations[i]
		s.Inside = !slices.ContainsFunc(shown, func(public Way) bool {
			return slices.ContainsFunc(public.Stations, func(other Station) bool { return s.tells(other) })
		})
	}
	return w
}

// tells reports whether two stations tell of the same. What a business case or a
// closed decision adds inside has another text and the same kind, day and amount.
func (s Station) tells(other Station) bool {
	same := s.Kind == other.Kind || s.Kind == Raised && other.Begins || s.Begins && other.Kind == Raised
	return same && s.Day == other.Day && s.Amount == other.Amount && s.Due == other.Due && len(s.Points) == len(other.Points) && (s.Title == other.Title || s.Path == other.Path)
}

// unmeasured returns the indicators of which nothing is released, to those who may
// see what is not.
func unmeasured(ctx context.Context, tx *db.Tx, who access.Who, life initiative.Life) (list []Station, err error) {
	if !(indicator.Place{BodyID: life.BodyID}).Sees(who) {
		return nil, nil
	}
	series, err := indicator.OfInitiative(ctx, tx, life.ID)
	for _, one := range series {
		if _, ok := fromSeries(one); !ok {
			list = append(list, Station{Kind: Measured, Due: true, Title: one.Name, Path: one.Path()})
		}
	}
	return list, err
}

// movesOf returns the money of an initiative whole, to those who read the accounts of
// the body whose fund it is. A closed decision has words for those who may read it.
func movesOf(ctx context.Context, tx *db.Tx, who access.Who, initiativeID, today string) (list []Station, err error) {
	type move struct {
		Station
		kind                           ledger.Kind
		bodyID, bodySlug, fundID, fund string
	}
	moved, err := db.Collect(ctx, tx, func(r row) (m move, err error) {
		return m, r.Scan(&m.kind, &m.Day, &m.Amount, &m.Path, &m.Title, &m.Closed, &m.fundID, &m.fund, &m.bodyID, &m.bodySlug)
	}, `SELECT e.kind, e.date, e.amount, e.path, COALESCE(d.title, e.text), COALESCE(d.closed, false), f.id, f.name, o.id, o.slug
		FROM ledger_purpose p JOIN ledger_entry e ON e.purpose_id = p.id JOIN ledger_fund f ON f.id = e.fund_id JOIN organization o ON o.id = f.body_id
		LEFT JOIN decision d ON d.id = e.decision_id WHERE p.initiative_id = $1 AND e.kind IN ('allocated', 'returned', 'carried')
		  AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = e.id) ORDER BY e.date, e.id`, initiativeID)
	if err != nil {
		return nil, err
	}
	for _, m := range moved {
		if !who.May(access.ReadDrafts, m.bodyID) {
			continue
		}
		s := m.Station
		s.Kind, s.Text = moves[m.kind], m.fund
		if s.Closed && !who.May(access.ReadClosed, m.bodyID) {
			s.Title = ""
		}
		if s.Path == "" || s.Closed {
			s.Path = "/arbejde/organ/" + m.bodySlug + "/midler/" + m.fundID
		}
		list = append(list, s)
	}
	spending, err := ledger.OfInitiative(ctx, tx, initiativeID)
	for _, one := range spending {
		if one.Booked != 0 && len(list) > 0 {
			list = append(list, booked(one.Fund, one.BodySlug, today, one.Allocated, one.Booked))
		}
	}
	return list, err
}

// booked returns what was spent of an allocation until today.
func booked(fund, bodySlug, today string, given, spent danish.Amount) Station {
	return Station{Kind: Booked, Day: today, Title: fund, Path: "/midler/" + bodySlug, Amount: spent, Of: given}
}
