package matter

import (
	"fmt"

	"klynge/internal/matter"
	"klynge/internal/web"
)

// A Small is the way of a matter without words, as a picture on a card that leads
// to the whole.
type Small struct {
	Description  string
	Height       int
	Rails        []string
	Solid, Ahead string
	Money, Work  []Box
	Ties         []string
	Stops        []Stop
	Today        int
}

const (
	smallWidth = 360
	smallFrom  = 22
	smallTo    = 338
	smallLane  = 27
	smallTop   = 18
	smallDrawn = 20 // columns; of more only the last are drawn
)

// NewSmall draws a way 360 units wide.
func NewSmall(l web.Language, w matter.Way, today string) Small {
	d := Small{Description: describe(l, w, today), Height: smallTop + 3*smallLane + 18}
	list := columns(w)
	if len(list) == 0 {
		return d
	}
	p := painter{Language: l, way: w, today: today, all: list}
	if len(list) > smallDrawn {
		list = list[len(list)-smallDrawn:]
	}
	at := spread(list, smallFrom, smallTo, min(30, (smallTo-smallFrom)/max(len(list)-1, 1)))
	for _, lane := range matter.Lanes {
		y := smallTop + int(lane)*smallLane
		d.Rails = append(d.Rails, fmt.Sprintf("M4 %dH%d", y, smallWidth-4))
		for i, c := range list {
			d.put(p, c, lane, at[i], y)
		}
	}
	var b Band
	if x, ok := place(list, at, today); ok {
		b.Today, d.Today = x, x
	}
	p.line(&b, list, at, smallTop, true, true)
	p.ribbon(&b, list, at, smallTop+smallLane, true, true)
	p.work(&b, list, at, smallTop+2*smallLane, true, true)
	d.Solid, d.Ahead, d.Work = b.Solid, b.Ahead, b.Work
	for _, box := range b.Money {
		middle := box.Y + box.Height/2
		box.Height = max(box.Height*3/5, 4)
		box.Y = middle - box.Height/2
		d.Money = append(d.Money, box)
	}
	for i := range d.Work {
		d.Work[i].Y, d.Work[i].Height = d.Work[i].Y+3, 8
	}
	return d
}

// put draws the mark of one lane of a column.
func (d *Small) put(p painter, c column, lane matter.Lane, x, y int) {
	if s := c.lanes[lane]; s != nil {
		stop := Stop{X: x, Y: y, Mark: markOf(*s), Kind: s.Kind}
		switch {
		case s.Due && s.Kind != matter.Coming:
			stop.As = "course-due"
		case s.Minor:
			stop.As = "course-minor"
		}
		if c.tied(lane) {
			d.Ties = append(d.Ties, fmt.Sprintf("M%d %dV%d", x, smallTop, y))
		}
		stop.Mark.Letters = ""
		d.Stops = append(d.Stops, stop)
		return
	}
	for _, name := range c.wants {
		if mark(name).Lane() == lane {
			d.Stops = append(d.Stops, Stop{X: x, Y: y, Mark: Mark{Outline: marks[mark(name)].Outline, Light: true}, Kind: mark(name), As: "course-due"})
		}
	}
}
