package pdf

import "math"

// A sheet is one page of the file as its page tree gives it.
type sheet struct {
	ref       ref
	dict      dict
	resources dict
	box       [4]float64 // the visible part: x0, y0, x1, y1
	rotate    int        // quarter turns clockwise
}

// sheets lists the pages in order, and says whether there were more than the
// limit. A page tree that loops or lies about its kind is walked once.
func (f *file) sheets() (pages []sheet, tooMany bool) {
	root := f.dict(f.trailer["Root"])
	seen := map[ref]bool{}
	var walk func(o object, inherited dict, depth int)
	walk = func(o object, inherited dict, depth int) {
		if r, ok := o.(ref); ok {
			if seen[r] {
				return
			}
			seen[r] = true
		}
		d := f.dict(o)
		if d == nil || depth <= 0 || tooMany || f.ctx.Err() != nil {
			return
		}
		own := dict{}
		for _, key := range []name{"Resources", "MediaBox", "CropBox", "Rotate"} {
			own[key] = inherited[key]
			if d[key] != nil {
				own[key] = d[key]
			}
		}
		if kids := f.array(d["Kids"]); kids != nil && f.name(d["Type"]) != "Page" {
			for _, kid := range kids {
				walk(kid, own, depth-1)
			}
			return
		}
		if len(pages) >= f.limits.Pages {
			tooMany = true
			return
		}
		page := f.sheet(d, own)
		page.ref, _ = o.(ref)
		pages = append(pages, page)
	}
	walk(root["Pages"], dict{}, f.limits.Depth)
	if len(pages) == 0 && f.rebuilt {
		for num := range f.entries { // a damaged tree: take the pages as they lie in the file
			if d := f.dict(ref{num, 0}); f.name(d["Type"]) == "Page" {
				pages = append(pages, sheet{})
			}
			if len(pages) > f.limits.Pages {
				return nil, true
			}
		}
		pages = f.loosePages(len(pages))
	}
	return pages, tooMany
}

// loosePages returns the page objects of a file without a page tree, by number.
func (f *file) loosePages(count int) (pages []sheet) {
	highest := 0
	for num := range f.entries {
		highest = max(highest, num)
	}
	for num := 1; num <= highest && len(pages) < count; num++ {
		if d := f.dict(ref{num, 0}); f.name(d["Type"]) == "Page" {
			pages = append(pages, f.sheet(d, d))
		}
	}
	return pages
}

func (f *file) sheet(d, inherited dict) sheet {
	s := sheet{dict: d, resources: f.dict(inherited["Resources"]), box: [4]float64{0, 0, 595, 842}}
	for _, key := range []name{"MediaBox", "CropBox"} {
		if b := f.numbers(inherited[key], 4); b != nil {
			box := [4]float64{min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3])}
			if box[2]-box[0] > 1 && box[3]-box[1] > 1 {
				s.box = box
			}
		}
	}
	s.rotate = ((f.int(inherited["Rotate"])/90)%4 + 4) % 4
	return s
}

// A matrix maps (x, y) to (ax+cy+e, bx+dy+f).
type matrix struct{ a, b, c, d, e, f float64 }

var identity = matrix{a: 1, d: 1}

// times returns m followed by n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m.a*n.a + m.b*n.c, m.a*n.b + m.b*n.d,
		m.c*n.a + m.d*n.c, m.c*n.b + m.d*n.d,
		m.e*n.a + m.f*n.c + n.e, m.e*n.b + m.f*n.d + n.f,
	}
}

func (m matrix) apply(x, y float64) (float64, float64) {
	return m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f
}

func (m matrix) finite() bool {
	sum := m.a + m.b + m.c + m.d + m.e + m.f
	return !math.IsNaN(sum) && !math.IsInf(sum, 0) && math.Abs(sum) < 1e9
}

// upright returns the matrix that puts the page as people see it: the lower
// left corner of the visible part at the origin, turned as Rotate says.
func (s sheet) upright() matrix {
	x0, y0, x1, y1 := s.box[0], s.box[1], s.box[2], s.box[3]
	switch s.rotate {
	case 1:
		return matrix{0, -1, 1, 0, -y0, x1}
	case 2:
		return matrix{-1, 0, 0, -1, x1, y1}
	case 3:
		return matrix{0, 1, -1, 0, y1, -x0}
	}
	return matrix{1, 0, 0, 1, -x0, -y0}
}

// size returns width and height of the page as people see it, in points.
func (s sheet) size() (width, height float64) {
	width, height = s.box[2]-s.box[0], s.box[3]-s.box[1]
	if s.rotate%2 == 1 {
		width, height = height, width
	}
	return width, height
}

// A rect is an upright rectangle on the page.
type rect struct{ x0, y0, x1, y1 float64 }

// rectOf returns the bounds of a rectangle after a matrix.
func rectOf(m matrix, x0, y0, x1, y1 float64) rect {
	ax, ay := m.apply(x0, y0)
	bx, by := m.apply(x1, y1)
	cx, cy := m.apply(x0, y1)
	dx, dy := m.apply(x1, y0)
	return rect{min(ax, bx, cx, dx), min(ay, by, cy, dy), max(ax, bx, cx, dx), max(ay, by, cy, dy)}
}

func (r rect) contains(x, y float64) bool { return x >= r.x0 && x <= r.x1 && y >= r.y0 && y <= r.y1 }

// layerHidden reports whether an optional content group (a layer) is switched
// off when the file is opened.
func (f *file) layerHidden(group object) bool {
	id, ok := group.(ref)
	if !ok {
		return false
	}
	standard := f.dict(f.dict(f.dict(f.trailer["Root"])["OCProperties"])["D"])
	in := func(key name) bool {
		for _, o := range f.array(standard[key]) {
			if o == object(id) {
				return true
			}
		}
		return false
	}
	if f.name(standard["BaseState"]) == "OFF" {
		return !in("ON")
	}
	return in("OFF")
}
