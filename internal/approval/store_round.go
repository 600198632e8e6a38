package approval

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/mail"
	"klynge/internal/minutes"
	"klynge/internal/seat"
	"klynge/internal/when"
)

// after is how long a link works once the deadline has passed: a late comment is
// read all the same.
const after = 30 * 24 * time.Hour

// fix keeps a record as the next version of a meeting's minutes. Of two acts on
// one version the later one is refused by the number, which is unique.
func fix(ctx context.Context, tx *db.Tx, last minutes.Version, act minutes.Act, reason string, r minutes.Record, by string) (v minutes.Version, err error) {
	content, err := json.Marshal(r)
	if err != nil {
		return v, err
	}
	v = minutes.Version{ID: id.New(tx.Now), MeetingID: last.MeetingID, Number: last.Number + 1, Act: act, Reason: reason, Content: r, At: tx.Now.UTC(), By: by}
	_, err = tx.ExecContext(ctx, `INSERT INTO minutes_version (id, meeting_id, number, act, reason, content, at, by_whom) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		v.ID, v.MeetingID, v.Number, v.Act, v.Reason, string(content), v.At.UnixMicro(), v.By)
	if db.Duplicate(err) {
		return v, fault.New(fault.Conflict, "En anden har lige ændret referatet. Din ændring er ikke gemt. Se det igennem, og prøv igen.")
	}
	return v, err
}

// SendOut opens a round: everybody who took part, and the members who sent an
// apology, are asked for comments until a day. It returns how many mails were
// queued, and the names of those without an address.
func (s *Store) SendOut(ctx context.Context, who access.Who, meetingID, deadline string) (sent int, without []string, err error) {
	defer fault.In(&err, "approval: send out minutes of %s", meetingID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		sent, without = 0, nil
		c, err := take(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		today := tx.Now.In(when.Copenhagen).Format(time.DateOnly)
		last, err := time.ParseInLocation(time.DateOnly, deadline, when.Copenhagen)
		switch {
		case c.Stage == NotHeld:
			return fault.New(fault.Conflict, "Mødet er ikke afsluttet, så der er intet referat at sende. Afslut mødet først.")
		case c.Stage == Commenting:
			return fault.New(fault.Conflict, "Referatet er allerede sendt til bemærkninger. Intet er sendt igen.")
		case c.Stage == Standing:
			return fault.New(fault.Conflict, "Referatet er godkendt. Ret det i stedet, så rettelsen kan ses.")
		case err != nil || deadline < today:
			return fault.New(fault.Invalid, "Fristen skal være en dag, der ikke er gået. Intet er sendt.")
		}
		v, err := fix(ctx, tx, c.Last(), minutes.SentOut, "", c.Last().Content, who.Account.ID)
		if err != nil {
			return err
		}
		r := Round{ID: id.New(tx.Now), MeetingID: meetingID, Version: v.Number, Deadline: deadline, Open: true}
		if _, err := tx.ExecContext(ctx, `INSERT INTO comment_round (id, meeting_id, version, deadline, state, opened_at, opened_by) VALUES ($1, $2, $3, $4, 'open', $5, $6)`,
			r.ID, r.MeetingID, r.Version, r.Deadline, tx.Now.UnixMicro(), who.Account.ID); err != nil {
			return err
		}
		sent, without, err = s.each(ctx, tx, v.Content, func(to seat.Seat) (mail.Message, error) {
			token, err := access.Issue(ctx, tx, access.Link{Action: access.CommentOn, AccountID: to.AccountID, Object: meetingID + "/" + to.ID, Ends: last.Add(after)})
			if err != nil {
				return mail.Message{}, err
			}
			return s.writer.Round(c.Meeting, to, r, token)
		})
		return err
	})
	return sent, without, err
}

// each queues one mail to every person who is on a list of participants with a
// seat, however many seats they have.
func (s *Store) each(ctx context.Context, tx *db.Tx, r minutes.Record, write func(seat.Seat) (mail.Message, error)) (sent int, without []string, err error) {
	written := map[string]bool{}
	for _, a := range r.Attendance {
		if a.SeatID == "" || a.Role == access.Guest {
			continue
		}
		to, err := seat.Find(ctx, tx, a.SeatID)
		if err != nil {
			return sent, without, err
		}
		if written[to.Who()] {
			continue
		}
		written[to.Who()] = true
		if to.Email == "" {
			without = append(without, to.Name)
			continue
		}
		m, err := write(to)
		if err != nil {
			return sent, without, err
		}
		if _, err := mail.Queue(ctx, tx, m); err != nil {
			return sent, without, err
		}
		sent++
	}
	return sent, without, nil
}

// Object splits what a link is about: the meeting, the seat and, of an approval,
// the version.
func Object(l access.Link) (meetingID, seatID string, version int) {
	parts := strings.Split(l.Object, "/")
	if len(parts) > 1 {
		meetingID, seatID = parts[0], parts[1]
	}
	if len(parts) > 2 {
		// A number that is none is version 0, which nobody approves.
		_, _ = fmt.Sscan(parts[2], &version)
	}
	return meetingID, seatID, version
}

// A Remark is a comment as it is written.
type Remark struct{ ItemID, Text string }

// Comment keeps the comment of somebody who is signed in.
func (s *Store) Comment(ctx context.Context, who access.Who, meetingID string, r Remark) (late bool, err error) {
	defer fault.In(&err, "approval: comment on %s", meetingID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := take(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		by, err := seatOf(ctx, tx, who, c.Meeting, c.Last().Content)
		if err != nil {
			return err
		}
		late, err = comment(ctx, tx, c, by, r)
		return err
	})
	return late, err
}

// CommentBy keeps the comment of somebody who followed their link.
func (s *Store) CommentBy(ctx context.Context, token string, who access.Who, r Remark) (late bool, err error) {
	defer fault.In(&err, "approval: comment by link")
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := access.Redeem(ctx, tx, token, access.CommentOn, who)
		if err != nil {
			return err
		}
		meetingID, seatID, _ := Object(l)
		c, err := take(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		by, err := seat.Find(ctx, tx, seatID)
		if err != nil {
			return err
		}
		late, err = comment(ctx, tx, c, by, r)
		return err
	})
	return late, err
}

// longest is the most characters of one comment.
const longest = 10_000

func comment(ctx context.Context, tx *db.Tx, c Case, by seat.Seat, r Remark) (late bool, err error) {
	text, err := draft.Clean(r.Text)
	if err != nil {
		return false, err
	}
	known := r.ItemID == ""
	for _, it := range c.Last().Content.Items {
		known = known || it.ID == r.ItemID
	}
	switch {
	case text == "":
		return false, fault.New(fault.Invalid, "Skriv, hvad du har at bemærke. Intet er gemt.")
	case len([]rune(text)) > longest:
		return false, fault.New(fault.Invalid, "Bemærkningen er for lang. Den er ikke gemt. Skriv højst %d tegn, eller send resten som et bilag.", longest)
	case !known:
		return false, fault.New(fault.Invalid, "Punktet er ikke på dagsordenen. Bemærkningen er ikke gemt.")
	case len(c.Rounds) == 0:
		return false, fault.New(fault.Conflict, "Referatet er ikke sendt til bemærkninger endnu. Intet er gemt.")
	case c.Stage == Standing:
		return false, fault.New(fault.Conflict, "Referatet er godkendt. Bemærkningen er ikke gemt. Skriv til sekretariatet, hvis der er en fejl i det.")
	}
	for _, before := range c.Comments { // a form that was sent twice
		if before.SeatID == by.ID && before.ItemID == r.ItemID && before.Text == text {
			return before.Late, nil
		}
	}
	round := c.Round()
	late = !round.Open || tx.Now.In(when.Copenhagen).Format(time.DateOnly) > round.Deadline
	_, err = tx.ExecContext(ctx, `INSERT INTO minutes_comment (id, round_id, item_id, seat_id, name, text, state, answer, at, late)
		VALUES ($1, $2, $3, $4, $5, $6, 'open', '', $7, $8)`, id.New(tx.Now), round.ID, r.ItemID, by.ID, by.Name, text, tx.Now.UnixMicro(), late)
	return late, err
}

// Answer says what became of a comment, and tells its writer.
func (s *Store) Answer(ctx context.Context, meetingID, commentID string, verdict Verdict, answer string) (err error) {
	defer fault.In(&err, "approval: answer comment %s", commentID)
	if verdict != Taken && verdict != Declined {
		return fault.New(fault.Invalid, "Vælg, om bemærkningen er indarbejdet. Intet er gemt.")
	}
	if verdict == Declined && strings.TrimSpace(answer) == "" {
		return fault.New(fault.Invalid, "Skriv, hvorfor bemærkningen ikke er indarbejdet. Intet er gemt.")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := take(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		for _, one := range c.Comments {
			if one.ID != commentID {
				continue
			}
			if one.Verdict == verdict && one.Answer == answer {
				return nil
			}
			one.Verdict, one.Answer = verdict, answer
			if _, err := tx.ExecContext(ctx, `UPDATE minutes_comment SET state = $2, answer = $3 WHERE id = $1`, one.ID, one.Verdict, one.Answer); err != nil {
				return err
			}
			to, err := seat.Find(ctx, tx, one.SeatID)
			if err != nil || to.Email == "" {
				return err
			}
			m, err := s.writer.Answer(c.Meeting, to, one)
			if err != nil {
				return err
			}
			_, err = mail.Queue(ctx, tx, m)
			return err
		}
		return fault.New(fault.Missing, "Bemærkningen findes ikke.")
	})
}

// objectOf writes what a link to approve is about.
func objectOf(meetingID, seatID string, version int) string {
	return fmt.Sprintf("%s/%s/%d", meetingID, seatID, version)
}
