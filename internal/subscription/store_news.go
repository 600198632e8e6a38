package subscription

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/job"
	"klynge/internal/meeting"
)

// The kinds of the jobs of this package.
const (
	NewsKind   = "subscription.news"   // what is new of one meeting
	RoundKind  = "subscription.round"  // who is to be told
	DigestKind = "subscription.digest" // tell one subscriber
	PurgeKind  = "subscription.purge"
)

// Handlers returns who does the jobs.
func (s *Store) Handlers() map[string]job.Handler {
	return map[string]job.Handler{NewsKind: s.news, RoundKind: s.round, DigestKind: s.digest, PurgeKind: s.purge}
}

// newsJob is the payload of a news job.
type newsJob struct {
	Meeting string `json:"meeting"`
	Silent  bool   `json:"silent,omitempty"` // note the facts and tell nobody
}

// Touch says that a meeting may have changed. It belongs into the transaction
// that changes it.
func Touch(ctx context.Context, tx *db.Tx, meetingID string) error {
	return job.AddOnce(ctx, tx, NewsKind, meetingID, newsJob{Meeting: meetingID}, tx.Now)
}

// settle is how long the news wait for more before somebody is told, so that an
// import of many files makes one mail.
const settle = time.Minute

// news compares what the public may know of a meeting with what it knew, and
// appends what is new to the log.
func (s *Store) news(ctx context.Context, j job.Job) (err error) {
	var asked newsJob
	if err := j.Read(&asked); err != nil {
		return err
	}
	defer fault.In(&err, "news of meeting %s", asked.Meeting)
	old, version, slug, err := s.known(ctx, asked.Meeting)
	if err != nil || slug == "" {
		return err
	}
	detail, err := s.meetings.BySlug(ctx, slug)
	if fault.Is(err, fault.Missing) {
		return nil // it is gone or has moved, and who moved it has touched it
	}
	if err != nil {
		return err
	}
	now := factsOf(detail)
	list := changes(old, &now)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := unchanged(ctx, tx, detail.Meeting); err != nil {
			return err
		}
		if err := note(ctx, tx, asked.Meeting, version, now); err != nil {
			return err
		}
		if asked.Silent {
			return nil
		}
		if list, err = firstAnnounced(ctx, tx, detail.BodyID, detail.Date, list); err != nil {
			return err
		}
		return appendNews(ctx, tx, asked.Meeting, list)
	})
}

// unchanged fails when a meeting no longer shows what the news were read from: it
// was withdrawn since. Taking the head first lets a withdrawal come before or after.
func unchanged(ctx context.Context, tx *db.Tx, m meeting.Meeting) error {
	if _, err := tx.ExecContext(ctx, `UPDATE news_head SET next = next WHERE id = 1`); err != nil {
		return err
	}
	var same bool
	err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM meeting WHERE id = $1 AND document_id = $2)`, m.ID, m.DocumentID).Scan(&same)
	if err == nil && !same {
		return fault.New(fault.Conflict, "Mødet er ændret, mens nyhederne om det blev skrevet.")
	}
	return err
}

// A Withdrawal is a text of a meeting that is no longer public.
type Withdrawal struct {
	Meeting            meeting.Meeting
	BodySlug, BodyName string
	Kind               What // Minutes or Agenda
	Gone               bool // nothing of the meeting is public any more
}

// Withdraw forgets the news of a meeting, takes back the mails that wait and may
// tell of them, and tells those who follow the body that a text was withdrawn, and
// nothing of what it said (R34). It belongs into the transaction that withdraws,
// before the record is changed there.
func Withdraw(ctx context.Context, tx *db.Tx, w Withdrawal) (err error) {
	defer fault.In(&err, "subscription: withdraw %s", w.Meeting.ID)
	for _, statement := range []string{`DELETE FROM news WHERE meeting_id = $1`, `DELETE FROM news_meeting WHERE meeting_id = $1`} {
		if _, err := tx.ExecContext(ctx, statement, w.Meeting.ID); err != nil {
			return err
		}
	}
	if err := recall(ctx, tx); err != nil {
		return err
	}
	if !w.Gone {
		// What is left was told before: it is noted, and nobody is told again.
		if err := job.AddOnce(ctx, tx, NewsKind, w.Meeting.ID, newsJob{Meeting: w.Meeting.ID, Silent: true}, tx.Now); err != nil {
			return err
		}
	}
	return appendNews(ctx, tx, w.Meeting.ID, []Change{{What: Withdrawn, Key: string(w.Kind), Slug: w.Meeting.Slug, BodySlug: w.BodySlug,
		BodyName: w.BodyName, Date: w.Meeting.Date}})
}

// known returns the facts noted of a meeting, nil when there are none, and its
// address, "" when there is no such meeting.
func (s *Store) known(ctx context.Context, meetingID string) (old *Facts, version int64, slug string, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT slug FROM meeting WHERE id = $1`, meetingID).Scan(&slug)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		var text string
		err = tx.QueryRowContext(ctx, `SELECT version, facts FROM news_meeting WHERE meeting_id = $1`, meetingID).Scan(&version, &text)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		return json.Unmarshal([]byte(text), &old)
	})
	return old, version, slug, err
}

// note keeps the facts of a meeting, unless somebody else did since they were
// compared.
func note(ctx context.Context, tx *db.Tx, meetingID string, version int64, now Facts) error {
	text, err := json.Marshal(now)
	if err != nil {
		return err
	}
	var result sql.Result
	if version == 0 {
		result, err = tx.ExecContext(ctx, `INSERT INTO news_meeting (meeting_id, version, facts) VALUES ($1, 1, $2) ON CONFLICT (meeting_id) DO NOTHING`, meetingID, string(text))
	} else {
		result, err = tx.ExecContext(ctx, `UPDATE news_meeting SET version = version + 1, facts = $3 WHERE meeting_id = $1 AND version = $2`, meetingID, version, string(text))
	}
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return fault.New(fault.Conflict, "Nyhederne om mødet er skrevet af en anden samtidig.")
}

// firstAnnounced drops what an earlier meeting has announced alike, and tells as a
// change what it announced otherwise.
func firstAnnounced(ctx context.Context, tx *db.Tx, bodyID, date string, list []Change) (kept []Change, err error) {
	for _, c := range list {
		if c.What == Announced && c.New {
			var start, end string
			err := tx.QueryRowContext(ctx, `SELECT a.start_time, a.end_time FROM announced_meeting a JOIN meeting m ON m.id = a.meeting_id
				WHERE a.body_id = $1 AND a.date = $2 AND m.date < $3 ORDER BY m.date DESC LIMIT 1`, bodyID, c.Date, date).Scan(&start, &end)
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return nil, err
			}
			if err == nil {
				c.New, c.Was = false, moment("", start, end)
				if c.Was == c.Is || c.Is == "" {
					continue
				}
			}
		}
		kept = append(kept, c)
	}
	return kept, nil
}

// appendNews appends changes to the log. Raising the head first lets writers
// come one after the other, so that nobody sees number 8 before number 7.
func appendNews(ctx context.Context, tx *db.Tx, meetingID string, list []Change) error {
	if len(list) == 0 {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `UPDATE news_head SET next = next + $1 WHERE id = 1`, len(list)); err != nil {
		return err
	}
	var next int64
	if err := tx.QueryRowContext(ctx, `SELECT next FROM news_head WHERE id = 1`).Scan(&next); err != nil {
		return err
	}
	for i, c := range list {
		if c.What == Closed {
			if err := scrub(ctx, tx, meetingID, c.Key); err != nil {
				return err
			}
			if err := recall(ctx, tx); err != nil {
				return err
			}
		}
		text, err := json.Marshal(c)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO news (seq, at, meeting_id, item, change) VALUES ($1, $2, $3, $4, $5)`,
			next-int64(len(list)-i), tx.Now.UnixMicro(), meetingID, c.Key, string(text)); err != nil {
			return err
		}
	}
	if err := job.AddOnce(ctx, tx, PurgeKind, "", nil, tx.Now.Add(24*time.Hour)); err != nil {
		return err
	}
	return job.AddOnce(ctx, tx, RoundKind, "", nil, tx.Now.Add(settle))
}

// scrub takes what was decided on an item out of the log, because it is closed
// now.
func scrub(ctx context.Context, tx *db.Tx, meetingID, key string) error {
	list, err := db.Collect(ctx, tx, scanChange, `SELECT seq, at, meeting_id, change FROM news WHERE meeting_id = $1 AND item = $2`, meetingID, key)
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.What != Decision {
			continue
		}
		c.What, c.Was, c.Is, c.WasOutcome, c.Outcome = Closed, "", "", "", ""
		text, err := json.Marshal(c)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE news SET change = $2 WHERE seq = $1`, c.Seq, string(text)); err != nil {
			return err
		}
	}
	return nil
}

func scanChange(r row) (c Change, err error) {
	var at int64
	var text string
	if err := r.Scan(&c.Seq, &at, &c.MeetingID, &text); err != nil {
		return c, err
	}
	seq, meetingID := c.Seq, c.MeetingID
	err = json.Unmarshal([]byte(text), &c)
	c.Seq, c.MeetingID, c.At = seq, meetingID, time.UnixMicro(at).UTC()
	return c, err
}
