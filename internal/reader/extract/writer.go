package extract

import (
	"context"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"klynge/internal/fault"
)

// A writer appends blocks to a document and keeps the promises of [Block]:
// offsets that agree with the text, white space collapsed, no line breaks. It
// is also where the limits on blocks and time are enforced, because every
// extractor passes through it.
type writer struct {
	ctx    context.Context
	limits Limits
	doc    *Document
	text   strings.Builder
	chars  int  // written to text
	gap    bool // the next block stands apart
	page   int
	noted  map[string]bool
}

func newWriter(ctx context.Context, kind Kind, limits Limits) *writer {
	return &writer{
		ctx:    ctx,
		limits: limits,
		doc:    &Document{Kind: kind, Pages: []int{0}},
		page:   1,
		noted:  make(map[string]bool),
	}
}

// add appends a block. A block without text is left out, but the gap it stood
// in is kept for the next one.
func (w *writer) add(b Block) error {
	b.Text = clean(b.Text)
	if b.Text == "" {
		w.gap = w.gap || b.Gap
		return nil
	}
	if err := w.begin(b.Page); err != nil {
		return err
	}
	b.Start = w.chars
	w.put(b.Text)
	w.end(b)
	return nil
}

// addRow appends a table row. The lines of one cell are separated by a blank
// in the text of the row, the cells by a tab.
func (w *writer) addRow(b Block) error {
	empty := true
	for i := range b.Cells {
		lines := b.Cells[i].Lines[:0]
		for _, line := range b.Cells[i].Lines {
			if line.Text = clean(line.Text); line.Text != "" {
				lines = append(lines, line)
				empty = false
			}
		}
		b.Cells[i].Lines = lines
	}
	if empty {
		w.gap = w.gap || b.Gap
		return nil
	}
	if err := w.begin(b.Page); err != nil {
		return err
	}
	b.Kind, b.Start = Row, w.chars
	from := w.text.Len()
	for i := range b.Cells {
		if i > 0 {
			w.put("\t")
		}
		for j := range b.Cells[i].Lines {
			if j > 0 {
				w.put(" ")
			}
			line := &b.Cells[i].Lines[j]
			line.Start = w.chars
			w.put(line.Text)
			line.End = w.chars
		}
	}
	b.Text = strings.Clone(w.text.String()[from:])
	w.end(b)
	return nil
}

// room returns an error when there is none for one block more than n.
func (w *writer) room(n int) error {
	if len(w.doc.Blocks)+n >= w.limits.Blocks {
		return fault.New(fault.TooLarge, "Filen har flere end %d afsnit og bliver ikke læst videre. "+
			"Intet er gemt. Del filen op, eller hæv grænsen.", w.limits.Blocks)
	}
	if n%64 == 0 {
		return alive(w.ctx)
	}
	return nil
}

func (w *writer) begin(page int) error {
	if err := w.room(0); err != nil {
		return err
	}
	if len(w.doc.Blocks) > 0 {
		w.put("\n")
	}
	w.page = max(w.page, page)
	for len(w.doc.Pages) < w.page {
		w.doc.Pages = append(w.doc.Pages, w.chars)
	}
	return nil
}

func (w *writer) end(b Block) {
	b.End = w.chars
	b.Page = w.page
	b.Gap = b.Gap || w.gap
	w.gap = false
	w.doc.Blocks = append(w.doc.Blocks, b)
}

func (w *writer) put(s string) {
	w.text.WriteString(s)
	w.chars += utf8.RuneCountInString(s)
}

// newPage lets the next block stand on a new page.
func (w *writer) newPage() { w.page++ }

// note tells the reader of the record something about the file, once per code.
func (w *writer) note(code, say string) {
	if !w.noted[code] {
		w.noted[code] = true
		w.doc.Notes = append(w.doc.Notes, Note{Code: code, Say: say, Page: w.page})
	}
}

// document returns what was written, or an error when nothing was.
func (w *writer) document() (*Document, error) {
	if err := alive(w.ctx); err != nil {
		return nil, err
	}
	if len(w.doc.Blocks) == 0 {
		return nil, fault.New(fault.Invalid, "Filen har ingen tekst. Intet er gemt. "+
			"Åbn den i det program, den er skrevet i, og se efter, om det er den rigtige.")
	}
	w.doc.Text = w.text.String()
	for i := range w.doc.Notes {
		w.doc.Notes[i].Page = min(w.doc.Notes[i].Page, len(w.doc.Pages))
	}
	return w.doc, nil
}

// tooDeep says that lists, tables or elements stand too deep in each other.
func tooDeep(depth int) error {
	return fault.New(fault.TooLarge, "Filen har mere end %d niveauer inden i hinanden og bliver ikke læst videre. "+
		"Intet er gemt. Gem referatet på ny fra det program, det er skrevet i, og prøv igen.", depth)
}

// alive returns the error to stop with when time is up or the caller is gone.
func alive(ctx context.Context) error {
	err := ctx.Err()
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.Because(err, fault.TooLarge, "Filen tog for lang tid at læse, så læsningen blev stoppet. "+
			"Intet er gemt. Del filen op, eller hæv tidsgrænsen.")
	}
	return err
}

// clean collapses white space, composes letters (å may come as a and a ring)
// and drops characters that are not printed: soft hyphens, zero-width spaces,
// direction marks and control characters.
func clean(s string) string {
	s = strings.TrimSpace(s)
	if tidy(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
		case r != '\u200d' && !printed(r):
		default:
			if space {
				b.WriteByte(' ')
				space = false
			}
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

func printed(r rune) bool {
	if r < 0xa0 {
		return r >= ' ' && r < 0x7f
	}
	return r != 0xad && !unicode.Is(unicode.Cf, r)
}

// tidy reports whether clean has nothing to do with a trimmed string. It knows
// the letters and signs of Danish text; others are left to clean.
func tidy(s string) bool {
	space := false
	for _, r := range s {
		switch {
		case r == ' ':
			if space {
				return false
			}
			space = true
			continue
		case r > ' ' && r < 0x7f, r > 0xa0 && r < 0x180 && r != 0xad, r >= 0x2013 && r <= 0x2026:
		default:
			return false
		}
		space = false
	}
	return true
}
