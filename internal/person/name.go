package person

import (
	"slices"
	"strings"

	"klynge/internal/reader/people"
)

// SightingKey returns the key of a printed name that stood for an organisation
// or, when none was told, for whatever sat in a body.
func SightingKey(name, organizationID, bodyID string) string {
	stood := "@" + bodyID
	if organizationID != "" {
		stood = organizationID
	}
	return strings.ToLower(people.Canonical(name)) + "|" + stood
}

// lookup returns the folded words by which names worth comparing are found.
// Two names that may be the same share at least one.
func lookup(name string) []string {
	var list []string
	for word := range strings.FieldsSeq(people.Canonical(name)) {
		if word = strings.Trim(word, ".,"); len([]rune(word)) < 2 {
			continue
		}
		if key := people.Key(word); key != "" {
			list = append(list, key)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// FoldRole folds a printed role so that case, spaces and remarks such as
// "(ordstyrer)" do not make a new one.
func FoldRole(role string) string { return strings.ToLower(ShowRole(role)) }

// ShowRole returns a role without the remark on who chairs or takes minutes.
func ShowRole(role string) string {
	for {
		open := strings.IndexByte(role, '(')
		if open < 0 {
			break
		}
		end := strings.IndexByte(role[open:], ')')
		if end < 0 || !duty(role[open+1:open+end]) {
			break
		}
		role = role[:open] + role[open+end+1:]
	}
	return strings.Trim(strings.Join(strings.Fields(role), " "), " ,")
}

func duty(remark string) bool {
	switch strings.ToLower(strings.TrimSpace(remark)) {
	case "ordstyrer", "mødeleder", "referent", "afbud", "sekretær":
		return true
	}
	return false
}
