package agenda

import (
	"context"
	"encoding/json"
	"strings"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/journal"
	"klynge/internal/mail"
)

// Send sends what comes next for a meeting: the agenda, or a supplement with
// what is new, changed or withdrawn. What was sent never changes (R10). Every
// item gets its number, a mail is queued for each person with a seat, and the
// journal gets its line, all or nothing.
//
// The wish names the dispatch it means, so a button that is pressed twice, or by
// two at once, sends once.
func (s *Store) Send(ctx context.Context, who access.Who, meetingID string, wish Sending) (r Receipt, err error) {
	defer fault.In(&err, "agenda: send dispatch %d of %s", wish.Number, meetingID)
	wish.Reason = strings.Join(strings.Fields(wish.Reason), " ")
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r = Receipt{}
		// Whoever saves a text or changes the order meets the sending in these
		// rows: one is first, and the other runs again and sees it. They are taken
		// before anything is read, so that little can come between.
		if _, err := tx.ExecContext(ctx, `UPDATE draft_item SET changed_at = $2 WHERE meeting_id = $1 AND supplement = -1`, meetingID, tx.Now.UnixMicro()); err != nil {
			return err
		}
		if err := raise(ctx, tx, meetingID); err != nil {
			return err
		}
		w, err := load(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		if wish.Number < len(w.Sent) && who.May(access.SendAgenda, w.Meeting.BodyID) {
			r.Dispatch, r.Again = w.Sent[wish.Number], true
			r.Told, r.Missing = Recipients(w.Seats)
			return nil
		}
		if err := w.refuse(who, wish); err != nil {
			return err
		}
		r.Dispatch = Dispatch{ID: id.New(tx.Now), MeetingID: meetingID, Number: len(w.Sent), Content: w.Next(), Late: w.Late(),
			Reason: wish.Reason, At: tx.Now, By: who.Account.ID}
		if err := put(ctx, tx, w, r.Dispatch); err != nil {
			return err
		}
		if err := journal.Enter(ctx, tx, w.entry(r.Dispatch, who)); err != nil {
			return err
		}
		if s.Sent != nil {
			if err := s.Sent(ctx, tx, meetingID); err != nil {
				return err
			}
		}
		r.Told, r.Missing = Recipients(w.Seats)
		return s.tell(ctx, tx, w, r)
	})
	return r, err
}

// put writes a dispatch, and its number on every item.
func put(ctx context.Context, tx *db.Tx, w Work, d Dispatch) error {
	content, err := json.Marshal(d.Content)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO dispatch (id, meeting_id, number, content, late, reason, sent_at, sent_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		d.ID, d.MeetingID, d.Number, string(content), d.Late, d.Reason, d.At.UnixMicro(), d.By); err != nil {
		return err
	}
	for itemID, number := range Numbers(w.Items) {
		if _, err := tx.ExecContext(ctx, `UPDATE draft_item SET number = $2, supplement = $3, changed_at = $4 WHERE id = $1 AND supplement = -1`,
			itemID, number, d.Number, d.At.UnixMicro()); err != nil {
			return err
		}
	}
	return nil
}

// Name returns what a dispatch is called.
func (d Dispatch) Name() string {
	if d.Number == 0 {
		return "Dagsorden"
	}
	return "Tillægsdagsorden " + danish.Number(d.Number)
}

// entry is the line of the journal (R35).
func (w Work) entry(d Dispatch, who access.Who) journal.Entry {
	return journal.Entry{BodyID: w.Meeting.BodyID, Direction: journal.Sent, Theme: d.Name() + " til mødet " + longDate(w.Meeting.Date),
		Party: "Medlemmerne", By: who.Account.Name}
}

// tell queues the mails.
func (s *Store) tell(ctx context.Context, tx *db.Tx, w Work, r Receipt) error {
	if s.Letters == nil {
		return nil
	}
	for _, to := range r.Told {
		token, err := access.Issue(ctx, tx, access.Link{Action: access.ReadAgenda, AccountID: to.AccountID, Object: w.Meeting.ID + "/" + to.ID, Ends: LinkEnds(w.Meeting)})
		if err != nil {
			return err
		}
		m, err := s.Letters.Dispatched(w, r.Dispatch, to, token)
		if err != nil {
			return err
		}
		m.To, m.Reference, m.Until = to.Email, "dispatch:"+r.ID, w.Meeting.Ends()
		if _, err := mail.Queue(ctx, tx, m); err != nil {
			return err
		}
	}
	return nil
}
