// Package ledger keeps the money of a body (klyngemidler) by double entry, in
// whole øre.
//
// A [Fund] is money from one source. It is received, allocated to a [Purpose],
// which is mostly an initiative, booked there, and what is over is returned or
// carried to another [Period]. Each of these is an [Entry] of its own that points
// at the decision behind it (R42). An entry is never changed, only reversed, once,
// and its [Posting]s sum to nothing in each budget year, so that what was
// allocated and what is left always is what was received (R41).
//
// The balance on any day is the sum of the postings until then. It is read from
// the totals of whole months, which are kept in the transaction that posts, and
// from the postings of the last one.
package ledger

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"klynge/internal/danish"
	"klynge/internal/fault"
)

// A Fund is money from one source.
type Fund struct {
	ID       string
	BodyID   string
	Name     string
	Source   string // who gave it
	Made     time.Time
	By       string // name
	Periods  []Period
	Purposes []Purpose
}

// Period returns the period that begins in a year.
func (f Fund) Period(year int) (Period, bool) {
	for _, p := range f.Periods {
		if p.Year == year {
			return p, true
		}
	}
	return Period{}, false
}

// Purpose returns the purpose with an id, or none.
func (f Fund) Purpose(id string) Purpose {
	for _, p := range f.Purposes {
		if p.ID == id {
			return p
		}
	}
	return Purpose{}
}

// A Purpose is what money is for.
type Purpose struct {
	ID             string
	Name           string
	InitiativeID   string // "" for none
	InitiativeSlug string
}

// A Period is one or more budget years that are closed together.
type Period struct {
	Year, Through int           // the first and the last year
	Granted       danish.Amount // what the source has promised
	HasGrant      bool
	Closed        bool
	Changed       time.Time // of its state
	By            string    // who changed it, by name
	Version       int64
}

// String returns "2024", or "2022-2023".
func (p Period) String() string {
	if p.Through > p.Year {
		return fmt.Sprintf("%d-%d", p.Year, p.Through)
	}
	return strconv.Itoa(p.Year)
}

// Ended reports whether the last day of a period lies before a day.
func (p Period) Ended(day string) bool { return p.End() < day }

// End returns the last day of a period.
func (p Period) End() string { return fmt.Sprintf("%04d-12-31", p.Through) }

// A Kind is what an entry does.
type Kind string

const (
	Received  Kind = "received"  // from the source
	Allocated Kind = "allocated" // to a purpose, by a decision
	Booked    Kind = "booked"    // spent, as the finance system has it
	Returned  Kind = "returned"  // from a purpose to what is left; without a purpose to the source
	Carried   Kind = "carried"   // to another period, by a decision
	Reversal  Kind = "reversal"  // of an entry that was wrong
)

// Kinds are those that a person may enter.
var Kinds = []Kind{Received, Allocated, Booked, Returned, Carried}

// Danish returns the Danish word for a kind.
func (k Kind) Danish() string {
	return map[Kind]string{Received: "Modtaget", Allocated: "Bevilget", Booked: "Bogført", Returned: "Tilbageført til puljen",
		Carried: "Overført til anden periode", Reversal: "Rettelse"}[k]
}

// An Account is where money stands.
type Account string

const (
	Source    Account = "source"    // with who gave it; what was received is negative here
	Passage   Account = "carried"   // between two periods
	Available Account = "available" // with the body
	Committed Account = "committed" // to a purpose and not spent
	Spent     Account = "spent"
)

// A Ground is why money moves.
type Ground struct {
	DecisionID string // decision.Decision
	Path       string // address of an item of old minutes instead: /moeder/SLUG/ANCHOR
	Letter     string // of what was received: the letter or journal line that says so
}

// Decided reports whether a decision is named.
func (g Ground) Decided() bool { return g.DecisionID != "" || g.Path != "" }

// An Entry is one thing that happened to the money.
type Entry struct {
	ID        string
	FundID    string
	Kind      Kind
	Date      string // YYYY-MM-DD
	Year      int    // Period.Year
	ToYear    int    // of what is carried over
	PurposeID string
	Amount    danish.Amount // of a credit note negative, else positive
	Text      string
	Ground
	ReversesID string
	ImportID   string
	External   string // the finance system's own key
	Mark       string // what makes it the same as another that comes again, "" for nothing
	Made       time.Time
	By         string // name
}

// A Posting is one side of an entry.
type Posting struct {
	Year      int
	Kind      Kind
	Account   Account
	PurposeID string
	Amount    danish.Amount
}

// Postings returns the sides of an entry that is no reversal.
func (e Entry) Postings() []Posting {
	move := func(year int, from, to Account) []Posting {
		return []Posting{{year, e.Kind, from, e.PurposeID, -e.Amount}, {year, e.Kind, to, e.PurposeID, e.Amount}}
	}
	switch e.Kind {
	case Received:
		return move(e.Year, Source, Available)
	case Allocated:
		return move(e.Year, Available, Committed)
	case Booked:
		return move(e.Year, Committed, Spent)
	case Returned:
		if e.PurposeID == "" {
			return move(e.Year, Available, Source)
		}
		return move(e.Year, Committed, Available)
	case Carried:
		from := Available
		if e.PurposeID != "" {
			from = Committed
		}
		return append(move(e.Year, from, Passage), move(e.ToYear, Passage, from)...)
	}
	return nil
}

// Reversed returns the postings that undo an entry.
func (e Entry) Reversed() []Posting {
	list := e.Postings()
	for i := range list {
		list[i].Amount = -list[i].Amount
	}
	return list
}

// The most that one entry, and that one account of a period, may hold. What is
// more is a slip of the keyboard, and sums stay far from the end of an int64.
const (
	Most     = danish.Amount(10_000_000_000_00)    // 10 billion kroner
	mostEver = danish.Amount(1_000_000_000_000_00) // 1,000 billion kroner
	longest  = 300                                 // characters of a text
	earliest = "2007-01-01"                        // the regions began
)

// Check returns an entry as it is kept, or what is wrong with it by itself.
func (e Entry) Check(today string) (Entry, error) {
	e.Text, e.Letter = oneLine(e.Text), oneLine(e.Letter)
	day, err := time.Parse(time.DateOnly, e.Date)
	switch {
	case err != nil:
		return e, fault.New(fault.Invalid, "Datoen “%s” findes ikke. Skriv den som 31-12-2024. Intet er ført.", e.Date)
	case e.Date > today:
		return e, fault.New(fault.Invalid, "%s ligger ude i fremtiden. Før posten, når den er sket. Intet er ført.", danish.Date(day))
	case e.Date < earliest:
		return e, fault.New(fault.Invalid, "%s ligger før 2007. Ret årstallet. Intet er ført.", danish.Date(day))
	case e.Amount == 0:
		return e, fault.New(fault.Invalid, "Beløbet er nul. Intet er ført.")
	case e.Amount < 0 && !(e.Kind == Booked && e.ImportID != ""):
		return e, fault.New(fault.Invalid, "Beløbet skal være større end nul. En post, der er ført forkert, tilbageføres i listen over poster. Intet er ført.")
	case e.Amount > Most || e.Amount < -Most:
		return e, fault.New(fault.Invalid, "Beløbet er over %s Tæl nullerne efter. Intet er ført.", Most.Short())
	case len([]rune(e.Text)) > longest || len([]rune(e.Letter)) > longest:
		return e, fault.New(fault.Invalid, "Teksten er over %d tegn. Forkort den. Intet er ført.", longest)
	}
	return e, e.checkKind()
}

// checkKind holds an entry against what its kind asks for.
func (e Entry) checkKind() error {
	switch e.Kind {
	case Received:
		if e.PurposeID != "" {
			return fault.New(fault.Invalid, "Penge, der modtages, har endnu ikke noget formål. Vælg intet formål. Intet er ført.")
		}
		if !e.Decided() && e.Letter == "" {
			return fault.New(fault.Invalid, "Skriv, hvilket brev eller hvilken beslutning der siger, at pengene er modtaget. Intet er ført.")
		}
		return nil
	case Allocated, Booked:
		if e.PurposeID == "" {
			return fault.New(fault.Invalid, "Vælg, hvad pengene går til. Intet er ført.")
		}
	case Returned:
	case Carried:
		if e.ToYear == 0 || e.ToYear == e.Year {
			return fault.New(fault.Invalid, "Vælg en anden periode at overføre til. Intet er ført.")
		}
	default:
		return fault.New(fault.Invalid, "Vælg, hvad der skal føres. Intet er ført.")
	}
	if !e.Decided() && e.Kind != Booked {
		return fault.New(fault.Invalid, "Vælg den beslutning, der ligger bag. Uden en beslutning kan penge ikke bevilges, tilbageføres eller overføres. Intet er ført.")
	}
	return nil
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// Doubts are warnings that somebody has to confirm.
type Doubts []string

func (d Doubts) Error() string { return strings.Join(d, " ") }
