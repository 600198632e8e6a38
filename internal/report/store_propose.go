package report

import (
	"context"
	"fmt"
	"strings"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/initiative"
)

// Propose lays a report before the body that is responsible: on the agenda of a
// planned meeting, or in the backlog when meetingID is "". Who leads the
// initiative and makes no agendas proposes it to the secretariat. It happens once.
func (s *Store) Propose(ctx context.Context, who access.Who, initiativeID, reportID, meetingID string) (itemID string, err error) {
	defer fault.In(&err, "report: propose %s", reportID)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE report SET version = version + 1 WHERE id = $1`, reportID); err != nil {
			return err
		}
		r, l, err := find(ctx, tx, initiativeID, reportID)
		switch {
		case err != nil:
			return err
		case !who.May(access.LeadInitiative, l.BodyID):
			return errMayNot
		case !r.IsFrozen():
			return fault.New(fault.Conflict, "Rapporten er et udkast. Intet er sat på dagsordenen. Gør den færdig først.")
		case r.ItemID != "":
			itemID = r.ItemID
			return nil
		}
		it := r.item(l)
		if err := initiative.PlaceItem(ctx, tx, who, l.BodyID, meetingID, &it); err != nil {
			return err
		}
		if it, err = agenda.AddItem(ctx, tx, who, it); err != nil {
			return err
		}
		itemID = it.ID
		_, err = tx.ExecContext(ctx, `UPDATE report SET item_id = $2 WHERE id = $1`, r.ID, it.ID)
		return err
	})
	return itemID, err
}

// item is the item that lays a report before the body.
func (r Report) item(l initiative.Life) agenda.Item {
	var b strings.Builder
	fmt.Fprintf(&b, "%s om indsatsen %s. Rapporten er vedlagt som bilag; tallene i den er fra %s.", r.Title(), l.Title, r.Content.AskedAt())
	for _, text := range []string{r.Content.Words, r.Content.Next} {
		if text != "" {
			b.WriteString("\n\n" + text)
		}
	}
	it := agenda.Item{Type: agenda.Information, Origin: agenda.FromReport, OriginID: l.ID + "/" + r.ID, Minutes: 10,
		Fields:          agenda.Texts(map[string]string{agenda.Title: r.Kind.Danish() + ": " + l.Title, agenda.Presentation: b.String()}),
		Recommendations: []agenda.Recommendation{{Text: "at statusrapporten tages til efterretning."}}}
	if r.Kind == Final {
		it.Type, it.Minutes = agenda.Decision, 15
		it.Recommendations = []agenda.Recommendation{{Text: "at slutrapporten godkendes."}, {Text: "at organet beslutter, om indsatsen udbredes eller stoppes."}}
	}
	return it
}
