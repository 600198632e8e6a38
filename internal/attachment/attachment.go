// Package attachment keeps the papers of an agenda's items: first as a promise,
// then as a file.
//
// An [Attachment] is listed on the agenda before anybody has it ("eftersendes",
// R26), so that members know what is coming and when. When its file comes, the
// bytes stream into the vault and are never whole in memory. A file that is
// replaced stays as an earlier [File] of the same paper, for whoever read it.
//
// What a file is is told from its bytes ([Kind]), never from its name or from
// what a browser claims. Papers, pictures and tables are taken; what can run is
// not: SVG and HTML hold script, macros and programs run on the reader's own
// machine, and a member opens a paper because the secretariat sent it. They are
// refused with the reason and with what to save as instead. That a file is what
// it says does not make it harmless, so the surface also hands every file out
// alone, unguessed and unable to run.
package attachment

import (
	"time"

	"klynge/internal/reader/reading"
)

// A State is how far a paper has come.
type State string

const (
	Enclosed      State = "enclosed"       // vedlagt
	Mailed        State = "mailed"         // sent beside the agenda
	ToFollow      State = "to-follow"      // eftersendes, with the day it is due (R26)
	Withdrawn     State = "withdrawn"      // taken off; its name stays where it was sent
	NeverReceived State = "never-received" // it was to follow, and did not come
)

// States are all of them, in the order they are offered.
var States = []State{Enclosed, ToFollow, Mailed, NeverReceived, Withdrawn}

var words = map[State]string{
	Enclosed: "vedlagt", Mailed: "sendt for sig", ToFollow: "eftersendes", Withdrawn: "trukket tilbage", NeverReceived: "ikke modtaget",
}

// Danish returns the state's word for users.
func (s State) Danish() string { return words[s] }

// Reading returns the state as documents have it. A document lists no paper that
// was withdrawn, and one that never came is still to follow there.
func (s State) Reading() reading.AttachmentState {
	switch s {
	case Mailed:
		return reading.Mailed
	case ToFollow, NeverReceived:
		return reading.ToFollow
	}
	return reading.Enclosed
}

// An Attachment is a paper of an item (bilag; OParl auxiliaryFile).
type Attachment struct {
	ID       string
	ItemID   string // agenda.Item
	Position int
	Name     string // as listed on the agenda
	State    State
	Due      string // YYYY-MM-DD, of one that is to follow (R26)
	Closed   bool   // not for the public even where the item is open
	File            // what it holds now; zero while it is a promise
	Version  int64
	Made     time.Time
	MadeBy   string // name
}

// A File is the bytes of a paper, in the vault.
type File struct {
	Number     int    // from 1 within the paper, 0 for none
	FileName   string // cleaned; what the reader's machine saves it as
	Digest     string // SHA-256 in the vault
	MediaType  string // told from the bytes
	Size       int64  // bytes
	Supplied   time.Time
	SuppliedBy string // name
}

// There reports whether there is a file.
func (f File) There() bool { return f.Digest != "" }

// Missing reports whether a paper is listed and not supplied: it is to follow,
// or is said to be enclosed and has no file. While one is missing the papers of
// an agenda are not complete; the agenda can be sent all the same (R26).
func (a Attachment) Missing() bool {
	return a.State == ToFollow || a.State == Enclosed && !a.There()
}

// Complete reports whether every paper of a list that should have a file has it
// (R26).
func Complete(list []Attachment) bool {
	for _, a := range list {
		if a.Missing() {
			return false
		}
	}
	return true
}
