package extract

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"klynge/internal/pattern"
)

// labelled is a line cut into its printed label and the rest.
type labelled struct {
	label string
	rest  string
	style string // what its neighbours in the same list share: "1.", "a)", "•"
	n     int    // its number in the list, 0 for bullets
	weak  bool   // it is a label only if a neighbour continues the count
}

var (
	bulletLabel = pattern.New(`^([•●▪■◦○‣⁃∙·➢➤►\x{f0b7}\x{f0a7}\x{f0d8}☐☑☒✓✔]|[-–—*+o](?:[ \t\x{a0}]|$)|\[[ xX]\])[ \t\x{a0}]*`)
	boxLabel    = pattern.New(`^\[([ xX])\][ \t]+`)
	gluedDash   = pattern.New(`^[-–](\p{L})`)
	numberLabel = pattern.New(`^(?:([Aa]t ?)?(\(?)(\d{1,3}|\d{1,2}(?:\.\d)+|[a-zæøå]|[ivx]{2,5})([.)])|(\d{1,2}(?:\.\d)+)|([Aa]t\)))(?:[ \t\x{a0}]+|$)`)
	monthStart  = pattern.New(`(?i)^(jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec|mai|des)[a-zæøå]*\b`)
)

// splitLabel takes the printed label off a line: a bullet, a box, "1.", "2)",
// "(3)", "1.2", "a)", "At 1)". A date such as "11. marts" has none, and "3. møde"
// only one when its neighbours count on.
func splitLabel(s string) (labelled, bool) {
	if s == "" || s[0] >= 'B' && s[0] <= 'Z' {
		return labelled{}, false
	}
	if m := bulletLabel.FindStringIndex(s); m != nil {
		bullet, rest := strings.TrimFunc(s[:m[1]], unicode.IsSpace), s[m[1]:]
		if box := boxLabel.FindString(rest); box != "" {
			bullet, rest = strings.TrimSpace(box), rest[len(box):]
		}
		if rest == "" {
			return labelled{}, false
		}
		if inner, ok := splitLabel(rest); ok && inner.n > 0 && !inner.weak {
			return inner, true
		}
		return labelled{label: strings.ToLower(bullet), rest: rest, style: "•"}, true
	}
	if gluedDash.MatchString(s) {
		_, size := utf8.DecodeRuneInString(s)
		return labelled{label: s[:size], rest: s[size:], style: "•", weak: true}, true
	}
	m := numberLabel.FindStringSubmatch(s)
	if m == nil {
		return labelled{}, false
	}
	l := labelled{label: strings.TrimSpace(m[0]), rest: s[len(m[0]):]}
	number, close := m[3], m[4]
	switch {
	case l.rest == "":
		return labelled{}, false
	case m[5] != "":
		number, l.style = m[5], "1.1"
	case m[6] != "":
		l.style, l.n = "at", 1
		return l, true
	default:
		l.style = m[1] + m[2] + close
	}
	l.n, l.style = count(number, l.style)
	first, _ := utf8.DecodeRuneInString(l.rest)
	switch {
	case m[1] != "", strings.HasPrefix(l.rest, "at "): // a recommendation: "at klyngen godkender …"
	case close == "." && monthStart.MatchString(l.rest):
		return labelled{}, false
	case close == "." && unicode.IsLetter(rune(number[0])), close != ")" && !unicode.IsUpper(first):
		l.weak = true
	}
	return l, true
}

// count returns the place of a number or letter in its list, and the style of
// that list.
func count(number, style string) (n int, kind string) {
	last := number[strings.LastIndexByte(number, '.')+1:]
	if n, err := strconv.Atoi(last); err == nil {
		return n, "1" + style + strings.TrimSuffix(number, last)
	}
	r, size := utf8.DecodeRuneInString(number)
	if size == len(number) && r <= 'z' {
		return int(r-'a') + 1, "a" + style
	}
	return strings.Count(number, "") - 1, "i" + style
}

const neighbours = 12 // lines

// confirm reports whether the label of line i holds. It looks at the lines
// around it, because "1. behandling" alone is an ordinal and "1. kortlægge"
// before "2. udvikle" is a label.
func confirm(candidates []labelled, i int) bool {
	c := candidates[i]
	if c.label == "" || !c.weak {
		return c.label != ""
	}
	for j := max(0, i-neighbours); j < min(len(candidates), i+neighbours+1); j++ {
		o := candidates[j]
		if j == i || o.label == "" || o.style != c.style {
			continue
		}
		if c.style == "•" || o.n == c.n+1 || o.n == c.n-1 {
			return true
		}
	}
	return false
}

// takeLabel turns a paragraph whose text starts with a label into a list item.
// A label that needs its neighbours to be sure is left in the text.
func (b *Block) takeLabel() {
	if l, ok := splitLabel(strings.TrimSpace(b.Text)); ok && !l.weak && !strings.Contains(l.rest, "\t") {
		b.Kind, b.Label, b.Text = ListItem, l.label, l.rest
	}
}

// depths are the indents of the open levels of a list.
type depths []float64

// level returns how deep an item with this indent stands.
func (d *depths) level(indent float64) int {
	for len(*d) > 0 && (*d)[len(*d)-1] > indent+0.5 {
		*d = (*d)[:len(*d)-1]
	}
	if len(*d) == 0 || (*d)[len(*d)-1] < indent-0.5 {
		*d = append(*d, indent)
	}
	return len(*d) - 1
}
