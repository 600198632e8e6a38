package invent

import (
	"fmt"
	"strings"
	"time"

	"klynge/internal/danish"
)

var (
	given    = strings.Fields(`Asta Birk Cilla Dag Ebbe Fie Gro Harald Ida Jeppe Karla Liv Malthe Nanna Oda Palle Rie Sylvester Tove Ulla Vagn Yrsa Ziska Æbbe Østen Åse`)
	family   = strings.Fields(`Agerbæk Brinkholt Castrupdal Dyndlund Engvang Fjeldmark Grusgård Hedeskov Isbjerg Kærhus Lyngdal Mosetoft Nørreris Overholm Pilely Ravnsdal Sivgård Tangeå Udkjær Vibelund Ørneby Åstrand`)
	places   = strings.Fields(`Skagerby Birkemose Brandhede Klitholm Fjordrup Ådum Hedelund Strandkær Mosbjerg Vestervig Sønderkær Lyngå`)
	roles    = []string{"borgmester", "regionsrådsmedlem", "direktør", "hospitalsdirektør", "praktiserende læge", "chefkonsulent", "formand for Sundhedsudvalget"}
	outcomes = []string{"Godkendt.", "Taget til efterretning.", "Tiltrådt.", "Udsat til næste møde.", "Godkendt, idet sagen tages op igen i efteråret."}
)

// A Style says what a line of minutes is.
type Style int

// The styles of a line. Gap is an empty line.
const (
	Plain Style = iota
	Title
	Heading
	Rubric
	Listed
	Gap
)

// A Line is a paragraph of minutes.
type Line struct {
	Style Style
	Text  string
}

// Minutes are the lines of the minutes of one meeting.
type Minutes []Line

// Minutes writes the minutes of meeting number n with so many items, each with
// so many sentences of presentation.
func (w *Writer) Minutes(n, items, sentences int) Minutes {
	day := time.Date(2004, 1, 5, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n%5000+n/5000)
	m := Minutes{
		{Title, "Sundhedsklynge " + places[n/5000%len(places)]},
		{Heading, "Referat af møde " + danish.Date(day)},
		{Plain, "Tid: Kl. 15.30-17.30"},
		{Plain, "Sted: " + places[n%len(places)] + " Rådhus, mødelokale 2"},
		{Gap, ""}, {Rubric, "Deltagere"},
	}
	for i := range 10 {
		m = append(m, Line{Listed, fmt.Sprintf("%s %s, %s, %s Kommune", given[(n+i*7)%len(given)], family[(n/3+i*5)%len(family)], pick(w, roles), places[(n+i)%len(places)])})
	}
	m = append(m, Line{Gap, ""}, Line{Rubric, "Afbud"}, Line{Listed, fmt.Sprintf("%s %s, direktør", given[(n+3)%len(given)], family[(n/3+11)%len(family)])})
	for i := range items {
		m = append(m, Line{Gap, ""}, Line{Heading, fmt.Sprintf("%d. %s", i+1, w.Title())}, Line{Rubric, "Sagsfremstilling"})
		for left := sentences; left > 0; left -= 4 {
			m = append(m, Line{Plain, w.Text(min(4, left))})
		}
		m = append(m, Line{Rubric, "Indstilling"}, Line{Plain, "Det indstilles,"},
			Line{Listed, "at " + w.words(8)}, Line{Listed, "at " + w.words(6)},
			Line{Rubric, "Beslutning"}, Line{Plain, pick(w, outcomes) + " " + w.Text(1)},
			Line{Rubric, "Bilag"}, Line{Listed, capital(w.Word()) + " om " + w.Word() + ".pdf"})
	}
	return m
}

// Text returns the minutes as a text file.
func (m Minutes) Text() []byte {
	var b strings.Builder
	for _, line := range m {
		switch line.Style {
		case Title, Heading, Rubric:
			b.WriteString(line.Text + "\n")
		case Listed:
			b.WriteString("- " + line.Text + "\n")
		case Plain:
			b.WriteString(line.Text + "\n")
		case Gap:
			b.WriteString("\n")
		}
	}
	return []byte(b.String())
}
