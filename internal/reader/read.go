// Package reader reads a meeting out of a file: from the bytes of minutes or an
// agenda to a [reading.Reading] with the passage behind each value.
//
// No two secretariats write alike, and the same one changes its system every
// few years. So nothing here knows a vendor's layout. The document becomes a
// stream of lines; each line is weighed for what it may be; and the reading
// that the most evidence supports wins:
//
//   - Rubrics are words such as "Indstilling" used as a label (rubrics.go).
//   - Items are the chain of numbers that counts on best, judged by the titles
//     behind them and by what follows; or headings, a table of contents, or the
//     same rubric starting again (outline.go, unnumbered.go).
//   - What stands under an item is cut by its rubrics (items.go).
//   - Head, people and kind are read from what is left (header.go, present.go).
//
// What is not found stays empty. A document that is no minutes is refused.
package reader

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"runtime/debug"
	"strconv"
	"strings"

	"klynge/internal/fault"
	"klynge/internal/reader/cases"
	"klynge/internal/reader/extract"
	"klynge/internal/reader/extract/pdf"
	"klynge/internal/reader/reading"
)

// Read reads one file. name is what the file was called and decides nothing.
//
// A file that is damaged, protected or not minutes gives [fault.Invalid], one
// that is too large or takes too long [fault.TooLarge], each with a sentence
// that says what to do. A meeting is never invented.
func Read(ctx context.Context, name string, data []byte, limits extract.Limits) (r *reading.Reading, err error) {
	defer fault.In(&err, "read %s", name)
	defer caught(&r, &err)
	if limits.Time > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, limits.Time)
		defer stop()
	}
	kind, err := extract.Detect(data)
	if err != nil {
		return nil, err
	}
	var d *extract.Document
	if kind == extract.PDF {
		d, err = pdf.Read(ctx, data, limits)
	} else {
		d, err = extract.Read(ctx, data, limits)
	}
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	r, err = recognise(ctx, d)
	if err != nil {
		return nil, err
	}
	r.File, r.Digest = name, hex.EncodeToString(sum[:])
	return r, nil
}

// caught turns a panic, which is a fault of ours, into an error of one file, so
// that the others of a drawer are read all the same.
func caught(r **reading.Reading, err *error) {
	if p := recover(); p != nil {
		*r, *err = nil, fault.Because(fmt.Errorf("panic: %v\n%s", p, debug.Stack()), fault.Internal,
			"Klynge kan ikke læse filen på grund af en fejl i Klynge. Intet af den er gemt. Send den gerne til dem, der laver Klynge.")
	}
}

// recognise reads the meeting out of a document.
func recognise(ctx context.Context, d *extract.Document) (*reading.Reading, error) {
	r := &reading.Reading{Document: d, Sources: map[reading.Path]reading.Source{}}
	s := newSheet(ctx, d, r)
	s.findContents()
	s.outline()
	s.findRolls()
	s.header()
	s.readItems()
	s.decideKind()
	s.readPeople()
	if ctx.Err() == context.Canceled {
		return nil, ctx.Err()
	}
	if ctx.Err() != nil {
		return nil, fault.Because(ctx.Err(), fault.TooLarge, "Filen tog for lang tid at læse. Del den op, eller giv læseren længere tid.")
	}
	if !s.isMeeting() {
		return nil, fault.New(fault.Invalid, "Der er ikke fundet noget møde i filen. Klynge læser referater og dagsordener; se efter, om det er den rigtige fil.")
	}
	cases.Read(r)
	cases.Check(r, s.contents())
	return r, nil
}

// readItems reads the items in order, and those that only a table of contents
// names.
func (s *sheet) readItems() {
	for n := range s.heads {
		if n%256 == 0 && s.ctx.Err() != nil {
			return
		}
		it := s.fillItem(&s.heads[n], s.itemEnd(n))
		s.r.Meeting.Items = append(s.r.Meeting.Items, it)
	}
	s.addMarks()
	s.addListed()
	s.freeForm()
}

// addMarks gives the items what only the list of them tells: the minutes set
// aside, the type, and that an item is closed.
func (s *sheet) addMarks() {
	for _, c := range s.lists {
		for _, e := range c.entries {
			for n := range s.r.Meeting.Items {
				it := &s.r.Meeting.Items[n]
				t := titleOf(e.title)
				if alike(fold(t.text), fold(it.Title)) <= 0.9 || e.number != "" && e.number != it.Number {
					continue
				}
				if it.Minutes == 0 && t.minutes > 0 {
					it.Minutes = t.minutes
					s.r.Note(reading.At("items", n, "duration_min"), e.at, 0.9)
				}
				if it.Type == "" && t.sure && t.kind != "" {
					it.Type = t.kind
					s.r.Note(reading.At("items", n, "type"), e.at, 0.9)
				}
				if !it.Closed && t.closed {
					it.Closed = true
					s.r.Note(reading.At("items", n, "closed"), e.at, 0.9)
				}
				break
			}
		}
	}
}

// itemEnd returns the first line behind item n.
func (s *sheet) itemEnd(n int) int {
	if n+1 < len(s.heads) {
		return s.heads[n+1].from
	}
	return max(s.appendix, s.heads[n].body)
}

// addListed adds the items that the table of contents names behind the last one
// that was found, as in an excerpt that breaks off.
func (s *sheet) addListed() {
	for _, c := range s.lists {
		from := 0
		for k, e := range c.entries {
			for n := range s.r.Meeting.Items {
				it := &s.r.Meeting.Items[n]
				if alike(e.folded, fold(it.Title)) > 0.8 || alike(fold(titleOf(e.title).text), fold(it.Title)) > 0.8 || e.number != "" && e.number == it.Number && len(s.heads) > 0 {
					from = k + 1
				}
			}
		}
		if len(s.heads) > 0 && from == 0 {
			continue
		}
		for _, e := range c.entries[from:] {
			if e.number != "" || c.entries[0].number == "" {
				s.addEntry(e)
			}
		}
		if len(s.r.Meeting.Items) > 0 {
			return
		}
	}
}

// addEntry makes an item of an entry of a table of contents.
func (s *sheet) addEntry(e entry) {
	n := len(s.r.Meeting.Items)
	t := titleOf(e.title)
	it := reading.Item{Number: e.number, Title: t.text, Type: t.kind, Closed: t.closed, Minutes: t.minutes}
	if t.letter != "" && s.lettered {
		it.Title, it.Type = strings.TrimRight(t.text[:len(t.text)-3], " "), typeOfLetter[t.letter]
	}
	if it.Number == "" {
		it.Number = strconv.Itoa(n + 1)
		s.r.Infer(reading.At("items", n, "number"), e.at, 0.7)
	} else {
		s.r.Note(reading.At("items", n, "number"), e.at, 0.85)
	}
	s.r.Note(reading.At("items", n, "title"), e.at, 0.85)
	s.r.Meeting.Items = append(s.r.Meeting.Items, it)
}

// freeForm gives minutes without any rubric their decisions: where nothing says
// "Beslutning", what stands under an item is what was said and decided.
func (s *sheet) freeForm() {
	items := s.r.Meeting.Items
	for n := range items {
		if it := &items[n]; it.Decided || len(it.Recommendations) > 0 || len(it.Attachments) > 0 {
			return
		}
	}
	if s.minutesAt == (extract.Passage{}) {
		return
	}
	for n := range items {
		it := &items[n]
		if len(it.Sections) != 1 || it.Sections[0].Heading != "" {
			continue
		}
		lines := it.Sections[0].Lines
		if len(lines) == 0 {
			continue
		}
		said := make([]string, len(lines))
		for i, l := range lines {
			said[i] = strings.TrimLeft(l.Label+" "+l.Text, " ")
		}
		text := strings.Join(said, "\n")
		it.Decision, it.Sections = text, nil
		place := span(lines[0].Passage, lines[len(lines)-1].Passage)
		s.r.Note(reading.At("items", n, "decision"), place, 0.6)
		if outcome, _, sure := outcomeOf(text); outcome != "" {
			it.Outcome = outcome
			s.r.Note(reading.At("items", n, "outcome"), place, sure*0.75)
		}
	}
}

// isMeeting weighs whether this is a document of a meeting at all. A single
// sign is not enough: recipes have numbers, invoices have dates, novels have
// people.
func (s *sheet) isMeeting() bool {
	m := &s.r.Meeting
	if s.isRules() {
		return false
	}
	score := 0.0
	if m.Date != "" {
		score++
	}
	if m.Start != "" {
		score += 0.5
	}
	if m.Body != "" && organWeight(m.Body) > 0 {
		score++
	}
	if none := (extract.Passage{}); s.minutesAt != none || s.agendaAt != none {
		score += 1.5
	}
	if n := len(m.Participants); n >= 2 {
		score++
	}
	typical, decided := 0, 0
	for i := range m.Items {
		it := &m.Items[i]
		if it.Type != "" || titleStarts[firstFolded(it.Title)] {
			typical++
		}
		if it.Decided || len(it.Recommendations) > 0 {
			decided++
		}
	}
	if len(m.Items) > 0 {
		score += min(1.5, 0.5*float64(typical)) + min(2, float64(decided))
	}
	return score >= 3 && (len(m.Items) > 0 || len(m.Participants) > 1 && m.Date != "")
}

// isRules reports rules of procedure: they are written in paragraphs, "§ 3. …",
// name the items that every meeting has, and tell of nobody who came.
func (s *sheet) isRules() bool {
	paragraphs := 0
	for i := range s.lines {
		if strings.HasPrefix(s.lines[i].text, "§") || strings.HasPrefix(s.lines[i].label, "§") {
			paragraphs++
		}
	}
	m := &s.r.Meeting
	return paragraphs >= 3 && m.Start == "" && len(m.Participants) == 0 && s.minutesAt == (extract.Passage{})
}

func firstFolded(s string) string {
	w, _ := foldedWord(s, 0)
	return w
}

// contents returns the entries of the tables of contents, for the check.
func (s *sheet) contents() []cases.Contents {
	var all []cases.Contents
	for _, c := range s.lists {
		if !c.repeated {
			continue
		}
		for _, e := range c.entries {
			all = append(all, cases.Contents{Title: titleOf(e.title).text, Passage: e.at})
		}
	}
	return all
}
