package minutes

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"klynge/internal/access"
	"klynge/internal/agenda"
	"klynge/internal/db"
	"klynge/internal/draft"
	"klynge/internal/fault"
	"klynge/internal/reader/reading"
)

// RecordOf returns all that is known of a meeting that has begun: the agenda as
// it was sent, with what became of each item.
func RecordOf(ctx context.Context, tx *db.Tx, meetingID string) (r Record, err error) {
	defer fault.In(&err, "minutes: record of %s", meetingID)
	s, err := Find(ctx, tx, meetingID)
	if err != nil {
		return r, err
	}
	r = Record{MeetingID: meetingID, Opened: s.Opened, Ended: s.Closed}
	if r.Attendance, err = attendanceIn(ctx, tx, meetingID); err != nil {
		return r, err
	}
	r.Chair = chairOf(r.Attendance)
	if r.Secretary, err = accountName(ctx, tx, s.Secretary); err != nil {
		return r, err
	}
	sent, err := agenda.Dispatches(ctx, tx, meetingID)
	if err != nil {
		return r, err
	}
	told, err := treated(ctx, tx, meetingID)
	if err != nil {
		return r, err
	}
	for _, it := range lastSent(sent) {
		r.Items = append(r.Items, told.item(it, r.Attendance))
	}
	return r, nil
}

// lastSent returns each item as it was sent last. A later dispatch takes the
// place of what it repeats and adds what is new; one that repeats everything
// decides the order.
func lastSent(sent []agenda.Dispatch) (items []agenda.SentItem) {
	for _, d := range sent {
		repeated := 0
		for _, it := range d.Content.Items {
			if slices.ContainsFunc(items, func(o agenda.SentItem) bool { return o.ID == it.ID }) {
				repeated++
			}
		}
		if repeated == len(items) {
			items = slices.Clone(d.Content.Items)
			continue
		}
		for _, it := range d.Content.Items {
			if i := slices.IndexFunc(items, func(o agenda.SentItem) bool { return o.ID == it.ID }); i >= 0 {
				items[i] = it
			} else {
				items = append(items, it)
			}
		}
	}
	return items
}

// chairOf returns the name of the chair who was there first on the list.
func chairOf(list []Attendance) string {
	for _, a := range list {
		if a.Role == access.Chair && a.Status == Present {
			return a.Name
		}
	}
	return ""
}

func accountName(ctx context.Context, tx *db.Tx, id string) (name string, err error) {
	names, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (n string, err error) {
		err = row.Scan(&n)
		return n, err
	}, `SELECT name FROM account WHERE id = $1`, id)
	if len(names) > 0 {
		name = names[0]
	}
	return name, err
}

// attendanceIn returns who was at a meeting, in the order of the seats.
func attendanceIn(ctx context.Context, tx *db.Tx, meetingID string) ([]Attendance, error) {
	return db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (a Attendance, err error) {
		var from, until sql.NullInt64
		err = row.Scan(&a.ID, &a.SeatID, &a.Name, &a.Organization, &a.Title, &a.Sector, &a.Role, &a.Status, &a.Online, &a.Voting,
			&from, &until, &a.SubstituteFor, &a.Substituted, &a.Basis, &a.Version)
		a.From, a.Until = instant(from), instant(until)
		return a, err
	}, `SELECT a.id, COALESCE(a.seat_id, ''), a.name, a.organization, a.title, a.sector, a.role, a.status, a.online, a.voting,
		a.from_at, a.until_at, COALESCE(a.substitute_for, ''), COALESCE(m.name, ''), a.basis, a.version
		FROM attendance a LEFT JOIN seat s ON s.id = a.seat_id LEFT JOIN seat m ON m.id = a.substitute_for
		WHERE a.meeting_id = $1
		ORDER BY CASE WHEN s.id IS NULL THEN 1 ELSE 0 END, s.position, COALESCE(a.seat_id, a.name), COALESCE(a.from_at, 0), a.id`, meetingID)
}

// A treatment is the row of how an item was treated.
type treatment struct {
	itemID       string
	began, ended time.Time
	spent        time.Duration
	outcome      reading.Outcome
	noDecision   bool
	noFollowUp   bool
	released     int64
	releasedAt   time.Time
	releasedText string
	version      int64
}

const treatmentColumns = `t.item_id, t.began_at, t.ended_at, t.spent, t.outcome, t.no_decision, t.no_follow_up, t.released, t.released_at, t.released_text, t.version`

func scanTreatment(row interface{ Scan(...any) error }) (t treatment, err error) {
	var began, ended, releasedAt sql.NullInt64
	var spent int64
	err = row.Scan(&t.itemID, &began, &ended, &spent, &t.outcome, &t.noDecision, &t.noFollowUp, &t.released, &releasedAt, &t.releasedText, &t.version)
	t.began, t.ended, t.releasedAt = instant(began), instant(ended), instant(releasedAt)
	t.spent = time.Duration(spent) * time.Microsecond
	return t, err
}

// A tale is what was written of the items of one meeting, by item.
type tale struct {
	treatments map[string]treatment
	texts      map[string]map[string]string // by item and field
	outcomes   map[string]Recommendation    // by recommendation
	votes      map[string][]Vote
	recusals   map[string][]Recusal
	spans      map[string][]Span
}

// treated reads what was written of the items of a meeting, each table once.
func treated(ctx context.Context, tx *db.Tx, meetingID string) (t tale, err error) {
	rows, err := db.Collect(ctx, tx, scanTreatment, `SELECT `+treatmentColumns+` FROM treatment t WHERE t.meeting_id = $1`, meetingID)
	if err != nil {
		return t, err
	}
	t.treatments = map[string]treatment{}
	for _, row := range rows {
		t.treatments[row.itemID] = row
	}
	if t.texts, err = textsIn(ctx, tx, meetingID); err != nil {
		return t, err
	}
	if t.outcomes, err = outcomesIn(ctx, tx, meetingID); err != nil {
		return t, err
	}
	if t.votes, err = votesIn(ctx, tx, meetingID); err != nil {
		return t, err
	}
	if t.recusals, err = recusalsIn(ctx, tx, meetingID); err != nil {
		return t, err
	}
	events, err := Events(ctx, tx, meetingID, 0, manyEvents)
	t.spans = Timeline(events)
	return t, err
}

// manyEvents is more than any meeting has.
const manyEvents = 1_000_000

// item joins an item that was sent with what was written of it.
func (t tale) item(sent agenda.SentItem, attendance []Attendance) Item {
	row, texts := t.treatments[sent.ID], t.texts[sent.ID]
	it := Item{
		SentItem: sent, Began: row.began, Ended: row.ended, Spent: row.spent, Discussion: texts[Discussion], Decision: texts[Decided],
		NoDecision: row.noDecision, NoFollowUp: row.noFollowUp, Votes: t.votes[sent.ID], Recusals: t.recusals[sent.ID],
	}
	if !row.ended.IsZero() {
		it.Spent += row.ended.Sub(row.began)
	}
	spans := t.spans[sent.ID]
	if len(spans) > 0 {
		it.Began = spans[0].From
	} else if !row.began.IsZero() {
		spans = []Span{{row.began, row.ended}}
	}
	it.AwayFor = awayFor(attendance, it.Recusals, spans)
	for _, r := range sent.Recommendations {
		line := t.outcomes[r.ID]
		line.Recommendation = r
		it.Recommendations = append(it.Recommendations, line)
	}
	it.Outcome = row.outcome
	if len(it.Recommendations) > 0 {
		it.Outcome = OutcomeOf(it.Recommendations)
	}
	return it
}

// textsIn returns the texts that were written at a meeting, by item and field.
func textsIn(ctx context.Context, tx *db.Tx, meetingID string) (map[string]map[string]string, error) {
	texts := map[string]map[string]string{}
	fields, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (f draft.Field, err error) {
		err = row.Scan(&f.Object, &f.Name, &f.Text)
		return f, err
	}, `SELECT f.object, f.name, f.text FROM draft_field f JOIN draft_item i ON i.id = f.object
		WHERE i.meeting_id = $1 AND f.name IN ($2, $3)`, meetingID, Discussion, Decided)
	for _, f := range fields {
		if texts[f.Object] == nil {
			texts[f.Object] = map[string]string{}
		}
		texts[f.Object][f.Name] = f.Text
	}
	return texts, err
}

// outcomesIn returns the outcomes of the lines of a meeting's recommendations.
func outcomesIn(ctx context.Context, tx *db.Tx, meetingID string) (map[string]Recommendation, error) {
	lines, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (r Recommendation, err error) {
		err = row.Scan(&r.ID, &r.Outcome, &r.Remark)
		return r, err
	}, `SELECT o.recommendation_id, o.outcome, o.remark FROM recommendation_outcome o
		JOIN draft_recommendation r ON r.id = o.recommendation_id JOIN draft_item i ON i.id = r.item_id WHERE i.meeting_id = $1`, meetingID)
	byID := map[string]Recommendation{}
	for _, l := range lines {
		byID[l.ID] = l
	}
	return byID, err
}

// recusalsIn returns the notices of a meeting, by item.
func recusalsIn(ctx context.Context, tx *db.Tx, meetingID string) (map[string][]Recusal, error) {
	type of struct {
		item string
		Recusal
	}
	list, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (r of, err error) {
		var noted int64
		var decided sql.NullInt64
		err = row.Scan(&r.item, &r.ID, &r.SeatID, &r.Name, &r.Reason, &noted, &r.Decided, &decided)
		r.Noted, r.DecidedAt = time.UnixMicro(noted).UTC(), instant(decided)
		return r, err
	}, `SELECT r.item_id, r.id, r.seat_id, s.name, r.reason, r.noted_at, r.decided, r.decided_at FROM recusal r
		JOIN draft_item i ON i.id = r.item_id JOIN seat s ON s.id = r.seat_id WHERE i.meeting_id = $1 ORDER BY r.noted_at, r.id`, meetingID)
	byItem := map[string][]Recusal{}
	for _, r := range list {
		byItem[r.item] = append(byItem[r.item], r.Recusal)
	}
	return byItem, err
}

// votesIn returns the votes of a meeting, by item, with the named ballots and
// the dissents.
func votesIn(ctx context.Context, tx *db.Tx, meetingID string) (map[string][]Vote, error) {
	ballots, dissents := map[string][]Ballot{}, map[string][]Dissent{}
	const of = ` JOIN vote v ON v.id = x.vote_id JOIN draft_item i ON i.id = v.item_id JOIN seat s ON s.id = x.seat_id WHERE i.meeting_id = $1`
	if _, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (b Ballot, err error) {
		var vote string
		err = row.Scan(&vote, &b.SeatID, &b.Name, &b.Choice)
		ballots[vote] = append(ballots[vote], b)
		return b, err
	}, `SELECT x.vote_id, x.seat_id, s.name, x.choice FROM ballot x`+of+` ORDER BY s.position, s.id`, meetingID); err != nil {
		return nil, err
	}
	if _, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (d Dissent, err error) {
		var vote string
		var at int64
		err = row.Scan(&vote, &d.ID, &d.SeatID, &d.Name, &d.Text, &d.SendAlong, &at)
		d.At = time.UnixMicro(at).UTC()
		dissents[vote] = append(dissents[vote], d)
		return d, err
	}, `SELECT x.vote_id, x.id, x.seat_id, s.name, x.text, x.send_along, x.at FROM dissent x`+of+` ORDER BY x.at, x.id`, meetingID); err != nil {
		return nil, err
	}
	byItem := map[string][]Vote{}
	_, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (v Vote, err error) {
		var item string
		var at int64
		err = row.Scan(&v.ID, &item, &v.RecommendationID, &v.Question, &v.Yes, &v.No, &v.Abstain, &at)
		v.At = time.UnixMicro(at).UTC()
		v.Ballots, v.Dissents = ballots[v.ID], dissents[v.ID]
		byItem[item] = append(byItem[item], v)
		return v, err
	}, `SELECT v.id, v.item_id, COALESCE(v.recommendation_id, ''), v.question, v.yes, v.no, v.abstain, v.at FROM vote v
		JOIN draft_item i ON i.id = v.item_id WHERE i.meeting_id = $1 ORDER BY v.at, v.id`, meetingID)
	return byItem, err
}
