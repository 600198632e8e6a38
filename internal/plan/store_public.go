package plan

import (
	"cmp"
	"context"
	"slices"
	"time"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/meeting"
)

// Public reads the meeting year as anybody may see it: when and where a body
// meets, and what was moved or called off and why. Links to online meetings and
// whatever else is working material never leave it.
type Public struct{ db *db.DB }

// NewPublic returns the public meeting year of a database.
func NewPublic(d *db.DB) *Public { return &Public{d} }

// Years returns the first and the last year with a meeting, at least to the next.
func (p *Public) Years(ctx context.Context) (first, last int, err error) {
	defer fault.In(&err, "plan: years")
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		first, last = tx.Now.Year(), tx.Now.Year()+1
		var from, to string
		if err := tx.QueryRowContext(ctx, `SELECT COALESCE(MIN(date), ''), COALESCE(MAX(date), '') FROM (
			SELECT date FROM planned_meeting UNION SELECT date FROM meeting WHERE date <> '' UNION SELECT date FROM announced_meeting) days`).Scan(&from, &to); err != nil {
			return err
		}
		first, last = min(first, yearOf(from, first)), max(last, yearOf(to, last))
		return nil
	})
	return first, last, err
}

func yearOf(date string, otherwise int) int {
	if day, err := time.Parse(time.DateOnly, date); err == nil {
		return day.Year()
	}
	return otherwise
}

// Year returns the year of every body that meets in it or should, by kind and
// name; with a bodyID of that body alone, also when it does neither.
func (p *Public) Year(ctx context.Context, year int, bodyID string) (list []BodyYear, err error) {
	defer fault.In(&err, "plan: year %d", year)
	err = p.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = yearIn(ctx, tx, year, bodyID)
		return err
	})
	return list, err
}

// yearIn is [Public.Year] in a transaction.
func yearIn(ctx context.Context, tx *db.Tx, year int, bodyID string) (list []BodyYear, err error) {
	bodies, err := meeters(ctx, tx, bodyID)
	if err != nil {
		return nil, err
	}
	planned, err := Between(ctx, tx, bodyID, firstDay(year), lastDay(year))
	if err != nil {
		return nil, err
	}
	moved, err := movesIn(ctx, tx, bodyID, firstDay(year), lastDay(year))
	if err != nil {
		return nil, err
	}
	known, err := documentedIn(ctx, tx, bodyID, firstDay(year), lastDay(year))
	if err != nil {
		return nil, err
	}
	since, err := plannedSince(ctx, tx, bodyID)
	if err != nil {
		return nil, err
	}
	plans, documents, today := map[string][]Meeting{}, map[string][]documented{}, access.Day(tx.Now)
	for _, m := range planned {
		plans[m.BodyID] = append(plans[m.BodyID], m)
	}
	for _, k := range known {
		documents[k.bodyID] = append(documents[k.bodyID], k)
	}
	for _, o := range bodies {
		y := BodyYear{Body: o, Marks: marks(plans[o.ID], moved, documents[o.ID], today)}
		if y.Rules, err = RulesOf(ctx, tx, o.ID); err != nil {
			return nil, err
		}
		made, held := count(y.Marks)
		y.Standing = y.Rules.Standing(year, made, held, since[o.ID] != "" && since[o.ID] <= lastDay(year), today)
		if len(y.Marks) > 0 || y.Legal > 0 || y.Own > 0 || bodyID != "" {
			list = append(list, y)
		}
	}
	return list, nil
}

// plannedSince returns the day of the first meeting that was ever planned here, by
// body.
func plannedSince(ctx context.Context, tx *db.Tx, bodyID string) (map[string]string, error) {
	since := map[string]string{}
	_, err := db.Collect(ctx, tx, func(r row) (none struct{}, err error) {
		var id, day string
		err = r.Scan(&id, &day)
		since[id] = day
		return none, err
	}, `SELECT body_id, MIN(date) FROM planned_meeting WHERE $1 = '' OR body_id = $1 GROUP BY body_id`, bodyID)
	return since, err
}

// kindOrder is how bodies stand beside each other: those the law names first.
var kindOrder = []body.Classification{body.Council, body.Cluster, body.Coordination, body.Committee, body.Forum}

// meeters returns the bodies that have met, plan to or have rules.
func meeters(ctx context.Context, tx *db.Tx, bodyID string) ([]body.Organization, error) {
	list, err := db.Collect(ctx, tx, func(r row) (o body.Organization, err error) {
		return o, r.Scan(&o.ID, &o.Slug, &o.Name, &o.Classification, &o.Sector, &o.ParentID, &o.Start, &o.End)
	}, `SELECT o.id, o.slug, o.name, o.classification, o.sector, COALESCE(o.parent_id, ''), o.start_date, o.end_date FROM organization o
	    WHERE o.id = $1 OR $1 = '' AND o.id IN (SELECT body_id FROM meeting UNION SELECT body_id FROM planned_meeting UNION SELECT body_id FROM body_rules)
	    ORDER BY o.name, o.id`, bodyID)
	slices.SortStableFunc(list, func(a, b body.Organization) int { return cmp.Compare(rank(a), rank(b)) })
	return list, err
}

func rank(o body.Organization) int {
	if at := slices.Index(kindOrder, o.Classification); at >= 0 {
		return at
	}
	return len(kindOrder)
}

type row = interface{ Scan(...any) error }

// movesIn returns the latest move of each meeting that is between two days.
func movesIn(ctx context.Context, tx *db.Tx, bodyID, from, to string) (moves, error) {
	list, err := db.Collect(ctx, tx, scanChange, `SELECT `+changeColumns+` FROM planned_change c JOIN planned_meeting m ON m.id = c.meeting_id
		WHERE c.kind = 'moved' AND ($1 = '' OR m.body_id = $1) AND m.date >= $2 AND ($3 = '' OR m.date <= $3)`, bodyID, from, to)
	found := moves{}
	for _, c := range list {
		if c.Was.Version > found[c.MeetingID].Was.Version {
			found[c.MeetingID] = c
		}
	}
	return found, err
}

// documentedIn returns what documents tell of the meetings between two days.
func documentedIn(ctx context.Context, tx *db.Tx, bodyID, from, to string) ([]documented, error) {
	return db.Collect(ctx, tx, func(r row) (k documented, err error) {
		var kind string
		err = r.Scan(&k.id, &k.bodyID, &k.slug, &k.date, &k.start, &k.end, &k.place, &kind)
		k.minutes, k.announced = kind == "minutes", kind == ""
		return k, err
	}, `SELECT m.id, m.body_id, m.slug, m.date, m.start_time, m.end_time, m.place, m.kind FROM meeting m
	    WHERE ($1 = '' OR m.body_id = $1) AND m.date >= $2 AND m.date <= $3
	    UNION ALL
	    SELECT '', a.body_id, MAX(m.slug), a.date, MAX(a.start_time), MAX(a.end_time), '', '' FROM announced_meeting a JOIN meeting m ON m.id = a.meeting_id
	      JOIN organization o ON o.id = a.body_id AND (o.end_date = '' OR a.date <= o.end_date)
	    WHERE ($1 = '' OR a.body_id = $1) AND a.date >= $2 AND a.date <= $3
	      AND NOT EXISTS (SELECT 1 FROM meeting held WHERE held.body_id = a.body_id AND held.date = a.date)
	    GROUP BY a.body_id, a.date`, bodyID, from, to)
}

// An appointment is a planned meeting with what the public may know of it.
type appointment struct {
	Meeting
	slug, bodyName, bodySlug string
	bodyKind                 body.Classification
	moved                    *Changed
}

// appointments returns the planned meetings of a body (all bodies: "") from a day on.
func appointments(ctx context.Context, tx *db.Tx, bodySlug, from string) ([]appointment, error) {
	var bodyID string
	if bodySlug != "" {
		err := tx.QueryRowContext(ctx, `SELECT id FROM organization WHERE slug = $1`, bodySlug).Scan(&bodyID)
		if err != nil {
			return nil, db.Missing(err, "Organisationen findes ikke her.")
		}
	}
	moved, err := movesIn(ctx, tx, bodyID, from, "")
	if err != nil {
		return nil, err
	}
	return db.Collect(ctx, tx, func(r row) (a appointment, err error) {
		var made, changed int64
		err = r.Scan(&a.ID, &a.BodyID, &a.Title, &a.Date, &a.Start, &a.End, &a.Form, &a.Place, &a.State, &a.Reason, &a.PublicID, &a.Sequence,
			&made, &changed, &a.slug, &a.bodyName, &a.bodySlug, &a.bodyKind)
		a.Made, a.Changed = time.UnixMicro(made).UTC(), time.UnixMicro(changed).UTC()
		if c, ok := moved[a.ID]; ok {
			a.moved = &c
		}
		return a, err
	}, `SELECT p.id, p.body_id, p.title, p.date, p.start_time, p.end_time, p.form, p.place, p.state, p.reason, COALESCE(p.meeting_id, ''), p.sequence,
	           p.made_at, p.changed_at, COALESCE(m.slug, ''), o.name, o.slug, o.classification
	    FROM planned_meeting p JOIN organization o ON o.id = p.body_id LEFT JOIN meeting m ON m.id = p.meeting_id
	    WHERE ($1 = '' OR p.body_id = $1) AND p.date >= $2 ORDER BY p.date, p.start_time, p.id`, bodyID, from)
}

// public returns what the public may know.
func (a appointment) public() meeting.Appointment {
	p := meeting.Appointment{Planned: true, Key: a.ID, Title: a.Title, Where: a.Place, Online: a.Form != Physical,
		Cancelled: a.State == Cancelled, Sequence: a.Sequence}
	if p.Cancelled {
		p.Reason = a.Reason
	}
	if a.moved != nil {
		p.MovedFrom, p.Reason = a.moved.Was.Date, cmp.Or(p.Reason, a.moved.Reason)
	}
	return p
}

// leaves reports whether an announced date is this meeting: the day it has, or
// the one it was moved from.
func (a appointment) leaves(bodySlug, date string) bool {
	return a.bodySlug == bodySlug && (a.Date == date || a.moved != nil && a.moved.Was.Date == date)
}

// Coming returns the meetings from a day on, the next one first: those that
// documents tell of, and those that are planned, none of them twice.
func (p *Public) Coming(ctx context.Context, known *meeting.Public, from, bodySlug string, limit int) (list []meeting.Coming, err error) {
	defer fault.In(&err, "plan: coming meetings from %s", from)
	// What is planned may take the place of what documents tell.
	told, err := known.Coming(ctx, from, bodySlug, limit+50)
	if err != nil {
		return nil, err
	}
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		list = slices.Clone(told)
		planned, err := appointments(ctx, tx, bodySlug, from)
		for _, a := range planned {
			if a.State == Held && a.slug == "" {
				continue
			}
			list = a.come(list)
		}
		return err
	})
	slices.SortStableFunc(list, func(a, b meeting.Coming) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Start, b.Start), cmp.Compare(a.BodyName, b.BodyName))
	})
	return list[:min(len(list), limit)], err
}

// come puts an appointment into a list, on the meeting that it is.
func (a appointment) come(list []meeting.Coming) []meeting.Coming {
	c := meeting.Coming{Date: a.Date, Start: a.Start, End: a.End, BodyName: a.bodyName, BodySlug: a.bodySlug, Appointment: a.public()}
	same := slices.IndexFunc(list, func(c meeting.Coming) bool {
		return c.Agenda && !c.Planned && (a.slug != "" && c.Slug == a.slug || a.slug == "" && c.BodySlug == a.bodySlug && c.Date == a.Date)
	})
	if same >= 0 {
		c.Slug, c.Agenda = list[same].Slug, true
		list = slices.Delete(list, same, same+1)
	}
	list = slices.DeleteFunc(list, func(c meeting.Coming) bool { return !c.Agenda && !c.Planned && a.leaves(c.BodySlug, c.Date) })
	return append(list, c)
}

// Events returns the meetings of one body as its calendar shows them: those that
// documents tell of, and those that are planned, none of them twice.
func (p *Public) Events(ctx context.Context, known *meeting.Public, bodySlug string) (list []meeting.Event, err error) {
	defer fault.In(&err, "plan: events of %s", bodySlug)
	told, err := known.Events(ctx, bodySlug)
	if err != nil {
		return nil, err
	}
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		list = slices.Clone(told)
		planned, err := appointments(ctx, tx, bodySlug, "")
		for _, a := range planned {
			list = a.show(list)
		}
		return err
	})
	slices.SortStableFunc(list, func(a, b meeting.Event) int { return cmp.Compare(a.Date, b.Date) })
	return list, err
}

// show puts an appointment into a calendar, on the meeting that it is.
func (a appointment) show(list []meeting.Event) []meeting.Event {
	e := meeting.Event{Appointment: a.public()}
	same := slices.IndexFunc(list, func(e meeting.Event) bool {
		return !e.Announced && !e.Planned && (e.ID == a.PublicID || a.PublicID == "" && e.Date == a.Date)
	})
	if same >= 0 {
		e = list[same]
		e.Appointment = a.public()
		list = slices.Delete(list, same, same+1)
	}
	e.BodyID, e.BodyName, e.BodySlug, e.BodyKind = a.BodyID, a.bodyName, a.bodySlug, a.bodyKind
	e.Date, e.Start, e.End, e.Place = a.Date, a.Start, a.End, a.Place
	if e.ID == "" {
		e.ID, e.Created = a.ID, a.Made
	}
	if a.Changed.After(e.Changed) {
		e.Changed = a.Changed
	}
	list = slices.DeleteFunc(list, func(e meeting.Event) bool { return e.Announced && a.leaves(e.BodySlug, e.Date) })
	return append(list, e)
}
