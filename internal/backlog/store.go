package backlog

import (
	"context"
	"slices"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/attachment"
	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/mail"
	"klynge/internal/plan"
	"klynge/internal/when"
)

func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

// A Writer words the mails.
type Writer interface {
	Received(Receipt) (mail.Message, error)
	Declined(Receipt) (mail.Message, error)
}

// A Receipt is what somebody is told of what they proposed.
type Receipt struct {
	Name, Email string // of who proposed it
	BodyName    string
	BodySlug    string
	Title       string
	Slot        Slot
	Planned     bool // there is a meeting it is in time for
	Reason      string
	Again       bool // it had come already, and nothing was sent
}

// A Store keeps what waits.
type Store struct {
	db      *db.DB
	writer  Writer
	sources []Source
}

// NewStore returns what waits in a database. Candidates come from the sources.
func NewStore(d *db.DB, writer Writer, sources ...Source) *Store {
	return &Store{d, writer, sources}
}

// Sources are those of the working record itself.
func Sources() []Source { return []Source{ChairDecisions{}, FollowUps{}, Promises{}, Postponed{}} }

// coming returns the meetings of a body that are still to be held.
func coming(ctx context.Context, tx *db.Tx, bodyID string) ([]plan.Meeting, error) {
	list, err := plan.Between(ctx, tx, bodyID, day(tx), "")
	return slices.DeleteFunc(list, func(m plan.Meeting) bool { return m.State != plan.Planned }), err
}

func day(tx *db.Tx) string { return tx.Now.In(when.Copenhagen).Format(time.DateOnly) }

// alone makes those who add to a body's backlog come one after the other.
func alone(ctx context.Context, tx *db.Tx, bodyID string) error {
	_, err := tx.ExecContext(ctx, `UPDATE organization SET created_at = created_at WHERE id = $1`, bodyID)
	return err
}

// Propose keeps what a member or an administration asks for, and sends the
// receipt that says which meeting it is in time for (R12).
func (s *Store) Propose(ctx context.Context, p Proposal, by access.Who) (r Receipt, err error) {
	defer fault.In(&err, "backlog: propose to %s", p.BodyID)
	if p, err = p.Checked(); err != nil {
		return r, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := alone(ctx, tx, p.BodyID); err != nil {
			return err
		}
		if r, err = receipt(ctx, tx, p.BodyID, tx.Now); err != nil {
			return err
		}
		r.Name, r.Email, r.Title = by.Account.Name, by.Account.Email, p.Title
		if r.Again, err = there(ctx, tx, `SELECT COUNT(*) FROM draft_item WHERE body_id = $1 AND origin IN ('member', 'administration') AND origin_id = $2`, p.BodyID, p.Key); err != nil || r.Again {
			return err
		}
		it := agenda.Item{BodyID: p.BodyID, Type: p.Type, State: agenda.Proposed, Origin: agenda.FromAdministration, OriginID: p.Key, Minutes: 15,
			ProposedBy: by.Account.Name, ProposedAt: tx.Now, Fields: agenda.Texts(map[string]string{agenda.Title: p.Title, agenda.Presentation: p.Text})}
		if by.May(access.ApproveMinutes, p.BodyID) { // whoever sits in the body
			it.Origin = agenda.FromMember
		}
		if text := strings.TrimSpace(p.Recommendation); text != "" {
			it.Recommendations = []agenda.Recommendation{{Text: text}}
		}
		if _, err := agenda.AddItem(ctx, tx, by, it); err != nil {
			return err
		}
		return s.send(ctx, tx, r, s.writer.Received)
	})
	return r, err
}

// send mails what somebody is told, when they have an address.
func (s *Store) send(ctx context.Context, tx *db.Tx, r Receipt, write func(Receipt) (mail.Message, error)) error {
	if r.Email == "" {
		return nil
	}
	m, err := write(r)
	if err != nil {
		return err
	}
	_, err = mail.Queue(ctx, tx, m)
	return err
}

// receipt tells which meeting of a body something received at an instant is for.
func receipt(ctx context.Context, tx *db.Tx, bodyID string, received time.Time) (r Receipt, err error) {
	o, err := body.Find(ctx, tx, bodyID)
	if err != nil {
		return r, err
	}
	rules, err := plan.RulesOf(ctx, tx, bodyID)
	if err != nil {
		return r, err
	}
	meetings, err := coming(ctx, tx, bodyID)
	r.BodyName, r.BodySlug = o.Name, o.Slug
	r.Slot, r.Planned = InTime(received, meetings, rules)
	return r, err
}

func there(ctx context.Context, tx *db.Tx, query string, args ...any) (bool, error) {
	n := 0
	err := tx.QueryRowContext(ctx, query, args...).Scan(&n)
	return n > 0, err
}

// Accept puts an item of the backlog on the agenda of a meeting.
func (s *Store) Accept(ctx context.Context, itemID, meetingID string, by access.Who) (it agenda.Item, err error) {
	defer fault.In(&err, "backlog: accept %s", itemID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if it, err = agenda.Find(ctx, tx, itemID); err != nil {
			return err
		}
		if err := takes(ctx, tx, it.BodyID, meetingID); err != nil {
			return err
		}
		return agenda.PutOn(ctx, tx, by, itemID, meetingID)
	})
	return it, err
}

// takes refuses a meeting that is not the body's, or that takes no more items.
func takes(ctx context.Context, tx *db.Tx, bodyID, meetingID string) error {
	m, err := plan.Find(ctx, tx, meetingID)
	switch {
	case err != nil:
		return err
	case m.BodyID != bodyID:
		return fault.New(fault.Missing, "Mødet findes ikke.")
	case m.State != plan.Planned:
		return fault.New(fault.Conflict, "Mødet er aflyst eller holdt. Der er ikke ændret noget. Vælg et andet møde.")
	}
	return nil
}

// Decline turns an item of the backlog down, and tells whoever proposed it why.
func (s *Store) Decline(ctx context.Context, itemID, reason string, by access.Who) (it agenda.Item, err error) {
	defer fault.In(&err, "backlog: decline %s", itemID)
	if reason, err = Reason(reason); err != nil {
		return it, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if it, err = move(ctx, tx, itemID, agenda.Declined, agenda.Proposed, agenda.Ready); err != nil || it.State == agenda.Declined {
			return err
		}
		field, err := draft.Find(ctx, tx, itemID, DeclineReason)
		if err != nil {
			return err
		}
		if _, _, err := draft.Save(ctx, tx, itemID, DeclineReason, field.Version, reason, draft.Writer{ID: by.Account.ID, Name: by.Account.Name}); err != nil {
			return err
		}
		return s.tellDeclined(ctx, tx, it, reason)
	})
	return it, err
}

// tellDeclined writes to whoever proposed an item from an account.
func (s *Store) tellDeclined(ctx context.Context, tx *db.Tx, it agenda.Item, reason string) error {
	if it.Origin != agenda.FromMember && it.Origin != agenda.FromAdministration {
		return nil
	}
	o, err := body.Find(ctx, tx, it.BodyID)
	if err != nil {
		return err
	}
	emails, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (email string, err error) {
		err = row.Scan(&email)
		return email, err
	}, `SELECT a.email FROM draft_item i JOIN account a ON a.id = i.made_by WHERE i.id = $1 AND a.disabled_at IS NULL`, it.ID)
	if err != nil || len(emails) == 0 {
		return err
	}
	return s.send(ctx, tx, Receipt{Name: it.ProposedBy, Email: emails[0], BodyName: o.Name, BodySlug: o.Slug, Title: it.Title(), Reason: reason}, s.writer.Declined)
}

// PutBack lets an item that was declined wait again.
func (s *Store) PutBack(ctx context.Context, itemID string) (it agenda.Item, err error) {
	defer fault.In(&err, "backlog: put %s back", itemID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		it, err = move(ctx, tx, itemID, agenda.Ready, agenda.Declined, agenda.Proposed)
		return err
	})
	return it, err
}

// move gives an item of the backlog another state. One that has it already is
// left as it is; one that is in none of those it may come from is refused. What
// it returns is the item as it was.
func move(ctx context.Context, tx *db.Tx, itemID string, to agenda.State, from ...agenda.State) (agenda.Item, error) {
	it, err := agenda.Find(ctx, tx, itemID)
	if err != nil || it.State == to {
		return it, err
	}
	if it.MeetingID != "" || !slices.Contains(from, it.State) {
		return it, fault.New(fault.Conflict, "Punktet står ikke længere i bagkataloget. En anden har flyttet det. Der er ikke ændret noget. Se listen igen.")
	}
	result, err := tx.ExecContext(ctx, `UPDATE draft_item SET state = $3, changed_at = $4, version = version + 1 WHERE id = $1 AND version = $2`, it.ID, it.Version, to, tx.Now.UnixMicro())
	if err != nil {
		return it, err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return it, fault.Because(err, fault.Conflict, "En anden har lige ændret punktet. Der er ikke ændret noget. Se listen igen.")
	}
	return it, nil
}

// Choose makes an item of a candidate: on the agenda of a meeting, or in the
// backlog without one. One that somebody else has just chosen stays where they
// put it.
func (s *Store) Choose(ctx context.Context, bodyID, key, meetingID string, by access.Who) (it agenda.Item, err error) {
	defer fault.In(&err, "backlog: choose %s", key)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := alone(ctx, tx, bodyID); err != nil {
			return err
		}
		c, err := s.candidate(ctx, tx, bodyID, key)
		if err != nil {
			return err
		}
		if meetingID != "" {
			if err := takes(ctx, tx, bodyID, meetingID); err != nil {
				return err
			}
		}
		it = agenda.Item{BodyID: bodyID, MeetingID: meetingID, Type: agenda.Information, State: agenda.Ready, Origin: c.Origin, OriginID: c.OriginID, Minutes: 10,
			Presenter: c.Owner, MatterID: c.MatterID, Closed: c.Closed, Fields: agenda.Texts(map[string]string{agenda.Title: c.Title, agenda.Presentation: c.Text}),
			Recommendations: []agenda.Recommendation{{Text: "at orienteringen tages til efterretning."}}}
		if c.Origin != agenda.FromCopy {
			it, err = agenda.AddItem(ctx, tx, by, it)
			return err
		}
		from, err := agenda.Find(ctx, tx, c.OriginID)
		if err != nil {
			return err
		}
		it, err = again(ctx, tx, from, bodyID, meetingID, by)
		if err != nil {
			return err
		}
		return step(ctx, tx, from.ID, it.ID, Postponement, "", by)
	})
	return it, err
}

// again makes an item with the texts and papers of another.
func again(ctx context.Context, tx *db.Tx, from agenda.Item, bodyID, meetingID string, by access.Who) (it agenda.Item, err error) {
	it = agenda.Item{BodyID: bodyID, MeetingID: meetingID, Type: from.Type, Task: from.Task, Subject: from.Subject, Closed: from.Closed, ClosedUntil: from.ClosedUntil,
		Minutes: from.Minutes, Presenter: from.Presenter, CaseNumber: from.CaseNumber, MatterID: from.MatterID, State: agenda.Ready, Origin: agenda.FromCopy, OriginID: from.ID}
	if bodyID != from.BodyID {
		it.State, it.Origin, it.ProposedBy, it.ProposedAt = agenda.Proposed, agenda.FromSent, by.Account.Name, tx.Now
	}
	texts := map[string]string{}
	for _, name := range []string{agenda.Title, agenda.PublicTitle, agenda.Presentation, agenda.ClosedReason} {
		texts[name] = from.Text(name)
	}
	it.Fields = agenda.Texts(texts)
	it.Sections, it.Recommendations = slices.Clone(from.Sections), slices.Clone(from.Recommendations)
	if it, err = agenda.AddItem(ctx, tx, by, it); err != nil {
		return it, err
	}
	return it, attachment.Copy(ctx, tx, from.ID, it.ID, by)
}
