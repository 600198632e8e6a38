package attachment

import (
	"time"

	"klynge/internal/fault"
)

// A Place is the item that papers belong to, as far as papers need to know it.
type Place struct {
	ItemID    string
	BodyID    string
	BodyName  string
	BodySlug  string
	MeetingID string // "" in the backlog
	Date      string // of the meeting
	Number    string // "" before the agenda is sent
	Title     string
	Closed    bool
	Sent      time.Time // when the agenda, or its last supplement, was sent with the item on it; zero before
}

// Path returns where the papers of an item are.
func (p Place) Path() string { return "/arbejde/punkt/" + p.ItemID + "/bilag" }

// A Reader is what somebody may read in the body of an item (package access).
type Reader struct{ Drafts, Internal, Closed bool }

// Knows reports whether a reader may know that an item has papers at all.
//
//   - What is closed is for those who may read it.
//   - Who reads drafts knows every item, others the items that were sent.
func (r Reader) Knows(p Place) bool {
	return (!p.Closed || r.Closed) && (r.Drafts || r.Internal && !p.Sent.IsZero())
}

// Sees reports whether a reader may see a paper and open its file.
//
//   - A closed paper of an open item is for those who read what is closed.
//   - A paper that was added after the agenda went out is sent with the next
//     supplement; until then it is a draft.
//   - The file of a paper that was withdrawn is for those who read drafts.
func (r Reader) Sees(p Place, a Attachment) bool {
	return r.Knows(p) && (!a.Closed || r.Closed) && (r.Drafts || !a.Made.After(p.Sent))
}

// Opens reports whether a reader may open a paper's file.
func (r Reader) Opens(p Place, a Attachment) bool {
	return r.Sees(p, a) && (a.State != Withdrawn || r.Drafts)
}

// A Promise is what is said of a paper on the agenda.
type Promise struct {
	Name   string
	State  State
	Due    string // YYYY-MM-DD, of one that is to follow
	Closed bool
}

// longestTitle is how many characters the name of a paper may have.
const longestTitle = 200

// Checked returns a promise as it is kept. A paper that is to follow has a day on
// which it is to be there (R26).
func (p Promise) Checked(there bool) (Promise, error) {
	p.Name = plainText(p.Name)
	switch n := len([]rune(p.Name)); {
	case n == 0:
		return p, fault.New(fault.Invalid, "Skriv, hvad bilaget hedder. Intet er gemt.")
	case n > longestTitle:
		return p, fault.New(fault.Invalid, "Bilagets navn er på %d tegn, og der er plads til %d. Intet er gemt.", n, longestTitle)
	}
	if _, known := words[p.State]; !known {
		return p, fault.New(fault.Invalid, "Vælg, om bilaget er vedlagt, eftersendes eller er sendt for sig. Intet er gemt.")
	}
	if there && (p.State == ToFollow || p.State == NeverReceived) {
		return p, fault.New(fault.Invalid, "Filen er her allerede, så bilaget er ikke længere noget, der ventes på. Intet er gemt. Læg den nye fil op, når den kommer.")
	}
	if p.State != ToFollow {
		p.Due = ""
	} else if _, err := time.Parse(time.DateOnly, p.Due); err != nil {
		return p, fault.New(fault.Invalid, "Skriv, hvilken dag bilaget eftersendes. Intet er gemt.")
	}
	return p, nil
}
