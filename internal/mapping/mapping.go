// Package mapping describes citizens that a body has a hard time reaching,
// without describing any citizen.
//
// A [Study] gathers [Card]s. A card is a type: what such citizens need, what
// stands in the way, where there is contact, what can be built on, and roughly
// how many there are. Somebody writes it, somebody else reads it for what could
// tell who it is about, and only then is it usable. Two people mark passages of
// the cards with [Tag]s, neither seeing what the other marks; where they differ it
// is settled with a reason. Tags gather in [Theme]s, and themes carry
// [Recommendation]s, which go on the body's agenda.
//
// Who is behind a card is known to the partner that told of it, in a table of
// its own somewhere else. That table is not here and has no place to be (G6). The
// rules in rules.go (G1 to G6) say when a study may go on.
package mapping

import (
	"slices"
	"strings"
	"time"

	"klynge/internal/when"
)

// A State is how far a study is.
type State string

const (
	Collecting State = "collecting" // cards are written and read
	Coding     State = "coding"     // the cards lie still, and two people mark them
	Reconciled State = "reconciled" // every difference between the two is settled
	Validated  State = "validated"  // a partner has seen cards and themes
	Reported   State = "reported"   // the report is written
	Closed     State = "closed"     // its body ended, and nobody goes on with it
)

// States are those on the way, in order. One that is closed is on none.
var States = []State{Collecting, Coding, Reconciled, Validated, Reported}

// Before reports whether a state comes before another.
func (s State) Before(other State) bool {
	return slices.Index(States, s) < slices.Index(States, other)
}

// A Population is which group the citizens of a card are in.
type Population string

const (
	GroupOne     Population = "1"
	GroupTwo     Population = "2" // known in both sectors at once (G1)
	GroupBoth    Population = "both"
	GroupUnknown Population = "unknown"
)

// Populations are all of them, in the order they are offered.
var Populations = []Population{GroupOne, GroupTwo, GroupBoth, GroupUnknown}

// A Band is roughly how many citizens are like a card. No number is ever kept.
type Band string

const (
	Few        Band = "few" // fewer than five
	FiveUp     Band = "5-9"
	TenUp      Band = "10-19"
	TwentyUp   Band = "20-49"
	FiftyAndUp Band = "50"
)

// Bands are all of them, the smallest first.
var Bands = []Band{Few, FiveUp, TenUp, TwentyUp, FiftyAndUp}

var ranges = map[Band][2]int{Few: {1, 4}, FiveUp: {5, 9}, TenUp: {10, 19}, TwentyUp: {20, 49}, FiftyAndUp: {50, 0}}

// Range returns the fewest and the most citizens of a band; the most is 0 where
// there is no end.
func (b Band) Range() (least, most int) { return ranges[b][0], ranges[b][1] }

// BandOf returns the band of a number of citizens, and forgets the number.
func BandOf(n int) Band {
	for _, b := range slices.Backward(Bands) {
		if least, _ := b.Range(); n >= least {
			return b
		}
	}
	return Few
}

// A CardState is how far a card is.
type CardState string

const (
	Draft        CardState = "draft"
	Deidentified CardState = "de-identified" // another than the author has read it
	Usable       CardState = "usable"
	Merged       CardState = "merged" // into another, which stands instead
)

// CardStates are all of them, in order.
var CardStates = []CardState{Draft, Deidentified, Usable, Merged}

// A Part is a text of a card.
type Part string

const (
	Need     Part = "need"
	Barrier  Part = "barrier"
	Contact  Part = "contact"
	Strength Part = "strength"
)

// Parts are all of them, in the order they are read.
var Parts = []Part{Need, Barrier, Contact, Strength}

// A Card is a type of citizen. It has no place for a person.
type Card struct {
	ID, StudyID string
	Number      int
	Source      string // organisation that knows the type
	Population  Population
	Overlap     bool // courses in both sectors on one day at least (G1)
	Resident    bool // residence was checked at inclusion (G2)
	Need        string
	Barrier     string
	Contact     string
	Strength    string
	Band        Band
	Blurred     string // what was made less exact, "" for nothing (G3)
	State       CardState
	MergedInto  string // id of a card
	AuthorID    string // account of who wrote it down
	Author      string
	ReaderID    string // account of the second reader
	Reader      string
	Version     int64
}

// Text returns a part of a card.
func (c Card) Text(p Part) string {
	switch p {
	case Need:
		return c.Need
	case Barrier:
		return c.Barrier
	case Contact:
		return c.Contact
	case Strength:
		return c.Strength
	}
	return ""
}

// Texts returns all that was written on a card, as one text.
func (c Card) Texts() string {
	return strings.Join([]string{c.Need, c.Barrier, c.Contact, c.Strength}, "\n\n")
}

// A Tag is a short word for what passages are about. Tags stand in a tree.
type Tag struct {
	ID, ParentID, Name, ThemeID string
	Depth                       int // 0 for a tag without a parent
}

// A Coder is one of the two who mark the cards.
type Coder struct {
	Place     int // 1 or 2
	AccountID string
	Name      string
	Done      time.Time
}

// A Highlight is a passage of a card that a coder gave a tag.
type Highlight struct {
	ID, CardID, TagID string
	Place             int // of the coder
	Part              Part
	Start, End        int    // characters into the part
	Text              string // what stands there
}

// A Settling says whether a card has a tag that only one coder gave it.
type Settling struct {
	CardID, TagID string
	Keep          bool
	Reason, By    string
	At            time.Time
}

// A Theme gathers tags, and through them cards.
type Theme struct{ ID, Name, Text string }

// A Recommendation is what the body is recommended to do, and from which themes
// that follows.
type Recommendation struct {
	ID, Text, Reason string
	Themes           []string // ids
	ItemID           string   // draft_item it became, "" for none
	Version          int64
}

// A Partner is an organisation that is shown cards and themes by a link (G4).
type Partner struct {
	ID, StudyID, Name, Email  string
	Invited, Answered, Closed time.Time // zero until they are
}

// A Comment is what a partner said of a card or a theme.
type Comment struct {
	Number    int
	PartnerID string
	About     string // id of a card or a theme, "" for the whole
	Text      string
	At        time.Time
}

// A Study is one mapping study. What is in it beside its head is there when it
// was asked for.
type Study struct {
	ID, BodyID, BodyName, BodySlug string

	Title, Purpose string
	Basis          string // in law
	GroupOne       string // who is in group 1
	GroupTwo       string
	Starts, Ends   string // days, YYYY-MM-DD
	State          State
	Erased         time.Time // what lies elsewhere, as somebody said
	ErasedBy       string
	Made           time.Time
	MadeBy         string
	Published      time.Time
	Version        int64

	Cards           []Card
	Tags            []Tag // a tree, each after its parent
	Coders          []Coder
	Highlights      []Highlight // those that the asker may see
	Settled         []Settling
	Themes          []Theme
	Recommendations []Recommendation
	Partners        []Partner
	Comments        []Comment
	Decided         map[string][]Decided // by recommendation
}

// Decided is what became of a recommendation at a meeting.
type Decided struct {
	Date  string
	Text  string
	Path  string // of the item's public page, "" while it has none
	Tasks int    // follow-ups of the decision
	Done  int    // of those
}

// DefaultGroups are how the two groups are told apart unless a study says
// otherwise.
var DefaultGroups = [2]string{
	"Borgere, som ikke nås med de indsatser, der findes.",
	"Kendte borgere, der har samtidige forløb både i kommunen og i regionen.",
}

// Card returns a card by id.
func (s Study) Card(id string) (c Card, ok bool) {
	i := slices.IndexFunc(s.Cards, func(c Card) bool { return c.ID == id })
	if i < 0 {
		return c, false
	}
	return s.Cards[i], true
}

// Tag returns a tag by id.
func (s Study) Tag(id string) (t Tag, ok bool) {
	i := slices.IndexFunc(s.Tags, func(t Tag) bool { return t.ID == id })
	if i < 0 {
		return t, false
	}
	return s.Tags[i], true
}

// TagPath names a tag with those above it: "Adgang / Transport".
func (s Study) TagPath(id string) string {
	var names []string
	for range mostDepth {
		t, ok := s.Tag(id)
		if !ok {
			break
		}
		names, id = append(names, t.Name), t.ParentID
	}
	slices.Reverse(names)
	return strings.Join(names, " / ")
}

// Theme returns a theme by id.
func (s Study) Theme(id string) (t Theme, ok bool) {
	i := slices.IndexFunc(s.Themes, func(t Theme) bool { return t.ID == id })
	if i < 0 {
		return t, false
	}
	return s.Themes[i], true
}

// Partner returns a partner by id.
func (s Study) Partner(id string) (p Partner, ok bool) {
	i := slices.IndexFunc(s.Partners, func(p Partner) bool { return p.ID == id })
	if i < 0 {
		return p, false
	}
	return s.Partners[i], true
}

// Coder returns the place of somebody who codes, 0 for anybody else.
func (s Study) Coder(accountID string) int {
	for _, c := range s.Coders {
		if accountID != "" && c.AccountID == accountID {
			return c.Place
		}
	}
	return 0
}

// Coded reports whether both have marked all they want. Only then is what they
// marked shown to others than themselves.
func (s Study) Coded() bool {
	done := 0
	for _, c := range s.Coders {
		if !c.Done.IsZero() {
			done++
		}
	}
	return done == 2
}

// Path is where the study is worked on.
func (s Study) Path() string { return "/arbejde/kortlaegning/" + s.ID }

// PublicPath is where everybody reads the report.
func (s Study) PublicPath() string { return "/kortlaegninger/" + s.ID }

// EraseBy returns the last day on which there may be a table of who is behind the
// cards, wherever it lies: six months after the end of the project (G6). When that
// month has no such day, it is the last one it has.
func (s Study) EraseBy() string {
	end, err := time.ParseInLocation(time.DateOnly, s.Ends, when.Copenhagen)
	if err != nil {
		return ""
	}
	by := end.AddDate(0, 6, 0)
	if by.Day() != end.Day() {
		by = by.AddDate(0, 0, -by.Day())
	}
	return by.Format(time.DateOnly)
}
