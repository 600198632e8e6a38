package app

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"klynge/internal/danish"
	"klynge/internal/reader/reading"
)

// width is how many characters wide a summary is.
const width = 96

// outcomeWords are the outcomes as one word each.
var outcomeWords = map[reading.Outcome]string{
	reading.Approved:  "godkendt",
	reading.Noted:     "taget til efterretning",
	reading.Discussed: "drøftet",
	reading.Postponed: "udsat",
	reading.Rejected:  "ikke godkendt",
}

var levelMarks = map[reading.Level]string{
	reading.Good: "✓", reading.Notice: "·", reading.Warning: "!", reading.Serious: "‼",
}

// summarize prints what a document says the way a person would tell it.
func summarize(out io.Writer, r *reading.Reading) error {
	var s summary
	s.head(r)
	s.people(r.Meeting.Participants)
	s.items(r.Meeting.Items)
	s.cases(r.Meeting.Cases)
	s.money(r.Meeting.Funds)
	s.coming(r.Meeting)
	s.findings(r.Findings)
	_, err := out.Write(s.Bytes())
	return err
}

type summary struct{ bytes.Buffer }

func (s *summary) line(format string, args ...any) { fmt.Fprintf(s, format+"\n", args...) }

func (s *summary) heading(text string) { s.line("\n%s", text) }

// wrapped prints text behind a lead, folded at words, its next lines indented
// as far as the lead is long.
func (s *summary) wrapped(lead, text string) {
	indent := strings.Repeat(" ", len([]rune(lead)))
	line := lead
	for _, word := range strings.Fields(text) {
		if len([]rune(line))+len([]rune(word)) >= width && strings.TrimSpace(line) != "" && line != lead {
			s.line("%s", strings.TrimRight(line, " "))
			line = indent
		}
		line += word + " "
	}
	s.line("%s", strings.TrimRight(line, " "))
}

func (s *summary) head(r *reading.Reading) {
	m := r.Meeting
	kind := "Referat"
	if m.Kind == reading.Agenda {
		kind = "Dagsorden"
	}
	s.line("%s", cmp.Or(m.Body, "Ukendt organ"))
	when := "uden dato"
	if day, err := time.Parse(time.DateOnly, m.Date); err == nil {
		when = danish.LongDate(day)
	}
	parts := []string{kind, when}
	if clock := danish.Span(m.Start, m.End); clock != "" {
		parts[1] += " " + clock
	}
	if m.Place != "" {
		parts = append(parts, m.Place)
	}
	s.wrapped("", strings.Join(parts, ", "))
	s.line("%s", r.File)
}

func (s *summary) people(all []reading.Participant) {
	var came, away []reading.Participant
	for _, p := range all {
		if p.Absent {
			away = append(away, p)
		} else {
			came = append(came, p)
		}
	}
	if len(all) == 0 {
		return
	}
	s.heading(danish.Count(len(came), "deltager", "deltagere") + ", " + danish.Count(len(away), "afbud", "afbud"))
	group, names := "", []string{}
	flush := func() {
		if len(names) > 0 {
			s.wrapped("  "+cmp.Or(group, "Deltagere")+": ", strings.Join(names, ", "))
		}
		names = names[:0]
	}
	for _, p := range came {
		if p.Group != group {
			flush()
			group = p.Group
		}
		name := p.Name
		if p.Chair {
			name += " (leder mødet)"
		}
		names = append(names, name)
	}
	flush()
	group = "Afbud"
	for _, p := range away {
		names = append(names, p.Name)
	}
	flush()
}

func (s *summary) items(items []reading.Item) {
	if len(items) == 0 {
		return
	}
	s.heading(danish.Count(len(items), "punkt", "punkter"))
	for _, it := range items {
		title := it.Title
		if it.Closed {
			title += " (lukket)"
		}
		s.wrapped(fmt.Sprintf("  %3s  ", it.Number), title)
		const indent = "       "
		for i, rec := range it.Recommendations {
			s.wrapped(fmt.Sprintf("%sIndstilling %d: ", indent, i+1), rec.Text)
		}
		switch {
		case it.Decision != "":
			word := outcomeWords[it.Outcome]
			if word != "" {
				word = " [" + word + "]"
			}
			s.wrapped(indent+"Beslutning"+word+": ", lead(it.Decision, 240))
		case it.Decided:
			s.line("%sBeslutning: (står tom)", indent)
		}
		for _, a := range it.Attachments {
			state := ""
			switch a.State {
			case reading.ToFollow:
				state = " (eftersendes)"
			case reading.Mailed:
				state = " (sendt særskilt)"
			}
			s.wrapped(indent+"Bilag: ", a.Name+state)
		}
	}
}

// lead returns the beginning of a text, cut at a word, at most n characters.
func lead(text string, n int) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= n {
		return string(runes)
	}
	cut := string(runes[:n])
	if space := strings.LastIndexByte(cut, ' '); space > 0 {
		cut = cut[:space]
	}
	return cut + " …"
}

func (s *summary) cases(cases []reading.Case) {
	if len(cases) == 0 {
		return
	}
	s.heading(danish.Count(len(cases), "indsats med mini-businesscase", "indsatser med mini-businesscase"))
	for _, c := range cases {
		who := ""
		if c.Leader != "" {
			who = ", ledet af " + c.Leader
		}
		s.wrapped("  ", c.Title+who)
	}
}

func (s *summary) money(funds []reading.Fund) {
	for _, f := range funds {
		s.heading("Midler")
		width := len([]rune("I alt"))
		for _, row := range f.Rows {
			width = max(width, len([]rune(row.Label)))
		}
		row := func(label string, amount danish.Amount) {
			s.line("  %s%s  %16s", label, strings.Repeat(" ", width-len([]rune(label))), amount)
		}
		for _, r := range f.Rows {
			row(r.Label, r.Amount)
		}
		if f.HasTotal {
			row("I alt", f.Total)
		}
	}
}

func (s *summary) coming(m reading.Meeting) {
	if len(m.NextMeetings) > 0 {
		s.heading("Kommende møder")
		for _, next := range m.NextMeetings {
			day, err := time.Parse(time.DateOnly, next.Date)
			if err != nil {
				continue // the reader writes dates in this form only
			}
			s.line("  %s", strings.TrimSpace(danish.LongDate(day)+" "+danish.Span(next.Start, next.End)))
		}
	}
	if len(m.Promises) > 0 {
		s.heading("Lovet")
		for _, p := range m.Promises {
			s.wrapped("  – ", lead(p.Text, 200))
		}
	}
}

func (s *summary) findings(all []reading.Finding) {
	if len(all) == 0 {
		return
	}
	s.heading(danish.Count(len(all), "ting at se efter", "ting at se efter"))
	for _, f := range all {
		s.wrapped("  "+levelMarks[f.Level]+" ", f.Say("da"))
	}
}
