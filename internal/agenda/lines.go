package agenda

import (
	"regexp"
	"strings"

	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

// The light marks of a text: a list item, and a row of a table.
var (
	listMark = regexp.MustCompile(`^\s*([-*•–]|\d{1,3}[.)]|[a-zæøå][.)])\s+(\S.*)$`)
	rowMark  = regexp.MustCompile(`^\s*\|(.*)\|\s*$`)
	ruleMark = regexp.MustCompile(`^[\s|:-]+$`)
)

// bullet is the label of a list item without a number.
const bullet = "•"

// Lines returns a text as it is shown and printed: each line is a paragraph, one
// that begins with "- " or "1. " an item of a list, and one between bars a row
// of a table. Empty lines are only for the eye of the writer.
func Lines(text string) (lines []reading.Line) {
	for line := range strings.SplitSeq(text, "\n") {
		switch mark := listMark.FindStringSubmatch(line); {
		case strings.TrimSpace(line) == "":
		case mark != nil:
			label := mark[1]
			if strings.ContainsAny(label, "-*–") {
				label = bullet
			}
			lines = append(lines, reading.Line{Kind: extract.ListItem, Label: label, Text: strings.TrimSpace(mark[2])})
		case rowMark.MatchString(line):
			if ruleMark.MatchString(line) {
				continue // the rule below the head of a table
			}
			lines = append(lines, row(rowMark.FindStringSubmatch(line)[1]))
		default:
			lines = append(lines, reading.Line{Kind: extract.Paragraph, Text: strings.TrimSpace(line)})
		}
	}
	return lines
}

func row(inner string) reading.Line {
	cells := strings.Split(inner, "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return reading.Line{Kind: extract.Row, Cells: cells, Text: strings.Join(cells, "\t")}
}
