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
	"slices"
	"strings"
	"time"

	"klynge/internal/meeting"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
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
	ID          string
	MeetingID   string
	MeetingSlug string
	Body        string // name of the organ that met
	Date        string // of the meeting, YYYY-MM-DD
	DocumentID  string
	At          string // address of the value: meeting.Value.At
	Kind        Kind
	Subject     string // of a person: key of the sighting in doubt
	Value       string // as it was read
	Candidates  []Candidate
	Passage     extract.Passage
	Text        string // the passage's own words
	Confidence  float64
	SettledAt   time.Time // zero while it waits
	SettledBy   string
}

// Label returns what is in doubt, in Danish: "Punkt 6, beslutning".
func (d Doubt) Label() string {
	if d.Kind == Person {
		return "Hvem er det"
	}
	return meeting.LabelAt(d.At)
}

// A Candidate is what a doubtful name may mean.
type Candidate struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Why  string `json:"why"`           // Danish: "samme navn, anden organisation"
	Key  string `json:"key,omitempty"` // of a person: the sighting to compare with
}

// same reports whether two doubts ask the same.
func same(a, b Doubt) bool {
	return a.Value == b.Value && slices.EqualFunc(a.Candidates, b.Candidates, func(x, y Candidate) bool { return x.Key == y.Key && x.Name == y.Name })
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

// Apply makes the corrections that hold, in the order they were made, and
// returns those whose value the meeting does not have: a new version may have
// dropped it. They stay, for the version after. An address is that of the value
// as it was read, whatever another correction has made of it.
func Apply(m *reading.Meeting, corrections []Correction) (unused []Correction) {
	values := map[string]meeting.Value{}
	for _, v := range meeting.Values(m) {
		values[v.At] = v
	}
	for _, c := range corrections {
		if !c.Holds() {
			continue
		}
		if v, ok := values[c.At]; !ok || v.Set(c.Value) != nil {
			unused = append(unused, c)
		}
	}
	return unused
}

// DoubtsOf returns the doubts about the values of a reading.
//
//   - A value that the reader is not sure of, and that nobody has corrected. Of a
//     participant whose whole line is in doubt only the name is asked.
//   - A corrected value that a new version prints in a third way. The
//     correction holds, but somebody should look.
//   - The date and the body when they are missing: without them nobody finds
//     the meeting.
func DoubtsOf(r *reading.Reading, corrections []Correction) []Doubt {
	corrected := map[string]Correction{}
	for _, c := range corrections {
		if c.Holds() {
			corrected[c.At] = c
		}
	}
	var doubts []Doubt
	var line float64 // confidence of the participant's name
	for _, v := range meeting.Values(&r.Meeting) {
		source, read := r.Sources[v.Path]
		if v.Field == "participant.name" {
			line = source.Confidence
		}
		d := Doubt{At: v.At, Kind: Value, Value: v.Text, Passage: source.Passage, Confidence: source.Confidence}
		c, isCorrected := corrected[v.At]
		switch {
		case isCorrected && v.Text != c.Was && v.Text != c.Value:
			d.Confidence = 0.5
		case isCorrected:
			continue
		case v.Text == "" && (v.At == "/date" || v.At == "/body"):
			d.Confidence = 0
		case !read || source.Confidence >= reading.Doubtful || v.Text == "":
			continue
		case v.Field != "participant.name" && strings.HasPrefix(v.Field, "participant.") && source.Confidence == line:
			continue
		}
		doubts = append(doubts, d)
	}
	return doubts
}
