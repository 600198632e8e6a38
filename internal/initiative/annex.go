package initiative

import (
	"strings"
	"time"
)

// An Annex is a mini business case as it is laid before a body on paper: the
// headings in the order that the councils know, gaps marked as gaps.
type Annex struct {
	Body, Title string
	State       State
	Day         string // YYYY-MM-DD, when it was written out
	Written     time.Time
	Parts       []AnnexPart
}

// An AnnexPart is one heading with what stands under it: a text, or a table.
type AnnexPart struct {
	Heading string
	Text    string // of package draft, "" for a gap when there are no rows
	Head    []string
	Rows    [][]string
}

// Gap reports whether a part says nothing.
func (p AnnexPart) Gap() bool { return p.Text == "" && len(p.Rows) == 0 }

// Annex returns the business case on paper, as written out on a day.
func (l Life) Annex(day string) Annex {
	a := Annex{Body: l.BodyName, Title: l.Title, State: l.State, Day: day, Written: l.Changed}
	text := func(f Field) {
		a.Parts = append(a.Parts, AnnexPart{Heading: f.Danish(), Text: l.Text(f)})
		if at := l.Texts[string(f)].At; at.After(a.Written) {
			a.Written = at
		}
	}
	text(Lead)
	group := AnnexPart{Heading: "Projektgruppe", Head: []string{"Navn", "Rolle", "Arbejdsgiver"}}
	for _, m := range l.Group {
		group.Rows = append(group.Rows, []string{m.Name, dash(m.Role), dash(m.Employer)})
	}
	a.Parts = append(a.Parts, group)
	for _, f := range []Field{Purpose, Data, Measure} {
		text(f)
	}
	benefits := AnnexPart{Heading: "Gevinster", Head: []string{"Mål", "Ejer", "Baseline", "Målt", "Skal nå"}}
	for _, b := range l.Benefits {
		benefits.Rows = append(benefits.Rows, []string{b.Measure, b.Owner, b.Baseline, say(b.BaselineOn), b.Target})
	}
	a.Parts = append(a.Parts, benefits)
	text(Patients)
	text(Geography)
	text(Schedule)
	marks := AnnexPart{Heading: "Faser og milepæle", Head: []string{"Hvad", "Hvornår"}}
	if l.Start != "" || l.End != "" {
		marks.Rows = append(marks.Rows, []string{"Indsatsen", spell(Mark{From: l.Start, To: l.End})})
	}
	for _, m := range l.Marks {
		marks.Rows = append(marks.Rows, []string{m.Label, spell(m)})
	}
	a.Parts = append(a.Parts, marks)
	text(Resources)
	assumptions := AnnexPart{Heading: "Antagelser", Head: []string{"Antagelse", "Ses efter"}}
	for _, s := range l.Assumptions {
		assumptions.Rows = append(assumptions.Rows, []string{s.Text, s.Trigger()})
	}
	a.Parts = append(a.Parts, assumptions)
	if l.Text(Evaluation) != "" {
		text(Evaluation)
	}
	return a
}

// Trigger says what makes somebody look at the assumption again.
func (a Assumption) Trigger() string {
	var parts []string
	if a.On != "" {
		parts = append(parts, say(a.On))
	}
	if a.Rule != "" {
		parts = append(parts, "når reglen ændres: "+a.Rule)
	}
	if a.Settled {
		parts = append(parts, "afgjort")
	}
	return strings.Join(parts, "; ")
}

func dash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}
