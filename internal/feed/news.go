package feed

import (
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"klynge/internal/danish"
	"klynge/internal/initiative"
	"klynge/internal/meeting"
	"klynge/internal/person"
	"klynge/internal/reader/reading"
	"klynge/internal/search"
	"klynge/internal/when"
)

// Decisions writes the latest decisions of all bodies.
func Decisions(w io.Writer, list []meeting.Decision) error {
	f := Feed{ID: identity("feed", "decisions"), Title: "Beslutninger", Self: "/beslutninger.atom", Page: "/beslutninger"}
	for _, d := range list {
		f.Entries = append(f.Entries, decided(d, "Du får den her, fordi du følger alle beslutninger."))
	}
	return Atom(w, f)
}

// DecisionsOf writes the latest decisions of one body, which is known by its id.
func DecisionsOf(w io.Writer, id, slug, name string, list []meeting.Decision) error {
	page := "/organer/" + slug
	f := Feed{ID: identity("feed/decisions", id), Title: "Beslutninger i " + name, Self: page + "/beslutninger.atom", Page: page}
	for _, d := range list {
		f.Entries = append(f.Entries, decided(d, "Du får den her, fordi du følger beslutningerne i "+name+"."))
	}
	return Atom(w, f)
}

func decided(d meeting.Decision, why string) Entry {
	return Entry{
		ID: identity("item", d.ItemID), Title: d.BodyName + ": " + d.Title, Path: d.Path(), Author: d.BodyName,
		Published: d.Created, Updated: d.Changed, Text: d.Decision, Why: why,
		New: news(fmt.Sprintf("%s %s på mødet den %s.", point(d.Number), outcome(d.Outcome), day(d.Date)), d.Created, d.Changed),
	}
}

// point names an item at the beginning of a sentence.
func point(number string) string {
	if number == "" {
		return "Punktet"
	}
	return "Punkt " + strings.TrimSuffix(number, ".")
}

// outcome ends a sentence that begins with an item.
func outcome(o reading.Outcome) string {
	switch o {
	case reading.Approved:
		return "blev godkendt"
	case reading.Noted:
		return "blev taget til efterretning"
	case reading.Discussed:
		return "blev drøftet"
	case reading.Postponed:
		return "blev udsat"
	case reading.Rejected:
		return "blev ikke godkendt"
	}
	return "blev behandlet"
}

// news says what is new: the sentence itself, or that it has been changed since
// it was first there.
func news(sentence string, created, changed time.Time) string {
	if !changed.After(created) {
		return "Nyt: " + sentence
	}
	return "Læst igen " + danish.Date(changed.In(when.Copenhagen)) + ": " + sentence
}

// Person writes the meetings that list a person, also those they were away from.
func Person(w io.Writer, d person.Detail) error {
	page := "/personer/" + d.Slug
	f := Feed{ID: identity("feed/person", d.ID), Title: "Møder med " + d.Name, Self: page + "/moeder.atom", Page: page}
	seen := map[string]bool{}
	for _, a := range d.Attended {
		if seen[a.MeetingID] {
			continue // listed twice at one meeting
		}
		seen[a.MeetingID] = true
		sentence := fmt.Sprintf("%s står på listen over deltagere i mødet den %s.", d.Name, day(a.Date))
		switch {
		case a.Excused():
			sentence = fmt.Sprintf("%s havde meldt afbud til mødet den %s.", d.Name, day(a.Date))
		case a.Absent:
			sentence = fmt.Sprintf("%s var ikke med i mødet den %s.", d.Name, day(a.Date))
		}
		f.Entries = append(f.Entries, Entry{
			ID: identity("person/"+d.ID+"/meeting", a.MeetingID), Title: a.BodyName + ", " + day(a.Date), Path: a.Path(), Author: a.BodyName,
			Published: a.Created, Updated: a.Changed, New: news(sentence, a.Created, a.Changed),
			Why: "Du får det her, fordi du følger møder med " + d.Name + ".",
		})
	}
	return Atom(w, f)
}

// Initiative writes where an initiative has been spoken of, the latest first.
func Initiative(w io.Writer, t initiative.Told) error {
	page := "/indsatser/" + t.Slug
	f := Feed{ID: identity("feed/initiative", t.ID), Title: "Indsatsen " + t.Title, Self: page + "/nyt.atom", Page: page}
	seen := map[string]bool{}
	for _, s := range slices.Backward(t.Stations) {
		id := s.MeetingID + "/" + s.Item
		if seen[id] {
			continue // one item may tell of it in several ways
		}
		seen[id] = true
		sentence := fmt.Sprintf("indsatsen blev nævnt på mødet den %s.", day(s.Date))
		title := s.BodyName
		if s.Title != "" {
			sentence = fmt.Sprintf("%s %s på mødet den %s.", point(s.Number), outcome(s.Outcome), day(s.Date))
			title += ": " + s.Title
		}
		f.Entries = append(f.Entries, Entry{
			ID: identity("initiative/"+t.ID, id), Title: title, Path: s.Path(), Author: s.BodyName,
			Published: s.Created, Updated: s.Changed, New: news(sentence, s.Created, s.Changed), Text: s.Decision,
			Why: "Du får det her, fordi du følger indsatsen " + t.Title + ".",
		})
	}
	return Atom(w, f)
}

// Search writes what a question finds at meetings. Asked is the question as the
// page of the search has it in its address. A hit that no meeting dates, such as
// a person, is no news and is left out.
func Search(w io.Writer, question string, asked url.Values, found search.Results) error {
	f := Feed{
		ID: identity("feed/search", asked.Encode()), Title: "Søgning efter “" + question + "”",
		Self: "/soeg.atom?" + asked.Encode(), Page: "/soeg?" + asked.Encode(),
	}
	for _, hit := range found.Hits {
		at, ok := midnight(hit.Date)
		if !ok {
			continue
		}
		f.Entries = append(f.Entries, Entry{
			ID: identity(string(hit.Kind), hit.ID), Title: hit.Body + ": " + text(hit.Title), Path: hit.Path, Author: hit.Body,
			Published: at, Updated: at, Text: text(hit.Snippet),
			New: fmt.Sprintf("Nyt: Ordene står i det, der hører til mødet den %s.", day(hit.Date)),
			Why: "Du får det her, fordi du følger søgningen efter “" + question + "”.",
		})
	}
	return Atom(w, f)
}

func text(spans []search.Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}
