package matter

import (
	"cmp"
	"slices"
	"strings"
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

// words reports whether something is written below the mark of a lane.
func (c column) words(lane matter.Lane) bool {
	if s := c.lanes[lane]; s != nil {
		return !s.Minor
	}
	return slices.ContainsFunc(c.wants, func(name matter.StageName) bool { return mark(name).Lane() == lane })
}

// tied reports whether a station of a lane was told of at a meeting, so that a line
// goes down to it.
func (c column) tied(lane matter.Lane) bool {
	s := c.lanes[lane]
	return s != nil && lane != matter.Meeting && strings.HasPrefix(s.Path, "/moeder/")
}

// pack puts as many columns along a line as have room there: each past the one
// before, with its words past those before in the same lane, and with the lines that
// go down past the words that they would cross. What is left of the line is shared by
// how much time lies between.
func pack(list []column, from, to int) (at []int) {
	var written [len(matter.Lanes)]int // where words of a lane may begin
	for i, c := range list {
		x := from
		if i > 0 {
			x = at[i-1] + nearest
		}
		for _, lane := range matter.Lanes {
			if c.words(lane) {
				x = max(x, written[lane])
			}
			for above := matter.Meeting; c.tied(lane) && above < lane; above++ {
				x = max(x, written[above])
			}
		}
		if c.day == "" && i > 0 {
			x += apart
		}
		if x > to && i > 0 {
			break
		}
		at = append(at, x)
		for _, lane := range matter.Lanes {
			if c.words(lane) {
				written[lane] = x + wideStep
			}
		}
	}
	last := len(at) - 1
	whole, past := days(list[0].day, list[dated(list[:last+1])].day), 0.0
	free := float64(max(to-at[last], 0))
	for i := 1; i <= last; i++ {
		if past = free; whole > 0 && list[i].day != "" {
			past = free * days(list[0].day, list[i].day) / whole
		}
		at[i] += int(past)
	}
	return at
}

// dated returns the index of the last column that has a day, or 0.
func dated(list []column) int {
	for i := len(list) - 1; i > 0; i-- {
		if list[i].day != "" {
			return i
		}
	}
	return 0
}

// nearest is how near two marks may stand, whose words are in lanes of their own.
const nearest = 44

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
