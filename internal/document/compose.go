package document

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"klynge/internal/body"
	"klynge/internal/danish"
	"klynge/internal/meeting"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/reading"
)

// compose sets a meeting in the order of Danish council minutes: what, who,
// when and where; those who came; the items; coming meetings.
func compose(d meeting.Detail) *script {
	s := &script{Body: clean(d.BodyName), Day: dateOf(d.Date, danish.Date), Written: written(d)}
	name := kinds[d.Kind]
	s.Title = strings.TrimSuffix(fmt.Sprintf("%s: %s, %s", name, s.Body, s.Day), ", ")
	s.add(kind, name)
	s.head(1, s.Body)
	s.facts(d)
	s.origin(d)
	s.people(d.Participants)
	for _, item := range d.Agenda {
		s.item(item)
	}
	if len(d.Announced) > 0 {
		s.head(2, "Næste møder")
		for _, next := range d.Announced {
			s.entry(list, entry{"•", join(" ", dateOf(next.Date, danish.LongDate), danish.Span(next.Start, next.End))})
		}
	}
	return s
}

var kinds = map[reading.Kind]string{reading.Minutes: "Referat", reading.Agenda: "Dagsorden", "": "Møde"}

// written returns when the version that is shown was read: the one instant that
// belongs to the text and does not move until the text does.
func written(d meeting.Detail) time.Time {
	for _, v := range d.Versions {
		if v.DocumentID == d.DocumentID {
			return time.UnixMicro(v.ReadAt).UTC()
		}
	}
	return time.Unix(0, 0).UTC()
}

func (s *script) facts(d meeting.Detail) {
	day := dateOf(d.Date, danish.LongDate)
	if day == "" {
		day = "datoen står ikke i dokumentet"
	}
	s.add(fact, "Tid: "+join(" ", day, danish.Span(d.Start, d.End)))
	if place := clean(d.Place); place != "" {
		s.add(fact, "Sted: "+place)
	}
	for _, p := range d.Participants {
		if p.Chair {
			s.add(fact, "Ordstyrer: "+clean(p.Name))
		}
	}
}

// sides are the sides of the table in the order in which they are listed.
var sides = []struct {
	sector body.Sector
	name   string
}{
	{body.RegionSector, "Region"}, {body.MunicipalitySector, "Kommuner"}, {body.GeneralPractice, "Almen praksis"},
	{body.Shared, "Fælles"}, {body.OtherSector, "Andre"},
}

// people adds the participants by the side of the table they sit on, apologies
// marked beside the name.
func (s *script) people(all []meeting.Participant) {
	if len(all) == 0 {
		return
	}
	s.head(2, "Deltagere")
	every := block{Head: []string{"Navn", "Titel", "Organisation", "Til stede"}}
	for _, p := range all {
		every.Rows = append(every.Rows, []string{clean(p.Name), clean(p.Role), clean(p.Organization), attendance(p)})
	}
	every.telling()
	for _, row := range every.Rows {
		for i := range row {
			if row[i] == "" {
				row[i] = "–" // a cell that nobody was told anything for
			}
		}
	}
	for _, side := range sides {
		b := block{Role: table, Name: "Deltagere: " + side.name, Head: every.Head}
		for i, p := range all {
			if p.Sector == side.sector || p.Sector == "" && side.sector == body.OtherSector {
				b.Rows = append(b.Rows, every.Rows[i])
			}
		}
		if len(b.Rows) > 0 {
			s.head(3, side.name)
			s.Blocks = append(s.Blocks, b)
		}
	}
	for _, p := range all {
		if partly := clean(p.Partly); partly != "" {
			s.add(remark, clean(p.Name)+": "+partly)
		}
	}
}

func attendance(p meeting.Participant) string {
	switch {
	case p.Excused():
		return "Afbud"
	case p.Absent:
		return "Nej"
	}
	return "Ja"
}

// telling leaves out the columns of a table that tell nothing.
func (b *block) telling() {
	for column := len(b.Head) - 1; column >= 0; column-- {
		if slices.ContainsFunc(b.Rows, func(row []string) bool { return row[column] != "" }) {
			continue
		}
		b.Head = slices.Delete(b.Head, column, column+1)
		for i, row := range b.Rows {
			b.Rows[i] = slices.Delete(row, column, column+1)
		}
	}
}

// item adds one item. Of a closed one the record has given number and title.
// What is asked of the body stands before the title, where minutes have it.
func (s *script) item(it meeting.Item) {
	title := clean(it.Title)
	if title == "" {
		title = "Punkt uden overskrift"
	}
	switch sort := types[it.Type]; {
	case it.Closed:
		title = "Lukket punkt: " + title
	case sort != "" && !strings.HasPrefix(strings.ToLower(title), strings.ToLower(sort)):
		title = sort + ": " + title
	}
	if number := clean(it.Number); number != "" {
		title = strings.TrimSuffix(number, ".") + ". " + title
	}
	s.head(2, title)
	if it.Closed {
		return
	}
	s.add(remark, join(" · ", prefixed("Sagsnr. ", clean(it.CaseNumber)), duration(it.Minutes)))
	for _, section := range it.Presentation() {
		s.section(section)
	}
	if len(it.Recommendations) > 0 {
		s.head(3, "Indstilling")
		for i, r := range it.Recommendations {
			s.entry(numbered, entry{strconv.Itoa(i+1) + ".", join(" ", clean(r.Text), outcomes[r.Outcome])})
		}
	}
	s.decision(it)
	if len(it.Attachments) > 0 {
		s.head(3, "Bilag")
		for _, a := range it.Attachments {
			s.entry(list, entry{"•", join(" ", clean(a.Name), states[a.State])})
		}
	}
}

var types = map[reading.ItemType]string{
	reading.Orientation: "Orientering", reading.DecisionOn: "Beslutning", reading.Discussion: "Drøftelse", reading.Approval: "Godkendelse",
}

// outcomes follow a recommendation that the decision treats line by line.
var outcomes = map[reading.Outcome]string{
	reading.Approved: "(godkendt)", reading.Noted: "(taget til efterretning)", reading.Discussed: "(drøftet)",
	reading.Postponed: "(udsat)", reading.Rejected: "(ikke godkendt)",
}

// states follow an attachment that is not enclosed.
var states = map[reading.AttachmentState]string{reading.Mailed: "(sendt i mail)", reading.ToFollow: "(eftersendes)"}

func duration(minutes int) string {
	if minutes == 0 {
		return ""
	}
	return danish.Count(minutes, "minut", "minutter")
}

// section adds one section of the presentation.
func (s *script) section(section reading.Section) {
	if name := clean(section.Heading); name != "" {
		s.head(3+section.Level, name)
	}
	start := len(s.Blocks)
	for _, line := range section.Lines {
		text := clean(line.Text)
		switch line.Kind {
		case extract.ListItem:
			s.entry(list, entry{label(line.Label), text})
		case extract.Row:
			cells := make([]string, len(line.Cells))
			for i, cell := range line.Cells {
				cells[i] = clean(cell)
			}
			s.row("Tabel fra "+strings.ToLower(join(" ", clean(section.Heading), "sagen")), cells)
		case extract.Heading:
			if text != "" {
				s.head(4+section.Level, text)
			}
		default:
			s.add(paragraph, text)
		}
	}
	for i := start; i < len(s.Blocks); i++ {
		s.Blocks[i].behead()
	}
}

// behead makes the first row of a table its head when it holds no numbers and
// the row below it does, as the page of the meeting does.
func (b *block) behead() {
	if b.Role != table || len(b.Rows) < 2 || digits(b.Rows[0]) || !digits(b.Rows[1]) {
		return
	}
	b.Head, b.Rows = b.Rows[0], b.Rows[1:]
}

func digits(cells []string) bool { return strings.ContainsAny(strings.Join(cells, ""), "0123456789") }

func (s *script) decision(it meeting.Item) {
	if it.Decision == "" && !it.Decided {
		return
	}
	s.Blocks = append(s.Blocks, block{Role: decided, Level: 3, Text: "Beslutning"})
	for line := range strings.Lines(it.Decision) {
		s.add(decision, clean(line))
	}
}

// origin says what this is a rendering of.
func (s *script) origin(d meeting.Detail) {
	for _, v := range d.Versions {
		if v.DocumentID == d.DocumentID {
			s.add(remark, fmt.Sprintf("Udskrevet fra Klynge efter sekretariatets dokument, udgave %d. Det er dokumentet, der gælder.", v.Version))
		}
	}
}

// label returns what is printed before a line of a list. A bullet of a symbol
// font, which names no letter, becomes a bullet.
func label(printed string) string {
	printed = clean(printed)
	if printed == "" || strings.ContainsFunc(printed, func(r rune) bool { return unicode.Is(unicode.Co, r) }) {
		return "•"
	}
	return printed
}

// clean returns a text on one line, composed, without characters that mark
// nothing on paper.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if r == '\u00ad' || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "�"))
	return norm.NFC.String(strings.Join(strings.FieldsFunc(text, breaking), " "))
}

// breaking reports whether a line may be broken at a character: the spaces that
// do not bind.
func breaking(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' }

func dateOf(iso string, write func(time.Time) string) string {
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return clean(iso) // what is no date is printed as it was read
	}
	return write(day)
}

func join(with string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), with)
}

func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}
