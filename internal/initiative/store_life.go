package initiative

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/indicator"
	"klynge/internal/paper"
)

// A Store keeps the lives of initiatives. Every act is one transaction.
type Store struct {
	db     *db.DB
	public *Public
	papers *paper.Public
}

// NewStore returns the lives of a database.
func NewStore(d *db.DB) *Store { return &Store{d, NewPublic(d), paper.NewPublic(d)} }

var errNoLife = fault.New(fault.Missing, "Der er ingen side på denne adresse.")

const lives = `SELECT l.initiative_id, n.slug, n.title, l.body_id, o.name, o.slug, COALESCE(l.parent_id, ''), l.born, l.state, l.pilot, l.start_date, l.end_date,
	l.reported_on, l.plan, l.version, l.made_at, l.made_by, l.changed_at
	FROM initiative_life l JOIN initiative n ON n.id = l.initiative_id JOIN organization o ON o.id = l.body_id `

func scanLife(r row) (l Life, err error) {
	var plan string
	var made, changed int64
	if err = r.Scan(&l.ID, &l.Slug, &l.Title, &l.BodyID, &l.BodyName, &l.BodySlug, &l.ParentID, &l.Born, &l.State, &l.Pilot, &l.Start, &l.End,
		&l.ReportedOn, &plan, &l.Version, &made, &l.MadeBy, &changed); err != nil {
		return l, err
	}
	l.Made, l.Changed = time.UnixMicro(made).UTC(), time.UnixMicro(changed).UTC()
	return l, json.Unmarshal([]byte(plan), &l.Plan)
}

// Of returns the life of an initiative with its texts and events. One that has
// none is missing.
func Of(ctx context.Context, tx *db.Tx, initiativeID string) (l Life, err error) {
	defer fault.In(&err, "initiative: life of %s", initiativeID)
	if l, err = scanLife(tx.QueryRowContext(ctx, lives+`WHERE l.initiative_id = $1`, initiativeID)); err != nil {
		return l, db.Missing(err, "%s", fault.Sentence(errNoLife))
	}
	if l.Texts, err = draft.Of(ctx, tx, l.ID); err != nil {
		return l, err
	}
	if l.Events, err = eventsOf(ctx, tx, l.ID); err != nil {
		return l, err
	}
	if l.Release, err = releaseOf(ctx, tx, l.ID); err != nil {
		return l, err
	}
	if l.ItemID, err = itemOf(ctx, tx, l.ID); err != nil {
		return l, err
	}
	l.Measured, err = indicator.Count(ctx, tx, l.ID)
	return l, err
}

// OfBody returns the lives that a body is responsible for, with their events, in
// the order of their titles.
func OfBody(ctx context.Context, tx *db.Tx, bodyID string) (list []Life, err error) {
	defer fault.In(&err, "initiative: lives of %s", bodyID)
	return whole(ctx, tx, `WHERE l.body_id = $1 ORDER BY n.title, n.id`, bodyID)
}

func whole(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Life, error) {
	list, err := db.Collect(ctx, tx, scanLife, lives+where, args...)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i], err = Of(ctx, tx, list[i].ID); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func eventsOf(ctx context.Context, tx *db.Tx, initiativeID string) ([]Event, error) {
	return db.Collect(ctx, tx, func(r row) (e Event, err error) {
		var at int64
		err = r.Scan(&e.ID, &at, &e.By, &e.What, &e.From, &e.To, &e.Day, &e.Text, &e.Decision.DecisionID, &e.Decision.Text, &e.Decision.Path, &e.Decision.Closed)
		e.At, e.Decision.Date = time.UnixMicro(at).UTC(), e.Day
		return e, err
	}, `SELECT id, at, by_name, what, from_state, to_state, day, text, COALESCE(decision_id, ''), decision, decision_path, closed
		FROM initiative_event WHERE initiative_id = $1 ORDER BY number`, initiativeID)
}

// tell writes an event.
func (l *Life) tell(ctx context.Context, tx *db.Tx, who access.Who, e Event) error {
	e.ID, e.At, e.By = id.New(tx.Now), tx.Now.UTC(), who.Account.Name
	if e.Day == "" {
		e.Day = access.Day(tx.Now)
	}
	l.Events = append(l.Events, e)
	_, err := tx.ExecContext(ctx, `INSERT INTO initiative_event (id, initiative_id, number, at, by_id, by_name, what, from_state, to_state, day, text,
		decision_id, decision, decision_path, closed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		e.ID, l.ID, len(l.Events), e.At.UnixMicro(), who.Account.ID, e.By, e.What, e.From, e.To, e.Day, e.Text, null(e.Decision.DecisionID), e.Decision.Text,
		e.Decision.Path, e.Decision.Closed)
	return err
}

// insert writes a new life.
func (l *Life) insert(ctx context.Context, tx *db.Tx, who access.Who) error {
	l.Version, l.Made, l.Changed, l.MadeBy = 1, tx.Now, tx.Now, who.Account.Name
	plan, err := json.Marshal(l.Plan)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO initiative_life (initiative_id, body_id, parent_id, born, state, pilot, start_date, end_date, reported_on, plan,
		version, made_at, made_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, 1, $10, $11, $10)`,
		l.ID, l.BodyID, null(l.ParentID), l.Born, l.State, l.Pilot, l.Start, l.End, string(plan), tx.Now.UnixMicro(), l.MadeBy)
	return err
}

// save writes a life over the version that was read.
func (l *Life) save(ctx context.Context, tx *db.Tx) error {
	plan, err := json.Marshal(l.Plan)
	if err != nil {
		return err
	}
	result, err := tx.ExecContext(ctx, `UPDATE initiative_life SET state = $3, pilot = $4, start_date = $5, end_date = $6, reported_on = $7, plan = $8,
		version = version + 1, changed_at = $9 WHERE initiative_id = $1 AND version = $2`,
		l.ID, l.Version, l.State, l.Pilot, l.Start, l.End, l.ReportedOn, string(plan), tx.Now.UnixMicro())
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return fault.Because(err, fault.Conflict, "En anden ændrede indsatsen samtidig. Din ændring er ikke gemt. Åbn siden igen, og prøv en gang til.")
	}
	l.Version++
	return nil
}

var errMayNot = fault.New(fault.Forbidden, "Du leder ikke indsatsen og kan ikke ændre den. Intet er gemt.")

// An act changes a life and says in an event what was done; an event without a
// deed says nothing.
type act func(tx *db.Tx, l *Life) (Event, error)

// change runs an act of somebody who leads the initiative.
func (s *Store) change(ctx context.Context, who access.Who, initiativeID string, do act) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return changeIn(ctx, tx, who, initiativeID, do) })
}

func changeIn(ctx context.Context, tx *db.Tx, who access.Who, initiativeID string, do act) error {
	l, err := Of(ctx, tx, initiativeID)
	if err != nil {
		return err
	}
	if !who.May(access.LeadInitiative, l.BodyID) {
		return errMayNot
	}
	e, err := do(tx, &l)
	if err != nil {
		return err
	}
	if e.What != "" {
		if err := l.tell(ctx, tx, who, e); err != nil {
			return err
		}
	}
	return l.save(ctx, tx)
}

// Place returns the body that is responsible for an initiative, before anybody
// is asked whether they may see it.
func (s *Store) Place(ctx context.Context, initiativeID string) (bodyID string, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT body_id FROM initiative_life WHERE initiative_id = $1`, initiativeID).Scan(&bodyID)
	})
	return bodyID, db.Missing(err, "%s", fault.Sentence(errNoLife))
}

// Sees reports whether somebody may open an initiative: what has not been
// proposed yet is a draft.
func (l Life) Sees(who access.Who) bool {
	if l.State == Idea || l.State == Described {
		return who.May(access.LeadInitiative, l.BodyID) || who.May(access.ReadDrafts, l.BodyID)
	}
	return who.May(access.ReadInternal, l.BodyID)
}

// Open returns an initiative as somebody may see it, with those it was adopted
// from and by. A decision that was taken behind closed doors has no words for
// who may not read them.
func (s *Store) Open(ctx context.Context, who access.Who, initiativeID string) (l Life, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if l, err = Of(ctx, tx, initiativeID); err != nil {
			return err
		}
		if !l.Sees(who) {
			return errNoLife
		}
		if err := l.mask(ctx, tx, who); err != nil {
			return err
		}
		return l.family(ctx, tx, who)
	})
	return l, err
}

// mask gives the decisions their addresses, and takes the words of closed ones
// away from who may not read them.
func (l *Life) mask(ctx context.Context, tx *db.Tx, who access.Who) error {
	for i := range l.Events {
		r := &l.Events[i].Decision
		if r.Closed && !who.May(access.ReadClosed, l.BodyID) {
			*r = Reference{DecisionID: r.DecisionID, Date: r.Date, Closed: true}
			continue
		}
		if r.DecisionID != "" && !r.Closed {
			shown, _, err := PublicDecision(ctx, tx, *r)
			if err != nil {
				return err
			}
			r.Path = shown.Path
		}
	}
	return nil
}

// A Relative is an initiative that this one was adopted from, or that was adopted
// from this one.
type Relative struct {
	ID, Title, BodyName, Path string
	State                     State
}

func (l Life) relative(who access.Who) (r Relative, ok bool) {
	r = Relative{ID: l.ID, Title: l.Title, BodyName: l.BodyName, Path: l.Path(), State: l.State}
	if !l.Sees(who) {
		r.Path = l.PublicPath()
		return r, l.Release.Holds()
	}
	return r, true
}

func (l *Life) family(ctx context.Context, tx *db.Tx, who access.Who) error {
	near, err := whole(ctx, tx, `WHERE l.parent_id = $1 OR l.initiative_id = $2 ORDER BY o.name, l.initiative_id`, l.ID, l.ParentID)
	for _, other := range near {
		r, ok := other.relative(who)
		switch {
		case !ok:
		case other.ID == l.ParentID:
			l.Parent = r
		default:
			l.Children = append(l.Children, r)
		}
	}
	return err
}

// Compare returns an initiative with the one it was adopted from and those that
// were adopted from it, as far as somebody may see them, the eldest first.
func (s *Store) Compare(ctx context.Context, who access.Who, initiativeID string) (list []Life, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		l, err := Of(ctx, tx, initiativeID)
		if err != nil {
			return err
		}
		if !l.Sees(who) {
			return errNoLife
		}
		all, err := whole(ctx, tx, `WHERE l.initiative_id = $1 OR l.initiative_id = $2 OR l.parent_id = $1 ORDER BY l.initiative_id`, l.ID, l.ParentID)
		for _, one := range all {
			if one.Sees(who) {
				list = append(list, one)
			}
		}
		slices.SortStableFunc(list, func(a, b Life) int {
			switch {
			case a.ID == b.ParentID:
				return -1
			case b.ID == a.ParentID:
				return 1
			}
			return 0
		})
		return err
	})
	return list, err
}

// SaveField saves a text of an initiative. See [draft.Save].
func (s *Store) SaveField(ctx context.Context, who access.Who, initiativeID, name string, base int64, text string) (f draft.Field, c *draft.Conflict, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := scanLife(tx.QueryRowContext(ctx, lives+`WHERE l.initiative_id = $1`, initiativeID))
		if err != nil {
			return db.Missing(err, "%s", fault.Sentence(errNoLife))
		}
		if !who.May(access.LeadInitiative, l.BodyID) {
			return errMayNot
		}
		if !l.hasField(name) {
			return fault.New(fault.Missing, "Feltet findes ikke længere. Teksten er ikke gemt.")
		}
		f, c, err = draft.Save(ctx, tx, l.ID, name, base, text, draft.Writer{ID: who.Account.ID, Name: who.Account.Name})
		return err
	})
	return f, c, err
}

// hasField reports whether a name is one of an initiative's texts.
func (l Life) hasField(name string) bool {
	if fieldNames[Field(name)] != "" {
		return true
	}
	for _, c := range l.Cycles {
		for _, part := range CycleParts {
			if c.Field(part) == name {
				return true
			}
		}
	}
	return false
}

// History returns every version of a text, the latest first.
func (s *Store) History(ctx context.Context, who access.Who, initiativeID, name string) (l Life, list []draft.Field, err error) {
	if l, err = s.Open(ctx, who, initiativeID); err != nil {
		return l, nil, err
	}
	if !l.hasField(name) {
		return l, nil, fault.New(fault.Missing, "Feltet findes ikke.")
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = draft.History(ctx, tx, l.ID, name)
		return err
	})
	return l, list, err
}

// nullTime reads an instant that may not have come.
func nullTime(n sql.NullInt64) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return time.UnixMicro(n.Int64).UTC()
}

// List returns the initiatives of a body that somebody may see.
func (s *Store) List(ctx context.Context, who access.Who, bodyID string) (list []Life, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := OfBody(ctx, tx, bodyID)
		for _, l := range all {
			if l.Sees(who) {
				list = append(list, l)
			}
		}
		return err
	})
	return list, err
}
