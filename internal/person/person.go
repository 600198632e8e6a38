// Package person knows the people of the record and their seats.
//
// Minutes print names, not people. A [Sighting] is one printed name with whom
// it stood for; the register of people is worked out from all sightings by
// [Resolve]: those that are surely the same become one person, those that may
// be the same become two people and a doubt, until somebody settles it with a
// [Verdict]. Because the register follows from the sightings and the verdicts,
// it does not matter in which order the minutes came, and a verdict can be
// taken back.
package person

import "klynge/internal/body"

// A Person is somebody who is listed in minutes (OParl Person).
type Person struct {
	ID   string
	Slug string
	Name string // the fullest spelling that was printed most
}

// Path returns the address of the person on the site.
func (p Person) Path() string { return path(p.Slug) }

func path(slug string) string { return "/personer/" + slug }

// A Membership is a person's seat in a body, in one role and on behalf of one
// organisation, from the first to the last meeting that tells of it (OParl
// Membership). The dates are those of meetings: the seat may have been held
// before and after.
type Membership struct {
	ID             string
	PersonID       string
	OrganizationID string // the body
	OnBehalfOfID   string // "" when the minutes do not tell
	Role           string
	Sector         body.Sector
	Start, End     string // YYYY-MM-DD, "" when the meeting has no date
}

// A Sighting is one printed name with the organisation, or else the body, that
// it stood for. All that minutes tell of a person hangs on sightings.
type Sighting struct {
	Key          string // stable: the folded name and what it stood for
	Name         string // as printed, without title and party letter
	Organization string // id of the organisation represented, "" when not told
	Root         string // id of what that organisation is a part of, or itself
	PersonID     string // the person it is taken for, "" when new
	Bodies       []string
	Roles        []string // folded
	Meetings     []string
	Since        string // date of its first meeting
	Times        int    // how often it was printed
}

// A Verdict is what somebody has said of two sightings.
type Verdict struct {
	Left, Right string // sighting keys, Left < Right
	Same        bool
}
