package invitation

import (
	"cmp"
	"slices"
	"time"

	"klynge/internal/body"
	"klynge/internal/fault"
	"klynge/internal/seat"
)

// A Choice is what somebody says of a date.
type Choice string

const (
	Yes      Choice = "yes"
	IfNeedBe Choice = "if-need-be"
	No       Choice = "no"
)

// A PollState is how far a poll has come.
type PollState string

const (
	Open    PollState = "open"
	Closed  PollState = "closed"
	Settled PollState = "settled" // there is a meeting
)

// A Poll asks the members of a body which dates they can.
type Poll struct {
	ID        string
	BodyID    string
	Title     string
	Deadline  string // last day to answer
	State     PollState
	MeetingID string // that was planned, "" before
	Dates     []Date
	Made      time.Time
}

// A Date is one that is asked for. An End before Start is after midnight.
type Date struct {
	Position   int
	Day        string // YYYY-MM-DD
	Start, End string // HH:MM
}

// mostDates is how many dates one poll may ask for.
const mostDates = 20

// Check refuses a poll that cannot be asked on a day.
func (p Poll) Check(today string) error {
	switch {
	case len(p.Dates) == 0:
		return fault.New(fault.Invalid, "Vælg mindst én dato. Intet er sendt.")
	case len(p.Dates) > mostDates:
		return fault.New(fault.Invalid, "Spørg om højst %d datoer ad gangen. Intet er sendt.", mostDates)
	case len(p.Title) > 300:
		return fault.New(fault.Invalid, "Titlen er for lang. Intet er sendt.")
	case !isDay(p.Deadline) || p.Deadline < today:
		return fault.New(fault.Invalid, "Vælg en sidste dag at svare på, som ikke er gået. Intet er sendt.")
	}
	seen := map[string]bool{}
	for _, d := range p.Dates {
		if !isDay(d.Day) || d.Day <= today || !isClock(d.Start) || !isClock(d.End) || d.Start == d.End {
			return fault.New(fault.Invalid, "En af datoerne kan ikke bruges. Skriv en dag, der kommer, og to klokkeslæt. Intet er sendt.")
		}
		if key := d.Day + d.Start; seen[key] {
			return fault.New(fault.Invalid, "Den samme dato står der to gange. Intet er sendt.")
		} else {
			seen[key] = true
		}
	}
	return nil
}

func isDay(text string) bool {
	_, err := time.Parse(time.DateOnly, text)
	return err == nil
}

func isClock(text string) bool {
	_, err := time.Parse("15:04", text)
	return err == nil && len(text) == len("15:04")
}

// A Voter is a person who is asked, with what they said of each date.
type Voter struct {
	Seats   []seat.Seat
	Choices map[int]Choice // by position; without one they have not said
}

// Seat returns the seat that a voter is asked by.
func (v Voter) Seat() seat.Seat { return Invitee{Seats: v.Seats}.Seat() }

// Answered reports whether a voter has said anything.
func (v Voter) Answered() bool { return len(v.Choices) > 0 }

// A Result is a poll with what was answered.
type Result struct {
	Poll
	Body   body.Organization
	Voters []Voter
}

// A Sum counts what was said of one date.
type Sum struct {
	Date
	Yes, IfNeedBe, No, Silent int
	Sectors                   int // sides of the table on which somebody can
}

// Sums returns what was said of each date, in order.
func (r Result) Sums() (list []Sum) {
	for _, d := range r.Dates {
		sum, sides := Sum{Date: d}, map[body.Sector]bool{}
		for _, v := range r.Voters {
			switch v.Choices[d.Position] {
			case Yes:
				sum.Yes++
				sides[v.Seat().Sector] = true
			case IfNeedBe:
				sum.IfNeedBe++
				sides[v.Seat().Sector] = true
			case No:
				sum.No++
			default:
				sum.Silent++
			}
		}
		sum.Sectors = len(sides)
		list = append(list, sum)
	}
	return list
}

// Best returns the position of the date that suits most: the fewest who cannot,
// then the most sides of the table, then the most who can without trouble. It is
// -1 while nobody has answered.
func (r Result) Best() int {
	sums := r.Sums()
	if !slices.ContainsFunc(r.Voters, Voter.Answered) || len(sums) == 0 {
		return -1
	}
	return slices.MinFunc(sums, func(a, b Sum) int {
		return cmp.Or(cmp.Compare(a.No+a.Silent, b.No+b.Silent), cmp.Compare(b.Sectors, a.Sectors), cmp.Compare(b.Yes, a.Yes), cmp.Compare(a.Position, b.Position))
	}).Position
}

// A PollLetter is what a mail about a poll tells one person.
type PollLetter struct {
	Poll   Poll
	Body   string
	Seat   seat.Seat
	From   string // name of who asks
	Remind bool
	Token  string
}

// A Suggestion is a date on which a body could meet.
type Suggestion struct {
	Day     string
	Free    int      // people whose calendar says that they are free
	Busy    []string // names of those who are busy
	Unknown int      // people whose calendar nobody knows
}
