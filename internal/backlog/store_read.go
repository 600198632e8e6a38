package backlog

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/body"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/desk"
	"klynge/internal/fault"
	"klynge/internal/plan"
)

// A Suggestion is a candidate with the meeting it is for.
type Suggestion struct {
	Candidate
	Meeting plan.Meeting // zero when none is planned that it is for
}

// A Dismissal is a candidate that was turned down.
type Dismissal struct {
	Title, Reason, By string
	At                time.Time
}

// A List is what waits for the agendas of a body.
type List struct {
	Body        body.Organization
	Coming      []plan.Meeting
	Next        Slot // what is asked for today is in time for this one (R12)
	HasNext     bool
	Proposed    []agenda.Item // wait for the secretariat
	Ready       []agenda.Item
	Declined    []agenda.Item
	Suggestions []Suggestion
	Dismissed   []Dismissal
}

// List returns what waits for the agendas of a body. Closed items and candidates
// are left out for those who may not read them.
func (s *Store) List(ctx context.Context, bodyID string, who access.Who) (l List, err error) {
	defer fault.In(&err, "backlog: list of %s", bodyID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		l = List{}
		if l.Body, err = body.Find(ctx, tx, bodyID); err != nil {
			return err
		}
		if l.Coming, err = coming(ctx, tx, bodyID); err != nil {
			return err
		}
		rules, err := plan.RulesOf(ctx, tx, bodyID)
		if err != nil {
			return err
		}
		l.Next, l.HasNext = InTime(tx.Now, l.Coming, rules)
		items, err := found(ctx, tx, `SELECT id FROM draft_item WHERE body_id = $1 AND meeting_id IS NULL AND state IN ('proposed', 'ready', 'declined') AND task = '' ORDER BY made_at, id`, bodyID)
		if err != nil {
			return err
		}
		r := readerOf(who, bodyID)
		for _, it := range items {
			switch {
			case it.Closed && !r.Closed:
			case it.State == agenda.Proposed:
				l.Proposed = append(l.Proposed, it)
			case it.State == agenda.Ready:
				l.Ready = append(l.Ready, it)
			default:
				l.Declined = append(l.Declined, it)
			}
		}
		if err := s.suggest(ctx, tx, &l, r); err != nil {
			return err
		}
		l.Dismissed, err = db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (d Dismissal, err error) {
			var at int64
			err = row.Scan(&d.Title, &d.Reason, &d.By, &at)
			d.At = time.UnixMicro(at).UTC()
			return d, err
		}, `SELECT title, reason, by_whom, at FROM backlog_dismissal WHERE body_id = $1 ORDER BY at DESC, origin_id LIMIT 50`, bodyID)
		if !r.Closed {
			l.Dismissed = nil // which of them are closed is not known any more
		}
		return err
	})
	return l, err
}

// suggest adds the candidates, those of the earliest meeting first.
func (s *Store) suggest(ctx context.Context, tx *db.Tx, l *List, r Reader) error {
	list, err := s.candidates(ctx, tx, l.Body.ID)
	for _, c := range list {
		if c.Closed && !r.Closed {
			continue
		}
		m, _ := c.For(l.Coming)
		l.Suggestions = append(l.Suggestions, Suggestion{c, m})
	}
	last := func(date string) string {
		if date == "" {
			return "9"
		}
		return date
	}
	slices.SortStableFunc(l.Suggestions, func(a, b Suggestion) int {
		return strings.Compare(last(a.Meeting.Date)+last(a.Due), last(b.Meeting.Date)+last(b.Due))
	})
	return err
}

// found returns the items that a query names, with their texts.
func found(ctx context.Context, tx *db.Tx, query string, args ...any) (items []agenda.Item, err error) {
	ids, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (id string, err error) {
		err = row.Scan(&id)
		return id, err
	}, query, args...)
	for _, id := range ids {
		it, err := agenda.Find(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		items = append(items, it)
	}
	return items, err
}

func readerOf(who access.Who, bodyID string) Reader {
	return Reader{Drafts: who.May(access.ReadDrafts, bodyID), Internal: who.May(access.ReadInternal, bodyID), Closed: who.May(access.ReadClosed, bodyID)}
}

// candidates returns what proposes itself to a body today: not what was turned
// down, and not what an item that is still to be treated has come of.
func (s *Store) candidates(ctx context.Context, tx *db.Tx, bodyID string) (list []Candidate, err error) {
	taken, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (key string, err error) {
		var c Candidate
		err = row.Scan(&c.Origin, &c.OriginID)
		return c.Key(), err
	}, `SELECT origin, origin_id FROM backlog_dismissal WHERE body_id = $1
		UNION SELECT i.origin, i.origin_id FROM draft_item i LEFT JOIN planned_meeting m ON m.id = i.meeting_id
			WHERE i.body_id = $1 AND i.origin_id <> '' AND i.state <> 'withdrawn'
			  AND (i.origin <> 'follow-up' OR m.id IS NULL OR m.state = 'planned' AND m.date >= $2)`, bodyID, day(tx))
	if err != nil {
		return nil, err
	}
	for _, source := range s.sources {
		more, err := source.Candidates(ctx, tx, bodyID, day(tx))
		if err != nil {
			return nil, err
		}
		for _, c := range more {
			if !slices.Contains(taken, c.Key()) {
				list, taken = append(list, c), append(taken, c.Key())
			}
		}
	}
	return list, nil
}

// candidate finds what proposes itself by its key.
func (s *Store) candidate(ctx context.Context, tx *db.Tx, bodyID, key string) (Candidate, error) {
	list, err := s.candidates(ctx, tx, bodyID)
	for _, c := range list {
		if c.Key() == key {
			return c, nil
		}
	}
	if err != nil {
		return Candidate{}, err
	}
	return Candidate{}, fault.New(fault.Conflict, "Emnet står ikke længere på listen. En anden har sat det på en dagsorden eller valgt det fra. Der er ikke ændret noget.")
}

// Dismiss turns a candidate down for good, with the reason.
func (s *Store) Dismiss(ctx context.Context, bodyID, key, reason string, by access.Who) (c Candidate, err error) {
	defer fault.In(&err, "backlog: dismiss %s", key)
	if reason, err = Reason(reason); err != nil {
		return c, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := alone(ctx, tx, bodyID); err != nil {
			return err
		}
		if c, err = s.candidate(ctx, tx, bodyID, key); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO backlog_dismissal (body_id, origin, origin_id, title, reason, at, by_whom) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			bodyID, c.Origin, c.OriginID, c.Title, reason, tx.Now.UnixMicro(), by.Account.Name)
		return err
	})
	return c, err
}

// A Mine is something that I proposed, and what became of it.
type Mine struct {
	agenda.Item
	Meeting plan.Meeting // that it is on the agenda of, zero for none
	Reason  string       // why it was declined
}

// Mine returns what somebody has proposed to a body, the latest first, and the
// meeting that a proposal made now is in time for.
func (s *Store) Mine(ctx context.Context, bodyID string, who access.Who) (list []Mine, r Receipt, err error) {
	defer fault.In(&err, "backlog: proposals of one account to %s", bodyID)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list = nil
		if r, err = receipt(ctx, tx, bodyID, tx.Now); err != nil {
			return err
		}
		items, err := found(ctx, tx, `SELECT id FROM draft_item WHERE body_id = $1 AND made_by = $2 AND origin IN ('member', 'administration') ORDER BY made_at DESC, id DESC LIMIT 50`, bodyID, who.Account.ID)
		if err != nil {
			return err
		}
		for _, it := range items {
			m := Mine{Item: it, Reason: it.Text(DeclineReason)}
			if it.MeetingID != "" {
				if m.Meeting, err = plan.Find(ctx, tx, it.MeetingID); err != nil {
					return err
				}
			}
			list = append(list, m)
		}
		return nil
	})
	return list, r, err
}

// Waiting returns a line for each body whose secretariat has proposals to look
// at, or things that should be told at its next meeting.
func (s *Store) Waiting(ctx context.Context, who access.Who, today string) (lines []desk.Line, err error) {
	defer fault.In(&err, "backlog: waiting")
	if !who.MaySomewhere(access.EditAgenda) {
		return nil, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		lines = nil
		bodies, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (id string, err error) {
			err = row.Scan(&id)
			return id, err
		}, `SELECT body_id FROM draft_item WHERE state = 'proposed' AND meeting_id IS NULL UNION SELECT body_id FROM planned_meeting WHERE date >= $1 AND state = 'planned' ORDER BY 1`, today)
		for _, bodyID := range bodies {
			if !who.May(access.EditAgenda, bodyID) {
				continue
			}
			more, err := s.waitingIn(ctx, tx, bodyID)
			if err != nil {
				return err
			}
			lines = append(lines, more...)
		}
		return err
	})
	return lines, err
}

func (s *Store) waitingIn(ctx context.Context, tx *db.Tx, bodyID string) (lines []desk.Line, err error) {
	o, err := body.Find(ctx, tx, bodyID)
	if err != nil {
		return nil, err
	}
	meetings, err := coming(ctx, tx, bodyID)
	if err != nil {
		return nil, err
	}
	rules, err := plan.RulesOf(ctx, tx, bodyID)
	if err != nil {
		return nil, err
	}
	due, about := "", "Bagkataloget"
	if len(meetings) > 0 {
		due, about = rules.Deadlines(meetings[0]).Agenda, "Mødet "+say(meetings[0].Date)
	}
	line := func(n int, one, many string) {
		if n > 0 {
			lines = append(lines, desk.Line{Due: due, Text: fmt.Sprintf("Tag stilling til %s", danish.Count(n, one, many)), About: about, Body: o.Name, Path: Path(o.Slug)})
		}
	}
	n := 0
	if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM draft_item WHERE body_id = $1 AND state = 'proposed' AND meeting_id IS NULL`, bodyID).Scan(&n); err != nil {
		return nil, err
	}
	line(n, "forslag til dagsordenen", "forslag til dagsordenen")
	list, err := s.candidates(ctx, tx, bodyID)
	n = 0
	for _, c := range list {
		if m, ok := c.For(meetings); ok && m.ID == meetings[0].ID {
			n++
		}
	}
	line(n, "emne, der melder sig selv", "emner, der melder sig selv")
	return lines, err
}

// Path returns where the backlog of a body is.
func Path(bodySlug string) string { return "/arbejde/organ/" + bodySlug + "/bagkatalog" }
