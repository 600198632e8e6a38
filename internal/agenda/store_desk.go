package agenda

import (
	"context"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/desk"
	"klynge/internal/fault"
)

// Waiting returns the supplements that wait to be sent by somebody on a day:
// what has been added to a sent agenda, changed or withdrawn, and nobody has
// told. That an agenda itself is due is told by package plan.
func (s *Store) Waiting(ctx context.Context, who access.Who, day string) (list []desk.Line, err error) {
	defer fault.In(&err, "agenda: what waits for %s", who.Account.ID)
	if !who.MaySomewhere(access.SendAgenda) {
		return nil, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list = nil
		sent, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (m struct{ id, bodyID string }, err error) {
			err = row.Scan(&m.id, &m.bodyID)
			return m, err
		}, `SELECT p.id, p.body_id FROM planned_meeting p JOIN dispatch d ON d.meeting_id = p.id AND d.number = 0
			WHERE p.date >= $1 AND p.state = 'planned' ORDER BY p.date, p.id`, day)
		if err != nil {
			return err
		}
		for _, m := range sent {
			if !who.May(access.SendAgenda, m.bodyID) {
				continue
			}
			w, err := load(ctx, tx, m.id)
			if err != nil {
				return err
			}
			if len(w.Next().Items) > 0 {
				list = append(list, desk.Line{Due: w.Meeting.Date, Text: "Send tillægsdagsordenen", About: "Mødet " + longDate(w.Meeting.Date),
					Body: w.Body.Name, Path: w.Meeting.Path() + "/dagsorden"})
			}
		}
		return nil
	})
	return list, err
}
