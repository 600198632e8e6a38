// Package draft keeps texts that several people write at once, without losing a
// word of any of them.
//
// A [Field] is one text of one thing, with a version. Whoever saves says which
// version they began from. When somebody else has saved in between, nothing is
// overwritten: [Save] returns a [Conflict] with both texts, for the writer to put
// side by side. Every version is kept.
package draft

import (
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"klynge/internal/fault"
)

// A Field is one text of one thing, as it stands.
type Field struct {
	Object  string // id of what it belongs to
	Name    string
	Version int64 // 0 before anybody has written it
	Text    string
	At      time.Time
	ByID    string // account
	ByName  string
}

// A Writer is who saves.
type Writer struct{ ID, Name string }

// A Conflict is a text that was not saved, because somebody else had saved one.
type Conflict struct {
	Mine  string // what was to be saved
	Base  string // what it began from
	Field        // what stands now
}

// MaxRunes is the longest text of one field: about a hundred pages.
const MaxRunes = 250_000

// Clean returns a text as it is kept: NFC, line ends as \n, no control
// characters, no spaces at the ends of lines, at most one empty line in a row.
func Clean(text string) (string, error) {
	text = norm.NFC.String(strings.ToValidUTF8(text, "\uFFFD"))
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n\n", "\u00a0", " ").Replace(text)
	text = strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || r == '\u00ad' || r == '\ufeff' || r == '\u200b') {
			return -1
		}
		return r
	}, text)
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimRight(line, " \t")
		if line == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, line)
	}
	text = strings.TrimRight(strings.Join(lines, "\n"), "\n")
	if n := len([]rune(text)); n > MaxRunes {
		return "", fault.New(fault.Invalid, "Teksten er på %d tegn, og der er plads til %d. Den er ikke gemt. Læg en del af den i et bilag.", n, MaxRunes)
	}
	return text, nil
}
