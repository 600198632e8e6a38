package roundup

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"klynge/internal/anonymity"
	"klynge/internal/fault"
)

// A Coverage says how much of what was said is accounted for (H1).
type Coverage struct {
	Comments   int
	InSentence int
	LeftOut    int
	Themeless  int
	Unlinked   int // sentences that come from no comment
	Suggested  int // sentences that nobody has accepted
	Uncut      int // notes with text and no comment
}

// Done returns the comments that are accounted for.
func (c Coverage) Done() int { return c.InSentence + c.LeftOut }

// Percent returns the share that is accounted for, rounded down: 100 means all.
func (c Coverage) Percent() int {
	if c.Comments == 0 {
		return 0
	}
	return 100 * c.Done() / c.Comments
}

// Coverage counts.
func (r Roundup) Coverage() (c Coverage) {
	c.Comments = len(r.Comments)
	cut := map[string]bool{}
	for _, one := range r.Comments {
		cut[one.NoteID] = true
		switch {
		case len(one.Sentences) > 0:
			c.InSentence++
		case one.LeftOut != "":
			c.LeftOut++
		}
		if one.ThemeID == "" {
			c.Themeless++
		}
	}
	for _, s := range r.Sentences {
		if len(s.Comments) == 0 {
			c.Unlinked++
		}
		if s.Suggested {
			c.Suggested++
		}
	}
	for _, n := range r.Notes {
		if n.Text != "" && !cut[n.ID] {
			c.Uncut++
		}
	}
	return c
}

// A Gap is what keeps a round-up from going on.
type Gap struct {
	Rule string // H1, H3, H6
	Text string // Danish
	N    int
	Path string // where it is put right
}

// A kind of gap, in one and in many.
type gapKind struct{ rule, one, many, path string }

var (
	uncut      = gapKind{"H1", "note er ikke delt i kommentarer", "noter er ikke delt i kommentarer", "/kodning"}
	themeless  = gapKind{"H1", "kommentar har ikke et tema", "kommentarer har ikke et tema", "/kodning?vis=uden"}
	forgotten  = gapKind{"H1", "kommentar er hverken med i en sætning eller markeret som ikke medtaget", "kommentarer er hverken med i en sætning eller markeret som ikke medtaget", "/saetninger"}
	sourceless = gapKind{"H1", "sætning bygger ikke på en kommentar", "sætninger bygger ikke på en kommentar", "/saetninger"}
	suggested  = gapKind{"H6", "sætning er et forslag, som ingen har taget til sig", "sætninger er forslag, som ingen har taget til sig", "/saetninger"}
	claiming   = gapKind{"H3", "sætning siger generelt eller bredt uden at have mindst halvdelen af grupperne bag sig", "sætninger siger generelt eller bredt uden at have mindst halvdelen af grupperne bag sig", "/saetninger"}
)

// GapWords returns what gaps say.
func GapWords() (list []string) {
	for _, k := range []gapKind{uncut, themeless, forgotten, sourceless, suggested, claiming} {
		list = append(list, k.one, k.many)
	}
	return list
}

// Gaps returns what keeps a round-up from a state, nothing when it may go there.
func (r Roundup) Gaps(to State) (list []Gap) {
	add := func(n int, k gapKind) {
		text := k.many
		if n == 1 {
			text = k.one
		}
		if n > 0 {
			list = append(list, Gap{k.rule, text, n, r.Path() + k.path})
		}
	}
	c := r.Coverage()
	add(c.Uncut, uncut)
	add(c.Themeless, themeless)
	if to == Coded {
		return list
	}
	add(c.Comments-c.Done(), forgotten)
	add(c.Unlinked, sourceless)
	add(c.Suggested, suggested)
	broad := 0
	for _, s := range r.Sentences {
		if !r.Wording(s).Fits() {
			broad++
		}
	}
	add(broad, claiming)
	return list
}

// mayGo returns why a round-up may not go to a state, or nil. It goes one step at
// a time.
func (r Roundup) mayGo(to State) error {
	at := slices.Index(States, r.State)
	if slices.Index(States, to) != at+1 {
		return fault.New(fault.Conflict, "Opsamlingen er et andet sted, end siden viste. Intet er ændret. Se, hvor langt den er nu.")
	}
	if to == Locked {
		return nil
	}
	if to == Coded && len(r.Comments) == 0 {
		return fault.New(fault.Invalid, "Der er ingen kommentarer endnu. Del noterne i kommentarer først.")
	}
	if gaps := r.Gaps(to); len(gaps) > 0 {
		return fault.New(fault.Invalid, "Opsamlingen kan ikke gå videre: %d %s.", gaps[0].N, gaps[0].Text)
	}
	if to == Published {
		return r.clean()
	}
	return nil
}

// clean returns why the texts of a round-up may not be public, or nil.
func (r Roundup) clean() error {
	texts := []string{r.Title, r.Intro}
	for _, t := range r.Themes {
		texts = append(texts, t.Name)
	}
	for _, n := range r.Notes {
		texts = append(texts, n.Text)
	}
	for _, s := range r.Sentences {
		texts = append(texts, s.Text)
	}
	return anonymity.Refuse(texts...)
}

// Missing returns the groups that have delivered nothing, to be listed by name
// (H2). A group that said it has no remarks is not missing.
func (r Roundup) Missing() (list []Group) {
	for _, g := range r.Groups {
		there := !g.Delivered.IsZero()
		for _, n := range r.Notes {
			there = there || n.GroupID == g.ID && (n.Text != "" || n.Nothing)
		}
		if r.State == Open {
			for _, d := range g.Drafts {
				there = there || d.Text != ""
			}
		}
		if !there {
			list = append(list, g)
		}
	}
	return list
}

// A Wording is what a sentence claims, against who is behind it (H3).
type Wording struct {
	Claim  string // the words that claim much, "" for none
	Groups int    // that have the theme
	Of     int    // groups in all
}

var broad = regexp.MustCompile(`(?i)\b(generelt|generel|gennemgående|bredt|bred (?:enighed|opbakning|tilslutning)|overordnet set|flertallet|de fleste|alle grupper|samtlige|grupperne er enige|fælles for grupperne)\b`)

// Fits reports whether a sentence says no more than it may: "generelt" and
// "bredt" need at least half of all groups, also those that are missing.
func (w Wording) Fits() bool { return w.Claim == "" || w.Of > 0 && 2*w.Groups >= w.Of }

// Broad reports whether at least half of the groups have the theme.
func (w Wording) Broad() bool { return w.Of > 0 && 2*w.Groups >= w.Of }

// Wording holds a sentence against the groups that have its themes.
func (r Roundup) Wording(s Sentence) (w Wording) {
	w.Claim, w.Of = broad.FindString(s.Text), len(r.Groups)
	counts := r.groupsByTheme()
	said := map[string]bool{}
	for _, c := range s.Comments {
		said[c.GroupID] = true
		w.Groups = max(w.Groups, len(counts[c.ThemeID]))
	}
	w.Groups = max(w.Groups, len(said))
	return w
}

// groupsByTheme returns which groups have each theme.
func (r Roundup) groupsByTheme() map[string]map[string]bool {
	if r.sets != nil {
		return r.sets
	}
	sets := make(map[string]map[string]bool, len(r.Themes))
	for _, c := range r.Comments {
		if c.ThemeID == "" {
			continue
		}
		if sets[c.ThemeID] == nil {
			sets[c.ThemeID] = map[string]bool{}
		}
		sets[c.ThemeID][c.GroupID] = true
	}
	return sets
}

// A ThemeCount says how many groups and comments have a theme.
type ThemeCount struct {
	Theme
	Groups   []string // names
	Comments int
}

// ThemeCounts counts each theme.
func (r Roundup) ThemeCounts() (list []ThemeCount) {
	sets := r.groupsByTheme()
	comments := map[string]int{}
	for _, c := range r.Comments {
		comments[c.ThemeID]++
	}
	for _, t := range r.Themes {
		count := ThemeCount{Theme: t, Comments: comments[t.ID]}
		for _, g := range r.Groups {
			if sets[t.ID][g.ID] {
				count.Groups = append(count.Groups, g.Name)
			}
		}
		list = append(list, count)
	}
	return list
}

// An Attribution says whom comments are about, and which groups made them (H5).
type Attribution struct {
	About string
	By    []string
}

// Attributions returns by whom, about whom, for the comments of a sentence. A
// group is named, a person never.
func (r Roundup) Attributions(s Sentence) (list []Attribution) {
	for _, about := range r.Groups {
		var by []string
		for _, g := range r.Groups {
			if slices.ContainsFunc(s.Comments, func(c Comment) bool { return c.AboutID == about.ID && c.GroupID == g.ID }) {
				by = append(by, g.Name)
			}
		}
		if len(by) > 0 {
			list = append(list, Attribution{about.Name, by})
		}
	}
	return list
}

// Lines returns the ranges of the lines of a note, without the marks of lists: what
// a note is cut into at one press.
func Lines(text string) (ranges [][2]int) {
	at := 0
	for line := range strings.SplitAfterSeq(text, "\n") {
		runes := []rune(line)
		from, to := 0, len(runes)
		if mark := bullet.FindString(line); mark != "" {
			from = len([]rune(mark))
		}
		for to > from && (runes[to-1] == '\n' || runes[to-1] == ' ') {
			to--
		}
		if to > from {
			ranges = append(ranges, [2]int{at + from, at + to})
		}
		at += len(runes)
	}
	return ranges
}

// bullet is the mark of a line in a list, also as it comes from Word: its round and
// square ones, those of its symbol fonts, and the o of a list in a list.
var bullet = regexp.MustCompile(`^\s*(?:(?:[-•*–·▪◦‣\x{F0A7}\x{F0B7}]|\d{1,2}[.)])\s+|o\t\s*)|^\s+`)

// Find returns the range of a quotation in a note, the one that begins at a
// character when it stands there. What a browser selects may have other blanks
// than the note has.
func Find(note, quote string, at int) (start, end int, err error) {
	text, words := []rune(note), []rune(strings.TrimSpace(strings.ReplaceAll(quote, "\r\n", "\n")))
	if len(words) == 0 {
		return 0, 0, fault.New(fault.Invalid, "Marker et stykke af noten først.")
	}
	if at >= 0 && at+len(words) <= len(text) && string(text[at:at+len(words)]) == string(words) {
		return at, at + len(words), nil
	}
	i := strings.Index(note, string(words))
	if i < 0 {
		return 0, 0, fault.New(fault.Invalid, "Det stykke står ikke i noten. En kommentar skal være notens egne ord, bogstav for bogstav.")
	}
	start = len([]rune(note[:i]))
	return start, start + len(words), nil
}

// named trims what somebody calls something, and says when there is nothing.
func named(text, what string, most int) (string, error) {
	text = strings.Join(strings.Fields(text), " ")
	switch {
	case text == "":
		return "", fault.New(fault.Invalid, "Skriv %s.", what)
	case len([]rune(text)) > most:
		return "", fault.New(fault.Invalid, "%s er for langt. Der er plads til %d tegn.", strings.ToUpper(what[:1])+what[1:], most)
	}
	return text, anonymity.Refuse(text)
}

// label names a suggestion: the theme, and how broadly it was said (H3).
func label(theme string, broadly bool) string {
	if broadly {
		return fmt.Sprintf("%s. Generelt blev det sagt:", theme)
	}
	return fmt.Sprintf("%s. Enkelte sagde:", theme)
}
