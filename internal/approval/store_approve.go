package approval

import (
	"context"
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/journal"
	"klynge/internal/mail"
	"klynge/internal/minutes"
	"klynge/internal/plan"
	"klynge/internal/reader/reading"
	"klynge/internal/seat"
)

// linkLife is how long somebody may approve by their link.
const linkLife = 90 * 24 * time.Hour

// AskAll ends the round and asks everybody who took part for their approval of
// the last version. Minutes with a gap are not sent to be approved (R18), and
// neither are comments left without an answer.
func (s *Store) AskAll(ctx context.Context, who access.Who, meetingID string) (sent int, without []string, err error) {
	defer fault.In(&err, "approval: ask for approvals of %s", meetingID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		sent, without = 0, nil
		c, err := take(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		if err := c.ready(); err != nil {
			return err
		}
		for _, one := range c.Comments {
			if one.Verdict == Waiting {
				return fault.New(fault.Conflict, "Der er bemærkninger, som ingen har svaret på. Svar på dem først. Intet er sendt.")
			}
		}
		if _, err := tx.ExecContext(ctx, `UPDATE comment_round SET state = 'closed' WHERE meeting_id = $1 AND state = 'open'`, meetingID); err != nil {
			return err
		}
		return s.ask(ctx, tx, c, &sent, &without)
	})
	return sent, without, err
}

// ready returns why the last version cannot be approved, or nil.
func (c Case) ready() error {
	switch {
	case c.Stage == NotHeld:
		return fault.New(fault.Conflict, "Mødet er ikke afsluttet, så der er intet referat at godkende.")
	case c.Stage == Standing && basis(c.Versions) < c.Last().Number:
		return fault.New(fault.Conflict, "Referatet er allerede godkendt.")
	case len(c.Gaps) > 0:
		return fault.New(fault.Conflict, "Punkt %s har ingen beslutning. Skriv den, eller marker, at der ikke blev truffet en. Intet er godkendt.", c.Gaps[0].Number)
	}
	return nil
}

func (s *Store) ask(ctx context.Context, tx *db.Tx, c Case, sent *int, without *[]string) error {
	version := basis(c.Versions)
	for _, a := range c.Approvals {
		if !a.At.IsZero() {
			continue
		}
		if a.SeatID == "" {
			*without = append(*without, a.Name)
			continue
		}
		to, err := seat.Find(ctx, tx, a.SeatID)
		if err != nil {
			return err
		}
		if to.Email == "" {
			*without = append(*without, to.Name)
			continue
		}
		token, err := access.Issue(ctx, tx, access.Link{Action: access.Approve, AccountID: to.AccountID, Object: objectOf(c.Meeting.ID, to.ID, version), Ends: tx.Now.Add(linkLife)})
		if err != nil {
			return err
		}
		m, err := s.writer.Ask(c.Meeting, to, version, token)
		if err != nil {
			return err
		}
		if _, err := mail.Queue(ctx, tx, m); err != nil {
			return err
		}
		*sent++
	}
	return nil
}

// Approve gives the approval of somebody who is signed in.
func (s *Store) Approve(ctx context.Context, who access.Who, meetingID string, version int) (err error) {
	defer fault.In(&err, "approval: approve %s", meetingID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := take(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		by, err := seatOf(ctx, tx, who, c.Meeting, c.Last().Content)
		if err != nil {
			return err
		}
		return s.approve(ctx, tx, c, by.ID, version, ByPage, who.Account.ID)
	})
}

// ApproveBy gives the approval of somebody who followed their link.
func (s *Store) ApproveBy(ctx context.Context, token string, who access.Who) (err error) {
	defer fault.In(&err, "approval: approve by link")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := access.Redeem(ctx, tx, token, access.Approve, who)
		if err != nil {
			return err
		}
		meetingID, seatID, version := Object(l)
		c, err := take(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		return s.approve(ctx, tx, c, seatID, version, ByLink, l.AccountID)
	})
}

// approve keeps one approval, and lets the minutes stand when it was the last.
func (s *Store) approve(ctx context.Context, tx *db.Tx, c Case, seatID string, version int, via Via, by string) error {
	if version != basis(c.Versions) {
		return fault.New(fault.Conflict, "Referatet er rettet, siden du så det. Din godkendelse er ikke gemt. Læs den nye udgave, og godkend den.")
	}
	left, mine := 0, false
	for _, a := range c.Approvals {
		switch {
		case a.SeatID == seatID && !a.At.IsZero():
			return nil // pressed twice
		case a.SeatID == seatID:
			mine = true
		case a.At.IsZero():
			left++
		}
	}
	if !mine {
		return fault.New(fault.Forbidden, "Kun de, der deltog i mødet som medlemmer, godkender referatet. Intet er ændret.")
	}
	if err := c.ready(); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO approval (meeting_id, seat_id, version, via, at) VALUES ($1, $2, $3, $4, $5)`,
		c.Meeting.ID, seatID, version, via, tx.Now.UnixMicro()); err != nil {
		return err
	}
	if left > 0 {
		return nil
	}
	return s.stand(ctx, tx, c, "Alle, der deltog, har godkendt referatet.", by)
}

// stand fixes the last version as approved, and enters it in the journal: it has
// become final (R35).
func (s *Store) stand(ctx context.Context, tx *db.Tx, c Case, reason, by string) error {
	if _, err := fix(ctx, tx, c.Last(), minutes.Approved, reason, c.Last().Content, by); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE comment_round SET state = 'closed' WHERE meeting_id = $1 AND state = 'open'`, c.Meeting.ID); err != nil {
		return err
	}
	return journal.Enter(ctx, tx, journal.Entry{BodyID: c.Meeting.BodyID, Direction: journal.Internal,
		Theme: "Referat af mødet " + danish.Date(c.Meeting.Begins()) + ", godkendt", By: c.Last().Content.Secretary})
}

// Adopt lets minutes stand that a body has approved as an item of a later
// meeting. It is called when that meeting is closed, with its record.
func (s *Store) Adopt(ctx context.Context, tx *db.Tx, closed minutes.Version) (err error) {
	defer fault.In(&err, "approval: adopt minutes at %s", closed.MeetingID)
	at, err := findDay(ctx, tx, closed.MeetingID)
	if err != nil {
		return err
	}
	for _, it := range closed.Content.Items {
		if it.Task != agenda.ApproveMinutes || it.Subject == "" || !approved(it) {
			continue
		}
		c, err := take(ctx, tx, it.Subject)
		if err != nil {
			return err
		}
		if c.Stage == Standing || c.Stage == NotHeld {
			continue
		}
		if err := s.stand(ctx, tx, c, "Godkendt på mødet "+at+".", closed.By); err != nil {
			return err
		}
	}
	return nil
}

func findDay(ctx context.Context, tx *db.Tx, meetingID string) (date string, err error) {
	err = tx.QueryRowContext(ctx, `SELECT date FROM planned_meeting WHERE id = $1`, meetingID).Scan(&date)
	return date, db.Missing(err, "Mødet findes ikke.")
}

// approved reports whether a body said yes to an item.
func approved(it minutes.Item) bool {
	if len(it.Recommendations) == 0 {
		return it.Outcome == reading.Approved
	}
	for _, line := range it.Recommendations {
		if line.Outcome != reading.Approved && line.Outcome != reading.Noted {
			return false
		}
	}
	return true
}

// Propose puts the approval on the agenda of the body's next meeting, whose
// agenda is begun when it has not been. It does so once, and returns the meeting.
func (s *Store) Propose(ctx context.Context, who access.Who, meetingID string) (next plan.Meeting, err error) {
	defer fault.In(&err, "approval: propose approval of %s", meetingID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := take(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		switch next = c.Next; {
		case c.Stage == NotHeld:
			return fault.New(fault.Conflict, "Mødet er ikke afsluttet, så der er intet referat at godkende.")
		case next.ID == "":
			return fault.New(fault.Conflict, "Organet har ikke planlagt et nyt møde, så der er ingen dagsorden at sætte det på. Planlæg mødet først.")
		case c.Proposed:
			return nil
		}
		if err := agenda.Start(ctx, tx, who, next.ID); err != nil {
			return err
		}
		if c, err = find(ctx, tx, meetingID); err != nil || c.Proposed {
			return err // every agenda begins with the last minutes
		}
		day := danish.Date(c.Meeting.Begins())
		_, err = agenda.AddItem(ctx, tx, who, agenda.Item{
			BodyID: c.Meeting.BodyID, MeetingID: next.ID, Type: agenda.Decision, Task: agenda.ApproveMinutes, Subject: meetingID, Minutes: 5,
			Origin: agenda.FromMinutes, OriginID: meetingID, Fields: agenda.Texts(map[string]string{agenda.Title: "Godkendelse af referat fra mødet " + day}),
			Recommendations: []agenda.Recommendation{{Text: "at referatet fra mødet " + day + " godkendes."}},
		})
		return err
	})
	return next, err
}
