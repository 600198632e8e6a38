package mapping

import "time"

// A Report is what those read who do not work on a study: who sits in the body, and
// everybody once it is published. No card is in it, and nobody's name.
type Report struct {
	ID, BodyName, BodySlug string
	Title, Purpose, Basis  string
	Groups                 [2]string
	Starts, Ends           string
	Published              time.Time
	Sources                []string // organisations that told of citizens
	Described
	Crossings       []Crossing
	Themes          []ReportTheme
	Recommendations []Advice
	Agreement       Agreement
	Answered        int // partners who saw cards and themes
}

// A ReportTheme is a theme with roughly how many it is about.
type ReportTheme struct {
	ID, Name, Text string
	Described
	Groups []Population // that it is found in
}

// Advice is a recommendation with the themes it comes from and what was decided.
type Advice struct {
	ID, Text, Reason string
	Themes           []ReportTheme
	Sent             bool
	Decided          []Decided
}

// PublicPath is where everybody reads it.
func (r Report) PublicPath() string { return "/kortlaegninger/" + r.ID }

// Report tells of a study without its cards.
func (s Study) Report() (r Report) {
	r = Report{
		ID: s.ID, BodyName: s.BodyName, BodySlug: s.BodySlug, Title: s.Title, Purpose: s.Purpose, Basis: s.Basis, Groups: [2]string{s.GroupOne, s.GroupTwo},
		Starts: s.Starts, Ends: s.Ends, Published: s.Published, Sources: s.Sources(), Described: Describe(s.Usable()), Crossings: s.Crossings(false), Agreement: s.Agreement(),
	}
	for _, p := range s.Partners {
		if !p.Answered.IsZero() {
			r.Answered++
		}
	}
	traced, themes := s.Traced(), map[string]ReportTheme{}
	for _, t := range s.Themes {
		one := ReportTheme{ID: t.ID, Name: t.Name, Text: t.Text, Described: Describe(traced[t.ID])}
		for _, x := range r.Crossings {
			if x.Themes[t.ID] > 0 {
				one.Groups = append(one.Groups, x.Population)
			}
		}
		themes[t.ID] = one
		r.Themes = append(r.Themes, one)
	}
	for _, one := range s.Recommendations {
		a := Advice{ID: one.ID, Text: one.Text, Reason: one.Reason, Sent: one.ItemID != "", Decided: s.Decided[one.ID]}
		for _, id := range one.Themes {
			a.Themes = append(a.Themes, themes[id])
		}
		r.Recommendations = append(r.Recommendations, a)
	}
	return r
}
