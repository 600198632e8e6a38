package matter

import (
	"cmp"
	"slices"
	"time"

	"klynge/internal/matter"
)

// A column holds what happened on one day, at most one station in each lane. The
// column without a day, which is last, holds what nobody has said a day of.
type column struct {
	day   string
	lanes [len(matter.Lanes)]*matter.Station
	wants []matter.StageName // of the last column: what has not come
	past  bool               // something here has come
}

// columns puts the stations of a way in columns, by day. Two in one lane on one day
// stand beside each other.
func columns(w matter.Way) (list []column) {
	stations := slices.Clone(w.Stations)
	slices.SortStableFunc(stations, func(a, b matter.Station) int {
		if (a.Day == "") != (b.Day == "") {
			return cmp.Compare(b.Day, a.Day)
		}
		return cmp.Compare(a.Day, b.Day)
	})
	for i := range stations {
		s := &stations[i]
		lane := s.Lane()
		at := -1
		for k := len(list) - 1; k >= 0 && list[k].day == s.Day; k-- {
			if list[k].lanes[lane] == nil {
				at = k
			}
		}
		if at < 0 {
			list = append(list, column{day: s.Day})
			at = len(list) - 1
		}
		list[at].lanes[lane] = s
		list[at].past = list[at].past || !s.Due
	}
	if next := w.Next(); len(next) > 0 {
		if len(list) == 0 || list[len(list)-1].day != "" {
			list = append(list, column{})
		}
		last := &list[len(list)-1]
		for _, name := range next {
			if lane := mark(name).Lane(); last.lanes[lane] == nil {
				last.wants = append(last.wants, name)
			}
		}
	}
	return list
}

// plain returns a station of a column without the title that another one, of the
// same document and above it, has.
func (c column) plain(s matter.Station) matter.Station {
	for _, other := range c.lanes[:s.Lane()] {
		if other != nil && other.Path == s.Path && other.Title == s.Title {
			s.Title = ""
		}
	}
	return s
}

// mark returns the kind whose mark stands for a part of the way.
func mark(name matter.StageName) matter.Kind { return matter.Stage{Name: name}.Mark() }

// days returns how many days lie between two days, 0 when one is none.
func days(from, to string) float64 {
	a, err := time.Parse(time.DateOnly, from)
	b, err2 := time.Parse(time.DateOnly, to)
	if err != nil || err2 != nil {
		return 0
	}
	return b.Sub(a).Hours() / 24
}

// spread puts columns along a line: each at least a step from the one before, and
// what is left of the line shared by how much time lies between.
func spread(list []column, from, to, step int) []int {
	at := make([]int, len(list))
	at[0] = from
	if len(list) == 1 {
		return at
	}
	last := 0
	if list[len(list)-1].day == "" {
		last = apart
	}
	free := float64(to - from - step*(len(list)-1) - last)
	whole := 0.0
	gaps := make([]float64, len(list))
	for i := 1; i < len(list); i++ {
		gaps[i] = days(list[i-1].day, list[i].day)
		whole += gaps[i]
	}
	free = max(free, 0)
	x := float64(from)
	for i := 1; i < len(list); i++ {
		share := free / float64(len(list)-1)
		if whole > 0 {
			share = free * gaps[i] / whole
		}
		x += float64(step) + share
		at[i] = int(x)
	}
	at[len(at)-1] = min(at[len(at)-1]+last, to)
	return at
}

// apart is how much further what has no day stands from the rest, so that today has
// room between.
const apart = 14

// place returns where a day lies among columns that are placed, and whether it lies
// there.
func place(list []column, at []int, day string) (int, bool) {
	for i := 1; i < len(list); i++ {
		from, to := list[i-1].day, list[i].day
		if from == "" || from > day {
			continue
		}
		if to == "" {
			return at[i] - min(26, (at[i]-at[i-1])/3), true
		}
		if day < to {
			return at[i-1] + int(float64(at[i]-at[i-1])*days(from, day)/days(from, to)), true
		}
	}
	return 0, false
}
