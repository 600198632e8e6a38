package roundup

import (
	"context"
	"fmt"
	"time"

	"klynge/internal/access"
	"klynge/internal/db"
	"klynge/internal/desk"
	"klynge/internal/fault"
	"klynge/internal/when"
)

// Waiting returns what waits for those who make round-ups: notes that come in,
// and the next step of each that is not public.
func (s *Store) Waiting(ctx context.Context, who access.Who, _ string) (lines []desk.Line, err error) {
	defer fault.In(&err, "roundup: what waits")
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err := db.Collect(ctx, tx, func(row row) (Roundup, error) { return scan(row) }, heads+`WHERE r.state NOT IN ($1, $2) ORDER BY r.deadline, r.id`, Published, Closed)
		if err != nil {
			return err
		}
		for _, r := range list {
			if !who.May(access.TakeMinutes, r.BodyID) {
				continue
			}
			line := desk.Line{Text: steps[r.State], About: r.Title, Body: r.BodyName, Path: r.Path()}
			if r.State == Open {
				if err := r.groups(ctx, tx); err != nil {
					return err
				}
				line.Due, line.Others = r.Deadline.In(when.Copenhagen).Format(time.DateOnly), true
				line.Text = fmt.Sprintf("Følg noterne fra grupperne, %d af %d er kommet", len(r.Groups)-len(r.Missing()), len(r.Groups))
			}
			lines = append(lines, line)
		}
		return nil
	})
	return lines, err
}

// steps are what is to be done with a round-up that stands somewhere.
var steps = map[State]string{
	Locked:  "Del noterne i kommentarer og temaer",
	Coded:   "Skriv opsamlingens sætninger",
	Drafted: "Bed grupperne se opsamlingen igennem",
	Checked: "Udgiv opsamlingen",
}
