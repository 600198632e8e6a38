package initiative

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/fund"
	"klynge/internal/id"
)

// Clear lets go of a meeting's items and lines of money, so that they can be
// replaced. What the meeting's cases and fund tables were about is remembered
// until [Settle].
func Clear(ctx context.Context, tx *db.Tx, meetingID string) (err error) {
	defer fault.In(&err, "initiative: clear %s", meetingID)
	for _, statement := range []string{
		`UPDATE fund_line SET initiative_id = NULL WHERE statement_id IN (SELECT id FROM fund_statement WHERE meeting_id = $1)`,
		`DELETE FROM initiative_mention WHERE meeting_id = $1 AND what = 'item'`,
		`UPDATE initiative_mention SET item_id = NULL WHERE meeting_id = $1`,
	} {
		if _, err := tx.ExecContext(ctx, statement, meetingID); err != nil {
			return err
		}
	}
	return nil
}

const mentions = `SELECT n.initiative_id, n.meeting_id, m.body_id, COALESCE(n.item_id, ''), n.what, n.position, m.date, n.label, n.leader, n.purpose
	FROM initiative_mention n JOIN meeting m ON m.id = n.meeting_id JOIN organization b ON b.id = m.body_id`

func scan(row interface{ Scan(...any) error }) (m Mention, err error) {
	return m, row.Scan(&m.InitiativeID, &m.MeetingID, &m.BodyID, &m.ItemID, &m.What, &m.Position, &m.Date, &m.Label, &m.Leader, &m.Purpose)
}

// Settle works out which initiatives the meetings of a body, or of the cluster
// it is a tier of, speak of, with fresh mentions in place of those that one
// meeting had. It returns the meetings that speak of others than before.
func Settle(ctx context.Context, tx *db.Tx, meetingID string, fresh []Mention) (_ []string, err error) {
	defer fault.In(&err, "initiative: settle meeting %s", meetingID)
	var family string
	if err := tx.QueryRowContext(ctx, `SELECT COALESCE(b.parent_id, b.id) FROM meeting m JOIN organization b ON b.id = m.body_id
		WHERE m.id = $1`, meetingID).Scan(&family); err != nil {
		return nil, err
	}
	before, err := db.Collect(ctx, tx, scan, mentions+` WHERE COALESCE(b.parent_id, b.id) = $1 AND n.what <> 'item'`, family)
	if err != nil {
		return nil, err
	}
	before, err = replace(ctx, tx, meetingID, before, fresh)
	if err != nil {
		return nil, err
	}
	s := settler{ctx: ctx, tx: tx, meetings: map[string]bool{}}
	groups := Gather(slices.Concat(before, fresh))
	ids := make([]string, len(groups))
	for i, kept := range Keep(groups) {
		if ids[i], err = s.group(groups[i], kept); err != nil {
			return nil, err
		}
	}
	topics := TopicsOf(groups)
	only := meetingID
	if s.changed {
		only = "" // a title that spoke of nothing may speak of what is new
	}
	if err := s.items(family, only, topics, ids); err != nil {
		return nil, err
	}
	if err := s.retire(); err != nil {
		return nil, err
	}
	return slices.Sorted(maps.Keys(s.meetings)), nil
}

// replace takes the mentions of a meeting out and gives their initiatives to
// the fresh ones with the same labels, so that an initiative which only this
// meeting speaks of stays itself.
func replace(ctx context.Context, tx *db.Tx, meetingID string, before, fresh []Mention) ([]Mention, error) {
	was := map[string]string{}
	others := slices.DeleteFunc(before, func(m Mention) bool {
		if m.MeetingID == meetingID {
			was[m.Label] = m.InitiativeID
		}
		return m.MeetingID == meetingID
	})
	for i := range fresh {
		fresh[i].InitiativeID, fresh[i].fresh = was[fresh[i].Label], true
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM initiative_mention WHERE meeting_id = $1 AND what <> 'item'`, meetingID)
	return others, err
}

// A settler brings the rows in line with the groups of a body.
type settler struct {
	ctx      context.Context
	tx       *db.Tx
	changed  bool            // the groups are not what they were
	meetings map[string]bool // that speak of others than before
}

// group writes one initiative and where it is spoken of, and returns its id.
func (s *settler) group(g Group, kept string) (string, error) {
	i := g.Initiative()
	if i.ID = kept; kept == "" {
		var err error
		if i.ID, err = bornAs(s.ctx, s.tx, i.BodyID, i.Title); err != nil {
			return "", err
		}
	}
	if err := s.initiative(&i); err != nil {
		return "", err
	}
	for _, m := range g {
		if m.InitiativeID != i.ID {
			s.changed = true
			s.meetings[m.MeetingID] = true
		}
		if m.fresh || m.InitiativeID != i.ID {
			if err := s.mention(m, i.ID); err != nil {
				return "", err
			}
		}
	}
	return i.ID, nil
}

// initiative writes what is known of an initiative. A better title becomes its
// name, and its address leads on.
func (s *settler) initiative(i *Initiative) error {
	was, isNew := Initiative{}, i.ID == ""
	if isNew {
		i.ID = id.New(s.tx.Now)
	} else if err := s.tx.QueryRowContext(s.ctx, `SELECT slug, title, body_id, leader, purpose FROM initiative WHERE id = $1`, i.ID).
		Scan(&was.Slug, &was.Title, &was.BodyID, &was.Leader, &was.Purpose); err != nil {
		return err
	}
	was.ID, i.Slug = i.ID, was.Slug
	if was == *i {
		return nil
	}
	if here, err := isBorn(s.ctx, s.tx, i.ID); here || err != nil {
		return err
	}
	if was.Title != i.Title {
		var err error
		if i.Slug, err = id.Free(id.Slug(i.Title), func(slug string) (is bool, err error) {
			err = s.tx.QueryRowContext(s.ctx, `SELECT EXISTS (SELECT 1 FROM initiative WHERE slug = $1 AND id <> $2)`, slug, i.ID).Scan(&is)
			return is, err
		}); err != nil {
			return err
		}
	}
	if isNew {
		if _, err := s.tx.ExecContext(s.ctx, `INSERT INTO initiative (id, slug, title, body_id, leader, purpose, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, i.ID, i.Slug, i.Title, i.BodyID, i.Leader, i.Purpose, s.tx.Now.UnixMicro()); err != nil {
			return err
		}
		return s.tx.Claim(s.ctx, i.Path())
	}
	if _, err := s.tx.ExecContext(s.ctx, `UPDATE initiative SET slug = $2, title = $3, body_id = $4, leader = $5, purpose = $6 WHERE id = $1`,
		i.ID, i.Slug, i.Title, i.BodyID, i.Leader, i.Purpose); err != nil {
		return err
	}
	return s.tx.Move(s.ctx, was.Path(), i.Path())
}

// mention writes that something speaks of an initiative, and of no other.
func (s *settler) mention(m Mention, initiativeID string) error {
	if m.InitiativeID != "" {
		if _, err := s.tx.ExecContext(s.ctx, `DELETE FROM initiative_mention
			WHERE initiative_id = $1 AND meeting_id = $2 AND what = $3 AND position = $4`, m.InitiativeID, m.MeetingID, m.What, m.Position); err != nil {
			return err
		}
	}
	if m.What == Fund {
		if err := fund.Link(s.ctx, s.tx, m.MeetingID, m.Position/rows, m.Position%rows, initiativeID); err != nil {
			return err
		}
	}
	_, err := s.tx.ExecContext(s.ctx, `INSERT INTO initiative_mention (initiative_id, meeting_id, item_id, what, position, label, leader, purpose)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, initiativeID, m.MeetingID, null(m.ItemID), m.What, m.Position, m.Label, m.Leader, m.Purpose)
	return err
}

// items links the items whose titles speak of an initiative: those of one
// meeting, or of all meetings of the family when meetingID is empty.
func (s *settler) items(family, meetingID string, topics Topics, ids []string) error {
	items, err := db.Collect(s.ctx, s.tx, func(row interface{ Scan(...any) error }) (m Mention, err error) {
		return m, row.Scan(&m.MeetingID, &m.ItemID, &m.Position, &m.Label, &m.InitiativeID)
	}, `SELECT i.meeting_id, i.id, i.position, i.title, COALESCE((SELECT MIN(n.initiative_id) FROM initiative_mention n
			WHERE n.meeting_id = i.meeting_id AND n.what = 'item' AND n.position = i.position), '')
		FROM agenda_item i JOIN meeting m ON m.id = i.meeting_id JOIN organization b ON b.id = m.body_id
		WHERE COALESCE(b.parent_id, b.id) = $1 AND (i.meeting_id = $2 OR $2 = '')`, family, meetingID)
	if err != nil {
		return err
	}
	for _, m := range items {
		m.What = Item
		now := ""
		if at := topics.Of(m.Label); at >= 0 {
			now = ids[at]
		}
		if now == m.InitiativeID {
			continue
		}
		s.meetings[m.MeetingID] = true
		if now != "" {
			err = s.mention(m, now)
		} else {
			_, err = s.tx.ExecContext(s.ctx, `DELETE FROM initiative_mention WHERE meeting_id = $1 AND what = 'item' AND position = $2`, m.MeetingID, m.Position)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// retire removes the initiatives that nothing speaks of any longer, and leads
// their addresses on to what now has their title. One that is worked with here
// stays.
func (s *settler) retire() error {
	old, err := db.Collect(s.ctx, s.tx, func(row interface{ Scan(...any) error }) (i Initiative, err error) {
		return i, row.Scan(&i.ID, &i.Slug, &i.Title)
	}, `SELECT id, slug, title FROM initiative i
		WHERE NOT EXISTS (SELECT 1 FROM initiative_mention n WHERE n.initiative_id = i.id AND n.what <> 'item')
		  AND NOT EXISTS (SELECT 1 FROM initiative_life l WHERE l.initiative_id = i.id)`)
	if err != nil {
		return err
	}
	for _, i := range old {
		for _, statement := range []string{
			`UPDATE fund_line SET initiative_id = NULL WHERE initiative_id = $1`,
			`DELETE FROM initiative_mention WHERE initiative_id = $1`,
			`DELETE FROM initiative WHERE id = $1`,
		} {
			if _, err := s.tx.ExecContext(s.ctx, statement, i.ID); err != nil {
				return err
			}
		}
		heirs, err := db.Collect(s.ctx, s.tx, func(row interface{ Scan(...any) error }) (h Initiative, err error) {
			return h, row.Scan(&h.ID, &h.Slug)
		}, `SELECT i.id, i.slug FROM initiative i JOIN initiative_mention n ON n.initiative_id = i.id WHERE n.label = $1 ORDER BY i.id LIMIT 1`, i.Title)
		if err != nil {
			return err
		}
		for _, heir := range heirs {
			if err := s.tx.Move(s.ctx, i.Path(), heir.Path()); err != nil {
				return err
			}
		}
	}
	return nil
}

func null(s string) sql.NullString { return sql.NullString{String: s, Valid: s != ""} }
