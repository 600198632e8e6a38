package plan

import (
	"cmp"
	"slices"
	"strconv"

	"klynge/internal/body"
)

// A Mark is one meeting as the year wheel and its table show it: planned here,
// or known from documents.
type Mark struct {
	ID         string // of the planned meeting, "" for one known from documents
	Date       string
	Start, End string
	Title      string
	Place      string
	Form       Form
	State      State
	Announced  bool   // known from the minutes of an earlier meeting
	Agenda     bool   // its agenda or its minutes are public
	MovedFrom  string // YYYY-MM-DD
	Reason     string // of the cancellation, or else of the move
	Path       string // public page, "" for none
}

// Moved reports whether the meeting was moved from another day or hour.
func (m Mark) Moved() bool { return m.MovedFrom != "" }

// A BodyYear is one body's year.
type BodyYear struct {
	Body  body.Organization
	Rules Rules
	Standing
	Marks []Mark
}

// A documented meeting is what documents tell of one, and not package plan.
type documented struct {
	id, bodyID, slug, date, start, end, place string
	minutes, announced                        bool
}

// moves are the latest moves of meetings, by their id.
type moves map[string]Changed

// marks joins what is planned with what documents tell, so that no meeting is
// there twice: a planned meeting is the one whose document it has, or that has
// its day. What was announced and then moved or called off is the planned one.
func marks(planned []Meeting, moved moves, known []documented, today string) (list []Mark) {
	used := map[string]bool{}
	elsewhere := map[string]bool{}
	for _, m := range planned {
		mark := Mark{ID: m.ID, Date: m.Date, Start: m.Start, End: m.End, Title: m.Title, Place: m.Place, Form: m.Form, State: m.State}
		if m.State == Cancelled {
			mark.Reason = m.Reason
		}
		if c, ok := moved[m.ID]; ok {
			mark.MovedFrom = c.Was.Date
			mark.Reason = cmp.Or(mark.Reason, c.Reason)
			elsewhere[c.Was.Date] = true
		}
		elsewhere[m.Date] = true
		for _, k := range known {
			if k.announced || used[k.id] || k.id != m.PublicID && (m.PublicID != "" || k.date != m.Date) {
				continue
			}
			used[k.id], mark.Agenda, mark.Path = true, true, "/moeder/"+k.slug
			if k.minutes && m.State == Planned && m.Date <= today {
				mark.State = Held
			}
			break
		}
		list = append(list, mark)
	}
	for _, k := range known {
		if used[k.id] && !k.announced || k.announced && elsewhere[k.date] {
			continue
		}
		mark := Mark{Date: k.date, Start: k.start, End: k.end, Place: k.place, State: Planned, Announced: k.announced, Agenda: !k.announced, Path: "/moeder/" + k.slug}
		if !k.announced && (k.minutes || k.date < today) {
			mark.State = Held
		}
		list = append(list, mark)
	}
	slices.SortStableFunc(list, func(a, b Mark) int { return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Start, b.Start)) })
	return list
}

// count counts the meetings that are planned and held.
func count(list []Mark) (planned, held int) {
	for _, m := range list {
		switch m.State {
		case Planned:
			planned++
		case Held:
			held++
		}
	}
	return planned, held
}

// IsYear reads a year as an address gives it, within reason.
func IsYear(text string) (int, bool) {
	year, err := strconv.Atoi(text)
	return year, err == nil && year >= 1990 && year <= 2200
}
