package publication

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"klynge/internal/agenda"
	"klynge/internal/attachment"
	"klynge/internal/danish"
	"klynge/internal/decision"
	"klynge/internal/minutes"
	"klynge/internal/plan"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
	"klynge/internal/when"
)

// A Source is what a text for the public is composed from.
type Source struct {
	Meeting    plan.Meeting
	Body       string // name
	Kind       reading.Kind
	Dispatches []agenda.Dispatch // of an agenda: all that were sent, in order
	Minutes    minutes.Version   // of minutes
	Papers     map[string][]attachment.Attachment
	FollowUps  map[string][]decision.FollowUp // by item
	Disclosed  map[string]Disclosure          // by item
	// Whole is for those who may read what is closed. What is published is never
	// composed with it.
	Whole bool
}

// Version returns the number of the text that is composed.
func (s Source) Version() int {
	if s.Kind == reading.Minutes {
		return s.Minutes.Number
	}
	if len(s.Dispatches) == 0 {
		return 0
	}
	return s.Dispatches[len(s.Dispatches)-1].Number
}

// Closed reports whether something in the source is closed.
func (s Source) Closed() bool {
	return slices.ContainsFunc(s.items(), func(it minutes.Item) bool { return it.Closed })
}

// Compose writes an agenda or minutes as a document with its reading: every
// value knows the passage where it stands, so that the page that shows the source
// of a value works for it as for a file from the drawer. Of a closed item there is
// number and public title (R32, R33); when its decision is disclosed, that too.
func Compose(s Source) *reading.Reading {
	r := &reading.Reading{Meeting: reading.Meeting{
		Body: s.Body, Date: s.Meeting.Date, Start: s.Meeting.Start, End: s.Meeting.End, Place: s.Meeting.Place, Kind: s.Kind,
	}}
	if s.Kind == reading.Minutes {
		record := s.Minutes.Content
		if !record.Opened.IsZero() {
			r.Meeting.Start = clock(record.Opened)
		}
		if !record.Ended.IsZero() {
			r.Meeting.End = clock(record.Ended)
		}
		r.Meeting.Participants = participants(record)
	}
	for _, it := range s.items() {
		r.Meeting.Items = append(r.Meeting.Items, s.item(it))
	}
	set(r, s.remarks())
	return r
}

func clock(at time.Time) string { return at.In(when.Copenhagen).Format("15:04") }

// items returns what was on the agenda in order: an item of a supplement in place
// of the one it replaces, or after those before it. What is known of an agenda
// only has no more than a SentItem.
func (s Source) items() (list []minutes.Item) {
	if s.Kind == reading.Minutes {
		return s.Minutes.Content.Items
	}
	for _, d := range s.Dispatches {
		list = merge(list, d)
	}
	return list
}

func merge(list []minutes.Item, d agenda.Dispatch) []minutes.Item {
	at := map[string]int{}
	for i, it := range list {
		at[it.ID] = i
	}
	for _, it := range d.Content.Items {
		i, known := at[it.ID]
		if !known {
			if d.Number > 0 && !it.Late {
				it.Late = true
			}
			if it.Late && it.LateReason == "" {
				it.LateReason = d.Reason
			}
			list = append(list, sentItem(it))
			continue
		}
		if list[i].Late {
			it.Late = true
			if it.LateReason == "" {
				it.LateReason = list[i].LateReason
			}
		}
		list[i] = sentItem(it)
	}
	return list
}

// sentItem is an item of which no more is known than what was sent.
func sentItem(it agenda.SentItem) minutes.Item {
	out := minutes.Item{SentItem: it}
	for _, r := range it.Recommendations {
		out.Recommendations = append(out.Recommendations, minutes.Recommendation{Recommendation: r})
	}
	return out
}

// remarks say of the document what stands in no item.
func (s Source) remarks() (lines []string) {
	for _, d := range s.Dispatches {
		if d.Number > 0 && s.Kind == reading.Agenda {
			lines = append(lines, sentence(fmt.Sprintf("Tillægsdagsorden %d er sendt %s", d.Number, danish.Date(d.At.In(when.Copenhagen)))))
		}
	}
	if s.Kind == reading.Minutes && s.Minutes.Act == minutes.Corrected {
		line := sentence("Referatet er rettet " + danish.Date(s.Minutes.At.In(when.Copenhagen)))
		if s.Minutes.Reason != "" {
			line += " " + sentence(s.Minutes.Reason)
		}
		lines = append(lines, line)
	}
	return lines
}

// sentence ends a text with a full stop.
func sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?:") {
		return text
	}
	return text + "."
}

// item composes one item.
func (s Source) item(it minutes.Item) reading.Item {
	if it.Closed && !s.Whole {
		return s.closed(it)
	}
	out := reading.Item{Number: it.Number, Title: it.Title, Case: it.CaseNumber, Type: typeOf(it.SentItem), Closed: it.Closed, Minutes: it.SentItem.Minutes}
	add := func(heading string, lines []reading.Line) {
		if len(lines) > 0 {
			out.Sections = append(out.Sections, reading.Section{Heading: heading, Lines: lines})
		}
	}
	if it.Late {
		add("Tilføjet efter fristen", agenda.Lines(sentence(it.LateReason)))
	}
	if it.Withdrawn {
		add("", agenda.Lines("Punktet er udgået af dagsordenen."))
	}
	add("", agenda.Lines(it.Presentation))
	for _, section := range it.Sections {
		add(section.Heading, agenda.Lines(section.Text))
	}
	for _, r := range it.Recommendations {
		out.Recommendations = append(out.Recommendations, reading.Recommendation{Text: r.Text, Outcome: r.Outcome})
	}
	out.Attachments = listed(s.Papers[it.ID])
	if s.Kind == reading.Agenda {
		return out
	}
	add("Drøftelse", agenda.Lines(it.Discussion))
	add("Deltagelse", plain(presence(it)))
	add("Afstemning", plain(votes(it)))
	add("Mindretalsudtalelse", plain(dissents(it)))
	add("Opfølgning", plain(followUps(s.FollowUps[it.ID], s.Whole)))
	out.Decision, out.Outcome = decided(it), it.Outcome
	out.Decided = !it.NoDecision || out.Decision != ""
	return out
}

// closed composes what the public sees of a closed item.
func (s Source) closed(it minutes.Item) reading.Item {
	out := reading.Item{Number: it.Number, Title: publicTitle(it.SentItem), Closed: true}
	d, disclosed := s.Disclosed[it.ID]
	if !disclosed || s.Kind != reading.Minutes {
		return out
	}
	out.Closed = false
	out.Sections = []reading.Section{{Lines: plain([]string{
		"Punktet blev behandlet for lukkede døre. Det meste af det er stadig lukket.",
		fmt.Sprintf("Beslutningen er gjort offentlig %s af %s. %s", danish.Date(d.At.In(when.Copenhagen)), d.Name, sentence(d.Ground)),
	})}}
	out.Decision, out.Outcome, out.Decided = decided(it), it.Outcome, true
	return out
}

// publicTitle returns the neutral title of a closed item, and one that says
// nothing when there is none.
func publicTitle(it agenda.SentItem) string {
	if title := strings.TrimSpace(it.PublicTitle); title != "" {
		return title
	}
	return "Lukket punkt"
}

// typeOf returns the type as documents have it.
func typeOf(it agenda.SentItem) reading.ItemType {
	return agenda.Item{Type: it.Type, Task: it.Task}.Reading()
}

// listed returns the papers that a document lists: not those that were withdrawn,
// nor those that are closed.
func listed(papers []attachment.Attachment) (list []reading.Attachment) {
	for _, p := range papers {
		if p.State != attachment.Withdrawn && !p.Closed {
			list = append(list, reading.Attachment{Name: p.Name, State: p.State.Reading()})
		}
	}
	return list
}

// plain makes paragraphs of sentences.
func plain(sentences []string) (lines []reading.Line) {
	for _, text := range sentences {
		lines = append(lines, reading.Line{Kind: extract.Paragraph, Text: text})
	}
	return lines
}
