package matter

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"klynge/internal/danish"
	"klynge/internal/matter"
	"klynge/internal/web"
)

// A Drawing is the way of a matter as it is drawn, wide or tall.
type Drawing struct {
	ID, Title, Description string
	Width, Height          int
	Bands                  []Band
	Left                   int // stations that are only in the list
}

// A Band is one stretch of the way. What has no room on one line goes on in the
// next.
type Band struct {
	Y, Bottom int
	Names     []Word // of the lanes
	Rails     []string
	Years     []Word
	Ticks     []int
	Bodies    []Word
	Money     []Box
	Work      []Box
	Solid     string // the line of the matter as far as it has come
	Ahead     string // and from there on
	Ties      []string
	LineY     int
	Joints    []int // where the line of the matter is left for another lane
	Today     int   // 0 when it is outside
	TodaySays string
	Stops     []Stop
}

// A Word is a text at a place.
type Word struct {
	X, Y int
	Text string
	As   string // class
	Own  bool   // as the document has it, in Danish
}

// A Box is a stretch of a lane.
type Box struct {
	X, Y, Width, Height int
	As                  string
}

// A Stop is a station as it is drawn.
type Stop struct {
	X, Y  int
	Mark  Mark
	Kind  matter.Kind
	As    string // classes that say more than the kind
	Says  string
	Path  string // "" for what leads nowhere
	Words []Word
	Focus Box
	Spark *Spark
}

// The wide drawing is made for a container of 1136 units, so that a unit is a
// pixel on a common screen.
const (
	wideWidth  = 1136
	wideFrom   = 150
	wideTo     = 1000
	wideStep   = 141
	wideText   = 15
	wordsWidth = 124
	wordsLine  = 19
	firstLane  = 84
	mostDrawn  = 70
)

// NewWide draws a way from left to right, with a lane each for meeting, money, work
// and effect. Today is YYYY-MM-DD.
func NewWide(l web.Language, id string, w matter.Way, today string) Drawing {
	d := Drawing{ID: id, Title: l.Say("Sagens vej"), Description: describe(l, w, today), Width: wideWidth}
	list := columns(w)
	if len(list) > mostDrawn {
		for _, c := range list[mostDrawn:] {
			for _, s := range c.lanes {
				if s != nil {
					d.Left++
				}
			}
		}
		list = list[:mostDrawn]
	}
	if len(list) == 0 {
		return d
	}
	p := painter{Language: l, way: w, today: today, all: list}
	for from := 0; from < len(list); {
		at := pack(list[from:], wideFrom, wideTo)
		b := p.band(from, at)
		b.Y = d.Height
		d.Height += b.Bottom
		d.Bands = append(d.Bands, b)
		from += len(at)
	}
	return d
}

// A painter draws the bands of one way.
type painter struct {
	web.Language
	way   matter.Way
	today string
	all   []column
	body  string        // that met last
	money danish.Amount // that the matter has so far
	moved danish.Amount // of it, by the ledger
	given bool          // an amount is known
	began bool          // the work
	rests bool          // the work is paused
	ended bool
}

// band draws the columns from one on at their places.
func (p *painter) band(from int, at []int) (b Band) {
	list := p.all[from : from+len(at)]
	first, last := from == 0, from+len(at) == len(p.all)
	var y [len(matter.Lanes)]int
	next := firstLane
	for _, lane := range matter.Lanes {
		y[lane] = next
		b.Names = append(b.Names, Word{X: 0, Y: next + 5, Text: p.Say(lane.Danish())})
		lines := 0
		for i, c := range list {
			stop, ok := p.stop(c, lane, at[i], next)
			if !ok {
				continue
			}
			b.Stops = append(b.Stops, stop)
			lines = max(lines, len(stop.Words))
			if stop.Spark != nil {
				lines += 3
			}
			if c.tied(lane) {
				b.Ties = append(b.Ties, fmt.Sprintf("M%d %dV%d", at[i], y[matter.Meeting], next))
				if c.lanes[matter.Meeting] == nil {
					b.Joints = append(b.Joints, at[i])
				}
			}
		}
		b.Rails = append(b.Rails, fmt.Sprintf("M%d %dH%d", 96, next, wideWidth-8))
		next += max(lines*wordsLine+44, 56)
	}
	b.Bottom, b.LineY = next, y[matter.Meeting]
	p.line(&b, list, at, y[matter.Meeting], first, last)
	now, seen := place(list, at, p.today)
	if seen {
		b.Today, b.TodaySays = now, p.Say("I dag")
	}
	p.ribbon(&b, list, at, y[matter.Money], first, last)
	p.work(&b, list, at, y[matter.Work], first, last)
	p.years(&b, list, at)
	p.bodies(&b, list, at, y[matter.Meeting])
	return b
}

// line draws the line of the matter itself through a band.
func (p *painter) line(b *Band, list []column, at []int, y int, first, last bool) {
	begin, end := at[0], at[len(at)-1]
	if !first {
		begin = 96
	}
	if !last {
		end = wideWidth - 8
	}
	come := begin
	for i, c := range list {
		if c.past {
			come = at[i]
		}
	}
	for _, c := range p.all {
		if c.past && c.day > list[len(list)-1].day && list[len(list)-1].day != "" {
			come = end
		}
	}
	b.Solid = fmt.Sprintf("M%d %dH%d", begin, y, come)
	if come < end {
		b.Ahead = fmt.Sprintf("M%d %dH%d", come, y, end)
	}
}

// height is how high the ribbon of an amount is drawn: its area grows with the
// square root, so that thousands and millions are both seen.
func height(a danish.Amount) int {
	return min(max(int(math.Sqrt(math.Max(float64(a)/1e8, 0))*20), 6), 34)
}

// ribbon draws the money that the matter has from one column to the next.
func (p *painter) ribbon(b *Band, list []column, at []int, y int, first, last bool) {
	x := start(at, first)
	until := func(end int) {
		if p.given && p.money > 0 && end > x {
			h := height(p.money)
			b.Money = append(b.Money, Box{X: x, Y: y - h/2, Width: end - x, Height: h})
		}
		x = end
	}
	for i, c := range list {
		s := c.lanes[matter.Money]
		if s == nil || s.Due {
			continue
		}
		until(at[i])
		p.take(*s)
	}
	until(stretch(b, at, last))
}

// start returns where what goes on in a lane begins in a band.
func start(at []int, first bool) int {
	if first {
		return at[0]
	}
	return 96
}

// stretch returns how far what goes on in a lane is drawn: until today, where that is
// in the band.
func stretch(b *Band, at []int, last bool) int {
	switch {
	case b.Today > 0:
		return b.Today
	case last:
		return at[len(at)-1]
	}
	return wideWidth - 8
}

// take takes a movement of money in: what the ledger has, and before that what minutes
// print.
func (p *painter) take(s matter.Station) {
	switch {
	case s.Kind == matter.Granted:
		p.moved += s.Amount
	case s.Kind == matter.Returned:
		p.moved -= s.Amount
	case s.Kind == matter.Printed && p.moved == 0:
		p.money, p.given = s.Amount, true
		return
	default:
		return
	}
	p.money, p.given = p.moved, true
}

// work draws the time in which the work goes on.
func (p *painter) work(b *Band, list []column, at []int, y int, first, last bool) {
	x := start(at, first)
	until := func(end int) {
		if p.began && !p.ended && end > x {
			as := "course-work"
			if p.rests {
				as = "course-work course-rests"
			}
			b.Work = append(b.Work, Box{X: x, Y: y - 7, Width: end - x, Height: 14, As: as})
		}
		x = end
	}
	for i, c := range list {
		s := c.lanes[matter.Work]
		if s == nil || s.Due {
			continue
		}
		until(at[i])
		switch s.Kind {
		case matter.Begun:
			p.began, p.rests = true, false
		case matter.Paused:
			p.rests = true
		case matter.Concluded, matter.Stopped:
			p.ended = true
		}
	}
	until(stretch(b, at, last))
}

// years draws where the years of a band begin.
func (p *painter) years(b *Band, list []column, at []int) {
	first, last := list[0].day, ""
	for _, c := range list {
		if c.day != "" {
			last = c.day
		}
	}
	if first == "" || last == "" {
		return
	}
	b.Years = append(b.Years, Word{X: at[0], Y: 20, Text: web.Year(first)})
	from, err := strconv.Atoi(web.Year(first))
	to, err2 := strconv.Atoi(web.Year(last))
	if err != nil || err2 != nil || to-from > 60 {
		return
	}
	before := at[0]
	for year := from + 1; year <= to; year++ {
		x, ok := place(list, at, fmt.Sprintf("%04d-01-01", year))
		if !ok {
			continue
		}
		b.Ticks = append(b.Ticks, x)
		if x-before >= 56 {
			b.Years = append(b.Years, Word{X: x + 5, Y: 20, Text: strconv.Itoa(year)})
			before = x
		}
	}
}

// bodies writes who met, each time it is another body.
func (p *painter) bodies(b *Band, list []column, at []int, y int) {
	free := 0
	for i, c := range list {
		for _, s := range c.lanes {
			if s == nil || s.Body == "" || s.Body == p.body || s.Due || !strings.HasPrefix(s.Path, "/moeder/") && s.Kind != matter.Handed {
				continue
			}
			if at[i] < free {
				continue
			}
			p.body = s.Body
			b.Bodies = append(b.Bodies, Word{X: at[i] - 12, Y: y - 24, Text: s.Body, Own: true})
			free = at[i] + wide(s.Body, 14) + 24
			break
		}
	}
}

// stop draws what stands in one lane of a column.
func (p *painter) stop(c column, lane matter.Lane, x, y int) (stop Stop, ok bool) {
	if s := c.lanes[lane]; s != nil {
		stop = p.station(c.plain(*s), wordsWidth, wideText, 3)
		stop.Says = says(p.Language, *s, p.today)
	} else {
		for _, name := range c.wants {
			if mark(name).Lane() == lane {
				stop, ok = p.wanted(name), true
			}
		}
		if !ok {
			return stop, false
		}
	}
	stop.X, stop.Y = x, y
	top := y + 34
	if stop.Spark != nil {
		stop.Spark.X, stop.Spark.Y = x-11, y+20
		top += sparkHeight + 4
	}
	for i := range stop.Words {
		stop.Words[i].X, stop.Words[i].Y = x+wordsInset, top+i*wordsLine
	}
	stop.Focus = Box{X: x - 18, Y: y - 18, Width: wordsWidth + 34, Height: top - y + 18 + len(stop.Words)*wordsLine - 8}
	if len(stop.Words) == 0 {
		stop.Focus.Width, stop.Focus.Height = 36, 36
	}
	return stop, true
}

// wordsInset keeps the words to the right of the lines that go down from a meeting.
const wordsInset = 8

// station returns a station with its words, which are not placed yet.
func (p *painter) station(s matter.Station, width, size, titles int) Stop {
	stop := Stop{Mark: markOf(s), Kind: s.Kind, Says: says(p.Language, s, p.today), Path: s.Path, Spark: newSpark(s)}
	switch {
	case s.Due && s.Kind != matter.Coming:
		stop.As = "course-due"
		if s.Late(p.today) {
			stop.As = "course-due course-late"
		}
	case s.Minor:
		stop.As, stop.Mark.Letters = "course-minor", ""
		return stop
	case s.Inside:
		stop.As = "course-inside"
	}
	add := func(text, as string, own bool, most int) {
		for _, line := range wrap(text, width, size, most) {
			stop.Words = append(stop.Words, Word{Text: line, As: as, Own: own})
		}
	}
	if amount := figure(p.Language, s); amount != "" {
		add(amount, "course-head", false, 2)
		add(heading(p.Language, s), "", false, 2)
	} else {
		add(heading(p.Language, s), "course-head", false, 2)
	}
	if s.Due && s.Kind != matter.Coming {
		add(p.Say("Endnu ikke"), "course-not", false, 1)
	}
	if s.Day != "" && s.Kind != matter.Booked {
		add(short(p.Language, s.Day), "course-day", false, 1)
	}
	if s.Title != p.way.Title && s.Lane() != matter.Money {
		add(s.Title, "", true, titles)
	}
	if s.Verdict != "" {
		verdict, _, _ := strings.Cut(s.Verdict, ":")
		add(verdict, "", true, 5)
	}
	return stop
}

// wanted returns a part of the way that has not come.
func (p *painter) wanted(name matter.StageName) Stop {
	said := p.Say(stageNames[name].name)
	stop := Stop{Mark: marks[mark(name)], Kind: mark(name), As: "course-due", Says: said + ": " + lower(p.Say("Endnu ikke"))}
	for _, line := range wrap(said, wordsWidth, wideText, 2) {
		stop.Words = append(stop.Words, Word{Text: line, As: "course-head"})
	}
	stop.Words = append(stop.Words, Word{Text: p.Say("Endnu ikke"), As: "course-not"})
	return stop
}
