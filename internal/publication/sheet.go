package publication

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"klynge/internal/danish"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

// Format is the format of a document that was composed here. Its bytes in the
// vault are JSON.
const Format extract.Kind = "json"

// A sheet writes the text of a reading in the order of Danish minutes, and notes
// where each value stands. Nothing here is uncertain: every passage has the
// confidence 1.
type sheet struct {
	text strings.Builder
	at   int // characters written
	r    *reading.Reading
}

// set gives a reading its document and its sources.
func set(r *reading.Reading, remarks []string) {
	r.Document = &extract.Document{Kind: Format, Pages: []int{0}}
	s := &sheet{r: r}
	s.head(remarks)
	s.people()
	for i := range r.Meeting.Items {
		s.item(i)
	}
	r.Document.Text = s.text.String()
}

// line writes one block and returns its place. What is empty is not written.
func (s *sheet) line(kind extract.BlockKind, level int, label, text string) extract.Passage {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return extract.Passage{Page: 1, Start: s.at, End: s.at}
	}
	if s.at > 0 {
		s.write("\n")
	}
	start := s.at
	s.write(text)
	s.r.Document.Blocks = append(s.r.Document.Blocks, extract.Block{Kind: kind, Level: level, Label: label, Text: text, Page: 1, Start: start, End: s.at})
	return extract.Passage{Page: 1, Start: start, End: s.at}
}

func (s *sheet) write(text string) {
	s.text.WriteString(text)
	s.at += utf8.RuneCountInString(text)
}

// after returns the part of a passage behind a prefix of its text.
func after(p extract.Passage, prefix string) extract.Passage {
	p.Start = min(p.End, p.Start+utf8.RuneCountInString(prefix))
	return p
}

func (s *sheet) note(p extract.Passage, path ...any) {
	if p.End > p.Start {
		s.r.Note(reading.At(path...), p, 1)
	}
}

var kindWords = map[reading.Kind]string{reading.Minutes: "Referat", reading.Agenda: "Dagsorden"}

func (s *sheet) head(remarks []string) {
	m := s.r.Meeting
	s.note(s.line(extract.Heading, 1, "", kindWords[m.Kind]), "kind")
	s.note(s.line(extract.Heading, 1, "", m.Body), "body")
	s.r.Document.Title = kindWords[m.Kind] + ": " + m.Body
	day, clock := m.Date, danish.Span(m.Start, m.End)
	if date, err := time.Parse(time.DateOnly, m.Date); err == nil {
		day = danish.LongDate(date)
	}
	p := s.line(extract.Paragraph, 0, "", "Tid: "+strings.TrimSpace(day+" "+clock))
	date := after(p, "Tid: ")
	date.End = date.Start + utf8.RuneCountInString(day)
	s.note(date, "date")
	if clock != "" {
		s.note(after(p, "Tid: "+day+" "), "start")
		s.note(after(p, "Tid: "+day+" "), "end")
	}
	if m.Place != "" {
		s.note(after(s.line(extract.Paragraph, 0, "", "Sted: "+m.Place), "Sted: "), "place")
	}
	for _, remark := range remarks {
		s.line(extract.Paragraph, 0, "", remark)
	}
}

func (s *sheet) people() {
	if len(s.r.Meeting.Participants) == 0 {
		return
	}
	s.line(extract.Heading, 2, "", "Deltagere")
	for i, who := range s.r.Meeting.Participants {
		text := who.Name
		for _, more := range []string{who.Role, who.Organization, who.Partly} {
			if more != "" {
				text += ", " + more
			}
		}
		if reading.Excused(who.Absent, who.Partly) {
			text += ", afbud"
		}
		if who.Chair {
			text += " (ordstyrer)"
		}
		p := s.line(extract.ListItem, 0, "•", text)
		name := p
		name.End = min(p.End, p.Start+utf8.RuneCountInString(who.Name))
		s.note(name, "participants", i, "name")
		for field, value := range map[string]string{"role": who.Role, "organization": who.Organization, "partly": who.Partly} {
			if value != "" {
				s.note(p, "participants", i, field)
			}
		}
	}
}

func (s *sheet) item(i int) {
	it := &s.r.Meeting.Items[i]
	number := ""
	if it.Number != "" {
		number = strings.TrimSuffix(it.Number, ".") + ". "
	}
	p := s.line(extract.Heading, 2, it.Number, number+it.Title)
	s.note(after(p, number), "items", i, "title")
	if it.Number != "" {
		p.End = p.Start + utf8.RuneCountInString(strings.TrimSuffix(number, " "))
		s.note(p, "items", i, "number")
	}
	if it.Closed && len(it.Sections) == 0 && it.Decision == "" {
		return // nothing may stand below the title of a closed item
	}
	if it.Case != "" {
		s.note(after(s.line(extract.Paragraph, 0, "", "Sagsnr. "+it.Case), "Sagsnr. "), "items", i, "case")
	}
	s.sections(i, it)
	if len(it.Recommendations) > 0 {
		s.line(extract.Heading, 3, "", "Indstilling")
		for j, r := range it.Recommendations {
			s.note(s.line(extract.ListItem, 0, strconv.Itoa(j+1)+".", r.Text), "items", i, "recommendations", j)
		}
	}
	if it.Decision != "" {
		s.line(extract.Heading, 3, "", "Beslutning")
		whole := extract.Passage{Page: 1, Start: -1}
		for line := range strings.SplitSeq(it.Decision, "\n") {
			p := s.line(extract.Paragraph, 0, "", line)
			if whole.Start < 0 {
				whole.Start = p.Start
			}
			whole.End = p.End
		}
		s.note(whole, "items", i, "decision")
	}
	if len(it.Attachments) > 0 {
		s.line(extract.Heading, 3, "", "Bilag")
		for j, a := range it.Attachments {
			s.note(s.line(extract.ListItem, 0, "•", a.Name), "items", i, "attachments", j, "name")
		}
	}
}

func (s *sheet) sections(i int, it *reading.Item) {
	whole := extract.Passage{Page: 1, Start: -1}
	for j := range it.Sections {
		section := &it.Sections[j]
		if section.Heading != "" {
			s.line(extract.Heading, 3, "", section.Heading)
		}
		for k := range section.Lines {
			line := &section.Lines[k]
			line.Passage = s.line(line.Kind, 0, line.Label, line.Text)
			if whole.Start < 0 {
				whole.Start = line.Start
			}
			whole.End = line.End
		}
	}
	s.note(whole, "items", i, "sections")
}
