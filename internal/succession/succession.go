// Package succession lets bodies end and others go on after them.
//
// A [Reform] is what changes on one day: each [Change] in it leads from bodies
// that end to bodies that go on, one to one, several to one or one to several,
// or to none. Before a body can end, everything it has open must have found its
// place (R49): each [Matter] is transferred to a successor, closed, or returned
// to whom it came from, each by a recorded decision. What is open is gathered
// from the nouns themselves whenever somebody looks, so nothing can be forgotten
// because it came late.
//
// [Store.Rehearse] does the whole reform in a transaction that is rolled back and
// tells what it would have come to; [Store.Do] does the same and keeps it. Both
// count before and after, and compare the money to the øre ([Trial]).
//
// Afterwards the record runs through: [ChainOf] leads from a body to those before
// and after it.
package succession

import (
	"time"

	"klynge/internal/access"
	"klynge/internal/body"
	"klynge/internal/danish"
)

// A State is how far a reform has come.
type State string

const (
	Planned   State = "planned"
	Scheduled State = "scheduled" // it is done by itself when the day begins
	Done      State = "done"
)

// A Reform is what changes on one day.
type Reform struct {
	ID, Slug, Name string
	Day            string // YYYY-MM-DD, the first day of those that go on
	State          State
	Made           time.Time
	By             string    // name
	Carried        time.Time // when it was done, zero before
	CarriedBy      string
	Version        int64
	Endings        []Ending
}

// Path returns the address of the reform for those who carry it out.
func (r Reform) Path() string { return "/arbejde/reform/" + r.Slug }

// Last returns the last day of the bodies that end.
func (r Reform) Last() string { return before(r.Day) }

// before returns the day before a day.
func before(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, -1).Format(time.DateOnly)
}

// An Ending is a body that ends, with those that go on after it.
type Ending struct {
	Body   body.Organization
	Ground Ground // that it ends
	To     []body.Organization
}

// Heir returns the successor with an id.
func (e Ending) Heir(id string) (body.Organization, bool) {
	for _, o := range e.To {
		if o.ID == id {
			return o, true
		}
	}
	return body.Organization{}, false
}

// A Ground is the decision behind something: of the working record, or of an item
// of public minutes.
type Ground struct {
	DecisionID string
	Path       string // /moeder/SLUG/ANCHOR
}

// Named reports whether there is a decision.
func (g Ground) Named() bool { return g.DecisionID != "" || g.Path != "" }

// A Noun is a kind of things that a body may have open.
type Noun string

const (
	Initiative   Noun = "initiative"
	Fund         Noun = "fund" // what is left of one period
	FollowUp     Noun = "follow-up"
	Hearing      Noun = "hearing"
	Item         Noun = "item"      // waits for an agenda
	Candidate    Noun = "candidate" // proposes itself for one
	Meeting      Noun = "meeting"
	Poll         Noun = "poll" // of which dates suit
	Minutes      Noun = "minutes"
	RoundUp      Noun = "round-up"
	Study        Noun = "study"
	Seat         Noun = "seat"
	Role         Noun = "role" // that did not come with a seat
	Subscription Noun = "subscription"
)

// Nouns are all of them in the order in which they are settled: money before the
// initiatives it carries, seats before what their holders owe.
var Nouns = []Noun{Fund, Initiative, Seat, Role, FollowUp, Hearing, Poll, Meeting, Minutes, Item, Candidate, RoundUp, Study, Subscription}

// A Matter is something that a body has open.
type Matter struct {
	Noun    Noun
	Subject string // id within its noun
	BodyID  string // that ends
	Title   string
	Detail  string            // in one line, for who may read the title
	Path    string            // where it is worked with, ""
	Closed  bool              // the title is for those who may read closed items
	Needs   access.Permission // to read the title, "" for none
	Amount  danish.Amount     // of a remainder
	Stuck   string            // why it cannot be settled before somebody puts it right, ""
	Allowed []Outcome         // what can become of it

	takesAlong bool // when it is closed, what others owe in it falls away
}

// last orders matters: those that take others along come after them.
func (m Matter) last() int {
	if m.takesAlong {
		return 1
	}
	return 0
}

// For returns a matter as somebody may see it: what is closed, or written by those
// of the body for themselves, has no words for others.
func (m Matter) For(who access.Who) Matter {
	switch {
	case m.Closed && !who.May(access.ReadClosed, m.BodyID):
		m.Title = "Lukket sag"
	case m.Needs != "" && !who.May(m.Needs, m.BodyID):
		m.Title = "Kan kun læses i organet"
	default:
		return m
	}
	m.Detail, m.Path = "", ""
	return m
}

// Key names a matter in a form.
func (m Matter) Key() string { return m.BodyID + " " + string(m.Noun) + " " + m.Subject }

// An Outcome is what becomes of a matter.
type Outcome string

const (
	Transfer Outcome = "transfer"
	Close    Outcome = "close"
	Return   Outcome = "return"
)

// A Choice is what is to become of a matter.
type Choice struct {
	Outcome  Outcome
	ToID     string // of a transfer: the successor
	Receiver string // of a return: who gets it back
	Reason   string // of closing and of a return
	Ground
	At time.Time
	By string // name
}

// A Change leads from bodies that end to those that go on after them.
type Change struct {
	ReformID, ReformSlug, ReformName string
	Day                              string // the first day of those that go on
	State                            State
	From, To                         []body.Organization
}

// A Relation is how a body stands to another.
type Relation string

const (
	Predecessor Relation = "predecessor" // forgænger
	Successor   Relation = "successor"   // efterfølger
)

// A Link is a body that came before or after another.
type Link struct {
	body.Organization
	Relation Relation
	Day      string // on which it began, or ended in favour of the next
	Steps    int    // 1 for the nearest
}
