package succession

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/hearing"
	"klynge/internal/id"
	"klynge/internal/plan"
)

// A Store keeps reforms. Every act is one transaction that raises the head of its
// reform first, so that two stand in line.
type Store struct {
	db       *db.DB
	hearings *hearing.Store
}

// NewStore returns the reforms of a database, whose hearings are passed on by a
// store of hearings.
func NewStore(d *db.DB, hearings *hearing.Store) *Store { return &Store{d, hearings} }

// A Deed is what was done to a reform.
type Deed string

const (
	Begun       Deed = "begun"
	Ended       Deed = "ending" // a body was put on the plan
	Spared      Deed = "spared" // a body was taken off it
	Chosen      Deed = "chosen" // what is to become of some matters
	Rehearsed   Deed = "rehearsed"
	Timed       Deed = "scheduled"
	Halted      Deed = "unscheduled"
	Failed      Deed = "failed" // it was to happen by itself and could not
	CarriedOut  Deed = "done"
	Rescheduled Deed = "moved" // to another day
)

// An Event is something that was done to a reform.
type Event struct {
	At     time.Time
	By     string // name
	What   Deed
	Detail string
}

var (
	errNone   = fault.New(fault.Missing, "Reformen findes ikke.")
	errMayNot = fault.New(fault.Forbidden, "Reformer gælder hele installationen og ordnes af den, der administrerer den. Intet er ændret.")
)

// may refuses whoever may not carry reforms out: they go across all bodies.
func may(who access.Who) error {
	if !who.May(access.ManagePeople, "") {
		return errMayNot
	}
	return nil
}

const heads = `SELECT r.id, r.slug, r.name, r.day, r.state, r.made_at, r.made_by, COALESCE(r.done_at, 0), r.done_by, r.version FROM reform r `

func scanReform(r row) (one Reform, err error) {
	var made, done int64
	err = r.Scan(&one.ID, &one.Slug, &one.Name, &one.Day, &one.State, &made, &one.By, &done, &one.CarriedBy, &one.Version)
	one.Made, one.Carried = db.Instant(made), db.Instant(done)
	return one, err
}

// find returns a reform with the bodies that end.
func find(ctx context.Context, tx *db.Tx, slug string) (r Reform, err error) {
	if r, err = scanReform(tx.QueryRowContext(ctx, heads+`WHERE r.slug = $1`, slug)); err != nil {
		return r, db.Missing(err, "%s", fault.Sentence(errNone))
	}
	r.Endings, err = endingsOf(ctx, tx, r.ID)
	return r, err
}

// take raises the head of a reform and reads it.
func take(ctx context.Context, tx *db.Tx, slug string) (Reform, error) {
	if _, err := tx.ExecContext(ctx, `UPDATE reform SET version = version + 1 WHERE slug = $1`, slug); err != nil {
		return Reform{}, err
	}
	return find(ctx, tx, slug)
}

func tell(ctx context.Context, tx *db.Tx, r Reform, who access.Who, what Deed, detail string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO reform_event (reform_id, number, at, by_whom, what, detail)
		VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM reform_event WHERE reform_id = $1), $2, $3, $4, $5)`,
		r.ID, tx.Now.UnixMicro(), who.Account.Name, what, detail)
	return err
}

func eventsOf(ctx context.Context, tx *db.Tx, reformID string) ([]Event, error) {
	return db.Collect(ctx, tx, func(r row) (e Event, err error) {
		var at int64
		err = r.Scan(&at, &e.By, &e.What, &e.Detail)
		e.At = db.Instant(at)
		return e, err
	}, `SELECT at, by_whom, what, detail FROM reform_event WHERE reform_id = $1 ORDER BY number DESC`, reformID)
}

// List returns all reforms, the latest day first.
func (s *Store) List(ctx context.Context) (list []Reform, err error) {
	defer fault.In(&err, "succession: list")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = db.Collect(ctx, tx, scanReform, heads+`ORDER BY r.day DESC, r.id DESC`)
		for i := range list {
			if err == nil {
				list[i].Endings, err = endingsOf(ctx, tx, list[i].ID)
			}
		}
		return err
	})
	return list, err
}

// Begin plans a reform on a day. The same form sent twice begins one.
func (s *Store) Begin(ctx context.Context, who access.Who, name, day string) (r Reform, err error) {
	defer fault.In(&err, "succession: begin %q", name)
	name = strings.Join(strings.Fields(name), " ")
	if err := may(who); err != nil {
		return r, err
	}
	if n := len([]rune(name)); n < 3 || n > 120 {
		return r, invalid("Skriv reformens navn med 3 til 120 tegn. Intet er gemt.")
	}
	if err := isDay(day); err != nil {
		return r, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := db.Collect(ctx, tx, scanReform, heads+`WHERE r.name = $1 AND r.day = $2 AND r.state = 'planned'`, name, day)
		if err != nil {
			return err
		}
		if len(was) > 0 {
			r = was[0]
			return nil
		}
		r = Reform{ID: id.New(tx.Now), Name: name, Day: day, State: Planned, Made: tx.Now, By: who.Account.Name, Version: 1}
		if r.Slug, err = id.Free(id.Slug(name), func(slug string) (taken bool, err error) {
			err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM reform WHERE slug = $1)`, slug).Scan(&taken)
			return taken, err
		}); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO reform (id, slug, name, day, state, outcome, made_at, made_by, done_by, version) VALUES ($1, $2, $3, $4, $5, '', $6, $7, '', 1)`,
			r.ID, r.Slug, r.Name, r.Day, r.State, tx.Now.UnixMicro(), r.By); err != nil {
			return err
		}
		return tell(ctx, tx, r, who, Begun, r.Day)
	})
	return r, err
}

func isDay(day string) error {
	if t, err := time.Parse(time.DateOnly, day); err != nil || t.Year() < 2007 || t.Year() > 2100 {
		return invalid("Skriv den første dag for de nye organer som en dato, for eksempel 2027-01-01. Intet er gemt.")
	}
	return nil
}

var errOver = fault.New(fault.Conflict, "Reformen er gennemført og kan ikke laves om. Intet er ændret. Planlæg en ny, hvis noget skal ændres igen.")

// Move gives a reform that has not been carried out another day. Bodies that were
// made for it begin then.
func (s *Store) Move(ctx context.Context, who access.Who, slug, day string) (err error) {
	defer fault.In(&err, "succession: move %s", slug)
	if err := errors.Join(may(who), isDay(day)); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := take(ctx, tx, slug)
		if err != nil || r.Day == day {
			return err
		}
		if r.State != Planned {
			return errFixed(r)
		}
		for _, c := range r.Changes() {
			for _, o := range c.To {
				if o.Start != r.Day {
					continue
				}
				if err := plan.Bound(ctx, tx, who, o.ID, day, ""); err != nil {
					return err
				}
			}
		}
		was := r.Day
		r.Day = day
		if err := r.Check(); err != nil {
			return err
		}
		if err := s.acyclic(ctx, tx, r); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE reform SET day = $2 WHERE id = $1`, r.ID, day); err != nil {
			return err
		}
		return tell(ctx, tx, r, who, Rescheduled, was+" → "+day)
	})
}

func errFixed(r Reform) error {
	if r.State == Done {
		return errOver
	}
	return fault.New(fault.Conflict, "Reformen er sat til at ske af sig selv. Intet er ændret. Tag den af planen, og ret den så.")
}

// A Heir is a body to go on after one that ends: one that there is, or a new one.
type Heir struct {
	Slug string // of one that there is
	Name string // of a new one
}

// End puts a body on the plan: it ends, by a decision, and others go on after it,
// or none. A successor that there is not yet is made here, and exists from the day
// of the reform (R3). A body that is on the plan already gets the new successors.
func (s *Store) End(ctx context.Context, who access.Who, slug, bodySlug string, ground Ground, heirs []Heir) (err error) {
	defer fault.In(&err, "succession: %s ends in %s", bodySlug, slug)
	if err := may(who); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := take(ctx, tx, slug)
		if err != nil {
			return err
		}
		if r.State != Planned {
			return errFixed(r)
		}
		from, err := bodyBySlug(ctx, tx, bodySlug)
		if err != nil {
			return err
		}
		if from.End != "" && from.End < r.Day {
			return fault.New(fault.Conflict, "%s er allerede ophørt. Intet er ændret.", from.Name)
		}
		if _, err := standing(ctx, tx, ground); err != nil {
			return err
		}
		var to []body.Organization
		for _, h := range heirs {
			o, err := h.ensure(ctx, tx, who, r)
			if err != nil {
				return err
			}
			to = append(to, o)
		}
		if err := write(ctx, tx, r, from, ground, to); err != nil {
			return err
		}
		if r.Endings, err = endingsOf(ctx, tx, r.ID); err != nil {
			return err
		}
		if err := errors.Join(r.Check(), s.acyclic(ctx, tx, r)); err != nil {
			return err
		}
		detail := from.Name
		if len(to) > 0 {
			detail += " → " + names(to)
		}
		return tell(ctx, tx, r, who, Ended, detail)
	})
}

// ensure returns the successor, and makes it when it is new.
func (h Heir) ensure(ctx context.Context, tx *db.Tx, who access.Who, r Reform) (o body.Organization, err error) {
	if h.Slug != "" {
		return bodyBySlug(ctx, tx, h.Slug)
	}
	name := strings.Join(strings.Fields(h.Name), " ")
	for _, c := range r.Changes() { // the same new body may go on after several
		for _, o := range c.To {
			if strings.EqualFold(o.Name, name) {
				return o, nil
			}
		}
	}
	if o, err = plan.Found(ctx, tx, name); err != nil {
		return o, err
	}
	if err := plan.Bound(ctx, tx, who, o.ID, r.Day, ""); err != nil {
		return o, err
	}
	return body.Find(ctx, tx, o.ID)
}

// write keeps an ending and its successors. What had been chosen for a successor
// that is no more is forgotten, so it has to be chosen anew.
func write(ctx context.Context, tx *db.Tx, r Reform, from body.Organization, ground Ground, to []body.Organization) error {
	var other string
	err := tx.QueryRowContext(ctx, `SELECT r.name FROM reform_ending e JOIN reform r ON r.id = e.reform_id WHERE e.body_id = $1 AND e.reform_id <> $2`, from.ID, r.ID).Scan(&other)
	if err == nil {
		return fault.New(fault.Conflict, "%s ophører allerede i “%s”. Intet er ændret.", from.Name, other)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO reform_ending (body_id, reform_id, decision_id, path) VALUES ($1, $2, $3, $4)
		ON CONFLICT (body_id) DO UPDATE SET decision_id = excluded.decision_id, path = excluded.path`, from.ID, r.ID, db.Null(ground.DecisionID), ground.Path); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM reform_link WHERE from_id = $1`, from.ID); err != nil {
		return err
	}
	for _, o := range to {
		if _, err := tx.ExecContext(ctx, `INSERT INTO reform_link (from_id, to_id, reform_id) VALUES ($1, $2, $3) ON CONFLICT (from_id, to_id) DO NOTHING`, from.ID, o.ID, r.ID); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM reform_choice WHERE body_id = $1 AND to_id IS NOT NULL AND to_id NOT IN (SELECT to_id FROM reform_link WHERE from_id = $1)`, from.ID)
	return err
}

// Spare takes a body off the plan, with what was chosen for it.
func (s *Store) Spare(ctx context.Context, who access.Who, slug, bodySlug string) (err error) {
	defer fault.In(&err, "succession: spare %s in %s", bodySlug, slug)
	if err := may(who); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := take(ctx, tx, slug)
		if err != nil {
			return err
		}
		if r.State != Planned {
			return errFixed(r)
		}
		o, err := bodyBySlug(ctx, tx, bodySlug)
		if err != nil {
			return err
		}
		for _, statement := range []string{`DELETE FROM reform_choice WHERE body_id = $1 AND reform_id = $2`,
			`DELETE FROM reform_link WHERE from_id = $1 AND reform_id = $2`, `DELETE FROM reform_ending WHERE body_id = $1 AND reform_id = $2`} {
			if _, err := tx.ExecContext(ctx, statement, o.ID, r.ID); err != nil {
				return err
			}
		}
		return tell(ctx, tx, r, who, Spared, o.Name)
	})
}

func bodyBySlug(ctx context.Context, tx *db.Tx, slug string) (o body.Organization, err error) {
	var bodyID string
	if err := tx.QueryRowContext(ctx, `SELECT id FROM organization WHERE slug = $1`, slug).Scan(&bodyID); err != nil {
		return o, db.Missing(err, "Organet findes ikke. Intet er ændret.")
	}
	if o, err = body.Find(ctx, tx, bodyID); err == nil && !o.Classification.Meets() {
		err = invalid("%s holder ikke møder, så det er ikke et organ, der kan ophøre eller overtage noget. Intet er ændret.", o.Name)
	}
	return o, err
}

// acyclic refuses a plan by which a body would come to go on after itself by way
// of others, and one that gives something to a body which ends no later.
func (s *Store) acyclic(ctx context.Context, tx *db.Tx, r Reform) error {
	type link struct{ from, to, day string }
	all, err := db.Collect(ctx, tx, func(r row) (l link, err error) { return l, r.Scan(&l.from, &l.to, &l.day) },
		`SELECT l.from_id, l.to_id, r.day FROM reform_link l JOIN reform r ON r.id = l.reform_id WHERE l.reform_id <> $1`, r.ID)
	if err != nil {
		return err
	}
	for _, e := range r.Endings {
		for _, o := range e.To {
			seen, front := map[string]bool{}, []string{o.ID}
			for len(front) > 0 {
				at := front[0]
				front = front[1:]
				for _, l := range all {
					if l.from != at || seen[l.to] {
						continue
					}
					if at == o.ID && l.day <= r.Day {
						return invalid("%s ophører selv senest samme dag, så det kan ikke overtage noget. Intet er ændret.", o.Name)
					}
					if l.to == e.Body.ID {
						return invalid("%s ville komme til at efterfølge sig selv. Intet er ændret. Vælg et andet organ at gå videre i.", e.Body.Name)
					}
					seen[l.to] = true
					front = append(front, l.to)
				}
			}
		}
	}
	return nil
}

// outcomeOf returns what a reform came to, when it has been carried out.
func outcomeOf(ctx context.Context, tx *db.Tx, reformID string) (t Trial, err error) {
	var text string
	if err := tx.QueryRowContext(ctx, `SELECT outcome FROM reform WHERE id = $1`, reformID).Scan(&text); err != nil || text == "" {
		return t, err
	}
	err = json.Unmarshal([]byte(text), &t)
	return t, err
}

// Bodies returns the bodies that meet and have not ended, by name.
func (s *Store) Bodies(ctx context.Context) (list []body.Organization, err error) {
	defer fault.In(&err, "succession: bodies")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list = nil
		all, err := bodies(ctx, tx, `SELECT id FROM organization WHERE end_date = '' OR end_date >= $1 ORDER BY name, id`, access.Day(tx.Now))
		for _, o := range all {
			if o.Classification.Meets() {
				list = append(list, o)
			}
		}
		return err
	})
	return list, err
}
