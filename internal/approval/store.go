package approval

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/desk"
	"klynge/internal/fault"
	"klynge/internal/mail"
	"klynge/internal/minutes"
	"klynge/internal/plan"
	"klynge/internal/seat"
)

// A Writer words the mails.
type Writer interface {
	// Round asks for comments until a day. Token opens the minutes and the form.
	Round(m plan.Meeting, to seat.Seat, r Round, token string) (mail.Message, error)
	// Ask asks for an approval of a version. Token opens the minutes and the button.
	Ask(m plan.Meeting, to seat.Seat, version int, token string) (mail.Message, error)
	// Answer tells the writer of a comment what became of it.
	Answer(m plan.Meeting, to seat.Seat, c Comment) (mail.Message, error)
}

// A Store keeps rounds, comments and approvals.
type Store struct {
	db     *db.DB
	writer Writer
}

// NewStore returns the approvals of a database.
func NewStore(d *db.DB, writer Writer) *Store { return &Store{d, writer} }

// A Case is all that is known of one meeting's minutes.
type Case struct {
	Meeting   plan.Meeting
	BodyName  string
	BodySlug  string
	Versions  []minutes.Version
	Rounds    []Round // the last one last
	Comments  []Comment
	Approvals []Approval // of the last version, those that are waited for first
	Earlier   int        // approvals of versions before
	Stage     Stage
	Gaps      []Gap
	Next      plan.Meeting // the body's next meeting, "" as ID when none is planned
	Proposed  bool         // the approval is an item of a coming meeting
}

// Last returns the version that counts.
func (c Case) Last() minutes.Version {
	if len(c.Versions) == 0 {
		return minutes.Version{}
	}
	return c.Versions[len(c.Versions)-1]
}

// Round returns the last round.
func (c Case) Round() Round {
	if len(c.Rounds) == 0 {
		return Round{}
	}
	return c.Rounds[len(c.Rounds)-1]
}

// Find returns the minutes of a meeting on their way.
func (s *Store) Find(ctx context.Context, meetingID string) (c Case, err error) {
	defer fault.In(&err, "approval: of meeting %s", meetingID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		c, err = find(ctx, tx, meetingID)
		return err
	})
	return c, err
}

func find(ctx context.Context, tx *db.Tx, meetingID string) (c Case, err error) {
	if c.Meeting, err = plan.Find(ctx, tx, meetingID); err != nil {
		return c, err
	}
	if err := tx.QueryRowContext(ctx, `SELECT name, slug FROM organization WHERE id = $1`, c.Meeting.BodyID).Scan(&c.BodyName, &c.BodySlug); err != nil {
		return c, err
	}
	if c.Versions, err = minutes.Versions(ctx, tx, meetingID); err != nil {
		return c, err
	}
	if c.Rounds, err = rounds(ctx, tx, meetingID); err != nil {
		return c, err
	}
	if c.Comments, err = comments(ctx, tx, meetingID); err != nil {
		return c, err
	}
	if err := c.approvals(ctx, tx); err != nil {
		return c, err
	}
	c.Stage = StageOf(c.Versions, c.Round())
	c.Gaps = Gaps(c.Last().Content)
	return c, c.coming(ctx, tx)
}

// take is find for an act. Acts on one meeting's minutes happen one after the
// other: each writes the meeting's row first, or two who approve last at the same
// moment would each see the other missing.
func take(ctx context.Context, tx *db.Tx, meetingID string) (c Case, err error) {
	if _, err := tx.ExecContext(ctx, `UPDATE planned_meeting SET id = id WHERE id = $1`, meetingID); err != nil {
		return c, err
	}
	return find(ctx, tx, meetingID)
}

func rounds(ctx context.Context, tx *db.Tx, meetingID string) ([]Round, error) {
	return db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (r Round, err error) {
		var state string
		var opened int64
		err = row.Scan(&r.ID, &r.MeetingID, &r.Version, &r.Deadline, &state, &opened, &r.OpenedBy)
		r.Open, r.Opened = state == "open", time.UnixMicro(opened).UTC()
		return r, err
	}, `SELECT id, meeting_id, version, deadline, state, opened_at, opened_by FROM comment_round WHERE meeting_id = $1 ORDER BY id`, meetingID)
}

const commentColumns = `c.id, c.round_id, c.item_id, COALESCE(c.seat_id, ''), c.name, c.text, c.state, c.answer, c.at, c.late`

func scanComment(row interface{ Scan(...any) error }) (c Comment, err error) {
	var at int64
	err = row.Scan(&c.ID, &c.RoundID, &c.ItemID, &c.SeatID, &c.Name, &c.Text, &c.Verdict, &c.Answer, &at, &c.Late)
	c.At = time.UnixMicro(at).UTC()
	return c, err
}

func comments(ctx context.Context, tx *db.Tx, meetingID string) ([]Comment, error) {
	return db.Collect(ctx, tx, scanComment, `SELECT `+commentColumns+` FROM minutes_comment c JOIN comment_round r ON r.id = c.round_id
		WHERE r.meeting_id = $1 ORDER BY c.id`, meetingID)
}

// approvals fills in who has approved the last version, and who has not.
func (c *Case) approvals(ctx context.Context, tx *db.Tx) error {
	last := c.Last()
	given, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (a Approval, err error) {
		var at int64
		err = row.Scan(&a.SeatID, &a.Version, &a.Via, &at)
		a.At = time.UnixMicro(at).UTC()
		return a, err
	}, `SELECT seat_id, version, via, at FROM approval WHERE meeting_id = $1 ORDER BY at, seat_id`, c.Meeting.ID)
	if err != nil {
		return err
	}
	var done []Approval
	counts := basis(c.Versions)
	for _, signer := range Signers(last.Content) {
		signer.Version = counts
		if signer.SeatID != "" {
			if err := tx.QueryRowContext(ctx, `SELECT COALESCE(account_id, '') FROM seat WHERE id = $1`, signer.SeatID).Scan(&signer.AccountID); err != nil {
				return err
			}
		}
		for _, a := range given {
			if a.SeatID == signer.SeatID && a.Version == counts {
				signer.Via, signer.At = a.Via, a.At
			}
		}
		if signer.At.IsZero() {
			c.Approvals = append(c.Approvals, signer)
		} else {
			done = append(done, signer)
		}
	}
	c.Approvals = append(c.Approvals, done...)
	for _, a := range given {
		if a.Version < counts {
			c.Earlier++
		}
	}
	return nil
}

// basis returns the number of the version that people approve: the last one
// whose text somebody wrote. The act of approving changes no text.
func basis(versions []minutes.Version) (number int) {
	for _, v := range versions {
		if v.Act != minutes.Approved {
			number = v.Number
		}
	}
	return number
}

// coming finds the body's next meeting, and whether its agenda, or one after it,
// has the approval already.
func (c *Case) coming(ctx context.Context, tx *db.Tx) error {
	list, err := plan.Between(ctx, tx, c.Meeting.BodyID, c.Meeting.Date, "")
	if err != nil {
		return err
	}
	for _, m := range list {
		if m.State == plan.Planned && m.ID != c.Meeting.ID && m.Begins().After(tx.Now) {
			c.Next = m
			break
		}
	}
	var found int
	err = tx.QueryRowContext(ctx, `SELECT 1 FROM draft_item WHERE task = 'approve-minutes' AND subject = $1 AND state IN ('ready', 'on-agenda')`, c.Meeting.ID).Scan(&found)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	c.Proposed = err == nil
	return err
}

// seatOf returns the seat of somebody among those whose approval is tracked, or
// who may comment: the seats they hold in the body on the day of the meeting.
func seatOf(ctx context.Context, tx *db.Tx, who access.Who, m plan.Meeting, r minutes.Record) (seat.Seat, error) {
	held, err := seat.OfAccount(ctx, tx, who.Account.ID, m.Date)
	if err != nil {
		return seat.Seat{}, err
	}
	var mine seat.Seat
	for _, one := range held {
		if one.BodyID != m.BodyID {
			continue
		}
		if mine.ID == "" {
			mine = one
		}
		for _, signer := range Signers(r) {
			if signer.SeatID == one.ID {
				return one, nil
			}
		}
	}
	if mine.ID == "" {
		return mine, fault.New(fault.Forbidden, "Du havde ikke en plads i organet den dag, mødet blev holdt. Intet er ændret.")
	}
	return mine, nil
}

// ByLink returns the minutes that a link opens, as its owner may read them, and
// the seat that it belongs to. It does not spend the link.
func (s *Store) ByLink(ctx context.Context, token string, action access.Action, who access.Who) (c Case, by seat.Seat, err error) {
	defer fault.In(&err, "approval: open link")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		l, err := access.Look(ctx, tx, token, action, who)
		if err != nil {
			return err
		}
		meetingID, seatID, version := Object(l)
		if by, err = seat.Find(ctx, tx, seatID); err != nil {
			return err
		}
		if c, err = find(ctx, tx, meetingID); err != nil {
			return err
		}
		if action == access.Approve && version != basis(c.Versions) {
			return fault.New(fault.Conflict, "Referatet er rettet, siden du fik linket. Vent på den nye mail, eller log ind, og godkend den nye udgave.")
		}
		return nil
	})
	if err != nil {
		return Case{}, by, err
	}
	return c.Visible(by.Role.May(access.ReadClosed)), by, nil
}

// Waiting returns what waits for somebody: minutes to send out, comments to
// answer, and minutes to comment on and to approve.
func (s *Store) Waiting(ctx context.Context, who access.Who, day string) (lines []desk.Line, err error) {
	defer fault.In(&err, "approval: what waits")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		lines = nil
		list, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (id string, err error) {
			return id, row.Scan(&id)
		}, `SELECT v.meeting_id FROM minutes_version v WHERE NOT EXISTS (SELECT 1 FROM minutes_version a WHERE a.meeting_id = v.meeting_id AND a.act = 'approved')
			GROUP BY v.meeting_id ORDER BY v.meeting_id`)
		if err != nil {
			return err
		}
		for _, meetingID := range list {
			c, err := find(ctx, tx, meetingID)
			if err != nil {
				return err
			}
			lines = append(lines, c.waiting(who)...)
		}
		return nil
	})
	return lines, err
}
