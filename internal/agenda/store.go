package agenda

import (
	"context"
	"encoding/json"
	"time"

	"klynge/internal/db"
	"klynge/internal/draft"
	"klynge/internal/fault"
)

const columns = `id, body_id, COALESCE(meeting_id, ''), position, number, type, task, subject, closed, closed_until, minutes, presenter, case_number,
	matter_id, state, origin, origin_id, proposed_by, COALESCE(proposed_at, 0), late, supplement, version`

func scan(row interface{ Scan(...any) error }) (it Item, err error) {
	var proposed int64
	err = row.Scan(&it.ID, &it.BodyID, &it.MeetingID, &it.Position, &it.Number, &it.Type, &it.Task, &it.Subject, &it.Closed, &it.ClosedUntil,
		&it.Minutes, &it.Presenter, &it.CaseNumber, &it.MatterID, &it.State, &it.Origin, &it.OriginID, &it.ProposedBy, &proposed, &it.Late,
		&it.Supplement, &it.Version)
	if proposed != 0 {
		it.ProposedAt = time.UnixMicro(proposed).UTC()
	}
	return it, err
}

// Find returns an item with its texts.
func Find(ctx context.Context, tx *db.Tx, id string) (_ Item, err error) {
	defer fault.In(&err, "agenda: find item %s", id)
	list, err := items(ctx, tx, `id = $1`, id)
	if err != nil {
		return Item{}, err
	}
	if len(list) == 0 {
		return Item{}, fault.New(fault.Missing, "Punktet findes ikke.")
	}
	return list[0], nil
}

// Of returns the items of a meeting's agenda as it stands, in order.
func Of(ctx context.Context, tx *db.Tx, meetingID string) (list []Item, err error) {
	defer fault.In(&err, "agenda: of meeting %s", meetingID)
	return items(ctx, tx, `meeting_id = $1`, meetingID)
}

// items returns the items that a condition chooses, with their texts: four
// queries, however many they are.
func items(ctx context.Context, tx *db.Tx, where, key string) (list []Item, err error) {
	list, err = db.Collect(ctx, tx, scan, `SELECT `+columns+` FROM draft_item WHERE `+where+` ORDER BY position, id`, key)
	if err != nil {
		return nil, err
	}
	at := make(map[string]*Item, len(list))
	for i := range list {
		list[i].Fields = map[string]draft.Field{}
		at[list[i].ID] = &list[i]
	}
	of := ` IN (SELECT id FROM draft_item WHERE ` + where + `)`
	if err := each(ctx, tx, func(row interface{ Scan(...any) error }) error {
		var f draft.Field
		var made int64
		if err := row.Scan(&f.Object, &f.Name, &f.Version, &f.Text, &made, &f.ByID, &f.ByName); err != nil {
			return err
		}
		f.At = time.UnixMicro(made).UTC()
		at[f.Object].Fields[f.Name] = f
		return nil
	}, `SELECT object, name, version, text, at, by_id, by_name FROM draft_field WHERE object`+of, key); err != nil {
		return nil, err
	}
	if err := each(ctx, tx, func(row interface{ Scan(...any) error }) error {
		var itemID string
		var s Section
		if err := row.Scan(&itemID, &s.ID, &s.Heading); err != nil {
			return err
		}
		it := at[itemID]
		s.Text = it.Text(SectionField + s.ID)
		it.Sections = append(it.Sections, s)
		return nil
	}, `SELECT item_id, id, heading FROM draft_section WHERE item_id`+of+` ORDER BY item_id, position, id`, key); err != nil {
		return nil, err
	}
	err = each(ctx, tx, func(row interface{ Scan(...any) error }) error {
		var itemID string
		var r Recommendation
		if err := row.Scan(&itemID, &r.ID); err != nil {
			return err
		}
		it := at[itemID]
		r.Text = it.Text(ProposalLine + r.ID)
		it.Recommendations = append(it.Recommendations, r)
		return nil
	}, `SELECT item_id, id FROM draft_recommendation WHERE item_id`+of+` ORDER BY item_id, position, id`, key)
	return list, err
}

// each runs a query and hands every row to scan.
func each(ctx context.Context, tx *db.Tx, scan func(row interface{ Scan(...any) error }) error, query string, args ...any) error {
	_, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (struct{}, error) { return struct{}{}, scan(row) }, query, args...)
	return err
}

// Dispatches returns what was sent for a meeting, the agenda first.
func Dispatches(ctx context.Context, tx *db.Tx, meetingID string) (_ []Dispatch, err error) {
	defer fault.In(&err, "agenda: sent for meeting %s", meetingID)
	return db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (d Dispatch, err error) {
		var content string
		var at int64
		if err := row.Scan(&d.ID, &d.MeetingID, &d.Number, &content, &d.Late, &d.Reason, &at, &d.By); err != nil {
			return d, err
		}
		d.At = time.UnixMicro(at).UTC()
		return d, json.Unmarshal([]byte(content), &d.Content)
	}, `SELECT id, meeting_id, number, content, late, reason, sent_at, sent_by FROM dispatch WHERE meeting_id = $1 ORDER BY number`, meetingID)
}
