package minutes

import (
	"regexp"
	"slices"
	"strings"

	"klynge/internal/reader/reading"
)

// Outcomes are what may become of one line of a recommendation (R17). To take
// note is not to approve.
var Outcomes = []reading.Outcome{reading.Approved, reading.Noted, reading.Discussed, reading.Postponed, reading.Rejected}

// OutcomeOf returns what became of an item, from what became of the lines of its
// recommendation: nothing yet while a line has no outcome; what they all have;
// and of several different ones what binds most, so that an item of which a line
// was approved is found among the approved.
func OutcomeOf(lines []Recommendation) reading.Outcome {
	best := len(Outcomes)
	for _, l := range lines {
		i := slices.Index(binding, l.Outcome)
		if i < 0 {
			return ""
		}
		best = min(best, i)
	}
	if best == len(Outcomes) {
		return ""
	}
	return binding[best]
}

// binding is the order of the outcomes from what binds most.
var binding = []reading.Outcome{reading.Approved, reading.Rejected, reading.Postponed, reading.Noted, reading.Discussed}

// condition is how an approval is tied to something that must be done.
var condition = regexp.MustCompile(`(?i)\b(?:godkend\p{L}*|tiltr\p{L}*|vedt\p{L}*|imødekom\p{L}*|anbefal\p{L}*)\b[^.\n]{0,120}?(?:,? idet\b|\bunder forudsætning af\b|\bpå betingelse af\b|\bbetinget af\b|\bmed den bemærkning\b|\bmed forbehold\b|\bdog således\b)`)

// conditionalRemark is a remark on a line that ties its approval to something.
var conditionalRemark = regexp.MustCompile(`(?i)^,?\s*(?:idet|under forudsætning af|på betingelse af|betinget af|med den bemærkning|med forbehold|dog)\b`)

// Conditional reports whether a sentence approves something on a condition
// (R19): "godkendt, idet …", "under forudsætning af …".
func Conditional(text string) bool {
	return condition.MatchString(strings.Join(strings.Fields(text), " "))
}

// Conditional reports whether an item was approved on a condition, in its
// decision or in the remark on a line (R19).
func (it Item) Conditional() bool {
	return Conditional(it.Decision) || slices.ContainsFunc(it.Recommendations, func(r Recommendation) bool {
		return r.Outcome == reading.Approved && conditionalRemark.MatchString(r.Remark)
	})
}
