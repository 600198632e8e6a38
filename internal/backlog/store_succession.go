package backlog

import (
	"context"
	"slices"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/db"
	"klynge/internal/draft"
	"klynge/internal/fault"
)

// What waits for the agendas of a body that ends, in the transaction of the reform
// (R49).

// Loose returns what proposes itself to a body and belongs to nothing else that
// would go on: promises of old minutes, postponed items, and what a chair decided
// alone.
func Loose(ctx context.Context, tx *db.Tx, bodyID string) (list []Candidate, err error) {
	defer fault.In(&err, "backlog: loose candidates of %s", bodyID)
	s := Store{sources: []Source{ChairDecisions{}, Promises{}, Postponed{}}}
	return s.candidates(ctx, tx, bodyID)
}

// Hand makes an item of a candidate, in the backlog of another body, and turns it
// down where it was.
func Hand(ctx context.Context, tx *db.Tx, by access.Who, fromBody, key, toBody, reason string) (it agenda.Item, err error) {
	defer fault.In(&err, "backlog: hand %s to %s", key, toBody)
	c, err := loose(ctx, tx, fromBody, key)
	if err != nil {
		return it, err
	}
	it = agenda.Item{BodyID: toBody, Type: agenda.Information, State: agenda.Proposed, Origin: c.Origin, OriginID: c.OriginID, Minutes: 10, Presenter: c.Owner,
		ProposedBy: by.Account.Name, ProposedAt: tx.Now, MatterID: c.MatterID, Closed: c.Closed,
		Fields:          agenda.Texts(map[string]string{agenda.Title: c.Title, agenda.Presentation: c.Text}),
		Recommendations: []agenda.Recommendation{{Text: "at orienteringen tages til efterretning."}}}
	if c.Origin == agenda.FromCopy {
		it.Origin = agenda.FromSent
	}
	if it, err = agenda.AddItem(ctx, tx, by, it); err != nil {
		return it, err
	}
	return it, turnDown(ctx, tx, by, fromBody, c, reason)
}

// Leave turns a candidate down because its body ends.
func Leave(ctx context.Context, tx *db.Tx, by access.Who, bodyID, key, reason string) (err error) {
	defer fault.In(&err, "backlog: leave %s", key)
	c, err := loose(ctx, tx, bodyID, key)
	if err != nil {
		return err
	}
	return turnDown(ctx, tx, by, bodyID, c, reason)
}

func loose(ctx context.Context, tx *db.Tx, bodyID, key string) (Candidate, error) {
	list, err := Loose(ctx, tx, bodyID)
	if at := slices.IndexFunc(list, func(c Candidate) bool { return c.Key() == key }); at >= 0 {
		return list[at], nil
	}
	if err == nil {
		err = fault.New(fault.Conflict, "Emnet står ikke længere på listen. Intet er ændret.")
	}
	return Candidate{}, err
}

func turnDown(ctx context.Context, tx *db.Tx, by access.Who, bodyID string, c Candidate, reason string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO backlog_dismissal (body_id, origin, origin_id, title, reason, at, by_whom) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (body_id, origin, origin_id) DO NOTHING`, bodyID, c.Origin, c.OriginID, c.Title, reason, tx.Now.UnixMicro(), by.Account.Name)
	return err
}

// TurnDown declines a waiting item because its body ends. One that is declined
// already stays so.
func TurnDown(ctx context.Context, tx *db.Tx, by access.Who, itemID, reason string) (err error) {
	defer fault.In(&err, "backlog: turn %s down", itemID)
	it, err := move(ctx, tx, itemID, agenda.Declined, agenda.Proposed, agenda.Ready)
	if err != nil || it.State == agenda.Declined {
		return err
	}
	field, err := draft.Find(ctx, tx, itemID, DeclineReason)
	if err != nil {
		return err
	}
	_, _, err = draft.Save(ctx, tx, itemID, DeclineReason, field.Version, reason, draft.Writer{ID: by.Account.ID, Name: by.Account.Name})
	return err
}
