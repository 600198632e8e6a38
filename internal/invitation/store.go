package invitation

import (
	"context"
	"crypto/rand"
	"slices"
	"time"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/invitation/freebusy"
	"klynge/internal/job"
	"klynge/internal/mail"
	"klynge/internal/plan"
	"klynge/internal/seat"
)

// A Letter is what a mail about a meeting tells one person.
type Letter struct {
	Method  Method
	Meeting plan.Meeting
	Was     *plan.Meeting // before it was moved, for somebody who was called before
	Changed bool          // it was called before
	Remind  bool          // it was called before, and not answered
	Body    string        // name
	Seat    seat.Seat
	For     string // of a substitute: whose seat
	Before  Answer // what they had answered to the time before
	Token   string // of the link to answer
}

// A Writer writes the mails.
type Writer interface {
	Call(l Letter) (mail.Message, error)
	Poll(l PollLetter) (mail.Message, error)
}

// Links are the addresses that stand in calendars.
type Links interface {
	Answer(token string) string
	Meeting(m plan.Meeting) string
}

// Fetches fetch somebody's calendar.
type Fetches interface {
	Fetch(ctx context.Context, address string) ([]byte, error)
}

// A House is what calls are made with.
type House struct {
	Writer  Writer
	Links   Links
	From    Sender // to whom calendars answer
	Host    string // of the events' UIDs
	Fetcher Fetches
}

// A Store keeps calls and polls in a database.
type Store struct {
	db *db.DB
	House
}

// New returns the calls and polls of a database.
func New(d *db.DB, h House) *Store { return &Store{d, h} }

// Handlers are the jobs of this package.
func (s *Store) Handlers() map[string]job.Handler {
	return map[string]job.Handler{plan.RoundKind: s.round, FetchKind: s.fetch}
}

type row = interface{ Scan(...any) error }

const columns = `i.meeting_id, i.seat_id, i.answer, i.online, i.note, COALESCE(i.substitute, ''), i.via, COALESCE(i.sent_at, 0), COALESCE(i.answered_at, 0),
	i.sequence, i.uid, i.told, COALESCE(i.replied_at, 0), i.refused`

func scan(r row) (i Invitation, err error) {
	var sent, answered, replied int64
	err = r.Scan(&i.MeetingID, &i.SeatID, &i.Answer, &i.Online, &i.Note, &i.Substitute, &i.Via, &sent, &answered, &i.Sequence, &i.UID, &i.Told, &replied, &i.Refused)
	i.Sent, i.Answered, i.Replied = db.Instant(sent), db.Instant(answered), db.Instant(replied)
	return i, err
}

// Of returns the invitations to a meeting.
func Of(ctx context.Context, tx *db.Tx, meetingID string) (_ []Invitation, err error) {
	defer fault.In(&err, "invitation: of meeting %s", meetingID)
	return db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM invitation i WHERE i.meeting_id = $1 ORDER BY i.seat_id`, meetingID)
}

// A Meeting is a meeting with everybody who is called to it, or should be.
type Meeting struct {
	plan.Meeting
	Body        body.Organization
	People      []Invitee   // who has a seat, or was called
	Substitutes []seat.Seat // who may come instead of somebody
	wanted      map[string]bool
}

// Called reports whether anybody was called.
func (m Meeting) Called() bool {
	return slices.ContainsFunc(m.People, Invitee.Called)
}

// Person returns the one who has a seat.
func (m Meeting) Person(seatID string) (Invitee, bool) {
	i := slices.IndexFunc(m.People, func(p Invitee) bool { return p.has(seatID) })
	if i < 0 {
		return Invitee{}, false
	}
	return m.People[i], true
}

// Wanted reports whether somebody is expected: by a seat of their own, or as the
// substitute that somebody else has named.
func (m Meeting) Wanted(p Invitee) bool {
	return slices.ContainsFunc(p.Seats, func(s seat.Seat) bool { return m.wanted[s.ID] })
}

// load returns a meeting with its people.
func load(ctx context.Context, tx *db.Tx, meetingID string) (m Meeting, err error) {
	if m.Meeting, err = plan.Find(ctx, tx, meetingID); err != nil {
		return m, err
	}
	if m.Body, err = body.Find(ctx, tx, m.BodyID); err != nil {
		return m, err
	}
	all, err := seat.Of(ctx, tx, m.BodyID, "")
	if err != nil {
		return m, err
	}
	list, err := Of(ctx, tx, meetingID)
	if err != nil {
		return m, err
	}
	of := map[string]Invitation{}
	named := map[string]bool{}
	for _, i := range list {
		of[i.SeatID] = i
		if i.Answer == Apology {
			named[i.Substitute] = true
		}
	}
	m.wanted = map[string]bool{}
	var seats []seat.Seat
	for _, one := range all {
		holds := one.Holds(m.Date)
		m.wanted[one.ID] = holds && (one.Regular() || named[one.ID])
		if _, called := of[one.ID]; called || m.wanted[one.ID] {
			seats = append(seats, one)
		}
		if holds && !one.Regular() {
			m.Substitutes = append(m.Substitutes, one)
		}
	}
	for _, own := range seat.People(seats) {
		p := Invitee{Seats: own}
		for _, one := range own {
			if i, called := of[one.ID]; called {
				p.Invitations = append(p.Invitations, i)
			}
		}
		m.People = append(m.People, p)
	}
	return m, nil
}

// Find returns a meeting with its people.
func (s *Store) Find(ctx context.Context, meetingID string) (m Meeting, err error) {
	defer fault.In(&err, "invitation: meeting %s", meetingID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if m, err = load(ctx, tx, meetingID); err != nil {
			return err
		}
		return s.shadow(ctx, tx, &m)
	})
	return m, err
}

// shadow marks those whose calendar says that they are busy.
func (s *Store) shadow(ctx context.Context, tx *db.Tx, m *Meeting) error {
	during := freebusy.Interval{Start: m.Begins(), End: m.Ends()}
	busy, err := busyOf(ctx, tx, m.BodyID, during)
	for i, p := range m.People {
		m.People[i].Busy = slices.ContainsFunc(p.Seats, func(one seat.Seat) bool {
			return slices.ContainsFunc(busy[one.ID], during.Overlaps)
		})
	}
	return err
}

// Call calls everybody who has a seat on the day of a meeting and has not been
// called. It returns how many people that was.
func (s *Store) Call(ctx context.Context, _ access.Who, meetingID string) (called int, err error) {
	defer fault.In(&err, "invitation: call to %s", meetingID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		m, err := load(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		switch {
		case m.State == plan.Cancelled:
			return fault.New(fault.Conflict, "Mødet er aflyst. Ingen er indkaldt.")
		case m.State == plan.Held || !tx.Now.Before(m.Begins()):
			return fault.New(fault.Conflict, "Mødet er begyndt. Ingen er indkaldt.")
		}
		for _, p := range m.People {
			if p.Called() || !m.Wanted(p) {
				continue
			}
			called++
			for _, one := range p.Seats {
				if err := ensure(ctx, tx, m.ID, one.ID); err != nil {
					return err
				}
			}
		}
		return s.again(ctx, tx, m.ID)
	})
	return called, err
}

func ensure(ctx context.Context, tx *db.Tx, meetingID, seatID string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO invitation (meeting_id, seat_id, answer, online, note, via, sequence, uid, told, refused)
		VALUES ($1, $2, '', $3, '', '', 0, '', '', $3) ON CONFLICT (meeting_id, seat_id) DO NOTHING`, meetingID, seatID, false)
	return err
}

// again asks for a round of a meeting.
func (s *Store) again(ctx context.Context, tx *db.Tx, meetingID string) error {
	return job.AddOnce(ctx, tx, plan.RoundKind, meetingID, plan.Round{Meeting: meetingID}, tx.Now)
}

// round sends everybody who was called to a meeting what they are owed. Nothing
// is sent of a meeting to which nobody was called yet.
func (s *Store) round(ctx context.Context, j job.Job) (err error) {
	var r plan.Round
	if err := j.Read(&r); err != nil {
		return err
	}
	defer fault.In(&err, "invitation: round of %s", r.Meeting)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		m, err := load(ctx, tx, r.Meeting)
		if fault.Is(err, fault.Missing) || err == nil && !m.Called() {
			return nil
		}
		if err != nil {
			return err
		}
		for _, p := range m.People {
			if !p.Called() {
				continue
			}
			if err := s.tell(ctx, tx, m, p); err != nil {
				return err
			}
		}
		return nil
	})
}

// tell sends one person what they are owed.
func (s *Store) tell(ctx context.Context, tx *db.Tx, m Meeting, p Invitee) error {
	one := p.Invitation()
	method := Owed(m.Meeting, m.Wanted(p), one.Told, one.Sequence, tx.Now)
	if method == Nothing {
		return nil
	}
	l := Letter{Method: method, Changed: one.Told != Nothing}
	if one.Told == Request && method == Request {
		was, moved, err := movedSince(ctx, tx, m.ID, one.Sent)
		if err != nil {
			return err
		}
		if moved {
			l.Was, l.Before = &was, one.Answer
			if err := forget(ctx, tx, m.ID, p); err != nil {
				return err
			}
			one.Answer = None
		}
	}
	return s.send(ctx, tx, m, p, one, l)
}

// send queues a letter to a person and keeps what they were told. Somebody
// without an address is only kept.
func (s *Store) send(ctx context.Context, tx *db.Tx, m Meeting, p Invitee, one Invitation, l Letter) error {
	to := p.Seat()
	if to.Email == "" {
		return nil
	}
	if one.UID == "" {
		one.UID = m.ID + "-" + rand.Text() + "@" + s.Host
	}
	l.Meeting, l.Body, l.Seat = m.Meeting, m.Body.Name, to
	for _, own := range p.Seats {
		if other, ok := m.Person(own.SubstituteFor); ok && own.SubstituteFor != "" {
			l.For = other.Seats[0].Name
		}
	}
	object, link := m.ID+"/"+to.ID, ""
	if l.Method == Request {
		var err error
		l.Token, err = access.Issue(ctx, tx, access.Link{Action: access.AnswerCall, AccountID: to.AccountID, Object: object, Ends: m.Ends().Add(24 * time.Hour)})
		if err != nil {
			return err
		}
		link = s.Links.Answer(l.Token)
	} else {
		if err := access.Withdraw(ctx, tx, access.AnswerCall, object); err != nil {
			return err
		}
		m.Meeting.State = plan.Cancelled // to them
	}
	message, err := s.Writer.Call(l)
	if err != nil {
		return err
	}
	message.To, message.Reference, message.Until = to.Email, "call:"+object, m.Ends()
	message.Calendar, err = Call(l.Method, Event{UID: one.UID, Meeting: m.Meeting, Body: m.Body.Name, Name: to.Name, Email: to.Email, Answer: one.Answer, Link: link, Stamp: tx.Now}, s.From)
	if err != nil {
		return err
	}
	if _, err := mail.Recall(ctx, tx, "call:"+object); err != nil { // an older call that has not left the house
		return err
	}
	if _, err := mail.Queue(ctx, tx, message); err != nil {
		return err
	}
	for _, own := range p.Seats {
		if _, err := tx.ExecContext(ctx, `UPDATE invitation SET told = $3, sequence = $4, uid = $5, sent_at = $6, refused = $7 WHERE meeting_id = $1 AND seat_id = $2`,
			m.ID, own.ID, l.Method, m.Sequence, one.UID, tx.Now.UnixMicro(), false); err != nil {
			return err
		}
	}
	return nil
}

// movedSince returns the meeting as it was before it was first moved after an
// instant, and whether it was moved at all.
func movedSince(ctx context.Context, tx *db.Tx, meetingID string, since time.Time) (was plan.Meeting, moved bool, err error) {
	changes, err := plan.ChangesOf(ctx, tx, meetingID)
	for _, c := range changes {
		if !c.At.Before(since) && c.Kind == "moved" && !moved {
			was, moved = c.Was, true
		}
	}
	return was, moved, err
}

// forget takes back an answer that was given to another time.
func forget(ctx context.Context, tx *db.Tx, meetingID string, p Invitee) error {
	for _, one := range p.Seats {
		if _, err := tx.ExecContext(ctx, `UPDATE invitation SET answer = '', online = $3, substitute = NULL, via = '', answered_at = NULL, replied_at = NULL
			WHERE meeting_id = $1 AND seat_id = $2`, meetingID, one.ID, false); err != nil {
			return err
		}
	}
	return nil
}

// Remind sends the call once more to those who have not answered, and were not
// sent anything for an hour. It returns how many.
func (s *Store) Remind(ctx context.Context, _ access.Who, meetingID string) (reminded int, err error) {
	defer fault.In(&err, "invitation: remind of %s", meetingID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		m, err := load(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		if m.State != plan.Planned || !tx.Now.Before(m.Begins()) {
			return fault.New(fault.Conflict, "Mødet er begyndt eller aflyst. Ingen er mindet om det.")
		}
		for _, p := range m.People {
			one := p.Invitation()
			if one.Told != Request || one.Answer != None || tx.Now.Sub(one.Sent) < time.Hour || !m.Wanted(p) || one.Sequence < m.Sequence {
				continue
			}
			reminded++
			if err := s.send(ctx, tx, m, p, one, Letter{Method: Request, Changed: true, Remind: true}); err != nil {
				return err
			}
		}
		return nil
	})
	return reminded, err
}
