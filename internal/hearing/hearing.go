// Package hearing sends a question to some bodies and brings it back answered
// (høring).
//
// A [Hearing] holds [Proposal]s, each in versions, and [Addressee]s: bodies here,
// which get an item in their backlog, or elsewhere, which get a link by mail. An
// [Answer] counts only with the decision behind it (I1), and says a [Position] on
// each proposal. What the secretariat rolls up is a [Note] in the form of a
// Danish høringsnotat, which goes back to the sender and is acknowledged.
//
// How far a hearing has come ([Hearing.Stage]) and an addressee ([Hearing.Status])
// follows from what happened and from the day. Nothing is set by hand, so no job
// has to run for a deadline to pass.
//
// The rules I1 to I7 are those of the domain's part (i); R21 and R50 of the
// catalogue of rules.
package hearing

import (
	"slices"
	"time"

	"klynge/internal/access"
	"klynge/internal/publication"
)

// An Access is who may read a hearing.
type Access string

const (
	Everybody Access = "public"   // the default
	Within    Access = "internal" // those of the bodies that take part
	Closed    Access = "closed"   // those who may read closed items there
)

// A Hearing is one question to some bodies.
type Hearing struct {
	ID                         string
	BodyID, BodyName, BodySlug string // that runs it; of one from elsewhere, that answers it
	SenderBodyID               string // "" for a sender elsewhere
	SenderName, SenderEmail    string
	ContactName, ContactEmail  string
	Title, Intro               string
	Due                        string // YYYY-MM-DD, last day to answer
	Access                     Access
	Revision                   int       // from 1, one more for each rewording
	Sent                       time.Time // zero for a draft
	Withdrawn                  Withdrawal
	Foreign                    Foreign // of one that another installation sent
	Version                    int64
	Proposals                  []Proposal
	Papers                     []Paper
	Addressees                 []Addressee
	Notes                      []Issued // the first first
	Events                     []Event
}

// A Withdrawal is why a hearing that was sent is not asked any more.
type Withdrawal struct {
	At         time.Time // zero when it stands
	Reason, By string
}

// Happened reports whether the hearing was withdrawn.
func (w Withdrawal) Happened() bool { return !w.At.IsZero() }

// Foreign is where a hearing from another installation belongs.
type Foreign struct {
	Key   string // that signed it, "" for our own
	ID    string
	URL   string
	Token string // of the link in the mail; the answer brings it along
	To    string // id of the addressee there
}

// Path returns the address of the hearing for those who work with it.
func (h Hearing) Path() string { return "/arbejde/hoering/" + h.ID }

// Elsewhere reports whether another installation sent it.
func (h Hearing) Elsewhere() bool { return h.Foreign.Key != "" }

// A Proposal is one thing that is asked about.
type Proposal struct {
	ID       string
	Foreign  string    // its id where it came from
	Wordings []Wording // the first first
	Assessment
}

// An Assessment is what the secretariat says of the answers to a proposal.
type Assessment struct {
	Summary string
	Met     Met
	Reason  string
}

// A Met is whether the answers were met.
type Met string

const (
	Undecided Met = ""
	Whole     Met = "met"
	Partly    Met = "partly"
	NotMet    Met = "not-met"
)

// A Wording is a proposal as it was put.
type Wording struct {
	Number      int // from 1
	Revision    int // of the hearing
	Title, Text string
	At          time.Time
	By          string
}

// Now returns the wording that stands.
func (p Proposal) Now() Wording {
	if len(p.Wordings) == 0 {
		return Wording{}
	}
	return p.Wordings[len(p.Wordings)-1]
}

// A Paper belongs to the question: it is a file, lies at an address, or is to
// follow.
type Paper struct {
	ID, Name, URL string
	Due           string // YYYY-MM-DD, of one that is to follow
	File          File   `json:"-"`
}

// Missing reports whether a paper is promised and not there (eftersendes).
func (p Paper) Missing() bool { return p.URL == "" && !p.File.There() }

// A File is the bytes of a paper or of a letter, in the vault.
type File struct {
	ID, Name, Digest, MediaType string
	Size                        int64   // bytes
	Doubts                      []Doubt // what somebody should look at before it is sent
	At                          time.Time
	By                          string
}

// A Doubt is a place in a file that somebody should look at (R30).
type Doubt struct {
	Kind    publication.FindingKind
	Page    int    // 0 when there are none
	Excerpt string // with what is personal masked
}

// There reports whether there is a file.
func (f File) There() bool { return f.Digest != "" }

// PapersAt returns the papers with the addresses of their files below a page.
func (h Hearing) PapersAt(page string) []Paper {
	list := slices.Clone(h.Papers)
	for i := range list {
		if p := &list[i]; p.File.There() {
			p.URL = page + "/bilag/" + p.File.ID
		}
	}
	return list
}

// An Addressee is a body that is asked.
type Addressee struct {
	ID          string
	BodyID      string // "" for one elsewhere
	Slug        string
	Name        string
	Email       string // of one elsewhere
	Due         string
	ItemID      string // agenda.Item
	MeetingID   string // whose agenda has the item, "" in the backlog
	MeetingDate string
	Ended       string // last day of a body that has been dissolved
	Received    time.Time
	Key         string // of the installation that answered
	HeirOf      string // names of the bodies whose duty it took over
	HeirID      string // addressee that took over this one's duty
	HeirName    string
	Version     int64
	Answers     []Answer // given, the first first
	Draft       *Answer  // that is being written
}

// Last returns the answer that counts.
func (a Addressee) Last() (Answer, bool) {
	if len(a.Answers) == 0 {
		return Answer{}, false
	}
	return a.Answers[len(a.Answers)-1], true
}

// A Kind is what an answer is made of.
type Kind string

const (
	ByProposal Kind = "proposals"
	General    Kind = "general"    // one answer to it all (I7)
	NoRemarks  Kind = "no-remarks" // the body has decided to say nothing
)

// A Via is how an answer came.
type Via string

const (
	ByPage   Via = "page"
	ByLink   Via = "link"   // from the link in the mail
	BySigned Via = "signed" // from another installation
	ByLetter Via = "letter" // on paper or by mail; the secretariat that asked has typed it
)

// An Answer is what a body answers.
type Answer struct {
	ID        string
	Number    int // from 1; 0 while it is a draft
	Revision  int // of the hearing that it answers
	Kind      Kind
	General   string
	Decision  Reference
	Dissents  []Dissent // that were asked to go along (R21)
	Positions []Stand
	Given     time.Time
	Due       string // as it was when it was given
	Via       Via
	By        string
	Letter    File // that it came in, of one that came by letter
	Version   int64
}

// A Reference is the decision behind an answer: a row of package decision, or
// words that name a public item of minutes.
type Reference struct {
	ID     string // decision.Decision
	Text   string
	URL    string
	Day    string // YYYY-MM-DD
	Closed bool   // it is not public, and neither is the answer
}

// A Dissent is a minority's opinion that goes with the answer (R21).
type Dissent struct{ Name, Text string }

// A Position is what a body means of a proposal (I2).
type Position string

const (
	Blank          Position = "" // nothing was said, which is no position either way
	Supports       Position = "supports"
	SupportsPartly Position = "supports_partly"
	Noted          Position = "noted"
	AlreadyInPlace Position = "already_in_place"
	NotSupported   Position = "not_supported"
	NoPosition     Position = "no_position" // the body has chosen not to take one
)

// Positions are all that can be chosen, in the order they are offered.
var Positions = []Position{Supports, SupportsPartly, Noted, AlreadyInPlace, NotSupported, NoPosition}

// A Stand is a position on one proposal.
type Stand struct {
	ProposalID     string
	Wording        int // that was read
	Position       Position
	Comment        string
	InitiativeID   string // of what is already in place
	InitiativeName string
	InitiativeSlug string
}

// On returns the stand on a proposal.
func (a Answer) On(proposalID string) (Stand, bool) {
	for _, s := range a.Positions {
		if s.ProposalID == proposalID {
			return s, true
		}
	}
	return Stand{}, false
}

// Late reports whether an answer came after its deadline (I5).
func (a Answer) Late() bool { return !a.Given.IsZero() && access.Day(a.Given) > a.Due }

// An Event is something that happened.
type Event struct {
	At         time.Time
	What       What
	Detail, By string
}

// A What is the kind of an event.
type What string

const (
	Begun      What = "begun"
	Dispatched What = "sent"
	Opened     What = "received"
	Answered   What = "answered"
	Reworded   What = "reworded"
	Extended   What = "extended"
	PaperCame  What = "paper"
	RolledUp   What = "rolled-up"
	SentBack   What = "returned"
	Confirmed  What = "acknowledged"
	Inherited  What = "inherited"
	TakenIn    What = "imported"
	OpenedUp   What = "access"
	Retracted  What = "withdrawn"
)
