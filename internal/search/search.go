// Package search finds meetings, items, decisions, attachments and people in
// the record by the words that a Dane would use.
//
// The same question gives the same hits in the same order on SQLite and on
// PostgreSQL: the analysis of the language (package danish), the index and the
// ranking are ours, the engines only keep its rows. [Put] writes in the
// transaction that changes the record, so a change is found at once.
//
// The index is an inverted file. Documents are numbered as they come; a row
// holds some of the postings of one term: which documents, how much the term
// says of each, and where it stands. [Ask] walks the documents block by block
// where all the words can be, scores the matches with BM25 and keeps the best
// few. docs/decisions/0003-search.md says why it is ours.
package search

// A Query is what a person asks.
type Query struct {
	Text string // words, "phrases", -without, begin*
	// Facets narrow the hits. Empty means all.
	Body    string   // slug of the organisation that met
	Before  []string // slugs of those that went on in it, whose hits count as its own
	Year    string   // "2024"
	Type    string   // reading.ItemType
	Outcome string   // reading.Outcome
	Person  string   // slug of a participant
	Kind    Kind
	Sort    Sort
	After   string // Results.Next of the page before
	Limit   int    // hits a page, 20 when zero
	Counts  bool   // count the facets
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
	Hits   []Hit
	Total  int
	Facets []Facet // where the query asks for Counts
	Next   string  // cursor of the next page, "" on the last
	// Suggestion is the question with its typing errors mended ("mente du"). It is
	// given where nothing was found.
	Suggestion string
}

// A Hit is one thing found.
type Hit struct {
	Kind    Kind
	ID      string // of the item, meeting, person, organisation or initiative
	Path    string // its address, such as /moeder/2024-11-19-sundhedsklynge-nord#punkt-6
	Title   []Span
	Snippet []Span // the sentence that matched
	Where   string // name of the field the snippet is from: "decision", "attachment"
	Number  string // of an item
	Body    string // name of the organisation that met
	Date    string // YYYY-MM-DD
	Outcome string
	Score   float64
}

// A Span is a run of text, marked where it matched.
type Span struct {
	Text string
	Mark bool
}

// A Facet is one way to narrow the hits, with how many each value would leave.
type Facet struct {
	Name   string // "body", "year", "type", "outcome", "person", "kind"
	Values []FacetValue
}

// A FacetValue is one choice of a facet.
type FacetValue struct {
	Value  string // goes into the Query
	Label  string // a name to show; empty when Value names itself
	Count  int
	Chosen bool
}

// A Document is one thing that can be found.
type Document struct {
	Kind    Kind
	ID      string
	Path    string
	Number  string
	Body    Choice // the organisation that met
	Date    string // YYYY-MM-DD
	Type    string
	Outcome string
	People  []Choice // participants, for the facet
	Fields  []Field
}

// A Choice is a facet value with the name to show.
type Choice struct{ Value, Label string }

// A Field is one text of a document. Weight is how much a word in it says of
// the document, 1 for running text.
type Field struct {
	Name   string  `json:"name"`
	Text   string  `json:"text"`
	Weight float64 `json:"weight"`
}
