package gallery

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/live"
	"klynge/internal/minutes"
	"klynge/internal/plan"
)

// A Store shows meetings to those who follow them. It is the [live.Source] of
// their events, by the meeting's id, and the [live.Gate] of who may listen.
type Store struct{ db *db.DB }

// NewStore returns the gallery of a database.
func NewStore(d *db.DB) *Store { return &Store{d} }

// page is how many events are read at a time.
const page = 500

// See returns a meeting as an audience sees it now.
func (s *Store) See(ctx context.Context, meetingID string, a live.Audience) (v View, err error) {
	defer fault.In(&err, "gallery: see meeting %s", meetingID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		m, err := plan.Find(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		o, err := body.Find(ctx, tx, m.BodyID)
		if err != nil {
			return err
		}
		sent, err := agenda.Dispatches(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		var events []minutes.Event
		for {
			more, err := minutes.Events(ctx, tx, meetingID, int64(len(events)), page)
			if err != nil {
				return err
			}
			if events = append(events, more...); len(more) < page {
				break
			}
		}
		v = See(agenda.Current(sent), events, a)
		v.Meeting, v.Body, v.Now = m, o.Name, tx.Now
		return nil
	})
	return v, err
}

// Since returns the events of a meeting, as [live.Source] says.
func (s *Store) Since(ctx context.Context, meetingID string, after int64) (list []live.Event, err error) {
	defer fault.In(&err, "gallery: events of meeting %s", meetingID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		events, err := minutes.Events(ctx, tx, meetingID, after, page)
		if err != nil || len(events) == 0 {
			return err
		}
		sent, err := agenda.Dispatches(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		items := map[string]agenda.SentItem{}
		for _, it := range agenda.Current(sent) {
			items[it.ID] = it
		}
		for _, e := range events {
			encoded := live.Event{Number: e.Number, Kind: e.Kind, Data: map[live.Audience][]byte{}}
			for a, news := range Told(e, items) {
				if encoded.Data[a], err = json.Marshal(news); err != nil {
					return err
				}
			}
			list = append(list, encoded)
		}
		return nil
	})
	return list, err
}

// BySession and ByLink are the passes that open a stream.
func BySession(who access.Who) string { return "session/" + who.Session }
func ByLink(token string) string      { return "link/" + token }

// Pulse is that of package access.
func (s *Store) Pulse(ctx context.Context) (pulse int64, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		pulse, err = access.Pulse(ctx, tx)
		return err
	})
	return pulse, err
}

// linkStep is how often a link is looked at: nothing tells of one that is
// withdrawn, or of a role whose last day is over.
const linkStep = time.Second / 2

// Until returns until when tickets hold, as [live.Gate] says. It asks who a
// session is once, however many streams it has open.
func (s *Store) Until(ctx context.Context, tickets []live.Ticket) (until []time.Time, err error) {
	defer fault.In(&err, "gallery: who may listen")
	until = make([]time.Time, len(tickets))
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		bodies := map[string]string{} // by meeting
		var who access.Who
		var holds time.Time
		for i, t := range tickets {
			kind, key, _ := strings.Cut(t.Pass, "/")
			if kind == "link" {
				if _, a, err := look(ctx, tx, key); err == nil && a == t.Audience {
					until[i] = tx.Now.Add(linkStep)
				} else if k := fault.KindOf(err); err != nil && k != fault.Forbidden && k != fault.Missing && k != fault.Conflict {
					return err
				}
				continue
			}
			if key != who.Session {
				if who, holds, err = access.Standing(ctx, tx, key); err != nil {
					return err
				}
			}
			if _, known := bodies[t.Topic]; !known {
				m, err := plan.Find(ctx, tx, t.Topic)
				if err != nil && !fault.Is(err, fault.Missing) {
					return err
				}
				bodies[t.Topic] = m.BodyID
			}
			if May(who, bodies[t.Topic], t.Audience) {
				until[i] = holds
			}
		}
		return nil
	})
	return until, err
}

// May reports whether somebody belongs to an audience in a body.
func May(who access.Who, bodyID string, a live.Audience) bool {
	return bodyID != "" && who.May(access.ReadInternal, bodyID) && (a == Open || who.May(access.ReadClosed, bodyID))
}

// closedLink is what the object of a link to the big screen ends with when it
// shows closed items too.
const closedLink = "/closed"

// linkLife is how long a link to the big screen opens after the meeting.
const linkLife = 12 * time.Hour

// NewLink makes the link that a big screen follows a meeting by, for somebody who
// may see as much themselves, and withdraws the one before. It returns the token.
func (s *Store) NewLink(ctx context.Context, meetingID string, a live.Audience, who access.Who) (token string, err error) {
	defer fault.In(&err, "gallery: link to meeting %s", meetingID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		m, err := plan.Find(ctx, tx, meetingID)
		if err != nil {
			return err
		}
		if !May(who, m.BodyID, a) {
			return fault.New(fault.Forbidden, "Du må ikke selv se lukkede punkter i dette organ, så skærmen kan heller ikke. Intet er ændret.")
		}
		ends := m.Ends().Add(linkLife)
		if !tx.Now.Before(ends) {
			return fault.New(fault.Conflict, "Mødet er holdt, så der er ikke noget at følge. Intet er ændret.")
		}
		if err := withdraw(ctx, tx, meetingID); err != nil {
			return err
		}
		object := meetingID
		if a == Closed {
			object += closedLink
		}
		token, err = access.Issue(ctx, tx, access.Link{Action: access.FollowMeeting, AccountID: who.Account.ID, Object: object, Ends: ends})
		return err
	})
	return token, err
}

// Withdraw closes the links to a meeting's big screen. The screens go dark within
// a second.
func (s *Store) Withdraw(ctx context.Context, meetingID string) (err error) {
	defer fault.In(&err, "gallery: withdraw links to meeting %s", meetingID)
	return s.db.Write(ctx, func(tx *db.Tx) error { return withdraw(ctx, tx, meetingID) })
}

func withdraw(ctx context.Context, tx *db.Tx, meetingID string) error {
	for _, object := range []string{meetingID, meetingID + closedLink} {
		if err := access.Withdraw(ctx, tx, access.FollowMeeting, object); err != nil {
			return err
		}
	}
	return nil
}

// Linked reports whether a big screen may follow a meeting by a link.
func (s *Store) Linked(ctx context.Context, meetingID string) (linked bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		open, err := access.Linked(ctx, tx, access.FollowMeeting, meetingID)
		if err != nil {
			return err
		}
		closed, err := access.Linked(ctx, tx, access.FollowMeeting, meetingID+closedLink)
		linked = open || closed
		return err
	})
	return linked, err
}

// Look returns the meeting that a link opens, and as whom.
func (s *Store) Look(ctx context.Context, token string) (meetingID string, a live.Audience, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		meetingID, a, err = look(ctx, tx, token)
		return err
	})
	return meetingID, a, err
}

var errMakerGone = fault.New(fault.Forbidden, "Linket virker ikke længere: den, der lavede det, leder ikke længere organets møder. Bed sekretariatet om et nyt.")

// look opens a link. It shows what whoever made it may still see themselves: when
// the role that they made it by has ended, so has the link.
func look(ctx context.Context, tx *db.Tx, token string) (meetingID string, a live.Audience, err error) {
	l, err := access.Look(ctx, tx, token, access.FollowMeeting, access.Who{})
	if err != nil {
		return "", "", err
	}
	meetingID, a = l.Object, Open
	if id, closed := strings.CutSuffix(l.Object, closedLink); closed {
		meetingID, a = id, Closed
	}
	m, err := plan.Find(ctx, tx, meetingID)
	if err != nil {
		return "", "", err
	}
	maker, err := access.Holder(ctx, tx, l.AccountID)
	if err != nil {
		return "", "", err
	}
	if !maker.May(access.LeadMeeting, m.BodyID) || !May(maker, m.BodyID, a) {
		return "", "", errMakerGone
	}
	return meetingID, a, nil
}

// noteField is the name of a note (package draft). Its object names the account
// first, so that nobody finds another's.
const noteField = "note"

func note(accountID, itemID string) string { return "note/" + accountID + "/" + itemID }

// Notes returns somebody's own notes, by item. Nobody else sees them.
func (s *Store) Notes(ctx context.Context, who access.Who, items []Item) (notes map[string]draft.Field, err error) {
	defer fault.In(&err, "gallery: notes of %s", who.Account.ID)
	notes = map[string]draft.Field{}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		for _, it := range items {
			if notes[it.ID], err = draft.Find(ctx, tx, note(who.Account.ID, it.ID), noteField); err != nil {
				return err
			}
		}
		return nil
	})
	return notes, err
}

// SaveNote saves somebody's own note to an item of a meeting over the version it
// began from.
func (s *Store) SaveNote(ctx context.Context, who access.Who, meetingID, itemID string, base int64, text string) (f draft.Field, c *draft.Conflict, err error) {
	defer fault.In(&err, "gallery: note of %s", who.Account.ID)
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		var found string
		err = tx.QueryRowContext(ctx, `SELECT id FROM draft_item WHERE id = $1 AND meeting_id = $2`, itemID, meetingID).Scan(&found)
		if err != nil {
			return db.Missing(err, "Punktet er ikke på mødets dagsorden. Noten er ikke gemt.")
		}
		f, c, err = draft.Save(ctx, tx, note(who.Account.ID, itemID), noteField, base, text, draft.Writer{ID: who.Account.ID, Name: who.Account.Name})
		return err
	})
	return f, c, err
}
