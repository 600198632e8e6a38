package indicator

import (
	"context"
	"slices"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
)

// OfInitiative returns the indicators of an initiative with what has been let out
// of their figures, in their order. Those of which nothing was let out are there,
// and empty.
func OfInitiative(ctx context.Context, tx *db.Tx, initiativeID string) ([]Series, error) {
	return OfInitiativeAt(ctx, tx, initiativeID, tx.Now)
}

// OfInitiativeAt is [OfInitiative] as it was at an instant: the definitions, the
// figures that were out, and the marks that held.
func OfInitiativeAt(ctx context.Context, tx *db.Tx, initiativeID string, at time.Time) (list []Series, err error) {
	defer fault.In(&err, "indicator: of initiative %s", initiativeID)
	all, err := definedAt(ctx, tx, initiativeID, at)
	if err != nil {
		return nil, err
	}
	for _, i := range all {
		s, err := releasedSeries(ctx, tx, i, at)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

// Count returns how many indicators of an initiative say what they count and in
// which unit: an initiative runs with at least one.
func Count(ctx context.Context, tx *db.Tx, initiativeID string) (n int, err error) {
	defer fault.In(&err, "indicator: count of initiative %s", initiativeID)
	err = tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM indicator WHERE initiative_id = $1`, initiativeID).Scan(&n)
	return n, err // [Definition.Check] lets none in without numerator and unit
}

// definedAt returns the indicators of an initiative as they were defined at an
// instant.
func definedAt(ctx context.Context, tx *db.Tx, initiativeID string, at time.Time) ([]Indicator, error) {
	list, err := db.Collect(ctx, tx, scanIndicator, heads+`WHERE i.initiative_id = $1
		AND d.number = (SELECT MAX(e.number) FROM indicator_definition e WHERE e.indicator_id = i.id AND e.at <= $2) ORDER BY i.number`, initiativeID, at.UnixMicro())
	for n := range list {
		if list[n].Changes, err = changesOf(ctx, tx, list[n].ID, at); err != nil {
			return nil, err
		}
	}
	return list, err
}

const valueRows = `SELECT v.id, v.number, v.starts, v.numerator, v.denominator, v.value, v.note, v.state, v.at, v.by_id, v.by_name, v.checked_at, v.checked_by,
	COALESCE(v.release_id, ''), COALESCE(r.at, 0), COALESCE(r.by_name, ''), COALESCE(r.reason, ''), v.hidden, v.out_numerator, v.out_denominator, v.out_value, v.out_text,
	COALESCE(v.supersedes_id, ''), v.superseded_at, v.withdrawn
	FROM indicator_value v LEFT JOIN indicator_release r ON r.id = v.release_id `

// scanValue reads values of a frequency.
func scanValue(f Frequency) func(row) (Value, error) {
	return func(r row) (v Value, err error) {
		var starts string
		var at, checked, released, superseded int64
		if err := r.Scan(&v.ID, &v.Number, &starts, &v.Numerator, &v.Denominator, &v.Value, &v.Note, &v.State, &at, &v.ByID, &v.By, &checked, &v.CheckedBy,
			&v.ReleaseID, &released, &v.ReleasedBy, &v.Reason, &v.Hidden, &v.Out.Numerator, &v.Out.Denominator, &v.Out.Value, &v.OutText,
			&v.Supersedes, &superseded, &v.Withdrawn); err != nil {
			return v, err
		}
		v.At, v.CheckedAt, v.ReleasedAt, v.SupersededAt = db.Instant(at), db.Instant(checked), db.Instant(released), db.Instant(superseded)
		v.Period, err = parseKey(f, starts)
		return v, err
	}
}

// valuesOf returns all figures of an indicator that a condition names, in the order
// of time and then of writing.
func valuesOf(ctx context.Context, tx *db.Tx, i Indicator, where string, args ...any) ([]Value, error) {
	return db.Collect(ctx, tx, scanValue(i.Frequency), valueRows+`WHERE v.indicator_id = $1 AND v.state <> 'removed' `+where+` ORDER BY v.starts, v.number`, append([]any{i.ID}, args...)...)
}

// marksOf returns the marks of an indicator, those that were undone too.
func marksOf(ctx context.Context, tx *db.Tx, i Indicator) ([]Mark, error) {
	return db.Collect(ctx, tx, func(r row) (m Mark, err error) {
		var starts string
		var at, undone int64
		if err := r.Scan(&m.ID, &m.Number, &m.Kind, &starts, &m.Reason, &at, &m.By, &undone, &m.UndoneBy, &m.UndoneReason); err != nil {
			return m, err
		}
		m.At, m.UndoneAt = db.Instant(at), db.Instant(undone)
		m.Period, err = parseKey(i.Frequency, starts)
		return m, err
	}, `SELECT id, number, kind, starts, reason, at, by_name, undone_at, undone_by, undone_reason FROM indicator_mark WHERE indicator_id = $1 ORDER BY number`, i.ID)
}

func holding(marks []Mark, at time.Time) []Mark {
	return slices.DeleteFunc(slices.Clone(marks), func(m Mark) bool { return !m.Holds(at) })
}

// releasedSeries returns what was out of an indicator at an instant, with what had
// stood there before.
func releasedSeries(ctx context.Context, tx *db.Tx, i Indicator, at time.Time) (s Series, err error) {
	values, err := valuesOf(ctx, tx, i, `AND r.at <= $2`, at.UnixMicro())
	if err != nil {
		return s, err
	}
	marks, err := marksOf(ctx, tx, i)
	if err != nil {
		return s, err
	}
	var out []Value
	was := map[Period][]Was{}
	for _, v := range values {
		if v.SupersededAt.IsZero() || v.SupersededAt.After(at) {
			out = append(out, v)
			continue
		}
		was[v.Period] = append(was[v.Period], i.was(v))
	}
	s = newSeries(i, out, holding(marks, at), true)
	for n, p := range s.Points {
		s.Points[n].Was = was[p.Period]
	}
	return s, nil
}

// was tells of a figure that is out no more. One that was taken back is not told.
func (d Definition) was(v Value) Was {
	w := Was{At: v.ReleasedAt, Until: v.SupersededAt, Withdrawn: v.Withdrawn}
	switch {
	case v.Withdrawn != "":
	case v.Hidden:
		w.Text = v.OutText
	default:
		w.Text = d.Say(v.Out.Value)
	}
	return w
}

// Place returns the body that is responsible for an indicator, before anybody is
// asked whether they may see it.
func (s *Store) Place(ctx context.Context, indicatorID string) (bodyID string, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT l.body_id FROM indicator i JOIN initiative_life l ON l.initiative_id = i.initiative_id WHERE i.id = $1`, indicatorID).Scan(&bodyID)
	})
	return bodyID, db.Missing(err, "%s", fault.Sentence(errNone))
}

// Sees reports whether somebody reads figures that are not released: who leads
// initiatives of the body, and who reads its drafts.
func (p Place) Sees(who access.Who) bool {
	return who.May(access.LeadInitiative, p.BodyID) || who.May(access.ReadDrafts, p.BodyID)
}

// drafts returns an indicator to somebody who reads what is not released.
func drafts(ctx context.Context, tx *db.Tx, who access.Who, indicatorID string) (i Indicator, err error) {
	if i, err = find(ctx, tx, indicatorID); err != nil {
		return i, err
	}
	p, err := placeOf(ctx, tx, i.InitiativeID)
	if err == nil && !p.Sees(who) {
		err = errInside
	}
	return i, err
}

// A Work is an indicator as those who work with it have it.
type Work struct {
	Place
	Series                  // of the latest figure of each period, or where Inside is false of what is released
	Inside  bool            // figures that are not released are among them
	Values  []Value         // the latest of each period, in the order of time
	Earlier []Value         // that were released and replaced or taken back
	All     []Mark          // those that were undone too
	Out     int             // released figures
	Next    Period          // the first period that is over and has no figure
	Due     bool            // there is such a period
	Stands  map[string]bool // figures that stand out, by id
}

// Waiting returns the figures of a state.
func (w Work) InState(s State) (list []Value) {
	for _, v := range w.Values {
		if v.State == s {
			list = append(list, v)
		}
	}
	return list
}

// Open returns an indicator as somebody may see it.
func (s *Store) Open(ctx context.Context, who access.Who, indicatorID string) (w Work, err error) {
	defer fault.In(&err, "indicator: open %s", indicatorID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		i, err := find(ctx, tx, indicatorID)
		if err != nil {
			return err
		}
		w, err = work(ctx, tx, who, i)
		return err
	})
	return w, err
}

// List returns the indicators of an initiative as somebody may see them.
func (s *Store) List(ctx context.Context, who access.Who, initiativeID string) (p Place, list []Work, err error) {
	defer fault.In(&err, "indicator: list of %s", initiativeID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if p, err = placeOf(ctx, tx, initiativeID); err != nil {
			return err
		}
		all, err := definedAt(ctx, tx, initiativeID, tx.Now)
		for _, i := range all {
			w, err := work(ctx, tx, who, i)
			if err != nil {
				return err
			}
			list = append(list, w)
		}
		return err
	})
	return p, list, err
}

func work(ctx context.Context, tx *db.Tx, who access.Who, i Indicator) (w Work, err error) {
	if w.Place, err = placeOf(ctx, tx, i.InitiativeID); err != nil {
		return w, err
	}
	if w.All, err = marksOf(ctx, tx, i); err != nil {
		return w, err
	}
	if w.Inside = w.Sees(who); !w.Inside {
		w.Series, err = releasedSeries(ctx, tx, i, tx.Now)
		return w, err
	}
	all, err := valuesOf(ctx, tx, i, "")
	if err != nil {
		return w, err
	}
	w.take(i, all)
	w.Series = newSeries(i, slices.Clone(w.Values), holding(w.All, tx.Now), false)
	w.Stands = map[string]bool{}
	for n, at := 0, 0; n < len(w.Points); n++ {
		if !w.Points[n].Missing {
			w.Stands[w.Values[at].ID] = w.Points[n].Outlying
			at++
		}
	}
	w.next(access.Day(tx.Now))
	return w, nil
}

// take sorts figures into the latest of each period and those before.
func (w *Work) take(i Indicator, all []Value) {
	for _, v := range all {
		switch n := len(w.Values); {
		case v.State == Superseded:
			w.Earlier = append(w.Earlier, v)
		case n > 0 && w.Values[n-1].Period == v.Period && v.State.Open():
			w.Values[n-1] = v // takes the place of a released one once it is let out
		case n > 0 && w.Values[n-1].Period == v.Period:
		default:
			w.Values = append(w.Values, v)
		}
		if v.State == Released {
			w.Out++
		}
	}
}

// next finds the first period after the last figure that is over.
func (w *Work) next(today string) {
	if w.Frequency == Event {
		return
	}
	now, err := time.Parse(time.DateOnly, today)
	if err != nil {
		return
	}
	w.Next = PeriodOf(w.Frequency, now).Plus(-1)
	if len(w.Values) > 0 {
		w.Next = w.Values[len(w.Values)-1].Period.Next()
	}
	w.Due = w.Next.Ends() < today
}

// ByAddress returns what the public reads of an indicator, by its slug or its id.
// Of one with nothing released nobody outside hears.
func (s *Store) ByAddress(ctx context.Context, address string) (p Place, out Series, err error) {
	defer fault.In(&err, "indicator: public %s", address)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		i, err := scanIndicator(tx.QueryRowContext(ctx, heads+`WHERE (i.slug = $1 OR i.id = $1) AND`+latest, address))
		if err != nil {
			return db.Missing(err, "%s", fault.Sentence(errNotOut))
		}
		if i.Changes, err = changesOf(ctx, tx, i.ID, tx.Now); err != nil {
			return err
		}
		if p, err = placeOf(ctx, tx, i.InitiativeID); err != nil {
			return err
		}
		if out, err = releasedSeries(ctx, tx, i, tx.Now); err == nil && (out.Empty() || !p.Decided) {
			err = errNotOut
		}
		return err
	})
	return p, out, err
}

// Public returns what the public reads of an initiative's indicators: those of
// which something is released.
func (s *Store) Public(ctx context.Context, initiativeID string) (list []Series, err error) {
	defer fault.In(&err, "indicator: public of %s", initiativeID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := placeOf(ctx, tx, initiativeID)
		if fault.Is(err, fault.Missing) || err == nil && !p.Decided {
			return nil
		}
		if err != nil {
			return err
		}
		all, err := OfInitiative(ctx, tx, initiativeID)
		list = slices.DeleteFunc(all, Series.Empty)
		return err
	})
	return list, err
}
