package agenda

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"time"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/id"
	"klynge/internal/plan"
)

// AddItem keeps a new item, in the transaction of whoever makes it: in the
// backlog of its body, or last on the agenda of a meeting (before what ends
// every agenda). Its texts are those of Fields, Sections and Recommendations; it
// gets an id, and is the first of its matter unless MatterID says another. On an
// agenda whose deadline has passed it is late (R9).
func AddItem(ctx context.Context, tx *db.Tx, who access.Who, it Item) (_ Item, err error) {
	defer fault.In(&err, "agenda: add an item to %s", it.BodyID)
	it.ID, it.Version, it.Number, it.Supplement = id.New(tx.Now), 1, "", -1
	it.MatterID, it.Type, it.Origin = cmp.Or(it.MatterID, it.ID), cmp.Or(it.Type, Decision), cmp.Or(it.Origin, FromSecretariat)
	it.State = cmp.Or(it.State, Ready)
	var meetingID, proposed any
	if it.MeetingID != "" {
		meetingID, it.State = it.MeetingID, OnAgenda
		if it.Late, err = lateNow(ctx, tx, it.MeetingID); err != nil {
			return it, err
		}
		if it.Position, err = makeRoom(ctx, tx, it); err != nil {
			return it, err
		}
	}
	if !it.ProposedAt.IsZero() {
		proposed = it.ProposedAt.UnixMicro()
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO draft_item (id, body_id, meeting_id, position, number, type, task, subject, closed, closed_until,
			minutes, presenter, case_number, matter_id, state, origin, origin_id, proposed_by, proposed_at, late, supplement, made_at, made_by, changed_at, version)
		VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, -1, $20, $21, $20, 1)`,
		it.ID, it.BodyID, meetingID, it.Position, it.Type, it.Task, it.Subject, it.Closed, it.ClosedUntil, it.Minutes, it.Presenter, it.CaseNumber,
		it.MatterID, it.State, it.Origin, it.OriginID, it.ProposedBy, proposed, it.Late, tx.Now.UnixMicro(), who.Account.ID); err != nil {
		return it, err
	}
	return it, write(ctx, tx, who, &it)
}

// write keeps the texts of a new item, each with an id of its own.
func write(ctx context.Context, tx *db.Tx, who access.Who, it *Item) error {
	texts := map[string]string{}
	for name, f := range it.Fields {
		texts[name] = f.Text
	}
	for i := range it.Sections {
		s := &it.Sections[i]
		s.ID = id.New(tx.Now)
		texts[SectionField+s.ID] = s.Text
		if _, err := tx.ExecContext(ctx, `INSERT INTO draft_section (id, item_id, position, heading) VALUES ($1, $2, $3, $4)`, s.ID, it.ID, i, s.Heading); err != nil {
			return err
		}
	}
	for i := range it.Recommendations {
		r := &it.Recommendations[i]
		r.ID = id.New(tx.Now)
		texts[ProposalLine+r.ID] = r.Text
		if _, err := tx.ExecContext(ctx, `INSERT INTO draft_recommendation (id, item_id, position) VALUES ($1, $2, $3)`, r.ID, it.ID, i); err != nil {
			return err
		}
	}
	it.Fields = map[string]draft.Field{}
	for name, text := range texts {
		if text == "" {
			continue
		}
		f, _, err := draft.Save(ctx, tx, it.ID, name, 0, text, draft.Writer{ID: who.Account.ID, Name: who.Account.Name})
		if err != nil {
			return err
		}
		it.Fields[name] = f
	}
	return nil
}

// Texts returns fields of a new item from their texts.
func Texts(texts map[string]string) map[string]draft.Field {
	fields := make(map[string]draft.Field, len(texts))
	for name, text := range texts {
		fields[name] = draft.Field{Name: name, Text: text}
	}
	return fields
}

// lateNow reports whether what comes on a meeting's agenda now is late: the
// deadline has passed, or the agenda has been sent.
func lateNow(ctx context.Context, tx *db.Tx, meetingID string) (bool, error) {
	m, err := plan.Find(ctx, tx, meetingID)
	if err != nil {
		return false, err
	}
	r, err := plan.RulesOf(ctx, tx, m.BodyID)
	return late(r, m, tx.Now), err
}

// makeRoom raises the head of an agenda and returns the place of a new item on
// it. An ordinary item comes before "Eventuelt" until the agenda is sent, and
// last when it is a supplement.
func makeRoom(ctx context.Context, tx *db.Tx, it Item) (position int, err error) {
	if err := raise(ctx, tx, it.MeetingID); err != nil {
		return 0, err
	}
	if err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(position) + 1, 0) FROM draft_item WHERE meeting_id = $1`, it.MeetingID).Scan(&position); err != nil {
		return 0, err
	}
	if it.Task == AnyOther {
		return position, nil
	}
	var last sql.NullInt64
	if err := tx.QueryRowContext(ctx, `SELECT MIN(position) FROM draft_item WHERE meeting_id = $1 AND task = $2 AND number = ''`, it.MeetingID, AnyOther).Scan(&last); err != nil || !last.Valid {
		return position, err
	}
	_, err = tx.ExecContext(ctx, `UPDATE draft_item SET position = position + 1 WHERE meeting_id = $1 AND position >= $2`, it.MeetingID, last.Int64)
	return int(last.Int64), err
}

// raise gives the order of an agenda a new version, and waits for whoever else
// changes or sends it.
func raise(ctx context.Context, tx *db.Tx, meetingID string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO agenda_head (meeting_id, version) VALUES ($1, 1) ON CONFLICT (meeting_id) DO UPDATE SET version = agenda_head.version + 1`, meetingID)
	return err
}

func head(ctx context.Context, tx *db.Tx, meetingID string) (version int64, err error) {
	err = tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(version), 0) FROM agenda_head WHERE meeting_id = $1`, meetingID).Scan(&version)
	return version, err
}

// Start gives a meeting the items that every agenda has. An agenda that has
// items already is left as it is, so starting twice does nothing.
func (s *Store) Start(ctx context.Context, who access.Who, meetingID string) (err error) {
	return s.db.Write(ctx, func(tx *db.Tx) error { return Start(ctx, tx, who, meetingID) })
}

// Start is [Store.Start] in the transaction of whoever needs the agenda.
func Start(ctx context.Context, tx *db.Tx, who access.Who, meetingID string) (err error) {
	defer fault.In(&err, "agenda: start the agenda of %s", meetingID)
	m, err := plan.Find(ctx, tx, meetingID)
	if err != nil {
		return err
	}
	if err := mayEdit(who, m.BodyID); err != nil {
		return err
	}
	if err := raise(ctx, tx, meetingID); err != nil {
		return err
	}
	there, err := Of(ctx, tx, meetingID)
	if err != nil || len(there) > 0 {
		return err
	}
	rules, err := plan.RulesOf(ctx, tx, m.BodyID)
	if err != nil {
		return err
	}
	before, err := lastMeeting(ctx, tx, m)
	if err != nil {
		return err
	}
	for _, it := range fixed(rules, before) {
		it.BodyID, it.MeetingID = m.BodyID, m.ID
		if _, err := AddItem(ctx, tx, who, it); err != nil {
			return err
		}
	}
	return nil
}

// lastMeeting returns the body's meeting before this one, nil when there was none.
func lastMeeting(ctx context.Context, tx *db.Tx, m plan.Meeting) (*plan.Meeting, error) {
	list, err := plan.Between(ctx, tx, m.BodyID, "", m.Date)
	for i := len(list) - 1; i >= 0; i-- {
		if b := list[i]; b.ID != m.ID && b.State != plan.Cancelled && b.Begins().Before(m.Begins()) {
			return &b, err
		}
	}
	return nil, err
}

// fixed returns what every agenda of a body begins and ends with. Under
// committee law the agenda itself is approved first (R11).
func fixed(rules plan.Rules, before *plan.Meeting) (list []Item) {
	item := func(kind Type, task Task, minutes int, title string, recommended ...string) *Item {
		it := Item{Type: kind, Task: task, Minutes: minutes, Fields: Texts(map[string]string{Title: title})}
		for _, text := range recommended {
			it.Recommendations = append(it.Recommendations, Recommendation{Text: text})
		}
		list = append(list, it)
		return &list[len(list)-1]
	}
	if rules.Committee() {
		item(Decision, ApproveAgenda, 5, "Godkendelse af dagsorden", "at dagsordenen godkendes.")
	}
	if before != nil {
		day, err := time.Parse(time.DateOnly, before.Date)
		date := before.Date
		if err == nil {
			date = danish.Date(day)
		}
		item(Decision, ApproveMinutes, 5, fmt.Sprintf("Godkendelse af referat fra mødet %s", date),
			fmt.Sprintf("at referatet fra mødet %s godkendes.", date)).Subject = before.ID
	}
	item(Information, Ordinary, 5, "Meddelelser")
	item(Discussion, AnyOther, 5, "Eventuelt")
	return list
}
