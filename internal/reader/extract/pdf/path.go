package pdf

import "math"

// pathOperator gathers the bounds of paths, for table lines and for areas that
// cover text. Curves count by their end points.
func (pt *painter) pathOperator(op string) {
	switch op {
	case "m":
		pt.endSubpath()
		pt.point(pt.num(1), pt.num(0))
	case "l", "c", "v", "y":
		pt.point(pt.num(1), pt.num(0))
	case "re":
		pt.endSubpath()
		x, y, w, h := pt.num(3), pt.num(2), pt.num(1), pt.num(0)
		pt.point(x, y)
		pt.point(x+w, y+h)
		pt.endSubpath()
	case "w":
		pt.lineWidth = pt.num(0)
	case "f", "F", "f*":
		pt.fillPath()
		pt.endPath()
	case "B", "B*", "b", "b*":
		pt.fillPath()
		pt.strokePath()
		pt.endPath()
	case "S", "s":
		pt.strokePath()
		pt.endPath()
	case "n":
		pt.endPath()
	}
}

func (pt *painter) point(x, y float64) {
	x, y = pt.state.ctm.apply(x, y)
	if !pt.open {
		pt.current, pt.open = rect{x, y, x, y}, true
		return
	}
	c := &pt.current
	c.x0, c.y0, c.x1, c.y1 = min(c.x0, x), min(c.y0, y), max(c.x1, x), max(c.y1, y)
}

func (pt *painter) endSubpath() {
	if pt.open && len(pt.path) < 1<<16 {
		pt.path = append(pt.path, pt.current)
	}
	pt.open = false
}

func (pt *painter) endPath() {
	pt.endSubpath()
	pt.path = pt.path[:0]
}

const (
	thin     = 3.0     // points: what is thinner is a line
	maxRules = 1 << 15 // of one page
	maxFills = 1 << 12
)

func (pt *painter) fillPath() {
	pt.endSubpath()
	pt.flush()
	solid := pt.state.alpha >= 1 && !pt.state.blended
	for _, r := range pt.path {
		switch w, h := r.x1-r.x0, r.y1-r.y0; {
		case w < thin || h < thin:
			if pt.state.luminance < 0.97 {
				pt.rule(r)
			}
		case solid && len(pt.page.fills) < maxFills:
			pt.page.fills = append(pt.page.fills, fill{rect: r, before: len(pt.page.words),
				dark: pt.state.luminance < 0.35, light: pt.state.luminance > 0.97})
		}
	}
}

func (pt *painter) strokePath() {
	pt.endSubpath()
	if pt.state.strokeLight > 0.97 {
		return
	}
	for _, r := range pt.path {
		if r.x1-r.x0 < thin || r.y1-r.y0 < thin {
			pt.rule(r)
			continue
		}
		pt.rule(rect{r.x0, r.y0, r.x0, r.y1})
		pt.rule(rect{r.x1, r.y0, r.x1, r.y1})
		pt.rule(rect{r.x0, r.y0, r.x1, r.y0})
		pt.rule(rect{r.x0, r.y1, r.x1, r.y1})
	}
}

func (pt *painter) rule(r rect) {
	if max(r.x1-r.x0, r.y1-r.y0) >= 4 && len(pt.page.rules) < maxRules && !math.IsNaN(r.x0+r.y0+r.x1+r.y1) {
		pt.page.rules = append(pt.page.rules, r)
	}
}
