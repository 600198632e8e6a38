package archive

import (
	"slices"

	"klynge/internal/meeting"
	"klynge/internal/reader/reading"
)

// A Difference is a value that two versions of a document do not share. An
// empty Was or Is means that the version does not have it.
type Difference struct {
	At    string // meeting.Value.At
	Label string // Danish: "Punkt 6, beslutning"
	Was   string
	Is    string
}

// Differences returns what changed from one reading of a meeting to the next,
// in the order of the new one, with what was dropped at the end.
func Differences(old, now reading.Meeting) []Difference {
	before := map[string]meeting.Value{}
	olds := meeting.Values(&old)
	for _, v := range olds {
		before[v.At] = v
	}
	var list []Difference
	seen := map[string]bool{}
	for _, v := range meeting.Values(&now) {
		seen[v.At] = true
		if was := before[v.At]; was.Text != v.Text && (v.Text != "nej" || was.At != "") {
			list = append(list, Difference{v.At, v.Label(), was.Text, v.Text})
		}
	}
	for _, v := range olds {
		if !seen[v.At] && v.Text != "" && v.Text != "nej" {
			list = append(list, Difference{v.At, v.Label(), v.Text, ""})
		}
	}
	return slices.Clip(list)
}
