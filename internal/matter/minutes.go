package matter

import (
	"strings"

	"klynge/internal/danish"
	"klynge/internal/initiative"
	"klynge/internal/meeting"
	"klynge/internal/reader/reading"
)

// A mention is one place where minutes, or an agenda, speak of the matter.
type mention struct {
	what                  initiative.What
	meetingID, slug, date string
	kind                  reading.Kind
	body                  string
	anchor, number, title string
	label                 string
	closed, decided       bool
	decision              string
	outcome               reading.Outcome
	amount                danish.Amount
}

func (m mention) path() string {
	if m.anchor == "" {
		return "/moeder/" + m.slug
	}
	return "/moeder/" + m.slug + "/" + m.anchor
}

// station returns what a mention is on the way. Minutes are taken at their word:
// a row of a fund table is money that is printed there, granted when the item
// approved it; an item that was approved or refused is a decision; one whose title
// says that it reports is a report.
func (m mention) station(today string) Station {
	s := Station{Day: m.date, Title: m.title, Text: m.decision, Body: m.body, Path: m.path(), Number: m.number, Outcome: m.outcome, Closed: m.closed}
	if s.Title == "" {
		s.Title = m.label
	}
	switch {
	case m.kind == reading.Agenda && m.date >= today:
		s.Kind, s.Due, s.Text, s.Outcome = Coming, true, "", ""
	case m.what == initiative.Fund:
		s.Kind, s.Amount = Printed, m.amount
	case m.what == initiative.Case:
		s.Kind = Described
		s.Outcome, s.Text = "", ""
	case reports(m.title) && !m.closed:
		s.Kind = Reported
	case m.outcome == reading.Approved || m.outcome == reading.Rejected:
		s.Kind = Decided
	default:
		s.Kind = Treated
	}
	return s
}

// stations returns what mentions are on the way. An item that holds a business
// case decides on it as well.
func stations(mentions []mention, today string) (list []Station) {
	for i, m := range mentions {
		s := m.station(today)
		list = append(list, s)
		if m.what != initiative.Case || s.Due {
			continue
		}
		alone := true
		for j, other := range mentions {
			if i != j && other.path() == m.path() && other.what == initiative.Item {
				alone = false
			}
		}
		if alone {
			m.what = initiative.Item
			list = append(list, m.station(today))
		}
	}
	return list
}

// reporting are the words by which the title of an item says that it brings a
// report on what was done.
var reporting = []string{"status", "afrapporter", "evaluering", "slutrapport", "midtvejs", "opfølgning på", "resultater"}

// reports reports whether the title of an item says that it brings a report. A plan
// for an evaluation is none.
func reports(title string) bool {
	title = strings.ToLower(title)
	if strings.Contains(title, "plan for") || strings.Contains(title, ": plan") {
		return false
	}
	for _, word := range reporting {
		if strings.Contains(title, word) {
			return true
		}
	}
	return false
}

// A promise is what minutes say will come.
type promise struct {
	meeting.Promise
	slug, date, anchor, number, title, body string
}

// station returns a promise as a station that is due, until something comes.
func (p promise) station() Station {
	return Station{Kind: Promised, Due: true, Day: p.By(), Promise: p.date, Title: p.Text, Body: p.body, Path: "/moeder/" + p.slug + "/" + p.anchor, Number: p.number}
}
