package site

import (
	"context"
	_ "embed"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"klynge/internal/fault"
	"klynge/internal/meeting"
	"klynge/internal/paper"
	"klynge/internal/publication"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
	"klynge/internal/web"
)

//go:embed source.html
var sourceHTML string

var sourcePage = page[sourceView](sourceHTML)

// passages knows where in a meeting's document its values stand.
type passages struct {
	slug     string
	sources  map[reading.Path]reading.Source
	Original bool // the file may be handed out
}

// A sourceLink leads to the passage behind a value.
type sourceLink struct{ Address, Name string }

// passages returns where the values of a meeting stand. A meeting without a
// document has none, and no links to them.
func (s *Site) passages(ctx context.Context, slug string) (passages, error) {
	d, err := s.Papers.Shown(ctx, slug)
	if fault.Is(err, fault.Missing) {
		return passages{}, nil
	}
	if err != nil {
		return passages{}, err
	}
	sheet, err := d.Visible()
	if err != nil {
		return passages{}, err
	}
	return passages{slug, sheet.Known.Sources, !sheet.Withheld}, nil
}

var sourceNames = map[string]string{"decision": "beslutningen", "sections": "sagsfremstillingen", "recommendations": "indstillingen"}

// Of returns the link to the source of an item's field, nil when it is not known.
func (p passages) Of(field string, item int) *sourceLink {
	return p.link(field, reading.At("items", item, field))
}

// OfPart returns the link to the source of one part of an item's field.
func (p passages) OfPart(field string, item, part int) *sourceLink {
	return p.link(field, reading.At("items", item, field, part))
}

func (p passages) link(field string, path reading.Path) *sourceLink {
	for _, at := range []reading.Path{path, path + "/text", path + "/0"} {
		if _, ok := p.sources[at]; ok {
			return &sourceLink{sourceAddress(p.slug, at), sourceNames[field]}
		}
	}
	return nil
}

func sourceAddress(slug string, path reading.Path) string {
	return "/moeder/" + slug + "/kilde?sti=" + (&url.URL{Path: string(path)}).EscapedPath() + "#sted"
}

// A sourceView is the text of a document with one passage marked, and the value
// that was read there.
type sourceView struct {
	Meeting    meeting.Listed
	Crumbs     []Crumb
	Value      *valueView // nil when the path is not known
	Pages      []sourceLeaf
	Before     string // address of the passage before
	After      string
	Withheld   bool
	Unreadable bool // a closed item cannot be told from the rest
	Confidence int  // percent
}

// A valueView is one value of a reading.
type valueView struct {
	Label, Text string
	Inferred    bool
	Page        int
}

// A sourceLeaf is one page of the text, in runs.
type sourceLeaf struct {
	Number int
	Lines  []sourceLine
}

// A sourceLine is one line of the text, with a part of it marked.
type sourceLine struct {
	Before, Marked, After string
	First                 bool // the mark begins here
}

// showSource shows the original text beside a value.
func showSource(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		d, err := s.Meetings.BySlug(r.Context(), r.PathValue("slug"))
		if err != nil {
			return err
		}
		document, err := s.Papers.Shown(r.Context(), d.Slug)
		if err != nil {
			return err
		}
		sheet, err := document.Visible()
		if err != nil {
			return err
		}
		l := web.LanguageOf(r)
		v := sourceView{Meeting: d.Listed, Withheld: sheet.Withheld, Unreadable: sheet.Text == "" && document.Text != ""}
		v.Crumbs = []Crumb{{Text: l.Say("Møder"), Path: "/moeder"}, {Text: d.BodyName + ", " + l.Date(d.Date), Path: d.Path(), Record: true}, {Text: l.Say("Kilden")}}
		path := reading.Path(r.URL.Query().Get("sti"))
		marked, found := v.find(sheet, path)
		if !found {
			marked = v.found(d.Findings, path, l)
		}
		v.Pages = leaves(sheet, marked)
		return sourcePage.Render(w, r, v)
	})
}

// find looks up the value at a path, and the values before and after it.
func (v *sourceView) find(sheet paper.Sheet, path reading.Path) (p extract.Passage, found bool) {
	source, found := sheet.Known.Sources[path]
	if !found {
		return p, false
	}
	all := visiblePaths(sheet)
	at := slices.Index(all, path)
	if at < 0 {
		return p, false
	}
	v.Value = &valueView{Label: string(path), Inferred: source.Inferred, Page: source.Page}
	for _, value := range meeting.Values(&sheet.Known.Meeting) {
		if value.Path == path || value.Path == path+"/text" || value.Path == path+"/name" {
			v.Value.Label, v.Value.Text = value.Label(), paper.Mask(value.Text)
			break
		}
	}
	v.Confidence = int(source.Confidence*100 + 0.5)
	if at > 0 {
		v.Before = sourceAddress(v.Meeting.Slug, all[at-1])
	}
	if at < len(all)-1 {
		v.After = sourceAddress(v.Meeting.Slug, all[at+1])
	}
	return source.Passage, true
}

// found looks up the passage of a finding that is about no value, such as the
// heading under which a decision is missing.
func (v *sourceView) found(findings []meeting.Finding, path reading.Path, l web.Language) (p extract.Passage) {
	for _, f := range findings {
		if reading.At("findings", f.Position) == path {
			v.Value = &valueView{Label: l.Say("Eftersyn"), Text: f.Say(l.Code()), Page: f.Passage.Page}
			return f.Passage
		}
	}
	return p
}

// visiblePaths returns the paths whose passages the public may see, in the
// order of the text.
func visiblePaths(sheet paper.Sheet) []reading.Path {
	var list []reading.Path
	for path := range sheet.Known.Sources {
		hidden := false
		for i, item := range sheet.Known.Meeting.Items {
			inside, title := string(reading.At("items", i))+"/", reading.At("items", i, "title")
			hidden = hidden || item.Closed && strings.HasPrefix(string(path), inside) && path != title
		}
		if !hidden {
			list = append(list, path)
		}
	}
	slices.SortFunc(list, func(a, b reading.Path) int {
		left, right := sheet.Known.Sources[a], sheet.Known.Sources[b]
		if left.Start != right.Start {
			return left.Start - right.Start
		}
		return strings.Compare(string(a), string(b))
	})
	return list
}

// leaves cuts the text into pages and lines, with the passage marked.
func leaves(sheet paper.Sheet, marked extract.Passage) (pages []sourceLeaf) {
	text := []rune(sheet.Text)
	numbers := sheet.Leaves()
	first := true
	for i, page := range numbers {
		start, end := page.Start, len(text)
		if i+1 < len(numbers) {
			end = min(numbers[i+1].Start, len(text))
		}
		leaf := sourceLeaf{Number: page.Number}
		for start < end {
			stop := slices.Index(text[start:end], '\n')
			next := start + stop + 1
			if stop < 0 {
				stop, next = end-start, end
			}
			line := cut(text, start, start+stop, marked)
			line.First = first && line.Marked != ""
			first = first && !line.First
			if line != (sourceLine{}) {
				leaf.Lines = append(leaf.Lines, line)
			}
			start = next
		}
		pages = append(pages, leaf)
	}
	return pages
}

// cut divides the line from..to into what stands before, in and after a passage.
func cut(text []rune, from, to int, p extract.Passage) sourceLine {
	begin, end := min(max(p.Start, from), to), min(max(p.End, from), to)
	if begin >= end {
		return sourceLine{Before: string(text[from:to])}
	}
	return sourceLine{Before: string(text[from:begin]), Marked: string(text[begin:end]), After: string(text[end:to])}
}

// original hands out the file as it came, unless something in it may not be
// published.
func original(s *Site) http.Handler {
	return web.Handler(func(w http.ResponseWriter, r *http.Request) error {
		document, err := s.Papers.Shown(r.Context(), r.PathValue("slug"))
		if err != nil {
			return err
		}
		sheet, err := document.Visible()
		if err != nil {
			return err
		}
		if sheet.Withheld {
			return fault.New(fault.Forbidden, "Filen kan ikke hentes, fordi den rummer et lukket punkt eller et personnummer. Alt andet står på mødets side.")
		}
		file, err := s.Originals.Open(document.ID)
		if err != nil {
			return err
		}
		h := w.Header()
		h.Set("Content-Type", mediaTypes[document.Format])
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": document.Name}))
		h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
		h.Set("Cache-Control", "no-cache")
		h.Set("Etag", `"`+document.ID+`"`)
		http.ServeContent(w, r, "", time.Time{}, file)
		return nil
	})
}

// mediaTypes name a format for the one who saves the file. HTML and XML are
// handed out as plain text: nothing a stranger wrote is run here.
var mediaTypes = map[extract.Kind]string{
	extract.Text: "text/plain; charset=utf-8", extract.Markdown: "text/plain; charset=utf-8",
	extract.HTML: "application/octet-stream", extract.XML: "application/octet-stream",
	extract.PDF:        "application/pdf",
	publication.Format: "application/json",
	extract.DOCX:       "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
