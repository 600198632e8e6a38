// Package initiative knows the undertakings that minutes speak of (indsatser).
//
// Minutes name an undertaking again and again and never quite alike: as a mini
// business case, as a line of a fund table, as the title of an item. [Gather]
// puts together what surely speaks of the same thing; where it is not sure,
// two initiatives stay two.
package initiative

// An Initiative is one undertaking of a body.
type Initiative struct {
	ID      string
	Slug    string
	Title   string
	BodyID  string
	Leader  string // from the business case, "" without one
	Purpose string // from the business case
}

// Path returns the address of the initiative on the site.
func (i Initiative) Path() string { return path(i.Slug) }

func path(slug string) string { return "/indsatser/" + slug }

// What says where an initiative is spoken of.
type What string

const (
	Case What = "case" // a mini business case
	Fund What = "fund" // a row of a fund table
	Item What = "item" // an item of the agenda
)

// A Mention is one place where an initiative is spoken of.
type Mention struct {
	InitiativeID string
	MeetingID    string
	BodyID       string // of the meeting
	ItemID       string // "" when it stands outside the items
	What         What
	// Position is the index of the case or the item in the reading, or for a row
	// of a fund what [At] makes of both.
	Position int
	Date     string // of the meeting
	Label    string // as printed
	Leader   string // of a case
	Purpose  string // of a case
	fresh    bool   // not yet a row
}

// rows is more than any fund table has.
const rows = 10_000

// At returns the position of a mention in a row of a fund table, from their
// indexes in the reading.
func At(fund, row int) int { return fund*rows + row }
