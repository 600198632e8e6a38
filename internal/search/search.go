// Package search finds meetings, items, decisions, attachments and people in
// the record by the words that a Dane would use.
//
// The same question gives the same hits in the same order on SQLite and on
// PostgreSQL: the analysis of the language and the ranking are ours (package
// danish), the engines only keep rows. What is written to the index is written
// in the transaction that changes the record, so a change is found at once.
package search

// A Query is what a person asks.
type Query struct {
	Text string // words, "phrases", -without
	// Facets narrow the hits. Empty means all.
	Body    string // slug of the organisation that met
	Year    string // "2024"
	Type    string // reading.ItemType
	Outcome string // reading.Outcome
	Person  string // slug of a participant
	Kind    Kind
	Sort    Sort
	After   string // Results.Next of the page before
	Limit   int    // hits a page, 20 when zero
}

// A Kind is what a hit is.
type Kind string

const (
	Item       Kind = "item"
	Meeting    Kind = "meeting"
	Person     Kind = "person"
	Body       Kind = "body"
	Initiative Kind = "initiative"
)

// A Sort is an order of hits.
type Sort string

const (
	Relevance Sort = ""
	Newest    Sort = "newest"
)

// Results is one page of hits.
type Results struct {
	Hits []Hit
	// Total is how many match. It is exact up to [Counted]; above that AtLeast is
	// set and Total is Counted.
	Total   int
	AtLeast bool
	Facets  []Facet
	Next    string // cursor of the next page, "" on the last
	// Suggestion is the question with its typing errors mended, when that finds
	// more ("mente du").
	Suggestion string
}

// Counted is how many matches are counted exactly.
const Counted = 10_000

// A Hit is one thing found.
type Hit struct {
	Kind    Kind
	ID      string // of the item, meeting, person, organisation or initiative
	Path    string // its address, such as /moeder/2024-11-19-sundhedsklynge-nord#punkt-6
	Title   []Span
	Snippet []Span // the sentence that matched
	Where   string // "presentation", "decision", "recommendation", "attachment", "title", "name"
	Number  string // of an item
	Meeting string // id of the meeting it belongs to
	Body    string // name of the organisation that met
	Date    string // YYYY-MM-DD
	Outcome string
}

// A Span is a run of text, marked where it matched.
type Span struct {
	Text string
	Mark bool
}

// A Facet is one way to narrow the hits, with how many each value would leave.
type Facet struct {
	Name   string // "body", "year", "type", "outcome", "person"
	Values []FacetValue
}

// A FacetValue is one choice of a facet.
type FacetValue struct {
	Value  string // goes into the Query
	Label  string // a name to show; empty when Value names itself
	Count  int
	Chosen bool
}
