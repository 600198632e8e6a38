// Package meeting is the record of meetings: who came, what was on the agenda,
// what was recommended and decided, and what was announced and promised.
//
// The rows of a meeting are a projection: package archive rebuilds them from
// the reading of the version that is shown, with the corrections that people
// have made. [Values] names every value of a reading by an address that
// survives a new version, which is how corrections and differences find them.
package meeting

import (
	"time"

	"klynge/internal/body"
	"klynge/internal/reader/reading"
)

// A Meeting is one meeting of one body (OParl Meeting).
type Meeting struct {
	ID         string
	Slug       string // 2024-11-19-sundhedsklynge-nord
	BodyID     string
	Date       string // YYYY-MM-DD, "" when unknown
	Start, End string // HH:MM, "" when unknown
	Place      string
	Kind       reading.Kind
	DocumentID string // the version that is shown
	Created    time.Time
	Changed    time.Time
}

// Path returns the address of the meeting on the site.
func (m Meeting) Path() string { return at(m.Slug) }

func at(slug string) string { return "/moeder/" + slug }

// A Participation is one line of a meeting's list of participants. Name, Role,
// Organization and Grouping are as printed.
type Participation struct {
	MeetingID      string
	Position       int // from 0; its index in the reading
	PersonID       string
	OrganizationID string // on whose behalf, "" when not told
	Sighting       string // person.Sighting.Key
	Name           string
	Role           string
	Organization   string
	Grouping       string // the heading they stand under
	Sector         body.Sector
	Absent         bool
	Chair          bool
	Partly         string
}

// Excused reports whether they sent apologies.
func (p Participation) Excused() bool { return reading.Excused(p.Absent, p.Partly) }

// An Item is one point of the agenda (OParl AgendaItem).
type Item struct {
	ID              string
	MeetingID       string
	Position        int    // from 0; its index in the reading
	Anchor          string // its place on the meeting's page: punkt-6
	Number          string
	Title           string
	CaseNumber      string
	Type            reading.ItemType
	Closed          bool
	Minutes         int
	Sections        []reading.Section
	Decided         bool
	Decision        string
	Outcome         reading.Outcome
	Recommendations []reading.Recommendation
	Attachments     []reading.Attachment
	Files           []File // that anybody may fetch; only public readers fill it
}

// A Promise is something that a meeting was told would come later.
type Promise struct {
	MeetingID string
	Position  int
	ItemID    string
	Text      string
	Due       string
	From, To  string // YYYY-MM-DD
}

// An Announced meeting is one that a document says is to come.
type Announced struct {
	MeetingID  string // that announced it
	BodyID     string
	Date       string // YYYY-MM-DD
	Start, End string // HH:MM
}

// A Finding is what the document's own check found.
type Finding struct {
	MeetingID string
	Position  int
	reading.Finding
}
