// Package anonymity tells what in a text may say who somebody is, before the
// text is kept.
//
// The rooms of governance hold no patient. A number that has the shape of a civil
// registration number is refused with everything around it ([Refuse]); what only
// looks like one person's story is pointed at ([Doubts]), because a program cannot
// know.
package anonymity

import (
	"slices"
	"strings"

	"klynge/internal/fault"
	"klynge/internal/paper"
	"klynge/internal/pattern"
)

// Refuse returns why texts may not be kept: one of them has what is shaped like a
// civil registration number. Nothing of them is kept then.
func Refuse(texts ...string) error {
	for _, text := range texts {
		if len(paper.PersonalNumbers(text)) > 0 {
			return fault.New(fault.Invalid, "Teksten indeholder noget, der ligner et CPR-nummer. Derfor er intet af den gemt. Fjern nummeret, og gem igen.")
		}
	}
	return nil
}

// A Doubt is a place that somebody should look at.
type Doubt struct {
	Words string // as they stand
	Why   string // Danish
}

const (
	whyName = "ligner et navn på en person"
	whyCase = "kan være en fortælling om én bestemt person"
)

// Words returns what doubts say.
func Words() []string { return []string{whyName, whyCase} }

var (
	name = pattern.New(`\p{Lu}\p{Ll}+(?: \p{Lu}\.)?(?: \p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?){1,3}`)
	// called are the ways somebody is spoken of by first name alone.
	called = pattern.New(`\b(?:hr\.|fru|frk\.|ved navn|hedder|kaldet) (\p{Lu}\p{Ll}+)`)
	office = pattern.New(`(?i)klynge|kommune|region|hospital|sygehus|center|udvalg|sektor|gruppe|råd|sundhed|psykiatri|praksis|jobcenter|styrelse|ministeri|forening`)
	// told are words that begin a story of one person.
	told = pattern.New(`(?i)\b(?:en (?:borger|patient|mand|kvinde|dreng|pige|ung|ældre)(?: \p{L}+){0,2} (?:på \d{1,3}(?: år)?|fra \p{Lu}\p{L}+|som (?:hed|hedder|blev|er|var|ringede|boede))|` +
		`\d{1,3}-årig\p{L}*|(?:min|hans|hendes) (?:mor|far|søn|datter|kone|mand|nabo|søster|bror)|jeg har en (?:borger|patient))`)
)

// Doubts returns the places of a text that may tell who somebody is, each once.
func Doubts(text string) (list []Doubt) {
	add := func(words, why string) {
		d := Doubt{strings.Join(strings.Fields(words), " "), why}
		if !slices.Contains(list, d) {
			list = append(list, d)
		}
	}
	for _, found := range name.FindAllString(text, -1) {
		if !office.MatchString(found) && !opens(found) {
			add(found, whyName)
		}
	}
	for _, found := range called.FindAllString(text, -1) {
		add(found, whyName)
	}
	for _, found := range told.FindAllString(text, -1) {
		add(found, whyCase)
	}
	return list
}

// opens reports whether words in capitals are the beginning of a sentence and a
// name of something else: "Den Nære".
func opens(words string) bool {
	first, _, _ := strings.Cut(words, " ")
	return slices.Contains([]string{"Den", "Det", "De", "En", "Et", "Vi", "I", "Der", "Alle", "Ny", "Nye", "Nord", "Syd", "Øst", "Vest"}, first)
}
