package hearing

import (
	"context"
	"slices"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/job"
	"klynge/internal/mail"
	"klynge/internal/seat"
	"klynge/internal/when"
)

// NoticeKind is the kind of the jobs that remind of deadlines.
const NoticeKind = "hearing"

// A Notice is why an addressee is written to.
type Notice string

const (
	Soon   Notice = "soon"    // the deadline is in some days
	Missed Notice = "overdue" // it has passed
)

const (
	warned  = 7 // days before the deadline
	morning = 7 // hour, in Copenhagen
	// stale is when a reminder that could not be sent is not worth sending any more.
	stale = 7 * 24 * time.Hour
)

func morningOf(day string, later int) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return time.Time{}
	}
	return time.Date(t.Year(), t.Month(), t.Day()+later, morning, 0, 0, 0, when.Copenhagen)
}

// A task is the payload of a job: one reminder to one addressee of one deadline.
type task struct {
	Hearing, Addressee string
	Notice             Notice
	Due                string
}

// remindLater sets the reminders that lie ahead.
func (h Hearing) remindLater(ctx context.Context, tx *db.Tx) error {
	for _, a := range h.Owed() {
		for notice, at := range map[Notice]time.Time{Soon: morningOf(a.Due, -warned), Missed: morningOf(a.Due, 1)} {
			if !at.After(tx.Now) {
				continue
			}
			if err := job.AddOnce(ctx, tx, NoticeKind, a.ID+" "+string(notice)+" "+a.Due, task{h.ID, a.ID, notice, a.Due}, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// Handlers returns what does the jobs of this package.
func (s *Store) Handlers() map[string]job.Handler {
	return map[string]job.Handler{NoticeKind: s.remind}
}

// remind writes to an addressee, unless it has answered or its deadline is
// another now. A body here is written to by its secretariat's seats.
func (s *Store) remind(ctx context.Context, j job.Job) (err error) {
	var t task
	if err := j.Read(&t); err != nil {
		return err
	}
	defer fault.In(&err, "hearing: remind %s", t.Addressee)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		h, err := Find(ctx, tx, t.Hearing)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(h.Addressees, func(a Addressee) bool { return a.ID == t.Addressee })
		if i < 0 {
			return nil
		}
		a := h.Addressees[i]
		if a.HeirID != "" || h.Withdrawn.Happened() || h.Done(a) || a.Due != t.Due {
			return nil
		}
		to, err := h.reach(ctx, tx, a)
		if err != nil {
			return err
		}
		for _, address := range to {
			if err := s.remindAt(ctx, tx, h, a, t, address); err != nil {
				return err
			}
		}
		return nil
	})
}

// reach returns the addresses at which an addressee is written to.
func (h Hearing) reach(ctx context.Context, tx *db.Tx, a Addressee) (to []string, err error) {
	if a.BodyID == "" {
		return []string{a.Email}, nil
	}
	seats, err := seat.Of(ctx, tx, a.BodyID, access.Day(tx.Now))
	for _, one := range seats {
		if one.Role == access.Secretariat && one.Email != "" && !slices.Contains(to, one.Email) {
			to = append(to, one.Email)
		}
	}
	return to, err
}

func (s *Store) remindAt(ctx context.Context, tx *db.Tx, h Hearing, a Addressee, t task, address string) error {
	done, err := tx.ExecContext(ctx, `INSERT INTO hearing_notice (addressee_id, kind, about, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (addressee_id, kind, about) DO NOTHING`, a.ID, t.Notice, mail.Key(address)+" "+t.Due, tx.Now.UnixMicro())
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return err
	}
	path := h.Path() + "/svar/" + a.ID
	if a.BodyID == "" {
		token, err := link(ctx, tx, access.AnswerHearing, a.ID, a.Due)
		if err != nil {
			return err
		}
		path = "/hoering/" + token
	}
	m, err := s.writer.Remind(h, a, t.Notice, path)
	if err != nil {
		return err
	}
	m.To, m.Reference, m.Until = address, "hearing:"+a.ID, tx.Now.Add(stale)
	_, err = mail.Queue(ctx, tx, m)
	return err
}
