package initiative

import (
	"fmt"
	"strings"

	"klynge/internal/initiative"
	"klynge/internal/web"
)

// A DriverDiagram is the aim with what drives it.
type DriverDiagram struct {
	ID, Sheet, Title, Description string
	Width, Height                 int
	Boxes                         []box
}

type box struct {
	Rank        initiative.Rank // "" for the aim
	X, Y, Width int
	Height      int
	Lines       []text
	Link        string // to the box it hangs on
	Says        string
}

type text struct {
	X, Y int
	Text string
}

const (
	boxIndent = 44
	boxGap    = 16
	boxLine   = 26
	boxLetter = 11 // width of a letter, at most

	columnsWidth = 1000
	columnGap    = 56
	mostColumns  = 4
)

// NewDriverDiagrams draws the drivers of an aim twice: in columns that are read from
// the left, as those who improve things draw them, and as a tree that is read from
// the top, which is what a telephone has room for. What is deeper than there is
// room for columns is drawn as a tree alone.
func NewDriverDiagrams(l web.Language, aim string, p initiative.Plan) []DriverDiagram {
	if aim == "" {
		aim = "?"
	}
	counts, depth := map[initiative.Rank]int{}, 1
	for _, d := range p.Drivers {
		counts[d.Rank]++
	}
	for _, d := range p.Under("") {
		depth = max(depth, 1+deep(p, d.ID))
	}
	said := l.Say("Målet, %d drivere, %d idéer til ændringer og %d indikatorer. Hver kasse hænger på den, stregen fører til. Det hele står i tabellen under tegningen.",
		counts[initiative.Primary], counts[initiative.Change], counts[initiative.Indicated])
	tree := DriverDiagram{ID: "drivere-trae", Sheet: "smal", Title: l.Say("Driverdiagram"), Description: said, Width: timeWidth, Height: 6}
	tree.below(p, "", 1, tree.put("", aim, 0, 0, 0))
	if depth > mostColumns {
		return []DriverDiagram{tree}
	}
	columns := DriverDiagram{ID: "drivere-spalter", Sheet: "bred", Title: tree.Title, Description: said, Width: columnsWidth, Height: 6}
	columns.place(p, initiative.Driver{Text: aim}, 0, (columnsWidth-8-(depth-1)*columnGap)/depth)
	return []DriverDiagram{columns, tree}
}

// deep returns how many boxes hang on one another from one down.
func deep(p initiative.Plan, id string) int {
	most := 0
	for _, child := range p.Under(id) {
		most = max(most, deep(p, child.ID))
	}
	return most + 1
}

// full reports whether there is no room for more boxes; the table has them all.
func (d *DriverDiagram) full() bool { return len(d.Boxes) > 2*mostDrawn }

func (d *DriverDiagram) below(p initiative.Plan, id string, depth int, above box) {
	for _, child := range p.Under(id) {
		if d.full() {
			return
		}
		b := d.put(child.Rank, child.Text, depth, above.X+18, above.Y+above.Height)
		d.below(p, child.ID, depth+1, b)
	}
}

// put draws a box under all others, joined to a point of the one it hangs on.
func (d *DriverDiagram) put(rank initiative.Rank, said string, depth, fromX, fromY int) box {
	x := 4 + depth*boxIndent
	b := newBox(rank, said, x, d.Width-8-x, 3)
	b.moveTo(d.Height)
	if depth > 0 {
		b.Link = fmt.Sprintf("M%d %dV%dH%d", fromX, fromY, b.middle(), b.X)
	}
	d.Height += b.Height + boxGap
	d.Boxes = append(d.Boxes, b)
	return b
}

// place draws what hangs on a driver in the next column, and it itself beside the
// middle of that.
func (d *DriverDiagram) place(p initiative.Plan, of initiative.Driver, column, width int) box {
	b := newBox(of.Rank, of.Text, 4+column*(width+columnGap), width, 6)
	top, at := d.Height, len(d.Boxes)
	d.Boxes = append(d.Boxes, b)
	var hang []int
	for _, child := range p.Under(of.ID) {
		if d.full() {
			break
		}
		hang = append(hang, len(d.Boxes))
		d.place(p, child, column+1, width)
	}
	y := top
	if len(hang) > 0 {
		first, last := d.Boxes[hang[0]], d.Boxes[hang[len(hang)-1]]
		y = max(top, (first.middle()+last.middle()-b.Height)/2)
	}
	b.moveTo(y)
	for _, i := range hang {
		to := &d.Boxes[i]
		to.Link = fmt.Sprintf("M%d %dH%dV%dH%d", b.X+b.Width, b.middle(), b.X+b.Width+columnGap/2, to.middle(), to.X)
	}
	d.Height = max(d.Height, y+b.Height+boxGap)
	d.Boxes[at].Y, d.Boxes[at].Lines = b.Y, b.Lines
	return b
}

// newBox writes a text in a box of a width, on so many lines at most.
func newBox(rank initiative.Rank, said string, x, width, most int) box {
	b := box{Rank: rank, X: x, Width: width, Says: said}
	for i, words := range wrap(said, (width-28)/boxLetter, most) {
		b.Lines = append(b.Lines, text{x + 14, 28 + i*boxLine, words})
	}
	b.Height = 16 + len(b.Lines)*boxLine
	return b
}

func (b box) middle() int { return b.Y + b.Height/2 }

// moveTo moves a new box down to a place.
func (b *box) moveTo(y int) {
	b.Y = y
	for i := range b.Lines {
		b.Lines[i].Y += y
	}
}

// wrap breaks a text into lines of so many letters, and at most so many lines.
func wrap(said string, width, most int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(said) {
		for len([]rune(word)) > width {
			cut := []rune(word)
			lines, word = append(lines, strings.TrimSpace(line+" "+string(cut[:width]))), string(cut[width:])
			line = ""
		}
		if line != "" && len([]rune(line))+1+len([]rune(word)) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	if line != "" {
		lines = append(lines, line)
	}
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] += " …"
	}
	return lines
}
