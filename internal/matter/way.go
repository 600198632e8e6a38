package matter

import (
	"cmp"
	"slices"
	"strings"

	"klynge/internal/initiative"
)

// A StageName is one part of the whole way.
type StageName string

const (
	StageRaised     StageName = "raised"
	StageDecided    StageName = "decided"
	StageMoney      StageName = "money"
	StageInitiative StageName = "initiative"
	StageMeasured   StageName = "measured"
	StageReported   StageName = "reported"
	StageEnded      StageName = "ended"
	StageHanded     StageName = "handed"
	StageAgain      StageName = "again"
)

// A Stage is one part of the whole way, and the station where it was reached.
type Stage struct {
	Name StageName
	At   int // index of the station, -1 while it is not reached
}

// Reached reports whether the matter has been there.
func (s Stage) Reached() bool { return s.At >= 0 }

// The whole way, and the kinds of stations that reach each part of it.
var whole = []struct {
	name  StageName
	kinds []Kind
}{
	{StageRaised, []Kind{Raised}},
	{StageDecided, []Kind{Decided}},
	{StageMoney, []Kind{Granted, Printed, Booked}},
	{StageInitiative, []Kind{Described, Begun, Milestone, Paused, Evaluated, Concluded, Taken}},
	{StageMeasured, []Kind{Measured}},
	{StageReported, []Kind{Reported}},
	{StageEnded, []Kind{Spread, Stopped, Adopted}},
	{StageHanded, []Kind{Handed}},
	{StageAgain, []Kind{Coming}},
}

// Mark returns the kind whose mark stands for a stage.
func (s Stage) Mark() Kind {
	for _, part := range whole {
		if part.name == s.Name {
			return part.kinds[0]
		}
	}
	return ""
}

// Lay puts stations in line: what has happened by its days, and on one day from
// the meeting to the effect; then what is due. It finds where the matter was
// raised, leaves out what is told twice, and adds the parts of the way that are
// still to come.
func Lay(h Head, found []Station) Way {
	w := Way{Head: h, Stations: slices.Clone(found)}
	slices.SortStableFunc(w.Stations, inLine)
	w.Stations = once(w.Stations)
	w.finish()
	w.raise()
	w.Stations = slices.DeleteFunc(w.Stations, func(s Station) bool { return s.Due && w.came(s) })
	w.quiet()
	w.money()
	for _, part := range whole {
		at := slices.IndexFunc(w.Stations, func(s Station) bool {
			return (!s.Due || s.Kind == Coming) && (slices.Contains(part.kinds, s.Kind) || s.Begins && part.name == StageRaised)
		})
		w.Stages = append(w.Stages, Stage{part.name, at})
	}
	return w
}

func inLine(a, b Station) int {
	if a.Due != b.Due {
		if a.Due {
			return 1
		}
		return -1
	}
	if (a.Day == "") != (b.Day == "") {
		return cmp.Compare(b.Day, a.Day) // what nobody has said a day of comes last
	}
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Lane(), b.Lane()), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Number, b.Number), cmp.Compare(a.Title, b.Title))
}

// once leaves out what two sources tell of the same thing: a decision that minutes
// print and the initiative points at, and an amount that a ledger has and minutes
// print of the same item.
func once(stations []Station) (list []Station) {
	for _, s := range stations {
		same := slices.IndexFunc(list, func(other Station) bool {
			if s.Path == "" || other.Path != s.Path || other.Day != s.Day || s.Due || other.Due {
				return false
			}
			return other.Kind == s.Kind && s.Lane() == Meeting || s.Kind == Printed && other.Kind == Granted && other.Amount == s.Amount
		})
		switch {
		case same < 0:
			list = append(list, s)
		case list[same].Outcome == "" && s.Outcome != "":
			list[same] = s // in the words of the minutes
		}
	}
	return list
}

// finish leaves out that a final report was handed in where the report itself is a
// station.
func (w *Way) finish() {
	written := slices.ContainsFunc(w.Stations, func(s Station) bool {
		return s.Kind == Reported && strings.HasPrefix(s.Title, finalReport+" ")
	})
	w.Stations = slices.DeleteFunc(w.Stations, func(s Station) bool { return written && s.Title == finalReport })
}

// raise marks the station with which the matter begins: the first that a document
// tells of.
func (w *Way) raise() {
	for i, s := range w.Past() {
		switch {
		case s.Kind == Raised:
			return
		case s.Kind == Treated:
			w.Stations[i].Kind = Raised
			return
		case s.Path != "":
			w.Stations[i].Begins = true
			return
		}
	}
}

// came reports whether what was promised has come: a report, or for what nobody
// gave a day any later treatment.
func (w Way) came(s Station) bool {
	if s.Kind != Promised || s.Promise == "" {
		return false
	}
	return slices.ContainsFunc(w.Stations, func(later Station) bool {
		return !later.Due && later.Day > s.Promise && (later.Kind == Reported || s.Day == "" && later.Lane() == Meeting)
	})
}

// quiet finds the stations that say again what an earlier one has said: an amount
// that did not change, and the meeting whose report stands beside it.
func (w *Way) quiet() {
	said := map[Kind]Station{}
	for i := range w.Stations {
		s := &w.Stations[i]
		if s.Lane() == Money && s.Kind == Printed {
			before, ok := said[Printed]
			if granted, given := said[Granted]; given && !ok {
				before, ok = granted, true
			}
			s.Minor = ok && before.Amount == s.Amount
		}
		said[s.Kind] = *s
	}
}

// money sums what the ledger says, or takes the last amount that minutes print.
func (w *Way) money() {
	var given, printed Station
	for _, s := range w.Stations {
		if s.Due {
			continue
		}
		switch s.Kind {
		case Granted:
			given.Amount += s.Amount
			given.Kind = Granted
		case Returned:
			given.Amount -= s.Amount
		case Booked:
			w.Spent, w.Counted = s.Amount, true
		case Printed:
			printed = s
		}
	}
	w.Granted = given.Amount
	if given.Kind == "" {
		w.Granted = printed.Amount
	}
}

// Over reports whether nothing more is to come of the matter itself.
func (w Way) Over() bool { return w.State == initiative.Scaled || w.State == initiative.Stopped }

// Next returns the stages that the way leads to from here, in their order, one for
// each lane: what the drawing shows as not yet there.
func (w Way) Next() (list []StageName) {
	open := func(names ...StageName) {
		for _, name := range names {
			at := slices.IndexFunc(w.Stages, func(s Stage) bool { return s.Name == name })
			if at >= 0 && !w.Stages[at].Reached() {
				list = append(list, name)
				return
			}
		}
	}
	if w.Over() {
		open(StageReported)
		return list
	}
	open(StageDecided, StageAgain)
	open(StageMoney)
	open(StageInitiative, StageEnded)
	open(StageMeasured, StageReported)
	return list
}
