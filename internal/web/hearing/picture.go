package hearing

import (
	"strings"

	"klynge/internal/danish"
	"klynge/internal/hearing"
	"klynge/internal/web"
)

// A picture is proposals against bodies as a drawing: one tile where a proposal and
// a body meet, with a mark whose shape says what was said, and the word beneath. At
// the end of a row stands how many said each thing. It is drawn on the server; the
// table beneath says the same.
type picture struct {
	Width, Height int
	Title, Text   string
	Heads         []caption
	Rows          []band
	Words         bool // the tiles have room for their words
	Marks         []sign
}

// A caption is the name of a body above its column.
type caption struct {
	X, Y   int
	Lines  []text
	Slopes bool
}

// A text is a line of words at a place.
type text struct {
	X, Y int
	Text string
}

// A band is the row of one proposal.
type band struct {
	Y, Height int
	Lines     []text
	Tiles     []tile
	Bar       []part
}

// A tile is what a body says of a proposal.
type tile struct {
	X, Y, Width, Height int
	MarkX, MarkY        int
	Word                text
	LateWord            text
	Said                string // name of its mark
	Late                bool
	Full                string // in words, for whoever points at it
}

// A part is the length of those who said one thing.
type part struct {
	X, Y, Width int
	Middle      int
	NumberY     int
	Said        string
	Number      string // "" where there is no room
}

// A sign is a mark with its word, for the key.
type sign struct{ Said, Word string }

// The picture's measures, in units of its view box.
const (
	pictureLeft   = 330 // for the proposals
	pictureWidth  = 656 // at most, for the columns
	columnWidth   = 150 // at most
	wordColumn    = 84  // at least, where the words have room
	barWidth      = 150
	pictureGap    = 24
	bandHeight    = 84
	lineHeight    = 20
	mostDrawn     = 16 // bodies; more than that is a table
	lettersInLine = 38
)

// pictureOf draws a matrix. One that nobody could read has no rows.
func pictureOf(l web.Language, m matrix) (p picture) {
	n := len(m.Heads)
	if n == 0 || n > mostDrawn || len(m.Rows) == 0 {
		return p
	}
	column := min(columnWidth, pictureWidth/n)
	p.Words = column >= wordColumn
	p.Title = l.Say("Forslag og svar")
	top := p.heads(m, column)
	seen := map[string]bool{}
	for i, r := range m.Rows {
		b := bandOf(l, r, i, top, column, p.Words)
		top += b.Height
		p.Rows = append(p.Rows, b)
		p.Text += l.Say("Forslag %d", i+1) + ": " + tallied(l, r.Tally) + ". "
		for _, c := range r.Cells {
			if s := said(c.State, c.Position); !seen[s] {
				seen[s] = true
				p.Marks = append(p.Marks, sign{s, full(l, c.State, c.Position)})
			}
		}
	}
	if p.Words {
		p.Marks = nil
	}
	p.Width, p.Height = pictureLeft+n*column+pictureGap+barWidth, top+8
	return p
}

// heads sets the names of the bodies, and returns where the rows begin.
func (p *picture) heads(m matrix, column int) int {
	most := 1
	for i, h := range m.Heads {
		x := pictureLeft + i*column + column/2
		c := caption{X: x, Slopes: !p.Words}
		if c.Slopes {
			c.Lines = []text{{x, 130, clipped(h.Name, 24)}}
		} else {
			for k, line := range wrapped(h.Name, column/7, 3) {
				c.Lines = append(c.Lines, text{x, 20 + k*18, line})
			}
			most = max(most, len(c.Lines))
		}
		c.Y = c.Lines[0].Y
		p.Heads = append(p.Heads, c)
	}
	if !p.Words {
		return 146
	}
	return 20 + most*18
}

func bandOf(l web.Language, r line, index, top, column int, words bool) band {
	title := wrapped(danish.Number(index+1)+". "+r.Now().Title, lettersInLine, 3)
	b := band{Y: top, Height: max(bandHeight, len(title)*lineHeight+24)}
	for k, t := range title {
		b.Lines = append(b.Lines, text{0, top + b.Height/2 - (len(title)-1)*lineHeight/2 + k*lineHeight + 6, t})
	}
	for i, c := range r.Cells {
		x := pictureLeft + i*column
		t := tile{X: x + 3, Y: top + 4, Width: column - 6, Height: b.Height - 8, MarkX: x + column/2, MarkY: top + b.Height/2,
			Said: said(c.State, c.Position), Late: c.Late, Full: c.Body + ": " + full(l, c.State, c.Position)}
		if words {
			t.MarkY -= 12
			t.Word = text{t.MarkX, t.MarkY + 30, short(l, c.State, c.Position)}
		}
		if c.Late {
			t.LateWord = text{t.MarkX, t.MarkY + 45, l.Say("efter fristen")}
			t.Full += ", " + t.LateWord.Text
			if words {
				t.MarkY -= 6
				t.Word.Y -= 6
				t.LateWord.Y -= 4
			}
		}
		b.Tiles = append(b.Tiles, t)
	}
	b.Bar = barOf(r.Tally, pictureLeft+len(r.Cells)*column+pictureGap, top+b.Height/2-14)
	return b
}

// barOf lays what was counted end to end.
func barOf(counts []hearing.Count, x, y int) (parts []part) {
	done := 0
	for _, c := range counts {
		if c.N == 0 {
			continue
		}
		from, to := x+done*barWidth/c.Of, x+(done+c.N)*barWidth/c.Of
		done += c.N
		p := part{X: from, Y: y, Width: max(to-from-2, 1), NumberY: y + 20, Said: said(c.State, c.Position)}
		if p.Middle = p.X + p.Width/2; p.Width >= 12 {
			p.Number = danish.Number(c.N)
		}
		parts = append(parts, p)
	}
	return parts
}

// said is the name of the mark of what was said.
func said(s hearing.CellState, p hearing.Position) string {
	if s == hearing.Stood {
		return string(p)
	}
	return string(s)
}

func full(l web.Language, s hearing.CellState, p hearing.Position) string {
	if s == hearing.Stood {
		return l.Say(p.Danish())
	}
	return l.Say(s.Danish())
}

// shortNames are the words that a tile has room for, where the whole ones are too
// long.
var shortNames = map[string]string{
	string(hearing.SupportsPartly): "Delvist", string(hearing.Noted): "Noteret", string(hearing.AlreadyInPlace): "På plads",
	string(hearing.NoPosition): "Ingen stilling", string(hearing.Nothing): "Uden bemærkn.", string(hearing.Outdated): "Skal svare igen",
	string(hearing.Unanswered): "Ikke svaret", string(hearing.Withheld): "Ikke offentligt",
}

func short(l web.Language, s hearing.CellState, p hearing.Position) string {
	if word, ok := shortNames[said(s, p)]; ok {
		return l.Say(word)
	}
	return full(l, s, p)
}

// tallied says how many said each thing.
func tallied(l web.Language, counts []hearing.Count) string {
	var words []string
	for _, c := range counts {
		if c.N > 0 {
			words = append(words, full(l, c.State, c.Position)+" "+l.Say("%d af %d", c.N, c.Of))
		}
	}
	return strings.Join(words, ", ")
}

// wrapped cuts words into lines of so many letters, the last one clipped.
func wrapped(words string, letters, most int) (lines []string) {
	letters = max(letters, 6)
	line := ""
	for word := range strings.FieldsSeq(words) {
		switch {
		case line == "":
			line = word
		case len([]rune(line))+1+len([]rune(word)) <= letters:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	lines = append(lines, line)
	if len(lines) > most {
		lines[most-1] = strings.Join(lines[most-1:], " ")
		lines = lines[:most]
	}
	for i := range lines {
		lines[i] = clipped(lines[i], letters)
	}
	return lines
}

func clipped(words string, letters int) string {
	if runes := []rune(words); len(runes) > letters {
		return strings.TrimRight(string(runes[:letters-1]), " ,.") + "…"
	}
	return words
}
