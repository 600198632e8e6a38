package meeting

import (
	"context"
	"encoding/json"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/reader/reading"
)

const columns = `id, slug, body_id, date, start_time, end_time, place, kind, document_id, created_at, changed_at`

func scan(row interface{ Scan(...any) error }) (m Meeting, err error) {
	var created, changed int64
	err = row.Scan(&m.ID, &m.Slug, &m.BodyID, &m.Date, &m.Start, &m.End, &m.Place, &m.Kind, &m.DocumentID, &created, &changed)
	m.Created, m.Changed = time.UnixMicro(created).UTC(), time.UnixMicro(changed).UTC()
	return m, err
}

// Find returns a meeting by id.
func Find(ctx context.Context, tx *db.Tx, id string) (_ Meeting, err error) {
	defer fault.In(&err, "meeting: find %s", id)
	m, err := scan(tx.QueryRowContext(ctx, `SELECT `+columns+` FROM meeting WHERE id = $1`, id))
	return m, db.Missing(err, "Mødet findes ikke.")
}

// OnDate returns the meetings of a body on a date and those without a date.
// With an empty date it returns all of them.
func OnDate(ctx context.Context, tx *db.Tx, bodyID, date string) ([]Meeting, error) {
	return db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM meeting
		WHERE body_id = $1 AND (date = $2 OR date = '' OR $2 = '') ORDER BY id`, bodyID, date)
}

// Add makes a meeting.
func Add(ctx context.Context, tx *db.Tx, m Meeting, title string) (_ Meeting, err error) {
	defer fault.In(&err, "meeting: add")
	m.ID = id.New(tx.Now)
	return insert(ctx, tx, m, title)
}

// Return makes a meeting anew under the id it had.
func Return(ctx context.Context, tx *db.Tx, m Meeting, title string) (_ Meeting, err error) {
	defer fault.In(&err, "meeting: return %s", m.ID)
	return insert(ctx, tx, m, title)
}

func insert(ctx context.Context, tx *db.Tx, m Meeting, title string) (_ Meeting, err error) {
	m.Created, m.Changed = tx.Now, tx.Now
	if m.Slug, err = slugFor(ctx, tx, m, title); err != nil {
		return m, err
	}
	if _, err = tx.ExecContext(ctx, `INSERT INTO meeting (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		m.ID, m.Slug, m.BodyID, m.Date, m.Start, m.End, m.Place, m.Kind, m.DocumentID, m.Created.UnixMicro(), m.Changed.UnixMicro()); err != nil {
		return m, err
	}
	return m, tx.Claim(ctx, m.Path())
}

// Remove takes out a meeting whose rows are cleared and whose documents are
// withdrawn. What was planned of it no longer leads to it.
func Remove(ctx context.Context, tx *db.Tx, m Meeting) (err error) {
	defer fault.In(&err, "meeting: remove %s", m.ID)
	for _, statement := range []string{
		`DELETE FROM public_file WHERE meeting_id = $1`,
		`UPDATE planned_meeting SET meeting_id = NULL WHERE meeting_id = $1`,
		`DELETE FROM meeting WHERE id = $1`,
	} {
		if _, err := tx.ExecContext(ctx, statement, m.ID); err != nil {
			return err
		}
	}
	return nil
}

// Update writes what a meeting's shown version tells. When the date or the body
// has changed, so has its address, and the old one leads on.
func Update(ctx context.Context, tx *db.Tx, m Meeting, title string) (_ Meeting, err error) {
	defer fault.In(&err, "meeting: update %s", m.ID)
	was := m.Path()
	if m.Slug, err = slugFor(ctx, tx, m, title); err != nil {
		return m, err
	}
	m.Changed = tx.Now
	if _, err := tx.ExecContext(ctx, `UPDATE meeting SET slug = $2, body_id = $3, date = $4, start_time = $5, end_time = $6,
		place = $7, kind = $8, document_id = $9, changed_at = $10 WHERE id = $1`,
		m.ID, m.Slug, m.BodyID, m.Date, m.Start, m.End, m.Place, m.Kind, m.DocumentID, m.Changed.UnixMicro()); err != nil {
		return m, err
	}
	return m, tx.Move(ctx, was, m.Path())
}

// slugFor returns the address of a meeting: its date and body, and the hour it
// began when the body met twice that day.
func slugFor(ctx context.Context, tx *db.Tx, m Meeting, title string) (string, error) {
	taken := func(slug string) (is bool, err error) {
		err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM meeting WHERE slug = $1 AND id <> $2)`, slug, m.ID).Scan(&is)
		return is, err
	}
	day := m.Date
	if day == "" {
		day = "uden-dato"
	}
	plain := id.Slug(day + " " + title)
	if is, err := taken(plain); err != nil || !is {
		return plain, err
	}
	if m.Start != "" {
		plain = id.Slug(day + " " + title + " kl " + m.Start)
	}
	return id.Free(plain, taken)
}

// Clear removes the rows that [Fill] writes for a meeting. The rows of funds
// and initiatives that point at its items must be gone.
func Clear(ctx context.Context, tx *db.Tx, meetingID string) (err error) {
	defer fault.In(&err, "meeting: clear %s", meetingID)
	for _, statement := range []string{
		`DELETE FROM recommendation WHERE item_id IN (SELECT id FROM agenda_item WHERE meeting_id = $1)`,
		`DELETE FROM attachment WHERE item_id IN (SELECT id FROM agenda_item WHERE meeting_id = $1)`,
		`DELETE FROM promise WHERE meeting_id = $1`,
		`DELETE FROM agenda_item WHERE meeting_id = $1`,
		`DELETE FROM participation WHERE meeting_id = $1`,
		`DELETE FROM announced_meeting WHERE meeting_id = $1`,
		`DELETE FROM finding WHERE meeting_id = $1`,
	} {
		if _, err := tx.ExecContext(ctx, statement, meetingID); err != nil {
			return err
		}
	}
	return nil
}

// Rows are what a meeting's reading comes to.
type Rows struct {
	Participants []Participation
	Items        []Item
	Promises     []Promise
	Announced    []Announced
	Findings     []Finding
}

// Fill writes the rows of a meeting.
func Fill(ctx context.Context, tx *db.Tx, rows Rows) (err error) {
	defer fault.In(&err, "meeting: fill")
	for _, item := range rows.Items {
		if err := addItem(ctx, tx, item); err != nil {
			return err
		}
	}
	for _, p := range rows.Participants {
		if _, err := tx.ExecContext(ctx, `INSERT INTO participation (meeting_id, position, person_id, organization_id, sighting_key,
			name, role, organization, grouping, sector, absent, chair, partly) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
			p.MeetingID, p.Position, db.Null(p.PersonID), db.Null(p.OrganizationID), db.Null(p.Sighting),
			p.Name, p.Role, p.Organization, p.Grouping, p.Sector, p.Absent, p.Chair, p.Partly); err != nil {
			return err
		}
	}
	for _, p := range rows.Promises {
		if _, err := tx.ExecContext(ctx, `INSERT INTO promise (meeting_id, position, item_id, text, due, from_date, to_date)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, p.MeetingID, p.Position, db.Null(p.ItemID), p.Text, p.Due, p.From, p.To); err != nil {
			return err
		}
	}
	for _, a := range rows.Announced {
		if _, err := tx.ExecContext(ctx, `INSERT INTO announced_meeting (meeting_id, body_id, date, start_time, end_time)
			VALUES ($1, $2, $3, $4, $5) ON CONFLICT (meeting_id, date) DO NOTHING`, a.MeetingID, a.BodyID, a.Date, a.Start, a.End); err != nil {
			return err
		}
	}
	for _, f := range rows.Findings {
		args, err := json.Marshal(f.Args)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO finding (meeting_id, position, code, level, args, path, page, start_char, end_char)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, f.MeetingID, f.Position, f.Code, f.Level, string(args), f.Path,
			f.Passage.Page, f.Passage.Start, f.Passage.End); err != nil {
			return err
		}
	}
	return nil
}

func addItem(ctx context.Context, tx *db.Tx, item Item) error {
	sections, err := json.Marshal(item.Sections)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO agenda_item (id, meeting_id, position, anchor, number, title, case_number, type,
		closed, minutes, sections, decided, decision, outcome) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		item.ID, item.MeetingID, item.Position, item.Anchor, item.Number, item.Title, item.CaseNumber, item.Type,
		item.Closed, item.Minutes, string(sections), item.Decided, item.Decision, item.Outcome); err != nil {
		return err
	}
	for i, r := range item.Recommendations {
		if _, err := tx.ExecContext(ctx, `INSERT INTO recommendation (item_id, position, text, outcome) VALUES ($1, $2, $3, $4)`,
			item.ID, i, r.Text, r.Outcome); err != nil {
			return err
		}
	}
	for i, a := range item.Attachments {
		if _, err := tx.ExecContext(ctx, `INSERT INTO attachment (item_id, position, name, state) VALUES ($1, $2, $3, $4)`,
			item.ID, i, a.Name, a.State); err != nil {
			return err
		}
	}
	return nil
}

// Ids returns the ids of a meeting's items for the items of a new reading, ""
// for an item that was not there before.
func Ids(ctx context.Context, tx *db.Tx, meetingID string, items []reading.Item) (ids []string, err error) {
	defer fault.In(&err, "meeting: ids of items")
	before, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (i Item, err error) {
		return i, row.Scan(&i.ID, &i.Anchor, &i.Title)
	}, `SELECT id, anchor, title FROM agenda_item WHERE meeting_id = $1 ORDER BY position`, meetingID)
	if err != nil {
		return nil, err
	}
	return carry(before, items), nil
}

// Participants returns the list of participants of a meeting, as printed.
func Participants(ctx context.Context, tx *db.Tx, meetingID string) ([]Participation, error) {
	return db.Collect(ctx, tx, scanParticipation, `SELECT `+participationColumns+` FROM participation WHERE meeting_id = $1 ORDER BY position`, meetingID)
}

// FirstSight returns where a sighting was first printed, and in which document.
func FirstSight(ctx context.Context, tx *db.Tx, key string) (p Participation, documentID string, err error) {
	defer fault.In(&err, "meeting: first sight of %s", key)
	err = tx.QueryRowContext(ctx, `SELECT p.meeting_id, p.position, p.name, m.document_id FROM participation p JOIN meeting m ON m.id = p.meeting_id
		WHERE p.sighting_key = $1 ORDER BY m.date, m.id, p.position LIMIT 1`, key).Scan(&p.MeetingID, &p.Position, &p.Name, &documentID)
	return p, documentID, err
}

const participationColumns = `meeting_id, position, COALESCE(person_id, ''), COALESCE(organization_id, ''), COALESCE(sighting_key, ''),
	name, role, organization, grouping, sector, absent, chair, partly`

func scanParticipation(row interface{ Scan(...any) error }) (p Participation, err error) {
	return p, row.Scan(&p.MeetingID, &p.Position, &p.PersonID, &p.OrganizationID, &p.Sighting,
		&p.Name, &p.Role, &p.Organization, &p.Grouping, &p.Sector, &p.Absent, &p.Chair, &p.Partly)
}
