package plan

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/job"
)

// RoundKind is the job that tells those who were called to a meeting what was
// changed. Its payload is a [Round], and its key the meeting: what is changed
// twice in a minute is told once. Package invitation does it.
const RoundKind = "invitation.round"

// A Round names the meeting that a round of calls is about.
type Round struct {
	Meeting string `json:"meeting"`
}

// A Store keeps the meeting year. Every act is one transaction.
type Store struct{ db *db.DB }

// NewStore returns the meeting year of a database.
func NewStore(d *db.DB) *Store { return &Store{d} }

// Add plans a meeting. Missing form and place are the body's usual ones. A room
// that is taken refuses ([Doubts]).
func (s *Store) Add(ctx context.Context, who access.Who, m Meeting) (_ Meeting, err error) {
	return s.add(ctx, who, m, RoomBusy)
}

// Plan plans a meeting for somebody who can be asked: until it is confirmed,
// every doubt refuses ([Doubts]). The same form sent twice is such a doubt.
func (s *Store) Plan(ctx context.Context, who access.Who, m Meeting, confirmed bool) (_ Meeting, err error) {
	if confirmed {
		return s.add(ctx, who, m)
	}
	return s.add(ctx, who, m, Past, DayOff, BodyBusy, RoomBusy)
}

func (s *Store) add(ctx context.Context, who access.Who, m Meeting, refuse ...DoubtKind) (added Meeting, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		added, err = add(ctx, tx, who, m, refuse...)
		return err
	})
	return added, err
}

// Add is [Store.Add] in the transaction of whoever needs the meeting.
func Add(ctx context.Context, tx *db.Tx, who access.Who, m Meeting) (Meeting, error) {
	return add(ctx, tx, who, m, RoomBusy)
}

func add(ctx context.Context, tx *db.Tx, who access.Who, m Meeting, refuse ...DoubtKind) (_ Meeting, err error) {
	defer fault.In(&err, "plan: add a meeting of %s", m.BodyID)
	if err := tx.Turn(ctx); err != nil {
		return m, err
	}
	r, err := RulesOf(ctx, tx, m.BodyID)
	if err != nil {
		return m, err
	}
	m.complete(r)
	if err := r.Check(m); err != nil {
		return m, err
	}
	if err := refused(ctx, tx, m, refuse); err != nil {
		return m, err
	}
	return insert(ctx, tx, who, m)
}

// complete tidies what was written and fills in what the body usually does.
func (m *Meeting) complete(r Rules) {
	m.Title, m.Place, m.OnlineURL = strings.TrimSpace(m.Title), strings.TrimSpace(m.Place), strings.TrimSpace(m.OnlineURL)
	m.Form = cmp.Or(m.Form, Physical)
	if m.Form == Online {
		m.Place, m.RoomID = "", ""
		return
	}
	if m.Form == Physical {
		m.OnlineURL = ""
	}
	if m.RoomID == "" {
		m.Place = cmp.Or(m.Place, r.Place)
	}
}

// insert writes a new row.
func insert(ctx context.Context, tx *db.Tx, who access.Who, m Meeting) (Meeting, error) {
	if m.RoomID != "" {
		room, err := findRoom(ctx, tx, m.RoomID)
		if err != nil {
			return m, err
		}
		m.Place = cmp.Or(m.Place, room.Where())
	}
	m.ID, m.State, m.Reason, m.Sequence, m.Version = id.New(tx.Now), Planned, "", 0, 1
	m.Made, m.Changed, m.MadeBy = tx.Now, tx.Now, who.Account.Name
	_, err := tx.ExecContext(ctx, `
		INSERT INTO planned_meeting (id, body_id, title, date, start_time, end_time, form, place, room_id, online_url, state, reason, series_id,
			meeting_id, sequence, version, made_at, made_by, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', $12, $13, 0, 1, $14, $15, $14)`,
		m.ID, m.BodyID, m.Title, m.Date, m.Start, m.End, m.Form, m.Place, orNull(m.RoomID), m.OnlineURL, m.State, m.SeriesID,
		orNull(m.PublicID), tx.Now.UnixMicro(), m.MadeBy)
	return m, err
}

// orNull returns a reference, or NULL for none.
func orNull(id string) any {
	if id == "" {
		return nil
	}
	return id
}

// refused returns the doubts of some kinds about a meeting, or nil.
func refused(ctx context.Context, tx *db.Tx, m Meeting, kinds []DoubtKind) error {
	if len(kinds) == 0 {
		return nil
	}
	all, err := doubts(ctx, tx, m)
	if err != nil {
		return err
	}
	var left Doubts
	for _, d := range all {
		for _, kind := range kinds {
			if d.Kind == kind {
				left = append(left, d)
			}
		}
	}
	if len(left) == 0 {
		return nil
	}
	return left
}

// doubts returns every reason to ask once more about a meeting. It looks a day
// to each side, because meetings may last past midnight.
func doubts(ctx context.Context, tx *db.Tx, m Meeting) (Doubts, error) {
	list := doubtsOf(m, access.Day(tx.Now))
	day, err := time.Parse(time.DateOnly, m.Date)
	if err != nil {
		return list, nil
	}
	near, err := Between(ctx, tx, "", day.AddDate(0, 0, -1).Format(time.DateOnly), day.AddDate(0, 0, 1).Format(time.DateOnly))
	if err != nil {
		return nil, err
	}
	for _, other := range near {
		if other.ID == m.ID || other.State == Cancelled || !overlaps(m, other) {
			continue
		}
		if other.BodyID == m.BodyID {
			list = append(list, Doubt{BodyBusy, "Organet har allerede et møde på samme tid, " + span(other) + "."})
		}
		if m.RoomID != "" && other.RoomID == m.RoomID {
			name, err := busyWith(ctx, tx, other)
			if err != nil {
				return nil, err
			}
			list = append(list, Doubt{RoomBusy, name})
		}
	}
	return list, nil
}

// busyWith says who has a room.
func busyWith(ctx context.Context, tx *db.Tx, m Meeting) (string, error) {
	var room, body string
	err := tx.QueryRowContext(ctx, `SELECT r.name, o.name FROM room r JOIN organization o ON o.id = $2 WHERE r.id = $1`, m.RoomID, m.BodyID).Scan(&room, &body)
	return room + " er optaget: " + body + " har lokalet " + span(m) + ".", err
}

// A Change is what somebody asks to change of a meeting they have seen.
type Change struct {
	Meeting   string // id
	Version   int64  // that they saw
	Reason    string // public
	Confirmed bool   // doubts have been answered
}

// Move moves a meeting to another day or hour. The reason is public.
func (s *Store) Move(ctx context.Context, who access.Who, c Change, date, start, end string) (Meeting, error) {
	return s.change(ctx, who, c, "moved", func(m *Meeting) error {
		if err := needed(c.Reason, "Skriv, hvorfor mødet flyttes. Grunden bliver vist offentligt."); err != nil {
			return err
		}
		if m.State != Planned {
			return fault.New(fault.Conflict, "Mødet er %s, så det kan ikke flyttes. Intet er ændret.", m.State.Danish())
		}
		if m.Date == date && m.Start == start && m.End == end {
			return fault.New(fault.Invalid, "Mødet ligger allerede der. Vælg en anden dag eller et andet tidspunkt.")
		}
		m.Date, m.Start, m.End = date, start, end
		return nil
	})
}

// Cancel calls a meeting off. It stays in the plan with its reason, which is
// public.
func (s *Store) Cancel(ctx context.Context, who access.Who, c Change) (Meeting, error) {
	c.Confirmed = true
	return s.change(ctx, who, c, "cancelled", func(m *Meeting) error {
		if err := needed(c.Reason, "Skriv, hvorfor mødet aflyses. Grunden bliver vist offentligt."); err != nil {
			return err
		}
		if m.State != Planned {
			return fault.New(fault.Conflict, "Mødet er allerede %s. Intet er ændret.", m.State.Danish())
		}
		m.State = Cancelled
		return nil
	})
}

// Restore takes a cancellation back.
func (s *Store) Restore(ctx context.Context, who access.Who, c Change) (Meeting, error) {
	return s.change(ctx, who, c, "restored", func(m *Meeting) error {
		if m.State != Cancelled {
			return fault.New(fault.Conflict, "Mødet er ikke aflyst. Intet er ændret.")
		}
		m.State = Planned
		return nil
	})
}

// A Setting is where and how people meet.
type Setting struct {
	Title     string
	Form      Form
	Place     string
	RoomID    string
	OnlineURL string
}

// SetPlace changes where and how people meet, and what the meeting is called.
func (s *Store) SetPlace(ctx context.Context, who access.Who, c Change, at Setting) (Meeting, error) {
	return s.change(ctx, who, c, "place", func(m *Meeting) error {
		if m.State != Planned {
			return fault.New(fault.Conflict, "Mødet er %s, så stedet kan ikke ændres. Intet er ændret.", m.State.Danish())
		}
		m.Title, m.Form, m.Place, m.RoomID, m.OnlineURL = at.Title, at.Form, at.Place, at.RoomID, at.OnlineURL
		return nil
	})
}

func needed(reason, otherwise string) error {
	if strings.TrimSpace(reason) == "" {
		return fault.New(fault.Invalid, "%s Intet er ændret.", otherwise)
	}
	if len(reason) > 2*Longest {
		return fault.New(fault.Invalid, "Grunden må højst være på %d tegn. Intet er ændret.", Longest)
	}
	return nil
}

// change changes one meeting: it keeps what the meeting was, and asks for a
// round of calls.
func (s *Store) change(ctx context.Context, who access.Who, c Change, kind string, apply func(*Meeting) error) (m Meeting, err error) {
	defer fault.In(&err, "plan: %s meeting %s", kind, c.Meeting)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		was, err := Find(ctx, tx, c.Meeting)
		if err != nil {
			return err
		}
		r, err := RulesOf(ctx, tx, was.BodyID)
		if err != nil {
			return err
		}
		if was.Version != c.Version {
			return somebodyWasFirst(ctx, tx, was)
		}
		if kind == "moved" || kind == "cancelled" {
			if err := notUnderWay(ctx, tx, was.ID); err != nil {
				return err
			}
		}
		m = was
		if err := apply(&m); err != nil {
			return err
		}
		if kind != "place" {
			m.Reason = strings.TrimSpace(c.Reason)
		}
		if err := consider(ctx, tx, r, was, &m, c.Confirmed); err != nil {
			return err
		}
		m.Sequence, m.Version, m.Changed = m.Sequence+1, m.Version+1, tx.Now
		if err := update(ctx, tx, m); err != nil {
			return err
		}
		if err := keep(ctx, tx, who, kind, was, m.Reason); err != nil {
			return err
		}
		return job.AddOnce(ctx, tx, RoundKind, m.ID, Round{m.ID}, tx.Now)
	})
	return m, err
}

// notUnderWay refuses to move or cancel a meeting at which an item has been taken
// up. One that was only opened, perhaps by mistake, may be.
func notUnderWay(ctx context.Context, tx *db.Tx, meetingID string) error {
	begun := 0
	err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM treatment WHERE meeting_id = $1 AND began_at IS NOT NULL`, meetingID).Scan(&begun)
	if err == nil && begun > 0 {
		return fault.New(fault.Conflict, "Mødet er i gang, og et punkt er taget op. Det kan ikke flyttes eller aflyses mere. Intet er ændret. Hæv mødet i stedet.")
	}
	return err
}

// consider holds a changed meeting against the rules, unless it is called off:
// what was planned wrongly must be possible to cancel.
func consider(ctx context.Context, tx *db.Tx, r Rules, was Meeting, m *Meeting, confirmed bool) error {
	if m.State == Cancelled {
		return nil
	}
	m.complete(r)
	if err := r.Check(*m); err != nil {
		return err
	}
	if m.RoomID != "" && m.RoomID != was.RoomID {
		room, err := findRoom(ctx, tx, m.RoomID)
		if err != nil {
			return err
		}
		if m.Place == "" || m.Place == was.Place {
			m.Place = room.Where()
		}
	}
	if confirmed {
		return nil
	}
	return refused(ctx, tx, *m, []DoubtKind{Past, DayOff, BodyBusy, RoomBusy})
}

// update writes a changed meeting over the version that was seen.
func update(ctx context.Context, tx *db.Tx, m Meeting) error {
	result, err := tx.ExecContext(ctx, `
		UPDATE planned_meeting SET title = $3, date = $4, start_time = $5, end_time = $6, form = $7, place = $8, room_id = $9, online_url = $10,
			state = $11, reason = $12, sequence = $13, version = version + 1, changed_at = $14 WHERE id = $1 AND version = $2`,
		m.ID, m.Version-1, m.Title, m.Date, m.Start, m.End, m.Form, m.Place, orNull(m.RoomID), m.OnlineURL,
		m.State, m.Reason, m.Sequence, m.Changed.UnixMicro())
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); n == 1 || err != nil {
		return err
	}
	return somebodyWasFirst(ctx, tx, m)
}

// keep remembers what a meeting was.
func keep(ctx context.Context, tx *db.Tx, who access.Who, kind string, was Meeting, reason string) error {
	text, err := json.Marshal(was)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO planned_change (id, meeting_id, kind, was, reason, at, by_whom) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id.New(tx.Now), was.ID, kind, string(text), reason, tx.Now.UnixMicro(), who.Account.Name)
	return err
}

// somebodyWasFirst says who changed a meeting meanwhile.
func somebodyWasFirst(ctx context.Context, tx *db.Tx, m Meeting) error {
	list, err := ChangesOf(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	name := "En anden"
	if len(list) > 0 && list[len(list)-1].By != "" {
		name = list[len(list)-1].By
	}
	return fault.New(fault.Conflict, "%s har ændret mødet, mens du havde siden åben. Det, du skrev, er ikke gemt, og den andens ændring står. Se mødet igen, og prøv så.", name)
}

// Meet takes the row of a meeting for a transaction and refuses a meeting that was
// called off. Whoever moves or cancels a meeting and whoever holds it meet there:
// one is first, and the other sees it.
func Meet(ctx context.Context, tx *db.Tx, meetingID string) (m Meeting, err error) {
	defer fault.In(&err, "plan: meet at %s", meetingID)
	if _, err := tx.ExecContext(ctx, `UPDATE planned_meeting SET id = id WHERE id = $1`, meetingID); err != nil {
		return m, err
	}
	if m, err = Find(ctx, tx, meetingID); err == nil && m.State == Cancelled {
		err = fault.New(fault.Conflict, "Mødet er aflyst. Intet er ændret. Fortryd aflysningen, hvis det holdes alligevel.")
	}
	return m, err
}

// Hold marks a meeting as held, when its minutes are closed. A meeting that is
// held already stays so.
func Hold(ctx context.Context, tx *db.Tx, meetingID string) (err error) {
	defer fault.In(&err, "plan: hold meeting %s", meetingID)
	m, err := Find(ctx, tx, meetingID)
	if err != nil || m.State == Held {
		return err
	}
	if m.State == Cancelled {
		return fault.New(fault.Conflict, "Mødet er aflyst, så det kan ikke afsluttes. Intet er ændret. Fortryd aflysningen, hvis mødet blev holdt.")
	}
	if err := tx.Turn(ctx); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE planned_meeting SET state = $2, version = version + 1, changed_at = $3 WHERE id = $1 AND state = $4`,
		meetingID, Held, tx.Now.UnixMicro(), Planned)
	return err
}
