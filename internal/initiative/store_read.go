package initiative

import (
	"context"
	"strconv"
	"strings"
	"time"

	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/paper"
	"klynge/internal/reader/reading"
)

// Public reads the initiatives as far as the minutes tell.
type Public struct{ db *db.DB }

// NewPublic returns the initiatives of a database.
func NewPublic(d *db.DB) *Public { return &Public{d} }

// A Told initiative is one with every place that speaks of it, the first first.
type Told struct {
	Initiative
	BodyName, BodySlug string
	Stations           []Station
}

// A Station is one place where an initiative is spoken of.
type Station struct {
	What               What
	Position           int
	MeetingID          string
	Slug, Date         string    // of the meeting
	Created, Changed   time.Time // of the meeting's rows
	BodyName           string    // that met
	Anchor             string    // of the item, "" when it stands outside the items
	Number             string
	Title              string // of the item
	Decision           string
	Outcome            reading.Outcome
	DocumentID         string
	Amount             danish.Amount // of a row of a fund table
	InitiativeID, Item string        // ids
}

// Path returns the address of the item, or of the meeting.
func (s Station) Path() string {
	if s.Anchor == "" {
		return "/moeder/" + s.Slug
	}
	return "/moeder/" + s.Slug + "#" + s.Anchor
}

// First and Last return the dates between which the minutes speak of it.
func (t Told) First() string { return t.at(0) }

// Last returns the date of the last meeting that speaks of it.
func (t Told) Last() string { return t.at(len(t.Stations) - 1) }

func (t Told) at(i int) string {
	if i < 0 || i >= len(t.Stations) {
		return ""
	}
	return t.Stations[i].Date
}

// Amount returns the sum that the latest fund table gives it, and whether any does.
func (t Told) Amount() (sum danish.Amount, ok bool) {
	for _, s := range t.Stations {
		if s.What == Fund {
			sum, ok = s.Amount, true
		}
	}
	return sum, ok
}

type row = interface{ Scan(...any) error }

const told = `SELECT n.id, n.slug, n.title, n.body_id, n.leader, n.purpose, o.name, o.slug
	FROM initiative n JOIN organization o ON o.id = n.body_id `

func scanTold(r row) (t Told, err error) {
	return t, r.Scan(&t.ID, &t.Slug, &t.Title, &t.BodyID, &t.Leader, &t.Purpose, &t.BodyName, &t.BodySlug)
}

// List returns a page of initiatives by their addresses, and where the next page
// begins. Of one body when a slug is given.
func (p *Public) List(ctx context.Context, bodySlug, after string, limit int) (list []Told, next string, err error) {
	defer fault.In(&err, "list initiatives after %q", after)
	list, err = p.told(ctx, told+`WHERE `+public+` AND n.slug > $1 AND ($2 = '' OR o.slug = $2) ORDER BY n.slug LIMIT `+strconv.Itoa(limit+1), after, bodySlug)
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].Slug
	}
	return list, next, err
}

// Latest returns the initiatives that the latest meetings spoke of. Those that
// are only a row of a fund table come after all others.
func (p *Public) Latest(ctx context.Context, limit int) ([]Told, error) {
	return p.told(ctx, told+`JOIN (
			SELECT w.initiative_id, MAX(m.date) AS last, COUNT(*) AS n, MAX(CASE WHEN w.what = 'fund' THEN 0 ELSE 1 END) AS treated FROM initiative_mention w
			JOIN (SELECT id, date FROM meeting ORDER BY date DESC, id DESC LIMIT 300) m ON m.id = w.meeting_id
			GROUP BY w.initiative_id) spoken ON spoken.initiative_id = n.id
		ORDER BY spoken.treated DESC, spoken.last DESC, spoken.n DESC, n.slug LIMIT `+strconv.Itoa(limit))
}

// BySlug returns one initiative.
func (p *Public) BySlug(ctx context.Context, slug string) (t Told, err error) {
	defer fault.In(&err, "initiative %s", slug)
	found, err := p.told(ctx, told+`WHERE `+public+` AND n.slug = $1`, slug)
	if err != nil {
		return t, err
	}
	if len(found) == 0 {
		return t, fault.New(fault.Missing, "Indsatsen findes ikke her.")
	}
	return found[0], nil
}

func (p *Public) told(ctx context.Context, query string, args ...any) (list []Told, err error) {
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		if list, err = db.Collect(ctx, tx, scanTold, query, args...); err != nil || len(list) == 0 {
			return err
		}
		at := map[string]*Told{}
		var marks []string
		var ids []any
		for i := range list {
			at[list[i].ID] = &list[i]
			ids = append(ids, list[i].ID)
			marks = append(marks, "$"+strconv.Itoa(len(ids)))
		}
		stations, err := db.Collect(ctx, tx, func(r row) (s Station, err error) {
			var created, changed int64
			err = r.Scan(&s.InitiativeID, &s.What, &s.Position, &s.MeetingID, &s.Slug, &s.Date, &created, &changed, &s.BodyName, &s.DocumentID, &s.Item,
				&s.Anchor, &s.Number, &s.Title, &s.Decision, &s.Outcome, &s.Amount)
			s.Created, s.Changed = time.UnixMicro(created).UTC(), time.UnixMicro(changed).UTC()
			s.Decision = paper.Mask(s.Decision)
			return s, err
		}, `SELECT w.initiative_id, w.what, w.position, m.id, m.slug, m.date, m.created_at, m.changed_at, o.name, m.document_id, COALESCE(i.id, ''),
		           COALESCE(i.anchor, ''), COALESCE(i.number, ''), COALESCE(i.title, ''),
		           CASE WHEN i.closed THEN '' ELSE COALESCE(i.decision, '') END, CASE WHEN i.closed THEN '' ELSE COALESCE(i.outcome, '') END,
		           COALESCE((SELECT MAX(l.amount) FROM fund_statement s JOIN fund_line l ON l.statement_id = s.id
		                     WHERE s.meeting_id = w.meeting_id AND l.initiative_id = w.initiative_id), 0)
		    FROM initiative_mention w JOIN meeting m ON m.id = w.meeting_id JOIN organization o ON o.id = m.body_id
		    LEFT JOIN agenda_item i ON i.id = w.item_id
		    WHERE w.initiative_id IN (`+strings.Join(marks, ", ")+`) ORDER BY m.date, m.id, w.what, w.position`, ids...)
		for _, s := range stations {
			at[s.InitiativeID].Stations = append(at[s.InitiativeID].Stations, s)
		}
		return err
	})
	return list, err
}
