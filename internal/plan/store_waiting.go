package plan

import (
	"context"
	"strconv"
	"time"

	"klynge/internal/access"
	"klynge/internal/danish"
	"klynge/internal/db"
	"klynge/internal/desk"
	"klynge/internal/fault"
)

// ahead is how many days before its deadline an agenda begins to wait for its
// sender.
const ahead = 21

// Waiting returns what the plan waits for from somebody on a day (YYYY-MM-DD):
// agendas to be sent (R8), and meetings that a year still lacks (R1, R2).
func (s *Store) Waiting(ctx context.Context, who access.Who, day string) (list []desk.Line, err error) {
	defer fault.In(&err, "plan: what waits for %s", who.Account.ID)
	sends, plans := who.MaySomewhere(access.SendAgenda), who.MaySomewhere(access.PlanMeetings)
	if !sends && !plans {
		return nil, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list = nil
		if sends {
			if list, err = unsent(ctx, tx, who, day); err != nil {
				return err
			}
		}
		if !plans {
			return nil
		}
		lacking, err := lacking(ctx, tx, who, day)
		list = append(list, lacking...)
		return err
	})
	return list, err
}

// unsent returns the agendas that are to be sent.
func unsent(ctx context.Context, tx *db.Tx, who access.Who, day string) (list []desk.Line, err error) {
	waiting, err := db.Collect(ctx, tx, func(r row) (a appointment, err error) {
		return a, r.Scan(&a.ID, &a.BodyID, &a.Date, &a.Start, &a.End, &a.bodyName)
	}, `SELECT p.id, p.body_id, p.date, p.start_time, p.end_time, o.name FROM planned_meeting p JOIN organization o ON o.id = p.body_id
	    WHERE p.state = 'planned' AND p.date >= $1 AND NOT EXISTS (SELECT 1 FROM dispatch d WHERE d.meeting_id = p.id) ORDER BY p.date, p.id`, day)
	if err != nil {
		return nil, err
	}
	rules := map[string]Rules{}
	for _, a := range waiting {
		if !who.May(access.SendAgenda, a.BodyID) {
			continue
		}
		r, ok := rules[a.BodyID]
		if !ok {
			if r, err = RulesOf(ctx, tx, a.BodyID); err != nil {
				return nil, err
			}
			rules[a.BodyID] = r
		}
		if due := r.Deadlines(a.Meeting).Agenda; due <= later(day, ahead) {
			list = append(list, desk.Line{Due: due, Text: "Send dagsordenen", About: "Mødet " + span(a.Meeting), Body: a.bodyName, Path: a.Path()})
		}
	}
	return list, nil
}

// lacking returns the bodies whose year has too few meetings.
func lacking(ctx context.Context, tx *db.Tx, who access.Who, day string) (list []desk.Line, err error) {
	today, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return nil, err
	}
	year, err := yearIn(ctx, tx, today.Year(), "")
	for _, y := range year {
		if !y.Wrong() || !who.May(access.PlanMeetings, y.Body.ID) {
			continue
		}
		text := "Planlæg " + danish.Count(y.Missing(), "møde mere i ", "møder mere i ") + strconv.Itoa(y.Year)
		list = append(list, desk.Line{Due: lastDay(y.Year), Text: text, About: y.Because(), Body: y.Body.Name, Path: "/arbejde/organ/" + y.Body.Slug + "/plan"})
	}
	return list, err
}

// later returns the day some days after a day.
func later(day string, days int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, days).Format(time.DateOnly)
}
