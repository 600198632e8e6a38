// Package extract turns the bytes of a file into a [Document]: its text in
// reading order, cut into blocks that remember where they stood and how they
// looked.
//
// It knows formats (plain text, Markdown, HTML, DOCX, ODT, PDF, XML) and nothing of
// meetings. What a block means is decided by package reader.
//
// Every extractor is a function of bytes with limits on size, pages, nesting
// and time; none of them opens a file, follows a link or runs a program named
// in its input.
package extract

import (
	"sort"
	"strings"
	"time"
	"unicode/utf8"
)

// A Kind is the format of a file, found from its content.
type Kind string

const (
	Text     Kind = "text"
	Markdown Kind = "markdown"
	HTML     Kind = "html"
	DOCX     Kind = "docx"
	ODT      Kind = "odt"
	PDF      Kind = "pdf"
	XML      Kind = "xml"
)

// A Document is what a file says, whatever format it came in.
type Document struct {
	Kind  Kind
	Title string // from the file's metadata, never from its text
	Text  string // the blocks' text in reading order, one line break between blocks
	// Pages holds the offset in Text, in characters, at which each page starts.
	// A format without pages has one page.
	Pages  []int
	Blocks []Block
	Notes  []Note
}

// A BlockKind is the role of a block on the page.
type BlockKind string

const (
	Heading   BlockKind = "heading"
	Paragraph BlockKind = "paragraph"
	ListItem  BlockKind = "item"
	Row       BlockKind = "row" // one row of a table, its text in Cells
)

// A Block is one paragraph, heading, list item or table row.
//
// Text never holds a line break: a line that wrapped was joined, a hard break
// starts a new block. White space is collapsed except for tabs, which stand
// between the cells of a row.
type Block struct {
	Kind   BlockKind
	Level  int     // heading 1 to 6 (0 when it only looks like one), list depth from 0
	Label  string  // the printed label of a list item: "1.", "•", "a)"
	Text   string  // without the label
	Cells  []Cell  // of a Row
	Table  int     // which table a Row belongs to, from 1; 0 outside tables
	Page   int     // from 1
	Start  int     // offset of Text in Document.Text, in characters
	End    int     // offset after Text
	Bold   bool    // the whole block
	Italic bool    // the whole block
	Size   float64 // font size in points, 0 when unknown
	Indent float64 // left edge in points (PDF) or columns (text), 0 when unknown
	Gap    bool    // an empty line, or a visible gap, stands before it
}

// A Cell is one cell of a table row; its paragraphs are separate Lines.
type Cell struct {
	Lines []Line
}

// A Line is one paragraph inside a cell.
type Line struct {
	Label      string // of a list item
	Text       string
	Start, End int // in Document.Text, in characters
}

// A Passage is a place in the text of a document: page and characters.
type Passage struct {
	Page  int `json:"page"`
	Start int `json:"start"`
	End   int `json:"end"`
}

// Passage returns the place of the bytes from..to of the block's text.
func (b Block) Passage(from, to int) Passage {
	start := b.Start + utf8.RuneCountInString(b.Text[:from])
	return Passage{b.Page, start, start + utf8.RuneCountInString(b.Text[from:to])}
}

// All returns the place of the whole block.
func (b Block) All() Passage { return Passage{b.Page, b.Start, b.End} }

// Slice returns the text of a passage, or "" when it lies outside the document.
// It costs as much as the blocks that the passage touches.
func (d *Document) Slice(p Passage) string {
	if p.Start < 0 || p.End < p.Start {
		return ""
	}
	first := sort.Search(len(d.Blocks), func(i int) bool { return d.Blocks[i].End >= p.Start })
	var text strings.Builder
	for _, b := range d.Blocks[first:] {
		part := b.slice(max(p.Start, b.Start), min(p.End, b.End))
		if p.End <= b.End && text.Len() == 0 {
			return part
		}
		text.WriteString(part)
		if p.End <= b.End {
			return text.String()
		}
		text.WriteByte('\n')
	}
	return ""
}

// slice returns the text between two offsets in the document that lie within
// the block, or just before it.
func (b Block) slice(from, to int) string {
	if to <= from {
		return ""
	}
	start, n := -1, b.Start
	for i := range b.Text {
		if n == from {
			start = i
		}
		if n == to {
			return b.Text[start:i]
		}
		n++
	}
	return b.Text[max(start, 0):]
}

// PageAt returns the page, from 1, on which a character offset lies.
func (d *Document) PageAt(offset int) int {
	page := 1
	for i, start := range d.Pages {
		if start <= offset {
			page = i + 1
		}
	}
	return page
}

// A Note is something about the file that a reader of the record should know,
// with a stable code and a Danish sentence.
type Note struct {
	Code string // "hidden-text", "tracked-deletion", "no-text-layer", "unmapped-font", …
	Say  string
	Page int
}

// Limits bound what one file may cost.
type Limits struct {
	Bytes    int64         // of the file
	Unpacked int64         // of everything decompressed out of it
	Pages    int           // of a PDF
	Depth    int           // of nesting in XML, HTML and PDF objects
	Entries  int           // in a ZIP archive
	Blocks   int           // in the resulting document
	Time     time.Duration // for one file
}

// DefaultLimits are generous for minutes and small for an attack.
var DefaultLimits = Limits{
	Bytes:    64 << 20,
	Unpacked: 256 << 20,
	Pages:    2500,
	Depth:    256,
	Entries:  4096,
	Blocks:   400_000,
	Time:     60 * time.Second,
}
