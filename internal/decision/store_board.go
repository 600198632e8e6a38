package decision

import (
	"context"
	"time"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/plan"
	"klynge/internal/seat"
)

// A Board is all that is followed up in one body, as somebody sees it.
type Board struct {
	Body      body.Organization
	FollowUps []Followed
	Decisions []Lived
	Owners    []seat.Seat    // who may own a follow-up
	Meetings  []plan.Meeting // that may list a chair's own decision
}

// A Lived is a decision with what it was.
type Lived struct {
	Decision
	By      *Decision // that stands instead
	History []Past
	Listed  string // day of the meeting that was told of a chair's own, ""
}

// A Past is what a decision was before somebody changed it.
type Past struct {
	At              time.Time
	By, Reason, Was string
	State           State
}

// most is how many decisions of a body a board shows.
const most = 300

// Board returns what is followed up in a body with an address.
func (s *Store) Board(ctx context.Context, who access.Who, slug string) (b Board, err error) {
	defer fault.In(&err, "decision: board of %s", slug)
	if b.Body, err = s.BodyOf(ctx, slug); err != nil {
		return b, err
	}
	bodyID := b.Body.ID
	if b.FollowUps, err = s.Of(ctx, who, bodyID); err != nil {
		return b, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if b.Owners, err = seat.Of(ctx, tx, bodyID, access.Day(tx.Now)); err != nil {
			return err
		}
		if b.Meetings, err = plan.Between(ctx, tx, bodyID, tx.Now.AddDate(-1, 0, 0).Format(time.DateOnly), ""); err != nil {
			return err
		}
		b.Decisions, err = lives(ctx, tx, who, bodyID)
		return err
	})
	return b, err
}

// lives returns the decisions of a body, the latest first. Of a closed one somebody
// who may not read it sees that it is there.
func lives(ctx context.Context, tx *db.Tx, who access.Who, bodyID string) (list []Lived, err error) {
	all, err := db.Collect(ctx, tx, scanDecision, decisions+` WHERE d.body_id = $1 ORDER BY d.date DESC, d.id DESC LIMIT $2`, bodyID, most)
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		if d.Closed && !who.May(access.ReadClosed, bodyID) {
			list = append(list, Lived{Decision: Decision{ID: d.ID, BodyID: d.BodyID, Number: d.Number, Date: d.Date, State: d.State, Closed: true}})
			continue
		}
		l := Lived{Decision: d}
		if err := l.fill(ctx, tx); err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	return list, nil
}

func (l *Lived) fill(ctx context.Context, tx *db.Tx) (err error) {
	if l.ReplacedBy != "" {
		by, err := Find(ctx, tx, l.ReplacedBy)
		if err != nil {
			return err
		}
		if by.Closed && !l.Closed {
			by.Title, by.Text = "", ""
		}
		l.By = &by
	}
	if l.ListedID != "" {
		m, err := plan.Find(ctx, tx, l.ListedID)
		if err != nil {
			return err
		}
		l.Listed = m.Date
	}
	l.History, err = db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (p Past, err error) {
		var at int64
		err = row.Scan(&at, &p.By, &p.State, &p.Reason, &p.Was)
		p.At = time.UnixMicro(at).UTC()
		return p, err
	}, `SELECT at, by_whom, state, reason, was FROM decision_change WHERE decision_id = $1 ORDER BY at, id`, l.ID)
	return err
}

// Add keeps a follow-up that belongs to no item, of a body that somebody steers.
func (s *Store) Add(ctx context.Context, who access.Who, bodyID string, f FollowUp) (_ FollowUp, err error) {
	defer fault.In(&err, "decision: add follow-up to %s", bodyID)
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if !who.May(access.SteerFollowUps, bodyID) {
			return errMayNot
		}
		if err := tx.Turn(ctx); err != nil { // of a form sent twice, the second waits for the first
			return err
		}
		f.BodyID, f.MadeBy = bodyID, who.Account.Name
		if f.DecisionID != "" {
			d, err := Find(ctx, tx, f.DecisionID)
			if err != nil {
				return err
			}
			if d.BodyID != bodyID {
				return fault.New(fault.Missing, "Beslutningen findes ikke.")
			}
			f.MeetingID, f.ItemID, f.Closed = d.MeetingID, d.ItemID, f.Closed || d.Closed
		}
		if err := within(ctx, tx, bodyID, f.SeatID); err != nil {
			return err
		}
		f, err = AddFollowUp(ctx, tx, f)
		return err
	})
	return f, err
}

// A Place is a body that somebody has a part in.
type Place struct{ ID, Slug, Name string }

// Places returns the bodies that somebody has a role in, by name. A role
// everywhere is one in every body that has a seat or a meeting.
func (s *Store) Places(ctx context.Context, who access.Who) (list []Place, err error) {
	defer fault.In(&err, "decision: places of account %s", who.Account.ID)
	in, everywhere := map[string]bool{}, false
	for _, g := range who.Grants {
		in[g.BodyID] = true
		everywhere = everywhere || g.BodyID == ""
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (p struct {
			Place
			used bool
		}, err error) {
			return p, row.Scan(&p.ID, &p.Slug, &p.Name, &p.used)
		}, `SELECT o.id, o.slug, o.name, EXISTS (SELECT 1 FROM planned_meeting m WHERE m.body_id = o.id) OR EXISTS (SELECT 1 FROM seat s WHERE s.body_id = o.id)
			FROM organization o ORDER BY o.name, o.id`)
		for _, p := range all {
			if in[p.ID] || everywhere && p.used {
				list = append(list, p.Place)
			}
		}
		return err
	})
	return list, err
}

// BodyOf returns the body with an address.
func (s *Store) BodyOf(ctx context.Context, slug string) (o body.Organization, err error) {
	defer fault.In(&err, "decision: body %s", slug)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var bodyID string
		if err := tx.QueryRowContext(ctx, `SELECT id FROM organization WHERE slug = $1`, slug).Scan(&bodyID); err != nil {
			return db.Missing(err, "Organet findes ikke.")
		}
		o, err = body.Find(ctx, tx, bodyID)
		return err
	})
	return o, err
}

// Within returns nil when a follow-up belongs to a body.
func (s *Store) Within(ctx context.Context, bodyID, followUpID string) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		f, err := FindFollowUp(ctx, tx, followUpID)
		if err == nil && f.BodyID != bodyID {
			return fault.New(fault.Missing, "Opfølgningen findes ikke.")
		}
		return err
	})
}
