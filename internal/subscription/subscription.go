// Package subscription lets anybody follow a body, a person, an initiative or a
// search by mail.
//
// It has two halves. The first keeps the news: each time the record changes,
// [Store.News] compares what the public may know of a meeting with what it knew
// before, and appends what is new or different to one log for all. The second
// keeps who follows what and how far in the log each of them has been told:
//
//	the record changes ─▶ Touch ─▶ news job ─▶ news (a log) ─▶ round job ─▶ digest job ─▶ mail
//
// What is promised:
//
//   - Nobody is written to who has not confirmed by a link in a mail, but for
//     that one mail, and that no more than [AsksOfAddress] times a day.
//   - Nothing is told twice: the place in the log moves in the transaction that
//     queues the mail, so that a digest that runs twice is sent once.
//   - A change is told as a change, with what it was. What was changed back
//     before anybody was told is not told.
//   - Nothing is told of a closed item but its title, also when it was open
//     when the news was written (package meeting: Visible). A mail that waits
//     when an item is closed is taken back and written anew.
//   - Who stops is deleted, with the mails to them that still wait.
//
// Words are not made here: a [Writer] puts a digest into a mail.
package subscription

import (
	"time"

	"klynge/internal/fault"
	"klynge/internal/mail"
	"klynge/internal/when"
)

// A Kind is a kind of thing that can be followed.
type Kind string

const (
	Body       Kind = "body"
	Person     Kind = "person"
	Initiative Kind = "initiative"
	Search     Kind = "search"
)

// A Frequency is how often somebody wants mail, at most.
type Frequency string

const (
	AtOnce Frequency = "at-once"
	Daily  Frequency = "daily"
	Weekly Frequency = "weekly"
)

// Frequencies are all of them, the most frequent first.
var Frequencies = []Frequency{AtOnce, Daily, Weekly}

// A Target is what is followed.
type Target struct {
	Kind Kind
	// Subject is the slug of a body, a person or an initiative, or the query
	// string of a search, as it stands behind /soeg?.
	Subject string
	Name    string // in Danish, as the record has it; of a search the words
}

// Path returns the address of what is followed.
func (t Target) Path() string {
	switch t.Kind {
	case Body:
		return "/organer/" + t.Subject
	case Person:
		return "/personer/" + t.Subject
	case Initiative:
		return "/indsatser/" + t.Subject
	}
	return "/soeg?" + t.Subject
}

// A Subscription is somebody who follows something.
type Subscription struct {
	ID    string
	Token string // opens it; only the mails have it
	Target
	Address   string
	Frequency Frequency
	Language  string // da or en
	Seen      int64  // number of the last news told
	Created   time.Time
	Confirmed time.Time // zero until then
	Sent      time.Time // the latest digest; zero before the first
}

// Path returns the address where it is confirmed, changed and ended.
func (s Subscription) Path() string { return "/foelg/" + s.Token }

// EndPath returns the address that ends it with one click.
func (s Subscription) EndPath() string { return s.Path() + "/afmeld" }

// A Writer puts into words, in the language of the subscription.
type Writer interface {
	// Invite asks the owner of the address to confirm.
	Invite(s Subscription) (mail.Message, error)
	// Remind tells somebody who asks anew that they follow it already.
	Remind(s Subscription) (mail.Message, error)
	Digest(d Digest) (mail.Message, error)
}

// What strangers may ask for, so that nobody's mailbox is filled by others.
const (
	AsksOfAddress = 5  // mails to confirm, to one address in 24 hours
	AsksFrom      = 30 // asked from one network address in an hour
	// Patience is how long somebody has to confirm. After it the address is deleted.
	Patience = 48 * time.Hour
)

// refusals in a row for good end a subscription: the mailbox is gone.
const refusals = 3

// between is the least time between two mails at once.
const between = 15 * time.Minute

// morning is when daily and weekly mail is written, in Copenhagen.
const morning = 7

// Due returns when somebody who was last sent mail at an instant (zero: never)
// is to be told what is known now: at once, but not more often than every quarter
// of an hour; the next morning; or the next Monday morning.
func (f Frequency) Due(now, sent time.Time) time.Time {
	if f == AtOnce {
		if next := sent.Add(between); next.After(now) {
			return next
		}
		return now
	}
	here := now.In(when.Copenhagen)
	day := time.Date(here.Year(), here.Month(), here.Day(), morning, 0, 0, 0, when.Copenhagen)
	for !day.After(now) || f == Weekly && day.Weekday() != time.Monday {
		day = time.Date(day.Year(), day.Month(), day.Day()+1, morning, 0, 0, 0, when.Copenhagen)
	}
	return day.UTC()
}

// Valid reports whether a frequency is one of them.
func (f Frequency) Valid() bool { return f == AtOnce || f == Daily || f == Weekly }

var (
	errGone    = fault.New(fault.Missing, "Linket gælder ikke længere. Du får ikke flere mails fra det. Følg igen fra siden om det, du vil følge.")
	errTooMany = fault.New(fault.Unavailable, "Der er bedt om mange mails fra dit netværk. Intet er gemt. Prøv igen om en time.")
	errNothing = fault.New(fault.Invalid, "Vælg, hvad du vil følge: gå til siden om et organ, en person eller en indsats, eller søg, og tryk på Følg.")
)
