// Package review is where people check what the reader doubts.
//
// A [Doubt] is a value that the reader is unsure of, or a name that the
// register cannot place. Somebody accepts it, corrects it, or says whether two
// names are one person. What they say is a [Correction]: kept beside the
// reading with who and when, applied each time the meeting's rows are built,
// and withdrawn without a trace left in the rows when it is taken back. A
// doubt that is settled does not return unless the value it was about changes.
package review

import (
	"time"

	"klynge/internal/reader/extract"
)

// A Kind is what a doubt is about.
type Kind string

const (
	Value        Kind = "value"
	Person       Kind = "person"       // may be the same as a candidate
	Organization Kind = "organization" // an abbreviation or a name nobody knows
)

// A Doubt waits for a person, or has been settled by one.
type Doubt struct {
	ID           string
	MeetingID    string
	MeetingSlug  string
	MeetingTitle string // "Sundhedsklynge Nord, 19. november 2024"
	DocumentID   string
	At           string // address of the value: meeting.Value.At
	Kind         Kind
	Value        string // as it was read
	Candidates   []Candidate
	Passage      extract.Passage
	Text         string // the passage's own words
	Confidence   float64
	SettledAt    time.Time // zero while it waits
	SettledBy    string
}

// A Candidate is what a doubtful name may mean.
type Candidate struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Why  string `json:"why"`           // Danish: "samme navn, anden organisation"
	Key  string `json:"key,omitempty"` // sighting that the verdict is about
}

// A Correction is what a person said instead of what was read. It is never
// removed: a correction that is taken back says by whom and when.
type Correction struct {
	ID          string
	MeetingID   string
	At          string // meeting.Value.At
	Was         string // what was read
	Value       string
	By          string
	Made        time.Time
	WithdrawnBy string
	Withdrawn   time.Time // zero while it holds
}

// Holds reports whether the correction has not been taken back.
func (c Correction) Holds() bool { return c.Withdrawn.IsZero() }
