package invitation

import (
	"context"
	"slices"
	"time"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/plan"
	"klynge/internal/seat"
)

// How long the address of a calendar works, and how much of the past it shows.
const (
	feedYears = 3
	feedPast  = 180 // days
)

// NewFeed makes the address of the calendar of somebody's meetings. The one they
// had no longer works. The token is shown once.
func (s *Store) NewFeed(ctx context.Context, who access.Who) (token string, err error) {
	defer fault.In(&err, "invitation: new feed")
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := seatsOf(ctx, tx, who); err != nil {
			return err
		}
		if err := access.Withdraw(ctx, tx, access.ReadCalendar, who.Account.ID); err != nil {
			return err
		}
		token, err = access.Issue(ctx, tx, access.Link{Action: access.ReadCalendar, AccountID: who.Account.ID, Object: who.Account.ID, Ends: tx.Now.AddDate(feedYears, 0, 0)})
		return err
	})
	return token, err
}

// EndFeed closes the address of somebody's calendar.
func (s *Store) EndFeed(ctx context.Context, who access.Who) (err error) {
	defer fault.In(&err, "invitation: end feed")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		return access.Withdraw(ctx, tx, access.ReadCalendar, who.Account.ID)
	})
}

// HasFeed reports whether somebody has an address of their calendar.
func (s *Store) HasFeed(ctx context.Context, who access.Who) (has bool, err error) {
	defer fault.In(&err, "invitation: has feed")
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		has, err = access.Linked(ctx, tx, access.ReadCalendar, who.Account.ID)
		return err
	})
	return has, err
}

// Feed returns the calendar behind an address: the meetings of all bodies its
// owner has a seat in on the day, cancelled ones with the reason.
func (s *Store) Feed(ctx context.Context, token string) (text string, err error) {
	defer fault.In(&err, "invitation: feed")
	var events []Event
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		l, err := access.Look(ctx, tx, token, access.ReadCalendar, access.Who{})
		if err != nil {
			return err
		}
		events, err = s.events(ctx, tx, l.AccountID)
		return err
	})
	if err != nil {
		return "", err
	}
	return Feed(events, s.From)
}

func (s *Store) events(ctx context.Context, tx *db.Tx, accountID string) (events []Event, err error) {
	type place struct {
		seat.Seat
		name string
	}
	// A seat that has ended still tells of the meetings that were.
	ids, err := db.Collect(ctx, tx, func(r row) (id string, err error) { return id, r.Scan(&id) }, `SELECT id FROM seat WHERE account_id = $1 ORDER BY id`, accountID)
	if err != nil {
		return nil, err
	}
	var places []place
	for _, id := range ids {
		one, err := seat.Find(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		o, err := body.Find(ctx, tx, one.BodyID)
		if err != nil {
			return nil, err
		}
		places = append(places, place{one, o.Name})
	}
	mine, err := db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM invitation i JOIN seat s ON s.id = i.seat_id WHERE s.account_id = $1`, accountID)
	if err != nil {
		return nil, err
	}
	from := tx.Now.AddDate(0, 0, -feedPast).Format(time.DateOnly)
	seen := map[string]bool{}
	for _, p := range places {
		list, err := plan.Between(ctx, tx, p.BodyID, from, "")
		if err != nil {
			return nil, err
		}
		for _, m := range list {
			if seen[m.ID] || !p.Holds(m.Date) {
				continue
			}
			one := Invitation{}
			if i := slices.IndexFunc(mine, func(i Invitation) bool { return i.MeetingID == m.ID && i.SeatID == p.ID }); i >= 0 {
				one = mine[i]
			}
			if !p.Regular() && one.Told != Request {
				continue // a substitute comes when somebody has named them
			}
			seen[m.ID] = true
			e := Event{UID: one.UID, Meeting: m, Body: p.name, Name: p.Name, Email: p.Email, Answer: one.Answer, Link: s.Links.Meeting(m), Stamp: m.Changed}
			if e.UID == "" {
				e.UID = m.ID + "@" + s.Host
			}
			events = append(events, e)
		}
	}
	return events, nil
}
