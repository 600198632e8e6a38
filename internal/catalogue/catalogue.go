// Package catalogue makes the record findable: it tells the search what there
// is to find of a meeting, and how much each part of it counts.
//
// What the public may not see is not in the catalogue at all: of a closed item
// it has the number and the title.
package catalogue

import (
	"cmp"
	"strings"
	"time"

	"klynge/internal/danish"
	"klynge/internal/meeting"
	"klynge/internal/reader/reading"
	"klynge/internal/search"
)

// How much a word says of an item by where it stands. A title is written to be
// found by; a decision is what most people look for.
const (
	titleWeight          = 5
	nameWeight           = 5
	decisionWeight       = 2.5
	recommendationWeight = 1.5
	attachmentWeight     = 1.5
	presentationWeight   = 1
)

// a gathered meeting is what the catalogue takes from the rows of one.
type gathered struct {
	meeting.Meeting
	body         search.Choice
	bodyPath     string
	items        []meeting.Item
	participants []participant
}

type participant struct {
	id, slug, name, role, organization string
}

// documents returns what can be found of a meeting.
func (g gathered) documents() []search.Document {
	people := g.people()
	whole := search.Document{
		Kind: search.Meeting, ID: g.ID, Path: g.Path(), Body: g.body, Date: g.Date, People: people,
		Fields: []search.Field{
			{Name: "title", Text: g.title(), Weight: nameWeight},
			{Name: "place", Text: g.Place, Weight: 1},
			{Name: "participants", Text: g.names(), Weight: 1},
		},
	}
	documents := []search.Document{whole}
	for _, it := range g.items {
		it = it.Visible()
		documents = append(documents, search.Document{
			Kind: search.Item, ID: it.ID, Path: g.Path() + "#" + it.Anchor, Number: it.Number,
			Body: g.body, Date: g.Date, Type: string(it.Type), Outcome: string(it.Outcome), People: people,
			Fields: fields(it),
		})
	}
	return documents
}

// title is the meeting as people say it: "Sundhedsklynge Nord 19. november 2024".
func (g gathered) title() string {
	if day, err := time.Parse(time.DateOnly, g.Date); err == nil {
		return g.body.Label + " " + danish.Date(day)
	}
	return g.body.Label
}

func (g gathered) names() string {
	var lines []string
	for _, p := range g.participants {
		lines = append(lines, strings.TrimSpace(strings.Join([]string{p.name, p.role, p.organization}, " ")))
	}
	return strings.Join(lines, "\n")
}

func (g gathered) people() (list []search.Choice) {
	seen := map[string]bool{}
	for _, p := range g.participants {
		if p.id != "" && !seen[p.id] {
			seen[p.id] = true
			list = append(list, search.Choice{Value: p.id, Label: p.name})
		}
	}
	return list
}

// fields returns the texts of an item that the public may see.
func fields(it meeting.Item) []search.Field {
	list := []search.Field{{Name: "title", Text: it.Title, Weight: titleWeight}}
	add := func(name, text string, weight float64) {
		if text != "" {
			list = append(list, search.Field{Name: name, Text: text, Weight: weight})
		}
	}
	add("decision", it.Decision, decisionWeight)
	for _, r := range it.Recommendations {
		add("recommendation", r.Text, recommendationWeight)
	}
	for _, a := range it.Attachments {
		add("attachment", a.Name, attachmentWeight)
	}
	for _, s := range it.Sections {
		add("presentation", sectionText(s), presentationWeight)
	}
	add("case", it.CaseNumber, 1)
	return list
}

func sectionText(s reading.Section) string {
	lines := []string{}
	if s.Heading != "" {
		lines = append(lines, s.Heading)
	}
	for _, line := range s.Lines {
		lines = append(lines, cmp.Or(line.Text, strings.Join(line.Cells, " ")))
	}
	return strings.Join(lines, "\n")
}
