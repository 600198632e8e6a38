package matter

import (
	"klynge/internal/initiative"
)

// steps are the states of a life that are stations, but the approval, which is a
// decision.
var steps = map[initiative.State]Kind{
	initiative.Running: Begun, initiative.Paused: Paused, initiative.Evaluating: Evaluated, initiative.Concluded: Concluded,
	initiative.Scaled: Spread, initiative.Stopped: Stopped,
}

// fromLife returns what was let out of the life of an initiative: its steps from
// the approval on, milestones that were reached and those that are still ahead,
// bodies that took it up, and the final report.
func fromLife(life initiative.Shown, today string) (list []Station) {
	for _, e := range life.Steps {
		s := step(e)
		s.Body = life.BodyName
		if s.Kind != Decided || s.Path != "" {
			list = append(list, s)
		}
	}
	for _, m := range life.Marks {
		if s, ok := milestone(m); ok {
			list = append(list, s)
		}
	}
	if life.ReportedOn != "" {
		list = append(list, Station{Kind: Reported, Day: life.ReportedOn, Title: finalReport})
	}
	return list
}

// finalReport is what the report that ends an initiative is called (R48).
const finalReport = "Slutrapport"

// step returns an event of a life as a station.
func step(e initiative.Event) Station {
	s := Station{Kind: Decided, Day: e.Day, Title: e.Decision.Text, Path: e.Decision.Path, Closed: e.Decision.Closed}
	if kind, ok := steps[e.To]; ok {
		s.Kind = kind
	}
	return s
}

// milestone returns a milestone as a station: the day it was reached, or the one it
// is planned for.
func milestone(m initiative.Mark) (s Station, ok bool) {
	s = Station{Kind: Milestone, Day: m.Reached, Title: m.Label}
	if m.Reached == "" {
		s.Due, s.Day = true, m.From
	}
	return s, m.Milestone && s.Day != ""
}
