// Package cases reads what a meeting's documents say about the time after it:
// the plans (mini business cases), the money, the coming meetings and the
// promises. It also holds the document up against itself: see [Check].
//
// It works on a [reading.Reading] in which the meeting's head and its items are
// already recognised. Everything is found from what a block of text contains,
// not from where it stands: a plan may be a table, a form with headings or an
// appendix that a conversion has broken up.
//
//   - A plan has somebody in charge and at least one of the sections that a plan
//     is made of. A project that is only spoken of is none.
//   - A fund is rows of labels with amounts. What the rows and the text say they
//     add up to decides between two readings of the same numbers.
//   - A coming meeting is a date that the text calls one, after this meeting.
//   - A promise is a sentence with something to come and a time for it.
package cases

import (
	"klynge/internal/reader/reading"
)

// Read fills in the cases, funds, coming meetings and promises of a reading,
// with a source for each value.
func Read(r *reading.Reading) {
	p := pageOf(r)
	readCases(r, p)
	readFunds(r, p)
	readNext(r, p)
	readPromises(r, p)
}
