package pdf

import (
	"context"
	"maps"
	"slices"
	"strings"

	"klynge/internal/reader/extract"
)

// A Beside is text that a file holds beside what is seen on its pages.
type Beside struct {
	Place Place
	Page  int // from 1, 0 when it belongs to none
	Text  string
	Data  []byte // of a file inside the file
}

// A Place is where in a file something stands.
type Place string

const (
	Metadata Place = "metadata" // the document information and XMP
	Drawn    Place = "drawn"    // all words of a page as its program places them, seen or not
	Strings  Place = "strings"  // notes, form fields, bookmarks, alternative texts
	Inside   Place = "inside"   // a file inside the file
)

// ReadBeside returns what a PDF file holds beside what is seen on its pages. It
// is for a guard that decides whether the file may be published: what nobody
// sees on the page can still be copied out of it. It fails as [Read] does.
func ReadBeside(caller context.Context, data []byte, limits extract.Limits) (list []Beside, err error) {
	ctx, cancel := within(caller, limits.Time)
	defer cancel()
	f, err := open(ctx, data, limits)
	if err != nil {
		return nil, sentence(ctx, err)
	}
	sheets, tooMany := f.sheets()
	if tooMany {
		sheets = nil // the strings of the file are read all the same
	}
	list = f.drawn(sheets)
	metadata := f.dict(f.trailer["Info"])
	list = append(list, Beside{Place: Metadata, Text: strings.Join(f.stringsOf(metadata, 0), "\n")})
	var rest []string
	for _, num := range slices.Sorted(maps.Keys(f.entries)) {
		if ctx.Err() != nil {
			return nil, sentence(ctx, ctx.Err())
		}
		switch o := f.get(num).(type) {
		case *stream:
			rest = append(rest, f.stringsOf(o.dict, 0)...)
			switch f.name(o.dict["Type"]) {
			case "Metadata":
				list = append(list, Beside{Place: Metadata, Text: string(f.decode(o))})
			case "EmbeddedFile":
				list = append(list, Beside{Place: Inside, Data: f.decode(o)})
			}
		case dict, array, text:
			rest = append(rest, f.stringsOf(o, 0)...)
		}
		if f.unpacked < 0 {
			return nil, sentence(ctx, errUnpacked)
		}
	}
	list = append(list, Beside{Place: Strings, Text: strings.Join(rest, "\n")})
	return slices.DeleteFunc(list, func(b Beside) bool { return strings.TrimSpace(b.Text) == "" && len(b.Data) == 0 }), nil
}

// drawn returns, for each page, all words that its program places, in the order
// in which it does.
func (f *file) drawn(sheets []sheet) (list []Beside) {
	fonts := map[object]*font{}
	for i, s := range sheets {
		p := f.draw(s, fonts)
		if f.ctx.Err() != nil || f.unpacked < 0 {
			return list
		}
		var b strings.Builder
		for _, w := range p.words {
			b.Write(p.text[w.from:w.to])
			b.WriteByte(' ')
		}
		list = append(list, Beside{Place: Drawn, Page: i + 1, Text: b.String()})
		f.words, f.text = p.words[:0], p.text[:0]
	}
	return list
}

// stringsOf returns the text strings inside an object, without following
// references: every object of the file is looked at in its turn.
func (f *file) stringsOf(o object, depth int) (list []string) {
	if depth > f.limits.Depth {
		return nil
	}
	switch o := o.(type) {
	case text:
		if s := strings.TrimSpace(textString(o)); s != "" {
			list = append(list, s)
		}
	case array:
		for _, one := range o {
			list = append(list, f.stringsOf(one, depth+1)...)
		}
	case dict:
		for _, key := range slices.Sorted(maps.Keys(o)) {
			list = append(list, f.stringsOf(o[key], depth+1)...)
		}
	}
	return list
}
