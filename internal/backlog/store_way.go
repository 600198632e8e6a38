package backlog

import (
	"context"
	"slices"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/plan"
)

// A Passing is how an item came of another.
type Passing string

const (
	Copied       Passing = "copied"    // onto another agenda of the same body
	Sent         Passing = "sent"      // to another body
	Postponement Passing = "postponed" // to a later meeting
)

func step(ctx context.Context, tx *db.Tx, from, to string, kind Passing, note string, by access.Who) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO item_step (id, from_item, to_item, kind, note, at, by_whom) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id.New(tx.Now), from, to, kind, note, tx.Now.UnixMicro(), by.Account.Name)
	return err
}

// origin finds an item that is to be passed on, and keeps others from passing it
// on at the same time.
func origin(ctx context.Context, tx *db.Tx, itemID string) (agenda.Item, error) {
	if _, err := tx.ExecContext(ctx, `UPDATE draft_item SET changed_at = $2 WHERE id = $1`, itemID, tx.Now.UnixMicro()); err != nil {
		return agenda.Item{}, err
	}
	it, err := agenda.Find(ctx, tx, itemID)
	if err == nil && it.Task != agenda.Ordinary {
		return it, fault.New(fault.Invalid, "Punktet hører til hver dagsorden og kan ikke sendes videre. Der er ikke ændret noget.")
	}
	return it, err
}

// A Passed is an item that came of another.
type Passed struct {
	agenda.Item
	Body    body.Organization
	Already bool // it had been passed on, and nothing changed
}

// Copy puts a copy of an item, texts and papers, on the agenda of another
// meeting of the same body.
func (s *Store) Copy(ctx context.Context, itemID, meetingID string, by access.Who) (p Passed, err error) {
	defer fault.In(&err, "backlog: copy %s", itemID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		p = Passed{}
		from, err := origin(ctx, tx, itemID)
		if err != nil {
			return err
		}
		if err := takes(ctx, tx, from.BodyID, meetingID); err != nil {
			return err
		}
		if p.Body, err = body.Find(ctx, tx, from.BodyID); err != nil {
			return err
		}
		if p.Already, err = p.before(ctx, tx, `SELECT id FROM draft_item WHERE matter_id = $1 AND meeting_id = $2 AND state <> 'withdrawn' ORDER BY id`, from.MatterID, meetingID); err != nil || p.Already {
			return err
		}
		if p.Item, err = again(ctx, tx, from, from.BodyID, meetingID, by); err != nil {
			return err
		}
		return step(ctx, tx, from.ID, p.ID, Copied, "", by)
	})
	return p, err
}

// before finds what was passed on already.
func (p *Passed) before(ctx context.Context, tx *db.Tx, query string, args ...any) (bool, error) {
	list, err := found(ctx, tx, query, args...)
	if len(list) > 0 {
		p.Item = list[0]
	}
	return len(list) > 0, err
}

// longestNote is how many characters the words that go with an item may have.
const longestNote = 1000

// Send sends an item, texts and papers, to another body, where its secretariat
// takes it up or not.
func (s *Store) Send(ctx context.Context, itemID, toBodyID, note string, by access.Who) (p Passed, err error) {
	defer fault.In(&err, "backlog: send %s to %s", itemID, toBodyID)
	if note = strings.TrimSpace(note); len([]rune(note)) > longestNote {
		return p, fault.New(fault.Invalid, "Følgeordene er for lange. Der er plads til %d tegn. Punktet er ikke sendt.", longestNote)
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		p = Passed{}
		from, err := origin(ctx, tx, itemID)
		if err != nil {
			return err
		}
		if p.Body, err = body.Find(ctx, tx, toBodyID); err != nil {
			return err
		}
		if from.BodyID == toBodyID || !meets(p.Body) {
			return fault.New(fault.Invalid, "Vælg et andet organ at sende punktet til. Der er ikke ændret noget.")
		}
		if p.Already, err = p.before(ctx, tx, `SELECT id FROM draft_item WHERE body_id = $1 AND origin = 'sent' AND origin_id = $2 AND state IN ('proposed', 'ready', 'on-agenda') ORDER BY id`, toBodyID, itemID); err != nil || p.Already {
			return err
		}
		if p.Item, err = again(ctx, tx, from, toBodyID, "", by); err != nil {
			return err
		}
		return step(ctx, tx, from.ID, p.ID, Sent, note, by)
	})
	return p, err
}

// meets reports whether an organisation is a body that holds meetings.
func meets(o body.Organization) bool { return strings.HasPrefix(o.Path(), "/organer/") }

// Bodies returns the bodies that an item of one body can be sent to.
func (s *Store) Bodies(ctx context.Context, fromBodyID string) (list []body.Organization, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		ids, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (id string, err error) {
			err = row.Scan(&id)
			return id, err
		}, `SELECT id FROM organization WHERE id <> $1 AND (end_date = '' OR end_date >= $2) ORDER BY name`, fromBodyID, day(tx))
		if err != nil {
			return err
		}
		list = nil
		for _, id := range ids {
			o, err := body.Find(ctx, tx, id)
			if err != nil {
				return err
			}
			if meets(o) {
				list = append(list, o)
			}
		}
		return nil
	})
	return list, err
}

// A Station is one treatment of a matter on its way, as a reader may see it.
type Station struct {
	agenda.Item
	Body     body.Organization
	Meeting  plan.Meeting // zero in a backlog
	Day      string       // of the meeting, or when it came
	Decision string       // what was decided, "" while nothing is
	Passing  Passing      // how it came of an earlier station that the reader sees, ""
	Note     string
	By       string
	Here     bool // the one that was asked for
	SentTo   []Onward
}

// An Onward is that an item was sent to another body, as those know who read its
// drafts.
type Onward struct {
	Body, Note, By string
	At             time.Time
}

// A Way is what a reader may see of the whole way of a matter.
type Way struct {
	Item     agenda.Item
	Body     body.Organization
	Stations []Station
	Coming   []plan.Meeting // of the item's body
}

// Way returns the way of an item's matter through all bodies, in the order of
// its days. Of stations that the reader may not read there is nothing.
func (s *Store) Way(ctx context.Context, itemID string, who access.Who) (w Way, err error) {
	defer fault.In(&err, "backlog: way of %s", itemID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		w = Way{}
		if w.Item, err = agenda.Find(ctx, tx, itemID); err != nil {
			return err
		}
		if err := known(ctx, tx, &w.Item, readerOf(who, w.Item.BodyID)); err != nil {
			return err
		}
		if !readerOf(who, w.Item.BodyID).Sees(w.Item) {
			return fault.New(fault.Missing, "Punktet findes ikke.")
		}
		if w.Body, err = body.Find(ctx, tx, w.Item.BodyID); err != nil {
			return err
		}
		if w.Coming, err = coming(ctx, tx, w.Item.BodyID); err != nil {
			return err
		}
		items, err := found(ctx, tx, `SELECT id FROM draft_item WHERE matter_id = $1 ORDER BY id`, w.Item.MatterID)
		if err != nil {
			return err
		}
		for i := range items {
			if err := known(ctx, tx, &items[i], readerOf(who, items[i].BodyID)); err != nil {
				return err
			}
		}
		items = slices.DeleteFunc(items, func(it agenda.Item) bool { return !readerOf(who, it.BodyID).Sees(it) })
		for _, it := range items {
			st, err := station(ctx, tx, it, items, readerOf(who, it.BodyID))
			if err != nil {
				return err
			}
			st.Here = it.ID == itemID
			w.Stations = append(w.Stations, st)
		}
		slices.SortStableFunc(w.Stations, func(a, b Station) int { return strings.Compare(a.Day, b.Day) })
		return nil
	})
	return w, err
}

// known makes an item what a reader knows of it: without its drafts that is what was
// sent last. What was closed then, or is now, is closed.
func known(ctx context.Context, tx *db.Tx, it *agenda.Item, r Reader) error {
	if r.Drafts || it.Number == "" {
		return nil
	}
	sent, err := agenda.Dispatches(ctx, tx, it.MeetingID)
	it.Fields = nil
	for _, was := range agenda.Current(sent) {
		if was.ID == it.ID {
			it.Fields, it.Closed = agenda.Texts(map[string]string{agenda.Title: was.Title}), it.Closed || was.Closed
		}
	}
	return err
}

// station tells of one item of a matter, to somebody who sees those items of it.
func station(ctx context.Context, tx *db.Tx, it agenda.Item, seen []agenda.Item, r Reader) (st Station, err error) {
	st.Item = it
	if st.Body, err = body.Find(ctx, tx, it.BodyID); err != nil {
		return st, err
	}
	var made int64
	if err := tx.QueryRowContext(ctx, `SELECT made_at FROM draft_item WHERE id = $1`, it.ID).Scan(&made); err != nil {
		return st, err
	}
	st.Day = access.Day(time.UnixMicro(made))
	if it.MeetingID != "" {
		if st.Meeting, err = plan.Find(ctx, tx, it.MeetingID); err != nil {
			return st, err
		}
		st.Day = st.Meeting.Date
	}
	decided, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (text string, err error) {
		var closed bool
		if err = row.Scan(&text, &closed); closed && !r.Closed {
			text = ""
		}
		return text, err
	}, `SELECT text, closed FROM decision WHERE item_id = $1 ORDER BY date DESC, id DESC LIMIT 1`, it.ID)
	if err != nil {
		return st, err
	}
	st.Decision = strings.Join(decided, "")
	return st, st.steps(ctx, tx, seen, r)
}

// steps adds how the item came here, and where it was sent on.
func (st *Station) steps(ctx context.Context, tx *db.Tx, seen []agenda.Item, r Reader) error {
	type passed struct {
		from, to, body string
		kind           Passing
		note, by       string
		at             int64
	}
	list, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (p passed, err error) {
		err = row.Scan(&p.from, &p.to, &p.kind, &p.note, &p.by, &p.at, &p.body)
		return p, err
	}, `SELECT s.from_item, s.to_item, s.kind, s.note, s.by_whom, s.at, o.name FROM item_step s JOIN draft_item i ON i.id = s.to_item
		JOIN organization o ON o.id = i.body_id WHERE s.from_item = $1 OR s.to_item = $1 ORDER BY s.id`, st.ID)
	for _, p := range list {
		from := slices.ContainsFunc(seen, func(it agenda.Item) bool { return it.ID == p.from })
		switch {
		case p.to == st.ID && (from || r.Drafts):
			st.Passing, st.Note, st.By = p.kind, p.note, p.by
		case p.from == st.ID && p.kind == Sent && r.Drafts:
			st.SentTo = append(st.SentTo, Onward{p.body, p.note, p.by, time.UnixMicro(p.at).UTC()})
		}
	}
	return err
}
