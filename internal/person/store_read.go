package person

import (
	"context"
	"strconv"
	"strings"
	"time"

	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/reader/reading"
)

// Public reads the people as anybody may see them: what minutes print of them,
// and nothing else.
type Public struct{ db *db.DB }

// NewPublic returns the people of a database.
func NewPublic(d *db.DB) *Public { return &Public{d} }

// A Listed person is a line of a list.
type Listed struct {
	Person
	Meetings int
	Last     string // date of the latest meeting
	For      string // whom they stood for last, by name
}

type row = interface{ Scan(...any) error }

// List returns a page of people in the order of their addresses, and where the
// next page begins.
func (p *Public) List(ctx context.Context, after string, limit int) (list []Listed, next string, err error) {
	defer fault.In(&err, "list people after %q", after)
	err = p.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, func(r row) (l Listed, err error) {
			return l, r.Scan(&l.ID, &l.Slug, &l.Name, &l.Meetings, &l.Last, &l.For)
		}, `SELECT n.id, n.slug, n.name,
		           (SELECT COUNT(*) FROM participation p WHERE p.person_id = n.id),
		           COALESCE((SELECT MAX(s.end_date) FROM membership s WHERE s.person_id = n.id), ''),
		           COALESCE((SELECT o.name FROM membership s JOIN organization o ON o.id = s.on_behalf_of_id
		                     WHERE s.person_id = n.id ORDER BY s.end_date DESC, s.id LIMIT 1), '')
		    FROM person n WHERE n.slug > $1 ORDER BY n.slug LIMIT `+strconv.Itoa(limit+1), after)
		return err
	})
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].Slug
	}
	return list, next, err
}

// A Detail is all that minutes tell of a person.
type Detail struct {
	Person
	Names    []string // other ways the name has been written
	Seats    []body.Seat
	Attended []Attended
	Next     string // where the next page of Attended begins, "" on the last
}

// An Attended meeting is one that lists the person, also when they were away.
type Attended struct {
	Slug, Date, BodyName string
	Kind                 reading.Kind // of an agenda: called, and nobody knows who came
	Role                 string
	Absent, Chair        bool
	Partly               string
	MeetingID            string
	Created, Changed     time.Time // of the meeting's rows
}

// Path returns the address of the meeting.
func (a Attended) Path() string { return "/moeder/" + a.Slug }

// Excused reports whether they sent apologies.
func (a Attended) Excused() bool { return reading.Excused(a.Absent, a.Partly) }

// BySlug returns one person with a page of the meetings that list them.
func (p *Public) BySlug(ctx context.Context, slug, after string, limit int) (d Detail, err error) {
	defer fault.In(&err, "person %s", slug)
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.QueryRowContext(ctx, `SELECT id, slug, name FROM person WHERE slug = $1`, slug).Scan(&d.ID, &d.Slug, &d.Name); err != nil {
			return db.Missing(err, "Personen findes ikke her.")
		}
		return d.load(ctx, tx, after, limit)
	})
	return d, err
}

func (d *Detail) load(ctx context.Context, tx *db.Tx, after string, limit int) (err error) {
	d.Names, err = db.Collect(ctx, tx, func(r row) (name string, err error) { return name, r.Scan(&name) },
		`SELECT name FROM person_name WHERE person_id = $1 AND name <> $2 ORDER BY name`, d.ID, d.Name)
	if err != nil {
		return err
	}
	d.Seats, err = db.Collect(ctx, tx, func(r row) (s body.Seat, err error) {
		var latest string
		err = r.Scan(&s.BodySlug, &s.BodyName, &s.ForSlug, &s.ForName, &s.ForKind, &s.Role, &s.Sector, &s.Start, &s.End, &latest)
		s.PersonSlug, s.PersonName, s.Current = d.Slug, d.Name, s.End == latest
		return s, err
	}, `SELECT b.slug, b.name, COALESCE(f.slug, ''), COALESCE(f.name, ''), COALESCE(f.classification, ''), s.role, s.sector, s.start_date, s.end_date,
	           COALESCE((SELECT MAX(m.date) FROM meeting m WHERE m.body_id = s.organization_id), '')
	    FROM membership s JOIN organization b ON b.id = s.organization_id LEFT JOIN organization f ON f.id = s.on_behalf_of_id
	    WHERE s.person_id = $1 ORDER BY s.end_date DESC, b.name, s.id`, d.ID)
	if err != nil {
		return err
	}
	date, id := "9999-99-99", ""
	if before, last, ok := strings.Cut(after, "~"); ok {
		date, id = before, last
	}
	d.Attended, err = db.Collect(ctx, tx, func(r row) (a Attended, err error) {
		var created, changed int64
		err = r.Scan(&a.MeetingID, &a.Slug, &a.Date, &a.Kind, &created, &changed, &a.BodyName, &a.Role, &a.Absent, &a.Chair, &a.Partly)
		a.Created, a.Changed = time.UnixMicro(created).UTC(), time.UnixMicro(changed).UTC()
		return a, err
	}, `SELECT m.id, m.slug, m.date, m.kind, m.created_at, m.changed_at, o.name, p.role, p.absent, p.chair, p.partly
	    FROM participation p JOIN meeting m ON m.id = p.meeting_id JOIN organization o ON o.id = m.body_id
	    WHERE p.person_id = $1 AND (m.date, m.id) < ($2, $3) ORDER BY m.date DESC, m.id DESC, p.position LIMIT `+strconv.Itoa(limit+1), d.ID, date, id)
	if len(d.Attended) > limit {
		d.Attended = d.Attended[:limit]
		d.Next = d.Attended[limit-1].Date + "~" + d.Attended[limit-1].MeetingID
	}
	return err
}
