// Package seat says who sits in a body: on whose behalf, in which role, with or
// without a vote, from a day to a day.
//
// A [Seat] is what the secretariat keeps, and what a call to a meeting, a list of
// participants and a vote are made from. It is not package person's Membership,
// which is what minutes have told of somebody. One person may have several seats
// in one body; [People] tells which are the same person's.
//
// A seat that is given with an invitation brings an account and the seat's role
// in the body, and takes the role with it when it ends. The rules of who may sit
// together are in rules.go.
package seat

import (
	"strings"
	"time"

	"klynge/internal/access"
	"klynge/internal/body"
)

// A Seat is one place at the table (OParl and Popolo Membership).
type Seat struct {
	ID             string
	BodyID         string
	Name           string
	Email          string // "" when none is known
	AccountID      string // "" for somebody who does not sign in
	PersonID       string // in the register, "" when it is not known who it is
	Organization   string // on whose behalf, as printed on lists
	OrganizationID string
	Sector         body.Sector
	Role           access.Role
	Title          string // as printed on lists: "Borgmester"
	Voting         bool
	SubstituteFor  string // of a substitute: id of the seat (R14)
	Basis          string // of a substitute: what gives the right to it
	From, To       string // first and last day, YYYY-MM-DD; To is "" for no end
	Position       int
	GrantID        string // the role that came with the seat, "" for none
	Version        int64
	Made, Changed  time.Time
}

// Holds reports whether a seat is held on a day (YYYY-MM-DD).
func (s Seat) Holds(day string) bool { return s.From <= day && (s.To == "" || day <= s.To) }

// Who returns what tells that two seats are one person's: the account, else the
// address, else the name.
func (s Seat) Who() string {
	switch {
	case s.AccountID != "":
		return "account " + s.AccountID
	case s.Email != "":
		return "mail " + strings.ToLower(s.Email)
	}
	return "name " + s.Name
}

// Regular reports whether a seat is somebody's own, and not a substitute's.
func (s Seat) Regular() bool { return s.Role != access.Substitute }

// People returns the seats of each person together, in the order of the first of
// them: two seats with one account or one address are one person's, who is called
// once and counted once.
func People(seats []Seat) (people [][]Seat) {
	at := map[string]int{}
	for _, s := range seats {
		keys := []string{s.Who()}
		if s.AccountID != "" && s.Email != "" {
			keys = append(keys, "mail "+strings.ToLower(s.Email))
		}
		i, known := at[keys[0]]
		if !known && len(keys) > 1 {
			i, known = at[keys[1]]
		}
		if !known {
			i = len(people)
			people = append(people, nil)
		}
		for _, key := range keys {
			at[key] = i
		}
		people[i] = append(people[i], s)
	}
	return people
}
