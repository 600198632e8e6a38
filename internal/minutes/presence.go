package minutes

import (
	"cmp"
	"slices"
	"time"

	"klynge/internal/fault"
	"klynge/internal/when"
)

// A change is what becomes of somebody's stretches.
type change struct {
	put  []Attendance // with an ID: instead of the one that has it; without: beside the others
	drop []string     // ids of stretches that never were
}

// slip is how soon pressing again is taken for putting a slip right, so that it
// leaves no trace in the minutes.
const slip = time.Minute

// arrive returns what becomes of somebody's stretches when they are there from
// an instant on. Before the first item has begun they are there from the
// beginning. An apology that was sent stays beside it.
func arrive(own []Attendance, at time.Time, begun, online bool) change {
	from := at
	if !begun {
		from = time.Time{}
	}
	for _, a := range own {
		if a.Status == Present && a.Until.IsZero() {
			if a.Online == online {
				return change{}
			}
			a.Online = online
			return change{put: []Attendance{a}}
		}
	}
	for _, a := range slices.Backward(own) {
		if a.Status == Present && !a.Until.Before(at.Add(-slip)) {
			a.Until, a.Online = time.Time{}, online
			return change{put: []Attendance{a}}
		}
	}
	for _, a := range own {
		if a.Status == Absent {
			a.Status, a.From, a.Online = Present, from, online
			return change{put: []Attendance{a}}
		}
	}
	again := own[0]
	again.ID, again.Status, again.From, again.Until, again.Online = "", Present, from, time.Time{}, online
	return change{put: []Attendance{again}}
}

// leave returns what becomes of somebody's stretches when they are gone from an
// instant on.
func leave(own []Attendance, at time.Time, begun bool) change {
	for _, a := range own {
		if a.Status != Present || !a.Until.IsZero() {
			continue
		}
		slipped := !a.From.IsZero() && a.From.After(at.Add(-slip)) || a.From.IsZero() && !begun
		switch {
		case slipped && len(own) > 1:
			return change{drop: []string{a.ID}}
		case slipped && a.SeatID != "" && a.SubstituteFor == "":
			a.Status, a.From, a.Online = Absent, time.Time{}, false
		case slipped:
			return change{drop: []string{a.ID}} // a guest or a substitute who never came
		default:
			a.Until = at
		}
		return change{put: []Attendance{a}}
	}
	return change{}
}

// timed returns a stretch with other ends, told as times of the day. Empty ones
// are the beginning and the end of the meeting.
func timed(own []Attendance, id, from, until string, opened time.Time) (a Attendance, err error) {
	i := slices.IndexFunc(own, func(o Attendance) bool { return o.ID == id && o.Status == Present })
	if i < 0 {
		return a, fault.New(fault.Conflict, "Tiden er rettet af en anden, mens du skrev. Intet er ændret. Se listen igen.")
	}
	a = own[i]
	if a.From, err = clockOf(from, opened); err != nil {
		return a, err
	}
	if a.Until, err = clockOf(until, opened); err != nil {
		return a, err
	}
	if !a.From.After(opened) {
		a.From = time.Time{}
	}
	if !a.Until.IsZero() && !a.Until.After(opened) || !a.From.IsZero() && !a.Until.IsZero() && !a.From.Before(a.Until) {
		return a, fault.New(fault.Invalid, "%s kan ikke gå, før mødet begynder, eller før de er kommet. Intet er ændret. Ret tiderne.", a.Name)
	}
	for k, o := range own {
		if k != i && o.Status == Present && (Span{o.From, o.Until}).overlaps(Span{a.From, a.Until}) {
			return a, fault.New(fault.Invalid, "%s er allerede noteret til stede i en del af den tid. Intet er ændret. Ret tiderne.", a.Name)
		}
	}
	return a, nil
}

// clockOf returns the instant of a time of the day at a meeting: on the day it
// was opened, or after midnight when that is what it must be. Times up to six
// hours before the opening are on the same day.
func clockOf(clock string, opened time.Time) (time.Time, error) {
	if clock == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return t, fault.New(fault.Invalid, "Skriv tiden som 14.30. Intet er ændret.")
	}
	day := opened.In(when.Copenhagen)
	at := time.Date(day.Year(), day.Month(), day.Day(), t.Hour(), t.Minute(), 0, 0, when.Copenhagen)
	if at.Before(opened.Add(-6 * time.Hour)) {
		at = time.Date(day.Year(), day.Month(), day.Day()+1, t.Hour(), t.Minute(), 0, 0, when.Copenhagen)
	}
	return at.UTC(), nil
}

// own returns the stretches of the person of one of them, in order.
func own(list []Attendance, id string) (stretches []Attendance) {
	i := slices.IndexFunc(list, func(a Attendance) bool { return a.ID == id })
	if i < 0 {
		return nil
	}
	for _, a := range list {
		if a.SeatID == list[i].SeatID && (a.SeatID != "" || a.Name == list[i].Name) && a.SubstituteFor == list[i].SubstituteFor {
			stretches = append(stretches, a)
		}
	}
	slices.SortStableFunc(stretches, func(a, b Attendance) int { return cmp.Compare(a.From.UnixMicro(), b.From.UnixMicro()) })
	return stretches
}

// relieved returns the substitutes who have nobody to stand in for any more:
// their member is there, and is not recused.
func relieved(list []Attendance, recusals []Recusal, at time.Time) (ids []string) {
	back := map[string]bool{}
	for _, a := range Voters(list, recusals, at) {
		if a.SubstituteFor == "" {
			back[a.SeatID] = true
		}
	}
	for _, a := range list {
		if a.SubstituteFor != "" && back[a.SubstituteFor] && a.There(at) {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// mayStandIn returns why nobody can stand in for a member at an instant, or nil
// (R14): the member is there and not recused, or somebody stands in already.
func mayStandIn(list []Attendance, recusals []Recusal, memberSeat, basis string, at time.Time) error {
	if basis == "" {
		return fault.New(fault.Invalid, "Skriv, hvad der giver stedfortræderen ret til at møde: forretningsordenen, en beslutning eller et afbud. Intet er ændret.")
	}
	for _, a := range Voters(list, recusals, at) {
		switch {
		case a.SubstituteFor == "" && a.SeatID == memberSeat:
			return fault.New(fault.Conflict, "%s er selv til stede. Notér først, at %s går. Intet er ændret.", a.Name, a.Name)
		case a.SubstituteFor == memberSeat:
			return fault.New(fault.Conflict, "%s er allerede stedfortræder for %s. Intet er ændret.", a.Name, a.Substituted)
		}
	}
	return nil
}
