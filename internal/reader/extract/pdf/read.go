// Package pdf reads the text of PDF files in the order people read it.
package pdf

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"klynge/internal/fault"
	"klynge/internal/reader/extract"
)

// Read turns a PDF file into a document.
func Read(ctx context.Context, data []byte, limits extract.Limits) (*extract.Document, error) {
	caller := ctx
	if limits.Time > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limits.Time)
		defer cancel()
	}
	if limits.Bytes > 0 && int64(len(data)) > limits.Bytes {
		return nil, fault.New(fault.TooLarge, "Filen fylder %d MB, og grænsen er %d MB. Intet er gemt. Del filen, og prøv igen.", len(data)>>20, limits.Bytes>>20)
	}
	f, err := open(ctx, data, limits)
	if err != nil {
		return nil, sentence(ctx, err)
	}
	sheets, tooMany := f.sheets()
	switch {
	case tooMany:
		return nil, fault.New(fault.TooLarge, "Filen har mere end %d sider, og så mange læses ikke på en gang. Intet er gemt. Del filen, og prøv igen.", limits.Pages)
	case len(sheets) == 0:
		return nil, sentence(ctx, errDamaged)
	}
	b := &builder{doc: &extract.Document{Kind: extract.PDF}}
	if info, ok := f.resolve(f.dict(f.trailer["Info"])["Title"]).(text); ok {
		b.doc.Title = strings.TrimSpace(textString(info))
	}
	pages, err := b.draw(f, sheets)
	if err != nil {
		return nil, sentence(ctx, err)
	}
	if err := b.pictures(caller, f, data, pages); err != nil {
		return nil, err
	}
	b.set(f, sheets, pages)
	if len(b.doc.Blocks) == 0 {
		return nil, fault.New(fault.Invalid, "PDF-filen har %d sider, men ingen tekst. Intet er gemt. Kontrollér, at det er den rigtige fil.", len(pages))
	}
	if len(b.doc.Blocks) > limits.Blocks {
		return nil, fault.New(fault.TooLarge, "Filen har mere end %d afsnit, og så mange læses ikke på en gang. Intet er gemt. Del filen, og prøv igen.", limits.Blocks)
	}
	return b.doc, nil
}

// pictures reads the pages that are pictures, and says which could not be read.
func (b *builder) pictures(ctx context.Context, f *file, data []byte, pages []*page) error {
	var wanted []int
	readable := false
	for i, p := range pages {
		switch {
		case len(p.laid) > 0:
			readable = true
		case p.pictorial():
			wanted = append(wanted, i)
		default:
			readable = readable || len(p.seen) > 0
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	done, failed, err := readPictures(ctx, f, data, pages, wanted)
	for _, i := range done {
		b.note("ocr", i+1, "Side %d er et billede. Teksten er læst maskinelt (OCR) og kan have fejl.", i+1)
		readable = readable || len(pages[i].seen) > 0
	}
	for _, i := range failed {
		pages[i].seen = nil
		if pages[i].illegible() {
			b.note("unmapped-font", i+1, "Side %d bruger skrifttyper, der ikke fortæller, hvilke bogstaver de viser, og er ikke læst. %s", i+1, install)
			continue
		}
		b.note("no-text-layer", i+1, "Side %d er et billede uden tekst og er ikke læst. %s", i+1, install)
	}
	switch {
	case readable:
		return nil
	case ctx.Err() != nil:
		return sentence(ctx, ctx.Err())
	case len(failed) > 0:
		return fault.Because(err, fault.Invalid, "PDF-filen er scannet: siderne er billeder uden tekst. Intet er gemt. %s", install)
	}
	return nil
}

const install = "Installér tekstgenkendelse på maskinen (apt-get install tesseract-ocr tesseract-ocr-dan poppler-utils), og prøv igen."

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

func sentence(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, errPassword), errors.Is(err, errCipher):
		return fault.Because(err, fault.Invalid, "Filen er beskyttet med adgangskode, så den kan ikke læses. Intet er gemt. Gem den uden adgangskode, og prøv igen.")
	case errors.Is(err, errUnpacked):
		return fault.Because(err, fault.TooLarge, "Filen pakker mere ud, end grænsen tillader. Intet er gemt. Gem den på ny som PDF, og prøv igen.")
	case ctx.Err() != nil:
		return fault.Because(ctx.Err(), fault.TooLarge, "Det tog for lang tid at læse filen. Intet er gemt. Del filen, og prøv igen.")
	}
	return fault.Because(err, fault.Invalid, "PDF-filen er beskadiget, så der ikke kan læses nogen sider. Intet er gemt. Hent filen igen, eller gem den på ny som PDF.")
}

type builder struct {
	doc    *extract.Document
	chars  int
	text   strings.Builder
	places [][2]int // of the blocks, in bytes of the text
}

func (b *builder) note(code string, page int, format string, args ...any) {
	b.doc.Notes = append(b.doc.Notes, extract.Note{Code: code, Say: fmt.Sprintf(format, args...), Page: page})
}

// layout turns what was drawn on a page into lines in reading order, and gives
// back the horizontal lines drawn there.
func layout(p *page, words []word, number int) ([]line, []rule) {
	angles := map[int16]int{}
	for _, w := range words {
		angles[w.angle] += int(w.to - w.from)
	}
	main, most := int16(0), 0
	for angle, n := range angles {
		if n > most || n == most && angle < main {
			main, most = angle, n
		}
	}
	upright, others := words, []word(nil)
	if len(angles) > 1 {
		upright = nil
		for _, w := range words {
			if w.angle == main {
				upright = append(upright, w)
			} else {
				others = append(others, w)
			}
		}
	}
	var horizontal, vertical []rule
	var tables []line
	if main == 0 && len(p.rules) > 0 {
		horizontal, vertical = straight(p.rules)
		for _, g := range grids(horizontal, vertical) {
			t, rest := g.table(p, upright, number)
			if t == nil || len(t.rows) == 0 {
				continue
			}
			upright = rest
			tables = append(tables, line{page: number, y: g.ys[0], size: 10, table: t, segments: []segment{{x0: t.columns[0], x1: t.x1, text: t.text()}}})
		}
	}
	lines := p.lines(upright, number)
	lines = append(lines, tables...)
	slices.SortStableFunc(lines, func(a, b line) int {
		switch {
		case a.y > b.y:
			return -1
		case a.y < b.y:
			return 1
		}
		return 0
	})
	lines = splitColumns(lines)
	slices.SortStableFunc(others, func(a, b word) int { return int(a.angle) - int(b.angle) })
	for from := 0; from < len(others); {
		to := from
		for to < len(others) && others[to].angle == others[from].angle {
			to++
		}
		lines = append(lines, p.lines(others[from:to], number)...)
		from = to
	}
	if len(lines) > 0 {
		lines[0].top = true
	}
	return lines, horizontal
}

// set makes the document of what stands on the pages: by the structure tree
// where the file has a good one, else by place.
func (b *builder) set(f *file, sheets []sheet, pages []*page) {
	all, rules := layoutAll(pages, func(p *page, _ int) []word { return p.seen })
	width := float32(pages[0].width)
	var paras []para
	var rest [][]word
	if f.dict(f.dict(f.trailer["Root"])["StructTreeRoot"]) != nil {
		paras, rest = tagged(f, sheets, pages, measure(all, width))
	}
	if paras != nil {
		all, rules = layoutAll(pages, func(_ *page, i int) []word { return rest[i] })
	}
	b.furniture(all)
	setter := measure(all, width)
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

func layoutAll(pages []*page, words func(*page, int) []word) (lines [][]line, rules [][]rule) {
	for i, p := range pages {
		l, horizontal := p.laid, p.between
		if l == nil {
			l, horizontal = layout(p, words(p, i), i+1)
		}
		lines, rules = append(lines, l), append(rules, horizontal)
	}
	return lines, rules
}

// interleave puts the blocks that a structure tree left out after the blocks
// of their page.
func interleave(paras, rest []para) []para {
	if len(rest) == 0 {
		return paras
	}
	if len(paras) == 0 {
		return rest
	}
	var out []para
	for _, p := range paras {
		for len(rest) > 0 && rest[0].page < p.page {
			out, rest = append(out, rest[0]), rest[1:]
		}
		out = append(out, p)
	}
	return append(out, rest...)
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
