package extract

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"klynge/internal/fault"
)

// ReadHTML reads a web page or a fragment of one: its headings, paragraphs,
// lists and tables in the order they stand. Navigation, controls, scripts and
// what is hidden are left out; nothing is fetched.
//
// It works on the stream of tags and not on a tree, so that memory and time
// follow the size of the file however the tags are nested.
func ReadHTML(ctx context.Context, data []byte, limits Limits) (*Document, error) {
	ctx, cancel, err := start(ctx, data, limits)
	if err != nil {
		return nil, err
	}
	defer cancel()
	text, charset := Decode(data)
	w := newWriter(ctx, HTML, limits)
	w.noteCharset(charset)
	if err := newHypertext(w, &tables{w: w}).read(text); err != nil {
		return nil, err
	}
	return w.document()
}

// maxToken bounds one tag or run of text in HTML, in bytes.
const maxToken = 8 << 20

// A hypertext turns tags into blocks.
type hypertext struct {
	w   *writer
	out *tables

	text    strings.Builder
	tally   tally
	tag     atom.Atom // of the block: a heading, dt or 0
	label   string    // of the next block
	item    bool      // the next block belongs to a list item
	gap     bool
	broken  bool // <br> was the last thing seen
	seam    bool // <span> or <a> was
	bold    int  // open elements
	italic  int
	pre     int
	title   bool
	lists   []list
	outside []outside // of the open tables

	skip  atom.Atom // the element whose content is left out
	skips int       // how many of them are open
}

// A tally counts the letters of a block by their look.
type tally struct{ all, bold, italic int }

func (t *tally) count(s string, bold, italic bool) {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			t.all++
			if bold {
				t.bold++
			}
			if italic {
				t.italic++
			}
		}
	}
}

// A list is an open <ul> or <ol>.
type list struct {
	style string // of <ol type>, "•" or "" for bullets
	next  int
}

// outside is the state to return to when a table ends.
type outside struct{ lists, bold, italic int }

func newHypertext(w *writer, out *tables) *hypertext { return &hypertext{w: w, out: out} }

func (h *hypertext) read(text string) error {
	z := html.NewTokenizer(strings.NewReader(text))
	z.SetMaxBuf(maxToken)
	for n := 0; ; n++ {
		if n%1024 == 0 {
			if err := alive(h.w.ctx); err != nil {
				return err
			}
		}
		if err := h.next(z); err == io.EOF {
			break
		} else if err != nil {
			return err
		}
	}
	if err := h.flush(); err != nil {
		return err
	}
	for h.out.last() != nil {
		if err := h.out.end(); err != nil {
			return err
		}
	}
	return nil
}

func (h *hypertext) next(z *html.Tokenizer) error {
	kind := z.Next()
	switch kind {
	case html.ErrorToken:
		if errors.Is(z.Err(), html.ErrBufferExceeded) {
			return fault.Because(z.Err(), fault.TooLarge, "Filen har et enkelt element på mere end %d MB og bliver ikke læst. "+
				"Intet er gemt. Fjern indlejrede billeder, eller gem siden som PDF, og prøv igen.", maxToken>>20)
		}
		return io.EOF
	case html.TextToken:
		if h.skip == 0 {
			return h.write(string(z.Text()))
		}
		return nil
	case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
	default:
		return nil
	}
	name, more := z.TagName()
	tag := atom.Lookup(name)
	if h.skip != 0 && !h.skipped(tag, kind) {
		return nil
	}
	if kind == html.EndTagToken {
		return h.end(tag)
	}
	var attrs attributes
	if more {
		attrs = make(attributes)
	}
	for more && len(attrs) < 64 {
		var key, value []byte
		key, value, more = z.TagAttr()
		if _, ok := attrs[string(key)]; !ok && interesting[string(key)] {
			attrs[string(key)] = string(value)
		}
	}
	if left := omitted[tag]; (left || attrs.hidden()) && !void[tag] {
		if !left {
			h.w.note("hidden-text", "Filen har tekst, som er skjult på siden. Den er ikke læst med.")
		}
		if kind == html.StartTagToken {
			h.skip, h.skips = tag, 1
		}
		return h.flushIf(blocks[tag])
	}
	return h.start(tag, attrs)
}

// skipped follows the tags inside an element that is left out, and reports
// whether this one comes after it.
func (h *hypertext) skipped(tag atom.Atom, kind html.TokenType) bool {
	switch {
	case h.skip == atom.P && kind == html.StartTagToken && blocks[tag]:
		h.skip = 0
		return true
	case tag != h.skip:
	case kind == html.StartTagToken:
		h.skips++
	case kind == html.EndTagToken:
		if h.skips--; h.skips == 0 {
			h.skip = 0
		}
	}
	return false
}

type attributes map[string]string

var interesting = map[string]bool{
	"hidden": true, "style": true, "aria-hidden": true, "type": true, "start": true, "value": true,
	"colspan": true, "rowspan": true, "checked": true,
}

// hidden reports whether the reader of the page sees nothing of an element.
func (a attributes) hidden() bool {
	if _, ok := a["hidden"]; ok || a["aria-hidden"] == "true" {
		return true
	}
	style := strings.ReplaceAll(strings.ToLower(a["style"]), " ", "")
	return strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") ||
		strings.Contains(style, "mso-hide:all")
}

func (a attributes) number(key string) int {
	n, err := strconv.Atoi(strings.TrimSpace(a[key]))
	if err != nil || n < 1 || n > 1e6 {
		return 1
	}
	return n
}

func set(tags ...atom.Atom) map[atom.Atom]bool {
	m := make(map[atom.Atom]bool, len(tags))
	for _, t := range tags {
		m[t] = true
	}
	return m
}

var (
	// Content that is not part of the text. A form is not among them: some
	// site builders put the whole page into one.
	omitted = set(atom.Script, atom.Style, atom.Template, atom.Nav, atom.Noscript, atom.Iframe, atom.Object, atom.Applet,
		atom.Select, atom.Textarea, atom.Button, atom.Canvas, atom.Svg, atom.Math, atom.Audio, atom.Video, atom.Map,
		atom.Datalist, atom.Dialog, atom.Frameset, atom.Noframes, atom.Noembed)
	blocks = set(atom.P, atom.Div, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Li,
		atom.Table, atom.Thead, atom.Tbody, atom.Tfoot, atom.Tr, atom.Td, atom.Th, atom.Caption, atom.Dl, atom.Dt, atom.Dd,
		atom.Blockquote, atom.Pre, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Main, atom.Aside, atom.Address,
		atom.Form, atom.Fieldset, atom.Legend, atom.Figure, atom.Figcaption, atom.Center, atom.Body, atom.Html, atom.Head,
		atom.Hr, atom.Details, atom.Summary, atom.Title, atom.Menu, atom.Dir)
	apart = set(atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Dl, atom.Blockquote,
		atom.Pre, atom.Hr, atom.Table, atom.Figure, atom.Fieldset, atom.Section, atom.Article)
	void = set(atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta,
		atom.Param, atom.Source, atom.Track, atom.Wbr)
)
