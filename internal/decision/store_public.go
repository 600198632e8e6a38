package decision

import (
	"context"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
)

// Public reads what became of public decisions: those that are not closed, of
// meetings whose minutes are published.
type Public struct{ db *db.DB }

// NewPublic returns the public's reader of a database.
func NewPublic(d *db.DB) *Public { return &Public{d} }

// A Fate is what became of one decision.
type Fate struct {
	State   State
	Changed string // YYYY-MM-DD, when it was replaced or withdrawn
	Reason  string
	By      string // address of the decision that replaced it, "" when the public cannot see it
	ByDate  string
	Tasks   []Task
}

// Empty reports whether there is nothing to tell: it is in force, and nothing was
// to follow.
func (f Fate) Empty() bool { return f.State == InForce && len(f.Tasks) == 0 }

// A Task is a follow-up as the public sees it: no person, no address.
type Task struct {
	Text         string
	Organization string
	Due          string
	State        Progress
	Told         string // what somebody let out of how it goes
}

// seen is the condition that the public may know of a decision d of a planned
// meeting m.
const seen = ` d.closed = false AND EXISTS (SELECT 1 FROM publication p WHERE p.planned_id = m.id AND p.kind = 'minutes' AND p.state = 'published')`

// Fates returns what became of the decisions of a meeting as the public knows it,
// by the number of the item. An item is left out when there is nothing to tell.
func (p *Public) Fates(ctx context.Context, publicMeetingID string) (fates map[string]Fate, err error) {
	defer fault.In(&err, "decision: what became of meeting %s", publicMeetingID)
	fates = map[string]Fate{}
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		list, err := db.Collect(ctx, tx, scanDecision, decisions+` JOIN planned_meeting m ON m.id = d.meeting_id WHERE m.meeting_id = $1 AND`+seen, publicMeetingID)
		if err != nil {
			return err
		}
		for _, d := range list {
			f, err := fateOf(ctx, tx, d)
			if err != nil {
				return err
			}
			if !f.Empty() {
				fates[d.Number] = f
			}
		}
		return nil
	})
	return fates, err
}

func fateOf(ctx context.Context, tx *db.Tx, d Decision) (f Fate, err error) {
	f.State = d.State
	if d.State != InForce {
		f.Changed = access.Day(d.Changed)
		if Harmless(d.Reason) {
			f.Reason = d.Reason
		}
	}
	if d.ReplacedBy != "" {
		if err := f.replaced(ctx, tx, d.ReplacedBy); err != nil {
			return f, err
		}
	}
	list, err := db.Collect(ctx, tx, scanFollowUp, followUps+` WHERE f.decision_id = $1 AND f.closed = false ORDER BY f.due, f.id`, d.ID)
	for _, one := range list {
		if err != nil || !Harmless(one.Text) {
			continue
		}
		t := Task{Text: one.Text, Due: one.Due, State: one.State}
		if Harmless(one.Organization) {
			t.Organization = one.Organization
		}
		t.Told, err = letOut(ctx, tx, one.ID)
		f.Tasks = append(f.Tasks, t)
	}
	return f, err
}

// replaced finds the page of the decision that stands instead.
func (f *Fate) replaced(ctx context.Context, tx *db.Tx, decisionID string) error {
	type place struct{ slug, anchor, date string }
	list, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (at place, err error) {
		return at, row.Scan(&at.slug, &at.anchor, &at.date)
	}, `SELECT r.slug, i.anchor, r.date FROM decision d JOIN planned_meeting m ON m.id = d.meeting_id JOIN meeting r ON r.id = m.meeting_id
		JOIN agenda_item i ON i.meeting_id = r.id AND i.number = d.number WHERE d.id = $1 AND`+seen+` ORDER BY i.position`, decisionID)
	if len(list) > 0 {
		f.By, f.ByDate = "/moeder/"+list[0].slug+"/"+list[0].anchor, list[0].date
	}
	return err
}
