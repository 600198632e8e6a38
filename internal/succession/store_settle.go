package succession

import (
	"context"
	"fmt"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/backlog"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/decision"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/hearing"
	"klynge/internal/initiative"
	"klynge/internal/invitation"
	"klynge/internal/ledger"
	"klynge/internal/mapping"
	"klynge/internal/plan"
	"klynge/internal/roundup"
	"klynge/internal/seat"
	"klynge/internal/subscription"
)

// A work is a reform while it is carried out.
type work struct {
	*Store
	tx     *db.Tx
	who    access.Who
	reform Reform
	seats  map[string]string // seats that were carried: the new one by the old one's id
	known  map[Ground]Standing
	back   map[string]danish.Amount // returned to the source, by body and fund
}

// settle does with a matter what was chosen.
func (w *work) settle(ctx context.Context, e Ending, m Matter, c Choice) error {
	g, ok := w.known[c.Ground]
	if !ok {
		var err error
		if g, err = standing(ctx, w.tx, c.Ground); err != nil {
			return err
		}
		w.known[c.Ground] = g
	}
	if m.Stuck != "" {
		return fault.New(fault.Conflict, "%s", m.Stuck)
	}
	switch m.Noun {
	case Fund:
		return w.fund(ctx, m, c, g)
	case Initiative:
		return w.initiative(ctx, m, c, g)
	case Hearing:
		return w.hearing(ctx, e, m, c, g)
	case FollowUp, Item, Candidate, RoundUp, Study:
		return w.task(ctx, m, c)
	case Poll:
		return invitation.EndPoll(ctx, w.tx, m.BodyID, m.Subject)
	case Meeting:
		return w.meeting(ctx, e, m, c)
	case Minutes:
		return w.minutes(ctx, e, m, c)
	case Seat, Role:
		return w.person(ctx, m, c)
	case Subscription:
		return w.subscription(ctx, e, m, c)
	}
	return fmt.Errorf("succession: unknown noun %q", m.Noun)
}

// says returns the reason of a choice as the record keeps it.
func (w *work) says(c Choice) string {
	switch c.Outcome {
	case Return:
		return "Givet tilbage til " + c.Receiver + ": " + c.Reason
	case Close:
		return c.Reason
	}
	return w.reform.Name
}

func (w *work) fund(ctx context.Context, m Matter, c Choice, g Standing) error {
	h := ledger.Handing{From: m.BodyID, Key: m.Subject, Ground: g.ledger(), By: w.who}
	switch c.Outcome {
	case Transfer:
		_, err := ledger.Transfer(ctx, w.tx, h, c.ToID, w.reform.Day)
		return err
	case Return:
		amount, err := ledger.GiveBack(ctx, w.tx, h, w.says(c))
		w.back[m.Subject] += amount
		return err
	}
	return ledger.Shut(ctx, w.tx, h, w.says(c))
}

func (w *work) initiative(ctx context.Context, m Matter, c Choice, g Standing) error {
	if c.Outcome == Transfer {
		return initiative.MoveTo(ctx, w.tx, w.who, m.Subject, c.ToID, g.initiative())
	}
	return initiative.StopWith(ctx, w.tx, w.who, m.Subject, w.says(c), g.initiative())
}

// hearing passes a hearing on, withdraws one that the body runs itself, or answers
// for the body that it has no remarks.
func (w *work) hearing(ctx context.Context, e Ending, m Matter, c Choice, g Standing) error {
	if c.Outcome == Transfer {
		return w.hearings.PassOn(ctx, w.tx, w.who, m.Subject, m.BodyID, c.ToID)
	}
	h, err := hearing.Find(ctx, w.tx, m.Subject)
	if err != nil {
		return err
	}
	if h.LedBy(m.BodyID) {
		return w.hearings.CallOff(ctx, w.tx, w.who, m.Subject, e.Body.Name+" ophører: "+w.says(c))
	}
	return w.hearings.Decline(ctx, w.tx, w.who, m.Subject, m.BodyID, w.says(c), g.hearing())
}

func (w *work) task(ctx context.Context, m Matter, c Choice) error {
	transfer := c.Outcome == Transfer
	switch m.Noun {
	case FollowUp:
		if !transfer {
			return decision.Drop(ctx, w.tx, w.who, m.Subject, w.says(c))
		}
		f, err := decision.FindFollowUp(ctx, w.tx, m.Subject)
		if err != nil {
			return err
		}
		return decision.PassOn(ctx, w.tx, w.who, m.Subject, c.ToID, w.seats[f.SeatID], w.says(c))
	case Item:
		if transfer {
			return agenda.PassOn(ctx, w.tx, m.Subject, c.ToID)
		}
		return backlog.TurnDown(ctx, w.tx, w.who, m.Subject, w.says(c))
	case Candidate:
		if !transfer {
			return backlog.Leave(ctx, w.tx, w.who, m.BodyID, m.Subject, w.says(c))
		}
		_, err := backlog.Hand(ctx, w.tx, w.who, m.BodyID, m.Subject, c.ToID, w.says(c))
		return err
	case RoundUp:
		if !transfer {
			return roundup.Close(ctx, w.tx, m.Subject)
		}
		return roundup.PassOn(ctx, w.tx, m.Subject, c.ToID)
	}
	if !transfer {
		return mapping.Close(ctx, w.tx, m.Subject)
	}
	return mapping.PassOn(ctx, w.tx, m.Subject, c.ToID)
}

// meeting hands a meeting over with its agenda, its calls and their answers, or
// calls it off. What was on the agenda of one that is called off waits at the first
// successor; without one it is turned down.
func (w *work) meeting(ctx context.Context, e Ending, m Matter, c Choice) error {
	if c.Outcome == Transfer {
		if err := plan.HandOver(ctx, w.tx, w.who, m.Subject, c.ToID, w.reform.Name); err != nil {
			return err
		}
		for old, fresh := range w.seats {
			if err := invitation.Reseat(ctx, w.tx, m.Subject, old, fresh); err != nil {
				return err
			}
		}
		return agenda.FollowMeeting(ctx, w.tx, m.Subject)
	}
	if err := plan.CallOff(ctx, w.tx, w.who, m.Subject, w.says(c)); err != nil {
		return err
	}
	if len(e.To) > 0 {
		return agenda.Release(ctx, w.tx, m.Subject, e.To[0].ID)
	}
	on, err := agenda.Of(ctx, w.tx, m.Subject)
	if err != nil {
		return err
	}
	if err := agenda.Release(ctx, w.tx, m.Subject, e.Body.ID); err != nil {
		return err
	}
	for _, it := range on {
		if it.Task != agenda.Ordinary {
			continue
		}
		if err := backlog.TurnDown(ctx, w.tx, w.who, it.ID, w.says(c)); err != nil {
			return err
		}
	}
	return nil
}

// minutes gives the successor the task of approving minutes, and its secretariat
// the role in the body that ends without which they could not.
func (w *work) minutes(ctx context.Context, e Ending, m Matter, c Choice) error {
	if c.Outcome != Transfer {
		return nil // they stay as they are, and the line says why
	}
	if _, err := agenda.AddItem(ctx, w.tx, w.who, agenda.Item{BodyID: c.ToID, Type: agenda.Decision, State: agenda.Proposed, Origin: agenda.FromMinutes, OriginID: m.Subject,
		Minutes: 5, ProposedBy: w.who.Account.Name, ProposedAt: w.tx.Now,
		Fields: map[string]draft.Field{agenda.Title: {Text: m.Title + " i " + e.Body.Name},
			agenda.Presentation: {Text: e.Body.Name + " er ophørt, før referatet var godkendt og offentligt. " + w.reform.Name + " overdrog det."}},
		Recommendations: []agenda.Recommendation{{Text: "at referatet godkendes."}}}); err != nil {
		return err
	}
	accounts, err := db.Collect(ctx, w.tx, func(r row) (id string, err error) { return id, r.Scan(&id) },
		`SELECT DISTINCT g.account_id FROM role_grant g WHERE g.body_id = $1 AND g.role = 'secretariat' AND g.revoked_at IS NULL AND (g.end_date = '' OR g.end_date >= $3)
		 AND g.account_id NOT IN (SELECT o.account_id FROM role_grant o WHERE o.body_id = $2 AND o.role = 'secretariat' AND o.revoked_at IS NULL AND (o.end_date = '' OR o.end_date >= $3))
		 ORDER BY g.account_id`, c.ToID, e.Body.ID, w.reform.Day)
	for _, id := range accounts {
		if _, err := access.Bestow(ctx, w.tx, access.Grant{AccountID: id, BodyID: e.Body.ID, Role: access.Secretariat, From: w.reform.Day}, w.who.Account.ID); err != nil {
			return err
		}
	}
	return err
}

func (w *work) person(ctx context.Context, m Matter, c Choice) error {
	if m.Noun == Role {
		return w.role(ctx, m, c)
	}
	if c.Outcome != Transfer {
		return seat.Leave(ctx, w.tx, w.who, m.Subject, w.reform.Last())
	}
	fresh, err := seat.Carry(ctx, w.tx, w.who, m.Subject, c.ToID, w.reform.Day, w.reform.Last(), w.seats)
	w.seats[m.Subject] = fresh
	return err
}

// role gives somebody the same role in the successor; the old one stays, to read
// by. One that is closed ends with the body.
func (w *work) role(ctx context.Context, m Matter, c Choice) error {
	if c.Outcome != Transfer {
		return access.Expire(ctx, w.tx, m.Subject, w.reform.Last(), w.who.Account.ID)
	}
	var g access.Grant
	if err := w.tx.QueryRowContext(ctx, `SELECT account_id, role, end_date FROM role_grant WHERE id = $1`, m.Subject).Scan(&g.AccountID, &g.Role, &g.To); err != nil {
		return err
	}
	var has bool
	err := w.tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM role_grant WHERE account_id = $1 AND body_id = $2 AND role = $3 AND revoked_at IS NULL AND (end_date = '' OR end_date >= $4))`,
		g.AccountID, c.ToID, g.Role, w.reform.Day).Scan(&has)
	if err != nil || has {
		return err
	}
	g.BodyID, g.From = c.ToID, w.reform.Day
	_, err = access.Bestow(ctx, w.tx, g, w.who.Account.ID)
	return err
}

func (w *work) subscription(ctx context.Context, e Ending, m Matter, c Choice) error {
	if c.Outcome != Transfer {
		return subscription.Stop(ctx, w.tx, m.Subject)
	}
	to, _ := e.Heir(c.ToID)
	return subscription.FollowOn(ctx, w.tx, m.Subject, to.Slug, to.Name)
}
