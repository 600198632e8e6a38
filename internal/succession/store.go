package succession

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/fault"
)

type row = interface{ Scan(...any) error }

// Of returns the change in which a body ended, and whether it has.
func Of(ctx context.Context, tx *db.Tx, bodyID string) (c Change, ended bool, err error) {
	defer fault.In(&err, "succession: of %s", bodyID)
	err = tx.QueryRowContext(ctx, `SELECT r.id, r.slug, r.name, r.day, r.state FROM reform_ending e JOIN reform r ON r.id = e.reform_id
		WHERE e.body_id = $1 AND r.state = 'done'`, bodyID).Scan(&c.ReformID, &c.ReformSlug, &c.ReformName, &c.Day, &c.State)
	if errors.Is(err, sql.ErrNoRows) {
		return c, false, nil
	}
	if err != nil {
		return c, false, err
	}
	changes, err := changesOf(ctx, tx, c)
	for _, one := range changes {
		if slices.ContainsFunc(one.From, func(o body.Organization) bool { return o.ID == bodyID }) {
			return one, true, err
		}
	}
	return c, err == nil, err
}

// Changes groups the endings of a reform: bodies that share a successor are one
// change.
func (r Reform) Changes() (list []Change) {
	for _, e := range r.Endings {
		at := slices.IndexFunc(list, func(c Change) bool {
			return slices.ContainsFunc(c.To, func(o body.Organization) bool { _, ok := e.Heir(o.ID); return ok })
		})
		if at < 0 {
			at = len(list)
			list = append(list, Change{ReformID: r.ID, ReformSlug: r.Slug, ReformName: r.Name, Day: r.Day, State: r.State})
		}
		list[at].From = append(list[at].From, e.Body)
		for _, o := range e.To {
			if !slices.ContainsFunc(list[at].To, func(x body.Organization) bool { return x.ID == o.ID }) {
				list[at].To = append(list[at].To, o)
			}
		}
	}
	return list
}

func changesOf(ctx context.Context, tx *db.Tx, c Change) ([]Change, error) {
	endings, err := endingsOf(ctx, tx, c.ReformID)
	return Reform{ID: c.ReformID, Slug: c.ReformSlug, Name: c.ReformName, Day: c.Day, State: c.State, Endings: endings}.Changes(), err
}

// endingsOf returns the bodies that end in a reform, by name.
func endingsOf(ctx context.Context, tx *db.Tx, reformID string) ([]Ending, error) {
	type end struct {
		id string
		Ground
	}
	ends, err := db.Collect(ctx, tx, func(r row) (e end, err error) { return e, r.Scan(&e.id, &e.DecisionID, &e.Path) },
		`SELECT e.body_id, COALESCE(e.decision_id, ''), e.path FROM reform_ending e JOIN organization o ON o.id = e.body_id
		WHERE e.reform_id = $1 ORDER BY o.name, o.id`, reformID)
	if err != nil {
		return nil, err
	}
	var list []Ending
	for _, e := range ends {
		one := Ending{Ground: e.Ground}
		if one.Body, err = body.Find(ctx, tx, e.id); err != nil {
			return nil, err
		}
		if one.To, err = bodies(ctx, tx, `SELECT l.to_id FROM reform_link l JOIN organization o ON o.id = l.to_id WHERE l.from_id = $1 AND l.reform_id = $2
			ORDER BY o.name, o.id`, e.id, reformID); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// bodies returns the organisations whose ids a query finds.
func bodies(ctx context.Context, tx *db.Tx, query string, args ...any) (list []body.Organization, err error) {
	ids, err := db.Collect(ctx, tx, func(r row) (id string, err error) { return id, r.Scan(&id) }, query, args...)
	for _, id := range ids {
		o, err := body.Find(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, err
}

// ChainOf returns the bodies that came before a body and those that came after it,
// by reforms that have been done: the predecessors with the most distant first,
// then the successors with the nearest first.
func ChainOf(ctx context.Context, tx *db.Tx, bodyID string) (chain []Link, err error) {
	defer fault.In(&err, "succession: chain of %s", bodyID)
	earlier, err := along(ctx, tx, bodyID, Predecessor, `SELECT l.from_id, r.day`, `l.to_id`)
	if err != nil {
		return nil, err
	}
	later, err := along(ctx, tx, bodyID, Successor, `SELECT l.to_id, r.day`, `l.from_id`)
	slices.Reverse(earlier)
	return append(earlier, later...), err
}

// along follows the links of done reforms one way, the nearest first.
func along(ctx context.Context, tx *db.Tx, bodyID string, way Relation, what, by string) (list []Link, err error) {
	type next struct{ id, day string }
	seen := map[string]bool{bodyID: true}
	front := []string{bodyID}
	for steps := 1; len(front) > 0; steps++ {
		var reached []string
		for _, from := range front {
			found, err := db.Collect(ctx, tx, func(r row) (n next, err error) { return n, r.Scan(&n.id, &n.day) },
				what+` FROM reform_link l JOIN reform r ON r.id = l.reform_id JOIN organization o ON o.id = `+by+`
				WHERE r.state = 'done' AND `+by+` = $1 ORDER BY r.day, l.from_id, l.to_id`, from)
			if err != nil {
				return nil, err
			}
			for _, n := range found {
				if seen[n.id] {
					continue
				}
				seen[n.id] = true
				o, err := body.Find(ctx, tx, n.id)
				if err != nil {
					return nil, err
				}
				list = append(list, Link{Organization: o, Relation: way, Day: n.day, Steps: steps})
				reached = append(reached, n.id)
			}
		}
		front = reached
	}
	return list, nil
}
