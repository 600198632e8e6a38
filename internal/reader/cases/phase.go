package cases

import (
	"strings"

	"klynge/internal/danish"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

// phasesOf cuts a schedule into its steps: numbered lines, rows of a table,
// lines that open with "Fase 2", and lines that tell a time. What stands below
// a step belongs to it.
func phasesOf(schedule []reading.Line) []reading.Phase {
	numbered := false
	for _, l := range schedule {
		numbered = numbered || isStep(l)
	}
	var phases []reading.Phase
	for _, l := range schedule {
		start, end, open := periodOf(l.Text)
		switch {
		case isStep(l), !numbered && start != "":
			phases = append(phases, reading.Phase{Label: l.Label, Text: l.Text, Start: start, End: end, Open: open})
		case numbered && start != "" && len(phases) > 0 && phases[len(phases)-1].Start == "" && l.Kind != extract.Paragraph:
			last := &phases[len(phases)-1]
			last.Start, last.End, last.Open = start, end, open
		}
	}
	return phases
}

// isStep reports a numbered line or one that calls itself a phase.
func isStep(l reading.Line) bool {
	if l.Label != "" && l.Label[0] >= '0' && l.Label[0] <= '9' {
		return true
	}
	w := words(l.Text)
	return len(w) > 1 && (w[0] == "fase" || w[0] == "milepæl" || w[0] == "trin") && (isNumber(w[1]) || len(w[1]) == 1)
}

// periodOf reads when a step begins and ends: a date as YYYY-MM-DD, anything
// else as printed. open is whether the text says that the end is not known.
func periodOf(text string) (start, end string, open bool) {
	var times []struct {
		from, to int
		say      string
	}
	seasons := danish.Seasons(text)
	for _, d := range danish.Dates(text) {
		say := d.ISO()
		if say == "" {
			say = text[d.From:d.To]
		}
		times = append(times, struct {
			from, to int
			say      string
		}{d.From, d.To, say})
	}
	for _, s := range seasons {
		if len(times) > 0 && s.From < times[len(times)-1].to {
			continue
		}
		times = append(times, struct {
			from, to int
			say      string
		}{s.From, s.To, text[s.From:s.To]})
	}
	if len(times) == 0 {
		return "", "", false
	}
	start = times[0].say
	rest := strings.TrimLeft(text[times[0].to:], " ")
	switch dashed := strings.TrimLeft(rest, "-– "); {
	case strings.HasPrefix(dashed, "?"):
		return start, "?", true
	case dashed == "" && rest != "", strings.HasPrefix(rest, "og frem"), strings.HasPrefix(rest, "og løbende"):
		return start, "", true
	case len(times) > 1 && joins(text[times[0].to:times[1].from]):
		return start, times[1].say, false
	}
	return start, "", false
}

// joins reports whether nothing but a dash or "til" stands between two times.
func joins(between string) bool {
	between = strings.TrimSpace(between)
	return between == "" || strings.Trim(between, "-–") == "" || strings.HasPrefix(between, "til")
}
