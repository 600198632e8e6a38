package plan

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"klynge/internal/db"
	"klynge/internal/fault"
)

const changeColumns = `c.meeting_id, c.kind, c.was, c.reason, c.at, c.by_whom`

func scanChange(row interface{ Scan(...any) error }) (c Changed, err error) {
	var was string
	var at int64
	if err := row.Scan(&c.MeetingID, &c.Kind, &was, &c.Reason, &at, &c.By); err != nil {
		return c, err
	}
	c.At = time.UnixMicro(at).UTC()
	return c, json.Unmarshal([]byte(was), &c.Was)
}

// ChangesOf returns what was changed of a meeting, the first change first.
func ChangesOf(ctx context.Context, tx *db.Tx, meetingID string) (_ []Changed, err error) {
	defer fault.In(&err, "plan: changes of %s", meetingID)
	list, err := db.Collect(ctx, tx, scanChange, `SELECT `+changeColumns+` FROM planned_change c WHERE c.meeting_id = $1`, meetingID)
	slices.SortFunc(list, func(a, b Changed) int { return cmp.Compare(a.Was.Version, b.Was.Version) })
	return list, err
}

// Meeting returns a planned meeting by id.
func (s *Store) Meeting(ctx context.Context, meetingID string) (m Meeting, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		m, err = Find(ctx, tx, meetingID)
		return err
	})
	return m, err
}

// Changes returns what was changed of a meeting, the first change first.
func (s *Store) Changes(ctx context.Context, meetingID string) (list []Changed, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = ChangesOf(ctx, tx, meetingID)
		return err
	})
	return list, err
}

// Of returns the meetings of a body from a day to a day (see [Between]).
func (s *Store) Of(ctx context.Context, bodyID, from, to string) (list []Meeting, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = Between(ctx, tx, bodyID, from, to)
		return err
	})
	return list, err
}
