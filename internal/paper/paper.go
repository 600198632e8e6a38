// Package paper keeps the files that were read: which meeting each belongs to,
// as which version, and the whole reading of it. The bytes lie in the vault.
//
// A document is never changed and never removed. What people correct is kept
// beside it, and what is withdrawn moves to where no public page reads.
package paper

import (
	"time"

	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

// A Document is one file that was read (OParl File).
type Document struct {
	ID        string // SHA-256 of the bytes in hexadecimal; its name in the vault
	MeetingID string
	Version   int // from 1 within the meeting, in the order of arrival
	Name      string
	Kind      reading.Kind
	Format    extract.Kind
	Size      int64 // bytes
	Pages     int
	Text      string // what the passages point into
	Reading   []byte // the full reading as JSON, as it was read
	ReadAt    time.Time
}

// Shown returns the version that stands for the meeting: minutes before an
// agenda, and among those the one that came last.
func Shown(versions []Document) Document {
	var shown Document
	for i, d := range versions {
		if i == 0 || rank(d.Kind) > rank(shown.Kind) ||
			rank(d.Kind) == rank(shown.Kind) && d.Version > shown.Version {
			shown = d
		}
	}
	return shown
}

func rank(k reading.Kind) int {
	if k == reading.Minutes {
		return 1
	}
	return 0
}
