// Package feed lets other programs follow the record: iCalendar for the meetings
// of a body (RFC 5545), and Atom for what is new (RFC 4287).
//
// It writes down what the Public readers of the nouns return, which have asked
// the rule of what the public may see, and fetches nothing itself. Identifiers
// and instants are the record's own: who has seen an entry does not see it again
// until the record says something else, and the same record gives the same bytes.
package feed

import (
	"strings"
	"time"
	"unicode"

	"klynge/internal/danish"
	"klynge/internal/when"
)

// identity returns the name of a thing of the record that never changes, as a tag
// URI (RFC 4151). The record's own ids are unique by themselves, so that the name
// does not depend on where a site is reached.
func identity(kind, id string) string { return "tag:klynge.invalid,2026:" + kind + "/" + id }

// day returns "19. november 2024" of 2024-11-19, and what is no date as it stands.
func day(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return danish.Date(t)
}

// midnight returns when a day began in Denmark, and false when it is no date.
func midnight(iso string) (time.Time, bool) {
	t, err := time.ParseInLocation(time.DateOnly, iso, when.Copenhagen)
	return t, err == nil
}

// plain returns a text on one line without characters that XML 1.0 or iCalendar
// does not allow.
func plain(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) || r == '\ufffe' || r == '\uffff' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "�"))), " ")
}
