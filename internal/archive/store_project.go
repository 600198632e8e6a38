package archive

import (
	"cmp"
	"context"
	"slices"

	"klynge/internal/body"
	"klynge/internal/db"
	"klynge/internal/fault"
	"klynge/internal/fund"
	"klynge/internal/id"
	"klynge/internal/initiative"
	"klynge/internal/meeting"
	"klynge/internal/paper"
	"klynge/internal/person"
	"klynge/internal/reader/reading"
	"klynge/internal/review"
)

// A projection is one meeting on its way from reading to rows.
type projection struct {
	ctx     context.Context
	tx      *db.Tx
	meeting meeting.Meeting
	organ   body.Organization
	text    string
	reading *reading.Reading        // corrected
	at      map[reading.Path]string // addresses of the values as they were read
	itemIDs []string
	before  []meeting.Participation
}

// project builds the rows of a meeting anew from the version that is shown and
// the corrections that hold. It returns how many corrections found no place.
func (a *Archive) project(ctx context.Context, tx *db.Tx, meetingID string) (unused int, err error) {
	defer fault.In(&err, "archive: project meeting %s", meetingID)
	p := &projection{ctx: ctx, tx: tx}
	if p.meeting, err = meeting.Find(ctx, tx, meetingID); err != nil {
		return 0, err
	}
	versions, err := paper.Of(ctx, tx, meetingID)
	if err != nil {
		return 0, err
	}
	shown := paper.Shown(versions)
	if p.reading, err = shown.Decode(); err != nil {
		return 0, err
	}
	corrections, err := review.Corrections(ctx, tx, meetingID)
	if err != nil {
		return 0, err
	}
	p.text, p.meeting.DocumentID = shown.Text, shown.ID
	p.at = map[reading.Path]string{}
	for _, v := range meeting.Values(&p.reading.Meeting) {
		p.at[v.Path] = v.At
	}
	doubts := review.DoubtsOf(p.reading, corrections)
	unused = len(review.Apply(&p.reading.Meeting, corrections))
	if err := p.clear(); err != nil {
		return 0, err
	}
	unclear, err := p.fill()
	if err != nil {
		return 0, err
	}
	touched, err := p.register()
	if err != nil {
		return 0, err
	}
	if err := p.doubt(slices.Concat(doubts, unclear)); err != nil {
		return 0, err
	}
	return unused, a.index(ctx, tx, append(touched, meetingID))
}

func (a *Archive) index(ctx context.Context, tx *db.Tx, meetings []string) error {
	slices.Sort(meetings)
	for _, id := range slices.Compact(meetings) {
		if err := a.Index(ctx, tx, id); err != nil {
			return err
		}
	}
	return nil
}

// clear removes the rows of the projection before, and keeps what must carry
// over: the ids of the items and who was who.
func (p *projection) clear() (err error) {
	if p.organ, err = body.EnsureBody(p.ctx, p.tx, nameOf(p.reading.Meeting)); err != nil {
		return err
	}
	if p.itemIDs, err = meeting.Ids(p.ctx, p.tx, p.meeting.ID, p.reading.Meeting.Items); err != nil {
		return err
	}
	for i, known := range p.itemIDs {
		p.itemIDs[i] = cmp.Or(known, id.New(p.tx.Now))
	}
	if p.before, err = meeting.Participants(p.ctx, p.tx, p.meeting.ID); err != nil {
		return err
	}
	for _, clear := range []func(context.Context, *db.Tx, string) error{initiative.Clear, fund.Clear, meeting.Clear} {
		if err := clear(p.ctx, p.tx, p.meeting.ID); err != nil {
			return err
		}
	}
	return nil
}

// fill writes the rows of the meeting itself. It returns the organisations
// that it could not place.
func (p *projection) fill() (unclear []review.Doubt, err error) {
	m := p.reading.Meeting
	row := p.meeting
	row.BodyID, row.Date, row.Start, row.End, row.Place, row.Kind = p.organ.ID, m.Date, m.Start, m.End, m.Place, m.Kind
	if p.meeting, err = meeting.Update(p.ctx, p.tx, row, body.Title(nameOf(m))); err != nil {
		return nil, err
	}
	rows := meeting.Rows{Items: p.items()}
	if rows.Participants, unclear, err = p.participants(); err != nil {
		return nil, err
	}
	for i, promise := range m.Promises {
		rows.Promises = append(rows.Promises, meeting.Promise{MeetingID: row.ID, Position: i, ItemID: p.itemID(promise.Item),
			Text: promise.Text, Due: promise.Due, From: promise.From, To: promise.To})
	}
	for _, next := range m.NextMeetings {
		if next.Date != "" {
			rows.Announced = append(rows.Announced, meeting.Announced{MeetingID: row.ID, BodyID: p.organ.ID, Date: next.Date, Start: next.Start, End: next.End})
		}
	}
	for i, finding := range p.reading.Findings {
		rows.Findings = append(rows.Findings, meeting.Finding{MeetingID: row.ID, Position: i, Finding: finding})
	}
	if err := meeting.Fill(p.ctx, p.tx, rows); err != nil {
		return nil, err
	}
	for i, f := range m.Funds {
		if err := fund.Add(p.ctx, p.tx, p.statement(i, f)); err != nil {
			return nil, err
		}
	}
	return unclear, nil
}

func (p *projection) items() (items []meeting.Item) {
	anchors := meeting.Anchors(p.reading.Meeting.Items)
	for i, item := range p.reading.Meeting.Items {
		items = append(items, meeting.Item{
			ID: p.itemIDs[i], MeetingID: p.meeting.ID, Position: i, Anchor: anchors[i], Number: item.Number, Title: item.Title,
			CaseNumber: item.Case, Type: item.Type, Closed: item.Closed, Minutes: item.Minutes, Sections: item.Sections,
			Decided: item.Decided, Decision: item.Decision, Outcome: item.Outcome,
			Recommendations: item.Recommendations, Attachments: item.Attachments,
		})
	}
	return items
}

// itemID returns the id of the item with a printed number, "" when there is none.
func (p *projection) itemID(number string) string {
	i := slices.IndexFunc(p.reading.Meeting.Items, func(item reading.Item) bool { return number != "" && item.Number == number })
	if i < 0 {
		return ""
	}
	return p.itemIDs[i]
}

func (p *projection) statement(i int, f reading.Fund) fund.Statement {
	s := fund.Statement{MeetingID: p.meeting.ID, Position: i, ItemID: p.itemID(f.Item), Title: f.Title,
		Total: f.Total, HasTotal: f.HasTotal, Remaining: f.Remaining, HasRest: f.HasRest}
	for j, row := range f.Rows {
		s.Lines = append(s.Lines, fund.Line{Position: j, Label: row.Label, Amount: row.Amount, Rest: row.Rest})
	}
	return s
}

// mentions returns where the meeting speaks of initiatives by name.
func (p *projection) mentions() (list []initiative.Mention) {
	at := initiative.Mention{MeetingID: p.meeting.ID, BodyID: p.organ.ID, Date: p.meeting.Date}
	for i, c := range p.reading.Meeting.Cases {
		if c.Title == "" {
			continue
		}
		m := at
		m.What, m.Position, m.ItemID, m.Label, m.Leader = initiative.Case, i, p.itemID(c.Item), c.Title, c.Leader
		if len(c.Purpose) > 0 {
			m.Purpose = c.Purpose[0].Text
		}
		list = append(list, m)
	}
	for i, f := range p.reading.Meeting.Funds {
		account := f.HasRest || slices.ContainsFunc(f.Rows, func(row reading.FundRow) bool { return row.Rest })
		if !account {
			continue // the budget of one undertaking, not what a fund was given to
		}
		for j, row := range f.Rows {
			if row.Rest || !initiative.Names(row.Label) {
				continue
			}
			m := at
			m.What, m.Position, m.ItemID, m.Label = initiative.Fund, initiative.At(i, j), p.itemID(f.Item), row.Label
			list = append(list, m)
		}
	}
	return list
}

// register brings people and initiatives in line, and returns the other
// meetings that this changed.
func (p *projection) register() ([]string, error) {
	var keys []string
	for _, was := range p.before {
		if was.Sighting != "" {
			keys = append(keys, was.Sighting)
		}
	}
	now, err := meeting.Participants(p.ctx, p.tx, p.meeting.ID)
	if err != nil {
		return nil, err
	}
	for _, is := range now {
		keys = append(keys, is.Sighting)
	}
	slices.Sort(keys)
	touched, err := settle(p.ctx, p.tx, slices.Compact(keys))
	if err != nil {
		return nil, err
	}
	speaking, err := initiative.Settle(p.ctx, p.tx, p.meeting.ID, p.mentions())
	return append(touched, speaking...), err
}

// doubt brings the doubts about the meeting's values in line.
func (p *projection) doubt(doubts []review.Doubt) error {
	before, err := review.OfMeeting(p.ctx, p.tx, p.meeting.ID)
	if err != nil {
		return err
	}
	for i := range doubts {
		doubts[i].MeetingID = p.meeting.ID
	}
	return review.Replace(p.ctx, p.tx, before, doubts)
}

// settle works out who some sightings are, with seats and doubts, and returns
// the meetings whose people this changed.
func settle(ctx context.Context, tx *db.Tx, keys []string) ([]string, error) {
	settled, err := person.Settle(ctx, tx, keys)
	if err != nil {
		return nil, err
	}
	if err := person.Seat(ctx, tx, settled.Sightings); err != nil {
		return nil, err
	}
	var before []review.Doubt
	for _, key := range settled.Sightings {
		some, err := review.OfSighting(ctx, tx, key)
		if err != nil {
			return nil, err
		}
		before = append(before, some...)
	}
	now, err := personDoubts(ctx, tx, settled.Questions)
	if err != nil {
		return nil, err
	}
	return settled.Meetings, review.Replace(ctx, tx, before, now)
}
