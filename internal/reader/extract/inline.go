package extract

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"klynge/internal/pattern"
)

// longLine is the number of bytes above which a line is not searched for
// markup: nobody typed it.
const longLine = 64 << 10

// A piece is a part of a line that stands on its own because block tags such
// as <p> or <br> separate it from the rest.
type piece struct {
	text         string
	item         bool // it stood in <li>
	bold, italic bool
}

var (
	inlineTag = pattern.New(`(?i)<(/?)(p|br|hr|ul|ol|li|div|table|tbody|thead|tr|td|th|h[1-6]|blockquote|center|` +
		`b|i|u|s|a|em|strong|span|font|sup|sub|small|mark)(?:\s+[a-z-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+))*\s*/?>|<!--.*?-->`)
	entity    = pattern.New(`&(?:#\d{1,6}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,9});`)
	imageLink = pattern.New(`!?\[([^\[\]]*)\]\(([^()\s]*)(?: "[^"]*")?\)`)
	autoLink  = pattern.New(`<((?:https?://|mailto:)[^<>\s]+)>`)
	runOnItem = pattern.New(`(\S)- (\p{Lu})`)
)

// A toggle is a delimiter of emphasis in a line of Markdown.
type toggle struct {
	at, size     int
	bold, italic int // what it adds to the depth
}

// pieces takes the markup out of one line: known HTML tags in any text, and in
// Markdown emphasis, links, code and escapes too. Tags that start a block cut
// the line.
func pieces(s string, markdown bool) []piece {
	if len(s) > longLine || !strings.ContainsAny(s, "<&*_[`\\") {
		return []piece{{text: s}}
	}
	var toggles []toggle
	if markdown {
		s = autoLink.ReplaceAllString(imageLink.ReplaceAllString(s, "$1"), "$1")
		toggles = emphasis(s)
	} else if t := strings.TrimRight(s, " \t"); strings.HasSuffix(t, "**") && strings.Count(t, "**")%2 == 1 {
		s = strings.TrimSuffix(t, "**") // what a converter left of bold
	}
	p := piecer{markdown: markdown}
	for len(s) > 0 || p.at == 0 {
		tag := inlineTag.FindStringSubmatchIndex(s)
		if tag == nil {
			p.write(s, toggles)
			break
		}
		p.write(s[:tag[0]], toggles)
		p.at += tag[1] - tag[0]
		if tag[4] >= 0 {
			p.tag(strings.ToLower(s[tag[4]:tag[5]]), tag[3] > tag[2])
		}
		s = s[tag[1]:]
		if s == "" {
			break
		}
	}
	p.cut()
	return p.done
}

// A piecer collects the pieces of one line.
type piecer struct {
	markdown     bool
	at           int // bytes of the line consumed
	b            strings.Builder
	letters      int
	boldLetters  int
	slantLetters int
	bold, italic int // depth
	list         int // depth of <ul> and <ol>
	item         bool
	done         []piece
}

func (p *piecer) tag(name string, closing bool) {
	step := 1
	if closing {
		step = -1
	}
	switch name {
	case "b", "strong":
		p.bold = max(0, p.bold+step)
	case "i", "em":
		p.italic = max(0, p.italic+step)
	case "u", "s", "a", "span", "font", "sup", "sub", "small", "mark":
	default:
		p.cut()
		p.item = name == "li" && !closing
		if name == "ul" || name == "ol" {
			p.list = max(0, p.list+step)
		}
	}
}

// write adds text between two tags.
func (p *piecer) write(s string, toggles []toggle) {
	from, to := p.at, p.at+len(s)
	p.at = to
	for _, t := range toggles {
		if t.at < from || t.at >= to {
			continue
		}
		p.plain(s[:t.at-from])
		p.bold += t.bold
		p.italic += t.italic
		s, from = s[t.at+t.size-from:], t.at+t.size
	}
	p.plain(s)
}

func (p *piecer) plain(s string) {
	if p.markdown {
		s = unescape(s)
	}
	if strings.Contains(s, "&") {
		s = entity.ReplaceAllStringFunc(s, html.UnescapeString)
	}
	p.b.WriteString(s)
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		p.letters++
		if p.bold > 0 {
			p.boldLetters++
		}
		if p.italic > 0 {
			p.slantLetters++
		}
	}
}

// cut ends a piece. A list without <li>, its items run together as
// "- A- B- C", is cut at each dash that a capital follows.
func (p *piecer) cut() {
	text := p.b.String()
	if p.list > 0 && strings.HasPrefix(strings.TrimSpace(text), "- ") {
		text = runOnItem.ReplaceAllString(text, "$1\n- $2")
	}
	for part := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(part) != "" {
			p.done = append(p.done, piece{
				text:   part,
				item:   p.item,
				bold:   p.letters > 0 && p.letters == p.boldLetters,
				italic: p.letters > 0 && p.letters == p.slantLetters,
			})
		}
	}
	p.b.Reset()
	p.letters, p.boldLetters, p.slantLetters = 0, 0, 0
}

// unescape takes the backslash from punctuation and the ticks from code.
func unescape(s string) string {
	if !strings.ContainsAny(s, "\\`") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && strings.IndexByte("\\`*_{}[]()#+-.!|<>~\"'&", s[i+1]) >= 0:
			i++
			b.WriteByte(s[i])
		case c == '`' && strings.IndexByte(s, '`') != strings.LastIndexByte(s, '`'):
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// emphasis finds the pairs of *, **, _ and __ in a line, by the flanking rules
// of CommonMark 0.31 section 6.2 without its rule of three. A run at the end
// of the line that opens or closes nothing is dropped.
func emphasis(s string) []toggle {
	type opener struct{ at, size, index int }
	var open []opener
	var found []toggle
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '\\' {
			i++
			continue
		}
		if c != '*' && c != '_' {
			continue
		}
		size := 1
		for i+size < len(s) && s[i+size] == c {
			size++
		}
		opens, closes := flanks(s, i, size)
		matched := false
		if closes {
			for j := len(open) - 1; j >= 0; j-- {
				if s[open[j].at] == c && open[j].size == size {
					found[open[j].index] = emphasise(open[j].at, size, 1)
					found = append(found, emphasise(i, size, -1))
					open, matched = open[:j], true
					break
				}
			}
		}
		switch {
		case matched:
		case opens && size <= 3 && len(open) < 32:
			open = append(open, opener{i, size, len(found)})
			found = append(found, toggle{at: i})
		case c == '*' && size == 2 && strings.TrimSpace(s[i+size:]) == "":
			found = append(found, toggle{at: i, size: len(s) - i})
		}
		i += size - 1
	}
	kept := found[:0]
	for _, t := range found {
		if t.size > 0 {
			kept = append(kept, t)
		}
	}
	return kept
}

func emphasise(at, size, step int) toggle {
	t := toggle{at: at, size: size}
	if size >= 2 {
		t.bold = step
	}
	if size != 2 {
		t.italic = step
	}
	return t
}

// flanks reports whether the run of delimiters at i may open or close.
func flanks(s string, i, size int) (opens, closes bool) {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i+size:])
	atStart, atEnd := i == 0 || unicode.IsSpace(before), i+size == len(s) || unicode.IsSpace(after)
	opens, closes = !atEnd, !atStart
	if s[i] == '_' {
		opens = opens && (atStart || unicode.IsPunct(before))
		closes = closes && (atEnd || unicode.IsPunct(after))
	}
	return opens, closes
}
