// Package backlog is the pages of what surrounds an agenda: the papers of an
// item, what waits for an agenda, the way of an item between bodies, and the
// phrases and templates that a secretariat writes from.
package backlog

import (
	_ "embed"
	"html/template"
	"strings"
	"time"

	"klynge/internal/agenda"
	"klynge/internal/attachment"
	"klynge/internal/backlog"
	"klynge/internal/id"
	"klynge/internal/phrase"
	"klynge/internal/plan"
	"klynge/internal/web"
	"klynge/internal/when"
)

// Pages are what the pages are made of.
type Pages struct {
	Papers  *attachment.Store
	Backlog *backlog.Store
	Phrases *phrase.Store
	Places  *agenda.Places
	Clock   when.Clock
}

//go:embed parts.html
var partsHTML string

func page[T any](source string) *web.Page[T] { return web.MustPage[T](functions, partsHTML, source) }

// A trail leads from a page back to its body, and to the meeting when there is
// one.
type trail struct{ Slug, Name, MeetingID, Date string }

func functions(l web.Language) template.FuncMap {
	return template.FuncMap{
		"at": func(t time.Time) string {
			t = t.In(when.Copenhagen)
			return l.Date(t.Format(time.DateOnly)) + " " + l.Clock(t.Format("15:04"), "")
		},
		"paperState": func(s attachment.State) string { return l.Say(s.Danish()) },
		"fileKind":   func(mediaType string) string { return l.Say(attachment.KindOf(mediaType).Danish) },
		"fileSize":   func(n int64) string { return fileSize(l, n) },
		"phraseKind": func(k phrase.Kind) string { return l.Say(k.Danish()) },
		"add":        func(a, b int) int { return a + b },
		"itemPath":   itemPath,
		"excerpt":    excerpt,
		"way":        func(slug, name, meetingID, date string) trail { return trail{slug, name, meetingID, date} },
		"choice":     func(coming []plan.Meeting, id, chosen string) choice { return choice{coming, id, chosen} },
	}
}

// A choice is a field to choose a meeting in.
type choice struct {
	Coming     []plan.Meeting
	ID, Chosen string
}

// excerpt shortens a text for a list.
func excerpt(text string) string {
	const most = 400
	if runes := []rune(text); len(runes) > most {
		return strings.TrimSpace(string(runes[:most])) + " …"
	}
	return text
}

// newKey makes the name that a form is sent under, however often it is sent.
func (p *Pages) newKey() string { return id.New(p.Clock()) }

// fileSize says a number of bytes as people do.
func fileSize(l web.Language, n int64) string {
	if n < 1<<20 {
		return l.Count(int((n+1023)>>10), "kB", "kB")
	}
	return l.Count(int((n+1<<19)>>20), "MB", "MB")
}

// Words returns what the pages say out of tables, for the test that everything
// has its English.
func Words() (list []string) {
	for _, s := range attachment.States {
		list = append(list, s.Danish())
	}
	for _, k := range attachment.Kinds {
		list = append(list, k.Danish)
	}
	for _, k := range phrase.Kinds {
		list = append(list, k.Danish())
	}
	return list
}

// today returns the day it is in Copenhagen.
func (p *Pages) today() string { return p.Clock().In(when.Copenhagen).Format(time.DateOnly) }

// named puts a name into quotation marks, shortened at its end.
func named(name string) string {
	if runes := []rune(name); len(runes) > 80 {
		name = strings.TrimSpace(string(runes[:80])) + " …"
	}
	return "“" + name + "”"
}
