package person

import (
	"cmp"
	"context"
	"strings"

	"klynge/internal/db"
	"klynge/internal/id"
	"klynge/internal/reader/people"
)

func compare(a, b Verdict) int {
	return cmp.Or(cmp.Compare(a.Left, b.Left), cmp.Compare(a.Right, b.Right))
}

// A writer brings the rows in line with a register.
type writer struct {
	ctx      context.Context
	tx       *db.Tx
	meetings map[string]bool // that changed
}

// people writes each cluster as a person. former are people whose sightings
// are gone.
func (w *writer) people(clusters []Cluster, former []string) error {
	keep := Keep(clusters)
	heir := map[string]string{} // of a person who is now taken for another
	for i, c := range clusters {
		p, err := w.person(c, keep[i])
		if err != nil {
			return err
		}
		for _, s := range c {
			if s.PersonID != "" && s.PersonID != p.ID && heir[s.PersonID] == "" {
				heir[s.PersonID] = p.ID
			}
			if err := w.sighting(s, p); err != nil {
				return err
			}
		}
	}
	for was, now := range heir {
		if err := w.retire(was, now); err != nil {
			return err
		}
	}
	for _, was := range former {
		if heir[was] == "" {
			if err := w.retire(was, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// person writes who a cluster is: a new person, or the one it stays.
func (w *writer) person(c Cluster, personID string) (p Person, err error) {
	name := c.Name()
	var organization string
	for _, s := range c {
		if s.Organization != "" {
			if err := w.tx.QueryRowContext(w.ctx, `SELECT name FROM organization WHERE id = $1`, s.Organization).Scan(&organization); err != nil {
				return p, err
			}
			break
		}
	}
	if personID == "" {
		p = Person{ID: id.New(w.tx.Now), Name: name}
		if p.Slug, err = slugFor(w.ctx, w.tx, p.ID, name, organization); err != nil {
			return p, err
		}
		if _, err = w.tx.ExecContext(w.ctx, `INSERT INTO person (id, slug, name, created_at) VALUES ($1, $2, $3, $4)`,
			p.ID, p.Slug, p.Name, w.tx.Now.UnixMicro()); err != nil {
			return p, err
		}
		return p, w.tx.Claim(w.ctx, p.Path())
	}
	if p, err = Find(w.ctx, w.tx, personID); err != nil || p.Name == name {
		return p, err
	}
	was := p.Path()
	p.Name = name
	if !strings.HasPrefix(p.Slug+"-", id.Slug(name)+"-") {
		if p.Slug, err = slugFor(w.ctx, w.tx, p.ID, name, organization); err != nil {
			return p, err
		}
	}
	if _, err := w.tx.ExecContext(w.ctx, `UPDATE person SET name = $2, slug = $3 WHERE id = $1`, p.ID, p.Name, p.Slug); err != nil {
		return p, err
	}
	for _, s := range c {
		for _, m := range s.Meetings {
			w.meetings[m] = true
		}
	}
	return p, w.tx.Move(w.ctx, was, p.Path())
}

// sighting writes that a sighting is of a person.
func (w *writer) sighting(s Sighting, p Person) error {
	if s.PersonID != p.ID {
		if _, err := w.tx.ExecContext(w.ctx, `UPDATE sighting SET person_id = $2 WHERE key = $1`, s.Key, p.ID); err != nil {
			return err
		}
	}
	moved, err := column(w.ctx, w.tx, `SELECT DISTINCT meeting_id FROM participation
		WHERE sighting_key = $1 AND (person_id IS NULL OR person_id <> $2)`, s.Key, p.ID)
	if err != nil {
		return err
	}
	for _, m := range moved {
		w.meetings[m] = true
	}
	if len(moved) > 0 {
		if _, err := w.tx.ExecContext(w.ctx, `UPDATE participation SET person_id = $2 WHERE sighting_key = $1`, s.Key, p.ID); err != nil {
			return err
		}
	}
	return nil
}

// retire removes a person that no sighting is taken for, and leads their
// address on to whom they turned out to be.
func (w *writer) retire(personID, heir string) error {
	var left int
	if err := w.tx.QueryRowContext(w.ctx, `SELECT count(*) FROM sighting WHERE person_id = $1`, personID).Scan(&left); err != nil || left > 0 {
		return err
	}
	was, err := Find(w.ctx, w.tx, personID)
	if err != nil {
		return err
	}
	for _, statement := range []string{
		`DELETE FROM membership WHERE person_id = $1`,
		`DELETE FROM person_name WHERE person_id = $1`,
		`DELETE FROM person WHERE id = $1`,
	} {
		if _, err := w.tx.ExecContext(w.ctx, statement, personID); err != nil {
			return err
		}
	}
	if heir == "" {
		return nil
	}
	now, err := Find(w.ctx, w.tx, heir)
	if err != nil {
		return err
	}
	if plain := id.Slug(now.Name); was.Slug != plain {
		return w.tx.Move(w.ctx, was.Path(), now.Path())
	}
	// The plain address has become free for the one who is left.
	if _, err := w.tx.ExecContext(w.ctx, `UPDATE person SET slug = $2 WHERE id = $1`, now.ID, was.Slug); err != nil {
		return err
	}
	return w.tx.Move(w.ctx, now.Path(), was.Path())
}

// Seat rebuilds the memberships and the printed names of everybody that some
// sightings are of. A membership that was there before keeps its id.
func Seat(ctx context.Context, tx *db.Tx, sightings []string) error {
	done := map[string]bool{}
	for _, key := range sightings {
		ids, err := column(ctx, tx, `SELECT person_id FROM sighting WHERE key = $1 AND person_id IS NOT NULL`, key)
		if err != nil {
			return err
		}
		for _, personID := range ids {
			if done[personID] {
				continue
			}
			done[personID] = true
			if err := seat(ctx, tx, personID); err != nil {
				return err
			}
		}
	}
	return nil
}

func seat(ctx context.Context, tx *db.Tx, personID string) error {
	list, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (a Attendance, err error) {
		return a, row.Scan(&a.OrganizationID, &a.OnBehalfOfID, &a.Role, &a.Grouping, &a.Sector, &a.Date)
	}, `SELECT m.body_id, COALESCE(p.organization_id, ''), p.role, p.grouping, p.sector, m.date
		FROM participation p JOIN meeting m ON m.id = p.meeting_id WHERE p.person_id = $1 ORDER BY m.date, m.id, p.position`, personID)
	if err != nil {
		return err
	}
	before, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (m Membership, err error) {
		return m, row.Scan(&m.ID, &m.OrganizationID, &m.OnBehalfOfID, &m.Role)
	}, `SELECT id, organization_id, COALESCE(on_behalf_of_id, ''), role FROM membership WHERE person_id = $1`, personID)
	if err != nil {
		return err
	}
	ids := map[[3]string]string{}
	for _, m := range before {
		ids[[3]string{m.OrganizationID, m.OnBehalfOfID, FoldRole(m.Role)}] = m.ID
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM membership WHERE person_id = $1`, personID); err != nil {
		return err
	}
	for _, m := range Seats(list) {
		key := cmp.Or(ids[[3]string{m.OrganizationID, m.OnBehalfOfID, FoldRole(m.Role)}], id.New(tx.Now))
		if _, err := tx.ExecContext(ctx, `INSERT INTO membership (id, person_id, organization_id, on_behalf_of_id, role, sector, start_date, end_date)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, key, personID, m.OrganizationID, db.Null(m.OnBehalfOfID), m.Role, m.Sector, m.Start, m.End); err != nil {
			return err
		}
	}
	return names(ctx, tx, personID)
}

// names rebuilds the spellings that a person is found by.
func names(ctx context.Context, tx *db.Tx, personID string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM person_name WHERE person_id = $1`, personID); err != nil {
		return err
	}
	list, err := column(ctx, tx, `SELECT DISTINCT name FROM sighting WHERE person_id = $1`, personID)
	if err != nil {
		return err
	}
	for _, name := range list {
		if _, err := tx.ExecContext(ctx, `INSERT INTO person_name (name, person_id, block) VALUES ($1, $2, $3)`,
			name, personID, people.Key(name)); err != nil {
			return err
		}
	}
	return nil
}
