package plan

import (
	"time"

	"klynge/internal/danish"
)

// Danish returns the word of a state: "aflyst".
func (s State) Danish() string {
	switch s {
	case Cancelled:
		return "aflyst"
	case Held:
		return "holdt"
	}
	return "planlagt"
}

// Danish returns the word of a form: "fysisk".
func (f Form) Danish() string {
	switch f {
	case Online:
		return "online"
	case Hybrid:
		return "fysisk og online"
	}
	return "fysisk"
}

// A Changed is one thing that was changed after a meeting was planned.
type Changed struct {
	MeetingID string
	Kind      string // moved, cancelled, restored, place
	Was       Meeting
	Reason    string
	At        time.Time
	By        string // who, for those who work with the plan
}

// span returns when a meeting is: "tirsdag 24. november 2026 kl. 14.00-16.00".
func span(m Meeting) string {
	day, err := time.Parse(time.DateOnly, m.Date)
	if err != nil {
		return m.Date
	}
	return danish.LongDate(day) + " " + danish.Span(m.Start, m.End)
}
