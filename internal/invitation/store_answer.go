package invitation

import (
	"context"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/desk"
	"klynge/internal/fault"
	"klynge/internal/mail"
	"klynge/internal/plan"
	"klynge/internal/seat"
)

// A Question is a call as the one it is for sees it.
type Question struct {
	Meeting
	Me Invitee
}

// Mine returns the substitutes that may come instead of this person.
func (q Question) Mine() (list []seat.Seat) {
	for _, one := range q.Substitutes {
		if q.Me.has(one.SubstituteFor) && !q.Me.has(one.ID) {
			list = append(list, one)
		}
	}
	return list
}

var (
	errNotCalled = fault.New(fault.Missing, "Du er ikke indkaldt til det møde. Spørg sekretariatet, hvis du burde være det.")
	errNotWanted = fault.New(fault.Conflict, "Der er ikke længere brug for et svar: pladsen er ophørt, eller den, det var i stedet for, kommer selv. Intet er ændret. Spørg sekretariatet, hvis det er forkert.")
	errNobody    = fault.New(fault.Missing, "Pladsen er ikke indkaldt til det møde. Intet er gemt.")
)

// byLink returns what a link to answer is for.
func byLink(ctx context.Context, tx *db.Tx, object string) (q Question, err error) {
	meetingID, seatID, _ := strings.Cut(object, "/")
	return question(ctx, tx, meetingID, func(p Invitee) bool { return p.has(seatID) })
}

func question(ctx context.Context, tx *db.Tx, meetingID string, me func(Invitee) bool) (q Question, err error) {
	if q.Meeting, err = load(ctx, tx, meetingID); err != nil {
		return q, err
	}
	for _, p := range q.People {
		if me(p) && p.Called() {
			q.Me = p
			return q, nil
		}
	}
	return q, errNotCalled
}

// account returns whether somebody is the one with an account.
func account(who access.Who) func(Invitee) bool {
	return func(p Invitee) bool {
		for _, one := range p.Seats {
			if one.AccountID != "" && one.AccountID == who.Account.ID {
				return true
			}
		}
		return false
	}
}

// Look returns what a link asks, without using it.
func (s *Store) Look(ctx context.Context, token string, by access.Who) (q Question, err error) {
	defer fault.In(&err, "invitation: look")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		l, err := access.Look(ctx, tx, token, access.AnswerCall, by)
		if err != nil {
			return err
		}
		q, err = byLink(ctx, tx, l.Object)
		return err
	})
	return q, err
}

// Ask returns what somebody who is signed in is asked.
func (s *Store) Ask(ctx context.Context, who access.Who, meetingID string) (q Question, err error) {
	defer fault.In(&err, "invitation: ask of %s", meetingID)
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		q, err = question(ctx, tx, meetingID, account(who))
		return err
	})
	return q, err
}

// AnswerByLink answers a call by the link of the mail.
func (s *Store) AnswerByLink(ctx context.Context, token string, by access.Who, r Response) (q Question, err error) {
	defer fault.In(&err, "invitation: answer by link")
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := access.Redeem(ctx, tx, token, access.AnswerCall, by)
		if err != nil {
			return err
		}
		if q, err = byLink(ctx, tx, l.Object); err != nil {
			return err
		}
		return s.answer(ctx, tx, &q, r, ByLink)
	})
	return q, err
}

// Answer answers a call as somebody who is signed in.
func (s *Store) Answer(ctx context.Context, who access.Who, meetingID string, r Response) (q Question, err error) {
	defer fault.In(&err, "invitation: answer of %s", meetingID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if q, err = question(ctx, tx, meetingID, account(who)); err != nil {
			return err
		}
		return s.answer(ctx, tx, &q, r, Page)
	})
	return q, err
}

// AnswerFor answers for somebody who has told the secretariat.
func (s *Store) AnswerFor(ctx context.Context, _ access.Who, meetingID, seatID string, r Response) (q Question, err error) {
	defer fault.In(&err, "invitation: answer of %s for %s", meetingID, seatID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		q, err = question(ctx, tx, meetingID, func(p Invitee) bool { return p.has(seatID) })
		if fault.Is(err, fault.Missing) {
			return errNobody
		}
		if err != nil {
			return err
		}
		return s.answer(ctx, tx, &q, r, Secretariat)
	})
	return q, err
}

// answer keeps what a person answers, in all their seats, and calls or calls off
// their substitute. The same answer twice changes nothing the second time.
func (s *Store) answer(ctx context.Context, tx *db.Tx, q *Question, r Response, via Via) error {
	r.Note = tidy(r.Note)
	if err := r.Check(q.Meeting.Meeting, tx.Now); err != nil {
		return err
	}
	if !q.Wanted(q.Me) {
		return errNotWanted
	}
	if r.Substitute != "" {
		known := false
		for _, one := range q.Mine() {
			known = known || one.ID == r.Substitute
		}
		if !known {
			return fault.New(fault.Invalid, "Den stedfortræder kan ikke komme i stedet for dig. Intet er gemt. Vælg en på listen, eller sig det til sekretariatet.")
		}
		if err := ensure(ctx, tx, q.ID, r.Substitute); err != nil {
			return err
		}
	}
	for i, one := range q.Me.Invitations {
		_, err := tx.ExecContext(ctx, `UPDATE invitation SET answer = $3, online = $4, note = $5, substitute = $6, via = $7, answered_at = $8 WHERE meeting_id = $1 AND seat_id = $2`,
			q.ID, one.SeatID, r.Answer, r.Online, r.Note, db.Null(r.Substitute), via, tx.Now.UnixMicro())
		if err != nil {
			return err
		}
		q.Me.Invitations[i].Answer, q.Me.Invitations[i].Online, q.Me.Invitations[i].Note = r.Answer, r.Online, r.Note
		q.Me.Invitations[i].Substitute, q.Me.Invitations[i].Via = r.Substitute, via
	}
	return s.again(ctx, tx, q.ID)
}

// Receive takes the answer of a calendar.
//
//   - The UID is a secret of one invitation; one that is not known is refused.
//   - The address that answers must be the one that was called: a call that was
//     passed on does not let somebody else answer.
//   - An answer to the meeting as it was before it was changed is refused.
//   - Of two answers the one with the later stamp stands, in whatever order they
//     come (RFC 5546, 2.1.5).
func (s *Store) Receive(ctx context.Context, reply Reply) (err error) {
	defer fault.In(&err, "invitation: receive")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		list, err := db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM invitation i WHERE i.uid = $1 ORDER BY i.seat_id`, reply.UID)
		if err != nil {
			return err
		}
		if len(list) == 0 || reply.UID == "" {
			return fault.New(fault.Missing, "Svaret hører ikke til nogen indkaldelse herfra.")
		}
		q, err := question(ctx, tx, list[0].MeetingID, func(p Invitee) bool { return p.has(list[0].SeatID) })
		if err != nil {
			return err
		}
		one := q.Me.Invitation()
		if !strings.EqualFold(q.Me.Seat().Email, reply.Email) {
			return fault.New(fault.Forbidden, "Svaret kommer fra en anden adresse end den, der er indkaldt. Brug linket i indkaldelsen.")
		}
		if one.Told != Request || reply.Sequence < one.Sequence {
			return fault.New(fault.Conflict, "Mødet er ændret, siden indkaldelsen blev sendt, så svaret gælder ikke mere. Svar på den nyeste indkaldelse.")
		}
		stamp := reply.Stamp
		if stamp.IsZero() || stamp.After(tx.Now.Add(time.Hour)) {
			stamp = tx.Now // a clock that is wrong does not outvote tomorrow's answer
		}
		if stamp.Before(one.Replied) {
			return nil
		}
		r := Response{Answer: reply.Answer, Note: reply.Note, Online: one.Online && reply.Answer != Apology}
		if r.Note == "" {
			r.Note = one.Note
		}
		if reply.Answer == Apology {
			r.Substitute = one.Substitute
		}
		if err := s.answer(ctx, tx, &q, r, ByCalendar); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE invitation SET replied_at = $2 WHERE uid = $1`, reply.UID, stamp.UnixMicro())
		return err
	})
}

// Settled hears what became of a call (mail.Settled): one that is refused for
// good is told to the secretariat.
func (s *Store) Settled(ctx context.Context, tx *db.Tx, m mail.Message, refused error) error {
	object, ok := strings.CutPrefix(m.Reference, "call:")
	if !ok {
		return nil
	}
	meetingID, seatID, _ := strings.Cut(object, "/")
	_, err := tx.ExecContext(ctx, `UPDATE invitation SET refused = $3 WHERE meeting_id = $1 AND seat_id = $2`, meetingID, seatID, refused != nil)
	return err
}

// Waiting returns what waits for somebody: calls and polls they have not
// answered.
func (s *Store) Waiting(ctx context.Context, who access.Who, day string) (list []desk.Line, err error) {
	defer fault.In(&err, "invitation: waiting")
	if who.Account.ID == "" {
		return nil, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		calls, err := db.Collect(ctx, tx, func(r row) (l desk.Line, err error) {
			var m plan.Meeting
			err = r.Scan(&m.ID, &m.Date, &m.Title, &l.Body)
			l.Due, l.Text, l.About, l.Path = m.Date, "Svar på indkaldelsen", Title(m, l.Body), m.Path()+"/svar"
			return l, err
		}, `SELECT DISTINCT m.id, m.date, m.title, o.name FROM invitation i JOIN seat s ON s.id = i.seat_id JOIN planned_meeting m ON m.id = i.meeting_id
			JOIN organization o ON o.id = m.body_id WHERE s.account_id = $1 AND i.answer = '' AND i.told <> 'cancel' AND m.state = 'planned' AND m.date >= $2
			AND s.start_date <= m.date AND (s.end_date = '' OR s.end_date >= m.date) ORDER BY m.date, m.id`, who.Account.ID, day)
		if err != nil {
			return err
		}
		polls, err := waitingPolls(ctx, tx, who, day)
		list = append(calls, polls...)
		return err
	})
	return list, err
}
