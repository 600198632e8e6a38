package matter

import (
	"strings"

	"klynge/internal/initiative"
)

// steps are the states of a life that are stations, but the approval, which is a
// decision.
var steps = map[initiative.State]Kind{
	initiative.Running: Begun, initiative.Paused: Paused, initiative.Evaluating: Evaluated, initiative.Concluded: Concluded,
	initiative.Scaled: Spread, initiative.Stopped: Stopped,
}

// fromLife returns what was let out of the life of an initiative: its steps from
// the approval on, milestones that were reached and those that are still ahead, and
// the final report. What no other document tells of is told by the initiative's own
// page.
func fromLife(life initiative.Shown, path string) (list []Station) {
	for _, e := range life.Steps {
		s := step(e)
		if s.Kind != Decided || s.Path != "" {
			list = append(list, s)
		}
		if e.What == initiative.Adopted && life.Parent.Title != "" {
			list = append(list, Station{Kind: Taken, Day: e.Day, Title: life.Parent.BodyName, Path: drawn(life.Parent.Path)})
		}
	}
	list = append(list, planned(life.Marks, life.ReportedOn)...)
	for i := range list {
		if list[i].Path == "" {
			list[i].Path = path
		}
	}
	return list
}

// fromWork returns the life of an initiative as those have it who work with it.
func fromWork(life initiative.Life) (list []Station) {
	for _, e := range life.Events {
		s := step(e)
		s.Text = e.Text
		switch {
		case e.What == initiative.Born:
			s.Kind, s.Path, s.Text = Raised, life.Path(), ""
			list = append(list, s)
		case e.To == initiative.Described && e.From == initiative.Idea:
			s.Kind, s.Path = Described, life.Path()+"/case"
			list = append(list, s)
		case e.To == "" || !e.To.Decided():
		case e.What == initiative.Adopted && life.Parent.Title != "":
			list = append(list, s, Station{Kind: Taken, Day: e.Day, Title: life.Parent.BodyName, Path: life.Parent.Path})
		default:
			list = append(list, s)
		}
	}
	list = append(list, planned(life.Marks, life.ReportedOn)...)
	for i := range list {
		if list[i].Path == "" && list[i].Kind != Decided {
			list[i].Path = life.Path()
		}
	}
	return list
}

// drawn returns the address of the drawing of an initiative at a public address.
func drawn(path string) string {
	if slug, ok := strings.CutPrefix(path, "/indsatser/"); ok {
		return "/sager/" + slug
	}
	return path
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

// planned returns the milestones of a plan, each on the day it was reached or on the
// one it is planned for, and the final report.
func planned(marks []initiative.Mark, reportedOn string) (list []Station) {
	for _, m := range marks {
		s := Station{Kind: Milestone, Day: m.Reached, Title: m.Label}
		if m.Reached == "" {
			s.Due, s.Day = true, m.From
		}
		if m.Milestone && s.Day != "" {
			list = append(list, s)
		}
	}
	if reportedOn != "" {
		list = append(list, Station{Kind: Reported, Day: reportedOn, Title: finalReport})
	}
	return list
}
