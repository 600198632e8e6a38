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
	fonts := map[object]*font{}
	var all [][]line
	for i, s := range sheets {
		p := f.draw(s, fonts)
		if ctx.Err() != nil || f.unpacked < 0 {
			break
		}
		all = append(all, b.layout(p, i+1))
		delete(f.cache, 0)
	}
	if f.unpacked < 0 {
		return nil, sentence(ctx, errUnpacked)
	}
	if err := ctx.Err(); err != nil {
		return nil, sentence(ctx, err)
	}
	b.furniture(all)
	b.set(all)
	return b.doc, nil
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
	tables int
	words  map[string]bool
}

func (b *builder) note(code string, page int, format string, args ...any) {
	b.doc.Notes = append(b.doc.Notes, extract.Note{Code: code, Say: fmt.Sprintf(format, args...), Page: page})
}

// layout turns what was drawn on a page into lines in reading order.
func (b *builder) layout(p *page, number int) []line {
	words := b.seen(p, number)
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
	var upright, others []word
	for _, w := range words {
		if w.angle == main {
			upright = append(upright, w)
		} else {
			others = append(others, w)
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
			tables = append(tables, line{page: number, y: g.ys[0], size: 10, table: t, segments: []segment{{x0: t.columns[0], x1: t.x1}}})
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
	lines = openTables(splitColumns(lines), horizontal)
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
	return lines
}

// seen returns the words that people can see.
func (b *builder) seen(p *page, number int) []word {
	return p.words
}

func (b *builder) furniture(pages [][]line) {}

// set makes the document of the lines of all pages.
func (b *builder) set(pages [][]line) {
	s := measure(pages)
	var lines []line
	for _, page := range pages {
		lines = append(lines, page...)
	}
	b.doc.Pages = make([]int, 0, len(pages))
	for _, p := range s.paragraphs(lines) {
		b.block(p)
	}
	for len(b.doc.Pages) < len(pages) {
		b.doc.Pages = append(b.doc.Pages, b.chars)
	}
	b.doc.Text = b.text.String()
}

// measure finds the right edge of the text, the distance of its lines, its
// size and its words.
func measure(pages [][]line) *setter {
	s := &setter{pitch: 1.2, body: 10, words: map[string]bool{}}
	var edges []float32
	pitches, sizes := map[int]int{}, map[int]int{}
	for _, page := range pages {
		for i := range page {
			l := &page[i]
			for _, seg := range l.segments {
				sizes[int(2*seg.size+0.5)] += len(seg.text)
				for w := range strings.FieldsSeq(seg.text) {
					if len(w) > 3 {
						s.words[wordOnly(w)] = true
					}
				}
			}
			if len(l.segments) == 1 && len(l.segments[0].text) > 45 && l.table == nil {
				edges = append(edges, l.x1())
				if i > 0 && page[i-1].table == nil && len(page[i-1].segments) == 1 {
					if d := (page[i-1].y - l.y) / l.size; d > 0.8 && d < 3 {
						pitches[int(20*d+0.5)]++
					}
				}
			}
		}
	}
	if len(edges) > 0 {
		slices.Sort(edges)
		s.margin = edges[len(edges)*92/100]
	} else {
		for _, page := range pages {
			for i := range page {
				s.margin = max(s.margin, page[i].x1())
			}
		}
	}
	if pitch, n := mode(pitches); n > 0 {
		s.pitch = float32(pitch) / 20
	}
	if size, n := mode(sizes); n > 0 {
		s.body = float32(size) / 2
	}
	return s
}

func mode(counts map[int]int) (value, n int) {
	for v, c := range counts {
		if c > n || c == n && v < value {
			value, n = v, c
		}
	}
	return value, n
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
	block.Text = b.text.String()[from:]
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
