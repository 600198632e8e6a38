package meeting

import (
	"slices"
	"strings"

	"klynge/internal/reader/reading"
)

// Presentation returns the sections of an item as every rendering shows them
// (sagsfremstilling): without those that only introduce its recommendations,
// which stand by themselves: "Indstilling: Det indstilles, at".
func (it Item) Presentation() []reading.Section {
	if len(it.Recommendations) == 0 {
		return it.Sections
	}
	return slices.DeleteFunc(slices.Clone(it.Sections), func(s reading.Section) bool {
		length := 0
		for _, line := range s.Lines {
			length += len(line.Text)
		}
		return strings.HasPrefix(strings.ToLower(s.Heading), "indstilling") && length < 80
	})
}
