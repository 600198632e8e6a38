// Package reading holds what the reader found in one document: a meeting, the
// passage behind each value, and the findings of the document about itself.
//
// A value that the reader did not find is the zero value: an empty string, a
// nil slice, 0. Nothing is ever invented; a value that was worked out rather
// than read (a year taken from the meeting's date) has a [Source] that says so.
package reading

import (
	"fmt"
	"strings"

	"klynge/internal/danish"
	"klynge/internal/reader/extract"
)

// A Reading is what the reader made of one file.
type Reading struct {
	File     string // the name the file came with
	Digest   string // SHA-256 of its bytes, in hexadecimal
	Document *extract.Document
	Meeting  Meeting
	Sources  map[Path]Source
	Findings []Finding
}

// A Path names one value of a [Meeting] as a JSON pointer (RFC 6901) into the
// JSON that klynge read --full prints, such as "/items/5/decision".
type Path string

// At returns the path made of parts: At("items", 5, "decision").
func At(parts ...any) Path {
	path := ""
	for _, part := range parts {
		path += "/" + fmt.Sprint(part)
	}
	return Path(path)
}

// A Source is the passage that a value was read from.
type Source struct {
	extract.Passage
	// Confidence is the reader's own estimate, from 0 to 1, that the value is
	// right. Below [Doubtful] a person is asked to confirm it.
	Confidence float64 `json:"confidence"`
	// Inferred is true for a value that does not stand in the passage as such.
	Inferred bool `json:"inferred,omitempty"`
}

// Doubtful is the confidence below which a value goes to review.
const Doubtful = 0.75

// Note stores where a value was read. A later note for the same path wins.
func (r *Reading) Note(path Path, p extract.Passage, confidence float64) {
	r.note(path, Source{Passage: p, Confidence: confidence})
}

// Infer stores what a value that does not stand in the text was worked out from.
func (r *Reading) Infer(path Path, p extract.Passage, confidence float64) {
	r.note(path, Source{Passage: p, Confidence: confidence, Inferred: true})
}

func (r *Reading) note(path Path, s Source) {
	if r.Sources == nil {
		r.Sources = map[Path]Source{}
	}
	r.Sources[path] = s
}

// A Kind tells an agenda from minutes.
type Kind string

const (
	Minutes Kind = "minutes" // referat, beslutningsprotokol
	Agenda  Kind = "agenda"  // dagsorden
)

// A Meeting is the record of one meeting as its document tells it (OParl Meeting).
type Meeting struct {
	Body         string // the organ that met, as printed
	Date         string // YYYY-MM-DD
	Start, End   string // HH:MM
	Place        string
	Kind         Kind
	Participants []Participant
	Items        []Item
	Cases        []Case
	Funds        []Fund
	NextMeetings []Next
	Promises     []Promise
}

// A Participant is somebody listed as present, absent or guest.
type Participant struct {
	Name         string
	Role         string // as printed: "Formand for Sundhedsudvalget"
	Organization string // whom they represent, as printed
	Group        string // the heading they stand under: "Politikere"
	Absent       bool   // for the whole meeting
	Chair        bool   // ordstyrer, mødeleder or formand of this meeting
	// Partly says in the document's own words which part they missed, such as
	// "deltog ikke i behandlingen af punkt 6".
	Partly string
	// SubstituteFor is the name of the member whose seat they took (stedfortræder).
	SubstituteFor string
}

// Unexcused is what minutes write of somebody who neither came nor said so.
const Unexcused = "udeblev uden afbud"

// Excused reports whether somebody sent apologies (afbud), of whether they were
// away and the document's words about it.
func Excused(absent bool, partly string) bool {
	return absent && !strings.Contains(strings.ToLower(partly), Unexcused)
}

// An ItemType is what the body is asked to do with an item.
type ItemType string

const (
	Orientation ItemType = "orientation"
	DecisionOn  ItemType = "decision"
	Discussion  ItemType = "discussion"
	Approval    ItemType = "approval"
)

// An Outcome is what the body did.
type Outcome string

const (
	Approved  Outcome = "approved"  // godkendt, tiltrådt, vedtaget, anbefales
	Noted     Outcome = "noted"     // taget til efterretning
	Discussed Outcome = "discussed" // drøftet
	Postponed Outcome = "postponed" // udsat
	Rejected  Outcome = "rejected"  // ikke godkendt, ikke imødekommet
)

// An Item is one point of the agenda (OParl AgendaItem).
type Item struct {
	Number  string // as printed, without a trailing dot
	Title   string // without number, type prefix, closed marker and duration
	Case    string // case number, an opaque string
	Type    ItemType
	Closed  bool
	Minutes int // planned duration
	// Sections are everything that stands under the item except what has a
	// field of its own, in order. The presentation (sagsfremstilling) is here.
	Sections        []Section
	Recommendations []Recommendation
	// Decided is true when the item has a place for a decision, even an empty one.
	Decided     bool
	Decision    string // verbatim, one line break between paragraphs
	Outcome     Outcome
	Attachments []Attachment
}

// A Section is a run of text under one heading of an item.
type Section struct {
	Heading string // "Sagsfremstilling", "Økonomi"; empty for text without a heading
	Level   int    // depth below the item, from 0
	Lines   []Line
}

// A Line is one paragraph, list item or table row of a section.
type Line struct {
	Kind  extract.BlockKind
	Label string
	Text  string
	Cells []string // of a row
	extract.Passage
}

// A Recommendation is one line of what the body was recommended to decide
// (indstilling; Popolo Motion).
type Recommendation struct {
	Text    string
	Outcome Outcome // when the decision tells it for this line
}

// An AttachmentState is what the document says of where an attachment is.
type AttachmentState string

const (
	Enclosed AttachmentState = "enclosed"  // listed, nothing else said
	Mailed   AttachmentState = "mailed"    // sent beside the document
	ToFollow AttachmentState = "to follow" // eftersendes
)

// An Attachment is a paper listed with an item (OParl auxiliaryFile).
type Attachment struct {
	Name  string
	State AttachmentState
}

// A Case is a mini business case: the one-page plan behind an initiative.
type Case struct {
	Title     string
	Item      string // number of the item it belongs to
	Leader    string
	Group     []string // the project group, one person a line as printed
	Funding   danish.Amount
	Purpose   []Line // indsatsens formål
	Data      []Line // data for indsatsen
	Scope     []Line // afgrænsning
	Schedule  []Line // tidsramme og milepæle
	Resources []Line // ressourceallokering
	Phases    []Phase
}

// A Phase is one step of a case's schedule. Start and End are as printed where
// they are no dates: "1. januar 2021", "?".
type Phase struct {
	Label, Text string
	Start, End  string
	Open        bool // the end is not known
}

// A Fund is one table of money.
type Fund struct {
	Item      string // number of the item the table stands in
	Title     string // the line that introduces it
	Rows      []FundRow
	Total     danish.Amount // printed total, or the amount received in the text
	Remaining danish.Amount
	HasTotal  bool
	HasRest   bool
}

// A FundRow is one line of a fund table. The row of what is left has Rest set.
type FundRow struct {
	Label  string
	Amount danish.Amount
	Rest   bool
}

// Next is a coming meeting that the document announces.
type Next struct {
	Date       string // YYYY-MM-DD
	Start, End string
	NoYear     bool // the year was worked out
}

// A Promise is something the document says will come later: a status at the
// next meeting, a clarification in spring 2025.
type Promise struct {
	Item string // number of the item
	Text string // the sentence
	// Due is when, as far as it was said: "2025-03", "2025-spring", "next meeting",
	// or a date. Season and quarter stay as said.
	Due  string
	From string // start of the period it covers, YYYY-MM-DD
	To   string // end of the period it covers
}
