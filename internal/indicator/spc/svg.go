package spc

import (
	"cmp"
	"html"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A Picture says how a chart is drawn. Everything has a sensible zero value.
type Picture struct {
	Title  string  // for the eye and the screen reader
	Unit   string  // of the values: "timer", "%"
	Target float64 // drawn as a line where HasTarget is set; never part of a verdict
	// HasTarget is set when there is a target.
	HasTarget bool
	// Scale is what figures are drawn times: 100 of a share in per cent. 0 is 1.
	Scale float64
	// Notes are marks at periods: index of a point to a short text, which stands
	// once where neighbours have the same.
	Notes map[int]string
	// Description is what a screen reader is told, the verdict unless it is set.
	Description string
	// Say translates the words of the picture, which are Danish.
	Say func(string) string
}

// The size of a picture and the room for its axes, in SVG user units.
const (
	pictureWidth  = 720
	pictureHeight = 300
	left          = 56
	right         = 96
	top           = 14
	bottom        = 34
)

// SVG draws the chart. It is made for print and for greys too: points differ in
// shape and not only in colour, lines in dash, and title and desc tell a screen
// reader what the picture shows.
func (c Chart) SVG(w io.Writer, picture Picture) error {
	d := drawing{picture: picture}
	if picture.Scale != 0 {
		c = c.scaled(picture.Scale)
	}
	for _, part := range c.Parts {
		d.points = append(d.points, part.Points...)
	}
	d.scale()
	d.open(c)
	d.axes()
	x := 0
	for _, part := range c.Parts {
		d.part(part, x)
		x += len(part.Points)
	}
	d.legend(c)
	d.b.WriteString("</svg>\n")
	_, err := io.WriteString(w, d.b.String())
	return err
}

// scaled returns the chart with its figures times a factor, for the eye.
func (c Chart) scaled(by float64) Chart {
	parts := slices.Clone(c.Parts)
	for i, p := range parts {
		parts[i].Centre *= by
		parts[i].Points = slices.Clone(p.Points)
		for n := range parts[i].Points {
			q := &parts[i].Points[n]
			q.Y, q.Centre, q.Lower, q.Upper = q.Y*by, q.Centre*by, q.Lower*by, q.Upper*by
		}
	}
	c.Parts = parts
	return c
}

type drawing struct {
	b        strings.Builder
	picture  Picture
	points   []Plotted
	low      float64 // of the y axis
	high     float64
	decimals int
}

// scale chooses a y axis that holds every point, limit and target, on round
// numbers.
func (d *drawing) scale() {
	low, high := math.Inf(1), math.Inf(-1)
	see := func(y float64) {
		if !math.IsNaN(y) && !math.IsInf(y, 0) {
			low, high = min(low, y), max(high, y)
		}
	}
	for _, p := range d.points {
		see(p.Centre)
		if !p.Missing {
			see(p.Y)
			see(p.Lower)
			see(p.Upper)
		}
	}
	if d.picture.HasTarget {
		see(d.picture.Target)
	}
	switch {
	case math.IsInf(low, 1):
		low, high = 0, 1
	case low == high:
		low, high = low-1, high+1
	}
	if low > 0 && low < high/2 {
		low = 0
	}
	step := niceStep((high - low) / 5)
	d.low, d.high = math.Floor(low/step)*step, math.Ceil(high/step)*step
	d.decimals = max(0, int(math.Ceil(-math.Log10(step)-1e-9)))
}

// niceStep rounds up to 1, 2 or 5 times a power of ten.
func niceStep(rough float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, factor := range []float64{1, 2, 5} {
		if rough <= factor*power {
			return factor * power
		}
	}
	return 10 * power
}

func (d *drawing) x(i int) float64 {
	room := float64(pictureWidth - left - right)
	return left + room*(float64(i)+0.5)/float64(max(1, len(d.points)))
}

func (d *drawing) y(value float64) float64 {
	room := float64(pictureHeight - top - bottom)
	return top + room*(1-(value-d.low)/(d.high-d.low))
}

func (d *drawing) open(c Chart) {
	title, description := d.picture.Title, d.picture.Description
	if title == "" {
		title = Names[c.Type]
	}
	if description == "" {
		description = Names[c.Type] + " med " + strconv.Itoa(len(d.points)) + " perioder. " + c.Last().Say()
	}
	d.put(`<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 `, pictureWidth, ` `, pictureHeight, `">`)
	d.put(`<title>`, html.EscapeString(title), `</title><desc>`, html.EscapeString(description), `</desc>`, "\n")
}

// axes draws the horizontal grid with its numbers and the names of periods.
func (d *drawing) axes() {
	step := niceStep((d.high - d.low) / 5)
	d.put(`<g class="grid" stroke="#d6d7d9" font-size="12" fill="#545454">`)
	for v := d.low; v <= d.high+step/2; v += step {
		y := d.y(v)
		d.put(`<line x1="`, left, `" x2="`, pictureWidth-right, `" y1="`, y, `" y2="`, y, `"/>`)
		d.put(`<text stroke="none" text-anchor="end" x="`, left-8, `" y="`, y+4, `">`, d.number(v), `</text>`)
	}
	every := max(1, (len(d.points)+7)/8)
	for i, p := range d.points {
		if i%every == 0 {
			d.put(`<text stroke="none" text-anchor="middle" x="`, d.x(i), `" y="`, pictureHeight-12, `">`, html.EscapeString(p.Period), `</text>`)
		}
	}
	d.put("</g>\n")
	if d.picture.HasTarget {
		y := d.y(d.picture.Target)
		d.put(`<line class="target" stroke="#008539" stroke-width="1.5" stroke-dasharray="2 4" x1="`, left, `" x2="`, pictureWidth-right, `" y1="`, y, `" y2="`, y, `"/>`, "\n")
	}
}

// part draws one part's lines and points, its first point at index from.
func (d *drawing) part(p Part, from int) {
	if len(p.Points) == 0 {
		return
	}
	step := (d.x(1) - d.x(0)) / 2
	first, last := d.x(from)-step, d.x(from+len(p.Points)-1)+step
	if !math.IsNaN(p.Centre) {
		dash := ""
		if p.RunsSignal() {
			dash = ` stroke-dasharray="6 4"`
		}
		y := d.y(p.Centre)
		d.put(`<line class="centre" stroke="#0059b3" stroke-width="1.5"`, dash, ` x1="`, first, `" x2="`, last, `" y1="`, y, `" y2="`, y, `"/>`, "\n")
	}
	d.steps(p, from, step, func(p Plotted) float64 { return p.Lower })
	d.steps(p, from, step, func(p Plotted) float64 { return p.Upper })
	d.put(`<path class="series" fill="none" stroke="#1a1a1a" stroke-width="1.5" d="`)
	command := "M"
	for i, point := range p.Points {
		if !point.counts() {
			command = "M"
			continue
		}
		d.put(command, d.x(from+i), " ", d.y(point.Y), " ")
		command = "L"
	}
	d.put(`"/>`, "\n")
	for i, point := range p.Points {
		d.point(point, from+i)
	}
}

// steps draws a limit as a stair that follows the points.
func (d *drawing) steps(p Part, from int, half float64, limit func(Plotted) float64) {
	var path strings.Builder
	command := "M"
	for i, point := range p.Points {
		value := limit(point)
		if math.IsNaN(value) || math.IsInf(value, 0) {
			command = "M"
			continue
		}
		x, y := d.x(from+i), d.y(value)
		path.WriteString(command + coordinate(x-half) + " " + coordinate(y) + " L" + coordinate(x+half) + " " + coordinate(y) + " ")
		command = "L"
	}
	if path.Len() > 0 {
		d.put(`<path class="limit" fill="none" stroke="#545454" stroke-dasharray="4 3" d="`, path.String(), `"/>`, "\n")
	}
}

// point draws a measurement: a dot, and a red diamond outside the limits.
func (d *drawing) point(p Plotted, i int) {
	x := d.x(i)
	switch {
	case p.Missing:
	case p.Excluded:
		d.put(`<circle class="excluded" fill="#ffffff" stroke="#767676" r="3.5" cx="`, x, `" cy="`, d.y(p.Y), `"/>`)
	case p.Outside:
		d.put(`<rect class="outside" fill="#cc0000" width="9" height="9" x="-4.5" y="-4.5" transform="translate(`, x, ` `, d.y(p.Y), `) rotate(45)"/>`)
	default:
		d.put(`<circle fill="#1a1a1a" r="3" cx="`, x, `" cy="`, d.y(p.Y), `"/>`)
	}
	d.note(i)
	d.b.WriteByte('\n')
}

// note draws a band at a period with a mark, and its text at the first of those
// that have the same.
func (d *drawing) note(i int) {
	note := d.picture.Notes[i]
	if note == "" {
		return
	}
	x, half := d.x(i), (d.x(1)-d.x(0))/2
	d.put(`<rect class="note" fill="#545454" fill-opacity="0.12" x="`, x-half, `" y="`, top, `" width="`, 2*half, `" height="`, pictureHeight-top-bottom, `"/>`)
	if d.picture.Notes[i-1] != note {
		// Above the figures; at the right edge the text ends where the picture does.
		anchor := "start"
		if x > pictureWidth/2 {
			anchor = "end"
		}
		d.put(`<text font-size="12" fill="#1a1a1a" text-anchor="`, anchor, `" x="`, x, `" y="`, top+12, `">`, html.EscapeString(d.say(note)), `</text>`)
	}
}

func (d *drawing) say(text string) string {
	if d.picture.Say == nil {
		return text
	}
	return d.picture.Say(text)
}

// A lineLabel is what stands at the right end of a line.
type lineLabel struct {
	y    float64
	text string
}

// legend writes the value of each line of the last part at its right end.
func (d *drawing) legend(c Chart) {
	last := c.Last()
	if len(last.Points) == 0 {
		return
	}
	var labels []lineLabel
	label := func(value float64, text string) {
		if !math.IsNaN(value) && !math.IsInf(value, 0) {
			labels = append(labels, lineLabel{d.y(value) + 4, d.say(text) + " " + short(value)})
		}
	}
	name := "middel"
	if c.Type == Run {
		name = "median"
	}
	end := last.Points[len(last.Points)-1]
	label(end.Centre, name)
	label(end.Lower, "nedre")
	label(end.Upper, "øvre")
	if d.picture.HasTarget {
		label(d.picture.Target, "mål")
	}
	slices.SortStableFunc(labels, func(a, b lineLabel) int { return cmp.Compare(a.y, b.y) })
	d.put(`<g font-size="12" fill="#1a1a1a">`)
	lowest := 0.0
	for _, l := range labels {
		lowest = max(l.y, lowest+13) // lines that lie close keep their words apart
		d.put(`<text x="`, pictureWidth-right+6, `" y="`, lowest, `">`, html.EscapeString(l.text), `</text>`)
	}
	d.put("</g>\n")
}

func (d *drawing) number(v float64) string {
	return strings.Replace(strconv.FormatFloat(v, 'f', d.decimals, 64), ".", ",", 1)
}

// short writes a value with three significant digits and a decimal comma.
func short(v float64) string {
	return strings.Replace(strconv.FormatFloat(v, 'g', max(3, int(math.Log10(max(1, math.Abs(v))))+1), 64), ".", ",", 1)
}

func coordinate(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// put writes strings as they are and numbers as coordinates.
func (d *drawing) put(parts ...any) {
	for _, part := range parts {
		switch v := part.(type) {
		case string:
			d.b.WriteString(v)
		case int:
			d.b.WriteString(strconv.Itoa(v))
		case float64:
			d.b.WriteString(coordinate(v))
		}
	}
}
