package meeting

import (
	"context"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
)

// An Event is a meeting as a calendar shows it: held, called, or only announced.
type Event struct {
	Listed
	Titles []string // of its agenda, the numbers before them
	// Announced is true when all that is known is that minutes have said when it
	// will be. Slug is then the meeting whose minutes did.
	Announced bool
	Appointment
}

// Path returns the address of the meeting, or of the year of its body while
// nothing but its time is public.
func (e Event) Path() string {
	if e.Slug == "" {
		return yearPath(e.BodySlug)
	}
	return at(e.Slug)
}

// Events returns the meetings of one body, held, called and announced, by date.
// A meeting that nobody knows the date of has no place in a calendar.
func (p *Public) Events(ctx context.Context, bodySlug string) (list []Event, err error) {
	defer fault.In(&err, "events of %s", bodySlug)
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		list, err = db.Collect(ctx, tx, func(r row) (e Event, err error) {
			e.Listed, err = scanListed(r)
			return e, err
		}, listed+`WHERE o.slug = $1 AND m.date <> '' ORDER BY m.date, m.id`, bodySlug)
		if err != nil {
			return err
		}
		events := map[string]*Event{}
		for i := range list {
			events[list[i].ID] = &list[i]
		}
		_, err = db.Collect(ctx, tx, func(r row) (none struct{}, err error) {
			var meetingID, number, title string
			if err := r.Scan(&meetingID, &number, &title); err != nil {
				return none, err
			}
			if number != "" {
				title = number + ". " + title
			}
			e := events[meetingID]
			e.Titles = append(e.Titles, title)
			return none, nil
		}, `SELECT m.id, i.number, i.title FROM meeting m JOIN organization o ON o.id = m.body_id JOIN agenda_item i ON i.meeting_id = m.id
		    WHERE o.slug = $1 AND m.date <> '' ORDER BY m.id, i.position`, bodySlug)
		if err != nil {
			return err
		}
		announced, err := db.Collect(ctx, tx, func(r row) (e Event, err error) {
			var created, changed int64
			err = r.Scan(&e.Date, &e.Start, &e.End, &e.Slug, &created, &changed, &e.BodyID, &e.BodyName, &e.BodySlug, &e.BodyKind)
			e.Created, e.Changed, e.Announced = time.UnixMicro(created).UTC(), time.UnixMicro(changed).UTC(), true
			return e, err
		}, `SELECT a.date, MAX(a.start_time), MAX(a.end_time), MAX(m.slug), MIN(m.created_at), MAX(m.changed_at), o.id, o.name, o.slug, o.classification
		    FROM announced_meeting a JOIN organization o ON o.id = a.body_id JOIN meeting m ON m.id = a.meeting_id
		    WHERE o.slug = $1 AND (o.end_date = '' OR a.date <= o.end_date)
		      AND NOT EXISTS (SELECT 1 FROM meeting held WHERE held.body_id = a.body_id AND held.date = a.date)
		    GROUP BY a.date, o.id, o.name, o.slug, o.classification ORDER BY a.date`, bodySlug)
		list = append(list, announced...)
		return err
	})
	return list, err
}
