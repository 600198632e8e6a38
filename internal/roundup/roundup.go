// Package roundup gathers what several groups said under the same headings into
// a summary that can be traced back, sentence by sentence.
//
// Each group has a note-taker, who writes one raw note for each heading until the
// [Roundup] is locked. From then on a [Note] only grows. Notes are cut into
// [Comment]s, each a range of a note; comments are put in [Theme]s; and each
// [Sentence] of the summary names the comments it comes from. The rules in
// rules.go (H1 to H6) say when it may go on.
package roundup

import (
	"slices"
	"strings"
	"time"

	"klynge/internal/draft"
)

// A State is how far a round-up is.
type State string

const (
	Open      State = "open"
	Locked    State = "locked"
	Coded     State = "coded"
	Drafted   State = "drafted" // every comment is accounted for (H1)
	Checked   State = "checked" // the groups have been asked
	Published State = "published"
	Closed    State = "closed" // its body ended, and nobody goes on with it
)

// States are those on the way, in order. One that is closed is on none.
var States = []State{Open, Locked, Coded, Drafted, Checked, Published}

// Before reports whether a state comes before another.
func (s State) Before(other State) bool {
	return slices.Index(States, s) < slices.Index(States, other)
}

// A Roundup is one round-up with everything in it.
type Roundup struct {
	ID, BodyID, BodyName, BodySlug string

	Title, Intro string
	State        State
	Deadline     time.Time
	ItemID       string // draft_item it became, "" for none
	Made         time.Time
	MadeBy       string
	Published    time.Time
	Version      int64

	Headings  []Heading
	Groups    []Group
	Notes     []Note // after the lock
	Themes    []Theme
	Comments  []Comment
	Sentences []Sentence
	Remarks   []Remark

	sets map[string]map[string]bool // groups by theme, nil until counted
}

// DefaultHeadings are those of a discussion that follows some talks.
var DefaultHeadings = []string{
	"De vigtigste pointer fra drøftelsen",
	"Bemærkninger til hvert af oplæggene",
	"Mål, og hvordan arbejdet organiseres",
	"Hvordan arbejdet går videre",
}

// A Heading is what all groups are asked to write under.
type Heading struct{ ID, Text string }

// A Group is a body or a sector that discusses.
type Group struct {
	ID, RoundupID, Name string
	NoteTaker, Email    string
	Invited, Delivered  time.Time              // zero until they are
	Drafts              map[string]draft.Field // by heading, what the note-taker has written
	Nothing             map[string]bool        // by heading, that there are no remarks
}

// A Note is what a group wrote under a heading. It never changes (H4).
type Note struct {
	ID, GroupID, HeadingID string
	Number                 int // 0 as it was locked, then what was added
	Text                   string
	Nothing                bool // the group said that it has no remarks
	Late                   bool
	At                     time.Time
	By                     string
}

// A Theme gathers comments.
type Theme struct{ ID, Name string }

// A Comment is one thing that was said: a range of a note.
type Comment struct {
	ID, NoteID string
	Start, End int    // characters into the note
	Text       string // what stands there
	GroupID    string // who said it
	HeadingID  string // where it belongs, which may be another than where it was written
	AboutID    string // the group it is about (H5)
	ThemeID    string
	LeftOut    string   // why no sentence has it
	Sentences  []string // that have it
}

// Accounted reports whether a comment is in a sentence, or left out for a reason.
func (c Comment) Accounted() bool { return len(c.Sentences) > 0 || c.LeftOut != "" }

// A Sentence is one of the summary.
type Sentence struct {
	ID, HeadingID, Text string
	Suggested           bool // nobody has accepted it (H6)
	By                  string
	Version             int64
	Comments            []Comment
}

// A Remark is what a group says of the draft.
type Remark struct {
	GroupID, SentenceID, Text, By string
	At                            time.Time
}

// Group returns a group by id.
func (r Roundup) Group(id string) (g Group, ok bool) {
	i := slices.IndexFunc(r.Groups, func(g Group) bool { return g.ID == id })
	if i < 0 {
		return g, false
	}
	return r.Groups[i], true
}

// Heading returns a heading by id.
func (r Roundup) Heading(id string) (h Heading, ok bool) {
	i := slices.IndexFunc(r.Headings, func(h Heading) bool { return h.ID == id })
	if i < 0 {
		return h, false
	}
	return r.Headings[i], true
}

// Theme returns the name of a theme, "" for none.
func (r Roundup) Theme(id string) string {
	for _, t := range r.Themes {
		if t.ID == id {
			return t.Name
		}
	}
	return ""
}

// NotesOf returns what a group wrote under a heading, the first first.
func (r Roundup) NotesOf(groupID, headingID string) (list []Note) {
	for _, n := range r.Notes {
		if n.GroupID == groupID && n.HeadingID == headingID {
			list = append(list, n)
		}
	}
	return list
}

// CommentsUnder returns the comments that belong under a heading.
func (r Roundup) CommentsUnder(headingID string) (list []Comment) {
	for _, c := range r.Comments {
		if c.HeadingID == headingID {
			list = append(list, c)
		}
	}
	return list
}

// SentencesUnder returns the summary of a heading.
func (r Roundup) SentencesUnder(headingID string) (list []Sentence) {
	for _, s := range r.Sentences {
		if s.HeadingID == headingID {
			list = append(list, s)
		}
	}
	return list
}

// Path is where the secretariat works on it.
func (r Roundup) Path() string { return "/arbejde/opsamling/" + r.ID }

// PublicPath is where everybody reads it.
func (r Roundup) PublicPath() string { return "/opsamlinger/" + r.ID }

// Editable reports whether comments, themes and sentences may change.
func (r Roundup) Editable() bool { return slices.Contains(edits, r.State) }

// Unsaid returns what a note-taker has written that is in none of the notes that
// were locked: what came after the deadline. A note that was rewritten comes
// whole.
func Unsaid(notes []Note, text string) string {
	rest := strings.TrimSpace(text)
	for _, n := range notes {
		if n.Text == "" {
			continue
		}
		if after, ok := strings.CutPrefix(rest, strings.TrimSpace(n.Text)); ok {
			rest = strings.TrimSpace(after)
		}
	}
	return rest
}
