package meeting

import "strings"

// LabelAt returns what the value at an address is, in Danish, from the address
// alone: "Punkt 6, beslutning". [Value.Label] is for a value at hand.
func LabelAt(at string) string {
	parts := strings.Split(strings.TrimPrefix(at, "/"), "/")
	for i, part := range parts {
		parts[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(part)
	}
	last := parts[len(parts)-1]
	v := Value{Field: last}
	switch parts[0] {
	case "participants":
		v.Field, v.Of = "participant."+last, part(parts, 1)
	case "items":
		v.Field, v.Of = itemField(parts, last), "Punkt "+strings.ReplaceAll(strings.TrimPrefix(part(parts, 1), "punkt-"), "-", ".")
	case "cases":
		v.Field, v.Of = "case."+last, "Indsats"
	case "funds":
		v.Field, v.Of = "fund."+last, "Midler"
		if part(parts, 2) == "rows" {
			v.Field = "fundrow.amount"
			if last == "label" {
				v.Field = "fundrow.label"
			}
		}
	case "next_meetings":
		v.Field = "next.date"
	case "promises":
		v.Field = "promise.text"
	}
	if fields[v.Field] == "" {
		return at
	}
	return v.Label()
}

func itemField(parts []string, last string) string {
	switch {
	case part(parts, 2) == "recommendations":
		return "recommendation.text"
	case part(parts, 2) == "attachments" && last == "state":
		return "attachment.state"
	case part(parts, 2) == "attachments":
		return "attachment.name"
	case last == "duration_min":
		return "item.minutes"
	case last == "sections":
		return "item.presentation"
	}
	return "item." + last
}

func part(parts []string, i int) string {
	if i < len(parts) {
		return parts[i]
	}
	return ""
}
