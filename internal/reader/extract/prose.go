package extract

import (
	"context"
	"strings"
	"unicode/utf8"

	"klynge/internal/fault"
	"klynge/internal/pattern"
)

// ReadText reads plain text. Bullets, numbers, columns made with tabs or
// blanks, form feeds and stray HTML tags are understood; lines that were
// broken to fit a width are joined when the whole text shows that they were.
func ReadText(ctx context.Context, data []byte, limits Limits) (*Document, error) {
	return readProse(ctx, Text, data, limits)
}

// ReadMarkdown reads Markdown as people and converters write it: CommonMark
// headings, lists and emphasis, tables with pipes, boxes to tick, but also
// tables with tabs, HTML tags, indented text that is no code, and lines that
// stand by themselves without the two blanks that ask for it.
//
// A strict parser fits this badly. It runs labels on separate lines together
// into one paragraph, turns indented lines into code and gives up tables made
// with tabs, so the lines have to be cut again by hand; that is most of the work.
func ReadMarkdown(ctx context.Context, data []byte, limits Limits) (*Document, error) {
	return readProse(ctx, Markdown, data, limits)
}

// A proser reads text and Markdown line by line.
type proser struct {
	w        *writer
	lines    []line
	labels   []labelled        // of the lines
	width    int               // at which the lines were broken, 0 if not
	known    func(string) bool // how the words of the text begin
	markdown bool
	table    int // the latest
	depths   depths
	fenced   bool
}

func readProse(ctx context.Context, kind Kind, data []byte, limits Limits) (*Document, error) {
	ctx, cancel, err := start(ctx, data, limits)
	if err != nil {
		return nil, err
	}
	defer cancel()
	text, charset := Decode(data)
	w := newWriter(ctx, kind, limits)
	w.noteCharset(charset)
	if err := w.prose(text, kind == Markdown); err != nil {
		return nil, err
	}
	return w.document()
}

func (w *writer) prose(text string, markdown bool) error {
	limit := 2 * w.limits.Blocks // a few lines are joined to one block
	p := proser{w: w, lines: splitLines(text, limit), markdown: markdown}
	if len(p.lines) > limit {
		return fault.New(fault.TooLarge, "Filen har flere end %d linjer og bliver ikke læst. "+
			"Intet er gemt. Del filen op, eller hæv grænsen.", limit)
	}
	if markdown {
		p.frontMatter()
	}
	p.labels = make([]labelled, len(p.lines))
	for i, l := range p.lines {
		if i%4096 == 0 {
			if err := alive(w.ctx); err != nil {
				return err
			}
		}
		if len(l.text) < longLine {
			p.labels[i], _ = splitLabel(l.text)
		}
	}
	p.width = wrapWidth(p.lines)
	p.known = vocabulary(p.lines)
	for i := 0; i < len(p.lines); {
		n, err := p.take(i)
		if err != nil {
			return err
		}
		i += n
	}
	return nil
}

var (
	atxHeading = pattern.New(`^(#{1,6})[ \t]+(.*?)[ \t]*#*$`)
	ruleLine   = pattern.New(`^(?:[-*_=~─━═·.]{3,}|(?:[-*_] ){2,}[-*_])$`)
	underline  = pattern.New(`^(?:={3,}|-{3,})$`)
	delimiters = pattern.New(`^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$`)
	frontKey   = pattern.New(`^[a-zA-Z_-]+:(?:\s|$)`)
)

// frontMatter takes the settings that some site builders keep above the text,
// and finds the title of the document in them.
func (p *proser) frontMatter() {
	if len(p.lines) < 3 || p.lines[0].raw != "---" {
		return
	}
	for i, l := range p.lines[1:min(len(p.lines), 64)] {
		if l.raw == "---" {
			p.lines = p.lines[i+2:]
			return
		}
		if l.indent == 0 && !strings.HasPrefix(l.text, "-") && !frontKey.MatchString(l.text) {
			return
		}
		if title, ok := strings.CutPrefix(l.text, "title:"); ok {
			p.w.doc.Title = clean(strings.Trim(strings.TrimSpace(title), `"'`))
		}
	}
}

// take reads the block that starts at line i and returns how many lines it was.
func (p *proser) take(i int) (int, error) {
	l := p.lines[i]
	for p.w.page < l.page {
		p.w.newPage()
	}
	p.w.gap = p.w.gap || l.gap
	switch {
	case len(l.text) > longLine:
		return 1, p.block(Block{Kind: Paragraph, Text: l.text})
	case p.markdown && (strings.HasPrefix(l.text, "```") || strings.HasPrefix(l.text, "~~~")):
		p.fenced = !p.fenced
		return 1, nil
	case p.fenced:
		return 1, p.block(Block{Kind: Paragraph, Text: l.text, Indent: float64(l.indent)})
	case ruleLine.MatchString(l.text):
		p.w.gap = true
		return 1, nil
	}
	if p.markdown {
		if m := atxHeading.FindStringSubmatch(l.text); m != nil {
			p.depths = nil
			return 1, p.heading(m[2], len(m[1]))
		}
		if quoted, ok := strings.CutPrefix(l.text, ">"); ok {
			p.lines[i].text = strings.TrimSpace(strings.TrimLeft(quoted, "> "))
			p.labels[i], _ = splitLabel(p.lines[i].text)
			if p.lines[i].text == "" {
				p.w.gap = true
				return 1, nil
			}
		}
	}
	if n := p.pipes(i); n > 0 {
		return n, p.pipeTable(i, n)
	}
	if p.underlined(i) {
		level := 1
		if p.lines[i+1].text[0] == '-' {
			level = 2
		}
		if !p.markdown {
			level = 0
		}
		return 2, p.heading(l.text, level)
	}
	if n := p.columns(i); n > 0 {
		return n, p.columnTable(i, n)
	}
	return p.paragraph(i)
}

func (p *proser) heading(text string, level int) error {
	for _, part := range pieces(text, p.markdown) {
		b := Block{Kind: Heading, Level: level, Text: part.text, Bold: part.bold, Italic: part.italic}
		if err := p.block(b); err != nil {
			return err
		}
	}
	return nil
}

// underlined reports whether line i is a heading because of the line of dashes
// or equals signs under it.
func (p *proser) underlined(i int) bool {
	if i+1 >= len(p.lines) || p.lines[i+1].gap || p.labels[i].label != "" || p.lines[i].tabs() {
		return false
	}
	under := p.lines[i+1]
	return underline.MatchString(under.text) && under.indent <= p.lines[i].indent+3 &&
		(under.text[0] == '=' || 2*len(under.text) >= utf8.RuneCountInString(p.lines[i].text))
}

// paragraph reads a paragraph or list item with the lines that continue it.
func (p *proser) paragraph(i int) (int, error) {
	l := p.lines[i]
	b := Block{Kind: Paragraph, Text: l.text, Indent: float64(l.indent)}
	if p.labelled(i) {
		b.Kind, b.Label, b.Text = ListItem, p.labels[i].label, p.labels[i].rest
		b.Level = p.depths.level(b.Indent)
	} else if l.gap && l.indent == 0 {
		p.depths = nil
	}
	n := 1
	for i+n < len(p.lines) && len(b.Text) < longLine && p.joins(i, i+n) {
		b.Text = join(b.Text, p.lines[i+n].text, p.known)
		n++
	}
	return n, p.inline(b)
}

// joins reports whether line j continues the block that started at line i.
func (p *proser) joins(i, j int) bool {
	next := p.lines[j]
	return continues(p.lines, j, p.width) && !p.labelled(j) &&
		len(next.text) <= longLine && !ruleLine.MatchString(next.text) &&
		!p.underlined(j) && p.columns(j) == 0 && p.pipes(j) == 0 &&
		!(p.markdown && (atxHeading.MatchString(next.text) || strings.HasPrefix(next.text, "```")))
}

// labelled reports whether the label of line i holds. After a line that ends
// with a colon it does; otherwise a doubtful one needs a neighbour.
func (p *proser) labelled(i int) bool {
	if p.labels[i].weak && p.labels[i].n == 1 && i > 0 && strings.HasSuffix(p.lines[i-1].text, ":") {
		return true
	}
	return confirm(p.labels, i)
}

// inline adds a block after taking the markup out of its text, as several when
// tags cut it.
func (p *proser) inline(b Block) error {
	for i, part := range pieces(b.Text, p.markdown) {
		c := b
		c.Text, c.Bold, c.Italic = part.text, part.bold, part.italic
		if i > 0 {
			c.Kind, c.Label = Paragraph, ""
		}
		if text := strings.TrimSpace(part.text); c.Label == "" {
			if l, ok := splitLabel(text); ok && !l.weak && (i > 0 || part.item) {
				c.Kind, c.Label, c.Text = ListItem, l.label, l.rest
			} else if part.item {
				c.Kind, c.Label = ListItem, "•"
			}
		}
		if err := p.block(c); err != nil {
			return err
		}
	}
	return nil
}

func (p *proser) block(b Block) error { return p.w.add(b) }
