package initiative

import (
	"context"
	"database/sql"
	"errors"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/plan"
)

// Wanted says whether a proposal goes on an agenda, and on which.
type Wanted struct {
	Wants     bool
	MeetingID string // "" for the backlog
}

// itemOf returns the latest item that proposes an initiative, "" without one.
func itemOf(ctx context.Context, tx *db.Tx, initiativeID string) (itemID string, err error) {
	err = tx.QueryRowContext(ctx, `SELECT id FROM draft_item WHERE origin = $1 AND origin_id = $2 AND state NOT IN ('declined', 'withdrawn')
		ORDER BY made_at DESC, id DESC LIMIT 1`, agenda.FromInitiative, initiativeID).Scan(&itemID)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return itemID, err
}

// PlaceItem says where an item may go that somebody wants before a body: on the
// agenda of a planned meeting, in the backlog, or there as a proposal of who makes
// no agendas.
func PlaceItem(ctx context.Context, tx *db.Tx, who access.Who, bodyID, meetingID string, it *agenda.Item) error {
	edits := who.May(access.EditAgenda, bodyID)
	it.BodyID, it.MeetingID, it.State = bodyID, meetingID, agenda.Ready
	switch {
	case meetingID == "" && edits:
		return nil
	case meetingID == "":
		it.State, it.ProposedBy, it.ProposedAt = agenda.Proposed, who.Account.Name, tx.Now
		return nil
	}
	m, err := plan.Find(ctx, tx, meetingID)
	if err != nil && !fault.Is(err, fault.Missing) {
		return err
	}
	if err != nil || !edits || m.BodyID != bodyID || m.State != plan.Planned || m.Date < access.Day(tx.Now) {
		return fault.New(fault.Invalid, "Mødet kan ikke få punktet: det findes ikke i organet, er afholdt eller aflyst. Intet er ændret.")
	}
	return nil
}

// propose lays an initiative before its body. An item that waits to be sent is not
// made twice.
func (l *Life) propose(ctx context.Context, tx *db.Tx, who access.Who, wanted Wanted) error {
	if l.ItemID != "" {
		it, err := agenda.Find(ctx, tx, l.ItemID)
		if err != nil || it.Number == "" {
			return err
		}
	}
	text := l.Text(Purpose)
	if text == "" {
		text = l.Title
	}
	it := agenda.Item{Type: agenda.Decision, Origin: agenda.FromInitiative, OriginID: l.ID, Minutes: 15,
		Fields:          agenda.Texts(map[string]string{agenda.Title: "Ny indsats: " + l.Title, agenda.Presentation: text + "\n\nMini-businesscasen er vedlagt som bilag."}),
		Recommendations: []agenda.Recommendation{{Text: "at indsatsen godkendes og sættes i gang."}}}
	if err := PlaceItem(ctx, tx, who, l.BodyID, wanted.MeetingID, &it); err != nil {
		return err
	}
	it, err := agenda.AddItem(ctx, tx, who, it)
	l.ItemID = it.ID
	return err
}

// Propose lays an initiative that is proposed before its body, when that was not
// done with the step itself.
func (s *Store) Propose(ctx context.Context, who access.Who, initiativeID, meetingID string) (err error) {
	defer fault.In(&err, "initiative: propose %s", initiativeID)
	return s.change(ctx, who, initiativeID, func(tx *db.Tx, l *Life) (Event, error) {
		if l.State != Proposed {
			return Event{}, fault.New(fault.Conflict, "Indsatsen er %s. Den kommer på dagsordenen, når den er foreslået. Intet er ændret.", l.State.Danish())
		}
		return Event{}, l.propose(ctx, tx, who, Wanted{Wants: true, MeetingID: meetingID})
	})
}

// Meetings returns the coming meetings of a body on whose agenda somebody may put
// something.
func (s *Store) Meetings(ctx context.Context, who access.Who, bodyID string) (list []plan.Meeting, err error) {
	defer fault.In(&err, "initiative: meetings of %s", bodyID)
	if !who.May(access.EditAgenda, bodyID) {
		return nil, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := plan.Between(ctx, tx, bodyID, access.Day(tx.Now), "")
		for _, m := range all {
			if m.State == plan.Planned {
				list = append(list, m)
			}
		}
		return err
	})
	return list, err
}
