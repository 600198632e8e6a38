// Package invitation calls people to meetings and keeps what they answer; and
// before there is a meeting, asks them when they can.
//
// A call is one mail to each person, however many seats they have. It carries an
// event for their calendar (RFC 5546, REQUEST), and a link that opens the answer
// without signing in. When the meeting is changed, everybody who was called is
// sent what is new; what is owed to whom follows from the rows alone ([Owed]), so
// the round that sends it may run as often as it likes:
//
//	calls.Call(ctx, who, meeting.ID)        // the secretariat, once the agenda is near
//	calls.Answer(ctx, who, meeting.ID, a)   // on the page
//	calls.AnswerByLink(ctx, token, by, a)   // by the link of the mail
//	calls.Receive(ctx, reply)               // by the answer that a calendar sends
//
// An answer may be changed until the meeting begins. An answer of a calendar
// proves that its sender got the mail: the event's UID holds a secret of that one
// invitation, and the address must be the one that was called.
package invitation

import (
	"strings"
	"time"
	"unicode/utf8"

	"klynge/internal/fault"
	"klynge/internal/plan"
	"klynge/internal/seat"
)

// An Answer says whether somebody comes.
type Answer string

const (
	None    Answer = ""
	Coming  Answer = "coming"
	Apology Answer = "apology"
	Maybe   Answer = "maybe"
)

// A Via is the way an answer came.
type Via string

const (
	Page        Via = "page"
	ByLink      Via = "link"
	ByCalendar  Via = "calendar"
	Secretariat Via = "secretariat"
)

// An Invitation is one seat called to one meeting, and what came back.
type Invitation struct {
	MeetingID  string
	SeatID     string
	Answer     Answer
	Online     bool // takes part online
	Note       string
	Substitute string // id of the seat that comes instead
	Via        Via
	Sent       time.Time // when the call was queued, zero for somebody without an address
	Answered   time.Time
	Sequence   int    // of the meeting, as last sent
	UID        string // of the event in their calendar
	Told       Method // what was sent last
	Replied    time.Time
	Refused    bool // their mail server does not take the call
}

// A Method says what a call is to a calendar (RFC 5546, 1.4).
type Method string

const (
	Nothing Method = ""
	Request Method = "request"
	Cancel  Method = "cancel"
)

// A Response is what somebody answers.
type Response struct {
	Answer     Answer
	Online     bool
	Note       string
	Substitute string // id of a seat; only with an apology
}

// longestNote is how many characters a note may have.
const longestNote = 1000

// Check refuses an answer that cannot be given to a meeting at an instant.
func (r Response) Check(m plan.Meeting, now time.Time) error {
	switch {
	case m.State == plan.Cancelled:
		return fault.New(fault.Conflict, "Mødet er aflyst, så der er ikke noget at svare på. Intet er ændret.")
	case m.State == plan.Held || !now.Before(m.Begins()):
		return fault.New(fault.Conflict, "Mødet er begyndt, så svaret kan ikke ændres mere. Det, du svarede før, står ved magt. Sig det til sekretariatet.")
	case r.Answer != Coming && r.Answer != Apology && r.Answer != Maybe:
		return fault.New(fault.Invalid, "Vælg, om du kommer. Intet er gemt.")
	case r.Online && (r.Answer == Apology || m.Form == plan.Physical):
		return fault.New(fault.Invalid, "Man kan ikke deltage online i det møde på den måde. Intet er gemt. Vælg, om du kommer.")
	case r.Substitute != "" && r.Answer != Apology:
		return fault.New(fault.Invalid, "En stedfortræder kommer kun, når du sender afbud. Intet er gemt. Vælg afbud, eller tag stedfortræderen ud.")
	case utf8.RuneCountInString(r.Note) > longestNote:
		return fault.New(fault.Invalid, "Bemærkningen må højst være på 1.000 tegn. Intet er gemt.")
	}
	return nil
}

// Owed returns what somebody is owed, who is wanted at a meeting or is not.
//
//   - Who was called, to a meeting that is cancelled or to which they are not
//     wanted any more, is owed that.
//   - Who was not, or was before the meeting was changed, is owed the call.
//   - After the meeting nobody is owed anything.
func Owed(m plan.Meeting, wanted bool, told Method, sequence int, now time.Time) Method {
	switch {
	case m.State == plan.Held || !now.Before(m.Ends()):
		return Nothing
	case m.State == plan.Cancelled || !wanted:
		if told == Request {
			return Cancel
		}
		return Nothing
	case told != Request || sequence < m.Sequence:
		return Request
	}
	return Nothing
}

// An Invitee is a person who is called: their seats, and what is said of them in
// each.
type Invitee struct {
	Seats       []seat.Seat
	Invitations []Invitation // one of each seat that has been called
	Busy        bool         // by their calendar, when they have not answered
}

// Seat returns the seat that an invitee is called by.
func (i Invitee) Seat() seat.Seat {
	for _, s := range i.Seats {
		if s.Email != "" {
			return s
		}
	}
	return i.Seats[0]
}

// Invitation returns what holds of the person: the first of theirs that tells.
func (i Invitee) Invitation() (one Invitation) {
	for _, v := range i.Invitations {
		if one.SeatID == "" || one.Told == Nothing && v.Told != Nothing || one.Answer == None && v.Answer != None {
			one = v
		}
	}
	return one
}

// Called reports whether an invitee was called.
func (i Invitee) Called() bool { return len(i.Invitations) > 0 }

func (i Invitee) has(seatID string) bool {
	for _, s := range i.Seats {
		if s.ID == seatID {
			return true
		}
	}
	return false
}

// A Turnout counts the people of a meeting.
type Turnout struct{ Coming, Online, Apologies, Maybe, Silent, Unreached, Uncalled int }

// Count counts people, each once.
func Count(people []Invitee) (t Turnout) {
	for _, p := range people {
		one := p.Invitation()
		switch {
		case !p.Called():
			t.Uncalled++
		case one.Answer == Coming:
			t.Coming++
			if one.Online {
				t.Online++
			}
		case one.Answer == Apology:
			t.Apologies++
		case one.Answer == Maybe:
			t.Maybe++
		default:
			t.Silent++
		}
		if p.Unreached() {
			t.Unreached++
		}
	}
	return t
}

// Unreached reports whether no mail reaches an invitee.
func (i Invitee) Unreached() bool { return i.Seat().Email == "" || i.Invitation().Refused }

func tidy(note string) string {
	return strings.TrimSpace(strings.ReplaceAll(note, "\r\n", "\n"))
}
