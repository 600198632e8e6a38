package pdf

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"klynge/internal/fault"
	"klynge/internal/reader/extract"
)

// A builder gathers one document.
type builder struct {
	doc    *extract.Document
	chars  int
	text   strings.Builder
	places [][2]int // of the blocks, in bytes of the text
}

func (b *builder) note(code string, page int, format string, args ...any) {
	b.doc.Notes = append(b.doc.Notes, extract.Note{Code: code, Say: fmt.Sprintf(format, args...), Page: page})
}

// draw runs the content of all pages.
func (b *builder) draw(f *file, sheets []sheet) ([]*page, error) {
	fonts := map[object]*font{}
	tagged := f.dict(f.dict(f.trailer["Root"])["StructTreeRoot"]) != nil
	pages := make([]*page, 0, len(sheets))
	for i, s := range sheets {
		p := f.draw(s, fonts)
		if err := f.ctx.Err(); err != nil {
			return nil, err
		}
		if f.unpacked < 0 {
			return nil, errUnpacked
		}
		p.seen = b.seen(p, i+1)
		p.words, p.fills = nil, nil // seen holds what is left of them
		if !tagged && !p.pictorial() {
			// Of an untagged file only the lines are kept: of 2,000 pages the
			// words would fill the memory.
			p.laid, p.between = layout(p, p.seen, i+1)
			f.words, f.text = p.seen, p.text // to be used again for the next page
			p.seen, p.text, p.rules = nil, nil, nil
		}
		pages = append(pages, p)
	}
	return pages, nil
}

// pictorial lists the pages, by index, that have something to read but no text.
func pictorial(pages []*page) (wanted []int) {
	for i, p := range pages {
		if len(p.laid) == 0 && p.pictorial() {
			wanted = append(wanted, i)
		}
	}
	return wanted
}

// pictures reads the pages that are pictures, and notes which could not be
// read. It fails when nothing in the whole file can be read.
func (b *builder) pictures(ctx context.Context, f *file, data []byte, pages []*page, wanted []int) error {
	readable := slices.ContainsFunc(pages, func(p *page) bool {
		return len(p.laid) > 0 || len(p.seen) > 0 && !p.pictorial()
	})
	done, failed, err := readPictures(ctx, f, data, pages, wanted)
	for _, i := range done {
		b.note("ocr", i+1, "Side %d er et billede. Teksten er læst maskinelt (OCR) og kan have fejl.", i+1)
		readable = readable || len(pages[i].seen) > 0
	}
	advice := install
	if err == nil {
		advice = "Tekstgenkendelsen kunne ikke læse den. Scan siden tydeligere, og prøv igen."
	}
	for _, i := range failed {
		pages[i].seen = nil
		if pages[i].illegible() {
			b.note("unmapped-font", i+1, "Side %d bruger skrifttyper, der ikke fortæller, hvilke bogstaver de viser, og er ikke læst. %s", i+1, advice)
			continue
		}
		b.note("no-text-layer", i+1, "Side %d er et billede uden tekst og er ikke læst. %s", i+1, advice)
	}
	switch {
	case readable:
		return nil
	case ctx.Err() != nil:
		return sentence(ctx, ctx.Err())
	case len(failed) > 0:
		return fault.Because(err, fault.Invalid, "PDF-filen er scannet: siderne er billeder uden tekst. Intet er gemt. %s", advice)
	}
	return nil
}

const install = "Installér tekstgenkendelse på maskinen (apt-get install tesseract-ocr tesseract-ocr-dan poppler-utils), og prøv igen."

// set makes the document of what stands on the pages: by the structure tree
// where the file has a good one, else by place.
func (b *builder) set(f *file, sheets []sheet, pages []*page) {
	all, rules := layoutAll(f.ctx, pages, func(p *page, _ int) []word { return p.seen })
	width := float32(pages[0].width)
	var paras []para
	var rest [][]word
	tables := new(int)
	if f.dict(f.dict(f.trailer["Root"])["StructTreeRoot"]) != nil {
		setter := measure(all, width)
		setter.tables = tables
		paras, rest = tagged(f, sheets, pages, setter)
	}
	if paras != nil {
		all, rules = layoutAll(f.ctx, pages, func(_ *page, i int) []word { return rest[i] })
	} else {
		*tables = 0
	}
	b.furniture(all)
	setter := measure(all, width)
	setter.tables = tables
	count := 0
	for _, page := range all {
		count += len(page)
	}
	lines := make([]line, 0, count)
	for i := range all {
		lines = append(lines, openTables(all[i], rules[i])...)
		pages[i], all[i] = nil, nil
	}
	paras = interleave(paras, setter.paragraphs(lines))
	b.doc.Pages = make([]int, 0, len(pages))
	size := 0
	for i := range paras {
		size += len(paras[i].text) + 1
	}
	b.text.Grow(size)
	for _, p := range paras {
		b.block(p)
	}
	b.turn(len(pages))
	b.doc.Text = b.text.String()
	for i := range b.doc.Blocks {
		b.doc.Blocks[i].Text = b.doc.Text[b.places[i][0]:b.places[i][1]]
	}
}

// block writes one paragraph into the document.
func (b *builder) block(p para) {
	if p.text == "" && p.cells == nil {
		return
	}
	if len(b.doc.Blocks) > 0 {
		b.write("\n")
	}
	b.turn(p.page)
	block := extract.Block{Kind: p.kind, Level: p.level, Label: p.label, Page: p.page, Start: b.chars, Table: p.table,
		Bold: p.bold, Italic: p.italic, Size: float64(p.size), Indent: float64(p.x0), Gap: p.gap}
	from := b.text.Len()
	if p.cells != nil {
		for i, paras := range p.cells {
			if i > 0 {
				b.write("\t")
			}
			var c extract.Cell
			for j, inner := range paras {
				if j > 0 {
					b.write(" ")
				}
				start := b.chars
				b.write(inner.text)
				c.Lines = append(c.Lines, extract.Line{Label: inner.label, Text: inner.text, Start: start, End: b.chars})
			}
			block.Cells = append(block.Cells, c)
		}
	} else {
		at := 0
		for _, t := range p.turns {
			b.write(p.text[at:t.at])
			at = t.at
			b.turn(t.page)
		}
		b.write(p.text[at:])
	}
	block.End = b.chars
	b.places = append(b.places, [2]int{from, b.text.Len()})
	b.doc.Blocks = append(b.doc.Blocks, block)
}

func (b *builder) write(s string) {
	b.text.WriteString(s)
	b.chars += utf8.RuneCountInString(s)
}

// turn notes that a page starts here.
func (b *builder) turn(page int) {
	for len(b.doc.Pages) < page {
		b.doc.Pages = append(b.doc.Pages, b.chars)
	}
}
