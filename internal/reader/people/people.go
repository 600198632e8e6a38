// Package people reads who was at a meeting: from the lines that list people
// to [reading.Participant] values, each with the passage it was read from.
//
// A list of people is written in dozens of ways, and most of them are slips of
// the others: "Direktør, Ida Holm, Nørre Kommune", "Nørre Kommune Ida Holm",
// "Ida Holm (A) - afbud". So there is no grammar per layout. A line is cut into
// words and each piece is weighed for being a name, a role or an organisation,
// from its shape and from the words it is made of; the reading that explains
// most of the line wins. A piece that is none of them makes nothing.
//
//   - [Read] reads lines that stand in a list.
//   - [Absences] reads sentences that tell who was away.
//   - [LooksLikeName] and [IsPerson] tell a caller where such lines end.
//   - [SameName], [Canonical] and [Key] compare names across documents.
package people

import (
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

// A Line is one line of a list of participants: a paragraph, a list item, a
// table row or one paragraph of a cell.
type Line struct {
	Text            string
	Label           string // the printed label of a list item
	Heading         bool   // the document marks it as a heading
	Bold            bool
	Gap             bool     // an empty line stands before it
	Cells           []string // of a table row, found in Text in this order
	extract.Passage          // of Text in the document, in characters
}

// A Hint is what the caller knows of all the lines.
type Hint struct {
	Absent bool   // they stand under Afbud, Fraværende, Forfald
	Called bool   // they stand under Medlemmer, Indkaldte: whoever was expected
	Group  string // the heading they stand under, "" when it is only "Deltagere"
	Body   string // the organ that met
}

// Found is one person with the passages of each value. A passage of a value
// that the line does not hold is the zero Passage.
type Found struct {
	reading.Participant
	Confidence float64 // that this is a person, and the values right; 0 to 1

	At             extract.Passage // everything that tells of this person
	NameAt         extract.Passage
	RoleAt         extract.Passage
	OrganizationAt extract.Passage
	GroupAt        extract.Passage // the heading, when it is one of the lines
	AbsentAt       extract.Passage // "(afbud)", when the line itself says it
	PartlyAt       extract.Passage

	presides bool // "(formand)" stands behind the name
	called   bool // the list is of those expected, not of those who came
}

// An Absence is what a sentence tells about one person and the meeting. Whoever
// is neither absent nor partly away came.
type Absence struct {
	Name  string
	Role  string
	Group string // party letter or parish, as printed: "A"
	// Absent is true when they missed the whole meeting.
	Absent bool
	// Partly is the sentence's own words for the part that was missed.
	Partly string
	// Substitute is true for somebody who came instead of a member; For is
	// that member, when the sentence tells.
	Substitute bool
	For        string
	Chair      bool // "Mødet blev ledet af Ida Holm"

	Start, End int // of Name in the text, in bytes
	Confidence float64
}
