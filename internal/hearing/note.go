package hearing

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"klynge/internal/access"
)

// A CellState is what stands where a proposal and a body meet.
type CellState string

const (
	Stood      CellState = "position"
	ByGeneral  CellState = "general"    // one general answer, and no position on this (I7)
	Nothing    CellState = "no-remarks" // the body had no remarks at all
	Untouched  CellState = "blank"      // the body answered, and said nothing of this (I2)
	Outdated   CellState = "outdated"   // it answered an earlier wording (I6)
	Unanswered CellState = "unanswered"
	Withheld   CellState = "withheld" // it answered, and the decision is not public
)

// A Cell is what a body says of a proposal.
type Cell struct {
	Body       string
	State      CellState
	Position   Position `json:",omitempty"`
	Comment    string   `json:",omitempty"`
	Initiative string   `json:",omitempty"`
	Late       bool     `json:",omitempty"`
	Closed     bool     `json:",omitempty"` // rests on a decision that is not public
}

// Cell returns what an addressee says of a proposal.
func (h Hearing) Cell(p Proposal, a Addressee) Cell {
	c := Cell{Body: a.Name, State: Unanswered}
	last, ok := a.Last()
	if !ok {
		return c
	}
	c.Late, c.Closed = last.Late(), last.Decision.Closed
	stand, stood := last.On(p.ID)
	switch {
	case c.Closed && len(last.Positions) == 0 && last.General == "" && last.Kind != NoRemarks:
		c.State = Withheld
	case p.Now().Revision > last.Revision || stood && stand.Wording != p.Now().Number:
		c.State = Outdated
	case stood:
		c.State, c.Position, c.Comment, c.Initiative = Stood, stand.Position, stand.Comment, stand.InitiativeName
	case last.Kind == NoRemarks:
		c.State = Nothing
	case last.Kind == General:
		c.State = ByGeneral
	default:
		c.State = Untouched
	}
	return c
}

// A Count is how many said one thing, of how many who were asked. Nothing is
// averaged (I3).
type Count struct {
	State    CellState
	Position Position
	N, Of    int
}

// Tally counts cells: every position, also those that nobody took, and then the
// other things that can be said that somebody did.
func Tally(cells []Cell) (list []Count) {
	count := func(state CellState, position Position) int {
		n := 0
		for _, c := range cells {
			if c.State == state && c.Position == position {
				n++
			}
		}
		return n
	}
	for _, p := range Positions {
		list = append(list, Count{Stood, p, count(Stood, p), len(cells)})
	}
	for _, s := range []CellState{ByGeneral, Nothing, Untouched, Outdated, Withheld, Unanswered} {
		if n := count(s, Blank); n > 0 {
			list = append(list, Count{s, Blank, n, len(cells)})
		}
	}
	return list
}

// A Group is those who said one thing.
type Group struct {
	Count
	Cells []Cell
}

// Groups puts those together who said the same, in the order of [Tally].
func Groups(cells []Cell) (list []Group) {
	for _, c := range Tally(cells) {
		g := Group{Count: c}
		for _, cell := range cells {
			if cell.State == c.State && cell.Position == c.Position {
				g.Cells = append(g.Cells, cell)
			}
		}
		if g.N > 0 {
			list = append(list, g)
		}
	}
	return list
}

// A Note is a hearing rolled up, in the form of a Danish høringsnotat: the
// period, who was asked and what came of it, and for each proposal what they
// said, what the sender's secretariat says of it, and whether it was met
// (lovkvalitet.dk 9.1.6). It is plain, so that what was sent can be read by
// programs that come later.
type Note struct {
	Title, Sender string
	From, To      string // first and last day
	Days          int
	Asked         []Asked // by the alphabet
	Proposals     []Treated
	General       []Remark
}

// Asked is one that was asked.
type Asked struct {
	Name   string
	Status Status
	Day    string `json:",omitempty"` // of the answer
	HeirOf string `json:",omitempty"`
}

// A Treated proposal is one with what was said of it.
type Treated struct {
	Number      int // from 1
	Title, Text string
	Assessment
	Cells []Cell
}

// Tally counts what was said.
func (p Treated) Tally() []Count { return Tally(p.Cells) }

// Groups puts those together who said the same of it.
func (p Treated) Groups() []Group { return Groups(p.Cells) }

// A Remark is what a body says of it all, with the minority's opinions that go
// along.
type Remark struct {
	Body     string
	Text     string    `json:",omitempty"`
	Dissents []Dissent `json:",omitempty"`
	Late     bool      `json:",omitempty"`
	Closed   bool      `json:",omitempty"`
}

// An Issued is a note as it stood.
type Issued struct {
	ID           string
	Number       int // from 1
	Reason       string
	Note         Note
	At           time.Time
	By           string
	Returned     time.Time
	Acknowledged time.Time
	Confirmer    string
}

// Roll rolls the hearing up on a day.
func (h Hearing) Roll(day string) (n Note) {
	n = Note{Title: h.Title, Sender: h.SenderName, From: access.Day(h.Sent), To: h.Due, Days: h.Period()}
	owed := h.Owed()
	alphabetical(owed)
	for _, a := range owed {
		asked := Asked{Name: a.Name, Status: h.Status(a, day), HeirOf: a.HeirOf}
		if last, ok := a.Last(); ok {
			asked.Day = access.Day(last.Given)
			if last.General != "" || len(last.Dissents) > 0 {
				n.General = append(n.General, Remark{a.Name, last.General, last.Dissents, last.Late(), last.Decision.Closed})
			}
		}
		n.Asked = append(n.Asked, asked)
	}
	for i, p := range h.Proposals {
		now := p.Now()
		r := Treated{Number: i + 1, Title: now.Title, Text: now.Text, Assessment: p.Assessment}
		for _, a := range owed {
			r.Cells = append(r.Cells, h.Cell(p, a))
		}
		n.Proposals = append(n.Proposals, r)
	}
	return n
}

// alphabetical sorts addressees as Danes do: æ, ø and å last.
func alphabetical(list []Addressee) {
	c := collate.New(language.Danish, collate.IgnoreCase)
	slices.SortStableFunc(list, func(a, b Addressee) int { return c.CompareString(a.Name, b.Name) })
}

// Shown returns the note as those see it who may not read what is closed: a
// body's closed answer is that it answered.
func (n Note) Shown() Note {
	n.Proposals, n.General = slices.Clone(n.Proposals), slices.Clone(n.General)
	for i := range n.Proposals {
		p := &n.Proposals[i]
		p.Cells = slices.Clone(p.Cells)
		for k, c := range p.Cells {
			p.Cells[k] = c.shown()
		}
	}
	n.General = slices.DeleteFunc(n.General, func(r Remark) bool { return r.Closed })
	return n
}

func (c Cell) shown() Cell {
	if c.Closed {
		return Cell{Body: c.Body, State: Withheld, Late: c.Late, Closed: true}
	}
	return c
}

// Shown returns a hearing as those see it who may not read what is closed, and
// who get no addresses, drafts and links.
func (h Hearing) Shown() Hearing {
	h.ContactEmail, h.SenderEmail, h.Foreign.Token = "", "", ""
	h.Events = slices.DeleteFunc(slices.Clone(h.Events), func(e Event) bool { return e.What != Inherited })
	for i := range h.Events {
		h.Events[i].By = ""
	}
	h.Addressees = slices.Clone(h.Addressees)
	for i := range h.Addressees {
		a := &h.Addressees[i]
		a.Email, a.Draft, a.ItemID = "", nil, ""
		a.Answers = slices.Clone(a.Answers)
		for k, answer := range a.Answers {
			answer.Letter = File{}
			a.Answers[k] = answer.shown()
		}
	}
	h.Notes = slices.Clone(h.Notes)
	for i := range h.Notes {
		h.Notes[i].Note = h.Notes[i].Note.Shown()
	}
	return h
}

func (a Answer) shown() Answer {
	if !a.Decision.Closed {
		return a
	}
	a.General, a.Dissents, a.Positions = "", nil, nil
	a.Decision = Reference{Day: a.Decision.Day, Closed: true}
	return a
}

// assessed returns why a hearing cannot be rolled up yet, or nil: every proposal is
// to say whether the answers were met, and why not.
func (h Hearing) assessed() error {
	for i, p := range h.Proposals {
		if p.Met == Undecided {
			return invalid("Skriv, om svarene på forslag %d er imødekommet. Intet er ændret.", i+1)
		}
		if p.Met != Whole && strings.TrimSpace(p.Reason) == "" {
			return invalid("Skriv, hvorfor svarene på forslag %d ikke er imødekommet helt. Intet er ændret.", i+1)
		}
	}
	return nil
}
