package decision

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/job"
	"klynge/internal/journal"
	"klynge/internal/mail"
	"klynge/internal/when"
)

// NoticeKind is the kind of the jobs that write to the owners of follow-ups.
const NoticeKind = "follow-up"

// A Notice is why an owner is written to.
type Notice string

const (
	Asked  Notice = "asked"   // it is theirs now
	Soon   Notice = "soon"    // it is due in some days
	Missed Notice = "overdue" // the day has passed
)

// A Letter is what an owner is told, with the link that answers it. Of a closed
// matter it holds what the owner is asked to do, and nothing of the decision.
type Letter struct {
	Followed
	Notice Notice
	Path   string // of the page that answers
}

// warned is how many days before a follow-up is due its owner is reminded.
const warned = 7

// morning is the hour, in Copenhagen, at which reminders are written.
const morning = 7

func morningOf(day string, later int) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return time.Time{}
	}
	return time.Date(t.Year(), t.Month(), t.Day()+later, morning, 0, 0, 0, when.Copenhagen)
}

// A task is the payload of a job: one letter about one follow-up as it stood.
type task struct {
	FollowUp string
	Notice   Notice
	Due      string
	Email    string
}

// about is what makes a letter the same letter.
func (t task) about() string { return mail.Key(t.Email) + " " + t.Due }

// schedule sets the letters about a follow-up: that it is somebody's, when they
// have just got it, and the reminders that lie ahead.
func (f FollowUp) schedule(ctx context.Context, tx *db.Tx, asked bool) error {
	if f.Email == "" {
		return nil
	}
	letters := map[Notice]time.Time{Soon: morningOf(f.Due, -warned), Missed: morningOf(f.Due, 1)}
	for notice, at := range letters {
		if !at.After(tx.Now) {
			delete(letters, notice)
		}
	}
	if asked {
		letters[Asked] = tx.Now
	}
	for notice, at := range letters {
		t := task{f.ID, notice, f.Due, f.Email}
		if err := job.AddOnce(ctx, tx, NoticeKind, f.ID+" "+string(notice)+" "+t.about(), t, at); err != nil {
			return err
		}
	}
	return nil
}

// Handlers returns what does the jobs of this package.
func (s *Store) Handlers() map[string]job.Handler {
	return map[string]job.Handler{NoticeKind: s.notify}
}

// notify writes one letter, unless it was written before or what it would say is
// not so any more. That it was written, its link and the mail are kept in one
// transaction.
func (s *Store) notify(ctx context.Context, j job.Job) (err error) {
	var t task
	if err := j.Read(&t); err != nil {
		return err
	}
	defer fault.In(&err, "decision: write %s about %s", t.Notice, t.FollowUp)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		list, err := gather(ctx, tx, `WHERE f.id = $1`, t.FollowUp)
		if err != nil || len(list) == 0 {
			return err
		}
		f := list[0].visible(access.Who{}, owned{email: mail.Key(list[0].Email)})
		if !f.Runs() || f.Email != t.Email || f.Due != t.Due {
			return nil
		}
		done, err := tx.ExecContext(ctx, `INSERT INTO follow_up_notice (follow_up_id, kind, about, at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (follow_up_id, kind, about) DO NOTHING`, f.ID, t.Notice, t.about(), tx.Now.UnixMicro())
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return err
		}
		path, err := f.link(ctx, tx)
		if err != nil {
			return err
		}
		m, err := s.writer.Letter(Letter{f, t.Notice, path})
		if err != nil {
			return err
		}
		m.To, m.Reference, m.Until = f.Email, "follow-up:"+f.ID, tx.Now.Add(stale)
		_, err = mail.Queue(ctx, tx, m)
		return err
	})
}

const (
	// stale is when a letter that could not be sent is not worth sending any more.
	stale = 14 * 24 * time.Hour
	// linkLife is how long after its follow-up is due a link still answers it.
	linkLife = 180
)

// link makes a link that answers a follow-up to whoever owns it now, and returns
// its address. It ends half a year after the day.
func (f FollowUp) link(ctx context.Context, tx *db.Tx) (path string, err error) {
	accountID := ""
	if f.SeatID != "" {
		if err := tx.QueryRowContext(ctx, `SELECT COALESCE(account_id, '') FROM seat WHERE id = $1`, f.SeatID).Scan(&accountID); err != nil {
			return "", err
		}
	}
	owners, err := ownersOf(ctx, tx, f.ID)
	if err != nil {
		return "", err
	}
	ends := morningOf(f.Due, linkLife)
	if least := tx.Now.AddDate(0, 0, linkLife); ends.Before(least) {
		ends = least
	}
	token, err := access.Issue(ctx, tx, access.Link{Action: access.TellFollowUp, AccountID: accountID, Object: f.ID + "/" + strconv.Itoa(owners), Ends: ends})
	return "/status/" + token, err
}

// ownersOf counts how often a follow-up has changed hands. It stands in the links,
// so that a former owner's no longer answer.
func ownersOf(ctx context.Context, tx *db.Tx, followUpID string) (n int, err error) {
	err = tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM follow_up_change WHERE follow_up_id = $1 AND what = 'owner'`, followUpID).Scan(&n)
	return n, err
}

var errPassedOn = fault.New(fault.Forbidden, "Opgaven er givet videre til en anden. Intet er ændret. Skriv til sekretariatet, hvis den stadig er din.")

// linked returns the follow-up that a link answers.
func linked(ctx context.Context, tx *db.Tx, l access.Link) (f Followed, err error) {
	followUpID, owner, _ := strings.Cut(l.Object, "/")
	list, err := gather(ctx, tx, `WHERE f.id = $1`, followUpID)
	if err != nil {
		return f, err
	}
	if len(list) == 0 {
		return f, fault.New(fault.Missing, "Opfølgningen findes ikke.")
	}
	owners, err := ownersOf(ctx, tx, followUpID)
	if err != nil {
		return f, err
	}
	if owner != strconv.Itoa(owners) {
		return f, errPassedOn
	}
	return list[0], nil
}

// Linked returns what the owner of a link sees: the follow-up, and the decision
// behind it unless that is closed and they have not signed in as somebody who may
// read it.
func (s *Store) Linked(ctx context.Context, token string, by access.Who) (f Followed, err error) {
	defer fault.In(&err, "decision: by link")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		l, err := access.Look(ctx, tx, token, access.TellFollowUp, by)
		if err != nil {
			return err
		}
		if f, err = linked(ctx, tx, l); err != nil {
			return err
		}
		f = f.visible(by, owned{email: mail.Key(f.Email)})
		return nil
	})
	return f, err
}

// TellByLink tells how a follow-up goes, without an account. What another
// organisation tells is entered in the journal as received (R35).
func (s *Store) TellByLink(ctx context.Context, token string, by access.Who, r Report) (err error) {
	defer fault.In(&err, "decision: report by link")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Turn(ctx); err != nil {
			return err
		}
		l, err := access.Redeem(ctx, tx, token, access.TellFollowUp, by)
		if err != nil {
			return err
		}
		f, err := linked(ctx, tx, l)
		if err != nil {
			return err
		}
		r.Via, r.By = ByLink, cmp.Or(f.Owner, f.Organization)
		if err := report(ctx, tx, f.FollowUp, r); err != nil {
			return err
		}
		return journal.Enter(ctx, tx, journal.Entry{BodyID: f.BodyID, Direction: journal.Received, Theme: "Status: " + f.Text, Party: f.Names(),
			ItemID: f.ItemID, Closed: f.Closed, By: r.By})
	})
}
