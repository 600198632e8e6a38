package matter

import (
	"fmt"
	"strconv"

	"klynge/internal/matter"
	"klynge/internal/web"
)

// A Tall is the way of a matter from above downwards, as it is drawn for a
// telephone: the lanes are lines beside each other, and each station has a row with
// its words.
type Tall struct {
	ID, Title, Description string
	Width, Height          int
	Names                  []Word
	Rails                  []string
	Solid, Ahead           string
	Money, Work            []Box
	Ties                   []string
	LineX                  int
	Joints                 []int
	Years                  []Word
	Stops                  []Stop
	Today                  int
	TodaySays              string
	Left                   int
}

const (
	tallWidth = 358
	tallFirst = 16 // x of the first lane
	tallLane  = 32
	tallWords = 138
	tallSize  = 16
	tallLine  = 21
	tallTop   = 96
)

// NewTall draws a way from above downwards.
func NewTall(l web.Language, id string, w matter.Way, today string) Tall {
	d := Tall{LineX: tallX(matter.Meeting), ID: id, Title: l.Say("Sagens vej"), Description: describe(l, w, today), Width: tallWidth}
	for _, lane := range matter.Lanes {
		d.Names = append(d.Names, Word{X: tallX(lane) + 5, Y: tallTop - 26, Text: l.Say(lane.Danish())})
	}
	p := tallPainter{painter: painter{Language: l, way: w, today: today}, Tall: &d, y: tallTop}
	drawn := 0
	for _, c := range columns(w) {
		if drawn++; drawn > mostDrawn {
			for _, s := range c.lanes {
				if s != nil {
					d.Left++
				}
			}
			continue
		}
		p.column(c)
	}
	p.close()
	return d
}

func tallX(lane matter.Lane) int { return tallFirst + int(lane)*tallLane }

// A tallPainter draws rows, each under the one before.
type tallPainter struct {
	painter
	*Tall
	y         int // of the next row
	firstY    int
	comeY     int // of the last that has come
	year, day string
	since     [len(matter.Lanes)]int // y from which money or work is drawn
}

// column draws the stations of a day, each in its row.
func (p *tallPainter) column(c column) {
	p.markDay(c.day)
	for _, lane := range matter.Lanes {
		stop, ok := p.row(c, lane)
		if !ok {
			continue
		}
		x, y := tallX(lane), p.y+12
		stop.X, stop.Y = x, y
		top := y + 5
		if stop.Spark != nil {
			stop.Spark.X, stop.Spark.Y = tallWords, y+len(stop.Words)*tallLine-10
		}
		for i := range stop.Words {
			stop.Words[i].X, stop.Words[i].Y = tallWords, top+i*tallLine
		}
		lines := len(stop.Words)
		height := max(lines*tallLine, 22)
		if stop.Spark != nil {
			height += sparkHeight + 8
		}
		stop.Focus = Box{X: 1, Y: y - 17, Width: tallWidth - 2, Height: height + 8}
		if s := c.lanes[lane]; s != nil {
			if !s.Due {
				p.comeY = y
			}
			if c.tied(lane) {
				p.Ties = append(p.Ties, fmt.Sprintf("M%d %dH%d", tallX(matter.Meeting), y, x))
				p.Joints = append(p.Joints, y)
			}
			p.flow(*s, y)
		}
		if p.firstY == 0 {
			p.firstY = y
		}
		p.Stops = append(p.Stops, stop)
		p.y += height + 20
	}
	p.day = c.day
}

// row returns what stands in one lane of a column.
func (p *tallPainter) row(c column, lane matter.Lane) (Stop, bool) {
	if s := c.lanes[lane]; s != nil {
		stop := p.station(c.plain(*s), tallWidth-tallWords, tallSize, 4)
		stop.Says = says(p.Language, *s, p.today)
		if s.Minor {
			for _, line := range wrap(p.Say("Samme beløb igen, %s", short(p.Language, s.Day)), tallWidth-tallWords, tallSize, 2) {
				stop.Words = append(stop.Words, Word{Text: line, As: "course-day"})
			}
		}
		return stop, true
	}
	for _, name := range c.wants {
		if mark(name).Lane() == lane {
			return p.wanted(name), true
		}
	}
	return Stop{}, false
}

// markDay draws where a year begins, and where today is.
func (p *tallPainter) markDay(day string) {
	if p.Today == 0 && p.day != "" && p.day <= p.today && (day == "" || day > p.today) {
		p.Today, p.TodaySays = p.y+2, p.Say("I dag, %s", p.Date(p.today))
		p.y += 28
	}
	if year := web.Year(day); year != p.year && year != "" {
		p.Years = append(p.Years, Word{X: tallWords, Y: p.y + 4, Text: year})
		p.year = year
		p.y += 26
	}
}

// flow draws money and work as far as a station that changes them.
func (p *tallPainter) flow(s matter.Station, y int) {
	if s.Due || s.Lane() != matter.Money && s.Lane() != matter.Work {
		return
	}
	p.until(s.Lane(), y)
	p.take(s)
	switch s.Kind {
	case matter.Begun:
		p.began, p.rests = true, false
	case matter.Paused:
		p.rests = true
	case matter.Concluded, matter.Stopped:
		p.ended = true
	}
}

// until draws the stretch of a lane down to a row.
func (p *tallPainter) until(lane matter.Lane, y int) {
	from := p.since[lane]
	p.since[lane] = y
	if from == 0 || y <= from {
		return
	}
	switch {
	case lane == matter.Money && p.given && p.money > 0:
		width := height(p.money) * 2 / 3
		p.Money = append(p.Money, Box{X: tallX(lane) - width/2, Y: from, Width: width, Height: y - from})
	case lane == matter.Work && p.began && !p.ended:
		as := "course-work"
		if p.rests {
			as = "course-work course-rests"
		}
		p.Work = append(p.Work, Box{X: tallX(lane) - 6, Y: from, Width: 12, Height: y - from, As: as})
	}
}

// close draws what runs through the whole picture.
func (p *tallPainter) close() {
	end := p.firstY
	if n := len(p.Stops); n > 0 {
		end = p.Stops[n-1].Y
	}
	if p.Today > 0 {
		end = p.Today
	}
	p.until(matter.Money, end)
	p.until(matter.Work, end)
	end = p.comeY
	for _, stop := range p.Stops {
		if stop.X == p.LineX {
			end = max(end, stop.Y)
		}
	}
	x := strconv.Itoa(tallX(matter.Meeting))
	if p.comeY >= p.firstY && p.firstY > 0 {
		p.Solid = fmt.Sprintf("M%s %dV%d", x, p.firstY, p.comeY)
	}
	if from := max(p.comeY, p.firstY); end > from && from > 0 {
		p.Ahead = fmt.Sprintf("M%s %dV%d", x, from, end)
	}
	for _, lane := range matter.Lanes {
		p.Rails = append(p.Rails, fmt.Sprintf("M%d %dV%d", tallX(lane), tallTop-18, p.y))
	}
	p.Height = p.y + 4
}
