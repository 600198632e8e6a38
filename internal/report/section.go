package report

import (
	"strings"
	"time"

	"klynge/internal/danish"
	"klynge/internal/when"
)

// A Section is one heading of a report with what stands under it: a text, or a
// table whose first column names the row. It is how the report is read on a page,
// on paper, and beside another one.
type Section struct {
	Heading string
	Note    string // on what stands there, ""
	Text    string // of package draft
	Head    []string
	Rows    [][]string
	None    string // what is said where there is nothing
	Gap     bool   // and there should be something
}

// Headings of a report.
const (
	headSteps      = "Hvad der er sket"
	headMilestones = "Milepæle"
	headMoney      = "Midler"
	headMeasures   = "Målinger"
	headIncidents  = "Utilsigtede hændelser"
	headTipped     = "Antagelser, der skulle ses efter"
	headEvaluation = "Evalueringens resultat"
	headWords      = "Projektlederens ord"
	headNext       = "Næste periode"
	headAfter      = "Hvad der skal ske nu"
)

// Heading returns the heading of a text that people write.
func (k Kind) Heading(field string) string {
	switch {
	case field == Words:
		return headWords
	case k == Final:
		return headAfter
	}
	return headNext
}

// Headings are all that a report says of itself, for the test that everything has
// its English.
func Headings() (list []string) {
	list = []string{hiddenMoney, noBaseline}
	for _, kind := range []Kind{Status, Final} {
		list = append(list, kind.Danish())
		for _, s := range (Content{Kind: kind}).Sections() {
			list = append(append(list, s.Heading, s.None), s.Head...)
		}
	}
	return list
}

const (
	noSteps      = "Indsatsen stod i samme tilstand hele perioden."
	noMilestones = "Ingen milepæle blev nået, flyttet eller forsinket, og ingen kommer lige efter."
	noMoney      = "Indsatsen har ikke fået midler."
	hiddenMoney  = "Midlerne er ikke vist, fordi en beslutning bag dem ikke er offentlig."
	noMeasures   = "Ingen målinger er frigivet."
	noIncidents  = "Ikke oplyst."
	noTipped     = "Ingen."
	noText       = "Ikke udfyldt."
	noBaseline   = "Ingen baseline: der er intet at måle mod."
)

// Sections returns a report in the order in which it is read. What the public may
// not read is not among them.
func (c Content) Sections() (list []Section) {
	text := func(heading, text string) {
		list = append(list, Section{Heading: heading, Text: text, None: noText, Gap: true})
	}
	text(headWords, c.Words)
	list = append(list, c.stepSection(), c.milestoneSection(), c.moneySection(), c.measureSection(), c.incidentSection())
	if !c.Public {
		list = append(list, c.tippedSection())
	}
	if c.Kind == Final {
		text(headEvaluation, c.Evaluation)
	}
	text(c.Kind.Heading(Next), c.Next)
	return list
}

func (c Content) stepSection() Section {
	s := Section{Heading: headSteps, Head: []string{"Dag", "Indsatsen er nu", "Beslutning", "Bemærkning"}, None: noSteps}
	if c.Public {
		s.Head = s.Head[:3]
	}
	for _, step := range c.Steps {
		decided := step.Decision.Text
		if step.Decision.Closed {
			decided = "på et lukket punkt"
		}
		row := []string{say(step.Day), step.To.Danish(), decided, step.Why}
		s.Rows = append(s.Rows, row[:len(s.Head)])
	}
	return s
}

func (c Content) milestoneSection() Section {
	s := Section{Heading: headMilestones, Head: []string{"Milepæl", "Hvad der skete", "Stod før perioden", "Stod efter", "Nået den", "Hvorfor flyttet"}, None: noMilestones}
	if c.Public {
		s.Head = s.Head[:5]
	}
	for _, m := range c.Milestones {
		var happened []string
		for _, h := range m.Happened {
			happened = append(happened, h.Danish())
		}
		reached := ""
		if m.Reached != "" {
			reached = say(m.Reached)
		}
		row := []string{m.Label, strings.Join(happened, ", "), m.Planned, m.Now, reached, strings.Join(m.Reasons, "; ")}
		s.Rows = append(s.Rows, row[:len(s.Head)])
	}
	return s
}

func (c Content) moneySection() Section {
	s := Section{Heading: headMoney, Head: []string{"Pulje", "Bevilget i alt", "Bogført i alt", "Tilbage", "Bevilget i perioden", "Bogført i perioden"}, None: noMoney}
	if c.MoneyHidden {
		s.None = hiddenMoney
	}
	var sum Money
	row := func(name string, m Money) {
		s.Rows = append(s.Rows, []string{name, m.Allocated.String(), m.Booked.String(), m.Left().String(), m.NewlyAllocated.String(), m.NewlyBooked.String()})
	}
	for _, m := range c.Money {
		row(m.Fund+", "+m.Body, m)
		sum.Allocated, sum.Booked = sum.Allocated+m.Allocated, sum.Booked+m.Booked
		sum.NewlyAllocated, sum.NewlyBooked = sum.NewlyAllocated+m.NewlyAllocated, sum.NewlyBooked+m.NewlyBooked
	}
	if len(c.Money) > 1 {
		row("I alt", sum)
	}
	return s
}

func (c Content) measureSection() Section {
	s := Section{Heading: headMeasures, Head: []string{"Indikator", "Baseline", "Før perioden", "Senest i perioden", "Skal nå", "Frigivet i perioden", "Hvad tallene siger"}, None: noMeasures, Gap: true}
	if c.NoBaseline {
		s.Note = noBaseline
	}
	for _, m := range c.Measures {
		s.Rows = append(s.Rows, []string{strings.TrimSuffix(m.Name+" ("+m.Unit+")", " ()"), m.Baseline, m.Before, m.Latest, m.Target, danish.Count(m.Points, "tal", "tal"), m.Verdict})
	}
	return s
}

func (c Content) incidentSection() Section {
	s := Section{Heading: headIncidents, Head: []string{"Alvorlighed", "Antal"}, None: noIncidents, Gap: true}
	for _, n := range c.Incidents {
		s.Rows = append(s.Rows, []string{n.Severity.Danish(), n.Text})
	}
	return s
}

func (c Content) tippedSection() Section {
	s := Section{Heading: headTipped, Head: []string{"Antagelse", "Hvorfor", "Hvad eftersynet viste"}, None: noTipped}
	for _, t := range c.Tipped {
		found := t.Found
		if found == "" {
			found = "ikke set efter endnu"
		}
		s.Rows = append(s.Rows, []string{t.Text, t.Why, found})
	}
	return s
}

// Titled is the name of the report on paper.
func (c Content) Titled() string { return c.Kind.Danish() + " " + Period(c.From, c.To) }

// AskedAt says when the question was asked, in Danish time.
func (c Content) AskedAt() string {
	t := c.Asked.In(when.Copenhagen)
	return danish.Date(t) + " " + danish.Clock(t.Format("15:04"))
}

// A Paper is a report as it is laid before a body.
type Paper struct {
	Body, Title, Kind string
	Facts             []string
	Written           time.Time
	Sections          []Section
}

// Paper returns the report on paper. What is still a draft says so.
func (c Content) Paper(isDraft bool) Paper {
	p := Paper{Body: c.Body, Title: c.Title, Kind: c.Titled(), Written: c.Asked, Sections: c.Sections()}
	p.Facts = []string{"Organ: " + c.Body, "Indsatsen er " + c.State.Danish()}
	if c.Lead != "" {
		p.Facts = append(p.Facts, "Projektleder: "+c.Lead)
	}
	if isDraft {
		return Paper{Body: p.Body, Title: p.Title, Kind: "Udkast: " + p.Kind, Facts: append(p.Facts, "Udkast, tallene er fra "+c.AskedAt()), Written: p.Written, Sections: p.Sections}
	}
	p.Facts = append(p.Facts, "Tallene er fra "+c.AskedAt())
	return p
}
