package pdf

import (
	"fmt"
	"strings"
	"unicode"

	"klynge/internal/pattern"
)

// Running heads, page numbers and the like stand between the two halves of an
// item that goes on over a page, so they are no part of the text. A line is
// one when it stands at the top or the bottom of a page, looks the same on
// most pages (digits apart), and stands at the same height.

const (
	headLines = 8 // so many lines from the top and from the bottom are looked at
	footLines = 6
)

var pageNumber = pattern.New(`(?i)^(?:[-–—|/ .]*(?:side|page|s\.|af|of|nr\.)?[-–—|/ .]*0[-–—|/ .]*)+$`)

// refrain is a line's text as it comes back on other pages: each number is 0.
func refrain(s string) string {
	if !strings.ContainsAny(s, "0123456789") {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		digit := s[i] >= '0' && s[i] <= '9'
		switch {
		case !digit:
			out = append(out, s[i])
		case i == 0 || s[i-1] < '0' || s[i-1] > '9':
			out = append(out, '0')
		}
	}
	return string(out)
}

type spot struct {
	text   string
	height int // in steps of 6 points
}

// furniture takes repeated heads and feet off the pages. What is more than a
// page number stays where it stands first unless the text says it elsewhere,
// and a note says what was left out.
func (b *builder) furniture(pages [][]line) {
	if len(pages) < 2 {
		return
	}
	seen := map[spot]int{}
	for _, page := range pages {
		once := map[spot]bool{}
		for _, i := range edges(page) {
			at := spotOf(&page[i])
			for _, near := range []spot{at, {at.text, at.height + 1}} {
				once[near] = true
			}
		}
		for at := range once {
			seen[at]++
		}
	}
	enough := max(2, (len(pages)*2+4)/5)
	repeated := func(l *line) bool {
		at := spotOf(l)
		if at.text == "" {
			return false
		}
		n := max(seen[at], seen[spot{at.text, at.height + 1}])
		if pageNumber.MatchString(at.text) {
			return n >= 2
		}
		return n >= enough && (len(pages) > 2 || n == len(pages))
	}
	body := map[string]bool{}
	for _, page := range pages {
		loose := b.loose(page, repeated)
		for i := range page {
			if !loose[i] {
				body[refrain(page[i].text())] = true
			}
		}
	}
	left := map[string]bool{}
	var said []string
	for n := range pages {
		loose := b.loose(pages[n], repeated)
		kept := pages[n][:0]
		for i, l := range pages[n] {
			text := l.text()
			key := refrain(text)
			if !loose[i] || !left[key] && !body[key] && !pageNumber.MatchString(key) && strings.IndexFunc(text, unicode.IsLetter) >= 0 {
				left[key] = left[key] || loose[i]
				if loose[i] {
					said = append(said, text)
				}
				kept = append(kept, l)
				continue
			}
			if !left[key] {
				left[key] = true
				said = append(said, text)
			}
		}
		pages[n] = kept
		if len(kept) > 0 {
			kept[0].top = true
		}
	}
	if len(said) > 0 {
		b.note("page-furniture", 1, "%s går igen på siderne og er kun taget med første gang, eller slet ikke når det er et sidetal.", quoted(said))
	}
}

func quoted(said []string) string {
	more := ""
	if len(said) > 6 {
		more = fmt.Sprintf(" og %d linjer til", len(said)-6)
		said = said[:6]
	}
	return "“" + strings.Join(said, "”, “") + "”" + more
}

func spotOf(l *line) spot { return spot{refrain(l.text()), int(l.y / 6)} }

// edges returns the lines at the top and the bottom of a page.
func edges(page []line) (out []int) {
	for i := range page {
		if i < headLines || i >= len(page)-footLines {
			out = append(out, i)
		}
	}
	return out
}

// loose finds the repeated lines that hang together with the edge of the page:
// from the top and from the bottom until the first line that is not repeated,
// one such line allowed.
func (b *builder) loose(page []line, repeated func(*line) bool) map[int]bool {
	out := map[int]bool{}
	walk := func(from, to, step int) {
		strangers := 0
		for i := from; i != to && strangers < 2; i += step {
			if repeated(&page[i]) {
				out[i] = true
			} else {
				strangers++
			}
		}
	}
	walk(0, min(headLines, len(page)), 1)
	walk(len(page)-1, max(-1, len(page)-1-footLines), -1)
	return out
}
