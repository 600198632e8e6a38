// Package archive takes documents into the record: it reads a file, keeps its
// bytes, finds the meeting it tells of and brings the record in line, all in
// one transaction a document.
//
//	a := &archive.Archive{DB: d, Vault: v, Read: read, Index: index}
//	outcome, err := a.Import(ctx, "Referat 19-11-2024.pdf")
//
// What is read is kept apart from what is shown. A document and its reading are
// never changed. The rows of a meeting are a projection of the version that is
// shown with the corrections that people have made, and are built anew whenever
// one of them changes; so a correction outlives a new version of the document,
// and one that is taken back leaves nothing behind.
//
// The record does not depend on the order in which documents come, but for
// three things: between two versions of the same kind the one that came last is
// shown; of two people, bodies or meetings with the same name the one that came
// first has the plain address; and ids tell when something was first seen.
package archive

import "klynge/internal/meeting"

// A Result is what became of one document.
type Result string

const (
	New     Result = "new"     // a meeting that the record did not have
	Same    Result = "same"    // the bytes are there already; nothing happened
	Version Result = "version" // another document of a meeting that is there
	Failed  Result = "failed"  // nothing was kept; Err says why
)

// An Outcome tells what became of one document.
type Outcome struct {
	File    string
	Result  Result
	Meeting meeting.Meeting
	Body    string // name of the organ that met, as the register has it
	// Known is the name under which the same bytes came before.
	Known   string
	Version int
	// Shown is whether this document is now what the meeting's page shows. An
	// agenda that comes after the minutes is kept and not shown.
	Shown       bool
	Differences []Difference // against the version shown before
	Findings    int
	Doubts      int // that wait for somebody, about this meeting
	Unused      int // corrections whose value the new version does not have
	Err         error
}

// A Summary counts outcomes.
type Summary struct {
	New, Same, Version, Failed int
	Doubts                     int // that wait for somebody, in the whole record
}

// Count adds an outcome.
func (s *Summary) Count(o Outcome) {
	switch o.Result {
	case New:
		s.New++
	case Same:
		s.Same++
	case Version:
		s.Version++
	case Failed:
		s.Failed++
	}
}
