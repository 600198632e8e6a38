// Package fund keeps the tables of money as the minutes print them (klyngemidler).
//
// A statement is what one document said on its day. Statements of later
// meetings repeat and replace earlier ones; nothing is added up across them.
package fund

import "klynge/internal/danish"

// A Statement is one table of money in one meeting's document.
type Statement struct {
	ID        string
	MeetingID string
	Position  int    // its index in the reading
	ItemID    string // "" when it stands outside the items
	Title     string
	Total     danish.Amount // received
	HasTotal  bool
	Remaining danish.Amount
	HasRest   bool
	Lines     []Line
}

// A Line is one row of a statement. The row of what is left has Rest set.
type Line struct {
	Position     int
	Label        string
	Amount       danish.Amount
	Rest         bool
	InitiativeID string
}

// Allocated returns the sum of the lines that are not what is left.
func (s Statement) Allocated() danish.Amount {
	var sum danish.Amount
	for _, line := range s.Lines {
		if !line.Rest {
			sum += line.Amount
		}
	}
	return sum
}
