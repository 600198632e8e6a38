package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"klynge/internal/pattern"
)

// A line is one physical line of a text file.
type line struct {
	text   string // without indent and trailing blanks
	raw    string // with the indent
	indent int    // columns
	width  int    // columns, without trailing blanks
	page   int
	gap    bool // an empty line stands before it
}

func (l line) tabs() bool { return strings.Contains(l.text, "\t") }

// splitLines cuts a text into its lines that are not empty, and stops at more
// than limit of them. A form feed starts a page.
func splitLines(text string, limit int) []line {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n\n").Replace(text)
	lines := make([]line, 0, min(strings.Count(text, "\n"), limit)+1)
	page, gap := 1, false
	for raw := range strings.SplitSeq(text, "\n") {
		for {
			before, after, feed := strings.Cut(raw, "\f")
			if l, ok := measure(before); ok {
				l.page, l.gap = page, gap
				lines = append(lines, l)
				gap = false
			} else if !feed {
				gap = true
			}
			if len(lines) > limit {
				return lines
			}
			if !feed {
				break
			}
			raw, page = after, page+1
		}
	}
	return lines
}

func measure(raw string) (line, bool) {
	raw = strings.TrimRightFunc(raw, isBlank)
	if raw == "" {
		return line{}, false
	}
	l := line{raw: raw}
	for i, r := range raw {
		if !isBlank(r) {
			l.text = raw[i:]
			break
		}
		if r == '\t' {
			l.indent += 8 - l.indent%8
		} else {
			l.indent++
		}
	}
	l.width = l.indent + utf8.RuneCountInString(l.text)
	return l, true
}

func isBlank(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff'
}

// wrapWidth returns the column at which somebody broke the lines of a text, or
// 0 when each line stands by itself. The evidence must be strong, because
// joining the lines of a list of names destroys it: many lines end near the
// same column, almost none goes beyond, and some of those that follow start
// with a small letter.
func wrapWidth(lines []line) int {
	var widths []int
	for _, l := range lines {
		if l.width >= 40 && l.width < longLine && !l.tabs() && !strings.Contains(l.text, "   ") && !strings.Contains(l.text, "....") {
			widths = append(widths, l.width)
		}
	}
	if len(widths) < 6 {
		return 0
	}
	slices.Sort(widths)
	width := widths[len(widths)*97/100]
	if width < 50 || width > 160 || widths[len(widths)-1] > width+width/5 {
		return 0
	}
	full, runsOn := 0, 0
	for i, l := range lines {
		if l.width < width*85/100 || l.width > width+width/5 {
			continue
		}
		full++
		if i+1 < len(lines) && !lines[i+1].gap && startsSmall(lines[i+1].text) {
			runsOn++
		}
	}
	if full*3 < len(widths) || runsOn < 3 || runsOn*5 < full {
		return 0
	}
	return width
}

func startsSmall(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

// personLine is a line that starts with somebody's name and a comma.
var personLine = pattern.New(`^(?:\p{Lu}[\p{L}.'-]+ ){1,4}\p{Lu}[\p{L}.'-]+(?: \(\p{L}+\))?,`)

// continues reports whether line j is the rest of the line before it in a text
// that is broken at width. A capital at its start is a name inside a sentence
// only if lines around it start with small letters; a list of names has none.
func continues(lines []line, j, width int) bool {
	prev, next := lines[j-1], lines[j]
	if width == 0 || next.gap || next.page != prev.page || prev.tabs() || next.tabs() ||
		next.indent > prev.indent+8 || prev.indent > next.indent+8 {
		return false
	}
	word, _, _ := strings.Cut(next.text, " ")
	noRoom := prev.width+1+utf8.RuneCountInString(word) > width
	last, _ := utf8.DecodeLastRuneInString(prev.text)
	switch {
	case last == ':':
		return false
	case startsSmall(next.text):
		return noRoom || prev.width*10 >= width*6 && last != '.'
	case personLine.MatchString(next.text) || !smallNear(lines, j):
		return false
	case last == '.' || last == '!' || last == '?':
		return noRoom && (next.width*10 >= width*6 || strings.HasSuffix(next.text, "."))
	}
	return noRoom || prev.width*100 >= width*85 // letters are not equally wide
}

// smallNear reports whether one of the lines around line j, in the same block
// of lines, starts with a small letter.
func smallNear(lines []line, j int) bool {
	for i := j - 1; i >= max(0, j-3); i-- {
		if startsSmall(lines[i].text) {
			return true
		}
		if lines[i].gap {
			break
		}
	}
	for i := j + 1; i < min(len(lines), j+4) && !lines[i].gap; i++ {
		if startsSmall(lines[i].text) {
			return true
		}
	}
	return false
}

// join puts two lines together. A hyphen at the break is taken out when a word
// that begins like the whole stands elsewhere in the text, and kept when none
// does: "p-" and "hus" is a p-hus.
func join(a, b string, known func(string) bool) string {
	if !strings.HasSuffix(a, "-") || !startsSmall(b) || strings.HasSuffix(a, " -") {
		return a + " " + b
	}
	for _, conjunction := range []string{"og ", "eller ", "samt "} {
		if strings.HasPrefix(b, conjunction) {
			return a + " " + b
		}
	}
	head := strings.TrimSuffix(a, "-")
	left := head[strings.LastIndexFunc(head, notLetter)+1:]
	right := []rune(b[:min(len(b), 64)])
	for i, r := range right {
		if i == 4 || notLetter(r) {
			right = right[:i]
			break
		}
	}
	if left != "" && known(left+string(right)) {
		return head + b
	}
	return a + b
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

// vocabulary returns a test for how the words of a text begin; it reads the
// text when first asked.
func vocabulary(lines []line) func(string) bool {
	var words []string
	return func(start string) bool {
		if words == nil {
			for _, l := range lines {
				for word := range strings.FieldsFuncSeq(l.text, notLetter) {
					words = append(words, strings.ToLower(word))
				}
			}
			slices.Sort(words)
		}
		start = strings.ToLower(start)
		at, _ := slices.BinarySearch(words, start)
		return at < len(words) && strings.HasPrefix(words[at], start)
	}
}
