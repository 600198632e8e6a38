package meeting

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/paper"
	"klynge/internal/reader/reading"
)

// Public reads the meetings as anybody may see them. Of a closed item the
// public sees the number and the title and nothing more: a closed door is a
// duty of the body (sundhedsloven and kommunestyrelsesloven § 10), and a file
// that was handed in by mistake does not open it.
type Public struct{ db *db.DB }

// NewPublic returns the meetings of a database.
func NewPublic(d *db.DB) *Public { return &Public{d} }

// A Listed meeting is a line of a list.
type Listed struct {
	Meeting
	BodyName string
	BodySlug string
	BodyKind body.Classification
	Items    int
	Decided  int // items with a decision
}

// BodyPath returns the address of the body that met.
func (l Listed) BodyPath() string {
	return body.Organization{Slug: l.BodySlug, Classification: l.BodyKind}.Path()
}

// A Filter narrows a list of meetings. The zero Filter is all of them.
type Filter struct {
	Body   string // slug
	Before bool   // with those of the bodies that went on in it (package succession)
	Year   string // "2024"
}

// line is the body with the slug $3 and all that went on in it, by reforms that have
// been carried out.
const line = `(WITH RECURSIVE line (id) AS (SELECT id FROM organization WHERE slug = $3
		UNION SELECT l.from_id FROM reform_link l JOIN line ON l.to_id = line.id JOIN reform r ON r.id = l.reform_id WHERE r.state = 'done')
	SELECT id FROM line)`

const listed = `
	SELECT m.id, m.slug, m.body_id, m.date, m.start_time, m.end_time, m.place, m.kind, m.document_id, m.created_at, m.changed_at,
	       o.name, o.slug, o.classification,
	       (SELECT COUNT(*) FROM agenda_item i WHERE i.meeting_id = m.id),
	       (SELECT COUNT(*) FROM agenda_item i WHERE i.meeting_id = m.id AND i.decision <> '' AND NOT i.closed)
	FROM meeting m JOIN organization o ON o.id = m.body_id `

type row = interface{ Scan(...any) error }

func scanListed(r row) (l Listed, err error) {
	var created, changed int64
	err = r.Scan(&l.ID, &l.Slug, &l.BodyID, &l.Date, &l.Start, &l.End, &l.Place, &l.Kind, &l.DocumentID, &created, &changed,
		&l.BodyName, &l.BodySlug, &l.BodyKind, &l.Items, &l.Decided)
	l.Created, l.Changed = time.UnixMicro(created).UTC(), time.UnixMicro(changed).UTC()
	return l, err
}

// List returns a page of meetings, the latest first, and where the next page
// begins: "" on the last.
func (p *Public) List(ctx context.Context, f Filter, after string, limit int) (list []Listed, next string, err error) {
	defer fault.In(&err, "list meetings %+v after %q", f, after)
	date, id := "9999-99-99", ""
	if before, last, ok := strings.Cut(after, "~"); ok {
		date, id = before, last
	}
	query, args := listed+`WHERE (m.date, m.id) < ($1, $2)`, []any{date, id}
	if f.Body != "" {
		args = append(args, f.Body)
		query += map[bool]string{true: ` AND m.body_id IN ` + line, false: ` AND m.body_id = (SELECT id FROM organization WHERE slug = $3)`}[f.Before]
	}
	if f.Year != "" {
		args = append(args, f.Year, f.Year+"-99")
		query += map[bool]string{true: ` AND m.date >= $4 AND m.date < $5`, false: ` AND m.date >= $3 AND m.date < $4`}[f.Body != ""]
	}
	query += ` ORDER BY m.date DESC, m.id DESC LIMIT ` + limitOf(limit+1)
	err = p.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, scanListed, query, args...)
		return err
	})
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].Date + "~" + list[limit-1].ID
	}
	return list, next, err
}

// Years returns the years with meetings, the latest first.
func (p *Public) Years(ctx context.Context) (years []string, err error) {
	defer fault.In(&err, "years with meetings")
	err = p.db.Read(ctx, func(tx *db.Tx) (err error) {
		years, err = db.Collect(ctx, tx, func(r row) (year string, err error) { return year, r.Scan(&year) },
			`SELECT DISTINCT substr(date, 1, 4) FROM meeting WHERE date <> '' ORDER BY 1 DESC`)
		return err
	})
	return years, err
}

// A Detail is all that the public may see of one meeting.
type Detail struct {
	Listed
	Participants []Participant
	Agenda       []Item
	Findings     []Finding
	Promises     []Promise
	Announced    []Announced
	Versions     []Version
	Ways         map[string][]Station // by item id: the same matter at other meetings
	// Before and After are the body's meetings around this one; their ids are
	// empty when there are none.
	Before, After Listed
	// Withdrawn is what was public of the meeting and is not any more.
	Withdrawn []Tombstone
}

// A Participant is a line of the list of participants with the person and the
// organisation that it was taken for.
type Participant struct {
	Participation
	PersonSlug       string
	OrganizationSlug string
	OrganizationKind body.Classification
}

// A Version is one file that was read for a meeting.
type Version struct {
	DocumentID string
	Version    int
	Name       string
	Format     string
	Size       int64
	Pages      int
	ReadAt     int64 // microseconds since 1970
}

// A Station is where a matter was on another agenda of the same body.
type Station struct {
	Slug, Anchor, Date, Number, Title string
	Outcome                           reading.Outcome
	Initiative                        bool // it is known to be the same: both speak of one initiative
}

// Path returns the address of the item.
func (s Station) Path() string { return at(s.Slug) + "#" + s.Anchor }

// BySlug returns one meeting.
func (p *Public) BySlug(ctx context.Context, slug string) (d Detail, err error) {
	defer fault.In(&err, "meeting %s", slug)
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		if d.Listed, err = scanListed(tx.QueryRowContext(ctx, listed+`WHERE m.slug = $1`, slug)); err != nil {
			return db.Missing(err, "Mødet findes ikke her.")
		}
		return d.load(ctx, tx)
	})
	return d, err
}

func (d *Detail) load(ctx context.Context, tx *db.Tx) (err error) {
	if d.Participants, err = participants(ctx, tx, d.ID); err != nil {
		return err
	}
	if d.Agenda, err = agenda(ctx, tx, d.ID); err != nil {
		return err
	}
	if d.Findings, err = findings(ctx, tx, d.ID, d.Agenda); err != nil {
		return err
	}
	d.Promises, err = db.Collect(ctx, tx, func(r row) (p Promise, err error) {
		return p, r.Scan(&p.MeetingID, &p.Position, &p.ItemID, &p.Text, &p.Due, &p.From, &p.To)
	}, `SELECT p.meeting_id, p.position, COALESCE(p.item_id, ''), p.text, p.due, p.from_date, p.to_date
	    FROM promise p LEFT JOIN agenda_item i ON i.id = p.item_id
	    WHERE p.meeting_id = $1 AND (i.closed IS NULL OR NOT i.closed) ORDER BY p.position`, d.ID)
	if err != nil {
		return err
	}
	d.Announced, err = db.Collect(ctx, tx, func(r row) (a Announced, err error) {
		return a, r.Scan(&a.MeetingID, &a.BodyID, &a.Date, &a.Start, &a.End)
	}, `SELECT meeting_id, body_id, date, start_time, end_time FROM announced_meeting WHERE meeting_id = $1 ORDER BY date`, d.ID)
	if err != nil {
		return err
	}
	d.Versions, err = db.Collect(ctx, tx, func(r row) (v Version, err error) {
		return v, r.Scan(&v.DocumentID, &v.Version, &v.Name, &v.Format, &v.Size, &v.Pages, &v.ReadAt)
	}, `SELECT id, version, name, format, size, pages, read_at FROM document WHERE meeting_id = $1 ORDER BY version`, d.ID)
	if err != nil {
		return err
	}
	if d.Withdrawn, err = tombstones(ctx, tx, d.Path()); err != nil {
		return err
	}
	if d.Ways, err = ways(ctx, tx, d.Meeting, d.Agenda); err != nil {
		return err
	}
	return d.neighbours(ctx, tx)
}

// neighbours finds the body's meetings before and after this one.
func (d *Detail) neighbours(ctx context.Context, tx *db.Tx) error {
	for to, tail := range map[*Listed]string{
		&d.Before: `(m.date, m.id) < ($2, $3) ORDER BY m.date DESC, m.id DESC LIMIT 1`,
		&d.After:  `(m.date, m.id) > ($2, $3) ORDER BY m.date, m.id LIMIT 1`,
	} {
		found, err := db.Collect(ctx, tx, scanListed, listed+`WHERE m.body_id = $1 AND `+tail, d.BodyID, d.Date, d.ID)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			*to = found[0]
		}
	}
	return nil
}

func participants(ctx context.Context, tx *db.Tx, meetingID string) ([]Participant, error) {
	return db.Collect(ctx, tx, func(r row) (p Participant, err error) {
		return p, r.Scan(&p.MeetingID, &p.Position, &p.PersonID, &p.OrganizationID, &p.Name, &p.Role, &p.Organization,
			&p.Grouping, &p.Sector, &p.Absent, &p.Chair, &p.Partly, &p.PersonSlug, &p.OrganizationSlug, &p.OrganizationKind)
	}, `SELECT p.meeting_id, p.position, COALESCE(p.person_id, ''), COALESCE(p.organization_id, ''), p.name, p.role, p.organization,
	           p.grouping, p.sector, p.absent, p.chair, p.partly, COALESCE(n.slug, ''), COALESCE(o.slug, ''), COALESCE(o.classification, '')
	    FROM participation p
	    LEFT JOIN person n ON n.id = p.person_id
	    LEFT JOIN organization o ON o.id = p.organization_id
	    WHERE p.meeting_id = $1 ORDER BY p.position`, meetingID)
}

// agenda returns the items of a meeting as the public may see them.
func agenda(ctx context.Context, tx *db.Tx, meetingID string) ([]Item, error) {
	items, err := db.Collect(ctx, tx, func(r row) (i Item, err error) {
		var sections []byte
		if err := r.Scan(&i.ID, &i.MeetingID, &i.Position, &i.Anchor, &i.Number, &i.Title, &i.CaseNumber, &i.Type,
			&i.Closed, &i.Minutes, &sections, &i.Decided, &i.Decision, &i.Outcome); err != nil {
			return i, err
		}
		return i, json.Unmarshal(sections, &i.Sections)
	}, `SELECT id, meeting_id, position, anchor, number, title, case_number, type, closed, minutes, sections, decided, decision, outcome
	    FROM agenda_item WHERE meeting_id = $1 ORDER BY position`, meetingID)
	if err != nil {
		return nil, err
	}
	at := map[string]*Item{}
	for i := range items {
		at[items[i].ID] = &items[i]
	}
	type line struct{ item, text, state string }
	scan := func(r row) (l line, err error) { return l, r.Scan(&l.item, &l.text, &l.state) }
	recommended, err := db.Collect(ctx, tx, scan, `SELECT r.item_id, r.text, r.outcome FROM recommendation r
		JOIN agenda_item i ON i.id = r.item_id WHERE i.meeting_id = $1 ORDER BY i.position, r.position`, meetingID)
	if err != nil {
		return nil, err
	}
	for _, l := range recommended {
		at[l.item].Recommendations = append(at[l.item].Recommendations, reading.Recommendation{Text: l.text, Outcome: reading.Outcome(l.state)})
	}
	attached, err := db.Collect(ctx, tx, scan, `SELECT a.item_id, a.name, a.state FROM attachment a
		JOIN agenda_item i ON i.id = a.item_id WHERE i.meeting_id = $1 ORDER BY i.position, a.position`, meetingID)
	if err != nil {
		return nil, err
	}
	for _, l := range attached {
		at[l.item].Attachments = append(at[l.item].Attachments, reading.Attachment{Name: l.text, State: reading.AttachmentState(l.state)})
	}
	for i := range items {
		items[i] = items[i].Visible()
	}
	return items, files(ctx, tx, meetingID, items)
}

// Visible returns what the public sees of an item: of a closed one its place
// on the agenda and its title, of an open one all but personal numbers.
func (it Item) Visible() Item {
	if !it.Closed {
		it.Decision = paper.Mask(it.Decision)
		for i := range it.Recommendations {
			it.Recommendations[i].Text = paper.Mask(it.Recommendations[i].Text)
		}
		for i := range it.Sections {
			for j := range it.Sections[i].Lines {
				mask(&it.Sections[i].Lines[j])
			}
		}
		return it
	}
	return Item{ID: it.ID, MeetingID: it.MeetingID, Position: it.Position, Anchor: it.Anchor, Number: it.Number, Title: it.Title, Closed: true}
}

func mask(line *reading.Line) {
	line.Text = paper.Mask(line.Text)
	for i := range line.Cells {
		line.Cells[i] = paper.Mask(line.Cells[i])
	}
}

// findings returns the findings of a meeting. What was found inside a closed
// item stays there, and so does the place of a personal number.
func findings(ctx context.Context, tx *db.Tx, meetingID string, items []Item) ([]Finding, error) {
	all, err := db.Collect(ctx, tx, func(r row) (f Finding, err error) {
		var args []byte
		if err := r.Scan(&f.MeetingID, &f.Position, &f.Code, &f.Level, &args, &f.Path, &f.Passage.Page, &f.Passage.Start, &f.Passage.End); err != nil {
			return f, err
		}
		return f, json.Unmarshal(args, &f.Args)
	}, `SELECT meeting_id, position, code, level, args, path, page, start_char, end_char
	    FROM finding WHERE meeting_id = $1 ORDER BY position`, meetingID)
	if err != nil {
		return nil, err
	}
	open := all[:0]
	for _, f := range all {
		hidden := false
		for _, item := range items {
			inside := string(reading.At("items", item.Position))
			hidden = hidden || item.Closed && (string(f.Path) == inside || strings.HasPrefix(string(f.Path), inside+"/"))
		}
		if !hidden {
			open = append(open, f)
		}
	}
	return open, nil
}

// A Decision is what a body decided on one item.
type Decision struct {
	ItemID, Anchor, Number, Title, Decision string
	Outcome                                 reading.Outcome
	MeetingID, Slug, Date                   string
	BodyName, BodySlug                      string
	Created, Changed                        time.Time // of the meeting's rows
	position                                int
}

// Path returns the address of the decision.
func (d Decision) Path() string { return at(d.Slug) + "/" + d.Anchor + "#beslutning" }

// MeetingPath returns the address of the meeting that decided.
func (d Decision) MeetingPath() string { return at(d.Slug) }

// Decisions returns a page of decisions, the latest first, and where the next
// page begins. Decisions on the formalities of a meeting itself, the approval of
// its agenda and its minutes, are left out.
func (p *Public) Decisions(ctx context.Context, after string, limit int) (list []Decision, next string, err error) {
	return p.decisions(ctx, "", after, limit)
}

// DecisionsOf returns the latest decisions of one body, formalities left out.
func (p *Public) DecisionsOf(ctx context.Context, bodySlug string, limit int) ([]Decision, error) {
	list, _, err := p.decisions(ctx, bodySlug, "", limit)
	return list, err
}

// decisions lists those of one body, or of all when its slug is empty.
func (p *Public) decisions(ctx context.Context, bodySlug, after string, limit int) (list []Decision, next string, err error) {
	defer fault.In(&err, "list decisions of %q after %q", bodySlug, after)
	date, id, position := "9999-99-99", "", -1
	if cursor := strings.SplitN(after, "~", 3); len(cursor) == 3 {
		if n, err := strconv.Atoi(cursor[2]); err == nil {
			date, id, position = cursor[0], cursor[1], n
		}
	}
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		// Formalities are told apart in Go, so read on until the page is full.
		for len(list) <= limit {
			batch, err := db.Collect(ctx, tx, func(r row) (d Decision, err error) {
				var created, changed int64
				err = r.Scan(&d.ItemID, &d.Anchor, &d.Number, &d.Title, &d.Decision, &d.Outcome, &d.position,
					&d.MeetingID, &d.Slug, &d.Date, &created, &changed, &d.BodyName, &d.BodySlug)
				d.Created, d.Changed = time.UnixMicro(created).UTC(), time.UnixMicro(changed).UTC()
				return d, err
			}, `SELECT i.id, i.anchor, i.number, i.title, i.decision, i.outcome, i.position, m.id, m.slug, m.date, m.created_at, m.changed_at, o.name, o.slug
			    FROM meeting m JOIN agenda_item i ON i.meeting_id = m.id JOIN organization o ON o.id = m.body_id
			    WHERE NOT i.closed AND i.decision <> '' AND ($4 = '' OR o.slug = $4) AND (m.date < $1 OR m.date = $1 AND (m.id < $2 OR m.id = $2 AND i.position > $3))
			    ORDER BY m.date DESC, m.id DESC, i.position LIMIT 100`, date, id, position, bodySlug)
			if err != nil || len(batch) == 0 {
				return err
			}
			for _, d := range batch {
				if !Formality(d.Title) {
					d.Decision = paper.Mask(d.Decision)
					list = append(list, d)
				}
			}
			last := batch[len(batch)-1]
			date, id, position = last.Date, last.MeetingID, last.position
		}
		return nil
	})
	if len(list) > limit {
		list = list[:limit]
		last := list[limit-1]
		next = last.Date + "~" + last.MeetingID + "~" + strconv.Itoa(last.position)
	}
	return list, next, err
}

// A Coming meeting is one that is still to be held.
type Coming struct {
	Date, Start, End   string
	BodyName, BodySlug string
	Slug               string // of its agenda, or of the meeting that announced it
	Agenda             bool   // its agenda is there
	Appointment
}

// Path returns the address of the agenda, or else of the minutes that announced
// it. One that is only planned is found in the year of its body.
func (c Coming) Path() string {
	if c.Slug == "" {
		return yearPath(c.BodySlug)
	}
	return at(c.Slug)
}

// An Appointment is what the plan of a body (package plan) tells the public of a
// meeting. It is zero for a meeting that nobody has planned here.
type Appointment struct {
	Planned   bool   // the plan knows it
	Key       string // what calendars know it by
	Title     string // "" for an ordinary meeting
	Where     string // "" for an online meeting
	Online    bool   // one may take part online
	Cancelled bool
	MovedFrom string // YYYY-MM-DD, "" for one that was not moved
	Reason    string // of the cancellation, or else of the move
	Sequence  int    // RFC 5545, 3.8.7.4
}

// yearPath returns where the year of a body is shown.
func yearPath(bodySlug string) string { return "/organer/" + bodySlug + "#aaret" }

// Coming returns the meetings from a day on, the next one first.
func (p *Public) Coming(ctx context.Context, from string, bodySlug string, limit int) (list []Coming, err error) {
	defer fault.In(&err, "coming meetings from %s", from)
	err = p.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, func(r row) (c Coming, err error) {
			return c, r.Scan(&c.Date, &c.Start, &c.End, &c.BodyName, &c.BodySlug, &c.Slug, &c.Agenda)
		}, `SELECT m.date, m.start_time, m.end_time, o.name, o.slug, m.slug, m.date = m.date
		    FROM meeting m JOIN organization o ON o.id = m.body_id
		    WHERE m.date >= $1 AND ($2 = '' OR o.slug = $2)
		    UNION
		    SELECT a.date, MAX(a.start_time), MAX(a.end_time), o.name, o.slug, MAX(m.slug), a.date <> a.date
		    FROM announced_meeting a JOIN organization o ON o.id = a.body_id JOIN meeting m ON m.id = a.meeting_id
		    WHERE a.date >= $1 AND ($2 = '' OR o.slug = $2) AND (o.end_date = '' OR a.date <= o.end_date)
		      AND NOT EXISTS (SELECT 1 FROM meeting held WHERE held.body_id = a.body_id AND held.date = a.date)
		    GROUP BY a.date, o.name, o.slug
		    ORDER BY 1, 4 LIMIT `+limitOf(limit), from, bodySlug)
		return err
	})
	return list, err
}

// An Owed promise is one that is due, with the item it was given under.
type Owed struct {
	Promise
	Slug, Anchor, Title, Date, BodyName string
}

// Path returns the address of the item the promise was given under, or of the meeting.
func (o Owed) Path() string {
	if o.Anchor == "" {
		return at(o.Slug)
	}
	return at(o.Slug) + "#" + o.Anchor
}

// Owed returns the promises whose time ends between two days, the latest first,
// of the latest thousand meetings.
func (p *Public) Owed(ctx context.Context, from, to string, limit int) (list []Owed, err error) {
	defer fault.In(&err, "promises due %s to %s", from, to)
	err = p.db.Read(ctx, func(tx *db.Tx) (err error) {
		// Dues are codes such as 2025-spring: the year narrows them here, By decides.
		list, err = db.Collect(ctx, tx, func(r row) (o Owed, err error) {
			return o, r.Scan(&o.MeetingID, &o.Position, &o.ItemID, &o.Text, &o.Due, &o.From, &o.To, &o.Slug, &o.Anchor, &o.Title, &o.Date, &o.BodyName)
		}, `SELECT p.meeting_id, p.position, COALESCE(p.item_id, ''), p.text, p.due, p.from_date, p.to_date,
		           m.slug, COALESCE(i.anchor, ''), COALESCE(i.title, ''), m.date, o.name
		    FROM (SELECT id, slug, date, body_id FROM meeting WHERE date >= $3 ORDER BY date DESC LIMIT 1000) m
		    JOIN promise p ON p.meeting_id = m.id JOIN organization o ON o.id = m.body_id
		    LEFT JOIN agenda_item i ON i.id = p.item_id
		    WHERE p.due >= $1 AND p.due < $2 AND (i.closed IS NULL OR NOT i.closed)
		    ORDER BY m.date DESC, m.id, p.position`, shifted(from, -1)[:4], shifted(to, 1)[:4], shifted(from, -3))
		return err
	})
	list = slices.DeleteFunc(list, func(o Owed) bool { return o.By() < from || o.By() > to })
	slices.SortStableFunc(list, func(a, b Owed) int { return strings.Compare(b.By(), a.By()) })
	return list[:min(limit, len(list))], err
}

// Moved returns where an old address leads, or "".
func (p *Public) Moved(ctx context.Context, from string) (to string, err error) {
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		found, err := db.Collect(ctx, tx, func(r row) (to string, err error) { return to, r.Scan(&to) },
			`SELECT to_path FROM moved WHERE path = $1`, from)
		if len(found) > 0 {
			to = found[0]
		}
		return err
	})
	return to, err
}

// Slugs returns the addresses of meetings that begin alike, to help on somebody
// who has a broken one.
func (p *Public) Slugs(ctx context.Context, prefix string, limit int) (list []Listed, err error) {
	err = p.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, scanListed, listed+`WHERE m.slug >= $1 AND m.slug < $2 ORDER BY m.slug LIMIT `+limitOf(limit), prefix, prefix+"~")
		return err
	})
	return list, err
}

// limitOf writes how many rows to fetch. A list fetches one more than a page,
// to know whether there is a next.
func limitOf(n int) string { return strconv.Itoa(min(max(n, 0), 500)) }

// ways finds, for each item, the same matter at the body's other meetings of
// the three years around this one: items that speak of the same initiative, and
// items whose titles say the same.
func ways(ctx context.Context, tx *db.Tx, m Meeting, items []Item) (map[string][]Station, error) {
	type other struct {
		Station
		initiative string
	}
	scan := func(r row) (o other, err error) {
		return o, r.Scan(&o.Slug, &o.Anchor, &o.Date, &o.Number, &o.Title, &o.Outcome, &o.initiative)
	}
	others, err := db.Collect(ctx, tx, scan, `
		SELECT n.slug, i.anchor, n.date, i.number, i.title, CASE WHEN i.closed THEN '' ELSE i.outcome END, ''
		FROM meeting n JOIN agenda_item i ON i.meeting_id = n.id
		WHERE n.body_id = $1 AND n.date > $2 AND n.date < $3 AND n.id <> $4 ORDER BY n.date, i.position`,
		m.BodyID, shifted(m.Date, -3), shifted(m.Date, 3), m.ID)
	if err != nil {
		return nil, err
	}
	same, err := db.Collect(ctx, tx, scan, `
		SELECT n.slug, i.anchor, n.date, i.number, i.title, CASE WHEN i.closed THEN '' ELSE i.outcome END, here.item_id
		FROM initiative_mention here
		JOIN initiative_mention there ON there.initiative_id = here.initiative_id AND there.meeting_id <> here.meeting_id
		JOIN agenda_item i ON i.id = there.item_id JOIN meeting n ON n.id = i.meeting_id
		WHERE here.meeting_id = $1 AND here.item_id IS NOT NULL AND here.what <> 'fund' AND there.what <> 'fund' ORDER BY n.date, i.position`, m.ID)
	if err != nil {
		return nil, err
	}
	words := make([]map[string]bool, len(others))
	for i, o := range others {
		words[i] = matter(o.Title)
	}
	found := map[string][]Station{}
	for _, item := range items {
		own := matter(item.Title)
		seen := map[string]bool{}
		add := func(s Station) {
			if !seen[s.Path()] {
				seen[s.Path()] = true
				found[item.ID] = append(found[item.ID], s)
			}
		}
		for _, o := range same {
			if o.initiative == item.ID {
				o.Initiative = true
				add(o.Station)
			}
		}
		for i, o := range others {
			if sameWords(own, words[i]) {
				add(o.Station)
			}
		}
		slices.SortStableFunc(found[item.ID], func(a, b Station) int { return strings.Compare(a.Date, b.Date) })
	}
	return found, nil
}

// shifted moves a date by whole years.
func shifted(date string, years int) string {
	year, rest, _ := strings.Cut(date, "-")
	n, err := strconv.Atoi(year)
	if err != nil {
		return date
	}
	return fmt.Sprintf("%04d-%s", n+years, rest)
}
