package minutes

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/decision"
	"klynge/internal/desk"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/plan"
	"klynge/internal/seat"
)

// A Table is what the secretary has in front of them.
type Table struct {
	Meeting  plan.Meeting
	BodyName string
	Now      time.Time
	Sitting  Sitting // zero before the meeting is opened
	Record   Record
	Points   []Point
	Seats    []seat.Seat // that are held on the day
	Next     string      // day of the body's next meeting, "" when none is planned
	Called   int         // who has answered that they come, before it is opened
	Sent     bool        // the agenda is

	Refused, Warned []Gap
	Uninvited       []string // R15
	Versions        int
}

// A Point is an item with what only the secretary sees of it.
type Point struct {
	Item
	Discussion, Decided draft.Field
	Remarks             map[string]draft.Field // by recommendation
	ReleasedText        string
	ReleasedAt          time.Time
	Clock               Clock
	Speakers            []Speaker
	FollowUps           []decision.FollowUp
	Voters              []Attendance // who may vote on it now, or could when it ended
}

// Released reports whether members see the decision as it stands.
func (p Point) Released() bool { return !p.ReleasedAt.IsZero() && p.ReleasedText == p.Decided.Text }

// Table returns all that a secretary needs of a meeting.
func (s *Store) Table(ctx context.Context, meetingID string) (t Table, err error) {
	defer fault.In(&err, "minutes: table of %s", meetingID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		t = Table{Now: tx.Now.UTC()}
		if t.Meeting, err = plan.Find(ctx, tx, meetingID); err != nil {
			return err
		}
		if err := tx.QueryRowContext(ctx, `SELECT name FROM organization WHERE id = $1`, t.Meeting.BodyID).Scan(&t.BodyName); err != nil {
			return err
		}
		if t.Seats, err = seat.Of(ctx, tx, t.Meeting.BodyID, t.Meeting.Date); err != nil {
			return err
		}
		if t.Next, err = nextAfter(ctx, tx, t.Meeting); err != nil {
			return err
		}
		t.Sitting, err = Find(ctx, tx, meetingID)
		if fault.Is(err, fault.Missing) {
			return t.before(ctx, tx)
		}
		if err != nil {
			return err
		}
		return t.fill(ctx, tx)
	})
	return t, err
}

// nextAfter returns the day of the body's next meeting.
func nextAfter(ctx context.Context, tx *db.Tx, m plan.Meeting) (string, error) {
	list, err := plan.Between(ctx, tx, m.BodyID, m.Date, "")
	for _, n := range list {
		if n.ID != m.ID && n.State == plan.Planned && n.Begins().After(m.Begins()) {
			return n.Date, err
		}
	}
	return "", err
}

// before fills in what there is to know before a meeting is opened.
func (t *Table) before(ctx context.Context, tx *db.Tx) error {
	answers, err := answersTo(ctx, tx, t.Meeting.ID)
	if err != nil {
		return err
	}
	for _, a := range answers {
		if a.Answer == "coming" {
			t.Called++
		}
	}
	var n int
	if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM dispatch WHERE meeting_id = $1`, t.Meeting.ID).Scan(&n); err != nil {
		return err
	}
	t.Sent = n > 0
	return nil
}

// fill fills in a meeting that has been opened.
func (t *Table) fill(ctx context.Context, tx *db.Tx) (err error) {
	id := t.Meeting.ID
	t.Sent = true
	if t.Record, t.Refused, t.Warned, err = lacking(ctx, tx, id); err != nil {
		return err
	}
	if t.Uninvited, err = uninvitedIn(ctx, tx, t.Meeting, t.Record.Attendance); err != nil {
		return err
	}
	if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM minutes_version WHERE meeting_id = $1`, id).Scan(&t.Versions); err != nil {
		return err
	}
	fields, err := fieldsIn(ctx, tx, id)
	if err != nil {
		return err
	}
	speakers, err := speakersIn(ctx, tx, id)
	if err != nil {
		return err
	}
	rows, err := db.Collect(ctx, tx, scanTreatment, `SELECT `+treatmentColumns+` FROM treatment t WHERE t.meeting_id = $1`, id)
	if err != nil {
		return err
	}
	treated := map[string]treatment{}
	for _, row := range rows {
		treated[row.itemID] = row
	}
	for _, it := range t.Record.Items {
		row := treated[it.ID]
		p := Point{Item: it, Discussion: fields[it.ID][Discussion], Decided: fields[it.ID][Decided], Remarks: map[string]draft.Field{},
			ReleasedText: row.releasedText, ReleasedAt: row.releasedAt, Speakers: speakers[it.ID]}
		for _, r := range it.Recommendations {
			p.Remarks[r.ID] = fields[r.ID][remark]
		}
		p.Clock = Clock{Planned: time.Duration(it.Minutes) * time.Minute, Spent: it.Spent}
		when := t.Now
		if row.ended.IsZero() {
			p.Clock.Since = row.began
		} else {
			when = row.ended.Add(-time.Microsecond)
		}
		p.Voters = Voters(t.Record.Attendance, it.Recusals, when)
		if p.FollowUps, err = decision.OfItem(ctx, tx, it.ID); err != nil {
			return err
		}
		t.Points = append(t.Points, p)
	}
	return nil
}

// fieldsIn returns the texts of a meeting's minutes with their versions, by what
// they belong to and name.
func fieldsIn(ctx context.Context, tx *db.Tx, meetingID string) (map[string]map[string]draft.Field, error) {
	byObject := map[string]map[string]draft.Field{}
	_, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (f draft.Field, err error) {
		err = row.Scan(&f.Object, &f.Name, &f.Version, &f.Text, &f.ByName)
		if byObject[f.Object] == nil {
			byObject[f.Object] = map[string]draft.Field{}
		}
		byObject[f.Object][f.Name] = f
		return f, err
	}, `SELECT f.object, f.name, f.version, f.text, f.by_name FROM draft_field f JOIN draft_item i ON i.id = f.object
		WHERE i.meeting_id = $1 AND f.name IN ($2, $3)
		UNION ALL SELECT f.object, f.name, f.version, f.text, f.by_name FROM draft_field f JOIN draft_recommendation r ON r.id = f.object
		JOIN draft_item i ON i.id = r.item_id WHERE i.meeting_id = $1 AND f.name = $4`, meetingID, Discussion, Decided, remark)
	return byObject, err
}

// Setting returns what a sentence of the minutes is understood by.
func (t Table) Setting() Setting {
	in := Setting{Day: t.Meeting.Date, Next: t.Next}
	for _, s := range t.Seats {
		in.Owners = append(in.Owners, Owner{s.Organization, s.OrganizationID, s.Name, s.ID})
	}
	return in
}

// Version returns the version of a sitting, 0 before it is opened: a page asks
// whether anything has changed.
func (s *Store) Version(ctx context.Context, meetingID string) (version int64, err error) {
	defer fault.In(&err, "minutes: version of %s", meetingID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT version FROM sitting WHERE meeting_id = $1`, meetingID).Scan(&version)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return version, err
}

// Waiting returns the meetings of a day that somebody writes or leads, and those
// that were never closed.
func (s *Store) Waiting(ctx context.Context, who access.Who, day string) (lines []desk.Line, err error) {
	defer fault.In(&err, "minutes: what waits")
	if !who.MaySomewhere(access.LeadMeeting) {
		return nil, nil
	}
	type sitting struct{ id, body, name, date, start, state string }
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		lines = nil
		list, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (m sitting, err error) {
			return m, row.Scan(&m.id, &m.body, &m.name, &m.date, &m.start, &m.state)
		}, `SELECT m.id, m.body_id, o.name, m.date, m.start_time, COALESCE(s.state, '') FROM planned_meeting m JOIN organization o ON o.id = m.body_id
			LEFT JOIN sitting s ON s.meeting_id = m.id WHERE m.state <> 'cancelled' AND
			(m.date = $1 AND s.state IS NULL OR s.state IN ('open', 'adjourned', 'correcting')) ORDER BY m.date, m.start_time, m.id`, day)
		for _, m := range list {
			if !who.May(access.LeadMeeting, m.body) {
				continue
			}
			text := map[string]string{"": "Åbn mødet", string(Sits): "Skriv referat", string(OnBreak): "Skriv referat", string(Correcting): "Gør rettelsen af referatet færdig"}[m.state]
			if m.state != "" && m.state != string(Correcting) && !who.May(access.TakeMinutes, m.body) {
				text = "Led mødet"
			}
			lines = append(lines, desk.Line{Due: m.date, Text: text, About: "Mødet kl. " + strings.Replace(m.start, ":", ".", 1), Body: m.name, Path: "/arbejde/moede/" + m.id + "/moede"})
		}
		return err
	})
	return lines, err
}
