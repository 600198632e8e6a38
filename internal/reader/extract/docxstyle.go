package extract

import (
	"encoding/xml"
	"io"
	"strings"

	"klynge/internal/pattern"
)

// A look is the formatting of a paragraph or run. A nil field says nothing and
// leaves it to the style it is based on.
type look struct {
	bold, italic, hidden *bool
	size                 *int // half points
	outline              *int // 0 for the highest heading, 9 for none
	num, level           *int // list and level in it
	left                 *int // indent in twips
	before, after        *int // space in twips
	contextual           *bool
	newPage              *bool
}

// over returns the look of l where it says something and that of base elsewhere.
func (l look) over(base look) look {
	return look{
		bold: first(l.bold, base.bold), italic: first(l.italic, base.italic), hidden: first(l.hidden, base.hidden),
		size: first(l.size, base.size), outline: first(l.outline, base.outline),
		num: first(l.num, base.num), level: first(l.level, base.level), left: first(l.left, base.left),
		before: first(l.before, base.before), after: first(l.after, base.after),
		contextual: first(l.contextual, base.contextual), newPage: first(l.newPage, base.newPage),
	}
}

func first[T any](a, b *T) *T {
	if a != nil {
		return a
	}
	return b
}

func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// A docxStyle is one style of styles.xml.
type docxStyle struct {
	name    string
	basedOn string
	look    look
	merged  bool // with what it is based on
}

// docxStyles are the styles of a document by id.
type docxStyles struct {
	byID     map[string]*docxStyle
	standard string // id of the default paragraph style
}

// headingName is what Word calls its heading styles. The file holds the
// English name even in a Danish Word, other programs write their own.
var headingName = pattern.New(`(?i)^(?:heading|overskrift|rubrik|überschrift|otsikko|titre|kop)\s*([1-9])`)

func readDocxStyles(e *elements) (*docxStyles, error) {
	s := &docxStyles{byID: make(map[string]*docxStyle)}
	var defaults look
	for {
		token, err := e.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "rPrDefault", "pPrDefault":
			if err := e.inside(func(t xml.StartElement) error { defaults.set(t); return nil }); err != nil {
				return nil, err
			}
		case "style":
			if err := s.read(e, start); err != nil {
				return nil, err
			}
		}
	}
	for id := range s.byID {
		s.merge(id, defaults, 0)
	}
	if s.byID[s.standard] == nil {
		s.byID[s.standard] = &docxStyle{look: defaults, merged: true}
	}
	return s, nil
}

func (s *docxStyles) read(e *elements, start xml.StartElement) error {
	st := &docxStyle{}
	id := attr(start, "styleId")
	if attr(start, "type") == "paragraph" && has(start, "default") && attr(start, "default") != "0" {
		s.standard = id
	}
	err := e.inside(func(t xml.StartElement) error {
		switch t.Name.Local {
		case "name":
			st.name = attr(t, "val")
		case "basedOn":
			st.basedOn = attr(t, "val")
		default:
			st.look.set(t)
		}
		return nil
	})
	if m := headingName.FindStringSubmatch(st.name); m != nil && st.look.outline == nil {
		st.look.outline = new(int(m[1][0] - '1'))
	}
	switch strings.ToLower(st.name) {
	case "title", "titel":
		st.look.outline = first(st.look.outline, new(0))
	case "subtitle", "undertitel":
		st.look.outline = first(st.look.outline, new(1))
	}
	s.byID[id] = st
	return err
}

// merge fills in what a style inherits.
func (s *docxStyles) merge(id string, defaults look, depth int) look {
	st := s.byID[id]
	if st == nil || depth > 32 { // Word allows about ten; a cycle has no end
		return defaults
	}
	if !st.merged {
		st.merged = true
		st.look = st.look.over(s.merge(st.basedOn, defaults, depth+1))
	}
	return st.look
}

// paragraph returns the look of a paragraph style.
func (s *docxStyles) paragraph(id string) look {
	if st := s.byID[id]; st != nil {
		return st.look
	}
	return s.byID[s.standard].look
}

// run returns what a character style adds.
func (s *docxStyles) run(id string) look {
	if st := s.byID[id]; st != nil {
		return st.look
	}
	return look{}
}

// set takes one formatting element into account.
func (l *look) set(t xml.StartElement) {
	switch t.Name.Local {
	case "b":
		l.bold = new(on(t))
	case "i":
		l.italic = new(on(t))
	case "vanish":
		l.hidden = new(on(t))
	case "sz":
		l.size = new(integer(t, "val", 0))
	case "outlineLvl":
		l.outline = new(integer(t, "val", 9))
	case "ilvl":
		l.level = new(integer(t, "val", 0))
	case "numId":
		l.num = new(integer(t, "val", 0))
	case "ind":
		if has(t, "left") || has(t, "start") {
			l.left = new(integer(t, "left", integer(t, "start", 0)))
		}
	case "spacing":
		if has(t, "before") {
			l.before = new(integer(t, "before", 0))
		}
		if has(t, "after") {
			l.after = new(integer(t, "after", 0))
		}
	case "contextualSpacing":
		l.contextual = new(on(t))
	case "pageBreakBefore":
		l.newPage = new(on(t))
	}
}

// inside calls f with each element inside the one that has just started, and
// returns after its end.
func (e *elements) inside(f func(xml.StartElement) error) error {
	for depth := e.depth - 1; e.depth > depth; {
		token, err := e.next()
		if err != nil {
			return err
		}
		if start, ok := token.(xml.StartElement); ok {
			if err := f(start); err != nil {
				return err
			}
		}
	}
	return nil
}
