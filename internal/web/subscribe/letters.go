package subscribe

import (
	"bytes"
	_ "embed"
	"html/template"
	"slices"
	"strings"
	texttemplate "text/template"
	"time"
	"unicode/utf8"

	"klynge/internal/mail"
	"klynge/internal/reader/reading"
	"klynge/internal/subscription"
	"klynge/internal/web"
	"klynge/internal/when"
)

// Letters write the mails.
type Letters struct {
	URL string // where people find the site: https://klynge.example.dk
}

var (
	//go:embed letter.txt
	letterText string
	//go:embed letter.tmpl
	letterHTML string

	plain = texttemplate.Must(texttemplate.New("letter").Parse(letterText))
	rich  = template.Must(template.New("letter").Parse(letterHTML))
)

// A letter is what both forms of a mail are made of.
type letter struct {
	Code    string // of the language
	Heading string
	Lead    string
	Button  link // what to do, when there is one thing
	Parts   []part
	More    string
	Why     string // why it was sent
	Links   []link
}

type link struct{ Text, URL string }

// A part is one meeting.
type part struct {
	Heading link
	Lines   []told
}

// Told is one change, with the words that were decided.
type told struct {
	Text     string
	URL      string
	Was, Is  string
	WasLabel string // "Før", "Nu"; empty when it is new
	IsLabel  string
}

func language(s subscription.Subscription) web.Language {
	if s.Language == web.English.Code() {
		return web.English
	}
	return web.Danish
}

func (w Letters) at(l web.Language, path string) string { return w.URL + l.Path(path) }

// Invite asks the owner of an address to confirm.
func (w Letters) Invite(s subscription.Subscription) (mail.Message, error) {
	l := language(s)
	return w.message(s, l.Say("Bekræft, at du vil følge %s", s.Name), letter{
		Heading: l.Say("Vil du følge %s?", s.Name),
		Lead:    l.Say("Nogen, forhåbentlig dig selv, har bedt om at få mail her om %s. Tryk på linket, så begynder det. Linket gælder i to dage.", s.Name),
		Button:  link{l.Say("Ja, send mig mail"), w.at(l, s.Path())},
		Why:     l.Say("Var det ikke dig, så gør ikke noget. Så kommer der ikke mere, og adressen bliver slettet."),
	})
}

// Remind tells somebody who asks anew that they follow it already.
func (w Letters) Remind(s subscription.Subscription) (mail.Message, error) {
	l := language(s)
	return w.message(s, l.Say("Du følger allerede %s", s.Name), letter{
		Heading: l.Say("Du følger allerede %s", s.Name),
		Lead:    l.Say("Nogen, forhåbentlig dig selv, har bedt om det igen. Du får mail %s.", l.Say(frequencies[s.Frequency])),
		Button:  link{l.Say("Se og ret det, du følger"), w.at(l, s.Path())},
		Why:     w.why(l, s),
	})
}

// Digest tells what is new.
func (w Letters) Digest(d subscription.Digest) (mail.Message, error) {
	l := language(d.Subscription)
	subject := l.Say("Nyt om %s", d.Name)
	if counted := summary(l, d); counted != "" {
		subject += ": " + counted
	}
	out := letter{
		Heading: l.Say("Nyt om %s", d.Name),
		Lead:    l.Say("Det er sket siden %s.", l.Date(d.Since().In(when.Copenhagen).Format(time.DateOnly))),
		Why:     w.why(l, d.Subscription),
	}
	for _, e := range d.Entries {
		p := part{Heading: link{e.BodyName, w.at(l, e.Path)}}
		if e.Date != "" {
			p.Heading.Text += ", " + l.LongDate(e.Date)
		}
		for _, c := range e.Changes {
			p.Lines = append(p.Lines, w.told(l, c))
		}
		out.Parts = append(out.Parts, p)
	}
	if d.More > 0 {
		out.More = l.Say("Der er nyt fra %s mere. Se det hele på siden.", l.Count(d.More, "møde", "møder"))
	}
	return w.message(d.Subscription, subject, out)
}

func (w Letters) why(l web.Language, s subscription.Subscription) string {
	return l.Say("Du får denne mail, fordi du %s bekræftede, at du vil følge %s. Du får den %s.",
		l.Date(s.Confirmed.In(when.Copenhagen).Format(time.DateOnly)), s.Name, l.Say(frequencies[s.Frequency]))
}

func (w Letters) message(s subscription.Subscription, subject string, out letter) (m mail.Message, err error) {
	l := language(s)
	out.Code = l.Code()
	out.Links = []link{
		{l.Say("Se det på siden"), w.at(l, s.Target.Path())},
		{l.Say("Få mail sjældnere, eller ret det, du følger"), w.at(l, s.Path())},
		{l.Say("Stop disse mails"), w.at(l, s.EndPath())},
	}
	if s.Confirmed.IsZero() {
		out.Links = nil
	} else {
		m.Unsubscribe = w.at(l, s.EndPath())
	}
	var text, html bytes.Buffer
	if err := plain.Execute(&text, out); err != nil {
		return m, err
	}
	if err := rich.Execute(&html, out); err != nil {
		return m, err
	}
	m.Subject, m.Text, m.HTML = clip(subject, 150), text.String(), html.String()
	return m, nil
}

// summary counts what is in a digest: "2 beslutninger, 1 dagsorden".
func summary(l web.Language, d subscription.Digest) string {
	counts := map[subscription.What]int{}
	for _, e := range d.Entries {
		for _, c := range e.Changes {
			switch {
			case c.What == subscription.Decision && c.New, c.What == subscription.Minutes, c.What == subscription.Agenda:
				counts[c.What]++
			case c.What == subscription.Announced && c.New:
				counts[c.What]++
			default:
				counts["other"]++
			}
		}
	}
	var parts []string
	if n := counts[subscription.Decision]; n > 0 {
		parts = append(parts, l.Count(n, "beslutning", "beslutninger"))
	}
	if n := counts[subscription.Minutes]; n > 0 {
		parts = append(parts, l.Count(n, "referat", "referater"))
	}
	if n := counts[subscription.Agenda]; n > 0 {
		parts = append(parts, l.Count(n, "dagsorden", "dagsordener"))
	}
	if n := counts[subscription.Announced]; n > 0 {
		parts = append(parts, l.Count(n, "kommende møde", "kommende møder"))
	}
	if n := counts["other"]; n > 0 {
		parts = append(parts, l.Count(n, "ændring", "ændringer"))
	}
	return strings.Join(parts, ", ")
}

// told says one change in a sentence, and what was and is decided.
func (w Letters) told(l web.Language, c subscription.Change) told {
	t := told{URL: w.at(l, c.Path())}
	title := c.Title
	if c.Number != "" {
		title = l.Say("Punkt %s, %s", c.Number, c.Title)
	}
	switch c.What {
	case subscription.Minutes:
		t.Text = l.Say("Referatet er kommet.")
	case subscription.Agenda:
		t.Text = l.Say("Dagsordenen er kommet.")
	case subscription.Time:
		t.Text = l.Say("Mødet har fået ny tid: %s. Det var %s.", moment(l, c.Is), moment(l, c.Was))
	case subscription.Place:
		t.Text = l.Say("Mødet holdes her: %s.", c.Is)
		if c.Is == "" {
			t.Text = l.Say("Mødets sted er taget ud. Det var %s.", c.Was)
		} else if c.Was != "" {
			t.Text += " " + l.Say("Det var %s.", c.Was)
		}
	case subscription.Item:
		switch {
		case c.New:
			t.Text = l.Say("På dagsordenen: %s", title)
		case c.Is == "":
			t.Text = l.Say("Taget af dagsordenen: %s", title)
		default:
			t.Text = l.Say("Punktet “%s” hedder nu “%s”.", c.Was, c.Is)
		}
	case subscription.Withdrawn:
		t.Text = l.Say("Dagsordenen er trukket tilbage og kan ikke læses mere.")
		if c.Key == string(subscription.Minutes) {
			t.Text = l.Say("Referatet er trukket tilbage og kan ikke læses mere.")
		}
	case subscription.Closed:
		t.Text = l.Say("Punktet er lukket nu, og dets tekst vises ikke: %s", title)
	case subscription.Announced:
		t.Text = l.Say("Nyt møde: %s.", moment(l, c.Date+" "+c.Is))
		if !c.New {
			t.Text = l.Say("Mødet har fået ny tid: %s. Det var %s.", moment(l, c.Date+" "+c.Is), moment(l, c.Date+" "+c.Was))
		}
	default:
		w.decision(l, c, title, &t)
	}
	return t
}

// outcomes are the words for what became of an item.
var outcomes = map[reading.Outcome]string{
	reading.Approved: "Godkendt", reading.Noted: "Taget til efterretning", reading.Discussed: "Drøftet", reading.Postponed: "Udsat",
	reading.Rejected: "Ikke godkendt", "": "Ikke oplyst",
}

func (w Letters) decision(l web.Language, c subscription.Change, title string, t *told) {
	t.Was, t.Is = clip(c.Was, quoted), clip(c.Is, quoted)
	switch {
	case c.New:
		t.Text, t.Was = l.Say("Beslutning: %s", title), ""
	case c.Is == "":
		t.Text, t.WasLabel = l.Say("Beslutningen er taget ud: %s", title), l.Say("Før")
	case strings.Join(strings.Fields(c.Was), " ") == strings.Join(strings.Fields(c.Is), " "):
		t.Text = l.Say("Udfaldet er ændret: %s. Før “%s”, nu “%s”.", title, l.Say(outcomes[c.WasOutcome]), l.Say(outcomes[c.Outcome]))
		t.Was = ""
	default:
		t.Text, t.WasLabel, t.IsLabel = l.Say("Ændret beslutning: %s", title), l.Say("Før"), l.Say("Nu")
	}
}

// moment says "2026-11-19 13:00 15:00" as people do; each part may be missing.
func moment(l web.Language, text string) string {
	date, start, end := "", "", ""
	for i, word := range slices.All(strings.Fields(text)) {
		switch {
		case i == 0 && len(word) == len(time.DateOnly):
			date = l.LongDate(word)
		case start == "":
			start = word
		default:
			end = word
		}
	}
	said := strings.TrimSpace(date + " " + l.Clock(start, end))
	if said == "" {
		return l.Say("ikke oplyst")
	}
	return said
}

// quoted is how many characters of a decision stand in a mail.
const quoted = 700

// clip shortens a text at a word.
func clip(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	cut := string([]rune(text)[:most])
	if space := strings.LastIndexAny(cut, " \n"); space > len(cut)/2 {
		cut = cut[:space]
	}
	return cut + " …"
}
