package person

import (
	"cmp"
	"slices"
	"strings"

	"klynge/internal/body"
)

// An Attendance is one line of a meeting's list, as far as seats go.
type Attendance struct {
	OrganizationID string // the body that met
	OnBehalfOfID   string
	Role           string // as printed
	Grouping       string
	Sector         body.Sector
	Date           string // of the meeting
}

// guest reports whether somebody came without having a seat.
func (a Attendance) guest() bool {
	in := func(s string) bool {
		low := strings.ToLower(s)
		return strings.Contains(low, "gæst") || strings.Contains(low, "oplægsholder")
	}
	return in(a.Grouping) || in(a.Role)
}

// Seats returns the memberships that a person's attendances tell of, one for
// each body, role and organisation, in order of their start. Being listed with
// an apology tells of a seat as much as being present does; a guest has none. A
// list with names alone tells nothing new of somebody who has a seat there.
func Seats(list []Attendance) []Membership {
	at := map[[3]string]int{}
	var seats []Membership
	for _, a := range list {
		if a.guest() {
			continue
		}
		key := [3]string{a.OrganizationID, FoldRole(a.Role), a.OnBehalfOfID}
		i, ok := at[key]
		if !ok {
			i = len(seats)
			at[key] = i
			seats = append(seats, Membership{OrganizationID: a.OrganizationID, OnBehalfOfID: a.OnBehalfOfID,
				Role: ShowRole(a.Role), Sector: a.Sector, Start: a.Date, End: a.Date})
		}
		seat := &seats[i]
		seat.Role = body.Better(seat.Role, ShowRole(a.Role))
		if seat.Start == "" || a.Date != "" && a.Date < seat.Start {
			seat.Start = a.Date
		}
		seat.End = max(seat.End, a.Date)
	}
	all := slices.Clone(seats)
	seats = slices.DeleteFunc(seats, func(bare Membership) bool {
		return bare.Role == "" && bare.OnBehalfOfID == "" && slices.ContainsFunc(all, func(m Membership) bool {
			return m.OrganizationID == bare.OrganizationID && (m.Role != "" || m.OnBehalfOfID != "")
		})
	})
	slices.SortFunc(seats, func(a, b Membership) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.OrganizationID, b.OrganizationID),
			cmp.Compare(a.OnBehalfOfID, b.OnBehalfOfID), cmp.Compare(FoldRole(a.Role), FoldRole(b.Role)))
	})
	return seats
}
