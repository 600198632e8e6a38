package mapping

import (
	"strconv"

	"klynge/internal/mapping"
	"klynge/internal/web"
)

// An overlapPicture is the two groups as circles that overlap, with the number of
// cards in each part. What it shows is in the table beneath as well.
type overlapPicture struct {
	Title, Text      string
	One, Both, Two   string // cards
	Unknown          string
	NameOne, NameTwo string
	Outside, Center  string
}

func newOverlap(l web.Language, list []mapping.Crossing) (p overlapPicture) {
	cards := map[mapping.Population]int{}
	for _, x := range list {
		cards[x.Population] = x.Cards
	}
	count := func(of mapping.Population) string { return strconv.Itoa(cards[of]) }
	p = overlapPicture{
		Title: l.Say("Kort i gruppe 1, gruppe 2 og begge"), One: count(mapping.GroupOne), Both: count(mapping.GroupBoth), Two: count(mapping.GroupTwo), Unknown: count(mapping.GroupUnknown),
		NameOne: l.Say("Gruppe 1"), NameTwo: l.Say("Gruppe 2"), Outside: l.Say("Gruppe ukendt"), Center: l.Say("Begge"),
	}
	p.Text = l.Say("To cirkler, der går ind over hinanden. Gruppe 1: %s kort. Begge grupper: %s kort. Gruppe 2: %s kort. Uden for cirklerne, gruppe ukendt: %s kort.", p.One, p.Both, p.Two, p.Unknown)
	return p
}
