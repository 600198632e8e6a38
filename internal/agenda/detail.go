package agenda

import (
	"fmt"
	"strings"

	"klynge/internal/meeting"
	"klynge/internal/reader/reading"
	"klynge/internal/when"
)

// Detail returns the agenda as it has been sent, for print, with the items as
// somebody may see them ([For]). Why it was late, and why there is a supplement,
// stand first.
func (w Work) Detail(items []SentItem) meeting.Detail {
	d := meeting.Detail{Listed: meeting.Listed{
		Meeting: meeting.Meeting{
			ID: w.Meeting.ID, BodyID: w.Meeting.BodyID, Date: w.Meeting.Date, Start: w.Meeting.Start, End: w.Meeting.End, Place: w.Meeting.Place,
			Kind: reading.Agenda, Created: w.Now, Changed: w.Now, Slug: w.Meeting.Date + "-" + w.Body.Slug,
		},
		BodyName: w.Body.Name, BodySlug: w.Body.Slug, BodyKind: w.Body.Classification, Items: len(items),
	}}
	for _, sent := range w.Sent {
		if sent.Reason == "" {
			continue
		}
		at := sent.At.In(when.Copenhagen)
		title := fmt.Sprintf("%s, sendt %s", sent.Name(), longDate(at.Format("2006-01-02")))
		if sent.Number == 0 {
			title = "Sendt efter fristen"
		}
		d.Agenda = append(d.Agenda, meeting.Item{Title: title, Sections: []reading.Section{{Lines: Lines(sent.Reason)}}})
	}
	for i, it := range items {
		d.Agenda = append(d.Agenda, it.printed(i))
	}
	return d
}

// printed returns an item as print shows it. Of a closed one that the reader may
// read, the title says that it is closed.
func (s SentItem) printed(position int) meeting.Item {
	it := meeting.Item{ID: s.ID, Position: position, Number: s.Number, Anchor: "punkt-" + s.Number, Title: s.Title, CaseNumber: s.CaseNumber,
		Type: Item{Type: s.Type, Task: s.Task}.Reading(), Minutes: s.Minutes, Closed: s.Closed}
	if s.Closed && (s.Presentation != "" || len(s.Recommendations) > 0 || len(s.Sections) > 0) {
		it.Closed, it.Type, it.Title = false, "", "Lukket punkt: "+s.Title
	}
	if s.Withdrawn {
		it.Title = "Trukket tilbage: " + it.Title
		return it
	}
	add := func(heading, text string) {
		if text != "" {
			it.Sections = append(it.Sections, reading.Section{Heading: heading, Lines: Lines(text)})
		}
	}
	if s.Late {
		add("Kommet på efter fristen", s.LateReason)
	}
	add("Sagsfremstilling", s.Presentation)
	for _, section := range s.Sections {
		add(section.Heading, section.Text)
	}
	for _, r := range s.Recommendations {
		it.Recommendations = append(it.Recommendations, reading.Recommendation{Text: flat(r.Text)})
	}
	for _, a := range s.Attachments {
		state := reading.Enclosed
		switch a.State {
		case toFollow:
			state = reading.ToFollow
		case "mailed":
			state = reading.Mailed
		}
		it.Attachments = append(it.Attachments, reading.Attachment{Name: a.Name, State: state})
	}
	return it
}

// flat joins the lines of a text that has no paragraphs.
func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

// A Sort says what became of an item between two dispatches.
type Sort string

const (
	New     Sort = "new"
	Changed Sort = "changed"
	Gone    Sort = "withdrawn"
)

// A Change is one item that a dispatch made new, changed or withdrew.
type Change struct {
	Item  SentItem
	Sort  Sort
	Parts []PartChange // of a changed one
}

// A PartChange is a text of an item before and after.
type PartChange struct{ Name, Was, Is string }

// Changes returns what a list of items has that an earlier one had not, or had
// otherwise.
func Changes(was, is []SentItem) (list []Change) {
	before := map[string]SentItem{}
	for _, it := range was {
		before[it.ID] = it
	}
	for _, it := range is {
		old, known := before[it.ID]
		switch {
		case !known:
			list = append(list, Change{Item: it, Sort: New})
		case it.Withdrawn && !old.Withdrawn:
			list = append(list, Change{Item: it, Sort: Gone})
		default:
			if parts := compare(old, it); len(parts) > 0 {
				list = append(list, Change{it, Changed, parts})
			}
		}
	}
	return list
}

// compare returns the parts of an item that differ.
func compare(was, is SentItem) (parts []PartChange) {
	old := map[string]string{}
	for _, p := range was.parts() {
		old[p.Name] = p.Is
	}
	for _, p := range is.parts() {
		if old[p.Name] != p.Is {
			parts = append(parts, PartChange{p.Name, old[p.Name], p.Is})
		}
		delete(old, p.Name)
	}
	for _, p := range was.parts() {
		if text := old[p.Name]; text != "" {
			parts = append(parts, PartChange{p.Name, text, ""}) // a section that is gone
		}
	}
	return parts
}

// parts returns the texts of an item by what they are called, in order.
func (s SentItem) parts() (list []PartChange) {
	add := func(name, text string) { list = append(list, PartChange{Name: name, Is: text}) }
	add("Overskrift", s.Title)
	add("Offentlig overskrift", s.PublicTitle)
	add("Type", s.Type.Danish())
	add("Tid", fmt.Sprintf("%d min.", s.Minutes))
	add("Fremlægges af", s.Presenter)
	add("Sagsnummer", s.CaseNumber)
	add("Sagsfremstilling", s.Presentation)
	for _, section := range s.Sections {
		add(section.Heading, section.Text)
	}
	var lines []string
	for i, r := range s.Recommendations {
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, flat(r.Text)))
	}
	add("Indstilling", strings.Join(lines, "\n"))
	lines = nil
	for _, a := range s.Attachments {
		lines = append(lines, "- "+a.Name)
	}
	add("Bilag", strings.Join(lines, "\n"))
	return list
}

var typeWords = map[Type]string{Information: "Orientering", Discussion: "Drøftelse", Decision: "Beslutning"}

// Danish returns the type's word for users.
func (t Type) Danish() string { return typeWords[t] }

// Types are all of them, in the order they are offered.
var Types = []Type{Decision, Discussion, Information}
