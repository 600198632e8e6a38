package decision

import (
	"context"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/mail"
	"klynge/internal/seat"
)

// A Change is what a follow-up's owner or day was before somebody changed it.
type Change struct {
	At                        time.Time
	By                        string
	What, Was, Became, Reason string // What is owner or due
}

// Followed is a follow-up with what is known around it.
type Followed struct {
	FollowUp
	BodyName, BodySlug string
	Number, Title      string // of the item, "" for none
	Decision           Decision
	MeetingDate        string
	Reports            []Report
	Changes            []Change
	Public             string // the sentence that is let out, "" for none
	Mine               bool   // its owner asks, or their organisation
}

// Last returns the last report with words, or the last of all.
func (f Followed) Last() (last Report) {
	for _, r := range f.Reports {
		if r.Text != "" || last.Text == "" {
			last = r
		}
	}
	return last
}

// Mute reports whether there is no address to write to.
func (f Followed) Mute() bool { return f.Runs() && f.Email == "" }

const followed = `SELECT f.id, f.body_id, COALESCE(f.meeting_id, ''), f.item_id, COALESCE(f.decision_id, ''), f.text, f.organization,
	COALESCE(f.organization_id, ''), f.owner, f.email, COALESCE(f.seat_id, ''), f.due, f.window_from, f.window_to, f.closed, f.state, f.made_at, f.made_by,
	f.changed_at, f.version, o.name, o.slug, COALESCE(i.number, ''), COALESCE(m.date, ''), COALESCE(t.text, '') FROM follow_up f
	JOIN organization o ON o.id = f.body_id LEFT JOIN draft_item i ON i.id = f.item_id LEFT JOIN planned_meeting m ON m.id = f.meeting_id
	LEFT JOIN draft_field t ON t.object = f.item_id AND t.name = 'title'`

func scanFollowed(row interface{ Scan(...any) error }) (f Followed, err error) {
	f.FollowUp, err = scanFollowUp(scanning(func(into ...any) error {
		return row.Scan(append(into, &f.BodyName, &f.BodySlug, &f.Number, &f.MeetingDate, &f.Title)...)
	}))
	return f, err
}

// scanning is a row that is scanned into more than was asked for.
type scanning func(into ...any) error

func (s scanning) Scan(into ...any) error { return s(into...) }

// gather reads follow-ups with what was told of them.
func gather(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Followed, error) {
	list, err := db.Collect(ctx, tx, scanFollowed, followed+` `+where+` ORDER BY f.due, f.id`, args...)
	for i := range list {
		if err == nil {
			err = list[i].fill(ctx, tx)
		}
	}
	return list, err
}

// fill reads what belongs to a follow-up.
func (f *Followed) fill(ctx context.Context, tx *db.Tx) (err error) {
	if f.DecisionID != "" {
		if f.Decision, err = Find(ctx, tx, f.DecisionID); err != nil {
			return err
		}
	}
	if f.Reports, err = reportsOf(ctx, tx, f.ID); err != nil {
		return err
	}
	if f.Changes, err = db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (c Change, err error) {
		var at int64
		err = row.Scan(&at, &c.By, &c.What, &c.Was, &c.Became, &c.Reason)
		c.At = time.UnixMicro(at).UTC()
		return c, err
	}, `SELECT at, by_whom, what, was, became, reason FROM follow_up_change WHERE follow_up_id = $1 ORDER BY at, id`, f.ID); err != nil {
		return err
	}
	f.Public, err = letOut(ctx, tx, f.ID)
	return err
}

// letOut returns the sentence that the public reads of a follow-up.
func letOut(ctx context.Context, tx *db.Tx, followUpID string) (string, error) {
	list, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (text string, err error) { return text, row.Scan(&text) },
		`SELECT text FROM follow_up_public WHERE follow_up_id = $1 ORDER BY at DESC, id DESC LIMIT 1`, followUpID)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0], nil
}

// Of returns the follow-ups of a body that somebody may see, the one that is due
// first first. Of a matter that is closed to them they see that there is something,
// and by when.
func (s *Store) Of(ctx context.Context, who access.Who, bodyID string) (list []Followed, err error) {
	defer fault.In(&err, "decision: follow-ups of %s", bodyID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		mine, err := ownership(ctx, tx, who)
		if err != nil {
			return err
		}
		if list, err = gather(ctx, tx, `WHERE f.body_id = $1`, bodyID); err != nil {
			return err
		}
		for i := range list {
			list[i] = list[i].visible(who, mine)
		}
		return nil
	})
	return list, err
}

// visible returns what somebody who may read in a body sees of a follow-up.
//
//   - What is open they see whole.
//   - What is closed they see whole when they may read closed matters.
//   - Its owner sees what they are asked to do and what was told of it, but not the
//     decision behind it.
//   - Anybody else sees that it is there, how far it has come and by when.
func (f Followed) visible(who access.Who, mine owned) Followed {
	f.Mine = mine.of(f.FollowUp) != notMine
	switch {
	case !f.Closed && !f.Decision.Closed || who.May(access.ReadClosed, f.BodyID):
		return f
	case f.Mine:
		f.Decision, f.Title, f.Number = Decision{}, "", ""
		return f
	}
	return Followed{FollowUp: FollowUp{ID: f.ID, BodyID: f.BodyID, State: f.State, Due: f.Due, Closed: true}, BodyName: f.BodyName, BodySlug: f.BodySlug}
}

// owned is what makes a follow-up somebody's own.
type owned struct {
	seats, organizations map[string]bool
	email                string
}

// How a follow-up is somebody's.
type holding int

const (
	notMine holding = iota
	ofMyOrganization
	myOwn
)

// of returns how a follow-up is somebody's: their seat or address owns it, or
// their organisation, whose work they see to.
func (o owned) of(f FollowUp) holding {
	switch {
	case f.SeatID != "" && o.seats[f.SeatID], f.Email != "" && mail.Key(f.Email) == o.email:
		return myOwn
	case f.OrganizationID != "" && o.organizations[f.OrganizationID]:
		return ofMyOrganization
	}
	return notMine
}

// ownership returns what is somebody's own today. Of their organisation's work
// see those who sit as its secretariat or for its administration.
func ownership(ctx context.Context, tx *db.Tx, who access.Who) (o owned, err error) {
	if !who.SignedIn() {
		return o, nil
	}
	o = owned{seats: map[string]bool{}, organizations: map[string]bool{}, email: mail.Key(who.Account.Email)}
	list, err := seat.OfAccount(ctx, tx, who.Account.ID, access.Day(tx.Now))
	for _, s := range list {
		o.seats[s.ID] = true
		if s.OrganizationID != "" && (s.Role == access.Secretariat || s.Role == access.Administrative) {
			o.organizations[s.OrganizationID] = true
		}
	}
	return o, err
}

// Mine returns what somebody is to do in all bodies, and what their organisation
// is, the one that is due first first.
func (s *Store) Mine(ctx context.Context, who access.Who) (list []Followed, err error) {
	defer fault.In(&err, "decision: follow-ups of account %s", who.Account.ID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		mine, err := ownership(ctx, tx, who)
		if err != nil {
			return err
		}
		all, err := db.Collect(ctx, tx, scanFollowed, followed+` WHERE f.seat_id IS NOT NULL OR f.email <> '' OR f.organization_id IS NOT NULL ORDER BY f.due, f.id`)
		if err != nil {
			return err
		}
		for _, f := range all {
			if mine.of(f.FollowUp) == notMine {
				continue
			}
			if err := f.fill(ctx, tx); err != nil {
				return err
			}
			list = append(list, f.visible(who, mine))
		}
		return nil
	})
	return list, err
}

// OfOrganization returns what an organisation is to do in all bodies, running
// first: what its secretariat sees, whichever body asked. Nothing of a decision
// that is closed comes along.
func (s *Store) OfOrganization(ctx context.Context, organizationID string) (list []Followed, err error) {
	defer fault.In(&err, "decision: follow-ups of organisation %s", organizationID)
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = gather(ctx, tx, `WHERE f.organization_id = $1`, organizationID)
		for i := range list {
			list[i] = list[i].visible(access.Who{}, owned{organizations: map[string]bool{organizationID: true}})
		}
		return err
	})
	return list, err
}
