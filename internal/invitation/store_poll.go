package invitation

import (
	"context"
	"slices"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/desk"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/mail"
	"klynge/internal/plan"
	"klynge/internal/seat"
	"klynge/internal/when"
)

var errNoPoll = "Spørgsmålet om datoer findes ikke."

const pollColumns = `p.id, p.body_id, p.title, p.deadline, p.state, p.settled, p.made_at`

func scanPoll(r row) (p Poll, err error) {
	var made int64
	err = r.Scan(&p.ID, &p.BodyID, &p.Title, &p.Deadline, &p.State, &p.MeetingID, &made)
	p.Made = db.Instant(made)
	return p, err
}

func findPoll(ctx context.Context, tx *db.Tx, pollID string) (p Poll, err error) {
	p, err = scanPoll(tx.QueryRowContext(ctx, `SELECT `+pollColumns+` FROM poll p WHERE p.id = $1`, pollID))
	if err != nil {
		return p, db.Missing(err, "%s", errNoPoll)
	}
	p.Dates, err = db.Collect(ctx, tx, func(r row) (d Date, err error) { return d, r.Scan(&d.Position, &d.Day, &d.Start, &d.End) },
		`SELECT position, date, start_time, end_time FROM poll_date WHERE poll_id = $1 ORDER BY position`, pollID)
	return p, err
}

// Polls returns the polls of a body, the latest first.
func (s *Store) Polls(ctx context.Context, bodyID string) (list []Poll, err error) {
	defer fault.In(&err, "invitation: polls of %s", bodyID)
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = db.Collect(ctx, tx, scanPoll, `SELECT `+pollColumns+` FROM poll p WHERE p.body_id = $1 ORDER BY p.id DESC LIMIT 50`, bodyID)
		return err
	})
	return list, err
}

// voters returns the people of a body that are asked on a day: those with a seat
// of their own.
func voters(ctx context.Context, tx *db.Tx, bodyID, day string) (list []Voter, err error) {
	seats, err := seat.Of(ctx, tx, bodyID, day)
	if err != nil {
		return nil, err
	}
	seats = slices.DeleteFunc(seats, func(one seat.Seat) bool { return !one.Regular() })
	for _, own := range seat.People(seats) {
		list = append(list, Voter{Seats: own, Choices: map[int]Choice{}})
	}
	return list, nil
}

// AskDates asks the members of a body which dates they can. It returns how many
// people were sent a mail. A second click on the button finds the first one's
// poll and asks nobody twice.
func (s *Store) AskDates(ctx context.Context, who access.Who, p Poll) (_ Poll, asked int, err error) {
	defer fault.In(&err, "invitation: ask dates in %s", p.BodyID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		// Two clicks at once meet at the body's row.
		if _, err := tx.ExecContext(ctx, `UPDATE organization SET name = name WHERE id = $1`, p.BodyID); err != nil {
			return err
		}
		p.ID, p.State, p.Made, p.Title = id.New(tx.Now), Open, tx.Now, plain(p.Title)
		for i := range p.Dates {
			p.Dates[i].Position = i
		}
		if err := p.Check(access.Day(tx.Now)); err != nil {
			return err
		}
		twin, err := s.twin(ctx, tx, p)
		if err != nil || twin.ID != "" {
			p = twin
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO poll (id, body_id, title, deadline, state, settled, made_at, made_by) VALUES ($1, $2, $3, $4, $5, '', $6, $7)`,
			p.ID, p.BodyID, p.Title, p.Deadline, p.State, tx.Now.UnixMicro(), who.Account.Name); err != nil {
			return err
		}
		for _, d := range p.Dates {
			if _, err := tx.ExecContext(ctx, `INSERT INTO poll_date (poll_id, position, date, start_time, end_time) VALUES ($1, $2, $3, $4, $5)`,
				p.ID, d.Position, d.Day, d.Start, d.End); err != nil {
				return err
			}
		}
		list, err := voters(ctx, tx, p.BodyID, access.Day(tx.Now))
		if err != nil {
			return err
		}
		asked, err = s.mailPoll(ctx, tx, who, p, list, false)
		return err
	})
	return p, asked, err
}

// twin returns an open poll of the last minutes that asks for the same.
func (s *Store) twin(ctx context.Context, tx *db.Tx, p Poll) (Poll, error) {
	list, err := db.Collect(ctx, tx, scanPoll, `SELECT `+pollColumns+` FROM poll p WHERE p.body_id = $1 AND p.state = 'open' AND p.title = $2 AND p.deadline = $3 AND p.made_at > $4`,
		p.BodyID, p.Title, p.Deadline, tx.Now.Add(-10*time.Minute).UnixMicro())
	if err != nil {
		return Poll{}, err
	}
	for _, other := range list {
		if other, err = findPoll(ctx, tx, other.ID); err != nil || slices.Equal(other.Dates, p.Dates) {
			return other, err
		}
	}
	return Poll{}, nil
}

// mailPoll writes to voters who have an address.
func (s *Store) mailPoll(ctx context.Context, tx *db.Tx, who access.Who, p Poll, list []Voter, remind bool) (sent int, err error) {
	o, err := body.Find(ctx, tx, p.BodyID)
	if err != nil {
		return 0, err
	}
	ends := endOf(p.Deadline)
	for _, v := range list {
		to := v.Seat()
		if to.Email == "" {
			continue
		}
		object := p.ID + "/" + to.ID
		token, err := access.Issue(ctx, tx, access.Link{Action: access.AnswerPoll, AccountID: to.AccountID, Object: object, Ends: ends.AddDate(0, 1, 0)})
		if err != nil {
			return sent, err
		}
		m, err := s.Writer.Poll(PollLetter{Poll: p, Body: o.Name, Seat: to, From: who.Account.Name, Remind: remind, Token: token})
		if err != nil {
			return sent, err
		}
		m.To, m.Reference, m.Until = to.Email, "poll:"+object, ends
		if _, err := mail.Recall(ctx, tx, m.Reference); err != nil {
			return sent, err
		}
		if _, err := mail.Queue(ctx, tx, m); err != nil {
			return sent, err
		}
		sent++
	}
	return sent, nil
}

// endOf returns the first instant after a day.
func endOf(day string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, day, when.Copenhagen)
	if err != nil {
		return time.Time{}
	}
	return t.AddDate(0, 0, 1)
}

// result returns a poll with what was answered. Who has answered is there, also
// when their seat has ended since.
func result(ctx context.Context, tx *db.Tx, pollID string) (r Result, err error) {
	if r.Poll, err = findPoll(ctx, tx, pollID); err != nil {
		return r, err
	}
	if r.Body, err = body.Find(ctx, tx, r.BodyID); err != nil {
		return r, err
	}
	if r.Voters, err = voters(ctx, tx, r.BodyID, access.Day(tx.Now)); err != nil {
		return r, err
	}
	type said struct {
		position int
		seatID   string
		choice   Choice
	}
	list, err := db.Collect(ctx, tx, func(row row) (a said, err error) { return a, row.Scan(&a.position, &a.seatID, &a.choice) },
		`SELECT position, seat_id, answer FROM poll_answer WHERE poll_id = $1 ORDER BY seat_id, position`, pollID)
	if err != nil {
		return r, err
	}
	for _, a := range list {
		i := slices.IndexFunc(r.Voters, func(v Voter) bool { return Invitee{Seats: v.Seats}.has(a.seatID) })
		if i < 0 {
			one, err := seat.Find(ctx, tx, a.seatID)
			if err != nil {
				return r, err
			}
			i, r.Voters = len(r.Voters), append(r.Voters, Voter{Seats: []seat.Seat{one}, Choices: map[int]Choice{}})
		}
		r.Voters[i].Choices[a.position] = a.choice
	}
	return r, nil
}

// Result returns a poll of a body with what was answered.
func (s *Store) Result(ctx context.Context, bodyID, pollID string) (r Result, err error) {
	defer fault.In(&err, "invitation: result of %s", pollID)
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		r, err = resultIn(ctx, tx, bodyID, pollID)
		return err
	})
	return r, err
}

func resultIn(ctx context.Context, tx *db.Tx, bodyID, pollID string) (r Result, err error) {
	r, err = result(ctx, tx, pollID)
	if err == nil && r.BodyID != bodyID {
		return Result{}, fault.New(fault.Missing, "%s", errNoPoll)
	}
	return r, err
}

// A Ballot is a poll as one of those who are asked sees it.
type Ballot struct {
	Result
	Me Voter
}

func ballot(ctx context.Context, tx *db.Tx, pollID string, me func(Invitee) bool) (b Ballot, err error) {
	if b.Result, err = result(ctx, tx, pollID); err != nil {
		return b, err
	}
	i := slices.IndexFunc(b.Voters, func(v Voter) bool { return me(Invitee{Seats: v.Seats}) })
	if i < 0 {
		return b, fault.New(fault.Missing, "Du er ikke spurgt om de datoer. Spørg sekretariatet, hvis du burde være det.")
	}
	b.Me = b.Voters[i]
	return b, nil
}

func pollByLink(ctx context.Context, tx *db.Tx, object string) (Ballot, error) {
	pollID, seatID, _ := strings.Cut(object, "/")
	return ballot(ctx, tx, pollID, func(p Invitee) bool { return p.has(seatID) })
}

// LookPoll returns what a link asks, without using it.
func (s *Store) LookPoll(ctx context.Context, token string, by access.Who) (b Ballot, err error) {
	defer fault.In(&err, "invitation: look at poll")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		l, err := access.Look(ctx, tx, token, access.AnswerPoll, by)
		if err != nil {
			return err
		}
		b, err = pollByLink(ctx, tx, l.Object)
		return err
	})
	return b, err
}

// Ballot returns what somebody who is signed in is asked.
func (s *Store) Ballot(ctx context.Context, who access.Who, bodyID, pollID string) (b Ballot, err error) {
	defer fault.In(&err, "invitation: ballot of %s", pollID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := resultIn(ctx, tx, bodyID, pollID); err != nil {
			return err
		}
		b, err = ballot(ctx, tx, pollID, account(who))
		return err
	})
	return b, err
}

// VoteByLink answers a poll by the link of the mail.
func (s *Store) VoteByLink(ctx context.Context, token string, by access.Who, choices map[int]Choice) (err error) {
	defer fault.In(&err, "invitation: vote by link")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := access.Redeem(ctx, tx, token, access.AnswerPoll, by)
		if err != nil {
			return err
		}
		b, err := pollByLink(ctx, tx, l.Object)
		if err != nil {
			return err
		}
		return vote(ctx, tx, b, choices)
	})
}

// Vote answers a poll as somebody who is signed in.
func (s *Store) Vote(ctx context.Context, who access.Who, bodyID, pollID string, choices map[int]Choice) (err error) {
	defer fault.In(&err, "invitation: vote in %s", pollID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := ballot(ctx, tx, pollID, account(who))
		if err != nil {
			return err
		}
		if b.BodyID != bodyID {
			return fault.New(fault.Missing, "%s", errNoPoll)
		}
		return vote(ctx, tx, b, choices)
	})
}

// vote keeps what a person says of the dates, instead of what they said before.
func vote(ctx context.Context, tx *db.Tx, b Ballot, choices map[int]Choice) error {
	if b.State != Open {
		return fault.New(fault.Conflict, "Der er valgt en dato, eller spørgsmålet er lukket. Intet er ændret.")
	}
	if !slices.ContainsFunc(b.Me.Seats, func(own seat.Seat) bool { return own.Holds(access.Day(tx.Now)) }) {
		return fault.New(fault.Conflict, "Du har ikke længere en plads i organet, så svaret er ikke gemt. Spørg sekretariatet, hvis det er forkert.")
	}
	if access.Day(tx.Now) > b.Deadline {
		return fault.New(fault.Conflict, "Fristen for at svare er gået. Intet er ændret. Sig det til sekretariatet.")
	}
	// Who deletes and who inserts at once meet at the poll's row.
	if _, err := tx.ExecContext(ctx, `UPDATE poll SET title = title WHERE id = $1`, b.ID); err != nil {
		return err
	}
	for _, own := range b.Me.Seats {
		if _, err := tx.ExecContext(ctx, `DELETE FROM poll_answer WHERE poll_id = $1 AND seat_id = $2`, b.ID, own.ID); err != nil {
			return err
		}
	}
	kept := 0
	for _, d := range b.Dates {
		c := choices[d.Position]
		if c != Yes && c != IfNeedBe && c != No {
			continue
		}
		kept++
		if _, err := tx.ExecContext(ctx, `INSERT INTO poll_answer (poll_id, position, seat_id, answer, at) VALUES ($1, $2, $3, $4, $5)`,
			b.ID, d.Position, b.Me.Seat().ID, c, tx.Now.UnixMicro()); err != nil {
			return err
		}
	}
	if kept < len(b.Dates) {
		return fault.New(fault.Invalid, "Svar på alle datoerne. Intet er gemt.")
	}
	return nil
}

// RemindPoll writes once more to those who have not answered.
func (s *Store) RemindPoll(ctx context.Context, who access.Who, bodyID, pollID string) (sent int, err error) {
	defer fault.In(&err, "invitation: remind of poll %s", pollID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := resultIn(ctx, tx, bodyID, pollID)
		if err != nil {
			return err
		}
		if r.State != Open || access.Day(tx.Now) > r.Deadline {
			return fault.New(fault.Conflict, "Spørgsmålet er lukket, eller fristen er gået. Ingen er mindet om det.")
		}
		silent := slices.DeleteFunc(r.Voters, Voter.Answered)
		sent, err = s.mailPoll(ctx, tx, who, r.Poll, silent, true)
		return err
	})
	return sent, err
}

// ClosePoll ends a poll without a meeting. The links then say so.
func (s *Store) ClosePoll(ctx context.Context, _ access.Who, bodyID, pollID string) (err error) {
	defer fault.In(&err, "invitation: close poll %s", pollID)
	return s.db.Write(ctx, func(tx *db.Tx) error { return end(ctx, tx, bodyID, pollID, Closed) })
}

// end ends a poll that is open. Of two who do, one is refused.
func end(ctx context.Context, tx *db.Tx, bodyID, pollID string, as PollState) error {
	result, err := tx.ExecContext(ctx, `UPDATE poll SET state = $4 WHERE id = $1 AND body_id = $2 AND state = $3`, pollID, bodyID, Open, as)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); n == 1 || err != nil {
		return err
	}
	if _, err := resultIn(ctx, tx, bodyID, pollID); err != nil {
		return err
	}
	return fault.New(fault.Conflict, "En anden har lukket spørgsmålet eller valgt en dato. Intet er ændret.")
}

// Settle plans the meeting on one of the dates, and ends the poll: both or
// neither. When the plan refuses it, the poll stays open.
func (s *Store) Settle(ctx context.Context, who access.Who, bodyID, pollID string, position int) (m plan.Meeting, err error) {
	defer fault.In(&err, "invitation: settle %s", pollID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := end(ctx, tx, bodyID, pollID, Settled); err != nil {
			return err
		}
		p, err := findPoll(ctx, tx, pollID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(p.Dates, func(d Date) bool { return d.Position == position })
		if i < 0 {
			return fault.New(fault.Invalid, "Vælg en af datoerne. Intet er planlagt.")
		}
		d := p.Dates[i]
		if m, err = plan.Add(ctx, tx, who, plan.Meeting{BodyID: bodyID, Title: p.Title, Date: d.Day, Start: d.Start, End: d.End}); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE poll SET settled = $2 WHERE id = $1`, pollID, m.ID)
		return err
	})
	return m, err
}

// waitingPolls returns the polls that somebody has not answered.
func waitingPolls(ctx context.Context, tx *db.Tx, who access.Who, day string) ([]desk.Line, error) {
	return db.Collect(ctx, tx, func(r row) (l desk.Line, err error) {
		var pollID, slug string
		err = r.Scan(&pollID, &slug, &l.Due, &l.About, &l.Body)
		l.Text, l.Path = "Sig, hvilke datoer du kan", "/arbejde/organ/"+slug+"/datoer/"+pollID+"/svar"
		if l.About == "" {
			l.About = l.Body
		}
		return l, err
	}, `SELECT DISTINCT p.id, o.slug, p.deadline, p.title, o.name FROM poll p JOIN organization o ON o.id = p.body_id JOIN seat s ON s.body_id = p.body_id
		WHERE p.state = 'open' AND p.deadline >= $2 AND s.account_id = $1 AND s.role <> 'substitute' AND s.start_date <= $2 AND (s.end_date = '' OR s.end_date >= $2)
		AND NOT EXISTS (SELECT 1 FROM poll_answer a JOIN seat mine ON mine.id = a.seat_id WHERE a.poll_id = p.id AND mine.account_id = $1)
		ORDER BY p.deadline, p.id`, who.Account.ID, day)
}
