package agenda

import (
	"context"
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/plan"
	"klynge/internal/seat"
)

// LinkEnds returns when the link of a dispatch closes: a month after the meeting,
// when the minutes have come.
func LinkEnds(m plan.Meeting) time.Time { return m.Ends().AddDate(0, 1, 0) }

// ByLink returns the agenda that the link of a dispatch opens, the seat that it
// was sent to, and a reader who may what the seat's role may and is nobody's
// account. The link is for reading: it is not spent, and it closes when the seat
// ends.
func (s *Store) ByLink(ctx context.Context, token string, by access.Who) (w Work, to seat.Seat, reader access.Who, err error) {
	defer fault.In(&err, "agenda: open link")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		l, err := access.Look(ctx, tx, token, access.ReadAgenda, by)
		if err != nil {
			return err
		}
		meetingID, seatID, _ := strings.Cut(l.Object, "/")
		if to, err = seat.Find(ctx, tx, seatID); err != nil {
			return err
		}
		if to.To != "" && to.To < access.Day(tx.Now) || !to.Role.May(access.ReadInternal) {
			return fault.New(fault.Forbidden, "Du har ikke længere plads i organet, så linket er lukket. Intet er ændret. Spørg sekretariatet, hvis det er en fejl.")
		}
		w, err = load(ctx, tx, meetingID)
		return err
	})
	reader = access.Who{Grants: []access.Grant{{Role: to.Role, BodyID: to.BodyID}}}
	return w, to, reader, err
}
