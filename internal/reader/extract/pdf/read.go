// Package pdf reads the text of PDF files in the order people read it.
//
// A PDF file does not hold text. It holds programs that place glyphs on a page:
// no words, no lines, no paragraphs, and often no characters, only the numbers
// of shapes. This package turns that back into what was written, in steps that
// each have a file or two:
//
//	object, file, filter, crypt   the objects of the file, also of a damaged one
//	font, fontfile, cmap, …       from codes to characters and widths
//	content, show, page           run a page's program: words with their places
//	seen                          leave out what nobody can see on the page
//	line, column, grid, layout    words to lines, in reading order; drawn tables
//	furniture                     running heads and page numbers
//	measure, table, paragraph     lines to paragraphs, headings, list items, rows
//	tagged                        the structure tree instead, where there is one
//	ocr                           pages that are pictures
//
// Nothing is guessed about what a text means. Where the file does not tell its
// characters, where words are hidden, or where a page was read from a picture,
// a note says so; garbage never passes for text.
//
// The package is a function of bytes within limits. It runs no program except
// Tesseract and pdftoppm, for scans, where they are installed.
// docs/decisions/0002-pdf.md says why the reader is our own.
package pdf

import (
	"context"
	"errors"
	"strings"
	"time"

	"klynge/internal/fault"
	"klynge/internal/reader/extract"
)

// Read turns a PDF file into a document. It fails with [fault.Invalid] for a
// file that needs a password, is damaged beyond reading or has no text, and
// with [fault.TooLarge] at a limit. Of a file damaged in part it gives the
// pages it can read. Pages that are pictures have time of their own.
func Read(caller context.Context, data []byte, limits extract.Limits) (*extract.Document, error) {
	ctx, cancel := within(caller, limits.Time)
	defer cancel()
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
	if wanted := pictorial(pages); len(wanted) > 0 {
		if err := b.pictures(caller, f, data, pages, wanted); err != nil {
			return nil, err
		}
		ctx, cancel = within(caller, limits.Time)
		defer cancel()
		f.ctx = ctx
	}
	b.set(f, sheets, pages)
	if ctx.Err() != nil {
		return nil, sentence(ctx, ctx.Err())
	}
	switch {
	case len(b.doc.Blocks) == 0 && f.rebuilt:
		return nil, sentence(ctx, errDamaged)
	case len(b.doc.Blocks) == 0:
		return nil, fault.New(fault.Invalid, "PDF-filen har ingen tekst. Intet er gemt. Kontrollér, at det er den rigtige fil.")
	case len(b.doc.Blocks) > limits.Blocks:
		return nil, fault.New(fault.TooLarge, "Filen har mere end %d afsnit, og så mange læses ikke på en gang. Intet er gemt. Del filen, og prøv igen.", limits.Blocks)
	}
	if f.rebuilt {
		b.note("damaged", 1, "Filen er beskadiget, eller den mangler sin slutning. Det, der kunne læses, er taget med: %d sider. Kontrollér, at det er dem alle.", len(sheets))
	}
	return b.doc, nil
}

func within(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	if limit <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, limit)
}

// sentence classifies what went wrong.
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
