package body

import (
	"context"

	"klynge/internal/db"
	"klynge/internal/fault"
)

// Public reads the organisations as anybody may see them.
type Public struct{ db *db.DB }

// NewPublic returns the organisations of a database.
func NewPublic(d *db.DB) *Public { return &Public{d} }

// A Listed organisation is a line of a list.
type Listed struct {
	Organization
	Meetings    int
	First, Last string // dates of its first and last meeting
}

type row = interface{ Scan(...any) error }

const organization = `o.id, o.slug, o.name, o.classification, o.sector, COALESCE(o.parent_id, ''), o.start_date, o.end_date`

func (o *Organization) fields() []any {
	return []any{&o.ID, &o.Slug, &o.Name, &o.Classification, &o.Sector, &o.ParentID, &o.Start, &o.End}
}

// Bodies returns the organisations that have met or were founded to, by name.
func (p *Public) Bodies(ctx context.Context) (list []Listed, err error) {
	defer fault.In(&err, "bodies")
	err = p.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, scanListed, `
			SELECT `+organization+`, COALESCE(met.n, 0), COALESCE(met.first, ''), COALESCE(met.last, '')
			FROM organization o LEFT JOIN (SELECT body_id, COUNT(*) AS n, MIN(date) AS first, MAX(date) AS last FROM meeting GROUP BY body_id) met
			  ON met.body_id = o.id WHERE met.n > 0 OR o.start_date <> '' ORDER BY o.name, o.id`)
		return err
	})
	return list, err
}

func scanListed(r row) (l Listed, err error) {
	return l, r.Scan(append(l.fields(), &l.Meetings, &l.First, &l.Last)...)
}

// A Detail is an organisation with its family and its people.
type Detail struct {
	Listed
	Parent   Organization // its ID is empty when it is part of nothing
	Children []Organization
	Names    []string // other ways its name has been written
	Seats    []Seat   // in it when it meets, else held on its behalf
	Years    []Year
}

// A Year is how often a body met in one year.
type Year struct {
	Year     string
	Meetings int
}

// A Seat is held by a person in a body, on behalf of an organisation.
type Seat struct {
	PersonSlug, PersonName string
	BodySlug, BodyName     string
	ForSlug, ForName       string
	ForKind                Classification
	Role                   string
	Sector                 Sector
	Start, End             string // the first and the last meeting that tell of it
	Chair                  bool   // at the body's latest meeting
	Current                bool   // at the body's latest meeting
}

// PersonPath returns the address of the person.
func (s Seat) PersonPath() string { return "/personer/" + s.PersonSlug }

// BodyPath returns the address of the body that the seat is in.
func (s Seat) BodyPath() string { return "/organer/" + s.BodySlug }

// ForPath returns the address of the organisation that sent the person, or "".
func (s Seat) ForPath() string {
	if s.ForSlug == "" {
		return ""
	}
	return path(s.ForKind, s.ForSlug)
}

// BySlug returns one organisation.
func (p *Public) BySlug(ctx context.Context, slug string) (d Detail, err error) {
	defer fault.In(&err, "organisation %s", slug)
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		d.Listed, err = scanListed(tx.QueryRowContext(ctx, `
			SELECT `+organization+`, (SELECT COUNT(*) FROM meeting m WHERE m.body_id = o.id),
			       COALESCE((SELECT MIN(date) FROM meeting m WHERE m.body_id = o.id), ''),
			       COALESCE((SELECT MAX(date) FROM meeting m WHERE m.body_id = o.id), '')
			FROM organization o WHERE o.slug = $1`, slug))
		if err != nil {
			return db.Missing(err, "Organisationen findes ikke her.")
		}
		return d.load(ctx, tx)
	})
	return d, err
}

func (d *Detail) load(ctx context.Context, tx *db.Tx) error {
	scan := func(r row) (o Organization, err error) { return o, r.Scan(o.fields()...) }
	parents, err := db.Collect(ctx, tx, scan, `SELECT `+organization+` FROM organization o WHERE o.id = $1`, d.ParentID)
	if err != nil {
		return err
	}
	if len(parents) > 0 {
		d.Parent = parents[0]
	}
	if d.Children, err = db.Collect(ctx, tx, scan, `SELECT `+organization+` FROM organization o WHERE o.parent_id = $1 ORDER BY o.name`, d.ID); err != nil {
		return err
	}
	d.Names, err = db.Collect(ctx, tx, func(r row) (name string, err error) { return name, r.Scan(&name) },
		`SELECT DISTINCT name FROM organization_name WHERE organization_id = $1 AND name <> $2 ORDER BY name`, d.ID, d.Name)
	if err != nil {
		return err
	}
	d.Years, err = db.Collect(ctx, tx, func(r row) (y Year, err error) { return y, r.Scan(&y.Year, &y.Meetings) },
		`SELECT substr(date, 1, 4), COUNT(*) FROM meeting WHERE body_id = $1 AND date <> '' GROUP BY substr(date, 1, 4) ORDER BY 1 DESC`, d.ID)
	if err != nil {
		return err
	}
	d.Seats, err = db.Collect(ctx, tx, func(r row) (s Seat, err error) {
		var latest string
		err = r.Scan(&s.PersonSlug, &s.PersonName, &s.BodySlug, &s.BodyName, &s.ForSlug, &s.ForName, &s.ForKind,
			&s.Role, &s.Sector, &s.Start, &s.End, &latest, &s.Chair)
		s.Current = s.End == latest
		return s, err
	}, `SELECT n.slug, n.name, b.slug, b.name, COALESCE(f.slug, ''), COALESCE(f.name, ''), COALESCE(f.classification, ''),
	           s.role, s.sector, s.start_date, s.end_date,
	           COALESCE((SELECT MAX(m.date) FROM meeting m WHERE m.body_id = s.organization_id), ''),
	           EXISTS (SELECT 1 FROM participation p JOIN meeting m ON m.id = p.meeting_id
	                   WHERE p.person_id = s.person_id AND m.body_id = s.organization_id AND m.date = s.end_date AND p.chair)
	    FROM membership s JOIN person n ON n.id = s.person_id JOIN organization b ON b.id = s.organization_id
	    LEFT JOIN organization f ON f.id = s.on_behalf_of_id
	    WHERE s.organization_id = $1 OR s.on_behalf_of_id = $1
	    ORDER BY s.end_date DESC, b.name, n.name, s.start_date LIMIT 500`, d.ID)
	return err
}

// A Gap is how whole the record of a body is.
type Gap struct {
	Name, Slug  string
	Meetings    int
	Agendas     int // of which only the agenda is here
	Missing     int // announced, and past, but not here
	First, Last string
}

// Path returns the address of the body.
func (g Gap) Path() string { return "/organer/" + g.Slug }

// Gaps returns, for each body that meets, what is known to be missing on a day,
// and when the last file was read (microseconds since 1970, 0 when none was).
func (p *Public) Gaps(ctx context.Context, today string) (list []Gap, read int64, err error) {
	defer fault.In(&err, "gaps")
	err = p.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, func(r row) (g Gap, err error) {
			return g, r.Scan(&g.Name, &g.Slug, &g.Meetings, &g.Agendas, &g.First, &g.Last, &g.Missing)
		}, `SELECT o.name, o.slug, COUNT(*), SUM(CASE WHEN m.kind = 'agenda' AND m.date < $1 THEN 1 ELSE 0 END), MIN(m.date), MAX(m.date),
		           (SELECT COUNT(DISTINCT a.date) FROM announced_meeting a WHERE a.body_id = o.id AND a.date < $1
		            AND NOT EXISTS (SELECT 1 FROM meeting held WHERE held.body_id = o.id AND held.date = a.date))
		    FROM organization o JOIN meeting m ON m.body_id = o.id GROUP BY o.id, o.name, o.slug ORDER BY o.name, o.id`, today)
		if err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(read_at), 0) FROM document`).Scan(&read)
	})
	return list, read, err
}
