package minutes

import (
	"cmp"
	"slices"
	"time"

	"klynge/internal/access"
	"klynge/internal/seat"
)

// There reports whether a stretch covers an instant (R13).
func (a Attendance) There(at time.Time) bool {
	return a.Status == Present && (a.From.IsZero() || !at.Before(a.From)) && (a.Until.IsZero() || at.Before(a.Until))
}

// Place returns the seat that somebody speaks and votes from: their own, or that
// of the member they stand in for.
func (a Attendance) Place() string { return cmp.Or(a.SeatID, a.SubstituteFor) }

// member reports whether somebody belongs to the body itself.
func (a Attendance) member() bool {
	return a.Voting || a.SubstituteFor != "" || a.Role == access.Chair || a.Role == access.Member || a.Role == access.Substitute
}

// Voters returns who may vote at an instant.
//
//   - A member with a vote who is there, and is not recused for the item (R22).
//   - A substitute who is there, in place of a member who is not counted (R14):
//     the two of them are never counted both, and a seat has one vote.
func Voters(list []Attendance, recusals []Recusal, at time.Time) (voters []Attendance) {
	recused := map[string]bool{}
	for _, r := range recusals {
		recused[r.SeatID] = recused[r.SeatID] || r.Decided == Recused
	}
	counted := map[string]bool{}
	for _, a := range list {
		if a.SubstituteFor == "" && a.Voting && a.There(at) && !recused[a.SeatID] && !counted[a.SeatID] {
			counted[a.SeatID] = true
			voters = append(voters, a)
		}
	}
	for _, a := range list {
		if a.SubstituteFor != "" && a.Voting && a.There(at) && !recused[a.Place()] && !counted[a.SubstituteFor] && !counted[a.Place()] {
			counted[a.SubstituteFor], counted[a.Place()] = true, true
			voters = append(voters, a)
		}
	}
	return voters
}

// awayFor returns the names of the members who were at the meeting, but not at
// any time while an item was treated, and of those who were recused (R13, R22).
// Who was not at the meeting at all is told once, among the apologies.
func awayFor(list []Attendance, recusals []Recusal, spans []Span) (names []string) {
	if len(spans) == 0 {
		return nil
	}
	type presence struct{ came, there bool }
	seen, order := map[string]*presence{}, []string{}
	for _, a := range list {
		if !a.member() || a.Status != Present {
			continue
		}
		p := seen[a.Name]
		if p == nil {
			p = &presence{came: true}
			seen[a.Name], order = p, append(order, a.Name)
		}
		stay := Span{a.From, a.Until}
		p.there = p.there || slices.ContainsFunc(spans, stay.overlaps)
	}
	for _, r := range recusals {
		if p := seen[r.Name]; p != nil && r.Decided == Recused {
			p.there = false
		}
	}
	for _, name := range order {
		if !seen[name].there {
			names = append(names, name)
		}
	}
	return names
}

// Uninvited returns who was at a meeting where committee law holds without being
// a member, of the secretariat, or an invited guest (R15). Who was called is
// invited, and so is a guest of whom it is written what for.
func Uninvited(list []Attendance, called map[string]bool) (names []string) {
	for _, a := range list {
		belongs := a.member() || a.Role == access.Secretariat || called[a.SeatID] && a.SeatID != "" || a.Basis != ""
		if a.Status == Present && !belongs && !slices.Contains(names, a.Name) {
			names = append(names, a.Name)
		}
	}
	return names
}

// An answer is what came back of a call to the meeting (package invitation).
type answer struct {
	SeatID, Answer, Substitute string
	Online                     bool
}

// roll makes the list that is called when a meeting is opened: everybody who has
// a seat, there when they answered that they would come, with their apology when
// they sent one. Whoever has several seats stands there once, with the seat that
// has a vote. A substitute stands there when a member sends them.
func roll(seats []seat.Seat, answers []answer) (list []Attendance) {
	answered := map[string]answer{}
	for _, a := range answers {
		answered[a.SeatID] = a
	}
	byID, person := map[string]seat.Seat{}, map[string]bool{}
	for _, s := range seats {
		byID[s.ID] = s
	}
	weight := func(s seat.Seat) int {
		switch {
		case s.Role == access.Chair:
			return 0
		case s.Voting:
			return 1
		}
		return 2
	}
	ranked := slices.Clone(seats)
	slices.SortStableFunc(ranked, func(a, b seat.Seat) int { return weight(a) - weight(b) })
	for _, s := range ranked {
		if s.Name == "" || s.Role == access.Substitute || person[s.Who()] {
			continue
		}
		person[s.Who()] = true
		said := answered[s.ID]
		a := attendanceOf(s)
		a.Online = said.Online
		switch said.Answer {
		case "coming":
			a.Status = Present
		case "apology":
			a.Status, a.Online = Apology, false
		default:
			a.Status = Absent
		}
		list = append(list, a)
		if sent, ok := byID[said.Substitute]; ok && said.Answer == "apology" {
			list = append(list, substituteOf(sent, s))
		}
	}
	return list
}

// attendanceOf returns a line for somebody with a seat.
func attendanceOf(s seat.Seat) Attendance {
	return Attendance{SeatID: s.ID, Name: s.Name, Organization: s.Organization, Title: s.Title, Sector: s.Sector, Role: s.Role, Voting: s.Voting}
}

// substituteOf returns a line for a substitute in a member's place (R14), who
// has the vote that the member has.
func substituteOf(s, member seat.Seat) Attendance {
	a := attendanceOf(s)
	a.Role, a.Status, a.Voting = access.Substitute, Present, member.Voting
	a.SubstituteFor, a.Substituted, a.Basis = member.ID, member.Name, cmp.Or(s.Basis, "meldt som stedfortræder med afbuddet")
	return a
}
