package backlog

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"klynge/internal/agenda"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/decision"
	"klynge/internal/fault"
	"klynge/internal/meeting"
	"klynge/internal/reader/cases"
)

// A Source knows of things that should come on the agenda of a body.
type Source interface {
	Candidates(ctx context.Context, tx *db.Tx, bodyID, day string) ([]Candidate, error)
}

// FollowUps proposes what somebody was to do and has not finished.
type FollowUps struct{}

// Candidates returns the open follow-ups of a body, with the last that was told.
func (FollowUps) Candidates(ctx context.Context, tx *db.Tx, bodyID, _ string) (list []Candidate, err error) {
	defer fault.In(&err, "backlog: follow-ups of %s", bodyID)
	open, err := decision.OpenOf(ctx, tx, bodyID)
	for _, f := range open {
		c := Candidate{Origin: agenda.FromFollowUp, OriginID: f.ID, Title: "Opfølgning: " + clip(f.Text, 120), Closed: f.Closed, Due: f.Due, After: f.To}
		if c.Owner = f.Organization; f.Owner != "" {
			c.Owner = f.Owner
			if f.Organization != "" {
				c.Owner += ", " + f.Organization
			}
		}
		if c.Text, err = told(ctx, tx, f); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, err
}

// told returns what is known of a follow-up: what was asked, by when, and the
// last that its owner told.
func told(ctx context.Context, tx *db.Tx, f decision.FollowUp) (string, error) {
	text := f.Text
	if f.From != "" && f.To != "" {
		text += fmt.Sprintf("\n\nDer skal gives status for perioden %s til %s.", say(f.From), say(f.To))
	} else if f.Due != "" {
		text += fmt.Sprintf("\n\nFristen er %s.", say(f.Due))
	}
	last, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (said string, err error) {
		var at int64
		var by, text string
		err = row.Scan(&at, &by, &text)
		return fmt.Sprintf("\n\nSeneste status, %s, %s:\n\n%s", say(time.UnixMicro(at).UTC().Format(time.DateOnly)), by, text), err
	}, `SELECT at, by_whom, text FROM follow_up_report WHERE follow_up_id = $1 AND text <> '' ORDER BY id DESC LIMIT 1`, f.ID)
	if len(last) > 0 {
		return text + last[0], err
	}
	return text + "\n\nDer er ikke meldt noget tilbage endnu.", err
}

// remembered is how long a promise of old minutes proposes itself: a year and a
// half after it was to be kept.
const remembered = 18

// Promises proposes the status reports that old minutes promised (R25).
type Promises struct{}

// Candidates returns what the public record of a body says would be told.
func (Promises) Candidates(ctx context.Context, tx *db.Tx, bodyID, day string) (list []Candidate, err error) {
	defer fault.In(&err, "backlog: promises to %s", bodyID)
	today, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return nil, err
	}
	since := today.AddDate(0, -remembered, 0)
	type given struct {
		meeting.Promise
		date, title string
		closed      bool
	}
	all, err := db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (g given, err error) {
		err = row.Scan(&g.MeetingID, &g.Position, &g.Text, &g.Due, &g.From, &g.To, &g.date, &g.title, &g.closed)
		return g, err
	}, `SELECT p.meeting_id, p.position, p.text, p.due, p.from_date, p.to_date, m.date, COALESCE(i.title, ''), COALESCE(i.closed, false)
		FROM promise p JOIN meeting m ON m.id = p.meeting_id LEFT JOIN agenda_item i ON i.id = p.item_id
		WHERE m.body_id = $1 AND m.date >= $2 ORDER BY m.date, m.id, p.position`, bodyID, since.AddDate(-2, 0, 0).Format(time.DateOnly))
	for _, g := range all {
		c := Candidate{Origin: agenda.FromPromise, OriginID: fmt.Sprintf("%s/%d", g.MeetingID, g.Position), Title: clip(g.title, 120), Closed: g.closed, Due: g.By(), After: g.date}
		if c.After < g.To {
			c.After = g.To
		}
		if g.Due == cases.NextMeeting {
			c.Due = ""
		} else if c.Due == "" {
			continue // nobody can say when it would be
		}
		if c.Title = "Status: " + c.Title; g.title == "" {
			c.Title = "Status: " + clip(g.Text, 120)
		}
		if cmp.Or(c.Due, c.After) < since.Format(time.DateOnly) {
			continue
		}
		c.Text = fmt.Sprintf("På mødet %s stod der:\n\n%s", say(g.date), g.Text)
		list = append(list, c)
	}
	return list, err
}

// Postponed proposes what the last meeting of a body put off.
type Postponed struct{}

// Candidates returns the items that the last meeting that was held postponed.
func (Postponed) Candidates(ctx context.Context, tx *db.Tx, bodyID, _ string) (list []Candidate, err error) {
	defer fault.In(&err, "backlog: postponed items of %s", bodyID)
	return db.Collect(ctx, tx, func(row interface{ Scan(...any) error }) (c Candidate, err error) {
		var date, number string
		if err := row.Scan(&c.OriginID, &c.Title, &c.Closed, &c.MatterID, &c.Owner, &date, &number); err != nil {
			return c, err
		}
		c.Origin, c.After = agenda.FromCopy, date
		c.Text = fmt.Sprintf("Punkt %s blev udsat på mødet %s.", number, say(date))
		return c, nil
	}, `SELECT i.id, COALESCE(f.text, ''), i.closed, i.matter_id, i.presenter, m.date, i.number
		FROM draft_item i JOIN treatment t ON t.item_id = i.id JOIN planned_meeting m ON m.id = i.meeting_id
		LEFT JOIN draft_field f ON f.object = i.id AND f.name = 'title'
		WHERE i.body_id = $1 AND t.outcome = 'postponed' AND m.state = 'held'
		  AND m.date = (SELECT MAX(l.date) FROM planned_meeting l WHERE l.body_id = $1 AND l.state = 'held')
		ORDER BY i.position, i.id`, bodyID)
}

// ChairDecisions proposes what a chair has decided between meetings, for the next
// meeting to be told of (R24).
type ChairDecisions struct{}

// Candidates returns what the chairs of a body have decided alone and no meeting
// has heard of.
func (ChairDecisions) Candidates(ctx context.Context, tx *db.Tx, bodyID, _ string) (list []Candidate, err error) {
	defer fault.In(&err, "backlog: chair's decisions of %s", bodyID)
	alone, err := decision.OpenChairDecisions(ctx, tx, bodyID)
	for _, d := range alone {
		list = append(list, Candidate{
			Origin: decision.Origin, OriginID: d.ID, Title: "Formandens beslutning: " + clip(d.Title, 120), Closed: d.Closed, Due: d.Date,
			Text: fmt.Sprintf("Formanden besluttede %s mellem to møder, fordi sagen %s:\n\n%s", say(d.Date), grounds[d.Ground], d.Text),
		})
	}
	return list, err
}

var grounds = map[decision.Ground]string{decision.Urgent: "ikke kunne vente", decision.NoDoubt: "ikke gav anledning til tvivl"}

// say says a day of the record, or what was written for one.
func say(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return danish.Date(t)
}

// clip shortens a text to one line of so many characters.
func clip(text string, most int) string {
	runes := []rune(flat(text))
	if len(runes) <= most {
		return string(runes)
	}
	return flat(string(runes[:most])) + " …"
}
